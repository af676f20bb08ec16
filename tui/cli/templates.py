"""Set-up: the texts of letters, emails and SMS."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from store import mergetree, smstext, templatecheck
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
    parser.add_argument("--body-file", dest="given_body", metavar="FILE", type=file_text,
                        default=UNSET, help="the body, from a text file in UTF-8")  # fmt: skip
    setup.text(parser, "html", help="of an email, beside its body; empty takes it away")
    parser.add_argument("--html-file", dest="given_html", metavar="FILE", type=_html_text,
                        default=UNSET, help="the HTML, from a file in UTF-8")  # fmt: skip


def file_text(word: str, option: str = "--body-file", longest: int = rules.LONGEST_BODY) -> str:
    """Read a text file that an option names."""
    path = Path(word)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Refused(f"{option}: {path_text(path)}: {error.strerror}") from None
    if len(data) > 4 * longest:
        raise Refused(f"{option}: {path_text(path)}: is too long for a letter")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(f"{option}: {path_text(path)}: is no text in UTF-8") from None


def _html_text(word: str) -> str:
    return file_text(word, "--html-file", rules.LONGEST_HTML)


def _shape(row: Template) -> dict[str, Any]:
    return {"channel": row.channel, "subject": row.subject, "body": row.body, "html": row.html}


def _size(length: smstext.Length | None) -> dict[str, Any]:
    """How long an SMS is, as JSON has it; null of what is none."""
    if length is None:
        return {"characters": None, "parts": None, "encoding": None, "special": None}
    return {
        "characters": length.characters,
        "parts": length.parts,
        "encoding": length.encoding,
        "special": list(length.special),
    }


COMMANDS = Commands(rules.KEPT, "templates", _shape, ("channel", "subject"), _properties)


def show(call: Invocation) -> int:
    """Show a template."""
    with call.desk.reading():
        row = next(
            (one for one in rules.listed() if one.name == call.args.name), None
        ) or rules.named(call.args.name)
        length = rules.measured(call.desk, row.body) if row.channel == "sms" else None
    call.out.document({**COMMANDS.entry(row), **_size(length)})
    call.out.line(f"{row.name} ({row.channel})")
    _say(call, rules.Text(row.subject, row.body, row.html))
    if length is not None:
        call.out.line("")
        call.out.line(f"About {smstext.said(length)}, with examples in its fields")
    return 0


def preview(call: Invocation) -> int:
    """Show a template filled in."""
    found = rules.preview(call.desk, call.args.name, call.args.ref)
    is_sms = rules.named(call.args.name).channel == "sms"
    length = smstext.measured(found.body) if is_sms else None
    call.out.document({"template": call.args.name, "ref": call.args.ref.upper(),
                       "subject": found.subject, "body": found.body, "html": found.html,
                       **_size(length)})  # fmt: skip
    _say(call, found)
    if length is not None:
        call.out.line("")
        call.out.line(smstext.said(length))
    return 0


def _say(call: Invocation, text: rules.Text) -> None:
    if text.subject:
        call.out.line(f"Subject: {text.subject}")
    if text.subject or text.html:
        call.out.line("")
    for line in text.body.split("\n"):
        call.out.line(line)
    if text.html:
        call.out.line("")
        call.out.line("HTML:")
        for line in text.html.split("\n"):
            call.out.line(line)


def fields(call: Invocation) -> int:
    """List the merge fields."""
    found = templatecheck.written(mergetree.tree(call.desk))
    rows = [{"field": name, "words": words} for name, words in found.items()]
    return setup.listing(call, "fields", rows, ("field", "words"))
