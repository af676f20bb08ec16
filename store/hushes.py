"""Hushes: cards about which no trigger acts, until a moment or until somebody lets them again.

A pause of a session or an invoice holds for what was made from it too, and that of any record for
the tasks and calls about it. What would have happened is held, and goes on when the pause ends.
Automatic rules are not reminders: they hold on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from store import cards, following, when
from store.changes import Act
from store.desk import Desk
from store.directory import reference
from store.errors import Refused
from store.lease import Held
from store.lease import require as require_lease
from store.tables import Card, Client, Firing, Message, TriggerPause, database
from store.text import safe

CAUSE = "pause"
"""What held firings and messages are held by; a firing that was let go keeps it until it fires."""

ROWS_AT_ONCE = 400
MOST_STEPS = 8
"""How far what a record is about is followed."""


@dataclass(frozen=True, slots=True)
class Hush:
    """A pause as it is listed; ``until_at`` is null where nobody has said how long."""

    ref: str
    client: str
    until_at: int | None
    reason: str
    by: str
    at: int
    held: int


# Pausing and letting go --------------------------------------------------------------------------


def pause(
    desk: Desk, references: Sequence[str], until: int | None = None, reason: str = ""
) -> list[TriggerPause]:
    """Let no trigger act about records until a moment; a pause that there is already is changed."""
    summary = f"pause the triggers of {len(references)} records"
    with desk.action("pause triggers", summary) as act:
        if until is not None and until <= act.at:
            raise Refused("a pause must end later than now; leave its end out, or name a later day")
        found = cards.get_many(references)
        said = {
            "until_at": until,
            "reason": safe(reason.strip(), 300),
            "by": desk.who.login,
            "at": act.at,
        }
        return [_paused(act, card, said) for card in found]


def _paused(act: Act, card: Card, said: Mapping[str, object]) -> TriggerPause:
    row: TriggerPause | None = TriggerPause.get_or_none(TriggerPause.card == card.id)
    if row is None:
        return act.insert_row(TriggerPause(card_id=card.id, **said))
    act.update(row, **said)
    return row


def resume(desk: Desk, references: Sequence[str]) -> int:
    """Let triggers act about records again; returns how much of what was held goes on now."""
    with desk.action("resume triggers", f"resume {len(references)} records") as act:
        found = cards.get_many(references)
        rows = {
            row.card_id: row
            for row in TriggerPause.select().where(TriggerPause.card.in_([c.id for c in found]))
        }
        missing = [
            f"{cards.ref(card)}: its triggers are not paused; see 'safelight triggers paused'"
            for card in found
            if card.id not in rows
        ]
        if missing:
            raise Refused(missing)
        for row in rows.values():
            act.delete(row)
        return _let_go(desk, act)


def paused(desk: Desk) -> list[Hush]:
    """All pauses, those that end first before the others, with how many firings they hold."""
    query = (
        TriggerPause.select(TriggerPause, Card)
        .join(Card)
        .order_by(TriggerPause.until_at.asc(nulls="LAST"), TriggerPause.id)
    )
    rows = list(query)
    names = {
        row.id: row.name
        for row in Client.select(Client.id, Client.name).where(
            Client.id.in_([row.card.client_id for row in rows if row.card.client_id])
        )
    }
    counts = _held_counts([row.card_id for row in rows])
    return [
        Hush(
            reference(row.card.kind, row.card.number), names.get(row.card.client_id, ""),
            row.until_at, row.reason, row.by, row.at, counts.get(row.card_id, 0),
        )
        for row in rows
    ]  # fmt: skip


def _held_counts(card_ids: Sequence[int]) -> dict[int, int]:
    """Paused card to how many firings wait because of it."""
    held = [row.card_id for row in _held_firings()]
    above = lineage(held)
    return {one: sum(one in above[card_id] for card_id in held) for one in card_ids}


# What a pause covers -----------------------------------------------------------------------------


def lineage(card_ids: Iterable[int]) -> dict[int, set[int]]:
    """Card id to itself and all that it is about, was made from, or belongs to."""
    found = {card_id: {card_id} for card_id in card_ids}
    above: dict[int, set[int]] = {}
    fresh = set(found)
    for _ in range(MOST_STEPS):
        if not fresh:
            break
        pairs = _parents(sorted(fresh))
        for child, parent in pairs:
            above.setdefault(child, set()).add(parent)
        fresh = {parent for _, parent in pairs} - set(above) - fresh
    for reached in found.values():
        waiting = list(reached)
        while waiting:
            more = above.get(waiting.pop(), set()) - reached
            reached.update(more)
            waiting.extend(more)
    return found


_PARENTS = """
SELECT id, about_id FROM card WHERE id IN ({0}) AND about_id IS NOT NULL
UNION SELECT o.card_id, s.card_id FROM order_source s JOIN studio_order o ON o.id = s.order_id
  WHERE o.card_id IN ({0})
