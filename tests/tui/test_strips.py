"""The belt around the terminal."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from rich.console import Console
from rich.segment import ControlType, Segment
from rich.style import Style
from textual.strip import Strip

from tui import strips


@pytest.fixture(autouse=True)
def belt() -> Iterator[None]:
    """Put the belt on, and take it off again."""
    render_style, render = Strip.__dict__["render_style"], Strip.__dict__["render"]
    strips.install()
    strips.install()
    yield
    Strip.render_style = render_style  # type: ignore[method-assign]
    Strip.render = render  # type: ignore[method-assign]


def painted(*segments: Segment) -> str:
    """Return what the terminal gets for these segments."""
    console = Console(color_system="256", force_terminal=True)
    return Strip(segments).render(console)


@pytest.mark.parametrize(
    "text",
    [
        "\x1b]52;c;ZXZpbA==\x07",
        "\x1b]0;title\x07",
        "a\x9b31mb",
        "a\u202eb",
        "\x00\r\n\x7f",
        "\u2028",
    ],
)
@pytest.mark.parametrize("style", [None, Style(), Style(bold=True), Style(link="\x1b]0;x\x07")])
def test_no_control_of_a_text_reaches_the_terminal(text: str, style: Style | None) -> None:
    """Escape sequences, C1, direction marks and line ends are taken out, styled or not."""
    sent = painted(Segment(text, style)).replace("\x1b[1m", "").replace("\x1b[0m", "")
    assert sent.isprintable()


def test_styles_are_sent_as_before() -> None:
    """Harmless text keeps its style and its letters."""
    assert painted(Segment("Ada 山", Style(bold=True))) == "\x1b[1mAda 山\x1b[0m"
    assert painted(Segment("plain")) == "plain"


def test_pictures_pass() -> None:
    """What a program marks as a control is left alone: pictures are sent this way."""
    sixel = Segment("\x1bPq#0\x1b\\", None, [(ControlType.BELL,)])
    assert painted(sixel) == "\x1bPq#0\x1b\\"
