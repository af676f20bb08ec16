"""The set-up: first steps in the recommended order, and every list of the studio."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from textual.widget import Widget

from store import items, tracks, triggers, types
from store.changes import DIRECTORY_TABLES, Feed
from store.desk import Desk
from store.text import search_key
from tui.screens.filling import fill
from tui.screens.lists.entries import SetupList
from tui.screens.lists.persons import DEPARTMENTS, USERS
from tui.screens.lists.standing import TRIGGERS, VIEWS
from tui.screens.lists.steps import TYPES, status_list
from tui.screens.lists.trade import ITEMS, VENDORS
from tui.screens.sections import Section, show
from tui.screens.sheet import Sheet, own
from tui.widgets.dialog import Confirm
from tui.widgets.listing import Listing
from tui.widgets.table import Column, Row, Table

PRODUCTION = status_list("production", "Production statuses")
SESSION = status_list("session", "Session statuses")
INVOICE = status_list("invoice", "Invoice statuses")
PREPRODUCTION = status_list("preproduction", "Preproduction statuses")
STATUSES = status_list(None, "Tracks and statuses")

LISTS = (
    USERS, DEPARTMENTS, TYPES, STATUSES, VENDORS, ITEMS, TRIGGERS, VIEWS,
    PRODUCTION, SESSION, INVOICE, PREPRODUCTION,
)  # fmt: skip
BY_NAME = {one.name: one for one in LISTS}

OWN_TABLES = DIRECTORY_TABLES | {"item", "trigger", "saved_view"}
"""Tables whose changes show in the set-up."""


@dataclass(frozen=True, slots=True)
class Step:
    """One of the first steps: what it is, its list, whether it is done, and what is there."""

    title: str
    list_name: str
    done: bool
    words: str


# The checklist ------------------------------------------------------------------------------------


def steps(desk: Desk) -> list[Step]:
    """The first steps in the recommended order, on the store thread."""
    lists = desk.directory
    problems = tracks.check_tracks(desk)
    order_types = [t for t in types.listed(desk, "production") if not t.inactive]
    labs = [v for v in lists.vendors.values() if not v.inactive]
    users = [u for u in lists.users.values() if not u.inactive]
    departments = [d for d in lists.departments.values() if not d.inactive]
    sold = items.listed()
    running = [trigger for trigger, _ in triggers.listed(desk) if not trigger.inactive]
    return [
        Step("Order types", TYPES.name, bool(order_types), _names([t.name for t in order_types])),
        _track_step(desk, PRODUCTION, "production", problems),
        Step("Vendors", VENDORS.name, bool(labs), _names([v.name for v in labs])),
        Step("Price list", ITEMS.name, bool(sold),
             f"{len(sold):,} sold" if sold else "n adds an item; or : import pricelist FILE"),
        _track_step(desk, SESSION, "session", problems),
        _track_step(desk, INVOICE, "invoice", problems),
        _track_step(desk, PREPRODUCTION, "preproduction", problems),
        Step("Users", USERS.name, len(users) > 1,
             _names([u.login for u in users]) if len(users) > 1 else "only you so far"),
        Step("Departments", DEPARTMENTS.name, bool(departments),
             _names([d.name for d in departments])),
        Step("Triggers", TRIGGERS.name, bool(running),
             f"{len(running):,} switched on" if running else "what is to happen by itself"),
    ]  # fmt: skip


def _track_step(desk: Desk, setup_list: SetupList, kind: str, problems: Sequence[str]) -> Step:
    wrong = [one for one in problems if one.startswith(f"{kind}") or f" of {kind}:" in one]
    present = [s for track, rows in tracks.listed(desk, kind) if not track.inactive
               for s in rows if not s.inactive]  # fmt: skip
    words = wrong[0] if wrong else f"{len(present):,} statuses"
    return Step(setup_list.title, setup_list.name, bool(present) and not wrong, words)


def _names(names: Sequence[str]) -> str:
    return ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")


def read(desk: Desk) -> tuple[list[Step], dict[str, int]]:
    """The first steps, and how many entries each list has."""
    with desk.reading():
        counts = {one.name: len(one.rows(desk)) for one in LISTS[:8]}
        return steps(desk), counts


class SetupScreen(Sheet):
    """The first steps, each done or not, and all lists."""

    name_in_header = "setup"
    can_narrow = True

    def __init__(self) -> None:
        super().__init__()
        self._steps: list[Step] = []
        self._counts: dict[str, int] = {}

    def body(self) -> Sequence[Widget]:
        """Return steps and lists as one listing."""
        return (Listing(self.program.look),)

    async def on_mount(self) -> None:
        """Read how far the set-up is."""
        await self.reload()

    async def reload(self) -> None:
        """Read how far the set-up is again."""
        found = await self.program.ask(read)
        if found is not None:
            self._steps, self._counts = found
        done = sum(step.done for step in self._steps)
        self.say(
            (" set-up", "strong"), (f"  {done} of {len(self._steps)} first steps done", "plain")
        )
        self.refill()

    async def changed(self, feed: Feed) -> None:
        """Read again when a list was changed."""
        if not feed.complete or feed.others & OWN_TABLES:
            await self.reload()

    def on_resize(self) -> None:
        """Lay out for the width."""
        self.refill()

    def refill(self) -> None:
        """Show the steps and the lists."""
        columns = (Column("", least=8), Column("", least=14), Column("", least=20, most=90))
        first = [
            Row(
                ("[done]" if step.done else "[to do]", step.title, step.words),
                ("step", step.list_name),
                "plain" if step.done else "strong",
            )
            for step in self._steps
        ]
        counted = (Column("", least=14), Column("", right=True, least=4))
        lists = [
            Row((BY_NAME[name].title, f"{count:,}"), ("list", name))
            for name, count in self._counts.items()
        ]
        sections = [
            Section("First steps, in this order", columns, self._having(first), heads=False),
            Section("Lists", counted, self._having(lists), heads=False),
            Section(
                "", empty="enter opens a list; studio.toml has the settings; : check tests all."
            ),
        ]
        show(self.listing, sections, self.size.width)

    def _having(self, rows: Sequence[Row]) -> tuple[Row, ...]:
        words = search_key(self.narrowed).split()
        return tuple(
            row for row in rows if all(word in search_key(" ".join(row.cells)) for word in words)
        )

    async def open_key(self, key: Any) -> None:
        """Open a list."""
        await self.program.push_screen(ListScreen(BY_NAME[key[1]]))


class ListScreen(Sheet):
    """One list of the set-up as a table, with its forms."""

    name_in_header = "setup"
    can_narrow = True
    local = (
        own("edit", "e", "change", "Change the entry under the cursor."),
        own("switch", "X", "off/on", "Make the entry inactive, or active again."),
    )

    def __init__(self, setup_list: SetupList) -> None:
        super().__init__()
        self.of = setup_list
        self._rows: list[Row] = []

    def body(self) -> Sequence[Widget]:
        """Return the entries as a table."""
        return (Table(self.program.look),)

    @property
    def table(self) -> Table:
        """The entries."""
        return self.query_one(Table)

    async def on_mount(self) -> None:
        """Read the entries."""
        await self.reload()

    async def reload(self) -> None:
        """Read the entries again."""
        self._rows = await self.program.ask(self.of.rows) or []
        self.say((f" {self.of.title.casefold()}", "strong"), (f"  {len(self._rows):,}", "plain"))
        self.refill()

    async def changed(self, feed: Feed) -> None:
        """Read again when a list was changed."""
        if not feed.complete or feed.others & OWN_TABLES:
            await self.reload()

    def refill(self) -> None:
        """Show the entries that have the typed words."""
        words = search_key(self.narrowed).split()
        rows = [
            row for row in self._rows
            if all(word in search_key(" ".join(row.cells)) for word in words)
        ]  # fmt: skip
        empty = (
            "No entry has these words; esc shows all."
            if words
            else f"There is no {self.of.one} yet; n makes one."
        )
        self.table.set_table(self.of.columns, rows, empty)

    async def open_key(self, key: Any) -> None:
        """Change an entry."""
        self.program.begin(self._form(key), "dialog")

    def do_new(self) -> None:
        """Make a new entry."""
        self.program.begin(self._form(None), "dialog")

    async def do_edit(self) -> None:
        """Change the entry under the cursor."""
        await self.do_open()

    async def _form(self, key: Any) -> None:
        fields = await self.program.ask(self.of.fields, key)
        if fields is None:
            return
        title = f"New {self.of.one}" if key is None else f"Change {self.of.one} {named(key)}"

        def save(desk: Desk, values: dict[str, str]) -> bool:
            self.of.save(desk, key, values)
            return True

        if await fill(self, title, fields, save, self.of.lines):
            self.program.tell(f"The {self.of.one} is saved")
            await self.reload()

    def do_switch(self) -> None:
        """Make the entry inactive or active again, or take it away, after asking."""
        key = self.table.key
        if key is not None:
            self.program.begin(self._switch(key), "dialog")

    async def _switch(self, key: Any) -> None:
        program, switch, remove = self.program, self.of.switch, self.of.remove
        row = next((row for row in self._rows if row.key == key), None)
        off = row is not None and row.look == "muted"
        word = "Delete" if switch is None else "Use again" if off else "Use no more"
        lines = () if switch is None or off else ("What is there already stays as it is.",)
        dialog = Confirm(f"{word}: {self.of.one} {named(key)}?", lines, keys=program.ground.keys)
        if not await program.push_screen_wait(dialog):
            return
        if switch is not None:
            await program.ask(switch, key, off)
        elif remove is not None:
            await program.ask(remove, key)
        await program.own_news()
        await self.reload()


def named(key: Any) -> str:
    """An entry's name for a title."""
    return " ".join(key) if isinstance(key, tuple) else str(key)
