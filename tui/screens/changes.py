"""What can be undone: everybody's latest actions, each taken back as a whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.widget import Widget

from store import history, when
from store.changes import Feed
from store.history import Done
from store.text import search_key
from tui import everywhere
from tui.screens.sheet import Sheet
from tui.widgets.dialog import Confirm
from tui.widgets.table import Column, Row, Table

SHOWN = 500

COLUMNS = (
    Column("At", least=16),
    Column("By", least=4),
    Column("From", least=5),
    Column("What", least=20, most=100),
)

EMPTY = "Nothing can be undone yet: every change you make from now on is listed here."


class ChangesScreen(Sheet):
    """The actions that can be undone, newest first."""

    can_narrow = True

    def __init__(self) -> None:
        super().__init__()
        self._found: list[Done] = []

    def body(self) -> Sequence[Widget]:
        """Return the actions as a table."""
        return (Table(self.program.look),)

    @property
    def table(self) -> Table:
        """The actions."""
        return self.query_one(Table)

    async def on_mount(self) -> None:
        """Read the actions."""
        self.say((" changes", "strong"), ("  enter undoes one, as a whole", "plain"))
        await self.reload()

    async def reload(self) -> None:
        """Read the actions again."""
        self._found = await self.program.ask(history.undoable, SHOWN) or []
        self.refill()

    async def changed(self, feed: Feed) -> None:
        """Every change may be undone, so every change is shown."""
        del feed
        await self.reload()

    def refill(self) -> None:
        """Show the actions that have the typed words."""
        zone = self.program.ground.desk.zone
        words = search_key(self.narrowed).split()
        rows = []
        for done in self._found:
            cells = (
                when.day_and_clock(done.at, zone), done.by, done.source, done.summary or done.name
            )  # fmt: skip
            if all(word in search_key(" ".join(cells)) for word in words):
                rows.append(Row(cells, done.id))
        self.table.set_table(COLUMNS, rows, "No change has these words." if words else EMPTY)

    async def open_key(self, key: Any) -> None:
        """Undo an action after asking."""
        done = next((one for one in self._found if one.id == key), None)
        if done is None:
            return
        zone = self.program.ground.desk.zone
        dialog = Confirm(
            "Undo this?",
            [
                done.summary or done.name,
                f"{done.by or done.source}, {when.day_and_clock(done.at, zone)}",
                "It is taken back as a whole; refused if something was changed on top of it.",
            ],
            yes="undo",
            no="leave it",
            keys=self.program.ground.keys,
        )

        async def confirmed() -> None:
            if await self.program.answer_to(dialog):
                undone = await self.program.ask(history.undo, done.id)
                await everywhere.tell_undone(self, "Undone", undone)

        self.program.begin(confirmed(), "dialog")
