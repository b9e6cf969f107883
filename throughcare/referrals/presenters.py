"""How referrals and the directory are said on a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from throughcare.core import clock
from throughcare.core.access import CATEGORIES
from throughcare.core.clock import LONDON
from throughcare.design import words
from throughcare.design.parts import Tag, Term
from throughcare.design.shell import NavItem
from throughcare.people.presenters import SEEN_BY
from throughcare.referrals import codes, rules, selectors, states
from throughcare.referrals.models import DirectoryService, Referral, ReferralReason, Signpost
from throughcare.referrals.rules import Fit

if TYPE_CHECKING:
    pass

_COLOURS = {
    states.SENT: "blue",
    states.ACKNOWLEDGED: "white",
    states.ASKED: "orange",
    states.ACCEPTED: "green",
    states.KEPT: "green",
}
CAME = {
    "came": gettext_lazy("Came"),
    "came_late": gettext_lazy("Came late"),
    "told_us_first": gettext_lazy("Told us first that they could not come"),
    "did_not_come": gettext_lazy("Did not come"),
    "we_cancelled": gettext_lazy("We cancelled it"),
    "moved": gettext_lazy("Moved to another time"),
    "not_said": gettext_lazy("Did not happen"),
}


@dataclass(frozen=True)
class ReferralWords:
    """One referral in words, for a list."""

    row: Referral
    name: str
    url: str
    sender: str
    when: str
    tag: Tag
    due: str = ""
    overdue: bool = False
    first: str = ""
    asks_who_came: bool = False
    to_book: bool = False


@dataclass(frozen=True)
class ServiceChoice:
    """One service of the form: why it fits, what to check, why not."""

    value: str
    name: str
    lines: tuple[str, ...]
    check: tuple[str, ...]
    against: tuple[str, ...]
    open_words: str = ""


def name_of(row: Referral) -> str:
    """Who it is about, from the copy: the reader may see no record."""
    pairs = row.sent_words.get("person") or [["", ""]]
    return str(pairs[0][1]) or _("Name not known")


def state_tag(row: Referral) -> Tag:
    return Tag(str(row.get_status_display()), _COLOURS.get(row.status, "grey"))  # type: ignore[arg-type]


def day(at: datetime) -> str:
    return words.short_date(words.local(at).date(), today=clock.today())


def moment(at: datetime) -> str:
    return words.moment(at, now=clock.now())


def first_words(row: Referral) -> str:
    """When and where the first appointment is, and what came of it."""
    if row.first_at is None:
        return ""
    at = words.full_moment(row.first_at)
    said = f"{at}, {row.first_place}" if row.first_place else at
    came = CAME.get(row.first_came)
    return f"{said}. {came}" if came else said


def sender_words(row: Referral) -> str:
    return f"{row.recorded_by.user.name}, {row.team.name}"


def due_words(row: Referral) -> tuple[str, bool]:
    """By when the answer is due, and whether that is over; nothing once there is one."""
    if row.status not in states.WAITING:
        return "", False
    late = row.reply_due_at < clock.now()
    if late:
        return _("Reply was due %(day)s") % {"day": day(row.reply_due_at)}, True
    return _("Reply due %(day)s") % {"day": moment(row.reply_due_at)}, False


def line(row: Referral) -> ReferralWords:
    """One referral on a list of the inbox."""
    due, overdue = due_words(row)
    passed = row.first_at is not None and row.first_at <= clock.now()
    accepted = row.status == states.ACCEPTED
    return ReferralWords(
        row=row,
        name=name_of(row),
        url=reverse("referral_of", args=[row.pk]),
        sender=sender_words(row),
        when=moment(row.sent_at),
        tag=Tag(_("Overdue"), "orange") if overdue else state_tag(row),
        due=due,
        overdue=overdue,
        first=first_words(row),
        asks_who_came=accepted and passed and not row.first_came,
        to_book=accepted and (row.first_at is None or bool(row.first_came)),
    )


def inbox_groups(rows: Sequence[Referral]) -> list[tuple[str, list[ReferralWords]]]:
    """The list of what to do in the order in which it is done."""
    lines = [line(row) for row in rows]
    groups = (
        (_("Reply needed"), [x for x in lines if x.row.status in states.WAITING]),
        (_("Did they come?"), [x for x in lines if x.asks_who_came]),
        (_("Book a first appointment"), [x for x in lines if x.to_book]),
    )
    return [(title, found) for title, found in groups if found]


def inbox_lists(current: str, counts: dict[str, int]) -> tuple[NavItem, ...]:
    labels = {
        selectors.TO_DO: _("To do"),
        selectors.WAITING: _("Waiting for first appointment"),
        selectors.SEEN: _("Seen"),
        selectors.OVER: _("Declined or ended"),
    }
    page = reverse("referrals")
    return tuple(
        NavItem(label, f"{page}?list={name}", current=name == current, count=counts[name])
        for name, label in labels.items()
    )


def none_on(current: str) -> str:
    """What an empty list of the inbox says."""
    return {
        selectors.TO_DO: _("Nothing waits for your team’s answer."),
        selectors.WAITING: _("Nobody waits for a first appointment."),
        selectors.SEEN: _("Nobody was seen yet."),
        selectors.OVER: _("Nothing was declined or ended."),
    }[current]


def copy_terms(row: Referral) -> list[Term]:
    """What was sent, as it was sent."""
    sent = row.sent_words
    terms = [Term(str(label), str(value)) for label, value in sent.get("person", [])]
    parts = (
        (_("How to reach them"), sent.get("reach")),
        (_("What helps"), sent.get("helps")),
        (_("Safety"), sent.get("safety")),
    )
    terms += [Term(title, ". ".join(lines).replace("..", ".")) for title, lines in parts if lines]
    terms.append(Term(_("Reason"), str(sent.get("reason", ""))))
    terms.append(Term(_("Asked of you"), str(sent.get("asked", ""))))
    if row.added:
        terms.append(Term(_("Added when you asked"), row.added))
    terms.append(Term(_("From"), str(sent.get("from", ""))))
    ground = f"{row.get_ground_display()}: {row.ground_words}"
    terms.append(Term(_("Agreement"), row.ground_words if row.ground == "agreed" else ground))
    return terms


def story_terms(row: Referral) -> list[Term]:
    """How far it has come, for the team that sent it."""
    due, _late = due_words(row)
    said = [
        Term(_("Sent"), f"{moment(row.sent_at)}, {row.recorded_by.user.name}"),
        Term(_("How soon"), str(row.get_soon_display())),
        Term(_("Where it is"), str(row.get_status_display())),
    ]
    if due:
        said.append(Term(_("Reply"), due))
    if row.acknowledged_at:
        said.append(
            Term(_("They have it"), f"{moment(row.acknowledged_at)}, {row.acknowledged_by}")
        )
    if row.question:
        said.append(Term(_("They asked"), row.question))
    if row.added:
        said.append(Term(_("You added"), row.added))
    if row.answered_at:
        said.append(Term(_("Answered"), f"{moment(row.answered_at)}, {row.answered_by}"))
    if row.reason:
        said.append(Term(_("Why"), reason_words(row)))
    if row.words:
        said.append(Term(_("In their words"), row.words))
    if row.first_at:
        said.append(Term(_("First appointment"), first_words(row)))
    return said


def reason_words(row: Referral) -> str:
    if row.status == states.WITHDRAWN:
        return {
            "agreement": _("They took back their agreement"),
            "sender": _("We took it back"),
        }.get(row.reason, row.reason)
    return codes.label("ended" if row.status == states.ENDED else "declined", row.reason)


def service_terms(row: DirectoryService) -> list[Term]:
    """What the directory knows of one service; what it does not know says so."""
    not_known = _("Not known")
    return [
        Term(_("For"), who_for(row)),
        Term(_("Needs"), ", ".join(codes.label("needs", code) for code in row.needs) or _("Any")),
        Term(_("Area"), ", ".join(row.areas) or _("Everywhere")),
        Term(_("Wait"), wait_words(row) or not_known),
        Term(_("How to refer"), how_words(row)),
        Term(_("Telephone"), row.phone or not_known),
        Term(_("Email"), row.email or not_known),
        Term(_("Address"), row.address or not_known),
        Term(_("Kept by"), f"{row.kept_by.user.name}"),
        Term(_("Last checked"), checked_words(row)),
    ]


def who_for(row: DirectoryService) -> str:
    parts = [str(row.get_takes_display()), rules.ages(row), *row.cohorts]
    return ", ".join(part for part in parts if part)


def wait_words(row: DirectoryService) -> str:
    if row.wait_days is None:
        return ""
    if row.wait_days == 0:
        return _("No wait")
    return ngettext("%(n)s day", "%(n)s days", row.wait_days) % {"n": row.wait_days}


def how_words(row: DirectoryService) -> str:
    how = str(row.get_how_display())
    if row.team is not None:
        how = f"{how}: {row.team.name}, {row.team.agency.name}"
    return f"{how}. {row.how_words}" if row.how_words else how


def checked_words(row: DirectoryService) -> str:
    on = words.short_date(row.checked_on, today=clock.today())
    if rules.is_overdue(row, clock.today()):
        return _("%(day)s: check is overdue") % {"day": on}
    return on


def service_tag(row: DirectoryService) -> Tag | None:
    if row.closed_on is not None:
        return Tag(_("Closed"), "grey")
    return Tag(_("Check overdue"), "orange") if rules.is_overdue(row, clock.today()) else None


def service_choice(fit: Fit, opened: Referral | None) -> ServiceChoice:
    row = fit.service
    wait = wait_words(row)
    lines = [row.about, _sentence(fit.why)]
    lines += [_("Usual wait %(wait)s.") % {"wait": wait} if wait else _("Wait not known.")]
    if row.how in (DirectoryService.How.LETTER, DirectoryService.How.PHONE):
        lines.append(_("Not in Throughcare: %(how)s") % {"how": str(row.get_how_display()).lower()})
    if rules.is_overdue(row, clock.today()):
        lines.append(_("Entry last checked %(on)s") % {"on": words.full_date(row.checked_on)})
    return ServiceChoice(
        value=str(row.pk),
        name=row.name,
        lines=tuple(each for each in lines if each),
        check=fit.to_check,
        against=fit.against,
        open_words=_("Your team has one open: sent %(day)s") % {"day": day(opened.sent_at)}
        if opened
        else "",
    )


def _sentence(parts: Sequence[str]) -> str:
    """Parts in a row with a capital at the start; what stands in capitals stays so."""
    said = ", ".join(parts)
    return said[:1].upper() + said[1:]


def fits_words(choices: Sequence[Fit], need: str) -> str:
    """How many fit, and for what."""
    number = sum(fit.verdict == rules.FITS for fit in choices)
    said = ngettext(
        "%(n)s service fits what we know.", "%(n)s services fit what we know.", number
    ) % {"n": number}
    if need:
        said = f"{codes.label('needs', need)}: {said}"
    return said + " " + _("Best fit first, then the shorter wait.")


def will_see_later(mask: int) -> str:
    """What a treating team reads besides, once it accepts, from the compiled policy."""
    named = [
        _CATEGORIES[name] for number, name in enumerate(CATEGORIES) if mask >> number & 1
        if name in _CATEGORIES
    ]  # fmt: skip
    return words.and_list([str(each) for each in named])


_CATEGORIES = {
    "identity": gettext_lazy("who the person is"),
    "contact_address": gettext_lazy("address and contact"),
    "justice": gettext_lazy("court hearings and orders"),
    "health_summary": gettext_lazy("attendance, stages and what helps"),
    "clinical_detail": gettext_lazy("assessments and notes"),
}


def why_words(row: ReferralReason) -> str:
    """Why, for those who read the clinical record."""
    need = f"{codes.label('needs', row.need)}. " if row.need else ""
    return f"{need}{row.reason} ({row.recorded_by.user.name})"


def signpost_words(row: Signpost) -> str:
    said = f"{row.service_name}. {row.get_how_display()}"
    return f"{said}. {row.words}" if row.words else said


def seen_by() -> str:
    return str(SEEN_BY["disclosed"])


def reply_day(at: datetime) -> str:
    """``Tuesday 24 November``: when a reply is due."""
    return words.day_date(at.astimezone(LONDON).date(), today=clock.today())
