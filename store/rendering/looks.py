"""Looks of render profiles, and sources of pictures, as they stand in specs."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path, PurePosixPath

from store import images
from store.desk import Desk
from store.errors import Refused
from store.imagefacts import SHOWN
from store.rendering.outcomes import INPUT, PERSON, Failed, Kind
from store.rendering.specs import Crop, Look, Source
from store.renderprofiles import COLOUR_SPACES
from store.tables import Image, RenderProfile, Session
from store.text import safe

FOUND_IN = (*SHOWN, "raw")
"""From which file a picture is rendered: the first of these that it has."""

SLACK = 1e-6
"""What crops may reach beyond the picture: they are kept with six digits."""

_OWN = {one.name for one in fields(Look)} - {"icc_sha256"}


def look_of(desk: Desk, profile: RenderProfile) -> Look:
    """The look of a profile; `Failed` where its ICC file is not there."""
    columns = profile.__data__
    values = {name: columns[name] for name in _OWN if name in columns}
    if profile.colour_space in COLOUR_SPACES:
        return Look(**values)
    file = desk.settings.folder / profile.colour_space
    try:
        checksum = hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError as error:
        raise Failed(
            PERSON,
            f"render profile {profile.name}: {safe(str(file), 300)} cannot be read: "
            f"{error.strerror}",
            "copy the ICC file there, or give the profile another colour space",
        ) from None
    return Look(**{**values, "colour_space": str(file)}, icc_sha256=checksum)


def file_of(image: Image) -> str:
    """The recorded path of the file that a picture is rendered from; empty without any."""
    return next((str(path) for role in FOUND_IN if (path := getattr(image, role))), "")


class Flawed(Failed):
    """What cannot be made for a reason that preflight has a name for."""

    def __init__(self, finding: str, kind: Kind, reason: str, remedy: str = "") -> None:
        """Take preflight's name, and what else is said of a failure."""
        super().__init__(kind, reason, remedy)
        self.finding = finding


class Shelves:
    """Where the files of sessions lie; folders are looked into once."""

    def __init__(self, desk: Desk) -> None:
        """Begin with nothing looked at."""
        self._desk = desk
        self._homes: dict[int, Path] = {}
        self._listed: dict[Path, dict[str, str]] = {}

    def path(self, session: Session, recorded: str) -> str:
        """The full path of a recorded file, as it is on disk; `Failed` if it leads elsewhere."""
        try:
            parts = PurePosixPath(images.clean_path(recorded)).parts
        except Refused as refused:
            raise Failed(
                INPUT, str(refused), "import the session's images again from their folder"
            ) from None
        if session.id not in self._homes:
            self._homes[session.id] = images.folder_of(self._desk, session)
        home = self._homes[session.id]
        full = home.joinpath(*parts)
        if os.path.exists(full):  # noqa: PTH110 - this one never raises
            return str(full)
        for name in parts:
            home /= self._names(home).get(name, name)
        return str(home)

    def _names(self, folder: Path) -> dict[str, str]:
        """Names as they are recorded to names as they are on disk."""
        if folder not in self._listed:
            try:
                there = os.listdir(folder)  # noqa: PTH208 - names alone
            except OSError:
                there = []
            self._listed[folder] = {safe(name): name for name in sorted(there, reverse=True)}
        return self._listed[folder]


def source_of(shelves: Shelves, session: Session, image: Image) -> Source:
    """A picture's file as it was when it was read; `Failed` where it has none that was."""
    path = file_of(image)
    if not path:
        raise Flawed(
            "missing",
            INPUT,
            f"image {image.number} has no file",
            "'safelight import images' links files",
        )
    if image.width is None or image.height is None:
        raise Flawed(
            "unreadable",
            INPUT,
            f"image {image.number} could not be read: {image.problem or 'it was never opened'}",
            "mend or replace the file, then import the session's images again",
        )
    full = shelves.path(session, path)
    known = images.measured_file(image) == path
    return Source(
        full, image.width, image.height, image.orientation or 1, image.file_format or "JPEG",
        image.colour_mode or "RGB", image.profile, image.progressive,
        image.sha256 if known else "",
        image.size_bytes if known else None,
        image.modified_at if known else None,
    )  # fmt: skip


def crop_of(text: str) -> Crop | None:
    """A crop as it is kept on a line or a picture; null for none, `Failed` for what is no crop."""
    word = text.strip()
    if word.casefold() in ("", "none", "-"):
        return None
    sides = _sides(word.split(","))
    if sides is None:
        raise Failed(
            PERSON,
            f"'{safe(word, 60)}' is no crop",
            "write left,top,width,height such as 0.1,0,0.8,1 or 10%,0%,80%,100%",
        )
    if beyond(sides):
        raise Flawed(
            "crop-bounds",
            PERSON,
            f"its crop {safe(word, 60)} reaches beyond the picture",
            "choose the crop again",
        )
    return sides


def beyond(crop: Crop) -> bool:
    """Tell whether a crop has no area, or reaches beyond its picture."""
    left, top, width, height = crop
    inside = left >= 0 and top >= 0 and width > 0 and height > 0
    return not inside or max(left + width, top + height) > 1 + SLACK


def _sides(parts: Sequence[str]) -> Crop | None:
    try:
        left, top, width, height = (
            float(part.strip()[:-1]) / 100 if part.strip().endswith("%") else float(part)
            for part in parts
        )
    except ValueError:
        return None
    return left, top, width, height


def rendered_folder(desk: Desk, session: Session, ref: str) -> Path:
    """Where what is rendered of a session's pictures goes when nothing else is said."""
    home = images.folder_of(desk, session) if session.folder else desk.settings.pictures / ref
    return home / desk.settings.session_folders.rendered
