"""The outbox: messages as they are made, handed over, settled, and decided about by people.

What may go out at all is in ``gates``; making messages out of firings is in ``composing``. A sender
holds the lease of messages and calls ``exchange``, which settles what came back and marks the next
ones as being handed over, in one transaction: whatever is killed, only what was marked is doubtful.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from store import gates, lease
from store.changes import Act, write_rows
from store.desk import Desk
from store.errors import Refused
from store.lease import Held, Lost
from store.reading import first_column
from store.tables import Content, Firing, Message, MessageFile, Setting
from store.text import safe

CHANNELS = ("email", "sms", "letter")
"""How messages reach people."""

SENT = ("email", "sms")
"""Channels that a sender hands over; letters wait to be printed."""

STATES = ("held", "pending", "sending", "done", "failed", "unknown", "cancelled")
"""What can be with a message."""

Result = Literal["done", "temporary", "permanent", "settings", "unknown"]
"""How a hand-over ended: ``settings`` is trouble with all of a channel, not with the message."""

MOST_TRIES = 10
TRY_AGAIN_MINUTES = (1, 5, 15, 30, 60, 120, 240, 480, 720)
"""How long to wait after each failure; 26 hours in all."""

BLOCKED_MINUTES = 5
"""How long a channel rests when its settings are wrong."""

MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class File:
    """A file that goes with a message."""

    name: str
    data: bytes = field(repr=False)
    media_type: str = "application/pdf"


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message to be made; ``key`` tells it from every other, so that none is made twice."""

    channel: str
    to_name: str
    to_address: str
    subject: str
    body: str
    key: str
    html: str = ""
    card_id: int | None = None
    client_id: int | None = None
    firing_id: int | None = None
    files: tuple[File, ...] = ()
    state: str = "pending"
    cause: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Envelope:
    """A message as a sender gets it, marked as being handed over."""

    id: int
    number: int
    channel: str
    to_name: str
    to_address: str
    subject: str
    body: str
    html: str
    message_id: str
    created_at: int
    attempts: int
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of handing a message over; ``wait_seconds`` is what the other side asked for."""

    id: int
    result: Result
    answer: str = ""
    remote_id: str = ""
    sha256: str = ""
    gateway: str = ""
    sender: str = ""
    wait_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """The messages to hand over now; ``lost`` when somebody else sends now, ``why`` when none."""

    envelopes: tuple[Envelope, ...] = ()
    lost: bool = False
    why: str = ""


def reference(number: int) -> str:
    """Write a message's reference, such as ``M-1043``."""
    return f"M-{number}"


# Making ------------------------------------------------------------------------------------------


def put(desk: Desk, act: Act, new_ones: Sequence[NewMessage]) -> list[int]:
    """Make messages inside an open action; returns their ids in order."""
    if not new_ones:
        return []
    numbers = act.numbers("message", len(new_ones))
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
                "message_id": _message_id(desk, one),
                "state": one.state,
                "cause": one.cause,
                "reason": safe(one.reason, 500),
                "next_at": act.at,
                "created_at": act.at,
                "by": "" if one.firing_id else desk.who.login,
            }
            for number, one in zip(numbers, new_ones, strict=True)
        ],
    )
    files = [
        {
            "message_id": message_id,
            "position": place,
            "name": safe(file.name, 120),
            "media_type": file.media_type,
            "content_id": _kept(file.data),
        }
        for message_id, one in zip(ids, new_ones, strict=True)
        for place, file in enumerate(one.files)
    ]
    act.insert_many(MessageFile, files)
    return ids


def _message_id(desk: Desk, one: NewMessage) -> str:
    """A name for the message that every try and every program gives it alike."""
    text = f"{desk.settings.studio.name}\n{one.channel}\n{one.key}\n{one.to_address}"
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return f"{digest}@{mail_domain(desk)}"


def mail_domain(desk: Desk) -> str:
    """The domain that names of messages end in."""
    sender = desk.settings.studio.email
    _, _, domain = sender.rpartition("@")
    return domain if domain.isascii() and domain else "safelight.invalid"


