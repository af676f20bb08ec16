"""A picture by its real pixels, where the terminal shows them: sixel, or kitty's protocol.

Which of them a terminal can is found out by asking it, which takes up to half a second and needs
the keyboard: so it is done once, when somebody wants it, with the program stepping aside.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from PIL import Image
from rich.segment import ControlType, Segment
from textual.app import App, SuspendNotSupported
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

if TYPE_CHECKING:
    from render.previews import Raster

Kind = Literal["", "sixel", "kitty"]

CHUNK = 4096
"""Characters of a picture that kitty's protocol takes at once."""

IMAGE_ID = 5_0411
"""The number under which the terminal keeps the picture; there is one at a time."""

_CONTROL = [(ControlType.CURSOR_FORWARD, 0)]
"""Marks what is sent as no text: it takes no cells, and is not cleaned away."""


def cannot(environ: Mapping[str, str]) -> str:
    """Why a terminal need not be asked, or nothing."""
    term = environ.get("TERM", "")
    if environ.get("TMUX") or environ.get("STY") or term.startswith(("tmux", "screen")):
        return "Inside tmux and screen pictures are shown by half cells"
    if term in ("", "linux", "dumb") or term.startswith("vt"):
        return "This terminal shows no pictures"
    return ""


def ask(app: App[Any]) -> Kind:
    """Ask the terminal what it can, the program stepping aside meanwhile; once for a program."""
    try:
        with app.suspend():
            return _asked()
    except SuspendNotSupported:
        return ""


def _asked() -> Kind:
    # The library asks when it is imported, and keeps the answer.
    from textual_image import renderable

    if renderable.Image is renderable.SixelImage:
        return "sixel"
    return "kitty" if renderable.Image is renderable.TGPImage else ""


class Picture(Widget, inherit_bindings=False, can_focus=False):
    """A picture in the middle of the widget, sent as one piece with its last line."""

    DEFAULT_CSS = """
    Picture { width: 1fr; height: 1fr; }
    """

    def __init__(self, kind: Kind, *, id: str | None = None) -> None:  # noqa: A002  # as every widget names it
        super().__init__(id=id)
        self.kind = kind
        self._raster: Raster | None = None
        self._code = ""

    def show(self, raster: Raster | None) -> None:
        """Show a picture, or nothing."""
        if raster != self._raster:
            self._raster = raster
            self._fill()

    def on_resize(self) -> None:
        """Fit the picture anew."""
        self._fill()

    def on_unmount(self) -> None:
        """Let the terminal forget the picture where it keeps one beside the cells."""
        self._forget()

    def _forget(self) -> None:
        driver = self.app._driver  # noqa: SLF001  # the only way to the terminal outside painting
        if self.kind == "kitty" and self._code and driver is not None:
            driver.write(f"\x1b_Ga=d,d=I,i={IMAGE_ID},q=2\x1b\\")
        self._code = ""

    def _fill(self) -> None:
        self._forget()
        if self._raster is not None and self.size.width > 1 and self.size.height:
            self._code = self._made(self._raster)
        self.refresh()

    def _made(self, raster: Raster) -> str:
        """The codes that paint the picture at its place on the screen."""
        from textual_image._terminal import get_cell_size  # asked for before, and kept

        cell = get_cell_size()
        # The last column stays free: the codes are sent before its last cell.
        columns, rows = self.size.width - 1, self.size.height
        scale = min(columns * cell.width / raster.width, rows * cell.height / raster.height)
        size = max(1, int(raster.width * scale)), max(1, int(raster.height * scale))
        across = min(columns, -(-size[0] // cell.width))
        down = min(rows, -(-size[1] // cell.height))
        picture = Image.frombytes("RGB", (raster.width, raster.height), raster.pixels)
        picture = picture.resize(size, Image.Resampling.BICUBIC)
        x = self.region.x + (columns - across) // 2 + 1
        y = self.region.y + (rows - down) // 2 + 1
        code = _sixel(picture) if self.kind == "sixel" else _kitty(picture, across, down)
        return f"\x1b7\x1b[{y};{x}H{code}\x1b8"

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return empty cells, and the picture over them with the last line."""
        ground = self.rich_style
        lines = [Strip.blank(crop.width, ground) for _ in range(crop.height)]
        if self._code and lines and crop.width > 1:
            cells = [
                Segment(" " * (crop.width - 1), ground),
                Segment(self._code, None, _CONTROL),
                Segment(" ", ground),
            ]
            lines[-1] = Strip(cells, crop.width)
        return lines


def _sixel(picture: Image.Image) -> str:
    from textual_image._sixel import image_to_sixels

    return image_to_sixels(picture)


def _kitty(picture: Image.Image, across: int, down: int) -> str:
    """The picture as kitty takes it: PNG in pieces, stretched over so many cells."""
    content = io.BytesIO()
    picture.save(content, "PNG", compress_level=1)
    text = base64.b64encode(content.getvalue()).decode("ascii")
    pieces = [text[at : at + CHUNK] for at in range(0, len(text), CHUNK)]
    codes = []
    for at, piece in enumerate(pieces):
        more = int(at + 1 < len(pieces))
        first = f"a=T,f=100,i={IMAGE_ID},q=2,C=1,c={across},r={down}," if not at else "q=2,"
        codes.append(f"\x1b_G{first}m={more};{piece}\x1b\\")
    return "".join(codes)
