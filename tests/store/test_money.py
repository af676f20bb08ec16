"""Money as people and programs write it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.money import (
    MOST_CENTS,
    DecimalMark,
    decimal,
    infer_decimal_mark,
    parse_money,
    shown,
)


@pytest.mark.parametrize(
    ("value", "cents"),
    (
        ("$1,234.50", 123450),
        ("1.234,50 €", 123450),
        ("€ 1.234,50", 123450),
        ("1234.5", 123450),
        ("1234,5", 123450),
        ("1234", 123400),
        ("1,234", 123400),
        ("1,234,567", 123456700),
        ("1.234.567", 123456700),
        ("1,23,456.00", 12345600),
        ("(12.00)", -1200),
        ("($12.00)", -1200),
        ("1 234,50", 123450),
        ("1\u202f234,50\u00a0€", 123450),
        ("CHF 1'234.50", 123450),
        ("CHF 1’234.50", 123450),
        ("-$5", -500),
        ("$-5", -500),
        ("5.00-", -500),
        ("\u22125.00", -500),
        ("+5", 500),
        ("1234.50 USD", 123450),
        (".50", 50),
        ("5.", 500),
        ("0.12", 12),
        ("1,23", 123),
        (540.0, 54000),
        (0.29, 29),
        (12, 1200),
        (Decimal("1.10"), 110),
    ),
)
def test_notations(value: object, cents: int) -> None:
    """The usual notations give their cents."""
    assert parse_money(value) == cents


@pytest.mark.parametrize(
    "value",
    ("", "abc", "$", "1.2.3,4,5", "12,34,5", "1.234", "0.125", "--5", "(-5)", "-5-", "5 5",
     "1,2345.00", "NaN", "1e5", "USD 5 EUR", "99999999999999999", None, True, float("nan"),
     float("inf"), "1" * 5000, "٥", ".", ","),
)  # fmt: skip
def test_nonsense_is_refused(value: object) -> None:
    """What is no amount is answered with a sentence."""
    with pytest.raises(ValueError, match=r"amount|parts of a cent|may be|negative|signs"):
        parse_money(value)


@pytest.mark.parametrize(("mark", "cents"), ((",", 123400), (".", None)))
def test_the_decimal_mark_settles_doubt(mark: DecimalMark, cents: int | None) -> None:
    """What a point means is known once the column's decimal mark is."""
    if cents is None:
        with pytest.raises(ValueError, match="parts of a cent"):
            parse_money("1.234", mark)
    else:
        assert parse_money("1.234", mark) == cents


def test_decimal_mark_of_a_column() -> None:
    """The column tells its decimal mark where it can."""
    assert infer_decimal_mark(["1.234", "9,90 €"]) == ","
    assert infer_decimal_mark(["1,234", "$9.90"]) == "."
    assert infer_decimal_mark(["1,234", "12", None, 3.5]) is None
    assert infer_decimal_mark(["9.90", "9,90"]) is None


@given(st.integers(min_value=-MOST_CENTS, max_value=MOST_CENTS))
def test_decimals_read_back(cents: int) -> None:
    """What is written as a decimal number, or shown, is read as the same amount."""
    assert parse_money(decimal(cents)) == cents
    assert parse_money(shown(cents, "USD")) == cents
    assert parse_money(shown(cents, "CHF")) == cents


@given(st.text(alphabet="0123456789.,'$€()- kr", max_size=70) | st.text())
def test_any_text_is_an_amount_or_a_value_error(text: str) -> None:
    """Reading never fails in another way."""
    try:
        assert isinstance(parse_money(text), int)
    except ValueError:
        return


def test_shown() -> None:
    """Amounts carry their currency and group thousands."""
    assert shown(123450, "USD") == "$1,234.50"
    assert shown(-500, "EUR") == "-€5.00"
    assert shown(123450, "CHF") == "CHF 1,234.50"
    assert decimal(-5) == "-0.05"
