"""The queue pane: what failed first, live, decided by keys that ask; pinned beside a board as well."""

from __future__ import annotations

import pytest

from store import renderqueue
from store.desk import Desk
from store.jobfaces import JobFace
from store.tables import Job, Sheet
from tests.tui.screens.conftest import Opening
from tests.tui.screens.renderground import REASON, REMEDY, filled
from tui.jobwork import numbers
from tui.screens.board import BoardScreen
from tui.screens.jobchoice import JobChoice
from tui.screens.ledger import LedgerScreen
from tui.screens.preview import PreviewScreen
from tui.screens.queuelanes import LANES
from tui.screens.record import RecordScreen
from tui.screens.renderjob import RenderJobScreen
from tui.screens.renderqueue import RenderQueueScreen

SIZES = [(80, 24), (60, 20), (160, 48)]


def faces(desk: Desk) -> dict[str, JobFace]:
    """All jobs by their references."""
    states = ("queued", "running", "held", "done", "failed", "quarantined", "cancelled")
    return {one.job: one for one in renderqueue.jobs(desk, states=states)}


@pytest.mark.parametrize("size", SIZES)
async def test_what_failed_stands_first(opened: Opening, size: tuple[int, int]) -> None:
    """With its reason and what helps, at every size; then what is at work, then what is held."""
    async with opened(RenderQueueScreen(), size) as (program, pilot):
        jobs = await program.ground.ask(filled)
        await program.screen.reload()
        await pilot.pause()
        text = program.text()
        places = [text.index(job) for job in jobs]
        assert places == sorted(places)
        assert REASON.split(" from", maxsplit=1)[0] in text
        assert REMEDY.split(",", maxsplit=1)[0] in text
        assert "Failed 1" in text
        assert "Held 1" in text
        assert program.screen.listing.key == jobs[0]


async def test_an_empty_queue_says_what_to_do(opened: Opening) -> None:
    """And so does every other lane; beyond the last are the triggers."""
    async with opened(RenderQueueScreen()) as (program, pilot):
        assert "r on a board" in program.text()
        for lane in LANES[1:]:
            await pilot.press("tab")
            await pilot.pause()
            assert lane.empty[:30] in program.text()
        await pilot.press("tab")
        await pilot.pause()
        assert isinstance(program.screen, LedgerScreen)
        await pilot.press("shift+tab")
        await pilot.pause()
        assert isinstance(program.screen, RenderQueueScreen)
        assert program.screen.lane == len(LANES) - 1


async def test_lanes_of_what_is_over_and_of_paper(opened: Opening) -> None:
    """What is done leaves the first lane; papers are counted by what is still to be made."""
    async with opened(RenderQueueScreen()) as (program, pilot):
        jobs = await program.ground.ask(filled)
        await program.ground.ask(lambda _: Job.update(state="done").where(
            Job.number == int(jobs[0][2:])).execute())  # fmt: skip
        await pilot.press("tab")
        await pilot.pause()
        assert jobs[0] in program.text()
        assert jobs[1] not in program.text()
        await pilot.press("tab")
        await pilot.pause()
        assert "8x10" in program.text()


async def test_it_keeps_up_by_itself(opened: Opening) -> None:
    """Files are no history and send no news: it looks, and reads only when something was written."""
    async with opened(RenderQueueScreen()) as (program, pilot):
        jobs = await program.ground.ask(filled)
        screen = program.screen
        assert isinstance(screen, JobChoice)
        await screen._look()
        await pilot.pause()
        assert jobs[1] in program.text()
        before = screen.page
        await screen._look()
        assert screen.page is before
        await program.ground.ask(lambda _: Sheet.update(state="done").execute())
        await screen._look()
        assert screen.page is not before


async def test_holding_and_releasing(opened: Opening) -> None:
    """By w, which asks, names the jobs, and turns round where all of them are held; or by Y."""
    async with opened(RenderQueueScreen()) as (program, pilot):
        jobs = await program.ground.ask(filled)
        await program.screen.reload()
        await pilot.press("j", "w")
        await pilot.pause()
        assert "Hold 1 job?" in program.text()
        assert jobs[1] in program.text()
        await pilot.press("y")
        await pilot.pause()
        found = await program.ground.ask(faces)
        assert found[jobs[1]].state == "held"
        await program.screen.reload()
        await pilot.press("*")
        await pilot.pause()
        assert program.screen.marked == set(jobs)
        await pilot.press("Y")
        await pilot.pause()
        assert "Release 2 jobs?" in program.text()
        await pilot.press("y")
        await pilot.pause()
        found = await program.ground.ask(faces)
        assert "held" not in {one.state for one in found.values()}


async def test_trying_again_and_cancelling(opened: Opening) -> None:
    """R makes only what failed again; D takes it out of the queue; both ask first."""
    async with opened(RenderQueueScreen()) as (program, pilot):
        jobs = await program.ground.ask(filled)
        await program.screen.reload()
        await pilot.press("R")
        await pilot.pause()
        await pilot.press("y")
        await pilot.pause()
        found = await program.ground.ask(faces)
        assert (found[jobs[0]].failed, found[jobs[0]].done) == (0, 3)
        await program.screen.reload()
        program.screen.marked = {jobs[0]}
        await pilot.press("D")
        await pilot.pause()
        assert "Cancel 1 job?" in program.text()
        await pilot.press("y")
        await pilot.pause()
        found = await program.ground.ask(faces)
        assert found[jobs[0]].state == "cancelled"


