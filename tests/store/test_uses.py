"""What still uses an entry is said in words and numbers."""

from __future__ import annotations

import pytest

from store import (
    boards,
    customfields,
    edits,
    items,
    layouts,
    moves,
    orders,
    products,
    sessions,
    setuplists,
    triggers,
    uses,
    vendors,
    views,
)
from store.desk import Desk
from store.moves import Move
from store.tables import Row
from store.triggers import Spec


def row_of(desk: Desk, name: str, *key: str) -> Row:
    """The row of an entry."""
    of = setuplists.named(name)
    row = setuplists.entry_named(of.entries(desk), key, of.one).row
    assert row is not None
    return row


def test_a_vendor_is_used_by_orders_and_items(desk: Desk) -> None:
    """Finished orders are history; what is used no more itself does not count."""
    for _ in range(3):
        orders.new(desk, client="Ada", type="Print", vendor="Bay Lab")
    moves.advance(desk, [Move("O-1001", "Delivered")])
    items.add(desk, "8x10", vendor="Bay Lab")
    items.add(desk, "5x7", vendor="Bay Lab", inactive=True)
    products.add(desk, "Bay Lab", "C1")
    assert uses.of(desk, row_of(desk, "vendors", "Bay Lab")) == [
        "2 open orders", "1 item", "1 vendor's product",
    ]  # fmt: skip
    assert uses.of(desk, row_of(desk, "vendors", "Foliant")) == []


def test_people_and_groups(desk: Desk) -> None:
    """A department is used by its members, statuses and what it has to do."""
    orders.new(desk, client="Ada", type="Print")
    triggers.add(desk, Spec("T", "production", "Print", "QA", "task", "x", department="Retouch"))
    found = uses.of(desk, row_of(desk, "departments", "Retouch"))
    assert found[-1] == "1 trigger"
    assert "1 member" in found
    assert any("statuses" in words for words in found)


def test_a_custom_field_is_used_by_values_and_filters(desk: Desk) -> None:
    """Also by saved views that speak of it."""
    customfields.add(desk, "session", "Assistant")
    sessions.new(desk, client="Ada", type="Wedding")
    edits.set_fields(desk, "S-1001", {"assistant": "Mia"})
    views.save(desk, "Mia's", boards.View("sessions", "assistant:mia"))
    assert uses.of(desk, row_of(desk, "fields", "Assistant")) == ["1 value", "1 saved view"]


@pytest.mark.parametrize("name", list(setuplists.every()))
def test_every_entry_can_be_asked(desk: Desk, name: str) -> None:
    """Whatever list it is of."""
    layouts.add(desk, "L", width=8, height=10)
    vendors.reorder(desk, "Foliant", 1)
    for entry in setuplists.named(name).entries(desk):
        if entry.row is not None:
            assert all(isinstance(words, str) for words in uses.of(desk, entry.row))
