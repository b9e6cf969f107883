"""GOV.UK Notify over its REST interface. Source: docs.notifications.service.gov.uk/rest-api.html.

One template is set up in Notify, whose body is ``((words))``; our catalogue says what stands
there. ``reference`` is our own id, by which a text that may have gone is looked up before it is
sent again.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from throughcare.messages.providers import Accepted, Known, Refused, Unavailable
from throughcare.messages.providers.keys import NotAKey, read_key

SECONDS = 10
LONGEST_ANSWER = 1_000_000
FAILURES = {
    "permanent-failure": "permanent",
    "temporary-failure": "temporary",
    "technical-failure": "technical",
}


class _StayHere(urllib.request.HTTPRedirectHandler):
    """The key goes to nobody else: an answer that leads elsewhere is an error."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


_opener = urllib.request.build_opener(_StayHere)


@dataclass(frozen=True)
class Notify:
    """A service of GOV.UK Notify."""

    service: str
    secret: str
    template: str
    base: str
    name: ClassVar[str] = "notify"

    @classmethod
    def from_settings(cls) -> Notify:
        """Raises ImproperlyConfigured when the key or template cannot be right."""
        try:
            parts = read_key(settings.NOTIFY_KEY, settings.NOTIFY_TEMPLATE)
        except NotAKey as error:
            raise ImproperlyConfigured(str(error)) from error
        return cls(*parts, settings.NOTIFY_URL.rstrip("/"))

    def send(self, message_id: UUID, number: str, text: str) -> Accepted:
        body = {
            "phone_number": number,
            "template_id": self.template,
            "personalisation": {"words": text},
            "reference": str(message_id),
        }
        said = self._call("POST", "/v2/notifications/sms", body)
        return Accepted(_ref(said))

    def find(self, message_id: UUID) -> Accepted | None:
        query = urllib.parse.urlencode({"reference": str(message_id)})
        said = self._call("GET", f"/v2/notifications?{query}")
        found = said.get("notifications")
        if not isinstance(found, list):
            raise Unavailable("an answer without its list")
        return Accepted(_ref(found[0])) if found else None

    def ask(self, ref: str, sent_at: datetime) -> Known:
        said = self._call("GET", f"/v2/notifications/{urllib.parse.quote(ref, safe='')}")
        status = str(said.get("status", ""))
        if status == "delivered":
            return Known("delivered")
        return Known("failed", FAILURES[status]) if status in FAILURES else Known("")

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        request = urllib.request.Request(  # noqa: S310 - the address is a setting, https or a test
            self.base + path,
            method=method,
            data=json.dumps(body).encode() if body is not None else None,
            headers={
                "Authorization": f"Bearer {self._token()}",
                "Content-Type": "application/json",
            },
        )
        try:
            with _opener.open(request, timeout=SECONDS) as answer:
                return _document(answer.read(LONGEST_ANSWER))
        except urllib.error.HTTPError as error:
            with error:
                raise _problem(error) from error
        except (OSError, ValueError, http.client.HTTPException) as error:
            # Nobody knows whether it arrived before the line broke.
            raise Unavailable(type(error).__name__, handed_over=method == "POST") from error

    def _token(self) -> str:
        """A JSON Web Token (RFC 7519) signed with HS256, as Notify asks for with each request."""
        header = _part({"typ": "JWT", "alg": "HS256"})
        claims = _part({"iss": self.service, "iat": int(time.time())})
        signed = hmac.digest(self.secret.encode(), f"{header}.{claims}".encode(), hashlib.sha256)
        return f"{header}.{claims}.{_base64(signed)}"


def _part(claims: dict[str, Any]) -> str:
    return _base64(json.dumps(claims, separators=(",", ":")).encode())


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _document(data: bytes) -> dict[str, Any]:
    said = json.loads(data)
    if not isinstance(said, dict):
        raise ValueError("not a document")
    return said


def _ref(said: Any) -> str:
    ref = said.get("id") if isinstance(said, dict) else None
    if not isinstance(ref, str) or not ref:
        raise Unavailable("an answer without an id", handed_over=True)
    return ref


def _problem(error: urllib.error.HTTPError) -> Refused | Unavailable:
    """400 about the number is final; whatever may pass is tried again.

    A wrong key (401, 403) or template is ours to put right: it waits, and the doctor says so.
    """
    if error.code != 400:
        # 5xx after a post: it may have been taken all the same.
        return Unavailable(f"HTTP {error.code}", handed_over=error.code >= 500)
    try:
        said = _document(error.read(LONGEST_ANSWER)).get("errors", [])
    except (OSError, ValueError):
        return Unavailable("HTTP 400")
    about_number = any(
        "phone_number" in str(each.get("message", "")) for each in said if isinstance(each, dict)
    )
    return Refused("refused") if about_number else Unavailable("HTTP 400")
