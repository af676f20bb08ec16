"""A card's three lines: exact widths, fixed places, states told by shape and word."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style

from store.boards import Face
from store.boards import Lane as Facts
from tui.widgets import frames
from tui.widgets.cells import PLAIN, Shown, card, line, unread
from tui.widgets.look import ASCII, Look, Palette
from tui.widgets.measure import fit, painted

NOW = 1_796_115_600_000  # Tuesday 1 December 2026, 09:00 UTC
HOUR = 3_600_000
DAY = 24 * HOUR
LOOK = Look(now=NOW)
HOSTILE = (
    "fix [/] now",
    "[@click=app.bell]x[/]",
    "\x1b]52;c;ZXZpbA==\x07\x1b[31mred",
    "\u202egnp.exe \u2066x\u2069",
    "\x9b31m\x85\u2028\ufeff",
    "👨‍👩‍👧‍👦 ❤️ 👍🏽 🇩🇪 family",
    "山田 花子 ｶﾅ",
    "Zalgo" + "\u0301" * 200,
    "x" * 10_000,
    "\u0301\u200d\ufe0f",
    "",
)


def face(**changes: Any) -> Face:
    """Return an ordinary card with some things changed."""
    values: dict[str, Any] = {
        "id": 1,
        "ref": "O-1043",
        "kind": "production",
        "client": "Okafor, Ada",
        "subject": "Wedding album",
        "type": "Print",
        "vendor": "Bay Lab",
        "track": "Print",
        "status": "Retouch",
        "status_id": 1,
        "lane": 1,
        "state": "active",
        "entered_at": NOW - DAY,
        "due_at": NOW + 2 * DAY,
        "sort_at": 0,
        "due_by_hand": False,
        "promised_at": None,
        "user": "ana",
        "department": None,
        "priority": 1,
        "version": 1,
        "lines": 3,
        "value_cents": 0,
        "done": False,
    }
    return Face(**values | changes)


def texts(width: int = 30, shown: Shown = PLAIN, look: Look = LOOK, **changes: Any) -> list[str]:
    """Return a card's lines as text."""
    return [strip.text for strip in card(face(**changes), width, shown, look)]


def test_fixed_places() -> None:
    """Reference and client; type, vendor and lines; due date on the left and owner on the right."""
    assert texts() == [
        " O-1043 Okafor, Ada           ",
        " Print · Bay Lab · 3 lines    ",
        " due Thu 3 Dec  +2d        ana",
    ]


def test_narrow_cards_keep_what_matters() -> None:
    """As it gets narrower the date shrinks first, then the owner, never how far off it is due."""
    assert texts(20)[2] == " due Thu  +2d    ana"
    assert texts(20, user="charlotte")[2] == " +2d       charlotte"
    assert texts(12, user="charlotte")[2] == " +2d    cha…"
    assert texts(6)[2].startswith(" +2d")


def test_late_is_told_by_bar_and_word() -> None:
    """A late card has a bar on all its lines and says by how much."""
    lines = texts(30, due_at=NOW - 3 * DAY)
    assert [text[0] for text in lines] == ["▌", "▌", "▌"]
    assert lines[2].startswith("▌3d LATE")
    assert texts(look=Look(now=NOW, glyphs=ASCII), due_at=NOW - 2 * HOUR)[2].startswith("|2h LATE")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"state": "waiting"}, "◇ waiting"),
        ({"state": "blocked"}, "■ blocked"),
        ({"priority": 3}, "▲ rush"),
        ({"priority": 2}, "▲ high"),
        ({"due_at": None}, "no due date"),
        ({"due_at": NOW + HOUR}, "due today 10:00"),
        ({"state": "done", "done": True}, "done Mon 30 Nov"),
        ({"state": "cancelled", "done": True, "due_at": NOW - DAY}, "cancelled"),
    ],
)
def test_states_are_words(changes: dict[str, Any], words: str) -> None:
    """What holds a card up or hurries it is said in words, with a shape of its own."""
    assert words in texts(40, **changes)[2]


def test_marked_and_labelled() -> None:
    """A mark is a shape before the reference; jump letters stand before it too."""
    assert texts(shown=Shown(marked=True))[0].startswith("●O-1043")
    assert texts(shown=Shown(label="fj"))[0].startswith("  fj O-1043")


