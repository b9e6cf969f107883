"""How assessments, needs, safety plans, contacts and triage are said on a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.assessments import lists
from throughcare.assessments.area_sets import Area, AreaSet, all_sets, title_of
from throughcare.assessments.models import (
    Assessment,
    AssessmentArea,
    ContactMade,
    Need,
    SafetyAnswer,
    SafetyNow,
    SafetyPlan,
    SafetyPlanCopy,
    TriageDetail,
    TriageRequest,
)
from throughcare.core import clock
from throughcare.design import words
from throughcare.design.parts import Tag, Term
from throughcare.people.models import Source
from throughcare.sharing.models import Agreement, Basis, BasisKind

PLAN_TITLES = {
    "warning_signs": gettext_lazy("Warning signs"),
    "what_helps": gettext_lazy("What helps"),
    "people": gettext_lazy("People"),
    "places": gettext_lazy("Places"),
    "who_to_ring": gettext_lazy("Who to ring"),
    "safer_place": gettext_lazy("Making the place safer"),
}
SAFETY_TITLES = {
    "worrying_now": gettext_lazy("What is worrying now"),
    "what_helps": gettext_lazy("What helps"),
    "what_was_done": gettext_lazy("What was done"),
    "who_was_told": gettext_lazy("Who was told"),
}


def day(on: Any) -> str:
    return words.short_date(on, today=clock.today())


def areas_of(assessment: Assessment) -> AreaSet:
    """The version of what is looked at that this assessment uses."""
    return all_sets()[assessment.set_id, assessment.set_version]


def area_subject(assessment_id: UUID, part: str) -> UUID:
    """What a draft of one part of an assessment is about."""
    return uuid5(assessment_id, part)


def assessment_title(assessment: Assessment) -> str:
    """``First health and wellbeing assessment, 12 January 2026``."""
    kind = Assessment.Kind(assessment.kind).label
    on = day(words.local(assessment.started_at).date())
    return _("%(kind)s, %(day)s") % {"kind": kind, "day": on}


def assessment_outcome(assessment: Assessment) -> str:
    """How it ended, in words."""
    if assessment.status == Assessment.Status.STOPPED:
        why = Assessment.Why(assessment.why).label
        return _("Ended early: %(why)s") % {"why": str(why).lower()}
    if assessment.status == Assessment.Status.STARTED:
        return _("Not finished. Started by %(name)s.") % {"name": assessment.by_name}
    return _("Completed by %(name)s") % {"name": assessment.by_name}


def before_words(assessment: Assessment) -> list[Term]:
    """What was settled before the first question."""
    wish = str(Assessment.WorkerSex(assessment.worker_sex).label)
    if assessment.worker_sex_met is not None:
        met = _("as it is today") if assessment.worker_sex_met else _("not so today")
        wish = _("%(wish)s, %(met)s") % {"wish": wish, "met": met}
    return [
        Term(_("How we meet"), str(Assessment.How(assessment.how).label)),
        Term(_("Would rather talk to"), wish),
        Term(_("Interpreter"), str(Assessment.Interpreter(assessment.interpreter).label)),
    ]


# --- The task list ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Task:
    """One part of an assessment on its task list: words, where it is done, how it stands."""

    title: str
    url: str
    status: str
    tag: Tag | None = None
    hint: str = ""

    def item(self, number: int, prefix: str) -> dict[str, Any]:
        """As the task-list macro of nhsuk-frontend takes it."""
        status: dict[str, Any] = {"text": self.status}
        if self.tag:
            status = {"tag": {"text": self.tag.text, "classes": f"nhsuk-tag--{self.tag.colour}"}}
        item: dict[str, Any] = {
            "title": {"text": self.title},
            "href": self.url,
            "status": status,
            "idPrefix": f"{prefix}-{number}",
        }
        if self.hint:
            item["hint"] = {"text": self.hint}
        return item


def task(
    title: str, url: str, *, saved: bool, draft: bool, earlier: AssessmentArea | None = None
) -> Task:
    """A task by how it stands: completed plain, in progress white, not yet started blue."""
    hint = ""
    if earlier is not None and earlier.do_not_ask_again:
        on = day(words.local(earlier.recorded_at).date())
        hint = _("Do not ask again. Told to %(name)s on %(day)s.") % {
            "name": earlier.by_name,
            "day": on,
        }
    if draft:
        return Task(title, url, _("In progress"), Tag(_("In progress"), "white"), hint)
    if saved:
        return Task(title, url, _("Completed"), hint=hint)
    if hint:
        return Task(title, url, _("Do not ask again"), hint=hint)
    return Task(title, url, _("Not yet started"), Tag(_("Not yet started"), "blue"))


# --- An area ----------------------------------------------------------------------------------


def flag_words(row: AssessmentArea | Need) -> str:
    """``Severe now, says Dr Ahmed (NHS record), 12 January``; empty without a flag."""
    if not row.flagged or row.flag_on is None:
        return ""
    source = str(Source(row.flag_source).label)
    who = f"{row.flag_who} ({source})" if row.flag_who else source
    return _("Severe now, says %(who)s, %(day)s") % {"who": who, "day": day(row.flag_on)}


def area_terms(row: AssessmentArea | None) -> list[Term]:
    """What was recorded of an area, line by line; what was not asked says so."""
    if row is None:
        return [Term(_("Asked"), str(AssessmentArea.Asked.NOT_ASKED.label))]
    said = [
        (_("Asked"), str(AssessmentArea.Asked(row.asked).label)),
        (_("What was said"), row.said),
        (_("What was found"), row.found),
        (_("Need"), str(AssessmentArea.Needed(row.need).label)),
        (_("Severity"), flag_words(row)),
        (_("Asking again"), _("Do not ask again") if row.do_not_ask_again else ""),
        (_("In reports"), _("Belongs to the past: left out") if row.is_history else ""),
    ]
    return [Term(term, value) for term, value in said if value]


def earlier_words(row: AssessmentArea) -> str:
    """When and by whom something was recorded before."""
    on = day(words.local(row.recorded_at).date())
    return _("%(name)s, %(day)s") % {"name": row.by_name, "day": on}


@dataclass(frozen=True)
class ReadArea:
    """One area of an assessment that is read: its title and lines, and where it is corrected."""

    title: str
    terms: list[Term]
    url: str
    earlier: list[Term]
    earlier_by: str
    # Nobody asked and nothing else is recorded: the page says so in one line.
    not_asked: bool


def read_area(area: Area, row: AssessmentArea | None, url: str) -> ReadArea:
    held = row.earlier if row is not None else None
    return ReadArea(
        area.title,
        area_terms(row),
        url,
        area_terms(held) if held is not None else [],
        earlier_words(held) if held is not None else "",
        row is None or _says_nothing(row),
    )


def _says_nothing(row: AssessmentArea) -> bool:
    return (
        row.asked == AssessmentArea.Asked.NOT_ASKED
        and row.need == AssessmentArea.Needed.NOT_KNOWN
        and not (row.found or row.flagged or row.do_not_ask_again or row.earlier_id)
    )


def safety_terms(
    areas: AreaSet, answers: Mapping[str, SafetyAnswer], now: SafetyNow | None
) -> list[Term]:
    """The safety section, line by line."""
    terms = []
    for question in areas.safety:
        row = answers.get(question.id)
        said = str(SafetyAnswer.Answer(row.answer if row else "not_asked").label)
        terms.append(Term(question.text, f"{said}. {row.text}" if row and row.text else said))
    for name, title in SAFETY_TITLES.items():
        text = getattr(now, name) if now else ""
        terms.append(Term(str(title), text or _("Nothing recorded")))
    on = now.look_again_on if now else None
    terms.append(Term(_("When to look again"), day(on) if on else _("No day set")))
    return terms


# --- Needs ------------------------------------------------------------------------------------

NEED_TAGS = {"unmet": "white", "not_known": "grey", "met": "green"}


@dataclass(frozen=True)
class NeedRow:
    """One need as the list shows it."""

    need: Need
    title: str
    tag: Tag
    text: str
    flag: str
    source: str
    note: str


def need_row(need: Need) -> NeedRow:
    status = Need.Status(need.status)
    source = _("%(source)s, %(day)s") % {
        "source": Source(need.source).label,
        "day": day(need.on),
    }
    return NeedRow(
        need=need,
        title=title_of(need.area),
        tag=Tag(str(status.label), NEED_TAGS[status]),  # type: ignore[arg-type]
        text=need.text,
        flag=flag_words(need),
        source=source,
        note=need.note,
    )


# --- Safety plan ------------------------------------------------------------------------------


def plan_parts(plan: SafetyPlan) -> list[tuple[str, str]]:
    """The parts of a plan with their titles, those without words too."""
    return [(str(title), getattr(plan, name)) for name, title in PLAN_TITLES.items()]


def plan_line(plan: SafetyPlan) -> str:
    """``Version 2, Priya Nair, 12 January``."""
    return _("Version %(number)s, %(name)s, %(day)s") % {
        "number": plan.number,
        "name": plan.by_name,
        "day": day(words.local(plan.recorded_at).date()),
    }


def copy_words(copy: SafetyPlanCopy) -> str:
    who = str(SafetyPlanCopy.Whom(copy.to_whom).label)
    return _("%(who)s, %(how)s, %(at)s. Given by %(name)s.") % {
        "who": f"{who}: {copy.who}" if copy.who else who,
        "how": str(SafetyPlanCopy.How(copy.how).label).lower(),
        "at": words.moment(copy.given_at, now=clock.now()),
        "name": copy.by_name,
    }


# --- Contacts ---------------------------------------------------------------------------------


def contact_title(contact: ContactMade) -> str:
    """``GP, Larch Road Surgery: Dr Ahmed``."""
    kind = str(ContactMade.Agency(contact.agency_kind).label)
    place = f"{kind}, {contact.agency_name}" if contact.agency_name else kind
    return _("%(place)s: %(who)s") % {"place": place, "who": contact.who}


def contact_line(contact: ContactMade) -> str:
    reached = "" if contact.reached else _(" Not reached.")
    return (
        _("%(how)s, %(at)s, by %(name)s.")
        % {
            "how": ContactMade.How(contact.how).label,
            "at": words.moment(contact.at, now=clock.now()),
            "name": contact.by_name,
        }
        + reached
    )


def basis_line(contact: ContactMade) -> str:
    kind = str(BasisKind(contact.basis_kind).label)
    return f"{kind}: {contact.basis_text}" if contact.basis_text else kind


def ground_choices(
    agreements: Iterable[Agreement], bases: Iterable[Basis]
) -> list[tuple[str, str]]:
    """What the person agreed to and the other bases on the record, as a form offers them."""
    found = []
    for row in agreements:
        whom = row.recipient_name or str(Agreement.Recipient(row.recipient).label)
        said = {"whom": whom, "day": day(words.local(row.starts_at).date())}
        found.append((f"agreement:{row.pk}", _("Agreed to on %(day)s: %(whom)s") % said))
    for basis in bases:
        said = {
            "kind": str(BasisKind(basis.kind).label),
            "whom": basis.recipient_agency.name,
            "text": basis.text,
        }
        found.append((f"basis:{basis.pk}", _("%(kind)s, %(whom)s: %(text)s") % said))
    return found


# --- Triage -----------------------------------------------------------------------------------


def triage_title(request: TriageRequest) -> str:
    kind = str(TriageRequest.Kind(request.kind).label)
    status = str(TriageRequest.Status(request.status).label).lower()
    return _("%(kind)s: %(status)s") % {"kind": kind, "status": status}


def triage_line(request: TriageRequest) -> str:
    return _("Asked %(whom)s, %(at)s, by %(name)s") % {
        "whom": request.asked_whom,
        "at": words.moment(request.asked_at, now=clock.now()),
        "name": request.by_name,
    }


def triage_terms(request: TriageRequest, detail: TriageDetail | None) -> list[Term]:
    """Every time of a request, and what came of it where the reader may know."""

    def at(moment: Any) -> str:
        return words.full_moment(moment) if moment else _("Not known yet")

    reply = f", {TriageRequest.Reply(request.reply).label}" if request.reply else ""
    terms = [
        Term(_("Asked"), f"{at(request.asked_at)}, {request.asked_whom}"),
        Term(_("Answered"), at(request.answered_at) + reply),
        Term(_("They came"), at(request.arrived_at)),
        Term(_("Over"), at(request.ended_at)),
    ]
    if detail is None:
        return terms
    terms.insert(0, Term(_("Why"), detail.reason))
    outcome = lists.title_of("outcome", detail.outcome) if detail.outcome else _("Not known yet")
    terms.append(Term(_("What came of it"), outcome))
    if detail.outcome_text:
        terms.append(Term(_("What was said about it"), detail.outcome_text))
    terms.append(Term(_("Section"), section_words(detail)))
    return terms


def section_words(detail: TriageDetail) -> str:
    """The section as told, and by whom; nothing is worked out."""
    if not detail.law and not detail.law_words:
        return _("None that we were told of")
    named = lists.title_of("law", detail.law) if detail.law else ""
    said = ", ".join(each for each in (named, detail.law_words) if each)
    return _("%(section)s, told by %(who)s") % {"section": said, "who": detail.told_by}
