"""Surroundings: what a record is, was made from and is about, and whose it is.

Templates, messages and their attachments find client, session, invoice, order and vendor here,
whatever kind of record they are of.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from store.desk import Desk
from store.reading import first_column
from store.tables import Card, Client, Invoice, Order, OrderSource, Session, Vendor

ORDERS = ("production", "preproduction")
"""Kinds of records that are orders."""

FURTHEST = 6
"""How far it is followed what something is about."""


class Around:
    """A record with what it is, was made from or is about; each is read when it is asked for."""

    def __init__(self, desk: Desk, card: Card, client: Client | None = None) -> None:
        """Take the record, and its client where that is known already."""
        self._desk = desk
        self._client = client
        self.card = card

    @cached_property
    def chain(self) -> list[Card]:
        """The record, what it is about, and so on; what orders are of, their sources say."""
        found = [self.card]
        while len(found) < FURTHEST and found[-1].kind not in ORDERS and found[-1].about_id:
            about = Card.get_or_none(Card.id == found[-1].about_id)
            if about is None or about.id in {one.id for one in found}:
                break
            found.append(about)
        return found

    def card_of(self, card_id: int) -> Card:
        """A card that the record has around it, which may be the record itself."""
        known = next((one for one in self.chain if one.id == card_id), None)
        return known if known is not None else Card.get_by_id(card_id)

    @cached_property
    def order_card(self) -> Card | None:
        """The card of the order."""
        return next((one for one in self.chain if one.kind in ORDERS), None)

    @cached_property
    def order(self) -> Order | None:
        """The order."""
        found = self.order_card
        return Order.get_or_none(Order.card == found.id) if found is not None else None

    @cached_property
    def invoice(self) -> Invoice | None:
        """The invoice; of an order that was made from several, the first."""
        found: Invoice | None = self._first(Invoice, "invoice")
        return found

    @cached_property
    def session(self) -> Session | None:
        """The session; where the record has none itself, that of its invoice."""
        found: Session | None = self._first(Session, "session")
        if found is None and self.invoice is not None and self.invoice.session_id is not None:
            found = Session.get_or_none(Session.id == self.invoice.session_id)
        return found

    @property
    def client_id(self) -> int | None:
        """Whose it is."""
        return next((one.client_id for one in self.chain if one.client_id is not None), None)

    @cached_property
    def client(self) -> Client | None:
        """The client."""
        if self._client is not None or self.client_id is None:
            return self._client
        return Client.get_or_none(Client.id == self.client_id)

    @property
    def vendor(self) -> Vendor | None:
        """The vendor."""
        ids = (one.vendor_id for one in self.chain if one.vendor_id is not None)
        return self._desk.directory.vendors.get(next(ids, 0))

    @cached_property
    def _sources(self) -> list[int]:
        """The ids of the cards that the order was made from, in order."""
        if self.order is None:
            return []
        made_from = OrderSource.select(OrderSource.card).where(OrderSource.order == self.order.id)
        return first_column(made_from.order_by(OrderSource.id))

    def _first(self, table: Any, kind: str) -> Any:
        ids = [one.id for one in self.chain if one.kind == kind] or self._sources
        if not ids:
            return None
        rows = {row.card_id: row for row in table.select().where(table.card.in_(ids))}
        return next((rows[one] for one in ids if one in rows), None)
