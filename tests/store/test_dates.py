"""Days and times in the notations of other programs."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.dates import (
    Order,
    infer_order,
    order_of_country,
    parse_clock,
    parse_import_date,
    parse_import_moment,
    parse_import_time,
)

DAY = date(2026, 9, 12)


@pytest.mark.parametrize(
    ("value", "order"),
    (
        ("09/12/2026", "mdy"),
        ("9/12/26", "mdy"),
        ("12.9.2026", None),
        ("12. 9. 2026", None),
        ("12/09/2026", "dmy"),
        ("12-09-2026", "dmy"),
        ("2026-09-12", "mdy"),
        ("2026/9/12", None),
        ("20260912", None),
        ("26-09-12", "ymd"),
        ("12 Sep 2026", None),
        ("Sept 12, 2026", None),
        ("Sat, 12th September 2026", None),
        ("2026 Sep 12", None),
        ("12-Sep-26", None),
        ("12. September 2026", "mdy"),
        ("12 septembre 2026", None),
        (46277, None),
        (46277.6, None),
        ("46277", None),
        (datetime(2026, 9, 12, 14, 30), None),  # noqa: DTZ001 - as spreadsheets give it
        (DAY, None),
        ("  09/12/2026 2:30 PM ", "mdy"),
        ("2026-09-12T14:30:00", None),
    ),
)
def test_notations(value: object, order: Order | None) -> None:
    """The usual notations of one day all mean that day."""
    assert parse_import_date(value, order) == DAY


@pytest.mark.parametrize(
    ("value", "order"),
    (
        ("09/12/2026", None),
        ("25/12/2026", "mdy"),
        ("02/30/2026", "mdy"),
        ("31.11.2026", None),
        ("12/12/1492", "mdy"),
        ("next week", None),
        ("12 Foo 2026", None),
        ("", None),
        (7, None),
        (True, None),
        (None, None),
        (float("nan"), None),
        (float("inf"), None),
        ("Sep 2026", None),
        ("0000-00-00", None),
    ),
)
def test_what_is_no_date_is_refused(value: object, order: Order | None) -> None:
    """A wrong or ambiguous date is answered with a sentence."""
    with pytest.raises(ValueError, match=r"date|day|month|year"):
        parse_import_date(value, order)


def test_moments_keep_the_time() -> None:
    """A time of day beside the date is kept, midnight of a spreadsheet is none."""
    assert parse_import_moment("09/12/2026 2:30 PM", "mdy") == (DAY, time(14, 30))
    assert parse_import_moment("2026-09-12") == (DAY, None)
    assert parse_import_moment(46277.5) == (DAY, time(12))
    assert parse_import_moment(46277) == (DAY, None)


def test_order_of_a_column() -> None:
    """One telling date decides for its column; none leaves the default."""
    assert infer_order(["09/12/2026", "09/13/2026"]) == "mdy"
    assert infer_order(["09/12/2026", "13/09/2026"]) == "dmy"
    assert infer_order(["09/12/2026", None, "", 46277], "mdy") == "mdy"
    assert infer_order(["9.12.2026", "8.12.2026"], "mdy") == "dmy"
    assert infer_order(["2026-09-12"], "mdy") == "ymd"
    assert infer_order([]) is None
    with pytest.raises(ValueError, match="mix orders"):
        infer_order(["09/13/2026", "13/09/2026"])


def test_order_of_a_country() -> None:
    """Countries have their usual orders."""
    assert [order_of_country(code) for code in ("us", "DE", "JP", "")] == [
        "mdy", "dmy", "ymd", "dmy",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    (
        ("2:30 PM", time(14, 30)),
        ("12:00 am", time(0)),
        ("12 p.m.", time(12)),
        ("14:30", time(14, 30)),
        ("14:30:15", time(14, 30, 15)),
        ("9am", time(9)),
    ),
)
def test_clocks(text: str, expected: time) -> None:
    """Both clocks are read."""
    assert parse_clock(text) == expected


@pytest.mark.parametrize("text", ("", "9", "25:00", "14:75", "13:00 PM", "0:30 AM", "noon"))
def test_what_is_no_clock_is_refused(text: str) -> None:
    """Nonsense is answered with a sentence."""
    with pytest.raises(ValueError, match=r"time of day|hour"):
        parse_clock(text)


def test_times_of_spreadsheets() -> None:
    """Times come as fractions of a day too."""
    assert parse_import_time(0.604166667) == time(14, 30)
    assert parse_import_time(time(9)) == time(9)
    assert parse_import_time("2:30 PM") == time(14, 30)


@given(
    st.text(max_size=24)
    | st.from_regex(r"[0-9]{1,4}[./ -][0-9]{1,2}[./ -][0-9]{1,4}( [0-9:]+)?", fullmatch=True)
    | st.floats()
)
def test_any_cell_is_a_date_or_a_value_error(value: object) -> None:
    """Reading never fails in another way."""
    try:
        found = parse_import_date(value, "dmy")
    except ValueError:
        return
    assert isinstance(found, date)
