"""Journeys: how a card came to be where it is, one visit after the other, by the rules of moves.

A journey begins when the card is made and goes on until its track ends or until now.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from store import schedule
from store.demo.bulk import Sheet
from store.demo.names import HOLD_REASONS
from store.demo.pace import Axis, Chance
from store.demo.routes import UNPLANNED_DAYS, Leg, Route
from store.desk import Desk
from store.directory import PREFIXES
from store.schedule import Marks
from store.tables import FAR, Baseline, Card, Visit
from store.text import search_key

PARKED = 0.12
"""The share of steps that are interrupted by a pause."""

CANCELLED = 0.004
"""The share of steps after which work is called off."""

SHORTEST = 0.03
"""The least time between two moves, in days: a quarter of an hour."""

Owner = tuple[int | None, int | None]
"""A user's and a department's id."""


@dataclass(slots=True)
class Trip:
    """A card that sets out; ``stays`` fixes how long it is in some steps, by their place."""

    kind: str
    number: int
    client_id: int | None
    client_search: str
    start: float
    type_id: int | None = None
    vendor_id: int | None = None
    vendor_search: str = ""
    about_id: int | None = None
    subject: str = ""
    notes: str = ""
    promised_at: int | None = None
    priority: int = 1
    lines: int = 0
    value_cents: int = 0
    stays: dict[int, float] = field(default_factory=dict)
    planned: bool = True
    smooth: bool = False
    due_by_hand: int | None = None
    owner: Owner = (None, None)


@dataclass(slots=True)
class Stay:
    """One visit; places are on the axis, ``step`` counts along the main line."""

    step: int
    leg: Leg
    place: float
    basis: float
    carried: int | None = None
    due: int | None = None
    left: float | None = None
    completed: float | None = None
    complete: bool | None = None
    reason: str = ""


@dataclass(slots=True)
class Arrived:
    """Where a card is now; ``places`` are where its steps began, as far as it came."""

    card_id: int
    leg: Leg
    step: int
    entered: float
    places: list[float]


class Journeys:
    """Writes cards with all their visits."""

    def __init__(self, desk: Desk, axis: Axis, chance: Chance, people: tuple[int, ...]) -> None:
        """Take the desk for its time and calendar, and who moves cards."""
        self.desk, self.axis, self.chance, self.people = desk, axis, chance, people
        self.now = axis.place(desk.now())
        self.cards = Sheet(
            Card,
            "id kind number client_id type_id vendor_id about_id subject track_id status_id lane "
            "visit done entered_at due_at sort_at due_by_hand promised_at check_at mark user_id "
            "department_id priority lines value_cents notes search created_at version",
        )
        self.visits = Sheet(
            Visit,
            "id card_id number status_id entered_at basis_at carried_due due_at left_at "
            "completed_at complete user_id department_id by_id cause reason",
        )
        self.baselines = Sheet(Baseline, "id card_id dues")
        self.sheets = (self.cards, self.visits, self.baselines)
        self._marks: dict[int | None, Marks] = {}
        self._keys: dict[str, str] = {"": ""}

    def travel(self, trip: Trip, route: Route) -> Arrived:
        """Write a card and its visits up to now; returns where it is."""
        card_id = self.cards.next_id()
        owner = trip.owner
        places: list[float] = []
        number = visit_id = 0
        stay = None
        for stay in self._lived(trip, route):
            number += 1
            if stay.step == len(places):
                places.append(stay.place)
            owner = self._owner(stay, owner)
            if stay.left is None:
                by_hand = trip.due_by_hand is not None and not stay.leg.done
                stay.due = trip.due_by_hand if by_hand else stay.due
            visit_id = self._write_visit(card_id, number, stay, owner)
        assert stay is not None  # noqa: S101 - a journey has a first visit
        self._write_card(card_id, trip, route, stay, visit_id, number, owner)
        if trip.planned:
            created_at = self.axis.moment(trip.start)
            text = route.baseline(trip.start, created_at, trip.promised_at)
            if text != "{}":
                self.baselines.add(self.baselines.next_id(), card_id, text)
        return Arrived(card_id, stay.leg, stay.step, stay.place, places)

    def _lived(self, trip: Trip, route: Route) -> Iterator[Stay]:
        """The visits of a journey, the one that lasts now at the end."""
        draw, now = self.chance.draw, self.now
        place = basis = trip.start
        for step, leg in enumerate(route.line):
            fixed = trip.stays.get(step)
            stay = self._arrive(trip, route, Stay(step, leg, place, basis))
            length = leg.usual * self.chance.factor() if fixed is None else fixed
            leave = place + max(length, SHORTEST)
            parks = step and fixed is None and not trip.smooth and draw() < PARKED
            if parks and not leg.done and route.pauses:
                leave = place + max(length / 2, SHORTEST)
                if leave >= now:
                    break
                stay.left, stay.complete = leave, False
                yield stay
                pause = self._pause(trip, route, stay)
                yield pause
                if pause.left is None:
                    return
                carried = self._carried(stay, pause.left)
                stay = Stay(step, leg, pause.left, pause.left, carried)
                self._arrive(trip, route, stay)
                leave = pause.left + max(length / 2, SHORTEST)
            if leg.done or leave >= now:
                break
            stay.left = stay.completed = leave
            stay.complete = True
            if draw() < 0.06:
                stay.completed = leave - min(0.3, (leave - stay.place) / 2)
            yield stay
            place, basis = leave, stay.completed
            if route.cancelled and not trip.smooth and draw() < CANCELLED:
                stay = Stay(step, route.cancelled, place, basis)
                break
        yield stay

    def _arrive(self, trip: Trip, route: Route, stay: Stay) -> Stay:
        moment = self.axis.moment(stay.basis)
        stay.due = route.due(stay.leg, stay.basis, moment, trip.promised_at, stay.carried)
        return stay

    def _pause(self, trip: Trip, route: Route, parked: Stay) -> Stay:
        assert parked.left is not None  # noqa: S101 - it was parked
        leg = self.chance.one(route.pauses)
        pause = Stay(parked.step, leg, parked.left, parked.left)
        pause.reason = self.chance.one(HOLD_REASONS.get(leg.cause, HOLD_REASONS[""]))
        self._arrive(trip, route, pause)
        back = parked.left + max(UNPLANNED_DAYS * self.chance.factor(), SHORTEST)
        if back < self.now:
            pause.left = pause.completed = back
            pause.complete = True
        return pause

    def _carried(self, parked: Stay, back: float) -> int | None:
        """The due date a step goes on with after a pause: later by the time it lasted."""
        if parked.due is None or parked.left is None:
            return None
        calendar = parked.leg.calendar
        since, until = self.axis.moment(parked.left), self.axis.moment(back)
        return calendar.shift(parked.due, calendar.business_days_between(since, until))

    def _owner(self, stay: Stay, before: Owner) -> Owner:
        """Whose the step is: its status says so, or it stays with whom it was."""
        leg, chance = stay.leg, self.chance
        if leg.user_id is None and leg.department_id is None:
            return (None, None) if chance.draw() < 0.12 else before
        user_id = leg.user_id
        if user_id is None and leg.crew and chance.draw() < 0.8:
            user_id = chance.one(leg.crew)
        return user_id, leg.department_id

    def _write_visit(self, card_id: int, number: int, stay: Stay, owner: Owner) -> int:
        moment = self.axis.moment
        entered = moment(stay.place)
        left = None if stay.left is None else moment(stay.left)
        completed = left
        if stay.completed != stay.left:
            completed = None if stay.completed is None else moment(stay.completed)
        visit_id = self.visits.next_id()
        self.visits.add(
            visit_id, card_id, number, stay.leg.id, entered,
            entered if stay.basis == stay.place else moment(stay.basis), stay.carried, stay.due,
            left, completed, stay.complete, *owner, self.chance.one(self.people), stay.leg.cause,
            stay.reason,
        )  # fmt: skip
        return visit_id

    def _write_card(
        self, card_id: int, trip: Trip, route: Route, stay: Stay, visit: int, number: int,
        owner: Owner,
    ) -> None:  # fmt: skip
        leg = stay.leg
        entered_at = self.axis.moment(stay.place)
        by_hand = trip.due_by_hand is not None and not leg.done
        marks = self._marked(stay.due, entered_at, done=leg.done)
        self.cards.add(
            card_id, trip.kind, trip.number, trip.client_id, trip.type_id, trip.vendor_id,
            trip.about_id, trip.subject, route.track.id, leg.id, leg.lane, visit, leg.done,
            entered_at, marks.due_at, marks.sort_at, by_hand, trip.promised_at, marks.check_at,
            marks.mark, *owner, trip.priority, trip.lines, trip.value_cents, trip.notes,
            self._search(trip), self.axis.moment(trip.start), number,
        )  # fmt: skip

    def _marked(self, due_at: int | None, entered_at: int, *, done: bool) -> Marks:
        if done:
            return Marks(None, FAR + (FAR - entered_at), None, "")
        if due_at not in self._marks:
            self._marks[due_at] = schedule.marks(self.desk, due_at, entered_at, done=False)
        return self._marks[due_at]

    def _search(self, trip: Trip) -> str:
        parts = [f"{PREFIXES[trip.kind].lower()}-{trip.number}", trip.client_search]
        parts += [self._key(trip.subject), trip.vendor_search, self._key(trip.notes)]
        return " ".join(part for part in parts if part)

    def _key(self, text: str) -> str:
        if text not in self._keys:
            self._keys[text] = search_key(text)
        return self._keys[text]
