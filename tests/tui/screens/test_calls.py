"""Working through calls by keys: every result, putting off, skipping, and the end of a round."""

from __future__ import annotations

import pytest

from store import boards, callqueue, calls, clients, history, people
from store.boards import View
from store.desk import Desk
from store.tables import Call, Card
from tests.tui.screens import postal
from tests.tui.screens.conftest import Opening
from tui.screens.board import BoardScreen
from tui.screens.calls import CallsScreen
from tui.screens.hub import HubScreen

WIDE = (120, 40)


def three(desk: Desk) -> None:
    """Two more calls to C-1001, one of them for my department."""
    postal.reachable(desk)
    me = desk.who.login
    people.change_user(desk, me, departments=["Retouch"])
    calls.new(desk, subject="Ask [/] about the frame", user=me, about="O-1002", details="oak")
    calls.new(desk, subject="Say thanks", department="Retouch", client="Moreau, J.")


def call(_: Desk, number: int) -> tuple[str, str, bool]:
    """Result, outcome and whether it is done, of a call."""
    card = Card.get(Card.kind == "call", Card.number == number)
    row = Call.get(Call.card == card.id)
    return row.result, row.outcome, card.done


async def test_a_call_and_all_that_is_known(opened: Opening) -> None:
    """Whom, the number, why, about what, and what else of the client is open."""
    async with opened(CallsScreen(), WIDE) as (program, _):
        await program.ground.ask(three)
        await program.ground.ask(clients.change, 1, do_not_call=True)
        await program.screen.reload()
        text = program.text()
        for words in ("Okafor, Ada", "Ring Ada", "O-1001", "Do not call", "Also open of",
                      "and 2 more after this", "Ask [/] about the frame"):  # fmt: skip
            assert words in text


@pytest.mark.parametrize(
    ("key", "word"),
    [("o", "no answer"), ("b", "busy"), ("v", "voicemail"), ("w", "wrong number")],
)
async def test_every_result_has_a_key(opened: Opening, key: str, word: str) -> None:
    """Without an outcome the call stays open; the round goes on with the next."""
    async with opened(CallsScreen(), WIDE) as (program, pilot):
        await program.ground.ask(three)
        await program.screen.reload()
        await pilot.press(key)
        await pilot.pause()
        assert f"C-1001 Okafor, Ada: {word}" in program.text()
        await pilot.press("enter")
        await pilot.pause()
        assert await program.ground.ask(call, 1001) == (word, "", False)
        assert program.screen.face.ref == "C-1002"


async def test_an_outcome_ends_a_call(opened: Opening) -> None:
    """It goes away, and undoing brings it back."""
    async with opened(CallsScreen(), WIDE) as (program, pilot):
        await program.ground.ask(three)
        await program.screen.reload()
        await pilot.press("r")
        await pilot.pause()
        await pilot.press(*"comes on friday", "enter")
        await pilot.pause()
        assert await program.ground.ask(call, 1001) == ("reached", "comes on friday", True)
        assert program.screen.face.ref == "C-1002"
        await pilot.press("u")
        await pilot.pause()
        assert await program.ground.ask(call, 1001) == ("", "", False)
        await pilot.press("R")
        await pilot.pause()
        assert program.screen.face.ref == "C-1001"


async def test_reached_alone_is_enough(opened: Opening) -> None:
    """One key and enter."""
    async with opened(CallsScreen(), WIDE) as (program, pilot):
        await pilot.press("r")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert await program.ground.ask(call, 1001) == ("reached", "reached", True)


async def test_calling_again_is_proposed(opened: Opening) -> None:
    """After no answer in two hours; another time can be typed, and nonsense is told at once."""
    async with opened(CallsScreen(), WIDE) as (program, pilot):
        await pilot.press("o")
        await pilot.pause()
        assert program.screen._inputs["again"].value == "2h"
        program.screen._inputs["again"].value = "soon"
        await pilot.press("enter")
        assert "call again" in program.text()
        program.screen._inputs["again"].value = "1"
        await pilot.press("enter")
        await pilot.pause()
        face = (await program.ground.ask(callqueue.to_make))[0]
        assert abs((face.due_at or 0) - program.ground.now() - 86_400_000) < 60_000
        assert "Those were all the calls" in program.text()


async def test_putting_off(opened: Opening) -> None:
    """Without a result; it is not offered before its time, unless f asks for it."""
    async with opened(CallsScreen(), WIDE) as (program, pilot):
        await pilot.press("a")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert await program.ground.ask(call, 1001) == ("", "", False)
        assert "Put off" in program.text()
        await pilot.press("R")
        await pilot.pause()
        assert program.screen.face is None
        assert "1 call comes later" in program.text()
        await pilot.press("f")
        await pilot.pause()
        assert program.screen.face.ref == "C-1001"


