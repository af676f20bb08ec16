"""One record in full: what it says, where it was, and why it is due when it is."""

from __future__ import annotations

import textwrap
from typing import Any

from store import cards as rules
from store import details, facts, recordfields
from store.details import Detail
from tui.cli import messageshapes, shapes
from tui.cli.invocation import Invocation
from tui.cli.parsing import Parser


def declare_show(parser: Parser) -> None:
    """``show``: one or several records."""
    parser.add_argument("refs", metavar="REF", nargs="+", help="such as O-1001")
    parser.set_defaults(run=show)


def show(call: Invocation) -> int:
    """Show records; with JSON and several of them, ``records`` lists them."""
    with call.desk.reading():
        found = [details.detail(call.desk, ref) for ref in call.args.refs]
    if call.json:
        shaped = [_shape(call, detail) for detail in found]
        call.out.document(shaped[0] if len(shaped) == 1 else {"records": shaped})
    for place, detail in enumerate(found):
        if place:
            call.out.line()
        _text(call, detail)
    return 0


# JSON --------------------------------------------------------------------------------------------


def _shape(call: Invocation, detail: Detail) -> dict[str, Any]:
    desk = call.desk
    return {
        **shapes.card(call, detail.face),
        "created": call.iso(detail.created_at),
        "about": detail.about,
        "trigger": detail.trigger,
        "notes": detail.notes_text or None,
        "due_because": detail.due_because,
        "baseline": _dues(call, detail.baseline),
        "projection": _dues(call, detail.projection),
        "visits": [_visit(call, stay) for stay in detail.visits],
        "line_items": [shapes.line_item(line) for line in detail.line_items],
        "fields": {e.name: recordfields.plain(desk, e) for e in detail.fields},
        "errands": list(shapes.errands(call, detail.errands)),
        "related": [face.ref for face in detail.related],
        "note_list": [
            {"at": call.iso(note.at), "by": note.by or None, "text": note.text}
            for note in detail.notes
        ],
        "timers": [timer(call, booking) for booking in detail.timers],
        "firings": [shapes.firing(call, firing) for firing in detail.firings],
        "messages": [messageshapes.message(call, one) for one in detail.messages],
        "paused": detail.paused or None,
        "files": [shapes.texts(file) for file in detail.files],
        "receipts": [
            {
                "at": call.iso(came.at),
                "line": came.line,
                "quantity": came.quantity,
                "damaged": came.damaged,
                "by": came.by,
                "note": came.note or None,
            }
            for came in detail.receipts
        ],
        "log": [shapes.change(call, line) for line in detail.log],
    }


def _dues(call: Invocation, dues: tuple[tuple[str, int], ...]) -> list[dict[str, Any]]:
    return [{"status": status, "due": call.iso(due)} for status, due in dues]


def _visit(call: Invocation, stay: details.Stay) -> dict[str, Any]:
    return {
        "status": stay.status,
        "entered": call.iso(stay.entered_at),
        "due": call.iso(stay.due_at),
        "left": call.iso(stay.left_at),
        "completed": call.iso(stay.completed_at),
        "complete": stay.complete,
        "by": stay.by,
        "user": stay.user,
        "department": stay.department,
        "minutes": stay.minutes,
        "cause": stay.cause or None,
        "reason": stay.reason or None,
        "note": stay.note or None,
    }


def timer(call: Invocation, booking: Any) -> dict[str, Any]:
    """One booking of minutes."""
    return {
        "id": booking.id,
        "ref": booking.ref,
        "status": booking.status,
        "user": booking.user,
        "started": call.iso(booking.started_at),
        "stopped": call.iso(booking.stopped_at),
        "minutes": booking.minutes,
    }


# Text --------------------------------------------------------------------------------------------


def _text(call: Invocation, detail: Detail) -> None:
    face, out = detail.face, call.out
    title = " · ".join(part for part in (face.ref, face.client, face.subject) if part)
    out.line(title)
    pairs = [
        ("Status", f"{face.status} ({face.track})" if face.track != face.status else face.status),
        ("Due", call.due(face) + (" (set by hand)" if face.due_by_hand else "")),
        ("Promised", call.day(face.promised_at)),
        ("Type", face.type or ""),
        ("Vendor", face.vendor or ""),
        ("Owner", ", ".join(part for part in (face.user, face.department) if part)),
        ("Priority", rules.PRIORITIES[face.priority]),
        ("About", detail.about or ""),
        ("Made by", detail.trigger or ""),
        *((e.label, recordfields.shown(call.desk, e)) for e in detail.fields),
        ("Notes", detail.notes_text),
    ]
    for label, value in pairs:
        if value.strip():
            _pair(call, label, value)
    out.line()
    _wrapped(call, f"Why: {detail.due_because}")
    _sections(call, detail)


