"""How texts are shown: their words, where they went, how it went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.core import clock
from throughcare.design import words
from throughcare.design.parts import Tag, Term
from throughcare.messages import rules
from throughcare.messages.catalogue import Kind, catalogue, kind_of, text_of
from throughcare.messages.models import Message, TextWishes
from throughcare.messages.providers.chosen import is_set_up
from throughcare.messages.settings import ring_number
from throughcare.people.presenters import full_name

Status = Message.Status
COLOURS = {
    Status.WAITING: "blue",
    Status.SENT: "grey",
    Status.DELIVERED: "green",
    Status.FAILED: "red",
    Status.HELD_BACK: "orange",
    Status.WITHDRAWN: "grey",
    Status.TOLD: "green",
}


@dataclass(frozen=True)
class Line:
    """One text as a page shows it."""

    row: Message
    title: str
    text: str
    language: str
    when: str
    to: str
    tag: Tag
    why: str
    by: str
    url: str
    name: str = ""


def title_of(message: Message) -> str:
    return _(kind_of(message.kind).title)


def words_of(message: Message) -> str:
    """What the person reads. A code is for them alone."""
    hidden = {"code": "······"} if kind_of(message.kind).any_time else {}
    fields = {**message.fields, **hidden}
    return text_of(message.kind, message.wording, fields, message.language)


def when_words(message: Message, now: datetime) -> str:
    """When it goes, went, or would have gone."""
    if message.sent_at is not None:
        when = words.in_a_sentence(words.moment(message.sent_at, now=now))
        return _("Sent %(when)s") % {"when": when}
    if message.status == Status.WAITING and message.send_after > now:
        return _("Goes %(when)s") % {"when": words.moment(message.send_after, now=now)}
    if message.status == Status.WAITING and not is_set_up():
        return _("Waits for somebody to tell the person")
    if message.status == Status.WAITING:
        return _("Goes in the next minutes")
    return _("Was to go %(when)s") % {"when": words.moment(message.send_after, now=now)}


def lines(
    messages: list[Message],
    endings: Mapping[UUID, str],
    *,
    references: Mapping[UUID, str],
    may_amend: bool,
    named: bool = False,
) -> list[Line]:
    """The texts in words. ``endings``: last digits by contact row, for those who may see them."""
    now = clock.now()
    return [
        Line(
            row=row,
            title=title_of(row),
            text=words_of(row),
            language=row.language,
            when=when_words(row, now),
            to=_to(row, endings),
            tag=Tag(str(Status(row.status).label), COLOURS[Status(row.status)]),  # type: ignore[arg-type]
            why=str(rules.REASONS.get(row.reason, "")),
            by="" if named else row.recorded_by.user.name,
            url=_url(row, references) if may_amend else "",
            name=full_name(row.person) if named else "",
        )
        for row in messages
    ]


def _to(message: Message, endings: Mapping[UUID, str]) -> str:
    ending = endings.get(message.contact_id)
    if ending is None:
        return _("To the number on record then")
    return _("To the number that ends in %(digits)s") % {"digits": ending}


def _url(message: Message, references: Mapping[UUID, str]) -> str:
    if message.status in (Status.DELIVERED, Status.TOLD, Status.WITHDRAWN):
        return ""
    return reverse("message_told", args=[references[message.person_id], message.pk])


def wishes_terms(wishes: TextWishes | None) -> list[Term]:
    """What the person wants. Nobody asked is not "yes"."""
    if wishes is None:
        return [Term(_("Texts"), _("Not asked"))]
    hours = _("Any time of the day")
    if wishes.not_before and wishes.not_after:
        hours = _("%(first)s to %(last)s") % {
            "first": words.clock(wishes.not_before),
            "last": words.clock(wishes.not_after),
        }
    language = wishes.get_language_display()
    if wishes.language == "cy" and not settings.TEXTS_WELSH_CHECKED_BY:
        language = _("Welsh. Sent in English here: the Welsh words are not checked yet.")
    return [
        Term(_("Texts"), wishes.get_reminders_display()),
        Term(_("Language"), language),
        Term(_("When"), hours),
    ]


def sample(kind: Kind) -> str:
    """The newest words of a kind with gaps where days and times go."""
    gaps = {"day": _("[day]"), "time": _("[time]"), "phone": ring_number() or _("[number]")}
    said = kind.newest.words["en"].format_map(gaps | {"code": _("[code]")})
    if kind.ring:
        there = catalogue()
        after = there.ring if ring_number() else there.tell
        said += " " + after[max(after)].words["en"].format_map(gaps)
    return f"{said} {settings.TEXTS_SIGNED}".strip()


def hours_words() -> str:
    first, last = rules.sending_hours()
    return _("Texts go out between %(first)s and %(last)s.") % {
        "first": words.clock(first),
        "last": words.clock(last),
    }
