"""Single conditions on cards in SQL, which the filter language and other searches are made of.

Each takes the table to be asked, since the cards of a past moment stand in a table of their own.
A condition may come out as NULL where a card has no value: that counts as not met, and `negated`
turns it round rightly.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any, cast

from peewee import SQL, Expression

from store.operands import reference
from store.tables import Card, Client, Note, Session
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


def column(table: type[Card], field: str) -> Any:
    """The column that a field of names looks at."""
    return getattr(table, {"owner": "user"}.get(field, field))


def _within(column: Any, wanted: str) -> Expression:
    """Text within a column that keeps case and accents, in each case that it is likely to have."""
    plain = safe(wanted)
    cases = dict.fromkeys((plain, plain.lower(), plain.upper(), plain.title()))
    return joined(operator.or_, [column.contains(one) for one in cases])
