"""A tick: take the lease, do one step, say whether there is more; never write for somebody else."""

from __future__ import annotations

import pytest

from jobs import clock
from store import database as databases
from store import lease, moves, orders, settling
from store.database import Gone
from store.desk import Clock, Desk
from store.errors import Refused
from store.lease import BOARD, WORKER, Claim
from store.moves import Move
from store.tables import Action, Card, Firing, Lease, Task, database

CLAIM = Claim(WORKER, "a worker", 60_000)


def _orders(desk: Desk, count: int) -> None:
    for _ in range(count):
        made = orders.new(desk, client="Ada", type="Print")
        moves.advance(desk, [Move(f"O-{made.number}")])


def test_an_idle_tick_only_beats(desk: Desk) -> None:
    """Nothing is noted, but that it looked."""
    before = Action.select().count()
    done = clock.tick(desk, CLAIM)
    assert (done.did_something, done.more, done.held is not None) == (False, False, True)
    assert Action.select().count() == before
    assert lease.holder(desk).ticked_at is not None


def test_a_tick_is_one_small_step(desk: Desk) -> None:
    """People get their turn in between; it says when there is more."""
    _orders(desk, settling.BATCH + 1)
    first, second, third = (clock.tick(desk, CLAIM) for _ in range(3))
    assert (first.fired, first.more) == (settling.BATCH, True)
    assert (second.fired, second.more) == (1, False)
    assert not third.did_something
    assert Task.select().count() == settling.BATCH + 1


def test_it_marks_and_fires_in_the_clocks_name(desk: Desk) -> None:
    """Not in the name of whoever has the program open."""
    _orders(desk, 1)
    desk.clock = Clock(30 * 86_400_000)
    done = clock.tick(desk, CLAIM)
    assert (done.fired, done.marked) == (1, 1)
    assert {row.source for row in Action.select().where(Action.user.is_null())} == {"clock"}
    assert Card.get(Card.kind == "production").mark == "late"
    assert Firing.get().by == "clock"


def test_without_the_lease_nothing_happens(desk: Desk) -> None:
    """Whoever has it does the work."""
    _orders(desk, 1)
    lease.take(Claim(WORKER, "another", 60_000))
    done = clock.tick(desk, CLAIM)
    assert (done.held, done.did_something) == (None, False)
    assert Task.select().count() == 0


def test_a_lease_lost_in_between_writes_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fence is asked in the same transaction."""
    _orders(desk, 1)
    real = settling.mark_due

    def lose(*given: object) -> int:
        with database.atomic():
            Lease.update(fence=99, owner="thief").execute()
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(settling, "mark_due", lose)
    assert clock.tick(desk, CLAIM) == clock.Tick(None)
    assert Task.select().count() == 0


def test_a_board_hands_over(desk: Desk) -> None:
    """At the worker's asking, within one tick of each."""
    board = Claim(BOARD, "a board", 60_000)
    assert clock.tick(desk, board).held is not None
    assert clock.tick(desk, CLAIM).held is None
    assert clock.tick(desk, board).held is None
    assert clock.tick(desk, CLAIM).held is not None


def test_a_database_that_went_away_ends_it(desk: Desk) -> None:
    """Also when there is nothing to do: nobody ticks into the void."""
    clock.tick(desk, CLAIM)
    desk.file.path.rename(desk.file.path.with_name("away.db"))
    with pytest.raises(Gone, match="is gone"):
        clock.tick(desk, CLAIM)


def test_a_busy_database_is_told_in_words(desk: Desk) -> None:
    """And the next tick tries again."""
    path = desk.file.path
    handle = database.obj
    handle.execute_sql("PRAGMA busy_timeout = 30")
    databases.connect(path)
    with database.obj.atomic():
        other = database.obj
        database.initialize(handle)
        with pytest.raises(Refused, match="kept the database busy"):
            clock.tick(desk, CLAIM)
    assert clock.tick(desk, CLAIM).held is not None
    other.close()
