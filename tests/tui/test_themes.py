"""Colours: readable in every theme, and the right theme for every terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.color import Color, ColorSystem
from rich.terminal_theme import TerminalTheme

from store.errors import Refused
from tui import themes

VGA = TerminalTheme(
    (0, 0, 0),
    (170, 170, 170),
    [
        (0, 0, 0),
        (170, 0, 0),
        (0, 170, 0),
        (170, 85, 0),
        (0, 0, 170),
        (170, 0, 170),
        (0, 170, 170),
        (170, 170, 170),
    ],
    [
        (85, 85, 85),
        (255, 85, 85),
        (85, 255, 85),
        (255, 255, 85),
        (85, 85, 255),
        (255, 85, 255),
        (85, 255, 255),
        (255, 255, 255),
    ],
)
"""The colours of a text console."""

DEPTHS = {
    "dark": (ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT),
    "light": (ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT),
    "dark-16": (ColorSystem.STANDARD,),
    "light-16": (ColorSystem.STANDARD,),
}


def luminance(name: str, depth: ColorSystem) -> float:
    """Return the relative luminance of a colour as a terminal of this depth shows it."""
    colour = Color.parse(name.removeprefix("ansi_")).downgrade(depth)
    parts = [part / 255 for part in colour.get_truecolor(VGA)]
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str, depth: ColorSystem) -> float:
    """Return the contrast of two colours as WCAG defines it."""
    dark, light = sorted((luminance(one, depth), luminance(other, depth)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", list(DEPTHS))
@pytest.mark.parametrize("pair", themes.PAIRS, ids="-on-".join)
def test_text_is_readable(name: str, pair: tuple[str, str]) -> None:
    """Every text colour reaches a contrast of 4.5 on its ground, also where colours are few."""
    text, ground = (themes.THEMES[name].variables[f"sl-{part}"] for part in pair)
    for depth in DEPTHS[name]:
        assert contrast(text, ground, depth) >= 4.5, (name, pair, depth)


def test_without_colour_there_is_none() -> None:
    """The plain theme names no colour at all; the cursor is told by reverse."""
    variables = themes.THEMES["mono"].variables
    styles = {"late-style", "cursor-style", "rest-style", "here-style", "label-style"}
    for key, value in variables.items():
        if key.startswith("sl-") and key.removeprefix("sl-") not in styles:
            assert value == "ansi_default", key
    assert variables["sl-cursor-style"] == "reverse"


def test_all_themes_define_the_same() -> None:
    """A theme that lacked a variable would break the style sheets."""
    names = {frozenset(theme.variables) for theme in themes.THEMES.values()}
    assert len(names) == 1


@pytest.mark.parametrize(
    ("environ", "depth"),
    [
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "truecolor"),
        ({"TERM": "xterm-256color"}, "256"),
        ({"TERM": "tmux-256color", "NO_COLOR": ""}, "256"),
        ({"TERM": "screen"}, "16"),
        ({"TERM": "linux"}, "16"),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, "none"),
        ({"TERM": "dumb"}, "none"),
        ({"TERM": "vt220"}, "none"),
        ({}, "none"),
    ],
)
def test_the_terminal_tells_its_colours(environ: dict[str, str], depth: str) -> None:
    """NO_COLOR, COLORTERM and TERM decide, in this order."""
    assert themes.depth(environ) == depth


def test_a_theme_is_chosen() -> None:
    """The setting is followed as far as the terminal has the colours."""
    full = {"TERM": "xterm-256color"}
    assert themes.choose("auto", full) == "dark"
    assert themes.choose("auto", full | {"COLORFGBG": "0;15"}) == "light"
    assert themes.choose("light", {"TERM": "linux"}) == "light-16"
    assert themes.choose("dark-16", full) == "dark-16"
    assert themes.choose("light", full | {"NO_COLOR": "1"}) == "mono"
    with pytest.raises(Refused, match="did you mean light"):
        themes.choose("lihgt", full)


def test_boxes_are_ascii_where_needed() -> None:
    """Text consoles and other character sets get ASCII."""
    assert themes.ascii_only({"TERM": "linux", "LANG": "en_GB.UTF-8"})
    assert themes.ascii_only({"TERM": "xterm", "LANG": "C"})
    assert not themes.ascii_only({"TERM": "xterm", "LC_ALL": "de_DE.utf8", "LANG": "C"})
    assert not themes.ascii_only({"TERM": "xterm"})


def test_style_sheets_are_found() -> None:
    """The style sheets are beside the code and hold colours only by our names."""
    sheets = [Path(path) for path in themes.STYLES]
    assert {path.name for path in sheets} >= {"board.tcss", "dialog.tcss", "lines.tcss"}
    for path in sheets:
        for sheet_line in path.read_text(encoding="utf-8").splitlines():
            if "color:" in sheet_line or "background:" in sheet_line:
                assert "$sl-" in sheet_line, sheet_line
