"""What everything is measured against: an empty Textual app with a header, a footer and one key."""

from __future__ import annotations

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.widgets import Footer, Header, Label


class Empty(App[None]):
    """Answers its key by showing how often it was pressed."""

    TITLE = "Nothing at all"
    BINDINGS: ClassVar[list[BindingType]] = [("j", "count", "Count"), ("q", "quit", "Quit")]
    pressed = 0

    def compose(self) -> ComposeResult:
        """Header, label, footer."""
        yield Header()
        yield Label("0 times", markup=False)
        yield Footer()

    def action_count(self) -> None:
        """Show one more."""
        self.pressed += 1
        self.query_one(Label).update(f"{self.pressed} times")


if __name__ == "__main__":
    Empty().run()
