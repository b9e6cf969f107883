"""The entry point for a web server."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault(
    "DJANGO_SETTINGS_MODULE",
    "throughcare.config.settings.production"
    if os.environ.get("THROUGHCARE_ENVIRONMENT") == "production"
    else "throughcare.config.settings.local",
)
application = get_wsgi_application()

# What start-up made stays: no later collection walks it again, and one is due less often.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
