"""The phone answer on the screen: who is calling, and with three keys any record of theirs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest

from store import clients, invoices, orders
from store.desk import Desk
from tui.keys import keymap
from tui.screens.who import WhoScreen, free_letters

Opening = Callable[..., AbstractAsyncContextManager[Any]]


def _more(desk: Desk) -> None:
    """A second Okafor, and an invoice and an order for the first."""
    clients.create(desk, "Okafor, Bo", phone="(415) 555-0155")
    invoices.new(desk, client="#1", lines=[invoices.NewLine(description="x", price_cents=1_000)])
    orders.new(desk, client="#1", type="Print", vendor_number="CW-7")


async def test_where_everything_is(opened: Opening) -> None:
    """Each record with its status, since when, what comes, when it is ready, what it lacks."""
    async with opened(WhoScreen(), (160, 30)) as (program, pilot):
        await program.ground.ask(_more)
        await pilot.press(*"okafor a", "enter")
        await pilot.pause()
        text = program.text()
        for words in ("#1 Okafor, Ada", "O-1001", "Order Entered", "Mon 02 Nov", "Retouch",
                      "2 of 2 to come", "$10.00 of $10.00 unpaid"):  # fmt: skip
            assert words in text.replace("Mon  2 Nov", "Mon 02 Nov").replace("Mon 2", "Mon 02"), (
                words
            )


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (160, 40)])
async def test_three_keys_after_the_name(opened: Opening, size: tuple[int, int]) -> None:
    """Enter, the client's letter, the record's letter; where one client is found, two keys."""
    async with opened(WhoScreen(), size) as (program, pilot):
        await program.ground.ask(_more)
        await pilot.press(*"okafor", "enter")
        await pilot.pause()
        assert "2 clients may be meant" in program.text()
        for ref, letter in (("O-1001", "a"), ("I-1001", "b")):
            assert ref
            await pilot.press("b")
            await pilot.pause()
            assert "#1 Okafor, Ada" in program.text()
            shown = [row.key for row in program.screen._sections[0].rows]
            await pilot.press(letter)
            await pilot.pause()
            assert program.screen.ref == shown["ab".index(letter)]
            await pilot.press("escape", "escape")
            await pilot.pause()
            assert "2 clients may be meant" in program.text()


async def test_keys_typed_ahead(opened: Opening) -> None:
    """All at once they open the same: none is taken for another line's."""
    async with opened(WhoScreen("okafor")) as (program, pilot):
        await program.ground.ask(_more)
        await pilot.press("W", "enter")
        await pilot.pause()
        await pilot.press("b", "a")
        await pilot.pause()
        assert program.screen.ref.startswith(("O-", "I-"))


@pytest.mark.parametrize("text", ["CW-7", "i-1001", "5550155", "cw7"])
async def test_by_other_numbers(opened: Opening, text: str) -> None:
    """The lab's number, an invoice, a phone number; what is no one's is told."""
    async with opened(WhoScreen()) as (program, pilot):
        await program.ground.ask(_more)
        await pilot.press(*text, "enter")
        await pilot.pause()
        expected = {"cw7": "nobody is found by 'cw7'", "5550155": "Okafor, Bo"}
        assert expected.get(text, "Okafor, Ada") in program.text()


async def test_news_keep_the_client(opened: Opening) -> None:
    """What others do meanwhile shows, and the picked client stays though there are more now."""
    async with opened(WhoScreen("okafor")) as (program, pilot):
        await program.ground.ask(_more)
        await program.own_news()
        await pilot.pause()
        assert "#1 Okafor, Ada" in program.text()
        assert "I-1001" in program.text()
        await pilot.press("escape")
        await pilot.pause()
        assert "2 clients may be meant" in program.text()


def test_letters_that_are_free() -> None:
    """No letter of a line is a command's, whatever keys the studio has."""
    usual, other = free_letters(keymap()), free_letters(keymap({"who": "Y"}))
    assert len(usual) > 20
    assert not set("gGjkhlnxyquWU") & set(usual)
    assert "Y" in usual
    assert "Y" not in other
