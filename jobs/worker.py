"""The worker: the clock and the queues without a screen, until told to stop."""

from __future__ import annotations

import asyncio
import logging
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass

from jobs import clock
from jobs.scheduler import Scheduler
from store import database, lease, logs, studio
from store.database import Gone
from store.desk import Clock, Desk
from store.errors import Refused
from store.lease import Claim
from store.settings import Settings

log = logging.getLogger(__name__)

PAUSE_SECONDS = 0.01
"""Between bulk transactions, so that people get their turn to write."""

LANES = frozenset({"schedule"})
"""What ``--only`` may name in this version."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a worker did once."""

    fired: int
    marked: int
    held: int = 0
    cancelled: int = 0


def claim_for(desk: Desk, role: str) -> Claim:
    """The wish of a program to run the clock."""
    return Claim(
        role,
        lease.label_for(role, desk.who.login),
        round(desk.settings.clock.lease_seconds * 1000),
    )


def work_once(desk: Desk, say: Callable[[str], None], deadline_seconds: float = 600.0) -> Report:
    """Wait for the lease, do everything that is due now, and let go of the lease.

    Refused when somebody else keeps the lease for longer than ``deadline_seconds``.
    """
    claim = claim_for(desk, lease.WORKER)
    give_up = time.monotonic() + deadline_seconds
    fired = stayed = dropped = marked = 0
    told = False
    try:
        while True:
            done = clock.tick(desk, claim)
            fired, marked = fired + done.fired, marked + done.marked
            stayed, dropped = stayed + done.for_person, dropped + done.cancelled
            if done.held is not None and not done.more:
                return Report(fired, marked, stayed, dropped)
            if done.held is None:
                if time.monotonic() > give_up:
                    raise Refused(
                        f"the clock is run by {lease.holder(desk).label} and was not given up; "
                        "stop that program, or leave the work to it"
                    )
                if not told:
                    holder = lease.holder(desk).label or "nobody answers yet"
                    say(f"waiting for the clock: {holder}")
                    told = True
            time.sleep(PAUSE_SECONDS if done.held else min(0.2, claim.lease_ms / 4000))
    finally:
        _let_go(desk, claim)


def _let_go(desk: Desk, claim: Claim) -> None:
    """Release the lease where this program has it, whatever else went wrong."""
    try:
        desk.file.check()
        with database.explained(desk.file.path):
            lease.give_up(claim)
    except Refused as refusal:
        log.warning("the clock could not be released: %s", refusal)


async def work_on(desk: Desk) -> None:
    """Tick at the studio's pace until a signal asks to stop; Refused when the database is gone."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(number, stopping.set)
    claim = claim_for(desk, lease.WORKER)
    scheduler = Scheduler(time.time, lambda: lease.boot_ms() / 1000)

    gone: list[Gone] = []

    async def look() -> None:
        while not stopping.is_set():
            try:
                done = clock.tick(desk, claim)
            except Gone as refusal:
                gone.append(refusal)
                stopping.set()
                return
            if done.did_something:
                log.info("clock: %d fired, %d marked", done.fired, done.marked)
            if not done.more:
                return
            await asyncio.sleep(PAUSE_SECONDS)

    pace = min(desk.settings.clock.tick_seconds, desk.settings.clock.lease_seconds / 3)
    scheduler.every(pace, "clock", look)
    scheduler.start()
    await stopping.wait()
    scheduler.stop()
    if gone:
        raise gone[0]
    _let_go(desk, claim)


def run(
    config: Settings,
    *,
    acting_as: str | None = None,
    at: int | None = None,
    once: bool = False,
    only: frozenset[str] = frozenset(),
    say: Callable[[str], None] = log.info,
) -> Report | None:
    """Open the studio and work: once, or until stopped. Refused for queues there are none of."""
    unknown = only - LANES
    if unknown:
        raise Refused(f"--only {', '.join(sorted(unknown))}: this worker knows {', '.join(LANES)}")
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
            return work_once(desk, say)
        asyncio.run(work_on(desk))
        return None
    finally:
        database.close()
