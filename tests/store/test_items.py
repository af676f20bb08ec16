"""Items stand once on a price list, under an identifier of at most twelve characters."""

from __future__ import annotations

from typing import Any

import pytest

from store import (
    clients,
    facts,
    history,
    invoicelines,
    invoices,
    items,
    packages,
    pricelists,
    products,
)
from store.desk import Desk
from store.errors import Refused
from store.tables import Layout, RenderProfile


def test_an_item_is_added_to_the_one_list(desk: Desk) -> None:
    """Its vendor is looked up by name."""
    made = items.add(desk, "P8X10", description="Print 8×10", price_cents=3200, vendor="bay lab")
    assert desk.directory.vendors[made.vendor_id or 0].name == "Bay Lab"
    assert items.get("p8x10").price_cents == 3200


@pytest.mark.parametrize(
    ("identifier", "given", "words"),
    [
        ("", {}, "cannot be an item's identifier"),
        ("\u200b\u2060", {}, "cannot be an item's identifier"),
        ("THIRTEENCHARS", {}, "cannot be an item's identifier"),
        ("p8x10", {}, "already"),
        ("X", {"price_cents": -1}, "price: it cannot be negative"),
        ("X", {"width": 0.0}, "width must be more than 0"),
        ("X", {"vendor": "Bay Lap"}, "did you mean Bay Lab"),
        ("X", {"price": 1}, "did you mean price_cents"),
    ],
)
def test_what_cannot_be_is_refused(
    desk: Desk, identifier: str, given: dict[str, Any], words: str
) -> None:
    """A wrong item is answered with the reason."""
    items.add(desk, "P8X10")
    with pytest.raises(Refused, match=words):
        items.add(desk, identifier, **given)


def test_an_item_is_changed(desk: Desk) -> None:
    """An inactive one is listed only when asked for."""
    items.add(desk, "P8X10")
    items.change(desk, "p8x10", new_identifier="P810", price_cents=100, inactive=True)
    assert items.listed() == []
    assert [row.identifier for row in items.listed(inactive=True)] == ["P810"]


def test_another_list_is_another_place(desk: Desk) -> None:
    """The same identifier may stand on two lists."""
    items.add(desk, "P8X10", price_cents=1)
    items.add(desk, "P8X10", price_list="Schools 2026", price_cents=2)
    assert items.get("P8X10", "schools 2026").price_cents == 2
    assert items.get("P8X10").price_cents == 1
    with pytest.raises(Refused, match="no price list"):
        items.listed("Weddings")


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ({"width": 8, "height": 10}, "print"),
        ({"width": 8}, "auto"),
        ({}, "auto"),
        ({"width": 8, "height": 10, "kind": "sheet"}, "sheet"),
    ],
)
def test_a_new_item_has_the_usual_kind(desk: Desk, given: dict[str, Any], kind: str) -> None:
    """What has a size carries a picture, unless said otherwise."""
    assert items.add(desk, "X", **given).kind == kind


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"kind": "pint"}, "did you mean print"),
        ({"kind": "units"}, "needs a number of units"),
        ({"units": 0}, "units must be a whole number"),
        ({"units": 1.5}, "units must be a whole number"),
        ({"layout": "Wallets"}, "no layout is called 'Wallets'"),
        ({"render_profile": "Lap"}, "did you mean Lab"),
        ({"render_profile": "Old"}, "render profile Old is inactive"),
    ],
)
def test_properties_are_checked(desk: Desk, given: dict[str, Any], words: str) -> None:
    """Kinds, units, and names of other lists."""
    RenderProfile.create(name="Lab")
    RenderProfile.create(name="Old", inactive=True)
    with pytest.raises(Refused, match=words):
        items.add(desk, "X", **given)


def test_profile_and_layout_are_found_by_name(desk: Desk) -> None:
    """Whatever their case; nothing takes them away."""
    lab = RenderProfile.create(name="Lab")
    eight = Layout.create(name="12 wallets", width=8, height=10)
    made = items.add(desk, "W8", render_profile="lab", layout="12 WALLETS")
    assert (made.render_profile_id, made.layout_id) == (lab.id, eight.id)
    assert items.change(desk, "W8", layout="").layout_id is None


