"""Settling the ledger: what the clock (or a person) does with firings whose moment has come.

A firing, what it makes and the mark that it is done are one transaction, so it happens once
whatever is killed and when. Only a few rows are settled at a time: others want to write too. What
does not fire as it is stands in ``sifting``, what people decide about single messages in
``decisions``, how the ledger is shown in ``firingfaces``.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from store import (
    boards,
    decisions,
    errands,
    firings,
    following,
    gates,
    grounds,
    hushes,
    occasions,
    schedule,
    sifting,
    views,
)
from store.access import CLOCK
from store.changes import Act
from store.desk import Desk
from store.envelopes import reference
from store.errands import Settled, by_id
from store.errors import Refused
from store.firingfaces import FiringFace, by_ids, open_counts, queue
from store.history import CLOCK_SOURCE
from store.lease import Held
from store.lease import require as require_lease
from store.tables import Card, Firing, Message, Trigger, database
from store.text import safe

__all__ = ["FiringFace", "Settled", "by_ids", "open_counts", "queue"]

log = logging.getLogger(__name__)

BATCH = 20
"""Rows in one transaction."""

DISMISSED = (*firings.OPEN_STATES, "sending")
"""States in which a person may skip or delete a firing, while nothing of it is handed over."""

RETRIED = ("failed", "unknown", "cancelled")
"""States of firings that can be tried again."""


def clock_desk(desk: Desk) -> Desk:
    """The same studio with the clock acting."""
    return desk.standing_in(CLOCK, CLOCK_SOURCE)


# By itself ---------------------------------------------------------------------------------------


def anything_due(now: int, *, silent: bool = False) -> bool:
    """Tell whether a firing or a due date has come, without locking anything.

    In a ``silent`` studio what would reach people outside is left where it is.
    """
    return _firing_due(now, silent=silent) or _mark_due(now) or _batch_due(now)


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


def _firing_due(now: int, *, silent: bool) -> bool:
    sql = "SELECT EXISTS (SELECT 1 FROM firing WHERE state = 'pending' AND moment <= ?{})"
    spared = sifting.outward_ids() if silent else []
    more = f" AND trigger_id NOT IN ({', '.join('?' * len(spared))})" if spared else ""
    return bool(database.execute_sql(sql.format(more), (now, *spared)).fetchone()[0])


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


def settle_due(
    desk: Desk, held: Held | None, limit: int = BATCH, *, rehearsing: bool = False
) -> Settled:
    """Fire what is due: at most ``limit`` rows, in one transaction guarded by the lease.

    A silent studio leaves what reaches people outside where it is. A rehearsal asks what happens
    when the moments come: nothing is silent, late, piled up or too much at once then.
    """
    now = desk.now()
    silent = not rehearsing and bool(gates.silence(desk))
    if not _firing_due(now, silent=silent):
        return Settled()
    with desk.action("fire triggers", "triggers fired", undoable=False) as act:
        if held is not None:
            require_lease(held)
        query = Firing.select().where(Firing.state == "pending", Firing.moment <= now)
        if silent:
            query = query.where(Firing.trigger.not_in(sifting.outward_ids()))
        rows = list(query.order_by(Firing.moment, Firing.id).limit(limit))
        sieve = sifting.Sieve(desk, act, rows)
        found = sieve.paused() if rehearsing else sieve.all()
        fired = errands.fire(
            desk, act, found.rows, by_person=False, braked=found.braked, papers=not rehearsing
        )
        return fired + found.settled


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


# By a person -------------------------------------------------------------------------------------


def process(desk: Desk, ids: Sequence[int]) -> Settled:
    """Fire the named firings now, whatever their moment and condition: a person decides."""
    with desk.action("process firings", f"process {len(ids)} firings") as act:
        rows = _in_states(ids, firings.OPEN_STATES)
        triggers = by_id(Trigger, [row.trigger_id for row in rows])
        _refuse_paused([row for row in rows if firings.is_outward(triggers[row.trigger_id])])
        return _let_out(desk, act, rows)


def approve(desk: Desk, ids: Sequence[int]) -> Settled:
    """Let the named held firings go on, past the brake, where there is still reason for them.

    Where a message was written already, it goes out as it is.
    """
    with desk.action("approve firings", f"approve {len(ids)} firings") as act:
        rows = _in_states(ids, ("held",), "approved")
        _refuse_paused(rows)
        triggers = by_id(Trigger, [row.trigger_id for row in rows])
        about = by_id(Card, [row.card_id for row in rows])
        true: list[Firing] = []
        rest = Settled()
        conditions: grounds.Conditions = {}
        for row in rows:
            try:
                why = grounds.no_longer_true(
                    desk, triggers[row.trigger_id], about[row.card_id], row, conditions
                )
            except Refused as refusal:
                reason = safe(f"its condition cannot be read: {refusal}", 500)
                act.update(row, cause="error", reason=reason)
                rest += Settled(held=1)
                continue
            if why:
                following.call_off(act, [row], why)
                rest += Settled(cancelled=1)
            else:
                true.append(row)
        return _let_out(desk, act, true) + rest


def _let_out(desk: Desk, act: Act, rows: Sequence[Firing]) -> Settled:
    """Send what was written for firings, and fire those for which nothing was."""
    messages = following.of_firings([row.id for row in rows], ("held",))
    written = {message.firing_id for message in messages}
    decisions.release(desk, act, messages)
    fired = errands.fire(desk, act, [row for row in rows if row.id not in written], by_person=True)
    return fired + Settled(done=len(written))


def retry(desk: Desk, ids: Sequence[int]) -> Settled:
    """Try the named firings again that failed, were cancelled or are unknown: a person decides."""
    with desk.action("retry firings", f"retry {len(ids)} firings") as act:
        rows = _in_states(ids, RETRIED, "tried again")
        messages = decisions.to_send_again(following.of_firings([row.id for row in rows]))
        written = {message.firing_id for message in messages}
        decisions.send_again(desk, act, messages)
        unwritten = [row for row in rows if row.id not in written]
        for row in unwritten:
            act.update(row, state="pending", cause="", reason="", settled_at=None)
        fired = errands.fire(desk, act, unwritten, by_person=True)
        return fired + Settled(done=len(written))


def resolve(desk: Desk, ids: Sequence[int], *, arrived: bool) -> int:
    """Say of the named unknown firings whether their messages arrived; nothing is sent."""
    with desk.action("resolve firings", f"resolve {len(ids)} firings") as act:
        rows = _in_states(ids, ("unknown",), "resolved")
        messages = following.of_firings([row.id for row in rows], ("unknown",))
        decisions.tell(desk, act, messages, arrived=arrived)
    return len(rows)


def skip(desk: Desk, ids: Sequence[int]) -> int:
    """Take the named firings out of the queue, as not wanted; the next of a series comes."""
    with desk.action("skip firings", f"skip {len(ids)} firings") as act:
        rows = _dismissed(desk, act, ids, "skipped")
        triggers = by_id(Trigger, [row.trigger_id for row in rows])
        about = by_id(Card, [row.card_id for row in rows])
        for row in rows:
            firings.plan_next(desk, act, triggers[row.trigger_id], row, about[row.card_id])
    return len(rows)


def delete(desk: Desk, ids: Sequence[int]) -> int:
    """Take the named firings out of the queue for good, with what would come after them."""
    with desk.action("delete firings", f"delete {len(ids)} firings") as act:
        return len(_dismissed(desk, act, ids, "cancelled"))


def _dismissed(desk: Desk, act: Act, ids: Sequence[int], state: str) -> list[Firing]:
    """Take firings back with their messages; the ledger remembers that they were not wanted."""
    rows = _in_states(ids, DISMISSED)
    messages = following.of_firings([row.id for row in rows])
    _refuse_handed_over(messages)
    reason = f"{'skipped' if state == 'skipped' else 'deleted'} by {desk.who.login}"
    following.cancel_of_firings(act, [row.id for row in rows], reason)
    gone = {message.firing_id for message in messages if message.state not in following.UNSENT}
    for row in rows:
        if row.id not in gone:
            act.update(
                row, state=state, cause="", reason=reason, settled_at=act.at, by=desk.who.login
            )
    following.follow(act, gone)
    return rows


def _refuse_handed_over(messages: Sequence[Message]) -> None:
    problems = [
        f"firing {message.firing_id}: {reference(message.number)} is being handed over "
        "right now; look again in a minute"
        for message in messages
        if message.state == "sending"
    ]
    if problems:
        raise Refused(problems)


def _refuse_paused(rows: Sequence[Firing]) -> None:
    problems = [
        f"firing {row.id}: {row.reason}; let it go on with 'safelight triggers resume'"
        for row in rows
        if row.state == "held" and row.cause == hushes.CAUSE
    ]
    if problems:
        raise Refused(problems)


def _in_states(ids: Sequence[int], states: Sequence[str], done: str = "") -> list[Firing]:
    """The named firings, all of which must be in one of the states."""
    found = by_id(Firing, ids)
    problems = []
    for firing_id in ids:
        row = found.get(firing_id)
        if row is None:
            problems.append(f"firing {firing_id}: there is no such firing; see 'triggers queue'")
        elif row.state not in states and done:
            words = " or ".join(states)
            problems.append(f"firing {firing_id} is {row.state}; only {words} ones can be {done}")
        elif row.state not in states:
            problems.append(f"firing {firing_id}: it is {row.state} already")
    if problems:
        raise Refused(problems)
    return [found[firing_id] for firing_id in dict.fromkeys(ids)]