UNION SELECT i.card_id, s.card_id FROM invoice i JOIN session s ON s.id = i.session_id
  WHERE i.card_id IN ({0})
"""


def _parents(card_ids: Sequence[int]) -> list[tuple[int, int]]:
    pairs: list[tuple[int, int]] = []
    for start in range(0, len(card_ids), ROWS_AT_ONCE):
        part = card_ids[start : start + ROWS_AT_ONCE]
        sql = _PARENTS.format(", ".join("?" * len(part)))
        pairs.extend(database.execute_sql(sql, (*part, *part, *part)).fetchall())
    return pairs


def reasons(desk: Desk, card_ids: Iterable[int], now: int) -> dict[int, str]:
    """Card id to why no trigger acts about it; only of those that are paused."""
    sql = (
        "SELECT card_id, until_at, reason FROM trigger_pause WHERE until_at IS NULL OR until_at > ?"
    )
    pauses = {row[0]: (row[1], row[2]) for row in database.execute_sql(sql, (now,)).fetchall()}
    if not pauses:
        return {}
    said = {}
    for card_id, reached in lineage(card_ids).items():
        at = card_id if card_id in pauses else min(reached & set(pauses), default=None)
        if at is not None:
            said[card_id] = _words(desk, Card.get_by_id(at), *pauses[at])
    return said


def _words(desk: Desk, card: Card, until: int | None, reason: str) -> str:
    words = f"reminders about {cards.ref(card)} are paused"
    words += f" until {when.day(until, desk.zone)}" if until is not None else ""
    return safe(f"{words}: {reason}" if reason else words, 500)


# Their end ---------------------------------------------------------------------------------------


def _held_firings() -> list[Firing]:
    return list(Firing.select().where(Firing.state == "held", Firing.cause == CAUSE))


def _held_messages() -> list[Message]:
    return list(Message.select().where(Message.state == "held", Message.cause == CAUSE))


def anything_over(desk: Desk, now: int) -> bool:
    """Tell whether a pause has come to its end, or its taking back has left something held."""
    ended = "SELECT EXISTS (SELECT 1 FROM trigger_pause WHERE until_at <= ?)"
    if database.execute_sql(ended, (now,)).fetchone()[0]:
        return True
    sql = (
        "SELECT DISTINCT card_id FROM firing WHERE state = 'held' AND cause = ? "
        "UNION SELECT card_id FROM message WHERE state = 'held' AND cause = ?"
    )
    waiting = {row[0] for row in database.execute_sql(sql, (CAUSE, CAUSE)).fetchall()}
    return bool(waiting) and len(reasons(desk, waiting, now)) < len(waiting)


def end(desk: Desk, held: Held | None) -> int:
    """End the pauses whose time has come; returns how much of what was held goes on now."""
    now = desk.now()
    if not anything_over(desk, now):
        return 0
    with desk.action("end pauses", "pauses ended", undoable=False) as act:
        if held is not None:
            require_lease(held)
        for row in TriggerPause.select().where(TriggerPause.until_at <= now):
            act.delete(row)
        return _let_go(desk, act)


def _let_go(desk: Desk, act: Act) -> int:
    """Have what no pause holds any more go on."""
    messages, firings = _held_messages(), _held_firings()
    about = {row.card_id for row in messages if row.card_id is not None}
    about |= {row.card_id for row in firings}
    still = reasons(desk, about, act.at)
    freed = [row for row in messages if row.card_id not in still]
    for message in freed:
        act.update(message, state="pending", cause="", reason="", next_at=act.at)
    following.follow(act, [message.firing_id for message in freed])
    written = {message.firing_id for message in messages}
    unwritten = [row for row in firings if row.card_id not in still and row.id not in written]
    for firing in unwritten:
        # The cause stays: that it comes late is what was wanted.
        act.update(firing, state="pending", reason="")
    return len({message.firing_id for message in freed}) + len(unwritten)
