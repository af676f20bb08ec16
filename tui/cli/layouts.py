"""Set-up: several pictures on a sheet."""

from __future__ import annotations

from typing import Any

from store import layouts as rules
from store.tables import Layout
from tui.cli import setup
from tui.cli.namedlists import Commands
from tui.cli.parsing import Parser, whole


def declare(parser: Parser) -> None:
    """``layouts``: list, add, change, deactivate, activate, reorder."""
    COMMANDS.declare(parser)


def _properties(parser: Parser) -> None:
    setup.text(parser, "description")
    setup.number(parser, "width", float, "of the sheet, in inches")
    setup.number(parser, "height", float, "of the sheet, in inches")
    setup.number(parser, "across", whole(), "pictures beside each other")
    setup.number(parser, "down", whole(), "pictures below each other")
    setup.number(parser, "gap", float, "between them, in inches")
    setup.flag(parser, "repeats", "the same picture in every cell")


def _shape(row: Layout) -> dict[str, Any]:
    wide, high = rules.cell(row.width, row.height, row.across, row.down, row.gap)
    return {
        **{name: getattr(row, name) for name in rules.PROPERTIES},
        "description": row.description or None,
        "cell_width": round(wide, 3),
        "cell_height": round(high, 3),
    }


COMMANDS = Commands(
    rules.KEPT, "layouts", _shape,
    ("description", "width", "height", "across", "down", "gap", "repeats"), _properties,
)  # fmt: skip
