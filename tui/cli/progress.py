"""Progress of long work, told on standard error while somebody watches."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self

EVERY_SECONDS = 0.2
RESTING_SECONDS = 1.0
"""From when on a rate says something."""


class Rate:
    """How fast work goes, and how long the rest of it will take."""

    def __init__(self, total: int, began: float) -> None:
        """Begin at a moment of a clock that only goes forward."""
        self.total = total
        self.done = 0
        self._began = began

    def words(self, now: float) -> str:
        """Say what is done, at which rate, and how long the rest will take."""
        text = f"{self.done:,} of {self.total:,}"
        spent = now - self._began
        if spent < RESTING_SECONDS or not self.done:
            return text
        rate = self.done / spent
        left = round((self.total - self.done) / rate)
        minutes, seconds = divmod(left, 60)
        rest = f"{minutes} min {seconds:02} s" if minutes else f"{seconds} s"
        return f"{text}  {rate:,.0f} a second  {rest} left"


class Meter:
    """A line that is written over as work goes on; silent where nobody looks at a terminal."""

    def __init__(self, words: str, total: int, *, shown: bool) -> None:
        """Count so many things; ``shown`` says whether this program has the terminal."""
        self._words = words
        self._shown = shown and sys.stderr.isatty()
        self._rate = Rate(total, time.monotonic())
        self._last = 0.0

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the line away."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def step(self, count: int = 1) -> None:
        """Count what was done, and show it a few times a second."""
        self._rate.done += count
        now = time.monotonic()
        if self._shown and now - self._last >= EVERY_SECONDS:
            self._last = now
            sys.stderr.write(f"\r\x1b[K{self._words}: {self._rate.words(now)}")
            sys.stderr.flush()
