"""Set-up: the texts of letters, emails and SMS."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from store import mergetree, templatecheck
from store import templates as rules
from store.errors import Refused
from store.tables import Template
from tui.cli import setup
from tui.cli.invocation import Invocation, path_text
from tui.cli.namedlists import Commands
from tui.cli.parsing import UNSET, Parser


def declare(parser: Parser) -> None:
    """``templates``: list, show, add, change, deactivate, activate, reorder, preview, fields."""
    COMMANDS.declare(parser)
    verb = parser.verb("show", "a template's texts", show)
    verb.add_argument("name", metavar="NAME")
    verb = parser.verb("preview", "a template filled in for a record", preview)
    verb.add_argument("name", metavar="NAME")
    verb.add_argument("ref", metavar="REF")
    parser.verb("fields", "the merge fields there are, with the studio's own", fields)


def _properties(parser: Parser) -> None:
    setup.text(parser, "channel", help=", ".join(rules.CHANNELS))
    setup.text(parser, "subject", help="may have fields too, such as {{ order.ref }}")
    setup.text(parser, "body", help="'safelight templates fields' lists the fields")
    parser.add_argument("--body-file", dest="given_body", metavar="FILE", type=_file_text,
                        default=UNSET, help="the body, from a text file in UTF-8")  # fmt: skip


def _file_text(word: str) -> str:
    path = Path(word)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Refused(f"--body-file: {path_text(path)}: {error.strerror}") from None
    if len(data) > 4 * rules.LONGEST_BODY:
        raise Refused(f"--body-file: {path_text(path)}: is too long for a letter")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(f"--body-file: {path_text(path)}: is no text in UTF-8") from None


def _shape(row: Template) -> dict[str, Any]:
    return {"channel": row.channel, "subject": row.subject, "body": row.body}


COMMANDS = Commands(rules.KEPT, "templates", _shape, ("channel", "subject"), _properties)


def show(call: Invocation) -> int:
    """Show a template."""
    with call.desk.reading():
        row = next(
            (one for one in rules.listed() if one.name == call.args.name), None
        ) or rules.named(call.args.name)
    call.out.document(COMMANDS.entry(row))
    call.out.line(f"{row.name} ({row.channel})")
    if row.subject:
        call.out.line(f"Subject: {row.subject}")
    call.out.line("")
    for line in row.body.split("\n"):
        call.out.line(line)
    return 0


def preview(call: Invocation) -> int:
    """Show a template filled in."""
    found = rules.preview(call.desk, call.args.name, call.args.ref)
    call.out.document({"template": call.args.name, "ref": call.args.ref.upper(),
                       "subject": found.subject, "body": found.body})  # fmt: skip
    if found.subject:
        call.out.line(f"Subject: {found.subject}")
        call.out.line("")
    for line in found.body.split("\n"):
        call.out.line(line)
    return 0


def fields(call: Invocation) -> int:
    """List the merge fields."""
    found = templatecheck.written(mergetree.tree(call.desk))
    rows = [{"field": name, "words": words} for name, words in found.items()]
    return setup.listing(call, "fields", rows, ("field", "words"))
