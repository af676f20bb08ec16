"""Header, status line and footer: what they say, and that they repaint only when it changes."""

from __future__ import annotations

from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Region

from tui import themes
from tui.keys import keymap
from tui.widgets.lines import FooterLine, HeaderLine, StatusLine, TextLine


class Bars(App[None]):
    """The three lines alone."""

    CSS_PATH = themes.STYLES

    def __init__(self) -> None:
        super().__init__()
        self.header = HeaderLine("Larkin Studio")
        self.status = StatusLine()
        self.footer = FooterLine(keymap({"help": "f1"}))

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Let our style sheets find their colours."""
        return themes.DEFAULTS

    def compose(self) -> ComposeResult:
        """Show them below each other."""
        yield self.header
        yield self.status
        yield self.footer

    def lines(self) -> list[str]:
        """Return the screen's lines as text."""
        return [strip.text for strip in self.screen._compositor.render_strips()]


@pytest.mark.parametrize(
    ("width", "words"), [(140, "4 Production "), (80, "1 2 3 4 Production "), (60, "Production ")]
)
async def test_the_header(width: int, words: str) -> None:
    """The header names the studio, the screens with the present one, and the time."""
    app = Bars()
    async with app.run_test(size=(width, 10)) as pilot:
        app.header.set_screen("production")
        app.header.set_clock("09:41")
        await pilot.pause()
        top = app.lines()[0]
        assert "Safelight" in top or "Larkin" in top
        assert words in top
        assert top.endswith(" 09:41 ")
        assert "8" in top[: -len(" 09:41 ")]


async def test_a_tick_repaints_the_clock_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock is a widget of its own; the same time again repaints nothing."""
    app = Bars()
    async with app.run_test(size=(120, 10)) as pilot:
        app.header.set_clock("09:41")
        await pilot.pause()
        painted: list[str | None] = []
        refresh = TextLine.refresh

        def noted(self: TextLine, *regions: Region, **options: Any) -> TextLine:
            painted.append(self.id)
            return refresh(self, *regions, **options)

        monkeypatch.setattr(TextLine, "refresh", noted)
        app.header.set_clock("09:41")
        assert painted == []
        app.header.set_clock("09:42")
        assert painted == ["clock"]


async def test_the_status_line() -> None:
    """Board and filter stand on the left, counts on the right; what does not fit is cut off."""
    app = Bars()
    async with app.run_test(size=(100, 10)) as pilot:
        app.status.set_status(
            "production",
            "late due<+3d",
            shown=1041,
            late=6,
            today=3,
            clock="here",
            more="read only",
        )
        await pilot.pause()
        line = app.lines()[1]
        assert line.startswith(" production late due<+3d")
        assert line.endswith("read only · 1,041 shown · 6 late · 3 due today · clock: here ")
        app.status.set_status("production", "[/] \x1b]0;x\x07" + "x" * 300, shown=1)
        await pilot.pause()
        line = app.lines()[1]
        assert line.startswith(" production [/] ]0;x")
        assert line.endswith("…1 shown ")


async def test_the_footer() -> None:
    """The footer shows the place's keys as far as they fit, help at the end, and the marks."""
    app = Bars()
    async with app.run_test(size=(80, 10)) as pilot:
        app.footer.set_marked(2)
        await pilot.pause()
        line = app.lines()[-1]
        assert line.startswith(" a advance  A back  space mark ")
        assert " f1 help " in line
        assert line.endswith(" 2 marked ")
        app.footer.set_place("dialog")
        app.footer.set_marked(0)
        app.footer.set_typed("g")
        await pilot.pause()
        assert app.lines()[-1].startswith(" enter accept  tab next field  esc leave ")
        assert app.lines()[-1].endswith(" g ")
