"""Publishing: a finished file gets its name, whatever has come to stand there meanwhile.

Which name that is was worked out before; here it is seen whether it is free, before the file is
made and again when it takes it. What stands there by then is what an earlier try left, where its
bytes are the same, and else somebody else's: that is written over for nobody.
"""

from __future__ import annotations

import errno
import filecmp
import os
from collections.abc import Callable
from itertools import count
from pathlib import Path

from store.rendering.outcomes import PERSON, Failed
from store.text import safe

NUMBER, REPLACE, SKIP, STOP = "number", "replace", "skip", "stop"

MOST_NUMBERS = 10_000


def chosen(target: Path, if_exists: str, *, taken: Callable[[Path], bool]) -> Path:
    """The path for a file that is to be made: the target, or numbered where that is taken.

    ``taken`` tells whether another file is to stand there. `Failed` where it may not be made.
    """
    if if_exists == REPLACE or not (os.path.lexists(target) or taken(target)):
        return target
    if if_exists == STOP:
        raise Failed(
            PERSON, f"there is a file {safe(str(target), 300)} already",
            "move it away, or let the profile number or replace files; then retry",
        )  # fmt: skip
    if if_exists == SKIP and os.path.lexists(target):
        return target
    for number in count(2):
        other = target.with_name(f"{target.stem}-{number}{target.suffix}")
        if not (os.path.lexists(other) or taken(other)):
            return other
        if number > MOST_NUMBERS:
            break
    raise Failed(
        PERSON, f"{safe(str(target), 300)} has {MOST_NUMBERS:,} others beside it already",
        "clear that folder, then retry",
    )  # fmt: skip


class InTheWay(Failed):
    """Another file has come to stand there while it was made."""


def placed(part: Path, target: Path, if_exists: str) -> Path:
    """Put a finished file in its place; `InTheWay` where it is another's, unless it is replaced.

    The part may be left: whoever wrote it takes it away.
    """
    if if_exists == REPLACE:
        return part.replace(target)
    try:
        os.link(part, target)  # which, unlike renaming, takes no name that is taken
    except FileExistsError:
        _require_same(part, target)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if os.path.lexists(target):
            _require_same(part, target)
        return part.replace(target)
    return target


_NO_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}
"""What disks say on which a file has but one name."""


def _require_same(part: Path, target: Path) -> None:
    if target.is_file() and filecmp.cmp(part, target, shallow=False):
        return
    raise InTheWay(
        PERSON, f"another file has come to stand at {safe(str(target), 300)} meanwhile",
        "move it away, then retry",
    )  # fmt: skip
