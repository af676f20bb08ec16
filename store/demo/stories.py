"""Stories: a client, a shooting, what was bought, and the orders that follow, until now.

They are told oldest first, each around the moment its orders are made, until there are as many
orders as were asked for.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from store.demo import names
from store.demo.bulk import Sheet
from store.demo.catalogue import Supplier
from store.demo.journeys import Arrived, Journeys, Trip
from store.demo.pace import Axis, Chance
from store.demo.purchases import HINGE, Person, Purchases
from store.demo.routes import Routes
from store.desk import Desk
from store.tables import Client, Session

RECENT_DAYS = 24.0
"""Within so many days before now most orders are still open."""

AHEAD_DAYS = 26.0
"""How far ahead there are stories whose production orders come later."""

ORDERS_AHEAD = 0.25
"""How many orders there are to a story ahead: its proofs."""

LEAD_DAYS = 150
"""More than lies between a booking and its orders."""

PROOFS_AT = 3
"""The step of a session with which its proofs are ordered."""

SESSION_TYPES = (("Portrait", 5), ("Wedding", 2), ("Newborn", 2), ("School", 1))
PHOTOGRAPHERS = ("Ana Larkin", "Joon Park", "Ines Ferreira")
MS_PER_HOUR = 3_600_000


@dataclass(frozen=True, slots=True)
class Shape:
    """How orders lie in time: the share of recent ones, days of history, stories still to come."""

    recent: float
    history_days: float
    ahead: int

    @classmethod
    def of(cls, orders: int) -> Shape:
        """A third is open in a small studio, so that boards are full; a twentieth in a million."""
        size = min(max(math.log10(max(orders, 1) / 1000), 0.0), 3.0)
        recent = 0.55 - 0.157 * size
        return cls(recent, 340.0 + 380.0 * size, round(orders * recent * 0.28) + 3)

    def age(self, part: float) -> float:
        """Days before now of what comes at a part (0 oldest, 1 latest) of all orders."""
        early = 1 - self.recent
        if part > early:
            return RECENT_DAYS * (1 - part) / self.recent
        return float(RECENT_DAYS * (self.history_days / RECENT_DAYS) ** (1 - part / early))


class Stories:
    """Tells stories and writes them down."""

    def __init__(
        self, desk: Desk, axis: Axis, chance: Chance, routes: Routes, suppliers: list[Supplier]
    ) -> None:
        """Take what the studio has; ``suppliers`` are the vendors with their goods."""
        self.axis, self.chance, self.routes = axis, chance, routes
        self.journeys = Journeys(desk, axis, chance, routes.people)
        self.purchases = Purchases(axis, chance, routes, self.journeys, suppliers)
        self.now = self.journeys.now
        self.salt = chance.below(10_000)
        lists = desk.directory
        self._types = [
            (name, lists.type_named("session", name).id)
            for name, weight in SESSION_TYPES
            for _ in range(weight)
        ]
        self._proof_types = [row.id for row in lists.types.values() if row.kind == "preproduction"]
        self.clients = Sheet(
            Client,
            "id number name search email mobile address city postcode do_not_call created_at",
            country="US",
        )
        self.sessions = Sheet(Session, "id card_id photographer held_at")
        self.sheets = (
            self.clients, *self.journeys.sheets, self.sessions, *self.purchases.sheets
        )  # fmt: skip

    def tell_all(self, orders: int, shape: Shape, heard: Callable[[int], None]) -> None:
        """Tell stories until there are so many orders; ``heard`` is told how many there are."""
        chance, purchases = self.chance, self.purchases
        before = orders - min(round(shape.ahead * ORDERS_AHEAD), orders // 2)
        while purchases.orders < before:
            part = min((purchases.orders + chance.draw()) / before, 0.999999)
            self.tell(self.now - shape.age(part), before - purchases.orders)
            heard(purchases.orders)
        for count in range(shape.ahead):
            part = (count + chance.draw()) / shape.ahead
            self.tell(self.now + AHEAD_DAYS * part**1.15, min(orders - purchases.orders, 1))
            heard(purchases.orders)
        while purchases.orders < orders:
            self.tell(self.now - RECENT_DAYS / 2 * chance.draw(), orders - purchases.orders)

    def tell(self, place: float, most: int) -> None:
        """Tell the story whose orders are made at a place; at most so many orders come of it."""
        chance, now = self.chance, self.now
        name, type_id = chance.one(self._types)
        route = self.routes.of("session", type_id)
        lengths = [leg.usual * chance.factor() for leg in route.line[:-1]]
        before = self.routes.of("invoice", None).line[:HINGE]
        opened = place - sum(leg.usual * chance.factor() * 0.5 for leg in before)
        start = opened - lengths[-1] * chance.draw() - sum(lengths[:-1])
        if start >= now - 0.1:
            start = now - 0.1 - 3 * chance.draw()
        start = max(start, 0.0)
        person = self._client(start)
        trip = Trip(
            "session", self.purchases.number("session"), person.id, person.search, start,
            type_id=type_id, notes=self.purchases.note(0.06),
            subject=chance.one(names.SUBJECTS[name]) if chance.draw() < 0.6 else "",
            stays=dict(enumerate(lengths)) if chance.draw() < 0.85 else {},
        )  # fmt: skip
        session = self.journeys.travel(trip, route)
        session_id = self._write_session(session, start + lengths[0])
        if session.leg is route.cancelled:
            return
        if most and len(session.places) > PROOFS_AT and chance.draw() < 0.6:
            type_id = chance.one(self._proof_types)
            self.purchases.proofs(session, person, type_id, session.places[PROOFS_AT])
            most -= 1
        opened = max(opened, start + 0.05)
        if place < now:
            opened = min(opened, now - 0.02)
        if opened < now and (most or place >= now):
            self.purchases.invoice(session_id, person, opened, max(place, opened), most)

    def _client(self, start: float) -> Person:
        known = self.clients.last_id
        if known > 8 and self.chance.draw() < 0.22:
            index = self.chance.below(known)
            return Person(index + 1, names.buyer(index, self.salt).search)
        client_id = self.clients.next_id()
        buyer = names.buyer(client_id - 1, self.salt)
        self.clients.add(
            client_id, client_id, buyer.name, buyer.search, buyer.email, buyer.mobile,
            buyer.address, buyer.city, buyer.postcode, self.chance.draw() < 0.04,
            self.axis.moment(start),
        )  # fmt: skip
        return Person(client_id, buyer.search)

    def _write_session(self, session: Arrived, held: float) -> int:
        if len(session.places) > 1:
            held = session.places[1] - 0.05
        session_id = self.sessions.next_id()
        held_at = self.axis.moment(held) // MS_PER_HOUR * MS_PER_HOUR
        who = self.chance.one(PHOTOGRAPHERS)
        self.sessions.add(session_id, session.card_id, who, held_at)
        return session_id
