"""The indexes of full-text search: kept by the database itself, whoever writes.

They hold what clients, cards (with what their orders are called elsewhere) and notes say, as words
that may be begun. The shorter beginnings are looked up like words of their own, so that the newest
rows are found without reading the others. SQLite's FTS5; nothing of it is exported, because it
follows from the tables. It is asked in ``search``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from store.tables import database

OPEN = 1 << 40
"""Is added to the ids of open cards, so that in falling order they stand before finished ones."""

_UNSORTED = 1 << 20
"""What SQLite gathers of an index unless told otherwise, in bytes."""


# What rows say -----------------------------------------------------------------------------------


def _replaced(text: str, letters: Mapping[str, str]) -> str:
    for letter, other in letters.items():
        text = f"replace({text}, '{letter}', '{other}')"
    return text


AT_A_TIME = 6
"""Replacements in one expression: older SQLite programs cannot read deeper ones."""


def _steps(letters: Mapping[str, str], column: str, source: str) -> tuple[str, str]:
    """SQL of common tables that replace letters in a column step by step; and the last one."""
    found, pairs = [], list(letters.items())
    for number, start in enumerate(range(0, len(pairs), AT_A_TIME)):
        some = dict(pairs[start : start + AT_A_TIME])
        found.append(f"{source}{number} ({column}) AS (SELECT {_replaced(column, some)} FROM "
                     f"{source if number == 0 else f'{source}{number - 1}'})")  # fmt: skip
    return ", ".join(found), f"{source}{len(found) - 1}"


_PLAIN = {
    "ß": "ss", "ẞ": "ss", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "æ": "ae", "Æ": "ae",
    "œ": "oe", "Œ": "oe", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "þ": "th", "Þ": "th",
    "ħ": "h", "Ħ": "h", "ı": "i", "ŋ": "n", "Ŋ": "n", "ŧ": "t", "Ŧ": "t", "ƶ": "z", "Ƶ": "z",
}  # fmt: skip
"""Letters that the tokenizer does not take for accented ones, as ``text.search_key`` does."""

_SEPARATORS = ("(0)", " ", "\u00a0", "-", "\u2010", "\u2011", "\u2013", "(", ")", "+", ".", "/")
"""What people write between the digits of a phone number."""


def _tails(row: str) -> str:
    """SQL of the ends of a client's phone numbers: any four digits in a row begin one of them."""
    numbers = " UNION ALL ".join(
        f"SELECT {row}.{name} WHERE {row}.{name} <> ''"
        for name in ("phone", "mobile", "work_phone")
    )
    steps, last = _steps(dict.fromkeys(_SEPARATORS, ""), "digits", "written")
    return (
        f"coalesce((WITH RECURSIVE written (digits) AS ({numbers}), {steps}, "
        f"tail (digits) AS (SELECT digits FROM {last} UNION ALL "
        "SELECT substr(digits, 2) FROM tail WHERE length(digits) > 4) "
        "SELECT group_concat(digits, ' ') FROM tail), '')"
    )


def _plain(text: str) -> str:
    """SQL of a text with all letters plain; most texts have no other ones."""
    steps, last = _steps(_PLAIN, "words", "said")
    plain = f"(WITH said (words) AS (SELECT {text}), {steps} SELECT words FROM {last})"
    return f"iif({text} GLOB '*[^ -~]*', {plain}, {text})"


def _client(row: str) -> str:
    written = _plain(f"({row}.address || ' ' || {row}.city || ' ' || {row}.notes)")
    parts = (f"{row}.search", f"{row}.number", f"{row}.email", f"{row}.postcode", _tails(row))
    return " || ' ' || ".join((*parts, written))


def _card(row: str) -> str:
    return (
        f"{row}.search || coalesce((SELECT ' ' || vendor_number || ' ' || vendor_invoice || ' ' || "
        f"tracking FROM studio_order WHERE card_id = {row}.id), '')"
    )


def _note(row: str) -> str:
    return _plain(f"{row}.text")


@dataclass(frozen=True, slots=True)
class Source:
    """A table that is searched: SQL of a row's number and words, and what they follow from.

    ``beginnings`` are the lengths up to which begun words are looked up at once; ``parts`` are
    conditions whose rows are numbered in the order of their ids.
    """

    table: str
    words: Callable[[str], str]
    columns: Sequence[str]
    beginnings: int
    number: str = "{row}.id"
    parts: Sequence[str] = ("1",)

    @property
    def index(self) -> str:
        """The name of its index."""
        return f"{self.table}_words"

    def made(self) -> str:
        """SQL that makes its index."""
        lengths = " ".join(str(length) for length in range(1, self.beginnings + 1))
        return (
            f"CREATE VIRTUAL TABLE {self.index} USING fts5(words, content='', "
            "contentless_delete=1, tokenize='unicode61 remove_diacritics 2', "
            f"prefix='{lengths}', detail=none)"
        )

    def taken_in(self, row: str) -> str:
        """SQL that takes one row in, inside a trigger."""
        return f"INSERT INTO {self.index} (rowid, words) VALUES ({self._values(row)})"

    def taken_out(self, row: str) -> str:
        """SQL that takes one row out, inside a trigger."""
        return f"DELETE FROM {self.index} WHERE rowid = {self.number.format(row=row)}"

    def filled(self, condition: str = "1") -> str:
        """SQL that takes in the rows of the table that meet a condition."""
        return (
            f"INSERT INTO {self.index} (rowid, words) SELECT {self._values('s')} "
            f'FROM "{self.table}" s WHERE {condition} ORDER BY s.id'
        )

    def _values(self, row: str) -> str:
        return f"{self.number.format(row=row)}, {self.words(row)}"


