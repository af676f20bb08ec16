"""The text that cards are found by, kept right when a name on them changes."""

from __future__ import annotations

from peewee import Expression

from store import cards
from store.changes import Act
from store.desk import Desk
from store.tables import Card, Client


def refresh(desk: Desk, act: Act, which: Expression) -> None:
    """Write the search text of some cards anew."""
    found = list(Card.select().where(which))
    ids = list({card.client_id for card in found if card.client_id is not None})
    names: dict[int | None, str] = {}
    for start in range(0, len(ids), 500):
        batch = Client.select(Client.id, Client.name).where(Client.id.in_(ids[start : start + 500]))
        names.update((row.id, row.name) for row in batch)
    for card in found:
        text = cards.refreshed_search(desk, card, names.get(card.client_id, ""))
        act.update(card, search=text)


def refresh_one(desk: Desk, act: Act, card: Card) -> None:
    """Write the search text of a card that was just changed anew."""
    client = Client.get_or_none(Client.id == card.client_id)
    act.update(card, search=cards.refreshed_search(desk, card, client.name if client else ""))
