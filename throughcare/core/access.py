"""What each table says of itself, and the one door through which rows are read.

A model names its category, its path to the person, its retention and its subject-access
rule (architecture decision 3). After migration the row-level security of every table is
generated from that; the application filter is made from the same policy by ``sharing``.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from django.db import models

from throughcare.core import registry
from throughcare.core.errors import ContextMissing

if TYPE_CHECKING:
    from throughcare.core.context import Context

#: Bit numbers of the categories; the same order as sharing/policy/vocabulary.py (tested).
CATEGORIES = (
    "identity",
    "contact_address",
    "justice",
    "health_summary",
    "clinical_detail",
    "third_party_safeguarding",
    "disclosed",
    "operational",
    "audit",
)


#: The types of agency that give care; justice agencies and councils are told, they do not treat.
CARE_TYPES = ("nhs_provider", "charity_provider")


@dataclass(frozen=True)
class Access:
    """How one table is protected.

    kind         ``person``: by the policy's cells and a live relationship;
                 ``own``: only the membership that wrote it;
                 ``staff``: every signed-in member of staff reads it;
                 ``written``: the web role inserts and does not read;
                 ``definer``: only functions of the owner touch it.
    category     a name, or "" when ``category_column`` holds it row by row.
    person       the column with the person's id; "" when the table has none.
    team         the column that reaches a row whose person is not known yet.
    audience     whom it is for, within what the cells allow: "" anybody, ``own`` the agency that
                 wrote it, ``care`` that agency and care providers, or the name of a column
                 that says "care only" row by row.
    author_team  the column with the team that wrote the row: within the agency nobody else
                 reaches it, but whoever answers the person's request for their record.
    readers      the column with the memberships and teams who are named as readers of this row.
    sealed       the table has ``author_id`` and ``sealed_to`` columns.
    self_may     what the person may do on their own pages with their own rows of it, within
                 what the cells allow: "read", "create", "amend". By default nothing.
    retention    the class in the retention schedule.
    subject_access  what a subject-access request does with it.
    """

    kind: str = "person"
    category: str = ""
    category_column: str = ""
    person: str = "person_id"
    agency: str = "agency_id"
    team: str = ""
    audience: str = ""
    author_team: str = ""
    readers: str = ""
    sealed: bool = False
    self_may: tuple[str, ...] = ()
    retention: str = "health_record"
    subject_access: str = "give"


class ProtectedQuerySet(models.QuerySet[Any]):
    """A queryset that has been narrowed to what one context may see."""

    def lock(self) -> Self:
        """Lock the rows: two colleagues may press different buttons at the same moment."""
        return self.select_for_update(of=("self",))


class _NoContext:
    """Stands where ``Model.objects`` would be: reading without a context raises."""

    def __init__(self, model: type[models.Model] | None = None) -> None:
        self.model = model

    def __get__(self, _instance: object, owner: type[models.Model]) -> _NoContext:
        return _NoContext(owner)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name == "contribute_to_class":
            raise AttributeError(name)
        raise ContextMissing(
            f"{self.model.__name__ if self.model else 'a table'}.objects.{name} "
            "was asked without saying who asks; use visible_to(ctx)"
        )


class ProtectedModel(models.Model):
    """Base of every table about a person. ``objects`` raises; ``visible_to`` is the door."""

    access: Access

    rows = models.Manager.from_queryset(ProtectedQuerySet)()
    objects = _NoContext()

    class Meta:
        abstract = True
        base_manager_name = "rows"
        default_manager_name = "rows"

    @classmethod
    def visible_to(cls, ctx: Context, action: str = "read") -> ProtectedQuerySet:
        """The rows on which this context may do ``action``."""
        if ctx is None:
            raise ContextMissing(f"{cls.__name__} was asked without saying who asks")
        condition = registry.supplied("access").condition(ctx, cls, action)
        return cls.rows.filter(condition)  # type: ignore[no-any-return]


class PersonRow(ProtectedModel):
    """A row recorded on one person by one agency; never re-pointed (decision 12)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(
        "agencies.Membership", on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta(ProtectedModel.Meta):
        abstract = True


def protected_models() -> list[type[models.Model]]:
    """Every concrete model that says how it is protected, in a fixed order."""
    from django.apps import apps

    found = [m for m in apps.get_models() if hasattr(m, "access") and m._meta.managed]
    return sorted(found, key=lambda m: m._meta.db_table)
