"""Packages consist of what was put into them, never of themselves, and units are counted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import history, items, packages
from store.desk import Desk
from store.errors import Refused
from store.packages import Circle, Spent

FLAT = st.dictionaries(st.integers(10, 19), st.integers(1, 50), max_size=6)


@given(FLAT, st.integers(1, 100))
def test_a_package_is_its_parts_so_many_times(parts: dict[int, int], quantity: int) -> None:
    """Each part as often as in one package times the packages."""
    found = packages.expand({1: list(parts.items())}, 1, quantity)
    assert dict(found) == {item: each * quantity for item, each in parts.items()}
    assert [item for item, _ in found] == list(parts)


@given(FLAT, FLAT, st.integers(1, 9), st.integers(1, 9))
def test_packages_inside_are_opened(
    outer: dict[int, int], inner: dict[int, int], times: int, quantity: int
) -> None:
    """An item that stands in both is counted together; nothing is lost."""
    parts = {1: [*outer.items(), (2, times)], 2: list(inner.items())}
    found = dict(packages.expand(parts, 1, quantity))
    wanted = {
        item: quantity * (outer.get(item, 0) + times * inner.get(item, 0))
        for item in outer.keys() | inner.keys()
    }
    assert found == wanted


@given(st.dictionaries(st.integers(0, 6), st.lists(st.integers(0, 6), max_size=3), max_size=7))
def test_a_circle_is_found_exactly_where_one_is(graph: dict[int, list[int]]) -> None:
    """A package that can be reached from itself is refused, any other is not."""

    def reached(start: int) -> set[int]:
        seen: set[int] = set()
        ahead = [start]
        while ahead:
            for item in graph.get(ahead.pop(), []):
                if item not in seen:
                    seen.add(item)
                    ahead.append(item)
        return seen

    in_itself = {one for one in graph if one in reached(one)}
    parts = {one: [(item, 1) for item in inside] for one, inside in graph.items()}
    try:
        packages.opened(parts)
    except Circle as circle:
        assert set(circle.ring) <= in_itself
    else:
        assert not in_itself


def test_deep_and_wide_packages_are_opened_at_once() -> None:
    """Two of the next in each of 1,000 packages: neither slow nor too deep."""
    parts = {one: [(one + 1, 2)] for one in range(1_000)}
    assert packages.expand(parts, 0) == [(1_000, 2**1_000)]


@given(st.integers(0, 100), st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), max_size=5))
def test_units_are_counted(units: int, chosen: list[tuple[int, int]]) -> None:
    """What is over and under explains the difference, never both, and silence means even."""
    found = packages.spending(units, chosen)
    assert found.spent == sum(each * number for each, number in chosen)
    assert units - found.spent == found.under - found.over
    assert not (found.over and found.under)
    assert bool(found.warning) == (found.spent != units)


@pytest.mark.parametrize(
    ("spent", "words"),
    [
        (Spent(10, 12), "2 units too many"),
        (Spent(10, 11), "1 unit too many"),
        (Spent(10, 7), "3 of 10 units are not spent"),
        (Spent(10, 9), "1 of 10 units is not spent"),
        (Spent(1, 0), "1 of 1 unit is not spent"),
        (Spent(10, 10), ""),
    ],
)
def test_a_warning_is_a_sentence(spent: Spent, words: str) -> None:
    """Too many and too few are said in words."""
    assert spent.warning == words


# With a price list -------------------------------------------------------------------------------


@pytest.fixture
def shop(desk: Desk) -> Desk:
    """A list with prints, a fixed and a unit package."""
    for name, units in (("P8X10", 3), ("P5X7", 2), ("W8", None)):
        items.add(desk, name, units=units)
    items.add(desk, "FAMILY", kind="package")
    items.add(desk, "BIG", kind="package")
    items.add(desk, "U10", kind="units", units=10)
    return desk


def contents_of(identifier: str) -> str:
    """What is in a package, as a line."""
    package = items.get(identifier)
    return packages.written(packages.parts_of([package.id]).get(package.id, []))


def test_parts_are_set_and_replaced(shop: Desk) -> None:
    """In the order named; those not named are taken out; one action, which can be taken back."""
    packages.set_parts(shop, "family", "P8X10 x2; p5x7 x4")
    assert contents_of("FAMILY") == "P8X10 x2; P5X7 x4"
    packages.set_parts(shop, "FAMILY", ["W8", "P8X10"])
    assert contents_of("FAMILY") == "W8; P8X10"
    history.undo(shop)
    assert contents_of("FAMILY") == "P8X10 x2; P5X7 x4"
    packages.set_parts(shop, "FAMILY", "")
    assert contents_of("FAMILY") == ""


def test_components_are_items_with_quantities(shop: Desk) -> None:
    """A package inside is opened; what is no package has none."""
    packages.set_parts(shop, "FAMILY", "P8X10 x2; P5X7 x4")
    packages.set_parts(shop, "BIG", "FAMILY x2; P8X10; U10")
    found = packages.components(items.get("BIG"), 3)
    assert [(item.identifier, number) for item, number in found] == [
        ("P8X10", 15),
        ("P5X7", 24),
        ("U10", 3),
    ]
    assert packages.components(items.get("P8X10")) == []


@pytest.mark.parametrize(
    ("package", "parts", "words"),
    [
        ("FAMILY", "FAMILY", "cannot be in itself"),
        ("FAMILY", "P8X10; p8x10", "named twice"),
        ("FAMILY", "P8X11", "did you mean P8X10"),
        ("FAMILY", "P8X10 = 2", "only what units are spent on"),
        ("FAMILY", "Schools: P8X10", "on the package's own list"),
        ("FAMILY", "BIG x9999; P8X10 x10000", "more than 100,000 pieces"),
        ("U10", "P8X10 x2", "leave the quantity out"),
        ("U10", "FAMILY", "cannot be spent on a package"),
        ("P8X10", "P5X7", "is of the kind auto, not a package"),
    ],
)
def test_what_cannot_be_a_part_is_refused(shop: Desk, package: str, parts: str, words: str) -> None:
    """The reason names the item."""
    packages.set_parts(shop, "BIG", "P5X7 x100")
    with pytest.raises(Refused, match=words):
        packages.set_parts(shop, package, parts)
    assert contents_of(package) in ("", "P5X7 x100")


def test_no_package_is_in_itself_through_another(shop: Desk) -> None:
    """The circle is named from the inside out."""
    packages.set_parts(shop, "FAMILY", "BIG")
    with pytest.raises(Refused, match="in itself") as refused:
        packages.set_parts(shop, "BIG", "P8X10; FAMILY")
    assert "FAMILY in BIG in FAMILY" in str(refused.value) or "BIG in FAMILY in BIG" in str(
        refused.value
    )
    assert contents_of("BIG") == ""


def test_another_list_is_no_place_for_parts(shop: Desk) -> None:
    """A component has to be on the package's list."""
    items.add(shop, "MUG", price_list="Gifts")
    with pytest.raises(Refused, match="no item 'MUG' is on the package's price list"):
        packages.set_parts(shop, "FAMILY", "MUG")


