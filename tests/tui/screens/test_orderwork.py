"""Ordering by keys: orders of invoices, receipts, reorders, payments, and lines."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest
from textual.pilot import Pilot

from store import cards, database, invoices, items, lineitems, orders, studio, vendors
from store.invoices import NewLine
from store.settings import Settings
from store.tables import Card
from tui.receiptwork import came_of
from tui.screens.lines import LinesScreen
from tui.screens.record import RecordScreen
from tui.screens.told import ToldScreen
from tui.widgets.form import Form

Opening = Callable[..., AbstractAsyncContextManager[Any]]


@pytest.fixture
def config(config: Settings) -> Settings:
    """The studio with an invoice whose lines go to two vendors and one to nobody."""
    desk = studio.open_desk(config)
    vendors.add(desk, "Foliant", type="Album")
    made = [
        items.add(desk, "P8X10", kind="print", vendor="Bay Lab", price_cents=3200, cost_cents=210),
        items.add(desk, "ALBUM", kind="product", vendor="Foliant", price_cents=89000),
        items.add(desk, "MYSTERY", kind="product", price_cents=500),
    ]
    lines = [NewLine(item_id=item.id, quantity=2, pose="14") for item in made]
    invoices.new(desk, client="Okafor, Ada", lines=lines)
    database.close()
    return config


async def _settle(pilot: Pilot[int]) -> None:
    await pilot.pause()
    await pilot.pause()


async def _type(pilot: Pilot[int], text: str) -> None:
    await pilot.press(*["space" if one == " " else one for one in text])


def _kinds(kind: str) -> list[str]:
    return [cards.ref(card) for card in Card.select().where(Card.kind == kind)]


async def test_orders_of_an_invoice(opened: Opening) -> None:
    """The dialog says beforehand what will be made and what is in error; then that happens."""
    async with opened(RecordScreen("I-1001"), (120, 40)) as (program, pilot):
        await pilot.press("O")
        await _settle(pilot)
        assert isinstance(program.screen, Form)
        text = program.text()
        assert "Bay Lab: 1 line, Print" in text
        assert "in error: I-1001 line 3 MYSTERY: no vendor" in text
        before = await program.ground.ask(lambda _: _kinds("production"))
        await pilot.press("enter")
        await _settle(pilot)
        assert isinstance(program.screen, ToldScreen)
        assert "1 line in error" in program.text()
        after = await program.ground.ask(lambda _: _kinds("production"))
        assert len(after) == len(before) + 2


async def test_an_error_is_settled_from_there(opened: Opening) -> None:
    """Enter on the error opens the lines; a vendor for the line, and the rest is ordered."""
    async with opened(RecordScreen("I-1001"), (120, 40)) as (program, pilot):
        await pilot.press("O")
        await _settle(pilot)
        await pilot.press("enter")
        await _settle(pilot)
        await pilot.press("enter")
        await _settle(pilot)
        assert isinstance(program.screen, LinesScreen)
        await pilot.press("G", "e")
        await _settle(pilot)
        await pilot.press(*["tab"] * 5)
        await _type(pilot, "Bay Lab")
        await pilot.press("enter")
        await _settle(pilot)
        found = await program.ground.ask(
            lambda desk: lineitems.of_card(desk, cards.get("I-1001"))[2].vendor
        )
        assert found == "Bay Lab"
        await pilot.press("O")
        await _settle(pilot)
        await pilot.press("enter")
        await _settle(pilot)
        assert program.told[-1].endswith(": made")
        await pilot.press("escape")
        await _settle(pilot)
        assert isinstance(program.screen, ToldScreen)
        assert "0 lines in error" in program.text()
        assert "No line is in error any more" in program.text()


async def _ordered(program: Any) -> str:
    from store import ordering

    done = await program.ground.ask(lambda desk: ordering.create(desk, ["I-1001"]))
    return str(done.made[0].ref)


async def test_receiving_and_ordering_again(opened: Opening, config: Settings) -> None:
    """One well, one damaged; then the damaged one is ordered again with a reason."""
    async with opened(RecordScreen("I-1001"), (120, 40)) as (program, pilot):
        ref = await _ordered(program)
        await program.push_screen(RecordScreen(ref))
        await _settle(pilot)
        await pilot.press("R")
        await _settle(pilot)
        assert "2 of 2 outstanding" in program.text()
        await _type(pilot, "9")
        await _settle(pilot)
        assert "9 came, but only 2 are outstanding" in program.text()
        await pilot.press("ctrl+u")
        await _type(pilot, "1 d1")
        await pilot.press("enter")
        await _settle(pilot)
        assert program.told[-1] == f"{ref}: all is there"
        await pilot.press("B")
        await _settle(pilot)
        await _type(pilot, "Lab error")
        await pilot.press("enter")
        await _settle(pilot)
        assert program.told[-1].endswith(f" is made, from {ref}")
        made = program.told[-1].split()[0]
        rows = await program.ground.ask(
            lambda _: [r.quantity for r in orders.lines_of(orders.of_card(cards.get(made)))]
        )
        assert rows == [1]


async def test_the_rest_becomes_a_back_order(opened: Opening) -> None:
    """The form has the switch, and says which order waits for the rest."""
    async with opened(RecordScreen("I-1001"), (120, 40)) as (program, pilot):
        ref = await _ordered(program)
        await program.push_screen(RecordScreen(ref))
        await _settle(pilot)
        await pilot.press("R")
        await _settle(pilot)
        await _type(pilot, "1")
        await pilot.press("tab")
        await _type(pilot, "yes")
        await pilot.press("enter")
        await _settle(pilot)
        assert "waits for the rest" in program.told[-1]


async def test_paying(opened: Opening) -> None:
    """The open amount is proposed."""
    async with opened(RecordScreen("I-1001"), (120, 40)) as (program, pilot):
        await pilot.press("$")
        await _settle(pilot)
        assert "$1,854.00 open" in program.text()
        await pilot.press("enter")
        await _settle(pilot)
        assert program.told[-1] == "I-1001: $0.00 open"


async def test_lines_are_added_and_removed(opened: Opening) -> None:
    """By a form; a line that is on an order stays, and says why."""
    async with opened(LinesScreen("I-1001"), (120, 40)) as (program, pilot):
        await pilot.press("n")
        await _settle(pilot)
        await _type(pilot, "ALBUMX")
        await _settle(pilot)
        assert "Item: no item is called so" in program.text()
        await pilot.press("backspace", "enter")
        await _settle(pilot)
        assert "I-1001 lines  4 ·" in program.text()
        await pilot.press("G", "X")
        await _settle(pilot)
        await pilot.press("y")
        await _settle(pilot)
        assert "I-1001 lines  3 ·" in program.text()
        await _ordered(program)
        await pilot.press("g", "g", "X")
        await _settle(pilot)
        await pilot.press("y")
        await _settle(pilot)
        assert "take it off that order first" in program.told[-1]


async def test_a_line_is_settled(opened: Opening) -> None:
    """With a reason nothing is ordered for it."""
    async with opened(LinesScreen("I-1001"), (120, 40)) as (program, pilot):
        await pilot.press("G", "s")
        await _settle(pilot)
        await _type(pilot, "a gift")
        await pilot.press("enter")
        await _settle(pilot)
        assert "settled" in program.text()


@pytest.mark.parametrize("key", ["O", "R", "B", "E", "$"])
async def test_keys_on_what_they_are_not_for(opened: Opening, key: str) -> None:
    """A task has none of it: one line says where to go."""
    async with opened(RecordScreen("T-1001"), (120, 40)) as (program, pilot):
        await pilot.press(key)
        await _settle(pilot)
        assert "go to one" in program.told[-1]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("3", (3, 0)),
        ("3 d1", (3, 1)),
        ("d2", (0, 2)),
        ("", (0, 0)),
        ("-1", (-1, 0)),
        ("2D1", (2, 1)),
    ],
)
def test_what_came(text: str, found: tuple[int, int]) -> None:
    """Well and damaged in one short line."""
    assert came_of(text) == found


@pytest.mark.parametrize("text", ["x", "1.5", "3 1", "d", "1 d-1"])
def test_what_is_no_count(text: str) -> None:
    """Anything else is refused with an example."""
    with pytest.raises(ValueError, match="such as 3"):
        came_of(text if text != "d" else "d x")
