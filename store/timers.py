"""Timers: minutes people worked on a card, booked to the status it was in."""

from __future__ import annotations

from dataclasses import dataclass

from store import cards
from store.changes import Act
from store.desk import Desk
from store.errors import Refused
from store.tables import Timer, User, Visit

MS_PER_MINUTE = 60_000


@dataclass(frozen=True, slots=True)
class Booking:
    """Minutes of one person in one status of a card; running while ``stopped_at`` is null."""

    id: int
    ref: str
    status: str
    user: str
    started_at: int
    stopped_at: int | None
    minutes: float


def minutes_between(started_at: int, stopped_at: int) -> float:
    """Minutes between two moments, to a hundredth."""
    return round(max(0, stopped_at - started_at) / MS_PER_MINUTE, 2)


def start(desk: Desk, reference: str) -> Booking:
    """Start the acting person's timer on a card; one runs per person and card."""
    if desk.who.id is None:
        raise Refused("a timer books minutes to a user; you are no user of this studio")
    with desk.action("start timer", f"timer on {reference}") as act:
        card = cards.get(reference)
        running = _running(card.id, desk.who.id)
        if running is not None:
            raise Refused(f"{cards.ref(card)}: your timer is running already")
        started = act.insert(
            Timer, card_id=card.id, visit_id=card.visit, user_id=desk.who.id, started_at=act.at
        )
    return _booking(desk, reference, started)


def stop(desk: Desk, reference: str) -> Booking:
    """Stop the acting person's timer on a card."""
    with desk.action("stop timer", f"timer on {reference}") as act:
        card = cards.get(reference)
        running = None if desk.who.id is None else _running(card.id, desk.who.id)
        if running is None:
            raise Refused(f"{cards.ref(card)}: no timer of yours is running; start one first")
        _finish(act, running)
        stopped = running.id
    return _booking(desk, reference, stopped)


def _booking(desk: Desk, reference: str, timer_id: int) -> Booking:
    return next(booking for booking in listed(desk, reference) if booking.id == timer_id)


def correct(desk: Desk, timer_id: int, minutes: float) -> None:
    """Set the minutes of a stopped timer by hand."""
    if not 0 <= minutes <= 100_000:
        raise Refused(f"{minutes} minutes cannot be; give a number from 0 to 100000")
    with desk.action("correct timer", f"timer {timer_id} to {minutes:g} minutes") as act:
        timer = Timer.get_or_none(Timer.id == timer_id)
        if timer is None:
            raise Refused(
                f"timer {timer_id}: there is no such timer; 'safelight timer list' has them"
            )
        if timer.stopped_at is None:
            raise Refused(f"timer {timer_id} is still running; stop it first")
        act.update(timer, minutes=float(minutes))


def listed(desk: Desk, reference: str) -> list[Booking]:
    """All bookings of a card, oldest first."""
    card = cards.get(reference)
    query = (
        Timer.select(Timer, User.login, Visit.status)
        .join(User)
        .switch(Timer)
        .join(Visit)
        .where(Timer.card == card.id)
        .order_by(Timer.started_at, Timer.id)
    )
    now = desk.now()
    return [
        Booking(
            row.id,
            cards.ref(card),
            desk.directory.statuses[row.visit.status_id].name,
            row.user.login,
            row.started_at,
            row.stopped_at,
            row.minutes
            if row.minutes is not None
            else minutes_between(row.started_at, row.stopped_at or now),
        )
        for row in query
    ]


def minutes_by_visit(card_id: int, now: int) -> dict[int, float]:
    """Visit id to the minutes worked in it."""
    total: dict[int, float] = {}
    for row in Timer.select().where(Timer.card == card_id):
        minutes = row.minutes
        if minutes is None:
            minutes = minutes_between(row.started_at, row.stopped_at or now)
        total[row.visit_id] = round(total.get(row.visit_id, 0.0) + minutes, 2)
    return total


def stop_for_visits(act: Act, visit_ids: list[int]) -> list[str]:
    """Stop the timers of cards that leave a status, so that minutes stay where they were worked."""
    notices = []
    running = Timer.select(Timer, User.name).join(User).where(Timer.stopped_at.is_null())
    wanted = set(visit_ids)
    for timer in running:
        if timer.visit_id in wanted:
            _finish(act, timer)
            notices.append(
                f"the timer of {timer.user.name} was stopped at {timer.minutes:g} minutes"
            )
    return notices


def _running(card_id: int, user_id: int) -> Timer | None:
    found: Timer | None = Timer.get_or_none(
        Timer.card == card_id, Timer.user == user_id, Timer.stopped_at.is_null()
    )
    return found


def _finish(act: Act, timer: Timer) -> None:
    act.update(timer, stopped_at=act.at, minutes=minutes_between(timer.started_at, act.at))
