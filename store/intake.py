"""Taking in new records: what is common to all of them, one at a time or by the thousand.

``Common`` is what a person may say of any new record, in words; ``NewCard`` is the same with names
looked up, as imports, triggers and the demo prepare it. What a kind has of its own, its module has.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypedDict

from store import cards, clients, firings, schedule
from store.changes import Act, next_id
from store.desk import Desk
from store.directory import reference
from store.errors import Refused
from store.tables import Baseline, Card, Client, Status, Track, Visit
from store.text import safe

AT_ONCE = 400
SUBJECT_LENGTH = 500


class Common(TypedDict, total=False):
    """What may be said of any new record: names and words as people write them, moments in ms."""

    client: str | None
    type: str | None
    vendor: str | None
    about: str | None
    user: str | None
    department: str | None
    priority: str | int | None
    due_at: int | None
    promised_at: int | None
    subject: str
    notes: str
    number: int | None


@dataclass(slots=True)
class NewCard:
    """A card to be made; ids are of rows that exist, texts pass ``safe`` on the way in.

    Without a status it starts in its track's initial one; ``due_at`` counts as set by hand.
    """

    client_id: int | None = None
    type_id: int | None = None
    vendor_id: int | None = None
    about_id: int | None = None
    subject: str = ""
    notes: str = ""
    number: int | None = None
    due_at: int | None = None
    promised_at: int | None = None
    user_id: int | None = None
    department_id: int | None = None
    priority: int = 1
    lines: int = 0
    value_cents: int = 0
    status: Status | None = None
    created_at: int | None = None


# In words ----------------------------------------------------------------------------------------


def read(desk: Desk, act: Act, kind: str, said: Common) -> NewCard:
    """Look up what was said of a new record; a client not known yet is made.

    What the record is about gives its client where none is named.
    """
    names = desk.directory
    card = NewCard(
        number=said.get("number"),
        due_at=said.get("due_at"),
        promised_at=said.get("promised_at"),
        subject=said.get("subject", ""),
        notes=said.get("notes", ""),
    )
    if said.get("type"):
        card.type_id = names.type_named(kind, str(said["type"])).id
    if said.get("vendor"):
        card.vendor_id = names.vendor_named(str(said["vendor"])).id
    if said.get("user"):
        card.user_id = names.user_named(str(said["user"])).id
    if said.get("department"):
        card.department_id = names.department_named(str(said["department"])).id
    if said.get("priority") not in (None, ""):
        card.priority = cards.priority_named(str(said["priority"]))
    if said.get("about"):
        about = cards.get(str(said["about"]))
        card.about_id, card.client_id = about.id, about.client_id
    if said.get("client"):
        card.client_id = clients.find_or_create(act, str(said["client"])).id
    return card


# Many at once ------------------------------------------------------------------------------------


def open_one(desk: Desk, act: Act, kind: str, new: NewCard) -> Card:
    """Make one card; returns it as it is stored."""
    made: Card = Card.get_by_id(open_cards(desk, act, kind, [new])[0])
    return made


def open_cards(
    desk: Desk,
    act: Act,
    kind: str,
    new: Sequence[NewCard],
    *,
    baseline: bool = True,
    fire: bool = True,
    buyers: dict[int, Client] | None = None,
) -> list[int]:
    """Make many cards of a kind with their first visits; returns their ids in order.

    ``fire`` plans what triggers do on entering; ``buyers`` are clients already read, by id.
    """
    if not new:
        return []
    numbers = _numbers(act, kind, [card.number for card in new])
    known = buyers if buyers is not None else clients.by_ids(card.client_id for card in new)
    desks = _Planner(desk, act, kind)
    visit_id = next_id(Visit)
    rows, visits, dues = [], [], []
    for place, (card, number) in enumerate(zip(new, numbers, strict=True)):
        buyer = known.get(card.client_id or 0)
        row, visit, planned = desks.rows(card, number, buyer.name if buyer else "")
        row["visit"] = visit["id"] = visit_id + place
        rows.append(row)
        visits.append(visit)
        dues.append(planned)
    ids = act.insert_many(Card, rows)
    for card_id, visit in zip(ids, visits, strict=True):
        visit["card_id"] = card_id
    act.insert_many(Visit, visits)
    if baseline:
        pairs = zip(ids, dues, strict=True)
        act.insert_many(Baseline, [{"card_id": i, "dues": d} for i, d in pairs if d != "{}"])
    if fire:
        _fire(desk, act, rows, visits)
    return ids


def _numbers(act: Act, kind: str, wanted: Sequence[int | None]) -> list[int]:
    """Numbers for new records: the wanted ones, refused where they exist, and fresh ones."""
    kept = [number for number in wanted if number is not None]
    problems = [
        f"{number} cannot be the number of a {kind}; use one from 1 upwards"
        for number in kept
        if not 0 < number <= 10**12
    ]
    if len(set(kept)) != len(kept):
        twice = sorted({number for number in kept if kept.count(number) > 1})
        problems.extend(f"{reference(kind, number)} is given twice" for number in twice)
    for start in range(0, len(kept), AT_ONCE):
        batch = kept[start : start + AT_ONCE]
        there = Card.select(Card.number).where(Card.kind == kind, Card.number.in_(batch))
        problems.extend(f"{reference(kind, row.number)} exists already" for row in there)
    if problems:
        raise Refused(problems)
    if kept:
        act.keep_number(kind, max(kept))
    missing = len(wanted) - len(kept)
    fresh = iter(act.numbers(kind, missing) if missing else [])
    return [next(fresh) if number is None else number for number in wanted]


def _fire(
    desk: Desk, act: Act, rows: Sequence[dict[str, Any]], visits: Sequence[dict[str, Any]]
) -> None:
    armed = firings.triggers_of(desk, {int(visit["status_id"]) for visit in visits})
    if not armed:
        return
    pairs = [
        (Card(id=visit["card_id"], **row), Visit(**visit))
        for row, visit in zip(rows, visits, strict=True)
        if visit["status_id"] in armed
    ]
    firings.plan(desk, act, pairs)


class _Planner:
    """Turns new cards into rows; what many of them share is worked out once."""

    def __init__(self, desk: Desk, act: Act, kind: str) -> None:
        self.desk = desk
        self.now = act.at
        self.kind = kind
        self.names = desk.directory
        self._starts: dict[int | None, tuple[Track, Status]] = {}
        self._plans: dict[tuple[Any, ...], tuple[int | None, str]] = {}
        self._marks: dict[tuple[Any, ...], dict[str, object]] = {}

    @cached_property
    def by_id(self) -> int | None:
        """Who makes the cards."""
        return self.desk.who.id

    def rows(
        self, new: NewCard, number: int, client: str
    ) -> tuple[dict[str, Any], dict[str, Any], str]:
        """The card's row, its first visit's, and its baseline as JSON."""
        track, start = self._start(new)
        born = new.created_at if new.created_at is not None else self.now
        user_id, department_id = new.user_id, new.department_id
        if user_id is None and department_id is None:
            user_id, department_id = start.user_id, start.department_id
        due, baseline = self._plan(new, track, start, born)
        by_hand = new.due_at is not None
        if by_hand:
            due = new.due_at
        vendor = self.names.vendors.get(new.vendor_id) if new.vendor_id is not None else None
        subject = safe(new.subject, SUBJECT_LENGTH)
        notes = safe(new.notes, keep_newlines=True)
        done = start.state in schedule.DONE_STATES
        row = {
            "kind": self.kind,
            "number": number,
            "client_id": new.client_id,
            "type_id": new.type_id,
            "vendor_id": new.vendor_id,
            "about_id": new.about_id,
            "subject": subject,
            "track_id": track.id,
            "status_id": start.id,
            "lane": start.lane,
            "done": done,
            "entered_at": born,
            "due_by_hand": by_hand,
            "promised_at": new.promised_at,
            "user_id": user_id,
            "department_id": department_id,
            "priority": new.priority,
            "lines": new.lines,
            "value_cents": new.value_cents,
            "notes": notes,
            "search": cards.search_text(
                reference(self.kind, number), client, subject, vendor.name if vendor else "", notes
            ),
            "created_at": born,
            **self._card_columns(due, born, done=done),
        }
        visit = {
            "number": 1,
            "status_id": start.id,
            "entered_at": born,
            "basis_at": born,
            "due_at": row["due_at"],
            "user_id": user_id,
            "department_id": department_id,
            "by_id": self.by_id,
        }
        return row, visit, baseline

    def _start(self, new: NewCard) -> tuple[Track, Status]:
        if new.status is not None:
            return self.names.tracks[new.status.track_id], new.status
        if new.type_id not in self._starts:
            track = self.names.track_for(self.kind, new.type_id)
            self._starts[new.type_id] = track, cards.initial_status(self.desk, track)
        return self._starts[new.type_id]

    def _plan(self, new: NewCard, track: Track, start: Status, born: int) -> tuple[int | None, str]:
        key = (track.id, start.id, new.vendor_id, new.promised_at, born)
        if key not in self._plans:
            probe = Card(
                track_id=track.id,
                status_id=start.id,
                vendor_id=new.vendor_id,
                promised_at=new.promised_at,
                created_at=born,
                entered_at=born,
            )
            due = schedule.due_of(self.desk, probe, start, born, None)
            dues = schedule.baseline(self.desk, probe)
            self._plans[key] = due, json.dumps(dues, separators=(",", ":"))
        return self._plans[key]

    def _card_columns(self, due: int | None, born: int, *, done: bool) -> dict[str, object]:
        key = (due, born if done else 0, done)
        if key not in self._marks:
            self._marks[key] = schedule.card_columns(self.desk, due, born, done=done)
        return self._marks[key]
