"""An item saved together with what its vendor calls and charges for it."""

from __future__ import annotations

from typing import Any

import pytest

from store import history, itembuying, items, productitems, products
from store.desk import Desk
from store.errors import Refused
from store.itembuying import Bought
from store.tables import Item


def save(desk: Desk, name: str, bought: Bought | None, **given: Any) -> Item:
    """Save an item of the first list, new or present."""
    present = any(row.identifier == name for row in items.listed())
    return itembuying.save(
        desk, None, name if present else None, name, {"vendor": "Bay Lab", **given}, bought
    )


def made_for(desk: Desk) -> dict[str, str]:
    """The lab's codes, and the items that they are for."""
    rows = products.listed(desk, "Bay Lab")
    written = productitems.written(rows)
    return {row.code: written.get(row.id, "") for row in rows}


def test_a_product_is_made_changed_and_renamed(desk: Desk) -> None:
    """While it is for this item alone, it is the same product under whatever code."""
    save(desk, "8x10", Bought("PR-8", 900, 2))
    first = itembuying.product_of(items.get("8x10"))
    assert first is not None
    assert (first.code, first.cost_cents, first.multiplier) == ("PR-8", 900, 2)
    save(desk, "8x10", Bought("PR-9", 950))
    again = itembuying.product_of(items.get("8x10"))
    assert again is not None
    assert (again.id, again.code, again.multiplier) == (first.id, "PR-9", 1)


def test_a_shared_product_is_not_renamed(desk: Desk) -> None:
    """Another code is another product; the other item keeps its own."""
    save(desk, "8x10", Bought("PR", 900))
    save(desk, "10x8", Bought("pr", 900))
    assert made_for(desk) == {"PR": "10x8; 8x10"} or made_for(desk) == {"pr": "10x8; 8x10"}
    save(desk, "8x10", Bought("NEW", 100))
    assert sorted(made_for(desk).values()) == ["10x8", "8x10"]


def test_taking_the_code_away_keeps_the_product(desk: Desk) -> None:
    """It is for the item no more."""
    save(desk, "8x10", Bought("PR", 900))
    save(desk, "8x10", None)
    assert made_for(desk) == {"PR": ""}


def test_nothing_is_saved_when_the_product_cannot_be(desk: Desk) -> None:
    """The item neither."""
    with pytest.raises(Refused, match="whose code is PR"):
        save(desk, "8x10", Bought("PR"), vendor=None)
    with pytest.raises(Refused, match="cannot be a vendor's code"):
        save(desk, "8x10", Bought("x" * 61))
    assert items.listed() == []


def test_saving_what_is_there_changes_nothing(desk: Desk) -> None:
    """No action in the history."""
    save(desk, "8x10", Bought("PR", 900))
    before = history.undoable(desk)[0].id
    save(desk, "8x10", Bought("PR", 900))
    assert history.undoable(desk)[0].id == before
