"""How custody and screening are said on a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.core import clock
from throughcare.design import words
from throughcare.design.parts import Group, Tag
from throughcare.people.presenters import born_words, full_name
from throughcare.screening.models import (
    AppropriateAdult,
    CustodyAdvice,
    CustodyEntry,
    Screen,
    ScreenAnswer,
)
from throughcare.screening.question_sets import QuestionSet, all_sets
from throughcare.screening.selectors import Coverage

if TYPE_CHECKING:
    from throughcare.agencies.models import Place

Outcome = CustodyEntry.Outcome
TRY_AGAIN = (Outcome.ASLEEP, Outcome.INTERPRETER, Outcome.NOT_SEEN)


def entry_name(entry: CustodyEntry) -> str:
    """The name as the list said it; words where it said none."""
    return f"{entry.given_name} {entry.family_name}".strip() or _("Name not known")


def entry_age(entry: CustodyEntry) -> str:
    """Age as the list said it: a birth date, an age, or not known."""
    if entry.born_on:
        return _("born %(born)s") % {"born": words.born(entry.born_on, today=clock.today())}
    if entry.age_about is not None:
        return _("about %(age)s") % {"age": entry.age_about}
    return _("age not known")


def cell_words(entry: CustodyEntry) -> str:
    return _("cell %(cell)s") % {"cell": entry.cell} if entry.cell else _("cell not known")


def place_words(place: Place, entry: CustodyEntry) -> str:
    """``Northfield custody, cell 7``."""
    if not entry.cell:
        return str(place.name)
    return _("%(place)s, cell %(cell)s") % {"place": place.name, "cell": entry.cell}


def since_words(at: datetime) -> str:
    """``9 hours in custody``."""
    seconds = max(0.0, (clock.now() - at).total_seconds())
    return _("%(length)s in custody") % {"length": words.duration(seconds)}


def worry_words(entry: CustodyEntry) -> str:
    """What custody is worried about, and who said so."""
    if not entry.worry:
        return ""
    source = entry.get_worry_source_display() if entry.worry_source else _("Custody")
    return _("%(source)s: %(worry)s") % {"source": source, "worry": entry.worry}


def entry_tag(entry: CustodyEntry) -> Tag:
    """Where a line of the list stands."""
    if entry.outcome == Outcome.SEEN:
        return Tag(_("Screened"), "green")
    if entry.outcome:
        return Tag(str(Outcome(entry.outcome).label), "white")
    if entry.worry:
        return Tag(_("Urgent"), "red")
    return Tag(_("Not started"), "blue")


def entry_task(entry: CustodyEntry) -> tuple[str, str]:
    """What to do next about a line of the list, and where."""
    slug = entry.place.slug
    if entry.under_18:
        return _("Pass to the youth service"), reverse("custody_entry_youth", args=[slug, entry.pk])
    if entry.person is None:
        return _("Find the record"), reverse("custody_entry_match", args=[slug, entry.pk])
    if entry.outcome in (Outcome.SEEN, Outcome.DECLINED):
        return _("Open the record"), reverse("person", args=[entry.person.reference])
    return _("Screen"), reverse("screening_new", args=[entry.person.reference])


@dataclass(frozen=True)
class CustodyRow:
    """One line of the list as the page shows it."""

    entry: CustodyEntry
    name: str
    url: str
    about: str
    arrived: str
    since: str
    task: str
    task_url: str
    worry: str
    cell: str
    place: str
    tag: Tag


def custody_row(entry: CustodyEntry) -> CustodyRow:
    """A line under the name of the record where it is linked, else as the list said."""
    task, task_url = entry_task(entry)
    change = reverse("custody_entry", args=[entry.place.slug, entry.pk])
    person = entry.person
    return CustodyRow(
        entry=entry,
        name=full_name(person) if person else entry_name(entry),
        url=reverse("person", args=[person.reference]) if person else change,
        about=born_words(person) if person else entry_age(entry),
        arrived=words.moment(entry.arrived_at, now=clock.now()),
        since=since_words(entry.arrived_at),
        task=task,
        task_url=task_url,
        worry=worry_words(entry),
        cell=cell_words(entry),
        place=place_words(entry.place, entry),
        tag=entry_tag(entry),
    )


def custody_groups(entries: list[CustodyEntry]) -> list[Group]:
    """The list in the order in which it is worked through."""
    first = [e for e in entries if e.worry and not e.outcome]
    again = [e for e in entries if e.outcome in TRY_AGAIN]
    done = [e for e in entries if e.outcome and e.outcome not in TRY_AGAIN]
    rest = [e for e in entries if not e.outcome and not e.worry]
    groups = [
        (_("Do first"), first),
        (_("To see"), rest),
        (_("Try again"), again),
        (_("Seen or declined"), done),
    ]
    return [Group(title, [custody_row(e) for e in rows]) for title, rows in groups if rows]


def coverage_words(seen: Coverage) -> list[str]:
    """One phrase for each count; nobody is left out, so they add up to the people."""
    asleep_or_other = seen.count(Outcome.NOT_SEEN) + seen.count(Outcome.LEFT)
    counts = [
        (seen.people, _("%(n)s in custody")),
        (seen.count(Outcome.SEEN), _("%(n)s screened")),
        (seen.count(Outcome.DECLINED), _("%(n)s declined")),
        (seen.count(Outcome.ASLEEP), _("%(n)s asleep")),
        (seen.count(Outcome.INTERPRETER), _("%(n)s waiting for an interpreter")),
        (asleep_or_other, _("%(n)s not seen")),
        (seen.count(Outcome.UNDER_18), _("%(n)s under 18, passed on")),
        (seen.count(Outcome.WAITING), _("%(n)s still to see")),
    ]
    return [phrase % {"n": words.thousands(number)} for number, phrase in counts]


def screen_title(screen: Screen) -> str:
    """``Screening, 12 January 2025``."""
    return _("Screening, %(day)s") % {
        "day": words.short_date(words.local(screen.started_at).date(), today=clock.today())
    }


def screen_outcome(screen: Screen) -> str:
    """How a screening ended, in words."""
    if screen.status == Screen.Status.COMPLETED:
        return str(Screen.Decision(screen.decision).label)
    if screen.why:
        return str(Screen.Why(screen.why).label)
    return _("Not finished. Started by %(name)s.") % {"name": screen.by_name}


def questions_of(screen: Screen) -> QuestionSet:
    """The version of the questions that this screening was asked with."""
    return all_sets()[screen.set_id, screen.set_version]


def answer_rows(
    questions: QuestionSet, answers: dict[str, ScreenAnswer]
) -> list[tuple[str, list[tuple[int, str, str, str]]]]:
    """Groups of (number, question, answer, words); a question without a row was not asked."""
    not_asked = str(ScreenAnswer.Answer.NOT_ASKED.label)
    return [
        (
            group.title,
            [
                (
                    q.number,
                    q.text,
                    str(answers[q.id].get_answer_display()) if q.id in answers else not_asked,
                    answers[q.id].text if q.id in answers else "",
                )
                for q in group.questions
            ],
        )
        for group in questions.groups
    ]


def advice_words(advice: CustodyAdvice) -> str:
    """What custody was told, whom and when; what is not known is said so."""
    return _("%(what)s Told: %(whom)s, %(time)s.") % {
        "what": advice.what or _("What was said is not recorded."),
        "whom": advice.told_whom or _("not recorded"),
        "time": words.in_a_sentence(words.moment(advice.told_at, now=clock.now())),
    }


def acted_on_words(advice: CustodyAdvice) -> str:
    if advice.acted_on is None:
        return _("Not known yet whether custody acted on it.")
    said = _("Custody acted on it.") if advice.acted_on else _("Custody did not act on it.")
    by = _(" Said by %(name)s.") % {"name": advice.acted_on_by} if advice.acted_on_by else ""
    return said + by


def adult_words(adult: AppropriateAdult) -> str:
    asked = words.at_moment(adult.asked_at, now=clock.now())
    if adult.came is None:
        return _("Asked for %(when)s. Not known yet whether they came.") % {"when": asked}
    came = _("They came.") if adult.came else _("They did not come.")
    who = f" {adult.who}." if adult.who else ""
    return _("Asked for %(when)s.") % {"when": asked} + f" {came}{who}"
