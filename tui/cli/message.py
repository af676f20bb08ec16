"""Writing to the clients of records: an email, an SMS or a letter, by hand."""

from __future__ import annotations

from store import messages, writing
from store.writing import CHANNELS, Wish
from tui.cli import messageshapes
from tui.cli.invocation import Invocation
from tui.cli.parsing import UNSET, Parser
from tui.cli.templates import file_text


def declare(parser: Parser) -> None:
    """``message``: records, a channel, and a template or a text."""
    parser.add_argument("refs", metavar="REF", nargs="+", help="records whose clients are meant")
    parser.add_argument("--channel", choices=CHANNELS, required=True)
    parser.add_argument("--template", metavar="NAME", default="",
                        help="'safelight templates list' has them")  # fmt: skip
    parser.add_argument("--subject", metavar="TEXT", default="")
    parser.add_argument(
        "--body", metavar="TEXT", default="", help="a text of one's own; fields in it are filled in"
    )
    parser.add_argument("--body-file", dest="body", metavar="FILE", type=file_text, default=UNSET,
                        help="the same, from a text file in UTF-8")  # fmt: skip
    parser.set_defaults(run=write)


def write(call: Invocation) -> int:
    """Write to clients; with --dry-run the messages are shown as they would be."""
    args = call.args
    wish = Wish(args.channel, args.template, args.subject, args.body)
    with call.changing():
        found = messages.in_full(writing.write(call.desk, args.refs, wish))
        call.result({"messages": [messageshapes.whole(call, one) for one in found]})
        for place, one in enumerate(found):
            if not call.dry_run:
                call.out.line(f"{one.face.ref}: {args.channel} to {one.face.to}")
                continue
            if place:
                call.out.line()
            for line in messageshapes.lines(one):
                call.out.line(line)
    return 0
