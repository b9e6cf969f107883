"""`throughcare add-agency`: another agency of the partnership with its own administrators."""

from throughcare.agencies.management.founding_command import FoundingCommand


class Command(FoundingCommand):
    help = "Add another agency of the partnership, with its two administrators."
    first = False
