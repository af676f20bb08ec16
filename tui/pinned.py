"""The render queue pinned beside a board: put there by a key, and read again as it gets on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Horizontal

from tui.screens import renderlines, renderpages
from tui.screens.jobchoice import LOOK_SECONDS
from tui.screens.queuelanes import LANES
from tui.screens.renderpages import Page
from tui.widgets.queuepane import QueuePane

if TYPE_CHECKING:
    from tui.screens.place import Place


class PinnedQueue(QueuePane):
    """The pane, which looks for changes while it can be seen."""

    def __init__(self, screen: Place) -> None:
        super().__init__(screen.program.look)
        self._place = screen
        self._page = Page()
        self._reading = False

    async def on_mount(self) -> None:
        """Read, and look for changes from now on."""
        await self._read()
        self.set_interval(LOOK_SECONDS, self._look_again)

    def on_resize(self) -> None:
        """Lay out for the room."""
        self._fill()

    async def _look_again(self) -> None:
        program = self._place.program
        shown = self._place.is_current and self.display and not program.ground.thread.closed
        if self._reading or not shown:
            return
        self._reading = True
        try:
            if await program.ask(renderpages.moved, self._page.marker):
                await self._read()
        finally:
            self._reading = False

    async def _read(self) -> None:
        page = await self._place.program.ask(renderpages.read, LANES[0])
        if page is not None:
            self._page = page
            self._fill()

    def _fill(self) -> None:
        room = max(1, self.size.width - 4)
        self.show(renderlines.pane_lines(self._page, room, self.size.height - 2, self._look))


async def toggle(screen: Place) -> None:
    """Pin the render queue to a board, or take it away."""
    found = screen.query(PinnedQueue)
    if found:
        await found.remove()
        return
    await screen.query_one("#middle", Horizontal).mount(PinnedQueue(screen))
