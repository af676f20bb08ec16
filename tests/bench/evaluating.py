"""What two hundred triggers cost where there are very many orders: a tick, and saving one."""

from __future__ import annotations

import time
from statistics import median

from jobs import clock
from store import lease, rehearsals, triggers
from store.desk import Desk
from store.lease import Claim
from store.tables import Status, Template, Track, Trigger
from store.tables import database as tables
from store.triggers import Spec
from store.when import DAY_MS
from tests.bench.figures import Figure
from tests.bench.storage import TICKS, open_desk
from tests.bench.studios import Studio, copied, discard

TRIGGERS, DUE = 200, 100
AHEAD = 3
"""Firings of every open order that lie ahead."""

MOMENTS = ("entering", "due", "promised", "due")
FILTERS = ("", "priority:rush", "-vendor:none", "")


def evaluating(at: Studio) -> list[Figure]:
    """Everything that is due of many triggers in a copy of the studio, and what saving one takes."""
    copy = copied(at)
    size = "a million" if at.orders == 1_000_000 else at.size
    what = f"{TRIGGERS} triggers over {size} orders, {DUE} due: one tick"
    try:
        with open_desk(copy) as desk:
            _arm(desk, copy.moment)
            spent, done = _ticked(desk)
            idle = _idle(desk)
            added, asked = _saved(desk)
    finally:
        discard(copy)
    if done != DUE:
        what += f" (only {done})"
    return [
        Figure(TICKS, what, at.size, f"{spent:.2f} s", spent, 1.0, "s"),
        Figure(TICKS, "the same with nothing due", at.size, f"{idle:.2f} ms", idle, 5.0, "ms"),
        Figure(TICKS, "saving a trigger on promised dates", at.size, f"{added:.2f} s"),
        Figure(TICKS, "how often it would have acted in 30 days", at.size, f"{asked:.2f} s"),
    ]


def _arm(desk: Desk, moment: int) -> None:
    """Two hundred triggers on every status, with what they plan; a hundred firings are due."""
    tables.execute_sql("UPDATE firing SET state = 'past' WHERE moment <= ?", (moment,))
    tables.execute_sql("UPDATE card SET check_at = NULL WHERE check_at <= ?", (moment,))
    template = Template.get(Template.channel == "email")
    statuses = list(Status.select().join(Track).where(Track.kind == "production"))
    for place in range(TRIGGERS):
        on = MOMENTS[place % len(MOMENTS)]
        email = place % 2 == 0
        Trigger.create(
            name=f"bench {place}", kind="production", moment=on, offset_days=3,
            status_id=None if on == "promised" else statuses[place % len(statuses)].id,
            action="email" if email else "task", template_id=template.id if email else None,
            subject="Look at it", filter=FILTERS[place % len(FILTERS)], since=moment,
            every_days=2, most=3,
        )  # fmt: skip
    first = Trigger.get(Trigger.name == "bench 0").id
    for occurrence in range(AHEAD):
        _plan(first + occurrence, moment + (occurrence + 1) * DAY_MS, -1)
    others = [row.id for row in Trigger.select().where(Trigger.id >= first + AHEAD)]
    for place in range(DUE):
        _plan(others[place % len(others)], moment - 60_000, 1, place)


def _plan(trigger: int, moment: int, limit: int, offset: int = 0) -> None:
    tables.execute_sql(
        "INSERT INTO firing (trigger_id, card_id, visit_id, occurrence, moment, state, cause, "
        "reason, by) SELECT ?, id, visit, 0, ? + id % 1000, 'pending', '', '', '' "
        "FROM card WHERE done = 0 AND kind = 'production' ORDER BY id LIMIT ? OFFSET ?",
        (trigger, moment, limit, offset * 7),
    )


def _ticked(desk: Desk) -> tuple[float, int]:
    """Seconds until nothing is due any more, and how many firings were dealt with."""
    claim = Claim(lease.WORKER, "bench", 600_000)
    began = time.perf_counter()
    done, more = 0, True
    while more:
        found = clock.tick(desk, claim)
        done += found.fired + found.for_person + found.cancelled
        more = found.more
    return time.perf_counter() - began, done


def _idle(desk: Desk) -> float:
    claim = Claim(lease.WORKER, "bench", 600_000)
    spent = []
    for _ in range(50):
        began = time.perf_counter()
        clock.tick(desk, claim)
        spent.append((time.perf_counter() - began) * 1000)
    return median(spent)


def _saved(desk: Desk) -> tuple[float, float]:
    """Seconds that saving a trigger takes, and asking what it would have done."""
    spec = Spec(
        "bench last", "production", subject="x", moment="promised", offset_days=-2, at_time="09:00"
    )
    began = time.perf_counter()
    triggers.add(desk, spec)
    added = time.perf_counter()
    now = desk.now()
    rehearsals.count(desk, "bench last", now - 30 * DAY_MS, now)
    return added - began, time.perf_counter() - added
