"""One tick of the clock: mark what is due soon or late, and settle what the triggers planned.

A tick also looks whether the machine's clock can be believed, and ends pauses that are over.

Nothing here decides when to tick; ``scheduler`` does. Every step is one short transaction, so that
people who move cards never wait long, and is guarded by the lease's fence.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from store import clockwatch, gates, hushes, identity, lease, settling
from store.database import explained
from store.desk import Desk
from store.errands import Settled
from store.lease import Claim, Held, Lost

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Tick:
    """What a tick did; ``held`` is null when another program runs the clock."""

    held: Held | None
    fired: int = 0
    for_person: int = 0
    cancelled: int = 0
    failed: int = 0
    marked: int = 0
    more: bool = False

    @property
    def did_something(self) -> bool:
        """Tell whether anything was written about cards."""
        return self.fired + self.for_person + self.cancelled + self.failed + self.marked > 0


def tick(desk: Desk, claim: Claim) -> Tick:
    """Take or renew the lease and do one step of what is due; ``more`` says to come again soon.

    Refused where the database has gone or cannot be written.
    """
    desk.file.check()
    with explained(desk.file.path):
        held = lease.take(claim)
        if held is None:
            return Tick(None)
        return _step(settling.clock_desk(desk), held)


def _step(acting: Desk, held: Held) -> Tick:
    identity.settle_in(acting.file)
    marked, settled, more = 0, Settled(), False
    try:
        clockwatch.look(acting, held, clockwatch.machine())
        if _anything_due(acting):
            marked = settling.mark_due(acting, held)
            settling.plan_batches(acting, held)
            hushes.end(acting, held)
            settled = settling.settle_due(acting, held)
            more = _anything_due(acting)
    except Lost as lost:
        log.info("%s", lost)
        return Tick(None)
    lease.beat(held, acting.now())
    return Tick(
        held,
        fired=settled.done,
        for_person=settled.held + settled.failed,
        cancelled=settled.cancelled,
        failed=settled.failed,
        marked=marked,
        more=more,
    )


def _anything_due(acting: Desk) -> bool:
    now = acting.now()
    return settling.anything_due(now, silent=bool(gates.silence(acting))) or hushes.anything_over(
        acting, now
    )
