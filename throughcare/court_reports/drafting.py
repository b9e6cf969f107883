"""What a new draft holds before anybody writes: facts, parts filled from what is known, readers.

History and clinical areas are left out; they are offered, one by one, beside the draft.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _

from throughcare.agencies.models import Agency, Membership, Team
from throughcare.assessments.for_report import ReportArea, ReportSource, for_report
from throughcare.assessments.models import Assessment
from throughcare.core import clock
from throughcare.court.models import Hearing
from throughcare.court_reports import kinds, provision
from throughcare.court_reports.models import CourtReport, ReportRecipient, ReportSection
from throughcare.court_reports.provided import Provided
from throughcare.design import words
from throughcare.documents.models import Delivery, NamedRecipient
from throughcare.people.models import Adjustment
from throughcare.sharing.models import Agreement

if TYPE_CHECKING:
    from throughcare.core.context import Context

Key = ReportSection.Key
Who = ReportRecipient.Who

#: The part of the report that an area of the assessment belongs to, where it is not "other needs".
PART_OF_AREA = {
    "mental_health": Key.MENTAL_HEALTH,
    "learning_disability": Key.HEARING,
    "autism": Key.HEARING,
    "adhd": Key.HEARING,
    "brain_injury": Key.HEARING,
    "communication": Key.HEARING,
}


@dataclass(frozen=True)
class LeftOut:
    """Something that was found and is not in the draft; the author may add it."""

    area: str
    title: str
    text: str
    is_history: bool


def part_of(area: str) -> str:
    """In which part of the report an area of the assessment is told."""
    return PART_OF_AREA.get(area, Key.NEEDS)


def filled_sections(
    ctx: Context,
    group: Sequence[UUID],
    source: ReportSource | None,
    hearing: Hearing,
    *,
    local: Provided | None,
    kind: str = CourtReport.Kind.PRE_SENTENCE,
) -> dict[str, str]:
    """The first words of each part; Summary is always left to the author.

    ``local`` is what is available here; None after sentence, when nothing is said of it.
    """
    if kinds.after_sentence(kind):
        return {
            Key.HEARING: "\n".join(_adjustments(ctx, group)),
            Key.BASED_ON: kinds.based_on(kind),
            **kinds.filled(ctx, group, kind),
        }
    chosen = [area for area in source.areas if area.default_in and area.found] if source else []
    lines: dict[str, list[str]] = {key: [] for key in Key.values}
    lines[Key.HEARING] += _adjustments(ctx, group)
    for area in chosen:
        found = " ".join(area.found.split())
        lines[part_of(area.area)].append(f"- {area.title}: {found}")
    lines[Key.AVAILABLE] += _available(hearing, local)
    lines[Key.BASED_ON] += _based_on(source)
    return {key: "\n".join(text) for key, text in lines.items()}


def left_out(areas: Iterable[ReportArea], sections: Iterable[str]) -> list[LeftOut]:
    """What the assessment found and no part of the report says."""
    said = "\n".join(sections)
    return [
        LeftOut(area.area, area.title, area.found, area.is_history)
        for area in areas
        if area.found and " ".join(area.found.split()) not in " ".join(said.split())
    ]


def seen_words(ctx: Context, source: ReportSource | None) -> str:
    """How, where and when the person was seen: ``In person, court cells, 8:10am to 8:55am``."""
    if source is None:
        return ""
    row = Assessment.visible_to(ctx).select_related("place").filter(pk=source.assessment_id).first()
    if row is None:
        return ""
    times = words.clock(row.started_at)
    end = words.clock(row.completed_at) if row.completed_at else times
    if end != times:
        times = _("%(start)s to %(end)s") % {"start": times, "end": end}
    parts = [
        str(row.get_how_display()),
        row.place.name if row.place else "",
        _("%(day)s, %(times)s")
        % {"day": words.full_date(words.local(row.started_at)), "times": times},
    ]
    return ", ".join(part for part in parts if part)


def recipients_of(ctx: Context, group: Sequence[UUID], hearing: Hearing) -> list[ReportRecipient]:
    """Who such a report usually goes to, with what the person said about each; nothing is saved."""
    agreed = latest_answers(ctx, group)
    found = [
        _team_recipient(team, Who.COURT, agreed)
        for team in _court_teams(hearing)
    ]  # fmt: skip
    if not found:
        found.append(_outside(Who.COURT, hearing.court, agreed))
    probation = _probation_teams(hearing)
    found += [_team_recipient(team, Who.PROBATION, agreed) for team in probation]
    if not probation:
        found.append(_outside(Who.PROBATION, _("Probation court team"), agreed))
    solicitor = agreed.get(Who.SOLICITOR)
    name = (solicitor.recipient_name if solicitor else "") or _("Defence solicitor")
    found.append(_outside(Who.SOLICITOR, name, agreed))
    return found


def latest_answers(ctx: Context, group: Sequence[UUID]) -> dict[str, Agreement]:
    """What the person said last about each kind of recipient, if it still holds."""
    rows = (
        Agreement.visible_to(ctx)
        .filter(person_id__in=list(group), agency_id=ctx.agency_id)
        .filter(withdrawn_at=None)
        .order_by("recorded_at")
    )
    now = clock.now()
    return {row.recipient: row for row in rows if row.ends_at is None or row.ends_at > now}


def basis_from(answer: Agreement | None) -> tuple[str, str]:
    """The person's own yes as a basis, in words; empty without one."""
    if answer is None or answer.answer != Agreement.Answer.YES:
        return "", ""
    said = _("Agreed on %(time)s") % {"time": words.full_moment(answer.recorded_at)}
    return NamedRecipient.Basis.AGREED, said


