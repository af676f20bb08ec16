"""What the triggers would do: tried in a transaction that is taken back."""

from __future__ import annotations

from dataclasses import replace

from store import settling
from store.desk import Clock, Desk, copy_for
from store.settling import FiringFace

MOST = 10_000
AT_ONCE = 200


def rehearse(desk: Desk, until: int) -> list[FiringFace]:
    """The firings that come up to a moment, each in the state it would then be in."""
    coming = settling.queue(desk, states=("pending",), until=until, limit=MOST)
    if not coming:
        return []
    then = settling.clock_desk(copy_for(desk, Clock.starting_at(until)))
    with desk.rehearsal():
        while settling.settle_due(then, None, limit=AT_ONCE).total:
            pass
        found = settling.by_ids(desk, [firing.id for firing in coming])
    return [_unmade(firing) for firing in found]


def _unmade(firing: FiringFace) -> FiringFace:
    """A reference that was given out in a rehearsal belongs to nothing."""
    return replace(firing, made=None)
