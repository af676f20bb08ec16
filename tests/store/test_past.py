"""The board as it was: at any earlier moment it shows what the boards showed then."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from peewee import SqliteDatabase

from store import (
    boards,
    cards,
    changes,
    edits,
    history,
    holds,
    invoices,
    moves,
    orders,
    past,
    sessions,
    settling,
    tasks,
    triggers,
)  # fmt: skip
from store.boards import View
from store.desk import Clock, Desk
from store.errors import Refused
from store.moves import Move
from store.tables import Card, database
from store.triggers import Spec

Turn = Callable[[str], int]
At = Callable[[str], int]

DAY = 86_400_000

Picture = dict[str, Any]


def _order(desk: Desk, type: str = "Print", **said: Any) -> Card:  # noqa: A002 - a word of orders
    return orders.new(desk, type=type, **{"client": "Ada", **said})


def _picture(desk: Desk, at: int | None = None) -> Picture:
    """What all boards show: lanes with their numbers, and the cards in them."""
    found: Picture = {}
    for board, group, sort, text in (
        ("production", "status", "due", ""),
        ("production", "vendor", "priority", ""),
        ("production", "person", "entered", "late or rush"),
        ("tasks", "status", "due", ""),
        ("sessions", "department", "number", ""),
        ("invoices", "status", "value", "-client:bo"),
    ):
        view = View(board, text, group, sort, at)
        lanes = boards.lanes(desk, view)
        key = (board, group)
        found[f"{key}"] = [
            (lane, [_face(one) for one in boards.window(desk, view, lane.key, 0, 99)])
            for lane in lanes
        ]
    return found


def _face(face: boards.Face) -> tuple[Any, ...]:
    return tuple(getattr(face, name) for name in face.__slots__ if name != "version")


def _names(desk: Desk, at: int) -> dict[str, str]:
    view = View("production", at=at)
    return {
        face.ref: face.status
        for lane in boards.lanes(desk, view)
        for face in boards.window(desk, view, lane.key, 0, 99)
    }


# By hand -----------------------------------------------------------------------------------------


def test_a_card_stands_where_it_stood(desk: Desk, turn: Turn, at: At) -> None:
    """Before it was made, at each step, and after its end."""
    _order(desk)
    turn("2026-11-03 10:00")
    moves.advance(desk, [Move("O-1001")])
    turn("2026-11-04 10:00")
    moves.advance(desk, [Move("O-1001", "Delivered")])
    turn("2026-11-05 10:00")
    assert _names(desk, at("2026-11-02 09:59")) == {}
    assert _names(desk, at("2026-11-02 10:00")) == {"O-1001": "Order Entered"}
    assert _names(desk, at("2026-11-03 12:00")) == {"O-1001": "Retouch"}
    assert _names(desk, at("2026-11-04 12:00")) == {"O-1001": "Delivered"}


def test_lateness_is_of_then(desk: Desk, turn: Turn, at: At) -> None:
    """What is late now was on time, and the other way round."""
    _order(desk)
    turn("2026-11-10 10:00")
    edits.set_fields(desk, "O-1001", {"due": "2026-11-30"})

    def late(moment: str) -> int:
        return sum(lane.late for lane in boards.lanes(desk, View("production", at=at(moment))))

    assert (late("2026-11-03 12:00"), late("2026-11-05 12:00"), late("2026-11-10 12:00")) == (
        0,
        1,
        0,
    )
    assert boards.lanes(desk, View("production", "late", at=at("2026-11-05 12:00")))[0].count == 1


def test_fields_are_of_then(desk: Desk, turn: Turn, at: At) -> None:
    """Priority, owner, value: whatever has been set since is taken back."""
    _order(desk, user="joon")
    turn("2026-11-03 10:00")
    edits.set_fields(desk, "O-1001", {"priority": "rush", "owner": "ana"})
    view = View("production", at=at("2026-11-02 12:00"))
    key = next(lane.key for lane in boards.lanes(desk, view) if lane.count)
    face = boards.window(desk, view, key, 0, 9)[0]
    assert (face.priority, face.user) == (1, "joon")


def test_what_was_deleted_since_is_there(desk: Desk, turn: Turn, at: At) -> None:
    """Undone or deleted later, it stood on the board then."""
    _order(desk)
    invoices.new(desk, client="Bo")
    turn("2026-11-03 10:00")
    history.undo(desk, history.undoable(desk, 2)[1].id)
    invoices.delete(desk, "I-1001")
    assert _names(desk, at("2026-11-02 12:00")) == {"O-1001": "Order Entered"}
    assert _names(desk, at("2026-11-03 12:00")) == {}
    lanes = boards.lanes(desk, View("invoices", at=at("2026-11-02 12:00")))
    assert sum(lane.count for lane in lanes) == 1


def test_what_was_undone_then_is_not_there(desk: Desk, turn: Turn, at: At) -> None:
    """Between an undo and a redo of its making a card was nowhere."""
    _order(desk)
    turn("2026-11-03 10:00")
    history.undo(desk)
    turn("2026-11-04 10:00")
    history.redo(desk)
    shown = [bool(_names(desk, at(f"2026-11-0{day} 12:00"))) for day in (2, 3, 4)]
    assert shown == [True, False, True]


def test_long_finished_cards_are_left_out(desk: Desk, turn: Turn, at: At) -> None:
    """A past board shows what was finished in the two weeks before it."""
    _order(desk)
    moves.advance(desk, [Move("O-1001", "Delivered")])
    turn("2027-01-04 10:00")
    assert _names(desk, at("2026-11-15 12:00")) == {"O-1001": "Delivered"}
    assert _names(desk, at("2026-11-17 12:00")) == {}


def test_a_past_moment_is_prepared_once(desk: Desk, turn: Turn, at: At, monkeypatch: Any) -> None:
    """Until something changes, or another moment is asked for."""
    _order(desk)
    then = desk.now()
    turn("2026-11-05 10:00")
    filled: list[int] = []
    monkeypatch.setattr(past, "_overlay_visits", filled.append)
    for _ in range(3):
        boards.lanes(desk, View("production", at=then))
    assert filled == [then]
    edits.set_fields(desk, "O-1001", {"priority": "rush"})
    boards.lanes(desk, View("production", at=then))
    boards.lanes(desk, View("production", at=then + 1))
    assert filled == [then, then, then + 1]


def test_looking_back_writes_nothing(desk: Desk, turn: Turn) -> None:
    """Other programs see no change, and the present is as it was."""
    _order(desk)
    then = desk.now()
    turn("2026-11-05 10:00")
    before = (_picture(desk), changes.last_id(), changes.data_version())
    _picture(desk, then)
    assert (_picture(desk), changes.last_id(), changes.data_version()) == before


# Anything at all ---------------------------------------------------------------------------------

Chance = random.Random


def _some(chance: Chance) -> list[str]:
    refs = [cards.ref(card) for card in Card.select()]
    chance.shuffle(refs)
    return refs[: chance.randint(1, 3)] or ["O-1001"]


def _advance(desk: Desk, chance: Chance) -> object:
    to = chance.choice([None, None, None, "Retouch", "Delivered", "Cancelled", "On Hold"])
    return moves.advance(desk, [Move(ref, to) for ref in _some(chance)])


def _set(desk: Desk, chance: Chance) -> object:
    fields = chance.choice(
        [{"priority": "rush"}, {"due": "+2d"}, {"owner": "joon"}, {"type": "Album"},
         {"due": "none"}, {"vendor": "Bay Lab"}, {"promised": "+9d"}, {"client": "Bo"}]
    )  # fmt: skip
    return edits.set_many(desk, _some(chance), fields)


def _tick(desk: Desk, chance: Chance) -> object:
    acting = settling.clock_desk(desk)
    settling.mark_due(acting, None)
    return settling.settle_due(acting, None)


COMMANDS: tuple[Callable[[Desk, Chance], object], ...] = (
    lambda desk, chance: _order(desk, chance.choice(["Print", "Album"])),
    lambda desk, chance: sessions.new(desk, client=chance.choice(["Bo", "Cy"])),
    lambda desk, chance: tasks.new(desk, subject="x"),
    lambda desk, chance: invoices.new(desk, client="Bo"),
    lambda desk, chance: invoices.delete(desk, "I-1001"),
    _advance, _advance, _advance, _set, _set, _tick, _tick,
    lambda desk, chance: holds.hold(desk, _some(chance), "why"),
    lambda desk, chance: history.undo(desk),
    lambda desk, chance: history.undo(desk),
    lambda desk, chance: history.redo(desk),
)  # fmt: skip


@hypothesis_settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from(range(len(COMMANDS))), st.integers(0, 10_000), st.integers(1, DAY // 3)
        ),
        max_size=20,
    )
)
def test_every_past_board_is_what_it_was(
    desk: Desk, furnished: SqliteDatabase, steps: list[tuple[int, int, int]]
) -> None:
    """Whatever was done since: moved, changed, undone, redone, deleted."""
    furnished.connection().backup(database.obj.connection())
    past._shown.clear()
    desk.forget_lists()
    desk.clock = _at(1_793_000_000_000)
    for name in ("Ada", "Bo", "Cy"):
        sessions.new(desk, client=name)
    for status in ("Retouch", "Order Entered"):
        triggers.add(desk, Spec(status, "production", "Print", status, "task", "x"))
    seen: dict[int, Picture] = {}
    for command, seed, later in [(0, 1, 1), (0, 2, 1), *steps]:
        desk.clock = _at(desk.now() + later)
        try:
            COMMANDS[command](desk, random.Random(seed))
        except Refused:
            continue
        seen[desk.now()] = _picture(desk)
    desk.clock = _at(desk.now() + DAY)
    for moment, picture in seen.items():
        assert _picture(desk, moment) == picture


def _at(moment: int) -> Clock:
    class Still(Clock):
        def now(self) -> int:
            return moment

    return Still()


def test_a_filter_of_a_past_board_asks_the_past(desk: Desk, turn: Turn, at: At) -> None:
    """Status, owner and relative dates mean those of then."""
    _order(desk)
    turn("2026-11-10 10:00")
    moves.advance(desk, [Move("O-1001")])
    then = at("2026-11-03 12:00")
    for text, count in (("status:Retouch", 0), ('status:"Order Entered" due:today', 1)):
        lanes = boards.lanes(desk, View("production", text, at=then))
        assert sum(lane.count for lane in lanes) == count, text


@pytest.mark.parametrize("group", boards.GROUPS)
@pytest.mark.parametrize("sort", boards.SORTS)
def test_every_view_works_in_the_past(desk: Desk, group: str, sort: str) -> None:
    """Grouped and sorted as in the present."""
    card = _order(desk)
    view = View("production", "", group, sort, desk.now())
    lane = next(lane for lane in boards.lanes(desk, view) if lane.count)
    face = boards.window(desk, view, lane.key, 0, 5)[0]
    assert boards.last_window(desk, view, lane.key, 5) == [face]
    assert boards.position(desk, view, lane.key, face) == 0
    assert face.id == card.id
