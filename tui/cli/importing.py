"""Bringing in records: files of other programs, and whole studios from an export."""

from __future__ import annotations

from pathlib import Path

from tui.cli.invocation import Invocation, path_text
from tui.cli.parsing import Parser

KINDS = (
    "clients", "vendors", "pricelist", "vendor-products", "sessions", "invoices", "payments",
    "images", "studio",
)  # fmt: skip


def declare(parser: Parser) -> None:
    """``import``: all of a file or nothing."""
    parser.add_argument(
        "kind",
        metavar="KIND",
        choices=KINDS,
        help=", ".join(KINDS),
    )
    parser.add_argument(
        "source",
        metavar="SOURCE",
        type=Path,
        help="a CSV or XLSX file; for 'images' their folder, for 'studio' one made by 'export'",
    )
    parser.add_argument("--map", metavar="FILE", type=Path, help="which column means what (TOML)")
    parser.add_argument("--encoding", metavar="NAME", help="such as cp1252 (default: found out)")
    from tui.cli import linking

    linking.declare(parser)
    parser.set_defaults(run=bring_in)


def bring_in(call: Invocation) -> int:
    """Import."""
    args = call.args
    if args.kind == "studio":
        return _studio(call)
    if args.kind == "images":
        from tui.cli import linking

        return linking.bring_in(call)
    from store.imports.loading import load

    report = load(
        call.desk,
        args.kind,
        args.source,
        dry_run=call.dry_run,
        map_file=args.map,
        encoding=args.encoding,
    )
    call.out.document(report.as_json())
    for line in report.lines():
        call.out.line(line)
    if call.dry_run:
        call.out.line("Nothing was written: this was a dry run.")
    return 0


def _studio(call: Invocation) -> int:
    from store import studio_import

    counts = studio_import.bring_in(call.desk, call.args.source, dry_run=call.dry_run)
    call.result({"studio": path_text(call.args.source), "tables": counts})
    total = sum(counts.values())
    would = "would be brought in (dry run)" if call.dry_run else "brought in"
    call.out.line(f"{counts.get('card', 0):,} records, {total:,} rows in all {would}.")
    return 0
