"""Invoices keep their totals, what was paid, and the promise that their orders follow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from store import clients, edits, history, images, invoicelines, invoices, items, orders, sessions
from store.desk import Desk
from store.errors import Refused
from store.images import File
from store.intake import NewCard
from store.invoices import NewInvoice, NewLine
from store.tables import Card, Invoice, InvoiceLine, Visit

At = Callable[[str], int]


def _sold(desk: Desk) -> Card:
    items.add(desk, "P8X10", description="Print 8×10", price_cents=3200)
    lines = [
        invoicelines.named(desk, "p8x10", quantity=2),
        invoicelines.named(desk, description="Retouching", price_cents=5000),
    ]
    return invoices.new(desk, client="Ada", lines=lines)


def test_an_invoice_comes_to_the_sum_of_its_lines(desk: Desk) -> None:
    """Lines take what their item says; the card shows the total."""
    card = _sold(desk)
    row = invoices.of_card(card)
    assert (card.lines, card.value_cents, row.total_cents) == (2, 11400, 11400)
    assert row.invoiced_on == "2026-11-02"
    assert [line.description for line in invoices.lines_of(row)] == ["Print 8×10", "Retouching"]


def test_a_session_gives_the_client_and_the_image(desk: Desk) -> None:
    """A pose finds its picture whatever its zeros."""
    sessions.new(desk, client="Ada")
    images.add(desk, "S-1001", [File("40.jpg")])
    session = sessions.of_card(Card.get(Card.kind == "session"))
    line = invoicelines.named(desk, description="Print", pose="0040", session=session)
    card = invoices.new(desk, session="S-1001", lines=[line])
    assert card.client_id == clients.named("ada").id
    found = invoices.lines_of(invoices.of_card(card))[0]
    assert [row.number for row in images.listed(session) if row.id == found.image_id] == ["40"]


def test_an_invoice_needs_a_client(desk: Desk) -> None:
    """Named, or through its session."""
    with pytest.raises(Refused, match="needs a client"):
        invoices.new(desk)


def test_lines_change_the_total(desk: Desk) -> None:
    """Added, changed and removed lines reach the card, and undo takes them back."""
    card = _sold(desk)
    invoicelines.add(desk, "I-1001", NewLine(description="Frame", price_cents=100, quantity=3))
    invoicelines.change(desk, "I-1001", 1, quantity=1)
    invoicelines.remove(desk, "I-1001", 2)
    card = Card.get_by_id(card.id)
    assert (card.lines, card.value_cents) == (2, 3500)
    history.undo(desk)
    assert Card.get_by_id(card.id).value_cents == 8500


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (NewLine(description="x", quantity=0), "quantity must be from 1"),
        (NewLine(description="x", price_cents=10**15), "too large"),
    ],
)
def test_lines_that_cannot_be_are_refused(desk: Desk, line: NewLine, words: str) -> None:
    """Nothing is written."""
    with pytest.raises(Refused, match=words):
        invoices.new(desk, client="Ada", lines=[line])
    assert Invoice.select().count() == 0


def test_a_line_says_what_it_is(desk: Desk) -> None:
    """An item or a description."""
    with pytest.raises(Refused, match="item or a description"):
        invoicelines.named(desk, quantity=1)
    _sold(desk)
    with pytest.raises(Refused, match="has no line 9"):
        invoicelines.remove(desk, "I-1001", 9)


def test_payments_add_up(desk: Desk) -> None:
    """The share counts from the total; money given back is negative."""
    _sold(desk)
    assert invoices.pay(desk, "I-1001", 5700).paid_share == 0.5
    invoices.pay(desk, "I-1001", -700, paid_on=date(2026, 11, 1), method="Card")
    assert invoices.pay(desk, "I-1001", 6400).open_cents == 0
    with pytest.raises(Refused, match=r"only 114\.00 was paid"):
        invoices.pay(desk, "I-1001", -20000)
    with pytest.raises(Refused, match="no amount"):
        invoices.pay(desk, "I-1001", 0)


def test_orders_follow_the_delivery_date(desk: Desk, at: At) -> None:
    """Those promised for a day of their own keep it."""
    _sold(desk)
    follows = orders.new(desk, sources=["I-1001"], type="Print")
    keeps = orders.new(desk, sources=["I-1001"], type="Print", promised_at=at("2026-12-24 18:00"))
    edits.set_fields(desk, "I-1001", {"delivery": "2026-12-01"})
    edits.set_fields(desk, "I-1001", {"delivery": "2026-12-04"})
    assert Card.get_by_id(follows.id).promised_at == at("2026-12-04 18:00")
    assert Card.get_by_id(keeps.id).promised_at == at("2026-12-24 18:00")


def test_an_invoice_with_payments_or_orders_stays(desk: Desk) -> None:
    """Both reasons are told; without them it can go, and come back."""
    _sold(desk)
    orders.new(desk, sources=["I-1001"], type="Print")
    invoices.pay(desk, "I-1001", 100)
    with pytest.raises(Refused, match="it has payments and O-1001 was made from it"):
        invoices.delete(desk, "I-1001")
    invoices.new(desk, client="Ada", lines=[NewLine(description="x")])
    invoices.delete(desk, "I-1002")
    assert Invoice.select().count() == 1
    history.undo(desk)
    assert (Invoice.select().count(), InvoiceLine.select().count()) == (2, 3)


def test_many_are_made_at_once(desk: Desk) -> None:
    """Each with its lines, in order, under one action."""
    new = [
        NewInvoice(
            NewCard(number=5000 + n),
            [NewLine(description="a", price_cents=n), NewLine(description="b", price_cents=1)],
        )
        for n in range(500)
    ]
    with desk.action("import") as act:
        ids = invoices.make_many(desk, act, new, fire=False)
    card = Card.get_by_id(ids[400])
    assert (card.number, card.value_cents, card.lines) == (5400, 401, 2)
    assert Visit.get_by_id(card.visit).card_id == card.id
    lines = invoices.lines_of(invoices.of_card(card))
    assert [(line.line, line.description) for line in lines] == [(1, "a"), (2, "b")]


def test_many_payments_are_noted_at_once(desk: Desk) -> None:
    """Several of one invoice add up."""
    row = invoices.of_card(_sold(desk))
    with desk.action("import") as act:
        day = date(2026, 9, 1)
        invoices.pay_many(desk, act, [(row, 100, day, "Card", ""), (row, 50, day, "", "")])
    assert Invoice.get_by_id(row.id).paid_cents == 150
