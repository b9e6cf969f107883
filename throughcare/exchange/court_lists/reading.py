"""Which list is it, and what does it say? One way in for every format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import IO, Any, Final

from throughcare.court.listed import ListDocument
from throughcare.exchange.court_lists import (
    cath,
    common_platform,
    crown,
    libra,
    plain_csv,
    sources,
    xml_text,
)
from throughcare.exchange.court_lists.assembly import Assembly
from throughcare.exchange.court_lists.json_text import JsonText
from throughcare.exchange.court_lists.problems import ListRefused, Problems
from throughcare.exchange.court_lists.sources import Source
from throughcare.exchange.court_lists.tree import Shrink, Tree

FORMATS: Final = ("libra-xml", "libra-json", "cath", "csv", "common-platform")
UNKNOWN: Final = "unknown"

_ENVELOPE: Final = frozenset({"Message"})
_FIELDS: Final = libra.FIELDS | cath.FIELDS | crown.FIELDS | common_platform.FIELDS | _ENVELOPE
_SCHEMA: Final = frozenset({"$schema", "$defs", "definitions"})
_POINTER: Final = "PayloadS3Pointer"
_NOT_LISTS: Final = {
    "hearingDay": "hearing results",
    "sharedTime": "hearing results",
    "swagger": "description of an interface",
    "openapi": "description of an interface",
}


def _first_of(*shrinks: Shrink) -> Shrink:
    """Try one after another until one of them knows the object."""

    def shrink(found: dict[str, Any]) -> object:
        for one in shrinks:
            if (value := one(found)) is not found:
                return value
        return found

    return shrink


_SHRINK: Final[Mapping[str, Shrink]] = {
    "": libra.shrink_message,
    "case": _first_of(libra.shrink_case, cath.shrink_case),
    "application": cath.shrink_application,
    "party": cath.shrink_party,
    "offence": cath.shrink_offence,
    "offences": common_platform.shrink_offence,
    "prosecutionCases": common_platform.shrink_case,
    "courtApplications": common_platform.shrink_application,
    "defendants": common_platform.shrink_defendant,
    "Hearings": crown.shrink_hearing,
    "ReserveList": crown.shrink_hearing,
    "Cases": crown.shrink_case,
    "Defendants": crown.shrink_defendant,
    "Charges": crown.shrink_charge,
}


def read(
    file: str | Path | IO[bytes], format: str = "auto", *, day: date | None = None
) -> ListDocument:
    """What a list says; never raises for what is in the file.

    `day` stands in where the list gives no date of hearing. A refused file gives a document
    with `accepted` false and at least one problem of severity `error`. Raises OSError if the
    file cannot be opened, ValueError for a format that there is not.
    """
    if format not in ("auto", *FORMATS):
        raise ValueError(f"[{format}] is not a format: choose auto, {', '.join(FORMATS)}")
    return _Reading(format, day).read(file)


class _Reading:
    """One file being read."""

    def __init__(self, asked: str, day: date | None) -> None:
        self.asked = asked
        self.found = asked if asked != "auto" else UNKNOWN
        self.checksum = ""
        self.problems = Problems()
        self.day = day

    def read(self, file: str | Path | IO[bytes]) -> ListDocument:
        try:
            with ExitStack() as stack:
                source = stack.enter_context(sources.opened(file))
                self.checksum = source.checksum
                return self._document(source)
        except ListRefused as refused:
            return self._refused(refused)

    def _refused(self, refused: ListRefused) -> ListDocument:
        return ListDocument(
            format=self.found,
            checksum=self.checksum,
            accepted=False,
            problems=(refused.problem, *self.problems.all()),
        )

    def _document(self, source: Source) -> ListDocument:
        source.check()
        begins = source.first_character()
        if begins == "<":
            assembly = self._xml(source)
        elif begins in "{[":
            assembly = self._json(source)
        else:
            assembly = self._csv(source)
        return assembly.document(name=self.found, checksum=source.checksum)

    def _is(self, name: str) -> None:
        """The format that the file shows; refused if another was asked for."""
        if self.asked not in ("auto", name):
            self.found = name
            raise ListRefused("other_format", found=name, asked=self.asked)
        self.found = name

    def _assembly(self, family: str) -> Assembly:
        return Assembly(family=family, problems=self.problems, day=self.day)

    def _xml(self, source: Source) -> Assembly:
        tree = Tree(_SHRINK, _FIELDS)
        target = xml_text.read(source.pieces(), tree)
        self._note_cut(tree)
        if target.root_name.lower() in {"schema", "wsdl", "definitions"}:
            raise ListRefused("xml_schema")
        if not libra.is_list(tree.root):
            raise ListRefused("unknown_xml")
        self._is("libra-xml")
        assembly = self._assembly("libra")
        libra.assemble_list(tree.root, assembly, published=False)
        return assembly

    def _json(self, source: Source) -> Assembly:
        tree = Tree(_SHRINK, _FIELDS)
        text = JsonText(source.text(source.encoding or "utf-8"), tree)
        root = text.read()
        loose = text.loose
        while isinstance(root, dict) and isinstance(root.get("Message"), str):
            # The envelope of a notification: the list is a text inside it.
            tree = Tree(_SHRINK, _FIELDS)
            text = JsonText(iter([root["Message"]]), tree)
            root = text.read()
            loose = loose or text.loose
        self._note_cut(tree)
        if loose:
            self.problems.add_once("json_not_strict")
        return self._of_json(root, tree.root_fields)

    def _of_json(self, root: Any, root_fields: list[str]) -> Assembly:
        if libra.is_messages(root):
            self._is("libra-json")
            return self._filled(lambda a: libra.assemble_messages(root, a), "libra")
        if cath.is_list(root):
            self._is("cath")
            return self._filled(lambda a: cath.assemble(root, a), "cath")
        if crown.is_list(root):
            self._is("cath")
            return self._filled(lambda a: crown.assemble(root, a), "crown")
        if libra.is_list(root):
            return self._libra_list(root)
        _refuse_known(root, root_fields)
        if not common_platform.is_hearing(root):
            raise ListRefused("unknown_json")
        self._is("common-platform")
        return self._filled(lambda a: common_platform.assemble(root, a), "common-platform")

    def _libra_list(self, root: Any) -> Assembly:
        """Libra's own list or CaTH's edition of it: only the first gives days of hearing."""
        published = not libra.gives_days(root)
        if published or self.asked == "cath":
            self._is("cath")
        else:
            self._is("libra-json")
        family = "cath" if published else "libra"
        return self._filled(lambda a: libra.assemble_list(root, a, published=published), family)

    def _filled(self, fill: Callable[[Assembly], None], family: str) -> Assembly:
        assembly = self._assembly(family)
        fill(assembly)
        return assembly

    def _csv(self, source: Source) -> Assembly:
        encoding = source.encoding
        if not encoding:
            encoding = "utf-8"
            if not source.is_utf8():
                encoding = "cp1252"
        start = source.start.decode(encoding, "ignore")
        if self.asked == "auto" and not plain_csv.looks_like(start):
            raise ListRefused("unknown_file")
        if self.asked not in ("auto", "csv"):
            raise ListRefused("unknown_file")
        self.found = "csv"
        if encoding == "cp1252":
            self.problems.add_once("encoding_guessed")
        assembly = self._assembly("csv")
        plain_csv.assemble(source.text(encoding), assembly)
        return assembly

    def _note_cut(self, tree: Tree) -> None:
        if tree.texts_cut:
            self.problems.add_once("text_shortened")


def _refuse_known(root: Any, root_fields: list[str]) -> None:
    """Refuse by name what is often chosen by mistake."""
    names = set(root_fields)
    if names & _SCHEMA or {"type", "properties"} <= names:
        raise ListRefused("json_schema")
    for name, kind in _NOT_LISTS.items():
        if name in names:
            raise ListRefused("unsupported_list", kind=kind)
    if isinstance(root, list) and any(isinstance(x, str) and _POINTER in x for x in root):
        raise ListRefused("message_pointer")
