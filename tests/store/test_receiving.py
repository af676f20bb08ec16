"""Receiving: pieces always add up, whatever comes, breaks, is missing or is called off."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import (
    cards,
    history,
    invoicelines,
    lineitems,
    moves,
    notes,
    ordering,
    orders,
    products,
    receiving,
    reordering,
)
from store.desk import Desk
from store.errors import Refused
from store.moves import Move
from store.receiving import Delivery, outstanding, state_of
from store.reordering import Again
from store.tables import Card, Order, OrderLine, Receipt, database
from tests.store.conftest import Login
from tests.store.ordering_ground import furnish, invoice, line, order_lines


@pytest.fixture(autouse=True)
def order(desk: Desk) -> str:
    """An order of ten, four and one pieces at the lab."""
    furnish(desk)
    ref = invoice(
        desk, line("P8X10", quantity=10), line("P5X7", quantity=4), line("P8X10", pose="15"),
        promised_at=1_800_000_000_000,
    )  # fmt: skip
    ordering.create(desk, [ref])
    return "O-1001"


def _pieces(ref: str = "O-1001") -> list[tuple[int, int, int, str]]:
    return [(row.line, row.received, outstanding(row), row.state) for row in order_lines(ref)]


def test_everything_at_once(desk: Desk) -> None:
    """Without lines named, all that is outstanding has come."""
    found = receiving.receive(desk, "O-1001", Delivery())
    assert (found.outstanding, found.back_order) == (0, None)
    assert _pieces() == [(1, 10, 0, "received"), (2, 4, 0, "received"), (3, 1, 0, "received")]


def test_in_parts(desk: Desk) -> None:
    """By line and quantity, as often as it takes."""
    receiving.receive(desk, "O-1001", Delivery({1: 6, 3: None}))
    assert _pieces() == [(1, 6, 4, "open"), (2, 0, 4, "open"), (3, 1, 0, "received")]
    found = receiving.receive(desk, "O-1001", Delivery({1: 4}))
    assert [(one.line, one.came, one.outstanding, one.state) for one in found.lines] == [
        (1, 4, 0, "received")
    ]
    assert found.outstanding == 4


def test_each_receipt_is_kept(desk: Desk) -> None:
    """When, by whom, how many well and how many broken."""
    receiving.receive(desk, "O-1001", Delivery({1: 6}, damaged={1: 1}, note="box 1 of 2"))
    receiving.receive(desk, "O-1001", Delivery({1: 3}))
    rows = [(r.quantity, r.damaged, r.by_id, r.note) for r in Receipt.select()]
    assert rows == [(6, 1, desk.who.id, "box 1 of 2"), (3, 0, desk.who.id, "")]


@pytest.mark.parametrize(
    ("delivery", "words"),
    [
        (Delivery({1: 11}), "line 1: 11 came, but only 10 are outstanding"),
        (Delivery({1: 10}, damaged={1: 1}), "line 1: 11 came, but only 10 are"),
        (Delivery({3: 2}), "line 3: 2 came, but only 1 is outstanding"),
        (Delivery({9: 1}), "O-1001 has no line 9"),
        (Delivery({1: 0}), "line 1: give how many came"),
        (Delivery({1: -1}), "line 1: only 0 of it were received"),
        (Delivery({1: 1}, damaged={1: -1}), "cannot be fewer than none"),
        (Delivery(to="Nowhere"), "no status of Print is called 'Nowhere'"),
        (Delivery(vendor_amount_cents=10**15), "amount is too large"),
    ],
)
def test_what_cannot_have_come(desk: Desk, delivery: Delivery, words: str) -> None:
    """Refused with line and reason, and nothing is booked."""
    with pytest.raises(Refused, match=words):
        receiving.receive(desk, "O-1001", delivery)
    assert {row.received for row in order_lines("O-1001")} == {0}
    assert Receipt.select().count() == 0


def test_all_problems_at_once(desk: Desk) -> None:
    """Several lines that are wrong are all named."""
    with pytest.raises(Refused) as caught:
        receiving.receive(desk, "O-1001", Delivery({1: 99, 9: 1}))
    assert len(caught.value.problems) == 2


def test_a_mistake_is_corrected(desk: Desk) -> None:
    """A negative quantity takes a receipt back in part."""
    receiving.receive(desk, "O-1001", Delivery({1: 10}))
    receiving.receive(desk, "O-1001", Delivery({1: -3}))
    assert _pieces()[0] == (1, 7, 3, "open")


def test_the_vendors_papers(desk: Desk) -> None:
    """Invoice number, amount, carrier and tracking number stand on the order."""
    receiving.receive(
        desk, "O-1001",
        Delivery(vendor_invoice="BL-77", vendor_amount_cents=12345, carrier="DHL", tracking="1Z"),
    )  # fmt: skip
    row = orders.of_card(cards.get("O-1001"))
    assert (row.vendor_invoice, row.vendor_amount_cents, row.carrier, row.tracking) == (
        "BL-77", 12345, "DHL", "1Z",
    )  # fmt: skip


def test_papers_alone(desk: Desk) -> None:
    """They may come when nothing is outstanding any more; without them there is nothing to do."""
    receiving.receive(desk, "O-1001", Delivery())
    receiving.receive(desk, "O-1001", Delivery({}, vendor_invoice="BL-77"))
    with pytest.raises(Refused, match="O-1001 has nothing outstanding"):
        receiving.receive(desk, "O-1001", Delivery())


def test_what_is_missing_becomes_a_back_order(desk: Desk) -> None:
    """It stands where the order stood, which can go on; pieces, source and promise go along."""
    moves.advance(desk, [Move("O-1001", to="Sent to Lab")])
    found = receiving.receive(desk, "O-1001", Delivery({1: 6, 3: 1}, back_order=True, to="QA"))
    assert (found.outstanding, found.back_order, found.status) == (0, "O-1002", "QA")
    assert _pieces() == [(1, 6, 0, "backordered"), (2, 0, 0, "backordered"), (3, 1, 0, "received")]
    assert _pieces("O-1002") == [(1, 0, 4, "open"), (2, 0, 4, "open")]
    back, first = cards.get("O-1002"), cards.get("O-1001")
    assert desk.directory.statuses[back.status_id].name == "Sent to Lab"
    assert (back.promised_at, back.vendor_id) == (first.promised_at, first.vendor_id)
    assert orders.of_card(back).backorder_of_id == orders.of_card(first).id
    assert [cards.ref(c) for c in orders.sources_of(orders.of_card(back))] == ["I-1001"]
    assert back.value_cents + first.value_cents == 11 * 210 + 4 * 95


def test_nothing_missing_makes_no_back_order(desk: Desk) -> None:
    """It is made of what is missing only."""
    assert receiving.receive(desk, "O-1001", Delivery(back_order=True)).back_order is None


def test_a_back_order_is_not_ordered_again(desk: Desk) -> None:
    """The invoice's lines are on orders, and splitting knows it."""
    receiving.receive(desk, "O-1001", Delivery({1: 6}, back_order=True))
    assert ordering.create(desk, ["I-1001"]).made == []


