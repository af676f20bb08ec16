"""Printing files through the system's print service: its own ``lp``, never a shell.

What the service says is read, and told in words; which printers a studio has is in the store.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from store.errors import Refused
from store.text import safe

PROGRAM = "lp"
ASKS = "lpstat"
TIMEOUT_SECONDS = 30.0
LONGEST_TITLE = 120

_JOB = re.compile(r"request id is (\S+)")
_NO_QUEUE = ("does not exist", "unknown destination", "no such printer", "not available")
_NO_SERVICE = (
    "scheduler not responding", "scheduler is not running", "unable to connect", "bad file desc",
    "connection refused", "no such file or directory", "transport endpoint",
)  # fmt: skip


class NoAnswer(Refused):
    """The print service was handed a file and did not say what became of it."""


def print_file(
    path: Path, queue: str, title: str, *, timeout_seconds: float = TIMEOUT_SECONDS
) -> str:
    """Hand a file to a queue; returns the job's id as the service names it, such as ``Lab-12``.

    The service keeps a copy: the file may be removed at once. `NoAnswer` where it may be printed or
    not; any other `Refused` means that it is not.
    """
    program = shutil.which(PROGRAM)
    if program is None:
        raise Refused(
            "printing: this machine has no 'lp'; install the print service's programs "
            "(cups-client), or write a file with -o and print it elsewhere"
        )
    clean = " ".join(safe(title, LONGEST_TITLE).split()) or "Safelight"
    words = [program, "-d", queue, "-t", clean, "--", str(path.absolute())]
    try:
        done = subprocess.run(  # noqa: S603 - a list of words, no shell reads it
            words, capture_output=True, text=True, errors="replace", check=False,
            timeout=timeout_seconds, stdin=subprocess.DEVNULL,
            env=_environment(),
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise NoAnswer(
            f"printing on {queue}: the print service gave no answer within {timeout_seconds:g} "
            f"seconds; 'lpstat -o {queue}' tells whether the job is there"
        ) from None
    except OSError as error:
        raise Refused(f"printing on {queue}: 'lp' cannot be started ({error.strerror})") from None
    found = _JOB.search(done.stdout)
    if done.returncode > 0:
        raise Refused(f"printing on {queue}: {_why(done.stderr or done.stdout)}")
    if done.returncode < 0 or found is None:
        raise NoAnswer(f"printing on {queue}: {_why(done.stderr or done.stdout)}")
    return safe(found[1], 200)


def _runs() -> bool:
    """Tell whether the print service runs; true where nothing can tell."""
    program = shutil.which(ASKS)
    if program is None:
        return True
    try:
        done = subprocess.run(  # noqa: S603 - the same
            [program, "-r"], capture_output=True, text=True, errors="replace", check=False,
            timeout=5, stdin=subprocess.DEVNULL, env=_environment(),
        )  # fmt: skip
    except (subprocess.TimeoutExpired, OSError):
        return True
    return "not running" not in done.stdout


def _environment() -> dict[str, str]:
    """The environment, with answers in English: they are read."""
    return {**os.environ, "LC_ALL": "C", "LANGUAGE": "C"}


def _why(said: str) -> str:
    """What the print service said, in our words where they are known."""
    line = safe(next((line for line in said.splitlines() if line.strip()), ""), 300)
    words = line.removeprefix("lp: ").removeprefix("Error - ").strip()
    folded = words.casefold()
    # 'lp' says the same of a queue that is not there and of a service that does not run.
    if any(part in folded for part in _NO_QUEUE) and _runs():
        return "the print service has no such queue; 'lpstat -e' lists them"
    if any(part in folded for part in (*_NO_SERVICE, *_NO_QUEUE)):
        return "the print service does not answer; 'lpstat -r' tells whether it runs"
    return f"the print service says: {words}" if words else "the print service said nothing"
