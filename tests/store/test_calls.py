"""Calls know whom to ring, and end with what came of them."""

from __future__ import annotations

import pytest

from store import calls, clients, history, sessions
from store.calls import NewCall
from store.desk import Desk
from store.errors import Refused
from store.tables import Card


def test_a_call_takes_the_clients_number(desk: Desk) -> None:
    """The mobile one first; one that is given stays."""
    clients.create(desk, "Ada", phone="1", mobile="2")
    sessions.new(desk, client="Ada")
    made = calls.new(desk, subject="Proofs are ready", about="S-1001")
    assert calls.of_card(made).phone == "2"
    assert calls.of_card(calls.new(desk, subject="x", client="Ada", phone="3")).phone == "3"


def test_a_result_alone_leaves_the_call_open(desk: Desk) -> None:
    """Nobody answered: it is to be tried again."""
    calls.new(desk, subject="x", client="Ada")
    card = calls.call(desk, "C-1001", "No-Answer")
    assert (card.done, calls.of_card(card).result) == (False, "no answer")


def test_an_outcome_ends_the_call(desk: Desk) -> None:
    """It goes to its final status."""
    calls.new(desk, subject="x", client="Ada")
    card = calls.call(desk, "C-1001", "answered", "comes on Tuesday")
    row = calls.of_card(card)
    assert (card.done, row.result, row.outcome) == (True, "reached", "comes on Tuesday")
    assert desk.directory.statuses[card.status_id].name == "Called"


def test_an_unknown_result_is_refused(desk: Desk) -> None:
    """The known ones are named."""
    calls.new(desk, subject="x", client="Ada")
    with pytest.raises(Refused, match=r"'bussy'.*did you mean busy"):
        calls.call(desk, "C-1001", "bussy")
    sessions.new(desk, client="Ada")
    with pytest.raises(Refused, match="is no call"):
        calls.call(desk, "S-1001", "busy")


def test_a_call_needs_a_subject(desk: Desk) -> None:
    """What it is about."""
    with pytest.raises(Refused, match="--subject TEXT"):
        calls.new(desk, client="Ada")


def test_many_are_made_at_once(desk: Desk) -> None:
    """Each with its client's number, under one action that can be undone."""
    about = [sessions.new(desk, client=f"Client {n}") for n in range(5)]
    for n in range(5):
        clients.change(desk, n + 1, phone=str(n))
    with desk.action("fire") as act:
        ids = calls.make_many(desk, act, [NewCall("x", one) for one in about])
    found = [calls.of_card(Card.get_by_id(card_id)).phone for card_id in ids]
    assert found == ["0", "1", "2", "3", "4"]
    history.undo(desk)
    assert Card.select().where(Card.kind == "call").count() == 0
