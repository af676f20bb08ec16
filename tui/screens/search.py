"""Full-text search on a screen: clients, records and notes as words are typed, to be opened."""

from __future__ import annotations

from collections.abc import Sequence

from textual.timer import Timer
from textual.widget import Widget

from store import phone, search, when
from store.changes import Feed
from store.desk import Desk
from store.errors import Refused
from tui.screens.sections import Section, show
from tui.screens.sheet import Sheet
from tui.widgets.listing import Listing
from tui.widgets.prompt import Prompt
from tui.widgets.table import Column, Row

DELAY_SECONDS = 0.12
"""How long typing rests before it is looked for."""

SIGN = "="

HINT = (
    "Type beginnings of words in any order: names, numbers, vendors, subjects, notes, a reference, "
    "some digits of a phone number. Enter goes to what was found; enter there opens it."
)

CLIENTS = (
    Column("Number", right=True, least=6), Column("Name", least=12), Column("Phone", least=8),
    Column("Email", least=8), Column("City", least=6),
)  # fmt: skip

RECORDS = (
    Column("Ref", least=7), Column("Status", least=10), Column("Due", least=8),
    Column("Client", least=10), Column("What", least=8, most=60),
)  # fmt: skip

NOTES = (
    Column("Ref", least=7), Column("At", least=10), Column("By", least=4),
    Column("Note", least=12, most=100),
)  # fmt: skip


class SearchScreen(Sheet):
    """What has all the typed words."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self._text = text
        self._sections: list[Section] = [Section("", empty=HINT)]
        self._timer: Timer | None = None

    def body(self) -> Sequence[Widget]:
        """Return what was found as one listing."""
        return (Listing(self.program.look),)

    async def on_mount(self) -> None:
        """Ask for words at once, or look for those that were given."""
        self.say((" search", "strong"))
        self.refill()
        if self._text:
            await self._look_up(self._text)
            self.listing.first_key()
        else:
            self.prompt.ask(SIGN)

    def on_resize(self) -> None:
        """Lay out for the width."""
        self.refill()

    def refill(self) -> None:
        """Show what was found."""
        show(self.listing, self._sections, self.size.width)

    def do_search(self) -> None:
        """Ask for other words."""
        self.prompt.ask(SIGN, self._text)

    def do_filter(self) -> None:
        """Ask for other words."""
        self.do_search()

    async def open_key(self, key: object) -> None:
        """Open a record, or the phone answer of a client."""
        if isinstance(key, str) and key.startswith("#"):
            from tui.screens.who import WhoScreen

            await self.program.push_screen(WhoScreen(key))
        else:
            await super().open_key(key)

    async def on_prompt_changed(self, message: Prompt.Changed) -> None:
        """Look while words are typed."""
        if message.sign != SIGN:
            return
        message.prevent_default()
        message.stop()
        self._text = message.text
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(DELAY_SECONDS, self._typed)

    async def _typed(self) -> None:
        if self.prompt.is_open and self._text.strip():
            await self._look_up(self._text)

    async def on_prompt_given(self, message: Prompt.Given) -> None:
        """Go to what was found."""
        if message.sign != SIGN:
            return
        message.prevent_default()
        message.stop()
        self.prompt.close()
        self.set_focus(None)
        if message.text.strip():
            await self._look_up(message.text)
            self.listing.first_key()

    async def changed(self, feed: Feed) -> None:
        """Look again when something was changed meanwhile."""
        del feed
        if self._text.strip() and not self.prompt.is_open:
            await self._look_up(self._text)

    async def _look_up(self, text: str) -> None:
        self._text = text
        found = await self.program.ask(read, text)
        if found is None or text != self._text:
            return
        self._sections = found
        self.say((" search", "strong"), (f"  {text}", "key"))
        self.refill()


def read(desk: Desk, text: str) -> list[Section]:
    """What was found in sections, or in words why there is nothing."""
    try:
        with desk.reading():
            found = search.search(desk, text)
    except Refused as refused:
        return [Section("", empty=f"{refused}. {HINT}")]
    if not found:
        return [Section("", empty=f"Nothing has all these words. {HINT}")]
    now, zone = desk.now(), desk.zone
    clients = tuple(
        Row(
            (str(one.number), one.name, phone.number_of(one), one.email, one.city), f"#{one.number}"
        )
        for one in found.clients
    )
    records = tuple(
        Row(
            (
                face.ref, face.status,
                "" if face.due_at is None or face.done else when.short(face.due_at, now, zone),
                face.client, face.subject or " · ".join(filter(None, (face.type, face.vendor))),
            ),
            face.ref,
            "late" if face.overdue(now) else "muted" if face.done else "plain",
        )
        for face in found.records
    )  # fmt: skip
    notes = tuple(
        Row((note.ref, when.day(note.at, zone), note.by, " ".join(note.text.split())), note.ref)
        for note in found.notes
    )
    parts = (("clients", CLIENTS, clients), ("records", RECORDS, records), ("notes", NOTES, notes))
    return [
        Section(
            part.capitalize(), columns, rows,
            more=(("… and more; more words narrow it", None),) if part in found.more else (),
        )
        for part, columns, rows in parts
        if rows
    ]  # fmt: skip