def _kept(data: bytes) -> int:
    """The row of a file's bytes; the same bytes are kept once."""
    digest = hashlib.sha256(data).hexdigest()
    known = Content.get_or_none(Content.sha256 == digest)
    if known is None:
        # Not through the action: bytes have no place in the history, and are never changed.
        write_rows(Content, [{"sha256": digest, "bytes": data}])
        known = Content.get(Content.sha256 == digest)
    return int(known.id)


def files_of(message_ids: Iterable[int]) -> dict[int, tuple[File, ...]]:
    """Message id to its files, in their order."""
    found: dict[int, list[File]] = {}
    query = (
        MessageFile.select(MessageFile, Content)
        .join(Content)
        .where(MessageFile.message.in_(list(message_ids)))
        .order_by(MessageFile.message, MessageFile.position)
    )
    for row in query:
        file = File(row.name, bytes(row.content.bytes), row.media_type)
        found.setdefault(row.message_id, []).append(file)
    return {message_id: tuple(files) for message_id, files in found.items()}


# Handing over ------------------------------------------------------------------------------------


def anything_to_send(now: int) -> bool:
    """Tell whether a message's time has come, or one was left half handed over."""
    due = Message.select().where(
        Message.channel.in_(list(SENT)), Message.state == "pending", Message.next_at <= now
    )
    return bool(due.exists() or Message.select().where(Message.state == "sending").exists())


def recover(desk: Desk, held: Held) -> int:
    """Mark what an earlier sender left half handed over as unknown: a person decides."""
    query = Message.select().where(Message.state == "sending", Message.fence != held.fence)
    if not query.exists():
        return 0
    with desk.action("find doubtful messages", "messages became unknown", undoable=False) as act:
        lease.require(held)
        rows = list(query)
        for row in rows:
            act.update(
                row,
                state="unknown",
                cause="",
                reason="the program ended while it was handed over; it may have arrived or not",
                settled_at=act.at,
            )
        follow(act, [row.firing_id for row in rows])
    return len(rows)


def exchange(
    desk: Desk, held: Held, channel: str, outcomes: Sequence[Outcome], wanted: int
) -> Exchange:
    """Settle what came back, and mark up to ``wanted`` messages as being handed over now.

    What this holder handed over it may settle also after it has lost the lease.
    """
    now = desk.now()
    if not outcomes and not _pending(channel, now, 1):
        return Exchange(why=gates.silence(desk) or "")
    with desk.action("send messages", f"{channel} messages", undoable=False) as act:
        settled = [_settle(act, held, outcome) for outcome in outcomes]
        _note_settings(act, channel, outcomes)
        firings = [row.firing_id for row in settled if row is not None]
        try:
            lease.require(held)
        except Lost:
            follow(act, firings)
            return Exchange(lost=True)
        why = gates.silence(desk) or blocked(channel, now)
        taken: list[Message] = []
        if not why and wanted:
            taken, dropped = _take(desk, act, held, channel, wanted)
            firings += dropped
        follow(act, firings)
        files = files_of([row.id for row in taken])
        return Exchange(tuple(_envelope(row, files.get(row.id, ())) for row in taken), why=why)


def _pending(channel: str, now: int, limit: int) -> list[Message]:
    query = (
        Message.select()
        .where(Message.channel == channel, Message.state == "pending", Message.next_at <= now)
        .order_by(Message.next_at, Message.id)
        .limit(limit)
    )
    return list(query)


def _take(
    desk: Desk, act: Act, held: Held, channel: str, wanted: int
) -> tuple[list[Message], list[int | None]]:
    """Mark messages as being handed over; also the firings of those that shall not go out."""
    taken: list[Message] = []
    stopped: list[int | None] = []
    for row in _pending(channel, act.at, 4 * wanted):
        if len(taken) == wanted:
            break
        verdict = gates.verdict(desk, act, row)
        if verdict is None:
            act.update(
                row, state="sending", cause="", reason="", fence=held.fence,
                attempts=row.attempts + 1,
            )  # fmt: skip
            taken.append(row)
            continue
        changes = {"state": verdict.state, "cause": verdict.cause, "reason": verdict.reason}
        if verdict.until is not None:
            act.update(row, **changes, next_at=verdict.until)
        else:
            act.update(row, **changes, settled_at=act.at)
            stopped.append(row.firing_id)
    return taken, stopped


