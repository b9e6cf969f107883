"""How a pathway is said: steps with their dates, criteria with reasons, clocks, endings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from throughcare.core import clock as now_clock
from throughcare.core.models import Event
from throughcare.design import words
from throughcare.design.parts import Step, Tag, Term
from throughcare.pathways.definition import Criterion, Definition
from throughcare.pathways.library import library
from throughcare.pathways.models import Clock, Episode
from throughcare.pathways.names import COMES_FROM
from throughcare.pathways.predicates import Answer, Verdict
from throughcare.pathways.sourced import Source, Within


def definition_of(episode: Episode) -> Definition | None:
    """The version that an episode is pinned to; None when it is not shipped any more."""
    return library().version(episode.pathway, episode.pathway_version)


def title_of(pathway: str, version: str) -> str:
    """The title of a version; its id where it is not shipped any more."""
    found = library().version(pathway, version)
    return found.title if found else pathway.replace("-", " ").capitalize()


def stage_of_key(key: str, stage: str) -> str:
    """The title of a stage of "pathway/version"."""
    pathway, _slash, version = key.partition("/")
    return stage_title(library().version(pathway, version), stage)


def stage_title(definition: Definition | None, stage: str) -> str:
    found = next((s for s in definition.stages if s.id == stage), None) if definition else None
    return found.title if found else stage.replace("_", " ").capitalize()


def ending_of_key(key: str, how: str) -> str:
    """How an episode of "pathway/version" ended, in words."""
    pathway, _slash, version = key.partition("/")
    return ending_title(library().version(pathway, version), how)


def ending_title(definition: Definition | None, how: str) -> str:
    """A reason of the list, or the title of an ending of the pathway."""
    ending = next((e for e in definition.endings if e.id == how), None) if definition else None
    if ending is not None:
        return ending.title
    if how in Episode.Reason.values:
        return str(Episode.Reason(how).label)
    return how.replace("_", " ").capitalize()


def clock_title(definition: Definition | None, name: str) -> str:
    """What a clock waits for, in words."""
    if definition is not None:
        titles = {s.id: s.title for stage in definition.stages for s in stage.standards}
        titles |= {each.id: each.title for each in definition.follow_ups}
        titles |= {f"sign_{s.stage}"[:40]: s.title for s in definition.sign_offs}
        if name in titles:
            return titles[name]
    return name.replace("_", " ").capitalize()


# --- Steps ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Strip:
    """The pathway of a person in one row of steps, and where it leads."""

    heading: str
    url: str
    steps: Sequence[Step]
    note: str = ""


def steps(episode: Episode, clocks: Sequence[Clock]) -> list[Step]:
    """Every stage: done with its day, now with since when or what is due, or to come."""
    definition = definition_of(episode)
    if definition is None:
        return [Step(stage_title(None, name), state="done") for name in episode.reached]
    now = now_clock.now()
    open_here = episode.status == Episode.Status.OPEN
    waiting = [c for c in clocks if c.status == Clock.Status.RUNNING]
    found = []
    for stage in definition.stages:
        reached = episode.reached.get(stage.id)
        if reached is None:
            note = _next_note(definition, stage.id, waiting, now) if open_here else _("Not reached")
            found.append(Step(stage.title, note, "next"))
        elif open_here and stage.id == episode.stage and "ended" not in reached:
            found.append(Step(stage.title, _since(reached["started"], now), "now"))
        else:
            found.append(Step(stage.title, _day(reached["started"], now), "done"))
    return found


def _since(moment: str, now: datetime) -> str:
    at = datetime.fromisoformat(moment)
    if words.local(at).date() == words.local(now).date():
        return _("Since %(when)s") % {"when": words.clock(at)}
    return _("Since %(when)s") % {"when": words.short_date(at, today=words.local(now).date())}


def _next_note(definition: Definition, stage: str, waiting: Sequence[Clock], now: datetime) -> str:
    if any(c.kind == Clock.Kind.SIGN_OFF and c.stage == stage for c in waiting):
        return _("Waits for sign-off")
    return ""


def _day(moment: str, now: datetime) -> str:
    at = datetime.fromisoformat(moment)
    if words.local(at).date() == words.local(now).date():
        return _("Today, %(time)s") % {"time": words.clock(at)}
    return words.short_date(at, today=words.local(now).date())


# --- Clocks, criteria, sources ---------------------------------------------------------------


def clock_tag(row: Clock) -> Tag:
    """The state of a clock in a word; never colour alone."""
    if row.status == Clock.Status.STOPPED:
        late = row.stopped_at is not None and row.stopped_at > row.due_at
        label = str(Clock.How(row.how).label)
        return Tag(_("%(how)s, late") % {"how": label} if late else label, "green")
    if now_clock.now() > row.due_at and row.kind != Clock.Kind.SIGN_OFF:
        return Tag(_("Overdue"), "orange")
    return Tag(_("Waiting"))


def verdict_words(verdict: str) -> tuple[str, str]:
    """The mark and the words of a verdict."""
    return {
        Verdict.MET.value: ("yes", _("Met")),
        Verdict.NOT_MET.value: ("no", _("Not met")),
    }.get(verdict, ("none", _("Not known")))


def source_words(status: str) -> str:
    """How sure we are of a source."""
    return {
        "V": _("Verified in a public source"),
        "P": _("Partly verified"),
        "G": _("General knowledge: off until your site turns it on"),
    }[status]


def length_words(within: Within, set_here: Mapping[str, int]) -> str:
    """A length of time; "" where the site has not set it."""
    amount = within.value if within.value is not None else set_here.get(within.setting)
    return "" if amount is None else amount_words(amount, within.unit)


def amount_words(amount: int, unit: str) -> str:
    """``60 minutes``; a setting without a unit is on or off."""
    if unit == "minutes":
        said = ngettext("%(n)s minute", "%(n)s minutes", amount)
    elif unit == "hours":
        said = ngettext("%(n)s hour", "%(n)s hours", amount)
    elif unit == "days":
        said = ngettext("%(n)s day", "%(n)s days", amount)
    else:
        return _("On") if amount else _("Off")
    return said % {"n": words.thousands(amount)}


# --- The page of an episode -------------------------------------------------------------------


@dataclass(frozen=True)
class CriterionLine:
    """A criterion as a page shows it: the question, the verdict in a mark and a word, why."""

    question: str
    mark: str
    verdict: str
    why: str
    source: str


def criterion_line(criterion: Criterion, answer: Answer) -> CriterionLine:
    mark, verdict = verdict_words(answer.verdict.value)
    return CriterionLine(
        criterion.question, mark, verdict, answer.why, source_line(criterion.source)
    )


def kept_criteria(definition: Definition, episode: Episode) -> list[CriterionLine]:
    """How each criterion stood when the episode began."""
    found = []
    for each in definition.criteria:
        if each.id in episode.criteria:
            mark, verdict = verdict_words(episode.criteria[each.id])
            found.append(CriterionLine(each.question, mark, verdict, "", source_line(each.source)))
    return found


def source_line(source: Source) -> str:
    """A source in words, and how sure we are of it."""
    return _("%(source)s. %(status)s.") % {
        "source": source.words,
        "status": source_words(source.status),
    }


@dataclass(frozen=True)
class EpisodeLine:
    """One episode in a list: its title, where it stands, and its id."""

    id: object
    title: str
    note: str


def episode_line(episode: Episode) -> EpisodeLine:
    definition = definition_of(episode)
    if episode.ended_at is not None:
        note = _("Ended %(day)s: %(how)s") % {
            "day": words.full_date(episode.ended_at),
            "how": ending_title(definition, episode.ended_how),
        }
    else:
        note = _("%(stage)s, since %(day)s") % {
            "stage": stage_title(definition, episode.stage),
            "day": words.full_date(episode.stage_since),
        }
    return EpisodeLine(episode.pk, title_of(episode.pathway, episode.pathway_version), note)


def episode_facts(episode: Episode) -> list[Term]:
    """What stands beside the steps: since when, whose, from where, by which version."""
    terms = [
        Term(_("Began"), words.full_moment(episode.started_at)),
        Term(
            _("Team"),
            f"{episode.team.name}, {episode.team.agency.name}",
        ),
        Term(_("Version"), episode.pathway_version),
    ]
    if episode.referred_from in COMES_FROM:
        terms.insert(1, Term(_("Came from"), str(COMES_FROM[episode.referred_from])))
    if episode.start_note:
        terms.append(Term(_("Begun although something was not met"), episode.start_note))
    if episode.moved_note:
        terms.append(Term(_("Moved by hand"), episode.moved_note))
    if episode.ended_at is not None:
        how = ending_title(definition_of(episode), episode.ended_how)
        terms.append(Term(_("Ended"), f"{words.full_moment(episode.ended_at)}: {how}"))
    if episode.ended_note:
        terms.append(Term(_("About the end"), episode.ended_note))
    return terms


@dataclass(frozen=True)
class RecordLine:
    """What a stage must record, and whether it was."""

    stage: str
    title: str
    tag: Tag
    when: str


def record_lines(definition: Definition, recorded: Mapping[str, Event]) -> list[RecordLine]:
    """Every stage's records; what is not recorded says so."""
    now = now_clock.now()
    found = []
    for stage in definition.stages:
        for each in stage.records:
            event = recorded.get(each.event)
            tag = Tag(_("Recorded"), "green") if event else Tag(_("Not recorded"), "blue")
            when = words.moment(event.happened_at, now=now) if event else ""
            found.append(RecordLine(stage.title, each.title, tag, when))
    return found


