"""Set-up: how pictures become files."""

from __future__ import annotations

from typing import Any

from store import renderprofiles as rules
from store.tables import RenderProfile
from tui.cli import setup
from tui.cli.namedlists import Commands
from tui.cli.parsing import Parser, whole


def declare(parser: Parser) -> None:
    """``profiles``: list, add, change, deactivate, activate, reorder."""
    COMMANDS.declare(parser)


def _properties(parser: Parser) -> None:
    setup.flag(parser, "final", "for final production; --no-final makes a proof profile")
    setup.number(parser, "long_side_px", whole(), "the longest side, where no item gives a size")
    setup.number(parser, "dpi", whole(), "30 to 2400")
    setup.number(parser, "bleed_mm", float, "added all round, to be cut off")
    setup.text(parser, "fit", help=", ".join(rules.FITS))
    setup.number(parser, "border_mm", float, "white all round")
    setup.text(parser, "rotation", help=", ".join(rules.ROTATIONS))
    setup.number(parser, "sharpen", whole(), "percent")
    setup.text(parser, "colour_space", help=f"{', '.join(rules.COLOUR_SPACES)} or an .icc file")
    setup.text(parser, "intent", help=", ".join(rules.INTENTS))
    setup.flag(parser, "black_point", "darkest to darkest: shadows keep their drawing")
    setup.flag(parser, "linear", "pictures are resized in linear light")
    setup.text(parser, "unprofiled", help=f"without colours: {', '.join(rules.UNPROFILED)}")
    setup.text(parser, "tone", help=", ".join(rules.TONES))
    setup.text(parser, "watermark", help="words over proofs")
    setup.text(parser, "stamp", help="words below the picture, such as {order} {image}")
    setup.text(parser, "file_format", help=", ".join(rules.FILE_FORMATS))
    setup.number(parser, "quality", whole(), "of JPEG, 1 to 100")
    setup.text(parser, "compression", help=f"of TIFF: {', '.join(rules.COMPRESSIONS)}")
    setup.text(parser, "recipe", help=f"where it is kept: {', '.join(rules.RECIPES)}")
    setup.number(parser, "lowest_dpi", whole(), "below this, preflight speaks; 0: never")
    setup.text(parser, "severities", help="of preflight, such as low-dpi=error, upscaling=warning")
    setup.text(parser, "file_template", help="name of a file, such as {order}_{line}_{image}")
    setup.text(parser, "folder_template", help="its folder, such as {client}/{order}")
    setup.text(parser, "if_exists", help=", ".join(rules.IF_EXISTS))
    setup.text(parser, "destination", help="a folder, printer:NAME or pool:NAME; empty: Rendered")


def _shape(row: RenderProfile) -> dict[str, Any]:
    return {name: getattr(row, name) for name in rules.PROPERTIES}


COMMANDS = Commands(
    rules.KEPT, "profiles", _shape,
    ("final", "file_format", "dpi", "fit", "colour_space", "file_template", "destination"),
    _properties,
)  # fmt: skip
