"""The one door for writing: every changed row is noted with what it was and what it is.

The same notes feed live refresh, the log, undo and audit. Rows are written through ``Act`` inside
``Desk.action``; nothing else inserts, updates or deletes records.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, TypeVar

from peewee import JOIN, BooleanField, Field, ForeignKeyField, IntegerField, TextField
from peewee import __exception_wrapper__ as translated  # type: ignore[attr-defined]  # no stub

from store import tables
from store.errors import Refused
from store.reading import tuples
from store.tables import Action, Card, Change, Counter, Row, User

DIRECTORY_TABLES = frozenset(
    {
        "user", "department", "membership", "type", "track", "status", "vendor", "holiday",
        "price_list", "custom_field",
    }
)  # fmt: skip
"""Tables that are kept in memory by name; a change of them makes every program read them again."""

DATES: Mapping[str, frozenset[str]] = {
    "session": frozenset({"held_at"}),
    "invoice": frozenset({"payment_due_at", "delivered_at", "session_id"}),
    "order_source": frozenset({"order_id"}),
    "task": frozenset({"start_at"}),
    "card": frozenset({"promised_at", "done"}),
}
"""Table to the columns that triggers on dates of records hang on."""

MANY = 1_000
"""The history of so many new rows is written out of their table by the database, which is faster
than to write every row twice."""

Inserted = TypeVar("Inserted", bound=Row)

# Made once: ``json.dumps`` would make one for every row.
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def dump(values: Mapping[str, Any] | None) -> str | None:
    """Write a row's columns as compact JSON."""
    if values is None:
        return None
    return _encode(values)


def _dumped(table: type[Row], names: Iterable[str]) -> str:
    """SQL of what ``dump`` writes of a stored row, for tables of which it is the same."""
    fields = {field.column_name: field for field in table._meta.sorted_fields}
    pairs = [f"'{name}', {_as_json(fields[name])}" for name in names]
    return f"json_object({', '.join(pairs)})"


def _as_json(field: Field) -> str:
    column = f'"{field.column_name}"'
    if isinstance(field, BooleanField):
        return f"json(CASE {column} WHEN 0 THEN 'false' WHEN 1 THEN 'true' END)"
    return column


def _is_written_alike(table: type[Row]) -> bool:
    """Whether SQL writes all columns as JSON as Python does: it writes fractions otherwise."""
    return all(
        isinstance(field, IntegerField | TextField | BooleanField | ForeignKeyField)
        for field in table._meta.sorted_fields
    )


def load(text: str | None) -> dict[str, Any] | None:
    """Read what ``dump`` wrote."""
    try:
        return None if text is None else dict(json.loads(text))
    except (ValueError, TypeError):
        raise Refused(
            "the database is damaged: what was changed cannot be read; restore the latest copy "
            "with 'safelight restore FILE'"
        ) from None


def columns(row: Row) -> dict[str, Any]:
    """All columns of a row, by column name."""
    data = row.__data__
    return {field.column_name: data.get(field.name) for field in row._meta.sorted_fields}


