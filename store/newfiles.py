"""New files, whole or not at all: written under another name and given their own at the end.

Nothing that is there makes way, unless whoever asks for the file says so.
"""

from __future__ import annotations

import os
import uuid
from contextlib import suppress
from pathlib import Path

from store.database import explain
from store.errors import Refused
from store.text import safe


def put(path: Path, content: bytes, *, replace: bool = False) -> None:
    """Keep bytes in a file, on the disk before it has its name.

    `FileExistsError` where one is there already and is not to be replaced, `Refused` for the rest.
    """
    part = path.with_name(f".{uuid.uuid4().hex[:12]}.part")
    try:
        with part.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _settle(part, path, replace=replace)
        _sync_folder(path.absolute().parent)
    except FileExistsError:
        raise
    except OSError as error:
        # The name of the part would mean nothing to anybody.
        raise Refused(explain(OSError(error.errno, error.strerror), path)) from None
    except ValueError:
        raise Refused(f"{safe(str(path), 1_000)}: cannot be a file's name") from None
    finally:
        with suppress(OSError, ValueError):
            part.unlink(missing_ok=True)


def _settle(part: Path, path: Path, *, replace: bool) -> None:
    """Give a file its name; `FileExistsError` where another has it and is not to be replaced."""
    if not replace:
        try:
            os.link(part, path)  # unlike a rename it never replaces what somebody put there
        except FileExistsError:
            raise
        except OSError:
            # Some file systems have no second names: those look first.
            if os.path.lexists(path):
                raise FileExistsError(path) from None
        else:
            return
    part.replace(path)


def _sync_folder(folder: Path) -> None:
    """Have the file's name on the disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