async def test_leaving_the_form_changes_nothing(opened: Opening) -> None:
    """The same call is still there."""
    async with opened(CallsScreen(), WIDE) as (program, pilot):
        for key in ("r", "a"):
            await pilot.press(key)
            await pilot.pause()
            await pilot.press("escape")
            await pilot.pause()
            assert program.screen.face.ref == "C-1001"
        assert not program.screen.tally


async def test_a_round_to_its_end(opened: Opening) -> None:
    """What was skipped can be gone through once more; the end says what the round has brought."""
    async with opened(CallsScreen(), WIDE) as (program, pilot):
        await program.ground.ask(three)
        await program.screen.reload()
        await pilot.press("s")
        await pilot.pause()
        for _ in range(2):
            await pilot.press("r")
            await pilot.pause()
            await pilot.press("enter")
            await pilot.pause()
        text = program.text()
        assert "2 calls made" in text
        assert "Reached          2" in text
        assert "Skipped          1" in text
        await pilot.press("R")
        await pilot.pause()
        assert program.screen.face.ref == "C-1001"


async def test_others_calls_are_not_mine(opened: Opening) -> None:
    """M shows all, and mine again."""
    async with opened(CallsScreen(), WIDE) as (program, pilot):
        await program.ground.ask(calls.new, subject="Joon rings", user="joon")
        await program.screen.reload()
        assert "more after this" not in program.text()
        await pilot.press("M")
        await pilot.pause()
        assert "all calls" in program.text()
        assert "and 1 more after this" in program.text()


async def test_somebody_else_was_quicker(opened: Opening) -> None:
    """What was changed since it was shown is not written over."""
    async with opened(CallsScreen(), WIDE) as (program, pilot):
        await pilot.press("r")
        await pilot.pause()
        await program.ground.ask(calls.call, "C-1001", "busy")
        await pilot.press(*"all is well", "enter")
        await pilot.pause()
        assert "Not saved: C-1001:" in program.text()
        assert await program.ground.ask(call, 1001) == ("busy", "", False)


async def test_notes_and_messages_from_here(opened: Opening) -> None:
    """N writes a note about the call, m writes to the client instead."""
    async with opened(CallsScreen(), WIDE) as (program, pilot):
        await pilot.press("N")
        await pilot.pause()
        await pilot.press(*"moved", "enter")
        await pilot.pause()
        assert program.told == ["Noted: C-1001 Okafor, Ada"]
        await pilot.press("m")
        await pilot.pause()
        assert "Write to C-1001 Okafor, Ada" in program.text()


async def test_the_number_is_copied(opened: Opening) -> None:
    """It is what is wanted here."""
    async with opened(CallsScreen(), WIDE) as (program, pilot):
        await program.ground.ask(lambda _: Call.update(phone="+1 212 555 0100").execute())
        await program.screen.reload()
        await pilot.press("y")
        assert program.told[0].startswith("+1 212 555 0100\n")


async def test_a_viewer_notes_nothing(opened: Opening) -> None:
    """Every key is harmless."""
    async with opened(CallsScreen(), WIDE) as (program, pilot):
        postal.only_looks(program)
        await pilot.press("M")
        await pilot.pause()
        await pilot.press("r", "o", "b", "v", "w", "a", "N", "m", "s", "R", "f")
        await pilot.pause()
        assert isinstance(program.screen, CallsScreen)
        assert len(program.told) == 8
        assert await program.ground.ask(call, 1001) == ("", "", False)


async def test_everywhere_by_a_key(opened: Opening) -> None:
    """C works through them, also from the hub."""
    async with opened(HubScreen(), WIDE) as (program, pilot):
        await pilot.press("C")
        await pilot.pause()
        assert isinstance(program.screen, CallsScreen)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(program.screen, HubScreen)


async def test_calls_have_a_board(opened: Opening) -> None:
    """T goes there; tasks are not on it."""
    async with opened(BoardScreen(), WIDE) as (program, pilot):
        program.install_screen(program.screen, "board")
        await pilot.press("T")
        await pilot.pause()
        assert program.screen.view.board == "calls"
        assert "Ring Ada" in program.text()
        assert "Order paper" not in program.text()
        lanes = await program.ground.ask(boards.lanes, View("calls"))
        assert sum(lane.count for lane in lanes) == 1


async def test_an_undone_call_is_not_among_the_tries(opened: Opening) -> None:
    """Earlier tries stand on the screen as the history has them."""
    async with opened(CallsScreen(), WIDE) as (program, _):
        await program.ground.ask(calls.call, "C-1001", "busy")
        await program.screen.reload()
        assert "Earlier tries" in program.text()
        await program.ground.ask(history.undo)
        await program.screen.reload()
        assert "Earlier tries" not in program.text()
