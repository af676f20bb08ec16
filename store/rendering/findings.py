"""What preflight can find, how grave each is by itself, and how a profile says otherwise.

The rules that find them are in ``preflight``; here are their names alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from store.errors import Refused, did_you_mean
from store.text import safe

Severity: TypeAlias = Literal["error", "warning", "note"]

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
"""From the gravest: an error keeps an order from being sent."""

FINDINGS: Mapping[str, Severity] = {
    "missing": "error",
    "unreadable": "error",
    "no-image": "error",
    "unfit": "error",
    "crop-bounds": "error",
    "stale": "error",
    "damaged": "warning",
    "crop-proportions": "warning",
    "low-dpi": "warning",
    "colour-mode": "warning",
    "retouched-proportions": "warning",
    "touched": "note",
    "upscaling": "note",
    "no-profile": "note",
    "odd-profile": "note",
    "long-name": "note",
    "no-profile-of-its-own": "note",
}
"""Finding to how grave it is unless a profile says otherwise."""

IN_WORDS: Mapping[str, str] = {
    "missing": "its file is not there",
    "unreadable": "its file could not be read",
    "no-image": "no image is chosen for it",
    "unfit": "it cannot be made as asked for",
    "crop-bounds": "its crop reaches beyond the picture",
    "stale": "its file has changed since it was imported",
    "damaged": "its file may be damaged",
    "crop-proportions": "its crop does not have the proportions of the print; more is cut off",
    "low-dpi": "it has too few pixels for its size",
    "colour-mode": "its colours are not RGB or grey",
    "retouched-proportions": "the retouched file has other proportions than the original",
    "touched": "its file was written again since it was imported; rendering compares it",
    "upscaling": "it is enlarged",
    "no-profile": "it names no colour profile",
    "odd-profile": "its colour profile is an unusual one",
    "long-name": "its name is cut to what the vendor takes",
    "no-profile-of-its-own": "no render profile is set for it; the first one is used",
}
"""Finding as a sentence about a line."""


def read_severities(text: str) -> dict[str, Severity]:
    """Read ``low-dpi=error, upscaling=warning``; `Refused` names every mistake."""
    found: dict[str, Severity] = {}
    problems = []
    for part in (part.strip() for part in text.replace(";", ",").split(",")):
        if not part:
            continue
        name, equals, word = (piece.strip().casefold() for piece in part.partition("="))
        severity = next((one for one in SEVERITIES if one == word), None)
        if not equals:
            problems.append(f"'{safe(part, 60)}': write FINDING=SEVERITY, such as low-dpi=error")
        elif name not in FINDINGS:
            hint = did_you_mean(name, FINDINGS) or f"; there are {', '.join(FINDINGS)}"
            problems.append(f"preflight finds no '{safe(name, 40)}'{hint}")
        elif severity is None:
            hint = did_you_mean(word, SEVERITIES)
            choice = ", ".join(SEVERITIES)
            problems.append(f"{name}: '{safe(word, 40)}' is none of {choice}{hint}")
        else:
            found[name] = severity
    if problems:
        raise Refused(problems)
    return found


def write_severities(said: Mapping[str, Severity]) -> str:
    """Severities as they are kept: those that differ from the usual, in the usual order."""
    return ", ".join(
        f"{name}={said[name]}"
        for name, usual in FINDINGS.items()
        if name in said and said[name] != usual
    )
