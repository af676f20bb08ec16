"""Dialogs: by keys alone, safe with any text, and never losing what was typed."""

from __future__ import annotations

from typing import Any

from textual.app import App

from tui import themes
from tui.widgets.dialog import Ask, Choice, Choose, Confirm, Dialog

HOSTILE = "fix [/] [@click=app.bell]x[/] \x1b]0;x\x07"
_NOTHING = object()


class Asking(App[None]):
    """An app that asks one question."""

    CSS_PATH = themes.STYLES

    def __init__(self, dialog: Dialog[Any]) -> None:
        super().__init__()
        self.dialog = dialog
        self.answer: object = _NOTHING

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Let our style sheets find their colours."""
        return themes.DEFAULTS

    def on_mount(self) -> None:
        """Ask."""
        self.push_screen(self.dialog, self.answered)

    def answered(self, answer: object) -> None:
        """Note the answer."""
        self.answer = answer

    def text(self) -> str:
        """Return the screen as text."""
        return "\n".join(strip.text for strip in self.screen._compositor.render_strips())


async def answer(dialog: Dialog[Any], *keys: str) -> object:
    """Return what these keys answer."""
    app = Asking(dialog)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()
        return app.answer


async def test_yes_and_no() -> None:
    """Enter and y say yes, n says no, escape gives no answer."""
    assert await answer(Confirm("Advance 12 orders?"), "y") is True
    assert await answer(Confirm("Advance 12 orders?"), "enter") is True
    assert await answer(Confirm("Advance 12 orders?"), "n") is False
    assert await answer(Confirm("Advance 12 orders?"), "escape") is None
    assert await answer(Confirm("Advance 12 orders?"), "x") is _NOTHING


async def test_choosing() -> None:
    """Arrows choose, typing narrows, enter takes; the present answer is chosen first."""
    choices = [Choice(name, name.title(), f"{name} hint") for name in ("ana", "boris", "cleo")]
    assert await answer(Choose("Owner", choices), "down", "enter") == "boris"
    assert await answer(Choose("Owner", choices, current="cleo"), "up", "enter") == "boris"
    assert await answer(Choose("Owner", choices), "c", "l", "enter") == "cleo"
    assert await answer(Choose("Owner", choices), "q", "q", "enter") is _NOTHING
    assert await answer(Choose("Owner", choices), "escape") is None


async def test_asking_for_a_text() -> None:
    """The text is checked before it is taken, and the problem is told."""

    def check(text: str) -> str | None:
        return None if text == "fri" else f"{text} is not a date"

    assert await answer(Ask("Due", text="", check=check), "f", "r", "i", "enter") == "fri"
    app = Asking(Ask("Due", check=check))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("x", "enter")
        await pilot.pause()
        assert "x is not a date" in app.text()
        assert app.answer is _NOTHING


async def test_leaving_with_typed_text_is_asked() -> None:
    """Escape warns before typed text is lost; typing on takes the warning back."""
    assert await answer(Ask("Note"), "escape") is None
    assert await answer(Ask("Note"), "x", "escape") is _NOTHING
    assert await answer(Ask("Note"), "x", "escape", "escape") is None
    assert await answer(Ask("Note"), "x", "escape", "y", "escape") is _NOTHING
    assert await answer(Ask("Note"), "x", "escape", "enter") == "x"


async def test_an_answer_below_another_dialog_is_not_heard() -> None:
    """A key that reaches a dialog when another lies over it takes neither of them away."""
    below, above = Ask("Below"), Ask("Above")
    app = Asking(below)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await app.push_screen(above)
        below.at_once("escape")
        await pilot.pause()
        assert app.screen is above
        assert app.answer is _NOTHING
        await pilot.press("escape", "x", "enter")
        await pilot.pause()
        assert app.answer == "x"


async def test_hostile_words() -> None:
    """Titles, lines, choices and problems are plain text, whatever they hold."""
    dialog = Choose(HOSTILE, [Choice(1, HOSTILE, HOSTILE)], [HOSTILE] * 40)
    app = Asking(dialog)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        dialog.tell(HOSTILE)
        await pilot.pause()
        text = app.text()
        assert text.count("fix [/] [@click=app.bell]x[/]") >= 4
        assert "\x1b" not in text
        assert "enter accept" in text
