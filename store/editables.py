"""What may be changed of a record by name: each field, whose it is, and how its text is read.

Reading has no effect: it fills a ``Draft``, which ``edits`` checks and writes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import time
from typing import Any, Literal

from store import cards, clients, money, sessions, when
from store.desk import Desk
from store.directory import KINDS
from store.errors import Refused, did_you_mean
from store.tables import Card, CustomField
from store.text import safe, search_key

NOTHING = frozenset({"", "none", "-"})
"""Texts that take a value away."""

AUTO: Literal["auto"] = "auto"
"""What gives the due date back to the computation."""

ORDERS = ("preproduction", "production")
ERRANDS = ("task", "call")
NOT_ERRANDS = ("session", "invoice", *ORDERS)


@dataclass(slots=True)
class Draft:
    """What is to become of a card and its record: columns to write, and what follows from them.

    ``custom`` has values by field of the studio's own, nothing where one is taken away.

    ``due`` is a moment set by hand, null for none, or ``auto``; ``due_said`` tells that one of
    them was given. ``type_id`` is left out of ``card`` because the track may follow it.
    """

    desk: Desk
    row: Card
    now: int
    card: dict[str, Any] = field(default_factory=dict)
    record: dict[str, Any] = field(default_factory=dict)
    custom: dict[int, str] = field(default_factory=dict)
    due: int | Literal["auto"] | None = None
    due_said: bool = False
    promised_said: bool = False
    type_said: bool = False
    type_id: int | None = None


Reader = Callable[[Draft, str], None]
"""Takes a draft and the text given; raises `Refused` with what is wrong."""


@dataclass(frozen=True, slots=True)
class Editable:
    """A field that can be set, the kinds that have it, and other words for it."""

    name: str
    kinds: tuple[str, ...]
    read: Reader
    synonyms: tuple[str, ...] = ()
    label: str = ""
    prose: bool = False
    """Whether its text may have several lines."""


# Readers -----------------------------------------------------------------------------------------


def moment(draft: Draft, text: str, at: time | None) -> int:
    """Read a moment; a day alone is taken at that time of day."""
    try:
        return when.parse_moment(text, draft.now, draft.desk.zone, end_of_day=at)
    except ValueError as error:
        raise Refused(str(error)) from None


def _moment_of(column: str, at: Literal["opens", "closes", "midnight"]) -> Reader:
    def read(draft: Draft, text: str) -> None:
        if text.casefold() in NOTHING:
            draft.record[column] = None
            return
        hours = draft.desk.settings.calendar
        named = {"opens": hours.opens, "closes": hours.closes, "midnight": None}[at]
        draft.record[column] = moment(draft, text, named)

    return read


def _due(draft: Draft, text: str) -> None:
    if draft.row.done:
        raise Refused("it is finished and has no due date; move it back first")
    draft.due_said = True
    word = text.casefold()
    if word in (AUTO, "computed"):
        draft.due = AUTO
    elif word in NOTHING:
        draft.due = None
    else:
        draft.due = moment(draft, text, draft.desk.settings.calendar.closes)


def _promised(draft: Draft, text: str) -> None:
    draft.promised_said = True
    closes = draft.desk.settings.calendar.closes
    empty = text.casefold() in NOTHING
    draft.card["promised_at"] = None if empty else moment(draft, text, closes)


def _owner(draft: Draft, text: str) -> None:
    word = text.casefold()
    if word in NOTHING or word == "nobody":
        draft.card["user_id"] = None
    elif word == "me":
        if draft.desk.who.id is None:
            raise Refused("you are no user of this studio; name one")
        draft.card["user_id"] = draft.desk.who.id
    else:
        draft.card["user_id"] = draft.desk.directory.user_named(text).id


def _department(draft: Draft, text: str) -> None:
    named = None if text.casefold() in NOTHING else draft.desk.directory.department_named(text)
    draft.card["department_id"] = named.id if named else None


def _priority(draft: Draft, text: str) -> None:
    draft.card["priority"] = cards.priority_named(text)


def _vendor(draft: Draft, text: str) -> None:
    named = None if text.casefold() in NOTHING else draft.desk.directory.vendor_named(text)
    draft.card["vendor_id"] = named.id if named else None


def _type(draft: Draft, text: str) -> None:
    draft.type_said = True
    if text.casefold() not in NOTHING:
        draft.type_id = draft.desk.directory.type_named(draft.row.kind, text).id


def _client(draft: Draft, text: str) -> None:
    if text.casefold() in NOTHING:
        if draft.row.kind not in ERRANDS:
            raise Refused(f"a {draft.row.kind} needs a client")
        draft.card["client_id"] = None
    else:
        draft.card["client_id"] = clients.named(text).id


def _subject(draft: Draft, text: str) -> None:
    subject = " ".join(safe(text, 500).split())
    if not subject and draft.row.kind in ERRANDS:
        raise Refused(f"a {draft.row.kind} needs a subject")
    draft.card["subject"] = subject


def _notes(draft: Draft, text: str) -> None:
    draft.card["notes"] = safe(text, keep_newlines=True)


def _text(column: str, limit: int = 200) -> Reader:
    def read(draft: Draft, text: str) -> None:
        draft.record[column] = safe(text, limit)

    return read


def _prose(column: str) -> Reader:
    def read(draft: Draft, text: str) -> None:
        draft.record[column] = safe(text, keep_newlines=True)

    return read


def _invoice_date(draft: Draft, text: str) -> None:
    at = moment(draft, text, None)
    draft.record["invoiced_on"] = when.local_day(at, draft.desk.zone).isoformat()


def _invoice_session(draft: Draft, text: str) -> None:
    empty = text.casefold() in NOTHING
    draft.record["session_id"] = None if empty else sessions.of_card(cards.get(text)).id


def _vendor_amount(draft: Draft, text: str) -> None:
    if text.casefold() in NOTHING:
        draft.record["vendor_amount_cents"] = None
        return
    try:
        draft.record["vendor_amount_cents"] = money.parse_money(text)
    except ValueError as error:
        raise Refused(str(error)) from None


# The registry ------------------------------------------------------------------------------------

EDITABLES: tuple[Editable, ...] = (
    Editable("due", KINDS, _due, ("due_at",)),
    Editable("owner", KINDS, _owner, ("user", "assigned")),
    Editable("department", KINDS, _department, ("dept",)),
    Editable("priority", KINDS, _priority, ("prio",)),
    Editable("promised", NOT_ERRANDS, _promised, ("delivery", "promise", "delivery_date")),
    Editable("type", KINDS, _type),
    Editable("client", KINDS, _client),
    Editable("subject", KINDS, _subject, ("title",)),
    Editable("notes", KINDS, _notes, ("note", "remark"), prose=True),
    Editable("vendor", ORDERS, _vendor, ("lab",)),
    Editable("photographer", ("session",), _text("photographer")),
    Editable("date", ("session",), _moment_of("held_at", "midnight"), ("held", "at")),
    Editable("folder", ("session",), _text("folder", 1000)),
    Editable("date", ("invoice",), _invoice_date, ("invoiced", "invoice_date")),
    Editable("session", ("invoice",), _invoice_session),
    Editable("payment_due", ("invoice",), _moment_of("payment_due_at", "closes")),
    Editable("delivered", ("invoice",), _moment_of("delivered_at", "closes"), ("delivered_at",)),
    Editable("vendor_number", ORDERS, _text("vendor_number", 80)),
    Editable("vendor_invoice", ORDERS, _text("vendor_invoice", 80)),
    Editable("vendor_amount", ORDERS, _vendor_amount),
    Editable("carrier", ORDERS, _text("carrier", 80)),
    Editable("tracking", ORDERS, _text("tracking"), ("tracking_number",)),
    Editable("studio_notes", ORDERS, _prose("studio_notes"), prose=True),
    Editable("vendor_notes", ORDERS, _prose("vendor_notes"), prose=True),
    Editable("start", ("task",), _moment_of("start_at", "opens"), ("start_at",)),
    Editable("details", ERRANDS, _prose("details"), prose=True),
    Editable("phone", ("call",), _text("phone", 60)),
)
"""Every field that can be set, in the order in which they are offered."""


CUSTOM_KINDS: dict[str, tuple[str, ...]] = {
    "session": ("session",),
    "invoice": ("invoice",),
    "order": ORDERS,
}
"""What has fields of the studio's own, to the kinds of record that this means."""


