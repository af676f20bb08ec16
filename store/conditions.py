"""Single conditions on cards in SQL, which the filter language and other searches are made of.

Each takes the table to be asked, since the cards of a past moment stand in a table of their own.
A condition may come out as NULL where a card has no value: that counts as not met, and `negated`
turns it round rightly.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any, cast

from peewee import JOIN, SQL, Expression, fn

from store.operands import reference
from store.tables import (
    Card,
    Client,
    CustomValue,
    Invoice,
    InvoiceLine,
    Item,
    Note,
    Order,
    OrderLine,
    Session,
)
from store.text import safe, search_key

Matcher = Callable[[type[Card]], Expression]
"""Makes a condition for a table of cards."""

ORDERINGS: dict[str, Callable[[Any, Any], Expression]] = {
    "=": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
"""Comparison to what does it."""


def joined(join: Callable[[Any, Any], Expression], items: Sequence[Expression]) -> Expression:
    """Join conditions as a balanced tree, since databases refuse deeply nested chains."""
    if len(items) == 1:
        return items[0]
    middle = len(items) // 2
    return join(joined(join, items[:middle]), joined(join, items[middle:]))


def negated(item: Expression) -> Expression:
    """Whatever does not meet a condition, cards without a value included."""
    return Expression(item, "IS NOT", SQL("TRUE"))


def within(column: Any, start: int, end: int) -> Expression:
    """A moment from a start up to, not including, an end."""
    found: Expression = (column >= start) & (column < end)
    return found


def word(table: type[Card], text: str) -> Expression:
    """Text within what cards are searched by; a reference or number also finds exactly its card."""
    found: Expression = table.search.contains(search_key(text))
    named = reference(text)
    if named:
        found |= numbered(*named, operator.eq)(table)
    return found


def numbered(kind: str | None, number: int, compare: Callable[[Any, Any], Expression]) -> Matcher:
    """Cards whose number compares so with another, of a kind or of any."""

    def matcher(table: type[Card]) -> Expression:
        found = compare(table.number, number)
        return found if kind is None else (table.kind == kind) & found

    return matcher


def numbered_from(kind: str | None, digits: str) -> Matcher:
    """Cards whose number begins with some digits, of a kind or of any."""

    def matcher(table: type[Card]) -> Expression:
        found: Expression = table.number.cast("TEXT").startswith(digits)
        return found if kind is None else (table.kind == kind) & found

    return matcher


def about(table: type[Card], matcher: Matcher) -> Expression:
    """Cards that are about a card meeting a condition."""
    other = cast("type[Card]", Card.alias())
    found: Expression = table.about.in_(other.select(other.id).where(matcher(other)))
    return found


def client(table: type[Card], text: str) -> Expression:
    """Cards of clients with a text in their name, or with that number."""
    found = Client.search.contains(search_key(text))
    if text.isascii() and text.isdecimal() and len(text) <= 15:
        found |= Client.number == int(text)
    matching: Expression = table.client.in_(Client.select(Client.id).where(found))
    return matching


def text(table: type[Card], field: str, wanted: str) -> Expression:
    """Cards with a text in their notes, their subject or their session's photographer."""
    if field == "subject":
        return _within(table.subject, wanted)
    if field == "photographer":
        sessions = Session.select(Session.card).where(_within(Session.photographer, wanted))
        found: Expression = table.id.in_(sessions)
        return found
    noted = Note.select(Note.card).where(_within(Note.text, wanted))
    either: Expression = _within(table.notes, wanted) | table.id.in_(noted)
    return either


def without(table: type[Card], field: str) -> Expression:
    """Cards that have no value of a field."""
    if field in ("due", "promised"):
        found = getattr(table, f"{field}_at").is_null()
    elif field in ("client", "about"):
        found = getattr(table, field).is_null()
    elif field == "photographer":
        found = table.id.not_in(Session.select(Session.card).where(Session.photographer != ""))
    elif field == "note":
        found = (table.notes == "") & table.id.not_in(Note.select(Note.card))
    else:
        found = getattr(table, field) == ""
    empty: Expression = found
    return empty


