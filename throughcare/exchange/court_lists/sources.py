"""The bytes of a list: how many, what they are, and how they become text."""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Final, cast

from throughcare.exchange.court_lists import limits
from throughcare.exchange.court_lists.problems import ListRefused

PIECE: Final = 64 * 1024
_SPOOL: Final = 4 * 1024 * 1024
_START: Final = 4096

_SIGNATURES: Final = (
    (b"PK\x03\x04", "zip_file"),
    (b"PK\x05\x06", "zip_file"),
    (b"%PDF", "pdf_file"),
    (b"\xd0\xcf\x11\xe0", "office_file"),
    (b"{\\rtf", "office_file"),
    (b"\x1f\x8b", "compressed_file"),
    (b"7z\xbc\xaf", "compressed_file"),
    (b"BZh", "compressed_file"),
    (b"\x89PNG", "binary_file"),
    (b"\xff\xd8\xff", "binary_file"),
    (b"GIF8", "binary_file"),
    (b"\x7fELF", "binary_file"),
    (b"MZ\x90", "binary_file"),
)
_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WEB_PAGE: Final = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)


class Source:
    """An open file that can be read from its start as often as needed."""

    def __init__(self, stream: IO[bytes], checksum: str, size: int) -> None:
        self.checksum = checksum
        self.size = size
        self._stream = stream
        stream.seek(0)
        self.start = stream.read(_START)
        self.encoding = next((name for mark, name in _MARKS if self.start.startswith(mark)), "")

    def pieces(self) -> Iterator[bytes]:
        """The bytes, in pieces."""
        self._stream.seek(0)
        while piece := self._stream.read(PIECE):
            yield piece

    def text(self, encoding: str) -> Iterator[str]:
        """The characters, in pieces; raises ListRefused where they cannot be read."""
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            for piece in self.pieces():
                if characters := decoder.decode(piece):
                    if "\x00" in characters:
                        raise ListRefused("nul_bytes")
                    yield characters
            if last := decoder.decode(b"", final=True):
                yield last
        except UnicodeDecodeError as error:
            raise ListRefused("bad_encoding") from error

    def is_utf8(self) -> bool:
        """Whether the whole file reads as UTF-8."""
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            for piece in self.pieces():
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
        return True

    def first_character(self) -> str:
        """The first character that is not blank, as far as the start of the file goes."""
        shown = self.start.decode(self.encoding or "utf-8", "ignore")
        return shown.lstrip()[:1]

    def check(self) -> None:
        """Refuse what is not text of one kind or another."""
        if not self.start:
            raise ListRefused("empty_file")
        for signature, code in _SIGNATURES:
            if self.start.startswith(signature):
                raise ListRefused(code)
        if not self.encoding and b"\x00" in self.start:
            raise ListRefused("nul_bytes")
        if not self.first_character():
            raise ListRefused("empty_file" if not self.start.strip() else "binary_file")
        plain = self.start.decode(self.encoding or "latin-1", "ignore").encode("utf-8")
        if _WEB_PAGE.match(plain):
            raise ListRefused("web_page")


@contextmanager
def opened(file: str | Path | IO[bytes]) -> Iterator[Source]:
    """A source for a path or a stream. A stream that cannot go back is kept aside meanwhile."""
    if isinstance(file, str | Path):
        with Path(file).open("rb") as stream:
            yield _measured(stream)
    elif file.seekable():
        yield _measured(file)
    else:
        with SpooledTemporaryFile(max_size=_SPOOL) as spool:
            size = 0
            while piece := file.read(PIECE):
                size += len(piece)
                if size > limits.MAX_BYTES:
                    raise ListRefused("too_large")
                spool.write(piece)
            yield _measured(cast("IO[bytes]", spool))


def _measured(stream: IO[bytes]) -> Source:
    digest = hashlib.sha256()
    size = 0
    stream.seek(0)
    while piece := stream.read(PIECE):
        size += len(piece)
        if size > limits.MAX_BYTES:
            raise ListRefused("too_large")
        digest.update(piece)
    return Source(stream, digest.hexdigest(), size)
