"""The worker: the clock and the queues without a screen, until told to stop.

Queues of other rooms are brought along by whoever starts it, as lanes.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Protocol

from jobs import clock
from jobs.scheduler import Scheduler
from jobs.sending import Sending, Sent
from store import database, lease, logs, outbox, postroom, studio
from store.database import Gone
from store.desk import Clock, Desk
from store.errors import Refused, did_you_mean
from store.lease import Claim
from store.settings import Settings
from store.thread import Run, StoreThread

log = logging.getLogger(__name__)

PAUSE_SECONDS = 0.01
"""Between bulk transactions, so that people get their turn to write."""

LANE_SECONDS = 2.0
"""How often the lanes of other rooms are looked at, at least."""

SCHEDULE, MESSAGES = "schedule", "messages"
LANES = (SCHEDULE, MESSAGES)
"""The worker's own lanes, in the order in which they are done once."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Report:
    """What a worker did once: with firings and due dates, and with messages."""

    fired: int = 0
    marked: int = 0
    held: int = 0
    cancelled: int = 0
    sent: int = 0
    failed: int = 0
    unknown: int = 0
    waiting: int = 0
    lanes: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


class Working(Protocol):
    """A lane at work: looks now and then, and stops when told."""

    async def look(self) -> object:
        """Do what is due."""

    async def stop(self) -> None:
        """End what is begun, and let go."""


@dataclass(frozen=True, slots=True)
class Lane:
    """A queue of another room: what is done of it once, or again and again."""

    name: str
    once: Callable[[Desk, Say], Mapping[str, int]]
    begin: Callable[[Desk, Run], Working]


def claim_for(desk: Desk, role: str, name: str = lease.NAME) -> Claim:
    """The wish of a program to run the clock, or to send messages."""
    return Claim(
        role,
        lease.label_for(role, desk.who.login),
        round(desk.settings.clock.lease_seconds * 1000),
        name,
    )


# Once --------------------------------------------------------------------------------------------


def work_once(
    desk: Desk,
    say: Say,
    deadline_seconds: float = 600.0,
    only: frozenset[str] = frozenset(),
    lanes: Sequence[Lane] = (),
) -> Report:
    """Wait for each lease, do everything that is due now, and let go of the leases.

    Refused when somebody else keeps one for longer than ``deadline_seconds``.
    """
    report = Report()
    if SCHEDULE in (only or LANES):
        report = _tick_once(desk, say, deadline_seconds)
    if MESSAGES in (only or LANES):
        found = asyncio.run(_send_once(desk, say, deadline_seconds))
        report = replace(report, sent=found.done, failed=found.failed, unknown=found.unknown)
    done = {lane.name: lane.once(desk, say) for lane in lanes if not only or lane.name in only}
    report = replace(report, lanes=done)
    room = postroom.read(desk)
    if room.due and room.silence:
        say(f"messages wait: {room.silence}")
    elif room.due:
        for trouble in room.troubles:
            say(f"{trouble.channel} waits: {trouble.why}")
    return replace(report, waiting=room.due + room.later)


def _tick_once(desk: Desk, say: Say, deadline_seconds: float) -> Report:
    claim = claim_for(desk, lease.WORKER)
    wait = Waiting(claim, "the clock", say, deadline_seconds)
    report = Report()
    try:
        while True:
            done = clock.tick(desk, claim)
            report = replace(
                report,
                fired=report.fired + done.fired,
                marked=report.marked + done.marked,
                held=report.held + done.for_person,
                cancelled=report.cancelled + done.cancelled,
            )
            if done.held is not None and not done.more:
                return report
            if done.held is None:
                wait.another(lease.holder(desk, claim.name).label)
            time.sleep(PAUSE_SECONDS if done.held else wait.pause_seconds)
    finally:
        _let_go(desk, claim)


async def _send_once(desk: Desk, say: Say, deadline_seconds: float) -> Sent:
    """Send everything that is due, as far as that can be sent now."""
    claim = claim_for(desk, lease.WORKER, lease.MESSAGES)
    wait = Waiting(claim, "the sending of messages", say, deadline_seconds)
    thread = StoreThread("sending")
    sender = Sending(desk, claim, thread.run)
    try:
        while await thread.run(outbox.anything_to_send, desk.now()):
            found = await sender.look()
            if found.holds:
                return found
            holder = await thread.run(lease.holder, desk, claim.name)
            wait.another(holder.label)
            await asyncio.sleep(wait.pause_seconds)
        return Sent()
    finally:
        try:
            await sender.stop()
            await thread.run(_let_go, desk, claim)
        finally:
            thread.close(database.close)