def test_units_are_spent_on_all_that_cost_units(shop: Desk) -> None:
    """Unless the package says on what, and for how many."""
    package = items.get("U10")
    prints, small, wallets = (items.get(one).id for one in ("P8X10", "P5X7", "W8"))
    assert packages.prices(package) == {prints: 3, small: 2}
    assert packages.spent(package, [(prints, 2), (small, 2)]).warning == ""
    assert packages.spent(package, [(prints, 7)], 2).warning == "1 unit too many"
    with pytest.raises(Refused, match="W8 cannot be had for units of U10"):
        packages.spent(package, [(wallets, 1)])
    packages.set_parts(shop, "U10", "W8; P8X10 = 5")
    assert packages.prices(package) == {wallets: 1, prints: 5}


def test_a_part_stays_active_while_the_package_is_sold(shop: Desk) -> None:
    """First the package, or out of it."""
    packages.set_parts(shop, "FAMILY", "P8X10")
    with pytest.raises(Refused, match="P8X10 is part of package FAMILY"):
        items.switch(shop, "P8X10", active=False)
    items.switch(shop, "FAMILY", active=False)
    items.switch(shop, "P8X10", active=False)
    with pytest.raises(Refused, match="P8X10 is part of package FAMILY"):
        items.switch(shop, "FAMILY", active=True)


def test_a_package_with_parts_stays_one(shop: Desk) -> None:
    """Another kind has no use for parts, and units are never spent on packages."""
    packages.set_parts(shop, "FAMILY", "P8X10")
    packages.set_parts(shop, "U10", "W8")
    with pytest.raises(Refused, match="FAMILY has parts"):
        items.change(shop, "FAMILY", kind="product")
    with pytest.raises(Refused, match="units of U10 are spent on W8"):
        items.change(shop, "W8", kind="package")
    with pytest.raises(Refused, match="needs a number of units"):
        items.change(shop, "U10", units=None)
