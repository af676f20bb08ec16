"""Making one file of the queue, in a process of the crew: from its task to what came of it.

Nothing leaves here but an outcome: whatever a picture does, it costs that file alone.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from render import recipes
from store.rendering import specs
from store.rendering.outcomes import PERSON, Failed, Made
from store.rendering.sheets import sheet_of
from store.rendering.specs import Spec
from store.rendering.tasks import Outcome, Task
from store.text import safe

if TYPE_CHECKING:
    from render.decoding import Decoder

PART_PREFIX, PART_SUFFIX = ".render-", ".part"
"""How files are called while they are not whole; what a killed program leaves is called so."""

LEFT_AS_IT_IS = "it was there already, and was left as it is"


@cache
def decoder(most_pixels: int) -> Decoder:
    """The source that this process decoded last, in the size that was wanted last."""
    # Their threads would each take address space, and gain nothing here.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from render.decoding import Decoder

    return Decoder(0, most_pixels)


def work(task: Task) -> Outcome:
    """Make the file of a task; what is wrong is said, never raised."""
    try:
        return _made(task)
    except Failed as failed:
        return Outcome(task, failed)
    except MemoryError:
        from render import failures

        decoder(task.most_pixels).forget()
        return Outcome(task, failures.short_of_memory())
    except OSError as error:
        from render import failures

        return Outcome(task, failures.of_destination(error, target_of(task)))


def part_name(task: Task) -> str:
    """What a file is called while it is written: no two claims of it write the same one."""
    return f"sheet-{task.sheet_id}-{task.attempt}"


def part_of(task: Task) -> Path:
    """Where a file is while it is written."""
    return target_of(task).with_name(f"{PART_PREFIX}{part_name(task)}{PART_SUFFIX}")


def sweep(sheet_id: int, target: Path, attempt: int | None = None) -> None:
    """Remove what a claim of a file left half written, or all its claims."""
    which = "*" if attempt is None else str(attempt)
    pattern = f"{PART_PREFIX}sheet-{sheet_id}-{which}{PART_SUFFIX}"
    with suppress(OSError):
        for part in target.parent.glob(pattern):
            part.unlink(missing_ok=True)
        recipes.part_of(target).unlink(missing_ok=True)


def target_of(task: Task) -> Path:
    """Where a file belongs."""
    return Path(task.path or str(Path(task.folder) / task.name))


def _made(task: Task) -> Outcome:
    from render import publishing, rendering

    try:
        spec = specs.from_json(task.spec)
    except (ValueError, KeyError, TypeError):
        raise Failed(PERSON, "its spec cannot be read", "render its order anew") from None
    target = target_of(task)
    if task.attempt > 1:
        sweep(task.sheet_id, target)
    if task.if_exists == publishing.SKIP and task.attempt == 1 and os.path.lexists(target):
        return Outcome(task, _left(target, spec))
    versions = rendering.versions()
    inside = recipes.inside(spec, versions) if task.recipe in recipes.INSIDE else ""
    try:
        made = rendering.make(
            spec,
            target,
            decoder(task.most_pixels),
            inside=inside,
            publish=partial(publishing.placed, if_exists=task.if_exists),
            part_name=part_name(task),
        )
    except publishing.InTheWay:
        if task.if_exists != publishing.SKIP:
            raise
        return Outcome(task, _left(target, spec))
    words = recipes.text(spec, made)
    if task.recipe in recipes.BESIDE:
        recipes.keep(Path(made.path), words)
    return Outcome(task, made, words)


def _left(target: Path, spec: Spec) -> Made:
    """What is told of a file that was there already; `Failed` where it is another picture's."""
    from render import opening

    size_px = sheet_of(spec).size
    try:
        with opening.opened(target) as picture:
            there = picture.size
    except opening.Unreadable:
        there = (0, 0)
    if there != size_px:
        raise Failed(
            PERSON, f"{safe(str(target), 300)} is there already, and is not this picture",
            "move it away, or let the profile number or replace files; then retry",
        )  # fmt: skip
    with target.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        size = file.seek(0, os.SEEK_END)
    return Made(
        safe(str(target), 4_000), size, sha256, *size_px, spec.look.dpi,
        (LEFT_AS_IT_IS,),
    )  # fmt: skip
