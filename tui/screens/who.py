"""The phone answer: a name is typed, and all that is that client's stands here."""

from __future__ import annotations

from collections.abc import Sequence

from textual.timer import Timer
from textual.widget import Widget

from store import phone, when
from store.changes import Feed
from store.desk import Desk
from store.errors import Refused
from store.phone import Answer
from tui.screens.sections import Section, show
from tui.screens.sheet import Sheet
from tui.widgets.listing import Listing
from tui.widgets.prompt import Prompt
from tui.widgets.table import Column, Row

DELAY_SECONDS = 0.15
"""How long typing rests before clients are looked for."""

SIGN = "?"

HINT = (
    "Type part of a name, a phone number, an email address, a client's number or a reference. "
    "Enter goes to the list; enter there opens the record."
)

COLUMNS = (
    Column("Ref", least=7),
    Column("Where it is", least=11),
    Column("Since", least=10),
    Column("Due", least=9),
    Column("Next", least=7),
    Column("Ready", least=10),
    Column("What", least=8, most=40),
    Column("Owner", least=4),
)


class WhoScreen(Sheet):
    """Clients found by what the caller says, each with everything of theirs."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self._text = text
        self._sections: list[Section] = [Section("", empty=HINT)]
        self._timer: Timer | None = None

    def body(self) -> Sequence[Widget]:
        """Return the clients as one listing."""
        return (Listing(self.program.look),)

    async def on_mount(self) -> None:
        """Ask for the name at once, or answer the one that was given."""
        self.say((" who", "strong"), ("  the phone answer", "plain"))
        self.refill()
        if self._text:
            await self._look_up(self._text, telling=True)
            self.listing.first_key()
        else:
            self.prompt.ask(SIGN)

    def on_resize(self) -> None:
        """Lay out for the width."""
        self.refill()

    def refill(self) -> None:
        """Show what was found."""
        show(self.listing, self._sections, self.size.width)

    def do_who(self) -> None:
        """Ask for another name."""
        self.prompt.ask(SIGN, self._text)

    def do_filter(self) -> None:
        """Ask for another name."""
        self.do_who()

    async def on_prompt_changed(self, message: Prompt.Changed) -> None:
        """Look for clients while the name is typed."""
        if message.sign != SIGN:
            return
        message.prevent_default()
        message.stop()
        self._text = message.text
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(DELAY_SECONDS, self._typed)

    async def _typed(self) -> None:
        if self.prompt.is_open and len(self._text.strip()) > 1:
            await self._look_up(self._text, telling=False)

    async def on_prompt_given(self, message: Prompt.Given) -> None:
        """Go to what was found."""
        if message.sign != SIGN:
            return
        message.prevent_default()
        message.stop()
        self.prompt.close()
        self.set_focus(None)
        if message.text.strip():
            await self._look_up(message.text, telling=True)
            self.listing.first_key()

    async def changed(self, feed: Feed) -> None:
        """Answer anew when something was changed meanwhile."""
        del feed
        if self._text.strip() and not self.prompt.is_open:
            await self._look_up(self._text, telling=False)

    async def _look_up(self, text: str, *, telling: bool) -> None:
        self._text = text
        found = await self.program.ask(read, text)
        if found is None or text != self._text:
            return
        if isinstance(found, str):
            self._sections = [Section("", empty=found)]
            if telling:
                self.say((" who", "strong"), (f"  {text}", "key"), ("  nobody", "late"))
        else:
            self._sections = found
            self.say((" who", "strong"), (f"  {text}", "key"))
        self.refill()


def read(desk: Desk, text: str) -> list[Section] | str:
    """The clients found with what is theirs, or in words why there are none."""
    try:
        with desk.reading():
            answers = phone.who(desk, text)
            return [section for answer in answers for section in _sections(desk, answer)]
    except Refused as refused:
        return f"{refused}. {HINT}"


def _sections(desk: Desk, answer: Answer) -> list[Section]:
    client = answer.client
    ways = [phone.number_of(client), client.email, client.city]
    words = [("  ".join(part for part in ways if part) or "no phone, no email", "plain")]
    if client.do_not_call:
        words.append(("Do not call.", "late"))
    if client.notes:
        words.append((client.notes, "muted"))
    now, zone = desk.now(), desk.zone
    rows = []
    for one in answer.open:
        face = one.face
        what = face.subject or " · ".join(filter(None, (face.type, face.vendor))) or face.kind
        due = "" if face.due_at is None else when.short(face.due_at, now, zone)
        ready = "" if one.ready_at is None else when.day(one.ready_at, zone)
        rows.append(
            Row(
                (
                    face.ref, face.status, when.day(face.entered_at, zone), due,
                    one.next_status or "", ready, what, face.user or face.department or "",
                ),
                face.ref,
                "late" if face.overdue(now) else "plain",
            )
        )  # fmt: skip
    finished = [
        Row(
            (face.ref, face.status, when.day(face.entered_at, zone), "", "", "",
             face.subject or face.type or face.kind, ""),
            face.ref,
            "muted",
        )
        for face in answer.finished
    ]  # fmt: skip
    more = () if rows else (("Nothing is open.", None),)
    title = f"#{client.number} {client.name}"
    return [Section(title, COLUMNS, (*rows, *finished), words=tuple(words), more=more)]
