"""Contact sheets as pictures: pages of small copies with captions, drawn like any other sheet."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from pathlib import Path

from PIL import Image

from render import opening, thumbnails
from render.opening import Unreadable
from store.rendering import arranging, layoutdata
from store.rendering.arranging import Page
from store.rendering.layoutdata import Template
from store.rendering.specs import Look, Picture, Source, Spec, Stamp

LOOK = Look(name="contact sheet", final=False, dpi=150, fit="fit", quality=90)
MARGIN, HEAD, GAP, CAPTION = Fraction(2, 5), Fraction(2, 5), Fraction(3, 20), Fraction(1, 5)
LINE = Fraction(1, 5)
"""Inches: the edges, the head, between pictures, below each; how high the head's words are."""

MISSING = "no picture"


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture as a small JPEG, or none where it cannot be shown; its caption."""

    data: bytes | None
    caption: str


def small(path: str, long_side: int) -> bytes | None:
    """A small copy of a picture file as JPEG; none where it cannot be read."""
    content = io.BytesIO()
    try:
        opening.small(Path(path), long_side).save(content, "JPEG", quality=thumbnails.QUALITY)
    except (Unreadable, OSError):
        return None
    return content.getvalue()


def template(paper: tuple[float, float], across: int) -> Template:
    """A contact sheet on paper of so many inches, with so many pictures beside each other."""
    width, height = (Fraction(round(side * 100), 100) for side in paper)
    wide = (width - 2 * MARGIN - GAP * (across - 1)) / across
    high = wide * 3 / 4 + CAPTION
    room = height - 2 * MARGIN - HEAD
    down = max(1, (room + GAP) // (high + GAP))
    return layoutdata.grid(
        Template(
            "contact sheet", "contact", width, height, across=across, down=down, gap=GAP,
            margin=MARGIN, head=HEAD, caption_height=CAPTION,
        ),
        fit="fit",
    )  # fmt: skip


def page_count(count: int, paper: tuple[float, float], across: int) -> int:
    """How many pages so many pictures take."""
    return -(-count // len(template(paper, across).slots))


def pages(
    title: str, shown: Sequence[Shown], paper: tuple[float, float], across: int
) -> Iterator[bytes]:
    """The pages as JPEG files; those without a picture say so in its place."""
    laid = template(paper, across)
    arranged = arranging.pages(laid, len(shown))
    for number, page in enumerate(arranged, 1):
        head = f"{title}  ·  page {number} of {len(arranged)}"
        with tempfile.TemporaryDirectory(prefix="safelight-") as folder:
            yield _drawn(head, page, [shown[one] for one in page.pictures], Path(folder))


def _drawn(head: str, page: Page, shown: Sequence[Shown], folder: Path) -> bytes:
    # Numpy takes a tenth of a second to load, and most papers are no pictures.
    from render import encoding, rendering
    from render.decoding import Decoder

    sources, pictures = [], []
    for place, one in enumerate(shown):
        source = _source(one.data, folder / f"{place}.jpg")
        caption = one.caption
        if source is None:
            source = _source(_tile(), folder / f"{place}-none.jpg")
            caption = f"{caption}: {MISSING}"
        if source is not None:
            sources.append(source)
            pictures.append(Picture(place, caption=caption))
    stamp = Stamp(MARGIN, MARGIN + HEAD / 2 + LINE / 2, LINE, head)
    layout = replace(page.layout, stamps=(stamp,))
    spec = Spec(LOOK, tuple(sources), tuple(pictures), layout=layout)
    drawing = rendering.draw(spec, Decoder())
    file = io.BytesIO()
    encoding.encode(drawing.picture, LOOK, drawing.icc, file)
    return file.getvalue()


@cache
def _tile() -> bytes:
    """What stands where a picture cannot be shown."""
    file = io.BytesIO()
    Image.new("RGB", (120, 90), (228, 228, 230)).save(file, "JPEG", quality=90)
    return file.getvalue()


def _source(data: bytes | None, path: Path) -> Source | None:
    """A small copy as a source; none where its bytes are no picture."""
    if data is None:
        return None
    path.write_bytes(data)
    try:
        with opening.opened(path) as picture:
            picture.load()
            return Source(str(path), *picture.size, colour_mode=picture.mode)
    except Unreadable:
        return None
