"""Questionnaires that stand open on a page: what was typed there is never dropped.

While a page stands open a clinical lead may take a signature back, an administrator may change
what a pathway asks, a site may replace the words. The page carries, sealed, what it put before
the person; a post is read by that and not by what would be put before them now.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core import signing
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from throughcare.design.words import and_list
from throughcare.instruments.approval import QUESTIONNAIRES
from throughcare.instruments.library import Questionnaire, find

if TYPE_CHECKING:
    from django.http import QueryDict

    from throughcare.people.views import PersonFormView

    Base = PersonFormView
else:
    Base = object

FIELD = "offered"


@dataclass(frozen=True)
class Offered:
    """What a page put before a person: still in the very words, or not any more (by id)."""

    same: tuple[Questionnaire, ...] = ()
    changed: frozenset[str] = frozenset()


def seal(page: str, questionnaires: Iterable[tuple[str, str]]) -> str:
    """(id, fingerprint) of what the page at this address asks, for it to carry."""
    return signing.dumps([list(each) for each in questionnaires], salt=_salt(page))


def unseal(page: str, text: str) -> Offered:
    """Nothing for a seal of another page, of nobody, or older than a draft may be."""
    try:
        told = signing.loads(text, salt=_salt(page), max_age=timedelta(days=settings.DRAFT_DAYS))
    except signing.BadSignature:
        return Offered()
    found = [(find(id.lower()), sha256) for id, sha256 in told]
    same = tuple(each for each, sha256 in found if each is not None and each.sha256 == sha256)
    return Offered(same, frozenset(id for id, _sha256 in told) - {each.id for each in same})


def _salt(page: str) -> str:
    return f"questionnaires offered on {page}"


class OffersQuestionnaires(Base):
    """A form about a person that asks questionnaires. Mixed in before ``PersonFormView``."""

    def asked_here(self) -> Sequence[Questionnaire]:
        """What is asked by the settings and signatures of this moment."""
        raise NotImplementedError

    @cached_property
    def offered(self) -> Offered:
        """What the page that was posted, or the draft that is shown again, had offered."""
        sent = self.request.POST if self.is_post else self.typed_before()
        return unseal(self.request.path, sent.get(FIELD, "") if sent else "")

    @property
    def is_post(self) -> bool:
        return self.request.method == "POST"

    @cached_property
    def questionnaires(self) -> list[Questionnaire]:
        """What is asked now, and what was open when that changed."""
        asked = list(self.asked_here())
        there = {each.id for each in asked}
        return asked + [each for each in self.offered.same if each.id not in there]

    @cached_property
    def _draft(self) -> QueryDict | None:
        return super().typed_before()

    def typed_before(self) -> QueryDict | None:
        return self._draft

    def was_offered(self, questionnaire: Questionnaire) -> bool:
        """Did the page put these very words before the person?"""
        return questionnaire in self.offered.same

    def hidden(self) -> SafeString:
        field = format_html('<input type="hidden" name="{}" value="{}">', FIELD, self._sealed())
        return super().hidden() + field

    def _sealed(self) -> str:
        """What this page offers. Changed words count as offered once a post was told of them."""
        there = {each.id: each.sha256 for each in self.questionnaires}
        for id in self.offered.changed:
            if not self.is_post or id not in there:
                there[id] = ""
        return seal(self.request.path, there.items())

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {"unsigned": self.unsigned_words(self.questionnaires)}

    def unsigned_words(self, among: Iterable[Questionnaire]) -> str:
        """Of these, what a signature was taken back from while the page was open; "" for none."""
        gone = [
            each.id
            for each in among
            if self.was_offered(each) and not QUESTIONNAIRES.is_usable(self.ctx, each)
        ]
        if not gone:
            return ""
        said = _(
            "%(ids)s: its clinical approval was taken back after this page was opened. What was"
            " answered here is kept and scored by the words that were approved. It is not asked"
            " again until a clinical lead has signed it."
        )
        return said % {"ids": and_list(gone)}
