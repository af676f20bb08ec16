"""Cards: finding them, giving a new record its card, and what all records share.

How cards move is in ``moves``, how single properties change in ``edits``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from store import firings, schedule
from store.changes import Act
from store.desk import Desk
from store.directory import KINDS, parse_reference, reference
from store.errors import Refused
from store.tables import Card, Client, Status, Track, Visit
from store.text import safe, search_key

PRIORITIES = ("low", "normal", "high", "rush")
"""Names of priorities, by their number."""


def ref(card: Card) -> str:
    """A card's reference."""
    return reference(card.kind, card.number)


def priority_named(word: str) -> int:
    """Read a priority by name or number."""
    if word.casefold() in PRIORITIES:
        return PRIORITIES.index(word.casefold())
    if word.isascii() and word.isdigit() and int(word[:9]) < len(PRIORITIES):
        return int(word)
    raise Refused(f"'{safe(word, 40)}' is no priority; there are {', '.join(PRIORITIES)}")


def get(reference_text: str) -> Card:
    """Find one card by its reference."""
    return get_many([reference_text])[0]


def get_many(references: Sequence[str]) -> list[Card]:
    """Find cards by reference, in the order given, each once; all missing ones are named."""
    wanted = list(dict.fromkeys(parse_reference(text) for text in references))
    found: dict[tuple[str, int], Card] = {}
    for kind in KINDS:
        numbers = [number for of_kind, number in wanted if of_kind == kind]
        for start in range(0, len(numbers), 500):
            query = Card.select().where(
                Card.kind == kind, Card.number.in_(numbers[start : start + 500])
            )
            found.update(((kind, card.number), card) for card in query)
    missing = [key for key in wanted if key not in found]
    if missing:
        raise Refused(
            [f"{reference(*key)}: there is no such record; check the number" for key in missing]
        )
    return [found[key] for key in wanted]


def initial_status(desk: Desk, track: Track) -> Status:
    """The status new cards of a track start in; a track that is not complete takes none."""
    problems = track_problems(desk.directory.statuses_of_track[track.id])
    if problems:
        raise Refused(
            f"track {track.name} of {track.kind} cannot take cards: {'; '.join(problems)}; "
            "mend it with 'safelight statuses change'"
        )
    return next(
        status
        for status in desk.directory.statuses_of_track[track.id]
        if status.initial and not status.inactive
    )


def track_problems(statuses: Iterable[Status]) -> list[str]:
    """Say what keeps a track from taking cards; nothing when it is complete."""
    active = [status for status in statuses if not status.inactive]
    problems = []
    if sum(status.initial for status in active) != 1:
        problems.append("it needs exactly one initial status")
    if sum(status.final for status in active) != 1:
        problems.append("it needs exactly one final status")
    return problems


def search_text(*parts: str | int | None) -> str:
    """The text that bare words of a filter are looked up in."""
    return search_key(" ".join(str(part) for part in parts if part))


def refreshed_search(desk: Desk, card: Card, client_name: str) -> str:
    """A card's search text from what it shows now."""
    vendor = desk.directory.vendors.get(card.vendor_id or 0)
    return search_text(
        ref(card), client_name, card.subject, vendor.name if vendor else "", card.notes
    )


def open_card(
    desk: Desk,
    act: Act,
    kind: str,
    *,
    number: int | None = None,
    client: Client | None = None,
    status: Status | None = None,
    baseline: bool = True,
    due_at: int | None = None,
    **values: Any,
) -> Card:
    """Make the card of a new record in its track's initial status; returns it."""
    track = desk.directory.track_for(kind, values.get("type_id"))
    start = status or initial_status(desk, track)
    now = act.at
    card = Card(
        kind=kind,
        number=act.number(kind, number),
        client_id=client.id if client else None,
        track_id=track.id,
        status_id=start.id,
        lane=start.lane,
        done=start.state in schedule.DONE_STATES,
        entered_at=now,
        created_at=now,
        sort_at=0,
        **values,
    )
    if card.user_id is None and card.department_id is None:
        card.user_id, card.department_id = start.user_id, start.department_id
    card.search = refreshed_search(desk, card, client.name if client else "")
    due = due_at if due_at is not None else schedule.due_of(desk, card, start, now, None)
    for name, value in schedule.card_columns(desk, due, now, done=card.done).items():
        setattr(card, name, value)
    card.due_by_hand = due_at is not None
    made = act.insert_row(card)
    visit = _first_visit(desk, act, made)
    if baseline:
        schedule.keep_baseline(act, made.id, schedule.baseline(desk, made))
    firings.plan(desk, act, [(made, visit)])
    return made


def _first_visit(desk: Desk, act: Act, card: Card) -> Visit:
    visit = Visit(
        card_id=card.id,
        number=1,
        status_id=card.status_id,
        entered_at=card.entered_at,
        basis_at=card.created_at,
        due_at=card.due_at,
        user_id=card.user_id,
        department_id=card.department_id,
        by_id=desk.who.id,
    )
    act.insert_row(visit)
    act.update(card, visit=visit.id)
    return visit