def _pair(call: Invocation, label: str, value: str) -> None:
    lines = value.splitlines() or [""]
    call.out.line(f"  {label:<16} {lines[0]}")
    for line in lines[1:]:
        call.out.line(" " * 19 + line)


def _wrapped(call: Invocation, text: str) -> None:
    for line in textwrap.wrap(text, call.out.width - 2):
        call.out.line(f"  {line}")


def _sections(call: Invocation, detail: Detail) -> None:
    _section(call, "Lines", ("LINE", "ITEM", "DESCRIPTION", "QTY", "IMAGE", "VENDOR", "STATE"), [
        (line.line, line.item, line.description, line.quantity, line.image, line.vendor,
         line.state or ("settled" if line.settled else None))
        for line in detail.line_items
    ])  # fmt: skip
    _section(call, "Received", ("AT", "LINE", "DESCRIPTION", "CAME", "DAMAGED", "BY", "NOTE"), [
        (call.day(came.at), came.line, came.description, came.quantity, came.damaged or None,
         came.by, came.note)
        for came in detail.receipts
    ])  # fmt: skip
    _section(call, "Where it was", ("STATUS", "ENTERED", "DUE", "LEFT", "BY", "MIN", "REASON"), [
        (
            stay.status + ("" if stay.complete is not False else " (not complete)"),
            call.day(stay.entered_at), call.day(stay.due_at), call.day(stay.left_at),
            stay.by, stay.minutes or None, stay.reason or stay.note,
        )
        for stay in detail.visits
    ])  # fmt: skip
    _section(call, "What comes", ("STATUS", "LIKELY DUE", "FIRST PLANNED"), _plan(call, detail))
    _section(call, "Tasks and calls", ("REF", "STATUS", "DUE", "SUBJECT"), [
        (face.ref, face.status, call.due(face), face.subject) for face in detail.errands
    ])  # fmt: skip
    _section(call, "Belongs to", ("REF", "STATUS", "DUE", "VENDOR"), [
        (face.ref, face.status, call.due(face), face.vendor) for face in detail.related
    ])  # fmt: skip
    _section(call, "Notes", ("AT", "BY", "NOTE"), [
        (call.day(note.at), note.by, note.text) for note in detail.notes
    ])  # fmt: skip
    _section(call, "Time", ("ID", "STATUS", "USER", "STARTED", "MIN"), [
        (t.id, t.status, t.user, call.day(t.started_at), t.minutes) for t in detail.timers
    ])  # fmt: skip
    _section(call, "Triggers", ("ID", "TRIGGER", "MOMENT", "STATE", "MADE", "REASON"), [
        (f.id, f.trigger, call.day(f.moment), f.state, f.made, f.reason) for f in detail.firings
    ])  # fmt: skip
    _section(call, "Last changes", ("AT", "BY", "FIELD", "BEFORE", "AFTER"), [
        (
            call.day(line.at), line.by or line.source, facts.field_name(line.field),
            facts.shown(call.desk, line.field, line.before),
            facts.shown(call.desk, line.field, line.after),
        )
        for line in detail.log[:10]
    ])  # fmt: skip


def _plan(call: Invocation, detail: Detail) -> list[tuple[str, str, str]]:
    planned = dict(detail.baseline)
    return [
        (status, call.day(due), call.day(planned.get(status)))
        for status, due in detail.projection
        if status != detail.face.status
    ]


def _section(
    call: Invocation, title: str, headers: tuple[str, ...], rows: list[tuple[Any, ...]]
) -> None:
    if rows:
        call.out.line()
        call.out.line(title)
        used = [at for at in range(len(headers)) if any(row[at] not in (None, "") for row in rows)]
        call.out.table([headers[at] for at in used], [[r[at] for at in used] for r in rows], "  ")
