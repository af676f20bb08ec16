"""The queue screen: its tables, what is decided there by keys, and that viewers decide nothing."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.widgets import Input

from store import clockwatch, hushes, identity, outbox, settling, triggers
from store.desk import Desk
from store.tables import Firing, Message, Setting
from store.when import HOUR_MS
from tests.tui.screens import postal
from tests.tui.screens.conftest import Opening
from tests.tui.screens.postal import at, firing_state, states
from tui.screens.calls import CallsScreen
from tui.screens.ledger import LedgerScreen
from tui.screens.message import MessageScreen
from tui.screens.palette import Palette
from tui.screens.queuelanes import fitting
from tui.screens.queuepages import Group, notices
from tui.screens.queuetabs import TABS
from tui.screens.renderqueue import RenderQueueScreen

WIDE = (140, 40)


async def test_every_table_can_be_reached(opened: Opening) -> None:
    """Tab goes through them all, at 80 columns too, and the present one is always named."""
    async with opened(LedgerScreen("due")) as (program, pilot):
        seen = []
        for _ in TABS:
            screen = program.screen
            seen.append(screen.here.name)
            tabs = program.text().splitlines()[2]
            assert screen.tab_words(screen.here) in tabs
            await pilot.press("tab")
            await pilot.pause()
        assert seen == [tab.name for tab in TABS]
        assert isinstance(program.screen, RenderQueueScreen)
        assert "render" in program.text().splitlines()[2]
        await pilot.press("shift+tab")
        await pilot.pause()
        assert program.screen.here.name == "triggers"


async def test_another_table_begins_at_its_first_row(opened: Opening) -> None:
    """Whatever row the cursor was on before: nothing is decided about one that nobody chose."""
    async with opened(LedgerScreen("due"), WIDE) as (program, pilot):
        await pilot.press("down", "down")
        assert program.screen.table.cursor == 2
        others = len(TABS) - 1
        for key in [*["tab"] * others, *["shift+tab"] * others]:
            await pilot.press(key)
            await pilot.pause()
        assert program.screen.here.name == "due"
        assert program.screen.table.cursor == 0


async def test_without_any_trigger_on_it_is_said_why_nothing_comes(opened: Opening) -> None:
    """A new studio has all triggers switched off; more days would show no more."""

    def rest(desk: Desk) -> None:
        for trigger, spec in triggers.listed(desk):
            for firing in settling.queue(desk, limit=100):
                if firing.trigger == spec.name:
                    settling.skip(desk, [firing.id])
            triggers.switch(desk, trigger.name, on=False)

    async with opened(LedgerScreen("next"), WIDE) as (program, pilot):
        await program.ground.ask(rest)
        await program.own_news()
        await pilot.pause()
        assert "No trigger is switched on" in program.text()


async def test_a_table_is_chosen_by_its_name(opened: Opening) -> None:
    """By f, which asks for it; the program can begin at one as well."""
    async with opened(LedgerScreen("unknown")) as (program, pilot):
        assert program.screen.here.name == "unknown"
        assert "Of everything it is known what became of it" in program.text()
        await at(program, pilot, "letters")
        assert "No letter waits to be printed" in program.text()
        assert "P print" in program.text()


@given(st.lists(st.integers(1, 20), min_size=1, max_size=15), st.data(), st.integers(1, 120))
def test_names_of_tables_fit(widths: list[int], data: Any, room: int) -> None:
    """The present one is among those shown, and they fit where even that one does."""
    here = data.draw(st.integers(0, len(widths) - 1))
    first, last = fitting(widths, here, room)
    assert 0 <= first <= here < last <= len(widths)
    assert sum(widths[first:last]) <= max(room, widths[here])


async def test_firings_of_a_trigger_together(opened: Opening) -> None:
    """S puts them below the trigger's name, which stands for all of them."""
    async with opened(LedgerScreen("due"), WIDE) as (program, pilot):
        await pilot.press("S")
        await pilot.pause()
        table = program.screen.table
        assert table.rows[0].key == Group("Chase")
        assert "8 firings" in program.text()
        await pilot.press("g", "g", "P")
        await pilot.pause()
        assert "Process 8 firings?" in program.text()
        await pilot.press("n")
        await pilot.press("*")
        assert Group("Chase") not in table.marked
        await pilot.press("escape", "g", "g", "enter")
        await pilot.pause()
        assert program.screen.only == "Chase"
        await pilot.press("S")
        await pilot.pause()
        assert all(isinstance(row.key, int) for row in program.screen.table.rows)


