"""The set-up: first steps in the recommended order, and every list of the studio."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.widget import Widget

from store import firststeps
from store.changes import DIRECTORY_TABLES, Feed
from store.desk import Desk
from store.firststeps import Step
from store.text import search_key
from tui.screens.lists.layouts import LAYOUTS
from tui.screens.lists.making import PRINTERS, REASONS, TEMPLATES
from tui.screens.lists.optouts import OPT_OUTS
from tui.screens.lists.own import FIELDS
from tui.screens.lists.persons import DEPARTMENTS, USERS
from tui.screens.lists.pricing import ITEMS, PACKAGES, PRICE_LISTS
from tui.screens.lists.profiles import PROFILES
from tui.screens.lists.standing import RULES, TRIGGERS, VIEWS
from tui.screens.lists.steps import TRACKS, TYPES, status_list
from tui.screens.lists.trade import HOLIDAYS, PRODUCTS, VENDORS
from tui.screens.listscreen import ListScreen
from tui.screens.sections import Section, show
from tui.screens.sheet import Sheet
from tui.widgets.listing import Listing
from tui.widgets.table import Column, Row

OF_KIND = tuple(
    status_list(kind, f"{title} statuses")
    for kind, title in (
        ("production", "Production"), ("session", "Session"), ("invoice", "Invoice"),
        ("preproduction", "Preproduction"), ("task", "Task"), ("call", "Call"),
    )
)  # fmt: skip
"""The statuses of one kind each, as the first steps open them."""

WHOLE = (
    TYPES, TRACKS, status_list(None, "Tracks and statuses"), VENDORS, PRODUCTS, PROFILES, LAYOUTS,
    PRICE_LISTS, ITEMS, PACKAGES, TRIGGERS, RULES, TEMPLATES, USERS, DEPARTMENTS, PRINTERS,
    HOLIDAYS, OPT_OUTS, REASONS, FIELDS, VIEWS,
)  # fmt: skip
"""Every list, in the order of the screen."""

LISTS = (*WHOLE, *OF_KIND)
BY_NAME = {one.name: one for one in LISTS}

OWN_TABLES = DIRECTORY_TABLES | {
    "item", "package_item", "vendor_product", "product_item", "render_profile", "layout", "printer",
    "reorder_reason", "template", "trigger", "saved_view",
}  # fmt: skip
"""Tables whose changes show in the set-up."""


def read(desk: Desk) -> tuple[list[Step], dict[str, int]]:
    """The first steps, and how many entries each list has."""
    with desk.reading():
        counts = {one.name: len(one.read(desk)) for one in WHOLE}
        return firststeps.steps(desk), counts


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
                ("[done]" if step.done else "[to do]", step.title, _words(step)),
                ("step", f"statuses of {step.kind}" if step.kind else step.list_name),
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
                "",
                empty="enter opens a list, n makes an entry of it; studio.toml has the settings; "
                "the command : check tests all.",
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

    async def do_new(self) -> None:
        """Make a new entry of the list under the cursor."""
        key = self.listing.key
        if key is None:
            return
        screen = ListScreen(BY_NAME[key[1]])
        await self.program.push_screen(screen)
        screen.do_new()
        await self.program.dialog_shown(screen)


def _words(step: Step) -> str:
    """What a step has, and what is to be done about it."""
    return "; ".join(filter(None, (step.words, step.todo)))
