"""The clock while the boards are open: the same tick as the worker's, on the store thread."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from store import lease
from store.lease import Claim, Held
from tui.ground import Ground
from tui.thread import ThreadClosed

if TYPE_CHECKING:
    from jobs.scheduler import Scheduler

log = logging.getLogger(__name__)

PAUSE_SECONDS = 0.02
"""Between steps of a long tick, so that keys get their turn on the store thread."""


class Ticking:
    """Runs the clock here while this program holds the lease."""

    def __init__(self, ground: Ground) -> None:
        """Stand ready; nothing runs before ``start``."""
        self._ground = ground
        clock = ground.start.config.clock
        self.claim = Claim(
            lease.BOARD,
            lease.label_for(lease.BOARD, ground.desk.who.login),
            round(clock.lease_seconds * 1000),
        )
        self._pace = min(clock.tick_seconds, clock.lease_seconds / 3)
        self._scheduler: Scheduler | None = None
        self._held: Held | None = None
        self._told: Callable[[bool], Awaitable[None]] | None = None

    @property
    def runs_here(self) -> bool:
        """Whether this program held the lease at the last tick."""
        return self._held is not None

    def start(self, told: Callable[[bool], Awaitable[None]]) -> None:
        """Tick at the studio's pace; ``told`` hears whether a tick wrote anything."""
        from jobs.scheduler import Scheduler  # loaded after the first picture

        self._told = told
        scheduler = Scheduler(time.time, lambda: lease.boot_ms() / 1000)
        scheduler.every(self._pace, "clock", self._look)
        scheduler.start()
        self._scheduler = scheduler

    async def _look(self) -> None:
        from jobs import clock

        while not self._ground.thread.closed:
            try:
                done = await self._ground.ask(clock.tick, self.claim)
            except ThreadClosed:
                return
            self._held = done.held
            if self._told is not None:
                await self._told(done.did_something)
            if not done.more:
                return
            await asyncio.sleep(PAUSE_SECONDS)

    def stop(self) -> None:
        """Stop looking."""
        if self._scheduler is not None:
            self._scheduler.stop()

    def release(self) -> None:
        """Let go of the lease, on the store thread, as the last thing."""
        if self._held is not None:
            lease.release(self._held)
            self._held = None
