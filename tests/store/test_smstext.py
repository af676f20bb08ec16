"""How long texts are as SMS: alphabets, parts, and what makes a text the longer one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.smstext import BASIC, EXTENDED, GSM, UCS2, Length, measured, said

CASES = [
    ("", 0, 0, GSM),
    ("a", 1, 1, GSM),
    ("x" * 160, 160, 1, GSM),
    ("x" * 161, 161, 2, GSM),
    ("x" * 306, 306, 2, GSM),
    ("x" * 307, 307, 3, GSM),
    ("€" * 80, 160, 1, GSM),
    ("€" * 81, 162, 2, GSM),
    ("Grüße à 5 £ für Ådne", 20, 1, GSM),
    ("[a]{b}|c~^\\", 19, 1, GSM),
    ("line\nline", 9, 1, GSM),
    ("ê", 1, 1, UCS2),
    ("ж" * 70, 70, 1, UCS2),
    ("ж" * 71, 71, 2, UCS2),
    ("ж" * 134, 134, 2, UCS2),
    ("ж" * 135, 135, 3, UCS2),
    ("😀", 2, 1, UCS2),
    ("😀" * 35, 70, 1, UCS2),
    ("😀" * 36, 72, 2, UCS2),
    ("€" + "ж", 2, 1, UCS2),
]


@pytest.mark.parametrize(("text", "characters", "parts", "encoding"), CASES)
def test_what_a_text_takes(text: str, characters: int, parts: int, encoding: str) -> None:
    """Septets of GSM-7, where some take two, else units of UTF-16; parts as phones join them."""
    found = measured(text)
    assert (found.characters, found.parts, found.encoding) == (characters, parts, encoding)


def test_what_takes_two_places_is_never_divided() -> None:
    """A part that has one place left is left short: one more part than the sum says."""
    assert measured("x" * 152 + "€" + "x" * 152).parts == 3
    assert measured("x" * 152 + "xx" + "x" * 152).parts == 2
    assert measured("ж" * 66 + "😀" + "ж" * 66).parts == 3


def test_the_special_letters_are_named_once_in_order() -> None:
    """So that somebody can write them otherwise."""
    assert measured("Łukasz’s “Łódź”").special == ("Ł", "’", "“", "ó", "ź", "”")
    assert measured("plain €").special == ()


def test_it_is_said_in_a_line() -> None:
    """With what there is room for, and letters nobody can see by their number."""
    assert said(measured("abc")) == "3 of 160 characters, 1 part, GSM-7"
    assert said(measured("x" * 161)) == "161 of 306 characters, 2 parts, GSM-7"
    assert said(measured("a\u00a0’")) == "3 of 70 characters, 1 part, UCS-2 because of U+00A0 ’"
    assert said(measured("жзийклмноп")).endswith("because of ж з и й к л м н and others")


def _by_brute_force(text: str) -> Length:
    """Take letter after letter into parts, the way a phone would."""
    gsm = all(letter in BASIC or letter in EXTENDED for letter in text)
    units = [
        (2 if letter in EXTENDED else 1) if gsm else len(letter.encode("utf-16-le")) // 2
        for letter in text
    ]
    alone, joined = (160, 153) if gsm else (70, 67)
    filled = [0]
    for unit in units:
        if filled[-1] + unit > joined:
            filled.append(0)
        filled[-1] += unit
    parts = len(filled) if sum(units) > alone else int(bool(text))
    return Length(sum(units), parts, GSM if gsm else UCS2)


@given(st.text(st.sampled_from("aé€|ж😀’"), max_size=400))
def test_any_text_is_measured_as_parts_are_filled(text: str) -> None:
    """And its parts have room for it."""
    found, plain = measured(text), _by_brute_force(text)
    assert (found.characters, found.parts, found.encoding) == (
        plain.characters, plain.parts, plain.encoding,
    )  # fmt: skip
    assert found.characters <= found.room
