"""Management commands, run as `throughcare NAME`, with the database started if it is ours."""

from __future__ import annotations

import os
from contextlib import ExitStack

from throughcare.config import databases, postgres, postgres_home, supervisor
from throughcare.config.console import tell
from throughcare.config.postgres_home import LauncherError

WITHOUT_DATABASE = {
    "check",
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "findstatic",
    "help",
    "makemessages",
    "pathways check",
    "startapp",
    "startproject",
}
AS_MIGRATE = {"makemigrations", "migrate", "showmigrations", "sqlmigrate"}


def run(words: list[str], *, own: list[str]) -> int:
    """Run a management command; 2 with the choices if there is none of that name.

    A command may name its login with an attribute `database_login`; without it, it gets the
    least: that of the web.
    """
    module = supervisor.settings_module(postgres_home.environment())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", module)
    import django
    from django.core import management
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise LauncherError(str(error)) from error
    name = words[0].replace("-", "_")
    known = management.get_commands()
    if name not in known and name != "help":
        choices = ", ".join(sorted({*own, "policy", *(n.replace("_", "-") for n in known)}))
        tell(f"There is no command [{words[0]}]; choose one of: {choices}")
        return 2
    with ExitStack() as stack:
        asks_for_help = bool({"-h", "--help"} & set(words))
        needs_none = name in WITHOUT_DATABASE or " ".join(words[:2]) in WITHOUT_DATABASE
        if not needs_none and not asks_for_help:
            _connect(name, stack)
        management.execute_from_command_line(["throughcare", name, *words[1:]])
    return 0


def _connect(name: str, stack: ExitStack) -> None:
    """Start or join our own database, and point Django at it with the command's login."""
    from django.conf import settings
    from django.core import management

    if databases.is_embedded():
        server = stack.enter_context(postgres.running())
        if server.owned:
            databases.prepare_embedded(server)
    app = management.get_commands()[name]
    command = management.load_command_class(app, name) if isinstance(app, str) else app
    default = "migrate" if name in AS_MIGRATE else "web"
    asked = os.environ.get("THROUGHCARE_DATABASE_LOGIN")
    login = asked or str(getattr(command, "database_login", default))
    os.environ["THROUGHCARE_DATABASE_LOGIN"] = login
    # In place: Django's connections hold this very dictionary, made before the server ran.
    settings.DATABASES["default"].update(databases.settings_for(login))