class Act:
    """Writes rows and remembers each change until the action ends."""

    def __init__(self, action_id: int, at: int) -> None:
        """Begin with the action's row already inserted."""
        self.id = action_id
        self.at = at
        self.directory_touched = False
        self.changed_anything = False
        self.dates: dict[str, set[int]] = {}
        self._pending: list[dict[str, Any]] = []

    def _note(
        self,
        table: type[Row],
        row: int,
        before: Mapping[str, Any] | None,
        after: Mapping[str, Any] | None,
        card: int | None,
    ) -> None:
        name = table._meta.table_name
        self._touch(name)
        if name in DATES and card is not None and after is not None:
            self._note_dates(DATES[name], after, card, new=before is None)
        self._pending.append(
            {
                "action_id": self.id,
                "card": card,
                "table": name,
                "row": row,
                "before": dump(before),
                "after": dump(after),
            }
        )

    def _touch(self, name: str) -> None:
        self.changed_anything = True
        self.directory_touched |= name in DIRECTORY_TABLES

    def _note_dates(
        self, watched: frozenset[str], after: Mapping[str, Any], card: int, *, new: bool
    ) -> None:
        """Remember of which cards a date was set, moved or taken away."""
        for column in watched:
            if after.get(column) if new else column in after:
                self.dates.setdefault(column, set()).add(card)

    def _write_pending(self) -> None:
        write_rows(Change, self._pending)
        self._pending.clear()

    def insert(self, table: type[Row], **values: Any) -> int:
        """Insert one row given by column names; returns its id."""
        row = table()
        for name, value in values.items():
            setattr(row, name, value)
        return int(self.insert_row(row).id)

    def insert_row(self, row: Inserted) -> Inserted:
        """Insert a row made in memory; returns the same row with its id."""
        row.save(force_insert=True)
        after = columns(row)
        self._note(type(row), row.id, None, after, _card_of(type(row), after))
        return row

    def insert_many(self, table: type[Row], rows: Sequence[Mapping[str, Any]]) -> list[int]:
        """Insert many rows with the same columns; returns their ids in order."""
        defaults = _defaults(table)
        full = [
            {"id": row_id, **defaults, **row} for row_id, row in enumerate(rows, next_id(table))
        ]
        write_rows(table, full)
        if len(rows) >= MANY and "id" not in rows[0] and _is_written_alike(table):
            self._note_from(table, full)
        else:
            for row in full:
                self._note(table, row["id"], None, row, _card_of(table, row))
        return [row["id"] for row in full]

    def _note_from(self, table: type[Row], rows: Sequence[Mapping[str, Any]]) -> None:
        """Note new rows, of which there are no others with ids between theirs."""
        name = table._meta.table_name
        self._touch(name)
        if name in DATES:
            for row in rows:
                self._note_dates(DATES[name], row, _card_of(table, row) or 0, new=True)
        self._write_pending()
        card = "id" if table is Card else "card_id" if "card_id" in rows[0] else "NULL"
        tables.database.execute_sql(
            f'INSERT INTO "change" ("action_id", "card", "table", "row", "after") '
            f'SELECT ?, {card}, ?, "id", {_dumped(table, rows[0])} FROM "{name}" '
            'WHERE "id" BETWEEN ? AND ? ORDER BY "id"',
            (self.id, name, rows[0]["id"], rows[-1]["id"]),
        )

    def update(self, row: Row, **values: Any) -> dict[str, Any]:
        """Change columns of a row as it was read; returns what differed, as it was before."""
        changed = {name: value for name, value in values.items() if getattr(row, name) != value}
        if not changed:
            return {}
        table = type(row)
        before = {name: getattr(row, name) for name in changed}
        _update(row, changed)
        for name, value in changed.items():
            setattr(row, name, value)
        self._note(table, row.id, before, changed, _card_of(table, columns(row)))
        return before

    def delete(self, row: Row) -> None:
        """Delete a row; its columns stay in the history."""
        table = type(row)
        before = columns(row)
        table.delete().where(table.id == row.id).execute()
        self._note(table, row.id, before, None, _card_of(table, before))

    def restore(self, table: type[Row], values: Mapping[str, Any]) -> None:
        """Insert a row again under the id that it had."""
        write_rows(table, [{**_defaults(table), **values}])
        self._note(table, int(values["id"]), None, values, _card_of(table, values))

    def number(self, kind: str, wanted: int | None = None) -> int:
        """Give the next free number of a kind; a wanted one moves the counter above it."""
        return self.numbers(kind, 1)[0] if wanted is None else self.keep_number(kind, wanted)

    def numbers(self, kind: str, count: int) -> list[int]:
        """Give several numbers in a row."""
        row = _counter(kind)
        first = int(row.next)
        Counter.update(next=first + count).where(Counter.id == row.id).execute()
        return list(range(first, first + count))

    def keep_number(self, kind: str, wanted: int) -> int:
        """Make sure that numbers given later are above this one."""
        row = _counter(kind)
        if row.next <= wanted:
            Counter.update(next=wanted + 1).where(Counter.id == row.id).execute()
        return wanted

    def flush(self) -> None:
        """Write the noted changes; called once, at the end of the transaction."""
        self._write_pending()
        if self.directory_touched:
            touched = Counter.update(next=Counter.next + 1).where(Counter.kind == "directory")
            if not touched.execute():
                Counter.insert(kind="directory", next=1).execute()


