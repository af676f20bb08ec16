"""Taking back the rows of one action: what is written, deleted and put back, and what refuses.

Which actions may be taken back, and in what order, is in ``history``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from peewee import JOIN, ForeignKeyField, IntegrityError

from store import changes, firings, following, lanes, schedule
from store.changes import Act
from store.desk import Desk
from store.directory import reference
from store.errors import Refused
from store.tables import (
    ALL,
    BY_NAME,
    Action,
    Card,
    Change,
    Firing,
    Invoice,
    InvoiceLine,
    Message,
    MessageFile,
    Order,
    OrderLine,
    Row,
    Status,
    User,
    Visit,
)

ROWS_AT_ONCE = 400

UNDONE = "the move was undone"


class Reverting:
    """Takes back the changes of one action inside another, the newest first."""

    def __init__(self, desk: Desk, act: Act, noted: Sequence[Change]) -> None:
        """Read the rows as they are now."""
        self.desk = desk
        self.act = act
        self.cannot: dict[str, None] = {}
        self.stays: set[tuple[str, int]] = set()
        self._rows: dict[tuple[str, int], Row] = {}
        self._noted = noted
        wanted: dict[str, set[int]] = {}
        for change in noted:
            wanted.setdefault(change.table, set()).add(change.row)
        for name, ids in wanted.items():
            self._read(name, sorted(ids))
        self._going_out = self._firings_going_out()

    def _firings_going_out(self) -> set[int]:
        """The firings of which a message was handed over since the action left it."""
        left = {
            change.row: (changes.load(change.after) or {}).get("state")
            for change in self._noted
            if change.table == "message"
        }
        return {
            row.firing_id
            for (_, row_id), row in self._rows.items()
            if isinstance(row, Message)
            and row.firing_id is not None
            and _has_gone_on(row, left.get(row_id))
        }

    def all(self) -> None:
        """Take everything back, or refuse; what the clock has acted upon is told in ``cannot``.

        It is refused too where nothing else is left.
        """
        for change in reversed(self._noted):
            try:
                self._take_back(change)
            except IntegrityError:
                raise Refused(
                    f"{row_name(change)}: something newer has its name or number; "
                    "rename that first, or change it by hand"
                ) from None
        if self.stays and all((one.table, one.row) in self.stays for one in self._noted):
            raise Refused(list(self.cannot))
        following.follow(self.act, self._going_out)
        self._mark_anew()

    def _read(self, name: str, ids: Sequence[int]) -> None:
        table = BY_NAME[name]
        for start in range(0, len(ids), ROWS_AT_ONCE):
            for row in table.select().where(table.id.in_(ids[start : start + ROWS_AT_ONCE])):
                self._rows[name, row.id] = row

    def _take_back(self, change: Change) -> None:
        before, after = changes.load(change.before), changes.load(change.after)
        row = self._rows.get((change.table, change.row))
        if before is None:
            if row is not None:
                self._take_out(change, row, after or {})
        elif after is None:
            if row is None:
                self.act.restore(BY_NAME[change.table], before)
                self._read(change.table, [change.row])
        elif row is not None:
            self._write_back(change, row, before, after)
        else:
            raise Refused(f"{row_name(change)}: the record is gone; it cannot be brought back")

    def _write_back(
        self, change: Change, row: Row, before: dict[str, Any], after: dict[str, Any]
    ) -> None:
        values = dict(before)
        if _has_gone_on(row, after.get("state")) or self._goes_out(row):
            self.cannot[_gone_on(row)] = None
            self.stays.add((change.table, change.row))
            return
        if isinstance(row, Card):
            values["version"] = row.version + 1
        if isinstance(row, Status) and "lane" in before:
            # The copies on cards are moved as a whole and not noted one by one.
            lanes.move_cards(row.id, row.lane, before["lane"])
            self._read("card", [row for name, row in self._rows if name == "card"])
        self.act.update(row, **values)

    def _take_out(self, change: Change, row: Row, after: dict[str, Any]) -> None:
        """Delete a row that the action had made, unless the clock has acted upon it."""
        if _has_gone_on(row, after.get("state")) or self._goes_out(row):
            self.cannot[_gone_on(row)] = None
            self.stays.add((change.table, change.row))
            return
        if isinstance(row, MessageFile) and self._stays(row):
            self.stays.add((change.table, change.row))
            return
        if isinstance(row, Firing) and self._goes_on(row):
            self.stays.add((change.table, change.row))
            return
        if isinstance(row, Visit) and Firing.select().where(Firing.visit == row.id).exists():
            # Neither complete nor interrupted: it counts as no stay at all.
            firings.cancel_for_visits(self.act, [row.id], UNDONE)
            self._read("firing", [row for name, row in self._rows if name == "firing"])
            self.act.update(row, left_at=self.act.at, note=UNDONE)
            return
        try:
            self.act.delete(row)
        except IntegrityError:
            raise Refused(needed_by(self.desk, change, row)) from None
        del self._rows[change.table, change.row]

    def _goes_out(self, row: Row) -> bool:
        return isinstance(row, Firing) and row.id in self._going_out

    def _goes_on(self, row: Firing) -> bool:
        """Tell whether a firing is the next of a series whose last one stays."""
        stays = (self._rows.get(("firing", firing_id)) for firing_id in self._going_out)
        return any(
            isinstance(one, Firing)
            and (one.trigger_id, one.visit_id) == (row.trigger_id, row.visit_id)
            and one.occurrence < row.occurrence
            for one in stays
        )

    def _stays(self, row: MessageFile) -> bool:
        """Tell whether the message of a file that the action had made is there to stay."""
        message = self._rows.get(("message", row.message_id))
        made = next(
            (one for one in self._noted if one.table == "message" and one.row == row.message_id),
            None,
        )
        if message is None or made is None:
            return False
        return _has_gone_on(message, (changes.load(made.after) or {}).get("state"))

    def _mark_anew(self) -> None:
        """Set the marks of cards whose due date came back: time has passed since it was theirs."""
        for change in self._noted:
            row = self._rows.get((change.table, change.row))
            if not isinstance(row, Card):
                continue
            if '"due_at":' in (change.before or "") + (change.after or ""):
                found = schedule.marks(self.desk, row.due_at, row.entered_at, done=row.done)
                self.act.update(row, mark=found.mark, check_at=found.check_at)


def needed_by(desk: Desk, change: Change, row: Row) -> str:
    """Say what newer record refers to one that an undo would delete, who made it and when."""
    for table in ALL:
        for field in table._meta.sorted_fields:
            if not isinstance(field, ForeignKeyField) or field.rel_model is not type(row):
                continue
            other = table.select().where(field == row.id).order_by(table.id.desc()).first()
            made = None if other is None else _maker(table, other.id)
            if made is not None and isinstance(other, Visit):
                return (
                    f"{row_name(made)}: the clock has acted on it since; the record stays; "
                    "cancel it instead"
                )
            if made is not None:
                return changed_since(desk, made)
    return f"{row_name(change)}: something newer refers to it; the record stays"


def _maker(table: type[Row], row_id: int) -> Change | None:
    found: Change | None = (
        Change.select(Change, Action, User.login)
        .join(Action)
        .join(User, JOIN.LEFT_OUTER)
        .where(Change.table == table._meta.table_name, Change.row == row_id)
        .order_by(Change.id.desc())
        .first()
    )
    return found


def changed_since(desk: Desk, change: Change) -> str:
    """Say who changed a record since, when and how; the change is read with its action and user."""
    ref = row_name(change)
    when = desk.calendar().local(change.action.at).strftime("%H:%M on %d %b %Y")
    user = getattr(change.action, "user", None)
    by = user.login if user is not None else change.action.source
    what = change.action.summary or change.action.name
    return f"{ref}: {by} changed it at {when} ({what}); undo that first, or change it by hand"


def row_name(change: Change) -> str:
    """The reference of the card a change belongs to, or the row's table and number."""
    card = change.card or (change.row if change.table == "card" else None)
    if card is not None:
        row = Card.get_or_none(Card.id == card)
        if row is not None:
            return reference(row.kind, row.number)
    return _described(change)


