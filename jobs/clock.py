"""One tick of the clock: mark what is due soon or late, and settle what the triggers planned.

Nothing here decides when to tick; ``scheduler`` does. Every step is one short transaction, so that
people who move cards never wait long, and is guarded by the lease's fence.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from store import lease, settling
from store.database import explained
from store.desk import Desk
from store.lease import Claim, Held, Lost

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Tick:
    """What a tick did; ``held`` is null when another program runs the clock."""

    held: Held | None
    fired: int = 0
    for_person: int = 0
    cancelled: int = 0
    marked: int = 0
    more: bool = False

    @property
    def did_something(self) -> bool:
        """Tell whether anything was written about cards."""
        return self.fired + self.for_person + self.cancelled + self.marked > 0


def tick(desk: Desk, claim: Claim) -> Tick:
    """Take or renew the lease and do one step of what is due; ``more`` says to come again soon.

    Refused where the database has gone or cannot be written.
    """
    desk.file.check()
    with explained(desk.file.path):
        held = lease.take(claim)
        if held is None:
            return Tick(None)
        now = desk.now()
        if not settling.anything_due(now):
            lease.beat(held, now)
            return Tick(held)
        return _step(desk, held, now)


def _step(desk: Desk, held: Held, now: int) -> Tick:
    acting = settling.clock_desk(desk)
    try:
        marked = settling.mark_due(acting, held)
        settling.plan_batches(acting, held)
        settled = settling.settle_due(acting, held)
    except Lost as lost:
        log.info("%s", lost)
        return Tick(None)
    lease.beat(held, now)
    return Tick(
        held,
        fired=settled.done,
        for_person=settled.held,
        cancelled=settled.cancelled,
        marked=marked,
        more=settling.anything_due(desk.now()),
    )
