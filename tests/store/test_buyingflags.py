"""Flags of the filter language about what invoices and orders say besides their cards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from store import boards, edits, invoices, orders
from store.boards import View
from store.desk import Desk
from store.filters import FilterError
from store.tables import Card, Invoice, InvoiceLine, Item, Order, OrderLine, PriceList

Login = Callable[[str], Desk]


def found(desk: Desk, text: str, board: str) -> list[str]:
    """The references of the cards that a filter finds."""
    ids = boards.listed_ids(desk, View(board, text, sort="number"))
    return [face.ref for face in boards.faces(desk, ids)]


@pytest.fixture
def item(desk: Desk) -> Callable[[str], int]:
    """What makes an item of a kind and returns its id."""

    def item(kind: str) -> int:
        with desk.action("test") as act:
            home = PriceList.get_or_none(PriceList.name == "Price list")
            listed = home.id if home else act.insert(PriceList, name="Price list")
            return act.insert(Item, price_list_id=listed, identifier=kind, kind=kind)

    return item


def line(desk: Desk, card: Card, number: int, **given: Any) -> int:
    """Put a line on an invoice."""
    invoice = Invoice.get(Invoice.card == card.id)
    with desk.action("test") as act:
        return act.insert(InvoiceLine, invoice_id=invoice.id, line=number, **given)


def ordered(desk: Desk, card: Card, number: int, **given: Any) -> int:
    """Put a line on an order."""
    order = Order.get(Order.card == card.id)
    with desk.action("test") as act:
        return act.insert(OrderLine, order_id=order.id, line=number, **given)


def test_unordered_invoices(desk: Desk, item: Callable[[str], int]) -> None:
    """A line that has to be ordered and is on no order; services and packages never are."""
    order = orders.new(desk, client="Ada", type="Print")
    cards = [invoices.new(desk, client="Ada") for _ in range(6)]
    ids = {kind: item(kind) for kind in ("print", "service", "package", "units")}
    line(desk, cards[0], 1, item_id=ids["print"])
    for number, kind in enumerate(("service", "package", "units"), start=1):
        line(desk, cards[1], number, item_id=ids[kind])
    line(desk, cards[2], 1, item_id=ids["print"], settled="brought by the client")
    made = line(desk, cards[3], 1, item_id=ids["print"])
    ordered(desk, order, 1, invoice_line_id=made)
    line(desk, cards[3], 2, item_id=ids["service"])
    line(desk, cards[4], 1, description="something by hand")
    assert found(desk, "unordered", "invoices") == ["I-1001", "I-1005"]
    assert found(desk, "-unordered", "invoices") == ["I-1002", "I-1003", "I-1004", "I-1006"]
    assert found(desk, "unordered", "production") == []


def test_outstanding_orders(desk: Desk) -> None:
    """Of whose lines pieces have not come, were not moved to another order, nor cancelled."""
    cards = [orders.new(desk, client="Ada", type="Print") for _ in range(4)]
    ordered(desk, cards[0], 1, quantity=3, received=1, damaged=1)
    ordered(desk, cards[1], 1, quantity=4, received=1, damaged=1, backordered=1, cancelled=1)
    ordered(desk, cards[2], 1, quantity=1, received=1)
    ordered(desk, cards[2], 2, quantity=1)
    assert found(desk, "outstanding", "production") == ["O-1001", "O-1003"]
    assert found(desk, "open -outstanding", "production") == ["O-1002", "O-1004"]


def test_orders_that_go_back_to_another(desk: Desk) -> None:
    """Back-orders and reorders are told apart."""
    rows = [
        Order.get(Order.card == orders.new(desk, client="Ada", type="Print").id) for _ in range(3)
    ]
    with desk.action("test") as act:
        act.update(rows[1], backorder_of_id=rows[0].id)
        act.update(rows[2], reorder_of_id=rows[0].id)
    assert found(desk, "backorder", "production") == ["O-1002"]
    assert found(desk, "reorder", "production") == ["O-1003"]
    assert found(desk, "-backorder -reorder", "production") == ["O-1001"]


def test_unpaid_invoices(desk: Desk) -> None:
    """Something is still to be paid; what costs nothing is paid."""
    free, due = (invoices.new(desk, client="Ada") for _ in range(2))
    with desk.action("test") as act:
        act.update(Invoice.get(Invoice.card == due.id), total_cents=500)
    assert found(desk, "unpaid", "invoices") == ["I-1002"]
    invoices.pay(desk, "I-1002", 500)
    assert found(desk, "unpaid", "invoices") == []
    assert found(desk, f"-unpaid ref:{free.number}", "invoices") == ["I-1001"]


def test_my_department(desk: Desk, log_in: Login) -> None:
    """What stands with one of the acting person's departments; without any, nothing."""
    orders.new(desk, client="Ada", type="Print")
    edits.set_fields(desk, "O-1001", {"department": "Retouch"})
    assert found(log_in("joon"), "mydepartment", "production") == ["O-1001"]
    assert found(log_in("joon"), "my-department", "production") == ["O-1001"]
    assert found(log_in("mia"), "mydepartment", "production") == []
    assert found(log_in("vic"), "mydepartment", "production") == []


def test_nobody_has_a_department(desk: Desk) -> None:
    """Where nobody is known to ask, as in triggers, the flag is refused."""
    from store import settling

    with pytest.raises(FilterError, match="this means you"):
        boards.compiled(settling.clock_desk(desk), "mydepartment")


def test_flags_hold_on_boards_of_the_past(desk: Desk) -> None:
    """And on lanes, which are read by other indexes."""
    orders.new(desk, client="Ada", type="Print", lines=[orders.NewLine("x", quantity=2)])
    lanes = boards.lanes(desk, View("production", "outstanding", at=desk.now()))
    assert [lane.count for lane in lanes if lane.count] == [1]
    lanes = boards.lanes(desk, View("production", "outstanding -rush", "vendor"))
    assert [lane.count for lane in lanes] == [1]
