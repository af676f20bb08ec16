"""What triggers can do: their actions, to whom messages go, and what may be attached to them.

Pure words; doing it is in ``errands``.
"""

from __future__ import annotations

from collections.abc import Mapping

from store.directory import KINDS

ACTIONS = (
    "task", "call", "email", "letter", "sms",
    "email else call", "email else letter", "sms else call", "sms else email",
)  # fmt: skip
"""All actions; those with ``else`` fall back where the contact that the first needs is missing."""

ERRANDS = ("task", "call")
"""Actions that somebody of the studio does; the others are messages."""

RECIPIENTS = ("client", "owner", "department", "user", "vendor")
"""Who gets a message: the record's client, its owner, the named department or user, its vendor."""

WITH_ADDRESS = ("client", "vendor")
"""Recipients that a letter can be sent to."""

ORDERS = ("preproduction", "production")

ATTACHMENTS: Mapping[str, tuple[str, ...]] = {
    "session confirmation": ("session",),
    "invoice": ("invoice", "session", *ORDERS),
    "work order": ORDERS,
    "purchase order": ORDERS,
    "report": KINDS,
}
"""What can go with an email, and for which kinds of record."""


def steps(action: str) -> tuple[str, ...]:
    """What an action does: one thing, or the first and what it falls back to."""
    return tuple(action.split(" else "))


def messages(action: str) -> tuple[str, ...]:
    """The channels among them; empty for tasks and calls."""
    return tuple(step for step in steps(action) if step not in ERRANDS)


def needs_subject(action: str) -> bool:
    """Tell whether an action may make a task or a call, which says what is to be done."""
    return any(step in ERRANDS for step in steps(action))


def attachable(kind: str) -> tuple[str, ...]:
    """What can be attached for a kind of record."""
    return tuple(word for word, kinds in ATTACHMENTS.items() if kind in kinds)


def parted(text: str) -> tuple[str, ...]:
    """The words of a stored list."""
    return tuple(word for word in text.split(",") if word)
