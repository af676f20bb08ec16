"""The line for typing: history, completion, and mistakes with their place."""

from __future__ import annotations

from textual.app import App, ComposeResult

from tui import themes
from tui.widgets.prompt import Prompt


class Typed(App[None]):
    """A prompt alone, noting what it tells."""

    CSS_PATH = themes.STYLES

    def __init__(self) -> None:
        super().__init__()
        self.prompt = Prompt()
        self.told: list[tuple[str, str, str]] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Let our style sheets find their colours."""
        return themes.DEFAULTS

    def compose(self) -> ComposeResult:
        """Show the prompt."""
        yield self.prompt

    def on_prompt_changed(self, event: Prompt.Changed) -> None:
        """Note the text as it is typed."""
        self.told.append(("changed", event.sign, event.text))

    def on_prompt_given(self, event: Prompt.Given) -> None:
        """Note the text as given, and close."""
        self.told.append(("given", event.sign, event.text))
        self.prompt.close()

    def on_prompt_left(self, event: Prompt.Left) -> None:
        """Note that it was left."""
        self.told.append(("left", event.sign, event.text))

    def text(self) -> str:
        """Return the screen as text."""
        return "\n".join(strip.text for strip in self.screen._compositor.render_strips())


async def test_typing_and_giving() -> None:
    """Each change is told as it is typed, enter gives the text, and the line closes."""
    app = Typed()
    async with app.run_test(size=(60, 10)) as pilot:
        assert not app.prompt.is_open
        app.prompt.ask("/")
        await pilot.press("l", "a", "enter")
        assert app.told[-1] == ("given", "/", "la")
        assert ("changed", "/", "la") in app.told
        assert not app.prompt.is_open


async def test_leaving_loses_nothing() -> None:
    """Escape closes the line; what was typed is the newest of the history."""
    app = Typed()
    async with app.run_test(size=(60, 10)) as pilot:
        app.prompt.ask(":")
        await pilot.press("x", "y", "escape")
        assert app.told[-1] == ("left", ":", "xy")
        assert app.prompt.history(":") == ["xy"]
        assert app.prompt.history("/") == []


async def test_walking_through_the_history() -> None:
    """Up and down walk through earlier texts and come back to what was being typed."""
    app = Typed()
    async with app.run_test(size=(60, 10)) as pilot:
        app.prompt.history("/").extend(["late", "owner:me"])
        app.prompt.ask("/")
        await pilot.press("n", "up", "up", "up")
        assert app.prompt.text == "late"
        await pilot.press("down", "down", "down")
        assert app.prompt.text == "n"


async def test_completion() -> None:
    """Offered words are shown; tab puts one after another into the text."""
    app = Typed()
    async with app.run_test(size=(60, 10)) as pilot:
        app.prompt.ask("/")
        await pilot.press("v", "e")
        app.prompt.offer(["vendor:", "version:"], 0)
        await pilot.pause()
        assert " vendor:  version: " in app.text()
        await pilot.press("tab")
        assert app.prompt.text == "vendor:"
        await pilot.press("tab")
        assert app.prompt.text == "version:"
        await pilot.press("shift+tab", "b")
        assert app.prompt.text == "vendor:b"
        assert "version:" not in app.text()


async def test_a_mistake_shows_its_place() -> None:
    """A caret stands under the place of the mistake; typing on takes the message away."""
    app = Typed()
    async with app.run_test(size=(60, 10)) as pilot:
        app.prompt.ask("/", "due<<3")
        app.prompt.problem("a date is missing [/] here", 4)
        await pilot.pause()
        assert "      ^ a date is missing [/] here" in app.text()
        await pilot.press("x")
        await pilot.pause()
        assert "missing" not in app.text()
