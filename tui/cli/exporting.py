"""Writing everything to a folder."""

from __future__ import annotations

from pathlib import Path

from store import exports
from tui.cli.invocation import Invocation, path_text
from tui.cli.parsing import Parser


def declare(parser: Parser) -> None:
    """``export``: every table as files."""
    parser.add_argument("folder", metavar="DIR", type=Path, help="a folder that is new or empty")
    parser.add_argument(
        "--format",
        choices=exports.FORMATS,
        default="json",
        help="json (can be imported again), csv or xlsx; default: json",
    )
    parser.set_defaults(run=export)


def export(call: Invocation) -> int:
    """Export everything."""
    folder: Path = call.args.folder
    counts = exports.export(call.desk, folder, call.args.format, dry_run=call.dry_run)
    call.result({"folder": path_text(folder), "format": call.args.format, "tables": counts})
    would = "would be written (dry run)" if call.dry_run else "written"
    call.out.line(
        f"{path_text(folder)}: {sum(counts.values()):,} rows of {len(counts)} tables {would}"
    )
    return 0
