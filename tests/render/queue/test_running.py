"""Running: what is in the queue becomes files, each once, whatever ends in the middle."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image as Pixels

from render import encoding, making, recipes, running
from render.running import Post, Running
from store import lease, orders, renderqueue, renderworkers
from store.errors import Refused
from store.rendering.outcomes import Failed
from store.rendering.tasks import Outcome
from store.tables import OrderLine, RenderProfile, RenderWorker, Sheet, database
from tests.render import fakeworks
from tests.render.queue.conftest import Ground

MOST = 1 << 40


async def directly(work: Callable[..., Any], *given: Any, **named: Any) -> Any:
    """The store is asked on this thread."""
    return work(*given, **named)


def names(folder: Path) -> list[str]:
    """The files in a folder, recipes left out; hidden ones as well."""
    return sorted(path.name for path in folder.iterdir() if not path.name.endswith(".json"))


def put(ground: Ground) -> str:
    """Queue the order; returns the job."""
    (job,) = renderqueue.put(ground.desk, [ground.order], profile="Small prints")
    return job.job


SIX = [f"{line:02}_{1 + (line - 1) // 2}.jpg" for line in range(1, 7)]


def test_an_order_becomes_files(ground: Ground) -> None:
    """Six lines, six files, each with its recipe; the job is done and the lines are rendered."""
    job = put(ground)
    heard: list[Outcome] = []
    done = running.run_now(ground.desk, [job], heard.append)
    assert (done.made, done.failed, done.later) == (6, 0, 0)
    assert len(heard) == 6
    assert names(ground.out) == SIX
    face = renderqueue.job(ground.desk, job)
    assert (face.state, face.done, face.progress) == ("done", 6, 1.0)
    for sheet in renderqueue.sheets(ground.desk, job):
        with Pixels.open(sheet.path) as picture:
            assert picture.size == (sheet.width, sheet.height)
        recipe = recipes.read(recipes.path_of(Path(sheet.path)).read_text())
        assert (recipe.sha256, recipe.bytes) == (sheet.sha256, sheet.bytes)
    assert {line.state for line in OrderLine.select()} == {"rendered"}
    assert RenderWorker.select().count() == 0


def test_rendered_again_it_is_numbered(ground: Ground) -> None:
    """What is there stays; the new files stand beside it."""
    for _ in range(2):
        running.run_now(ground.desk, [put(ground)])
    assert names(ground.out) == sorted([*SIX, *(name.replace(".", "-2.") for name in SIX)])


def test_replacing_skipping_and_stopping(ground: Ground) -> None:
    """As the profile says of files that are there already."""
    running.run_now(ground.desk, [put(ground)])
    first = ground.out / SIX[0]
    first.write_bytes(b"somebody's")

    def again(if_exists: str) -> str:
        RenderProfile.update(if_exists=if_exists).where(
            RenderProfile.name == "Small prints"
        ).execute()
        job = put(ground)
        running.run_now(ground.desk, [job])
        return job

    stopped = renderqueue.sheets(ground.desk, again("stop"))
    assert {sheet.state for sheet in stopped} == {"failed"}
    assert "already" in stopped[0].reason
    skipped = renderqueue.sheets(ground.desk, again("skip"))
    assert {sheet.notes for sheet in skipped[1:]} == {making.LEFT_AS_IT_IS}
    assert (skipped[0].state, skipped[0].failure) == ("failed", "person")
    assert first.read_bytes() == b"somebody's"
    again("replace")
    assert first.read_bytes() != b"somebody's"
    assert names(ground.out) == SIX


def test_one_bad_picture_holds_up_nothing(ground: Ground) -> None:
    """Its files are put aside with a reason and a remedy; whole again, they are made."""
    bad = ground.photographs[1]
    whole = bad.read_bytes()
    told = bad.stat()
    bad.write_bytes(whole[:400])
    job = put(ground)
    done = running.run_now(ground.desk, [job])
    assert (done.made, done.failed) == (4, 2)
    face = renderqueue.job(ground.desk, job)
    assert (face.state, face.failed) == ("quarantined", 2)
    assert face.reason
    assert face.remedy
    assert names(ground.out) == [name for name in SIX if not name.endswith("_2.jpg")]
    bad.write_bytes(whole)
    os.utime(bad, ns=(told.st_atime_ns, told.st_mtime_ns))
    renderqueue.retry(ground.desk, [job])
    running.run_now(ground.desk, [job])
    assert renderqueue.job(ground.desk, job).state == "done"
    assert names(ground.out) == SIX


def test_a_source_that_was_replaced_is_not_rendered(ground: Ground) -> None:
    """Another picture under the same name is no print of what was ordered."""
    job = put(ground)
    shutil.copy(ground.photographs[0], ground.photographs[2])
    running.run_now(ground.desk, [job])
    wrong = [s for s in renderqueue.sheets(ground.desk, job) if s.state == "quarantined"]
    assert [sheet.image for sheet in wrong] == ["3", "3"]
    assert "has changed" in wrong[0].reason


def post(ground: Ground, owner: str) -> Post:
    """Another program's place at the queue."""
    made = Post(ground.desk, lease.WORKER, 1, MOST, owner=owner)
    assert made.beat([], 0)
    return made


