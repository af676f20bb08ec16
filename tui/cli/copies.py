"""Copies of the database: made while it is in use, put back, and made the studio's own."""

from __future__ import annotations

from pathlib import Path

from store import adoption, backups
from store.desk import machine_ms
from store.errors import Refused
from tui.cli.invocation import Invocation, path_text
from tui.cli.parsing import Parser


def declare_backup(parser: Parser) -> None:
    """``backup``: a consistent copy."""
    parser.add_argument("file", metavar="FILE", type=Path)
    parser.set_defaults(run=backup)


def declare_restore(parser: Parser) -> None:
    """``restore``: a copy in the database's place."""
    parser.add_argument("file", metavar="FILE", type=Path)
    parser.set_defaults(run=restore)


def declare_adopt(parser: Parser) -> None:
    """``adopt``: a copied or restored database sends again."""
    parser.set_defaults(run=adopt)


def backup(call: Invocation) -> int:
    """Copy the database."""
    target: Path = call.args.file
    if call.dry_run:
        if target.exists():
            raise Refused(f"{path_text(target)}: is there already; name another file")
        size = call.desk.settings.database.stat().st_size
        call.result({"file": path_text(target), "bytes": size})
        call.out.line(f"{path_text(target)}: about {size:,} bytes would be written (dry run)")
        return 0
    made = backups.backup(call.desk, target)
    call.result(
        {
            "file": path_text(made.path),
            "bytes": made.bytes,
            "schema_version": made.version,
            "cards": made.cards,
        }
    )
    call.out.line(
        f"{path_text(made.path)}: {made.cards:,} cards, {made.bytes:,} bytes, found sound"
    )
    return 0


def restore(call: Invocation) -> int:
    """Put a copy back; nobody needs a role for it who may write the studio's folder."""
    source: Path = call.args.file
    if call.dry_run:
        found = backups.examine(source) if source.is_file() else None
        if found is None:
            raise Refused(f"{path_text(source)}: there is no such file")
        call.result({"file": path_text(source), "cards": found.cards, "replaced": None})
        call.out.line(f"{path_text(source)}: {found.cards:,} cards would be put back (dry run)")
        return 0
    put, kept = backups.restore(call.settings, source, call.at or machine_ms())
    call.result(
        {
            "file": path_text(source),
            "cards": put.cards,
            "replaced": path_text(kept) if kept else None,
        }
    )
    call.out.line(f"Restored {put.cards:,} cards from {path_text(source)}.")
    call.out.line("Nothing is sent from it until it is adopted with 'safelight adopt'.")
    if kept is not None:
        call.out.line(f"What was there before is kept as {path_text(kept)}.")
    return 0


def adopt(call: Invocation) -> int:
    """Make the database the studio's own."""
    with call.changing():
        found = adoption.adopt(call.desk)
        call.result(
            {
                "adopted": bool(found.why),
                "why": found.why or None,
                "waiting": dict(found.by_channel),
                "overdue": found.overdue,
                "held": found.held,
            }
        )
        if not found.why:
            call.out.line("This database is at home already; there is nothing to adopt.")
            return 0
        said = ", ".join(
            f"{count:,} by {channel}" for channel, count in found.by_channel.items() if count
        )
        why = found.why.partition(";")[0]
        call.out.line(f"Adopted, it sends from now on ({why}).")
        call.out.line(f"What waits: {said or 'nothing'}; {found.overdue:,} of it was due already.")
        if found.held:
            call.out.line(
                f"{found.held:,} held for a person: see 'safelight triggers queue --state held' "
                "and 'safelight messages list --state held'."
            )
    return 0
