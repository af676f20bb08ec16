"""``scan``: orders checked in and out by codes from standard input, one a line."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any, BinaryIO

from store.errors import Refused
from store.scanning import Run, Scan, Way
from tui.cli.invocation import Invocation
from tui.cli.parsing import Parser

LONGEST_LINE = 4_096
"""Bytes of a line that are read; the rest of a longer one is passed over."""

REFUSALS_SHOWN = 20


def declare(parser: Parser) -> None:
    """``scan``: advance what is scanned, or move it to one status."""
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--to", metavar="STATUS", help="move everything to the status of this name")
    where.add_argument("--next", action="store_true", help="to its track's next status (default)")
    parser.add_argument("--receive", action="store_true",
                        help="note as received what is outstanding of each order")  # fmt: skip
    parser.add_argument("--note", metavar="TEXT", default="", help="kept with every move")
    parser.add_argument("--again", action="store_true",
                        help="move what is scanned twice a second time")  # fmt: skip
    parser.set_defaults(run=run)


def run(call: Invocation) -> int:
    """Move what is scanned until the codes end; tell each at once."""
    args = call.args
    work = Run(call.desk, Way(args.to, args.receive, args.note, args.again))
    if sys.stdin.isatty():
        call.out.line("Scan, or type numbers with Enter; UNDO takes back the last; Ctrl+D ends.")
        call.out.flush()
    told: list[dict[str, Any]] = []
    refusals: list[str] = []
    for line in lines(sys.stdin.buffer):
        with call.desk.rehearsal() if call.dry_run else nullcontext():
            scan = work.take(line)
        if scan is None:
            continue
        if call.json:
            told.append(_shape(scan))
        else:
            call.out.line(_words(scan))
            call.out.flush()
        if not scan.ok:
            refusals.append(f"no. {scan.no}, {scan.code}: {scan.reason}")
    call.result({"scanned": told, "moved": work.moved, "refused": work.refused})
    call.out.line(f"{work.moved:,} moved, {work.refused:,} refused.")
    if call.dry_run:
        call.out.line("Nothing was written: this was a dry run.")
    if refusals:
        more = len(refusals) - REFUSALS_SHOWN
        last = [f"and {more:,} more were refused"] if more > 0 else []
        raise Refused([*refusals[:REFUSALS_SHOWN], *last])
    return 0


def lines(stream: BinaryIO) -> Iterator[str]:
    """The lines of a stream as they come, whatever bytes they are; none is endless."""
    while raw := stream.readline(LONGEST_LINE):
        ended = raw
        while ended and not ended.endswith(b"\n"):
            ended = stream.readline(LONGEST_LINE)
        yield raw.decode("utf-8", errors="replace")


def _shape(scan: Scan) -> dict[str, Any]:
    return {
        "no": scan.no,
        "code": scan.code,
        "ref": scan.ref,
        "client": scan.client or None,
        "from": scan.origin,
        "to": scan.to,
        "ok": scan.ok,
        "reason": scan.reason or None,
        "warnings": list(scan.warnings),
    }


def _words(scan: Scan) -> str:
    who = "  ".join(filter(None, (scan.ref or scan.code, scan.client)))
    if not scan.ok:
        return f"{scan.no:>5}  {who}  REFUSED: {scan.reason}"
    warned = "".join(f"; note: {words}" for words in scan.warnings)
    return f"{scan.no:>5}  {who}  {scan.origin} → {scan.to}{warned}"
