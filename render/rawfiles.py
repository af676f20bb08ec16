"""Cameras' own files, developed by LibRaw where the package rawpy is installed.

A file is a picture like others whose pixels come when they are asked for: eight bits in sRGB, the
camera's white balance, its own brightness, not turned.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image

from render import iccprofiles

_EXIF_OF_FLIP = {0: 1, 3: 3, 5: 8, 6: 6}
"""LibRaw's way of saying how the camera was held, as EXIF says it."""

_ORIENTATION = 0x0112

_OTHERS = (b"\xff\xd8\xff", b"\x89PNG", b"8BPS", b"BM", b"RIFF")
"""How files begin that are other pictures under a camera's file name."""


class Unknown(Exception):
    """A camera's file that cannot be developed here, through no fault of the file."""


class Damaged(Exception):
    """A camera's file that LibRaw knows and cannot read; its text says why."""


def installed() -> bool:
    """Tell whether cameras' files can be developed here."""
    return importlib.util.find_spec("rawpy") is not None


def looks_raw(head: bytes) -> bool:
    """Tell whether a file with a camera's file name may be one, by how it begins."""
    return not head.startswith(_OTHERS)


class RawPicture(Image.Image):
    """A camera's file with its size; it is developed when its pixels are first asked for."""

    def __init__(self, size: tuple[int, int], develop: Callable[[], Image.Image]) -> None:
        super().__init__()
        self._mode = "RGB"
        self._size = size
        self._develop: Callable[[], Image.Image] | None = develop
        self.preview: Callable[[], bytes] = bytes

    def load(self) -> Any:
        """Develop it, once."""
        if self._develop is not None:
            made = self._develop()
            if made.size != self._size:
                raise Damaged("its pixels are not square, or it does not have the size it says")
            self._develop = None
            self.im = made.im
        return super().load()


@contextmanager
def opened(path: Path) -> Iterator[RawPicture]:
    """Open a camera's file; `Unknown` where nothing here can develop it."""
    if not installed():
        raise Unknown(
            "raw files are read only where the package rawpy is installed; add a preview or a "
            "hi-res file"
        )
    import rawpy

    # Not by its name: names need not be text that LibRaw could be given.
    with path.open("rb") as file, _told(), rawpy.imread(file) as raw:
        sizes = raw.sizes
        picture = RawPicture((sizes.width, sizes.height), lambda: _developed(raw))
        picture.format = path.suffix[1:].upper()
        picture.preview = lambda: _preview(raw)
        exif = Image.Exif()
        exif[_ORIENTATION] = _EXIF_OF_FLIP.get(sizes.flip, 1)
        picture.info["exif"] = exif.tobytes()
        picture.info["icc_profile"] = iccprofiles.profile("sRGB")
        yield picture


@contextmanager
def _told() -> Iterator[None]:
    import rawpy

    try:
        yield
    except (rawpy.LibRawFileUnsupportedError, rawpy.LibRawNotImplementedError):
        raise Unknown(
            "LibRaw does not know these raw files; add a preview or a hi-res file"
        ) from None
    except rawpy.LibRawUnsufficientMemoryError:
        raise MemoryError from None
    except rawpy.LibRawIOError:
        raise Damaged("it ends too early") from None
    except (rawpy.LibRawError, rawpy.NotSupportedError) as error:
        raise Damaged(_words(error)) from None


def _words(error: Exception) -> str:
    found = error.args[0] if error.args else ""
    return found.decode("utf-8", "replace") if isinstance(found, bytes) else str(found)


def _developed(raw: Any) -> Image.Image:
    import rawpy

    with _told():
        pixels = raw.postprocess(
            use_camera_wb=True,
            no_auto_bright=True,
            output_color=rawpy.ColorSpace.sRGB,
            output_bps=8,
            user_flip=0,
        )
    return Image.fromarray(pixels)


def _preview(raw: Any) -> bytes:
    """The JPEG that the camera put into the file, or nothing."""
    import rawpy

    try:
        found = raw.extract_thumb()
    except rawpy.LibRawError:
        return b""
    return bytes(found.data) if found.format == rawpy.ThumbFormat.JPEG else b""