def _envelope(row: Message, files: tuple[File, ...]) -> Envelope:
    return Envelope(
        row.id, row.number, row.channel, row.to_name, row.to_address, row.subject, row.body,
        row.html, row.message_id, row.created_at, row.attempts, files,
    )  # fmt: skip


def _settle(act: Act, held: Held, outcome: Outcome) -> Message | None:
    """Write what came of a hand-over, where it is still this holder's to tell."""
    row: Message | None = Message.get_or_none(
        Message.id == outcome.id,
        Message.fence == held.fence,
        Message.state.in_(["sending", "unknown"]),
    )
    if row is None or (row.state == "unknown" and outcome.result != "done"):
        return row
    answer = safe(outcome.answer, 500)
    told = {
        "answer": answer, "remote_id": safe(outcome.remote_id, 200), "sha256": outcome.sha256,
        "gateway": outcome.gateway, "sender": outcome.sender,
    }  # fmt: skip
    if outcome.result == "done":
        act.update(row, state="done", cause="", reason="", settled_at=act.at, **told)
    elif outcome.result == "settings":
        wait = BLOCKED_MINUTES * MINUTE_MS
        act.update(
            row, state="pending", cause="settings", reason=answer, next_at=act.at + wait,
            attempts=row.attempts - 1, answer=answer,
        )  # fmt: skip
    elif outcome.result == "temporary" and row.attempts < MOST_TRIES:
        again = act.at + wait_ms(row.attempts, outcome.wait_seconds)
        act.update(row, state="pending", cause="retry", reason=answer, next_at=again, answer=answer)
    else:
        state = "unknown" if outcome.result == "unknown" else "failed"
        words = answer or "no reason was given"
        if outcome.result == "temporary":
            words = f"given up after {row.attempts} tries: {words}"
        act.update(row, state=state, cause="", reason=words, settled_at=act.at, **told)
    return row


def wait_ms(attempts: int, asked_seconds: float | None = None) -> int:
    """How long to wait after so many tries; never less than the other side asked for."""
    minutes = TRY_AGAIN_MINUTES[min(max(attempts, 1), len(TRY_AGAIN_MINUTES)) - 1]
    return round(max(minutes * 60.0, asked_seconds or 0.0) * 1000)


def follow(act: Act, firing_ids: Iterable[int | None]) -> None:
    """Bring firings to where their messages are."""
    for firing_id in sorted({one for one in firing_ids if one is not None}):
        rows = list(Message.select().where(Message.firing == firing_id).order_by(Message.id))
        firing = Firing.get_by_id(firing_id)
        state = state_of_all([row.state for row in rows])
        telling = next((row for row in rows if state in (row.state, "sending")), rows[0])
        settled = act.at if state in ("done", "failed", "unknown", "cancelled") else None
        act.update(
            firing, state=state, reason=telling.reason, settled_at=settled,
            cause=telling.cause if state == "held" else "",
        )  # fmt: skip


def state_of_all(states: Sequence[str]) -> str:
    """What a firing is, whose messages are in these states: the worst that asks for a person."""
    for state in ("unknown", "failed", "held"):
        if state in states:
            return state
    if "pending" in states or "sending" in states:
        return "sending"
    return "done" if "done" in states else "cancelled"


# Channels whose settings are wrong ---------------------------------------------------------------


def blocked(channel: str, now: int) -> str:
    """Why a channel rests, while it does; empty when it does not."""
    row = Setting.get_or_none(Setting.key == f"blocked:{channel}")
    found = json.loads(row.value) if row is not None and row.value else None
    return str(found["why"]) if found and now < found["until"] else ""


def trouble(channel: str) -> str:
    """What was wrong with a channel when it was last used; empty when it worked."""
    row = Setting.get_or_none(Setting.key == f"blocked:{channel}")
    return str(json.loads(row.value)["why"]) if row is not None and row.value else ""


def _note_settings(act: Act, channel: str, outcomes: Sequence[Outcome]) -> None:
    wrong = next((one for one in outcomes if one.result == "settings"), None)
    key = f"blocked:{channel}"
    row = Setting.get_or_none(Setting.key == key)
    value = ""
    if wrong is not None:
        until = act.at + BLOCKED_MINUTES * MINUTE_MS
        value = json.dumps({"why": safe(wrong.answer, 500), "until": until})
    elif not any(one.result == "done" for one in outcomes):
        return
    if row is None and value:
        act.insert(Setting, key=key, value=value)
    elif row is not None:
        act.update(row, value=value)


