"""Changing fields of records: one or many records in one action, all of it or nothing.

Which fields there are and how their text is read is in ``editables``; moving cards is in ``moves``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from store import cards, customfields, editables, firings, invoices, moves, schedule, searching
from store.changes import Act
from store.desk import Desk
from store.editables import AUTO, Draft
from store.errors import Refused
from store.tables import Call, Card, Invoice, Order, Row, Session, Status, Task, Visit
from store.text import safe

RECORDS: Mapping[str, type[Row]] = {
    "session": Session,
    "invoice": Invoice,
    "preproduction": Order,
    "production": Order,
    "task": Task,
    "call": Call,
}
"""Kind to the table of what its records have besides their card."""

_ON_VISIT = ("user_id", "department_id")
_IN_SEARCH = frozenset({"client_id", "subject", "notes", "vendor_id"})


def set_fields(
    desk: Desk, reference: str, fields: Mapping[str, str], expect_version: int | None = None
) -> Card:
    """Change fields of one record, given as texts by name; returns its card.

    With an expected version the change is refused when somebody changed the record meanwhile.
    """
    expect = {} if expect_version is None else {reference.strip().upper(): expect_version}
    return set_many(desk, [reference], fields, expect)[0]


def set_many(
    desk: Desk,
    references: Sequence[str],
    fields: Mapping[str, str],
    expect: Mapping[str, int] | None = None,
) -> list[Card]:
    """Change the same fields of several records; ``expect`` has the version seen of each."""
    what = ", ".join(f"{safe(name, 40)}={safe(text, 40)}" for name, text in fields.items())
    many = references[0] if len(references) == 1 else f"{len(references)} records"
    with desk.action("set", f"set {what} of {safe(many, 40)}") as act:
        found = cards.get_many(references)
        seen = {ref.strip().upper(): version for ref, version in (expect or {}).items()}
        drafts: list[Draft] = []
        problems: list[str] = []
        for card in found:
            draft, refused = _read(desk, card, fields, act.at, seen.get(cards.ref(card)))
            drafts.append(draft)
            problems.extend(f"{cards.ref(card)}: {problem}" for problem in refused)
        if problems:
            raise Refused(problems)
        for draft in drafts:
            _write(desk, act, draft)
    return found


def _read(
    desk: Desk, card: Card, fields: Mapping[str, str], now: int, expected: int | None
) -> tuple[Draft, list[str]]:
    draft = Draft(desk, card, now)
    problems: list[str] = []
    if expected is not None and expected != card.version:
        problems.append(moves.who_changed(desk, card))
    if not fields:
        problems.append("nothing to set; write FIELD=VALUE")
    for name, text in fields.items():
        try:
            entry = editables.named(desk, card.kind, name)
            entry.read(draft, text.strip())
        except Refused as refusal:
            problems.extend(refusal.problems)
    if draft.type_said:
        try:
            _new_start(desk, draft)
        except Refused as refusal:
            problems.extend(refusal.problems)
    return draft, problems


def _write(desk: Desk, act: Act, draft: Draft) -> None:
    card = draft.row
    promised = draft.card.pop("promised_at", None)
    touched = _write_columns(act, draft)
    restart = _new_start(desk, draft) if draft.type_said else None
    if draft.type_said and draft.type_id != card.type_id:
        act.update(card, type_id=draft.type_id, version=card.version + 1)
        touched["type_id"] = draft.type_id
    if restart is not None:
        _restart(desk, act, card, restart)
    if _IN_SEARCH & touched.keys():
        searching.refresh_one(desk, act, card)
    if draft.promised_said and promised != card.promised_at:
        _promise(desk, act, card, promised)
    if draft.due_said:
        _write_due(desk, act, card, draft.due)
    elif {"vendor_id", "type_id"} & touched.keys():
        schedule.reschedule(desk, act, card)


def _write_columns(act: Act, draft: Draft) -> dict[str, Any]:
    """Write what differs of the card, its visit and its record; returns the card's columns."""
    card = draft.row
    changed = {name: value for name, value in draft.card.items() if getattr(card, name) != value}
    before: dict[str, Any] = {}
    if draft.record:
        table = RECORDS[card.kind]
        record = table.get(table.card == card.id)  # type: ignore[attr-defined] # all have one
        before = act.update(record, **draft.record)
    own = customfields.write(act, card, draft.custom)
    if changed or before or own:
        act.update(card, **changed, version=card.version + 1)
    on_visit = {name: changed[name] for name in _ON_VISIT if name in changed}
    if on_visit:
        act.update(Visit.get_by_id(card.visit), **on_visit)
    return changed


# The type, and the track that follows it ---------------------------------------------------------


def _new_start(desk: Desk, draft: Draft) -> Status | None:
    """The status a card starts in anew when its type brings another track; null when it does not.

    A card that has left its initial status is refused: its new track knows nothing of where it is.
    """
    card = draft.row
    track = desk.directory.track_for(card.kind, draft.type_id)
    if track.id == card.track_id or draft.type_id == card.type_id:
        return None
    present = desk.directory.statuses[card.status_id]
    if not present.initial:
        raise Refused(
            f"its type cannot change in {present.name}: type {track.name} has a track of its own; "
            "move it back to its first status first"
        )
    return cards.initial_status(desk, track)


def _restart(desk: Desk, act: Act, card: Card, status: Status) -> None:
    visit: Visit = Visit.get_by_id(card.visit)
    firings.cancel_for_visits(act, [visit.id], "the type of the record was changed")
    act.update(visit, status_id=status.id)
    act.update(card, track_id=status.track_id, status_id=status.id, lane=status.lane)
    schedule.reschedule(desk, act, card)
    firings.plan(desk, act, [(card, Visit.get_by_id(visit.id))])


# Dates -------------------------------------------------------------------------------------------


def _promise(desk: Desk, act: Act, card: Card, promised_at: int | None) -> None:
    if card.kind == "invoice":
        invoices.promise(desk, act, card, promised_at)
        return
    act.update(card, promised_at=promised_at, version=card.version + 1)
    schedule.reschedule(desk, act, card)


def _write_due(desk: Desk, act: Act, card: Card, due: int | str | None) -> None:
    visit: Visit = Visit.get_by_id(card.visit)
    if due != AUTO:
        moment = None if due is None else int(due)
        if moment != card.due_at or not card.due_by_hand:
            schedule.write_due(desk, act, card, visit, moment, by_hand=True)
        return
    status = desk.directory.statuses[card.status_id]
    computed = schedule.due_of(desk, card, status, visit.basis_at, visit.carried_due)
    schedule.write_due(desk, act, card, visit, computed, by_hand=False)
