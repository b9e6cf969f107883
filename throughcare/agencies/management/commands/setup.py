"""`throughcare setup`: the first agency, its team, place and two administrators, once."""

from throughcare.agencies.management.founding_command import FoundingCommand


class Command(FoundingCommand):
    help = "Make the first agency and its two administrators. Done once."
    first = True