def test_what_a_dead_program_had_is_made_once(ground: Ground) -> None:
    """Killed before, between and after renaming: one file each, and no half ones are left."""
    job = put(ground)
    dead = post(ground, "dead")
    tasks, _ = dead.claim(MOST)
    assert len(tasks) == 2
    # The first was made, and not noted; of the second a part is left.
    made = making.work(tasks[0])
    assert not isinstance(made.result, Failed)
    making.part_of(tasks[1]).write_bytes(b"half")
    RenderWorker.update(until_ms=0).where(RenderWorker.owner == "dead").execute()
    done = running.run_now(ground.desk, [job])
    assert done.made == 6
    assert names(ground.out) == SIX
    # A late answer of the dead program changes nothing.
    assert renderqueue.settle(ground.desk, "dead", [made]) == []


def test_two_programs_share_the_work(ground: Ground) -> None:
    """No file is claimed by both, and none gets another's name."""
    job = put(ground)
    one, other = post(ground, "one"), post(ground, "other")
    first, second = one.claim(MOST)[0], other.claim(MOST)[0]
    assert not {task.sheet_id for task in first} & {task.sheet_id for task in second}
    for made, tasks in ((one, first), (other, second)):
        assert made.keep(making.work(task) for task in tasks)
        assert made.settle()
    assert renderqueue.job(ground.desk, job).done == 4


def test_a_vanished_folder_is_tried_again(ground: Ground) -> None:
    """A folder that cannot be made is nobody's fault: later it may be there."""
    ground.out.parent.write_text("a file where the folder should be")
    job = put(ground)
    done = running.run_now(ground.desk, [job])
    assert done.made == 0
    assert {sheet.state for sheet in renderqueue.sheets(ground.desk, job)} <= {"queued", "failed"}
    ground.out.parent.unlink()
    renderqueue.retry(ground.desk, [job])
    assert running.run_now(ground.desk, [job]).made == 6


async def test_in_a_loop(ground: Ground) -> None:
    """As boards and workers do it: it looks, and has made all that was due."""
    job = put(ground)
    program = Running(ground.desk, directly)
    found = await program.look()
    assert (found.made, found.holds) == (6, True)
    assert [worker.made for worker in renderworkers.workers(ground.desk)] == [6]
    await program.stop()
    assert renderqueue.job(ground.desk, job).state == "done"
    assert RenderWorker.select().count() == 0
    assert (await program.look()).holds is False


async def test_boards_give_way(ground: Ground) -> None:
    """While a worker is there a board renders nothing; once it is gone the board does."""
    put(ground)
    worker = post(ground, "worker")
    board = Running(ground.desk, directly, role=lease.BOARD)
    assert await board.look() == running.Rendered(holds=False)
    worker.leave([])
    assert (await board.look()).made == 6
    await board.stop()