@dataclass(frozen=True)
class ClockLine:
    """A clock in a list."""

    id: object
    kind: str
    title: str
    when: str
    tag: Tag
    running: bool


def clock_line(definition: Definition | None, row: Clock) -> ClockLine:
    return ClockLine(
        row.pk,
        row.kind,
        clock_title(definition, row.name),
        clock_when(row),
        clock_tag(row),
        row.status == Clock.Status.RUNNING,
    )


def clock_when(row: Clock) -> str:
    """By when it is owed, or when it was done."""
    now = now_clock.now()
    if row.kind == Clock.Kind.SIGN_OFF and row.stopped_at is None:
        return _("Asked %(when)s") % {"when": words.moment(row.started_at, now=now)}
    if row.stopped_at is not None:
        return words.full_moment(row.stopped_at)
    return _("Due %(when)s") % {"when": words.moment(row.due_at, now=now)}


def next_owed(episode: Episode, clocks: Sequence[Clock]) -> str:
    """What is owed first on an open pathway, and by when; "" when nothing is."""
    waiting = [
        c
        for c in clocks
        if c.status == Clock.Status.RUNNING and c.kind != Clock.Kind.SIGN_OFF and not c.shown_as
    ]
    if not waiting:
        return ""
    return clock_words(definition_of(episode), min(waiting, key=lambda c: c.due_at))


def clock_words(definition: Definition | None, row: Clock) -> str:
    """``Follow-up after custody. Due 3 December 2026.``"""
    return f"{clock_title(definition, row.name)}. {clock_when(row)}."


def other_versions(episode: Episode) -> list[str]:
    """Versions of the pathway that an open episode could go on by, the newest first."""
    if episode.status != Episode.Status.OPEN:
        return []
    return sorted(
        (
            each.version
            for each in library().definitions
            if each.id == episode.pathway
            and each.version != episode.pathway_version
            and any(stage.id == episode.stage for stage in each.stages)
        ),
        reverse=True,
    )
