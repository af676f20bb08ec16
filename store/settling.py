"""Settling the ledger: what the clock (or a person) does with firings whose moment has come.

A firing, the task or call it makes and the mark that it is done are one transaction, so it happens
once whatever is killed and when. Only a few rows are settled at a time: others want to write too.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from peewee import Case, fn

from store import boards, cards, errands, firings, occasions, schedule, views
from store.access import CLOCK
from store.desk import Desk
from store.directory import reference
from store.errands import Settled, by_id
from store.errors import Refused
from store.history import CLOCK_SOURCE
from store.lease import Held
from store.lease import require as require_lease
from store.reading import tuples
from store.tables import Card, Firing, Trigger, database

log = logging.getLogger(__name__)

BATCH = 20
"""Rows in one transaction."""


@dataclass(frozen=True, slots=True)
class FiringFace:
    """A row of the ledger as it is shown."""

    id: int
    trigger: str
    ref: str
    action: str
    recipient: str
    moment: int
    state: str
    reason: str
    made: str | None
    card_id: int


def clock_desk(desk: Desk) -> Desk:
    """The same studio with the clock acting."""
    return desk.standing_in(CLOCK, CLOCK_SOURCE)


def anything_due(now: int) -> bool:
    """Tell whether a firing or a due date has come, without locking anything."""
    return _firing_due(now) or _mark_due(now) or _batch_due(now)


def _batch_due(now: int) -> bool:
    sql = "SELECT EXISTS (SELECT 1 FROM trigger WHERE next_at IS NOT NULL AND next_at <= ?)"
    return bool(database.execute_sql(sql, (now,)).fetchone()[0])


def plan_batches(desk: Desk, held: Held | None) -> int:
    """Plan the batches whose time has come: a firing for each invoice that they find."""
    now = desk.now()
    if not _batch_due(now):
        return 0
    planned = 0
    with desk.action("plan batches", "batches planned", undoable=False) as act:
        if held is not None:
            require_lease(held)
        for trigger in occasions.batches_due(now):
            planned += occasions.run_batch(desk, act, trigger, _wanted(desk, trigger))
    return planned


def _firing_due(now: int) -> bool:
    sql = "SELECT EXISTS (SELECT 1 FROM firing WHERE state = 'pending' AND moment <= ?)"
    return bool(database.execute_sql(sql, (now,)).fetchone()[0])


def _mark_due(now: int) -> bool:
    sql = "SELECT EXISTS (SELECT 1 FROM card WHERE check_at IS NOT NULL AND check_at <= ?)"
    return bool(database.execute_sql(sql, (now,)).fetchone()[0])


def _wanted(desk: Desk, trigger: Trigger) -> list[int]:
    """The invoices that a batch is for; none where its filter cannot be read any more."""
    try:
        text = views.meaning(desk, "invoices", trigger.filter)
        condition = boards.compiled(desk, text) if text else None
    except Refused as refusal:
        log.warning("the batch of %s found nothing: %s", trigger.name, refusal)
        return []
    return occasions.with_lines_to_order(condition)


def settle_due(desk: Desk, held: Held | None, limit: int = BATCH) -> Settled:
    """Fire what is due: at most ``limit`` rows, in one transaction guarded by the lease."""
    now = desk.now()
    if not _firing_due(now):
        return Settled()
    with desk.action("fire triggers", "triggers fired", undoable=False) as act:
        if held is not None:
            require_lease(held)
        query = (
            Firing.select()
            .where(Firing.state == "pending", Firing.moment <= now)
            .order_by(Firing.moment, Firing.id)
            .limit(limit)
        )
        return errands.fire(desk, act, list(query), by_person=False)


def process(desk: Desk, ids: Sequence[int]) -> Settled:
    """Fire the named firings now, whatever their moment: a person decides."""
    with desk.action("process firings", f"process {len(ids)} firings") as act:
        return errands.fire(desk, act, _open_rows(ids), by_person=True)


def skip(desk: Desk, ids: Sequence[int], *, state: str = "skipped") -> int:
    """Take the named firings out of the queue; the ledger remembers that they were not wanted."""
    with desk.action("skip firings", f"skip {len(ids)} firings") as act:
        rows = _open_rows(ids)
        word = "skipped" if state == "skipped" else "deleted"
        for row in rows:
            act.update(
                row,
                state=state,
                reason=f"{word} by {desk.who.login}",
                settled_at=act.at,
                by=desk.who.login,
            )
    return len(rows)


def delete(desk: Desk, ids: Sequence[int]) -> int:
    """Take the named firings out of the queue for good."""
    return skip(desk, ids, state="cancelled")


def _open_rows(ids: Sequence[int]) -> list[Firing]:
    found = by_id(Firing, ids)
    problems = []
    for firing_id in ids:
        row = found.get(firing_id)
        if row is None:
            problems.append(f"firing {firing_id}: there is no such firing; see 'triggers queue'")
        elif row.state not in firings.OPEN_STATES:
            problems.append(f"firing {firing_id}: it is {row.state} already")
    if problems:
        raise Refused(problems)
    return [found[firing_id] for firing_id in dict.fromkeys(ids)]


def mark_due(desk: Desk, held: Held | None, limit: int = BATCH) -> int:
    """Mark cards that have become due soon or late; at most ``limit`` in one transaction."""
    now = desk.now()
    if not _mark_due(now):
        return 0
    with desk.action("mark due dates", "due dates passed", undoable=False) as act:
        if held is not None:
            require_lease(held)
        query = (
            Card.select()
            .where(Card.check_at.is_null(False), Card.check_at <= now)
            .order_by(Card.check_at)
            .limit(limit)
        )
        rows = list(query)
        for card in rows:
            found = schedule.marks(desk, card.due_at, card.entered_at, done=card.done)
            act.update(card, mark=found.mark, check_at=found.check_at)
    return len(rows)


def queue(
    desk: Desk,
    *,
    states: Sequence[str] = (),
    until: int | None = None,
    since: int | None = None,
    newest: bool = False,
    limit: int = 1000,
) -> list[FiringFace]:
    """The ledger's rows by moment: of the given states, up to a moment, settled since another.

    ``newest`` has the latest first, so that a limit leaves out the oldest.
    """
    order = (Firing.moment.desc(), Firing.id.desc()) if newest else (Firing.moment, Firing.id)
    query = _with_cards().order_by(*order).limit(limit)
    if states:
        query = query.where(Firing.state.in_(list(states)))
    if until is not None:
        query = query.where(Firing.moment <= until)
    if since is not None:
        query = query.where(Firing.settled_at >= since)
    return _shown(desk, list(query))


def by_ids(desk: Desk, ids: Sequence[int]) -> list[FiringFace]:
    """The named rows of the ledger, in the order of their moments."""
    rows: list[Firing] = []
    for start in range(0, len(ids), 500):
        rows.extend(_with_cards().where(Firing.id.in_(list(ids[start : start + 500]))))
    return _shown(desk, sorted(rows, key=lambda row: (row.moment, row.id)))


def open_counts(now: int) -> dict[int, tuple[int, int, int]]:
    """Trigger id to how many of its firings are due, come later, and are held."""
    query = (
        Firing.select(
            Firing.trigger,
            fn.sum(Case(None, [((Firing.state == "pending") & (Firing.moment <= now), 1)], 0)),
            fn.sum(Case(None, [((Firing.state == "pending") & (Firing.moment > now), 1)], 0)),
            fn.sum(Case(None, [(Firing.state == "held", 1)], 0)),
        )
        .where(Firing.state.in_(list(firings.OPEN_STATES)))
        .group_by(Firing.trigger)
    )
    return {trigger: (due, coming, held) for trigger, due, coming, held in tuples(query)}


def _with_cards() -> Any:
    return Firing.select(Firing, Trigger, Card).join(Trigger).switch(Firing).join(Card)


def _shown(desk: Desk, rows: Sequence[Firing]) -> list[FiringFace]:
    made = {
        card.id: cards.ref(card)
        for card in Card.select().where(Card.id.in_([row.made for row in rows if row.made]))
    }
    return [_face(desk, row, made) for row in rows]


def _face(desk: Desk, row: Firing, made: dict[int, str]) -> FiringFace:
    trigger, card = row.trigger, row.card
    user = desk.directory.users.get(trigger.user_id or card.user_id or 0)
    department = desk.directory.departments.get(trigger.department_id or 0)
    recipient = department.name if department else (user.login if user else "")
    return FiringFace(
        row.id, trigger.name, reference(card.kind, card.number), trigger.action, recipient,
        row.moment, row.state, row.reason, made.get(row.made or 0), card.id,
    )  # fmt: skip
