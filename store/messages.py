"""Messages as people look at them: lists of them, and one in full as it is or was sent.

Making and sending them is in ``outbox``, deciding about them in ``decisions``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from peewee import JOIN, fn

from store import decisions, envelopes, outbox
from store.desk import Desk
from store.directory import reference
from store.envelopes import File
from store.errors import Refused
from store.reading import tuples
from store.tables import Card, Content, Firing, Message, MessageFile, Trigger

MOST = 2000
"""How many messages a list has at most, the newest of them."""

ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class MessageFace:
    """A message as a line of a list; ``about`` is the reference of its record."""

    id: int
    ref: str
    about: str | None
    channel: str
    to_name: str
    to_address: str
    subject: str
    state: str
    cause: str
    reason: str
    attempts: int
    next_at: int
    created_at: int
    settled_at: int | None
    message_id: str
    trigger: str | None
    firing_id: int | None
    answer: str = ""

    @property
    def to(self) -> str:
        """Whom it is for: a name with an address, or whichever there is."""
        if self.channel == "letter":
            return self.to_name
        named = self.to_name and self.to_name != self.to_address
        return f"{self.to_name} <{self.to_address}>" if named else self.to_address


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file of a message, without its bytes."""

    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Whole:
    """A message in full: what it says, how it was sent, and what the other side answered."""

    face: MessageFace
    sender: str
    body: str
    html: str
    gateway: str
    remote_id: str
    answer: str
    delivery: str
    sha256: str
    by: str
    files: tuple[Enclosed, ...]


def listed(
    *,
    states: Sequence[str] = (),
    channels: Sequence[str] = (),
    card_id: int | None = None,
    limit: int = MOST,
) -> list[MessageFace]:
    """Messages in these states, through these channels, about one card: the newest first."""
    query = _with_names().order_by(Message.id.desc()).limit(limit)
    if states:
        query = query.where(Message.state.in_(list(states)))
    if channels:
        query = query.where(Message.channel.in_(list(channels)))
    if card_id is not None:
        query = query.where(Message.card == card_id)
    return [_face(row) for row in query]


def in_full(references: Sequence[str]) -> list[Whole]:
    """Messages by reference with everything they say; `Refused` where there is none."""
    return _whole([row.id for row in decisions.by_numbers(references)])


def of_firing(firing_id: int) -> list[Whole]:
    """The messages that a firing has made, in full."""
    query = Message.select(Message.id).where(Message.firing == firing_id).order_by(Message.id)
    return _whole([row.id for row in query])


def of_firings(firing_ids: Iterable[int]) -> dict[int, list[str]]:
    """Firing id to the references of its messages; only of those that have some."""
    found: dict[int, list[str]] = {}
    wanted = sorted(set(firing_ids))
    for start in range(0, len(wanted), ROWS_AT_ONCE):
        query = (
            Message.select(Message.firing, Message.number)
            .where(Message.firing.in_(wanted[start : start + ROWS_AT_ONCE]))
            .order_by(Message.id)
        )
        for firing_id, number in tuples(query):
            found.setdefault(firing_id, []).append(envelopes.reference(number))
    return found


def file_of(desk: Desk, ref: str, place: int = 0) -> File:
    """A file of a message with its bytes; `Refused` where it has none."""
    with desk.reading():
        row = decisions.by_numbers([ref])[0]
        files = outbox.files_of([row.id]).get(row.id, ())
    if place >= len(files):
        which = f"file {place + 1}; it has {len(files)}" if files else "file"
        raise Refused(f"{envelopes.reference(row.number)} has no {which}")
    return files[place]


def _with_names() -> Any:
    return (
        Message.select(Message, Card, Firing, Trigger)
        .join(Card, JOIN.LEFT_OUTER)
        .switch(Message)
        .join(Firing, JOIN.LEFT_OUTER)
        .join(Trigger, JOIN.LEFT_OUTER)
    )


def _face(row: Any) -> MessageFace:
    about = reference(row.card.kind, row.card.number) if row.card_id is not None else None
    trigger = row.firing.trigger.name if row.firing_id is not None else None
    return MessageFace(
        row.id, envelopes.reference(row.number), about, row.channel, row.to_name, row.to_address,
        row.subject, row.state, row.cause, row.reason, row.attempts, row.next_at, row.created_at,
        row.settled_at, row.message_id, trigger, row.firing_id, row.answer,
    )  # fmt: skip


def _whole(ids: Sequence[int]) -> list[Whole]:
    files = _enclosed(ids)
    found: dict[int, Whole] = {}
    for start in range(0, len(ids), ROWS_AT_ONCE):
        part = list(ids[start : start + ROWS_AT_ONCE])
        for row in _with_names().where(Message.id.in_(part)):
            found[row.id] = Whole(
                _face(row), row.sender, row.body, row.html, row.gateway, row.remote_id,
                row.answer, row.delivery, row.sha256, row.by, tuple(files.get(row.id, ())),
            )  # fmt: skip
    return [found[message_id] for message_id in ids]


def _enclosed(ids: Sequence[int]) -> dict[int, list[Enclosed]]:
    """Message id to its files, whose bytes are not read."""
    found: dict[int, list[Enclosed]] = {}
    for start in range(0, len(ids), ROWS_AT_ONCE):
        query = (
            MessageFile.select(
                MessageFile.message,
                MessageFile.name,
                MessageFile.media_type,
                fn.length(Content.bytes),
                Content.sha256,
            )
            .join(Content)
            .where(MessageFile.message.in_(list(ids[start : start + ROWS_AT_ONCE])))
            .order_by(MessageFile.message, MessageFile.position)
        )
        for message_id, *facts in tuples(query):
            found.setdefault(message_id, []).append(Enclosed(*facts))
    return found
