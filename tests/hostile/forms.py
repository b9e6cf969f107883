"""The forms of a page, read from its HTML as a browser would post them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

#: A browser sends nothing for these until they are pressed or ticked.
UNSENT = {"submit", "button", "reset", "file"}


@dataclass
class Found:
    """One form that is posted: where to, and each field with what it holds."""

    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    #: Fields that somebody types in.
    typed: list[str] = field(default_factory=list)

    def filled(self, text: str) -> dict[str, list[str]]:
        """Everything as the page has it, and this text in each field that is typed in."""
        return self.filled_each([text] * len(self.typed))

    def filled_each(self, texts: list[str]) -> dict[str, list[str]]:
        """Everything as the page has it, and each of these texts in a field of its own."""
        typed = zip(self.typed, texts, strict=True)
        return {**self.fields, **{name: [text] for name, text in typed}}


class _Reader(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__()
        self.url, self.forms = url, list[Found]()
        self.open: Found | None = None
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        if tag == "form" and held.get("method", "").lower() == "post":
            self.open = Found(held.get("action") or self.url)
            self.forms.append(self.open)
        if self.open is None:
            return
        name = held.get("name", "")
        if tag == "select":
            self.select = name
        elif tag == "option" and self.select:
            self.open.fields.setdefault(self.select, [held.get("value", "")])
        elif tag == "textarea" and name:
            self.open.fields[name] = [""]
            self.open.typed.append(name)
        elif tag == "input" and name and held.get("type") not in UNSENT:
            self._input(name, held)

    def _input(self, name: str, held: dict[str, str]) -> None:
        assert self.open is not None
        kind = held.get("type", "text")
        if kind in ("radio", "checkbox"):
            if kind == "radio" or "checked" in held:
                self.open.fields.setdefault(name, [held.get("value", "on")])
            return
        self.open.fields[name] = [held.get("value", "")]
        if kind != "hidden":
            self.open.typed.append(name)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        elif tag == "select":
            self.select = ""


def forms_of(html: str, url: str) -> list[Found]:
    """The forms of one page that are posted to the page itself: the frame's stand elsewhere."""
    reader = _Reader(url)
    reader.feed(html)
    return [form for form in reader.forms if form.action.split("?")[0] == url]
