"""Development and the demonstration: the embedded database, no TLS, invented people only."""

from throughcare.config.settings.base import *  # noqa: F403
from throughcare.config.settings.base import ENVIRONMENT, INSTALLED_APPS, PACKAGE

DEMONSTRATION = ENVIRONMENT == "demonstration"
SECOND_FACTOR_REQUIRED = not DEMONSTRATION
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
INSTALLED_APPS = [*INSTALLED_APPS, "throughcare.rehearsal"]
# Static files are served from where they lie; nothing is collected.
STATIC_ROOT = None  # type: ignore[assignment]
# The invented county says what is available there.
if DEMONSTRATION:
    LOCAL_PROVISION_FILE = str(PACKAGE / "court_reports" / "northshire.toml")
