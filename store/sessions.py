"""Sessions: the shootings that production follows from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Unpack

from store import cards, intake
from store.changes import Act
from store.desk import Desk
from store.errors import Refused
from store.intake import Common, NewCard
from store.tables import Card, Session
from store.text import safe


@dataclass(slots=True)
class NewSession:
    """A session to be made; ``folder`` is where its pictures lie."""

    card: NewCard
    held_at: int | None = None
    photographer: str = ""
    folder: str = ""


def new(
    desk: Desk,
    *,
    held_at: int | None = None,
    photographer: str = "",
    folder: str = "",
    **said: Unpack[Common],
) -> Card:
    """Make a session; a client not known yet is made too."""
    if not said.get("client"):
        raise Refused("a session needs a client; add --client NAME")
    with desk.action("new session", f"new session for {safe(str(said['client']), 80)}") as act:
        card = intake.read(desk, act, "session", said)
        made = make_many(desk, act, [NewSession(card, held_at, photographer, folder)])[0]
    return Card.get_by_id(made)


def make_many(
    desk: Desk, act: Act, new_ones: Sequence[NewSession], *, fire: bool = True
) -> list[int]:
    """Make many sessions inside an open action; returns the ids of their cards in order."""
    ids = intake.open_cards(desk, act, "session", [one.card for one in new_ones], fire=fire)
    act.insert_many(
        Session,
        [
            {
                "card_id": card_id,
                "held_at": one.held_at,
                "photographer": safe(one.photographer, 200),
                "folder": safe(one.folder, 1000),
            }
            for card_id, one in zip(ids, new_ones, strict=True)
        ],
    )
    return ids


def of_card(card: Card) -> Session:
    """The session that a card belongs to; `Refused` for cards of another kind."""
    found: Session | None = Session.get_or_none(Session.card == card.id)
    if found is None:
        raise Refused(f"{cards.ref(card)} is no session; give one such as S-1001")
    return found
