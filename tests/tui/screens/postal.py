"""Things to look at in the queue: messages and letters of triggers and of people, and their steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.pilot import Pilot

from store import clients, orders, settling, templates, triggers, writing
from store.access import Person
from store.desk import Desk
from store.tables import Client, Firing, Message
from store.triggers import Spec
from store.writing import Wish
from tests.tui.screens.conftest import Program


def reachable(desk: Desk, name: str = "Okafor, Ada") -> Client:
    """A client who can be reached every way."""
    row: Client = Client.get(Client.name == name)
    return clients.change(
        desk, row.number, email="ada@example.com", mobile="+12125550100", address="1 High Street",
        city="Town",
    )  # fmt: skip


def held(desk: Desk, *, by_hand: bool = True) -> int:
    """A trigger has written an email about a new order, O-1009; held for a person unless told."""
    reachable(desk)
    templates.add(desk, "Ready", channel="email", subject="Ready {{ order.ref }}", body="Come by.")
    triggers.add(desk, Spec("Mail", "production", "Print", "Order Entered", action="email",
                            template="Ready", by_hand=by_hand))  # fmt: skip
    orders.new(desk, client="Okafor, Ada", type="Print")
    firing: Firing = Firing.get(Firing.card == _card("production", 1009).id, _of("Mail"))
    return int(firing.id)


def settled(desk: Desk) -> int:
    """What is due has been done by the clock; returns the firing of `held`."""
    found = held(desk)
    while settling.settle_due(settling.clock_desk(desk), None).total:
        pass
    return found


def unknown(desk: Desk, state: str = "unknown") -> int:
    """The message of `held` has become unknown, or something else, and its firing with it."""
    firing = settled(desk)
    Message.update(state=state, reason="nobody knows", settled_at=1).execute()
    Firing.update(state=state, cause="", reason="nobody knows", settled_at=desk.now()).where(
        Firing.id == firing
    ).execute()
    return firing


def letters(desk: Desk, count: int = 2) -> list[str]:
    """Letters that wait to be printed, about O-1001."""
    reachable(desk)
    return [
        writing.write(desk, ["O-1001"], Wish("letter", subject="Hello", body=f"Number {number}"))[0]
        for number in range(count)
    ]


def _card(kind: str, number: int) -> Any:
    from store.tables import Card

    return Card.get(Card.kind == kind, Card.number == number)


def _of(name: str) -> Any:
    from store.tables import Trigger

    return Firing.trigger == Trigger.get(Trigger.name == name).id


def states(_: Desk) -> dict[str, str]:
    """Every message and what is with it."""
    return {f"M-{row.number}": row.state for row in Message.select().order_by(Message.id)}


def firing_state(_: Desk, firing: int) -> str:
    """What is with a firing."""
    return str(Firing.get_by_id(firing).state)


def only_looks(program: Program) -> None:
    """From now on a viewer sits here."""
    desk = program.ground.desk
    program.ground._desk = desk.standing_in(Person(9, "vic", "Vic", "viewer"), "test")


async def at(program: Program, pilot: Pilot[int], table: str) -> None:
    """Go to a table of the queue by its name."""
    await pilot.press("f")
    await pilot.pause()
    await pilot.press(*table, "enter")
    await pilot.pause()
    assert program.screen.here.name == table  # type: ignore[attr-defined] # the queue


async def until(pilot: Pilot[int], seen: Callable[[], bool]) -> None:
    """Wait until something is so; fails with what is on the screen instead."""
    program = pilot.app
    assert isinstance(program, Program)
    for _ in range(300):
        await pilot.pause()
        if seen():
            return
    raise AssertionError(program.text())
