"""What automatic rules do when they act: orders, proofs, completing a record, rendering.

Called for one firing inside the action that settles it. What cannot be done, or not all of it, is
told and waits for a person in the queue; processing it again does what is left.
"""

from __future__ import annotations

from dataclasses import dataclass

from store import cards, moves, ordering, proofs, tasks
from store.changes import Act
from store.desk import Desk
from store.moves import Move
from store.ordering import Wish
from store.splitting import Told
from store.tables import Card, Invoice, Trigger
from store.when import DAY_MS


@dataclass(frozen=True, slots=True)
class Effect:
    """What an action came to: a card that it made, what to say, and whether a person is needed."""

    made: int | None = None
    words: str = ""
    waits: bool = False


def take(
    desk: Desk, act: Act, trigger: Trigger, card: Card, firing_id: int | None = None
) -> Effect:
    """Do what a rule says for a record; `Refused` where that is not possible at all."""
    if trigger.action == "render":
        return _render(desk, act, trigger, card, firing_id)
    if trigger.action == "orders":
        return _orders(desk, act, trigger, card)
    if trigger.action == "proofs":
        return _proofs(desk, act, trigger, card)
    return _complete(desk, act, trigger, card)


def _orders(desk: Desk, act: Act, trigger: Trigger, card: Card) -> Effect:
    vendor = desk.directory.vendors.get(trigger.vendor_id or 0)
    wish = Wish(vendor=vendor.name if vendor else None)
    done = ordering.create_in(desk, act, [card], wish)
    made = ", ".join(one.ref for one in done.made)
    words = [f"made {made}" if made else "there was nothing to order"]
    words += _errors(done.errors)
    return Effect(
        done.made[0].card_id if done.made else None, "; ".join(words), waits=bool(done.errors)
    )


def _errors(errors: list[Told]) -> list[str]:
    return [f"line {one.line} ({one.item}): {one.reason}" for one in errors]


def _proofs(desk: Desk, act: Act, trigger: Trigger, card: Card) -> Effect:
    vendor = desk.directory.vendors.get(trigger.vendor_id or 0)
    choice = proofs.Choice(
        images=trigger.images or "all",
        items=tuple(part.strip() for part in trigger.items.split(",") if part.strip()),
        vendor=vendor.name if vendor else None,
    )
    done = proofs.create(desk, act, [card], choice)
    made = ", ".join(one.ref for one in done.made)
    words = [f"made {made}" if made else "there was nothing to order"]
    words += [one.reason for one in done.errors]
    return Effect(
        done.made[0].card_id if done.made else None, "; ".join(words), waits=bool(done.errors)
    )


def _render(desk: Desk, act: Act, trigger: Trigger, card: Card, firing_id: int | None) -> Effect:
    """Put a record into the render queue; what cannot be made stands there with its reason."""
    from store import renderqueue  # plans and specs are slow to load: few rules render

    profile = trigger.render_profile if trigger.render_profile_id is not None else None
    made = renderqueue.put(
        desk, [cards.ref(card)], profile=profile.name if profile is not None else None,
        firing_id=firing_id, act=act,
    )  # fmt: skip
    if not made:
        return Effect(None, "all of it was in the render queue already")
    words = [f"{one.job}: {one.total - one.failed} files to render" for one in made]
    words += [f"{one.failed} cannot be made: {one.reason}" for one in made if one.failed]
    return Effect(None, "; ".join(words), waits=any(one.failed for one in made))


def _complete(desk: Desk, act: Act, trigger: Trigger, card: Card) -> Effect:
    """Complete a record: each of the three switches by itself."""
    left = ordering.left_to_order(desk, card) if card.kind == "invoice" else []
    if left:
        return Effect(None, f"not completed: {'; '.join(left[:5])}", waits=True)
    words = []
    target = desk.directory.statuses.get(trigger.to_status_id or 0)
    if target is not None and card.status_id != target.id:
        done = moves.advance_in(desk, act, [Move(cards.ref(card), to=target.name)])
        if done.refused:
            return Effect(None, "; ".join(one.reason for one in done.refused), waits=True)
        words.append(f"moved to {target.name}")
    if trigger.set_delivered and card.kind == "invoice":
        invoice = Invoice.get(Invoice.card == card.id)
        if invoice.delivered_at is None:
            act.update(invoice, delivered_at=act.at)
            words.append("delivered date set")
    if not words and (target is not None or trigger.set_delivered):
        return Effect(None, "it was complete already")
    made = _tell(desk, act, trigger, card)
    return Effect(made, ", ".join(words))


def _tell(desk: Desk, act: Act, trigger: Trigger, card: Card) -> int | None:
    """Make a task for whoever is to be told."""
    if trigger.user_id is None and trigger.department_id is None:
        return None
    fresh: Card = Card.get_by_id(card.id)
    task = tasks.NewTask(
        subject=f"{cards.ref(card)} is complete: all its orders are final",
        about=fresh,
        user_id=trigger.user_id,
        department_id=trigger.department_id,
        due_at=act.at + DAY_MS,
    )
    made: int = tasks.make_many(desk, act, [task], fire=False)[0]
    return made
