"""What is decided about one message when its turn has come."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a message does not go out now: it waits until a moment, is held, or is dropped."""

    state: str
    cause: str
    reason: str
    until: int | None = None