_PLACES: Mapping[str, tuple[type[Row], type[Order | Invoice], str]] = {
    "order_line": (OrderLine, Order, "order"),
    "invoice_line": (InvoiceLine, Invoice, "invoice"),
}
"""Table of lines to its model, what its rows belong to, and by which field."""


def _described(change: Change) -> str:
    """A row without a card in words: the line of its record, or the name it has in its list."""
    values = {**(changes.load(change.before) or {}), **(changes.load(change.after) or {})}
    if change.table in _PLACES:
        lines, records, field = _PLACES[change.table]
        row = lines.get_or_none(lines.id == change.row)
        found = {**values, **(changes.columns(row) if row is not None else {})}
        record = records.get_or_none(records.id == found.get(f"{field}_id"))
        card = Card.get_or_none(Card.id == record.card_id) if record is not None else None
        if card is not None:
            return f"{reference(card.kind, card.number)} line {found.get('line', '?')}"
    row = BY_NAME[change.table].get_or_none(BY_NAME[change.table].id == change.row)
    named = {**values, **(changes.columns(row) if row is not None else {})}
    name = named.get("name") or named.get("identifier") or named.get("login") or change.row
    return f"{change.table.removeprefix('studio_').replace('_', ' ')} {name}"


def _has_gone_on(row: Row, state: str | None) -> bool:
    """Tell whether a firing or a message has become something else since an action left it."""
    return isinstance(row, Firing | Message) and state is not None and row.state != state


def _gone_on(row: Row) -> str:
    if isinstance(row, Message):
        return f"M-{row.number} is {row.state} already; what was handed over cannot be taken back"
    return _made_by(row) if isinstance(row, Firing) else ""


def _made_by(firing: Firing) -> str:
    if firing.trigger.action in firings.RULES and firing.state == "done":
        about = reference(firing.card.kind, firing.card.number)
        return (
            f"the rule {firing.trigger.name} has acted on {about} meanwhile "
            f"({firing.reason or 'nothing to do'}); take that back by hand"
        )
    if firing.made is not None:
        card = Card.get_or_none(Card.id == firing.made)
        if card is not None:
            ref = reference(card.kind, card.number)
            return f"{ref} was made by a trigger meanwhile; complete or cancel it"
    return f"trigger firing {firing.id} is {firing.state} already"
