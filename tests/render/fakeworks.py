"""What a crew can be given instead of pictures: work that goes well, breaks down, hangs, or hogs.

What is to happen stands in the task's name. It is imported by name in the crew's processes.
"""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

from store.rendering.outcomes import TRANSIENT, Failed, Made
from store.rendering.tasks import Outcome, Task

NEVER = threading.Event()


def task(number: int, name: str = "well", *, memory_bytes: int = 1 << 20, **more: str) -> Task:
    """A task of a number; ``name`` says what becomes of it."""
    values = {"folder": "/nowhere", "spec": "{}", "source": "", **more}
    return Task(
        number, 1, "J-1", f"file {number}", values["spec"], values["source"], memory_bytes,
        values["folder"], name,
    )  # fmt: skip


def work(given: Task) -> Outcome:
    """Do what the task's name says."""
    if given.name == "breaks":
        os.abort()
    if given.name == "is killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if given.name == "breaks once":
        mark = Path(given.folder) / "broken"
        if not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
    if given.name == "hangs":
        NEVER.wait()
    if given.name == "hogs":
        try:
            return _made(given, len(bytearray(8 << 30)))
        except MemoryError:
            return Outcome(given, Failed(TRANSIENT, "there is not enough memory for it"))
    if given.name == "raises":
        raise LookupError("a mistake of ours")
    if given.name == "prints":
        os.write(2, b"a remark of a library\n")
    return _made(given, os.getpid())


def _made(given: Task, size: int) -> Outcome:
    return Outcome(given, Made(given.name, size, "", 1, 1, 300))
