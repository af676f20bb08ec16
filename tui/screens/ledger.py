"""The ledger of the triggers: what is due, what comes, what was done, and the triggers themselves.

One table at a time; tab goes from one to the next. What comes is rehearsed: each firing stands in
the state that it would then be in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from textual.widget import Widget

from store import rehearsals, settling, triggers, when
from store.boards import Face
from store.changes import Feed
from store.desk import Desk
from store.settling import FiringFace
from store.text import search_key
from store.when import DAY_MS
from tui.screens.sheet import Sheet, own
from tui.screens.triggerform import trigger_form, when_words
from tui.widgets.dialog import Confirm
from tui.widgets.lines import Part, TextLine
from tui.widgets.table import Column, Row, Table

PAST_DAYS = 30
"""How far back done, failed and cancelled firings are listed."""

SPANS = (1, 7, 14, 30, 90)
"""Days that what comes can be rehearsed for."""

MOST = 2000
SHOWN_IN_DIALOG = 8


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the tables: its states in the ledger, and what to say when it is empty."""

    name: str
    states: tuple[str, ...] = ()
    empty: str = ""


TABS = (
    Tab("due", ("pending",), "Nothing waits for the clock or a person. Tab shows what comes next."),
    Tab("next", ("pending",), "Nothing would happen in these days; + looks further."),
    Tab("held", ("held",), "Nothing is held for a person."),
    Tab("done", ("done",), f"Nothing was done in the last {PAST_DAYS} days."),
    Tab("failed", ("failed", "unknown"), "Nothing has failed, and nothing is unknown."),
    Tab("cancelled", ("cancelled", "skipped"), "Nothing was cancelled or skipped."),
    Tab("past", ("past",), "No trigger has left anything alone as past."),
    Tab("triggers", (), "There are no triggers yet; n makes one."),
)
OPEN_TABS = ("due", "next", "held")

COLUMNS = (
    Column("When", least=16),
    Column("", least=6),
    Column("Ref", least=7),
    Column("Trigger", least=10),
    Column("Makes", least=5),
    Column("For", least=4),
    Column("State", least=6),
    Column("Made", least=4),
    Column("Reason", least=10, most=60),
)
NEXT_COLUMNS = tuple(
    Column("Would be", least=6) if column.head == "State" else column for column in COLUMNS
)
TRIGGER_COLUMNS = (
    Column("Trigger", least=10),
    Column("", least=3),
    Column("Status", least=12),
    Column("When", least=10),
    Column("Makes", least=5),
    Column("Subject", least=10, most=40),
    Column("For", least=4),
    Column("Due", right=True, least=3),
    Column("Next", right=True, least=4),
    Column("Held", right=True, least=4),
)


