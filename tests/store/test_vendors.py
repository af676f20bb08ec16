"""Vendors are named and numbered once, and their calendars reach what is due there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from store import moves, orders, vendors
from store.desk import Desk
from store.errors import Refused
from store.moves import Move
from store.tables import Card

At = Callable[[str], int]


def test_a_vendor_is_added_with_its_properties(desk: Desk) -> None:
    """Numbers go on from the highest."""
    row = vendors.add(
        desk, "Pixel House", type="canvas & frame", turnaround_days=4, work_week="Sat"
    )
    assert (row.number, row.turnaround_days, row.work_week) == (4, 4.0, "sat")
    assert desk.directory.types[row.type_id or 0].name == "Canvas & frame"


def test_a_number_of_its_own_is_kept(desk: Desk) -> None:
    """New ones continue above it; a taken one is refused."""
    assert vendors.add(desk, "North", number=50).number == 50
    assert vendors.add(desk, "South").number == 51
    with pytest.raises(Refused, match="belongs to North"):
        vendors.add(desk, "West", number=50)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"protocol": "stfp"}, "did you mean sftp"),
        ({"type": "Prnt"}, "did you mean Print"),
        ({"work_week": "mon,xyz"}, "no day of the week"),
        ({"turnaround_days": -1}, "turnaround days must be"),
        ({"email": "lab"}, "no email address"),
        ({"turnaround": 1}, "did you mean turnaround_days"),
        ({"name_length": 5}, "name_length must be a whole number from 10"),
        ({"name_length": 12.5}, "name_length must be"),
        ({"name_characters": "A-Z"}, "it must have the digits"),
        ({"name_characters": "0-9/"}, "no system takes / in a name"),
        ({"copies": "sufix"}, "did you mean suffix"),
    ],
)
def test_what_cannot_be_is_refused(desk: Desk, given: dict[str, Any], words: str) -> None:
    """Every wrong property is named with what could stand there."""
    with pytest.raises(Refused, match=words):
        vendors.add(desk, "North", **given)


def test_what_a_vendor_takes_of_files(desk: Desk) -> None:
    """Length and characters of names, and how copies are asked for; all of it can be taken back."""
    row = vendors.change(
        desk, "Bay Lab", name_length=12, name_characters="A-Z0-9_", copies="Suffix"
    )
    assert (row.name_length, row.name_characters, row.copies) == (12, "A-Z0-9_", "suffix")
    row = vendors.change(desk, "Bay Lab", name_length=None, name_characters="", copies="once")
    assert (row.name_length, row.name_characters, row.copies) == (None, "", "once")


def test_names_stand_once(desk: Desk) -> None:
    """Case makes no other name."""
    with pytest.raises(Refused, match="called 'Bay Lab' already"):
        vendors.add(desk, "BAY LAB")
    with pytest.raises(Refused, match="already"):
        vendors.change(desk, "Foliant", new_name="bay lab")


def test_names_can_be_seen(desk: Desk) -> None:
    """One of spaces and marks only is none."""
    for name in ("", " \u200b", "\u2060", "\u3164"):
        with pytest.raises(Refused, match="a vendor needs a name"):
            vendors.add(desk, name)


def _at_lab(desk: Desk, vendor: str) -> Card:
    made = orders.new(desk, client="Ada", type="Print", vendor=vendor)
    moves.advance(desk, [Move("O-1001", "Sent to Lab")])
    found: Card = Card.get_by_id(made.id)
    return found


def test_a_work_week_reschedules_what_is_there(desk: Desk, at: At) -> None:
    """Five days at a lab that closes on Fridays end later."""
    card = _at_lab(desk, "Bay Lab")
    assert card.due_at == at("2026-11-09 18:00")
    vendors.change(desk, "Bay Lab", work_week="mon,tue,wed,thu")
    assert Card.get_by_id(card.id).due_at == at("2026-11-10 18:00")


def test_a_closed_day_reschedules_what_is_there(desk: Desk, at: At) -> None:
    """A lab's holiday counts there only, and can be taken back."""
    card = _at_lab(desk, "Bay Lab")
    vendors.add_holiday(desk, "Bay Lab", date(2026, 11, 5), "Stocktaking")
    assert Card.get_by_id(card.id).due_at == at("2026-11-10 18:00")
    with pytest.raises(Refused, match="closed on 2026-11-05 already"):
        vendors.add_holiday(desk, "bay lab", date(2026, 11, 5), "again")
    vendors.remove_holiday(desk, "Bay Lab", date(2026, 11, 5))
    assert Card.get_by_id(card.id).due_at == at("2026-11-09 18:00")
    with pytest.raises(Refused, match="no closed day"):
        vendors.remove_holiday(desk, "Bay Lab", date(2026, 11, 5))


def test_the_studios_own_closed_days_count_everywhere(desk: Desk, at: At) -> None:
    """Without a vendor the studio closes."""
    made = orders.new(desk, client="Ada", type="Print")
    vendors.add_holiday(desk, None, date(2026, 11, 3), "Election Day")
    assert Card.get_by_id(made.id).due_at == at("2026-11-04 18:00")
    assert [day.name for day in vendors.holidays(desk, None)] == ["Election Day"]


def test_a_renamed_vendor_is_found_by_its_new_name(desk: Desk) -> None:
    """The search text of its orders follows."""
    made = orders.new(desk, client="Ada", type="Print", vendor="Bay Lab")
    vendors.change(desk, "Bay Lab", new_name="Harbour Lab")
    assert "harbour lab" in Card.get_by_id(made.id).search


def test_an_inactive_vendor_gets_no_orders(desk: Desk) -> None:
    """It is refused until it is active again."""
    vendors.switch(desk, "Bay Lab", active=False)
    with pytest.raises(Refused, match="inactive"):
        orders.new(desk, client="Ada", type="Print", vendor="Bay Lab")
    assert [row.name for row in vendors.listed(desk)][-1] == "Bay Lab"
    vendors.switch(desk, "Bay Lab", active=True)
    orders.new(desk, client="Ada", type="Print", vendor="Bay Lab")
