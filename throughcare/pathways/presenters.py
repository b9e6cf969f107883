"""How a pathway is said: steps with their dates, criteria with reasons, clocks, endings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from throughcare.core import clock as now_clock
from throughcare.design import words
from throughcare.design.parts import Step, Tag
from throughcare.pathways.definition import Definition, Within
from throughcare.pathways.library import library
from throughcare.pathways.models import Clock, Episode
from throughcare.pathways.predicates import Verdict


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


def clock_title(definition: Definition | None, name: str, kind: str = "") -> str:
    """What a clock waits for, in words."""
    if definition is not None:
        standards = (s for stage in definition.stages for s in stage.standards)
        titles = {each.id: each.title for each in (*standards, *definition.follow_ups)}
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
            found.append(Step(stage.title, _now_note(stage.id, reached, waiting, now), "now"))
        else:
            found.append(Step(stage.title, _day(reached["started"], now), "done"))
    return found


def _now_note(
    stage: str, reached: Mapping[str, str], waiting: Sequence[Clock], now: datetime
) -> str:
    here = [c for c in waiting if c.stage == stage and c.kind != Clock.Kind.SIGN_OFF]
    if here:
        due = min(here, key=lambda c: c.due_at)
        return _("Due %(when)s") % {"when": words.moment(due.due_at, now=now)}
    return _("Since %(day)s") % {"day": _day(reached["started"], now)}


def _next_note(
    definition: Definition, stage: str, waiting: Sequence[Clock], now: datetime
) -> str:
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
    """A length of time; "not set" where the site has not set it."""
    amount = within.value if within.value is not None else set_here.get(within.setting)
    if amount is None:
        return _("Not set: no clock runs")
    return amount_words(amount, within.unit)


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