def words() -> list[str]:
    """Every name and synonym there is, for any kind."""
    return [word for entry in EDITABLES for word in (entry.name, *entry.synonyms)]


def custom_name(row: CustomField) -> str:
    """A custom field's name as scripts write it, such as ``album_colour``."""
    return "_".join(search_key(row.name).replace("-", " ").replace("_", " ").split())


def _custom(row: CustomField) -> Editable:
    """A field of the studio's own; days are kept as ISO texts."""

    def read(draft: Draft, text: str) -> None:
        if row.sort == "date" and text.casefold() not in NOTHING:
            at = moment(draft, text, None)
            draft.custom[row.id] = when.local_day(at, draft.desk.zone).isoformat()
        elif row.sort == "date":
            draft.custom[row.id] = ""
        elif row.sort == "note":
            draft.custom[row.id] = safe(text, keep_newlines=True).strip()
        else:
            draft.custom[row.id] = " ".join(safe(text, 500).split())

    return Editable(
        custom_name(row), CUSTOM_KINDS[row.kind], read, label=row.name, prose=row.sort == "note"
    )


def of_kind(desk: Desk, kind: str) -> list[Editable]:
    """The fields that records of a kind have, those of the studio's own last."""
    own = [
        _custom(row)
        for row in sorted(
            desk.directory.custom_fields.values(), key=lambda row: (row.position, row.name)
        )
        if kind in CUSTOM_KINDS[row.kind] and not row.inactive
    ]
    return [*(entry for entry in EDITABLES if kind in entry.kinds), *own]


def named(desk: Desk, kind: str, word: str) -> Editable:
    """Find a field of a kind by name or synonym; `Refused` names the nearest."""
    wanted = "_".join(search_key(word).replace("-", " ").replace("_", " ").split())
    present = of_kind(desk, kind)
    for entry in present:
        if wanted == entry.name or wanted in entry.synonyms:
            return entry
    known = [name for entry in present for name in (entry.name, *entry.synonyms)]
    hint = did_you_mean(wanted, known)
    names = ", ".join(entry.name for entry in present)
    raise Refused(f"a {kind} has no field '{safe(word, 40)}'{hint}; there are {names}")
