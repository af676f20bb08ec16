"""The index of full-text search: kept by the database itself, whoever writes.

It holds what clients, cards and notes say, free of accents and case, as words that may be begun.
Rows are numbered ``id * 4 + source``, so that one index answers for all three. SQLite's FTS5;
nothing of it is exported, because it follows from the tables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from store.tables import database

CLIENT, CARD, NOTE = 0, 1, 2
"""Where a row of the index comes from."""


@dataclass(frozen=True, slots=True)
class Source:
    """A table that is searched: its place in the index, and the columns whose words count."""

    number: int
    columns: Sequence[str]

    def text(self, row: str) -> str:
        """SQL of what a row says."""
        return " || ' ' || ".join(f'{row}."{name}"' for name in self.columns)


SOURCES: Mapping[str, Source] = {
    "client": Source(
        CLIENT,
        ("name", "number", "email", "phone", "mobile", "work_phone", "address", "city", "postcode",
         "notes"),
    ),
    "card": Source(CARD, ("search",)),
    "note": Source(NOTE, ("text",)),
}  # fmt: skip


def install() -> None:
    """Make the index, fill it with what is there, and have it follow every change."""
    execute = database.execute_sql
    execute(
        "CREATE VIRTUAL TABLE fulltext USING fts5(words, content='', contentless_delete=1, "
        "tokenize='unicode61 remove_diacritics 2', prefix='2 3', detail=none)"
    )
    for name, source in SOURCES.items():
        execute(
            f"INSERT INTO fulltext (rowid, words) "
            f'SELECT id * 4 + {source.number}, {source.text(name)} FROM "{name}" ORDER BY id'
        )
        _follow(name, source)


def _follow(name: str, source: Source) -> None:
    number = source.number
    changed = " OR ".join(f'new."{column}" IS NOT old."{column}"' for column in source.columns)
    insert = (
        f"INSERT INTO fulltext (rowid, words) VALUES (new.id * 4 + {number}, {source.text('new')})"
    )
    delete = f"DELETE FROM fulltext WHERE rowid = old.id * 4 + {number}"
    columns = ", ".join(f'"{column}"' for column in source.columns)
    for event, body in (
        (f'AFTER INSERT ON "{name}"', insert),
        (f'AFTER DELETE ON "{name}"', delete),
        (f'AFTER UPDATE OF {columns} ON "{name}" WHEN {changed}', f"{delete}; {insert}"),
    ):
        word = event.split()[1].lower()
        database.execute_sql(f'CREATE TRIGGER "fulltext_{name}_{word}" {event} BEGIN {body}; END')
