"""The outbox: messages as they are made, handed over and settled.

What may go out at all is in ``gates``; making messages out of firings is in ``composing``; what
people decide about messages is in ``decisions``. A sender holds the lease of messages and calls
``exchange``, which settles what came back and marks the next ones as being handed over, in one
transaction: whatever is killed, only what was marked is doubtful.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from itertools import count

from store import gates, identity, lease, mailing, optouts
from store.changes import Act, write_rows
from store.decisions import approve, by_numbers, drop, resolve, retry
from store.desk import Desk
from store.envelopes import (
    CHANNELS,
    SENT,
    STATES,
    Envelope,
    Exchange,
    File,
    NewMessage,
    Outcome,
    Result,
    reference,
)
from store.following import cancel_of_firings, follow, state_of_all
from store.lease import Held, Lost
from store.reading import first_column, marks, rows
from store.tables import Content, Message, MessageFile, Setting, database
from store.text import safe

__all__ = [
    "CHANNELS",
    "SENT",
    "STATES",
    "Envelope",
    "Exchange",
    "File",
    "NewMessage",
    "Outcome",
    "Result",
    "approve",
    "by_numbers",
    "cancel_of_firings",
    "drop",
    "follow",
    "reference",
    "resolve",
    "retry",
    "state_of_all",
]

MOST_TRIES = 10
TRY_AGAIN_MINUTES = (1, 5, 15, 30, 60, 120, 240, 480, 720)
"""How long to wait after each failure; 26 hours in all."""

BLOCKED_MINUTES = 5
"""How long a channel rests when its settings are wrong."""

MINUTE_MS = 60_000
DAY_SECONDS = 86_400

SETTLED = ("cancelled", "failed")
"""What the gates may make of a message that is the end of it."""

ROUNDS, LOOKED_AT = 4, 25
"""How often one exchange looks on where the gates kept back what it had found, and at how many."""


# Making ------------------------------------------------------------------------------------------


def put(desk: Desk, act: Act, new_ones: Sequence[NewMessage]) -> list[int]:
    """Make messages inside an open action; returns their ids in order.

    One of the same key and address is not made twice, unless the one before was cancelled.
    """
    there: dict[str, int] = {}
    fresh: dict[str, NewMessage] = {}
    names = []
    for one in new_ones:
        name, known = _named(desk, one)
        names.append(name)
        if known is None:
            fresh.setdefault(name, one)
        else:
            there[name] = known
    numbers = act.numbers("message", len(fresh)) if fresh else []
    ids = act.insert_many(
        Message,
        [
            {
                "number": number,
                "channel": one.channel,
                "firing_id": one.firing_id,
                "card_id": one.card_id,
                "client_id": one.client_id,
                "to_name": safe(one.to_name, 200),
                "to_address": safe(one.to_address, 320),
                "subject": safe(one.subject, 300),
                "body": one.body,
                "html": one.html,
                "message_id": name,
                "state": one.state,
                "cause": one.cause,
                "reason": safe(one.reason, 500),
                "next_at": act.at,
                "created_at": act.at,
                "by": "" if one.firing_id else desk.who.login,
            }
            for number, (name, one) in zip(numbers, fresh.items(), strict=True)
        ],
    )
    _enclose(act, zip(ids, fresh.values(), strict=True))
    there.update(zip(fresh, ids, strict=True))
    return [there[name] for name in names]


def _named(desk: Desk, one: NewMessage) -> tuple[str, int | None]:
    """A new message's name, and the message that has it already, if there is one."""
    sql = "SELECT id, state FROM message WHERE message_id = ?"
    for again in count():
        name = _message_id(desk, one, again)
        known = database.execute_sql(sql, (name,)).fetchone()
        if known is None or known[1] != "cancelled":
            return name, None if known is None else int(known[0])
    raise AssertionError  # counting never ends


def _message_id(desk: Desk, one: NewMessage, again: int) -> str:
    """A name for the message that every try and every program gives it alike."""
    text = f"{desk.settings.studio.name}\n{one.channel}\n{one.key}\n{one.to_address}"
    text += f"\n{again}" if again else ""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return f"{digest}@{mail_domain(desk)}"


def mail_domain(desk: Desk) -> str:
    """The domain that names of messages end in."""
    return mailing.domain(desk.settings)


def _enclose(act: Act, made: Iterable[tuple[int, NewMessage]]) -> None:
    files = [
        {
            "message_id": message_id,
            "position": place,
            "name": safe(file.name, 120),
            "media_type": file.media_type,
            "content_id": _kept(file.data),
        }
        for message_id, one in made
        for place, file in enumerate(one.files)
    ]
    act.insert_many(MessageFile, files)


def _kept(data: bytes) -> int:
    """The row of a file's bytes; the same bytes are kept once."""
    digest = hashlib.sha256(data).hexdigest()
    sql = "SELECT id FROM content WHERE sha256 = ?"
    known = database.execute_sql(sql, (digest,)).fetchone()
    if known is None:
        # Not through the action: bytes have no place in the history, and are never changed.
        write_rows(Content, [{"sha256": digest, "bytes": data}])
        known = database.execute_sql(sql, (digest,)).fetchone()
    return int(known[0])


