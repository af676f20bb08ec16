"""The same job by others: Pillow as one would write it at first, libvips, and two commands.

Each takes a job's values and a folder, writes the files, and returns their paths. All decode, turn
upright, crop, resize, convert to sRGB, sharpen, write the words and encode with dpi and profile.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import font_roboto

Values = Mapping[str, Any]
Peer = Callable[[Values, Path], list[Path]]

WORDS = "O-1001 0012"
WATERMARK = "PROOF"


def outputs(job: Values) -> list[tuple[Values, list[str], str]]:
    """The files of a job: what each is, its sources, and its name."""
    found: list[tuple[Values, list[str], str]] = []
    for place, output in enumerate(job["outputs"]):
        if output["kind"] == "contact":
            found.append((output, job["sources"], f"{place}.jpg"))
        else:
            found += [(output, [source], f"{place}-{n}.jpg")
                      for n, source in enumerate(job["sources"])]  # fmt: skip
    return found


def cells(output: Values) -> list[tuple[int, int, int, int]]:
    """Where the cells of a sheet stand: left, top, width, height."""
    across, down = output["across"], output["down"]
    xs = [round(output["width"] * n / across) for n in range(across + 1)]
    ys = [round(output["height"] * n / down) for n in range(down + 1)]
    return [(xs[x], ys[y], xs[x + 1] - xs[x], ys[y + 1] - ys[y])
            for y in range(down) for x in range(across)]  # fmt: skip


def cut(width: float, height: float, output: Values, size: tuple[int, int]) -> tuple[float, ...]:
    """The box of the upright picture that fills a size: cropped, then trimmed about its middle."""
    left, top, across, down = output["crop"]
    x, y, w, h = left * width, top * height, across * width, down * height
    if (w > h) != (size[0] > size[1]):
        size = (size[1], size[0])
    wanted = size[0] / size[1]
    if w / h > wanted:
        x, w = x + (w - h * wanted) / 2, h * wanted
    else:
        y, h = y + (h - w / wanted) / 2, w / wanted
    return x, y, x + w, y + h


def lying(box: tuple[float, ...], size: tuple[int, int]) -> tuple[int, int]:
    """The size turned as the box lies."""
    wide = box[2] - box[0] > box[3] - box[1]
    return size if wide == (size[0] > size[1]) else (size[1], size[0])


def bounded(width: int, height: int, longest: int) -> tuple[int, int]:
    """A size with the same proportions and this long side."""
    scale = longest / max(width, height)
    return max(1, round(width * scale)), max(1, round(height * scale))


# Pillow, as one would write it at first ----------------------------------------------------------


def naive(job: Values, folder: Path) -> list[Path]:
    """Every step at full size, in the order in which one thinks of them."""
    made = []
    for output, sources, name in outputs(job):
        target = folder / name
        if output["kind"] == "contact":
            picture = _sheet(output, [_naive_cell(s, output, c) for s, c in _zip(output, sources)])
        elif output["kind"] == "wallets":
            first = cells(output)[0]
            cell = _naive_cell(sources[0], output, first)
            picture = _sheet(output, [cell] * (output["across"] * output["down"]))
        else:
            picture = _naive_cell(sources[0], output, (0, 0, output["width"], output["height"]))
        _naive_saved(picture, output, target)
        made.append(target)
    return made


def _zip(output: Values, sources: list[str]) -> list[tuple[str, tuple[int, int, int, int]]]:
    return list(zip(sources, cells(output), strict=True))


def _naive_cell(source: str, output: Values, cell: tuple[int, int, int, int]) -> Any:
    import io

    from PIL import Image, ImageCms, ImageFilter, ImageOps

    with Image.open(source) as opened:
        icc = opened.info.get("icc_profile")
        picture = ImageOps.exif_transpose(opened)
    picture = ImageCms.profileToProfile(
        picture, ImageCms.ImageCmsProfile(io.BytesIO(icc)), ImageCms.createProfile("sRGB")
    )
    size = (cell[2], cell[3])
    if output["kind"] in ("proof", "thumb", "contact"):
        small = picture.copy()
        small.thumbnail(size, Image.Resampling.LANCZOS, reducing_gap=None)
        return small
    box = cut(*picture.size, output, size)
    picture = picture.crop(tuple(round(v) for v in box))
    picture = picture.resize(lying(box, size), Image.Resampling.LANCZOS)
    if (picture.width > picture.height) != (size[0] > size[1]) and output["kind"] == "wallets":
        picture = picture.transpose(Image.Transpose.ROTATE_90)
    if output["sharpen"]:
        picture = picture.filter(ImageFilter.UnsharpMask(1, output["sharpen"], 0))
    return picture


def _sheet(output: Values, pictures: list[Any]) -> Any:
    from PIL import Image

    sheet = Image.new("RGB", (output["width"], output["height"]), "white")
    for picture, (left, top, width, height) in zip(pictures, cells(output), strict=True):
        at = (left + (width - picture.width) // 2, top + (height - picture.height) // 2)
        sheet.paste(picture, at)
    return sheet


def _naive_saved(picture: Any, output: Values, target: Path) -> None:
    from PIL import Image, ImageCms, ImageDraw, ImageFont

    if output["kind"] == "proof":
        layer = Image.new("RGBA", picture.size)
        draw = ImageDraw.Draw(layer)
        font = ImageFont.load_default(picture.width // 18)
        for y in range(0, picture.height, picture.height // 6):
            draw.text((y % 97, y), f"{WATERMARK}    " * 4, (255, 255, 255, 92), font)
        picture = Image.alpha_composite(picture.convert("RGBA"), layer).convert("RGB")
    elif output["kind"] != "thumb":
        high = max(8, min(picture.size) // 60)
        draw = ImageDraw.Draw(picture)
        place = (high, picture.height - 2 * high)
        draw.text(place, WORDS, "black", ImageFont.load_default(high))
    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    dpi = (output["dpi"], output["dpi"])
    picture.save(target, "JPEG", quality=output["quality"], subsampling=0, dpi=dpi, icc_profile=icc)


# libvips -----------------------------------------------------------------------------------------


def vips(job: Values, folder: Path) -> list[Path]:
    """Libvips by its own interface, decoding at a fraction where as much is left as we leave."""
    made = []
    for output, sources, name in outputs(job):
        target = folder / name
        if output["kind"] in ("contact", "wallets"):
            places = cells(output)
            if output["kind"] == "contact":
                parts = [_vips_cell(s, output, c) for s, c in zip(sources, places, strict=True)]
            else:
                parts = [_vips_cell(sources[0], output, places[0]).copy_memory()] * len(places)
            picture = _vips_sheet(parts, output, places)
        else:
            picture = _vips_cell(sources[0], output, (0, 0, output["width"], output["height"]))
        _vips_saved(picture, output, target)
        made.append(target)
    return made


def _vips_cell(source: str, output: Values, cell: tuple[int, int, int, int]) -> Any:
    import pyvips

    size = (cell[2], cell[3])
    if output["kind"] in ("proof", "thumb", "contact"):
        return pyvips.Image.thumbnail(
            source, size[0], height=size[1], size="down", export_profile="srgb",
            intent="relative",
        )  # fmt: skip
    head = pyvips.Image.new_from_file(source)
    turned = head.get("orientation") == 6 if head.get_typeof("orientation") else False
    upright = (head.height, head.width) if turned else (head.width, head.height)
    box = cut(*upright, output, size)
    size = lying(box, size)
    if turned:
        # Turned last, so that the picture streams and less of it is turned.
        box = (box[1], head.height - box[2], box[3], head.height - box[0])
        size = (size[1], size[0])
    left = (box[2] - box[0]) / size[0]
    shrink = next((s for s in (8, 4, 2) if left / s >= (2 if s == 2 else 4)), 1)
    picture = pyvips.Image.new_from_file(source, shrink=shrink, access="sequential")
    if turned:
        picture = picture.copy()
        picture.remove("orientation")
    left_px, top_px = round(box[0] / shrink), round(box[1] / shrink)
    wide = min(picture.width - left_px, round((box[2] - box[0]) / shrink))
    high = min(picture.height - top_px, round((box[3] - box[1]) / shrink))
    picture = picture.crop(left_px, top_px, wide, high)
    picture = picture.resize(size[0] / wide, vscale=size[1] / high, kernel="lanczos3")
    picture = picture.icc_transform("srgb", embedded=True, intent="relative")
    if output["sharpen"]:
        # Lightness alone, as ours; flat parts and jagged ones alike.
        amount = output["sharpen"] / 100
        picture = picture.sharpen(sigma=1.0, m1=amount, m2=amount, x1=0, y2=100, y3=100)
    if turned:
        picture = picture.copy_memory().rot90()
    if output["kind"] == "wallets" and (picture.width > picture.height) != (cell[2] > cell[3]):
        picture = picture.copy_memory().rot90()
    return picture


def _vips_sheet(parts: list[Any], output: Values, places: list[tuple[int, int, int, int]]) -> Any:
    import pyvips

    sheet = pyvips.Image.black(output["width"], output["height"], bands=3).linear(1, 255)
    sheet = sheet.cast("uchar").copy(interpretation="srgb")
    for part, (left, top, width, height) in zip(parts, places, strict=True):
        x, y = left + (width - part.width) // 2, top + (height - part.height) // 2
        sheet = sheet.insert(part, x, y)
    return sheet


@cache
def _vips_words(words: str, high: int) -> Any:
    import pyvips

    return pyvips.Image.text(words, font=f"sans {high}", dpi=72).copy_memory()


def _vips_saved(picture: Any, output: Values, target: Path) -> None:
    if output["kind"] != "thumb":
        words = WATERMARK if output["kind"] == "proof" else WORDS
        high = max(
            8, min(picture.width, picture.height) // (6 if output["kind"] == "proof" else 60)
        )
        mask = _vips_words(words, high)
        mask = mask.embed(high, picture.height - 3 * high, picture.width, picture.height)
        ink = 255 if output["kind"] == "proof" else 0
        share = mask * (0.36 / 255 if output["kind"] == "proof" else 1 / 255)
        picture = (picture * (1 - share) + share * ink).cast("uchar")
    per_mm = output["dpi"] / 25.4
    picture.copy(xres=per_mm, yres=per_mm).write_to_file(
        str(target), Q=output["quality"], subsample_mode="off", keep="icc|exif"
    )


# Commands ----------------------------------------------------------------------------------------


def magick(program: list[str]) -> Peer:
    """ImageMagick or GraphicsMagick: one process for each file."""

    def peer(job: Values, folder: Path) -> list[Path]:
        made = []
        for output, sources, name in outputs(job):
            target = folder / name
            _magick_file(program, job, output, sources[0], target)
            made.append(target)
        return made

    return peer


def _magick_file(
    program: list[str], job: Values, output: Values, source: str, target: Path
) -> None:
    cell = size = (output["width"] // output["across"], output["height"] // output["down"])
    turned = (job["height"], job["width"]) if job["orientation"] >= 5 else (
        job["width"], job["height"]
    )  # fmt: skip
    profile = str(target.parent / "srgb.icc")
    words = [*program]
    if output["kind"] in ("proof", "thumb"):
        words += ["-size", f"{2 * size[0]}x{2 * size[1]}", source, "-auto-orient"]
        words += ["-resize", f"{size[0]}x{size[1]}"]
    else:
        box = cut(*turned, output, size)
        size = lying(box, size)
        wide, high = round(box[2] - box[0]), round(box[3] - box[1])
        words += [source, "-auto-orient", "-crop", f"{wide}x{high}+{round(box[0])}+{round(box[1])}"]
        words += ["+repage", "-filter", "Lanczos", "-resize", f"{size[0]}x{size[1]}!"]
        if output["across"] > 1 and size != cell:
            words += ["-rotate", "90"]
    words += ["-profile", profile]
    if output["sharpen"]:
        words += ["-unsharp", f"0x1+{output['sharpen'] / 100}+0"]
    if output["kind"] != "thumb":
        words += ["-font", font_roboto.Roboto, "-draw", f"text 20,{size[1] - 20} '{WORDS}'"]
    words += ["-quality", str(output["quality"]), "-sampling-factor", "1x1"]
    words += ["-density", str(output["dpi"]), "-units", "PixelsPerInch"]
    one = target if output["across"] == 1 else target.with_name(f"cell-{target.name}")
    subprocess.run([*words, str(one)], check=True, capture_output=True)
    if output["across"] > 1:
        count = output["across"] * output["down"]
        sheet = ["montage"] if program[0] == "gm" else []
        start = [program[0], *sheet] if program[0] == "gm" else ["montage"]
        subprocess.run(
            [*start, "-tile", f"{output['across']}x{output['down']}",
             "-geometry", f"{cell[0]}x{cell[1]}+0+0", "-quality", str(output["quality"]),
             *[str(one)] * count, str(target)],
            check=True, capture_output=True,
        )  # fmt: skip


def commands() -> dict[str, list[str]]:
    """The commands that are installed."""
    found = {}
    if shutil.which("gm"):
        found["gm"] = ["gm", "convert"]
    for name in ("convert-im6.q16", "magick"):
        if shutil.which(name):
            found["im"] = [name]
            break
    return found
