"""``search``: full-text search over clients, records and notes."""

from __future__ import annotations

from typing import Any

from store import phone, search, when
from store.search import Found
from tui.cli import shapes
from tui.cli.invocation import Invocation
from tui.cli.parsing import Parser

SHOWN = 120
"""Characters of a note in a table."""


def declare(parser: Parser) -> None:
    """``search``: beginnings of words, in any order."""
    parser.add_argument("text", metavar="TEXT", nargs="+",
                        help="beginnings of words in any order; a reference, a number, four or "
                        "more digits of a phone number")  # fmt: skip
    for part, words in (
        ("clients", "names, numbers, addresses, notes about them"),
        ("records", "sessions, invoices, orders, tasks and calls"),
        ("notes", "what was written about records"),
    ):
        parser.add_argument(f"--{part}", action="store_true", help=f"only in {words}")
    parser.set_defaults(run=run)


def run(call: Invocation) -> int:
    """Search, and show what was found."""
    text = " ".join(call.args.text).strip()
    parts = [part for part in search.PARTS if getattr(call.args, part)] or search.PARTS
    with call.desk.reading():
        found = search.search(call.desk, text, parts)
    call.out.document(_shape(call, text, found))
    if not call.json:
        _show(call, found)
    return 0


def _shape(call: Invocation, text: str, found: Found) -> dict[str, Any]:
    return {
        "query": text,
        "clients": [shapes.texts(phone.plain(row)) for row in found.clients],
        "records": [shapes.card(call, face) for face in found.records],
        "notes": [
            {"ref": note.ref, "at": call.iso(note.at), "by": note.by or None, "text": note.text}
            for note in found.notes
        ],
        "more": bool(found.more),
    }


def _show(call: Invocation, found: Found) -> None:
    out = call.out
    clients = [
        (row.number, row.name, phone.number_of(row), row.email, row.city) for row in found.clients
    ]
    records = [
        (face.ref, face.status, call.due(face), face.client, face.subject or face.type or "")
        for face in found.records
    ]
    notes = [
        (note.ref, when.day(note.at, call.desk.zone), note.by, " ".join(note.text.split())[:SHOWN])
        for note in found.notes
    ]
    tables = (
        ("clients", ("NUMBER", "NAME", "PHONE", "EMAIL", "CITY"), clients),
        ("records", ("REF", "STATUS", "DUE", "CLIENT", "WHAT"), records),
        ("notes", ("REF", "AT", "BY", "NOTE"), notes),
    )
    for part, heads, rows in tables:
        if rows:
            out.line(part.capitalize())
            out.table(heads, rows, "  ")
        if part in found.more:
            out.line(f"  … and more {part}; give more words to narrow it")
        if rows:
            out.line()
    if not found:
        out.line("Nothing was found; fewer words, or shorter beginnings, find more.")
