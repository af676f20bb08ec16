"""Cards as they are shown: plain values, read in a few statements whatever the number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from store.desk import Desk
from store.directory import Directory, reference
from store.tables import Card, database


@dataclass(frozen=True, slots=True)
class Face:
    """A card as it is shown: plain values, no further look-up needed."""

    id: int
    ref: str
    kind: str
    client: str
    subject: str
    type: str | None
    vendor: str | None
    track: str
    status: str
    status_id: int
    lane: int
    state: str
    entered_at: int
    due_at: int | None
    sort_at: int
    due_by_hand: bool
    promised_at: int | None
    user: str | None
    department: str | None
    priority: int
    version: int
    lines: int
    value_cents: int
    done: bool
    about: int | None = None

    def overdue(self, now: int) -> bool:
        """Tell whether it is past due and not finished."""
        return not self.done and self.due_at is not None and self.due_at < now


def face(desk: Desk, card_id: int) -> Face | None:
    """One card as it is shown."""
    found = faces(desk, [card_id])
    return found[0] if found else None


_COLUMNS = (
    "id", "kind", "number", "subject", "type_id", "vendor_id", "track_id", "status_id",
    "lane", "entered_at", "due_at", "sort_at", "due_by_hand", "promised_at", "user_id",
    "department_id", "priority", "version", "lines", "value_cents", "done", "about_id",
)  # fmt: skip


def faces(desk: Desk, ids: Sequence[int], table: type[Card] = Card) -> list[Face]:
    """Cards as they are shown, in the order of their ids as given."""
    if not ids:
        return []
    name = table._meta.table_name
    listed = ", ".join(f'c."{column}"' for column in _COLUMNS)
    lists = desk.directory
    found: dict[int, Face] = {}
    for start in range(0, len(ids), 500):
        part = list(ids[start : start + 500])
        marks = ", ".join("?" * len(part))
        rows = database.execute_sql(
            f'SELECT {listed}, k."name" FROM "{name}" c '
            f'LEFT JOIN "client" k ON k."id" = c."client_id" WHERE c."id" IN ({marks})',
            tuple(part),
        )
        found.update((row[0], _face(lists, row)) for row in rows)
    return [found[card_id] for card_id in ids if card_id in found]


def _face(lists: Directory, row: Sequence[Any]) -> Face:
    (
        card_id, kind, number, subject, type_id, vendor_id, track_id, status_id, lane, entered_at,
        due_at, sort_at, due_by_hand, promised_at, user_id, department_id, priority, version,
        lines, value_cents, done, about_id, client,
    ) = row  # fmt: skip
    status = lists.statuses[status_id]
    of_type = lists.types.get(type_id or 0)
    vendor = lists.vendors.get(vendor_id)
    user = lists.users.get(user_id)
    department = lists.departments.get(department_id)
    return Face(
        card_id, reference(kind, number), kind, client or "", subject,
        of_type.name if of_type else None, vendor.name if vendor else None,
        lists.tracks[track_id].name, status.name, status_id, lane, status.state, entered_at,
        due_at, sort_at, bool(due_by_hand), promised_at, user.login if user else None,
        department.name if department else None, priority, version, lines, value_cents,
        bool(done), about_id,
    )  # fmt: skip
