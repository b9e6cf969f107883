"""Django's migrate, followed by what protects the tables."""

from typing import Any

from django.core.management.commands import migrate

from throughcare.core.database.first_migration import rendering_what_changes
from throughcare.core.database.install import install, is_behind, lift_policies


class Command(migrate.Command):
    """Migrate, then install functions, policies, triggers and grants (docs/adr/0003)."""

    def handle(self, *args: Any, **options: Any) -> None:
        partial = options.get("plan") or options.get("check_unapplied") or options.get("app_label")
        if not partial and is_behind():
            lift_policies()
        with rendering_what_changes():
            super().handle(*args, **options)
        if partial:
            return
        install()
        if options["verbosity"]:
            self.stdout.write("Protected every table about a person.")
