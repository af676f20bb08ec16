"""Text from outside is made fit to be stored, painted and searched."""

from __future__ import annotations

import re
import sys
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.text import is_blank, safe, search_key

ANYTHING = st.text(st.characters(exclude_categories=()), max_size=200)
FORBIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufeff\ud800-\udfff\ufffe\uffff]"
)
FORBIDDEN_IN_LINES = re.compile(FORBIDDEN.pattern.replace("\x00-\x1f", "\x00-\x08\x0b-\x1f"))


@given(ANYTHING)
def test_nothing_steers_a_terminal(text: str) -> None:
    """Whatever comes in, no control, direction mark or broken code point is left."""
    assert not FORBIDDEN.search(safe(text))


@given(ANYTHING)
def test_lines_are_kept_on_request_only(text: str) -> None:
    """With newlines kept, only the newline and the tab are left of all controls."""
    assert not FORBIDDEN_IN_LINES.search(safe(text, keep_newlines=True))


@given(ANYTHING, st.integers(0, 40), st.booleans())
def test_twice_is_once(text: str, limit: int, keep: bool) -> None:
    """A text that was made safe stays as it is, and within its limit."""
    once = safe(text, limit, keep_newlines=keep)
    assert len(once) <= limit
    assert safe(once, limit, keep_newlines=keep) == once
    assert unicodedata.is_normalized("NFC", once)


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126)))
def test_plain_text_is_left_alone(text: str) -> None:
    """Printable ASCII passes unchanged."""
    assert safe(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fix [/] now", "fix [/] now"),
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("\x1b]52;c;ZXZpbA==\x07", "]52;c;ZXZpbA=="),
        ("\x9b31m", "31m"),
        ("a\r\nb\tc\u2028d\x85e", "a b c d e"),
        ("\u202egnp.exe", "gnp.exe"),
        ("e\u0301", "é"),
        ("e\x00\u0301", "é"),
        ("half \ud83d", "half \ufffd"),
        ("👩‍👩‍👧‍👦 नमस्ते 한국어", "👩‍👩‍👧‍👦 नमस्ते 한국어"),
    ],
)
def test_known_hostile_texts(text: str, expected: str) -> None:
    """Escapes lose their teeth, families and scripts stay whole."""
    assert safe(text) == expected


def test_lines_end_alike() -> None:
    """Every way of ending a line becomes one newline when lines are kept."""
    assert safe("a\r\nb\rc\u2029d\te", keep_newlines=True) == "a\nb\nc\nd\te"


def test_a_cut_is_shown() -> None:
    """What exceeds the limit is cut, and an ellipsis says so."""
    assert safe("x" * 10_000) == "x" * 10_000
    assert safe("x" * 10_001) == "x" * 9_999 + "…"


def test_endless_accents_take_no_time() -> None:
    """A million stacked accents do not hold the program up."""
    began = time.process_time()
    safe("a" + "\u0316\u0301" * 500_000)
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("  Anna   LINDQVIST ", "anna lindqvist"),
        ("Łódź Ørsted Ægir Straße", "lodz orsted aegir strasse"),
        ("Đỗ Thị Hường", "do thi huong"),
        ("İstanbul ıssız", "istanbul issiz"),
        ("O’Neil", "o'neil"),
        ("ＦＵＬＬ\u3000ｗｉｄｔｈ", "full width"),
        ("नमस्ते が", "नमस्ते が"),
        ("soft\u00adhyphen", "softhyphen"),
    ],
)
def test_searching_forgives(text: str, key: str) -> None:
    """Case, accents, widths and spacing do not matter to a search; other letters do."""
    assert search_key(text) == key


@given(ANYTHING)
def test_search_keys_are_stable(text: str) -> None:
    """The key of a key is itself, so that stored keys and typed words meet."""
    assert search_key(search_key(text)) == search_key(text)


@given(ANYTHING)
def test_stored_text_is_found_again(text: str) -> None:
    """Storing a text does not change how it is searched."""
    assert search_key(safe(text)) == search_key(text)


@pytest.mark.parametrize("text", ["", " ", "\u200b", "\u2060\u00ad", "\u3164", "\u2800 \ufe0f"])
def test_what_cannot_be_seen_is_blank(text: str) -> None:
    """Whatever it is made of."""
    assert is_blank(text)


@given(st.text(min_size=1))
def test_what_can_be_searched_is_not_blank(text: str) -> None:
    """A letter or a sign is enough."""
    assert not is_blank(text + "a")
    assert is_blank(text) or text.strip()


def test_what_is_printable_is_not_looked_through() -> None:
    """No character that is taken away or replaced counts as printable."""
    printable = "".join(filter(str.isprintable, map(chr, range(sys.maxunicode + 1))))
    assert not FORBIDDEN.search(printable)
    assert safe(printable, len(printable) * 3) == unicodedata.normalize("NFC", printable)
