"""Purchases: what a client of the demo buys, and the orders that fulfil it."""

from __future__ import annotations

from dataclasses import dataclass, field

from store.demo import names
from store.demo.bulk import Sheet
from store.demo.catalogue import Goods, Supplier
from store.demo.journeys import Arrived, Journeys, Trip
from store.demo.pace import Axis, Chance
from store.demo.routes import Route, Routes
from store.tables import Invoice, InvoiceLine, Order, OrderLine, OrderSource, Payment

HINGE = 2
"""The step of an invoice during which its orders are under way."""

FOR_NOW = 1000.0
"""Days in a step that has not ended yet."""

PRIORITIES = (1,) * 43 + (2,) * 3 + (3,) * 2 + (0,) * 2
CARRIERS = ("UPS", "FedEx", "USPS")
METHODS = ("Card", "Card", "Card", "Check", "Cash", "Transfer")


@dataclass(slots=True)
class Person:
    """A client as stories know them."""

    id: int
    search: str


@dataclass(slots=True)
class Bought:
    """Something bought or ordered; ``id`` is of the invoice's line, null for proofs."""

    id: int | None
    goods: Goods
    quantity: int


@dataclass(slots=True)
class Made:
    """An order that was made, its rows still to be written."""

    order: Arrived
    route: Route
    vendor: Supplier
    number: int
    lines: list[Bought] = field(default_factory=list)


