"""What a lane knows of its cards: how many there are, the pages read lately, where the cursor is.

Nothing is painted or asked for here; lanes ask for what `wanted` names and hand in what arrives.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from store.boards import Face
    from store.boards import Lane as Facts

PAGE = 50
"""Cards in a page: what is asked for at once, always from a multiple of it."""

_KEPT_PAGES = 8


class Rows:
    """The rows of one lane, in the lane's order; indices count from 0."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.total = facts.count
        self.cursor = 0
        self.cursor_id: int | None = None
        self.top = 0
        self._pages: OrderedDict[int, tuple[Face, ...]] = OrderedDict()
        self._stale: set[int] = set()
        self._asked: set[int] = set()

    def learn(self, facts: Facts) -> None:
        """Take new counts; the rows stay as they are until they are read again."""
        self.facts = facts
        self._resize(facts.count)

    def face(self, index: int) -> Face | None:
        """Return the card at an index, or nothing if it has not been read."""
        page = self._pages.get(index // PAGE)
        offset = index % PAGE
        return page[offset] if page is not None and offset < len(page) else None

    def here(self) -> Face | None:
        """Return the card under the cursor, if there is one and it has been read."""
        return self.face(self.cursor) if self.total else None

    def find(self, card_id: int) -> int | None:
        """Return where a card stands among the pages read, freshly read ones first."""
        for number in sorted(self._pages, key=lambda page: page in self._stale):
            for offset, face in enumerate(self._pages[number]):
                if face.id == card_id:
                    return number * PAGE + offset
        return None

    def wanted(self, first: int, last: int) -> list[tuple[int, int]]:
        """Return the pages (start, length) to read for these indices; they count as asked for."""
        first, last = max(0, first), min(last, self.total - 1)
        found = []
        for number in range(first // PAGE, last // PAGE + 1) if last >= first else ():
            if number in self._pages and number not in self._stale:
                self._pages.move_to_end(number)
            elif number not in self._asked:
                self._asked.add(number)
                found.append((number * PAGE, PAGE))
        return found

    def near(self, start: int) -> tuple[int, Face] | None:
        """Return the freshly read card closest to an index, and its index: reads start from it."""
        fresh = [number for number in self._pages if number not in self._stale]
        closest = min(fresh, key=lambda number: abs(number * PAGE - start), default=None)
        if closest is None or not self._pages[closest]:
            return None
        page = self._pages[closest]
        offset = len(page) - 1 if closest * PAGE < start else 0
        return closest * PAGE + offset, page[offset]

    def forget(self) -> None:
        """Drop all rows: another filter or order."""
        self._pages.clear()
        self.mark_stale()

    def mark_stale(self) -> None:
        """Keep showing the rows, and read them again: something has changed."""
        self._stale = set(self._pages)
        self._asked.clear()

    def arrived(self, start: int, faces: Sequence[Face]) -> set[int]:
        """Take a page as read; return the indices whose card is another one now.

        The cursor stays with its card, or, if that has left the lane, at its place.
        """
        number, offset = divmod(start, PAGE)
        if offset:
            raise ValueError(f"a page cannot start at {start}")
        before = self._pages.get(number, ())
        self._asked.discard(number)
        self._stale.discard(number)
        self._pages[number] = tuple(faces)
        self._pages.move_to_end(number)
        if not self._ends_at(start + len(faces), full=len(faces) >= PAGE):
            self._drop_old(number)
        self._follow()
        return {
            start + index
            for index in range(max(len(before), len(faces)))
            if before[index : index + 1] != tuple(faces[index : index + 1])
        }

    def move(self, index: int) -> bool:
        """Put the cursor on an index within the lane; return whether it moved."""
        index = max(0, min(index, self.total - 1))
        moved = index != self.cursor
        self.cursor = index
        face = self.here()
        self.cursor_id = face.id if face else None
        return moved

    def _ends_at(self, end: int, *, full: bool) -> bool:
        """Learn the lane's true length from a page; return whether it ends there."""
        if not full and end != self.total:
            self._resize(end)
            return True
        if full and end >= self.total and self.facts.capped:
            self._resize(end + PAGE)
        return False

    def _resize(self, total: int) -> None:
        self.total = total
        for number in [number for number in self._pages if number * PAGE >= max(total, 1)]:
            del self._pages[number]
        self.cursor = max(0, min(self.cursor, total - 1))

    def _drop_old(self, newest: int) -> None:
        while len(self._pages) > _KEPT_PAGES:
            oldest = next(number for number in self._pages if number != newest)
            del self._pages[oldest]
            self._stale.discard(oldest)

    def _follow(self) -> None:
        face = self.here()
        if self.cursor_id is None or (face and face.id == self.cursor_id):
            self.cursor_id = face.id if face else None
            return
        found = self.find(self.cursor_id)
        if found is not None and found // PAGE not in self._stale:
            self.cursor = found
        elif not self._asked and face:
            self.cursor_id = face.id
