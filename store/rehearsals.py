"""What the triggers would do: tried in a transaction that is taken back.

What one would have done, in days that are over, is in ``hindsight``.
"""

from __future__ import annotations

import time
from dataclasses import replace

from store import arming, hushes, settling, triggers
from store.desk import Clock, Desk, copy_for
from store.firingfaces import FiringFace, by_ids, queue
from store.hindsight import count, last
from store.reading import first_column
from store.tables import Firing, database
from store.when import HOUR_MS

__all__ = ["count", "last", "rehearse"]

MOST = 10_000
AT_ONCE = 200

MOST_SECONDS = 4.0
"""How long others are kept from writing; what it is not enough for stays as it is planned."""

TOO_MUCH = "not rehearsed: too much comes before it"


def rehearse(desk: Desk, until: int, trial: str = "") -> list[FiringFace]:
    """The firings that come up to a moment, each in the state it would then be in.

    A trigger named as ``trial`` acts as if it were switched on now.

    Those that come again are among them, as often as they come; not yet planned, they have numbers
    below zero. So is what a pause holds that ends by then. Nobody touches anything meanwhile.
    """
    coming = [firing.id for firing in queue(desk, states=("pending",), until=until, limit=MOST)]
    hushed = [one.id for one in queue(desk, states=("held",)) if one.cause == hushes.CAUSE]
    if not coming and not hushed and not trial:
        return []
    then = settling.clock_desk(copy_for(desk, desk.clock))
    with desk.rehearsal():
        known, last_card = _highest("firing"), _highest("card")
        if trial:
            _switch_on(then, trial)
        at = _next_stop(None, desk.now(), until)
        give_up = time.monotonic() + MOST_SECONDS
        while at is not None and time.monotonic() < give_up:
            then.clock = Clock.standing_at(at)
            hushes.end(then, None)
            while settling.settle_due(then, None, limit=AT_ONCE, rehearsing=True).total:
                if time.monotonic() > give_up:
                    break
            at = _next_stop(at, at, until)
        planned = Firing.select(Firing.id).where(
            Firing.id > known, Firing.moment <= until, Firing.card <= last_card
        )
        freed = [one.id for one in by_ids(desk, hushed) if one.state != "held"]
        found = by_ids(desk, [*coming, *freed, *first_column(planned.limit(MOST))])
    return [_unmade(firing, known) for firing in found]


def _switch_on(desk: Desk, name: str) -> None:
    """Let a trigger act that is off, as switching it on would."""
    trigger = triggers.named(name)
    if trigger.inactive:
        with desk.action("switch trigger", right="work") as act:
            act.update(trigger, inactive=False, since=act.at)
            arming.plan_for_present(desk, act, trigger)


def _highest(table: str) -> int:
    row = database.execute_sql(f'SELECT max(id) FROM "{table}"').fetchone()
    return int(row[0] or 0)


def _next_stop(after: int | None, now: int, until: int) -> int | None:
    """The next moment to settle at: the last one of an hour in which something comes.

    So reminders that come again do so at their days, and a thousand firings take no thousand steps.
    What a pause held goes on when that ends.
    """
    sql = (
        "SELECT min(at) FROM (SELECT min(moment) AS at FROM firing "
        "WHERE state = 'pending' AND moment > ?1 AND moment <= ?2 "
        "UNION ALL SELECT min(until_at) FROM trigger_pause WHERE until_at > ?1 AND until_at <= ?2)"
    )
    first = database.execute_sql(sql, (-1 if after is None else after, until)).fetchone()[0]
    if first is None:
        return None
    start = max(int(first), now)
    sql = "SELECT max(moment) FROM firing WHERE state = 'pending' AND moment <= ?"
    final = database.execute_sql(sql, (min(start + HOUR_MS, until),)).fetchone()[0]
    return max(start, int(final or 0))


def _unmade(firing: FiringFace, known: int) -> FiringFace:
    """What was given out in a rehearsal belongs to nothing: references, and rows of the ledger."""
    own = firing.id if firing.id <= known else known - firing.id
    reason = firing.reason or (TOO_MUCH if firing.state == "pending" else "")
    return replace(firing, id=own, made=None, reason=reason)
