"""Writing millions of rows into a new database: straight into the tables, with ids given here.

Only the demo may do so: nobody else has the file open yet, there is no history to keep, and when it
fails the file is thrown away. Indexes are kept meanwhile: stories come in the order of time, so
that almost every entry goes to an end, and making them later would sort ten million rows in memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from store.tables import Row, database

AT_ONCE = 20_000
"""Rows kept in memory before they are written."""

LOADING = {
    "foreign_keys": 0,
    "synchronous": 0,
    "journal_mode": "OFF",
    "cache_size": -64_000,
}
"""Pragmas while rows are loaded; those of every connection come back afterwards."""


class Sheet:
    """Rows of one table on their way into it, as tuples of the named columns."""

    def __init__(self, table: type[Row], columns: str, **same: Any) -> None:
        """Name the columns that differ; ``same`` and the table's defaults are written for all."""
        self.name = table._meta.table_name
        self.columns = tuple(columns.split())
        names = list(self.columns)
        values = ["?"] * len(names)
        for field in table._meta.sorted_fields:
            name = field.column_name
            if name in names or (field.default is None and name not in same):
                continue
            names.append(name)
            values.append(_literal(same.get(name, field.default)))
        listed = ", ".join(f'"{name}"' for name in names)
        self._sql = f'INSERT INTO "{self.name}" ({listed}) VALUES ({", ".join(values)})'
        self._rows: list[tuple[Any, ...]] = []
        self.last_id = _last_id(table)
        self.written = 0

    def next_id(self) -> int:
        """An id that no row of the table has."""
        self.last_id += 1
        return self.last_id

    def add(self, *values: Any) -> None:
        """Take a row: the values of the named columns in their order."""
        self._rows.append(values)
        if len(self._rows) >= AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Write what was taken."""
        database.connection().executemany(self._sql, self._rows)
        self.written += len(self._rows)
        self._rows.clear()


def _last_id(table: type[Row]) -> int:
    row = database.execute_sql(f'SELECT max(id) FROM "{table._meta.table_name}"').fetchone()
    return int(row[0] or 0)


def _literal(value: Any) -> str:
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return str(int(value)) if isinstance(value, bool) else str(value)


@contextmanager
def loading(sheets: Sequence[Sheet]) -> Iterator[None]:
    """Load rows without safety nets, then put the database in order and make it safe again."""
    before = {name: _pragma(name) for name in LOADING}
    for name, value in LOADING.items():
        database.execute_sql(f"PRAGMA {name} = {value}")
    database.execute_sql("BEGIN")
    yield
    for sheet in sheets:
        sheet.flush()
    database.execute_sql("COMMIT")
    for name in reversed(before):
        database.execute_sql(f"PRAGMA {name} = {before[name]}")


def settle() -> None:
    """Bring everything that was written to the disk itself."""
    database.execute_sql("PRAGMA user_version = 0")
    database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _pragma(name: str) -> Any:
    return database.execute_sql(f"PRAGMA {name}").fetchone()[0]


def set_counters() -> None:
    """Let numbers given later go on above the highest there is."""
    highest = database.execute_sql("SELECT kind, max(number) FROM card GROUP BY kind").fetchall()
    clients = database.execute_sql("SELECT max(number) FROM client").fetchone()
    counters = [*highest, ("client", clients[0] or 0)]
    for kind, number in counters:
        database.execute_sql("DELETE FROM counter WHERE kind = ?", (kind,))
        database.execute_sql(
            "INSERT INTO counter (kind, next) VALUES (?, ?)", (kind, int(number) + 1)
        )
