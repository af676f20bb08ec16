"""Numbers have one form, and ring in a zone."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.numbers import MOST, national, normalise, zone_of, zones_of

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("text", "country", "number"),
    [
        ("212 555 0100", "US", "+12125550100"),
        ("(212) 555-0100", "US", "+12125550100"),
        ("1-212-555-0100", "US", "+12125550100"),
        ("+1 212.555.0100", "DE", "+12125550100"),
        ("+1 212 555 0100", "", "+12125550100"),
        ("0151 23456789", "DE", "+4915123456789"),
        ("0049 151 23456789", "DE", "+4915123456789"),
        ("tel:+4915123456789", "US", "+4915123456789"),
        ("\N{FULLWIDTH DIGIT TWO}12 555 0100", "US", "+12125550100"),
        ("  +12125550100\t", "US", "+12125550100"),
    ],
)
def test_one_form_for_every_way_to_write_it(text: str, country: str, number: str) -> None:
    """With or without the country's code, blanks, brackets and dots."""
    assert normalise(text, country) == number


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("", "US"), ("  ", "US"), ("none", "US"), ("call Ana", "US"), ("5550100", "US"),
        ("212 555 0100", ""), ("212", "DE"), ("212 555 0100", "XX"),
        ("+1 555 0100", "US"), ("+999 1234567", "US"), ("212 555 0100 ext. 4", "US"),
        ("212 555 0100 / 212 555 0101 or so", "US"), ("+12125550100\n+12125550101", "US"),
        ("911", "US"), ("[/]", "US"), ("\x1b[31m+12125550100", "US"), ("=cmd()", "US"),
        ("2" * (MOST + 1), "US"), ("+" * 30, "US"),
    ],
)  # fmt: skip
def test_what_is_no_number_is_none(text: str, country: str) -> None:
    """Nobody has it, or nobody can tell where; an extension takes no SMS."""
    assert normalise(text, country) is None


@given(st.text(max_size=80), st.sampled_from(["", "US", "DE", "GB", "??"]))
def test_any_text_is_a_number_or_none(text: str, country: str) -> None:
    """Nothing raises; what is a number stays itself in every country."""
    number = normalise(text, country)
    if number is not None:
        assert number[0] == "+"
        assert number[1:].isdigit()
        assert number.isascii()
        assert normalise(number, "FR") == number


@pytest.mark.parametrize(
    ("number", "here", "zone"),
    [
        ("+12125550100", BERLIN, "America/New_York"),
        ("+13105550100", NEW_YORK, "America/Los_Angeles"),
        ("+493012345678", NEW_YORK, "Europe/Berlin"),
        ("+18005550100", NEW_YORK, "America/New_York"),
        ("+18005550100", BERLIN, "Pacific/Pago_Pago"),
        ("+447700900123", BERLIN, "Europe/Berlin"),
        ("garbage", BERLIN, "Europe/Berlin"),
        ("", NEW_YORK, "America/New_York"),
    ],
)
def test_a_number_has_a_zone(number: str, here: ZoneInfo, zone: str) -> None:
    """Its own; of several the studio's or the most western; the studio's where none is known."""
    assert zone_of(number, here).key == zone


def test_all_zones_of_a_number_are_known() -> None:
    """One where it is certain or likely, else each that it may be in, the westmost first."""
    assert [zone.key for zone in zones_of("+13105550100", BERLIN)] == ["America/Los_Angeles"]
    assert zones_of("+18005550100", NEW_YORK) == (NEW_YORK,)
    several = [zone.key for zone in zones_of("+61412345678", BERLIN)]
    assert several[0] == zone_of("+61412345678", BERLIN).key
    assert {"Australia/Perth", "Australia/Sydney"} <= set(several)
    assert several.index("Australia/Perth") < several.index("Australia/Sydney")


def test_without_the_countrys_code() -> None:
    """Some carriers want it so, with the zeros that belong to it."""
    assert national("+12125550100") == "2125550100"
    assert national("+390612345678") == "0612345678"
