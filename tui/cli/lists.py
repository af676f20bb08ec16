"""Set-up: any of the lists as text, as a file, in another order; and the first steps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from store import firststeps, listfiles, setuplists
from store.errors import Refused
from store.setuplists import Table
from tui.cli import setup
from tui.cli.invocation import Invocation, path_text
from tui.cli.parsing import Parser, whole

FORMATS = ("text", *listfiles.FORMATS)


def declare(parser: Parser) -> None:
    """``lists``: show, reorder, steps; alone it names the lists."""
    verb = parser.verb("show", "a list as text, or as a file", show)
    verb.add_argument("name", metavar="NAME", help="'safelight lists' names them")
    verb.add_argument("--filter", metavar="WORDS", default="", help="only entries with these words")
    verb.add_argument("--format", choices=FORMATS, help="without it the file's ending decides")
    verb.add_argument("-o", "--output", metavar="FILE", help="write it there")
    verb = parser.verb("reorder", "put an entry of a list at another place", reorder)
    verb.add_argument("name", metavar="NAME")
    verb.add_argument("entry", metavar="ENTRY", nargs="+",
                      help="its name, where need be after the list it stands in")  # fmt: skip
    verb.add_argument("--place", metavar="N", type=whole(1), required=True, help="from 1")
    parser.verb("steps", "what is set up, and what to do next", steps)
    parser.alone(names)


def names(call: Invocation) -> int:
    """Name the lists."""
    with call.desk.reading():
        rows = [
            {"list": one.name, "title": one.title, "entries": len(one.entries(call.desk)),
             "ordered": one.place is not None}
            for one in setuplists.every().values()
        ]  # fmt: skip
    return setup.listing(call, "lists", rows, ("list", "title", "entries"))


def show(call: Invocation) -> int:
    """Show a list, or write it into a file."""
    args = call.args
    target = Path(args.output) if args.output else None
    wanted = args.format or (listfiles.format_of(target) if target else "text")
    with call.desk.reading():
        table = setuplists.table(call.desk, args.name, args.filter)
    if target is not None:
        return _written(call, table, target, wanted)
    if wanted in ("xlsx", "pdf"):
        raise Refused(f"--format {wanted}: that goes into a file; name one with -o FILE")
    call.out.as_json = call.out.as_json or wanted == "json"
    call.out.document(listfiles.shape(table))
    if wanted == "csv":
        call.out.line(listfiles.csv_text(table).removesuffix("\r\n"))
    else:
        _text(call, table)
    return 0


def _text(call: Invocation, table: Table) -> None:
    places = [
        at
        for at, column in enumerate(table.columns)
        if column.brief and any(row[at] not in (None, "", False) for row in table.rows)
    ]
    heads = [table.columns[at].name.upper().replace("_", " ") for at in places]
    call.out.table(heads, [[row[at] for at in places] for row in table.rows])
    if not table.rows:
        call.out.line("There are none.")


def _written(call: Invocation, table: Table, target: Path, wanted: str) -> int:
    if wanted == "text":
        raise Refused("--format text: text goes to the screen; leave -o out, or use csv")
    with call.desk.reading():
        content = listfiles.content(call.desk, table, wanted)
    if not call.dry_run:
        target = listfiles.write(target, content)
    shape: dict[str, Any] = {
        "list": table.name,
        "file": path_text(target),
        "format": wanted,
        "entries": len(table.rows),
    }
    return setup.answer(call, shape, f"{table.title}: {len(table.rows):,} in {path_text(target)}")


def reorder(call: Invocation) -> int:
    """Put an entry at another place."""
    args = call.args
    with call.changing():
        entry = setuplists.reorder(call.desk, args.name, args.entry, args.place)
        name = " ".join(entry.key)
        of = setuplists.named(args.name)
        around = setuplists.neighbours(of.entries(call.desk), entry.key)
        shape = {"list": of.name, "entry": list(entry.key), "place": args.place,
                 "order": [key[-1] for key in around]}  # fmt: skip
        return setup.answer(call, shape, f"{name} is at place {args.place} of {of.title} now.")


def steps(call: Invocation) -> int:
    """Say how far the set-up is."""
    with call.desk.reading():
        found = firststeps.steps(call.desk)
    rows = [
        {"step": step.title, "list": step.list_name, "kind": step.kind or None, "done": step.done,
         "present": step.words or None, "todo": step.todo or None}
        for step in found
    ]  # fmt: skip
    call.out.document({"done": all(step.done for step in found), "steps": rows})
    call.out.table(
        ("", "STEP", "WHAT THERE IS, AND WHAT IS NEXT"),
        [
            (
                "done" if step.done else "to do",
                step.title,
                "; ".join(filter(None, (step.words, step.todo))),
            )
            for step in found
        ],
    )
    return 0