def _defaults(table: type[Row]) -> dict[str, Any]:
    """What columns hold where nothing is said of them."""
    return {
        field.column_name: field.default
        for field in table._meta.sorted_fields
        if field.name != "id" and (field.default is not None or field.null)
    }


def _update(row: Row, values: Mapping[str, Any]) -> None:
    """Write columns of a row; building the statement takes Peewee longer than SQLite runs it."""
    meta = row._meta
    sets = ", ".join(f'"{meta.combined[name].column_name}" = ?' for name in values)
    tables.database.execute_sql(
        f'UPDATE "{meta.table_name}" SET {sets} WHERE "id" = ?', (*values.values(), row.id)
    )


FIRST_NUMBERS = {"client": 1, "vendor": 1}
"""Where counting starts; kinds not named start at 1001."""


def write_rows(table: type[Row], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that have the same columns, at least two, without noting them.

    The statement is written here: building it row by row costs Peewee most of an import's time.
    """
    if not rows:
        return
    names = list(rows[0])
    columns = ", ".join(f'"{name}"' for name in names)
    sql = (
        f'INSERT INTO "{table._meta.table_name}" ({columns}) VALUES ({", ".join("?" * len(names))})'
    )
    with translated, closing(tables.database.connection().cursor()) as cursor:
        cursor.executemany(sql, map(itemgetter(*names), rows))


def next_id(table: type[Row]) -> int:
    """The id the next row will get; nobody else can take it inside the transaction."""
    name = table._meta.table_name
    row = tables.database.execute_sql(
        "SELECT seq FROM sqlite_sequence WHERE name = ?", (name,)
    ).fetchone()
    return int(row[0]) + 1 if row else 1


def _counter(kind: str) -> Counter:
    row: Counter | None = Counter.get_or_none(Counter.kind == kind)
    return row or Counter.create(kind=kind, next=FIRST_NUMBERS.get(kind, 1001))


def _card_of(table: type[Row], values: Mapping[str, Any]) -> int | None:
    if table is Card:
        return int(values["id"])
    card = values.get("card_id")
    return None if card is None else int(card)


@dataclass(frozen=True, slots=True)
class CardChanged:
    """One change of a card's own columns; ``before`` is null when it was made."""

    card_id: int
    action: str
    action_id: int
    by: str
    source: str
    at: int
    before: dict[str, Any] | None
    after: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Feed:
    """What changed since a reader last asked."""

    last: int
    changes: tuple[CardChanged, ...]
    others: frozenset[str]
    complete: bool = True


FEED_LIMIT = 500


def last_id() -> int:
    """The number of the newest change."""
    row = tables.database.execute_sql("SELECT max(id) FROM change").fetchone()
    return int(row[0] or 0)


def feed(after: int, limit: int = FEED_LIMIT) -> Feed:
    """Read the changes after a number; ``complete`` is false when there were too many to list."""
    query = (
        Change.select(
            Change.id, Change.card, Change.table, Change.before, Change.after,
            Action.name, Action.id, Action.source, Action.at, User.login,
        )
        .join(Action)
        .join(User, JOIN.LEFT_OUTER)
        .where(Change.id > after)
        .order_by(Change.id)
        .limit(limit + 1)
    )  # fmt: skip
    rows = tuples(query)
    if len(rows) > limit:
        return Feed(last_id(), (), frozenset(), complete=False)
    changed, others = [], set()
    last = after
    for change_id, card, table, before, later, name, action_id, source, at, login in rows:
        last = change_id
        if table == "card":
            changed.append(
                CardChanged(
                    card, name, action_id, login or "", source, at, load(before), load(later)
                )
            )
        else:
            others.add(table)
    return Feed(last, tuple(changed), frozenset(others))


def data_version() -> int:
    """A number that moves when another program commits; costs microseconds."""
    row = tables.database.execute_sql("PRAGMA data_version").fetchone()
    return int(row[0])


def rows_of_action(action_id: int) -> Iterable[Change]:
    """The changes of one action, oldest first."""
    found: Iterable[Change] = Change.select().where(Change.action == action_id).order_by(Change.id)
    return found
