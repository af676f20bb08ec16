"""Set-up: fields of the studio's own."""

from __future__ import annotations

from typing import Any

from store import customfields as rules
from store.fields import custom_word
from store.tables import CustomField
from tui.cli import setup
from tui.cli.invocation import Invocation
from tui.cli.parsing import Parser, whole


def declare(parser: Parser) -> None:
    """``fields``: list, add, change, deactivate, activate, reorder."""
    verb = parser.verb("list", "all fields of the studio's own", listed)
    verb.add_argument("kind", metavar="KIND", nargs="?", help=", ".join(rules.KINDS))
    verb = parser.verb("add", "a new field; 'set' gives it values, filters find them", add)
    _field(verb)
    verb.add_argument("--sort", metavar="SORT", default="text", help=", ".join(rules.SORTS))
    verb = parser.verb("change", "change a field; values stay", change)
    _field(verb)
    verb.add_argument("--rename", metavar="NAME")
    verb.add_argument("--sort", metavar="SORT", help=", ".join(rules.SORTS))
    for name, active in (("deactivate", False), ("activate", True)):
        words = "use again" if active else "use no more; values stay and are shown"
        verb = parser.verb(name, words, switch)
        _field(verb)
        verb.set_defaults(active=active)
    verb = parser.verb("reorder", "put a field at another place", reorder)
    _field(verb)
    verb.add_argument("--place", metavar="N", type=whole(1), required=True,
                      help="its place among those of its kind, from 1")  # fmt: skip


def _field(parser: Parser) -> None:
    parser.add_argument("kind", metavar="KIND", help=", ".join(rules.KINDS))
    parser.add_argument("name", metavar="NAME")


def _shape(row: CustomField) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "name": row.name,
        "sort": row.sort,
        "filter": custom_word(row.name),
        "position": row.position,
        "active": not row.inactive,
    }


def listed(call: Invocation) -> int:
    """List fields."""
    with call.desk.reading():
        rows = [_shape(row) for row in rules.listed(call.desk, call.args.kind)]
    return setup.listing(call, "fields", rows, ("kind", "name", "sort", "filter", "active"))


def add(call: Invocation) -> int:
    """Add a field."""
    args = call.args
    with call.changing():
        row = rules.add(call.desk, args.kind, args.name, sort=args.sort)
        return setup.answer(call, _shape(row), f"Added {row.kind} field {row.name}.")


def change(call: Invocation) -> int:
    """Change a field."""
    args = call.args
    with call.changing():
        row = rules.change(call.desk, args.kind, args.name, new_name=args.rename, sort=args.sort)
        return setup.answer(call, _shape(row), f"Changed {row.kind} field {row.name}.")


def switch(call: Invocation) -> int:
    """Make a field inactive or active."""
    args = call.args
    with call.changing():
        row = rules.switch(call.desk, args.kind, args.name, active=args.active)
        word = "active" if args.active else "inactive"
        return setup.answer(call, _shape(row), f"{row.kind} field {row.name} is {word} now.")


def reorder(call: Invocation) -> int:
    """Put a field at another place."""
    args = call.args
    with call.changing():
        rows = rules.reorder(call.desk, args.kind, args.name, args.place)
        words = ", ".join(row.name for row in rows if not row.inactive)
        return setup.answer(call, {"fields": [_shape(row) for row in rows]}, f"{words}.")
