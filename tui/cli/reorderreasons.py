"""Set-up: why something is ordered again."""

from __future__ import annotations

from store import reorderreasons as rules
from tui.cli import setup
from tui.cli.namedlists import Commands
from tui.cli.parsing import Parser


def declare(parser: Parser) -> None:
    """``reasons``: list, add, change, deactivate, activate, reorder."""
    COMMANDS.declare(parser)


def _properties(parser: Parser) -> None:
    setup.flag(parser, "chargeable", "somebody pays for what is made again")


COMMANDS = Commands(
    rules.KEPT, "reasons", lambda row: {"chargeable": row.chargeable}, ("chargeable",), _properties
)
