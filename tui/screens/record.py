"""One record in full: what it says, where it was, what comes, and all that is about it.

The keys that work on cards work on this record. What the sections say is made on the store thread,
because names have to be looked up; how they are broken into lines follows the width.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.widget import Widget

from store import cards, details, facts, money, recordfields, when
from store.boards import Face
from store.changes import Feed
from store.desk import Desk
from store.details import Detail
from tui import cardwork
from tui.screens import preflight
from tui.screens.sections import Section, show
from tui.screens.sheet import Sheet
from tui.widgets.listing import Listing
from tui.widgets.table import Column, Row

ABOUT_RECORDS = frozenset(
    {
        "note", "timer", "firing", "task", "call", "session", "invoice", "invoice_line", "image",
        "payment", "studio_order", "order_line", "receipt", "order_source", "client", "visit",
        "message", "trigger_pause",
    }
)  # fmt: skip
"""Tables whose changes may show here although the card itself stays as it is."""


class RecordScreen(Sheet):
    """Everything of one record."""

    where = "detail"

    def __init__(self, ref: str) -> None:
        super().__init__()
        self.ref = ref
        self.face: Face | None = None
        self._sections: tuple[Section, ...] = ()
        self._doubtful: Section | None = None

    def body(self) -> Sequence[Widget]:
        """Return the sections as one listing."""
        return (Listing(self.program.look),)

    async def on_mount(self) -> None:
        """Read the record."""
        await self.reload()

    async def reload(self) -> None:
        """Read the record again and show it."""
        found = await self.program.ask(read, self.ref)
        if found is None:
            self.say((f" {self.ref}", "strong"), ("  it cannot be read now", "plain"))
            return
        detail, self._sections = found
        self.face = detail.face
        now = self.program.ground.now()
        late = self.face.overdue(now)
        zone = self.program.ground.desk.zone
        due = self.face.due_at
        self.say(
            (f" {self.face.ref}", "strong"),
            (f"  {self.face.client or self.face.subject}", "plain"),
            (f"  {self.face.status}", "key"),
            (f"  {when.short(due, now, zone)}" if due and not self.face.done else "",
             "late" if late else "plain"),
        )  # fmt: skip
        self.refill()
        if any(line.image for line in detail.line_items):
            # Looking at files can take a moment: the record is shown before.
            self._doubtful = await self.program.ask(preflight.on_record, detail.face)
            self.refill()

    def refill(self) -> None:
        """Lay the sections out for the width."""
        head, *others = self._sections
        doubtful = () if self._doubtful is None else (self._doubtful,)
        show(self.listing, (head, *doubtful, *others), self.size.width)

    def on_resize(self) -> None:
        """Break the lines anew."""
        if self._sections:
            self.refill()

    async def changed(self, feed: Feed) -> None:
        """Read again when this record, or something about it, was changed."""
        if self.face is None:
            return
        own = any(change.card_id == self.face.id for change in feed.changes)
        made = any(change.before is None for change in feed.changes)
        if own or made or not feed.complete or feed.others & ABOUT_RECORDS:
            await self.reload()

    async def do(self, command_id: str) -> None:
        """Work on this record, or whatever else the key means."""
        work = cardwork.WORK.get(command_id)
        if work is not None and self.face is not None and command_id != "copy":
            await work(self, [self.face])
            return
        await super().do(command_id)

    async def open_key(self, key: Any) -> None:
        """Open a record, or a message."""
        if isinstance(key, preflight.Opens):
            await self.program.push_screen(preflight.PreflightScreen([key.ref]))
            return
        if isinstance(key, str) and key.startswith("M-"):
            from tui.screens.message import MessageScreen, by_refs

            await self.program.push_screen(MessageScreen(by_refs([key])))
            return
        await super().open_key(key)

    async def do_copy(self) -> None:  # type: ignore[override]  # a screen may take its time
        """Copy this record's reference, and show it."""
        if self.face is not None:
            await cardwork.copy(self, [self.face])


# What the sections say: on the store thread -------------------------------------------------------


def read(desk: Desk, ref: str) -> tuple[Detail, tuple[Section, ...]]:
    """Read a record with its sections in words."""
    with desk.reading():
        detail = details.detail(desk, ref)
        return detail, sections(desk, detail)