CLIENTS = Source(
    "client",
    _client,
    ("search", "number", "email", "phone", "mobile", "work_phone", "address", "city", "postcode",
     "notes"),
    4,
)  # fmt: skip

CARDS = Source(
    "card",
    _card,
    ("search", "done"),
    5,
    f"{{row}}.id + iif({{row}}.done, 0, {OPEN})",
    ("s.done = 1", "s.done = 0"),
)

NOTES = Source("note", _note, ("text",), 3)

SOURCES = (CLIENTS, CARDS, NOTES)

_OF_ORDERS = ("vendor_number", "vendor_invoice", "tracking")


# Making, following, filling ----------------------------------------------------------------------


def install() -> None:
    """Make the indexes, fill them with what is there, and have them follow every change."""
    for source in SOURCES:
        database.execute_sql(source.made())
    _fill()
    _follow(triggers())


def stop_following() -> None:
    """Let many rows be loaded first: it costs a tenth to take them all in at once afterwards."""
    for name in triggers():
        database.execute_sql(f"DROP TRIGGER {name}")


def follow_again() -> None:
    """Make the indexes anew of all that is there now, and have them follow every change."""
    for source in SOURCES:
        database.execute_sql(f"INSERT INTO {source.index} ({source.index}) VALUES ('delete-all')")
    _fill()
    _follow(triggers())


@contextmanager
def taking_in(source: Source) -> Iterator[None]:
    """Let many new rows be inserted, and take them in at once, in the transaction that is open."""
    name = f"words_of_{source.table}_insert"
    last = database.execute_sql(f'SELECT max(id) FROM "{source.table}"').fetchone()[0] or 0
    database.execute_sql(f"DROP TRIGGER {name}")
    yield
    _keep_unsorted(source, 4 * _UNSORTED)
    database.execute_sql(source.filled("s.id > ?"), (last,))
    _keep_unsorted(source, _UNSORTED)
    _follow({name: triggers()[name]})


def _keep_unsorted(source: Source, size: int) -> None:
    """Say how many bytes of new words are gathered before they are sorted and merged."""
    database.execute_sql(
        f"INSERT INTO {source.index} ({source.index}, rank) VALUES ('hashsize', ?)", (size,)
    )


def _fill() -> None:
    for source in SOURCES:
        for part in source.parts:
            database.execute_sql(source.filled(part))


def _follow(wanted: Mapping[str, str]) -> None:
    for name, sql in wanted.items():
        database.execute_sql(f"CREATE TRIGGER {name} {sql}")


def triggers() -> dict[str, str]:
    """What the database does when one of the tables changes, by the trigger's name."""
    found: dict[str, str] = {}
    for source in SOURCES:
        taken_in, taken_out = source.taken_in("new"), source.taken_out("old")
        changed = " OR ".join(f"new.{name} IS NOT old.{name}" for name in source.columns)
        update = f"UPDATE OF {', '.join(source.columns)}"
        found |= _on(source.table, "INSERT", "", taken_in)
        found |= _on(source.table, "DELETE", "", taken_out)
        found |= _on(source.table, update, changed, f"{taken_out}; {taken_in}")
    said = " OR ".join(f"{{row}}.{name} <> ''" for name in _OF_ORDERS)
    changed = " OR ".join(f"new.{name} IS NOT old.{name}" for name in _OF_ORDERS)
    found |= _on("studio_order", "INSERT", said.format(row="new"), _anew("new.card_id"))
    found |= _on("studio_order", "DELETE", said.format(row="old"), _anew("old.card_id"))
    update = f"UPDATE OF {', '.join(_OF_ORDERS)}"
    found |= _on("studio_order", update, changed, _anew("new.card_id"))
    return found


def _on(table: str, event: str, condition: str, body: str) -> dict[str, str]:
    name = f"words_of_{table}_{event.split(maxsplit=1)[0].lower()}"
    when = f" WHEN {condition}" if condition else ""
    return {name: f'AFTER {event} ON "{table}"{when} BEGIN {body}; END'}


def _anew(card: str) -> str:
    """SQL that takes a card out and in again, if it is there."""
    out = f"DELETE FROM {CARDS.index} WHERE rowid IN ({card}, {card} + {OPEN})"
    return f"{out}; {CARDS.filled(f's.id = {card}')}"
