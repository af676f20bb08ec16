"""The hub: the numbers of one screen agree with the cards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from store import (
    calls,
    edits,
    holds,
    hub,
    invoices,
    moves,
    orders,
    sessions,
    settling,
    tasks,
    triggers,
)  # fmt: skip
from store.desk import Desk
from store.moves import Move
from store.tables import Card
from store.triggers import Spec

Turn = Callable[[str], int]
Login = Callable[[str], Desk]


def _order(desk: Desk, type: str = "Print", **said: Any) -> Card:  # noqa: A002 - a word of orders
    return orders.new(desk, type=type, **{"client": "Ada", **said})


def test_an_empty_studio_has_an_empty_hub(desk: Desk) -> None:
    """Nothing is late, nothing is stuck, nothing fails."""
    found = hub.read(desk)
    assert (found.late, found.due_today, found.soon, found.mine_count, found.pending) == (0,) * 5
    assert (found.latest, found.stuck, found.waiting, found.vendors) == ((), (), (), ())
    assert all(status.count == 0 for status in found.statuses)


def test_every_board_is_counted(desk: Desk, turn: Turn) -> None:
    """Open cards by status, with how many are late and what they are worth."""
    sessions.new(desk, client="Ada")
    invoices.new(desk, client="Ada", lines=[invoices.NewLine(description="x", price_cents=900)])
    _order(desk), _order(desk, "Album"), _order(desk)
    moves.advance(desk, [Move("O-1003", "Delivered")])
    turn("2026-11-05 10:00")
    found = {(row.board, row.name): row for row in hub.read(desk).statuses}
    entered = found["production", "Order Entered"]
    assert (entered.count, entered.late) == (2, 2)
    assert found["invoices", "Opened"].value_cents == 900
    assert found["sessions", "Booked"].late == 0
    assert ("production", "Delivered") not in found


def test_late_today_and_soon(desk: Desk, turn: Turn) -> None:
    """By the clock of the studio; the longest overdue first."""
    for _ in range(4):
        _order(desk)
    for ref, due in (("O-1001", "2026-11-03 12:00"), ("O-1002", "2026-11-04 18:00"),
                     ("O-1003", "2026-11-05 09:00"), ("O-1004", "2026-11-20")):  # fmt: skip
        edits.set_fields(desk, ref, {"due": due})
    turn("2026-11-04 10:00")
    found = hub.read(desk)
    assert (found.late, found.due_today, found.soon) == (1, 1, 2)
    assert [face.ref for face in found.latest] == ["O-1001"]
    assert [face.ref for face in found.today] == ["O-1002"]


def test_a_list_names_only_so_many(desk: Desk, turn: Turn) -> None:
    """The count is of all."""
    for _ in range(hub.SHOWN + 3):
        _order(desk)
    turn("2026-12-01 10:00")
    found = hub.read(desk)
    assert (len(found.latest), found.late) == (hub.SHOWN, hub.SHOWN + 3)


def test_whom_we_wait_for(desk: Desk) -> None:
    """The client, the vendor or ourselves, the most first."""
    for _ in range(4):
        _order(desk, vendor="Bay Lab")
    moves.advance(desk, [Move("O-1001", "Sent to Lab"), Move("O-1002", "Sent to Lab")])
    holds.hold(desk, "O-1003", "x", cause="client")
    holds.hold(desk, "O-1004", "x", cause="us")
    assert hub.read(desk).waiting == (("the vendor", 2), ("the client", 1), ("us", 1))


def test_vendors_and_how_late_they_are(desk: Desk, turn: Turn) -> None:
    """What is there, and the worst delay by their own calendar."""
    for vendor in ("Bay Lab", "Foliant", "Bay Lab"):
        _order(desk, vendor=vendor)
    moves.advance(desk, [Move(f"O-100{n}", "Sent to Lab") for n in (1, 2, 3)])
    turn("2026-11-11 18:00")
    rows = {row.vendor: row for row in hub.read(desk).vendors}
    assert (rows["Bay Lab"].count, rows["Bay Lab"].late, rows["Bay Lab"].worst_days) == (2, 2, 2.0)
    assert (rows["Foliant"].late, rows["Foliant"].worst_days) == (1, 1.0)


def test_what_is_mine(desk: Desk, log_in: Login) -> None:
    """Tasks and calls, of whoever looks."""
    tasks.new(desk, subject="a", user="joon")
    calls.new(desk, subject="b", client="Ada", user="joon")
    tasks.new(desk, subject="c", user="ana")
    _order(desk, user="joon")
    found = hub.read(log_in("joon"))
    assert (found.mine_count, {face.subject for face in found.mine}) == (2, {"a", "b"})


def test_what_is_my_departments(desk: Desk, log_in: Login) -> None:
    """Tasks and calls of a department that nobody has taken yet, for those who are in it."""
    tasks.new(desk, subject="Retouch the veil", department="Retouch")
    tasks.new(desk, subject="Taken", department="Retouch", user="joon")
    tasks.new(desk, subject="Frame it", department="Print room")
    found = hub.read(log_in("joon"))
    assert ([face.subject for face in found.department], found.department_count) == (
        ["Retouch the veil"], 1,
    )  # fmt: skip
    assert hub.read(log_in("vic")).department == ()


def test_what_was_completed_today(desk: Desk, turn: Turn) -> None:
    """Since midnight, without what was called off."""
    for _ in range(4):
        _order(desk)
    moves.advance(desk, [Move("O-1001", "Delivered")])
    turn("2026-11-03 00:01")
    moves.advance(desk, [Move("O-1002", "Delivered"), Move("O-1003", "Delivered")])
    moves.advance(desk, [Move("O-1004", "Cancelled")])
    turn("2026-11-03 23:00")
    assert hub.read(desk).completed_today == 2


def test_what_is_usual_and_what_is_stuck(desk: Desk, turn: Turn) -> None:
    """From the latest stays; fewer than a handful say nothing."""
    for _ in range(hub.FEWEST + 1):
        _order(desk)
    turn("2026-11-04 10:00")
    moves.advance(desk, [Move(f"O-100{n}") for n in range(1, hub.FEWEST)])
    first = Card.get(Card.number == 1006).status_id
    assert hub.usual_days(desk, [first]) == {}
    moves.advance(desk, [Move(f"O-100{hub.FEWEST}")])
    assert hub.usual_days(desk, [first]) == {first: pytest.approx(2.0)}
    assert hub.read(desk).stuck == ()
    turn("2026-11-12 10:00")
    (stuck,) = hub.read(desk).stuck
    assert (stuck.face.ref, stuck.days, stuck.usual_days) == ("O-1006", 10.0, 2.0)


def test_what_waits_and_what_happened_overnight(desk: Desk, turn: Turn) -> None:
    """Since yesterday's closing time: what fired, what became late and soon; what is held."""
    triggers.add(desk, Spec("a", "production", "Print", "Order Entered", "task", "x", "due"))
    triggers.add(desk, Spec("b", "production", "Print", "Order Entered", "task", "x", by_hand=True))
    _order(desk), _order(desk, "Album")
    turn("2026-11-03 20:00")
    acting = settling.clock_desk(desk)
    assert hub.read(desk).pending == 2
    settling.mark_due(acting, None)
    settling.settle_due(acting, None)
    turn("2026-11-04 09:00")
    found = hub.read(desk)
    assert (found.pending, found.held) == (0, 1)
    assert (found.night.fired, found.night.became_late) == (1, 2)
    turn("2026-11-06 09:00")
    assert hub.read(desk).night.fired == 0


def test_nobody_in_particular_may_look(desk: Desk, log_in: Login) -> None:
    """A login that is no user has nothing of its own."""
    acting = settling.clock_desk(desk)
    assert (hub.read(acting).mine, hub.read(acting).mine_count) == ((), 0)


def test_calls_to_make_are_counted_apart(desk: Desk, log_in: Login) -> None:
    """One's own and those of one's departments that nobody has taken; no tasks, none that is done."""
    calls.new(desk, subject="a", client="Ada", user="joon")
    calls.new(desk, subject="b", client="Ada", department="Retouch")
    calls.new(desk, subject="c", client="Ada", department="Print room")
    calls.new(desk, subject="d", client="Ada", user="joon")
    calls.call(desk, "C-1004", "reached", "all well")
    tasks.new(desk, subject="e", user="joon")
    assert hub.read(log_in("joon")).my_calls == 2
    assert hub.read(desk).my_calls == 0