def sections(desk: Desk, detail: Detail) -> tuple[Section, ...]:
    """Everything of a record as sections; those without anything are left out when shown."""
    zone = desk.zone
    return (
        _head(desk, detail),
        _lines(desk, detail),
        _receipts(desk, detail),
        _past(desk, detail),
        _plan(desk, detail),
        Section("Tasks and calls", FACES, tuple(face_row(desk, f) for f in detail.errands)),
        Section("Belongs to", FACES, tuple(face_row(desk, f) for f in detail.related)),
        Section(
            "Notes",
            words=tuple(
                (f"{when.day_and_clock(note.at, zone)}  {note.by}: {note.text}", "plain")
                for note in detail.notes
            ),
            empty="No notes yet; N writes one.",
        ),
        _time(desk, detail),
        _firings(desk, detail),
        _messages(desk, detail),
        _files(detail),
        _log(desk, detail),
    )


def _head(desk: Desk, detail: Detail) -> Section:
    face, zone = detail.face, desk.zone
    title = "  ".join(filter(None, (face.ref, face.client, face.subject)))
    pairs = [
        ("Status", f"{face.status} ({face.track}, {face.state})"),
        ("Since", when.day_and_clock(face.entered_at, zone)),
        ("Due", _due(desk, face)),
        ("Because", detail.due_because),
        ("Reminders", detail.paused.removeprefix("reminders ")),
        ("Promised", _moment(desk, face.promised_at)),
        ("Type", face.type or ""),
        ("Vendor", face.vendor or ""),
        ("Owner", ", ".join(filter(None, (face.user, face.department))) or "nobody"),
        ("Priority", cards.PRIORITIES[face.priority]),
        ("Value", money.shown(face.value_cents, desk.settings.studio.currency)
                  if face.value_cents else ""),
        ("About", detail.about or ""),
        ("Made by", f"the trigger {detail.trigger}" if detail.trigger else ""),
        *((entry.label, recordfields.shown(desk, entry)) for entry in detail.fields),
        ("Notes", detail.notes_text),
        ("Made", when.day_and_clock(detail.created_at, zone)),
    ]  # fmt: skip
    more = ((f"enter opens {detail.about}", detail.about),) if detail.about else ()
    return Section(
        "",
        words=((title, "strong"),),
        pairs=tuple((label, value) for label, value in pairs if value.strip()),
        more=more,
    )


def _due(desk: Desk, face: Face) -> str:
    if face.due_at is None:
        return "no due date" if not face.done else ""
    words = when.day_and_clock(face.due_at, desk.zone)
    if face.done:
        return words
    now = desk.now()
    late = ", LATE" if face.overdue(now) else ""
    hand = ", set by hand" if face.due_by_hand else ""
    return f"{words}, {when.relative(face.due_at, now, desk.zone)}{late}{hand}"


def _moment(desk: Desk, at: int | None) -> str:
    return "" if at is None else when.day_and_clock(at, desk.zone)


FACES = (
    Column("Ref", least=7),
    Column("Status", least=10),
    Column("Due", least=9),
    Column("Owner", least=4),
    Column("What", least=12, most=60),
)


def face_row(desk: Desk, face: Face) -> Row:
    """A card as a row below `FACES`."""
    due = ""
    if face.due_at is not None and not face.done:
        due = when.short(face.due_at, desk.now(), desk.zone)
    what = face.subject or " · ".join(filter(None, (face.type, face.vendor))) or face.kind
    owner = face.user or face.department or ""
    return Row((face.ref, face.status, due, owner, what), face.ref)


def _lines(desk: Desk, detail: Detail) -> Section:
    currency = desk.settings.studio.currency
    columns = (
        Column("", right=True, least=2), Column("Item", least=6), Column("Description", least=12),
        Column("Qty", right=True, least=3), Column("Got", right=True, least=3),
        Column("Price", right=True, least=6), Column("Image", least=5), Column("Vendor"),
        Column("Code"), Column("State"), Column("Order", least=6), Column("Note"),
    )  # fmt: skip
    rows = tuple(
        Row(
            (
                str(line.line), line.item or "", line.description, f"{line.quantity:,}",
                "" if line.received is None else f"{line.received:,}",
                money.shown(line.price_cents, currency), line.image or "", line.vendor or "",
                line.vendor_code or "", line.state or "",
                line.order if line.order and line.order != detail.face.ref else "", line.note,
            ),
            line.order if line.order != detail.face.ref else None,
        )
        for line in detail.line_items
    )  # fmt: skip
    return Section("Lines", columns, rows)


