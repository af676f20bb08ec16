"""The phone answer: a name is typed, and all that is that client's stands here.

Every line that can be opened has a letter: one key picks the client where several may be meant, and
one opens the record.
"""

from __future__ import annotations

from string import ascii_letters

from textual import events

from store import phone, when
from store.desk import Desk
from store.errors import Refused
from store.phone import Answer, Match, Matches, Said, Standing
from tui.keys import Keymap
from tui.screens.asking import Asking
from tui.screens.message import MessageScreen, by_refs
from tui.screens.sections import Section
from tui.widgets.table import Column, Row

HINT = (
    "Type beginnings of a name, some digits of a phone number, an email address, a client's "
    "number, a reference, or what the lab calls an order. Enter goes to the list; the letter of a "
    "line, or enter on it, opens it."
)

CLIENTS = (
    Column("", least=1),
    Column("Client", least=12, most=40),
    Column("Open", right=True, least=4),
    Column("Phone", least=8),
    Column("Found by", least=8),
    Column("City", least=6),
    Column("Email", least=8),
)

RECORDS = (
    Column("", least=1),
    Column("Ref", least=7),
    Column("Where it is", least=11),
    Column("Since", least=10),
    Column("Next", least=7),
    Column("Ready", least=10),
    Column("Lacks", least=8),
    Column("Due", least=9),
    Column("What", least=8, most=40),
    Column("Owner", least=4),
)


MESSAGES = (
    Column("", least=1),
    Column("", least=6),
    Column("", least=5),
    Column("", least=14),
    Column("", least=6),
    Column("", least=12, most=60),
)


class WhoScreen(Asking):
    """Clients found by what the caller says; of one of them, everything that is theirs."""

    heading = "who"
    subtitle = "  the phone answer"
    hint = HINT

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self._matches = Matches(())
        self._picked: Match | None = None
        self._letters = ""

    async def on_mount(self) -> None:
        """Find the letters that lines may have."""
        self._letters = free_letters(self.program.ground.keys)

    def do_who(self) -> None:
        """Ask for another name."""
        self.ask_again()

    async def do_back(self) -> None:
        """Go back to the clients that may be meant, or to the screen below."""
        if self._picked is not None and len(self._matches.all) > 1:
            self._picked = None
            await self._show()
            self.listing.first_key()
        else:
            await super().do_back()

    # Picking ------------------------------------------------------------------------------------

    async def on_key(self, event: events.Key) -> None:
        """Open the line that has a letter, before the next key is looked at."""
        if self.program.screen is not self or self.takes_text() or not event.character:
            return
        keys = [row.key for section in self._sections for row in section.rows]
        place = self._letters.find(event.character)
        if 0 <= place < len(keys):
            event.stop()
            event.prevent_default()
            await self.open_key(keys[place])

    async def open_key(self, key: object) -> None:
        """Show a client's records, or open a record or a message."""
        if isinstance(key, Match):
            self._picked = key
            await self._show()
            self.listing.first_key()
        elif isinstance(key, Said):
            await self.program.push_screen(MessageScreen(by_refs([key.ref])))
        elif isinstance(key, str):
            await self.open_record(key)

    # Looking up ---------------------------------------------------------------------------------

    async def look_up(self, text: str, *, telling: bool, again: bool = False) -> None:
        """Find the clients that may be meant; one who was picked stays picked."""
        found = await self.program.ask(look_up, text)
        if found is None or text != self._text:
            return
        if isinstance(found, str):
            self._matches, self._picked = Matches(()), None
            self._sections = [Section("", empty=found)]
            if telling:
                self.say((" who", "strong"), (f"  {text}", "key"), ("  nobody", "late"))
            self.refill()
            return
        kept = self._picked.client.id if again and self._picked is not None else None
        self._matches = found
        self._picked = next((one for one in found.all if one.client.id == kept), None)
        if len(found.all) == 1:
            self._picked = found.all[0]
        self.say((" who", "strong"), (f"  {text}", "key"))
        await self._show()

    async def _show(self) -> None:
        """Show the clients that may be meant, or the records of the one who is."""
        picked = self._picked
        if picked is None:
            self._sections = [clients_section(self._matches, self._letters)]
        else:
            found = await self.program.ask(client_sections, picked, self._letters)
            if found is None or picked is not self._picked:
                return
            self._sections = found
        self.refill()


