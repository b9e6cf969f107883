"""Production: everything secret comes from the environment, and TLS is assumed in front."""

import os

from django.core.exceptions import ImproperlyConfigured

from throughcare.config.settings.base import *  # noqa: F403
from throughcare.config.settings.base import CONTENT_SECURITY_POLICY

if not os.environ.get("DATABASE_URL"):
    raise ImproperlyConfigured(
        "DATABASE_URL is not set: production needs a PostgreSQL server of its own. "
        "Run 'throughcare database prepare --admin-url URL' once and set what it prints."
    )
if not os.environ.get("THROUGHCARE_HOSTS"):
    raise ImproperlyConfigured("THROUGHCARE_HOSTS is not set: name the host names, with commas")

# TLS ends at a proxy of ours, which names the caller.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("THROUGHCARE_PROXY_COUNT", "1"))
# Questions that no clinical lead has signed are refused where real people are.
LIVE_USE_NEEDS_APPROVAL = True
SECURE_SSL_REDIRECT = os.environ.get("THROUGHCARE_TLS_REDIRECT", "1") == "1"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
CONTENT_SECURITY_POLICY["DIRECTIVES"]["upgrade-insecure-requests"] = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = False
