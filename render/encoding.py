"""Encoding: pixels as files of the trade, with resolution and colour profile, the same every time.

Prints keep full colour resolution (4:4:4): half of it would cost more than all else here.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any, BinaryIO

from PIL import Image, PngImagePlugin, TiffImagePlugin

from render import opening
from store.rendering.outcomes import PERSON, Failed
from store.rendering.specs import Look

LONGEST_JPEG_SIDE = 65_500
"""What the library's JPEG encoder takes."""

LARGEST_PLAIN_TIFF = 4_000_000_000
"""Bytes; above, a TIFF needs the numbers of BigTIFF."""

PNG_LEVEL = 1
"""Compression: higher levels take many times as long for files a tenth smaller."""

_COMMENT = b"\xff\xfe"
_COMMENT_BYTES = 65_000
_DESCRIPTION = 270
_TEXT = 2
_INCH = 2
_KEY = "Recipe"

SUFFIXES = {"JPEG": ".jpg", "TIFF": ".tif", "PNG": ".png"}
"""Formats that are written, to the end of their files' names."""


class _Writes:
    """A file without a number for the encoders, so that it is Python that writes.

    When a disk becomes full in the middle they take a write cut short for a whole one, or do not
    say what was wrong.
    """

    def __init__(self, file: BinaryIO) -> None:
        """Take the file."""
        self.write, self.seek, self.tell = file.write, file.seek, file.tell
        self.read, self.flush = file.read, file.flush


def _watched(file: BinaryIO) -> Any:
    """The file, as the library may have it."""
    return _Writes(file)


def encode(picture: Image.Image, look: Look, icc: bytes, file: BinaryIO, inside: str = "") -> None:
    """Write a picture as its look wants it; ``inside`` is text to be kept in the file.

    What the disk says passes through; `Failed` where the format cannot hold the picture.
    """
    picture.info = {}  # nothing of the source goes along unasked
    _writers[look.file_format](picture, look, icc, file, inside)


def _jpeg(picture: Image.Image, look: Look, icc: bytes, file: BinaryIO, inside: str) -> None:
    if max(picture.size) > LONGEST_JPEG_SIDE:
        raise Failed(
            PERSON,
            f"it is {max(picture.size):,} pixels long; a JPEG holds {LONGEST_JPEG_SIDE:,}",
            "choose TIFF in the render profile, or a smaller size",
        )
    picture.save(
        _watched(file), "JPEG", quality=look.quality, subsampling=0, dpi=(look.dpi, look.dpi),
        icc_profile=icc, extra=_comments(inside),
    )  # fmt: skip


def _tiff(picture: Image.Image, look: Look, icc: bytes, file: BinaryIO, inside: str) -> None:
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    if inside:
        tags.tagtype[_DESCRIPTION] = _TEXT
        tags[_DESCRIPTION] = inside.encode("utf-8", "replace")
    size = picture.width * picture.height * len(picture.getbands())
    picture.save(
        _watched(file), "TIFF", compression="tiff_lzw" if look.compression == "lzw" else "raw",
        dpi=(look.dpi, look.dpi), resolution_unit=_INCH, icc_profile=icc, tiffinfo=tags,
        big_tiff=size > LARGEST_PLAIN_TIFF,
    )  # fmt: skip


def _png(picture: Image.Image, look: Look, icc: bytes, file: BinaryIO, inside: str) -> None:
    if picture.mode == "CMYK":
        raise Failed(
            PERSON, "a PNG cannot hold the colours of printing inks", "choose JPEG or TIFF"
        )
    texts = PngImagePlugin.PngInfo()
    if inside:
        texts.add_itxt(_KEY, inside)
    picture.save(
        file, "PNG", compress_level=PNG_LEVEL, dpi=(look.dpi, look.dpi), icc_profile=icc,
        pnginfo=texts,
    )  # fmt: skip


_writers: dict[str, Any] = {"JPEG": _jpeg, "TIFF": _tiff, "PNG": _png}


def _comments(text: str) -> bytes:
    """Text as comments of a JPEG, as many as it takes."""
    content = text.encode("utf-8", "replace")
    parts = [content[at : at + _COMMENT_BYTES] for at in range(0, len(content), _COMMENT_BYTES)]
    return b"".join(_COMMENT + struct.pack(">H", len(part) + 2) + part for part in parts)


def text_inside(path: Path) -> str:
    """The text that was kept in a file, or nothing; `opening.Unreadable` for damaged files."""
    with opening.opened(path) as picture:
        if picture.format == "JPEG":
            return _commented(picture)
        if picture.format == "PNG":
            return str(picture.info.get(_KEY, ""))
        tags: Any = getattr(picture, "tag_v2", {})
        # The library reads every byte as a letter.
        return str(tags.get(_DESCRIPTION, "")).encode("latin-1").decode("utf-8", "replace")


def _commented(picture: Image.Image) -> str:
    segments: list[tuple[str, bytes]] = getattr(picture, "applist", [])
    found = b"".join(content for name, content in segments if name == "COM")
    return found.decode("utf-8", "replace")
