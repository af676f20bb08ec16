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

from store import hub, money, when
from store.boards import Face, View
from store.changes import Feed
from store.hub import Hub
from tui.screens.sections import Section, show
from tui.screens.sheet import Sheet
from tui.widgets.lines import Part
from tui.widgets.listing import Listing
from tui.widgets.table import Column, Row

TWO_FROM, THREE_FROM = 100, 150
"""The widths from which there are so many columns."""

PAUSE_SECONDS = 1.0
"""News is shown at most so often."""

MOST_COLUMNS = 3

FACES = (
    Column("", least=6),
    Column("", least=9),
    Column("", least=10, most=26),
    Column("", least=10, most=24),
    Column("", least=4, most=12),
)


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
        columns = arranged(self._sections(self._read, ground.desk.zone), count)
        width = self.size.width // count
        for place, listing in enumerate(self._listings):
            listing.display = place < count
            sections = columns[place] if place < count else []
            show(listing, sections, width)
        self._go_to(min(self._here, count - 1))

    def _sections(self, found: Hub, zone: Any) -> dict[str, Section]:
        currency = self.program.ground.start.config.studio.currency

        def faces(rows: Sequence[Face]) -> tuple[Row, ...]:
            return tuple(face_row(face, found.at, zone) for face in rows)

        def rest(total: int, rows: Sequence[Face], text: str) -> tuple[tuple[str, Any], ...]:
            board = _board_of(rows[0].kind) if rows else "production"
            more = total - len(rows)
            return ((f"and {more:,} more", View(board, text)),) if more > 0 else ()

        return {
            "late": Section(
                f"Late {found.late:,}", FACES, faces(found.latest), heads=False,
                more=rest(found.late, found.latest, "late"), empty="Nothing is late.",
            ),
            "today": Section(
                f"Due today {found.due_today:,}", FACES, faces(found.today), heads=False,
                more=rest(found.due_today, found.today, "today"),
                empty="Nothing else is due today.",
            ),
            "mine": Section(
                f"My tasks and calls {found.mine_count:,}", FACES, faces(found.mine), heads=False,
                more=rest(found.mine_count, found.mine, "mine"),
                empty="You have no open task or call.",
            ),
            "ours": Section(
                f"My department's, nobody's yet {found.department_count:,}", FACES,
                faces(found.department), heads=False,
                more=rest(found.department_count, found.department, "mydepartment owner:none"),
            ),
            "stuck": stuck_section(found),
            "waiting": waiting_section(found),
            "vendors": vendor_section(found),
            "night": night_section(found, zone),
            "statuses": status_section(found, currency),
        }  # fmt: skip

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
        """Open a record, a board with a filter, or the queue."""
        if isinstance(key, View):
            # Not awaited here: going elsewhere takes this screen away.
            self.program.begin(show_board(self, key), "board")
        elif key == QUEUE:
            self.program.begin(self.program.go("queue"), "queue")
        else:
            await super().open_key(key)

    def do_copy(self) -> None:
        """Copy the reference under the cursor, and show it."""
        if self.listing.key != QUEUE:
            super().do_copy()


QUEUE = "queue"
"""What a line stands for that opens the queue."""


async def show_board(screen: Sheet, view: View) -> None:
    """Show a board with a view."""
    from tui.screens.board import BoardScreen

    program = screen.program
    await program.go(view.board)
    shown = program.get_screen("board")
    if isinstance(shown, BoardScreen):
        await shown.show(view)


# What the sections say ----------------------------------------------------------------------------


def headline(found: Hub) -> list[Part]:
    """Return the numbers of the day in one line."""
    return [
        (" hub", "strong"),
        (f"  {found.late:,} late", "late" if found.late else "plain"),
        (f" · {found.due_today:,} due today · {found.soon:,} soon", "plain"),
        (f" · {found.completed_today:,} done today", "plain"),
    ]