def test_pieces_are_called_off(desk: Desk) -> None:
    """With a reason that is kept; what came stays, and the value follows."""
    receiving.receive(desk, "O-1001", Delivery({1: 6}))
    receiving.cancel(desk, "O-1001", {1: None, 2: 1}, "the client changed her mind")
    assert _pieces()[:2] == [(1, 6, 0, "received"), (2, 0, 3, "open")]
    assert notes.listed(cards.get("O-1001"))[0].text == (
        "line 1: 4 cancelled (P8X10); line 2: 1 cancelled (P5X7): the client changed her mind"
    )
    assert cards.get("O-1001").value_cents == 7 * 210 + 3 * 95
    receiving.cancel(desk, "O-1001", {3: None}, "not wanted")
    assert _pieces()[2] == (3, 0, 0, "cancelled")


@pytest.mark.parametrize(
    ("lines", "reason", "words"),
    [
        ({1: 11}, "x", "line 1: 11 cannot be cancelled, 10 are outstanding"),
        ({1: 0}, "x", "line 1: 0 cannot be cancelled"),
        ({9: 1}, "x", "O-1001 has no line 9"),
        ({1: 1}, " ", "say why"),
        ({}, "x", "name the lines"),
    ],
)
def test_what_cannot_be_called_off(
    desk: Desk, lines: dict[int, int | None], reason: str, words: str
) -> None:
    """Refused with the reason."""
    with pytest.raises(Refused, match=words):
        receiving.cancel(desk, "O-1001", lines, reason)


def test_a_cancelled_order_receives_nothing(desk: Desk) -> None:
    """It has to be moved back first."""
    moves.advance(desk, [Move("O-1001", to="Cancelled")])
    with pytest.raises(Refused, match="O-1001 is in Cancelled; move it back"):
        receiving.receive(desk, "O-1001", Delivery())


def test_every_step_is_undone(desk: Desk) -> None:
    """Receipt, back-order, calling off, reorder: back to where it was."""
    before = [
        (r.line, r.received, r.backordered, r.cancelled, r.state) for r in order_lines("O-1001")
    ]
    receiving.receive(desk, "O-1001", Delivery({1: 6}, damaged={2: 1}, back_order=True))
    reordering.reorder(desk, "O-1001", Again({2: None}, "Damaged"))
    history.undo(desk)
    history.undo(desk)
    receiving.cancel(desk, "O-1001", {1: 2}, "too many")
    history.undo(desk)
    after = [
        (r.line, r.received, r.backordered, r.cancelled, r.state) for r in order_lines("O-1001")
    ]
    assert after == before
    assert Order.select().count() == 1


