"""The screens over the boards: what they show, where their keys lead, that nothing breaks them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest
from textual.widgets import Input

from store import automations, cards, details, history, settling, tasks, triggers
from tui.keys import keymap
from tui.screens.calls import CallsScreen
from tui.screens.changes import ChangesScreen
from tui.screens.help import HelpScreen
from tui.screens.hindsight import HindsightScreen
from tui.screens.hub import HubScreen
from tui.screens.ledger import LedgerScreen
from tui.screens.lines import LinesScreen
from tui.screens.listscreen import ListScreen
from tui.screens.message import MessageScreen, of_firings
from tui.screens.newrecord import new_record
from tui.screens.palette import choose_command, rank
from tui.screens.pictures import ImportScreen
from tui.screens.place import Place
from tui.screens.record import RecordScreen
from tui.screens.setup import SetupScreen
from tui.screens.sheet import Sheet
from tui.screens.text import TextScreen
from tui.screens.who import WhoScreen

Opening = Callable[..., AbstractAsyncContextManager[Any]]

SCREENS: dict[str, Callable[[], Place]] = {
    "record": lambda: RecordScreen("O-1003"),
    "hub": HubScreen,
    "ledger": LedgerScreen,
    "calls": CallsScreen,
    "hindsight": lambda: HindsightScreen("Chase"),
    "preview": lambda: MessageScreen(of_firings([1, 2, 3])),
    "setup": SetupScreen,
    "help": lambda: HelpScreen("board"),
    "changes": ChangesScreen,
    "who": lambda: WhoScreen("e"),
    "text": lambda: TextScreen("fix [/] now", "\x1b[31m[@click=app.bell]x[/]\n" + "x" * 10_000),
}
OWN_KEYS = (
    CallsScreen, HindsightScreen, ImportScreen, LedgerScreen, LinesScreen, ListScreen,
    MessageScreen,
)  # fmt: skip

KEYS = ("j", "k", "G", "ctrl+d", "ctrl+u", "g", "g", "l", "l", "h", "tab", "shift+tab")


@pytest.mark.parametrize("name", SCREENS)
@pytest.mark.parametrize("size", [(60, 20), (160, 48)])
async def test_moving_on_every_screen(opened: Opening, name: str, size: tuple[int, int]) -> None:
    """Every screen opens at any size over hostile names, and all moving keys are harmless."""
    async with opened(SCREENS[name](), size) as (program, pilot):
        await pilot.press(*KEYS)
        await pilot.pause()
        assert not {"\x1b", "\u202e"} & set(program.text())
        assert program.told == []
        await pilot.press("escape", "escape")


@pytest.mark.parametrize("screen", OWN_KEYS, ids=lambda one: one.__name__)
def test_own_keys_are_heard(screen: type[Sheet]) -> None:
    """No key of a screen alone is hidden by one that the key table gives to its place."""
    usual = keymap()
    for row in screen.local:
        found = usual.command(screen.where, row.keys)
        assert found is None or found.id == row.id, (row.id, found)


# Records ------------------------------------------------------------------------------------------


async def test_a_record_says_everything(opened: Opening) -> None:
    """Owner, lines, visits, errands, triggers and changes of a record stand on its screen."""
    async with opened(RecordScreen("O-1001"), (120, 60)) as (program, _pilot):
        text = program.text()
        for words in ("Okafor, Ada", "Bay Lab", "Counted forward", "Print 8x10", "Where it was",
                      "What comes", "C-1001", "Ring Ada", "Chase", "Changes"):  # fmt: skip
            assert words in text


async def test_a_record_follows_news(opened: Opening) -> None:
    """What is changed elsewhere shows at once, and an errand is opened by its line."""
    async with opened(RecordScreen("O-1001"), (100, 60)) as (program, pilot):
        await program.ground.ask(tasks.new, subject="Measure the wall", about="O-1001")
        await program.own_news()
        assert "Measure the wall" in program.text()
        while program.screen.listing.key != "C-1001":
            await pilot.press("j")
        await pilot.press("enter")
        await pilot.pause()
        assert program.screen.ref == "C-1001"
        await pilot.press("escape")
        await pilot.pause()
        assert program.screen.ref == "O-1001"


# The hub ------------------------------------------------------------------------------------------


async def test_the_hub_opens_what_is_late(opened: Opening) -> None:
    """What is late stands first, told by a word; enter opens it."""
    async with opened(HubScreen()) as (program, pilot):
        assert "1 late" in program.text()
        assert "1d LATE" in program.text()
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(program.screen, RecordScreen)
        assert program.screen.ref == "O-1002"


async def test_the_hub_has_columns_where_there_is_room(opened: Opening) -> None:
    """One column at 80, three at 160; the keys go from one to the next."""
    async with opened(HubScreen(), (80, 24)) as (program, pilot):
        assert sum(listing.display for listing in program.screen._listings) == 1
        await pilot.resize_terminal(160, 48)
        await pilot.pause()
        assert sum(listing.display for listing in program.screen._listings) == 3
        await pilot.press("tab", "tab")
        assert "status:" in program.screen.listing.key.filter


# The ledger ---------------------------------------------------------------------------------------


async def test_processing_what_is_due(opened: Opening) -> None:
    """Marked firings are named before they are done; what they made is in the ledger."""
    async with opened(LedgerScreen()) as (program, pilot):
        assert "due now" in program.text()
        await pilot.press("space", "j", "space", "P")
        await pilot.pause()
        assert "Process 2 firings?" in program.text()
        assert "O-1001: Chase (task)" in program.text()
        await pilot.press("y")
        await pilot.pause()
        done = await program.ground.ask(settling.queue, states=("done",))
        assert [firing.ref for firing in done] == ["O-1001", "O-1002"]
        assert all(firing.made for firing in done)


async def test_rehearsing_and_switching(opened: Opening) -> None:
    """Tab shows what would happen; triggers are listed, switched off, and narrowed to."""
    async with opened(LedgerScreen(), (120, 24)) as (program, pilot):
        await pilot.press("tab")
        await pilot.pause()
        assert "next 7 days" in program.text()
        assert "Would be" in program.text()
        await pilot.press(*["tab"] * 10, "O")  # the last of the tables
        await pilot.pause()
        assert program.told == ["Trigger Chase is off"]
        assert "Ring the client" in program.text()
        listed = await program.ground.ask(triggers.listed)
        assert [trigger.name for trigger, _ in listed if trigger.inactive] == ["Chase"]


async def test_a_new_trigger(opened: Opening) -> None:
    """The form makes a trigger; one that the store refuses comes back with what was typed."""
    async with opened(LedgerScreen()) as (program, pilot):
        await program.ground.ask(automations.add, automations.Rule("Check", "orders", "saved"))
        await pilot.press("n")
        await pilot.pause()
        fields = program.screen._inputs
        for name, text in (
            ("name", "Check"), ("track", "Print"), ("status", "QA"), ("subject", "Check the print"),
        ):  # fmt: skip
            fields[name].value = text
        await pilot.press("enter")
        await pilot.pause()
        assert "Not saved: there is a rule called 'Check' already" in program.text()
        fields = program.screen._inputs
        assert fields["subject"].value == "Check the print"
        fields["name"].value = "Check it"
        await pilot.press("enter")
        await pilot.pause()
        spec = await program.ground.ask(
            lambda desk: triggers.spec_of(desk, triggers.named("Check it"))
        )
        assert (spec.track, spec.status, spec.subject) == ("Print", "QA", "Check the print")


# Finding and making -------------------------------------------------------------------------------


async def test_the_phone_answer(opened: Opening) -> None:
    """Typing a name shows the client's work at once; two enters open the record."""
    async with opened(WhoScreen()) as (program, pilot):
        await pilot.press(*"okaf", "enter")
        await pilot.pause()
        assert "Okafor, Ada" in program.text()
        assert "Retouch" in program.text()
        await pilot.press("enter")
        await pilot.pause()
        assert program.screen.ref == "O-1001"


