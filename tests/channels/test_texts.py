"""Texts leave by a channel of their own: no row, event, line of work or text carries a word."""

from __future__ import annotations

import json

from tests.database import as_owner
from tests.routes.stage import CANARIES, NAMES_AND_NUMBERS, Stage
from throughcare.core.models import Due, Event
from throughcare.messages.catalogue import LANGUAGES, text_of
from throughcare.messages.models import Message


def test_no_planted_word_and_no_name_is_in_a_text_or_beside_it(stage: Stage) -> None:
    """Every column of the outbox, the events of texts, and what would be sent in each language."""
    with as_owner():
        rows = list(Message.rows.all())
        events = list(Event.rows.filter(type__startswith="message."))
        lines = list(Due.rows.filter(kind="message_not_sent"))
    assert rows and events
    told = [
        text_of(row.kind, row.wording, row.fields, language)
        for row in rows
        for language in LANGUAGES
    ]
    told += [json.dumps(vars(row), default=str) for row in rows]
    told += [json.dumps(event.payload) for event in events]
    told += [json.dumps(line.detail) for line in lines]
    for word in (*CANARIES, *NAMES_AND_NUMBERS):
        assert not [text for text in told if word in text], word
