"""What may be signed, and what each kind of it says for itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from django.conf import settings

from throughcare.core.errors import NotAllowed
from throughcare.signatures.models import Signature

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from django_stubs_ext import StrPromise

    from throughcare.core.context import Context


class Words(Protocol):
    """One version of something that is used in care, as it stands here."""

    @property
    def id(self) -> str: ...

    @property
    def version(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def sha256(self) -> str:
        """The checksum of all that a signature stands under."""


W = TypeVar("W", bound=Words)


@dataclass(frozen=True)
class Kind(Generic[W]):
    """Words of one kind: where their signatures are kept, what differs, how pages name them.

    ``version_of`` finds a version that is here now by its id and number. ``may_change``: a site's
    own files may change the words of a version, and each change is signed anew; without it, other
    words are another version. ``signs_with_reason``: who signs says why, too.
    """

    name: str
    kept_in: type[Signature]
    version_of: Callable[[str, str], W | None]
    may_change: bool
    signs_with_reason: bool
    list_url: str
    sign_url: str
    list_heading: StrPromise
    sign_heading: StrPromise
    back_to: StrPromise
    not_usable: StrPromise
    waiting: Callable[[int], str]

    # --- Who has signed -----------------------------------------------------------------------

    def signatures(self, agency_id: UUID) -> QuerySet[Signature]:
        """Every question to a clinical lead of an agency, and the answer, the newest first."""
        rows = self.kept_in.objects.filter(agency_id=agency_id)
        return rows.select_related("lead__user").order_by("-asked_at")

    def signatures_of(self, agency_id: UUID, words: W) -> QuerySet[Signature]:
        """The same, of every version of these words."""
        return self.signatures(agency_id).filter(**{self.kept_in.signs[0]: words.id})

    def about(self, words: W) -> dict[str, str]:
        """The columns that name a version."""
        of, version = self.kept_in.signs
        return {of: words.id, version: words.version}

    def is_version(self, words: W, row: Signature) -> bool:
        return (row.words_id, row.words_version) == (words.id, words.version)

    def words_of(self, row: Signature) -> W | None:
        """What a row is about; None when it has changed since, or is gone."""
        found = self.version_of(row.words_id, row.words_version)
        return found if found is not None and found.sha256 == row.sha256 else None

    def signature_of(self, ctx: Context, words: W) -> Signature | None:
        """The signature under these very words; None without one. One statement a request."""
        if self._asked not in ctx.asked:
            signed = self.signatures(ctx.agency_id).filter(status=Signature.Status.SIGNED)
            ctx.asked[self._asked] = {(r.words_id, r.words_version, r.sha256): r for r in signed}
        found: dict[tuple[str, str, str], Signature] = ctx.asked[self._asked]
        return found.get((words.id, words.version, words.sha256)) if found else None

    def forget(self, ctx: Context) -> None:
        """A signature was given or taken back in this request."""
        ctx.asked.pop(self._asked, None)

    @property
    def _asked(self) -> str:
        return f"signed {self.name}"

    # --- Live use -----------------------------------------------------------------------------

    def is_usable(self, ctx: Context, words: W) -> bool:
        """May it be used for care here? Outside live use everything may be tried (decision 5)."""
        return not settings.LIVE_USE_NEEDS_APPROVAL or self.signature_of(ctx, words) is not None

    def usable(self, ctx: Context, several: Iterable[W]) -> list[W]:
        """Those that may be used for care here."""
        return [each for each in several if self.is_usable(ctx, each)]

    def require_signed(self, ctx: Context, words: W) -> None:
        """Refuse live use of words that no named clinical lead of the agency has signed."""
        if not self.is_usable(ctx, words):
            said = f"[{words.id}/{words.version}] is not clinically approved here"
            raise NotAllowed("create", said, words=str(self.not_usable))
