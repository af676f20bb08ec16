"""Cells become values, or a reason why not."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.imports import cells, values
from store.imports.cells import read_amount, read_time
from store.imports.columns import Matched
from store.imports.problems import Problem, Problems


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("\u00a0Ada\u00a0\u2009 Li\u200b ", "Ada Li"),
        ("'00123", "00123"),
        ("'t Hooft", "'t Hooft"),
        ('="040"', "040"),
        ("Ada\x1b[31m", "Ada[31m"),
        ("#12", "#12"),
    ],
)
def test_what_programs_put_around_a_text(cell: str, text: str) -> None:
    """Odd spaces, text marks and control characters go; an apostrophe of a name stays."""
    assert values.clean(cell) == text


@pytest.mark.parametrize("cell", ["#REF!", "#DIV/0!", "########"])
def test_errors_of_spreadsheets(cell: str) -> None:
    """What a spreadsheet shows instead of a value is never taken for one."""
    with pytest.raises(ValueError, match=r"spreadsheet|too narrow"):
        values.clean(cell)


def test_nothing() -> None:
    """A dash and N/A say nothing anywhere; None and NA are names where a name is expected."""
    assert all(values.is_nothing(text, name=True) for text in ("", "-", "N/A", "—"))
    assert values.is_nothing("none")
    assert not values.is_nothing("Na", name=True)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Smith, Ada", "Ada Smith"),
        ("Ada Smith", "Ada Smith"),
        ("García-López , Ýmir", "Ýmir García-López"),
        ("Smith, Ada, Jr.", "Ada Smith, Jr."),
        ("Smith, Jr., Ada", "Ada Smith, Jr."),
        ("Ada Smith, PhD", "Ada Smith, PhD"),
        ("Acme, Inc.", "Acme, Inc."),
        ("Smith,", "Smith"),
    ],
)
def test_names(text: str, name: str) -> None:
    """Names in one column are turned round; titles and firms stay where they are."""
    assert values.person_name(text) == name


@pytest.mark.parametrize("text", ["...", "12", ","])
def test_what_is_no_name(text: str) -> None:
    """A name has at least one letter."""
    with pytest.raises(ValueError, match="not a name"):
        values.person_name(text)


@pytest.mark.parametrize(
    "text",
    ["a@b.de", "Ada Li <a@b.de>", "mailto:a@b.de", "o'brien+x@sub.example.co.uk", "jörg@köln.de"],
)
def test_emails(text: str) -> None:
    """Addresses are found, also beside a name."""
    assert "@" in values.email(text)
    assert " " not in values.email(text)


@pytest.mark.parametrize(
    "text",
    ["not-an-email", "a@b", "a@@b.de", "a b@c.de", "a@b..de", "@b.de", "a.@b.de", "a@b.de; c@d.de"],
)
def test_what_is_no_email(text: str) -> None:
    """Anything doubtful is refused rather than mailed."""
    with pytest.raises(ValueError, match="email address"):
        values.email(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("+1 415 555 0061", "+1 415 555 0061"),
        ("(415) 555-0007", "(415) 555-0007"),
        ("14155550061.0", "14155550061"),
        ("tel: 030/123 45", "030/123 45"),
        ("415.555.0061 ext. 12", "415.555.0061 ext. 12"),
    ],
)
def test_phones(text: str, number: str) -> None:
    """Numbers stay as they are written, without what a spreadsheet added."""
    assert values.phone(text) == number


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("call the mother instead", "not a phone number"),
        ("1.4155550061E+10", "shortened by a spreadsheet"),
        ("12", "too few digits"),
        ("415 555 0061 / 415 555 0062", "too many digits"),
    ],
)
def test_what_is_no_phone(text: str, words: str) -> None:
    """Words, shortened numbers and two numbers in one cell are refused."""
    with pytest.raises(ValueError, match=words):
        values.phone(text)


def test_one_phone_written_in_two_ways() -> None:
    """A number with and without its country counts as one."""
    assert values.phone_key("+1 415 555 0061") == values.phone_key("(415) 555-0061 x12")


def test_yes_and_no() -> None:
    """Y, true, 1, x and Oui are yes; N, false, 0 and Nein no; the rest is asked back."""
    assert all(map(values.yes_or_no, ("Y", "TRUE", "1", "x", "Oui", "sí")))
    assert not any(map(values.yes_or_no, ("N", "false", "0", "Nein")))
    with pytest.raises(ValueError, match="neither yes nor no"):
        values.yes_or_no("maybe")


@pytest.mark.parametrize(("text", "number"), [("3", 3), ("2.00", 2), ("4 pcs", 4)])
def test_quantities(text: str, number: int) -> None:
    """A whole number above 0, as spreadsheets write it."""
    assert values.quantity(text) == number


@pytest.mark.parametrize("text", ["0", "-2", "1.5", "two", "1e5"])
def test_what_is_no_quantity(text: str) -> None:
    """Negative, broken and missing numbers of pieces are refused."""
    with pytest.raises(ValueError, match="whole number above 0"):
        values.quantity(text)


@pytest.mark.parametrize("text", ["2001", "I-2001", "#2001", "INV 2001", "2001.0", "2,001"])
def test_numbers_of_records(text: str) -> None:
    """A number stays the same however its program decorates it."""
    assert values.record_number(text) == 2001


@pytest.mark.parametrize("text", ["0", "-1", "A1B2", "99999999999999", "٣"])
def test_what_is_no_number_of_a_record(text: str) -> None:
    """Codes and impossible numbers are refused."""
    with pytest.raises(ValueError, match="not a number of a record"):
        values.record_number(text)


def test_sizes() -> None:
    """Inches by default, centimetres turned into them."""
    assert values.size("8x10") == values.size('8" × 10"') == (8, 10)
    assert values.size("20x30 cm") == (7.874, 11.811)
    assert values.inches("25.4 mm") == 1


@pytest.mark.parametrize(
    ("text", "cents"),
    [("$1,234.50", 123_450), ("(12.00)", -1_200), ("12.00-", -1_200), ("12.00 CR", -1_200)],
)
def test_amounts(text: str, cents: int) -> None:
    """Amounts with currencies and accountants' signs."""
    assert read_amount(text, None) == cents


