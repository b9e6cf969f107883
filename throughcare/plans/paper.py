"""The roadmap as a document: the same words as on the page, made into a PDF by ``documents``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from throughcare.core import clock
from throughcare.design import words
from throughcare.documents.paper import Block, Paper, Section
from throughcare.people.presenters import called

if TYPE_CHECKING:
    from throughcare.core.context import Context
    from throughcare.people.models import Person
    from throughcare.plans.models import RoadmapStep


def roadmap_paper(ctx: Context, person: Person, steps: Iterable[RoadmapStep]) -> Paper:
    """What the person keeps: no order, clinic or charge words, and no level of anything."""
    name = called(person)
    return Paper(
        marking=_("For %(name)s to keep") % {"name": name},
        reference=person.reference,
        reference_words=_("Reference"),
        title=_("My roadmap"),
        person=name,
        author=ctx.agency_name,
        facts=(
            (_("For"), name),
            (_("Printed"), words.full_date(clock.today())),
            (_("With"), ctx.agency_name),
        ),
        sections=tuple(_section(step) for step in steps),
        signature=(),
        page_words=_("Page"),
    )


def _section(step: RoadmapStep) -> Section:
    lines = [step.first_thing]
    if step.who_helps:
        lines.append(_("Who helps: %(who)s") % {"who": step.who_helps})
    if step.by_on:
        lines.append(_("By %(day)s") % {"day": words.full_date(step.by_on)})
    if step.said:
        lines.append(f"“{step.said}”")
    blocks = tuple(Block("paragraph", text=line) for line in lines if line)
    return Section(str(step.pk), f"{step.place}. {step.title}", blocks)
