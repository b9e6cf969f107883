"""What Today shows of referrals: what was sent to the team, and entries of the directory to check."""


def register() -> None: ...
