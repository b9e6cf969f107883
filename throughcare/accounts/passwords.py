"""Passwords that are long and still easy to guess."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

#: As in "aaaaaaaaaaaaab": long, and one of very few.
FEWEST_DIFFERENT = 5


class EasyToGuessValidator(CommonPasswordValidator):
    """Refuses common passwords that are only repeated or padded: "passwordpassword2026!"."""

    def validate(self, password: str, user: Any = None) -> None:
        plain = password.lower()
        bare = plain.strip("0123456789!?.,-_#*@$ ")
        if len(set(plain)) < FEWEST_DIFFERENT or any(
            part in self.passwords for part in (plain, bare, _unit(plain), _unit(bare))
        ):
            raise ValidationError(
                _("This password is easy to guess. Use three or four words that do not belong"),
                code="password_too_common",
            )

    def get_help_text(self) -> str:
        return _("Not a common password, repeated or padded.")


def _unit(text: str) -> str:
    """The piece that the text repeats; the text itself when it repeats nothing."""
    at = (text + text).find(text, 1)
    return text[:at] if 0 < at < len(text) else text