async def test_an_idle_board_writes_nothing(ground: Ground) -> None:
    """Nobody's screen is woken by a board with nothing to render."""
    board = Running(ground.desk, directly, role=lease.BOARD)
    before = database.connection().total_changes
    await board.look()
    await board.look()
    assert database.connection().total_changes == before
    await board.stop()


async def test_stopping_in_the_middle(ground: Ground) -> None:
    """What is half done goes back at once, and is made by the next."""
    job = put(ground)
    Sheet.update(name="hangs").execute()
    begun = asyncio.Event()

    async def noticing(work: Callable[..., Any], *given: Any, **named: Any) -> Any:
        found = await directly(work, *given, **named)
        if Sheet.select().where(Sheet.state == "running").exists():
            begun.set()
        return found

    program = Running(ground.desk, noticing, work=fakeworks.work)
    looking = asyncio.create_task(program.look())
    await begun.wait()
    await program.stop()
    await looking
    assert {sheet.state for sheet in renderqueue.sheets(ground.desk, job)} == {"queued"}
    assert renderqueue.job(ground.desk, job).state == "queued"


def test_never_more_than_the_budget(ground: Ground) -> None:
    """What needs more than is left waits, unless nothing else is being made."""
    put(ground)
    Sheet.update(memory_bytes=60).execute()
    mine = post(ground, "mine")
    assert len(mine.claim(100)[0]) == 2
    assert mine.claim(40)[0] == []
    other = post(ground, "other")
    (alone,) = other.claim(40)[0]
    assert alone.memory_bytes == 60


def test_what_no_machine_can_hold(ground: Ground) -> None:
    """It fails for a person; the rest goes on."""
    job = put(ground)
    first = Sheet.select().order_by(Sheet.position).get()
    Sheet.update(memory_bytes=1 << 60).where(Sheet.id == first.id).execute()
    assert running.run_now(ground.desk, [job]).made == 5
    wrong = renderqueue.sheets(ground.desk, job)[0]
    assert (wrong.state, wrong.failure) == ("failed", "person")
    assert "GiB" in wrong.reason


def test_a_spec_that_cannot_be_read(ground: Ground) -> None:
    """A damaged row costs one file."""
    job = put(ground)
    first = Sheet.select().order_by(Sheet.position).get()
    Sheet.update(spec="{").where(Sheet.id == first.id).execute()
    assert running.run_now(ground.desk, [job]).made == 5


def test_reprints_are_the_same(ground: Ground) -> None:
    """Made again from the same specs: other names, the same bytes; the reason says who pays."""
    job = put(ground)
    running.run_now(ground.desk, [job])
    wish = renderqueue.Reprint(job, "Lab error", (0, 3))
    made = renderqueue.reprint(ground.desk, wish)
    running.run_now(ground.desk, [made.job])
    before = {sheet.label: sheet.sha256 for sheet in renderqueue.sheets(ground.desk, job)}
    again = renderqueue.sheets(ground.desk, made.job)
    assert [before[sheet.label] for sheet in again] == [sheet.sha256 for sheet in again]
    assert (made.again, made.total) == (job, 2)


def test_recipes_inside(ground: Ground) -> None:
    """Kept in the file itself it names no folder of this machine."""
    RenderProfile.update(recipe="inside").where(RenderProfile.name == "Small prints").execute()
    job = put(ground)
    running.run_now(ground.desk, [job])
    (file, *_) = [Path(sheet.path) for sheet in renderqueue.sheets(ground.desk, job)]
    words = encoding.text_inside(file)
    assert json.loads(words)["profile"]["name"] == "Small prints"
    assert str(ground.desk.settings.folder) not in words
    assert not recipes.path_of(file).exists()