class Waiting:
    """Waiting for a lease: said once, and given up in the end."""

    def __init__(self, claim: Claim, what: str, say: Say, seconds: float) -> None:
        """Begin to wait."""
        self._what, self._say = what, say
        self._until = time.monotonic() + seconds
        self._told = False
        self.pause_seconds = min(0.2, claim.lease_ms / 4000)

    def another(self, label: str) -> None:
        """Somebody else has it still; Refused when that has lasted too long."""
        if time.monotonic() > self._until:
            raise Refused(
                f"{self._what} is run by {label} and was not given up; "
                "stop that program, or leave the work to it"
            )
        if not self._told:
            self._say(f"waiting for {self._what}: {label or 'nobody answers yet'}")
            self._told = True


def _let_go(desk: Desk, claim: Claim) -> None:
    """Release the lease where this program has it, whatever else went wrong."""
    try:
        desk.file.check()
        with database.explained(desk.file.path):
            lease.give_up(claim)
    except Refused as refusal:
        log.warning("%s could not be released: %s", claim.name, refusal)


# Until it is stopped -----------------------------------------------------------------------------


async def work_on(
    desk: Desk, only: frozenset[str] = frozenset(), lanes: Sequence[Lane] = ()
) -> None:
    """Work at the studio's pace until a signal asks to stop; Refused when the database is gone."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(number, stopping.set)
    chosen = [lane for lane in lanes if not only or lane.name in only]
    running = _Running(desk, stopping, chosen)
    scheduler = Scheduler(time.time, lambda: lease.boot_ms() / 1000)
    pace = min(desk.settings.clock.tick_seconds, desk.settings.clock.lease_seconds / 3)
    for lane, look in ((SCHEDULE, running.tick), (MESSAGES, running.send)):
        if lane in (only or LANES):
            scheduler.every(pace, "clock" if lane == SCHEDULE else lane, look)
    for name in running.lanes:
        scheduler.every(min(pace, LANE_SECONDS), name, partial(running.look, name))
    scheduler.start()
    await stopping.wait()
    scheduler.stop()
    await running.end()
    if running.gone is not None:
        raise running.gone


class _Running:
    """A worker's lanes, which share one thread for the database."""

    def __init__(self, desk: Desk, stopping: asyncio.Event, lanes: Sequence[Lane] = ()) -> None:
        self._desk, self._stopping = desk, stopping
        self._thread = StoreThread("worker")
        self._clock = claim_for(desk, lease.WORKER)
        self._sender = Sending(
            desk, claim_for(desk, lease.WORKER, lease.MESSAGES), self._thread.run
        )
        self.lanes = {lane.name: lane.begin(desk, self._thread.run) for lane in lanes}
        self.gone: Gone | None = None

    def _end_with(self, refusal: Gone) -> None:
        self.gone = refusal
        self._stopping.set()

    async def tick(self) -> None:
        """Do what is due on the clock."""
        while not self._stopping.is_set():
            try:
                done = await self._thread.run(clock.tick, self._desk, self._clock)
            except Gone as refusal:
                self._end_with(refusal)
                return
            if done.did_something:
                log.info("clock: %d fired, %d marked", done.fired, done.marked)
            if not done.more:
                return
            await asyncio.sleep(PAUSE_SECONDS)

    async def send(self) -> None:
        """Send what is due."""
        try:
            found = await self._sender.look()
        except Gone as refusal:
            self._end_with(refusal)
            return
        if found.did_something:
            log.info(
                "messages: %d sent, %d failed, %d unknown, %d later",
                found.done, found.failed, found.unknown, found.later,
            )  # fmt: skip

    async def look(self, name: str) -> None:
        """Do what is due in another room's lane."""
        try:
            await self.lanes[name].look()
        except Gone as refusal:
            self._end_with(refusal)

    async def end(self) -> None:
        """Settle what is on its way and let go of everything."""
        for one in (*self.lanes.values(), self._sender):
            try:
                await one.stop()
            except Refused as refusal:
                log.warning("what was on its way could not be noted: %s", refusal)
        if self.gone is None:
            await self._thread.run(_let_go, self._desk, self._clock)
        self._thread.close(database.close)


def run(
    config: Settings,
    *,
    acting_as: str | None = None,
    at: int | None = None,
    once: bool = False,
    only: frozenset[str] = frozenset(),
    say: Say = log.info,
    lanes: Sequence[Lane] = (),
) -> Report | None:
    """Open the studio and work: once, or until stopped. Refused for queues there are none of."""
    known = (*LANES, *(lane.name for lane in lanes))
    unknown = sorted(only - set(known))
    if unknown:
        hint = did_you_mean(unknown[0], known)
        raise Refused(f"--only {', '.join(unknown)}: this worker knows {', '.join(known)}{hint}")
    logs.start(config.logs, config.log.level, config.log.max_bytes, config.log.backups)
    shows = Clock.standing_at if once else Clock.starting_at
    desk = studio.open_desk(
        config,
        acting_as=acting_as,
        clock=shows(at) if at is not None else Clock(),
        source="worker",
    )
    desk.who.require("work", "running the worker")
    try:
        if once:
            return work_once(desk, say, only=only, lanes=lanes)
        asyncio.run(work_on(desk, only, lanes))
        return None
    finally:
        database.close()
