"""Due dates of cards: what the pure rules of ``duedates`` give for a stored card, and why."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import time

from store import asides, duedates
from store.changes import Act
from store.desk import Desk
from store.duedates import Step
from store.tables import FAR, Baseline, Card, Status, Track, Visit

PAUSED_STATES = ("waiting", "blocked")
DONE_STATES = ("done", "cancelled")
MS_PER_MINUTE = 60_000


def steps(desk: Desk, track_id: int, vendor_id: int | None) -> list[Step]:
    """A track's active statuses as steps, each on the calendar of whoever does it."""
    return [
        Step(
            id=status.id,
            name=status.name,
            days=status.days,
            state=status.state,
            final=status.final,
            calendar=desk.calendar(vendor_id if status.at_vendor else None),
        )
        for status in desk.directory.statuses_of_track[track_id]
        if not status.inactive
    ]


def method(desk: Desk, track: Track, promised_at: int | None) -> tuple[str, bool]:
    """The method a card is scheduled by, and whether the promised date it needs is missing."""
    wanted = track.method or desk.settings.due.method
    if wanted == "backward" and promised_at is None:
        return "forward", True
    return wanted, False


def due_of(
    desk: Desk, card: Card, status: Status, basis_at: int, carried_due: int | None
) -> int | None:
    """When a card has to have left a status; null where nothing is expected of it."""
    if status.state in DONE_STATES:
        return None
    how, _ = method(desk, desk.directory.tracks[card.track_id], card.promised_at)
    if how == "backward" and card.promised_at is not None:
        dues = duedates.backward(steps(desk, card.track_id, card.vendor_id), card.promised_at)
        if status.id in dues:
            return dues[status.id]
    if status.days is None:
        return None
    if carried_due is not None:
        return carried_due
    calendar = desk.calendar(card.vendor_id if status.at_vendor else None)
    return calendar.add(basis_at, status.days)


def baseline(desk: Desk, card: Card) -> dict[int, int]:
    """The projection of the whole track from the card's creation, or back from its promise."""
    line = steps(desk, card.track_id, card.vendor_id)
    how, _ = method(desk, desk.directory.tracks[card.track_id], card.promised_at)
    if how == "backward" and card.promised_at is not None:
        return duedates.backward(line, card.promised_at)
    return duedates.forward(line, card.created_at)


def projection(desk: Desk, card: Card) -> dict[int, int]:
    """Where the track stands now: the card's own due date and those of what comes after it."""
    line = steps(desk, card.track_id, card.vendor_id)
    how, _ = method(desk, desk.directory.tracks[card.track_id], card.promised_at)
    if how == "backward" and card.promised_at is not None:
        return duedates.backward(line, card.promised_at)
    now = desk.now()
    start = card.due_at if card.due_at is not None else max(card.entered_at, now)
    resumed = _resumed(desk, card, line, now)
    if resumed is not None:
        return {card.status_id: start, **resumed}
    return {card.status_id: start, **duedates.following(line, card.status_id, start)}


def _resumed(desk: Desk, card: Card, line: list[Step], now: int) -> dict[int, int] | None:
    """What comes after a pause if it ended now; null for cards on their main line."""
    if asides.on_line(desk.directory.statuses[card.status_id]):
        return None
    visit = Visit.get_by_id(card.visit)
    aside = asides.of_card(desk, card, visit)
    if aside is None or all(step.id != aside.origin.id for step in line):
        return None
    step = aside.origin
    if aside.complete:
        return duedates.following(line, step.id, now)
    calendar = desk.calendar(card.vendor_id if step.at_vendor else None)
    due = asides.due_again(calendar, aside, visit, now)
    if due is None:
        due = due_of(desk, card, step, now, None) or now
    return {step.id: due, **duedates.following(line, step.id, due)}


@dataclass(frozen=True, slots=True)
class Marks:
    """The columns of a card that follow from its due date."""

    due_at: int | None
    sort_at: int
    check_at: int | None
    mark: str


def marks(desk: Desk, due_at: int | None, entered_at: int, *, done: bool) -> Marks:
    """Where a card sorts, what the clock has noticed, and when it must look again."""
    now = desk.now()
    if done:
        return Marks(None, FAR + (FAR - entered_at), None, "")
    if due_at is None:
        return Marks(None, FAR, None, "")
    if due_at < now:
        return Marks(due_at, due_at, None, "late")
    if due_at <= soon_horizon(desk, now):
        return Marks(due_at, due_at, due_at + 1, "soon")
    # The mirror of the horizon: what is not soon yet will be when that moment comes.
    look = desk.calendar().shift(due_at, -desk.settings.due.soon_days)
    return Marks(due_at, due_at, max(look, now + MS_PER_MINUTE), "")


def soon_horizon(desk: Desk, now: int) -> int:
    """The moment up to which a due date counts as soon: so many business days from now.

    A closed day counts from the last moment of the open one before: what was soon stays soon.
    """
    calendar = desk.calendar()
    today = calendar.local(now).date()
    if not calendar.is_open(today):
        today = calendar.previous_open(today)
        last = calendar.moment(today, time(23, 59, 59))
        return max(now, calendar.shift(last, desk.settings.due.soon_days))
    return calendar.shift(now, desk.settings.due.soon_days)


def card_columns(
    desk: Desk, due_at: int | None, entered_at: int, *, done: bool
) -> dict[str, object]:
    """The same as ``marks``, as columns to write."""
    found = marks(desk, due_at, entered_at, done=done)
    return {
        "due_at": found.due_at,
        "sort_at": found.sort_at,
        "check_at": found.check_at,
        "mark": found.mark,
    }


def reschedule(desk: Desk, act: Act, card: Card) -> bool:
    """Compute a card's due date again unless it was set by hand; tells whether it moved."""
    if card.due_by_hand or card.done:
        return False
    visit = Visit.get_by_id(card.visit)
    status = desk.directory.statuses[card.status_id]
    due = due_of(desk, card, status, visit.basis_at, visit.carried_due)
    if due == card.due_at:
        return False
    write_due(desk, act, card, visit, due, by_hand=False)
    return True


def write_due(
    desk: Desk, act: Act, card: Card, visit: Visit, due: int | None, *, by_hand: bool
) -> None:
    """Give a card and its present visit a due date; what hangs on the date follows."""
    from store import firings  # the ledger reads schedules itself

    act.update(visit, due_at=due)
    act.update(
        card,
        **card_columns(desk, due, card.entered_at, done=card.done),
        due_by_hand=by_hand,
        version=card.version + 1,
    )
    firings.move_with_due(desk, act, card)


def keep_baseline(act: Act, card_id: int, dues: dict[int, int]) -> None:
    """Store the first projection."""
    act.insert(Baseline, card_id=card_id, dues=json.dumps(dues, separators=(",", ":")))


def read_baseline(card_id: int) -> dict[int, int]:
    """Status id to the due moment first planned; empty where none was kept."""
    row = Baseline.get_or_none(Baseline.card == card_id)
    return {} if row is None else {int(key): due for key, due in json.loads(row.dues).items()}
