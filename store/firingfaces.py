"""The ledger of triggers as it is shown: the queue, and what became of what was in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from peewee import Case, fn

from store import cards
from store.desk import Desk
from store.directory import reference
from store.firings import OPEN_STATES, is_outward
from store.reading import tuples
from store.tables import Card, Client, Firing, Row, Trigger

Stored = TypeVar("Stored", bound=Row)


@dataclass(frozen=True, slots=True)
class FiringFace:
    """A row of the ledger as it is shown; ``cause`` says why a held one is held."""

    id: int
    trigger: str
    ref: str
    action: str
    recipient: str
    moment: int
    state: str
    reason: str
    made: str | None
    card_id: int
    cause: str = ""


def queue(
    desk: Desk,
    *,
    states: Sequence[str] = (),
    until: int | None = None,
    since: int | None = None,
    newest: bool = False,
    limit: int = 1000,
) -> list[FiringFace]:
    """The ledger's rows by moment: of the given states, up to a moment, settled since another.

    ``newest`` has the latest first, so that a limit leaves out the oldest.
    """
    order = (Firing.moment.desc(), Firing.id.desc()) if newest else (Firing.moment, Firing.id)
    query = _with_cards().order_by(*order).limit(limit)
    if states:
        query = query.where(Firing.state.in_(list(states)))
    if until is not None:
        query = query.where(Firing.moment <= until)
    if since is not None:
        query = query.where(Firing.settled_at >= since)
    return _shown(desk, list(query))


def by_ids(desk: Desk, ids: Sequence[int]) -> list[FiringFace]:
    """The named rows of the ledger, in the order of their moments."""
    rows: list[Firing] = []
    for start in range(0, len(ids), 500):
        rows.extend(_with_cards().where(Firing.id.in_(list(ids[start : start + 500]))))
    return _shown(desk, sorted(rows, key=lambda row: (row.moment, row.id)))


def open_counts(now: int) -> dict[int, tuple[int, int, int]]:
    """Trigger id to how many of its firings are due, come later, and are held."""
    query = (
        Firing.select(
            Firing.trigger,
            fn.sum(Case(None, [((Firing.state == "pending") & (Firing.moment <= now), 1)], 0)),
            fn.sum(Case(None, [((Firing.state == "pending") & (Firing.moment > now), 1)], 0)),
            fn.sum(Case(None, [(Firing.state == "held", 1)], 0)),
        )
        .where(Firing.state.in_(list(OPEN_STATES)))
        .group_by(Firing.trigger)
    )
    return {trigger: (due, coming, held) for trigger, due, coming, held in tuples(query)}


def of_card(desk: Desk, card_id: int) -> list[FiringFace]:
    """All that triggers did and will do about a record, by moment."""
    query = _with_cards().where(Firing.card == card_id).order_by(Firing.moment, Firing.id)
    return _shown(desk, list(query))


def _with_cards() -> Any:
    return Firing.select(Firing, Trigger, Card).join(Trigger).switch(Firing).join(Card)


def _shown(desk: Desk, rows: Sequence[Any]) -> list[FiringFace]:
    made = {
        card_id: cards.ref(card)
        for card_id, card in _by_id(Card, [row.made for row in rows]).items()
    }
    clients = _by_id(Client, [row.card.client_id for row in rows])
    names = {client_id: client.name for client_id, client in clients.items()}
    return [
        FiringFace(
            row.id, row.trigger.name, reference(row.card.kind, row.card.number),
            row.trigger.action, recipient(desk, row.trigger, row.card, names), row.moment,
            row.state, row.reason, made.get(row.made or 0), row.card.id, row.cause,
        )
        for row in rows
    ]  # fmt: skip


def _by_id(table: type[Stored], ids: Iterable[int | None]) -> dict[int, Stored]:
    wanted = sorted({one for one in ids if one})
    found: dict[int, Stored] = {}
    for start in range(0, len(wanted), 500):
        rows = table.select().where(table.id.in_(wanted[start : start + 500]))
        found.update((row.id, row) for row in rows)
    return found


def recipient(desk: Desk, trigger: Trigger, card: Card, clients: Mapping[int, str]) -> str:
    """Whom a firing is for, by name: who does a task or makes a call, or whom a message is for."""
    if is_outward(trigger) and trigger.recipient == "client":
        return clients.get(card.client_id or 0, "")
    if is_outward(trigger) and trigger.recipient == "vendor":
        vendor = desk.directory.vendors.get(card.vendor_id or 0)
        return str(vendor.name) if vendor is not None else ""
    department = desk.directory.departments.get(trigger.department_id or 0)
    user = desk.directory.users.get(trigger.user_id or card.user_id or 0)
    return str(department.name) if department else str(user.login) if user else ""
