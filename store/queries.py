"""What a line of the filter language says, once it is read: the parts of a query, and its errors.

Reading is done by ``store.filters``; which cards a query finds is known to ``store.matching``.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from store.errors import Refused
from store.fields import FLAG_BY_WORD, JOINING, NONE, Op
from store.text import safe

_PLAIN = re.compile(r"[^\W_][\w.'’/&+@#-]*")


class FilterError(Refused):
    """A filter that cannot be understood: where it is wrong and what could stand there.

    ``position`` counts characters from 0; of ``expected``, nearest first, the first ``alike`` look
    like what was written.
    """

    def __init__(
        self, message: str, position: int, expected: Sequence[str] = (), alike: int = 0
    ) -> None:
        """Take what is wrong, where, and what could stand there."""
        self.message = safe(message)
        self.position = position
        self.expected = list(expected)
        if alike:
            self.remedy = f"; did you mean {self.expected[0]}?"
        else:
            self.remedy = f"; here could stand {_either(self.expected[:8])}" if expected else ""
        super().__init__(f"filter, character {position + 1}: {self.message}{self.remedy}")

    def show(self, query: str) -> str:
        """Return the query and, below it, a caret at the place with what is wrong."""
        line = "".join(safe(letter) if letter.isprintable() else " " for letter in query)
        return f"{line}\n{' ' * _cells(query[: self.position])}^ {self.message}{self.remedy}"


@dataclass(frozen=True, slots=True)
class Word:
    """Text to be found in names, numbers and notes."""

    text: str
    position: int = dataclasses.field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Flag:
    """One of the bare words with a meaning, such as ``late``."""

    name: str
    position: int = dataclasses.field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Value:
    """What a field is compared with; a literal one was quoted and has no special meaning."""

    text: str
    literal: bool = False
    position: int = dataclasses.field(default=0, compare=False)

    @property
    def is_none(self) -> bool:
        """Whether it stands for having no value."""
        return not self.literal and self.text.casefold() == NONE

    @property
    def prefix(self) -> str | None:
        """The beginning to look for, where the value ends in a star."""
        return self.text[:-1] if not self.literal and self.text.endswith("*") else None


@dataclass(frozen=True, slots=True)
class Compare:
    """A field compared with a value, or with any of several."""

    field: str
    op: Op
    values: tuple[Value, ...]
    position: int = dataclasses.field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """What the item does not find."""

    item: Node


@dataclass(frozen=True, slots=True)
class And:
    """What every one of two or more items finds."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """What at least one of two or more items finds."""

    items: tuple[Node, ...]


Node: TypeAlias = Word | Flag | Compare | Not | And | Or


@dataclass(frozen=True, slots=True)
class Query:
    """A whole filter; without a root it finds everything."""

    root: Node | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing is asked for."""
        return self.root is None


def unparse(query: Query) -> str:
    """Write a query so that reading it gives the same query."""
    return "" if query.root is None else _written(query.root)


def _written(node: Node) -> str:
    match node:
        case Word(text):
            joining = text.casefold() in JOINING or text.casefold() in FLAG_BY_WORD
            return text if _PLAIN.fullmatch(text) and not joining else _quoted(text)
        case Flag(name):
            return name
        case Compare(name, op, values):
            written = (_quoted(value.text) if value.literal else value.text for value in values)
            return f"{name}{':' if op == '=' else op}{','.join(written)}"
        case Not(item):
            return f"-{_grouped(item)}"
        case And(items):
            return " ".join(_grouped(item) for item in items)
        case Or(items):
            return " or ".join(
                _grouped(item) if isinstance(item, Or) else _written(item) for item in items
            )


def _grouped(node: Node) -> str:
    return f"({_written(node)})" if isinstance(node, And | Or) else _written(node)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _either(words: Sequence[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else last


def _cells(text: str) -> int:
    """How many cells of a terminal a text takes, with one for what is not shown."""
    return sum(
        0
        if unicodedata.combining(letter)
        else 2
        if unicodedata.east_asian_width(letter) in "WF"
        else 1
        for letter in text
    )
