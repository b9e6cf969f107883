"""What a treatment requirement means, in plain words for the person (law: 2.1 of the Act's notes).

The words are ours; a clinical lead reads them before live use (docs/questions.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from throughcare.design import words

if TYPE_CHECKING:
    from throughcare.suitability.models import Suitability


def parts(row: Suitability) -> list[tuple[str, list[str]]]:
    """Headings with short lines, one thought a line."""
    return [
        (_("What is this about?"), _about(row)),
        (
            _("What would I have to do?"),
            [
                _("Go to every treatment appointment."),
                _("Tell the team if you cannot come."),
                _("See your probation officer as well."),
            ],
        ),
        (
            _("Who is told what?"),
            [
                _("Probation is told if you came or not."),
                _("Probation is not told what you say in treatment."),
                _("If somebody is in danger, we may have to tell others."),
            ],
        ),
        (
            _("What if I miss appointments?"),
            [_("Probation decides what happens."), _("You may have to go back to court.")],
        ),
        (
            _("Do I have to say yes?"),
            [
                _("No. You choose."),
                _("You can ask your solicitor first."),
                _("You can take time to think."),
                _("If you say no, the court decides without this treatment."),
            ],
        ),
        (_("What happens next?"), _next(row)),
    ]


def _about(row: Suitability) -> list[str]:
    what = {
        "mental_health": _("The court may ask you to have treatment for your mental health."),
        "drug": _("The court may ask you to have treatment to stop using drugs."),
        "alcohol": _("The court may ask you to have treatment for drinking."),
    }
    first = what.get(row.requirement, _("The court may ask you to have treatment."))
    return [first, _("It would be part of your sentence.")]


def _next(row: Suitability) -> list[str]:
    lines = []
    if row.ask_again_on:
        day = words.full_date(row.ask_again_on)
        lines.append(_("We ask you again on %(day)s.") % {"day": day})
    if row.sentence_on:
        day = words.full_date(row.sentence_on)
        lines.append(_("The court decides on %(day)s.") % {"day": day})
    return [*lines, _("We write down what you say, in your words.")]
