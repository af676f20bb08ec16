"""The words of the filter language: its fields, flags and fixed values. No parsing, no tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["name", "choice", "ref", "client", "moment", "number", "money", "text"]
"""How a field's values are read and compared."""

Op = Literal["=", "!=", "<", "<=", ">", ">="]
"""A comparison; ``:`` is another way to write ``=``."""

IS: tuple[Op, ...] = ("=", "!=")
ALL_OPS: tuple[Op, ...] = ("=", "!=", "<", "<=", ">", ">=")


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the language; ``optional`` says that ``none`` finds the cards without a value."""

    name: str
    kind: Kind
    aliases: tuple[str, ...] = ()
    ops: tuple[Op, ...] = IS
    optional: bool = False
    choices: tuple[str, ...] = ()


KINDS = ("session", "invoice", "preproduction", "production", "task", "call")
STATES = ("todo", "active", "waiting", "blocked", "done", "cancelled")
STAGES = ("capture", "prepare", "retouch", "upload", "present", "produce", "archive", "delete")
PRIORITIES = ("low", "normal", "high", "rush")
"""Priorities in order: a card stores the position, from 0."""

CHOICE_ALIASES = {
    "sessions": "session",
    "invoices": "invoice",
    "proof": "preproduction",
    "proofs": "preproduction",
    "order": "production",
    "orders": "production",
    "tasks": "task",
    "calls": "call",
    "canceled": "cancelled",
    "0": "low",
    "1": "normal",
    "2": "high",
    "3": "rush",
}
"""Other words for fixed values."""

FIELDS = (
    Field("status", "name", ("lane", "column")),
    Field("vendor", "name", optional=True),
    Field("type", "name", optional=True),
    Field("track", "name"),
    Field("owner", "name", ("user",), optional=True),
    Field("department", "name", ("dept",), optional=True),
    Field("client", "client", optional=True),
    Field("ref", "ref", ("number",), ALL_OPS),
    Field("about", "ref", optional=True),
    Field("kind", "choice", choices=KINDS),
    Field("state", "choice", choices=STATES),
    Field("stage", "choice", optional=True, choices=STAGES),
    Field("priority", "choice", ("prio",), ALL_OPS, choices=PRIORITIES),
    Field("mark", "choice", optional=True, choices=("soon", "late")),
    Field("due", "moment", ops=ALL_OPS, optional=True),
    Field("entered", "moment", ops=ALL_OPS),
    Field("created", "moment", ops=ALL_OPS),
    Field("promised", "moment", ("delivery",), ALL_OPS, optional=True),
    Field("value", "money", ops=ALL_OPS),
    Field("lines", "number", ops=ALL_OPS),
    Field("note", "text", ("notes",), optional=True),
    Field("subject", "text", optional=True),
    Field("photographer", "text", optional=True),
)
"""Every field, in the order in which they are offered."""

FIELD_BY_WORD = {word: field for field in FIELDS for word in (field.name, *field.aliases)}
"""Field name or alias to the field."""

FLAGS = (
    "late", "soon", "today", "waiting", "blocked", "paused", "atvendor", "unassigned", "mine",
    "rush", "open", "done", "cancelled", "handset",
)  # fmt: skip
"""Every flag, in the order in which they are offered."""

FLAG_BY_WORD = {flag: flag for flag in FLAGS} | {
    "overdue": "late",
    "at-vendor": "atvendor",
    "canceled": "cancelled",
}
"""Flag or alias to the flag."""

NONE = "none"
"""The value that stands for having none."""


def field_words() -> list[str]:
    """Return every word that may stand before a comparison, the plain names first."""
    plain = [field.name for field in FIELDS]
    return plain + [alias for field in FIELDS for alias in field.aliases]


def choice(field: Field, word: str) -> str | None:
    """Return the fixed value that a word means for a field, None where it is none."""
    folded = word.casefold()
    folded = folded if folded in field.choices else CHOICE_ALIASES.get(folded, folded)
    return folded if folded in field.choices else None


JOINING = ("and", "or", "not")
"""Words that join or turn round what stands beside them."""
