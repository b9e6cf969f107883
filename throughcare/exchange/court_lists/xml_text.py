"""XML, read as it comes: no document type, no entities of its own, nothing fetched.

Elements become the same tree as the JSON of the same list: an element with elements inside is
an object, one that repeats is an array, any other is its text. Attributes and namespaces carry
nothing in these lists and are left aside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import (  # type: ignore[import-untyped]
    DefusedXMLParser,
    ParseError,
)

from throughcare.exchange.court_lists import limits
from throughcare.exchange.court_lists.problems import ListRefused
from throughcare.exchange.court_lists.tree import Tree

_DECLARED: Final = re.compile(rb"""<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)["']""")
_ENCODINGS: Final = frozenset({"utf-8", "utf8", "utf-16", "us-ascii", "ascii"}) | {
    "iso-8859-1",
    "iso-8859-15",
    "windows-1252",
    "cp1252",
}
# Expat's numbers of errors, from its own header: what ends too early, and what it cannot decode.
_ENDS_EARLY: Final = frozenset({3, 5, 20})
_CHARACTERS: Final = frozenset({18, 19, 30})


class XmlText:
    """The target of a parser: what it is told goes to a tree."""

    def __init__(self, tree: Tree) -> None:
        self.root_name = ""
        self._tree = tree
        self._open: list[tuple[str, dict[str, Any] | None]] = []
        self._text: list[str] = []
        self._length = 0
        self._elements = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins, so the one around it is an object."""
        name = tag.rpartition("}")[2]
        if not self._open:
            self.root_name = name
        self._elements += 1
        if self._elements > limits.MAX_ELEMENTS:
            raise ListRefused("too_much")
        if len(self._open) >= limits.MAX_DEPTH:
            raise ListRefused("too_deep")
        self._make_object()
        self._open.append((name, None))
        self._text.clear()
        self._length = 0

    def _make_object(self) -> None:
        if not self._open or self._open[-1][1] is not None:
            return
        name, _ = self._open[-1]
        self._tree.field = name
        container: dict[str, Any] = {}
        self._tree.open(container)
        self._open[-1] = (name, container)

    def data(self, text: str) -> None:
        """Characters of the innermost element."""
        self._length += len(text)
        if self._length > limits.MAX_TEXT:
            raise ListRefused("text_too_long")
        self._text.append(text)

    def end(self, tag: str) -> None:
        """An element ends: an object if it held elements, its text otherwise."""
        name, container = self._open.pop()
        text = "".join(self._text).strip()
        self._text.clear()
        self._length = 0
        if container is None and not self._open:
            self._tree.open({})
            container = {}
        earlier = self._take_earlier(name, container is not None)
        if container is None:
            self._tree.field = name
            self._tree.put(text)
        else:
            self._tree.close()
        self._join(name, earlier)

    def _take_earlier(self, name: str, inside: bool) -> object:
        """What already stands under this name in the object around."""
        around = self._tree.around if inside else self._tree.container
        return around.pop(name, _NONE) if isinstance(around, dict) else _NONE

    def _join(self, name: str, earlier: object) -> None:
        around = self._tree.container
        if earlier is _NONE or not isinstance(around, dict) or name not in around:
            return
        if isinstance(earlier, Several):
            earlier.append(around[name])
            around[name] = earlier
        else:
            around[name] = Several([earlier, around[name]])

    def close(self) -> Any:
        """The document's value."""
        return self._tree.root


class Several(list[Any]):
    """Elements of one name; a type of its own, as the tree puts nothing into it by itself."""


_NONE: Final = object()


def read(pieces: Iterator[bytes], tree: Tree) -> XmlText:
    """Feed one XML document, given in pieces, to a tree; raises ListRefused."""
    target = XmlText(tree)
    parser = DefusedXMLParser(target=target, forbid_dtd=True)
    fed = 0
    try:
        for number, piece in enumerate(pieces):
            if not number:
                _check_declared(piece)
            parser.feed(piece)
            fed += len(piece)
            # A tag that never ends would be looked at again with every piece.
            if fed - max(parser.parser.CurrentByteIndex, 0) > limits.MAX_TEXT + len(piece):
                raise ListRefused("text_too_long")
        parser.close()
    except DefusedXmlException as error:
        raise ListRefused("xml_dtd") from error
    except ParseError as error:
        raise ListRefused(_code_of(error), _place_of(error)) from error
    except (ValueError, LookupError) as error:  # an encoding that Python has but expat has not
        raise ListRefused("unknown_encoding") from error
    return target


def _check_declared(first: bytes) -> None:
    declared = _DECLARED.search(first[:400].replace(b"\x00", b""))
    if declared and declared[1].decode("ascii", "replace").lower() not in _ENCODINGS:
        raise ListRefused("unknown_encoding")


def _code_of(error: ParseError) -> str:
    if error.code in _ENDS_EARLY:
        return "truncated"
    if error.code in _CHARACTERS:
        return "bad_encoding"
    return "not_xml"


def _place_of(error: ParseError) -> str:
    line, column = error.position
    return f"line {line}, column {column + 1}"
