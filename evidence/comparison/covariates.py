"""Covariates as numbers: numeric columns, and factors as codes of their sorted levels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Factor:
    """`codes` point into `levels`, which are sorted; the first is the one others stand against."""

    codes: NDArray[np.int32]
    levels: tuple[str, ...]


@dataclass(frozen=True)
class Covariates:
    """The columns that the two groups are made alike on."""

    numeric: Mapping[str, Floats]
    factor: Mapping[str, Factor]

    @property
    def rows(self) -> int:
        for values in self.numeric.values():
            return len(values)
        return next((len(factor.codes) for factor in self.factor.values()), 0)

    def where(self, keep: Flags) -> Covariates:
        """The rows that are kept; levels that nobody has any more are gone."""
        numeric = {name: values[keep] for name, values in self.numeric.items()}
        factor = {
            name: _only_used(Factor(one.codes[keep], one.levels))
            for name, one in self.factor.items()
        }
        return Covariates(numeric, factor)

    def indicators(self) -> Iterator[tuple[str, str | None, Floats]]:
        """Every numeric column, and every level of every factor as 0 and 1."""
        for name, values in self.numeric.items():
            yield name, None, values
        for name, factor in self.factor.items():
            for code, level in enumerate(factor.levels):
                yield name, level, (factor.codes == code).astype(np.float64)


def from_table(table: pa.Table, numeric: Iterable[str], factor: Iterable[str]) -> Covariates:
    """The covariates of an Arrow table without missing values."""
    return Covariates(
        {name: as_floats(table[name]) for name in numeric},
        {name: as_factor(table[name]) for name in factor},
    )


def as_floats(column: pa.ChunkedArray) -> Floats:
    """Missing values become NaN."""
    if pa.types.is_boolean(column.type):
        column = column.cast(pa.int8())
    floats = column.cast(pa.float64())
    return np.asarray(floats.to_numpy(zero_copy_only=False), np.float64)


def as_factor(column: pa.ChunkedArray) -> Factor:
    """Codes of the sorted levels; -1 where missing."""
    if not pa.types.is_dictionary(column.type):
        column = column.cast(pa.string()).dictionary_encode()
    one = column.unify_dictionaries().combine_chunks()
    if isinstance(one, pa.ChunkedArray):
        chunks = one.chunks
        if not chunks:
            return Factor(np.empty(0, np.int32), ())
        one = chunks[0]
    codes = one.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
    return _sorted(codes, [str(level) for level in one.dictionary.to_pylist()])


def _sorted(codes: NDArray[np.int32], levels: list[str]) -> Factor:
    unique = sorted(set(levels))
    place = {level: at for at, level in enumerate(unique)}
    new = np.array([*(place[level] for level in levels), -1], np.int32)
    return _only_used(Factor(new[codes], tuple(unique)))


def _only_used(factor: Factor) -> Factor:
    used = np.bincount(factor.codes[factor.codes >= 0], minlength=len(factor.levels)) > 0
    if used.all():
        return factor
    new = np.append(np.cumsum(used) - 1, -1).astype(np.int32)
    kept = tuple(level for level, yes in zip(factor.levels, used, strict=True) if yes)
    return Factor(new[factor.codes], kept)
