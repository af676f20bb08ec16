"""A tick: take the lease, do one step, say whether there is more; never write for somebody else."""

from __future__ import annotations

import pytest

from jobs import clock
from store import (
    adoption,
    clockwatch,
    gates,
    hushes,
    identity,
    lease,
    moves,
    orders,
    settling,
    templates,
)
from store import database as databases
from store.database import Gone
from store.desk import Clock, Desk
from store.errors import Refused
from store.lease import BOARD, WORKER, Claim
from store.moves import Move
from store.tables import (
    Action,
    Card,
    Client,
    Firing,
    Lease,
    Message,
    Setting,
    Task,
    Trigger,
    database,
)

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


# Whether anything may go out ---------------------------------------------------------------------


def _emails(desk: Desk) -> None:
    """Make the trigger of these tests write emails."""
    template = templates.add(desk, "Ready", channel="email", subject="x", body="y")
    Trigger.update(action="email", template=template.id).execute()
    _orders(desk, 1)
    Client.update(email="ada@example.com").execute()


def test_a_first_tick_notes_where_the_database_is_at_home(desk: Desk) -> None:
    """An older one that never noted it; a copy of it is one from then on."""
    assert identity.noted() is None
    clock.tick(desk, CLAIM)
    assert str(identity.place(desk.file)["path"]) in str(identity.noted())


def test_a_copy_makes_no_messages_and_is_not_busy_with_them(desk: Desk) -> None:
    """They stay where they are until it is adopted."""
    Setting.create(key=identity.KEY, value='{"copy": "backup"}')
    _emails(desk)
    done = clock.tick(desk, CLAIM)
    assert (done.fired, done.for_person, done.more) == (0, 0, False)
    assert (Firing.get().state, Message.select().count()) == ("pending", 0)
    adoption.adopt(desk)
    assert clock.tick(desk, CLAIM).did_something is False
    assert (Firing.get().state, Firing.get().cause) == ("held", "late")


def test_a_clock_that_jumped_makes_no_messages(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the tick in which it is noticed already; when it is back they are made."""
    start = clockwatch.machine()
    clock.tick(desk, CLAIM)
    _emails(desk)
    jumped = clockwatch.Reading(start.wall + 10**9, start.boot + 1_000, start.boot_id)
    monkeypatch.setattr(clockwatch, "machine", lambda: jumped)
    assert clock.tick(desk, CLAIM).did_something is False
    assert "jumped 11 days ahead" in gates.silence(desk)
    back = clockwatch.Reading(start.wall + 2_000, start.boot + 2_000, start.boot_id)
    monkeypatch.setattr(clockwatch, "machine", lambda: back)
    assert clock.tick(desk, CLAIM).fired == 1
    assert gates.silence(desk) == ""


def test_a_tick_ends_pauses(desk: Desk) -> None:
    """And does what they held, in the same or the next step."""
    _emails(desk)
    ref = f"O-{Card.get(Card.kind == 'production').number}"
    hushes.pause(desk, [ref], desk.now() + 60_000)
    assert clock.tick(desk, CLAIM).for_person == 1
    assert clock.tick(desk, CLAIM).did_something is False
    desk.clock = Clock(60_001)
    assert clock.tick(desk, CLAIM).fired == 1
    assert Message.select().count() == 1


def test_what_cannot_be_written_has_failed_and_is_told(desk: Desk) -> None:
    """Nobody has an address; the next tick does not try again."""
    _emails(desk)
    Client.update(email="").execute()
    done = clock.tick(desk, CLAIM)
    assert (done.failed, done.did_something, done.more) == (1, True, False)
    assert Firing.get().state == "failed"
