"""Render profiles: how a picture becomes a file, for proofs and for final production.

Nothing is rendered here. Each property is read and checked by itself; what two of them say wrong
together is in ``together``.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from store import filetemplates, lists
from store.desk import Desk
from store.errors import Refused, did_you_mean
from store.namedlists import NamedList
from store.rendering import findings
from store.tables import Printer, RenderProfile
from store.text import safe, search_key

FITS = ("crop", "fit", "fill")
"""The line's crop; the whole picture inside the size; the size filled, the rest cut off."""

ROTATIONS = ("auto", "none", "90", "180", "270")
COLOUR_SPACES = ("sRGB", "Adobe RGB", "Display P3")
INTENTS = ("perceptual", "relative", "saturation", "absolute")
TONES = ("none", "black and white", "sepia")
FILE_FORMATS = ("JPEG", "TIFF", "PNG")
COMPRESSIONS = ("none", "lzw")
"""Of TIFF files: none is eight times as fast, lzw takes less room."""

UNPROFILED = ("assume", "refuse")
"""What to do with pictures that name no colours: assume the usual ones and say so, or refuse."""

RECIPES = ("beside", "inside", "both", "none")
"""Where the recipe of a file is kept."""

IF_EXISTS = ("number", "replace", "skip", "stop")
"""What to do when a file is there already: number the new one, replace it, leave it, or stop."""

PRINTER, POOL = "printer:", "pool:"
"""What a destination begins with that is no folder."""

ICC_HEADER = 128
ICC_KINDS = ("RGB", "GRAY", "CMYK")

MOST_MM = 500
MOST_PX = 100_000


def _template(column: str, *, folder: bool) -> lists.Reader:
    def read(_: Desk, value: Any) -> dict[str, Any]:
        text = safe(str(value or "").strip(), filetemplates.LONGEST * 2)
        wrong = filetemplates.problem(text, folder=folder)
        if wrong:
            raise Refused(f"{column}: {wrong}")
        return {column: text}

    return read


def _stamp(_: Desk, value: Any) -> dict[str, Any]:
    text = safe(str(value or "").strip(), 200)
    wrong = filetemplates.stamp_problem(text)
    if wrong:
        raise Refused(f"stamp: {wrong}")
    return {"stamp": text}


def colour_space_problem(text: str) -> str:
    """Say what is wrong with a colour space, or nothing; files are not looked for."""
    word = text.strip()
    if any(search_key(word) == search_key(space) for space in COLOUR_SPACES):
        return ""
    if word.casefold().endswith((".icc", ".icm")):
        return "" if ".." not in PurePath(word).parts else "'..' cannot stand in the path"
    hint = did_you_mean(word, COLOUR_SPACES)
    return (
        f"'{safe(word, 40)}' is none of {', '.join(COLOUR_SPACES)}{hint}, and no file that ends "
        "in .icc"
    )


def _colour_space(desk: Desk, value: Any) -> dict[str, Any]:
    text = safe(str(value or "").strip(), 500)
    wrong = colour_space_problem(text)
    if wrong:
        raise Refused(f"colour_space: {wrong}")
    for space in COLOUR_SPACES:
        if search_key(space) == search_key(text):
            return {"colour_space": space}
    file = desk.settings.folder / text
    if not file.is_file():
        raise Refused(f"colour_space: there is no file {safe(str(file), 500)}; copy it there first")
    try:
        with file.open("rb") as handle:
            wrong = icc_problem(handle.read(ICC_HEADER))
    except OSError as error:
        wrong = error.strerror or "it cannot be read"
    if wrong:
        raise Refused(f"colour_space: {safe(str(file), 500)}: {wrong}")
    return {"colour_space": text}


