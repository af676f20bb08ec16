"""Sorting what went wrong: by itself it passes, the source is to blame, or a person is needed."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from render import opening
from render.opening import Unreadable
from store.rendering.outcomes import INPUT, PERSON, TRANSIENT, Failed
from store.text import safe

_PASSING = {
    errno.EIO, errno.EAGAIN, errno.EINTR, errno.EBUSY, errno.ESTALE, errno.ETIMEDOUT,
    errno.ENETDOWN, errno.ENETUNREACH, errno.EHOSTDOWN, errno.EHOSTUNREACH, errno.ENOTCONN,
    errno.ECONNRESET, errno.ENOMEM, errno.EMFILE, errno.ENFILE,
}  # fmt: skip
"""What disks, networks and full tables say when it is worth asking again."""

NO_ROOM_BYTES = 64 * 1024
"""A disk with less is full."""

_FULL = {errno.ENOSPC, errno.EDQUOT}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_BADLY_NAMED = {errno.ENAMETOOLONG, errno.EINVAL, errno.EISDIR, errno.ENOTDIR, errno.ELOOP}


def of_source(error: Exception, path: str) -> Failed:
    """A source could not be read, or not be worked on."""
    shown = safe(path, 300)
    number = error.errno if isinstance(error, OSError) else None
    memory = isinstance(error, MemoryError) or isinstance(error.__context__, MemoryError)
    if memory or number == errno.ENOMEM:
        return short_of_memory()
    words = str(error) if isinstance(error, Unreadable) else opening.why(error)
    reason = f"{shown}: {words}"
    if number in _PASSING:
        return Failed(TRANSIENT, reason, "see that its disk or share is there; it is tried again")
    if number in _FORBIDDEN:
        return Failed(PERSON, reason, "let this user read it, then retry")
    if number == errno.ENOENT:
        return Failed(INPUT, f"{shown} is not there", "put it back or link another, then retry")
    return Failed(INPUT, reason, "replace it with a whole file, then retry")


def short_of_memory() -> Failed:
    """There is not enough memory now; there may be when less is done at once."""
    return Failed(
        TRANSIENT, "there is not enough memory for it", "it is tried again; lower [render] workers"
    )


def _has_no_room(folder: Path) -> bool:
    """Tell whether a disk is full; libraries say only that they could not write."""
    try:
        disk = os.statvfs(folder)
    except OSError:
        return False
    return disk.f_bavail * disk.f_frsize < NO_ROOM_BYTES


def of_destination(error: OSError, target: Path) -> Failed:
    """A file could not be written where it belongs."""
    where = safe(str(target.parent), 300)
    reason = f"{where} cannot be written: {opening.why(error)}"
    if error.errno in _FULL or (error.errno is None and _has_no_room(target.parent)):
        return Failed(TRANSIENT, f"{where} is full", "make room there; it is tried again")
    if error.errno == errno.EFBIG:
        return Failed(PERSON, reason, "files so large are not allowed there; choose another folder")
    if error.errno == errno.ENOENT:
        return Failed(TRANSIENT, f"{where} is not there", "see that its disk or share is there")
    if error.errno in _FORBIDDEN:
        return Failed(PERSON, reason, "let this user write there, then retry")
    if error.errno in _BADLY_NAMED:
        return Failed(PERSON, reason, "mend the profile's folder or file name, then retry")
    return Failed(TRANSIENT, reason, "it is tried again")
