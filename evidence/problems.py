"""What can be wrong: input that cannot be read, and studies that may not speak."""

from __future__ import annotations


class BadInput(Exception):
    """The input cannot be used. Says the file, the place in it and what to do.

    Nothing is written when this is raised.
    """

    def __init__(self, file: str, place: str, message: str, remedy: str = "") -> None:
        self.file, self.place, self.remedy = file, place, remedy
        where = ": ".join(part for part in (file, place) if part)
        super().__init__(f"{where}: {message}" + (f" {remedy}" if remedy else ""))


class Refused(Exception):
    """The data can be read, but the rules of method forbid an answer. `code` is stable."""

    def __init__(self, code: str, message: str) -> None:
        self.code, self.message = code, message
        super().__init__(message)
