"""Requests as a browser sends them: one connection, the cookies of a session, forms and files."""

from __future__ import annotations

import http.client
import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

CSRF = "benchmarkbenchmarkbenchmark12345"
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
ASSET = re.compile(r'(?:href|src)="(/static/[^"]+\.(?:css|js|svg|png|ico|woff2?)[^"]*)"')


@dataclass(frozen=True)
class Answer:
    """``weight``: the bytes of body and headers as sent, compressed when the server does."""

    status: int
    body: bytes
    location: str
    weight: int

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")

    def fields(self) -> dict[str, str]:
        """The hidden fields of the page's forms."""
        found = {name: unescape(value) for name, value in HIDDEN.findall(self.text)}
        return {**found, "csrfmiddlewaretoken": CSRF}


class Browser:
    """Not for two threads at once."""

    def __init__(self, address: str, session: str) -> None:
        parts = urlsplit(address)
        self._where = (parts.hostname or "", parts.port or 80)
        self._cookies = f"sessionid={session}; csrftoken={CSRF}"
        self._connection: http.client.HTTPConnection | None = None

    def get(self, path: str, *, compressed: bool = False) -> Answer:
        return self._ask("GET", path, compressed=compressed)

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        body = urlencode({**fields, "csrfmiddlewaretoken": CSRF}).encode()
        return self._ask("POST", path, body, "application/x-www-form-urlencoded")

    def upload(self, path: str, fields: dict[str, str], name: str, data: bytes) -> Answer:
        edge = uuid4().hex
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in {**fields, "csrfmiddlewaretoken": CSRF}.items()
        ]
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        parts += [f"{head}Content-Type: application/json\r\n\r\n".encode(), data, b"\r\n"]
        parts.append(f"--{edge}--\r\n".encode())
        return self._ask("POST", path, b"".join(parts), f"multipart/form-data; boundary={edge}")

    def follow(self, answer: Answer) -> Answer:
        """The page that a redirect leads to; the answer itself when it is none."""
        return self.get(answer.location) if answer.location else answer

    def _ask(
        self, method: str, path: str, body: bytes | None = None, kind: str = "",
        *, compressed: bool = False,
    ) -> Answer:  # fmt: skip
        headers = {"Cookie": self._cookies}
        if kind:
            headers["Content-Type"] = kind
        if compressed:
            headers["Accept-Encoding"] = "br, gzip"
        for attempt in (1, 2):
            if self._connection is None:
                self._connection = http.client.HTTPConnection(*self._where, timeout=60)
            try:
                self._connection.request(method, path, body, headers)
                response = self._connection.getresponse()
                data = response.read()
                break
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                # A kept connection may have been closed while it was idle: once more.
                self._connection.close()
                self._connection = None
                if attempt == 2:
                    raise
        size = len(data) + sum(len(k) + len(v) + 4 for k, v in response.getheaders())
        return Answer(response.status, data, response.getheader("Location") or "", size)


def weights(browser: Browser, path: str) -> tuple[int, int]:
    """Bytes of a page with all that it loads, and of the page alone, as they are sent."""
    plain = browser.get(path)
    page = browser.get(path, compressed=True).weight
    assets = set(ASSET.findall(plain.text))
    return page + sum(browser.get(each, compressed=True).weight for each in assets), page
