"""Envelopes: what goes into the outbox, what a sender gets out of it, and what it tells of that."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

CHANNELS = ("email", "sms", "letter")
"""How messages reach people."""

SENT = ("email", "sms")
"""Channels that a sender hands over; letters wait to be printed."""

STATES = ("held", "pending", "sending", "done", "failed", "unknown", "cancelled")
"""What can be with a message."""

Result = Literal["done", "temporary", "permanent", "settings", "unknown", "untried"]
"""How a hand-over ended: ``settings`` is trouble with all of a channel, not with the message;
``untried`` says that it surely never began."""


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
    """What came of handing a message over; ``wait_seconds`` is what the other side asked for.

    ``opted_out`` says that the other side knows that the recipient wants no more.
    """

    id: int
    result: Result
    answer: str = ""
    remote_id: str = ""
    sha256: str = ""
    gateway: str = ""
    sender: str = ""
    wait_seconds: float | None = None
    opted_out: bool = False


@dataclass(frozen=True, slots=True)
class Exchange:
    """The messages to hand over now; ``lost`` when somebody else sends now, ``why`` when none."""

    envelopes: tuple[Envelope, ...] = ()
    lost: bool = False
    why: str = ""


def reference(number: int) -> str:
    """Write a message's reference, such as ``M-1043``."""
    return f"M-{number}"