def files_of(message_ids: Iterable[int]) -> dict[int, tuple[File, ...]]:
    """Message id to its files, in their order."""
    found: dict[int, list[File]] = {}
    wanted = list(message_ids)
    sql = (
        "SELECT f.message_id, f.name, f.media_type, c.bytes FROM message_file f "
        "JOIN content c ON c.id = f.content_id "
        f"WHERE f.message_id IN ({marks(wanted)}) ORDER BY f.message_id, f.position"
    )
    for message_id, name, media_type, data in database.execute_sql(sql, wanted).fetchall():
        found.setdefault(message_id, []).append(File(name, bytes(data), media_type))
    return {message_id: tuple(files) for message_id, files in found.items()}


# Handing over ------------------------------------------------------------------------------------


def anything_to_send(now: int) -> bool:
    """Tell whether a message's time has come, or one was left half handed over."""
    sql = "SELECT EXISTS (SELECT 1 FROM message WHERE state = 'sending' AND channel <> 'letter')"
    return any(is_due(channel, now) for channel in SENT) or _exists(sql)


def is_due(channel: str, now: int) -> bool:
    """Tell whether a message of a channel is to be handed over now."""
    sql = (
        "SELECT EXISTS (SELECT 1 FROM message "
        "WHERE channel = ? AND state = 'pending' AND next_at <= ?)"
    )
    return _exists(sql, channel, now)


def _exists(sql: str, *values: object) -> bool:
    return bool(database.execute_sql(sql, values).fetchone()[0])


def recover(desk: Desk, held: Held) -> int:
    """Mark what an earlier sender left half handed over as unknown: a person decides."""
    query = Message.select().where(
        Message.state == "sending", Message.fence != held.fence, Message.channel.in_(list(SENT))
    )
    if not query.exists():
        return 0
    with desk.action("find doubtful messages", "messages became unknown", undoable=False) as act:
        lease.require(held)
        left = list(query)
        for row in left:
            act.update(
                row,
                state="unknown",
                cause="",
                reason="the program ended while it was handed over; it may have arrived or not",
                settled_at=act.at,
            )
        follow(act, [row.firing_id for row in left])
    return len(left)


def exchange(
    desk: Desk, held: Held, channel: str, outcomes: Sequence[Outcome], wanted: int
) -> Exchange:
    """Settle what came back, and mark up to ``wanted`` messages as being handed over now.

    What this holder handed over it may settle also after it has lost the lease.
    """
    now = desk.now()
    if not outcomes:
        why = gates.silence(desk) or blocked(channel, now)
        if why or not wanted or not is_due(channel, now):
            return Exchange(why=why)
    with desk.action("send messages", f"{channel} messages", undoable=False) as act:
        firings = [row.firing_id for row in _settle(act, held, outcomes)]
        _note_settings(act, channel, outcomes)
        optouts.heed(desk, act, outcomes)
        try:
            lease.require(held)
        except Lost:
            follow(act, firings)
            return Exchange(lost=True)
        why = gates.silence(desk) or blocked(channel, now)
        taken: list[Message] = []
        if not why and wanted:
            taken, stopped = _take(desk, act, held, channel, wanted)
            firings += stopped
        follow(act, firings)
        files = files_of([row.id for row in taken]) if taken else {}
    if taken:
        identity.note_sent(desk.file, act.id)
    return Exchange(tuple(_envelope(row, files.get(row.id, ())) for row in taken), why=why)


def _take(
    desk: Desk, act: Act, held: Held, channel: str, wanted: int
) -> tuple[list[Message], list[int | None]]:
    """Mark messages as being handed over; also the firings of those that shall not go out."""
    taken: list[Message] = []
    stopped: list[int | None] = []
    for turn in range(ROUNDS):
        asked = wanted - len(taken)
        most = max(asked, LOOKED_AT) if turn else asked
        found = _pending(channel, act.at, most)
        gate = gates.Gate(desk, act, found)
        for row in found:
            if len(taken) == wanted:
                break
            verdict = gate.verdict(row)
            if verdict is None:
                act.update(
                    row, state="sending", cause="", reason="", fence=held.fence,
                    attempts=row.attempts + 1,
                )  # fmt: skip
                taken.append(row)
                continue
            until = {"settled_at": act.at} if verdict.state in SETTLED else {}
            until |= {} if verdict.until is None else {"next_at": verdict.until}
            reason = safe(verdict.reason, 500)
            act.update(row, state=verdict.state, cause=verdict.cause, reason=reason, **until)
            if verdict.state != "pending":
                stopped.append(row.firing_id)
        if len(found) < most or len(taken) == wanted:
            break
    return taken, stopped