def _receipts(desk: Desk, detail: Detail) -> Section:
    columns = (
        Column("At", least=16), Column("", right=True, least=2), Column("Description", least=10),
        Column("Came", right=True, least=4), Column("Broken", right=True, least=6),
        Column("By", least=4), Column("Note", least=4, most=60),
    )  # fmt: skip
    rows = tuple(
        Row(
            (
                _moment(desk, came.at), str(came.line), came.description, f"{came.quantity:,}",
                f"{came.damaged:,}" if came.damaged else "", came.by or "", came.note,
            )
        )
        for came in detail.receipts
    )  # fmt: skip
    return Section("Received", columns, rows)


def _past(desk: Desk, detail: Detail) -> Section:
    columns = (
        Column("Status", least=10), Column("Entered", least=16), Column("Due"), Column("Left"),
        Column("By", least=4), Column("Owner", least=4), Column("Min", right=True, least=4),
        Column("Reason and note", least=12, most=60),
    )  # fmt: skip
    rows = []
    for stay in detail.visits:
        parked = " (not complete)" if stay.complete is False else ""
        rows.append(
            Row(
                (
                    stay.status + parked, _moment(desk, stay.entered_at),
                    _moment(desk, stay.due_at), _moment(desk, stay.left_at), stay.by or "",
                    stay.user or stay.department or "",
                    f"{stay.minutes:g}" if stay.minutes else "",
                    " · ".join(filter(None, (stay.reason, stay.note))),
                )
            )
        )  # fmt: skip
    return Section("Where it was", columns, tuple(rows))


def _plan(desk: Desk, detail: Detail) -> Section:
    planned = dict(detail.baseline)
    columns = (Column("Status", least=10), Column("Likely due"), Column("First planned"))
    rows = tuple(
        Row((status, _moment(desk, due), _moment(desk, planned.get(status))))
        for status, due in detail.projection
        if status != detail.face.status
    )
    return Section("What comes", columns, rows)


def _time(desk: Desk, detail: Detail) -> Section:
    columns = (
        Column("Status", least=10), Column("Who", least=4), Column("Started"), Column("Stopped"),
        Column("Min", right=True, least=4),
    )  # fmt: skip
    rows = tuple(
        Row(
            (
                booking.status, booking.user, _moment(desk, booking.started_at),
                _moment(desk, booking.stopped_at) or "running", f"{booking.minutes:g}",
            )
        )
        for booking in detail.timers
    )  # fmt: skip
    return Section("Time", columns, rows)


def _firings(desk: Desk, detail: Detail) -> Section:
    columns = (
        Column("Trigger", least=10), Column("Moment"), Column("Makes", least=5),
        Column("For", least=4), Column("State"), Column("Made", least=6), Column("Reason"),
    )  # fmt: skip
    rows = tuple(
        Row(
            (
                firing.trigger, _moment(desk, firing.moment), firing.action, firing.recipient,
                firing.state, firing.made or "", firing.reason,
            ),
            firing.made,
        )
        for firing in detail.firings
    )  # fmt: skip
    return Section("Triggers", columns, rows)


def _messages(desk: Desk, detail: Detail) -> Section:
    columns = (
        Column("Message", least=7), Column("By", least=5), Column("To", least=10, most=40),
        Column("Subject", least=8, most=40), Column("State"), Column("Made"),
        Column("Why", least=8, most=60),
    )  # fmt: skip
    rows = tuple(
        Row(
            (
                one.ref, one.channel, one.to, one.subject, one.state,
                _moment(desk, one.created_at), one.reason,
            ),
            one.ref,
            "late" if one.state in ("failed", "unknown") else "plain",
        )
        for one in detail.messages
    )  # fmt: skip
    return Section("Messages", columns, rows)


def _files(detail: Detail) -> Section:
    columns = (
        Column("Image", least=5), Column("Rating", right=True, least=6), Column("Raw"),
        Column("Hi-res"), Column("Retouched"), Column("Preview"),
    )  # fmt: skip
    rows = tuple(
        Row(
            (
                str(file["image"]), "rejected" if file["rejected"] else str(file["rating"] or ""),
                *(str(file[name] or "") for name in ("raw", "hires", "retouched", "preview")),
            )
        )
        for file in detail.files
    )  # fmt: skip
    return Section("Pictures", columns, rows)


def _log(desk: Desk, detail: Detail) -> Section:
    columns = (
        Column("At", least=16), Column("By", least=4), Column("Field", least=6), Column("Before"),
        Column("After", least=10),
    )  # fmt: skip
    rows = tuple(
        Row(
            (
                when.day_and_clock(line.at, desk.zone), line.by or line.source,
                facts.field_name(line.field), facts.shown(desk, line.field, line.before),
                facts.shown(desk, line.field, line.after),
            )
        )
        for line in detail.log
    )  # fmt: skip
    return Section("Changes", columns, rows)
