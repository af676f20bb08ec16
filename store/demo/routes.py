"""Routes: the tracks as cards travel them, with who works there and how long it takes."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field

from store import duedates, schedule
from store.calendar import Calendar
from store.demo.pace import Axis
from store.desk import Desk
from store.duedates import Step
from store.moves import next_status
from store.tables import Status, Track, Vendor

SPEEDS = {"Foliant Albums": 1.5, "Canvas Works": 1.15, "Bay Lab": 0.85}
"""How long vendors take, against what is planned for them."""

UNPLANNED_DAYS = 2.5
"""About how long cards stay in a status that has no duration of its own."""


@dataclass(slots=True)
class Leg:
    """One status on a route; ``dues`` has its due moment for every day it could begin."""

    id: int
    lane: int
    days: float | None
    usual: float
    done: bool
    cause: str
    at_vendor: bool
    timed: bool
    user_id: int | None
    department_id: int | None
    crew: tuple[int, ...]
    dues: list[int] | None
    calendar: Calendar


@dataclass(slots=True)
class Route:
    """A track with a vendor: its main line, the pauses beside it, and the way out."""

    track: Track
    line: list[Leg]
    pauses: list[Leg]
    cancelled: Leg | None
    steps: list[Step]
    backward: bool
    _forward: dict[int, str] = field(default_factory=dict)
    _back: dict[int, tuple[dict[int, int], str]] = field(default_factory=dict)

    @property
    def total_days(self) -> float:
        """What the whole track should take, in business days."""
        return sum(leg.days or 0.0 for leg in self.line)

    def due(
        self, leg: Leg, at: float, moment: int, promised_at: int | None, carried: int | None
    ) -> int | None:
        """When a card has to have left a step that counts from a place (and moment)."""
        if leg.done:
            return None
        if self.backward and promised_at is not None:
            dues, _ = self._from_promise(promised_at)
            if leg.id in dues:
                return dues[leg.id]
        if leg.days is None:
            return None
        if carried is not None:
            return carried
        return leg.dues[int(at)] if leg.dues else leg.calendar.add(moment, leg.days)

    def baseline(self, at: float, moment: int, promised_at: int | None) -> str:
        """The first projection, as it is stored; worked out once per day."""
        if self.backward and promised_at is not None:
            return self._from_promise(promised_at)[1]
        day = int(at)
        if day not in self._forward:
            text = _text(duedates.forward(self.steps, moment))
            if any(leg.dues is None for leg in self.line):
                return text
            self._forward[day] = text
        return self._forward[day]

    def _from_promise(self, promised_at: int) -> tuple[dict[int, int], str]:
        found = self._back.get(promised_at)
        if found is None:
            dues = duedates.backward(self.steps, promised_at)
            found = self._back[promised_at] = dues, _text(dues)
        return found


def _text(dues: dict[int, int]) -> str:
    return json.dumps(dues, separators=(",", ":"))


class Routes:
    """Makes routes and keeps them."""

    def __init__(self, desk: Desk, axis: Axis) -> None:
        """Take the lists as they are now."""
        self._desk, self._axis = desk, axis
        self._made: dict[tuple[str, int | None, int | None], Route] = {}
        self._crews: dict[int, list[int]] = {}
        lists = desk.directory
        self.people = tuple(
            user.id for user in lists.users.values() if user.role != "viewer" and not user.inactive
        )
        for user_id, departments in sorted(lists.members.items()):
            for department in departments:
                self._crews.setdefault(department, []).append(user_id)

    def of(self, kind: str, type_id: int | None, vendor_id: int | None = None) -> Route:
        """The route of a record of a kind and type at a vendor."""
        key = (kind, type_id, vendor_id)
        if key not in self._made:
            self._made[key] = self._make(kind, type_id, vendor_id)
        return self._made[key]

    def legs(self, kinds: Collection[str]) -> list[Leg]:
        """The legs of all routes of some kinds that were travelled."""
        made = [route for (kind, _, _), route in self._made.items() if kind in kinds]
        found = {leg.id: leg for route in made for leg in route.line}
        return [found[status_id] for status_id in sorted(found)]

    def _make(self, kind: str, type_id: int | None, vendor_id: int | None) -> Route:
        desk = self._desk
        track = desk.directory.track_for(kind, type_id)
        statuses = [s for s in desk.directory.statuses_of_track[track.id] if not s.inactive]
        main: list[Status] = [next(status for status in statuses if status.initial)]
        while (following := next_status(statuses, main[-1], None)) is not None:
            main.append(following)
        vendor = None if vendor_id is None else desk.directory.vendors.get(vendor_id)
        legs = {status.id: self._leg(status, vendor) for status in statuses}
        pauses = [
            legs[s.id] for s in statuses if s not in main and s.state in schedule.PAUSED_STATES
        ]
        out = [legs[s.id] for s in statuses if s.state == "cancelled" and not s.final]
        return Route(
            track,
            [legs[status.id] for status in main],
            pauses,
            out[0] if out else None,
            schedule.steps(desk, track.id, vendor_id),
            schedule.method(desk, track, 0)[0] == "backward",
        )

    def _leg(self, status: Status, vendor: Vendor | None) -> Leg:
        calendar = self._desk.calendar(vendor.id if vendor and status.at_vendor else None)
        usual = UNPLANNED_DAYS if status.days is None else max(float(status.days), 0.15)
        if status.at_vendor and vendor is not None:
            usual *= SPEEDS.get(vendor.name, 1.0)
        return Leg(
            id=status.id,
            lane=status.lane,
            days=status.days,
            usual=usual,
            done=status.state in schedule.DONE_STATES,
            cause=status.cause if status.state in schedule.PAUSED_STATES else "",
            at_vendor=status.at_vendor,
            timed=status.state == "active" and not status.at_vendor,
            user_id=status.user_id,
            department_id=status.department_id,
            crew=tuple(self._crews.get(status.department_id or 0, ())),
            dues=None if status.days is None else self._axis.dues(calendar, status.days),
            calendar=calendar,
        )
