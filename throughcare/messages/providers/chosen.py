"""Which provider this installation uses."""

from __future__ import annotations

from django.conf import settings

from throughcare.messages.providers import Provider
from throughcare.messages.providers.notify import Notify


def provider() -> Provider | None:
    """GOV.UK Notify when a key is set; None when people send from the outbox.

    Raises ImproperlyConfigured when the key cannot be one.
    """
    return Notify.from_settings() if settings.NOTIFY_KEY else None


def is_set_up() -> bool:
    return bool(settings.NOTIFY_KEY)
