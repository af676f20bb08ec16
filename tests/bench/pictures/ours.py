"""The same jobs by this program: specs made of their values, files made by ``render``."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from render import rendering
from render.decoding import Decoder
from store.rendering.specs import Look, Picture, SheetLayout, Slot, Source, Spec
from tests.bench.pictures.peers import WATERMARK, WORDS, Values, outputs


def peer(job: Values, folder: Path) -> list[Path]:
    """All files of a job; those of one photograph decode it once."""
    decoder = Decoder()
    made = []
    for output, sources, name in outputs(job):
        target = folder / name
        rendering.make(spec(job, output, sources), target, decoder)
        made.append(target)
    return made


def spec(job: Values, output: Values, paths: list[str], *, plain: bool = False) -> Spec:
    """The spec of one file; ``plain`` ones are PNG, neither sharpened nor written upon."""
    sources = tuple(
        Source(path, job["width"], job["height"], job["orientation"], profile=job["space"])
        for path in paths
    )
    kind = output["kind"]
    final = kind not in ("proof", "thumb", "contact")
    look = Look(
        final=final,
        long_side_px=None if final else max(output["width"], output["height"]),
        dpi=output["dpi"],
        sharpen=0 if plain else output["sharpen"],
        watermark=WATERMARK if kind == "proof" and not plain else "",
        quality=output["quality"],
        file_format="PNG" if plain else "JPEG",
    )
    crop = None if output["crop"][2] == 1 else tuple(output["crop"])
    stamp = WORDS if not plain and kind not in ("proof", "thumb") else ""
    pictures = tuple(Picture(n, crop) for n in range(len(paths)))
    if output["across"] == 1:
        inches = (output["width"] / output["dpi"], output["height"] / output["dpi"])
        width, height = inches if final else (None, None)
        return Spec(look, sources, pictures, width, height, stamp=stamp)
    return Spec(look, sources, pictures, layout=_layout(output), stamp=stamp)


def _layout(output: Values) -> SheetLayout:
    width = Fraction(output["width"], output["dpi"])
    height = Fraction(output["height"], output["dpi"])
    across, down = width / output["across"], height / output["down"]
    whole = output["kind"] == "contact"
    slots = tuple(
        Slot(x * across, y * down, across, down, picture=None if whole else 0,
             fit="fit" if whole else "fill")
        for y in range(output["down"]) for x in range(output["across"])
    )  # fmt: skip
    return SheetLayout(output["kind"], width, height, slots)
