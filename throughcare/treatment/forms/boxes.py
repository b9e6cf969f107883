"""Questionnaires in a form: a box for each, in which its answers are typed in a row."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from scoring.instruments import NotUsable
from throughcare.design.words import and_list
from throughcare.instruments import rules as answering
from throughcare.instruments.forms import LONGEST_ROW, given_so_far, read_typed
from throughcare.instruments.library import Questionnaire
from throughcare.instruments.rules import Answers
from throughcare.people.part_forms import LineField

OFF = {"autocomplete": "off"}
#: How the name of every box begins.
BOX = "m_"


def box(questionnaire: Questionnaire) -> str:
    """The name of the field in which a questionnaire is typed."""
    return f"{BOX}{questionnaire.slug.replace('-', '_')}"


class AsksQuestionnaires:
    """A form with a box for each questionnaire, in which its answers are typed in a row."""

    questionnaires: list[Questionnaire]
    answers: dict[str, tuple[Questionnaire, Answers]]
    fields: dict[str, forms.Field]
    data: Any
    errors: Any
    add_error: Any
    #: Where answers go as they were typed when they cannot be scored.
    words_field: ClassVar[str]

    def add_boxes(
        self, questionnaires: Sequence[Questionnaire], changed: Collection[str] = ()
    ) -> None:
        """``changed``: ids of those whose words are others than when the page was opened."""
        self.questionnaires, self.answers, self.changed = list(questionnaires), {}, changed
        for each in self.questionnaires:
            self.fields[box(each)] = _row_field(each)
        self.moved = self._keep_in_words()

    def _keep_in_words(self) -> list[str]:
        """Put what was typed for a questionnaire that is here no more into the words; its names."""
        stray = {
            name: str(self.data.get(name, "")).strip()[:LONGEST_ROW]
            for name in self.data
            if name.startswith(BOX) and name not in self.fields
        }
        if not stray:
            return []
        self.data = self.data.copy()
        lines, moved = [self.data.get(self.words_field, "")], []
        for name, typed in stray.items():
            del self.data[name]
            if typed:
                moved.append(name.removeprefix(BOX).replace("_", "-").upper()[:40])
                said = _("%(id)s, as typed and not scored: %(typed)s")
                lines.append(said % {"id": moved[-1], "typed": typed})
        self.data[self.words_field] = "\n".join(filter(None, lines))
        return moved

    def boxes(self) -> list[tuple[Questionnaire, Any]]:
        """Each questionnaire with its field, as the table shows them."""
        return [(each, self[box(each)]) for each in self.questionnaires]  # type: ignore[index]

    def read_boxes(self, found: Mapping[str, Any]) -> None:
        """Read what was typed in each box, or say beside it what is wrong."""
        for each in self.questionnaires:
            self._read(each, str(found.get(box(each), "")))
        if self.moved:
            said = _(
                "%(ids)s cannot be scored here any more. The answers now stand in this text as"
                " they were typed. Look at them yourself, above all those about safety, and save"
                " again."
            )
            self.add_error(self.words_field, said % {"ids": and_list(self.moved)})

    def _read(self, questionnaire: Questionnaire, text: str) -> None:
        name, instrument = box(questionnaire), questionnaire.instrument
        if not text.strip() or name in self.errors:
            return
        if questionnaire.id in self.changed:
            said = _(
                "The words or rules of %(id)s have changed since you opened this page. Compare the"
                " answers with the new words, and save again."
            )
            self.add_error(name, said % {"id": questionnaire.name})
            return
        try:
            if instrument.entry_only:
                answers = Answers({}, total=text.strip())
            else:
                answers = Answers(read_typed(instrument, text))
            answering.work_out(instrument, answers)
        except ValidationError as wrong:
            self.add_error(name, wrong)
        except NotUsable:
            low, high = instrument.total
            message = _("Total must be a number from %(low)s to %(high)s")
            self.add_error(name, message % {"low": low, "high": high})
        else:
            if answers.any_given:
                self.answers[questionnaire.id] = (questionnaire, answers)


def _row_field(questionnaire: Questionnaire) -> LineField:
    instrument = questionnaire.instrument
    if instrument.entry_only:
        low, high = instrument.total
        hint = _("Total, %(low)s to %(high)s") % {"low": low, "high": high}
    else:
        hint = _("%(count)s answers in a row") % {"count": len(answering.numbers(instrument))}
    return LineField(
        label=questionnaire.name,
        help_text=hint,
        required=False,
        max_length=LONGEST_ROW,
        widget=forms.TextInput(attrs={**OFF, "spellcheck": "false"}),
    )


def typed_so_far(
    questionnaires: Sequence[Questionnaire], data: Mapping[str, Any]
) -> list[tuple[Questionnaire, Answers]]:
    """The answers that can be read in a page that is not finished."""
    found = []
    for each in questionnaires:
        row = str(data.get(box(each), ""))
        answers = given_so_far(each.instrument, {"row": row})
        if answers.any_given:
            found.append((each, answers))
    return found
