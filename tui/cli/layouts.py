"""Set-up: several pictures on a sheet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from store import layouts as rules
from store.errors import Refused
from store.rendering import layoutdata, layouttexts, packagefiles, sketches
from store.rendering.layoutdata import Template
from store.rendering.specs import Slot
from store.tables import Layout
from tui import paperwork
from tui.cli import setup
from tui.cli.invocation import Invocation, path_text
from tui.cli.namedlists import Commands
from tui.cli.parsing import UNSET, Parser, whole
from tui.cli.templates import file_text

DPI = 300


def declare(parser: Parser) -> None:
    """``layouts``: list, show, add, change, import, export and what all lists have."""
    COMMANDS.declare(parser)
    verb = parser.verb("show", "a layout in numbers, and as a picture of lines", show)
    verb.add_argument("name", metavar="NAME")
    verb = parser.verb("import", "bring in a layout: TOML, or a printer's package (.kpg)", bring_in)
    verb.add_argument("file", metavar="FILE", type=Path)
    verb.add_argument("--name", metavar="NAME", help="instead of the name in the file")
    verb.add_argument("--sheet", metavar="WxH", type=_sheet,
                      help="of a package, in inches; otherwise one that just holds it")  # fmt: skip
    verb.add_argument("--dpi", metavar="N", type=whole(30, 2400), default=DPI,
                      help=f"of a package; otherwise {DPI}")  # fmt: skip
    verb = parser.verb("export", "write a layout to a file, or show it as TOML", export)
    verb.add_argument("name", metavar="NAME")
    verb.add_argument("-o", "--output", metavar="FILE", type=Path,
                      help="ends in .kpg: as a printer's package")  # fmt: skip
    verb.add_argument("--force", action="store_true", help="replace a file that is there")
    verb.add_argument("--dpi", metavar="N", type=whole(30, 2400), default=DPI,
                      help=f"of a package; otherwise {DPI}")  # fmt: skip


def _properties(parser: Parser) -> None:
    setup.text(parser, "description")
    setup.number(parser, "width", float, "of the sheet, in inches")
    setup.number(parser, "height", float, "of the sheet, in inches")
    setup.number(parser, "across", whole(), "pictures beside each other")
    setup.number(parser, "down", whole(), "pictures below each other")
    setup.number(parser, "gap", float, "between them, in inches")
    setup.flag(parser, "repeats", "the same picture in every cell")
    parser.add_argument("--file", dest="given_definition", metavar="FILE", type=_definition,
                        default=UNSET,
                        help="all of it, as TOML; 'none' leaves an even grid")  # fmt: skip


def _definition(word: str) -> str:
    return "" if word.casefold() in setup.NOTHING else _toml(Path(word))


def _toml(path: Path) -> str:
    """The text of a file, sound as a layout; mistakes name the file and its line."""
    text = file_text(str(path), "--file", layouttexts.LONGEST)
    layouttexts.read(text, path_text(path))
    return text


def _sheet(word: str) -> tuple[float, float]:
    sides = word.casefold().replace("×", "x").split("x")
    try:
        width, height = (float(layoutdata.inches(side)) for side in sides)
    except ValueError:
        raise Refused(f"--sheet: '{word[:40]}' is no size in inches, such as 8x10") from None
    return width, height


def _shape(row: Layout) -> dict[str, Any]:
    template = _template(row)
    slots = template.slots if template else ()
    sizes = {(slot.width, slot.height) for slot in slots}
    cell = [round(float(side), 3) for side in sizes.pop()] if len(sizes) == 1 else [None, None]
    return {
        **{name: getattr(row, name) for name in rules.PROPERTIES},
        "description": row.description or None,
        "definition": row.definition or None,
        "kind": template.kind if template else None,
        "places": len(slots) or None,
        "cell_width": cell[0],
        "cell_height": cell[1],
    }


def _template(row: Layout) -> Template | None:
    """The template; null of one that came in broken, so that the others can be listed."""
    try:
        return layoutdata.template_of(row)
    except Refused:
        return None


COMMANDS = Commands(
    rules.KEPT, "layouts", _shape,
    ("description", "kind", "width", "height", "places", "repeats"),
    _properties,
)  # fmt: skip


def show(call: Invocation) -> int:
    """Show a layout."""
    with call.desk.reading():
        row = rules.named(call.args.name)
        template = layoutdata.template_of(row)
    layout = sketches.sample(template)
    call.out.document({**COMMANDS.entry(row), "slots": [_slot(slot) for slot in template.slots]})
    call.out.line(row.name)
    if row.description:
        call.out.line(row.description)
    for line in (*sketches.told(template), *sketches.lines(layout)):
        call.out.line(line)
    return 0


def _slot(slot: Slot) -> dict[str, Any]:
    return {
        **{side: round(float(getattr(slot, side)), 4) for side in ("x", "y", "width", "height")},
        "turn": slot.turn,
        "picture": None if slot.picture is None else slot.picture + 1,
        "fit": slot.fit,
    }


def bring_in(call: Invocation) -> int:
    """Bring in a layout from a file."""
    args = call.args
    text = file_text(str(args.file), "FILE", layouttexts.LONGEST)
    found = rules.read_file(text, path_text(args.file), args.dpi, args.sheet)
    name = args.name or found.name or args.file.stem
    if packagefiles.is_package(text):
        text = layouttexts.text_of(found.template)
    elif args.sheet is not None:
        raise Refused("--sheet: the file says how large its sheet is; leave it out")
    with call.changing():
        row = rules.bring_in(call.desk, found, text, name)
        return setup.answer(call, COMMANDS.entry(row), f"Brought in {row.name}.")


def export(call: Invocation) -> int:
    """Write a layout to a file, or show it."""
    path: Path | None = call.args.output
    with call.desk.reading():
        row = rules.named(call.args.name)
        template = layoutdata.template_of(row)
    text = _written(row, template, path, call.args.dpi)
    if path is not None:
        sign = b"Type: KPKG" if path.suffix.casefold() == packagefiles.SUFFIX else b"name = "
        paperwork.check_target(call.desk, path, force=call.args.force, kind=("layout", sign))
        if not call.dry_run:
            paperwork.write(path, text.encode(), force=call.args.force)
    call.result({"name": row.name, "path": path_text(path) if path else None, "text": text})
    if path is None:
        for line in text.splitlines():
            call.out.line(line)
    else:
        call.out.line(f"{path_text(path)}: {row.name}")
    return 0


def _written(row: Layout, template: Template, path: Path | None, dpi: int) -> str:
    if path is not None and path.suffix.casefold() == packagefiles.SUFFIX:
        return packagefiles.text_of(template, dpi)
    return rules.written(row)
