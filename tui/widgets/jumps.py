"""The letters by which a card that can be seen is jumped to."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.widgets.lane import Lane

# The keys under resting fingers come first.
_ALPHABET = "fjdkslaghrueiwoqptyvncmxzb"


class Jumps:
    """Shows letters on cards and follows what is typed."""

    def __init__(self) -> None:
        self._places: dict[str, tuple[Lane, int]] = {}
        self._typed = ""

    def __bool__(self) -> bool:
        return bool(self._places)

    def show(self, places: list[tuple[Lane, int]]) -> None:
        """Put letters on these cards."""
        self.hide()
        for word, (lane, index) in zip(letters(len(places)), places, strict=True):
            self._places[word] = (lane, index)
            lane.labels[index] = word
            lane.refresh_card(index)

    def hide(self) -> None:
        """Take the letters away."""
        places, self._places, self._typed = self._places, {}, ""
        for lane, index in places.values():
            if lane.labels.pop(index, None):
                lane.refresh_card(index)

    def press(self, letter: str) -> tuple[Lane, int] | None:
        """Take a letter; return the card it completes. What fits none takes the letters away."""
        self._typed += letter
        place = self._places.get(self._typed)
        if place or not any(word.startswith(self._typed) for word in self._places):
            self.hide()
        return place


def letters(count: int) -> list[str]:
    """Return so many words, equally long and as short as possible, none twice."""
    length = 1
    while len(_ALPHABET) ** length < count:
        length += 1
    words = ("".join(word) for word in product(_ALPHABET, repeat=length))
    return [word for word, _ in zip(words, range(count), strict=False)]