async def test_nobody_is_found(opened: Opening) -> None:
    """A name that nobody has is answered in words, without harm."""
    async with opened(WhoScreen()) as (program, pilot):
        await pilot.press(*"zzzz", "enter")
        await pilot.pause()
        assert "nobody is found by 'zzzz'" in program.text()


async def test_undoing_from_the_list(opened: Opening) -> None:
    """Enter undoes the action under the cursor after asking, and the list is without it."""
    async with opened(ChangesScreen()) as (program, pilot):
        before = await program.ground.ask(history.undoable)
        await pilot.press("enter", "y")
        await pilot.pause()
        after = await program.ground.ask(history.undoable)
        assert [done.id for done in after[:2]] == [done.id for done in before[1:3]]
        assert program.told[0].startswith("Undone")


async def test_a_new_order(opened: Opening) -> None:
    """The form makes the record, a new client too, with its lines and dates."""
    async with opened(HubScreen()) as (program, pilot):
        await new_record(program.screen, "production")
        await pilot.pause()
        fields = program.screen._inputs
        fields["client"].value = "Moreau, J."
        fields["type"].value = "Print"
        fields["lines"].value = "8x10,qty=3; description=Frame,price=12.50"
        fields["promised"].value = "+10d"
        await pilot.press("enter")
        await pilot.pause()
        assert program.told == ["O-1009 is made"]
        made = await program.ground.ask(details.detail, "O-1009")
        assert made.face.client == "Moreau, J."
        assert [line.quantity for line in made.line_items] == [3, 1]
        assert made.face.value_cents == 3 * 900 + 1250