@pytest.mark.parametrize(
    "text", ["2:30 PM", "14:30", "14h30", "14.30", "2:30p", "0.604166666666667", "1899-12-30 14:30"]
)
def test_times(text: str) -> None:
    """Half past two in the notations of many programs."""
    assert read_time(text) == time(14, 30)


@given(st.text(max_size=60))
def test_readers_take_any_text(text: str) -> None:
    """Every reader answers any text with a value or a ValueError, never otherwise."""
    readers: tuple[Callable[[str], object], ...] = (
        values.clean, values.person_name, values.email, values.phone, values.yes_or_no,
        values.quantity, values.record_number, values.size, values.inches, values.days, read_time,
    )  # fmt: skip
    for reader in readers:
        with suppress(ValueError):
            reader(text or "x")


# Short ways ---------------------------------------------------------------------------------------


def _answer(reader: Callable[[str], object], text: str) -> object:
    """What a reader makes of a text, or its refusal."""
    try:
        return reader(text)
    except ValueError as error:
        return str(error)


@given(st.text(st.sampled_from("0123456789 ().-/+x#e,;٣"), min_size=1, max_size=20))
def test_usual_phone_numbers_are_read_alike(text: str) -> None:
    """The short way for them says what the long one says."""
    short = _answer(values.phone, text)
    digits = values.phone_key(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(values, "_is_plain_phone", lambda _number: False)
        patch.setattr(values, "_BETWEEN_DIGITS", {ord(sign): "?" for sign in "0123456789 +("})
        assert (_answer(values.phone, text), values.phone_key(text)) == (short, digits)


@given(st.from_regex(r"[0-9٣]{1,16}", fullmatch=True))
def test_bare_numbers_are_read_like_decorated_ones(digits: str) -> None:
    """A number alone is the one with a sign before it."""
    short, long = (_answer(values.record_number, text) for text in (digits, f"#{digits}"))
    assert str(short) == str(long).replace("#", "")


@given(st.text(st.sampled_from("ab.@-'_ é"), max_size=4).map(lambda end: f"a@b.de{end}"[-8:]))
def test_bare_addresses_are_read_like_decorated_ones(text: str) -> None:
    """An address alone is the one behind `mailto:`."""
    short, long = (_answer(values.email, text) for text in (text, f"mailto:{text}"))
    assert short == str(long).replace("mailto:", "")


ODD = st.text(st.sampled_from("ab  '=#-\n\u00a0\u0338\ufb2ce\u0301?."), min_size=1, max_size=9)


@given(ODD | st.text(min_size=1), st.booleans(), st.booleans(), st.integers(1, 9))
def test_plain_cells_are_read_like_others(cell: str, name: bool, lines: bool, limit: int) -> None:
    """The short way of a cell to its text changes nothing, whatever stands in it."""
    with pytest.MonkeyPatch.context() as patch:
        short = _read(cell, name=name, keep_lines=lines, limit=limit)
        patch.setattr(cells, "is_plain", lambda _cell: False)
        assert _read(cell, name=name, keep_lines=lines, limit=limit) == short


def _read(cell: str, *, name: bool, keep_lines: bool, limit: int) -> tuple[str, list[Problem]]:
    """The text of a record's only cell, and what is wrong with it."""
    problems = Problems("c.csv")
    file = cells.File("c.csv", Matched({"city": 0}, ["City"], []), [(2, [cell])], problems, [])
    (record,) = file
    text = record.text("city", name=name, keep_lines=keep_lines, limit=limit)
    return text, problems.found