async def test_marks_outlive_narrowing(opened: Opening) -> None:
    """What is shown can be narrowed by words of any column."""
    async with opened(LedgerScreen("due"), WIDE) as (program, pilot):
        await pilot.press("slash", *"o-1002", "enter")
        await pilot.pause()
        assert len(program.screen.table.rows) == 1
        await pilot.press("escape")
        assert len(program.screen.table.rows) == 8


# Deciding about firings --------------------------------------------------------------------------


async def test_approving_a_held_draft(opened: Opening) -> None:
    """What is approved is what is shown: the message goes out as it is."""
    async with opened(LedgerScreen(), WIDE) as (program, pilot):
        firing = await program.ground.ask(postal.settled)
        await program.own_news()
        await at(program, pilot, "held")
        assert "by hand" in program.text()
        assert "M-1001" in program.text()
        await pilot.press("v")
        await pilot.pause()
        assert "Ready O-1009" in program.text()
        assert "held: it waits for somebody's approval" in program.text()
        await pilot.press("escape", "Y")
        await pilot.pause()
        assert "Approve 1 firing?" in program.text()
        await pilot.press("y")
        await pilot.pause()
        assert await program.ground.ask(states) == {"M-1001": "pending"}
        assert await program.ground.ask(firing_state, firing) == "sending"
        assert program.told == ["Approve: 1 firing"]
        await at(program, pilot, "sending")
        assert "Mail" in program.text()


@pytest.mark.parametrize(("key", "state"), [("K", "skipped"), ("D", "cancelled")])
async def test_a_held_draft_is_not_wanted(opened: Opening, key: str, state: str) -> None:
    """Skipped or deleted, its message is not sent."""
    async with opened(LedgerScreen(), WIDE) as (program, pilot):
        firing = await program.ground.ask(postal.settled)
        await at(program, pilot, "held")
        await pilot.press(key)
        await pilot.pause()
        await pilot.press("y")
        await pilot.pause()
        assert await program.ground.ask(states) == {"M-1001": "cancelled"}
        assert await program.ground.ask(firing_state, firing) == state
        await at(program, pilot, "cancelled")
        assert state in program.text()


async def test_trying_again_what_failed(opened: Opening) -> None:
    """R asks first, then the message is on its way again."""
    async with opened(LedgerScreen(), WIDE) as (program, pilot):
        firing = await program.ground.ask(postal.unknown, "failed")
        await at(program, pilot, "failed")
        assert "nobody knows" in program.text()
        await pilot.press("R")
        await pilot.pause()
        await pilot.press("y")
        await pilot.pause()
        assert await program.ground.ask(states) == {"M-1001": "pending"}
        assert await program.ground.ask(firing_state, firing) == "sending"


@pytest.mark.parametrize(
    ("words", "message", "firing"),
    [
        ("it arrived", "done", "done"), ("never arrived", "failed", "failed"),
        ("send it again", "pending", "sending"),
    ],
)  # fmt: skip
async def test_what_became_of_the_unknown(
    opened: Opening, words: str, message: str, firing: str
) -> None:
    """A person says; sending again warns that it may arrive twice."""
    async with opened(LedgerScreen(), WIDE) as (program, pilot):
        found = await program.ground.ask(postal.unknown)
        await at(program, pilot, "unknown")
        await pilot.press("J")
        await pilot.pause()
        assert "it may arrive twice" in program.text()
        await pilot.press(*words, "enter")
        await pilot.pause()
        assert await program.ground.ask(states) == {"M-1001": message}
        assert await program.ground.ask(firing_state, found) == firing


async def test_a_decision_that_does_not_fit_is_told(opened: Opening) -> None:
    """Keys of other tables say where they work, or are not there."""
    async with opened(LedgerScreen("due"), WIDE) as (program, pilot):
        await pilot.press("J", "R")
        await pilot.pause()
        assert program.told == []
        program.screen.do_resolve()
        assert program.told == ["Choose firings that are unknown; tab shows them"]


