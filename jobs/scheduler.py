"""The scheduler that ticks the clock: APScheduler in an event loop, and nothing else of it.

What is due is decided by the database; this only says when to look. A trigger class of our own
keeps looking at a steady pace whatever happens to the machine's clock.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from store.errors import Refused

log = logging.getLogger(__name__)

WATCH_SECONDS = 1.0
"""How often the machine's clock is looked at."""

DRIFT_SECONDS = 2.0
"""How far the wall clock may run from steady time before jobs are told to run now."""


class Every(BaseTrigger):  # type: ignore[misc]  # apscheduler ships no types
    """Fires every so many seconds from now, never for times that were missed."""

    def __init__(self, seconds: float) -> None:
        """Take the pace in seconds."""
        self.pace = timedelta(seconds=seconds)

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """One pace after the previous time, or after now when that has passed or lies far off."""
        if previous_fire_time is None:
            return now
        upcoming = previous_fire_time + self.pace
        if now < upcoming <= now + self.pace:
            return upcoming
        return now + self.pace


class Scheduler:
    """Runs coroutines at a pace; a job that is still running is not started again."""

    def __init__(
        self,
        wall_seconds: Callable[[], float],
        steady_seconds: Callable[[], float],
    ) -> None:
        """Take the wall clock and a clock that nobody sets, to notice when they part."""
        self._wall, self._steady = wall_seconds, steady_seconds
        self._offset = wall_seconds() - steady_seconds()
        self._watching: asyncio.Task[None] | None = None
        self._inner = AsyncIOScheduler(
            timezone="UTC",
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def every(self, seconds: float, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Run a coroutine function now and then at a pace."""

        async def guarded() -> None:
            try:
                await work()
            except asyncio.CancelledError:
                return  # the program is leaving; the database keeps what was done whole
            except Refused as refusal:
                log.error("%s: %s; it will be tried again", name, refusal)  # noqa: TRY400 - no bug
            except Exception:
                # A failing look must not end the looking; the log has the traceback.
                log.exception("%s failed; it will be tried again", name)

        self._inner.add_job(guarded, Every(seconds), id=name, name=name)

    def start(self) -> None:
        """Begin; needs a running event loop."""
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        self._inner.start()
        self._watching = asyncio.get_running_loop().create_task(self._watch())

    async def _watch(self) -> None:
        """Look after the machine's clock: a job would wait for the hour that was set back."""
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            self.look_at_clock()

    def look_at_clock(self) -> None:
        """Run every job now if the wall clock has parted from steady time."""
        offset = self._wall() - self._steady()
        if abs(offset - self._offset) > DRIFT_SECONDS:
            log.warning("the machine's clock moved by %.0f seconds", offset - self._offset)
            self._offset = offset
            self.hurry()

    def hurry(self) -> None:
        """Run every job as soon as possible."""
        for job in self._inner.get_jobs():
            job.modify(next_run_time=datetime.now(self._inner.timezone))

    def stop(self) -> None:
        """End; what is running is not waited for, the database keeps it whole."""
        if self._watching is not None:
            self._watching.cancel()
            self._watching = None
        if self._inner.running:
            self._inner.shutdown(wait=False)