# Deciding ----------------------------------------------------------------------------------------


def by_numbers(references: Sequence[str]) -> list[Message]:
    """Find messages by reference, in the given order."""
    found: list[Message] = []
    problems: list[str] = []
    for text in references:
        letter, dash, digits = text.strip().upper().partition("-")
        row = None
        if letter == "M" and dash and digits.isascii() and digits.isdigit() and len(digits) <= 15:
            row = Message.get_or_none(Message.number == int(digits))
        if row is None:
            problems.append(f"no message is called '{safe(text, 40)}'; they look like M-1001")
        else:
            found.append(row)
    if problems:
        raise Refused(problems)
    return list(dict.fromkeys(found))


def approve(desk: Desk, references: Sequence[str]) -> list[Message]:
    """Let held messages go out as they are."""
    with desk.action("approve messages", f"approve {len(references)} messages") as act:
        rows = _in_states(references, ("held",), "approved")
        for row in rows:
            act.update(row, state="pending", cause="", reason="", next_at=act.at, by=desk.who.login)
        follow(act, [row.firing_id for row in rows])
    return rows


def retry(desk: Desk, references: Sequence[str], address: str = "") -> list[Message]:
    """Send messages again that failed, were dropped or are unknown; to another address if given.

    Sending an unknown one again is a person's decision: it may arrive twice.
    """
    with desk.action("retry messages", f"send {len(references)} messages again") as act:
        rows = _in_states(references, ("failed", "unknown", "cancelled"), "sent again")
        for row in rows:
            act.update(
                row, state="pending", cause="", reason="", next_at=act.at, attempts=0,
                settled_at=None, by=desk.who.login, to_address=address or row.to_address,
            )  # fmt: skip
        follow(act, [row.firing_id for row in rows])
    return rows


def resolve(desk: Desk, references: Sequence[str], *, arrived: bool) -> list[Message]:
    """Say of unknown messages whether they arrived; nothing is sent."""
    words = f"{desk.who.login} found that it {'arrived' if arrived else 'never arrived'}"
    with desk.action("resolve messages", f"resolve {len(references)} messages") as act:
        rows = _in_states(references, ("unknown",), "resolved")
        for row in rows:
            act.update(
                row, state="done" if arrived else "failed", reason=words, settled_at=act.at,
                by=desk.who.login,
            )  # fmt: skip
        follow(act, [row.firing_id for row in rows])
    return rows


def drop(desk: Desk, references: Sequence[str]) -> list[Message]:
    """Take messages back that have not gone out."""
    with desk.action("drop messages", f"drop {len(references)} messages") as act:
        rows = _in_states(references, ("held", "pending", "failed", "unknown"), "dropped")
        for row in rows:
            act.update(
                row, state="cancelled", cause="", reason=f"dropped by {desk.who.login}",
                settled_at=act.at, by=desk.who.login,
            )  # fmt: skip
        follow(act, [row.firing_id for row in rows])
    return rows


def _in_states(references: Sequence[str], states: Sequence[str], done: str) -> list[Message]:
    rows = by_numbers(references)
    wrong = [
        f"{reference(row.number)} is {row.state}; only those that are {' or '.join(states)} "
        f"can be {done}"
        for row in rows
        if row.state not in states
    ]
    if wrong:
        raise Refused(wrong)
    return rows


def cancel_of_firings(act: Act, firing_ids: Sequence[int], reason: str) -> None:
    """Take back the messages of firings that are not to happen after all."""
    for start in range(0, len(firing_ids), 500):
        query = Message.select().where(
            Message.firing.in_(list(firing_ids[start : start + 500])),
            Message.state.in_(["held", "pending"]),
        )
        for row in query:
            act.update(row, state="cancelled", cause="", reason=reason, settled_at=act.at)


def waiting_letters() -> list[int]:
    """The ids of letters that wait to be printed, oldest first."""
    query = (
        Message.select(Message.id)
        .where(Message.channel == "letter", Message.state == "pending")
        .order_by(Message.next_at, Message.id)
    )
    return first_column(query)
