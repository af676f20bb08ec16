"""Set-up: what the commands of all lists of named entries share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from store.errors import Refused
from store.namedlists import NamedList
from tui.cli import setup
from tui.cli.invocation import Invocation
from tui.cli.parsing import Parser, whole


@dataclass(frozen=True, slots=True)
class Commands:
    """The commands of one list: its key in JSON, an entry's shape there, the columns of text."""

    kept: NamedList[Any]
    key: str
    shape: Callable[[Any], dict[str, Any]]
    columns: tuple[str, ...]
    properties: Callable[[Parser], None]

    def declare(self, parser: Parser) -> None:
        """Add list, add, change, deactivate, activate and reorder."""
        what = self.kept.what
        self._verb(parser, "list", f"all {what}s", listed)
        verb = self._verb(parser, "add", f"a new {what}", add)
        verb.add_argument("name", metavar="NAME")
        self.properties(verb)
        verb = self._verb(parser, "change", f"change a {what}", change)
        verb.add_argument("name", metavar="NAME")
        verb.add_argument("--rename", metavar="NAME")
        self.properties(verb)
        for name, active in (("deactivate", False), ("activate", True)):
            words = "use again" if active else "use no more; what has it keeps it"
            verb = self._verb(parser, name, words, switch)
            verb.add_argument("name", metavar="NAME")
            verb.set_defaults(active=active)
        verb = self._verb(parser, "reorder", f"put a {what} at another place", reorder)
        verb.add_argument("name", metavar="NAME")
        verb.add_argument("--place", metavar="N", type=whole(1), required=True,
                          help="its place in the list, from 1")  # fmt: skip

    def _verb(self, parser: Parser, name: str, words: str, run: Callable[..., int]) -> Parser:
        made = parser.verb(name, words, run)
        made.set_defaults(commands=self)
        return made

    def entry(self, row: Any) -> dict[str, Any]:
        """An entry as JSON has it."""
        return {
            "name": row.name,
            **self.shape(row),
            "position": row.position,
            "active": not row.inactive,
        }


def listed(call: Invocation) -> int:
    """List the entries."""
    ours: Commands = call.args.commands
    with call.desk.reading():
        rows = [ours.entry(row) for row in ours.kept.listed()]
    return setup.listing(call, ours.key, rows, ("name", *ours.columns, "active"))


def add(call: Invocation) -> int:
    """Add an entry."""
    ours: Commands = call.args.commands
    with call.changing():
        row = ours.kept.add(call.desk, call.args.name, **setup.given(call))
        return setup.answer(call, ours.entry(row), f"Added {row.name}.")


def change(call: Invocation) -> int:
    """Change an entry."""
    ours: Commands = call.args.commands
    args = call.args
    found = setup.given(call)
    if not found and not args.rename:
        raise Refused("nothing to change was named; '--help' lists what can be")
    with call.changing():
        row = ours.kept.change(call.desk, args.name, new_name=args.rename, **found)
        return setup.answer(call, ours.entry(row), f"Changed {row.name}.")


def switch(call: Invocation) -> int:
    """Make an entry inactive or active."""
    ours: Commands = call.args.commands
    with call.changing():
        row = ours.kept.switch(call.desk, call.args.name, active=call.args.active)
        word = "active" if call.args.active else "inactive"
        return setup.answer(call, ours.entry(row), f"{row.name} is {word} now.")


def reorder(call: Invocation) -> int:
    """Put an entry at another place."""
    ours: Commands = call.args.commands
    with call.changing():
        rows = ours.kept.reorder(call.desk, call.args.name, call.args.place)
        words = ", ".join(row.name for row in rows if not row.inactive)
        return setup.answer(call, {ours.key: [ours.entry(row) for row in rows]}, f"{words}.")
