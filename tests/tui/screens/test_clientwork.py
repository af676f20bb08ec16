"""Writing to clients and pausing reminders from boards and records."""

from __future__ import annotations

from store import hushes, messages
from store.tables import Client, Message
from tests.tui.screens import postal
from tests.tui.screens.conftest import Opening
from tests.tui.screens.postal import states
from tui.screens.board import BoardScreen
from tui.screens.message import MessageScreen
from tui.screens.record import RecordScreen


async def test_writing_is_shown_before_it_goes_out(opened: Opening) -> None:
    """What was typed is kept while it is changed, and what was shown is what is sent."""
    async with opened(RecordScreen("O-1001"), (120, 40)) as (program, pilot):
        await program.ground.ask(postal.reachable)
        await pilot.press("m")
        await pilot.pause()
        fields = program.screen._inputs
        fields["channel"].value = "sms"
        fields["body"].value = "It is ready [/] – come by"
        await pilot.press("enter")
        await pilot.pause()
        text = program.text()
        assert "To: Ada Okafor, +12125550100" in text
        assert "It is ready [/] – come by" in text
        assert "1 part, UCS-2 because of –" in text
        await pilot.press("n")
        await pilot.pause()
        fields = program.screen._inputs
        assert fields["body"].value == "It is ready [/] – come by"
        fields["body"].value = "It is ready"
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("down", "up", "y")
        await pilot.pause()
        assert program.told == ["M-1001: an SMS on the way"]
        (one,) = await program.ground.ask(lambda _: messages.in_full(["M-1001"]))
        assert (one.body, one.face.state, one.face.about) == ("It is ready", "pending", "O-1001")


async def test_the_record_shows_its_messages(opened: Opening) -> None:
    """By reference, with where they stand; enter opens one."""
    async with opened(RecordScreen("O-1001"), (120, 60)) as (program, pilot):
        await program.ground.ask(postal.letters, 1)
        await program.own_news()
        assert "Messages" in program.text()
        while program.screen.listing.key != "M-1001":
            await pilot.press("j")
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(program.screen, MessageScreen)
        assert "Number 0" in program.text()


async def test_who_cannot_be_written_to(opened: Opening) -> None:
    """The form comes back with why, and what was typed."""
    async with opened(RecordScreen("O-1001"), (120, 40)) as (program, pilot):
        await pilot.press("m")
        await pilot.pause()
        program.screen._inputs["subject"].value = "Hello"
        program.screen._inputs["body"].value = "x"
        await pilot.press("enter")
        await pilot.pause()
        assert "O-1001: Ada Okafor has no email address" in program.text()
        assert program.screen._inputs["subject"].value == "Hello"
        await pilot.press("escape", "escape")
        await pilot.pause()
        assert await program.ground.ask(states) == {}


async def test_writing_to_marked_cards(opened: Opening) -> None:
    """All of them at once from the board, by a letter."""
    async with opened(BoardScreen(), (160, 48)) as (program, pilot):
        await program.ground.ask(lambda _: Client.update(address="1 High Street").execute())
        await pilot.press("*", "m")
        await pilot.pause()
        assert "Write to 8 cards" in program.text()
        program.screen._inputs["channel"].value = "letter"
        program.screen._inputs["body"].value = "We move house."
        await pilot.press("enter")
        await pilot.pause()
        assert "Send 8 messages?" in program.text()
        await pilot.press("y")
        await pilot.pause()
        assert len(await program.ground.ask(states)) == 8
        assert program.told[-1].endswith("8 messages on the way")


async def test_pausing_marked_cards(opened: Opening) -> None:
    """Until a date, with a reason; the details say so, and they can go on again."""
    async with opened(BoardScreen(), (160, 48)) as (program, pilot):
        await pilot.press("*", "Z")
        await pilot.pause()
        await pilot.press(*"nonsense")
        assert "is not a date" in program.text()
        program.screen._inputs["until"].value = "+7d"
        program.screen._inputs["reason"].value = "moving [/] house"
        await pilot.press("enter")
        await pilot.pause()
        found = await program.ground.ask(hushes.paused)
        assert len(found) == 8
        assert {one.reason for one in found} == {"moving [/] house"}
        await postal.until(pilot, lambda: "paused until Mon 9 Nov:" in program.text())
        await pilot.press("X")
        await pilot.pause()
        assert "Let reminders about 8 cards go on?" in program.text()
        await pilot.press("y")
        await pilot.pause()
        assert await program.ground.ask(hushes.paused) == []
        assert program.told[-1] == "Reminders about 8 cards go on; 0 that were held do now"


async def test_what_is_not_paused_cannot_go_on(opened: Opening) -> None:
    """And is told so."""
    async with opened(RecordScreen("O-1001")) as (program, pilot):
        await pilot.press("X")
        await pilot.pause()
        assert program.told == ["Reminders about O-1001 Okafor, Ada are not paused"]


async def test_a_record_says_that_it_is_paused(opened: Opening) -> None:
    """With until when and why."""
    async with opened(RecordScreen("O-1001"), (120, 40)) as (program, _):
        await program.ground.ask(hushes.pause, ["O-1001"], None, "on holiday")
        await program.own_news()
        assert "about O-1001 are paused: on holiday" in program.text()


async def test_viewers_write_to_nobody(opened: Opening) -> None:
    """Nor pause anything."""
    async with opened(RecordScreen("O-1001")) as (program, pilot):
        postal.only_looks(program)
        await pilot.press("m", "Z", "X")
        await pilot.pause()
        assert len(program.told) == 3
        assert all("you may only look here" in words for words in program.told)
        assert not await program.ground.ask(lambda _: Message.select().exists())