def test_what_may_be_sold(desk: Desk) -> None:
    """Hidden items by name, inactive ones never; the nearest ones that are offered are named."""
    items.add(desk, "P8X10")
    items.add(desk, "P8X12", hidden=True)
    items.add(desk, "P8X11", inactive=True)
    items.add(desk, "MUG", price_list="Gifts")
    first = items.get("P8X10").price_list_id
    assert items.sellable(desk, "p8x12").identifier == "P8X12"
    assert items.sellable(desk, "mug").identifier == "MUG"
    with pytest.raises(Refused, match=r"P8X11 is inactive and sold no more \(did you mean P8X10\?"):
        items.sellable(desk, "P8X11")
    with pytest.raises(Refused, match="Price list has no item 'MUG'; it is on Gifts"):
        items.sellable(desk, "MUG", first)
    with pytest.raises(Refused, match="no item is called 'MUGS'"):
        items.sellable(desk, "MUGS")
    pricelists.switch(desk, "Gifts", active=False)
    with pytest.raises(Refused, match="MUG is on Gifts, which is inactive"):
        items.sellable(desk, "MUG")


def test_an_active_namesake_is_sold(desk: Desk) -> None:
    """An identifier that is inactive on one list may be sold from another."""
    items.add(desk, "MUG", inactive=True)
    made = items.add(desk, "MUG", price_list="Gifts")
    assert items.sellable(desk, "MUG").id == made.id


def test_items_are_put_in_order(desk: Desk) -> None:
    """Until then they stand by identifier; new ones come last afterwards."""
    for name in ("C", "A", "B"):
        items.add(desk, name)
    assert [row.identifier for row in items.listed()] == ["A", "B", "C"]
    items.reorder(desk, "c", 1)
    items.add(desk, "AA")
    assert [row.identifier for row in items.listed()] == ["C", "A", "B", "AA"]
    with pytest.raises(Refused, match="places 1 to 4"):
        items.reorder(desk, "C", 5)


def test_only_what_was_never_used_is_removed(desk: Desk) -> None:
    """Sold, in a package or ordered as a vendor's product: it stays, with the reason."""
    for name in ("SOLD", "PART", "MADE", "FREE"):
        items.add(desk, name)
    items.add(desk, "PACK", kind="package")
    packages.set_parts(desk, "PACK", "PART")
    products.add(desk, "Bay Lab", "M-1", items="MADE")
    clients.create(desk, "Ada Smith")
    invoices.new(desk, client="Ada Smith", lines=[invoicelines.named(desk, "SOLD")])
    for name, words in (
        ("SOLD", "it is on invoices; deactivate it instead"),
        ("PART", "part of package PACK"),
        ("MADE", "vendor product M-1 is for it"),
    ):
        with pytest.raises(Refused, match=words):
            items.remove(desk, name)
    items.remove(desk, "free")
    items.remove(desk, "PACK")
    assert [row.identifier for row in items.listed()] == ["MADE", "PART", "SOLD"]
    history.undo(desk)
    assert packages.components(items.get("PACK"))[0][0].identifier == "PART"


def test_hostile_names_are_names(desk: Desk) -> None:
    """Markup, formulas and steering signs are text."""
    items.add(desk, "=cmd|[/]", description="\x1b[2J=1+1\n../..", group="  a \u202e b ")
    row = items.get("=CMD|[/]")
    assert (row.description, row.group) == ("[2J=1+1 ../..", "a b")


def test_the_log_names_what_an_item_refers_to(desk: Desk) -> None:
    """Not the numbers of rows."""
    RenderProfile.create(name="Lab")
    Layout.create(name="12 wallets", width=8, height=10)
    items.add(desk, "W8")
    items.change(desk, "W8", render_profile="Lab", layout="12 wallets")
    newest_last = reversed(history.log(desk))
    found = {line.field: facts.plain(desk, line.field, line.after) for line in newest_last}
    assert (found["render_profile"], found["layout"]) == ("Lab", "12 wallets")
