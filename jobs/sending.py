"""Sending: whoever holds the lease of messages hands them over, a few at a time on each channel.

One transaction settles all that came back and marks the next for every free place, so that there is
at most one message on its way on each connection, and whatever is killed, only those are doubtful.
Nothing here decides what may go out; ``outbox.exchange`` does, and the gates behind it.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from jobs import channels as ways
from jobs.channels import Channel, Texting
from jobs.sms import polling
from store import lease, outbox, settling
from store.database import explained
from store.desk import Desk
from store.envelopes import Envelope, Exchange, Outcome
from store.errors import Refused
from store.lease import Claim, Held
from store.thread import Run

log = logging.getLogger(__name__)

STOP_SECONDS = 10.0
"""How long what is on its way is waited for when the program is told to stop."""

LOOK_SECONDS = 1.0
"""How often it is asked for more while something is on its way, and news are told."""

LINGER_SHARE, LONGEST_LINGER_SECONDS = 2.0, 0.01
"""How long others are waited for once one has come back, as a share of the last transaction."""

Told = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of looking; ``holds`` is false when another program sends."""

    holds: bool = True
    done: int = 0
    failed: int = 0
    unknown: int = 0
    later: int = 0

    @property
    def did_something(self) -> bool:
        """Tell whether anything was written about messages."""
        return self.done + self.failed + self.unknown + self.later > 0


@dataclass(frozen=True, slots=True)
class Stand:
    """Whether this program may send: its holding, how long that lasts, and what was recovered."""

    held: Held | None
    until_ms: int = 0
    doubtful: int = 0


def stand(desk: Desk, claim: Claim, *, busy: bool) -> Stand:
    """Take or renew the lease, and mark what a dead sender left as unknown.

    While a board is ``busy`` it does not renew for a worker that asks: it ends what it has begun.
    """
    desk.file.check()
    with explained(desk.file.path):
        if busy and claim.role == lease.BOARD and lease.is_wanted(claim.name):
            return Stand(None)
        until = lease.boot_ms() + claim.lease_ms
        held = lease.take(claim)
        if held is None:
            return Stand(None)
        doubtful = outbox.recover(desk, held)
        lease.beat(held, desk.now())
        return Stand(held, until, doubtful)