async def test_priority(opened: Opening) -> None:
    """By p; a wrong one is told before anything is done."""
    async with opened(RenderQueueScreen()) as (program, pilot):
        jobs = await program.ground.ask(filled)
        await program.screen.reload()
        await pilot.press("j", "p")
        await pilot.pause()
        await pilot.press("end", "x", "enter")
        await pilot.pause()
        assert "whole number" in program.text()
        await pilot.press("backspace", "backspace", "7", "enter")
        await pilot.pause()
        found = await program.ground.ask(faces)
        assert found[jobs[1]].priority == 7


async def test_the_files_of_a_job(opened: Opening) -> None:
    """Enter shows them, what went wrong first; on one of them, its preview; O opens the order."""
    async with opened(RenderQueueScreen()) as (program, pilot):
        jobs = await program.ground.ask(filled)
        await program.screen.reload()
        await pilot.press("enter")
        await pilot.pause()
        screen = program.screen
        assert isinstance(screen, RenderJobScreen)
        text = program.text()
        assert "quarantined" in text
        assert text.index("quarantined") < text.index("3000×2400")
        assert "3 of 4 files" in text
        await pilot.press("y")
        await pilot.press("enter")
        await pilot.pause(0.3)
        assert isinstance(program.screen, PreviewScreen)
        assert REASON.split(" from", maxsplit=1)[0] in program.text()
        await pilot.press("escape")
        await pilot.pause()
        await pilot.press("O")
        await pilot.pause(0.2)
        assert isinstance(program.screen, RecordScreen)
        assert jobs


async def test_printing_files_again(opened: Opening) -> None:
    """B asks for a reason; the marked files stand in the form; a new job says what it repeats."""
    async with opened(RenderQueueScreen()) as (program, pilot):
        jobs = await program.ground.ask(filled)
        await program.screen.reload()
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("j", "space", "B")
        await pilot.pause()
        assert f"Print files of {jobs[0]} again" in program.text()
        assert "Files              2" in program.text()
        await pilot.press("escape")
        await pilot.pause()
        assert len(await program.ground.ask(faces)) == len(jobs)


async def test_viewers_decide_nothing(opened: Opening) -> None:
    """Nothing is asked of one who may only look."""
    async with opened(RenderQueueScreen()) as (program, pilot):
        await program.ground.ask(filled)
        await program.screen.reload()
        await pilot.pause()
        who = program.ground.desk.who
        object.__setattr__(who, "role", "viewer")
        for key in ("R", "D", "B"):
            await pilot.press(key)
            await pilot.pause()
            assert isinstance(program.screen, RenderQueueScreen), key
        assert any("only look" in words for words in program.told)


async def test_narrowing_and_leaving(opened: Opening) -> None:
    """Words of any column; escape drops marks, then the words."""
    async with opened(RenderQueueScreen()) as (program, pilot):
        jobs = await program.ground.ask(filled)
        await program.screen.reload()
        program.screen.narrow("held")
        await pilot.pause()
        assert jobs[2] in program.text()
        assert jobs[0] not in program.text()
        program.screen.narrow("nothing has this")
        await pilot.pause()
        assert "No job has these words" in program.text()
        await pilot.press("escape")
        await pilot.press("space", "escape")
        assert not program.screen.marked


async def test_pinned_beside_a_board(opened: Opening) -> None:
    """Q puts it there, below where it is narrow, and takes it away; the board keeps its keys."""
    async with opened(BoardScreen(), (160, 40)) as (program, pilot):
        jobs = await program.ground.ask(filled)
        await pilot.press("Q")
        await pilot.pause()
        text = program.text()
        assert "render queue" in text
        assert jobs[0] in text
        row = program.screen.board.face
        await pilot.press("j")
        assert program.screen.board.face != row
        await pilot.press("Q")
        await pilot.pause()
        assert "render queue" not in program.text()


async def test_rendering_from_a_board(opened: Opening) -> None:
    """By r, which says how many files there will be and of what cannot be made; enter queues them."""
    async with opened(BoardScreen(), (100, 40)) as (program, pilot):
        jobs = await program.ground.ask(filled)
        ref = (await program.ground.ask(faces))[jobs[2]].ref
        await program.ground.ask(lambda desk: renderqueue.cancel(desk, jobs))
        await program.push_screen(RecordScreen(ref))
        await pilot.pause()
        await pilot.press("r")
        await pilot.pause(0.2)
        text = program.text()
        assert f"Render {ref}" in text
        assert "4 files" in text
        assert "8x10 × 8" in text
        await pilot.press("tab", "tab", "1", ",", "2")
        await pilot.pause(0.3)
        assert "2 files" in program.text()
        await pilot.press("enter")
        await pilot.pause(0.2)
        found = await program.ground.ask(faces)
        new = [one for job, one in found.items() if job not in jobs]
        assert [one.total for one in new] == [2]
        assert any("2 files in the queue" in words for words in program.told)


async def test_only_orders_and_sessions_are_rendered(opened: Opening) -> None:
    """On a task it is said what is."""
    async with opened(BoardScreen()) as (program, pilot):
        await program.push_screen(RecordScreen("T-1001"))
        await pilot.pause()
        await pilot.press("r")
        await pilot.pause()
        assert any("Orders and sessions are rendered" in words for words in program.told)


@pytest.mark.parametrize(
    ("text", "found"),
    [("all", ()), ("", ()), ("1", (0,)), ("1, 4-6", (0, 3, 4, 5)), ("2 2", (1,))],
)
def test_numbers_of_files(text: str, found: tuple[int, ...]) -> None:
    """As people write them."""
    assert numbers(text) == found


@pytest.mark.parametrize("text", ["x", "0", "3-1", "1-", "-2", "1-999999999", "²"])
def test_no_numbers_of_files(text: str) -> None:
    """What is no number is refused in words."""
    from store.errors import Refused

    with pytest.raises(Refused):
        numbers(text)
