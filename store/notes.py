"""Notes: what people write about a card over time, each with who and when.

The standing remark of a card is its field ``notes``, which is changed in ``edits``.
"""

from __future__ import annotations

from dataclasses import dataclass

from peewee import JOIN

from store import cards
from store.desk import Desk
from store.errors import Refused
from store.tables import Card, Note, User
from store.text import safe


@dataclass(frozen=True, slots=True)
class Written:
    """One note; ``by`` is a login, empty where nobody of the studio wrote it."""

    id: int
    at: int
    by: str
    text: str


def add(desk: Desk, references: str | list[str], text: str) -> None:
    """Write a note about one or several cards."""
    clean = safe(text.strip(), keep_newlines=True)
    if not clean:
        raise Refused("a note needs some text")
    wanted = [references] if isinstance(references, str) else references
    with desk.action("note", f"note: {safe(clean, 80)}") as act:
        found = cards.get_many(wanted)
        act.insert_many(
            Note,
            [
                {"card_id": card.id, "at": act.at, "by_id": desk.who.id, "text": clean}
                for card in found
            ],
        )


def listed(card: Card) -> list[Written]:
    """A card's notes, oldest first."""
    query = (
        Note.select(Note, User.login)
        .join(User, JOIN.LEFT_OUTER)
        .where(Note.card == card.id)
        .order_by(Note.at, Note.id)
    )
    return [Written(row.id, row.at, row.by.login if row.by else "", row.text) for row in query]
