"""The hub: how the studio is keeping up, first thing in the morning.

Sections in one, two or three columns, as the width allows; each column scrolls by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.timer import Timer
from textual.widget import Widget

from store import hub
from store.boards import View
from store.changes import Feed
from store.hub import Hub
from tui import everywhere
from tui.screens.hubsections import CALLS, QUEUE, Post, arranged, headline, sections
from tui.screens.sections import show
from tui.screens.sheet import Sheet
from tui.widgets.listing import Listing

TWO_FROM, THREE_FROM = 100, 150
"""The widths from which there are so many columns."""

PAUSE_SECONDS = 1.0
"""News is shown at most so often."""

MOST_COLUMNS = 3


class Columns(Horizontal, can_focus=False):
    """The columns of the hub beside each other."""

    DEFAULT_CSS = """
    Columns { height: 1fr; width: 1fr; }
    """

    def __init__(self, listings: Sequence[Listing]) -> None:
        super().__init__()
        self._listings = listings

    def compose(self) -> ComposeResult:
        """Put the listings side by side."""
        yield from self._listings


class HubScreen(Sheet):
    """The studio at a glance."""

    where = "hub"
    name_in_header = "hub"

    def __init__(self) -> None:
        super().__init__()
        self._read: Hub | None = None
        self._listings: list[Listing] = []
        self._here = 0
        self._timer: Timer | None = None
        self._stale = False

    def body(self) -> Sequence[Widget]:
        """Return as many columns as there may be."""
        self._listings = [Listing(self.program.look) for _ in range(MOST_COLUMNS)]
        return (Columns(self._listings),)

    @property
    def listing(self) -> Listing:
        """The column that the keys go to."""
        return self._listings[self._here]

    async def on_mount(self) -> None:
        """Read the hub."""
        self.say((" hub", "strong"))
        await self.reload()

    async def reload(self) -> None:
        """Read the hub again."""
        self._stale = False
        found = await self.program.ask(hub.read)
        if found is not None:
            self._read = found
            self.say(*headline(found))
            self.refill()

    async def changed(self, feed: Feed) -> None:
        """Note that something changed; it is read once the last reading is a second old."""
        del feed
        self._stale = True
        if self._timer is None and self.is_current:
            self._timer = self.set_timer(PAUSE_SECONDS, self._catch_up)

    async def _catch_up(self) -> None:
        self._timer = None
        if self._stale and self.is_current:
            await self.reload()

    async def on_screen_resume(self) -> None:
        """Catch up with what changed while another screen lay over this one."""
        if self._stale:
            await self.reload()

    # Showing ------------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """Use as many columns as the width allows."""
        self.refill()

    def refill(self) -> None:
        """Lay the sections out in columns."""
        if self._read is None:
            return
        count = 3 if self.size.width >= THREE_FROM else 2 if self.size.width >= TWO_FROM else 1
        ground = self.program.ground
        currency = ground.start.config.studio.currency
        columns = arranged(sections(self._read, ground.desk.zone, currency), count)
        width = self.size.width // count
        for place, listing in enumerate(self._listings):
            listing.display = place < count
            show(listing, columns[place] if place < count else [], width)
        self._go_to(min(self._here, count - 1))

    # Moving -------------------------------------------------------------------------------------

    def _go_to(self, place: int) -> None:
        shown = [listing for listing in self._listings if listing.display]
        self._here = max(0, min(place, len(shown) - 1))
        for at, listing in enumerate(self._listings):
            listing.set_active(active=at == self._here)
        self._show_status()

    def do_left(self) -> None:
        """Go to the column on the left; what was shown in full is fitted again first."""
        if self.listing.expanded or not self._here:
            self.listing.sideways(-1)
        else:
            self._go_to(self._here - 1)

    def do_right(self) -> None:
        """Go to the column on the right; in the last one, show what is cut off."""
        if self._here + 1 < sum(listing.display for listing in self._listings):
            self._go_to(self._here + 1)
        else:
            self.listing.sideways(1)

    def do_next_pane(self) -> None:
        """Go to the next column, and from the last to the first."""
        shown = sum(listing.display for listing in self._listings)
        self._go_to((self._here + 1) % max(1, shown))

    def do_previous_pane(self) -> None:
        """Go to the column before, and from the first to the last."""
        shown = sum(listing.display for listing in self._listings)
        self._go_to((self._here - 1) % max(1, shown))

    async def on_listing_moved(self, message: Listing.Moved) -> None:
        """Give the keys to a column that was clicked."""
        message.stop()
        at = self._listings.index(message.listing)
        if at != self._here:
            self._go_to(at)

    async def open_key(self, key: Any) -> None:
        """Open a record, a board with a filter, messages, calls to make, or the queue."""
        if isinstance(key, View):
            # Not awaited here: going elsewhere takes this screen away.
            self.program.begin(show_board(self, key), "board")
        elif isinstance(key, Post):
            await self._show_messages(key)
        elif key == QUEUE:
            self.program.begin(self.program.go("queue"), "queue")
        elif key == CALLS:
            await everywhere.calls(self)
        else:
            await super().open_key(key)

    async def _show_messages(self, which: Post) -> None:
        """Show the letters to print, or the messages in a state."""
        from tui.screens.ledger import LedgerScreen

        queue = LedgerScreen(which.table)
        await self.program.push_screen(queue)
        if which.words:
            queue.narrow(which.words)

    def do_copy(self) -> None:
        """Copy the reference under the cursor, and show it."""
        if self.listing.key not in (QUEUE, CALLS):
            super().do_copy()


async def show_board(screen: Sheet, view: View) -> None:
    """Show a board with a view."""
    from tui.screens.board import BoardScreen

    program = screen.program
    await program.go(view.board)
    shown = program.get_screen("board")
    if isinstance(shown, BoardScreen):
        await shown.show(view)
