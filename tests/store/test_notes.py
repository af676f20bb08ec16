"""Notes are kept with who wrote them and when."""

from __future__ import annotations

import pytest

from store import history, notes, sessions
from store.desk import Desk
from store.errors import Refused
from store.tables import Card


def test_notes_are_listed_oldest_first(desk: Desk) -> None:
    """They change nothing else about the card."""
    card = sessions.new(desk, client="Ada")
    notes.add(desk, "S-1001", "called twice")
    notes.add(desk, "S-1001", "will come\non Friday\x1b[1m")
    found = notes.listed(card)
    assert [(one.by, one.text) for one in found] == [
        ("ana", "called twice"),
        ("ana", "will come\non Friday[1m"),
    ]
    assert Card.get_by_id(card.id).version == card.version


def test_several_cards_get_one_note(desk: Desk) -> None:
    """In one action, which can be undone."""
    first, second = (sessions.new(desk, client="Ada") for _ in range(2))
    notes.add(desk, ["S-1001", "S-1002"], "rain")
    assert len(notes.listed(first)) == len(notes.listed(second)) == 1
    history.undo(desk)
    assert notes.listed(first) == []


def test_an_empty_note_is_refused(desk: Desk) -> None:
    """Blank is empty."""
    with pytest.raises(Refused, match="needs some text"):
        notes.add(desk, "S-1001", " \n ")
