"""Tests: the real database under the role without rights, a clock that can be set."""

import os

from psycopg.conninfo import conninfo_to_dict

from throughcare.config import databases, postgres_home
from throughcare.config.settings.base import *  # noqa: F403
from throughcare.config.settings.base import DATABASES, INSTALLED_APPS, LOGGING, PACKAGE

INSTALLED_APPS = [*INSTALLED_APPS, "throughcare.rehearsal"]
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SECOND_FACTOR_REQUIRED = False
TEST_CLOCK_ALLOWED = True
DEMONSTRATION = True
# Served as they are: nothing has been collected.
STATIC_ROOT = PACKAGE / "design" / "static"
WHITENOISE_USE_FINDERS = False
# Each client of a test makes the middleware anew: it need not read the whole folder each time.
WHITENOISE_AUTOREFRESH = True
ACCOUNT_RATE_LIMITS = False  # type: ignore[assignment]
LOGGING["root"]["level"] = "ERROR"  # type: ignore[index]

# The login of the tests has no rights of its own: it takes the web role, and the owner's only
# inside ``tests.database.as_owner``. While the template is made it is the owner throughout.
_stored = postgres_home.stored_secrets(postgres_home.home())
_building = os.environ.get("THROUGHCARE_TEST_DATABASE", "")
_server = conninfo_to_dict(os.environ.get("THROUGHCARE_TEST_ADMIN_URL", ""))
DATABASES["default"].update(
    {
        "USER": "throughcare_test",
        "PASSWORD": _stored["test_password"],
        "NAME": _building or "throughcare_tests_choose_their_own",
        "HOST": str(_server.get("host") or DATABASES["default"]["HOST"]),
        "PORT": str(_server.get("port") or DATABASES["default"]["PORT"]),
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": False,
        # Whoever makes the tables keeps no plans, as the login that migrates does not.
        "OPTIONS": {"options": "-c role=throughcare_owner"}
        if _building
        else {"options": f"-c role=throughcare_web {databases.ONE_PLAN}", **databases.PREPARED},
    }
)
