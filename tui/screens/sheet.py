"""Screens made of listings: moving in them, the line for typing, keys of their own.

What is shown is each screen's; the keys of its own that the key table does not know are declared
with the screen and shown above the footer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.widget import Widget

from tui import keys as keymaps
from tui.keys import Row
from tui.screens.place import Place
from tui.widgets.lines import FooterLine, HeaderLine, Part, StatusLine, TextLine
from tui.widgets.listing import Listing
from tui.widgets.prompt import Prompt


def own(command_id: str, key: str, words: str, help: str) -> Row:  # noqa: A002 - as in the key table
    """Declare a command that only one screen has."""
    return Row(command_id, (key,), words, help, "Here", "")


class Sheet(Place):
    """A screen of one or several listings."""

    where = "list"
    AUTO_FOCUS = ""
    local: ClassVar[tuple[Row, ...]] = ()
    """Commands of this screen alone; each is a method ``do_ID``."""

    can_narrow = False
    """Whether `/` shows only what has the typed words."""

    def __init__(self) -> None:
        super().__init__()
        self.narrowed = ""
        self._left: tuple[Part, ...] = ()

    def compose(self) -> ComposeResult:
        """Header, status line, the listings, own keys, typing line, footer."""
        yield HeaderLine()
        yield StatusLine()
        yield from self.body()
        if self.local:
            yield TextLine(id="own-keys")
            yield TextLine(id="more-keys")
        yield Prompt()
        yield FooterLine(self.program.ground.keys)

    def body(self) -> Sequence[Widget]:
        """Return what stands between status line and footer."""
        raise NotImplementedError

    async def on_mount(self) -> None:
        """Show the keys of this screen alone."""
        self.show_own_keys()

    def on_resize(self) -> None:
        """Show as many keys of this screen as fit."""
        self.show_own_keys()

    def show_own_keys(self) -> None:
        """Show the keys of this screen alone, as they are now, in two lines where one is short."""
        if not self.local:
            return
        lines: tuple[list[Part], list[Part]] = ([], [])
        room = self.size.width
        for row in self.rows_of_its_own():
            parts: list[Part] = [(f" {row.key}", "key"), (f" {row.words} ", "plain")]
            room -= sum(cell_len(words) for words, _ in parts)
            lines[room < 0].extend(parts)
        more = self.query_one("#more-keys", TextLine)
        more.display = bool(lines[1])
        self.query_one("#own-keys", TextLine).show(lines[0])
        more.show(lines[1])

    @property
    def listing(self) -> Listing:
        """The listing that the keys go to."""
        return self.query_one(Listing)

    @property
    def prompt(self) -> Prompt:
        """The line for typing."""
        return self.query_one(Prompt)

    # Keys of its own ----------------------------------------------------------------------------

    def rows_of_its_own(self) -> list[Row]:
        """Return the commands of this screen alone, without those the key table knows by now."""
        known = {row.id for row in keymaps.rows(self.program.ground.keys, self.place())}
        return [row for row in self.local if row.id not in known]

    def takes_key(self, key: str, character: str) -> bool:
        """Take the keys of this screen alone, unless the studio has given them away."""
        if self.program.ground.keys.command(self.place(), (key,)) is not None:
            return False
        for row in self.rows_of_its_own():
            if character in row.keys or key in row.keys:
                self.call_later(self.do, row.id)
                return True
        return False

    # Status -------------------------------------------------------------------------------------

    def say(self, *left: Part) -> None:
        """Show what this screen is about; which lines are in view stands on the right."""
        self._left = left
        self._show_status()

    def _show_status(self) -> None:
        narrowed: list[Part] = [(f" /{self.narrowed}", "key")] if self.narrowed else []
        reach = self.listing.reach()
        self.query_one(StatusLine).show(
            [*self._left, *narrowed], [(f" {reach} ", "plain")] if reach else []
        )

    def on_listing_scrolled(self, message: Listing.Scrolled) -> None:
        """Show which lines are in view."""
        message.stop()
        self._show_status()

    # Moving -------------------------------------------------------------------------------------

    def do_down(self) -> None:
        """Go down one line."""
        self.listing.step(1)

    def do_up(self) -> None:
        """Go up one line."""
        self.listing.step(-1)

    def do_first(self) -> None:
        """Go to the first line."""
        self.listing.first()

    def do_last(self) -> None:
        """Go to the last line."""
        self.listing.last()

    def do_half_down(self) -> None:
        """Go down half a page."""
        self.listing.half_page(1)

    def do_half_up(self) -> None:
        """Go up half a page."""
        self.listing.half_page(-1)

    def do_left(self) -> None:
        """Show what is cut off on the left."""
        self.listing.sideways(-1)

    def do_right(self) -> None:
        """Show what is cut off on the right."""
        self.listing.sideways(1)

    def do_next_pane(self) -> None:
        """Stay: there is one pane."""

    def do_previous_pane(self) -> None:
        """Stay: there is one pane."""

    async def do_open(self) -> None:
        """Open what the line under the cursor stands for."""
        key = self.listing.key
        if key is not None:
            await self.open_key(key)

    async def on_listing_opened(self, message: Listing.Opened) -> None:
        """Open a line that was clicked twice."""
        message.stop()
        await self.do_open()

    async def open_key(self, key: Any) -> None:
        """Open what a line stands for: by default the record of a reference."""
        if isinstance(key, str):
            await self.open_record(key)

    async def open_record(self, ref: str) -> None:
        """Show everything of a record."""
        from tui.screens.record import RecordScreen

        await self.program.push_screen(RecordScreen(ref))

    async def do_back(self) -> None:
        """Drop the narrowing, else go back to the screen below."""
        if self.narrowed:
            self.narrow("")
        else:
            self.program.pop_screen()

    def do_copy(self) -> None:
        """Copy the reference under the cursor, and show it."""
        key = self.listing.key
        if isinstance(key, str):
            self.program.copy_to_clipboard(key)
            self.program.tell(f"{key}\n(sent to the clipboard, if this terminal allows it)")

    # Typing -------------------------------------------------------------------------------------

    def takes_text(self) -> bool:
        """Tell whether the typing line has the keys."""
        return self.prompt.is_open

    def has_had(self, event: events.Key) -> bool:
        """Tell whether a key came through the typing line: then it is no key typed ahead for it."""
        return self.prompt.has_had(event)

    def do_command(self) -> None:
        """Type a command in the shell's words."""
        self.prompt.ask(":")

    def do_filter(self) -> None:
        """Type words that lines must have to be shown."""
        if self.can_narrow:
            self.prompt.ask("/", self.narrowed)

    def narrow(self, text: str) -> None:
        """Show only what has these words; none show all."""
        self.narrowed = text.strip()
        self.refill()
        self._show_status()

    def refill(self) -> None:
        """Fill the listings from what was read."""

    async def on_prompt_changed(self, message: Prompt.Changed) -> None:
        """Narrow as it is typed, or offer commands."""
        message.stop()
        if message.sign == ":":
            from tui import shellwords

            if not message.completing:
                words = await self.program.ask(shellwords.offers, message.text, message.at)
                if words is not None:
                    self.prompt.offer(*words)
        elif message.sign == "/" and self.prompt.is_open:
            self.narrow(message.text)

    async def on_prompt_given(self, message: Prompt.Given) -> None:
        """Keep the narrowing, or carry out the command."""
        message.stop()
        self.prompt.close()
        self.set_focus(None)
        if message.sign == ":":
            from tui import shellwords

            await shellwords.run(self, message.text)
        elif message.sign == "/":
            self.narrow(message.text)

    def on_prompt_left(self, message: Prompt.Left) -> None:
        """Give the keys back to the listing."""
        message.stop()
        self.set_focus(None)
