"""A programme in words: where it stands, its sessions, what is owed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from throughcare.core import clock
from throughcare.design import words
from throughcare.design.parts import Tag, Term
from throughcare.treatment import rules, selectors
from throughcare.treatment.attached import made
from throughcare.treatment.booked import Booked, of_programme
from throughcare.treatment.models import (
    CheckIn,
    FollowUp,
    HandOver,
    Letter,
    Programme,
    Session,
    Supervision,
    Words,
)
from throughcare.treatment.presenters import session as session_words
from throughcare.treatment.selectors import Queue

if TYPE_CHECKING:
    from throughcare.core.context import Context
    from throughcare.pathways.programme import Programme as Says

Status = Programme.Status


def short(on: date) -> str:
    return words.short_date(on, today=clock.today())


def name_of(programme: Programme) -> str:
    definition = rules.definition_of(programme)
    return definition.title if definition else programme.pathway


def letter_title(to: str) -> str:
    """``Letter to their GP``."""
    who = str(Letter.To(to).label)
    return _("Letter to %(who)s") % {"who": who[:1].lower() + who[1:]}


def tag_of(programme: Programme) -> Tag:
    colour = {Status.WAITING: "white", Status.UNDER_WAY: "green", Status.ENDED: "grey"}
    return Tag(str(programme.get_status_display()), colour[Status(programme.status)])  # type: ignore[arg-type]


def no_more(programme: Programme) -> str:
    """Why no further session is booked."""
    words = _("All %(most)s sessions of this programme are booked or were held.")
    return words % {"most": rules.most_sessions(programme)}


def _length(row: Programme, told: Says) -> str:
    """How long, and how many sessions, as far as the pathway and the team say it."""
    parts = []
    if told.weeks:
        weeks = {"least": told.weeks[0], "most": told.weeks[1]}
        parts.append(_("%(least)s to %(most)s weeks") % weeks)
    most = told.sessions_at_most
    if row.sessions_planned and row.sessions_planned != most:
        said = ngettext("%(n)s session planned", "%(n)s sessions planned", row.sessions_planned)
        parts.append(said % {"n": row.sessions_planned})
    if most:
        said = ngettext("%(n)s session at the most", "%(n)s sessions at the most", most)
        parts.append(said % {"n": most})
    return ", ".join(parts)


def queue_lines(programme: Programme, queue: Queue) -> list[str]:
    """How long they wait, who waited longer, and the places of the team."""
    waited = (clock.today() - programme.waits_since).days
    said = [
        ngettext("Waiting since %(on)s: %(n)s day.", "Waiting since %(on)s: %(n)s days.", waited)
        % {"on": short(programme.waits_since), "n": waited}
    ]
    if queue.before:
        said.append(
            ngettext(
                "%(n)s person has waited longer.", "%(n)s people have waited longer.", queue.before
            )
            % {"n": queue.before}
        )
    if queue.places is not None:
        said.append(
            _("%(n)s of %(all)s places of the team are taken.")
            % {"n": queue.treated, "all": queue.places}
        )
    return said


@dataclass(frozen=True)
class SessionLine:
    """One session in the list."""

    number: int
    title: str
    when: str
    state: Tag
    worked_on: str
    to_try: str
    is_open: bool


@dataclass(frozen=True)
class ContactLine:
    """A check-in: what happened, and what was said where the reader may know it."""

    heading: str
    text: str


@dataclass(frozen=True)
class FollowUpLine:
    """One follow-up with its tries."""

    row: FollowUp
    title: str
    when: str
    tries: tuple[str, ...]
    text: str
    late: bool


@dataclass(frozen=True)
class Shown:
    """One programme as the page shows it."""

    row: Programme
    title: str
    tag: Tag
    terms: tuple[Term, ...]
    sessions: tuple[SessionLine, ...]
    so_far: str
    check_ins: tuple[ContactLine, ...]
    follow_ups: tuple[FollowUpLine, ...]
    hand_overs: tuple[str, ...]
    open_hand_over: HandOver | None
    ending: Words | None
    letters: tuple[Letter, ...]
    to_write: tuple[tuple[str, str], ...]
    may_change: bool

    @property
    def open_words(self) -> str:
        """``Open session 8 of 12``; "" where no session is open."""
        title = self.open_session.title if self.open_session else ""
        return _("Open %(session)s") % {"session": title[:1].lower() + title[1:]} if title else ""

    @property
    def open_session(self) -> SessionLine | None:
        """The earliest session that is not saved yet: what is done next."""
        return next((each for each in reversed(self.sessions) if each.is_open), None)


def whole(
    ctx: Context, group: Sequence[UUID], programmes: Sequence[Programme], *, may_write: bool
) -> list[Shown]:
    """Every programme with what belongs to it: a fixed number of statements for all."""
    ids = [row.pk for row in programmes]
    if not ids:
        return []
    ended = [row.pk for row in programmes if row.status == Status.ENDED]
    parts = _Parts(
        booked=selectors.booked_of(ctx, group),
        check_ins=selectors.check_ins_of(ctx, ids),
        follow_ups=selectors.follow_ups_of(ctx, ended) if ended else [],
        hand_overs=selectors.hand_overs_of(ctx, ids),
        letters=selectors.letters_of(ctx, ended) if ended else [],
    )
    return [
        _shown(row, parts.of(row), may_change=may_write and row.agency_id == ctx.agency_id)
        for row in programmes
    ]


@dataclass(frozen=True)
class _Parts:
    """What belongs to programmes, already read."""

    booked: list[Booked]
    check_ins: list[CheckIn]
    follow_ups: list[FollowUp]
    hand_overs: list[HandOver]
    letters: list[Letter]

    def of(self, row: Programme) -> _Parts:
        """What belongs to one of them."""
        return _Parts(
            of_programme(self.booked, row.pk),
            [each for each in self.check_ins if each.programme_id == row.pk],
            [each for each in self.follow_ups if each.programme_id == row.pk],
            [each for each in self.hand_overs if each.programme_id == row.pk],
            [each for each in self.letters if each.programme_id == row.pk],
        )


def _shown(row: Programme, parts: _Parts, *, may_change: bool) -> Shown:
    endings = made(Words, row.endings)  # type: ignore[attr-defined]
    hand_overs = parts.hand_overs
    return Shown(
        row=row,
        title=name_of(row),
        tag=tag_of(row),
        terms=tuple(_terms(row)),
        sessions=tuple(_session_line(each, parts.booked) for each in reversed(parts.booked)),
        so_far=session_words.so_far(parts.booked),
        check_ins=tuple(_check_in(each) for each in parts.check_ins),
        follow_ups=tuple(_follow_up(each) for each in parts.follow_ups),
        hand_overs=tuple(_hand_over(each) for each in hand_overs),
        open_hand_over=next((h for h in hand_overs if h.status == "offered"), None),
        letters=tuple(parts.letters),
        to_write=_to_write(row, parts.letters),
        ending=max(endings, key=lambda each: each.recorded_at) if endings else None,
        may_change=may_change,
    )


def _to_write(row: Programme, letters: list[Letter]) -> tuple[tuple[str, str], ...]:
    """The letters that nobody has begun; none for a programme that was opened by mistake."""
    if row.status != Status.ENDED or row.end_reason == Programme.Reason.MISTAKE:
        return ()
    begun = {each.to for each in letters}
    wanted = [each for each in Letter.To if each not in begun]
    if row.order_id is None:
        wanted = [each for each in wanted if each != Letter.To.OFFICER]
    if row.end_reason == Programme.Reason.DIED:
        wanted = [each for each in wanted if each != Letter.To.PERSON]
    return tuple((str(each), str(each.label)) for each in wanted)


def _waiting_terms(row: Programme) -> list[Term]:
    """Since when and for what they wait; how long they waited once treatment has begun."""
    if row.began_on is None:
        terms = [Term(_("Waiting since"), short(row.waits_since))]
        return [*terms, Term(_("Waits for"), row.waits_for)] if row.waits_for else terms
    days = (row.began_on - row.waits_since).days
    said = ngettext("%(n)s day, from %(on)s", "%(n)s days, from %(on)s", days)
    return [Term(_("Waited"), said % {"n": days, "on": short(row.waits_since)})]


def _terms(row: Programme) -> list[Term]:
    told = rules.says(row)
    terms = _waiting_terms(row)
    if row.lead is not None:
        terms.append(Term(_("Led by"), row.lead.user.name))
    if row.began_on:
        terms.append(Term(_("Began"), short(row.began_on)))
    if told is not None and (length := _length(row, told)):
        terms.append(Term(_("Programme"), length))
    if row.out_of_turn:
        terms.append(Term(_("Began out of turn"), row.out_of_turn))
    if row.ended_on:
        ended = f"{short(row.ended_on)}. {row.get_end_reason_display()}"
        terms.append(Term(_("Ended"), ended))
    return terms


def _session_line(each: Booked, booked: list[Booked]) -> SessionLine:
    note, programme = each.note, each.session.programme
    titles = session_words.module_titles(programme, note.modules) if note else []
    return SessionLine(
        number=each.session.number,
        title=session_words.title(each, booked),
        when=session_words.place_words(each),
        state=session_state(each),
        worked_on=words.and_list(titles) if titles else "",
        to_try=note.to_try if note else "",
        is_open=each.session.status == Session.Status.PLANNED,
    )


def session_state(each: Booked) -> Tag:
    """Where one session stands: booked, came, not saved yet."""
    at = each.appointment
    if each.session.status == Session.Status.SAVED and at is not None:
        said = str(at.get_status_display())
        return Tag(said, "green") if each.session.held else Tag(said, "white")
    if at is not None and at.starts_at <= clock.now():
        return Tag(_("To write up"), "orange")
    return Tag(_("Booked"), "white")


def _check_in(row: CheckIn) -> ContactLine:
    at = words.near_moment(row.at, now=clock.now())
    heading = f"{at}: {row.get_how_display()}. {row.get_result_display()}. {row.by_name}"
    return ContactLine(heading, row.said or "")  # type: ignore[attr-defined]


def _follow_up(row: FollowUp) -> FollowUpLine:
    done = f"{row.get_status_display()}, {short(row.ended_on)}" if row.ended_on else ""
    return FollowUpLine(
        row=row,
        title=row.title,
        when=done or _("Due %(on)s") % {"on": short(row.due_on)},
        tries=tuple(
            _("Tried %(on)s: %(how)s. Again %(again)s.")
            % {
                "on": short(each.on),
                "how": str(each.get_how_display()).lower(),
                "again": short(each.again_on),
            }
            for each in row.tried  # type: ignore[attr-defined]
        ),
        text=row.said or "",  # type: ignore[attr-defined]
        late=row.status == FollowUp.Status.DUE and row.due_on < clock.today(),
    )


def _hand_over(row: HandOver) -> str:
    return _("%(on)s: %(from)s to %(to)s. %(state)s") % {
        "on": short(words.local(row.recorded_at).date()),
        "from": row.from_member.user.name,
        "to": row.to_member.user.name,
        "state": row.get_status_display(),
    }


def supervision_lines(
    rows: Sequence[Supervision],
    said: dict,  # type: ignore[type-arg]
) -> list[ContactLine]:
    """Each time that the case was talked through."""
    return [
        ContactLine(
            f"{short(row.held_on)}: {row.supervisor}, {row.practitioner.user.name}"
            + (f". {_('Next %(on)s') % {'on': short(row.next_on)}}" if row.next_on else ""),
            said[row.pk].text if row.pk in said else "",
        )
        for row in rows
    ]
