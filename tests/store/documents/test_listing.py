"""Any list as it is printed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.documents.listing import fitting, shown, table_pdf
from tests.store.documents.ground import HOSTILE, STUDIO, pages


def test_a_list_is_printed_whole() -> None:
    """Title, count, heads on every page, every row."""
    rows = [[number, f"Vendor {number}", None, True] for number in range(1, 201)]
    texts = pages(table_pdf("Vendors", ["Number", "Name", "Phone", "Active"], rows, STUDIO))
    assert "Vendors 200 entries" in texts[0]
    assert all("Number Name" in text for text in texts)
    assert all(f"page {number} of {len(texts)}" in text for number, text in enumerate(texts, 1))
    assert sum(text.count("Vendor ") for text in texts) == 200


def test_empty_lists_are_printed_too() -> None:
    """Without rows, and without columns."""
    assert "0 entries" in pages(table_pdf("Reasons", ["Name"], [], STUDIO))[0]
    assert "Nothing" in pages(table_pdf("Nothing", [], [], STUDIO))[0]


def test_the_same_list_gives_the_same_bytes() -> None:
    """So that a printed list can be compared."""
    assert table_pdf("A", ["B"], [["c"]], STUDIO) == table_pdf("A", ["B"], [["c"]], STUDIO)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_lists(text: str) -> None:
    """As title, as head, as cell."""
    assert pages(table_pdf(text, [text, "B", text], [[text, 1, text]] * 3, STUDIO))


def test_many_columns_fit_across() -> None:
    """Twenty columns of long words are still on the paper."""
    rows = [[f"w{number} " * 12 for number in range(20)]]
    text = " ".join(pages(table_pdf("Wide", [f"C{number}" for number in range(20)], rows, STUDIO)))
    assert text.count("w19") == 12


def test_values_as_people_read_them() -> None:
    """Yes and no, nothing for nothing, lists in a row."""
    assert [shown(value) for value in (None, True, False, 1.5, [1, "a"], 3)] == [
        "", "yes", "no", "1.5", "1, a", "3",
    ]  # fmt: skip


@settings(max_examples=200)
@given(st.lists(st.floats(26, 260), min_size=1, max_size=24))
def test_columns_never_leave_the_paper(wanted: list[float]) -> None:
    """Their widths add up to no more than there is, and none is without any."""
    found = fitting(wanted, 510)
    assert sum(found) <= 510.001
    assert min(found) > 0