async def test_a_preview_of_what_is_to_come(opened: Opening) -> None:
    """Nothing exists yet, and nothing does afterwards."""
    async with opened(LedgerScreen("due"), WIDE) as (program, pilot):
        await program.ground.ask(postal.held, by_hand=False)
        await program.own_news()
        await pilot.press("slash", *"mail", "enter", "v")
        await pilot.pause()
        text = program.text()
        assert isinstance(program.screen, MessageScreen)
        for words in ("preview", "Ready O-1009", "Come by.", "ada@example.com", "foreseen"):
            assert words in text
        await pilot.press("Y", "R", "D")
        assert program.told == ["This message does not exist yet; esc goes back"] * 3
        assert await program.ground.ask(states) == {}


async def test_a_preview_of_a_task(opened: Opening) -> None:
    """Where no message is made it says what is."""
    async with opened(LedgerScreen("due"), WIDE) as (program, pilot):
        await pilot.press("v")
        await pilot.pause()
        assert "a task" in program.text()
        assert "Chase the lab" in program.text()
        await pilot.press("Y")
        assert program.told == ["Nothing is sent here; esc goes back"]
        assert not await program.ground.ask(
            lambda _: Firing.select().where(Firing.state == "done").exists()
        )


async def test_looking_through_several(opened: Opening) -> None:
    """Tab shows the next of the marked ones."""
    async with opened(LedgerScreen("due"), WIDE) as (program, pilot):
        await pilot.press("space", "j", "space", "v")
        await pilot.pause()
        assert "1 of 2; tab shows the next" in program.text()
        await pilot.press("tab")
        assert "2 of 2" in program.text()
        await pilot.press("tab")
        assert "1 of 2" in program.text()


async def test_keys_for_cards_work_on_the_records(opened: Opening) -> None:
    """Z pauses reminders about the record of a firing; what is due is then held."""
    async with opened(LedgerScreen("due"), WIDE) as (program, pilot):
        await pilot.press("Z")
        await pilot.pause()
        await pilot.press(*"fri", "tab", *"moving", "enter")
        await pilot.pause()
        assert program.told == ["Reminders about O-1001 Okafor, Ada are paused"]
        assert [one.ref for one in await program.ground.ask(hushes.paused)] == ["O-1001"]


async def test_opening_the_record(opened: Opening) -> None:
    """Enter opens what a firing made, or is about."""
    async with opened(LedgerScreen("due"), WIDE) as (program, pilot):
        await pilot.press("enter")
        await pilot.pause()
        assert program.screen.ref == "O-1001"


# Triggers ----------------------------------------------------------------------------------------


async def test_what_one_trigger_does(opened: Opening) -> None:
    """Enter on a trigger shows its own alone; esc shows all again."""
    async with opened(LedgerScreen("triggers"), WIDE) as (program, pilot):
        assert program.screen.table.key == "Chase"
        await pilot.press("enter")
        await pilot.pause()
        assert (program.screen.here.name, program.screen.only) == ("next", "Chase")
        assert "only Chase" in program.text()
        await pilot.press("escape")
        await pilot.pause()
        assert program.screen.only is None


async def test_what_it_would_have_done(opened: Opening) -> None:
    """M looks back over a month, + further."""
    async with opened(LedgerScreen("triggers"), WIDE) as (program, pilot):
        await pilot.press("M")
        await pilot.pause()
        assert "8 times in the last 30 days" in program.text()
        await pilot.press("plus")
        await pilot.pause()
        assert "in the last 90 days" in program.text()
        await pilot.press("minus", "minus", "minus")
        await pilot.pause()
        assert "in the last 7 days" in program.text()
        await pilot.press("slash", *"1002", "enter", "enter")
        await pilot.pause()
        assert program.screen.ref == "O-1002"


async def test_switching_a_trigger_from_its_firing(opened: Opening) -> None:
    """O works on the trigger behind a row."""
    async with opened(LedgerScreen("due"), WIDE) as (program, pilot):
        await pilot.press("O")
        await pilot.pause()
        assert program.told == ["Trigger Chase is off"]
        assert (await program.ground.ask(lambda _: triggers.named("Chase"))).inactive


# Messages and letters ----------------------------------------------------------------------------