class Sending:
    """Sends what is due, while this program holds the lease."""

    def __init__(
        self,
        desk: Desk,
        claim: Claim,
        run: Run,
        channels: Sequence[Channel] | None = None,
        told: Told | None = None,
    ) -> None:
        """Take the desk, whose database only ``run`` may touch; ``told`` hears of every news."""
        self._desk = settling.clock_desk(desk)
        self._claim, self._run, self._told = claim, run, told
        self._channels = list(ways.of_studio(desk.settings) if channels is None else channels)
        self._held: Held | None = None
        self._until_ms = 0
        self._over = False
        self._sum = Sent()
        self._work: asyncio.Task[Sent] | None = None
        self._stopping = asyncio.Event()
        self._polled_at = self._told_at = float("-inf")
        self._linger_seconds = 0.0

    @property
    def runs_here(self) -> bool:
        """Whether this program held the lease when it last looked."""
        return self._held is not None

    async def look(self) -> Sent:
        """Send everything that is due; at once nothing where another program sends.

        Who gives up waiting ends nothing: what has begun is ended and settled all the same.
        """
        if self._stopping.is_set():
            return Sent(holds=False)
        if self._work is None or self._work.done():
            self._work = asyncio.get_running_loop().create_task(self._send())
        return await asyncio.shield(self._work)

    async def _send(self) -> Sent:
        self._sum = Sent()
        for channel in self._channels:
            await self._settle_left(channel)
        await self._stand(busy=self._busy)
        if self._held is None:
            return Sent(holds=False)
        for channel in self._channels:
            channel.empty = False
        stop = asyncio.get_running_loop().create_task(self._stopping.wait())
        try:
            while True:
                for channel in self._channels:
                    await self._exchange(channel)
                if not self._busy and (self._all_empty or self._closing):
                    break
                await self._wait(stop)
                if not self._over and self._half_over:
                    await self._stand(busy=True)
        finally:
            stop.cancel()
        await self._after()
        return self._sum

    # The lease -------------------------------------------------------------------------------

    async def _stand(self, *, busy: bool) -> None:
        found = await self._run(stand, self._desk, self._claim, busy=busy)
        if busy and (found.held is None or found.held != self._held):
            # What is on its way belongs to the holding that began it, and is settled by that.
            self._over = True
            if found.held is not None:
                await self._run(lease.release, found.held)
            return
        self._held, self._until_ms, self._over = found.held, found.until_ms, False
        self._sum = replace(self._sum, unknown=self._sum.unknown + found.doubtful)

    @property
    def _half_over(self) -> bool:
        return lease.boot_ms() >= self._until_ms - self._claim.lease_ms * 2 // 3

    def _may(self) -> bool:
        """Whether the lease is still held, by the time since the machine started."""
        return not self._over and lease.boot_ms() < self._until_ms

    # Handing over ----------------------------------------------------------------------------

    @property
    def _closing(self) -> bool:
        return self._over or self._stopping.is_set()

    @property
    def _busy(self) -> bool:
        return any(channel.on_the_way or channel.came for channel in self._channels)

    @property
    def _all_empty(self) -> bool:
        return all(channel.empty for channel in self._channels)

    async def _exchange(self, channel: Channel) -> None:
        """Settle what came back on a channel and begin the next, in one transaction."""
        for envelope, outcome in channel.collect():
            self._count(envelope, outcome)
        wanted = 0 if self._closing else channel.wanted()
        if not (wanted or channel.came or channel.on_the_way or self._closing):
            channel.empty = not await self._run(outbox.is_due, channel.name, self._desk.now())
        stale = time.monotonic() - channel.asked_at >= LOOK_SECONDS
        if self._held is None or not (channel.came or (wanted and (stale or not channel.empty))):
            return
        handed, channel.asked_at = tuple(channel.came), time.monotonic()
        found: Exchange = await self._run(
            outbox.exchange, self._desk, self._held, channel.name, handed, wanted
        )
        del channel.came[: len(handed)]
        spent = time.monotonic() - channel.asked_at
        self._linger_seconds = min(spent * LINGER_SHARE, LONGEST_LINGER_SECONDS)
        self._over |= found.lost
        if wanted > len(found.envelopes):
            # The gates may have kept back all that was looked at; more stands behind that.
            stopped = found.lost or found.why
            channel.empty = bool(stopped) or not await self._run(
                outbox.is_due, channel.name, self._desk.now()
            )
        else:
            channel.empty = False
        for envelope in found.envelopes:
            channel.start(envelope, self._may)
        if handed:
            await self._tell(LOOK_SECONDS)

    @staticmethod
    def _has_more(channel: Channel) -> bool:
        return not (channel.empty or channel.on_the_way) and channel.wanted() > 0

    def _count(self, envelope: Envelope, outcome: Outcome) -> None:
        given_up = outcome.result == "temporary" and envelope.attempts >= outbox.MOST_TRIES
        if outcome.result == "permanent" or given_up:
            self._sum = replace(self._sum, failed=self._sum.failed + 1)
        elif outcome.result == "done":
            self._sum = replace(self._sum, done=self._sum.done + 1)
        elif outcome.result == "unknown":
            self._sum = replace(self._sum, unknown=self._sum.unknown + 1)
        else:
            self._sum = replace(self._sum, later=self._sum.later + 1)

    async def _wait(self, stop: asyncio.Future[Any]) -> None:
        """Wait until something has come back, more may be sent, or the lease wants renewal."""
        waits = [channel.pace.wait_seconds() for channel in self._channels if not channel.empty]
        renewal = max(0, self._until_ms - lease.boot_ms()) / 1000 - self._claim.lease_ms / 1500
        seconds = min([max(renewal, 0.01), LOOK_SECONDS, *(one for one in waits if one > 0)])
        tasks: list[asyncio.Future[Any]] = []
        for channel in self._channels:
            tasks.extend(channel.on_the_way)
        if not self._stopping.is_set():
            tasks.append(stop)
        if not tasks or any(channel.came or self._has_more(channel) for channel in self._channels):
            return
        done, others = await asyncio.wait(tasks, timeout=seconds, return_when="FIRST_COMPLETED")
        others -= {stop}
        if done and others:
            # Those that are about to come back share a transaction, which takes longer than they.
            await asyncio.wait(others, timeout=self._linger_seconds)

    async def _settle_left(self, channel: Channel) -> None:
        """Settle what came back before the database failed, by the holding that began it."""
        for envelope, outcome in channel.collect():
            self._count(envelope, outcome)
        if channel.came and self._held is not None:
            handed = tuple(channel.came)
            await self._run(outbox.exchange, self._desk, self._held, channel.name, handed, 0)
            del channel.came[: len(handed)]

    # Before and after ------------------------------------------------------------------------

    async def _after(self) -> None:
        if self._over and self._held is not None:
            await self._run(lease.release, self._held)
            self._held = None
        for channel in self._channels:
            await channel.courier.rest()
        if not self._closing and time.monotonic() - self._polled_at >= polling.POLL_SECONDS:
            self._polled_at = time.monotonic()
            for channel in self._channels:
                await self._poll(channel)
        if self._sum.did_something:
            await self._tell(0.0)

    async def _poll(self, channel: Channel) -> None:
        """Ask what has become of messages that were taken, where that can be asked."""
        if not isinstance(channel.courier, Texting):
            return
        try:
            gateway = await channel.courier.gateway()
        except Refused as refusal:
            log.info("SMS reports: %s", refusal)
            return
        if gateway is not None:
            await polling.poll(self._desk, gateway, self._run)

    async def _tell(self, pace_seconds: float) -> None:
        if self._told is not None and time.monotonic() - self._told_at >= pace_seconds:
            self._told_at = time.monotonic()
            await self._told()

    async def stop(self) -> None:
        """Take no more, wait a while for what is on its way, settle it, and let go of the lease."""
        self._stopping.set()
        work = self._work
        if work is not None and not work.done():
            await asyncio.wait([work], timeout=STOP_SECONDS)
            for channel in self._channels:
                for task in channel.on_the_way:
                    task.cancel()
            await asyncio.wait([work], timeout=STOP_SECONDS)
        if work is not None and work.done() and not work.cancelled():
            work.exception()  # whoever looked has been told, or waits no more
        try:
            for channel in self._channels:
                await self._settle_left(channel)
            if self._held is not None:
                await self._run(lease.release, self._held)
        finally:
            self._held = None
            for channel in self._channels:
                await channel.courier.close()
