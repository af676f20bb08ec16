"""Packages on invoices: their parts stand below them, and what is bought is what is made."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import (
    cards,
    history,
    images,
    invoicelines,
    invoices,
    items,
    lineitems,
    ordering,
    packages,
    pricelists,
    sessions,
)
from store.desk import Desk
from store.errors import Refused
from store.invoices import NewLine
from store.tables import InvoiceLine, Item, database
from tests.store.ordering_ground import furnish, invoice, line, order_lines

Shape = list[tuple[int, str, int, int | None]]


@pytest.fixture(autouse=True)
def ground(desk: Desk) -> None:
    """A fixed package of two prints and an album, and one of ten units."""
    furnish(desk)
    items.add(desk, "SENIOR", kind="package", price_cents=50_000)
    packages.set_parts(desk, "SENIOR", "P8X10 x2; ALBUM x1")
    items.add(desk, "TEN", kind="units", units=10, price_cents=30_000)
    packages.set_parts(desk, "TEN", "P8X10 = 4; P5X7 = 2")


def _shape(desk: Desk, ref: str = "I-1001") -> Shape:
    """Line, item, quantity, and the line of the package."""
    found = lineitems.of_card(desk, cards.get(ref))
    return [(one.line, one.item or "", one.quantity, one.package) for one in found]


def test_parts_are_added_below(desk: Desk) -> None:
    """As many as the package has, times how many packages; they cost nothing more."""
    invoice(desk, line("P5X7"), line("SENIOR", quantity=3), line("FRAME"))
    assert sorted(_shape(desk), key=lambda row: row[1]) == [
        (5, "ALBUM", 3, 2), (3, "FRAME", 1, None), (1, "P5X7", 1, None), (4, "P8X10", 6, 2),
        (2, "SENIOR", 3, None),
    ]  # fmt: skip
    assert invoices.of_card(cards.get("I-1001")).total_cents == 5000 + 150_000 + 5000


def test_parts_that_are_there_are_taken(desk: Desk) -> None:
    """Lines at no price below the package are its parts; only what is missing is added."""
    invoice(
        desk, line("SENIOR"), line("P8X10", price_cents=0, pose="7"),
        line("P8X10", price_cents=0, pose="9"), line("P8X10", price_cents=0, pose="11"),
    )  # fmt: skip
    assert _shape(desk) == [
        (1, "SENIOR", 1, None), (2, "P8X10", 1, 1), (3, "P8X10", 1, 1), (4, "P8X10", 1, None),
        (5, "ALBUM", 1, 1),
    ]  # fmt: skip


def test_the_parts_are_what_is_ordered(desk: Desk) -> None:
    """The package itself goes to nobody; a part without a pose is an error like any print."""
    ref = invoice(desk, line("SENIOR"))
    found = ordering.create(desk, [ref])
    assert [(one.vendor, one.lines) for one in found.made] == [("Foliant", 1)]
    assert [(one.item, one.reason[:23]) for one in found.errors] == [
        ("P8X10", "a print without a pose:")
    ]
    assert found.passed[0].reason == "is a package: its parts are ordered"
    invoicelines.change(desk, ref, found.errors[0].line, pose="14")
    ordering.create(desk, [ref])
    assert [row.quantity for row in order_lines("O-1002")] == [2]


def test_units_are_counted(desk: Desk) -> None:
    """Too few, just right, too many: told when ordering, and nothing is refused."""
    ref = invoice(desk, line("TEN"), line("P8X10", price_cents=0))
    warning = ordering.create(desk, [ref]).warnings
    assert warning == ["I-1001 line 1 (TEN): 6 of 10 units are not spent"]
    invoicelines.add_part(desk, ref, 1, line("P5X7", quantity=3))
    assert ordering.create(desk, [ref]).warnings == []
    invoicelines.add_part(desk, ref, 1, line("P5X7"))
    assert ordering.create(desk, [ref]).warnings == ["I-1001 line 1 (TEN): 2 units too many"]
    assert len(order_lines("O-1001")) + len(order_lines("O-1002")) + len(order_lines("O-1003")) == 3


def test_units_spent_on_something_else(desk: Desk) -> None:
    """What cannot be had for units is told."""
    ref = invoice(desk, line("TEN"))
    invoicelines.add_part(desk, ref, 1, line("FRAME"))
    warning = ordering.create(desk, [ref]).warnings[0]
    assert "FRAME cannot be had for units of TEN" in warning


def test_packages_added_later(desk: Desk) -> None:
    """A line that is added brings its parts; removed, it takes them away."""
    ref = invoice(desk, line("P5X7"))
    made = invoicelines.add(desk, ref, line("SENIOR"))
    assert [row.line for row in made] == [2, 3, 4]
    invoicelines.remove(desk, ref, 2)
    assert _shape(desk) == [(1, "P5X7", 1, None)]
    history.undo(desk)
    assert [row[3] for row in _shape(desk)] == [None, None, 2, 2]


def test_a_package_on_an_order_stays(desk: Desk) -> None:
    """One of its parts is on an order: it cannot be removed, nor become more."""
    ref = invoice(desk, line("SENIOR"))
    ordering.create(desk, [ref])
    with pytest.raises(Refused, match="line 3 is on O-1001; take it off that order first"):
        invoicelines.remove(desk, ref, 1)
    with pytest.raises(Refused, match="a part of this package, is on O-1001"):
        invoicelines.change(desk, ref, 1, quantity=2)


def test_parts_follow_the_quantity(desk: Desk) -> None:
    """Twice the packages, twice the parts; what does not come to whole pieces is refused."""
    ref = invoice(desk, line("SENIOR"))
    invoicelines.change(desk, ref, 1, quantity=2)
    assert [row[2] for row in _shape(desk)] == [2, 4, 2]
    InvoiceLine.update(quantity=3).where(InvoiceLine.line == 2).execute()
    with pytest.raises(Refused, match="do not come to whole pieces"):
        invoicelines.change(desk, ref, 1, quantity=1)


def test_another_item_brings_its_words(desk: Desk) -> None:
    """Description and price are the new item's, unless others were said."""
    items.change(desk, "ALBUM", price_cents=99)
    ref = invoice(desk, line("P5X7"), line("P5X7"))
    album = items.get("ALBUM").id
    row = invoicelines.change(desk, ref, 1, item_id=album)
    assert (row.description, row.price_cents) == ("Album", 99)
    row = invoicelines.change(desk, ref, 2, item_id=album, description="Mine", price_cents=5)
    assert (row.description, row.price_cents) == ("Mine", 5)


