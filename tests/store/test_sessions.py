"""Sessions belong to a client and remember when and by whom they were shot."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from store import cards, history, sessions
from store.desk import Desk
from store.errors import Refused
from store.tables import Card, Client, Session

At = Callable[[str], int]


def test_a_session_is_made(desk: Desk, at: At) -> None:
    """Its client is made with it."""
    card = sessions.new(
        desk,
        client="Ada Okafor",
        type="wedding",
        held_at=at("2026-11-14 14:00"),
        photographer="Joon",
        folder="2026/okafor",
    )
    row = sessions.of_card(card)
    assert cards.ref(card) == "S-1001"
    assert (row.photographer, row.folder) == ("Joon", "2026/okafor")
    assert "okafor" in card.search


def test_a_session_needs_a_client(desk: Desk) -> None:
    """The remedy is named."""
    with pytest.raises(Refused, match="--client NAME"):
        sessions.new(desk, type="Wedding")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"type": "Weding"}, "did you mean Wedding"),
        ({"user": "jon"}, "did you mean joon"),
        ({"department": "Kitchen"}, "no department"),
        ({"priority": "urgent"}, "is no priority"),
    ],
)
def test_unknown_names_are_refused(desk: Desk, said: dict[str, Any], words: str) -> None:
    """Only clients are made by name, and not when anything else is wrong."""
    with pytest.raises(Refused, match=words):
        sessions.new(desk, client="Ada", **said)
    assert Client.select().count() == 0


def test_undo_takes_the_client_back_too(desk: Desk) -> None:
    """Whatever one command made is one action."""
    sessions.new(desk, client="Ada")
    history.undo(desk)
    assert (Card.select().count(), Session.select().count(), Client.select().count()) == (0, 0, 0)


def test_other_kinds_are_no_session(desk: Desk) -> None:
    """A reference of another kind is refused."""
    card = sessions.new(desk, client="Ada")
    card.id = -1
    with pytest.raises(Refused, match="is no session"):
        sessions.of_card(card)