def _pending(channel: str, now: int, limit: int) -> list[Message]:
    due = "WHERE channel = ? AND state = 'pending' AND next_at <= ? ORDER BY next_at, id LIMIT ?"
    return rows(Message, due, (channel, now, limit))


def _envelope(row: Message, files: tuple[File, ...]) -> Envelope:
    return Envelope(
        row.id, row.number, row.channel, row.to_name, row.to_address, row.subject, row.body,
        row.html, row.message_id, row.created_at, row.attempts, files,
    )  # fmt: skip


# Settling ----------------------------------------------------------------------------------------


def _settle(act: Act, held: Held, outcomes: Sequence[Outcome]) -> list[Message]:
    """Write what came of hand-overs, where it is still this holder's to tell; those written."""
    if not outcomes:
        return []
    ids = [one.id for one in outcomes]
    mine = f"WHERE id IN ({marks(ids)}) AND fence = ? AND state IN ('sending', 'unknown')"
    found = {row.id: row for row in rows(Message, mine, (*ids, held.fence))}
    written = []
    for outcome in outcomes:
        row = found.pop(outcome.id, None)
        # Another has found it doubtful meanwhile: only what is certain is news then.
        certain = outcome.result in ("done", "untried")
        if row is not None and (row.state == "sending" or certain):
            act.update(row, **_came(row, outcome, act.at))
            written.append(row)
    return written


def _came(row: Message, outcome: Outcome, now: int) -> dict[str, object]:
    """What a message is after a hand-over."""
    answer = safe(outcome.answer, 500)
    if outcome.result == "untried":
        return {
            "state": "pending", "cause": "", "reason": "", "settled_at": None,
            "attempts": row.attempts - 1,
        }  # fmt: skip
    if outcome.result == "settings":
        wait = BLOCKED_MINUTES * MINUTE_MS
        return {
            "state": "pending", "cause": "settings", "reason": answer, "next_at": now + wait,
            "attempts": row.attempts - 1, "answer": answer,
        }  # fmt: skip
    if outcome.result == "temporary" and row.attempts < MOST_TRIES:
        again = now + wait_ms(row.attempts, outcome.wait_seconds)
        return {
            "state": "pending", "cause": "retry", "reason": answer, "next_at": again,
            "answer": answer,
        }  # fmt: skip
    told: dict[str, object] = {
        "cause": "", "settled_at": now, "answer": answer, "sha256": outcome.sha256,
        "remote_id": safe(outcome.remote_id, 200), "gateway": outcome.gateway,
        "sender": outcome.sender,
    }  # fmt: skip
    if outcome.result == "done":
        return {**told, "state": "done", "reason": ""}
    words = answer or "no reason was given"
    if outcome.result == "temporary":
        words = f"given up after {row.attempts} tries: {words}"
    state = "unknown" if outcome.result == "unknown" else "failed"
    return {**told, "state": state, "reason": safe(words, 500)}


def wait_ms(attempts: int, asked_seconds: float | None = None) -> int:
    """How long to wait after so many tries; not less than the other side asked for, up to a day."""
    minutes = TRY_AGAIN_MINUTES[min(max(attempts, 1), len(TRY_AGAIN_MINUTES)) - 1]
    asked = min(max(asked_seconds or 0.0, 0.0), DAY_SECONDS)
    return round(max(minutes * 60.0, asked) * 1000)


# Channels whose settings are wrong ---------------------------------------------------------------


def _block(channel: str) -> str:
    sql = "SELECT value FROM setting WHERE key = ?"
    row = database.execute_sql(sql, (f"blocked:{channel}",)).fetchone()
    return str(row[0]) if row is not None else ""


def blocked(channel: str, now: int) -> str:
    """Why a channel rests, while it does; empty when it does not."""
    found = json.loads(_block(channel) or "null")
    return str(found["why"]) if found and now < found["until"] else ""


def trouble(channel: str) -> str:
    """What was wrong with a channel when it was last used; empty when it worked."""
    found = json.loads(_block(channel) or "null")
    return str(found["why"]) if found else ""


def _note_settings(act: Act, channel: str, outcomes: Sequence[Outcome]) -> None:
    wrong = next((one for one in outcomes if one.result == "settings"), None)
    value = ""
    if wrong is not None:
        until = act.at + BLOCKED_MINUTES * MINUTE_MS
        value = json.dumps({"why": safe(wrong.answer, 500), "until": until})
    elif not _block(channel) or not any(one.result == "done" for one in outcomes):
        return
    row = Setting.get_or_none(Setting.key == f"blocked:{channel}")
    if row is None:
        act.insert(Setting, key=f"blocked:{channel}", value=value)
    else:
        act.update(row, value=value)


def waiting_letters() -> list[int]:
    """The ids of letters that wait to be printed, oldest first."""
    query = (
        Message.select(Message.id)
        .where(Message.channel == "letter", Message.state == "pending")
        .order_by(Message.next_at, Message.id)
    )
    return first_column(query)
