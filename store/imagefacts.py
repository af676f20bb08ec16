"""What is known of picture files without looking at pixels: roles, kinds by name, facts read.

No tables here: programs that only read files load this alone.
"""

from __future__ import annotations

from dataclasses import dataclass

ROLES = ("raw", "hires", "retouched", "preview")
"""What a file is to its picture."""

MEASURED = ("retouched", "hires", "preview", "raw")
"""Of which file size, checksum and the rest are kept: the first of these that a picture has."""

SHOWN = ("retouched", "hires", "preview")
"""From which file a picture is shown and proofed: the first of these that it has."""

RAW_SUFFIXES = frozenset(
    {
        ".3fr", ".arw", ".cr2", ".cr3", ".crw", ".dng", ".erf", ".fff", ".iiq", ".kdc", ".mef",
        ".mos", ".mrw", ".nef", ".nrw", ".orf", ".pef", ".raf", ".raw", ".rw2", ".sr2", ".srf",
        ".srw", ".x3f",
    }
)  # fmt: skip
"""Ends of the names of cameras' own files: opened as pictures where they can be developed."""

SUFFIXES = RAW_SUFFIXES | {
    ".avif", ".bmp", ".gif", ".heic", ".heif", ".jp2", ".jpe", ".jpeg", ".jpg", ".jxl", ".mpo",
    ".png", ".psb", ".psd", ".tif", ".tiff", ".webp",
}  # fmt: skip
"""Ends of the names of pictures; whether one can be read shows when it is opened."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What was read of one file; ``problem`` says why that was not all.

    Width and height are pixels as they are decoded, ``orientation`` is EXIF's, ``profile`` the name
    of the embedded colour profile, ``modified_at`` in milliseconds. ``doubt`` is what a person
    should look at before it is printed, though it can be read.
    """

    width: int | None = None
    height: int | None = None
    orientation: int = 1
    progressive: bool = False
    colour_mode: str = ""
    profile: str = ""
    file_format: str = ""
    size_bytes: int | None = None
    modified_at: int | None = None
    sha256: str = ""
    problem: str = ""
    doubt: str = ""

    @property
    def upright(self) -> tuple[int | None, int | None]:
        """Width and height once the orientation is followed."""
        return upright(self.width, self.height, self.orientation)


def upright(
    width: int | None, height: int | None, orientation: int
) -> tuple[int | None, int | None]:
    """Width and height of a picture once EXIF's orientation is followed."""
    return (height, width) if orientation in (5, 6, 7, 8) else (width, height)


@dataclass(frozen=True, slots=True)
class Source:
    """A picture with the file that its facts were read from, by full path; empty without one."""

    image_id: int
    ref: str
    number: str
    path: str
    sha256: str
    size_bytes: int | None = None
    modified_at: int | None = None
    problem: str = ""