def arranged(sections: dict[str, Section], count: int) -> list[list[Section]]:
    """Return the sections in columns, what is most urgent first."""
    orders = {
        1: [["late", "today", "mine", "ours", "night", "stuck", "waiting", "vendors", "statuses"]],
        2: [
            ["late", "today", "mine", "ours", "stuck"],
            ["night", "waiting", "vendors", "statuses"],
        ],
        3: [
            ["late", "today", "mine", "ours"],
            ["stuck", "waiting", "vendors", "night"],
            ["statuses"],
        ],
    }
    return [[sections[name] for name in column] for column in orders[count]]


def face_row(face: Face, now: int, zone: Any) -> Row:
    """A card as one row: reference, due, whose, where, owner."""
    due = "" if face.due_at is None or face.done else when.short(face.due_at, now, zone)
    errand = face.kind in ("task", "call")
    whose = (face.subject if errand else face.client) or face.subject or face.client
    return Row(
        (face.ref, due, whose, face.status, face.user or face.department or ""),
        face.ref,
        "late" if face.overdue(now) else "plain",
    )


def _board_of(kind: str) -> str:
    from store.boards import board_named

    return "tasks" if kind in ("task", "call") else board_named(kind)


def stuck_section(found: Hub) -> Section:
    """The cards that stay longest beyond what is usual."""
    columns = (Column("", least=6), Column("", least=10), Column("", least=10, most=24),
               Column("", least=12))  # fmt: skip
    rows = tuple(
        Row(
            (row.face.ref, f"{row.days:g} d, usually {row.usual_days:g}", row.face.status,
             row.face.client or row.face.subject),
            row.face.ref,
        )
        for row in found.stuck
    )  # fmt: skip
    empty = "Nothing is stuck beyond what is usual."
    return Section("Stuck", columns, rows, heads=False, empty=empty)


def waiting_section(found: Hub) -> Section:
    """On whom cards wait."""
    columns = (Column("", right=True, least=4), Column("", least=12))
    rows = tuple(
        Row((f"{count:,}", f"wait on {cause}"), View("production", "paused"))
        for cause, count in found.waiting
    )
    return Section("Waiting", columns, rows, heads=False, empty="Nothing waits on anybody.")


def vendor_section(found: Hub) -> Section:
    """What is at which vendor, and how late."""
    columns = (Column("", least=10), Column("", right=True, least=4), Column("", least=8),
               Column("", least=10))  # fmt: skip
    rows = tuple(
        Row(
            (row.vendor, f"{row.count:,}", f"{row.late:,} late" if row.late else "",
             f"worst {row.worst_days:g} d" if row.late else ""),
            View("production", f"vendor:{_quoted(row.vendor)} atvendor"),
            "late" if row.late else "plain",
        )
        for row in found.vendors
    )  # fmt: skip
    return Section("At vendors", columns, rows, heads=False, empty="Nothing is at a vendor.")


def night_section(found: Hub, zone: Any) -> Section:
    """What the clock did since yesterday's closing time, and what waits in the queue."""
    night = found.night
    words = (
        f"{night.fired:,} triggers fired, {night.became_late:,} became late, "
        f"{night.became_soon:,} are due soon now"
    )
    waiting = [f"{found.pending:,} due" if found.pending else "",
               f"{found.held:,} held for a person" if found.held else ""]  # fmt: skip
    queue = ", ".join(filter(None, waiting)) or "nothing due, nothing held"
    title = f"Since {when.day_and_clock(night.since, zone)}"
    return Section(title, words=((words, "plain"),), more=((f"Queue: {queue}", QUEUE),))


def status_section(found: Hub, currency: str) -> Section:
    """Counts and value per status, board by board."""
    columns = (
        Column("Board", least=8), Column("Status", least=10), Column("Cards", right=True, least=5),
        Column("Late", right=True, least=4), Column("Value", right=True, least=8),
    )  # fmt: skip
    rows = tuple(
        Row(
            (
                row.board, row.name, f"{row.count:,}", f"{row.late:,}" if row.late else "",
                money.shown(row.value_cents, currency) if row.value_cents else "",
            ),
            View(row.board, f"status:{_quoted(row.name)}"),
        )
        for row in found.statuses
        if row.count
    )  # fmt: skip
    empty = "No work is open. 4 goes to production; n makes a record; : import brings in lists."
    return Section("Open work", columns, rows, empty=empty)


def _quoted(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
