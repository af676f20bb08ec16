"""Waiting for what other programs do: looking again and again, and giving up in the end."""

from __future__ import annotations

import time
from collections.abc import Callable

from tests.e2e.terminal import PATIENCE_SECONDS


def wait_until(true: Callable[[], bool], what: str, seconds: float = PATIENCE_SECONDS) -> None:
    """Wait until something holds."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, f"not within {seconds} s: {what}"
        time.sleep(0.01)
