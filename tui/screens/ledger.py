"""The queue of the triggers: what is due, what comes, what was done, and what went out.

One table at a time; tab goes from one to the next. What comes is rehearsed: each firing stands in
the state that it would then be in. What is decided about the rows is in ``queuechoice``.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from store.boards import Face
from store.changes import Feed
from store.text import search_key
from tui.keys import Row as Key
from tui.screens import queuelanes, queuepages
from tui.screens.hindsight import HindsightScreen
from tui.screens.message import MessageScreen, by_refs
from tui.screens.queuechoice import QueueChoice
from tui.screens.queuelanes import LANES
from tui.screens.queuepages import Group, Page, Wanted
from tui.screens.queuetabs import TABS, Tab
from tui.screens.triggerform import trigger_form
from tui.widgets.dialog import plain
from tui.widgets.lines import Part, TextLine
from tui.widgets.table import Table

SPANS = (1, 7, 14, 30, 90)
"""Days that what comes can be rehearsed for."""

SEEN = frozenset({"firing", "trigger", "message", "trigger_pause", "setting"})
"""Tables whose changes show here."""

BESIDE = frozenset({"message", "setting"})
"""Those of them that do not change what comes."""


class Pace:
    """Lets a few things happen at once, and after these one a second."""

    def __init__(self, most: int = 8) -> None:
        """Begin with as many as there may be at once."""
        self._most = self._left = float(most)
        self._looked = time.monotonic()

    def may(self) -> bool:
        """Tell whether one more may happen now; if so, it is counted."""
        now = time.monotonic()
        self._left = min(self._most, self._left + now - self._looked)
        self._looked = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


class LedgerScreen(QueueChoice):
    """The queue of the triggers."""

    where = "queue"
    name_in_header = "queue"
    can_narrow = True

    def __init__(self, table: str = "") -> None:
        super().__init__()
        self.tab = next((at for at, tab in enumerate(TABS) if tab.name == table), 0)
        self.days = 7
        self.only: str | None = None
        self.grouped = False
        self._first = not table
        self._pace = Pace()
        self._timer: Timer | None = None

    def body(self) -> Sequence[Widget]:
        """Return what stands against sending, the names of the tables and the table."""
        notice = Static(id="notice", markup=False)
        notice.display = False
        return (notice, TextLine(id="tabs"), Table(self.program.look))

    @property
    def face(self) -> Face | None:
        """No card stands here; new records are about none."""
        return None

    async def on_mount(self) -> None:
        """Show what is due; if nothing is, what comes."""
        await self.reload()
        if self._first and not self.page.rows:
            await self._go(1)

    # Reading ------------------------------------------------------------------------------------

    async def reload(self) -> None:
        """Read the table that is shown again."""
        wanted = Wanted(self.here, self.days, self.only, self.grouped)
        self.page = await self.program.ask(queuepages.read, wanted) or Page()
        notice = self.query_one("#notice", Static)
        notice.update(plain(self.page.notice))
        notice.display = bool(self.page.notice)
        self.refill()

    async def changed(self, feed: Feed) -> None:
        """Read again when the ledger, a message or a trigger was changed.

        While much is sent there is news all the time: then it is read once a second.
        """
        seen = SEEN - BESIDE if self.here.name == "next" else SEEN
        if feed.complete and not feed.others & seen:
            return
        if self._pace.may():
            await self.reload()
        elif self._timer is None:
            self._timer = self.set_timer(1.0, self._catch_up)

    async def _catch_up(self) -> None:
        self._timer = None
        await self.reload()

    def refill(self) -> None:
        """Show the rows that have the typed words."""
        words = search_key(self.narrowed).split()
        rows = [
            row for row in self.page.rows
            if not words or all(word in search_key(" ".join(row.cells)) for word in words)
        ]  # fmt: skip
        empty = self.page.empty or self.here.empty
        if self.page.rows:
            empty = "No row has these words; esc shows all."
        self.table.set_table(self.page.columns, rows, empty)
        self.show_tabs()
        self.show_own_keys()
        self.footer.set_marked(len(self.table.marked))

    def on_resize(self) -> None:
        """Show as many names of tables as fit."""
        self.show_tabs()

    def show_tabs(self) -> None:
        """Show the names of the tables around the one that is shown, and what that is about."""
        place = len(LANES) + self.tab
        parts = queuelanes.parts(self._lane_words(), place, self.size.width)
        self.query_one("#tabs", TextLine).show(parts)
        only: Part = (f"  only {self.only}", "key") if self.only else ("", "plain")
        rows = sum(not isinstance(row.key, Group) for row in self.table.rows)
        self.say((f" {self.tab_words(self.here)}", "strong"), (f"  {rows:,}", "plain"), only)

    def _lane_words(self) -> list[str]:
        """The names of all lanes of the queue, rendering first."""
        return [*(lane.name for lane in LANES), *(self.tab_words(tab) for tab in TABS)]

    def tab_words(self, tab: Tab) -> str:
        """The name of a table, with how much is in it where that matters."""
        if tab.name == "next":
            return f"next {self.days} day{'' if self.days == 1 else 's'}"
        count = self.page.counts.get(tab.counted, 0) if tab is not self.here else 0
        name = "due now" if tab.name == "due" else tab.name
        return f"{name} {count:,}" if count else name

    def rows_of_its_own(self) -> list[Key]:
        """The commands that work on the rows of this table, and those of all tables."""
        known = {name for tab in TABS for name in tab.keys} - set(self.here.keys)
        if not self.page.notice:
            known.add("lift")
        found = [row for row in super().rows_of_its_own() if row.id not in known]
        if self.here.about != "letters":
            return found
        return [replace(row, words="print") if row.id == "process" else row for row in found]

    # Moving among the tables --------------------------------------------------------------------

    async def _go(self, place: int) -> None:
        if not 0 <= place < len(TABS):
            names = queuelanes.NAMES
            queuelanes.show(self.program, names[(len(LANES) + place) % len(names)])
            return
        self.tab = place
        self.table.unmark()
        await self.reload()
        self.table.first()  # never a row that nobody has chosen

    async def do_next_pane(self) -> None:  # type: ignore[override]  # tables have to be read
        """Show the next table."""
        await self._go(self.tab + 1)

    async def do_previous_pane(self) -> None:  # type: ignore[override]  # the same
        """Show the table before."""
        await self._go(self.tab - 1)

    def do_choose_table(self) -> None:
        """Ask for a table by its name."""
        queuelanes.choose(self, self._lane_words(), len(LANES) + self.tab)

    async def do_further(self) -> None:
        """Rehearse more days."""
        await self._rehearse(1)

    async def do_nearer(self) -> None:
        """Rehearse fewer days."""
        await self._rehearse(-1)

    async def _rehearse(self, step: int) -> None:
        place = SPANS.index(self.days) + step
        self.days = SPANS[max(0, min(place, len(SPANS) - 1))]
        await self._go(next(at for at, tab in enumerate(TABS) if tab.name == "next"))

    async def do_group(self) -> None:
        """Put the firings of each trigger together, or not."""
        self.grouped = not self.grouped
        await self.reload()

    async def do_back(self) -> None:
        """Drop the marks, else the narrowing, else the one trigger, else leave."""
        if self.table.unmark():
            self.footer.set_marked(0)
        elif self.only is not None and not self.narrowed:
            self.only = None
            await self.reload()
        else:
            await super().do_back()

    async def open_key(self, key: Any) -> None:
        """Open the record of a firing, a message, or what one trigger does."""
        if isinstance(key, Group) or self.here.about == "triggers":
            self.only = key.trigger if isinstance(key, Group) else key
            await self._go(1 if self.here.about == "triggers" else self.tab)
        elif self.here.about != "firings":
            await self.program.push_screen(MessageScreen(by_refs([key])))
        elif key in self.page.firings:
            firing = self.page.firings[key]
            await self.open_record(firing.made or firing.ref)

    # Triggers -----------------------------------------------------------------------------------

    def do_new(self) -> None:
        """Make a new trigger."""
        self.program.begin(self._form(None), "dialog")

    def do_edit(self) -> None:
        """Change the trigger under the cursor."""
        name = self.trigger()
        if name is not None:
            self.program.begin(self._form(name), "dialog")

    async def _form(self, name: str | None) -> None:
        if await trigger_form(self, name):
            await self._go(len(TABS) - 1)

    def trigger(self) -> str | None:
        """The trigger under the cursor, or the one whose firing or message it is."""
        key = self.table.key
        if self.here.about == "triggers":
            return key if self.table.rows else None
        if isinstance(key, Group):
            return key.trigger
        found = self.page.firings.get(key) or self.page.messages.get(key)
        return found.trigger if found is not None else None

    async def do_last_month(self) -> None:
        """Show what the trigger under the cursor would have done last month."""
        name = self.trigger()
        if name is not None:
            await self.program.push_screen(HindsightScreen(name))

    async def do_switch(self) -> None:
        """Switch the trigger under the cursor on or off."""
        name = self.trigger()
        if name is None:
            return
        words = await self.program.ask(queuepages.switch, name)
        if words is not None:
            self.program.tell(words)
        await self.program.own_news()
