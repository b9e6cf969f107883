"""Pages about texts to the person."""

from throughcare.messages.views.asked import TextPerson, Wishes
from throughcare.messages.views.outbox import SettingsTexts, ShowOutbox
from throughcare.messages.views.sent import PersonMessages, Told

__all__ = ["PersonMessages", "SettingsTexts", "ShowOutbox", "TextPerson", "Told", "Wishes"]
