"""The scheduler: a steady pace whatever happens to the machine's clock, and no failure ends it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Self

import pytest
from apscheduler.schedulers import base
from hypothesis import given
from hypothesis import strategies as st

from jobs import scheduler
from jobs.scheduler import Every, Scheduler
from store.errors import Refused

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


# The pace ----------------------------------------------------------------------------------------


def test_the_first_time_is_now() -> None:
    """And then one pace later each time."""
    every = Every(5)
    assert every.get_next_fire_time(None, NOON) == NOON
    assert every.get_next_fire_time(NOON, NOON) == NOON + timedelta(seconds=5)
    late = NOON + timedelta(seconds=1)
    assert every.get_next_fire_time(NOON, late) == NOON + timedelta(seconds=5)


@pytest.mark.parametrize(
    "jump",
    [
        timedelta(hours=-1), timedelta(hours=2), timedelta(days=-10), timedelta(days=365),
        timedelta(days=-365 * 56), timedelta(seconds=-3), timedelta(days=36_500),
    ],
)  # fmt: skip
def test_a_clock_that_jumps_costs_one_pace(jump: timedelta) -> None:
    """Missed times are not made up for, and nothing waits for an hour that comes twice."""
    now = NOON + jump
    upcoming = Every(5).get_next_fire_time(NOON, now)
    assert now < upcoming <= now + timedelta(seconds=5)


@given(st.datetimes(), st.datetimes(max_value=datetime(9990, 1, 1)), st.floats(0.01, 86_400))  # noqa: DTZ001
def test_the_next_time_is_always_near(previous: datetime, now: datetime, pace: float) -> None:
    """Later than now, and never more than one pace away: so no loop can follow from it."""
    previous, now = previous.replace(tzinfo=UTC), now.replace(tzinfo=UTC)
    try:
        upcoming = Every(pace).get_next_fire_time(previous, now)
    except OverflowError:
        assert previous.year == 9999
        return
    assert now < upcoming <= now + timedelta(seconds=pace)


# Running -----------------------------------------------------------------------------------------


class Wall:
    """A wall clock that can be set, in place of the machine's."""

    def __init__(self) -> None:
        self.jump = timedelta(0)

    def seconds(self) -> float:
        return datetime.now(UTC).timestamp() + self.jump.total_seconds()


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    """The clock that APScheduler looks at."""
    found = Wall()

    class Shifted(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            moment = datetime.now(UTC) + found.jump
            return cls.fromtimestamp(moment.timestamp(), tz)

    monkeypatch.setattr(base, "datetime", Shifted)
    monkeypatch.setattr(scheduler, "datetime", Shifted)
    monkeypatch.setattr(scheduler, "WATCH_SECONDS", 0.02)
    return found


def _scheduler(wall: Wall) -> Scheduler:
    return Scheduler(wall.seconds, lambda: datetime.now(UTC).timestamp())


def _counting(limit: int) -> tuple[list[int], asyncio.Event, Callable[[], Awaitable[None]]]:
    seen: list[int] = []
    enough = asyncio.Event()

    async def work() -> None:
        seen.append(1)
        if len(seen) >= limit:
            enough.set()

    return seen, enough, work


async def test_work_is_done_at_once_and_again(wall: Wall) -> None:
    """At its pace, until it is stopped."""
    _, enough, work = _counting(3)
    running = _scheduler(wall)
    running.every(0.02, "work", work)
    running.start()
    await asyncio.wait_for(enough.wait(), 5)
    running.stop()
    running.stop()


@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(hours=2), timedelta(days=365)])
async def test_work_goes_on_when_the_clock_is_set(wall: Wall, jump: timedelta) -> None:
    """Back or forth, by hours or a year: within a moment, and the loop is never blocked."""
    seen, enough, work = _counting(1)
    running = _scheduler(wall)
    running.every(0.2, "work", work)
    running.start()
    await asyncio.wait_for(enough.wait(), 5)
    enough.clear()
    wall.jump = jump
    await asyncio.wait_for(enough.wait(), 2)
    await asyncio.sleep(0)
    assert len(seen) < 8
    running.stop()


async def test_a_failing_job_goes_on(wall: Wall, caplog: pytest.LogCaptureFixture) -> None:
    """A mistake with its traceback, trouble in one line; the next time comes."""
    done = asyncio.Event()
    troubles: list[Exception] = [ValueError("oh"), Refused("the disk is full")]

    async def work() -> None:
        if troubles:
            raise troubles.pop(0)
        done.set()

    running = _scheduler(wall)
    running.every(0.02, "work", work)
    with caplog.at_level(logging.ERROR):
        running.start()
        await asyncio.wait_for(done.wait(), 5)
    running.stop()
    assert [bool(record.exc_info) for record in caplog.records] == [True, False]
    assert "work: the disk is full; it will be tried again" in caplog.text


async def test_a_long_job_is_not_started_twice(wall: Wall) -> None:
    """The next begins when it is done."""
    running_now, most, rounds = 0, 0, asyncio.Event()

    async def work() -> None:
        nonlocal running_now, most
        running_now += 1
        most = max(most, running_now)
        await asyncio.sleep(0.05)
        running_now -= 1
        if most and not rounds.is_set():
            rounds.set()

    running = _scheduler(wall)
    running.every(0.01, "work", work)
    running.start()
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    await asyncio.wait_for(rounds.wait(), 5)
    await asyncio.sleep(0.1)
    running.stop()
    assert most == 1


async def test_slow_drift_is_no_jump(wall: Wall) -> None:
    """A clock that is a little off hurries nothing."""
    hurried: list[int] = []
    running = _scheduler(wall)
    running.hurry = lambda: hurried.append(1)  # type: ignore[method-assign]
    wall.jump = timedelta(seconds=1)
    running.look_at_clock()
    assert hurried == []
    wall.jump = timedelta(seconds=-5)
    running.look_at_clock()
    running.look_at_clock()
    assert hurried == [1]
