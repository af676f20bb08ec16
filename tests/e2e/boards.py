"""The boards in a terminal whose every byte is kept, and interpreted by nobody."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path

from tests.e2e import wire
from tests.e2e.starter import Program, Starter
from tests.e2e.terminal import PATIENCE_SECONDS

LOOK_EVERY_SECONDS = 0.02


class Board:
    """The boards at work; keys are pressed one when what the last one did has been shown."""

    def __init__(self, starter: Starter, kept: Path, *args: str | Path, **env: str) -> None:
        """Open the boards; ``kept`` takes what they send."""
        self.kept = kept
        self.program: Program = starter.start(
            *args, tty=(80, 24), keep=kept, **{"TERM": "xterm-256color", **env}
        )

    def output(self) -> bytes:
        """Everything sent so far."""
        return self.kept.read_bytes()

    def calm(self, seconds: float = PATIENCE_SECONDS, still: float = 0.1) -> None:
        """Wait until nothing has been sent for a moment."""
        until, since, size = time.monotonic() + seconds, time.monotonic(), -1
        while time.monotonic() - since < still:
            now = self.kept.stat().st_size
            if now != size:
                since, size = time.monotonic(), now
            assert time.monotonic() < until, "it goes on sending"
            assert self.program.status is None, wire.words(self.output())[-2000:]
            time.sleep(LOOK_EVERY_SECONDS)

    def wait_for(self, text: str, seconds: float = PATIENCE_SECONDS) -> None:
        """Wait until a text has been sent."""
        until = time.monotonic() + seconds
        while text not in wire.words(self.output()):
            assert time.monotonic() < until, wire.words(self.output())[-2000:]
            assert self.program.status is None, wire.words(self.output())[-2000:]
            time.sleep(LOOK_EVERY_SECONDS)

    def press(self, *keys: str) -> None:
        """Press keys."""
        for key in keys:
            self.program.write(key)
            # A key right behind an escape would be taken for its meaning together with it.
            self.calm(still=0.25 if key == "\x1b" else 0.1)

    def leave(self) -> None:
        """Go back to the boards however many dialogs are open, and leave by `q`."""
        for _ in range(20):
            self.press("\x1b", "\x1b")
            self.program.write("q")
            self.calm_or_ended()
            self.program.write("y")
            if self.ends_soon():
                break
        assert self.program.wait_end() == 0

    def calm_or_ended(self) -> None:
        """Wait until nothing more is sent, also because it has ended."""
        with suppress(AssertionError):
            self.calm()

    def ends_soon(self) -> bool:
        """Tell whether it ends within a second."""
        try:
            self.program.wait_end(1.0)
        except AssertionError:
            return False
        return True
