"""Full-text search: clients, records and notes by words that may be begun, in any order.

What a person types never becomes the engine's syntax: only letters and digits reach it, each word
in quotes. What rows say, and how the engine keeps it, is in ``fulltext``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from store.desk import Desk
from store.directory import KINDS
from store.directory import reference as written
from store.errors import Refused
from store.faces import Face, faces
from store.fulltext import CARDS, CLIENTS, NOTES, OPEN, Source
from store.operands import reference
from store.tables import Client, database
from store.text import safe, search_key

PARTS = ("clients", "records", "notes")
"""What can be searched."""

LIMIT = 50
"""How many are found of each part; that there are more is said."""

MOST_WORDS = 12
LONGEST_WORD = 40
SHORTEST_NUMBER = 4
"""Digits from which on a number may be a part of a phone number."""

# The engine takes a few letters for separators that are letters by now.
_NO_WORD = re.compile(r"[\W_\u19b0-\u19c9\u1cf2\u1cf3]+")
_NUMBER = re.compile(r"[\d\s()+./\u00a0\u2010\u2011\u2013-]+", re.ASCII)
_NO_DIGIT = re.compile(r"\D", re.ASCII)


@dataclass(frozen=True, slots=True)
class Remark:
    """A note that was found, with the reference of its card."""

    ref: str
    at: int
    by: str
    text: str
    client_id: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What was found; ``more`` names the parts of which there is more."""

    clients: tuple[Client, ...] = ()
    records: tuple[Face, ...] = ()
    notes: tuple[Remark, ...] = ()
    more: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        """Tell whether there is anything."""
        return bool(self.clients or self.records or self.notes)


def search(desk: Desk, text: str, parts: Sequence[str] = PARTS, limit: int = LIMIT) -> Found:
    """Find what has all the words: what is named exactly first, open before finished, then new.

    A reference or a number finds exactly its records, in front of what only has it in its words.
    """
    if not expression(text):
        raise Refused("say what to look for: the beginnings of words, a number, a phone number")
    client_ids = clients(text, limit + 1) if "clients" in parts else []
    card_ids = records(text, limit + 1) if "records" in parts else []
    note_ids = remarks(text, limit + 1) if "notes" in parts else []
    counts = zip(PARTS, (client_ids, card_ids, note_ids), strict=True)
    return Found(
        tuple(clients_by_id(client_ids[:limit])),
        tuple(faces(desk, card_ids[:limit])),
        tuple(remarks_by_id(note_ids[:limit])),
        frozenset(part for part, ids in counts if len(ids) > limit),
    )


# What is asked -----------------------------------------------------------------------------------


def expression(text: str) -> str:
    """The words as the engine is asked for them; empty where there is no word."""
    words = safe(text, 500).split()[:MOST_WORDS]
    asked = [one for one in map(_one_of, map(_forms, words)) if one]
    whole = " AND ".join(asked)
    numbers = [_begun([digits]) for digits in _numbers(text)] if len(words) > 1 else []
    return " OR ".join([f"({whole})", *numbers]) if numbers else whole


def _one_of(forms: Iterable[Sequence[str]]) -> str:
    asked = dict.fromkeys(_begun(form) for form in forms if form)
    return f"({' OR '.join(asked)})" if asked else ""


def _forms(word: str) -> list[list[str]]:
    """A word as the index may have it: without accents, as it is written, as a phone number."""
    named = reference(word)
    if named and named[0]:
        return [[word[0].lower(), str(named[1])], _split(word.lower())]
    forms = [search_key(word)] if word.isascii() else [search_key(word), word.lower()]
    return [*map(_split, forms), *([digits] for digits in _numbers(word))]


def _split(word: str) -> list[str]:
    return [part for part in _NO_WORD.split(word) if part]


def _begun(parts: Sequence[str]) -> str:
    *whole, last = parts
    asked = [f'"{part}"' if len(part) <= LONGEST_WORD else _beginning(part) for part in whole]
    return f"({' AND '.join([*asked, _beginning(last)])})"


def _beginning(word: str) -> str:
    return f'"{word[:LONGEST_WORD]}"*'


def _numbers(text: str) -> list[str]:
    """A text that is a phone number as its digits, with and without what is dialled before."""
    if not _NUMBER.fullmatch(text.strip()):
        return []
    digits = _NO_DIGIT.sub("", text.replace("(0)", ""))
    forms = dict.fromkeys((digits, digits.lstrip("0")))
    return [form for form in forms if len(form) >= SHORTEST_NUMBER]


# What is found -----------------------------------------------------------------------------------


def clients(text: str, limit: int) -> list[int]:
    """The ids of clients: the one with that number, then the newest that have the words."""
    number = plain_number(text.strip().removeprefix("#"))
    named = []
    if number is not None:
        sql = 'SELECT id FROM "client" WHERE number = ?'
        named = [row[0] for row in database.execute_sql(sql, (number,)).fetchall()]
    return _first(named, _matching(CLIENTS, text, limit), limit)


def records(text: str, limit: int) -> list[int]:
    """The ids of cards: those of that reference or number, then open, then finished ones."""
    named = numbered(text)
    ids = [number & (OPEN - 1) for number in _matching(CARDS, text, limit)]
    return _first(named, ids, limit)


def remarks(text: str, limit: int) -> list[int]:
    """The ids of notes, the newest first."""
    return _matching(NOTES, text, limit)


def numbered(text: str) -> list[int]:
    """The ids of the cards that a text names: ``O-1043``, ``o1043``, or any kind's ``1043``."""
    named = reference(text.strip())
    if named is None:
        return []
    kinds = KINDS if named[0] is None else (named[0],)
    marks = ", ".join("?" * len(kinds))
    sql = f'SELECT id FROM "card" WHERE kind IN ({marks}) AND number = ? ORDER BY done, id DESC'
    return [row[0] for row in database.execute_sql(sql, (*kinds, named[1])).fetchall()]


def plain_number(text: str) -> int | None:
    """A number as it is said of a record or a client, without anything before it."""
    named = reference(text)
    return named[1] if named and named[0] is None and not text.startswith("0") else None


def _matching(source: Source, text: str, limit: int) -> list[int]:
    asked = expression(text)
    if not asked:
        return []
    cursor = database.execute_sql(
        f"SELECT rowid FROM {source.index} WHERE {source.index} MATCH ? "
        "ORDER BY rowid DESC LIMIT ?",
        (asked, limit),
    )
    return [row[0] for row in cursor.fetchall()]


def _first(named: Sequence[int], others: Sequence[int], limit: int) -> list[int]:
    return list(dict.fromkeys((*named, *others)))[:limit]


def clients_by_id(ids: Sequence[int]) -> list[Client]:
    """Clients in the order of their ids as given."""
    found = {row.id: row for row in Client.select().where(Client.id.in_(list(ids)))}
    return [found[row_id] for row_id in ids if row_id in found]


def remarks_by_id(ids: Sequence[int]) -> list[Remark]:
    """Notes with whose they are, in the order of their ids as given."""
    marks = ", ".join("?" * len(ids))
    cursor = database.execute_sql(
        "SELECT n.id, c.kind, c.number, n.at, u.login, n.text, c.client_id "
        'FROM "note" n JOIN "card" c ON c.id = n.card_id '
        f'LEFT JOIN "user" u ON u.id = n.by_id WHERE n.id IN ({marks})',
        tuple(ids),
    )
    found = {
        row_id: Remark(written(kind, number), at, login or "", text, client_id)
        for row_id, kind, number, at, login, text, client_id in cursor.fetchall()
    }
    return [found[row_id] for row_id in ids if row_id in found]
