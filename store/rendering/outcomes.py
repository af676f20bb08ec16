"""What can come of rendering a file: it was made, or it failed in one of three ways."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["transient", "input", "person"]
"""Failures: what passes by itself, what the source is to blame for, what needs a person."""

TRANSIENT: Kind = "transient"
INPUT: Kind = "input"
PERSON: Kind = "person"


@dataclass(frozen=True, slots=True)
class Made:
    """A file that is whole; ``notes`` are remarks a person should see (a profile was assumed).

    ``versions`` are those of what made it: the program and the libraries that decide pixels.
    """

    path: str
    bytes: int
    sha256: str
    width: int
    height: int
    dpi: int
    notes: tuple[str, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    took_ms: int = 0


class Failed(Exception):
    """A file that could not be made: which way, why, and what to do about it."""

    def __init__(self, kind: Kind, reason: str, remedy: str = "") -> None:
        super().__init__(kind, reason, remedy)
        self.kind: Kind = kind
        self.reason = reason
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.reason}; {self.remedy}" if self.remedy else self.reason