def test_viewers_receive_nothing(desk: Desk, log_in: Login) -> None:
    """A role that may only look."""
    with pytest.raises(Refused, match="may not do this"):
        receiving.receive(log_in("vic"), "O-1001", Delivery())


def test_received_lines_stay(desk: Desk) -> None:
    """What came cannot be taken off its order, nor become fewer than came."""
    receiving.receive(desk, "O-1001", Delivery({1: 6}))
    with pytest.raises(Refused, match="line 1: 6 of it were received; it stays"):
        orders.remove_line(desk, "O-1001", 1)
    with pytest.raises(Refused, match="line 1 orders a line of an invoice: its quantity cannot"):
        orders.change_line(desk, "O-1001", 1, quantity=5)


def test_a_line_made_by_hand(desk: Desk) -> None:
    """It may change, but not below what came."""
    made = orders.new(desk, client="Ada", type="Print", lines=[orders.NewLine("Frame", quantity=9)])
    ref = cards.ref(made)
    receiving.receive(desk, ref, Delivery({1: 6}))
    orders.change_line(desk, ref, 1, quantity=8)
    with pytest.raises(Refused, match="6 of it were received"):
        orders.change_line(desk, ref, 1, quantity=5)


def test_a_second_reorder_says_how_many(desk: Desk) -> None:
    """Repeated without a number it does not order the good pieces again."""
    receiving.receive(desk, "O-1001", Delivery({1: 8}, damaged={1: 2}))
    reordering.reorder(desk, "O-1001", Again({1: None}, "Damaged"))
    with pytest.raises(Refused, match="2 were reordered already; say how many more, as 1=1"):
        reordering.reorder(desk, "O-1001", Again({1: None}, "Damaged"))
    reordering.reorder(desk, "O-1001", Again({1: 1}, "Damaged"))


def test_what_is_moved_to_a_back_order_is_told(desk: Desk) -> None:
    """Also the lines of which nothing came."""
    found = receiving.receive(desk, "O-1001", Delivery({1: 10}, back_order=True))
    assert [(one.line, one.came, one.state) for one in found.lines] == [
        (1, 10, "received"), (2, 0, "backordered"), (3, 0, "backordered"),
    ]  # fmt: skip


# Reorders ----------------------------------------------------------------------------------------


def test_damaged_pieces_are_ordered_again(desk: Desk) -> None:
    """As many as broke; the new order refers to the old one and to the same line of the invoice."""
    receiving.receive(desk, "O-1001", Delivery({1: 8}, damaged={1: 2}))
    assert order_lines("O-1001")[0].state == "damaged"
    card = reordering.reorder(desk, "O-1001", Again({1: None}, "Damaged"))
    row, first = order_lines("O-1002")[0], order_lines("O-1001")[0]
    assert (row.quantity, row.cost_cents, row.again, row.source_id) == (2, 0, True, first.id)
    assert row.invoice_line_id == first.invoice_line_id
    assert (first.state, first.reordered) == ("reordered", 2)
    made = orders.of_card(card)
    assert (made.reorder_reason, made.chargeable) == ("Damaged", False)
    assert made.reorder_of_id == orders.of_card(cards.get("O-1001")).id


@pytest.mark.parametrize(
    ("reason", "said", "chargeable", "cost"),
    [
        ("Damaged", None, False, 0),
        ("ours", None, True, 210),
        ("Damaged", True, True, 210),
        ("Ours", False, False, 0),
    ],
)
def test_who_pays(desk: Desk, reason: str, said: bool | None, chargeable: bool, cost: int) -> None:
    """The reason says, unless somebody says otherwise; what is not charged costs nothing."""
    card = reordering.reorder(desk, "O-1001", Again({1: 1}, reason, said))
    assert orders.of_card(card).chargeable is chargeable
    assert order_lines("O-1002")[0].cost_cents == cost


def test_at_another_vendor(desk: Desk) -> None:
    """The order goes there, on that vendor's usual track."""
    card = reordering.reorder(desk, "O-1001", Again({1: 1}, "Damaged", vendor="Frame Shop"))
    names = desk.directory
    assert (names.vendors[card.vendor_id or 0].name, names.types[card.type_id or 0].name) == (
        "Frame Shop", "Canvas & frame",
    )  # fmt: skip


def test_another_vendors_product(desk: Desk) -> None:
    """Its code and cost take the place of the first one's."""
    products.add(desk, "Bay Lab", "B", cost_cents=1, items="P8X10")
    products.add(desk, "Frame Shop", "F", cost_cents=7, items="P8X10")
    reordering.reorder(desk, "O-1001", Again({1: 1}, "Ours", vendor="Frame Shop"))
    row = order_lines("O-1002")[0]
    assert (row.vendor_code, row.cost_cents) == ("F", 7)