async def test_messages_are_decided_about(opened: Opening) -> None:
    """Dropped, and sent again to another address."""
    async with opened(LedgerScreen(), WIDE) as (program, pilot):
        await program.ground.ask(postal.settled)
        await at(program, pilot, "messages")
        assert "Ready O-1009" in program.text()
        await pilot.press("D")
        await pilot.pause()
        await pilot.press("y")
        await pilot.pause()
        assert await program.ground.ask(states) == {"M-1001": "cancelled"}
        await pilot.press("R")
        await pilot.pause()
        program.screen._inputs["address"].value = "nonsense"
        await pilot.press("enter")
        await pilot.pause()
        assert "Not saved" in program.text()
        program.screen._inputs["address"].value = "other@example.com"
        await pilot.press("enter")
        await pilot.pause()
        assert await program.ground.ask(states) == {"M-1001": "pending"}
        assert await program.ground.ask(lambda _: Message.get().to_address) == "other@example.com"
        assert program.told == ["Drop 1 message", "M-1001 is sent again"]


async def test_a_message_in_full(opened: Opening) -> None:
    """Enter shows it, with what the other side answered; its record is a key away."""
    async with opened(LedgerScreen(), WIDE) as (program, pilot):
        await program.ground.ask(postal.unknown)
        await program.ground.ask(
            lambda _: Message.update(answer="451 [/] later", remote_id="SM1").execute()
        )
        await at(program, pilot, "messages")
        await pilot.press("enter")
        await pilot.pause()
        text = program.text()
        for words in ("451 [/] later", "SM1", "Mail", "unknown: it may have arrived or not"):
            assert words in text
        await pilot.press("J")
        await pilot.pause()
        await pilot.press(*"arrived", "enter")
        await pilot.pause()
        assert "done: it was taken by the other side" in program.text()
        await pilot.press("G", "enter")
        await pilot.pause()
        assert program.screen.ref == "O-1009"


async def test_letters_are_noted_as_posted(opened: Opening) -> None:
    """F, for what was printed elsewhere."""
    async with opened(LedgerScreen(), WIDE) as (program, pilot):
        await program.ground.ask(postal.letters)
        await at(program, pilot, "letters")
        await pilot.press("*", "F")
        await pilot.pause()
        assert "Posted: 2 messages?" in program.text()
        await pilot.press("y")
        await pilot.pause()
        assert set((await program.ground.ask(states)).values()) == {"done"}
        assert "No letter waits" in program.text()


async def test_the_names_of_tables_say_how_much_is_there(opened: Opening) -> None:
    """Of what somebody has to do something about."""
    async with opened(LedgerScreen("due"), (160, 40)) as (program, _):
        await program.ground.ask(postal.unknown)
        await program.ground.ask(postal.letters)
        await program.screen.reload()
        tabs = program.text().splitlines()[2]
        assert "letters 2" in tabs
        assert "unknown 1" in tabs


# What stands against it --------------------------------------------------------------------------


async def test_why_nothing_goes_out(opened: Opening) -> None:
    """A copy of the studio says so above all tables, with the remedy; so does trouble."""

    def moved(desk: Desk) -> None:
        Setting.create(key=identity.KEY, value='{"machine": "other"}')
        Setting.create(key="blocked:email", value='{"why": "wrong password", "until": 0}')

    async with opened(LedgerScreen("due")) as (program, pilot):
        assert "Nothing goes out" not in program.text()
        await program.ground.ask(moved)
        await program.screen.reload()
        await pilot.pause()
        assert "Nothing goes out: " in program.text()
        assert "safelight adopt" in program.text()
        assert "Trouble with email: wrong password" in program.text()


def test_nothing_stands_against_it() -> None:
    """Then nothing is said."""
    from store.postroom import PostRoom

    quiet = PostRoom(0, 0, 0, 0, 0, 0, 0, (), "")
    assert list(notices(quiet)) == []


async def test_a_viewer_sees_and_decides_nothing(opened: Opening) -> None:
    """Every table and preview can be looked at; every decision says that it is none of theirs."""
    async with opened(LedgerScreen("due"), WIDE) as (program, pilot):
        refs = await program.ground.ask(postal.letters, 3)
        await program.ground.ask(
            lambda _: Message.update(state="unknown").where(Message.id == 3).execute()
        )
        before = await program.ground.ask(states)
        assert list(before) == refs
        postal.only_looks(program)
        for table, keys in (("due", "PKDvZXm"), ("messages", "JvRD"), ("letters", "ggPBFDv")):
            await at(program, pilot, table)
            for key in keys:
                await pilot.press(key)
                await pilot.pause()
                if isinstance(program.screen, MessageScreen):
                    await pilot.press("escape")
                assert isinstance(program.screen, LedgerScreen), (table, key)
        assert await program.ground.ask(states) == before
        assert len(program.told) == 13
        assert all("you may only look here" in words for words in program.told)
        await pilot.press("C")
        await pilot.pause()
        assert isinstance(program.screen, CallsScreen)