def test_what_cannot_be_noted_is_noted_later(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the database cannot be written nothing that was made or claimed is forgotten."""
    put(ground)
    program = post(ground, "program")
    with monkeypatch.context() as full:
        full.setattr(renderqueue, "reserve", refuses)
        with pytest.raises(Refused):
            program.claim(MOST)
    tasks, _ = program.claim(MOST)
    assert {task.attempt for task in tasks} == {1}
    program.keep([making.work(task) for task in tasks])
    with monkeypatch.context() as full:
        full.setattr(renderqueue, "settle", refuses)
        with pytest.raises(Refused):
            program.settle()
    assert len(program.settle()) == len(tasks)
    assert not program.keep(())


def refuses(*_: object) -> None:
    """As the store does while its disk is full."""
    raise Refused("the disk is full")


def test_two_claims_of_a_file_never_write_one_part(ground: Ground) -> None:
    """A program that was thought dead goes on writing beside whoever makes it now; then it goes."""
    put(ground)
    slow = post(ground, "slow")
    (first, *_), _ = slow.claim(MOST)
    renderqueue.leave(ground.desk, "slow")
    other = post(ground, "other")
    (second, *_), _ = other.claim(MOST)
    assert (first.sheet_id, first.path) == (second.sheet_id, second.path)
    assert making.part_of(first) != making.part_of(second)
    making.part_of(first).parent.mkdir(parents=True)
    making.part_of(first).write_bytes(b"half")
    assert not isinstance(making.work(second).result, Failed)
    assert not making.part_of(first).exists()


@pytest.mark.parametrize("if_exists", ["number", "skip", "stop"])
def test_what_came_meanwhile_is_written_over_by_no_try(ground: Ground, if_exists: str) -> None:
    """Neither where a file is made for the first time nor after a program that ended over it."""
    RenderProfile.update(if_exists=if_exists).where(RenderProfile.name == "Small prints").execute()
    put(ground)
    (first, *_), _ = post(ground, "first").claim(MOST)
    file = Path(first.path)
    file.parent.mkdir(parents=True)
    file.write_bytes(b"somebody's")
    renderqueue.leave(ground.desk, "first")
    (again, *_), _ = post(ground, "again").claim(MOST)
    assert (again.path, again.attempt) == (first.path, 2)
    for task in (first, again):
        result = making.work(task).result
        if if_exists == "skip":
            assert isinstance(result, Failed)
            assert "is not this picture" in result.reason
        else:
            assert isinstance(result, Failed)
            assert "meanwhile" in result.reason
        assert file.read_bytes() == b"somebody's"
        assert not making.part_of(task).exists()


def test_parts_follow_no_links(ground: Ground, tmp_path: Path) -> None:
    """A link where a part is to be is taken away; what it leads to stays."""
    precious = tmp_path / "precious"
    precious.write_text("precious")
    put(ground)
    (first, *_), _ = post(ground, "first").claim(MOST)
    file = Path(first.path)
    file.parent.mkdir(parents=True)
    for name in (f".render-{making.part_name(first)}.part", f".{file.name}.recipe.json.part"):
        (file.parent / name).symlink_to(precious)
    assert not isinstance(making.work(first).result, Failed)
    assert precious.read_text() == "precious"
    assert not file.is_symlink()


def test_a_line_that_was_taken_off_is_not_made(ground: Ground) -> None:
    """Trying again goes by the order as it is now."""
    job = put(ground)
    renderqueue.cancel(ground.desk, [job])
    orders.remove_line(ground.desk, ground.order, 1)
    renderqueue.retry(ground.desk, [job])
    assert running.run_now(ground.desk, [job]).made == 5
    assert names(ground.out) == SIX[1:]


def test_a_file_of_ours_is_not_doubled_by_trying_again(ground: Ground) -> None:
    """Made, not noted, cancelled, and tried again: it has its name still."""
    job = put(ground)
    dead = post(ground, "dead")
    (first, *_), _ = dead.claim(MOST)
    assert not isinstance(making.work(first).result, Failed)
    renderqueue.cancel(ground.desk, [job])
    RenderWorker.update(until_ms=0).where(RenderWorker.owner == "dead").execute()
    renderqueue.recover(ground.desk)
    renderqueue.retry(ground.desk, [job])
    running.run_now(ground.desk, [job])
    assert names(ground.out) == SIX