def author(ctx: Context) -> Membership:
    """The asker's own membership: profession and registration."""
    return Membership.objects.select_related("user").get(pk=ctx.membership_id)


def _court_teams(hearing: Hearing) -> list[Team]:
    """Teams of the court itself that cover the place of the hearing."""
    if hearing.place is None:
        return []
    rows = Team.objects.filter(
        agency_id=hearing.place.agency_id, agency__type=Agency.Type.COURT, ends_on=None
    )
    rows = rows.select_related("agency")
    covering = list(rows.filter(covers=hearing.place_id).order_by("name"))
    return covering or list(rows.order_by("name")[:3])


def _probation_teams(hearing: Hearing) -> list[Team]:
    """Teams of probation that cover the court."""
    if hearing.place is None:
        return []
    rows = Team.objects.filter(
        covers=hearing.place_id, agency__type=Agency.Type.PROBATION, ends_on=None
    )
    return list(rows.select_related("agency").order_by("name")[:3])


def _team_recipient(team: Team, who: str, agreed: dict[str, Agreement]) -> ReportRecipient:
    basis, said = basis_from(agreed.get(who))
    return ReportRecipient(
        who=who,
        kind=NamedRecipient.Kind.TEAM,
        principal_id=team.pk,
        name=team.name,
        organisation=team.agency.name,
        chosen=bool(basis),
        how=Delivery.How.ACCOUNT,
        basis=basis,
        basis_words=said,
    )


def _outside(who: str, name: str, agreed: dict[str, Agreement]) -> ReportRecipient:
    basis, said = basis_from(agreed.get(who))
    return ReportRecipient(
        who=who,
        kind=NamedRecipient.Kind.OUTSIDE,
        name=name,
        chosen=bool(basis),
        how=Delivery.How.HAND,
        basis=basis,
        basis_words=said,
    )


def _adjustments(ctx: Context, group: Sequence[UUID]) -> list[str]:
    rows = Adjustment.visible_to(ctx).filter(person_id__in=list(group), ends_on=None)
    return [f"- {row.text}" for row in rows.order_by("starts_on", "recorded_at")]


def _available(hearing: Hearing, local: Provided | None) -> list[str]:
    lines = local.lines if local else ()
    rows = provision.available(lines, hearing.on, hearing.slug)
    return [f"- {row.title}: {' '.join(row.words.split())}" for row in rows]


def _based_on(source: ReportSource | None) -> list[str]:
    said = []
    if source is not None:
        day = words.full_date(words.local(source.seen_on))
        said.append(
            _("One assessment by %(name)s on %(day)s.") % {"name": source.by_name, "day": day}
        )
        who = [f"{row.get_agency_kind_display()} ({row.who})" for row in source.contacts]
        if who:
            said.append(_("Contact with: %(list)s.") % {"list": words.and_list(who)})
    said.append(
        _(
            "It does not give a diagnosis or an opinion on fitness to plead, and does not"
            " recommend a sentence."
        )
    )
    return said


def source_for(ctx: Context, group: Sequence[UUID]) -> ReportSource | None:
    """The assessment that a report is filled from."""
    return for_report(ctx, group)
