"""Undo, redo and the log, read from the changes that every action left.

An action is taken back as a whole or not at all. It is refused when a record has been changed by
somebody else's later action; what the clock has done meanwhile is kept and listed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from peewee import JOIN

from store import changes
from store.desk import Desk
from store.directory import reference
from store.errors import Refused
from store.reading import first_column
from store.reverting import Reverting, changed_since
from store.tables import Action, Card, Change, CustomField, User

CLOCK_SOURCE = "clock"
"""Source of what the clock writes: marks and firings, which stand in nobody's way."""

ROWS_AT_ONCE = 400

RIGHTS: Mapping[str, str] = {
    "user": "users",
    "membership": "users",
    **dict.fromkeys(
        ("department", "type", "track", "status", "vendor", "holiday", "price_list", "item",
         "package_item", "vendor_product", "product_item", "render_profile", "layout",
         "reorder_reason", "template", "printer", "custom_field", "trigger"),
        "set-up",
    ),
}  # fmt: skip
"""Table to the right that changing it takes, where it takes more than working here."""


@dataclass(frozen=True, slots=True)
class Done:
    """An action as the list of what can be undone shows it."""

    id: int
    at: int
    by: str
    source: str
    name: str
    summary: str
    undone: bool


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back (or brought back), and what cannot be."""

    action: int
    summary: str
    refs: tuple[str, ...]
    cannot: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LogLine:
    """One column of one row changed."""

    at: int
    by: str
    source: str
    ref: str
    action: str
    field: str
    before: Any
    after: Any


def undoable(desk: Desk, limit: int = 50) -> list[Done]:
    """The latest actions that can be undone, newest first."""
    query = (
        Action.select(Action, User.login)
        .join(User, JOIN.LEFT_OUTER)
        .where(Action.undoable, Action.undoes.is_null(), Action.undone_by.is_null())
        .order_by(Action.id.desc())
        .limit(limit)
    )
    return [_done(row) for row in query]


def undo(desk: Desk, action_id: int | None = None) -> Undone:
    """Take back an action: the named one, or the acting person's latest."""
    action = _named(action_id) if action_id is not None else _latest_own(desk)
    if action is None:
        raise Refused("there is nothing of yours to undo; 'safelight undo --list' shows all")
    if not action.undoable or action.undoes is not None:
        raise Refused(f"action {action.id} ({action.summary or action.name}) cannot be undone")
    if action.undone_by is not None:
        raise Refused(f"action {action.id} ({action.summary or action.name}) was undone already")
    return _revert(desk, action, "undo")


def redo(desk: Desk) -> Undone:
    """Bring back what the acting person undid last, unless something else was done since."""
    own = (
        Action.select()
        .where(Action.user == desk.who.id, Action.undone_by.is_null(), Action.undoable)
        .order_by(Action.id.desc())
    )
    undone = own.where(Action.undoes.is_null(False), Action.name == "undo").first()
    latest = own.where(Action.undoes.is_null()).first()
    if undone is None or (latest is not None and latest.id > undone.id):
        raise Refused("there is nothing to redo: the last thing you did was not an undo")
    return _revert(desk, undone, "redo")


def _named(action_id: int) -> Action:
    action = Action.get_or_none(Action.id == action_id)
    if action is None:
        raise Refused(f"there is no action {action_id}; 'safelight undo --list' shows them")
    found: Action = action
    return found


def _latest_own(desk: Desk) -> Action | None:
    found: Action | None = (
        Action.select()
        .where(
            Action.user == desk.who.id,
            Action.undoable,
            Action.undoes.is_null(),
            Action.undone_by.is_null(),
        )
        .order_by(Action.id.desc())
        .first()
    )
    return found


def _revert(desk: Desk, action: Action, word: str) -> Undone:
    summary = f"{word} {action.summary or action.name}"
    with desk.action(word, summary, right=_right(action), undoes=action.id) as act:
        action = Action.get_by_id(action.id)
        if action.undone_by is not None:
            raise Refused(f"action {action.id} was undone meanwhile")
        noted = list(changes.rows_of_action(action.id))
        _refuse_if_changed_since(desk, action, noted)
        reverting = Reverting(desk, act, noted)
        reverting.all()
        refs = tuple(_refs(noted))
        Action.update(undone_by=act.id).where(Action.id == action.id).execute()
        if action.undoes is not None:
            Action.update(undone_by=None).where(Action.id == action.undoes).execute()
        act.changed_anything = True
    return Undone(action.id, action.summary or action.name, refs, tuple(reverting.cannot))


def _right(action: Action) -> str:
    """The right it takes to do what an action did, whoever did it."""
    tables = first_column(Change.select(Change.table).where(Change.action == action.id).distinct())
    needed = {RIGHTS.get(table, "work") for table in tables}
    return next((right for right in ("users", "set-up") if right in needed), "work")


