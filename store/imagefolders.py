"""Looking for pictures in a folder and everything below it; nothing there is opened or changed."""

from __future__ import annotations

import os
import stat
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from store.errors import Refused
from store.imagefacts import SUFFIXES
from store.settings import SessionFolderSettings
from store.text import safe

HIDDEN = "hidden"
LINKS = "links that lead elsewhere"
NO_PICTURES = "no pictures"
RENDERED = "rendered"
NO_SESSION = "in folders of no session"
PASSED_OVER = (HIDDEN, LINKS, NO_PICTURES, RENDERED, NO_SESSION)
"""Why a file is not looked at."""


@dataclass(frozen=True, slots=True)
class Found:
    """A picture: names of the folders it is in and its own, from the top; where to open it."""

    parts: tuple[str, ...]
    full: str
    size_bytes: int
    modified_at: int


@dataclass(slots=True)
class Scan:
    """What a folder holds: ``top`` is what the parts of the pictures' paths begin below."""

    top: Path
    files: list[Found] = field(default_factory=list)
    passed: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)


def roles_of_folders(names: SessionFolderSettings) -> dict[str, str]:
    """Name of a folder, as names are compared, to the role of its files; of Rendered it is none."""
    return {
        names.raw.casefold(): "raw",
        names.hires.casefold(): "hires",
        names.previews.casefold(): "preview",
        names.retouched.casefold(): "retouched",
        names.rendered.casefold(): "",
    }


def scan(folder: Path, names: SessionFolderSettings) -> Scan:
    """Find the pictures in a folder, sorted by name; links that lead out of it are passed over."""
    try:
        root = Path(folder).expanduser().resolve(strict=True)
    except (OSError, RuntimeError) as error:
        raise Refused(f"{_shown(folder)} cannot be read: {_why(error)}") from None
    if not root.is_dir():
        raise Refused(f"{_shown(folder)} is no folder; name the folder that the pictures are in")
    is_role = root.name.casefold() in roles_of_folders(names)
    found = Scan(root.parent if is_role else root)
    waiting: list[tuple[Path, tuple[str, ...]]] = [(root, (root.name,) if is_role else ())]
    while waiting:
        place, parts = waiting.pop()
        try:
            entries = sorted(os.scandir(place), key=lambda entry: entry.name)
        except OSError as error:
            found.problems.append(f"{_shown(place)} cannot be read: {_why(error)}")
            continue
        for entry in entries:
            if entry.name.startswith("."):
                found.passed[HIDDEN] += 1
            elif entry.is_dir(follow_symlinks=False):
                waiting.append((place / entry.name, (*parts, entry.name)))
            else:
                _file(found, root, entry, (*parts, entry.name))
    found.files.sort(key=lambda file: file.parts)
    return found


def _file(found: Scan, root: Path, entry: os.DirEntry[str], parts: tuple[str, ...]) -> None:
    full = entry.path
    if entry.is_symlink():
        full = os.path.realpath(full)
        if not Path(full).is_relative_to(root) or os.path.isdir(full):  # noqa: PTH112 - a text
            found.passed[LINKS] += 1
            return
    if PurePath(entry.name).suffix.casefold() not in SUFFIXES:
        found.passed[NO_PICTURES] += 1
        return
    try:
        told = os.stat(full)  # noqa: PTH116 - a text
    except OSError as error:
        found.problems.append(f"{_shown(entry.path)} cannot be read: {_why(error)}")
        return
    if not stat.S_ISREG(told.st_mode):
        found.passed[NO_PICTURES] += 1
        return
    found.files.append(Found(parts, full, told.st_size, told.st_mtime_ns // 1_000_000))


def _shown(path: Path | str) -> str:
    return safe(str(path), 500)


def _why(error: BaseException) -> str:
    return getattr(error, "strerror", None) or "it leads in a circle"
