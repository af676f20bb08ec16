"""The words of the filter language: its fields, flags and fixed values. No parsing, no tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from store.text import search_key

Kind = Literal["name", "choice", "ref", "client", "moment", "number", "money", "text"]
"""How a field's values are read and compared."""

Op = Literal["=", "!=", "<", "<=", ">", ">="]
"""A comparison; ``:`` is another way to write ``=``."""

IS: tuple[Op, ...] = ("=", "!=")
ALL_OPS: tuple[Op, ...] = ("=", "!=", "<", "<=", ">", ">=")


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the language; ``optional`` says that ``none`` finds the cards without a value.

    ``custom`` are the ids of the studio's own fields of that name, one for each kind that has it.
    """

    name: str
    kind: Kind
    aliases: tuple[str, ...] = ()
    ops: tuple[Op, ...] = IS
    optional: bool = False
    choices: tuple[str, ...] = ()
    custom: tuple[int, ...] = ()


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
    "rush", "open", "done", "cancelled", "handset", "mydepartment", "unpaid", "unordered",
    "outstanding", "backorder", "reorder",
)  # fmt: skip
"""Every flag, in the order in which they are offered."""

FLAG_BY_WORD = {flag: flag for flag in FLAGS} | {
    "overdue": "late",
    "at-vendor": "atvendor",
    "my-department": "mydepartment",
    "canceled": "cancelled",
}
"""Flag or alias to the flag."""

NONE = "none"
"""The value that stands for having none."""


_PARTED = re.compile(r"[\s_-]+")

Custom = Mapping[str, Field]
"""The studio's own fields by ``custom_key`` of their names."""


def custom_key(name: str) -> str:
    """Return the name of a custom field as names are compared: blanks, - and _ are alike."""
    return _PARTED.sub("-", search_key(name)).strip("-")


def custom_word(name: str) -> str:
    """Return the name of a custom field as filters write it, such as ``album-colour``."""
    return _PARTED.sub("-", name.casefold().strip())


def field_words(custom: Custom | None = None) -> list[str]:
    """Return every word that may stand before a comparison: plain names, the studio's, aliases."""
    plain = [field.name for field in FIELDS]
    own = [field.name for field in (custom or {}).values()]
    return plain + own + [alias for field in FIELDS for alias in field.aliases]


def field_named(word: str, custom: Custom | None = None) -> Field | None:
    """Find a field by its name or alias, those of the studio's own included."""
    found = FIELD_BY_WORD.get(word.casefold())
    return found if found is not None else (custom or {}).get(custom_key(word))


def choice(field: Field, word: str) -> str | None:
    """Return the fixed value that a word means for a field, None where it is none."""
    folded = word.casefold()
    folded = folded if folded in field.choices else CHOICE_ALIASES.get(folded, folded)
    return folded if folded in field.choices else None


JOINING = ("and", "or", "not")
"""Words that join or turn round what stands beside them."""
