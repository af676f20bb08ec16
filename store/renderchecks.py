"""What of rendering works and what does not, each with how to mend it."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path

from store import renderprofiles
from store.desk import Desk
from store.jobreads import progress
from store.renderhours import is_open
from store.renderworkers import workers
from store.text import safe

PACKAGES = {"pillow_heif": "HEIC", "rawpy": "raw files"}
"""Packages that need not be there, and what is read with them."""


def readable() -> tuple[bool, str, str]:
    """Which files are read besides the usual; always well, for studios that have none of them."""
    there = {name for name in PACKAGES if importlib.util.find_spec(name) is not None}
    words = ["JPEG, TIFF and PNG", *(PACKAGES[name] for name in PACKAGES if name in there)]
    missing = [name for name in PACKAGES if name not in there]
    lacks = ", ".join(PACKAGES[name] for name in missing)
    if not missing:
        return True, f"{', '.join(words)} are read", ""
    names = " and ".join(name.replace("_", "-") for name in missing)
    return True, f"{', '.join(words)} are read, {lacks} are not", f"install {names} for {lacks}"


def checked(desk: Desk) -> tuple[bool, str, str]:
    """How the queue stands: whether it is well, in words, and what helps."""
    how = progress(desk)
    if how.trouble:
        jobs = "1 job" if how.trouble == 1 else f"{how.trouble:,} jobs"
        words = f"{jobs} failed or in quarantine"
        return False, words, "'safelight queue' says why; 'safelight queue retry JOB' tries again"
    if not how.waiting:
        return True, "nothing waits to be rendered", ""
    words = f"{how.waiting:,} files wait or are being made"
    if not is_open(desk.settings.render.hours, desk.now(), desk.zone):
        return True, f"{words}; it goes on within {desk.settings.render.hours}", ""
    if any(one.alive for one in workers(desk)):
        return True, words, ""
    return False, f"{words}, and no program renders", "start 'safelight worker'"


def unwritable(desk: Desk) -> Iterator[tuple[str, str]]:
    """Active profiles whose files cannot be written: name and folder."""
    for row in renderprofiles.listed():
        place = row.destination.strip()
        if row.inactive or not place:
            continue
        if place.startswith((renderprofiles.PRINTER, renderprofiles.POOL)):
            continue
        folder = desk.settings.folder / Path(place).expanduser()
        try:
            there = next((one for one in (folder, *folder.parents) if one.exists()), None)
            good = there is not None and there.is_dir() and os.access(there, os.W_OK | os.X_OK)
        except (OSError, ValueError):
            good = False
        if not good:
            yield row.name, safe(str(folder), 500)
