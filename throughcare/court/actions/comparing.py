"""One court and day of a list against what is known of it: new, changed, gone, the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from throughcare.agencies.models import Place
from throughcare.core import clock
from throughcare.core.events import record
from throughcare.court import rules
from throughcare.court.actions.entries import tell_added, tell_changed, tell_taken
from throughcare.court.actions.lines import differences, fitted, line_of, packed
from throughcare.court.actions.rows import recorded, save
from throughcare.court.listed import ListDocument, ListedCase, ListedPerson
from throughcare.court.models import CourtList, Custody, ListEntry

if TYPE_CHECKING:
    from throughcare.core.context import Context

Status = ListEntry.Status
Line = tuple[ListedCase, ListedPerson]
#: The key of a line that staff added begins so; no list loses it.
BY_HAND = "hand "
LONGEST_KEY = 200
LONGEST_CODE = 20


@dataclass(frozen=True)
class Change:
    """One line that the newer list says otherwise: which columns, before and after."""

    entry: ListEntry
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass
class Day:
    """What one list does to one court and day. In a dry run ``list_id`` is None.

    ``older``: a newer issue was taken in before, so that nothing of this one was.
    ``undated_after``: when the last list was taken in, where the two do not both say when they were
    published, so that which is newer is for staff to know.
    ``repeated``: this very file was the last one taken in.
    ``other_kind``: the format of the last one, where no line of it is found again in this one.
    """

    place: Place
    on: date
    list_id: UUID | None = None
    older: bool = False
    repeated: bool = False
    other_kind: str = ""
    undated_after: datetime | None = None
    new: list[ListEntry] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    gone: list[ListEntry] = field(default_factory=list)
    same: int = 0
    # Of those that the list names: each is also new, changed or same.
    people: int = 0
    in_custody: int = 0
    organisations: int = 0
    under_18: int = 0
    restricted: int = 0
    without_urn: int = 0
    applications: int = 0

    def counts(self) -> dict[str, int]:
        """Every count, without anybody's name."""
        return {
            "new": len(self.new),
            "changed": len(self.changed),
            "gone": len(self.gone),
            **{name: getattr(self, name) for name in COUNTED},
        }


COUNTED = (
    "same",
    "people",
    "in_custody",
    "organisations",
    "under_18",
    "restricted",
    "without_urn",
    "applications",
)


