"""The lease: one program runs the clock, boards give way to workers, and what is stale is void."""

from __future__ import annotations

import pytest

from store import lease
from store.desk import Desk
from store.lease import BOARD, WORKER, Claim, Held
from store.tables import Lease

LEASE_MS = 15_000


class Steady:
    """The time since this machine started, as tests tell it."""

    def __init__(self) -> None:
        self.now = 1_000_000
        self.boot = "first"


@pytest.fixture
def steady(monkeypatch: pytest.MonkeyPatch, desk: Desk) -> Steady:
    """A machine whose time goes by only when it is told to."""
    found = Steady()
    monkeypatch.setattr(lease, "boot_ms", lambda: found.now)
    monkeypatch.setattr(lease, "boot_id", lambda: found.boot)
    return found


def _claim(role: str = WORKER, name: str = "a") -> Claim:
    return Claim(role, f"{role} {name}", LEASE_MS, owner=name)


def test_one_has_it_and_the_other_does_not(desk: Desk, steady: Steady) -> None:
    """And everybody sees who."""
    held = lease.take(_claim())
    assert held is not None
    assert lease.take(_claim(name="b")) is None
    assert (lease.holder(desk).label, lease.holder(desk).role) == ("worker a", WORKER)


def test_nobody_has_it_at_first(desk: Desk, steady: Steady) -> None:
    """There is nothing to see then."""
    assert lease.holder(desk) == lease.Holder("", "", "", None)


def test_it_is_renewed_by_its_holder(steady: Steady, desk: Desk) -> None:
    """With the same fence, as long as it comes in time."""
    first = lease.take(_claim())
    for _ in range(10):
        steady.now += LEASE_MS - 1
        assert lease.take(_claim()) == first
        assert lease.take(_claim(name="b")) is None


def test_another_takes_over_when_the_holder_is_silent(desk: Desk, steady: Steady) -> None:
    """After one lease, with a higher fence; the old holder writes nothing more."""
    first = lease.take(_claim())
    steady.now += LEASE_MS
    assert lease.holder(desk).label == ""
    second = lease.take(_claim(name="b"))
    assert first is not None
    assert second is not None
    assert second.fence > first.fence
    with pytest.raises(lease.Lost):
        lease.require(first)
    lease.require(second)
    assert lease.take(_claim()) is None


def test_a_holder_that_slept_has_a_new_fence(desk: Desk, steady: Steady) -> None:
    """Nobody else came, but what it began before is not its own any more."""
    first = lease.take(_claim())
    steady.now += 2 * LEASE_MS
    again = lease.take(_claim())
    assert first is not None
    assert again is not None
    assert again.fence == first.fence + 1
    with pytest.raises(lease.Lost):
        lease.require(first)


def test_a_lease_of_another_start_of_the_machine_is_void(desk: Desk, steady: Steady) -> None:
    """However long it would have lasted: its holder cannot be alive."""
    lease.take(_claim())
    steady.boot, steady.now = "second", 50
    assert lease.holder(desk).label == ""
    assert lease.take(_claim(name="b")) is not None


def test_letting_go(desk: Desk, steady: Steady) -> None:
    """The next one has it at once; who has it no more lets go of nothing."""
    first = lease.take(_claim())
    assert first is not None
    lease.release(first)
    assert lease.holder(desk).label == ""
    second = lease.take(_claim(name="b"))
    lease.release(first)
    lease.give_up(_claim())
    assert lease.holder(desk).label == "worker b"
    assert second is not None
    lease.give_up(_claim(name="b"))
    assert lease.holder(desk).label == ""


def test_a_board_gives_way_to_a_worker(desk: Desk, steady: Steady) -> None:
    """Asked at one try, let go at the board's next beat, taken at the worker's next try."""
    assert lease.take(_claim(BOARD, "board")) is not None
    assert lease.take(_claim()) is None
    assert lease.take(_claim(BOARD, "board")) is None
    assert lease.take(_claim(BOARD, "board")) is None
    assert lease.take(_claim(BOARD, "another")) is None
    assert lease.take(_claim()) is not None
    assert lease.holder(desk).role == WORKER


def test_boards_do_not_ask_each_other(desk: Desk, steady: Steady) -> None:
    """Nor does a worker ask a worker."""
    first = lease.take(_claim(BOARD, "board"))
    assert lease.take(_claim(BOARD, "other")) is None
    assert lease.take(_claim(BOARD, "board")) == first
    steady.now += LEASE_MS
    held = lease.take(_claim())
    assert lease.take(_claim(name="b")) is None
    assert lease.take(_claim()) == held


def test_a_worker_that_asked_and_died_keeps_nobody_waiting(desk: Desk, steady: Steady) -> None:
    """The board has the clock again within one lease."""
    lease.take(_claim(BOARD, "board"))
    lease.take(_claim())
    assert lease.take(_claim(BOARD, "board")) is None
    steady.now += LEASE_MS
    assert lease.take(_claim(BOARD, "board")) is not None


def test_a_worker_that_goes_on_asking_gets_it(desk: Desk, steady: Steady) -> None:
    """However slow the board's beat is."""
    lease.take(_claim(BOARD, "board"))
    for _ in range(6):
        steady.now += 5_000
        Lease.update(until_ms=steady.now + LEASE_MS).execute()
        assert lease.take(_claim()) is None
    assert lease.take(_claim(BOARD, "board")) is None
    assert lease.take(_claim()) is not None


def test_the_beat_is_seen(desk: Desk, steady: Steady) -> None:
    """When the holder looked last, in domain time; only the holder beats."""
    held = lease.take(_claim())
    assert held is not None
    lease.beat(held, 12_345)
    lease.beat(Held("somebody", 1), 99_999)
    assert lease.holder(desk).ticked_at == 12_345
    steady.now += LEASE_MS
    assert lease.holder(desk) == lease.Holder("", "", "", 12_345)


def test_the_machine_tells_its_starts_apart() -> None:
    """By an id that stays the same, and a time that only grows."""
    assert lease.boot_id() == lease.boot_id() != ""
    assert 0 < lease.boot_ms() <= lease.boot_ms()
    assert "process" in lease.label_for(BOARD, "ana")
