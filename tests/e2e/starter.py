"""Starts the program many times quickly: one process loads it once and forks it for each start.

What runs is the program's own `main` with a command line, in a process of its own, for boards also
in a terminal of its own whose output is read (and kept, if asked for) but not interpreted.
Run as a module this is the process that forks; the tests use `Starter`.
"""

from __future__ import annotations

import fcntl
import json
import os
import selectors
import signal
import struct
import subprocess
import sys
import termios
import threading
import traceback
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.e2e.terminal import PATIENCE_SECONDS, ROOT, environment

READ_BYTES = 1 << 16


# The tests' side ---------------------------------------------------------------------------------


@dataclass
class Program:
    """A started program; ``status`` is null while it runs, and negative for a signal."""

    starter: Starter
    pid: int
    status: int | None = None
    _ended: threading.Event = field(default_factory=threading.Event)

    def kill(self, number: signal.Signals = signal.SIGKILL) -> None:
        """Send a signal, unless it has ended."""
        if self.status is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def wait_end(self, seconds: float = PATIENCE_SECONDS) -> int:
        """Wait for its end and return the exit status."""
        assert self._ended.wait(seconds), f"process {self.pid} still runs after {seconds} s"
        assert self.status is not None
        return self.status

    def write(self, text: str) -> None:
        """Type into its terminal."""
        self.starter.say(write=self.pid, text=text)


class Starter:
    """The tests' end of the process that forks; a context manager that leaves nothing running."""

    def __init__(self, home: Path) -> None:
        """Start the process that forks; ``home`` is the programs' home."""
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.starter"],
            cwd=ROOT,
            env=environment(home),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._lock = threading.Lock()
        self._answers: dict[int, tuple[threading.Event, list[Program]]] = {}
        self._programs: dict[int, Program] = {}
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def __enter__(self) -> Starter:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._server.stdin is not None
        self._server.stdin.close()  # whereupon it ends what it started
        self._server.wait(PATIENCE_SECONDS)
        self._listener.join(PATIENCE_SECONDS)
        assert self._server.stdout is not None
        self._server.stdout.close()

    def start(
        self,
        *args: str | Path,
        tty: tuple[int, int] | None = None,
        keep: Path | None = None,
        **env: str,
    ) -> Program:
        """Start the program; with ``tty`` (columns, lines) in a terminal, ``keep`` its output."""
        with self._lock:
            number = len(self._answers)
            event, found = self._answers[number] = threading.Event(), []
        self.say(
            start=[str(arg) for arg in args], number=number, tty=tty,
            keep=str(keep) if keep else None, env=env,
        )  # fmt: skip
        assert event.wait(PATIENCE_SECONDS)
        return found[0]

    def say(self, **words: Any) -> None:
        """Tell the process that forks."""
        assert self._server.stdin is not None
        with self._lock:
            self._server.stdin.write(json.dumps(words) + "\n")
            self._server.stdin.flush()

    def _listen(self) -> None:
        assert self._server.stdout is not None
        for line in self._server.stdout:
            said = json.loads(line)
            if "number" in said:
                program = self._programs[said["pid"]] = Program(self, said["pid"])
                event, found = self._answers[said["number"]]
                found.append(program)
                event.set()
            else:
                program = self._programs.pop(said["ended"])
                program.status = said["status"]
                program._ended.set()


# The process that forks --------------------------------------------------------------------------


@dataclass
class _Child:
    pid: int
    master: int | None
    kept: int | None


class _Server:
    def __init__(self) -> None:
        self.commands, self.answers = os.dup(0), os.dup(1)
        self.children: dict[int, _Child] = {}
        self.selector = selectors.DefaultSelector()
        self.unread = b""
        with open(os.devnull, "r+b") as nothing:
            os.dup2(nothing.fileno(), 0)
            os.dup2(nothing.fileno(), 1)

    def serve(self) -> None:
        self.selector.register(self.commands, selectors.EVENT_READ, None)
        while True:
            for key, _ in self.selector.select():
                if key.data is None:
                    if not self._obey():
                        self._end_all()
                        return
                elif key.data[0] == "output":
                    self._drain(key.data[1])
                else:
                    self._bury(key.fd, key.data[1])

    def _obey(self) -> bool:
        said = os.read(self.commands, READ_BYTES)
        *lines, self.unread = (self.unread + said).split(b"\n")
        for line in lines:
            words = json.loads(line)
            if "start" in words:
                self._start(words)
            elif (child := self.children.get(words["write"])) and child.master is not None:
                os.write(child.master, words["text"].encode())
        return bool(said)

    def _start(self, words: dict[str, Any]) -> None:
        master, slave = os.openpty() if words["tty"] else (None, None)
        if slave is not None:
            columns, lines = words["tty"]
            fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        pid = os.fork()
        if pid == 0:
            self._become(words, slave)
        if slave is not None:
            os.close(slave)
        kept = None
        if words["keep"]:
            kept = os.open(words["keep"], os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        child = self.children[pid] = _Child(pid, master, kept)
        if master is not None:
            self.selector.register(master, selectors.EVENT_READ, ("output", child))
        self.selector.register(os.pidfd_open(pid), selectors.EVENT_READ, ("end", child))
        self._answer(number=words["number"], pid=pid)

    def _become(self, words: dict[str, Any], slave: int | None) -> None:
        """Be the program from here on."""
        status = 70
        try:
            self.selector.close()
            for child in self.children.values():
                if child.master is not None:
                    os.close(child.master)
            os.setsid()
            os.environ.update(words["env"])
            if slave is not None:
                fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
                for number in (0, 1, 2):
                    os.dup2(slave, number)
                os.close(slave)
                sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115
                sys.__stdin__, sys.__stdout__, sys.__stderr__ = sys.stdin, sys.stdout, sys.stderr  # type: ignore[misc]  # as at a start
            from tui.main import main

            status = main(words["start"])
            sys.stdout.flush()
        except BaseException:  # noqa: BLE001 - nothing may go on as the process that forks
            traceback.print_exc()
        finally:
            os._exit(status)

    def _drain(self, child: _Child) -> None:
        if child.master is None:  # its end was noticed before its last words
            return
        try:
            said = os.read(child.master, READ_BYTES)
        except OSError:
            said = b""
        if child.kept is not None:
            os.write(child.kept, said)
        if not said:
            self.selector.unregister(child.master)
            os.close(child.master)
            child.master = None

    def _bury(self, pidfd: int, child: _Child) -> None:
        self.selector.unregister(pidfd)
        os.close(pidfd)
        _, status = os.waitpid(child.pid, 0)
        while child.master is not None:
            self._drain(child)
        if child.kept is not None:
            os.close(child.kept)
        del self.children[child.pid]
        self._answer(ended=child.pid, status=os.waitstatus_to_exitcode(status))

    def _end_all(self) -> None:
        for pid in list(self.children):
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)

    def _answer(self, **words: Any) -> None:
        os.write(self.answers, (json.dumps(words) + "\n").encode())


def _load() -> None:
    """Load what the program needs, so that a fork of it starts at once."""
    import tui.app
    import tui.cardwork
    import tui.cli.opening
    import tui.cli.working
    import tui.everywhere
    import tui.finding
    import tui.main
    import tui.screens.board  # noqa: F401


if __name__ == "__main__":
    _load()
    _Server().serve()
