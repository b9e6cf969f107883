"""Every address of the product. A test walks them all as every role."""

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

#: The folders that have pages, lowest first.
FOLDERS = (
    "accounts",
    "agencies",
    "audit",
    "people",
    "sharing",
    "messages",
    "pathways",
    "appointments",
    "instruments",
    "predictors",
    "documents",
    "referrals",
    "screening",
    "assessments",
    "suitability",
    "court",
    "court_reports",
    "orders",
    "enforcement",
    "treatment",
    "support",
    "plans",
    "today",
    "my",
    "exchange",
    "config",
)

urlpatterns: list[URLPattern | URLResolver] = []
for folder in FOLDERS:
    name = f"throughcare.{folder}.{'pages' if folder == 'config' else 'urls'}"
    if find_spec(name):
        urlpatterns.append(path("", include(import_module(name))))

handler400 = "throughcare.config.errors.bad_request"
handler403 = "throughcare.config.errors.forbidden"
handler404 = "throughcare.config.errors.not_found"
handler500 = "throughcare.config.errors.failure"