class Purchases:
    """Writes invoices and orders."""

    def __init__(
        self, axis: Axis, chance: Chance, routes: Routes, journeys: Journeys,
        suppliers: list[Supplier],
    ) -> None:  # fmt: skip
        """Take what the studio has; ``suppliers`` are the vendors with their goods."""
        self.axis, self.chance, self.routes, self.journeys = axis, chance, routes, journeys
        self.suppliers = suppliers
        self.now = journeys.now
        self.orders = 0
        self._numbers: dict[str, int] = {}
        self.invoices = Sheet(
            Invoice,
            "id card_id session_id invoiced_on payment_due_at delivered_at total_cents paid_cents",
        )
        self.invoice_lines = Sheet(
            InvoiceLine, "id invoice_id line item_id description pose quantity price_cents"
        )
        self.payments = Sheet(Payment, "id invoice_id paid_on amount_cents method")
        self.order_rows = Sheet(
            Order,
            "id card_id vendor_number vendor_invoice vendor_amount_cents carrier tracking "
            "entered_by_id completed_by_id",
        )
        self.sources = Sheet(OrderSource, "id order_id card_id")
        self.order_lines = Sheet(
            OrderLine,
            "id order_id line invoice_line_id item_id description quantity received cost_cents "
            "size state",
        )
        self.sheets = (
            self.invoices, self.invoice_lines, self.payments, self.order_rows, self.sources,
            self.order_lines,
        )  # fmt: skip

    def number(self, kind: str) -> int:
        """The next number of a kind of record."""
        self._numbers[kind] = self._numbers.get(kind, 1000) + 1
        return self._numbers[kind]

    def note(self, share: float) -> str:
        """A remark, on a share of cards."""
        return self.chance.one(names.NOTES) if self.chance.draw() < share else ""

    # Proofs --------------------------------------------------------------------------------------

    def proofs(self, session: Arrived, person: Person, type_id: int | None, place: float) -> None:
        """A preproduction order made from a session."""
        chance = self.chance
        vendor = self.suppliers[0 if chance.draw() < 0.4 else 1]
        lines = [
            Bought(None, chance.one(vendor.goods), 4 + chance.below(30))
            for _ in range(1 + chance.below(3))
        ]
        made = self._order("preproduction", person, vendor, type_id, lines, place, None)
        self._write_order(made, session.card_id)

    # Invoices ------------------------------------------------------------------------------------

    def invoice(
        self, session_id: int, person: Person, opened: float, place: float, most: int
    ) -> None:
        """An invoice opened at one place, whose orders are made at another if that has come."""
        chance = self.chance
        invoice_id = self.invoices.next_id()
        baskets = self._baskets(min(most, 4) or 4)
        route = self.routes.of("invoice", None)
        days = max(
            self.routes.of("production", vendor.type_id, vendor.id).total_days
            for vendor, _ in baskets
        )
        promised_at = self.axis.closing(place + days + 1 + chance.below(6))
        made = []
        if place < self.now and most:
            made = [
                self._order("production", person, vendor, vendor.type_id, lines, place, promised_at)
                for vendor, lines in baskets
            ]
        lines = [line for _, basket in baskets for line in basket]
        total = sum(line.quantity * line.goods.price_cents for line in lines)
        trip = Trip(
            "invoice", self.number("invoice"), person.id, person.search, opened,
            promised_at=promised_at, lines=len(lines), value_cents=total, notes=self.note(0.05),
            stays=self._stays(opened, place, made),
        )  # fmt: skip
        invoice = self.journeys.travel(trip, route)
        self._write_invoice(invoice_id, invoice, session_id, opened, total, lines)
        for one in made:
            self._write_order(one, invoice.card_id)

    def _stays(self, opened: float, place: float, made: list[Made]) -> dict[int, float]:
        """How long the invoice is in its first steps: until its orders are made, then finished."""
        before = max(place - opened, 0.1)
        stays = {0: before * 0.3, 1: before * 0.7}
        if made:
            over = all(one.order.leg.done for one in made)
            last = max(one.order.entered for one in made)
            stays[HINGE] = max(last - place, 0.1) + 0.1 if over else FOR_NOW
        return stays

    def _baskets(self, most: int) -> list[tuple[Supplier, list[Bought]]]:
        """What is bought, by the vendor it comes from."""
        chance = self.chance
        draw = chance.draw()
        count = min(most, 1 + (draw > 0.45) + (draw > 0.76) + (draw > 0.93))
        first = chance.below(len(self.suppliers))
        baskets = []
        for offset in range(count):
            vendor = self.suppliers[(first + offset * 2) % len(self.suppliers)]
            several = len(vendor.goods) > 1 and chance.draw() < 0.55
            at = chance.below(len(vendor.goods))
            chosen = [vendor.goods[at]]
            if several:
                chosen.append(vendor.goods[(at + 1) % len(vendor.goods)])
            lines = []
            for goods in chosen:
                quantity = 1 + chance.below(6) if goods.price_cents < 10_000 else 1
                lines.append(Bought(self.invoice_lines.next_id(), goods, quantity))
            baskets.append((vendor, lines))
        return baskets

    def _write_invoice(
        self, invoice_id: int, invoice: Arrived, session_id: int, opened: float, total: int,
        lines: list[Bought],
    ) -> None:  # fmt: skip
        axis, chance = self.axis, self.chance
        for number, line in enumerate(lines, start=1):
            pose = f"{1 + chance.below(180):03}" if line.goods.prints else ""
            self.invoice_lines.add(
                line.id, invoice_id, number, line.goods.id, line.goods.description, pose,
                line.quantity, line.goods.price_cents,
            )  # fmt: skip
        deposit = total // 2 // 100 * 100
        paid = 0
        for step, amount in ((1, deposit), (HINGE + 1, total - deposit)):
            if len(invoice.places) > step and amount and not (step > 1 and chance.draw() < 0.06):
                day = axis.days[int(invoice.places[step])].isoformat()
                method = chance.one(METHODS)
                self.payments.add(self.payments.next_id(), invoice_id, day, amount, method)
                paid += amount
        delivered = invoice.leg.done and invoice.step > HINGE
        self.invoices.add(
            invoice_id, invoice.card_id, session_id, axis.days[int(opened)].isoformat(),
            axis.closing(opened + 14), axis.moment(invoice.entered) if delivered else None,
            total, paid,
        )  # fmt: skip

    # Orders --------------------------------------------------------------------------------------

    def _order(
        self, kind: str, person: Person, vendor: Supplier, type_id: int | None,
        lines: list[Bought], place: float, promised_at: int | None,
    ) -> Made:  # fmt: skip
        chance = self.chance
        self.orders += 1
        start = min(place + chance.draw() * 0.6, self.now - 0.02 - 0.2 * chance.draw())
        trip = Trip(
            kind, self.number(kind), person.id, person.search, max(start, 0.0), type_id=type_id,
            vendor_id=vendor.id, vendor_search=vendor.search, notes=self.note(0.1),
            promised_at=promised_at, priority=chance.one(PRIORITIES), lines=len(lines),
            value_cents=sum(line.quantity * line.goods.cost_cents for line in lines),
        )  # fmt: skip
        if chance.draw() < 0.03:
            trip.due_by_hand = self.axis.closing(self.now + chance.below(7) - 1)
        route = self.routes.of(kind, type_id, vendor.id)
        order = self.journeys.travel(trip, route)
        return Made(order, route, vendor, trip.number, lines)

    def _write_order(self, made: Made, source: int) -> None:
        chance, order, vendor = self.chance, made.order, made.vendor
        order_id = self.order_rows.next_id()
        lab = [step for step, leg in enumerate(made.route.line) if leg.at_vendor]
        sent = bool(lab) and order.step >= lab[0]
        back = (bool(lab) and order.step > lab[0]) or order.step == len(made.route.line) - 1
        cost = sum(line.quantity * line.goods.cost_cents for line in made.lines)
        shipped = back and chance.draw() < 0.4
        code = f"{vendor.initials}-{10_000 + order_id}"
        self.order_rows.add(
            order_id, order.card_id, code if vendor.own_numbers and sent else "",
            f"{code}/I" if back else "", cost if back else None,
            chance.one(CARRIERS) if shipped else "",
            f"1Z{chance.below(10**9):09}" if shipped else "",
            chance.one(self.routes.people),
            chance.one(self.routes.people) if order.leg.done else None,
        )  # fmt: skip
        self.sources.add(self.sources.next_id(), order_id, source)
        state = "received" if back else "sent" if sent else "open"
        for number, line in enumerate(made.lines, start=1):
            self.order_lines.add(
                self.order_lines.next_id(), order_id, number, line.id, line.goods.id,
                line.goods.description, line.quantity, line.quantity if back else 0,
                line.goods.cost_cents, line.goods.size, state,
            )  # fmt: skip
