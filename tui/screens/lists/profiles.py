"""Render profiles in the set-up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from store import filetemplates, printers, renderprofiles
from store.desk import Desk
from store.tables import RenderProfile
from tui.screens import checks
from tui.screens.filling import number, whole, yes
from tui.screens.lists.entries import Values, figure, names_of
from tui.screens.lists.namedforms import choice, flag, kept_list
from tui.widgets.form import Check, Field


def _profile_fields(desk: Desk, row: RenderProfile) -> list[Field]:
    return [
        flag("final", "Final", row.final, "no: for proofs"),
        *_picture_fields(row),
        *_file_fields(desk, row),
    ]


def _picture_fields(row: RenderProfile) -> list[Field]:
    rules = renderprofiles
    return [
        choice("fit", "Fitted by", row.fit, rules.FITS),
        Field("long_side_px", "Long side", figure(row.long_side_px), "pixels, where no item says",
              check=checks.optional(checks.whole(16, rules.MOST_PX))),
        Field("dpi", "Dots an inch", str(row.dpi), check=checks.whole(30, 2400)),
        Field("bleed_mm", "Bleed", figure(row.bleed_mm), "mm", check=checks.number(0, 100, "mm")),
        Field("border_mm", "Border", figure(row.border_mm), "mm",
              check=checks.number(0, rules.MOST_MM, "mm")),
        choice("rotation", "Turned", row.rotation, rules.ROTATIONS),
        Field("sharpen", "Sharpened", str(row.sharpen), "percent", check=checks.whole(0, 500)),
        Field("colour_space", "Colour space", row.colour_space, "or a file that ends in .icc",
              rules.COLOUR_SPACES, checks.said(rules.colour_space_problem)),
        choice("intent", "Intent", row.intent, rules.INTENTS),
        flag("black_point", "Black point", row.black_point, "darkest to darkest"),
        choice("unprofiled", "No colours named", row.unprofiled, rules.UNPROFILED,
               "of a picture without a profile"),
        flag("linear", "In linear light", row.linear, "when it is resized"),
        choice("tone", "Tone", row.tone, rules.TONES),
        Field("watermark", "Watermark", row.watermark, "words over proofs",
              check=checks.at_most(200), together=_proofs_only),
        Field("stamp", "Stamp", row.stamp, "such as {order} {image}",
              check=checks.said(filetemplates.stamp_problem)),
    ]  # fmt: skip


def _proofs_only(values: Mapping[str, str]) -> str | None:
    final = values["final"].strip().casefold() == "yes"
    wrong = final and values["watermark"].strip()
    return "is for proofs; take it away, or say that this is not final" if wrong else None


def _file_fields(desk: Desk, row: RenderProfile) -> list[Field]:
    rules = renderprofiles
    where = tuple(f"{rules.PRINTER}{name}" for name in names_of(desk, "printers"))
    pools = {one.pool for one in printers.listed() if one.pool and not one.inactive}
    targets = (*where, *(f"{rules.POOL}{name}" for name in sorted(pools)))
    return [
        choice("file_format", "Format", row.file_format, rules.FILE_FORMATS),
        Field("quality", "Quality", str(row.quality), "of JPEG", check=checks.whole(1, 100)),
        choice("compression", "Compression", row.compression, rules.COMPRESSIONS, "of TIFF"),
        Field("file_template", "File name", row.file_template, "such as {order}_{line}_{image}",
              check=checks.said(filetemplates.problem)),
        Field("folder_template", "Folder", row.folder_template, "such as {client}/{order}",
              check=checks.said(lambda text: filetemplates.problem(text, folder=True))),
        choice("if_exists", "If it exists", row.if_exists, rules.IF_EXISTS),
        Field("destination", "Goes to", row.destination, "a folder; empty: the session's Rendered",
              targets, _target_check(targets)),
        choice("recipe", "Recipe", row.recipe, rules.RECIPES, "how a file was made"),
        Field("lowest_dpi", "Lowest dpi", str(row.lowest_dpi), "preflight's floor; 0: none",
              check=checks.whole(0, 2400)),
        Field("severities", "Severities", row.severities, "such as low-dpi=error",
              check=checks.said(rules.severities_problem)),
    ]  # fmt: skip


def _target_check(targets: tuple[str, ...]) -> Check:
    """A folder, or a printer or pool that there is."""
    known = checks.one_of(targets, "printer or pool")
    signs = (renderprofiles.PRINTER, renderprofiles.POOL)
    return lambda text: known(text) if text.strip().casefold().startswith(signs) else None


def _profile_given(values: Values) -> dict[str, Any]:
    texts = ("fit", "rotation", "colour_space", "intent", "tone", "watermark",
             "stamp", "file_format", "file_template", "folder_template", "if_exists",
             "destination", "unprofiled", "compression", "recipe", "severities")  # fmt: skip
    given: dict[str, Any] = {name: values[name] for name in texts}
    for name in ("dpi", "sharpen", "quality", "lowest_dpi"):
        given[name] = whole(values[name], name)
    for name in ("bleed_mm", "border_mm"):
        given[name] = number(values[name], name)
    given["long_side_px"] = whole(values["long_side_px"], "long side")
    for name in ("final", "black_point", "linear"):
        given[name] = yes(values[name], name)
    return given


PROFILES = kept_list(
    "profiles", renderprofiles.KEPT, _profile_fields, _profile_given,
    "How a picture becomes a file. Items name the profile they are made with.",
)  # fmt: skip
