"""What a text may say: the catalogue, its fields, its languages."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.database import as_owner
from throughcare.messages import rules
from throughcare.messages.catalogue import (
    LANGUAGES,
    NotPlain,
    catalogue,
    language_for,
    plain_fields,
    text_of,
)
from throughcare.messages.models import Message

KINDS = sorted(catalogue().kinds)
#: What nobody who picks up the telephone may read. Parts of words, small letters.
TELLS_TOO_MUCH = (
    "court", "order", "probation", "police", "custody", "crime", "offen", "sentence", "prison",
    "mental", "health", "therap", "treat", "clinic", "nhs", "psych", "doctor", "nurse", "hospital",
    "drug", "alcohol", "medic", "session", "service", "team", "throughcare", "require",
    "llys", "gorchymyn", "prawf", "heddlu", "trosedd", "carchar", "iechyd", "meddwl", "therapi",
    "triniaeth", "clinig", "meddyg", "nyrs", "ysbyty", "cyffur", "alcohol", "gwasanaeth",
)  # fmt: skip
FILLED = {"day": "2026-09-30", "time": "14:30", "code": "123456", "phone": "01632 960 555"}
RELEASED = Path(__file__).parent / "released_wordings.json"


def every_text() -> dict[str, str]:
    """Each wording of each kind in each language, with and without a number to ring."""
    made = {}
    for name, kind in catalogue().kinds.items():
        for number, wording in kind.wordings.items():
            for language in LANGUAGES:
                fields = {field: FILLED[field] for field in wording.fields}
                made[f"{name}.{number}.{language}"] = text_of(name, number, fields, language)
                if kind.ring:
                    fields["phone"] = FILLED["phone"]
                    key = f"{name}.{number}.{language}.ring"
                    made[key] = text_of(name, number, fields, language)
    return made


def test_no_text_says_what_it_is_about() -> None:
    for name, text in every_text().items():
        assert [word for word in TELLS_TOO_MUCH if word in text.lower()] == [], name


def test_every_text_fits_in_two_parts() -> None:
    assert {name: len(text) for name, text in every_text().items() if len(text) > 306} == {}


def test_words_that_were_released_never_change() -> None:
    """A text that was sent is shown by its number years later: a new number for new words."""
    kept = json.loads(RELEASED.read_text())
    now = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in every_text().items()}
    assert {name: now.get(name) for name in kept} == kept
    assert sorted(now) == sorted(kept), "write the new wording into released_wordings.json"


def test_days_and_times_are_said_in_both_languages() -> None:
    fields = {"day": "2026-12-03", "time": "09:05"}
    assert text_of("appointment_booked", 1, fields) == (
        "You have an appointment on Thursday 3 December at 9:05am. "
        "If you cannot come, please tell us."
    )
    assert text_of("appointment_booked", 1, fields, "cy").startswith(
        "Mae gennych apwyntiad ddydd Iau 3 Rhagfyr am 09:05."
    )


@pytest.mark.parametrize(("at", "said"), [("00:15", "12:15am"), ("12:00", "12:00pm")])
def test_noon_and_midnight_are_said_as_people_say_them(at: str, said: str) -> None:
    assert said in text_of("running_late", 1, {"time": at})


def test_welsh_is_sent_only_where_somebody_checked_it(settings: Any) -> None:
    assert language_for("cy") == "en"
    settings.TEXTS_WELSH_CHECKED_BY = "N. Other, 1 December 2026"
    assert (language_for("cy"), language_for("en")) == ("cy", "en")


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"day": date(2026, 11, 20)},
        {"day": "2026-11-20", "time": "14:30", "place": "Court 3"},
        {"day": "Friday", "time": "14:30"},
        {"day": "2026-02-30", "time": "14:30"},
        {"day": "2026-11-20", "time": "25:00"},
        {"day": "2026-11-20", "time": "14:30", "phone": "0800 DEPRESSED"},
        {"day": "2026-11-20", "time": "14:30\x00"},
        {"day": "2026-11-20", "time": "1" * 1_000_000},
        {"day": "2026-11-20", "time": "14:30", "code": "123456"},
    ],
)
def test_nothing_but_what_the_wording_has_gaps_for_is_taken(given: dict[str, Any]) -> None:
    with pytest.raises(NotPlain):
        plain_fields("appointment_reminder", given)


def test_there_is_no_other_kind_of_text() -> None:
    with pytest.raises(NotPlain):
        plain_fields("your_diagnosis", {})


@pytest.mark.parametrize(
    "fields", [{"day": "depressed"}, {"note": "1"}, {"day": ["x"]}, {"day": None, "time": "x"}, []]
)
def test_the_database_takes_no_word_into_a_text(queued: Message, fields: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), as_owner():
        Message.rows.filter(pk=queued.pk).update(fields=fields)


def test_each_reason_has_words() -> None:
    for code in ("died", "not_ours", "said_no", "no_number", "not_mobile", "may_not_text"):
        assert str(rules.REASONS[code]).endswith(".")
