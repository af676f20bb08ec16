"""Screens that look something up while it is typed, and show it in one listing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.timer import Timer
from textual.widget import Widget

from store.changes import Feed
from tui.screens.sections import Section, show
from tui.screens.sheet import Sheet
from tui.widgets.listing import Listing
from tui.widgets.prompt import Prompt


class Asking(Sheet):
    """A typing line that is open from the start, and what was found by it."""

    sign: ClassVar[str] = "?"
    delay_seconds: ClassVar[float] = 0.15
    """How long typing rests before it is looked up."""

    heading: ClassVar[str] = ""
    subtitle: ClassVar[str] = ""
    hint: ClassVar[str] = ""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self._text = text
        self._sections: list[Section] = [Section("", empty=self.hint)]
        self._timer: Timer | None = None

    def body(self) -> Sequence[Widget]:
        """Return what was found as one listing."""
        return (Listing(self.program.look),)

    async def on_mount(self) -> None:
        """Ask at once, or look up what was given."""
        self.say((f" {self.heading}", "strong"), (self.subtitle, "plain"))
        self.refill()
        if self._text:
            await self._go_to_found(self._text)
        else:
            self.prompt.ask(self.sign)

    def on_resize(self) -> None:
        """Lay out for the width."""
        self.refill()

    def refill(self) -> None:
        """Show what was found."""
        show(self.listing, self._sections, self.size.width)

    def ask_again(self) -> None:
        """Ask for something else."""
        self.prompt.ask(self.sign, self._text)

    def do_filter(self) -> None:
        """Ask for something else."""
        self.ask_again()

    async def look_up(self, text: str, *, telling: bool, again: bool = False) -> None:
        """Find what a text stands for and show it; ``telling`` also where it is nothing.

        ``again`` says that it was found before and may have been changed meanwhile.
        """
        raise NotImplementedError

    async def _go_to_found(self, text: str) -> None:
        await self._find(text, telling=True)
        self.listing.first_key()

    async def _find(self, text: str, *, telling: bool, again: bool = False) -> None:
        self._text = text
        await self.look_up(text, telling=telling, again=again)

    async def on_prompt_changed(self, message: Prompt.Changed) -> None:
        """Look it up while it is typed."""
        if message.sign != self.sign:
            return
        message.prevent_default()
        message.stop()
        self._text = message.text
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(self.delay_seconds, self._typed)

    async def _typed(self) -> None:
        if self.prompt.is_open and self._text.strip():
            await self._find(self._text, telling=False)

    async def on_prompt_given(self, message: Prompt.Given) -> None:
        """Go to what was found."""
        if message.sign != self.sign:
            return
        message.prevent_default()
        message.stop()
        self.prompt.close()
        self.set_focus(None)
        if message.text.strip():
            await self._go_to_found(message.text)

    async def changed(self, feed: Feed) -> None:
        """Look it up anew when something was changed meanwhile."""
        del feed
        if self._text.strip() and not self.prompt.is_open:
            await self._find(self._text, telling=False, again=True)