@dataclass
class Comparison:
    """Takes one court and day of a document in, or says what that would do (``dry_run``)."""

    ctx: Context
    document: ListDocument
    place: Place
    on: date
    lines: list[Line]
    dry_run: bool

    def __post_init__(self) -> None:
        today = clock.today()
        self.values = {
            person.key[:LONGEST_KEY]: line_of(case, person, today=today)
            for case, person in self.lines
        }
        self.day = Day(place=self.place, on=self.on)
        self.published = _aware(self.document.published_at)

    def take(self) -> Day:
        """Compare, write unless it is a dry run, and say what was done."""
        self._count()
        if self._is_nothing_new(lists_taken(self.ctx, self.place.pk, self.on)):
            return self.day
        self.known = self._known()
        self.taken = self._new_list()
        if not self.dry_run:
            self.taken.save(force_insert=True)
            self.day.list_id = self.taken.pk
        self._compare()
        if self.taken.whole:
            self._lose()
        if not self.dry_run:
            self._add()
            self._finish()
        return self.day

    def _count(self) -> None:
        day = self.day
        for line in self.values.values():
            is_person = line["kind"] == ListEntry.Kind.PERSON
            day.people += is_person
            day.organisations += not is_person
            day.in_custody += is_person and line["custody"] == Custody.IN_CUSTODY
            day.under_18 += line["under_18"]
            day.restricted += line["restricted"]
            day.without_urn += not line["urn"]
        day.applications = sum(1 for case, _ in self.lines if case.kind == "application")

    def _is_nothing_new(self, before: list[CourtList]) -> bool:
        """The very file that was taken in last, or one older than that.

        Not every list says when it was published: one that was itself taken in before the last
        is older, and what it brought is not brought back.
        """
        if not before:
            return False
        last = before[0]
        if last.checksum == self.document.checksum:
            self.day.repeated, self.day.list_id = True, last.pk
            self.day.same = len(self.values)
            return True
        if _kind(last.format) != _kind(self.document.format):
            self.day.other_kind = last.format
        issued, now = last.published_at, self.published
        again = any(each.checksum == self.document.checksum for each in before[1:])
        self.day.older = again or bool(issued and now and now < issued)
        if not self.day.older and not (issued and now):
            self.day.undated_after = last.recorded_at
        return self.day.older

    def _known(self) -> dict[str, ListEntry]:
        rows = ListEntry.visible_to(self.ctx, "read" if self.dry_run else "amend").filter(
            team_id=self.ctx.team_id, place_id=self.place.pk, on=self.on
        )
        rows = rows.exclude(status=Status.WITHDRAWN).select_related("place")
        return {entry.key: entry for entry in rows}

    def _new_list(self) -> CourtList:
        first = self.lines[0][0]
        return CourtList(
            **recorded(self.ctx),
            team_id=self.ctx.team_id,
            place=self.place,
            on=self.on,
            format=self.document.format[:40],
            checksum=self.document.checksum[:64],
            whole=rules.is_whole(self.document),
            court_name=fitted("name_given", first.court)[:200],
            court_code=first.court_code[:LONGEST_CODE],
            published_at=self.published,
        )

    def _compare(self) -> None:
        for key, line in self.values.items():
            entry = self.known.get(key)
            if entry is None:
                self.day.new.append(self._new_entry(key, line))
                continue
            changed = differences(entry, line)
            if not changed and not entry.gone:
                self.day.same += 1
                continue
            aside: dict[str, Any] = {"gone": True} if entry.gone else {}
            if changed.keys() & entry.corrected.keys():
                aside["corrected"] = entry.corrected
            change = Change(entry, {**packed(entry, changed), **aside}, changed)
            self.day.changed.append(change)
            if not self.dry_run:
                self._change(change)

    def _new_entry(self, key: str, line: dict[str, Any]) -> ListEntry:
        now = clock.now()
        is_person = line["kind"] == ListEntry.Kind.PERSON
        return ListEntry(
            **recorded(self.ctx),
            **line,
            team_id=self.taken.team_id,
            place=self.place,
            on=self.taken.on,
            key=key,
            status=Status.WAITING if is_person else Status.COUNTED,
            first_list=self.taken,
            last_list=self.taken,
            first_seen_at=now,
            last_seen_at=now,
        )

    def _change(self, change: Change) -> None:
        entry, status = change.entry, change.entry.status
        values = {
            **change.after,
            **status_for(status, change.after),
            "corrected": {
                name: said for name, said in entry.corrected.items() if name not in change.after
            },
            "before": change.before,
            "changed_in_id": self.taken.pk,
        }
        if entry.gone:
            values |= {"gone": False, "gone_in_id": None}
        save(self.ctx, entry, entry.version, **values)
        tell_changed(self.ctx, entry, next(iter(change.after), "gone"), before=status)

    def _lose(self) -> None:
        """Lines of earlier lists that this one no longer has; lines added by hand stay."""
        for key, entry in self.known.items():
            if key in self.values or entry.gone or key.startswith(BY_HAND):
                continue
            self.day.gone.append(entry)
            if self.dry_run:
                continue
            save(self.ctx, entry, entry.version, gone=True, gone_in_id=self.taken.pk)
            record(
                self.ctx,
                "court.entry_gone",
                subject=entry,
                person_id=entry.person_id,
                place_id=entry.place_id,
            )

    def _add(self) -> None:
        for entry in self.day.new[:1]:
            self.ctx.require("create", entry)
        ListEntry.rows.bulk_create(self.day.new)
        for entry in self.day.new:
            tell_added(self.ctx, entry)

    def _finish(self) -> None:
        """Note that the known lines are on this list too, and say what it did."""
        still = [entry.pk for key, entry in self.known.items() if key in self.values]
        ListEntry.visible_to(self.ctx, "amend").filter(pk__in=still).update(
            last_list_id=self.taken.pk, last_seen_at=clock.now()
        )
        counts = self.day.counts()
        save(self.ctx, self.taken, self.taken.version, counts=counts)
        tell_taken(self.ctx, self.taken, counts)


def status_for(status: str, values: dict[str, Any]) -> dict[str, Any]:
    """A line that nobody works with is counted or waits, as the list says what it is."""
    if "kind" not in values or status not in (Status.WAITING, Status.COUNTED):
        return {}
    is_person = values["kind"] == ListEntry.Kind.PERSON
    return {"status": Status.WAITING if is_person else Status.COUNTED}


def lists_taken(ctx: Context, place_id: UUID, on: date) -> list[CourtList]:
    """The lists of a court and day that were not taken back, the newest first."""
    rows = CourtList.visible_to(ctx).filter(
        team_id=ctx.team_id,
        place_id=place_id,
        on=on,
        by_hand=False,
        status=CourtList.Status.TAKEN,
    )
    return list(rows.order_by("-recorded_at"))


def _kind(format: str) -> str:
    """Lists of one kind give the same line the same key: Libra's in either form."""
    return format.partition("-")[0]


def _aware(at: datetime | None) -> datetime | None:
    """A published time without a zone is taken as London's."""
    if at is None:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=clock.LONDON)).astimezone(UTC)
