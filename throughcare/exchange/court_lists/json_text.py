"""JSON, read as it comes, with limits, exact places of errors and no duplicate fields.

Tolerated, because real exports have them and they can mean one thing only: raw line breaks and
tabs inside a text, a comma before a closing bracket, closing brackets after the end. The caller
is told (`loose`). Everything else that is not JSON is refused: NaN, comments, single quotes, a
second document.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from throughcare.exchange.court_lists import limits
from throughcare.exchange.court_lists.problems import ListRefused
from throughcare.exchange.court_lists.tree import Tree

_TOKEN: Final = re.compile(
    r"[ \t\r\n]*+(?:"
    r'"(?P<text>[^"\\]*+(?:\\.[^"\\]*+)*+)"'
    r"|(?P<mark>[{}\[\],:])"
    r"|(?P<number>-?(?:0|[1-9][0-9]*+)(?P<part>(?:\.[0-9]++)?(?:[eE][-+]?[0-9]++)?))"
    r"(?=[ \t\r\n,}\]]|\Z)"
    r"|(?P<word>true|false|null)(?=[ \t\r\n,}\]]|\Z)"
    r")",
    re.DOTALL,
)
_BLANK: Final = re.compile(r"[ \t\r\n]*+")
_WORDS: Final = {"true": True, "false": False, "null": None}
_RAW_CONTROL: Final = re.compile(r"[\x00-\x1f]")
_LONGEST_NUMBER: Final = 18  # digits of one that is read as a number; a longer one is text
_LONGEST_LITERAL: Final = 4_000

# What may come next.
_VALUE, _VALUE_OR_END, _KEY, _KEY_OR_END, _COLON, _COMMA_OR_END, _NOTHING = range(7)


class JsonText:
    """Feeds one JSON document, given in pieces, to a tree."""

    def __init__(self, pieces: Iterator[str], tree: Tree) -> None:
        self.loose = False
        self._pieces = pieces
        self._tree = tree
        self._buffer = ""
        self._at = 0
        self._line = 1
        self._column = 1  # of the first character of the buffer
        self._from = 0  # where the token at hand begins
        self._ended = False
        self._names: dict[str, str] = {}
        self._next = _VALUE
        self._after_comma = False

    def read(self) -> Any:
        """The document's value; raises ListRefused."""
        tokens = 0
        while (token := self._token()) is not None:
            tokens += 1
            if tokens > limits.MAX_TOKENS:
                raise ListRefused("too_much")
            kind = token.lastgroup
            if kind == "mark":
                self._take_mark(token["mark"])
            elif kind == "text":
                self._take_text(token["text"])
            elif kind == "word":
                self._take_value(_WORDS[token["word"]])
            else:
                self._take_value(_number(token))
        if self._next != _NOTHING:
            raise ListRefused("truncated", self._where())
        return self._tree.root

    def _token(self) -> re.Match[str] | None:
        while True:
            token = _TOKEN.match(self._buffer, self._at)
            # What stands at the very end may go on in the next piece, but for a mark.
            if token is not None and (
                token.end() < len(self._buffer) or self._ended or token["mark"] is not None
            ):
                self._from = token.start(str(token.lastgroup))
                self._at = token.end()
                return token
            if self._ended:
                self._check_end()
                return None
            self._check_hopeful()
            self._more()

    def _check_end(self) -> None:
        blank = _BLANK.match(self._buffer, self._at)
        self._at = blank.end() if blank else self._at
        if self._at < len(self._buffer):
            starts_text = self._buffer[self._at] == '"'
            raise ListRefused("truncated" if starts_text else "not_json", self._where())

    def _check_hopeful(self) -> None:
        """Stop early where no further text could make a token of what is there."""
        blank = _BLANK.match(self._buffer, self._at)
        self._at = blank.end() if blank else self._at
        left = len(self._buffer) - self._at
        if not left:
            return
        if self._buffer[self._at] == '"':
            if left > limits.MAX_TEXT:
                raise ListRefused("text_too_long", self._where())
        elif left > _LONGEST_LITERAL:
            raise ListRefused("not_json", self._where())

    def _more(self) -> None:
        piece = next(self._pieces, None)
        self._line, self._column = self._place(self._at)
        rest = self._buffer[self._at :]
        self._at = self._from = 0
        if piece is None:
            self._ended = True
            self._buffer = rest
        else:
            self._buffer = rest + piece

    def _place(self, at: int) -> tuple[int, int]:
        lines = self._buffer.count("\n", 0, at)
        column = at - self._buffer.rfind("\n", 0, at) if lines else self._column + at
        return self._line + lines, column

    def _where(self) -> str:
        line, column = self._place(self._at)
        return f"line {line}, column {column}"

    def _wrong(self) -> ListRefused:
        """The token at hand cannot stand where it does."""
        line, column = self._place(self._from)
        return ListRefused("not_json", f"line {line}, column {column}")

    def _take_value(self, value: object) -> None:
        if self._next not in (_VALUE, _VALUE_OR_END):
            raise self._wrong()
        self._tree.put(value)
        self._done()

    def _done(self) -> None:
        self._next = _COMMA_OR_END if self._tree.depth else _NOTHING

    def _take_text(self, raw: str) -> None:
        if len(raw) > limits.MAX_TEXT:
            raise ListRefused("text_too_long", self._where())
        if _RAW_CONTROL.search(raw):
            self.loose = True
        value = self._unescape(raw) if "\\" in raw else raw
        if self._next in (_KEY, _KEY_OR_END):
            self._take_key(value)
        else:
            self._take_value(value)

    def _unescape(self, raw: str) -> str:
        try:
            return str(json.loads(f'"{raw}"', strict=False))
        except ValueError as error:
            raise self._wrong() from error

    def _take_key(self, name: str) -> None:
        held = self._names.get(name)
        if held is None:
            held = name[:200]
            if len(self._names) < 2_000:
                self._names[name] = held
        if held in self._tree.container:
            raise ListRefused("duplicate_key", self._where(), key=held)
        self._tree.field = held
        self._next = _COLON

    def _take_mark(self, mark: str) -> None:
        if mark == "{":
            self._open({}, _KEY_OR_END)
        elif mark == "[":
            self._open([], _VALUE_OR_END)
        elif mark in "}]":
            self._close(mark)
        elif mark == "," and self._next == _COMMA_OR_END:
            self._next = _KEY if isinstance(self._tree.container, dict) else _VALUE
            self._after_comma = True
            return
        elif mark == ":" and self._next == _COLON:
            self._next = _VALUE
        else:
            raise self._wrong()
        self._after_comma = False

    def _open(self, container: dict[str, Any] | list[Any], then: int) -> None:
        if self._next not in (_VALUE, _VALUE_OR_END):
            raise self._wrong()
        self._tree.open(container)
        self._next = then

    def _close(self, mark: str) -> None:
        if self._next == _NOTHING:
            self.loose = True  # a bracket too many, after everything
            return
        container = self._tree.container
        fits = isinstance(container, dict if mark == "}" else list)
        ends = self._next in (_COMMA_OR_END, _KEY_OR_END, _VALUE_OR_END)
        comma_too_many = self._after_comma and self._next in (_KEY, _VALUE)
        if not fits or not (ends or comma_too_many):
            raise self._wrong()
        self.loose = self.loose or comma_too_many
        self._tree.close()
        self._done()


def _number(token: re.Match[str]) -> int | str:
    """A whole number; a fraction, or one too long to count anything, stays as it is written."""
    written = token["number"]
    return written if token["part"] or len(written) > _LONGEST_NUMBER else int(written)
