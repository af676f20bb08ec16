"""What all screens of the boards share: the bars around them, and from keys to commands.

A screen says which place of the key table it is and answers commands by methods named after them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.binding import BindingType
from textual.screen import Screen

from store import when
from tui.keys import Typing
from tui.widgets.lines import FooterLine, HeaderLine

if TYPE_CHECKING:
    from tui.app import Safelight

Method = Callable[[], Awaitable[None] | None]


class Place(Screen[None], inherit_bindings=False):
    """A screen with a header, a footer, and keys from the key table."""

    BINDINGS: ClassVar[list[BindingType]] = []
    where: str = "list"
    name_in_header: str = ""

    def __init__(self) -> None:
        super().__init__()
        self._typing: Typing | None = None

    @property
    def program(self) -> Safelight:
        """The program this screen belongs to."""
        return cast("Safelight", self.app)

    @property
    def header(self) -> HeaderLine:
        """The line at the top."""
        return self.query_one(HeaderLine)

    @property
    def footer(self) -> FooterLine:
        """The line at the bottom."""
        return self.query_one(FooterLine)

    def place(self) -> str:
        """Return where the keys go now: a place of the key table."""
        return self.where

    async def on_mount(self) -> None:
        """Fill the bars and start showing the time."""
        self.header.set_studio(self.program.ground.start.config.studio.name)
        self.header.set_screen(self.name_in_header)
        self.footer.set_place(self.where)
        self.show_time()
        self.set_interval(5.0, self.show_time)

    def show_time(self) -> None:
        """Show the studio's time in the header; painted only when the minute has changed."""
        ground = self.program.ground
        self.header.set_clock(when.clock(ground.now(), ground.desk.zone))

    async def on_key(self, event: events.Key) -> None:
        """Find the command a key stands for and do it."""
        if self._typed_ahead(event):
            event.stop()
            event.prevent_default()
            return
        if self.takes_text():
            return
        if self.takes_key(event.key, event.character or ""):
            event.stop()
            return
        typing = self._typing or Typing(self.program.ground.keys)
        self._typing = typing
        command = typing.press(self.place(), event.key)
        self.footer.set_typed(" ".join(typing.typed))
        if command is not None:
            event.stop()
            event.prevent_default()
            self.footer.hush()
            await self.do(command.id)
            await self.program.dialog_shown(self)
        elif typing.typed:
            event.stop()
            event.prevent_default()

    def _typed_ahead(self, event: events.Key) -> bool:
        """Pass on a key that was pressed before the dialog or line it was meant for was there.

        People type ahead, and on a slow line their keys come in one go: none may be lost, or be
        taken for a command here.
        """
        top = self.program.screen
        if top is self and (not self.takes_text() or self.has_had(event)):
            return False
        again = events.Key(event.key, event.character)
        again.set_sender(self.app)

        def deliver() -> None:
            (top.focused or top)._forward_event(again)  # noqa: SLF001  # as the app itself does it

        top.call_later(deliver)
        return True

    def has_had(self, event: events.Key) -> bool:
        """Tell whether a key has come through the text field that has the keys now."""
        del event
        return True

    def takes_text(self) -> bool:
        """Tell whether a text field has the keys."""
        return False

    def takes_key(self, key: str, character: str) -> bool:
        """Take a key before it is looked up; tells whether it was used."""
        del key, character
        return False

    async def do(self, command_id: str) -> None:
        """Do a command by its id: this screen's method, or what all screens do alike."""
        from tui import everywhere

        method: Method | None = getattr(self, f"do_{command_id}", None)
        if method is None:
            await everywhere.do(self, command_id)
            return
        waiting = method()
        if waiting is not None:
            await waiting
