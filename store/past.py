"""The cards as they were at an earlier moment, as a temporary table that reads like the real one.

A card's status, owner and due date come from the visit that covered the moment; whatever changed
since is taken back from the change table. Cards that were long finished then are left out.
"""

from __future__ import annotations

from typing import Any

from store import changes
from store.desk import Desk
from store.reading import first_column, tuples
from store.schedule import DONE_STATES
from store.tables import FAR, Action, Card, Change, database

RECENT_DAYS = 14
"""How long before the moment a finished card must have been finished to be left out."""

MS_PER_DAY = 86_400_000

ROWS_AT_ONCE = 400


class PastCard(Card):
    """The cards of one past moment."""

    class Meta:
        """Lives in this connection's temporary database."""

        table_name = "past_card"


_COLUMNS = [field.column_name for field in Card._meta.sorted_fields]
_shown: dict[str, tuple[int, int]] = {}


def cards_at(desk: Desk, at: int) -> type[Card]:
    """Fill the temporary table for a moment, unless it is filled already, and return its model."""
    newest = changes.last_id()
    if _shown.get(str(desk.file.path)) == (at, newest) and _exists():
        return PastCard
    listed = ", ".join(f'"{column}"' for column in _COLUMNS)
    database.execute_sql("DROP TABLE IF EXISTS temp.past_card")
    database.execute_sql(f"CREATE TEMP TABLE past_card AS SELECT {listed} FROM card WHERE 0")
    oldest = at - RECENT_DAYS * MS_PER_DAY
    database.execute_sql(
        f"INSERT INTO past_card SELECT {listed} FROM card "
        "WHERE created_at <= ? AND (done = 0 OR entered_at > ?)",
        (at, oldest),
    )
    database.execute_sql("CREATE UNIQUE INDEX temp.past_card_id ON past_card (id)")
    _overlay_visits(at)
    _overlay_changes(at)
    _settle(desk)
    database.execute_sql("CREATE INDEX temp.past_card_lane ON past_card (lane, sort_at, id)")
    _shown.clear()
    _shown[str(desk.file.path)] = (at, newest)
    return PastCard


def _exists() -> bool:
    row = database.execute_sql(
        "SELECT 1 FROM temp.sqlite_master WHERE name = 'past_card'"
    ).fetchone()
    return row is not None


def _overlay_visits(at: int) -> None:
    database.execute_sql(
        "UPDATE past_card SET status_id = v.status_id, entered_at = v.entered_at, "
        "due_at = v.due_at, user_id = v.user_id, department_id = v.department_id, visit = v.id "
        "FROM visit v WHERE v.card_id = past_card.id AND v.entered_at <= ? "
        "AND (v.left_at IS NULL OR v.left_at > ?)",
        (at, at),
    )


def _overlay_changes(at: int) -> None:
    """Take back, newest first, every change of a card made after the moment."""
    query = (
        Change.select(Change.row, Change.before, Action.undoes)
        .join(Action)
        .where(Change.table == "card", Action.at > at)
        .order_by(Change.id.desc())
    )
    values: dict[int, dict[str, Any]] = {}
    brought_back: dict[int, bool] = {}
    for row, before, undoes in tuples(query):
        values.setdefault(row, {}).update(changes.load(before) or {})
        brought_back[row] = before is None and undoes is not None
    gone = _without_row(list(values))
    for card, columns in values.items():
        if brought_back[card]:
            database.execute_sql("DELETE FROM past_card WHERE id = ?", (card,))
            continue
        if card in gone:
            _put_in(at, columns)
            continue
        columns.pop("id", None)
        if not columns:
            continue
        sets = ", ".join(f'"{name}" = ?' for name in columns)
        database.execute_sql(f"UPDATE past_card SET {sets} WHERE id = ?", (*columns.values(), card))


def _without_row(cards: list[int]) -> set[int]:
    """Those of the cards that have been deleted since."""
    there: set[int] = set()
    for start in range(0, len(cards), ROWS_AT_ONCE):
        query = Card.select(Card.id).where(Card.id.in_(cards[start : start + ROWS_AT_ONCE]))
        there.update(first_column(query))
    return set(cards) - there


def _put_in(at: int, columns: dict[str, Any]) -> None:
    """Put in a card that has been deleted since, if it was there and not long finished."""
    recent = columns["entered_at"] > at - RECENT_DAYS * MS_PER_DAY
    if columns["created_at"] <= at and (recent or not columns["done"]):
        listed = ", ".join(f'"{name}"' for name in columns)
        database.execute_sql(
            f"INSERT INTO past_card ({listed}) VALUES ({', '.join('?' * len(columns))})",
            tuple(columns.values()),
        )


def _settle(desk: Desk) -> None:
    """Lane, done and order follow from the status and the due date."""
    for status in desk.directory.statuses.values():
        done = int(status.state in DONE_STATES)
        database.execute_sql(
            "UPDATE past_card SET lane = ?, done = ? WHERE status_id = ?",
            (status.lane, done, status.id),
        )
    database.execute_sql(
        "UPDATE past_card SET sort_at = CASE WHEN done THEN ? - entered_at "
        "ELSE coalesce(due_at, ?) END, due_at = CASE WHEN done THEN NULL ELSE due_at END",
        (2 * FAR, FAR),
    )
