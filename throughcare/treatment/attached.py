"""Rows of another table read together with those they belong to: one statement for both.

Row-level security holds inside: the other table is read as the asker, as anywhere else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, QuerySet
from django.db.models.functions import JSONObject

if TYPE_CHECKING:
    from collections.abc import Sequence

Row = TypeVar("Row", bound=Model)


def attached(rows: QuerySet[Any]) -> ArraySubquery:
    """``annotate(notes=attached(Note.visible_to(ctx).filter(session_id=OuterRef("pk"))))``."""
    names = [field.attname for field in rows.model._meta.concrete_fields]
    return ArraySubquery(rows.values(row=JSONObject(**{name: name for name in names})))


def made(model: type[Row], found: Sequence[dict[str, Any]] | None) -> list[Row]:
    """The rows that were read in this way; none where the reader may read no such row."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return [
        model(**{name: fields[name].to_python(value) for name, value in each.items()})
        for each in found or ()
    ]
