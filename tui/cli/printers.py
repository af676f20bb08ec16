"""Set-up: the studio's printers."""

from __future__ import annotations

from typing import Any

from store import printers as rules
from store.tables import Printer
from tui.cli import setup
from tui.cli.namedlists import Commands
from tui.cli.parsing import Parser, whole


def declare(parser: Parser) -> None:
    """``printers``: list, add, change, deactivate, activate, reorder."""
    COMMANDS.declare(parser)


def _properties(parser: Parser) -> None:
    setup.text(parser, "queue", help="its name at the print service; 'lpstat -e' lists them")
    setup.text(parser, "sizes", help="inches that it takes, such as 4x6,5x7; empty: all")
    setup.number(parser, "priority", whole(), "1 to 99; the lowest is used first")
    setup.text(parser, "pool", help="printers that share the work")


def _shape(row: Printer) -> dict[str, Any]:
    return {
        "queue": row.queue,
        "sizes": [size for size in row.sizes.split(",") if size],
        "priority": row.priority,
        "pool": row.pool or None,
    }


COMMANDS = Commands(
    rules.KEPT, "printers", _shape, ("queue", "sizes", "priority", "pool"), _properties
)