def icc_problem(header: bytes) -> str:
    """Say why files cannot be made in the colours of an ICC profile that begins so, or nothing."""
    if len(header) < ICC_HEADER or header[36:40] != b"acsp":
        return "it is no ICC profile"
    kind = header[16:20].decode("latin-1").strip()
    if kind not in ICC_KINDS:
        return f"it is a profile for {safe(kind, 4) or 'nothing'}, not for RGB, grey or CMYK"
    if header[12:16] in (b"link", b"abst", b"nmcl"):
        return "it is no profile of a device or a colour space"
    return "" if header[12:16] != b"scnr" else "it is a profile of a scanner, good for reading only"


def _severities(_: Desk, value: Any) -> dict[str, Any]:
    try:
        said = findings.read_severities(safe(str(value or ""), 1000))
    except Refused as refusal:
        raise Refused([f"severities: {problem}" for problem in refusal.problems]) from None
    return {"severities": findings.write_severities(said)}


def severities_problem(text: str) -> str:
    """Say what is wrong with severities that differ from the usual ones, or nothing."""
    try:
        findings.read_severities(text)
    except Refused as refusal:
        return refusal.problems[0]
    return ""


def _destination(_: Desk, value: Any) -> dict[str, Any]:
    text = safe(str(value or "").strip(), 500)
    known = [row for row in Printer.select() if not row.inactive]
    for sign, names in (
        (PRINTER, [row.name for row in known]),
        (POOL, sorted({row.pool for row in known if row.pool})),
    ):
        if text.casefold().startswith(sign):
            word = text[len(sign) :].strip()
            for name in names:
                if search_key(name) == search_key(word):
                    return {"destination": f"{sign}{name}"}
            hint = did_you_mean(word, names) or f"; there are {', '.join(names) or 'none yet'}"
            what = "printer" if sign == PRINTER else "pool of printers"
            raise Refused(f"destination: no {what} is called '{safe(word, 80)}'{hint}")
    if ".." in PurePath(text).parts:
        raise Refused("destination: '..' cannot stand in the path of a folder")
    return {"destination": text}


PROPERTIES: Mapping[str, lists.Reader] = {
    "final": lists.flag("final"),
    "long_side_px": lists.whole("long_side_px", 16, MOST_PX, optional=True),
    "dpi": lists.whole("dpi", 30, 2400),
    "bleed_mm": lists.within("bleed_mm", 0, 100, " mm"),
    "fit": lists.choice("fit", FITS),
    "border_mm": lists.within("border_mm", 0, MOST_MM, " mm"),
    "rotation": lists.choice("rotation", ROTATIONS),
    "sharpen": lists.whole("sharpen", 0, 500),
    "colour_space": _colour_space,
    "intent": lists.choice("intent", INTENTS),
    "black_point": lists.flag("black_point"),
    "linear": lists.flag("linear"),
    "unprofiled": lists.choice("unprofiled", UNPROFILED),
    "tone": lists.choice("tone", TONES),
    "watermark": lists.text("watermark"),
    "stamp": _stamp,
    "file_format": lists.choice("file_format", FILE_FORMATS),
    "quality": lists.whole("quality", 1, 100),
    "compression": lists.choice("compression", COMPRESSIONS),
    "recipe": lists.choice("recipe", RECIPES),
    "lowest_dpi": lists.whole("lowest_dpi", 0, 2400),
    "severities": _severities,
    "file_template": _template("file_template", folder=False),
    "folder_template": _template("folder_template", folder=True),
    "if_exists": lists.choice("if_exists", IF_EXISTS),
    "destination": _destination,
}
"""Property to how it is read; sizes are millimetres and pixels, sharpening percent."""


def together(columns: Mapping[str, Any]) -> list[str]:
    """What the columns of a profile say wrong together."""
    if columns["final"] and columns["watermark"]:
        return ["a watermark is for proofs; take it away, or make this a proof profile"]
    return []


KEPT = NamedList(RenderProfile, "render profile", PROPERTIES, together)
"""The list itself."""

add, change, switch = KEPT.add, KEPT.change, KEPT.switch
listed, named, reorder = KEPT.listed, KEPT.named, KEPT.reorder
