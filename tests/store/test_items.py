"""Items stand once on a price list, under an identifier of at most twelve characters."""

from __future__ import annotations

from typing import Any

import pytest

from store import items
from store.desk import Desk
from store.errors import Refused


def test_an_item_is_added_to_the_one_list(desk: Desk) -> None:
    """Its vendor is looked up by name."""
    made = items.add(desk, "P8X10", description="Print 8×10", price_cents=3200, vendor="bay lab")
    assert desk.directory.vendors[made.vendor_id or 0].name == "Bay Lab"
    assert items.get("p8x10").price_cents == 3200


@pytest.mark.parametrize(
    ("identifier", "given", "words"),
    [
        ("", {}, "cannot be an item's identifier"),
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


def test_many_are_put_at_once(desk: Desk) -> None:
    """New ones are added, known ones changed."""
    items.add(desk, "P8X10", price_cents=1)
    with desk.action("import", right="set-up") as act:
        counts = items.put_many(
            desk,
            act,
            [
                {"identifier": "p8x10", "price_cents": 5},
                {"identifier": "W8", "description": "Wallets"},
                {"identifier": "ALB20", "price_cents": 89000, "width": 12.0},
            ],
        )
    assert counts == (2, 1)
    assert items.get("P8X10").price_cents == 5