def _refuse_if_changed_since(desk: Desk, action: Action, noted: Sequence[Change]) -> None:
    rows: dict[str, list[int]] = {}
    for change in noted:
        rows.setdefault(change.table, []).append(change.row)
    problems: dict[str, None] = {}
    for table, ids in rows.items():
        for start in range(0, len(ids), ROWS_AT_ONCE):
            query = (
                Change.select(Change, Action, User.login)
                .join(Action)
                .join(User, JOIN.LEFT_OUTER)
                .where(
                    Change.table == table,
                    Change.row.in_(ids[start : start + ROWS_AT_ONCE]),
                    Action.id > action.id,
                    # What was undone or redone since cancels out, unless it was done before.
                    Action.undoes.is_null() | (Action.undoes < action.id),
                    Action.undone_by.is_null(),
                    Action.source != CLOCK_SOURCE,
                )
                .order_by(Action.id)
            )
            for change in query:
                problems[changed_since(desk, change)] = None
    if problems:
        raise Refused(list(problems))


def _refs(noted: Sequence[Change]) -> list[str]:
    """The references of all cards of an action, in the order it came to them."""
    # What a trigger planned about a card is no change of it.
    card_ids = list(
        dict.fromkeys(
            change.card for change in noted if change.card is not None and change.table != "firing"
        )
    )
    found: dict[int, str] = {}
    for start in range(0, len(card_ids), ROWS_AT_ONCE):
        query = Card.select(Card.id, Card.kind, Card.number).where(
            Card.id.in_(card_ids[start : start + ROWS_AT_ONCE])
        )
        found.update((row.id, reference(row.kind, row.number)) for row in query)
    for change in noted:
        if change.table == "card" and change.row not in found:
            values = changes.load(change.after) or changes.load(change.before) or {}
            if "number" in values:
                found[change.row] = reference(values["kind"], values["number"])
    return [found[card] for card in card_ids if card in found]


def _done(row: Action) -> Done:
    user = getattr(row, "user", None)
    return Done(
        row.id,
        row.at,
        user.login if user is not None else "",
        row.source,
        row.name,
        row.summary,
        row.undone_by is not None,
    )


HIDDEN = frozenset({"id", "version", "sort_at", "check_at", "search", "lane", "visit"})
"""Columns that say nothing to a person."""


def log(
    desk: Desk, *, card_id: int | None = None, since: int | None = None, limit: int = 500
) -> list[LogLine]:
    """Changes column by column, newest first; of one card, or since a moment."""
    query = (
        Change.select(Change, Action, User.login)
        .join(Action)
        .join(User, JOIN.LEFT_OUTER)
        .order_by(Change.id.desc())
        .limit(limit)
    )
    if card_id is not None:
        query = query.where(Change.card == card_id)
    if since is not None:
        query = query.where(Action.at >= since)
    rows = list(query)
    names = dict(zip([row.id for row in rows], _names(rows), strict=True))
    own = _own_fields(rows)
    return [line for row in rows for line in _lines(row, names[row.id], own)]


def _names(rows: Sequence[Change]) -> list[str]:
    ids = list({row.card for row in rows if row.card is not None})
    refs: dict[int, str] = {}
    for start in range(0, len(ids), ROWS_AT_ONCE):
        query = Card.select(Card.id, Card.kind, Card.number).where(
            Card.id.in_(ids[start : start + ROWS_AT_ONCE])
        )
        refs.update((card.id, reference(card.kind, card.number)) for card in query)
    refs.update(_refs_of_gone([card for card in ids if card not in refs]))
    return [refs.get(row.card or 0, f"{row.table} {row.row}") for row in rows]


def _refs_of_gone(ids: Sequence[int]) -> dict[int, str]:
    """References of cards whose making was undone: they are unique for ever."""
    made = Change.select(Change.row, Change.after).where(
        Change.table == "card", Change.row.in_(list(ids)), Change.before.is_null()
    )
    found = {}
    for row in made if ids else ():
        values = changes.load(row.after) or {}
        found[row.row] = reference(values["kind"], values["number"])
    return found


def _own_fields(rows: Sequence[Change]) -> dict[int, str]:
    """Value in a field of the studio's own to the field's name, also of values that are gone."""
    ids = list({row.row for row in rows if row.table == "custom_value"})
    if not ids:
        return {}
    names = {row.id: row.name for row in CustomField.select()}
    found: dict[int, str] = {}
    for start in range(0, len(ids), ROWS_AT_ONCE):
        made = Change.select(Change.row, Change.after).where(
            Change.table == "custom_value",
            Change.row.in_(ids[start : start + ROWS_AT_ONCE]),
            Change.before.is_null(),
        )
        for row in made:
            field_id = (changes.load(row.after) or {}).get("field_id", 0)
            found[row.row] = names.get(field_id, f"field {field_id}")
    return found


def _lines(row: Change, ref: str, own: Mapping[int, str]) -> list[LogLine]:
    before, after = changes.load(row.before) or {}, changes.load(row.after) or {}
    user = getattr(row.action, "user", None)
    by = user.login if user is not None else ""
    if row.table == "custom_value":
        return [
            LogLine(
                row.action.at, by, row.action.source, ref, row.action.name,
                own.get(row.row, row.table), before.get("value"), after.get("value"),
            )
        ]  # fmt: skip
    if row.before is None or row.after is None:
        word = "created" if row.before is None else "deleted"
        return [
            LogLine(
                row.action.at, by, row.action.source, ref, row.action.name, row.table,
                None if row.before is None else word, word if row.before is None else None,
            )
        ]  # fmt: skip
    return [
        LogLine(
            row.action.at, by, row.action.source, ref, row.action.name,
            name.removesuffix("_id"), before.get(name), after[name],
        )
        for name in after
        if name not in HIDDEN
    ]  # fmt: skip
