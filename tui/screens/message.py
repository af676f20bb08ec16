"""Messages in full, one at a time: exactly what is or was sent, and what came of it.

A message that is only foreseen is shown alike, and says so; nothing can be decided about it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from textual.widget import Widget

from store import messages, queuefacts, smstext, when
from store.boards import Face
from store.changes import Feed
from store.desk import Desk
from store.messages import MessageFace, Whole
from store.queuefacts import Foreseen
from tui import messagework
from tui.screens.sections import Section, show
from tui.screens.sheet import Sheet, own
from tui.widgets.listing import Listing
from tui.widgets.table import Column, Row

STATES = {
    "held": "held: it waits for somebody's approval",
    "pending": "waits to be sent",
    "sending": "is being handed over",
    "done": "done: it was taken by the other side",
    "failed": "failed",
    "unknown": "unknown: it may have arrived or not",
    "cancelled": "cancelled: it is not sent",
}
"""States in words."""

FORESEEN = "foreseen: this is how it would be now"


@dataclass(frozen=True, slots=True)
class Page:
    """A message as it is shown, or what happens without one."""

    message: Whole | None = None
    errand: Face | None = None
    words: tuple[str, ...] = ()
    real: bool = True


Read = Callable[[Desk], list[Page]]
"""Reads what is to be shown, on the store thread."""


class MessageScreen(Sheet):
    """One message of several, in full."""

    local = (
        own("approve", "Y", "approve", "Let the message go out as it is."),
        own("retry", "R", "send again", "Send it again, to another address if need be."),
        own("resolve", "J", "resolve", "Say what became of a message that is unknown."),
        own("drop", "D", "drop", "Take the message back: it is not sent."),
        own("posted", "F", "posted", "Note a letter as posted."),
        own("save", "E", "save", "Keep the paper of the message as a file."),
    )

    def __init__(self, read: Read) -> None:
        super().__init__()
        self._read = read
        self._pages: list[Page] = []
        self._at = 0

    def body(self) -> Sequence[Widget]:
        """Return the message as one listing."""
        return (Listing(self.program.look),)

    async def on_mount(self) -> None:
        """Read the messages."""
        await self.reload()

    async def reload(self) -> None:
        """Read the messages again, staying at the same one."""
        found = await self.program.ask(self._read)
        if found is not None:
            self._pages = found
            self._at = min(self._at, max(0, len(found) - 1))
        self.refill()

    @property
    def page(self) -> Page | None:
        """What is shown."""
        return self._pages[self._at] if self._pages else None

    def refill(self) -> None:
        """Lay the message out for the width."""
        page = self.page
        count = len(self._pages)
        if page is None:
            self.say((" message", "strong"))
            show(self.listing, [Section("", empty="There is no message.")], self.size.width)
            return
        place = f"  {self._at + 1} of {count}; tab shows the next" if count > 1 else ""
        title = page.message.face.ref if page.message is not None and page.real else "preview"
        self.say((f" {title}", "strong"), (place, "plain"))
        show(self.listing, sections(self.program.ground.desk, page), self.size.width)

    def on_resize(self) -> None:
        """Break the lines anew."""
        self.refill()

    async def changed(self, feed: Feed) -> None:
        """Read again when messages were changed; what is only foreseen stays as it was."""
        real = any(page.real for page in self._pages)
        if real and (not feed.complete or feed.others & {"message", "firing"}):
            await self.reload()

    # Several ------------------------------------------------------------------------------------

    def do_next_pane(self) -> None:
        """Show the next message."""
        self._turn(1)

    def do_previous_pane(self) -> None:
        """Show the message before."""
        self._turn(-1)

    def _turn(self, step: int) -> None:
        if len(self._pages) > 1:
            self._at = (self._at + step) % len(self._pages)
            self.listing.first()
            self.refill()

    # Deciding -----------------------------------------------------------------------------------

    def _chosen(self) -> list[MessageFace]:
        page = self.page
        if page is None:
            return []
        if page.message is None:
            self.program.tell("Nothing is sent here; esc goes back")
            return []
        if not page.real:
            self.program.tell("This message does not exist yet; esc goes back")
            return []
        return [page.message.face]

    def do_approve(self) -> None:
        """Let the message go out as it is."""
        if chosen := self._chosen():
            messagework.approve(self, chosen)

    def do_retry(self) -> None:
        """Send it again."""
        if chosen := self._chosen():
            messagework.retry(self, chosen)

    def do_resolve(self) -> None:
        """Say what became of it."""
        if chosen := self._chosen():
            messagework.resolve(self, chosen)

    def do_drop(self) -> None:
        """Take it back."""
        if chosen := self._chosen():
            messagework.drop(self, chosen)

    def do_posted(self) -> None:
        """Note a letter as posted."""
        if chosen := self._chosen():
            messagework.posted(self, chosen)

    def do_save(self) -> None:
        """Keep its paper."""
        if chosen := self._chosen():
            messagework.save(self, chosen)

    def do_copy(self) -> None:
        """Copy the reference of what is shown."""
        page = self.page
        if page is not None and page.message is not None and page.real:
            ref = page.message.face.ref
            self.program.copy_to_clipboard(ref)
            self.program.tell(f"{ref}\n(sent to the clipboard, if this terminal allows it)")


# On the store thread ------------------------------------------------------------------------------


def by_refs(refs: Sequence[str]) -> Read:
    """What reads messages by reference."""

    def read(desk: Desk) -> list[Page]:
        with desk.reading():
            return [Page(one) for one in messages.in_full(refs)]

    return read


def of_firings(ids: Sequence[int]) -> Read:
    """What reads what firings have sent, or would send now."""

    def read(desk: Desk) -> list[Page]:
        found = (queuefacts.foreseen(desk, firing_id) for firing_id in ids)
        return [page for one in found if one is not None for page in _pages(one)]

    return read


def _pages(one: Foreseen) -> list[Page]:
    words = [f"{one.firing.trigger} for {one.firing.ref}: {one.firing.action}"]
    if one.problem:
        words.append(f"It would not happen now: {one.problem}")
    page = Page(errand=one.errand, words=tuple(words), real=not one.would)
    if not one.messages:
        return [page]
    return [replace(page, message=message) for message in one.messages]


# What is shown -----------------------------------------------------------------------------------

FILES = (
    Column("With it", least=10),
    Column("Type", least=8),
    Column("Bytes", right=True, least=6),
)


def sections(desk: Desk, page: Page) -> list[Section]:
    """A message, or what happens without one, as sections."""
    notes = Section("", words=tuple((words, "plain") for words in page.words))
    if page.message is not None:
        return [*([notes] if page.words else []), *_message(desk, page.message, real=page.real)]
    return [notes, _errand(desk, page)]


def _errand(desk: Desk, page: Page) -> Section:
    face = page.errand
    if face is None:
        return Section("", empty="No message is made by it.")
    due = "" if face.due_at is None else when.day_and_clock(face.due_at, desk.zone)
    pairs = (
        ("Makes", f"a {face.kind}" if not page.real else face.ref),
        ("Subject", face.subject),
        ("Client", face.client),
        ("For", " · ".join(filter(None, (face.user, face.department))) or "nobody"),
        ("Due", due),
    )
    more = ((f"enter opens {face.ref}", face.ref),) if page.real else ()
    return Section("", pairs=tuple(pair for pair in pairs if pair[1]), more=more)


def _message(desk: Desk, one: Whole, *, real: bool) -> list[Section]:
    face = one.face
    files = tuple(
        Row((file.name, file.media_type, f"{file.size:,}")) for file in one.files
    )  # fmt: skip
    text = one.body or "(no text)"
    return [
        Section(f"{face.channel} {face.ref if real else ''}".strip(), pairs=_head(face, real=real)),
        Section("Text", words=((text, "plain"),)),
        Section("", FILES, files),
        Section("What came of it", pairs=_fate(desk, one, real=real), more=_more(face)),
    ]


def _head(face: MessageFace, *, real: bool) -> tuple[tuple[str, str], ...]:
    pairs = (
        ("State", STATES.get(face.state, face.state) if real else FORESEEN),
        ("Why", face.reason),
        ("To", face.to_name),
        ("Address", face.to_address),
        ("Subject", face.subject),
        ("Trigger", face.trigger or ""),
    )
    return tuple(pair for pair in pairs if pair[1])


def _more(face: MessageFace) -> tuple[tuple[str, str], ...]:
    return ((f"enter opens {face.about}", face.about),) if face.about is not None else ()


def _fate(desk: Desk, one: Whole, *, real: bool) -> tuple[tuple[str, str], ...]:
    face, zone = one.face, desk.zone
    length = smstext.said(smstext.measured(one.body)) if face.channel == "sms" else ""
    waits = face.state == "pending" and face.channel != "letter"
    pairs = [
        ("Length", length),
        ("As HTML", f"{len(one.html):,} characters as well" if one.html else ""),
    ]
    if real:
        pairs += [
            ("Tries", str(face.attempts) if face.attempts else ""),
            ("Next try", when.day_and_clock(face.next_at, zone) if waits else ""),
            ("Made", when.day_and_clock(face.created_at, zone)),
            ("Settled", "" if face.settled_at is None
                        else when.day_and_clock(face.settled_at, zone)),
            ("By", one.by),
            ("From", one.sender),
            ("Through", one.gateway),
            ("Answer", one.answer),
            ("Theirs", one.remote_id),
            ("Delivery", one.delivery),
            ("Message-ID", face.message_id if face.channel == "email" else ""),
            ("Checksum", one.sha256),
        ]  # fmt: skip
    return tuple((label, value) for label, value in pairs if value.strip())