class LedgerScreen(Sheet):
    """The queue of the triggers."""

    where = "queue"
    name_in_header = "queue"
    can_narrow = True
    local = (
        own("process", "P", "process", "Do the chosen firings now, whatever their moment."),
        own("skip", "K", "skip", "Take the chosen firings out of the queue as not wanted."),
        own("drop", "D", "delete", "Take the chosen firings out of the queue for good."),
        own("choose_all", "*", "all", "Mark all firings that are shown."),
        own("switch", "O", "on/off", "Switch the trigger on or off."),
        own("further", "+", "further", "Rehearse more days."),
        own("nearer", "-", "nearer", "Rehearse fewer days."),
    )

    def __init__(self) -> None:
        super().__init__()
        self.tab = 0
        self.days = 7
        self.only: str | None = None
        self._firings: list[FiringFace] = []
        self._rows: list[Row] = []

    def body(self) -> Sequence[Widget]:
        """Return the names of the tables and the table."""
        return (TextLine(id="tabs"), Table(self.program.look))

    @property
    def table(self) -> Table:
        """The firings, or the triggers."""
        return self.query_one(Table)

    @property
    def here(self) -> Tab:
        """The table that is shown."""
        return TABS[self.tab]

    @property
    def face(self) -> Face | None:
        """No card stands here; new records are about none."""
        return None

    async def on_mount(self) -> None:
        """Show what is due; if nothing is, what comes."""
        await self.reload()
        if not self._rows:
            await self._turn(1)

    # Reading ------------------------------------------------------------------------------------

    async def reload(self) -> None:
        """Read the table that is shown again."""
        if self.here.name == "triggers":
            rows = await self.program.ask(trigger_rows)
            self._firings, self._rows = [], rows or []
        else:
            found = await self.program.ask(firings_of, self.here, self.days, self.only)
            self._firings = found or []
            desk = self.program.ground.desk
            self._rows = [firing_row(desk, firing) for firing in self._firings]
        self.refill()

    async def changed(self, feed: Feed) -> None:
        """Read again when the ledger, a trigger or a card was changed."""
        if self.here.name == "next" and not feed.others & {"firing", "trigger"}:
            return
        if not feed.complete or feed.others & {"firing", "trigger"}:
            await self.reload()

    def refill(self) -> None:
        """Show the rows that have the typed words."""
        words = search_key(self.narrowed).split()
        rows = [
            row for row in self._rows
            if not words or all(word in search_key(" ".join(row.cells)) for word in words)
        ]  # fmt: skip
        columns = {"triggers": TRIGGER_COLUMNS, "next": NEXT_COLUMNS}.get(self.here.name, COLUMNS)
        empty = "No row has these words; esc shows all." if self._rows else self.here.empty
        self.table.set_table(columns, rows, empty)
        self._show_tabs()
        self.footer.set_marked(len(self.table.marked))

    def _show_tabs(self) -> None:
        parts: list[Part] = []
        for tab in TABS:
            look = "here" if tab is self.here else "plain"
            parts += [(f" {self._tab_words(tab)} ", look)]
        self.query_one("#tabs", TextLine).show(parts)
        only: Part = (f"  only {self.only}", "key") if self.only else ("", "plain")
        self.say((f" {self._tab_words(self.here)}", "strong"),
                 (f"  {len(self.table.rows):,}", "plain"), only)  # fmt: skip

    def _tab_words(self, tab: Tab) -> str:
        if tab.name == "next":
            return f"next {self.days} day{'' if self.days == 1 else 's'}"
        return "due now" if tab.name == "due" else tab.name

    # Moving among the tables --------------------------------------------------------------------

    async def _turn(self, step: int) -> None:
        self.tab = (self.tab + step) % len(TABS)
        self.table.unmark()
        await self.reload()

    async def do_next_pane(self) -> None:  # type: ignore[override]  # tables have to be read
        """Show the next table."""
        await self._turn(1)

    async def do_previous_pane(self) -> None:  # type: ignore[override]  # the same
        """Show the table before."""
        await self._turn(-1)

    async def do_further(self) -> None:
        """Rehearse more days."""
        await self._rehearse(1)

    async def do_nearer(self) -> None:
        """Rehearse fewer days."""
        await self._rehearse(-1)

    async def _rehearse(self, step: int) -> None:
        place = SPANS.index(self.days) + step
        self.days = SPANS[max(0, min(place, len(SPANS) - 1))]
        self.tab = next(at for at, tab in enumerate(TABS) if tab.name == "next")
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
        """Open the record of a firing, or show what a trigger does."""
        if self.here.name == "triggers":
            self.only, self.tab = key, 1
            await self.reload()
            return
        firing = self._firing(key)
        if firing is not None:
            await self.open_record(firing.made or firing.ref)

    def do_copy(self) -> None:
        """Copy the reference of the firing's record, and show it."""
        firing = self._firing(self.table.key)
        if firing is not None:
            self.program.copy_to_clipboard(firing.ref)
            self.program.tell(f"{firing.ref}\n(sent to the clipboard, if this terminal allows it)")

    def _firing(self, key: Any) -> FiringFace | None:
        return next((firing for firing in self._firings if firing.id == key), None)

    # Deciding -----------------------------------------------------------------------------------

    def do_mark(self) -> None:
        """Mark the firing, or take its mark away."""
        if self.here.name in OPEN_TABS:
            self.table.toggle_mark()
            self.footer.set_marked(len(self.table.marked))

    def do_choose_all(self) -> None:
        """Mark all firings that are shown."""
        if self.here.name in OPEN_TABS:
            self.table.marked = {row.key for row in self.table.rows}
            self.table.refresh()
            self.footer.set_marked(len(self.table.marked))

    def do_process(self) -> None:
        """Do the chosen firings now."""
        self._decide("Process", "Each is done now, whatever its moment.", settling.process)

    def do_skip(self) -> None:
        """Take the chosen firings out as not wanted."""
        self._decide("Skip", "They are kept as skipped and never happen.", settling.skip)

    def do_drop(self) -> None:
        """Take the chosen firings out for good."""
        self._decide("Delete", "They are kept as cancelled and never happen.", settling.delete)

    def _decide(self, word: str, why: str, command: Callable[..., object]) -> None:
        program = self.program
        chosen = [self._firing(key) for key in self.table.chosen()]
        rows = [firing for firing in chosen if firing is not None]
        if not rows or self.here.name not in OPEN_TABS:
            program.tell("Choose firings that are due, come next or are held; tab shows them")
            return
        named = [f"{one.ref}: {one.trigger} ({one.action})" for one in rows[:SHOWN_IN_DIALOG]]
        more = len(rows) - len(named)
        lines = [*named, *([f"and {more:,} more"] if more else []), why]
        what = f"{len(rows):,} firing{'' if len(rows) == 1 else 's'}"
        dialog = Confirm(f"{word} {what}?", lines, yes=word.lower(), keys=program.ground.keys)

        async def confirmed() -> None:
            if not await program.push_screen_wait(dialog):
                return
            if await program.ask(command, [one.id for one in rows]) is not None:
                program.tell(f"{word}: {what}")
                self.table.unmark()
            await program.own_news()

        program.begin(confirmed(), "dialog")

    # Triggers -----------------------------------------------------------------------------------

    def do_new(self) -> None:
        """Make a new trigger."""
        self.program.begin(self._form(None), "dialog")

    def do_edit(self) -> None:
        """Change the trigger under the cursor."""
        name = self._trigger()
        if name is not None:
            self.program.begin(self._form(name), "dialog")

    async def _form(self, name: str | None) -> None:
        if await trigger_form(self, name):
            self.tab = len(TABS) - 1
            await self.reload()

    def _trigger(self) -> str | None:
        """The trigger under the cursor, or the one whose firing it is."""
        if self.here.name == "triggers":
            return self.table.key if self.table.rows else None
        firing = self._firing(self.table.key)
        return firing.trigger if firing is not None else None

    async def do_switch(self) -> None:
        """Switch the trigger under the cursor on or off."""
        name = self._trigger()
        if name is None:
            return
        words = await self.program.ask(switch, name)
        if words is not None:
            self.program.tell(words)
        await self.program.own_news()


