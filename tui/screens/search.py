"""Full-text search on a screen: clients, records and notes as words are typed, to be opened."""

from __future__ import annotations

from store import phone, search, when
from store.desk import Desk
from store.errors import Refused
from tui.screens.asking import Asking
from tui.screens.sections import Section
from tui.widgets.table import Column, Row

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


class SearchScreen(Asking):
    """What has all the typed words."""

    sign = "="
    delay_seconds = 0.12
    heading = "search"
    hint = HINT

    def do_search(self) -> None:
        """Ask for other words."""
        self.ask_again()

    async def open_key(self, key: object) -> None:
        """Open a record, or the phone answer of a client."""
        if isinstance(key, str) and key.startswith("#"):
            from tui.screens.who import WhoScreen

            await self.program.push_screen(WhoScreen(key))
        else:
            await super().open_key(key)

    async def look_up(self, text: str, *, telling: bool, again: bool = False) -> None:
        """Find what has the words."""
        del telling, again
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
