"""The real program in a real terminal: a private tmux server with one pane, driven by keys.

Nothing sleeps for a fixed time: `wait_for` looks again and again until what is awaited can be seen.
Only processes that were started here are ever ended, by their ids.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
"""The folder that holds the four rooms."""

LOOK_EVERY_SECONDS = 0.03

_SHELL = '"$@"; printf "[ended %s]" $?; read -r _'
"""What a person's shell does: runs the program, and is there again when it has ended."""

PATIENCE_SECONDS = 20.0
"""How long something awaited may take on a busy machine before a test gives up."""

Seen = str | Callable[[str], bool]
"""What is awaited on the screen: words, or a question about the whole screen."""


def require_tmux() -> None:
    """Skip where there is no tmux, unless this machine is required to have it."""
    if shutil.which("tmux") is not None:
        return
    if os.environ.get("SAFELIGHT_REQUIRE_SERVERS") == "1":
        pytest.fail("tmux is not installed, and SAFELIGHT_REQUIRE_SERVERS=1 says it must be")
    pytest.skip("tmux is not installed: the tests in a real terminal need it")


def environment(home: Path, **more: str) -> dict[str, str]:
    """What a program under test is given; nothing of whoever runs the tests leaks into it."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        **more,
    }


def command(*args: str | Path) -> list[str]:
    """The program's command line, run from this checkout."""
    return [sys.executable, "-m", "tui.main", *map(str, args)]


class Terminal:
    """One program in a terminal of its own; a context manager that leaves nothing running."""

    def __init__(
        self,
        folder: Path,
        *args: str | Path,
        width: int = 80,
        height: int = 24,
        term: str = "tmux-256color",
        env: Mapping[str, str] | None = None,
        program: Sequence[str] | None = None,
    ) -> None:
        """Start the program with ``folder`` as its home and where it stands."""
        # The name of a socket may not be longer than 107 bytes: never below a test's own folder.
        self._kept = Path(tempfile.mkdtemp(prefix="safelight-"))
        self._socket = self._kept / "tmux"
        self._env = environment(folder, **(env or {}))
        words = list(program) if program is not None else command(*args)
        self._tmux(
            "start-server", ";",
            "set-option", "-g", "default-terminal", term, ";",
            "set-option", "-g", "status", "off", ";",
            "set-option", "-s", "escape-time", "0", ";",
            "set-option", "-s", "set-clipboard", "off", ";",
            "new-session", "-d", "-x", str(width), "-y", str(height),
            "-c", str(folder), "--", "sh", "-c", _SHELL, "sh", *words,
        )  # fmt: skip
        self._server = int(self.ask("pid"))
        self.pid = self._child_of(int(self.ask("pane_pid")))

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Keys ---------------------------------------------------------------------------------------

    def press(self, *keys: str) -> None:
        """Press keys by their names in tmux: ``a``, ``Enter``, ``C-r``, ``Escape``."""
        self._tmux("send-keys", "-t", "%0", "--", *keys)

    def write(self, text: str) -> None:
        """Type a text, letter by letter."""
        self._tmux("send-keys", "-t", "%0", "-l", "--", text)

    def paste(self, text: str) -> None:
        """Paste a text, bracketed where the program asks for that."""
        done = subprocess.run(
            [*self._base(), "load-buffer", "-"], input=text.encode(), env=self._env, check=False
        )
        assert done.returncode == 0
        self._tmux("paste-buffer", "-p", "-d", "-t", "%0")

    def resize(self, width: int, height: int) -> None:
        """Give the terminal another size."""
        self._tmux("resize-window", "-x", str(width), "-y", str(height))

    # Seeing -------------------------------------------------------------------------------------

    def screen(self) -> str:
        """What can be seen now, as text."""
        return self._tmux("capture-pane", "-p", "-t", "%0")

    def wait_for(self, wanted: Seen, seconds: float = PATIENCE_SECONDS) -> str:
        """Wait until this can be seen and return the screen; fails with what is there instead."""
        until = time.monotonic() + seconds
        while True:
            shown = self.screen()
            if wanted in shown if isinstance(wanted, str) else wanted(shown):
                return shown
            if time.monotonic() > until:
                words = repr(wanted) if isinstance(wanted, str) else wanted.__name__
                raise AssertionError(f"{words} was not seen within {seconds} s; there was\n{shown}")
            time.sleep(LOOK_EVERY_SECONDS)

    def wait_gone(self, words: str, seconds: float = PATIENCE_SECONDS) -> str:
        """Wait until words can no longer be seen."""

        def gone(shown: str) -> bool:
            return words not in shown

        return self.wait_for(gone, seconds)

    def ask(self, variable: str) -> str:
        """What tmux knows of the terminal, such as ``alternate_on`` or ``cursor_flag``."""
        return self._tmux("display-message", "-p", "-t", "%0", f"#{{{variable}}}").strip()

    # Ending -------------------------------------------------------------------------------------

    def wait_end(self, seconds: float = PATIENCE_SECONDS) -> int:
        """Wait until the program has ended and return its exit status, 128 + n for a signal n."""
        shown = self.wait_for("[ended ", seconds)
        return int(shown.partition("[ended ")[2].partition("]")[0])

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the program."""
        os.kill(self.pid, number)

    def hang_up(self) -> None:
        """Take the terminal away, as a line does that drops."""
        os.kill(self._server, signal.SIGKILL)

    def is_clean(self) -> bool:
        """Tell whether the terminal is as a shell wants it: no other screen, a cursor, no mouse."""
        flags = ("alternate_on", "cursor_flag", "mouse_any_flag", "keypad_cursor_flag")
        return [self.ask(flag) for flag in flags] == ["0", "1", "0", "0"]

    def close(self) -> None:
        """End the server and the program, whatever state they are in."""
        with suppress(subprocess.SubprocessError, OSError):
            subprocess.run(
                [*self._base(), "kill-server"], env=self._env, capture_output=True, check=False,
                timeout=10,
            )  # fmt: skip
        shutil.rmtree(self._kept, ignore_errors=True)
        until = time.monotonic() + 10
        while is_alive(self.pid) and time.monotonic() < until:
            time.sleep(LOOK_EVERY_SECONDS)
        if is_alive(self.pid):
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            raise AssertionError("the program did not end when its terminal went away")

    def _child_of(self, shell: int) -> int:
        """The program's id: the shell's only child, as soon as there is one."""
        children = Path(f"/proc/{shell}/task/{shell}/children")
        until = time.monotonic() + PATIENCE_SECONDS
        while not (found := children.read_text(encoding="ascii").split()):
            assert time.monotonic() < until, self.screen()
            time.sleep(LOOK_EVERY_SECONDS / 10)
        return int(found[0])

    def _base(self) -> list[str]:
        return ["tmux", "-S", str(self._socket), "-f", "/dev/null"]

    def _tmux(self, *words: str) -> str:
        done = subprocess.run(
            [*self._base(), *words], env=self._env, capture_output=True, check=False, timeout=30
        )
        if done.returncode:
            raise AssertionError(f"tmux {words[0]}: {done.stderr.decode()}")
        return done.stdout.decode()


def is_alive(pid: int) -> bool:
    """Tell whether a process still runs."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