async def test_everything_processed_at_once(opened: Opening) -> None:
    """What is no longer true or still held is told."""
    from tui.queuework import told

    done = settling.Settled(done=1, held=2, cancelled=3)
    assert told("Try again:", "6 firings", done) == (
        "Try again: 6 firings (2 still held, 3 not true any more)"
    )
    assert told("Skip", "1 firing", 1) == "Skip: 1 firing"
    assert outbox.CHANNELS


async def test_hostile_words_are_only_words(opened: Opening) -> None:
    """In notices, rows and previews."""

    def spoilt(desk: Desk) -> None:
        postal.unknown(desk)
        Message.update(subject="[/] \x1b[31m", body="[@click=app.bell]x[/]", reason="[/]").execute()
        Setting.create(key="blocked:sms", value='{"why": "[/] \\u001b]0;x", "until": 0}')

    async with opened(LedgerScreen("due"), WIDE) as (program, pilot):
        await program.ground.ask(spoilt)
        await at(program, pilot, "messages")
        await pilot.press("enter")
        await pilot.pause()
        assert "[@click=app.bell]x[/]" in program.text()
        assert "\x1b" not in program.text()


def test_news_are_shown_at_a_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few at once, then one a second, and a few again after a while."""
    from tui.screens import ledger

    now = [100.0]
    monkeypatch.setattr(ledger.time, "monotonic", lambda: now[0])
    pace = ledger.Pace(most=3)
    assert [pace.may() for _ in range(5)] == [True, True, True, False, False]
    now[0] += 1.0
    assert [pace.may() for _ in range(2)] == [True, False]
    now[0] += 60
    assert [pace.may() for _ in range(4)] == [True, True, True, False]


async def test_what_comes_late_is_shown_too(opened: Opening) -> None:
    """When there is very much news, the last of it is not lost."""
    async with opened(LedgerScreen("messages"), WIDE) as (program, pilot):
        screen = program.screen
        screen._pace = type("Never", (), {"may": lambda _: False})()
        await program.ground.ask(postal.letters, 1)
        await program.own_news()
        assert screen._timer is not None
        assert "M-1001" not in program.text()
        screen._timer.stop()
        await screen._catch_up()
        await pilot.pause()
        assert "M-1001" in program.text()


async def test_words_typed_ahead_go_to_the_palette(opened: Opening) -> None:
    """None of their letters is taken for a key of the screen below, however slow the store is."""
    async with opened(LedgerScreen("due"), WIDE) as (program, pilot):
        for key in ("ctrl+p", "a", "d", "v"):
            program.simulate_key(key)
        for _ in range(20):
            await pilot.pause()
        assert isinstance(program.screen, Palette)
        assert program.screen.query_one(Input).value == "adv"


async def test_a_copy_is_adopted_after_asking(opened: Opening) -> None:
    """What waits is said first; then messages go out again."""

    def moved(_: Desk) -> None:
        Setting.create(key=identity.KEY, value='{"machine": "other"}')

    async with opened(LedgerScreen("due"), WIDE) as (program, pilot):
        await program.ground.ask(postal.held)
        await program.ground.ask(moved)
        await program.screen.reload()
        await pilot.press("!")
        await pilot.pause()
        assert "Adopt this database?" in program.text()
        assert "There wait: 1 by email." in program.text()
        await pilot.press("y")
        await pilot.pause()
        await program.screen.reload()
        await pilot.pause()
        assert "Nothing goes out" not in program.text()


async def test_a_clock_is_trusted_after_asking(opened: Opening) -> None:
    """Its jump is told first."""

    def doubted(_: Desk) -> None:
        now = clockwatch.machine()
        seen = replace(now, wall=now.wall - 3 * HOUR_MS)
        Setting.create(key=clockwatch.SEEN, value=json.dumps(asdict(seen)))

    async with opened(LedgerScreen("due"), WIDE) as (program, pilot):
        await program.ground.ask(doubted)
        await program.screen.reload()
        await pilot.press("!")
        await pilot.pause()
        assert "Trust this machine's clock?" in program.text()
        await pilot.press("y")
        await pilot.pause()
        assert program.told[-1] == "The clock is trusted; messages go out again"
        assert await program.ground.ask(lambda _: clockwatch.silence(clockwatch.stored())) == ""
