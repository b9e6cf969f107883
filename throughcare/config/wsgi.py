"""The entry point for a web server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault(
    "DJANGO_SETTINGS_MODULE",
    "throughcare.config.settings.production"
    if os.environ.get("THROUGHCARE_ENVIRONMENT") == "production"
    else "throughcare.config.settings.local",
)
application = get_wsgi_application()
