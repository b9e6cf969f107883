"""How sharing is said: the rows of the sharing page, and what a team will see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.agencies.models import Agency, Role
from throughcare.core import clock
from throughcare.design import words as say
from throughcare.design.parts import Group
from throughcare.people.models import Person
from throughcare.sharing import words
from throughcare.sharing.models import (
    Agreement,
    Basis,
    BasisKind,
    Link,
    Relationship,
    TakingPart,
)
from throughcare.sharing.selectors import PersonSharing, Said
from throughcare.sharing.sight import Ground, Sight, seen_at_most, what_roles_see

if TYPE_CHECKING:
    from throughcare.core.context import Context


@dataclass(frozen=True)
class SharingRow:
    """One line of the sharing page. ``change_url`` empty leaves ``change`` as plain words."""

    who: str
    who_note: str
    sees: str
    why: str
    why_note: str
    how_long: str
    change: str
    change_url: str = ""


@dataclass(frozen=True)
class SightRow:
    """What one role of the team will see, in words."""

    role: str
    purpose: str
    sees: Sequence[str]


class SharingPage:
    """The groups of the sharing page of one person, for one reader."""

    def __init__(
        self,
        ctx: Context,
        reference: str,
        called: str,
        sharing: PersonSharing,
        *,
        may_end: bool = False,
        may_grant: bool = False,
        to_the_person: bool = False,
    ) -> None:
        self.ctx, self.reference, self.called = ctx, reference, called
        self.sharing, self.may_end, self.may_grant = sharing, may_end, may_grant
        self.to_the_person = to_the_person
        self.at = clock.now()

    def groups(self) -> list[Group]:
        """Agreed, shared without asking, works with the person, stopped; empty ones left out."""
        live = [a for a in self.sharing.agreements if is_live(a, self.at)]
        bases = [b for b in self.sharing.bases if _is_running(b.ends_at, self.at)]
        stopped = [self._stopped(a) for a in self.sharing.agreements if a not in live]
        stopped += [
            self._ended_basis(b)
            for b in self.sharing.bases
            if b not in bases and b.agreement_id is None
        ]
        rows = (
            [self._agreed(a) for a in live],
            [self._basis(b) for b in bases if b.kind != BasisKind.EXPLICIT_CONSENT],
            [self._link(link) for link in self._links()],
            stopped,
        )
        made = zip(self._titles(), rows, strict=True)
        return [Group(title, rows) for title, rows in made if rows]

    def _titles(self) -> tuple[str, str, str, str]:
        if self.to_the_person:
            return (
                _("You said yes"),
                _("Shared without asking you, because of law, an order or safety"),
                _("Works with you now"),
                _("You said no, or it was stopped"),
            )
        name = {"name": self.called}
        return (
            _("%(name)s said yes") % name,
            _("Shared without asking, because of law, an order or safety"),
            _("Works with %(name)s now") % name,
            _("%(name)s said no, or it was stopped") % name,
        )

    def _links(self) -> Sequence[Link]:
        # The person is told of an emergency opening by the access list, after its review.
        hidden = {Relationship.BREAK_GLASS} if self.to_the_person else set()
        return [link for link in self.sharing.links if link.kind not in hidden]

    def _agreed(self, a: Agreement) -> SharingRow:
        mine = self.may_end and a.agency_id == self.ctx.agency_id
        return SharingRow(
            who=words.recipient(a),
            who_note=words.recipient_note(a),
            sees=words.in_short(a.categories),
            why=_("Agreed, %(date)s") % {"date": say.full_date(_day(a.starts_at))},
            why_note=quoted(a.words_used),
            how_long=self._until(a.ends_at, self._until_stop()),
            change=_("Stop") if mine else "",
            change_url=self._url("person_sharing_stop", a.pk) if mine else "",
        )

    def _basis(self, b: Basis) -> SharingRow:
        mine = self.may_end and b.agency_id == self.ctx.agency_id
        return SharingRow(
            who=b.recipient_agency.name,
            who_note=str(b.recipient_agency.get_type_display()),
            sees=words.in_short(b.categories),
            why=f"{words.BASIS_WORDS[b.kind]}, {say.full_date(_day(b.starts_at))}",
            why_note=_("%(text)s. Decided by %(who)s")
            % {"text": b.text.rstrip("."), "who": b.decided_by.user.name},
            how_long=self._until(b.ends_at, _("Until it is ended")),
            change=_("End") if mine else _("Cannot be stopped by the person"),
            change_url=self._url("person_sharing_end_basis", b.pk) if mine else "",
        )

    def _link(self, link: Link) -> SharingRow:
        own = link.agency_id == self.ctx.agency_id
        # A break-glass link ends by itself, and its review is the privacy officer's.
        own_link = link.principal_id == self.ctx.membership_id
        mine = (self.may_grant or own_link) and link.kind != Relationship.BREAK_GLASS
        return SharingRow(
            who=link.who or _("Not known"),  # type: ignore[attr-defined]
            who_note=_with(link.member_name, link.agency.name),  # type: ignore[attr-defined]
            sees=self._seen_through(link, own=own),
            why=str(Relationship(link.kind).label),
            why_note=_("Since %(date)s") % {"date": say.full_date(_day(link.starts_at))},
            how_long=self._until(link.ends_at, _("Until it is ended")),
            change=_("End") if mine else "",
            change_url=self._url("person_sharing_end_link", link.pk) if mine else "",
        )

    def _seen_through(self, link: Link, *, own: bool) -> str:
        agreed = {
            purpose: mask
            for (agency_id, purpose), mask in self.sharing.contracts.items()
            if agency_id == link.agency_id
        }
        return words.in_short(
            seen_at_most(
                agency_type=link.agency.type,
                relationship=link.kind,
                own=own,
                agreed=agreed,
                grounds=grounds_for(self.sharing.bases, link.agency_id, self.at),
            )
        )

    def _stopped(self, a: Agreement) -> SharingRow:
        said = {
            Agreement.Answer.NO: _("Said no, %(date)s"),
            Agreement.Answer.NOT_TODAY: _("Not able to decide, %(date)s"),
        }.get(Agreement.Answer(a.answer), _("Had agreed, %(date)s"))
        why_note = quoted(a.words_used)
        if a.withdrawn_at:
            why_note = _("Stopped %(moment)s. Stopped at once") % {
                "moment": say.full_moment(a.withdrawn_at)
            }
        mine = self.may_end and a.agency_id == self.ctx.agency_id
        ended = a.withdrawn_at or a.ends_at
        return SharingRow(
            who=words.recipient(a),
            who_note=words.recipient_note(a),
            sees=_("Nothing by agreement"),
            why=said % {"date": say.full_date(_day(a.starts_at))},
            why_note=why_note,
            how_long=_("Was until %(date)s") % {"date": say.full_date(_day(ended))}
            if ended and a.answer == Agreement.Answer.YES
            else "",
            change=_("Ask again") if mine else "",
            change_url=reverse("person_sharing_ask", args=[self.reference]) if mine else "",
        )

    def _ended_basis(self, b: Basis) -> SharingRow:
        return SharingRow(
            who=b.recipient_agency.name,
            who_note=str(b.recipient_agency.get_type_display()),
            sees=_("Nothing on this ground"),
            why=str(words.BASIS_WORDS[b.kind]),
            why_note=b.text,
            how_long=_("Was until %(date)s") % {"date": say.full_date(_day(b.ends_at or self.at))},
            change=_("Ended"),
        )

    def _until_stop(self) -> str:
        if self.to_the_person:
            return _("Until you say stop")
        return _("Until %(name)s says stop") % {"name": self.called}

    def _until(self, ends_at: datetime | None, otherwise: str) -> str:
        if ends_at is None:
            return otherwise
        return _("Until %(moment)s") % {"moment": say.full_moment(ends_at)}

    def _url(self, name: str, pk: UUID) -> str:
        return reverse(name, args=[self.reference, pk])


@dataclass(frozen=True)
class SaidRow:
    """One answer of the person: about what, what, and when and in which words."""

    what: str
    answer: str
    note: str


def said_rows(said: Iterable[Said]) -> list[SaidRow]:
    """The newest answers about taking part, then about requirements."""
    return [_said(each) for each in said]


def _said(said: Said) -> SaidRow:
    names, answers = (
        (words.TAKING_PART_IN, dict(TakingPart.Answer.choices))
        if said.about == "taking_part"
        else (words.REQUIREMENTS, words.WILLING)
    )
    to_whom = _("said to %(who)s") % {"who": said.said_to}
    copy = _("easy-read copy given") if said.easy_read else ""
    return SaidRow(
        what=str(names.get(said.code, said.code)),
        answer=str(answers.get(said.answer, said.answer)),
        note=_with(say.full_date(_day(said.at)), to_whom, copy, quoted(said.words_used)),
    )


def guard_words(person: Person) -> str:
    """What the guard of a record means for its readers."""
    return {
        Person.Guard.NONE: _("Everybody who works with the person may open it."),
        Person.Guard.LIMITED: _("Limited: who searches sees only that a limited record may match."),
        Person.Guard.RESTRICTED: _("Restricted: only people on a list may open it."),
    }[Person.Guard(person.guard)]


def is_live(agreement: Agreement, at: datetime) -> bool:
    """A yes that still stands."""
    return (
        agreement.answer == Agreement.Answer.YES
        and agreement.withdrawn_at is None
        and _is_running(agreement.ends_at, at)
    )


def grounds_for(bases: Iterable[Basis], agency_id: UUID, at: datetime) -> list[Ground]:
    """The running bases for one receiving agency, as the policy asks for them."""
    return [
        Ground(b.kind, b.categories, tuple(b.purposes))
        for b in bases
        if b.recipient_agency_id == agency_id and _is_running(b.ends_at, at)
    ]


def sight_rows(
    agency: Agency,
    *,
    relationship: int,
    own: bool,
    agreed: dict[str, int],
    grounds: Iterable[Ground],
) -> list[SightRow]:
    """What each role of a team will see, once for each purpose that shows something."""
    return [
        _sight_row(sight)
        for sight in what_roles_see(
            agency_type=agency.type,
            relationship=relationship,
            own=own,
            agreed=agreed,
            grounds=grounds,
        )
    ]


def _sight_row(sight: Sight) -> SightRow:
    return SightRow(
        role=str(Role(sight.role).label),
        purpose=str(words.PURPOSES[sight.purpose]),
        sees=words.categories(sight.mask),
    )


def is_running(basis: Basis) -> bool:
    """Does the ground stand now?"""
    return _is_running(basis.ends_at, clock.now())


def basis_words(basis: Basis) -> str:
    return str(words.BASIS_WORDS[basis.kind])


def quoted(text: str) -> str:
    """The person's or the practitioner's own words; "" for the standard ones, said elsewhere."""
    return f"“{text}”" if text and text != words.words_to_say() else ""


def _with(*parts: str | None) -> str:
    return ", ".join(part for part in parts if part)


def _day(at: datetime) -> date:
    return say.local(at).date()


def _is_running(ends_at: datetime | None, at: datetime) -> bool:
    return ends_at is None or ends_at > at
