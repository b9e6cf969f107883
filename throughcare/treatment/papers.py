"""A letter as a paper: who it is to, what it says, who signs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from throughcare.agencies.models import Membership
from throughcare.design import words
from throughcare.documents.paper import LETTER, Block, Paper, Section, blocks_of
from throughcare.people import presenters as people_presenters
from throughcare.people.models import Person
from throughcare.treatment import letters
from throughcare.treatment.letters import Attended
from throughcare.treatment.models import Letter


@dataclass(frozen=True)
class Whole:
    """Everything that the paper of one letter is made from."""

    letter: Letter
    person: Person
    author: Membership
    agency_name: str
    attended: Attended

    @property
    def reference(self) -> str:
        """``TC-4M7QX2K9-L1``; ``TC-4M7QX2K9-L1-R2`` once it was corrected."""
        first = f"{self.person.reference}-L{self.letter.number}"
        return first if self.letter.edition == 1 else f"{first}-R{self.letter.edition}"

    @property
    def title(self) -> str:
        return str(letters.TITLES[Letter.To(self.letter.to)])

    @property
    def signed_as(self) -> str:
        parts = (self.author.profession or self.author.job_title, self.author.registration)
        return ", ".join(part for part in parts if part)


def paper_of(whole: Whole, *, issued_at: datetime | None) -> Paper:
    """The paper of a draft (``issued_at`` None) or of what is issued now."""
    person, letter = whole.person, whole.letter
    is_officer = letter.to == Letter.To.OFFICER
    marking = _("Official-Sensitive") if is_officer else _("Private: health information")
    said = _("Issued %(time)s") % {"time": words.full_moment(issued_at)} if issued_at else ""
    return Paper(
        marking=marking,
        reference=whole.reference,
        reference_words=_("Letter %(reference)s") % {"reference": whole.reference},
        title=whole.title,
        person=_("%(name)s, born %(born)s")
        % {
            "name": people_presenters.full_name(person),
            "born": people_presenters.born_words(person),
        },
        author=whole.author.user.name,
        notices=tuple(_notices(letter)),
        facts=tuple(_facts(whole)),
        sections=tuple(_sections(whole)),
        signature=tuple(_signature(whole, said)),
        page_words=_("Page %(page)s of %(pages)s") % {"page": "{page}", "pages": "{pages}"},
        footer=said,
        draft=issued_at is None,
        draft_words=_("DRAFT: not issued") if issued_at is None else "",
        language=(get_language() or "en-gb")[:2],
    )


def _notices(letter: Letter) -> Sequence[str]:
    if letter.edition == 1:
        return ()
    said = _("Replaces R%(number)s. What changed: %(words)s") % {
        "number": letter.edition - 1,
        "words": letters.change_words(letter.to, letter.what_changed),
    }
    return (said,)


def _facts(whole: Whole) -> list[tuple[str, str]]:
    letter, person = whole.letter, whole.person
    to = ", ".join(part for part in (letter.name, letter.organisation) if part)
    found = [(_("To"), to or _("Not chosen yet"))]
    if letter.to != Letter.To.PERSON:
        about = _("%(name)s, born %(born)s") % {
            "name": people_presenters.full_name(person),
            "born": people_presenters.born_words(person),
        }
        found.append((_("About"), about))
    return [*found, (_("From"), f"{whole.author.user.name}, {whole.agency_name}")]


def _sections(whole: Whole) -> Sequence[Section]:
    letter = whole.letter
    if letter.to == Letter.To.OFFICER:
        rows = tuple(letters.officer_lines(whole.attended, letter.facts))
        notes = _("This letter says when and how often the person came. It holds nothing clinical.")
        block = Block("rows", rows=rows, caption=_("Attendance"))
        return (Section("attendance", _("Attendance"), (block, Block("paragraph", text=notes))),)
    return (Section(LETTER, whole.title, blocks_of(letter.body)),)


def _signature(whole: Whole, issued: str) -> Sequence[str]:
    name = " · ".join(part for part in (whole.author.user.name, whole.signed_as) if part)
    return (name, issued or _("The time of issue is added when the letter is issued."))
