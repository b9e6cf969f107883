"""How comparisons are written, so that PostgreSQL can plan a statement once and keep the plan.

A kept plan knows no values. Two things must therefore not be values: one of a fixed set of words
(``status = 'open'``), which decides which index serves, and how many items a list has
(``= ANY(…)`` is one statement for any number, ``IN (…)`` another one for each).
docs/explanation/numbers.md has what it saves.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.fields.array import ArrayOverlap  # type: ignore[attr-defined]
from django.core.exceptions import EmptyResultSet
from django.db.models import CharField, Field, ForeignObject, Value
from django.db.models.fields.related_lookups import RelatedIn
from django.db.models.lookups import Exact, In
from django.utils.datastructures import OrderedSet

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler

    # Django's own stubs say that values are words or numbers.
    Sql = Any

#: What may stand in a statement as it is: the words of our own choices, nothing that was typed.
WORD = re.compile(r"[a-z0-9_]+")


def words_of(field: Field[Any, Any]) -> frozenset[object]:
    """The field's choices, where every one of them may stand in a statement."""
    # Most have none; those that a query makes up are new each time and must not be remembered.
    return _words_of(field) if field.choices else frozenset()


@cache
def _words_of(field: Field[Any, Any]) -> frozenset[object]:
    words = frozenset(value for value, _label in field.flatchoices)
    whole = all(isinstance(each, str) and WORD.fullmatch(each) for each in words)
    return words if whole else frozenset()


class WrittenExact(Exact):
    """``= 'open'`` where the field has choices and this is one of them."""

    def process_rhs(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:
        word = self.rhs if isinstance(self.rhs, str) and not self.bilateral_transforms else ""
        if word in words_of(self.lhs.output_field):
            return f"'{word}'", []
        return super().process_rhs(compiler, connection)


class AnyOf(In):
    """``= ANY(array)`` in place of ``IN (one, two, three)``."""

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:
        if not self.rhs_is_direct_value() or self.bilateral_transforms:
            return super().as_sql(compiler, connection)
        values = OrderedSet(each for each in self.rhs if each is not None)
        if any(hasattr(each, "as_sql") for each in values):
            return super().as_sql(compiler, connection)
        if not values:
            raise EmptyResultSet
        column, params = self.process_lhs(compiler, connection)
        if words_of(self.lhs.output_field).issuperset(values):
            words = ", ".join(f"'{each}'" for each in values)
            return f"{column} IN ({words})", list(params)
        _sql, prepared = self.batch_process_rhs(compiler, connection, values)
        return f"{column} = ANY(%s)", [*params, list(prepared)]


class RelatedAnyOf(RelatedIn, AnyOf):
    """The same for the key of another row."""


class OverlapsWhole(ArrayOverlap):
    """``&& array`` in place of ``&& ARRAY[one, two, three]``."""

    def __init__(self, lhs: Any, rhs: Any) -> None:
        if isinstance(rhs, (list, tuple)):
            rhs = Value(list(rhs), output_field=lhs.output_field)
        super().__init__(lhs, rhs)


def register() -> None:
    """For every comparison in this process."""
    CharField.register_lookup(WrittenExact)
    Field.register_lookup(AnyOf)
    ForeignObject.register_lookup(RelatedAnyOf)
    ArrayField.register_lookup(OverlapsWhole)
