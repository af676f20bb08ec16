"""The clock, the sending of messages and rendering while the boards are open, as a worker does.

Whatever of it asks the database does so on the store thread. A worker takes all of it over, and
while one runs nothing is done here.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from store import lease
from store.errors import Refused
from store.lease import Claim, Held
from store.thread import ThreadClosed
from tui.ground import Ground

if TYPE_CHECKING:
    from jobs.scheduler import Scheduler
    from jobs.sending import Sending
    from render.running import Running

log = logging.getLogger(__name__)

RENDER_SECONDS = 1.0
"""How often it is asked whether something is to be rendered."""

PAUSE_SECONDS = 0.02
"""Between steps of a long tick, so that keys get their turn on the store thread."""


class Ticking:
    """Runs the clock here, and sends, while this program holds the lease of each."""

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
        self._sender: Sending | None = None
        self._rendering: Running | None = None
        self._held: Held | None = None
        self._told: Callable[[bool], Awaitable[None]] | None = None

    @property
    def runs_here(self) -> bool:
        """Whether this program held the lease at the last tick."""
        return self._held is not None

    def start(self, told: Callable[[bool], Awaitable[None]]) -> None:
        """Tick at the studio's pace; ``told`` hears whether a tick wrote anything."""
        from jobs.scheduler import Scheduler  # loaded after the first picture
        from jobs.sending import Sending

        self._told = told
        ground = self._ground
        claim = replace(self.claim, name=lease.MESSAGES)
        self._sender = Sending(ground.desk, claim, ground.thread.run, told=self._tell)
        scheduler = Scheduler(time.time, lambda: lease.boot_ms() / 1000)
        scheduler.every(self._pace, "clock", self._look)
        scheduler.every(self._pace, "messages", self._send)
        if ground.start.config.render.in_boards and ground.desk.who.may("work"):
            from render.running import Running

            self._rendering = Running(ground.desk, ground.thread.run, role=lease.BOARD)
            scheduler.every(min(self._pace, RENDER_SECONDS), "render", self._render)
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

    async def _send(self) -> None:
        if self._sender is None or self._ground.thread.closed:
            return
        with contextlib.suppress(ThreadClosed):
            await self._sender.look()

    async def _render(self) -> None:
        if self._rendering is None or self._ground.thread.closed:
            return
        with contextlib.suppress(ThreadClosed):
            await self._rendering.look()

    async def _tell(self) -> None:
        if self._told is not None:
            await self._told(True)

    async def stop(self) -> None:
        """Stop looking, and end what is on its way to somebody."""
        self._told = None
        if self._scheduler is not None:
            self._scheduler.stop()
        for one in (self._rendering, self._sender):
            if one is not None:
                try:
                    await one.stop()
                except Refused as refusal:
                    log.warning("what was on its way could not be noted: %s", refusal)

    def release(self) -> None:
        """Let go of the lease, on the store thread, as the last thing."""
        if self._held is not None:
            lease.release(self._held)
            self._held = None
