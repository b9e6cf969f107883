"""The key and the template of GOV.UK Notify, as its pages show them. Needs no Django."""

from __future__ import annotations

from uuid import UUID

#: The last 73 signs of a key: the service's id, a hyphen, the secret. What stands before is a name.
KEY_LENGTH, ID_LENGTH = 73, 36


class NotAKey(ValueError):
    """A setting cannot be what GOV.UK Notify gave; the words name the setting, not its value."""


def read_key(key: str, template: str) -> tuple[str, str, str]:
    """Service, secret and template; NotAKey when one of them is none."""
    service, secret = key[-KEY_LENGTH:][:ID_LENGTH], key[-ID_LENGTH:]
    named = (("KEY", service), ("KEY", secret), ("TEMPLATE", template))
    for name, value in named:
        try:
            UUID(value)
        except ValueError:
            raise NotAKey(f"THROUGHCARE_NOTIFY_{name} is not one of GOV.UK Notify") from None
    return service, secret, template
