"""Every command by name: which module has it, and what it does in a few words.

A module is imported only when its command is given. Each has ``declare_NAME(parser)`` (or
``declare`` where it has one command), which adds the options and sets what runs.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module

from store.errors import did_you_mean
from store.text import safe
from tui.cli.parsing import Parser, Usage, everywhere, known, sentence, split


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a command is found; the function that declares it and the group help lists it under."""

    module: str
    declare: str
    words: str
    group: str


def _entries(group: str, *rows: tuple[str, str, str, str]) -> dict[str, Entry]:
    return {name: Entry(module, declare, words, group) for name, module, declare, words in rows}


COMMANDS: Mapping[str, Entry] = {
    **_entries(
        "Studios",
        ("init", "founding", "declare_init", "make a new studio in a folder"),
        ("demo", "founding", "declare_demo", "furnish a studio to try things in, and open it"),
        ("check", "health", "declare_check", "what works, what does not, how to mend it"),
        ("backup", "copies", "declare_backup", "copy the database while it is in use"),
        ("restore", "copies", "declare_restore", "put a copy in the database's place"),
        ("adopt", "copies", "declare_adopt", "make a copied or restored database the studio's own"),
        ("import", "importing", "declare", "bring in records from CSV, XLSX or an export"),
        ("export", "exporting", "declare", "write everything to a folder"),
    ),
    **_entries(
        "Looking",
        ("board", "boards", "declare_board", "a board as text"),
        ("list", "boards", "declare_list", "records as a table"),
        ("show", "record", "declare_show", "one record, with why it is due when it is"),
        ("hub", "overview", "declare_hub", "how the studio is keeping up"),
        ("who", "overview", "declare_who", "the phone answer: a client and all that is theirs"),
        ("search", "search", "declare", "find clients, records and notes by words"),
        ("views", "views", "declare", "saved views of the boards"),
    ),
    **_entries(
        "Work",
        ("new", "making", "declare", "make a session, invoice, order, task or call"),
        ("set", "changing", "declare_set", "change fields of records"),
        ("advance", "moving", "declare_advance", "move cards along their tracks"),
        ("scan", "scanning", "declare", "check orders in and out by barcode, from standard input"),
        ("hold", "moving", "declare_hold", "park cards, with a reason"),
        ("done", "moving", "declare_done", "complete tasks and calls"),
        ("call", "changing", "declare_call", "note what came of a call"),
        ("orders", "orders", "declare", "make orders of invoices and sessions; rules for it"),
        ("lines", "lines", "declare", "the lines of invoices and orders"),
        ("receive", "receiving", "declare_receive", "what came of an order, in parts or all of it"),
        ("reorder", "receiving", "declare_reorder", "order lines again, with a reason"),
        ("images", "images", "declare", "the pictures of sessions, and choosing among them"),
        ("thumbnails", "linking", "declare_thumbnails", "make the thumbnails that are missing"),
        ("proofs", "proofs", "declare_files", "electronic proofs of orders as files"),
        ("render", "render", "declare", "make the files of orders and sessions; prove them"),
        ("queue", "queue", "declare", "the render queue, and deciding about its jobs"),
        ("documents", "documents", "declare", "orders, letters, invoices and more as PDF or print"),
        ("message", "message", "declare", "write to clients: an email, an SMS or a letter"),
        ("messages", "messages", "declare", "what was sent or waits, and deciding about it"),
        ("letters", "letters", "declare", "letters that wait to be printed, and printing them"),
        ("opt-outs", "optouts", "declare", "numbers and addresses that want no more messages"),
        ("pay", "changing", "declare_pay", "note money received for an invoice"),
        ("note", "changing", "declare_note", "write a note about records"),
        ("timer", "timing", "declare", "time worked on a card"),
        ("reschedule", "moving", "declare_reschedule", "work out due dates anew"),
    ),
    **_entries(
        "History",
        ("undo", "past", "declare_undo", "take back what was done"),
        ("redo", "past", "declare_redo", "do again what was taken back"),
        ("log", "past", "declare_log", "every change: who, when, from where, before and after"),
    ),
    **_entries(
        "The clock",
        ("triggers", "triggers", "declare", "what happens by itself, and its queue"),
        ("worker", "working", "declare", "run the clock without a screen"),
    ),
    **_entries(
        "Set-up",
        ("users", "people", "declare_users", "who works here"),
        ("departments", "people", "declare_departments", "groups that work is given to"),
        ("vendors", "vendors", "declare_vendors", "labs, suppliers, departments that fulfil"),
        ("holidays", "vendors", "declare_holidays", "closed days of the studio and of vendors"),
        ("types", "tracks", "declare_types", "types of records"),
        ("tracks", "tracks", "declare_tracks", "the tracks that records move along"),
        ("statuses", "tracks", "declare_statuses", "the steps of the tracks"),
        ("items", "items", "declare", "what the studio sells, and what is in packages"),
        ("pricelists", "pricelists", "declare", "lists of items, and who sells from which"),
        ("products", "products", "declare", "what vendors call and charge for things"),
        ("profiles", "profiles", "declare", "how pictures become files"),
        ("layouts", "layouts", "declare", "several pictures on a sheet"),
        ("printers", "printers", "declare", "the studio's printers"),
        ("templates", "templates", "declare", "texts of letters, emails and SMS"),
        ("reasons", "reorderreasons", "declare", "why something is ordered again"),
        ("fields", "fields", "declare", "fields of the studio's own"),
        ("lists", "lists", "declare", "any list of the set-up, its order, and the first steps"),
        ("keys", "health", "declare_keys", "every key of the boards, as they are now"),
    ),
}  # fmt: skip


def parser_of(name: str) -> Parser:
    """The parser of one command, with its module imported; `Usage` for an unknown one."""
    entry = COMMANDS.get(name)
    if entry is None:
        hint = did_you_mean(name, COMMANDS)
        raise Usage(
            f"safelight: there is no command '{safe(name, 60)}'{hint}; "
            "'safelight --help' lists them"
        )
    module = import_module(f"tui.cli.{entry.module}")
    parser = Parser(
        prog=f"safelight {name}", description=sentence(entry.words), parents=[everywhere()]
    )
    getattr(module, entry.declare)(parser)
    return parser


def read(words: Sequence[str]) -> argparse.Namespace:
    """Read a whole command line; ``command`` is null where the boards are meant."""
    before, command, after = split(words)
    top = front()
    found = top.parse_args(before)
    found.command = command
    if command is None:
        return found
    return parser_of(command).read(after, found)


def front() -> Parser:
    """The parser of what may stand before a command, which is also what opens the boards."""
    parser = Parser(
        prog="safelight",
        usage="safelight [options] [COMMAND ...]",
        description="Post-session production for photography studios.\n"
        "Without a command: open the boards.",
        epilog=_listing(),
        parents=[everywhere(own_defaults=True)],
    )
    parser.add_argument("--board", metavar="KIND", type=known(_board), help="open this board first")
    parser.add_argument("--version", action="store_true", help="say which version this is")
    return parser


def _board(word: str) -> str:
    from store.boards import board_named  # most command lines name no board

    return board_named(word)


def _listing() -> str:
    lines = []
    for group in dict.fromkeys(entry.group for entry in COMMANDS.values()):
        lines.append(f"{group}:")
        lines.extend(
            f"  {name:<12} {entry.words}"
            for name, entry in COMMANDS.items()
            if entry.group == group
        )
    return "\n".join([*lines, "", "'safelight COMMAND --help' says more."])