# Fields of the studio's own -----------------------------------------------------------------------


def has_value(table: type[Card], fields: Sequence[int], *conditions: Any) -> Expression:
    """Cards with a value in one of the fields that meets conditions."""
    held = CustomValue.select(SQL("1")).where(
        CustomValue.card == table.id, CustomValue.field.in_(list(fields)), *conditions
    )
    return _exists(held)


def has_text(table: type[Card], fields: Sequence[int], wanted: str) -> Expression:
    """Cards with a text within one of the fields."""
    return has_value(table, fields, _within(CustomValue.value, wanted))


def has_day(
    table: type[Card], fields: Sequence[int], op: str, day: str, after: str, bound: str
) -> Expression:
    """Cards whose day in one of the fields compares so; days are ISO texts, which sort as days."""
    value = CustomValue.value
    met = {
        "=": value == day,
        "<": value < bound,
        ">=": value >= bound,
        "<=": value < after,
        ">": value >= after,
    }[op]
    return has_value(table, fields, met)


# Buying -------------------------------------------------------------------------------------------

NEVER_ORDERED = ("service", "package", "units")
"""Kinds of item that no order is made for."""


def _unpaid(table: type[Card]) -> Expression:
    """Invoices of which something is still to be paid."""
    due = Invoice.select(SQL("1")).where(
        Invoice.card == table.id, Invoice.paid_cents < Invoice.total_cents
    )
    return (table.kind == "invoice") & _exists(due)


def _unordered(table: type[Card]) -> Expression:
    """Invoices with a line that has to be ordered and is on no order."""
    ordered = OrderLine.select(SQL("1")).where(OrderLine.invoice_line == InvoiceLine.id)
    waiting = (
        InvoiceLine.select(SQL("1"))
        .join(Invoice)
        .switch(InvoiceLine)
        .join(Item, JOIN.LEFT_OUTER)
        .where(
            Invoice.card == table.id,
            InvoiceLine.settled == "",
            Item.kind.is_null() | Item.kind.not_in(NEVER_ORDERED),
            negated(_exists(ordered)),
        )
    )
    return (table.kind == "invoice") & _exists(waiting)


def _outstanding(table: type[Card]) -> Expression:
    """Orders of which pieces are still to come."""
    settled = OrderLine.received + OrderLine.damaged + OrderLine.backordered + OrderLine.cancelled
    missing = (
        OrderLine.select(SQL("1"))
        .join(Order)
        .where(Order.card == table.id, OrderLine.quantity > settled)
    )
    return table.kind.in_(ORDERS) & _exists(missing)


def _made_of(column: Any) -> Matcher:
    """Orders that go back to another one."""

    def matcher(table: type[Card]) -> Expression:
        made = Order.select(SQL("1")).where(Order.card == table.id, column.is_null(False))
        return table.kind.in_(ORDERS) & _exists(made)

    return matcher


ORDERS = ("preproduction", "production")

BUYING: dict[str, Matcher] = {
    "unpaid": _unpaid,
    "unordered": _unordered,
    "outstanding": _outstanding,
    "backorder": _made_of(Order.backorder_of),
    "reorder": _made_of(Order.reorder_of),
}
"""Flag to its condition: what invoices and orders say of themselves besides their cards."""


def _exists(query: Any) -> Expression:
    """The condition that a query which names the card's id finds something."""
    return cast("Expression", fn.EXISTS(query))


def column(table: type[Card], field: str) -> Any:
    """The column that a field of names looks at."""
    return getattr(table, {"owner": "user"}.get(field, field))


def _within(column: Any, wanted: str) -> Expression:
    """Text within a column that keeps case and accents, in each case that it is likely to have."""
    plain = safe(wanted)
    cases = dict.fromkeys((plain, plain.lower(), plain.upper(), plain.title()))
    return joined(operator.or_, [column.contains(one) for one in cases])
