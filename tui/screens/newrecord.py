"""New records by a form: sessions, invoices, orders, tasks and calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import time
from typing import TYPE_CHECKING

from store import (
    boards,
    calls,
    cards,
    invoices,
    orders,
    sessions,
    tasks,
    when,
)
from store.boards import Face
from store.desk import Desk
from store.errors import Refused
from store.intake import Common
from store.tables import Card
from tui.cli import linewords
from tui.screens.filling import fill, required, said
from tui.widgets.dialog import Choice, Choose
from tui.widgets.form import Field

if TYPE_CHECKING:
    from tui.screens.place import Place

Values = Mapping[str, str]
Make = Callable[[Desk, Values], Card]

WORDS = {
    "session": "a shooting",
    "invoice": "a client's purchase",
    "production": "an order to a lab, a vendor or a department",
    "preproduction": "an order of proofs",
    "task": "something to do",
    "call": "a phone call to make",
}
"""Kinds that can be made, in words."""

LINES_HINT = 'item,qty=2 or description="…",price=9.50; several are parted by ;'


async def new_record(screen: Place, board: str = "") -> None:
    """Ask for a new record of what a board shows, or of any kind where that is not clear."""
    kinds = boards.BOARDS.get(board) or ((board,) if board in WORDS else tuple(WORDS))
    screen.program.begin(_ask(screen, kinds), "dialog")


async def _ask(screen: Place, kinds: tuple[str, ...]) -> None:
    program = screen.program
    kind: str | None = kinds[0]
    if len(kinds) > 1:
        choices = [Choice(name, name, WORDS[name]) for name in kinds]
        dialog = Choose("What is to be made?", choices, keys=program.ground.keys)
        kind = await program.answer_to(dialog)
    if kind is None:
        return
    about = _about(screen)
    fields = await program.ask(fields_of, kind, about)
    if fields is None:
        return

    def save(desk: Desk, values: dict[str, str]) -> str:
        return cards.ref(MAKERS[kind](desk, values))

    ref = await fill(screen, f"New {name_of(kind)}", fields, save)
    if ref is not None:
        program.tell(f"{ref} is made")


def name_of(kind: str) -> str:
    """Return how a kind is called in a sentence."""
    orders_too = {"production": "production order", "preproduction": "proof order"}
    return orders_too.get(kind, kind)


def _about(screen: Place) -> Face | None:
    """Return the record that a new one may well be about: the one of the screen or the cursor."""
    face = getattr(screen, "face", None)
    if face is None:
        face = getattr(getattr(screen, "board", None), "face", None)
    return face if isinstance(face, Face) else None


# The fields ---------------------------------------------------------------------------------------


def fields_of(desk: Desk, kind: str, about: Face | None = None) -> list[Field]:
    """Return what is asked for a new record of a kind."""
    lists = desk.directory
    types = tuple(t.name for t in lists.types.values() if t.kind == kind and not t.inactive)
    vendors = tuple(v.name for v in lists.vendors.values() if not v.inactive)
    users = tuple(u.login for u in lists.users.values() if not u.inactive)
    departments = tuple(d.name for d in lists.departments.values() if not d.inactive)
    client = Field("client", "Client", "", "a new name makes a new client; #12 is a number")
    kind_of = [Field("type", "Type", "", "", types)] if types else []
    who = [
        Field("user", "Person", "", "empty: as the first status has it", users),
        Field("department", "Department", "", "", departments),
    ]
    dates = [
        Field("promised", "Promised", "", "a date such as fri, +2w or 2026-11-30"),
        Field("due", "Due", "", "empty: worked out", check=_date_check(desk)),
    ]
    rest = [
        Field("priority", "Priority", "", "", tuple(reversed(cards.PRIORITIES))),
        Field("notes", "Notes"),
    ]
    if kind in ("task", "call"):
        return [
            Field("subject", "Subject", check=required("what is to be done")),
            Field("about", "About", about.ref if about else "", "a reference such as O-1043"),
            client,
            *([Field("phone", "Phone", "", "empty: the client's")] if kind == "call" else []),
            *kind_of,
            *who,
            Field("due", "Due", "", "such as today, fri or +2d", check=_date_check(desk)),
            *rest,
        ]
    special = {
        "session": [
            Field("held", "When", "", "when the shooting is", check=_date_check(desk)),
            Field("photographer", "Photographer"),
            Field("folder", "Folder", "", "where its pictures lie"),
        ],
        "invoice": [
            Field("session", "Session", _source(about, "session"), "such as S-1001"),
            Field("lines", "Lines", "", LINES_HINT),
            Field("payment_due", "Payment due", "", "", check=_date_check(desk)),
        ],
    }
    made_from = orders.SOURCE_OF.get(kind, "")
    order = [
        Field("vendor", "Vendor", "", "", vendors),
        Field("source", "From", _source(about, made_from), f"the {made_from} it is made from"),
        Field("lines", "Lines", "", LINES_HINT),
    ]
    return [client, *kind_of, *special.get(kind, order), *dates, *who, *rest]


def _source(about: Face | None, kind: str) -> str:
    return about.ref if about is not None and about.kind == kind else ""


def _date_check(desk: Desk) -> Callable[[str], str | None]:
    def check(text: str) -> str | None:
        if said(text) is None:
            return None
        try:
            when.parse_moment(text, desk.now(), desk.zone)
        except ValueError as error:
            return str(error)
        return None

    return check


# Making, on the store thread ----------------------------------------------------------------------


def _moment(desk: Desk, text: str, at: time | None) -> int | None:
    if said(text) is None:
        return None
    try:
        return when.parse_moment(text, desk.now(), desk.zone, end_of_day=at)
    except ValueError as error:
        raise Refused(str(error)) from None


def _common(desk: Desk, values: Values) -> Common:
    closes = desk.settings.calendar.closes
    return Common(
        client=said(values.get("client", "")),
        type=said(values.get("type", "")),
        vendor=said(values.get("vendor", "")),
        about=said(values.get("about", "")),
        user=said(values.get("user", "")),
        department=said(values.get("department", "")),
        priority=said(values.get("priority", "")),
        due_at=_moment(desk, values.get("due", ""), closes),
        promised_at=_moment(desk, values.get("promised", ""), closes),
        subject=values.get("subject", ""),
        notes=values.get("notes", ""),
    )


def _session(desk: Desk, values: Values) -> Card:
    return sessions.new(
        desk,
        held_at=_moment(desk, values["held"], desk.settings.calendar.opens),
        photographer=values["photographer"],
        folder=values["folder"],
        **_common(desk, values),
    )


def _invoice(desk: Desk, values: Values) -> Card:
    ref = said(values["session"])
    source = sessions.of_card(cards.get(ref)) if ref else None
    lines = [linewords.invoice_line(desk, text, source) for text in lines_of(values["lines"])]
    return invoices.new(
        desk,
        session=ref,
        lines=lines,
        payment_due_at=_moment(desk, values["payment_due"], desk.settings.calendar.closes),
        **_common(desk, values),
    )


def _order(kind: str) -> Make:
    def make(desk: Desk, values: Values) -> Card:
        source = said(values["source"])
        return orders.new(
            desk,
            kind,
            sources=[source] if source else [],
            lines=[linewords.order_line(text) for text in lines_of(values["lines"])],
            **_common(desk, values),
        )

    return make


def _task(desk: Desk, values: Values) -> Card:
    return tasks.new(desk, **_common(desk, values))


def _call(desk: Desk, values: Values) -> Card:
    return calls.new(desk, phone=values["phone"], **_common(desk, values))


def lines_of(text: str) -> list[str]:
    """The lines of an invoice or an order, written as the shell takes them, parted by ``;``."""
    return [part.strip() for part in text.split(";") if part.strip()]


MAKERS: Mapping[str, Make] = {
    "session": _session,
    "invoice": _invoice,
    "production": _order("production"),
    "preproduction": _order("preproduction"),
    "task": _task,
    "call": _call,
}
"""Kind to what makes one of a form's texts."""
