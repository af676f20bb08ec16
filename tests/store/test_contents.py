"""Items named in one line of text are read as they were written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import contents
from store.contents import Named
from store.errors import Refused

NAMES = st.text(
    st.one_of(st.sampled_from('x×*;:="\' -12[/]'), st.characters(exclude_categories=("C", "Z"))),
    min_size=1,
    max_size=12,
).map(lambda text: " ".join(text.split())).filter(bool)  # fmt: skip
ENTRIES = st.builds(
    Named,
    NAMES,
    st.integers(1, contents.MOST_QUANTITY),
    st.none() | st.integers(1, contents.MOST_UNITS),
    st.just("") | NAMES,
)


@given(st.lists(ENTRIES, max_size=5))
def test_what_is_written_is_read_again(entries: list[Named]) -> None:
    """Whatever signs are in the names."""
    assert contents.read(contents.write(entries)) == entries


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        (" ; ", []),
        ("P8X10", [Named("P8X10")]),
        ("P8X10 x2; P5X7 × 4", [Named("P8X10", 2), Named("P5X7", 4)]),
        ("P8X10 x2\nP5X7", [Named("P8X10", 2), Named("P5X7")]),
        ("P8X10 = 3", [Named("P8X10", units=3)]),
        ("Schools 2026: P8X10", [Named("P8X10", price_list="Schools 2026")]),
        ('"a;b ""c"" x2" x3', [Named('a;b "c" x2', 3)]),
        ("P8X10X2", [Named("P8X10X2")]),
    ],
)
def test_people_write_it_so(text: str, found: list[Named]) -> None:
    """Quantities, units and lists are told from names."""
    assert contents.read(text) == found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("P8X10 x0", "can be 1 to 10,000"),
        ("P8X10 x10001", "can be 1 to 10,000"),
        ("P8X10 x-1", "P8X10: -1 pieces; there can be 1 to"),
        ("P8X10 x9999999999", "can be 1 to 10,000"),
        ("P8X10 = -3", "can be 1 to 1,000,000"),
        ("P8X10 = 0", "can be 1 to 1,000,000"),
        ("P8X10 = many", "is no item of a package"),
        ("a: b: c", "is no item of a package"),
        ('"P8X10', "not closed"),
        ("x2 = 2 = 2", "is no item of a package"),
    ],
)
def test_what_cannot_be_read_is_refused(text: str, words: str) -> None:
    """The part that cannot be read is named."""
    with pytest.raises(Refused, match=words):
        contents.read(text)
