"""Tasks have a subject, may be about a record, and are done in one step."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from store import calls, cards, moves, sessions, tasks
from store.desk import Desk
from store.errors import Refused
from store.moves import Move
from store.tables import Card, Task
from store.tasks import NewTask

At = Callable[[str], int]


def test_a_task_is_made(desk: Desk, at: At) -> None:
    """What it is about gives its client."""
    about = sessions.new(desk, client="Ada Okafor")
    card = tasks.new(
        desk,
        subject="Order frame samples",
        about="S-1001",
        user="joon",
        due_at=at("2026-11-04 12:00"),
        details="oak, ash",
    )
    assert (cards.ref(card), card.about_id, card.client_id) == ("T-1001", about.id, about.client_id)
    assert (card.due_at, card.due_by_hand) == (at("2026-11-04 12:00"), True)
    assert tasks.of_card(card).details == "oak, ash"
    assert "okafor" in card.search


def test_a_task_without_a_due_date_gets_one(desk: Desk, at: At) -> None:
    """Its track's first step says how long it may lie."""
    assert tasks.new(desk, subject="Tidy up").due_at == at("2026-11-04 18:00")


def test_a_task_needs_a_subject(desk: Desk) -> None:
    """Blank is none."""
    with pytest.raises(Refused, match="--subject TEXT"):
        tasks.new(desk, subject="  ")


def test_many_are_made_at_once(desk: Desk, at: At) -> None:
    """As triggers do, each with the ledger's row behind it."""
    about = sessions.new(desk, client="Ada")
    with desk.action("fire") as act:
        ids = tasks.make_many(
            desk, act, [NewTask(f"Task {n}", about, firing=n) for n in range(1, 400)]
        )
    last = Card.get_by_id(ids[-1])
    assert (last.subject, last.client_id) == ("Task 399", about.client_id)
    assert Task.get(Task.card == last.id).firing == 399


def test_done_moves_tasks_and_calls_to_their_end(desk: Desk) -> None:
    """In one action; other kinds are advanced instead."""
    tasks.new(desk, subject="a")
    calls.new(desk, subject="b", client="Ada")
    sessions.new(desk, client="Ada")
    with pytest.raises(Refused, match="S-1001: only tasks and calls"):
        tasks.done(desk, ["T-1001", "S-1001"])
    moved = tasks.done(desk, ["T-1001", "C-1001"]).moved
    assert [one.to for one in moved] == ["Done", "Called"]
    assert all(card.done for card in Card.select().where(Card.kind != "session"))


def test_done_twice_is_refused(desk: Desk) -> None:
    """It says where the task is."""
    tasks.new(desk, subject="a")
    tasks.done(desk, ["T-1001"])
    assert tasks.done(desk, ["T-1001"]).refused[0].reason == "it is already in Done"


def test_a_task_can_be_cancelled(desk: Desk) -> None:
    """Like any card, by advancing it."""
    tasks.new(desk, subject="a")
    assert moves.advance(desk, [Move("T-1001", "Cancelled")]).moved[0].due_at is None
