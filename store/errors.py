"""The errors meant for people, and how a wrong word is answered with the nearest right ones.

Programming mistakes are not here: they stay ordinary exceptions.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

_ALIKE = 0.6


class Refused(Exception):
    """Something a person asked for cannot be done; `problems` has one line for each reason."""

    def __init__(self, problems: str | Sequence[str]) -> None:
        """Take one reason, or several."""
        self.problems: list[str] = [problems] if isinstance(problems, str) else list(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        """Return the reasons, one a line."""
        return "\n".join(self.problems)


class NoStudio(Exception):
    """No studio was found where the program was told to look, or where it looks by itself."""


def nearest(word: str, choices: Iterable[str], n: int = 3) -> list[str]:
    """Return at most `n` of the choices that look like the word, the likeliest first."""
    folded: dict[str, str] = {}
    for choice in choices:
        folded.setdefault(choice.casefold(), choice)
    wanted = word.casefold()
    begun = [key for key in folded if len(wanted) > 1 and key.startswith(wanted)]
    close = difflib.get_close_matches(wanted, folded, n=n, cutoff=_ALIKE)
    found = [*begun, *(key for key in close if key not in begun)]
    return [folded[key] for key in found[:n]]


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """Return a remark such as ` (did you mean Retouch?)` to add to a sentence, or nothing."""
    found = nearest(word, choices)
    if not found:
        return ""
    *others, last = found
    return f" (did you mean {', '.join(others) + ' or ' if others else ''}{last}?)"
