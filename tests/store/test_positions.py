"""One rule for the order of every list."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import positions, reorderreasons
from store.desk import Desk
from store.errors import Refused
from store.tables import ReorderReason


@dataclass
class Row:
    """A row as the rule sees it."""

    id: int
    name: str
    position: int = 0
    inactive: bool = False


@given(st.lists(st.integers(), unique=True, min_size=1, max_size=30), st.data())
def test_moving_keeps_all_others_in_order(order: list[int], data: st.DataObject) -> None:
    """The entry stands where it was put; nothing is lost, doubled or turned round."""
    entry = data.draw(st.sampled_from(order))
    place = data.draw(st.integers(1, len(order)))
    found = positions.moved(order, entry, place)
    assert found[place - 1] == entry
    assert [one for one in found if one != entry] == [one for one in order if one != entry]
    assert positions.moved(found, entry, order.index(entry) + 1) == order


@given(st.lists(st.integers(), unique=True, min_size=1, max_size=9), st.integers())
def test_there_are_only_so_many_places(order: list[int], place: int) -> None:
    """A place outside the list is refused, with the places there are."""
    if not 1 <= place <= len(order):
        with pytest.raises(Refused, match="place"):
            positions.moved(order, order[0], place)


def test_rows_stand_by_hand_then_by_name() -> None:
    """Those used no more come last; without an order by hand names decide, case set aside."""
    rows = [Row(1, "b"), Row(2, "Á"), Row(3, "z", inactive=True), Row(4, "c", 2), Row(5, "d", 1)]
    assert [row.id for row in positions.ordered(rows)] == [2, 1, 5, 4, 3]


def test_a_new_row_goes_last_only_where_somebody_has_ordered() -> None:
    """Until then it stands by its name."""
    assert positions.last([]) == positions.last([Row(1, "a")]) == 0
    assert positions.last([Row(1, "a", 7), Row(2, "b")]) == 8


def test_entries_used_no_more_do_not_count(desk: Desk) -> None:
    """Places are those of the active entries."""
    ReorderReason.delete().execute()
    for name in ("a", "b", "c", "d"):
        reorderreasons.add(desk, name)
    reorderreasons.switch(desk, "b", active=False)
    found = reorderreasons.reorder(desk, "d", 1)
    assert [row.name for row in found] == ["d", "a", "c", "b"]
    with pytest.raises(Refused, match="place 4: there are places 1 to 3"):
        reorderreasons.reorder(desk, "a", 4)
    reorderreasons.add(desk, "aa")
    assert [row.name for row in reorderreasons.listed()] == ["d", "a", "c", "aa", "b"]
