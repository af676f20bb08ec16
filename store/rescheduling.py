"""Due dates worked out anew for many cards at once, after calendars or settings were changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from store import cards, schedule
from store.desk import Desk
from store.tables import Card

PAGE = 500


def reschedule(
    desk: Desk, only: Sequence[Card] | None = None
) -> list[tuple[str, int | None, int | None]]:
    """Work out due dates anew, of all open cards or of some; those set by hand stay.

    Returns reference, due date before and after of each card whose date moved.
    """
    moved = []
    with desk.action("reschedule", "due dates worked out anew", right="set-up") as act:
        for card in _open() if only is None else only:
            before = card.due_at
            if schedule.reschedule(desk, act, card):
                moved.append((cards.ref(card), before, card.due_at))
    return moved


def _open() -> Iterator[Card]:
    last = 0
    while True:
        page = list(
            Card.select()
            .where(Card.done == False, Card.id > last)  # noqa: E712 - an expression of SQL
            .order_by(Card.id)
            .limit(PAGE)
        )
        if not page:
            return
        yield from page
        last = page[-1].id
