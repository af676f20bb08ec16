"""Splitting: every line goes to one vendor, or is told as an error or as passed over."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.splitting import PACKAGES, Sold, Supplier, needs_pose, pieces, split

BAY = Supplier(1, "Bay Lab", 10, prints=True)
FRAMES = Supplier(2, "Frame Shop", 11, prints=False)
GONE = Supplier(3, "Gone", 10, prints=True, inactive=True)
LOST = Supplier(4, "Lost", None, problem="vendor Lost has no order type: give it one")
VENDORS = {one.id: one for one in (BAY, FRAMES, GONE, LOST)}


def _line(number: int = 1, **given: object) -> Sold:
    values: dict[str, object] = {"item": "P8X10", "kind": "print", "vendor_id": 1, "pose": "14"}
    values |= given
    return Sold(number, 1, "I-1001", number, **values)  # type: ignore[arg-type]


lines = st.lists(
    st.builds(
        Sold,
        id=st.integers(),
        invoice_id=st.integers(1, 3),
        invoice=st.sampled_from(["I-1001", "I-1002"]),
        line=st.integers(1, 50),
        item=st.text(max_size=4),
        kind=st.sampled_from(["", "auto", "print", "sheet", "product", "service", *PACKAGES]),
        description=st.text(max_size=4),
        quantity=st.integers(1, 2_000_000),
        vendor_id=st.sampled_from([None, 1, 2, 3, 4, 99]),
        pose=st.sampled_from(["", "14"]),
        settled=st.sampled_from(["", "", "the client collects it"]),
        on_order=st.sampled_from(["", "", "O-1001"]),
        parts=st.integers(0, 2),
        multiplier=st.integers(1, 10),
    ),
    max_size=30,
)


@given(lines, st.sampled_from([None, 1, 2]))
def test_no_line_is_ever_lost_or_doubled(sold: list[Sold], chosen: int | None) -> None:
    """Each stands exactly once: with a vendor, among the errors, or among those passed over."""
    found = split(sold, VENDORS, chosen)
    ordered = [line for group in found.by_vendor.values() for line in group]
    told = [(one.invoice, one.line) for one in (*found.errors, *found.passed)]
    assert Counter([(one.invoice, one.line) for one in ordered] + told) == Counter(
        (one.invoice, one.line) for one in sold
    )
    assert len(ordered) + len(found.errors) + len(found.passed) == len(sold)


@given(lines)
def test_what_is_ordered_can_be(sold: list[Sold]) -> None:
    """Nothing on an order or settled is ordered, no print goes without a pose, none to nobody."""
    for vendor_id, group in split(sold, VENDORS).by_vendor.items():
        vendor = VENDORS[vendor_id]
        assert not vendor.inactive
        assert not vendor.problem
        for line in group:
            assert not line.on_order
            assert not line.settled
            assert line.kind not in ("service", *PACKAGES)
            assert line.pose or not needs_pose(line.kind, vendor)


@given(lines)
def test_every_word_has_a_reason(sold: list[Sold]) -> None:
    """Errors and passed lines say why."""
    found = split(sold, VENDORS)
    assert all(one.reason for one in (*found.errors, *found.passed))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"vendor_id": None}, "no vendor: give the item a preferred vendor, or this line one"),
        ({"vendor_id": 99}, "no vendor"),
        ({"vendor_id": 3}, "vendor Gone is inactive"),
        ({"vendor_id": 4}, "vendor Lost has no order type"),
        ({"pose": ""}, "a print without a pose"),
        ({"kind": "", "pose": ""}, "a print without a pose"),
        ({"kind": "auto", "pose": ""}, "or make P8X10 a product if it carries none"),
        ({"vendor_id": None, "pose": ""}, "no vendor.*; a print without a pose"),
        ({"kind": "package"}, "a package without parts"),
        ({"kind": "units"}, "a package without parts"),
        ({"quantity": 600_000, "multiplier": 2}, "more than can be ordered"),
    ],
)
def test_what_is_an_error(given: dict[str, object], words: str) -> None:
    """Each cause in words, with what to do."""
    found = split([_line(**given)], VENDORS)
    assert found.by_vendor == {}
    with pytest.raises(AssertionError, match=words):
        raise AssertionError(found.errors[0].reason)


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "product", "pose": ""},
        {"kind": "sheet", "pose": ""},
        {"kind": "print", "vendor_id": 2, "pose": ""},
        {"kind": "", "vendor_id": 2, "pose": ""},
        {"kind": "auto", "vendor_id": 2, "pose": ""},
    ],
)
def test_what_needs_no_pose(given: dict[str, object]) -> None:
    """Things without one picture of their own, and vendors whose orders carry none."""
    assert len(split([_line(**given)], VENDORS).by_vendor) == 1


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"on_order": "O-1001"}, "is on O-1001"),
        ({"settled": "a gift"}, "needs no order: a gift"),
        ({"kind": "service", "vendor_id": None}, "is a service: nothing is ordered for it"),
        ({"kind": "package", "parts": 2}, "is a package: its parts are ordered"),
    ],
)
def test_what_is_passed_over(given: dict[str, object], reason: str) -> None:
    """It is told, and is no error."""
    found = split([_line(**given)], VENDORS)
    assert (found.by_vendor, found.errors) == ({}, [])
    assert found.passed[0].reason == reason


def test_one_vendor_chosen() -> None:
    """Other vendors' lines are told; errors stay errors."""
    found = split([_line(1), _line(2, vendor_id=2), _line(3, vendor_id=None)], VENDORS, chosen=1)
    assert [line.line for line in found.by_vendor[1]] == [1]
    assert [(one.line, one.reason) for one in found.passed] == [(2, "goes to Frame Shop")]
    assert [one.line for one in found.errors] == [3]


def test_another_vendors_errors_are_not_ours() -> None:
    """With one vendor chosen, what is wrong with another's lines is told when that is ordered."""
    found = split([_line(1, vendor_id=4), _line(2, vendor_id=2, kind="print")], VENDORS, chosen=1)
    assert (found.errors, [one.line for one in found.passed]) == ([], [1, 2])


def test_pieces_are_multiplied() -> None:
    """Ordered is what was sold times the product's multiplier."""
    assert pieces(_line(quantity=3, multiplier=8)) == 24