def test_what_the_second_line_says() -> None:
    """Tasks and calls show their subject; work without a vendor is done in the house."""
    assert texts(kind="task")[1].strip() == "Wedding album"
    assert texts(vendor=None, lines=1)[1].strip() == "Print · in-house · 1 line"
    assert texts(kind="session", vendor=None, lines=0)[1].strip() == "Print"
    assert texts(kind="invoice", vendor=None, type=None, lines=0)[1].strip() == "Wedding album"


def test_the_cursor_is_one_style() -> None:
    """Under the cursor a line has one style, so that it costs few bytes and needs no colours."""
    strips = card(face(due_at=NOW - DAY), 30, Shown(cursor=True, focused=True), LOOK)
    cursor = LOOK.palette.cursor
    for strip in strips:
        assert {segment.style for segment in strip} <= {cursor, cursor + Style(bold=True)}


def test_few_segments() -> None:
    """Neighbours of one style are one segment: each costs bytes on the line."""
    palette = Palette(text=Style(), muted=Style())
    assert len(card(face(), 30, PLAIN, Look(palette=palette, now=NOW))[2]._segments) == 1


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("width", [1, 2, 9, 24, 80])
def test_hostile_texts_keep_the_width(text: str, width: int) -> None:
    """Whatever a text holds, each line is exactly as wide as it should be and sends no controls."""
    changes = dict.fromkeys(("client", "subject", "type", "vendor", "user"), text)
    for kind in ("production", "task"):
        for strip in card(face(kind=kind, **changes), width, Shown(marked=True), LOOK):
            assert strip.cell_length == width == cell_len(strip.text)
            assert all(unicodedata.category(letter) not in ("Cc", "Cf") for letter in strip.text)


@given(st.text(max_size=60), st.integers(min_value=0, max_value=40))
def test_cutting_any_text(text: str, width: int) -> None:
    """A cut text never takes more cells than there are, and is left alone if it fits."""
    words = painted(text)
    cut = fit(words, width)
    assert cell_len(cut) <= width
    assert cell_len(words) > width or cut == words
    assert painted(words) == words


def test_widths_all_terminals_agree_on() -> None:
    """Joined pictures, skin tones and selectors are left out; letters keep a few marks."""
    assert painted("👨‍👩‍👧 x") == "👨 x"
    assert painted("👍🏽❤️") == "👍❤"
    assert painted("é" + "\u0323" * 9).count("\u0323") <= 3
    assert cell_len(fit("山田花子", 5)) == 5


def test_rows_that_have_not_arrived() -> None:
    """A card not yet read is three lines of the right width."""
    assert [strip.cell_length for strip in unread(24, PLAIN, LOOK)] == [24, 24, 24]


def test_a_line_is_exactly_as_wide() -> None:
    """A line is filled or cut to its width."""
    assert line([("abc", Style())], 5, Style()).text == "abc  "
    assert line([("abcdef", Style())], 4, Style()).text == "abcd"


def facts(**changes: Any) -> Facts:
    """Return a lane's facts."""
    values: dict[str, Any] = {
        "key": 1,
        "name": "Retouch",
        "state": "active",
        "count": 9,
        "late": 0,
        "today": 0,
    }
    return Facts(**values | changes)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "9"),
        ({"limit": 10}, "9/10"),
        ({"limit": 9}, "9/9 full"),
        ({"limit": 4}, "9/4 over"),
        ({"count": 1000, "capped": True}, "1,000+"),
    ],
)
def test_counts_of_a_lane(changes: dict[str, Any], words: str) -> None:
    """A head says count, limit and whether it is full in words."""
    assert frames.count_words(facts(**changes)) == words


def test_heads_and_feet() -> None:
    """Heads tell lanes hidden beside them, feet what is out of view, always at full width."""
    head = frames.head(facts(late=2, limit=10), 40, (2, 3), LOOK, here=True)
    assert head.text == "┌‹ 2  Retouch 9/10 · 2 late ─────── 3 ›┐"
    foot = frames.foot(8, 31, 40, LOOK, capped=True)
    assert foot.text.startswith("└─ ▴ 8 ▾ 31+ ─")
    for width in range(4, 60):
        for name in HOSTILE:
            shown = frames.head(facts(name=name, late=3), width, (10, 12), LOOK, here=False)
            assert shown.cell_length == width
        assert frames.foot(1, 100_000, width, LOOK, capped=False).cell_length == width
        assert frames.empty("  no cards", width, LOOK).cell_length == width
