"""How the messages stand, on the hub and in the phone answer: every line leads to them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest

from store import gates, outbox
from store.desk import Desk
from store.outbox import NewMessage
from store.tables import Message
from tui.screens.calls import CallsScreen
from tui.screens.hub import HubScreen
from tui.screens.ledger import LedgerScreen
from tui.screens.message import MessageScreen
from tui.screens.who import WhoScreen

Opening = Callable[..., AbstractAsyncContextManager[Any]]

HOSTILE = "fix [/] \x1b[31m[@click=app.bell]x[/]"


def _written(desk: Desk) -> None:
    """A message in every state to the first client, and two letters to print."""
    with desk.action("test", "test") as act:
        new = [
            NewMessage("email", "Ada", "ada@example.com", f"{HOSTILE} {state}", "text", state,
                       client_id=1, state=state)
            for state in outbox.STATES
        ]  # fmt: skip
        new += [NewMessage("letter", "Ada", "1 Bay St", "Dear Ada", "text", f"{n}") for n in "ab"]
        outbox.put(desk, act, new)
        Message.update(next_at=act.at).execute()


LINES = {
    "1 may have arrived or not": ("messages", "unknown"),
    "1 failed": ("messages", "failed"),
    "1 held for approval": ("messages", "held"),
    "2 letters to print": ("letters", ""),
    "1 due": ("messages", "pending"),
    "1 being sent": ("messages", "sending"),
}
"""A line of the hub to the table of the queue that it opens, and what that is narrowed to."""


async def test_every_line_of_the_messages_opens_them(opened: Opening) -> None:
    """What waits for a person stands above the rest; escape comes back to the hub."""
    async with opened(HubScreen(), (120, 60)) as (program, pilot):
        await program.ground.ask(_written)
        hub = program.screen
        await hub.reload()
        await pilot.press("tab")
        keys = {
            " ".join("".join(part for part, _ in line.parts).split()): line.key
            for line in hub.listing._lines
        }
        assert [words for words in keys if words in LINES] == list(LINES)
        for words, (table, narrowed) in LINES.items():
            await hub.open_key(keys[words])
            await pilot.pause()
            assert isinstance(program.screen, LedgerScreen)
            assert (program.screen.here.name, program.screen.narrowed) == (table, narrowed)
            states = [" ".join(row.cells) for row in program.screen.table.rows]
            assert states
            assert all(narrowed in cells for cells in states)
            program.pop_screen()
            await pilot.pause()
            assert program.screen is hub


async def test_the_hub_leads_to_the_calls_to_make(opened: Opening) -> None:
    """How many they are stands below one's tasks and calls; nothing else is copied of the line."""
    async with opened(HubScreen(), (120, 60)) as (program, pilot):
        listing = program.screen.listing
        while listing.key != "calls":
            await pilot.press("j")
        assert "1 call to make" in program.text()
        await pilot.press("y")
        assert program.told == []
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(program.screen, CallsScreen)


async def test_the_hub_says_why_nothing_goes_out(
    opened: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Silence and trouble with a channel stand there in words, as data."""
    monkeypatch.setattr(gates, "silence", lambda desk: HOSTILE)
    monkeypatch.setattr(outbox, "trouble", lambda channel: HOSTILE if channel == "sms" else "")
    async with opened(HubScreen(), (160, 48)) as (program, _pilot):
        text = program.text()
        assert "Nothing goes out: fix [/]" in text
        assert "Trouble with sms: fix [/]" in text
        assert "\x1b" not in text


async def test_the_phone_answer_has_the_last_messages(opened: Opening) -> None:
    """The newest first with what became of them; the letter of one opens it."""
    async with opened(WhoScreen(), (140, 40)) as (program, pilot):
        await program.ground.ask(_written)
        await pilot.press(*"okafor", "enter")
        await pilot.pause()
        text = program.text()
        assert "The last messages" in text
        assert "\x1b" not in text
        records, messages = program.screen._sections
        assert [row.key.state for row in messages.rows] == list(reversed(outbox.STATES))[:5]
        assert messages.rows[0].cells[0] not in {row.cells[0] for row in records.rows}
        await pilot.press(messages.rows[0].cells[0])
        await pilot.pause()
        assert isinstance(program.screen, MessageScreen)
        assert "M-1007" in program.text()


async def test_a_client_without_messages_has_no_such_section(opened: Opening) -> None:
    """Nothing is said about nothing."""
    async with opened(WhoScreen(), (140, 40)) as (program, pilot):
        await pilot.press(*"okafor", "enter")
        await pilot.pause()
        assert "The last messages" not in program.text()
