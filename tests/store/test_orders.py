"""Orders know whom they are for, what they were made from, and what they come to."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from store import cards, clients, history, invoices, orders, sessions
from store.desk import Desk
from store.errors import Refused
from store.intake import NewCard
from store.orders import NewLine, NewOrder
from store.tables import Card, Order, OrderSource

At = Callable[[str], int]


def test_an_order_is_made_by_hand(desk: Desk, at: At) -> None:
    """In the first status of its type's track."""
    lines = [NewLine("Print 8×10", quantity=3, cost_cents=210), NewLine("Frame", cost_cents=1000)]
    card = orders.new(desk, client="Ada", type="Print", vendor="Bay Lab", lines=lines)
    row = orders.of_card(card)
    assert (cards.ref(card), card.lines, card.value_cents) == ("O-1001", 2, 1630)
    assert row.entered_by_id == desk.who.id
    assert "bay lab" in card.search


def test_the_vendors_usual_type_holds(desk: Desk) -> None:
    """Where none is named."""
    card = orders.new(desk, client="Ada", vendor="Foliant")
    assert desk.directory.types[card.type_id or 0].name == "Album"
    with pytest.raises(Refused, match="no track for production"):
        orders.new(desk, client="Ada")


def test_sources_give_client_and_promise(desk: Desk, at: At) -> None:
    """The earliest promise of several invoices."""
    invoices.new(desk, client="Ada", promised_at=at("2026-12-04 18:00"))
    invoices.new(desk, client="Ada", promised_at=at("2026-12-01 18:00"))
    card = orders.new(desk, type="Print", sources=["I-1001", "I-1002"])
    assert (card.client_id, card.promised_at) == (clients.named("ada").id, at("2026-12-01 18:00"))
    found = [cards.ref(source) for source in orders.sources_of(orders.of_card(card))]
    assert found == ["I-1001", "I-1002"]


def test_each_kind_has_its_own_source(desk: Desk) -> None:
    """Proofs are made from sessions, production from invoices."""
    sessions.new(desk, client="Ada")
    assert cards.ref(orders.new(desk, "proofs", sources=["S-1001"])) == "P-1001"
    with pytest.raises(Refused, match="S-1001: a production order is made from a invoice"):
        orders.new(desk, sources=["S-1001"], type="Print")
    with pytest.raises(Refused, match="not task"):
        orders.new(desk, "tasks", client="Ada")


def test_an_order_needs_a_client(desk: Desk) -> None:
    """Named, or through what it is made from."""
    with pytest.raises(Refused, match="needs a client"):
        orders.new(desk, type="Print")


def test_lines_change_what_the_card_shows(desk: Desk) -> None:
    """Count and value are kept in step."""
    card = orders.new(desk, client="Ada", type="Print", lines=[NewLine("a", cost_cents=10)])
    orders.add_line(desk, "O-1001", NewLine("b", cost_cents=5, quantity=2))
    orders.change_line(desk, "O-1001", 1, cost_cents=20)
    card = Card.get_by_id(card.id)
    assert (card.lines, card.value_cents) == (2, 30)
    orders.remove_line(desk, "O-1001", 2)
    assert Card.get_by_id(card.id).value_cents == 20
    history.undo(desk)
    assert Card.get_by_id(card.id).value_cents == 30


def test_what_was_received_stays(desk: Desk) -> None:
    """A line that something arrived of cannot be removed."""
    card = orders.new(desk, client="Ada", type="Print", lines=[NewLine("a", quantity=2)])
    line = orders.lines_of(orders.of_card(card))[0]
    with desk.action("receive") as act:
        act.update(line, received=1)
    with pytest.raises(Refused, match="1 of it were received"):
        orders.remove_line(desk, "O-1001", 1)
    with pytest.raises(Refused, match="has no line 5"):
        orders.remove_line(desk, "O-1001", 5)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (NewLine(" "), "item or a description"),
        (NewLine("a", quantity=-1), "quantity must be"),
        (NewLine("a", cost_cents=-1), "cannot be negative"),
    ],
)
def test_lines_that_cannot_be_are_refused(desk: Desk, line: NewLine, words: str) -> None:
    """Nothing is written."""
    with pytest.raises(Refused, match=words):
        orders.new(desk, client="Ada", type="Print", lines=[line])
    assert Order.select().count() == 0


def test_many_are_made_at_once(desk: Desk) -> None:
    """With lines and sources of their own."""
    source = invoices.new(desk, client="Ada")
    print_type = desk.directory.type_named("production", "Print").id
    new = [
        NewOrder(
            NewCard(client_id=source.client_id, type_id=print_type),
            [NewLine("a", cost_cents=n)],
            [source.id],
        )
        for n in range(300)
    ]
    with desk.action("demo") as act:
        ids = orders.make_many(desk, act, "production", new)
    assert [Card.get_by_id(ids[n]).value_cents for n in (0, 150, 299)] == [0, 150, 299]
    assert OrderSource.select().count() == 300