@pytest.mark.parametrize(
    ("again", "words"),
    [
        (Again({}, "Damaged"), "name the lines"),
        (Again({1: 1}, "Damged"), "no reorder reason is called .* Damaged"),
        (Again({9: 1}, "Damaged"), "O-1001 has no line 9"),
        (Again({1: 11}, "Damaged"), "line 1: 11 cannot be ordered again; of 10 10 can"),
        (Again({1: 0}, "Damaged"), "line 1: 0 cannot be ordered again"),
    ],
)
def test_what_cannot_be_reordered(desk: Desk, again: Again, words: str) -> None:
    """Refused with the reason."""
    with pytest.raises(Refused, match=words):
        reordering.reorder(desk, "O-1001", again)


def test_a_reorder_is_no_piece_more(desk: Desk) -> None:
    """The invoice's line shows what came of what was sold, not of what was made again."""
    receiving.receive(desk, "O-1001", Delivery({1: 10}))
    reordering.reorder(desk, "O-1001", Again({1: 2}, "Damaged"))
    receiving.receive(desk, "O-1002", Delivery())
    found = lineitems.of_card(desk, cards.get("I-1001"))[0]
    assert (found.quantity, found.received, found.order) == (10, 10, "O-1002")


def test_a_damaged_piece_made_again_counts_once_it_came(desk: Desk) -> None:
    """Then all that was sold has been received."""
    receiving.receive(desk, "O-1001", Delivery({1: 9}, damaged={1: 1}))
    reordering.reorder(desk, "O-1001", Again({1: None}, "Damaged"))
    assert lineitems.of_card(desk, cards.get("I-1001"))[0].received == 9
    receiving.receive(desk, "O-1002", Delivery())
    assert lineitems.of_card(desk, cards.get("I-1001"))[0].received == 10


def test_a_line_on_an_order_keeps_what_it_is(desk: Desk) -> None:
    """Item, quantity and vendor stay; the pose is passed on while the lab has not begun."""
    with pytest.raises(Refused, match="I-1001 line 1 is on O-1001: its quantity cannot be changed"):
        invoicelines.change(desk, "I-1001", 1, quantity=3)
    with pytest.raises(Refused, match="I-1001 line 1 is on O-1001"):
        invoicelines.remove(desk, "I-1001", 1)
    invoicelines.change(desk, "I-1001", 1, pose="99", note="darker")
    row = order_lines("O-1001")[0]
    assert (row.pose, row.note) == ("99", "darker")
    receiving.receive(desk, "O-1001", Delivery({1: 10}))
    with pytest.raises(Refused, match="is received there; reorder it instead"):
        invoicelines.change(desk, "I-1001", 1, pose="100")


# Pieces add up -----------------------------------------------------------------------------------

steps = st.lists(
    st.tuples(
        st.sampled_from(["receive", "damage", "back", "cancel", "reorder", "correct"]),
        st.integers(1, 3), st.integers(1, 10),
    ),
    max_size=12,
)  # fmt: skip


@given(steps)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_pieces_always_add_up(desk: Desk, wanted: list[tuple[str, int, int]]) -> None:
    """After any steps, each line's pieces are its quantity, and the invoice's are all accounted for."""
    with database.atomic() as transaction:
        for what, number, count in wanted:
            try:
                _do(desk, what, number, count)
            except Refused:
                continue
        for row in OrderLine.select():
            parts = (row.received, row.damaged, row.backordered, row.cancelled, outstanding(row))
            assert min(parts) >= 0
            assert sum(parts) == row.quantity
            assert 0 <= row.reordered <= row.quantity
            assert row.state == state_of(row)
        first = [r for r in OrderLine.select() if r.order.reorder_of_id is None]
        assert sum(r.quantity - r.backordered for r in first) == 15
        for row in OrderLine.select().where(OrderLine.source.is_null(False)):
            assert row.invoice_line_id == row.source.invoice_line_id
        transaction.rollback()


def _do(desk: Desk, what: str, number: int, count: int) -> None:
    ref = cards.ref(max(_orders(), key=lambda card: card.id))
    if what == "receive":
        receiving.receive(desk, ref, Delivery({number: count}))
    elif what == "damage":
        receiving.receive(desk, ref, Delivery({}, damaged={number: count}))
    elif what == "back":
        receiving.receive(desk, ref, Delivery({number: count}, back_order=True))
    elif what == "cancel":
        receiving.cancel(desk, ref, {number: count}, "not wanted")
    elif what == "reorder":
        reordering.reorder(desk, "O-1001", Again({number: count}, "Damaged"))
    else:
        receiving.receive(desk, ref, Delivery({number: -count}))


def _orders() -> list[Card]:
    return list(Card.select().where(Card.kind == "production"))
