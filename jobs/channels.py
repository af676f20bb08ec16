"""Channels: ways for messages to leave the studio, how many at a time, and how many a minute."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from jobs import mail, sms
from store.envelopes import Envelope, Outcome
from store.errors import Refused
from store.settings import Settings

log = logging.getLogger(__name__)

MINUTE_SECONDS = 60.0

STOPPED = "the program ended while it was handed over; it may have arrived or not"
FAILED = "an unforeseen error while it was handed over; it may have arrived or not"

May = Callable[[], bool]
"""Tells, right before the point of no return, whether a message may still be handed over."""


class Courier(Protocol):
    """What hands messages of one channel over."""

    async def send(self, envelope: Envelope, may: May) -> Outcome:
        """Hand one message over, at most once, and tell how that ended."""

    async def rest(self) -> None:
        """Close what has not been used for a while."""

    async def close(self) -> None:
        """Close everything."""


class Texting:
    """The studio's SMS gateway as a courier; it is opened when it is first needed."""

    def __init__(self, settings: Settings) -> None:
        """Take the settings, which name the gateway."""
        self._settings = settings
        self._gateway: sms.Gateway | None = None

    async def gateway(self) -> sms.Gateway | None:
        """The gateway; Refused as long as its secret cannot be read."""
        if self._gateway is None:
            self._gateway = await asyncio.to_thread(sms.gateway, self._settings)
        return self._gateway

    async def send(self, envelope: Envelope, may: May) -> Outcome:
        """Hand one SMS over."""
        try:
            gateway = await self.gateway()
        except Refused as refusal:
            return Outcome(envelope.id, "settings", str(refusal))
        if gateway is None:
            return Outcome(envelope.id, "settings", "no gateway is set under [sms]")
        if not may():
            return Outcome(envelope.id, "untried")
        return await gateway.send(envelope)

    async def rest(self) -> None:
        """Close what has not been used for a while."""
        if self._gateway is not None:
            await self._gateway.rest()

    async def close(self) -> None:
        """Let go of what is open."""
        if self._gateway is not None:
            await self._gateway.close()


class Pace:
    """So many in any minute, by a clock that nobody sets; 0 for any number."""

    def __init__(self, per_minute: int, steady: Callable[[], float] = time.monotonic) -> None:
        """Begin with nothing sent."""
        self._most, self._steady = per_minute, steady
        self._sent: deque[float] = deque()

    def allowed(self, wanted: int) -> int:
        """How many of those wanted may go now."""
        if not self._most:
            return wanted
        while self._sent and self._steady() - self._sent[0] >= MINUTE_SECONDS:
            self._sent.popleft()
        return max(0, min(wanted, self._most - len(self._sent)))

    def note(self) -> None:
        """One goes now."""
        if self._most:
            self._sent.append(self._steady())

    def wait_seconds(self) -> float:
        """How long until the next may go."""
        if self.allowed(1):
            return 0.0
        return max(0.0, MINUTE_SECONDS - (self._steady() - self._sent[0]))


@dataclass
class Channel:
    """One channel at work: what is on its way, and what has come back and is not settled yet."""

    name: str
    courier: Courier
    slots: int = 1
    pace: Pace = field(default_factory=lambda: Pace(0))
    on_the_way: dict[asyncio.Task[Outcome], Envelope] = field(default_factory=dict)
    came: list[Outcome] = field(default_factory=list)
    asked_at: float = float("-inf")
    empty: bool = False

    def wanted(self) -> int:
        """How many more messages may be taken now."""
        return self.pace.allowed(self.slots - len(self.on_the_way))

    def start(self, envelope: Envelope, may: May) -> None:
        """Begin to hand a message over; one that may not go any more comes back untried."""
        if not may():
            self.came.append(Outcome(envelope.id, "untried"))
            return
        self.pace.note()
        task = asyncio.get_running_loop().create_task(self.courier.send(envelope, may))
        self.on_the_way[task] = envelope

    def collect(self) -> list[tuple[Envelope, Outcome]]:
        """Take in what has come back since last time."""
        found = []
        for task in [task for task in self.on_the_way if task.done()]:
            envelope = self.on_the_way.pop(task)
            outcome = _of(task, envelope)
            self.came.append(outcome)
            found.append((envelope, outcome))
        return found


def _of(task: asyncio.Task[Outcome], envelope: Envelope) -> Outcome:
    """What a hand-over came to; one that broke may have been far enough."""
    if task.cancelled():
        return Outcome(envelope.id, "unknown", STOPPED)
    error = task.exception()
    if error is not None:
        log.error("message M-%d", envelope.number, exc_info=error)
        return Outcome(envelope.id, "unknown", FAILED)
    return task.result()


def of_studio(settings: Settings) -> list[Channel]:
    """The channels that the settings say how to use; messages of others wait."""
    found = []
    post = mail.post(settings)
    if post is not None:
        found.append(Channel("email", post, post.slots, Pace(settings.mail.per_minute)))
    if settings.sms.gateway != "none":
        found.append(Channel("sms", Texting(settings)))
    return found
