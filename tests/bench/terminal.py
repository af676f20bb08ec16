"""A program in a terminal of its own, seen from outside: what it writes, and what it costs.

Cost is the processor time of all its threads, as the system counts it in nanoseconds; a program
that waits costs nothing, whatever else the machine does.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

COLUMNS, LINES = 120, 40

CODES = re.compile(
    rb"\x1b\[[0-9;:?<=>!$'\" ]*[A-Za-z@`~{|}]"
    rb"|\x1b[\]P^_].*?(?:\x07|\x1b\\)"
    rb"|\x1b[()#][0-9A-Za-z]|\x1b."
)
"""What steers the terminal: sequences with parameters, strings, single letters."""

QUIET_SECONDS = 0.06
"""So long a silence ends an answer."""


class Gone(Exception):
    """The program ended, or did not show what was waited for; its last words are the message."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a key: processor time and bytes on the wire."""

    cpu_ms: float
    wire: bytes

    @property
    def refs(self) -> int:
        """How many different records the answer names: many mean that a lane scrolled."""
        return len(set(re.findall(rb"[SIPOTC]-\d{4,}", plain(self.wire))))


def plain(data: bytes) -> bytes:
    """Return what was written without the codes that steer the terminal."""
    return CODES.sub(b"", data)


class Terminal:
    """One running program in 120 columns, 40 lines and 256 colours."""

    def __init__(self, command: Sequence[str], environ: Mapping[str, str], folder: Path) -> None:
        """Start it; the clock of ``wait_for`` runs from here."""
        self.started = time.perf_counter()
        self.pid, self._end = pty.fork()
        if self.pid == 0:  # pragma: no cover - the child becomes the program
            os.chdir(folder)
            os.execvpe(command[0], list(command), _clean(environ))  # noqa: S606 - no shell wanted
        size = struct.pack("HHHH", LINES, COLUMNS, 0, 0)
        fcntl.ioctl(self._end, termios.TIOCSWINSZ, size)

    def wait_for(self, sign: bytes, seconds: float = 60.0) -> float:
        """Wait until a pattern is on the screen; returns seconds since the start."""
        end = time.perf_counter() + seconds
        seen = b""
        while time.perf_counter() < end:
            part = self._read(0.5)
            seen += part
            if part and re.search(sign, plain(seen)):
                return time.perf_counter() - self.started
        raise Gone(f"{sign!r} was not painted: {plain(seen)[-500:]!r}")

    def press(self, key: str, quiet: float = QUIET_SECONDS) -> Answer:
        """Press a key and take the whole answer."""
        before = self.cpu_ns()
        os.write(self._end, key.encode())
        wire = self._read(1.0)
        wire += self.listen(quiet, until_quiet=True)
        return Answer((self.cpu_ns() - before) / 1e6, wire)

    def listen(self, seconds: float, *, until_quiet: bool = False) -> bytes:
        """Take what the program writes for some seconds, or until it is silent for so long."""
        heard = b""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            part = self._read(left)
            heard += part
            if part and until_quiet:
                end = time.perf_counter() + seconds
        return heard

    def bursts(self, seconds: float, gap: float = 0.1) -> list[bytes]:
        """Take what the program writes by itself, split where it was silent between."""
        found: list[bytes] = []
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            part = self._read(left)
            if part:
                found.append(part + self.listen(gap, until_quiet=True))
        return found

    def cpu_ns(self) -> int:
        """Processor time that all threads have used."""
        total = 0
        for task in Path(f"/proc/{self.pid}/task").iterdir():
            try:
                total += int((task / "schedstat").read_text().split()[0])
            except OSError:
                continue  # the thread has just ended
        return total

    def resident_mb(self) -> float:
        """Memory of the program that is in use, in megabytes."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        raise Gone("the program has ended")

    def close(self) -> None:
        """End the program and its terminal."""
        try:
            os.kill(self.pid, signal.SIGTERM)
        except ProcessLookupError:
            return
        end = time.perf_counter() + 5
        while time.perf_counter() < end:
            self._read(0.05)
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                break
        else:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self._end)

    def _read(self, seconds: float) -> bytes:
        ready, _, _ = select.select([self._end], [], [], max(seconds, 0))
        if not ready:
            return b""
        try:
            return os.read(self._end, 1 << 16)
        except OSError:
            return b""


def _clean(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment of a plain terminal with 256 colours."""
    dropped = ("COLORTERM", "NO_COLOR", "TEXTUAL", "SAFELIGHT", "TMUX", "STY")
    kept = {name: value for name, value in environ.items() if not name.startswith(dropped)}
    return {**kept, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