async def test_a_new_task_is_about_the_record_shown(opened: Opening) -> None:
    """On a record, a new task refers to it; the kind is asked where it is not clear."""
    async with opened(RecordScreen("O-1001")) as (program, pilot):
        await new_record(program.screen)
        await pilot.pause()
        await pilot.press(*"task", "enter")
        await pilot.pause()
        assert program.screen._inputs["about"].value == "O-1001"
        program.screen.query(Input).first().value = "Ask for the frame"
        await pilot.press("enter")
        await pilot.pause()
        made = await program.ground.ask(lambda desk: cards.get("T-1008"))
        assert made.subject == "Ask for the frame"
        assert "Ask for the frame" in " ".join(
            words for line in program.screen.listing._lines for words, _ in line.parts
        )


async def test_the_palette_runs_commands(opened: Opening) -> None:
    """A command is found by its words, those of one screen alone included, and carried out."""
    async with opened(LedgerScreen(), (100, 30)) as (program, pilot):
        await choose_command(program.screen)
        await pilot.pause()
        await pilot.press(*"rehearse more")
        await pilot.press("enter")
        await pilot.pause()
        await pilot.pause()
        assert "next 14 days" in program.text()


def test_what_fits_the_palette_best() -> None:
    """What is typed as it stands comes first, then all its words, then its letters in order."""
    words = ("advance the card", "set the due date", "add a note")
    assert rank("due", words[2], "") is None
    assert max(words, key=lambda one: rank("adv", one, "") or 0) == "advance the card"
    assert max(words, key=lambda one: rank("sdd", one, "") or 0) == "set the due date"
    assert rank("xyz", "advance", "") is None


async def test_help_has_the_keys_of_the_screen_below(opened: Opening) -> None:
    """Help lists this screen's own keys and those of its place, and can be narrowed."""
    async with opened(LedgerScreen(), (100, 40)) as (program, pilot):
        await pilot.press("question_mark")
        await pilot.pause()
        assert "process: Do the chosen firings now" in program.text()
        await pilot.press("slash", *"undo", "enter")
        await pilot.pause()
        assert "Undo your last change" in program.text()
        assert "process:" not in program.text()
