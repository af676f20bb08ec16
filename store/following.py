"""Following: a firing is where its messages are, and takes them along when it is called off.

What sends or decides about messages ends by having their firings follow, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from store.changes import Act
from store.reading import marks, rows
from store.tables import Firing, Message, database

UNSENT = ("held", "pending")
"""States of messages that nobody has begun to hand over."""

ROWS_AT_ONCE = 400

OVER = ("done", "failed", "unknown", "cancelled")
"""States of a firing in which it is settled."""


def follow(act: Act, firing_ids: Iterable[int | None]) -> None:
    """Bring firings to where their messages are."""
    wanted = sorted({one for one in firing_ids if one is not None})
    for start in range(0, len(wanted), ROWS_AT_ONCE):
        part = wanted[start : start + ROWS_AT_ONCE]
        sql = (
            "SELECT firing_id, state, cause, reason FROM message "
            f"WHERE firing_id IN ({marks(part)}) ORDER BY id"
        )
        said: dict[int, list[tuple[str, str, str]]] = {}
        for firing_id, *one in database.execute_sql(sql, part).fetchall():
            said.setdefault(firing_id, []).append((one[0], one[1], one[2]))
        with_messages = list(said)
        for row in rows(Firing, f"WHERE id IN ({marks(with_messages)})", with_messages):
            _bring(act, row, said[row.id])


def _bring(act: Act, row: Firing, said: Sequence[tuple[str, str, str]]) -> None:
    state = state_of_all([one for one, _, _ in said])
    if state == "cancelled" and row.state in ("cancelled", "skipped"):
        return  # a person, or the card's leaving, has said more about it
    shown = ("pending", "sending") if state == "sending" else (state,)
    _, cause, reason = next(one for one in said if one[0] in shown)
    settled = None
    if state in OVER:
        settled = row.settled_at if row.state == state and row.settled_at else act.at
    act.update(
        row, state=state, reason=reason, settled_at=settled, cause=cause if state == "held" else ""
    )


def state_of_all(states: Sequence[str]) -> str:
    """What a firing is, whose messages are in these states: the worst that asks for a person."""
    for state in ("unknown", "failed", "held"):
        if state in states:
            return state
    if "pending" in states or "sending" in states:
        return "sending"
    return "done" if "done" in states else "cancelled"


def of_firings(firing_ids: Sequence[int], states: Sequence[str] = ()) -> list[Message]:
    """The messages of firings, all or those in some states, oldest first."""
    found: list[Message] = []
    for start in range(0, len(firing_ids), ROWS_AT_ONCE):
        query = Message.select().where(
            Message.firing.in_(list(firing_ids[start : start + ROWS_AT_ONCE]))
        )
        if states:
            query = query.where(Message.state.in_(list(states)))
        found.extend(query)
    return sorted(found, key=lambda row: int(row.id))


def cancel_of_firings(act: Act, firing_ids: Sequence[int], reason: str) -> None:
    """Take back the messages of firings that are not to happen after all."""
    for row in of_firings(firing_ids, UNSENT):
        act.update(row, state="cancelled", cause="", reason=reason, settled_at=act.at)


def call_off(act: Act, rows: Sequence[Firing], reason: str) -> None:
    """Cancel firings with the messages of them that are not being handed over yet.

    One of which a message is being handed over, or was, stays where its messages are.
    """
    with_messages = {row.firing_id for row in of_firings([row.id for row in rows])}
    cancel_of_firings(act, sorted(one for one in with_messages if one is not None), reason)
    for row in rows:
        if row.id not in with_messages:
            act.update(row, state="cancelled", cause="", reason=reason, settled_at=act.at)
    follow(act, with_messages)