# On the store thread ------------------------------------------------------------------------------


def firings_of(desk: Desk, tab: Tab, days: int, only: str | None) -> list[FiringFace]:
    """Read the firings of a table, of one trigger or of all; past ones latest first."""
    now = desk.now()
    if tab.name == "next":
        found = rehearsals.rehearse(desk, now + days * DAY_MS)
        found = [firing for firing in found if firing.moment > now]
    elif tab.name == "due":
        found = settling.queue(desk, states=tab.states, until=now, limit=MOST)
    elif tab.name in ("held", "past"):
        newest = tab.name == "past"
        found = settling.queue(desk, states=tab.states, newest=newest, limit=MOST)
    else:
        since = now - PAST_DAYS * DAY_MS
        found = settling.queue(desk, states=tab.states, since=since, newest=True, limit=MOST)
    return [firing for firing in found if only is None or firing.trigger == only]


def firing_row(desk: Desk, firing: FiringFace) -> Row:
    """A firing as cells; those that went wrong are said to be so and stand out."""
    wrong = firing.state in ("failed", "unknown")
    return Row(
        (
            when.day_and_clock(firing.moment, desk.zone),
            when.short(firing.moment, desk.now(), desk.zone, is_due=False),
            firing.ref, firing.trigger, firing.action, firing.recipient, firing.state,
            firing.made or "", firing.reason,
        ),
        firing.id,
        "late" if wrong else "plain",
    )  # fmt: skip


def trigger_rows(desk: Desk) -> list[Row]:
    """All triggers as rows, each with how much of it is due, comes and is held."""
    now = desk.now()
    counts = settling.open_counts(now)
    rows = []
    for trigger, spec in triggers.listed(desk):
        due, coming, held = counts.get(trigger.id, (0, 0, 0))
        state = "off" if trigger.inactive else "by hand" if spec.by_hand else "on"
        rows.append(
            Row(
                (
                    spec.name, state, f"{spec.kind} {spec.track}: {spec.status}",
                    when_words(spec), spec.action, spec.subject,
                    spec.user or spec.department or "owner",
                    *(f"{count:,}" if count else "" for count in (due, coming, held)),
                ),
                spec.name,
                "muted" if trigger.inactive else "plain",
            )
        )  # fmt: skip
    return rows


def switch(desk: Desk, name: str) -> str:
    """Switch a trigger to the other state; says which."""
    trigger = triggers.switch(desk, name, on=triggers.named(name).inactive)
    return f"Trigger {trigger.name} is {'off' if trigger.inactive else 'on'}"
