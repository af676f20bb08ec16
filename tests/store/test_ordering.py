"""Ordering: invoices become orders once, whole, and what cannot be ordered is told."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from peewee import IntegrityError

from store import cards, history, invoicelines, invoices, moves, ordering, orders, products, vendors
from store.desk import Desk
from store.errors import Refused
from store.moves import Move
from store.ordering import Wish
from store.tables import Card, Client, InvoiceLine, Order, OrderLine, OrderSource, database
from tests.store.ordering_ground import ITEMS, furnish, invoice, line, order_lines


@pytest.fixture(autouse=True)
def ground(desk: Desk) -> None:
    """A price list at three vendors."""
    furnish(desk)


def _lines() -> list[tuple[int, str, int]]:
    query = (
        OrderLine.select(OrderLine.invoice_line, Card.number, OrderLine.quantity)
        .join(Order)
        .join(Card, on=(Card.id == Order.card))
        .order_by(OrderLine.id)
    )
    return [(row, f"O-{number}", quantity) for row, number, quantity in query.tuples()]


def test_one_order_for_each_vendor(desk: Desk) -> None:
    """Of its usual type, in the first status of that track, promised when the invoice is."""
    ref = invoice(desk, line("P8X10"), line("ALBUM"), line("P5X7", quantity=3))
    found = ordering.create(desk, [ref])
    assert [(one.ref, one.vendor, one.type, one.lines) for one in found.made] == [
        ("O-1001", "Bay Lab", "Print", 2),
        ("O-1002", "Foliant", "Album", 1),
    ]
    card = cards.get("O-1001")
    assert desk.directory.statuses[card.status_id].name == "Order Entered"
    assert card.client_id == Client.get(Client.name == "Okafor, Ada").id
    assert card.value_cents == 210 + 3 * 95
    assert [(one.line, one.quantity, one.size) for one in order_lines("O-1001")] == [
        (1, 1, "8x10"), (2, 3, "5x7"),
    ]  # fmt: skip


def test_what_is_in_error_is_told_and_the_rest_ordered(desk: Desk) -> None:
    """No vendor, no pose: both listed with line and item; nothing is dropped."""
    ref = invoice(desk, line("P8X10"), line("MYSTERY"), line("P5X7", pose=""), line("SITTING"))
    found = ordering.create(desk, [ref])
    assert [one.lines for one in found.made] == [1]
    assert [(one.invoice, one.line, one.item) for one in found.errors] == [
        ("I-1001", 2, "MYSTERY"), ("I-1001", 3, "P5X7"),
    ]  # fmt: skip
    assert [(one.line, one.reason) for one in found.passed] == [
        (4, "is a service: nothing is ordered for it")
    ]


def test_running_it_twice_changes_nothing(desk: Desk) -> None:
    """Not one row more, and no action to undo."""
    ref = invoice(desk, line("P8X10"), line("ALBUM"))
    ordering.create(desk, [ref])
    before = (_lines(), len(history.undoable(desk)))
    found = ordering.create(desk, [ref])
    assert (found.made, found.errors) == ([], [])
    assert [one.reason for one in found.passed] == ["is on O-1001", "is on O-1002"]
    assert (_lines(), len(history.undoable(desk))) == before


def test_settled_errors_are_ordered_next(desk: Desk) -> None:
    """A vendor and a pose given to the lines is all it takes; what was ordered stays."""
    ref = invoice(desk, line("P8X10"), line("MYSTERY"), line("P5X7", pose=""))
    ordering.create(desk, [ref])
    bay = desk.directory.vendor_named("Bay Lab").id
    invoicelines.change(desk, ref, 2, vendor_id=bay)
    invoicelines.change(desk, ref, 3, pose="7")
    found = ordering.create(desk, [ref])
    assert [(one.ref, one.lines) for one in found.made] == [("O-1002", 2)]
    assert found.errors == []


def test_the_database_itself_refuses_a_second_order(desk: Desk) -> None:
    """Whoever writes it: a line of an invoice is first ordered once."""
    ref = invoice(desk, line("P8X10"))
    ordering.create(desk, [ref])
    first = order_lines("O-1001")[0]
    with pytest.raises(IntegrityError):
        OrderLine.create(order=first.order_id, line=9, invoice_line=first.invoice_line_id)


def test_a_cancelled_order_keeps_its_lines(desk: Desk) -> None:
    """They are not ordered again by themselves; taken off, they are."""
    ref = invoice(desk, line("P8X10"))
    ordering.create(desk, [ref])
    moves.advance(desk, [Move("O-1001", to="Cancelled")])
    found = ordering.create(desk, [ref])
    assert (found.made, found.errors) == ([], [])
    assert found.passed[0].reason.startswith("is on O-1001, which is cancelled: to order it")
    orders.remove_line(desk, "O-1001", 1)
    assert [one.ref for one in ordering.create(desk, [ref]).made] == ["O-1002"]


def test_who_completed_an_order(desk: Desk) -> None:
    """Whoever moved it to its end stands on it."""
    ordering.create(desk, [invoice(desk, line("P8X10"))])
    assert orders.of_card(cards.get("O-1001")).completed_by_id is None
    moves.advance(desk, [Move("O-1001", to="Delivered")])
    assert orders.of_card(cards.get("O-1001")).completed_by_id == desk.who.id


def test_one_vendor_only(desk: Desk) -> None:
    """The others wait and are told."""
    ref = invoice(desk, line("P8X10"), line("ALBUM"))
    found = ordering.create(desk, [ref], Wish(vendor="Foliant"))
    assert [one.vendor for one in found.made] == ["Foliant"]
    assert [one.reason for one in found.passed] == ["goes to Bay Lab"]


def test_lines_are_added_to_an_open_order(desk: Desk) -> None:
    """Numbers go on, the invoice becomes one of its sources, the value follows."""
    ordering.create(desk, [invoice(desk, line("P8X10"))])
    other = invoice(desk, line("P5X7", quantity=2), line("ALBUM"), client="Moreau, J.")
    found = ordering.create(desk, [other], Wish(into="O-1001"))
    assert [(one.ref, one.lines, one.added) for one in found.made] == [("O-1001", 1, True)]
    assert [one.line for one in order_lines("O-1001")] == [1, 2]
    card = cards.get("O-1001")
    assert (card.lines, card.value_cents) == (2, 210 + 190)
    assert OrderSource.select().count() == 2
    assert [one.reason for one in found.passed] == ["goes to Foliant"]


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        (Wish(into="O-1001", vendor="Foliant"), "O-1001 goes to Bay Lab, not to Foliant"),
        (Wish(into="I-1001"), "I-1001 is no production order"),
        (Wish(into="O-9"), "O-9: there is no such record"),
        (Wish(vendor="Bay Leb"), "did you mean Bay Lab"),
    ],
)
def test_wishes_that_cannot_be(desk: Desk, wish: Wish, words: str) -> None:
    """Told before anything is written."""
    ref = invoice(desk, line("P8X10"))
    ordering.create(desk, [ref])
    with pytest.raises(Refused, match=words):
        ordering.create(desk, [ref], wish)


def test_finished_orders_take_no_lines(desk: Desk) -> None:
    """What the vendor has delivered cannot grow."""
    ordering.create(desk, [invoice(desk, line("P8X10"))])
    moves.advance(desk, [Move("O-1001", to="Delivered")])
    with pytest.raises(Refused, match="O-1001 is in Delivered; lines are added to open orders"):
        ordering.create(desk, [invoice(desk, line("P5X7"))], Wish(into="O-1001"))


def test_several_invoices_on_one_order(desk: Desk) -> None:
    """The earliest promise and the highest priority hold; several clients' order is nobody's."""
    one = invoice(desk, line("P8X10"), promised_at=2_000, priority="normal")
    two = invoice(desk, line("P5X7"), client="Moreau, J.", promised_at=1_000, priority="rush")
    found = ordering.create(desk, [one, two], Wish(together=True))
    assert [(made.ref, made.lines) for made in found.made] == [("O-1001", 2)]
    card = cards.get("O-1001")
    assert (card.client_id, card.subject) == (None, "I-1001, I-1002")
    assert (card.promised_at, cards.PRIORITIES[card.priority]) == (1_000, "rush")


def test_only_invoices_are_split(desk: Desk) -> None:
    """Anything else is named; a cancelled one has to be moved back first."""
    ref = invoice(desk, line("P8X10"))
    ordering.create(desk, [ref])
    with pytest.raises(Refused, match="O-1001 is no invoice"):
        ordering.create(desk, ["O-1001"])
    moves.advance(desk, [Move(ref, to="Cancelled")])
    with pytest.raises(Refused, match="I-1001 is cancelled; move it back"):
        ordering.create(desk, [ref])


def test_undo_and_again(desk: Desk) -> None:
    """Taken back, the lines are free; ordered anew, numbers are not used twice."""
    ref = invoice(desk, line("P8X10"), line("ALBUM"))
    ordering.create(desk, [ref])
    history.undo(desk)
    assert _lines() == []
    found = ordering.create(desk, [ref])
    assert [one.ref for one in found.made] == ["O-1003", "O-1004"]


def test_a_vendors_product_is_what_is_ordered(desk: Desk) -> None:
    """Its code and cost, and as many as were sold times its multiplier."""
    products.add(desk, "Bay Lab", "W8", cost_cents=30, multiplier=8, items=["P5X7"])
    ref = invoice(desk, line("P5X7", quantity=3), line("P8X10"))
    ordering.create(desk, [ref])
    assert [(one.vendor_code, one.quantity, one.cost_cents) for one in order_lines("O-1001")] == [
        ("W8", 24, 30), ("", 1, 210),
    ]  # fmt: skip


def test_an_override_brings_that_vendors_product(desk: Desk) -> None:
    """The line's own vendor counts, not the item's."""
    products.add(desk, "Bay Lab", "B57", cost_cents=1, items=["P5X7"])
    products.add(desk, "Frame Shop", "F57", cost_cents=2, items=["P5X7"])
    shop = desk.directory.vendor_named("Frame Shop").id
    ordering.create(desk, [invoice(desk, line("P5X7", vendor_id=shop))])
    assert [(one.vendor_code, one.cost_cents) for one in order_lines("O-1001")] == [("F57", 2)]


def test_what_the_line_says_goes_along(desk: Desk) -> None:
    """Pose, options, enhancement, crop and note reach the vendor."""
    said = {
        "pose": "0014", "options": "lustre", "enhancement": "sepia", "crop": "0,0,1,1",
        "note": "on [/] top",
    }  # fmt: skip
    ordering.create(desk, [invoice(desk, line("P8X10", **said))])
    row = order_lines("O-1001")[0]
    assert {name: getattr(row, name) for name in said} == said


def test_a_vendor_without_a_type(desk: Desk) -> None:
    """Its lines are errors that say what to do."""
    vendors.add(desk, "Nameless")
    nameless = desk.directory.vendor_named("Nameless").id
    found = ordering.create(desk, [invoice(desk, line("FRAME", vendor_id=nameless))])
    assert "vendor Nameless has no order type" in found.errors[0].reason


def test_what_is_left_to_order(desk: Desk) -> None:
    """Errors and lines that nobody ordered yet, in words; nothing once all is ordered."""
    ref = invoice(desk, line("P8X10"), line("MYSTERY"))
    left = ordering.left_to_order(desk, cards.get(ref))
    assert [words.partition(":")[0] for words in left] == ["line 2 (MYSTERY)", "line 1 (P8X10)"]
    invoicelines.settle(desk, ref, [2], "a gift of the house")
    ordering.create(desk, [ref])
    assert ordering.left_to_order(desk, cards.get(ref)) == []


chosen = st.lists(
    st.tuples(
        st.sampled_from(list(ITEMS)), st.sampled_from(["", "14"]), st.integers(1, 9),
        st.sampled_from([None, "Bay Lab", "Frame Shop"]),
    ),
    min_size=1, max_size=6,
)  # fmt: skip


@given(st.lists(chosen, min_size=1, max_size=4), st.booleans(), st.integers(1, 3))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_line_is_on_one_order_or_told(
    desk: Desk, bills: list[list[tuple[Any, ...]]], together: bool, times: int
) -> None:
    """However often it runs: on exactly one order, in error, or passed over; pieces add up."""
    with database.atomic() as transaction:
        refs = []
        for lines in bills:
            sold = []
            for item, pose, quantity, vendor in lines:
                vendor_id = desk.directory.vendor_named(vendor).id if vendor else None
                sold.append(line(item, pose=pose, quantity=quantity, vendor_id=vendor_id))
            refs.append(invoice(desk, *sold))
        for _ in range(times):
            found = ordering.create(desk, refs, Wish(together=together))
        rows = list(OrderLine.select().where(OrderLine.invoice_line.is_null(False)))
        ordered = [row.invoice_line_id for row in rows]
        told = {(one.invoice, one.line) for one in found.errors}
        services = 0
        for number, ref in enumerate(refs):
            for row in invoices.lines_of(invoices.of_card(cards.get(ref))):
                service = bills[number][row.line - 1][0] == "SITTING"
                services += service
                placed = ordered.count(row.id)
                assert placed + ((ref, row.line) in told) + service == 1
        assert len(ordered) == len(set(ordered)) == sum(map(len, bills)) - len(told) - services
        quantities = {row.id: row.quantity for row in InvoiceLine.select()}
        assert all(row.quantity == quantities[row.invoice_line_id] for row in rows)
        totals = {row.id: row for row in Card.select().where(Card.kind == "production")}
        for order in Order.select():
            mine = orders.lines_of(order)
            worth = sum(one.quantity * one.cost_cents for one in mine)
            assert (totals[order.card_id].lines, totals[order.card_id].value_cents) == (
                len(mine), worth,
            )  # fmt: skip
        transaction.rollback()
    desk.forget_lists()