def free_letters(keys: Keymap) -> str:
    """The letters that stand for no command in a list, with the usual keys first."""
    return "".join(
        letter
        for letter in ascii_letters
        if keys.command("list", (letter,)) is None and not keys.begins("list", (letter,))
    )


# What is shown -----------------------------------------------------------------------------------


def look_up(desk: Desk, text: str) -> Matches | str:
    """Who may be meant, or in words why nobody is."""
    try:
        with desk.reading():
            return phone.find(text)
    except Refused as refused:
        return f"{refused}. {HINT}"


def clients_section(found: Matches, letters: str) -> Section:
    """The clients that may be meant, each with a letter."""
    rows = tuple(
        Row(
            (
                letters[place : place + 1], f"{match.client.name} #{match.client.number}",
                str(match.open), phone.number_of(match.client), ", ".join(match.because),
                match.client.city, match.client.email,
            ),
            match,
        )
        for place, match in enumerate(found.all)
    )  # fmt: skip
    more = (("There are more; give more of the name.", None),) if found.more else ()
    return Section(f"{len(found.all)} clients may be meant", CLIENTS, rows, more=more)


def client_sections(desk: Desk, match: Match, letters: str) -> list[Section]:
    """One client with their records, and what was said to them last."""
    with desk.reading():
        answer = phone.answer(desk, match)
    records = record_section(desk, answer, letters)
    return [records, message_section(desk, answer, letters[len(records.rows) :])]


def message_section(desk: Desk, answer: Answer, letters: str) -> Section:
    """The last messages to a client: by what, when, whether it arrived, and about what."""
    rows = tuple(
        Row(
            (letters[place : place + 1], one.ref, one.channel,
             when.day_and_clock(one.at, desk.zone), one.state, one.subject),
            one,
            "late" if one.state in ("failed", "unknown") else "plain",
        )
        for place, one in enumerate(answer.said)
    )  # fmt: skip
    return Section("The last messages", MESSAGES, rows, heads=False)


def record_section(desk: Desk, answer: Answer, letters: str) -> Section:
    """One client with what is open and what was finished last."""
    rows = [
        *(_row(desk, one, "late" if one.face.overdue(desk.now()) else "plain")
          for one in answer.open),
        *(_row(desk, one, "muted") for one in answer.finished),
    ]  # fmt: skip
    lettered = tuple(
        Row((letters[place : place + 1], *row.cells), row.key, row.look)
        for place, row in enumerate(rows)
    )
    client = answer.client
    more = () if answer.open else (("Nothing is open.", None),)
    title = f"#{client.number} {client.name}"
    return Section(title, RECORDS, lettered, words=tuple(_words(answer)), more=more)


def _words(answer: Answer) -> list[tuple[str, str]]:
    client = answer.client
    ways = [phone.number_of(client), client.email, client.city]
    words = [("  ".join(part for part in ways if part) or "no phone, no email", "plain")]
    if answer.because:
        words.append((f"Found by {', '.join(answer.because)}.", "key"))
    if client.do_not_call:
        words.append(("Do not call.", "late"))
    if client.notes:
        words.append((client.notes, "muted"))
    return words


def _row(desk: Desk, one: Standing, look: str) -> Row:
    face, zone = one.face, desk.zone
    what = face.subject or " · ".join(filter(None, (face.type, face.vendor))) or face.kind
    due = "" if face.due_at is None else when.short(face.due_at, desk.now(), zone)
    return Row(
        (
            face.ref, face.status, when.day(face.entered_at, zone), one.next_status or "",
            "" if one.ready_at is None else when.day(one.ready_at, zone),
            phone.lacking(one, desk.settings.studio.currency), "" if face.done else due, what,
            face.user or face.department or "",
        ),
        face.ref,
        look,
    )  # fmt: skip
