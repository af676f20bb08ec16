"""Price lists: which one is sold from, copies that stand on their own, groups changed at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from store import history, items, packages, pricelists, products
from store.desk import Desk
from store.errors import Refused
from store.pricelists import Group

Login = Callable[[str], Desk]


def session_type(desk: Desk) -> tuple[int, str]:
    """The id and name of some type of session."""
    row = next(row for row in desk.directory.types.values() if row.kind == "session")
    return row.id, row.name


def names() -> list[str]:
    """The price lists in order."""
    return [row.name for row in pricelists.listed()]


def test_a_list_is_added_once(desk: Desk) -> None:
    """Whatever the case of its name."""
    before = names()
    pricelists.add(desk, "Schools 2026", hidden=True)
    assert names() == [*before, "Schools 2026"]
    assert pricelists.get("schools 2026").hidden
    with pytest.raises(Refused, match="called 'Schools 2026' already"):
        pricelists.add(desk, "SCHOOLS  2026")
    with pytest.raises(Refused, match="needs a name"):
        pricelists.add(desk, " ")
    with pytest.raises(Refused, match="did you mean Schools 2026"):
        pricelists.named("School 2026")


def test_a_list_is_changed(desk: Desk) -> None:
    """Name and whether it is offered."""
    pricelists.add(desk, "Schools")
    row = pricelists.change(desk, "schools", new_name="Schools 2026", hidden=True)
    assert (row.name, row.hidden) == ("Schools 2026", True)
    with pytest.raises(Refused, match="there is no property 'hiden'"):
        pricelists.change(desk, "Schools 2026", hiden=True)


def test_lists_are_put_in_order(desk: Desk) -> None:
    """The first one in use that is offered is meant where none is named."""
    items.add(desk, "P8X10")
    pricelists.add(desk, "Weddings")
    first = names()[0]
    assert pricelists.home() == pricelists.get(first)
    pricelists.reorder(desk, "weddings", 1)
    assert names() == ["Weddings", first]
    assert pricelists.home() == pricelists.get("Weddings")
    pricelists.change(desk, "Weddings", hidden=True)
    assert pricelists.home() == pricelists.get(first)


def test_a_type_sells_from_its_list(desk: Desk) -> None:
    """From the first one until it has one, and again when that is taken away."""
    items.add(desk, "P8X10")
    weddings = pricelists.add(desk, "Weddings")
    type_id, name = session_type(desk)
    first = pricelists.home()
    assert pricelists.for_type(desk, type_id) == first
    assert pricelists.for_type(desk, None) == first
    pricelists.set_for_type(desk, name, "weddings")
    assert pricelists.for_type(desk, type_id) == weddings
    assert [row.name for row in pricelists.types_of(desk)[weddings.id]] == [name]
    pricelists.set_for_type(desk, name, None)
    assert pricelists.for_type(desk, type_id) == first
    with pytest.raises(Refused, match="no price list is called 'Wedings'"):
        pricelists.set_for_type(desk, name, "Wedings")


def test_a_list_that_is_sold_from_stays_active(desk: Desk) -> None:
    """The types are named; afterwards nothing can be sold from it."""
    items.add(desk, "P8X10")
    pricelists.add(desk, "Weddings")
    _, name = session_type(desk)
    pricelists.set_for_type(desk, name, "Weddings")
    with pytest.raises(Refused, match=f"sessions of type {name} sell from it"):
        pricelists.switch(desk, "Weddings", active=False)
    pricelists.set_for_type(desk, name, None)
    pricelists.switch(desk, "Weddings", active=False)
    with pytest.raises(Refused, match="Weddings is inactive"):
        pricelists.set_for_type(desk, name, "Weddings")
    with pytest.raises(Refused, match="the only one in use"):
        pricelists.switch(desk, names()[0], active=False)
    pricelists.switch(desk, "Weddings", active=True)


def test_a_copy_stands_on_its_own(desk: Desk) -> None:
    """Its packages consist of its own items, and vendors know them too; one step back undoes it."""
    items.add(desk, "P8X10", price_cents=100, group="Prints", inactive=False)
    items.add(desk, "OLD", inactive=True)
    items.add(desk, "PACK", kind="package")
    packages.set_parts(desk, "PACK", "P8X10 x3")
    bay = desk.directory.vendor_named("Bay Lab").id
    product = products.add(desk, "Bay Lab", "BL-8", items="P8X10")
    first = names()[0]
    made = pricelists.copy(desk, first, "Schools")
    copied = items.get("P8X10", "Schools")
    assert copied.price_cents == 100
    assert items.get("OLD", "Schools").inactive
    [(part, number)] = packages.components(items.get("PACK", "Schools"))
    assert (part.id, number) == (copied.id, 3)
    assert products.for_pairs([(copied.id, bay)]) == {(copied.id, bay): product}
    items.change(desk, "P8X10", price_list="Schools", price_cents=7)
    assert items.get("P8X10", first).price_cents == 100
    assert pricelists.counts()[made.id] == 2
    with pytest.raises(Refused, match="already"):
        pricelists.copy(desk, first, "schools")
    history.undo(desk)
    history.undo(desk)
    assert names() == [first]


def test_groups_are_counted(desk: Desk) -> None:
    """By name, those without one last."""
    assert pricelists.groups() == []
    items.add(desk, "A", group="Prints")
    items.add(desk, "B", group="prints", hidden=True)
    items.add(desk, "C", inactive=True)
    items.add(desk, "D", group="Albums")
    assert pricelists.groups() == [
        Group("Albums", 1, 1, 0),
        Group("Prints", 2, 2, 1),
        Group("", 1, 0, 0),
    ]


def test_a_group_is_changed_at_once(desk: Desk) -> None:
    """Renamed, hidden, made inactive; two groups may become one."""
    items.add(desk, "A", group="Prints")
    items.add(desk, "B", group="Prints")
    items.add(desk, "D", group="Albums")
    home = names()[0]
    found = pricelists.change_group(desk, home, "PRINTS", new_name="Albums", hidden=True)
    assert found == Group("Albums", 3, 3, 2)
    pricelists.change_group(desk, home, "Albums", inactive=True)
    assert items.listed() == []
    with pytest.raises(Refused, match="did you mean Albums"):
        pricelists.change_group(desk, home, "Album", hidden=False)


def test_a_group_with_parts_of_a_package_stays(desk: Desk) -> None:
    """Nothing of it is changed then."""
    items.add(desk, "A", group="Prints")
    items.add(desk, "B", group="Prints")
    items.add(desk, "PACK", kind="package", group="Packages")
    packages.set_parts(desk, "PACK", "B")
    with pytest.raises(Refused, match="B is part of package PACK"):
        pricelists.change_group(desk, None, "Prints", inactive=True)
    assert len(items.listed()) == 3
    pricelists.change_group(desk, None, "Packages", inactive=True)
    pricelists.change_group(desk, None, "Prints", inactive=True)
    assert items.listed() == []


def test_who_may_not_set_up_changes_nothing(desk: Desk, log_in: Login) -> None:
    """Looking only."""
    pricelists.add(desk, "Schools")
    other = log_in("vic")
    for refused in (
        lambda: pricelists.add(other, "X"),
        lambda: pricelists.copy(other, "Schools", "X"),
        lambda: pricelists.change_group(other, "Schools", "Prints", hidden=True),
        lambda: items.reorder(other, "A", 1),
        lambda: products.add(other, "Bay Lab", "X"),
    ):
        with pytest.raises(Refused, match="may not|only"):
            refused()