def test_packages_keep_their_shape(desk: Desk) -> None:
    """No package in a package, nothing else above parts, no line that turns into a package."""
    ref = invoice(desk, line("SENIOR"), line("P5X7"))
    senior, print_ = items.get("SENIOR").id, items.get("P5X7").id
    with pytest.raises(Refused, match="line 1 is a package with parts; remove it"):
        invoicelines.change(desk, ref, 1, item_id=print_)
    number = next(row[0] for row in _shape(desk) if row[1] == "P5X7")
    with pytest.raises(Refused, match="SENIOR is a package; add it as a line of its own"):
        invoicelines.change(desk, ref, number, item_id=senior)
    with pytest.raises(Refused, match="a part of a package cannot be one"):
        invoicelines.add_part(desk, ref, 1, NewLine(item_id=senior))


def test_missing_parts_are_added(desk: Desk) -> None:
    """Lines that came without them are completed by a command, once."""
    ref = invoice(desk, line("SENIOR"))
    invoicelines.remove(desk, ref, 2)
    assert [row.quantity for row in invoicelines.expand(desk, ref, 1)] == [2]
    for number, words in ((1, "all parts of SENIOR are there"), (3, "is no package")):
        with pytest.raises(Refused, match=words):
            invoicelines.expand(desk, ref, number)


def test_settling_a_line(desk: Desk) -> None:
    """With a reason nothing is ordered for it; without one it is ordered after all."""
    ref = invoice(desk, line("P8X10"), line("P5X7"))
    invoicelines.settle(desk, ref, [1, 2], "a gift")
    assert ordering.create(desk, [ref]).made == []
    invoicelines.settle(desk, ref, [1], "")
    assert [one.lines for one in ordering.create(desk, [ref]).made] == [1]
    with pytest.raises(Refused, match="line 1 is on O-1001"):
        invoicelines.settle(desk, ref, [1], "a gift")


def test_the_pose_finds_its_image(desk: Desk) -> None:
    """A line that gets another pose gets that picture."""
    sessions.new(desk, client="Okafor, Ada", type="Portrait")
    images.add(desk, "S-1001", [images.File("Hi-Res/0014.jpg"), images.File("Hi-Res/0015.jpg")])
    card = invoices.new(desk, session="S-1001", lines=[line("P8X10", pose="14")])
    invoicelines.change(desk, f"I-{card.number}", 1, pose="0015")
    row = InvoiceLine.get()
    assert row.image.number == "15"
    invoicelines.change(desk, f"I-{card.number}", 1, pose="99")
    assert InvoiceLine.get().image_id is None


def test_the_sessions_price_list(desk: Desk) -> None:
    """Items are those of the list that its type sells from; what is sold no more is refused."""
    pricelists.add(desk, "Schools")
    items.add(desk, "P8X10", price_list="Schools", price_cents=1_000)
    pricelists.set_for_type(desk, "School", "Schools")
    sessions.new(desk, client="Okafor, Ada", type="School")
    session = sessions.of_card(cards.get("S-1001"))
    found = invoicelines.named(desk, "p8x10", session=session)
    assert Item.get_by_id(found.item_id).price_cents == 1_000
    assert invoicelines.named(desk, "P5X7", session=session).item_id is not None
    items.switch(desk, "P8X10", active=False, price_list="Schools")
    with pytest.raises(Refused, match="P8X10 is inactive and sold no more"):
        invoicelines.named(desk, "P8X10", session=session)


bought = st.lists(
    st.tuples(
        st.sampled_from(["SENIOR", "TEN", "P8X10", "P5X7", "ALBUM", "FRAME"]), st.integers(1, 4),
        st.sampled_from([None, 0]),
    ),
    min_size=1, max_size=8,
)  # fmt: skip


@given(bought)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_package_is_whole(desk: Desk, lines: list[tuple[str, int, int | None]]) -> None:
    """Whatever stands around it: each fixed package has exactly its parts, each line its place."""
    with database.atomic() as transaction:
        sold = [line(item, quantity=count, price_cents=price) for item, count, price in lines]
        ref = invoice(desk, *sold)
        rows = _shape(desk, ref)
        assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
        for number, item, count, _ in rows:
            if item == "SENIOR":
                parts: dict[str, int] = {}
                for _, part, pieces, home in rows:
                    if home == number:
                        parts[part] = parts.get(part, 0) + pieces
                assert parts == {"P8X10": 2 * count, "ALBUM": count}
        given = [(item, count) for item, count, _ in lines]
        for item, count, _ in [(row[1], row[2], row[3]) for row in rows]:
            if (item, count) in given:
                given.remove((item, count))
        assert given == []
        transaction.rollback()
    desk.forget_lists()


def test_lines_without_packages_cost_nothing(desk: Desk) -> None:
    """Nothing is looked up where no package is bought."""
    ref = invoice(desk, NewLine(description="By hand", price_cents=100))
    assert _shape(desk, ref) == [(1, "", 1, None)]
