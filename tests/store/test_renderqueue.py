"""The render queue: what is asked for is made once, whatever programs do that make it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from store import cards, renderclaims, renderqueue, renderworkers, reorderreasons
from store.desk import Desk
from store.errors import Refused
from store.jobfaces import Reprint
from store.rendering.outcomes import INPUT, PERSON, TRANSIENT, Failed, Kind
from store.tables import Job, RenderWorker, Sheet, database
from tests.store.conftest import Login, Turn
from tests.store.queue_ground import (
    all_made,
    claimed,
    dead,
    files_to_make,
    line_states,
    made,
    program,
    queued,
    states,
    wrong,
)
from tests.store.rendering_ground import line, order

# Asking ------------------------------------------------------------------------------------------


def test_asking_makes_a_job_of_files(desk: Desk) -> None:
    """One for a record, with a file for each print, in the order of its lines."""
    job = queued(desk, 3, priority=4)
    assert (job.job, job.state, job.total, job.done, job.priority) == (
        "J-1001", "queued", 3, 0, 4,
    )  # fmt: skip
    assert (job.by, job.client, job.profile, job.kind) == ("ana", "Okafor, Ada", "Prints", "render")
    assert [one.line for one in renderqueue.sheets(desk, job.job)] == [1, 2, 3]


def test_a_file_is_not_asked_for_twice(desk: Desk) -> None:
    """While it is open; what has been made, or lies elsewhere, is made again."""
    job = queued(desk, 2)
    assert renderqueue.put(desk, [job.ref], profile="Prints") == []
    program(desk)
    renderqueue.settle(desk, "one", [made(claimed(desk)[0])])
    (again,) = renderqueue.put(desk, [job.ref], profile="Prints")
    assert again.total == 1
    all_made(desk)
    (whole,) = renderqueue.put(desk, [job.ref.lower()], profile="Prints")
    assert whole.total == 2


def test_what_cannot_be_made_stands_in_the_job(desk: Desk) -> None:
    """With its reason; a job of nothing else has failed at once."""
    ref = order(desk, line(None))
    files_to_make(desk)
    (job,) = renderqueue.put(desk, [ref], profile="Prints")
    assert (job.state, job.total, job.failed) == ("failed", 1, 1)
    assert "no image" in job.reason
    assert job.remedy
    assert job.settled_at == desk.now()


def test_all_or_nothing(desk: Desk) -> None:
    """A record that cannot be rendered keeps the others from being queued as well."""
    ref = files_to_make(desk)
    empty = order(desk)
    with pytest.raises(Refused, match="nothing to render"):
        renderqueue.put(desk, [ref, empty])
    with pytest.raises(Refused, match="priority"):
        renderqueue.put(desk, [ref], priority=101)
    assert not Job.select().exists()


def test_who_may_ask(desk: Desk, log_in: Login) -> None:
    """A viewer may not."""
    ref = files_to_make(desk)
    with pytest.raises(Refused):
        renderqueue.put(log_in("vic"), [ref])
    assert not Job.select().exists()


def test_records_there_are_not(desk: Desk) -> None:
    """Are all named, and hostile words are harmless."""
    with pytest.raises(Refused) as refused:
        renderqueue.put(desk, ["O-99", "../\x1b[2J"])
    assert len(refused.value.problems) == 2
    with pytest.raises(Refused, match="J-1001"):
        renderqueue.by_references(["J-²"])


# Claiming ----------------------------------------------------------------------------------------


def test_files_are_claimed_in_their_order(desk: Desk) -> None:
    """Higher priority first, then sooner asked for, then as they lie in the job."""
    first, second = queued(desk, 2), queued(desk, 1, priority=5)
    program(desk)
    assert [claimed(desk)[0].job for _ in range(3)] == [second.job, first.job, first.job]
    assert claimed(desk) == []
    assert states(first) == ["running", "running"]
    assert renderqueue.job(desk, first.job).state == "running"
    assert renderqueue.job(desk, first.job).worker == "program one"


def test_files_of_one_source_come_together(desk: Desk) -> None:
    """So that it is decoded once; those of other jobs as well, at most so many."""
    job = queued(desk, 2)
    Sheet.update(source="same.jpg").execute()
    other = queued(desk, 2)
    Sheet.update(source="same.jpg").where(Sheet.job == other.id, Sheet.position == 1).execute()
    program(desk)
    taken = claimed(desk, most=8)
    assert [task.job for task in taken] == [job.job, job.job, other.job]
    assert states(other) == ["queued", "running"]


def test_without_joining_nothing_is_claimed(desk: Desk) -> None:
    """Nor by a program whose claims have lapsed, until it joins anew."""
    queued(desk)
    assert claimed(desk, "nobody") == []
    program(desk)
    dead("one")
    assert claimed(desk) == []
    assert renderqueue.beat(desk, "one", "work", 0)
    assert len(claimed(desk)) == 1
    assert not renderqueue.beat(desk, "nobody", "", 0)


def test_memory_is_kept_free(desk: Desk) -> None:
    """What needs more than there is waits for its turn, and is made alone; never passed over."""
    queued(desk, 3)
    Sheet.update(memory_bytes=100, source="same.jpg").execute()
    Sheet.update(memory_bytes=900).where(Sheet.position == 1).execute()
    program(desk)
    assert len(claimed(desk, most=2, room=500)) == 2  # the first and the last, of one source
    assert claimed(desk, most=2, room=500) == []
    renderqueue.settle(desk, "one", [made(task) for task in _in_hand("one")])
    (alone,) = claimed(desk, most=2, room=500)
    assert alone.memory_bytes == 900


def _in_hand(owner: str) -> list[renderclaims.Task]:
    return [
        renderclaims.Task(row.id, row.attempt, "J-1001", "", "", "", 0, row.folder, row.name)
        for row in renderworkers.held_by([owner])
    ]


def test_what_no_machine_can_make(desk: Desk) -> None:
    """Is given up with the numbers, its job is over, and the next one's turn comes."""
    job, other = queued(desk, 1), queued(desk, 1)
    Sheet.update(memory_bytes=2**60).where(Sheet.job == job.id).execute()
    program(desk)
    assert claimed(desk)[0].job == other.job
    found = renderqueue.job(desk, job.job)
    assert (found.state, found.failed) == ("failed", 1)
    assert "GiB" in found.reason
    assert "lower dpi" in found.remedy


@pytest.mark.parametrize(
    ("query", "values"),
    [
        (f"{renderclaims._NEXT} {renderclaims._IN_ORDER}", (0,)),
        (f"{renderclaims._ALIKE} {renderclaims._OWN_FIRST}", ("x.jpg", 0, 0, 0, 0, 1)),
    ],
)
def test_a_long_queue_is_not_gone_through(desk: Desk, query: str, values: tuple[object]) -> None:
    """What comes next is found by indexes: jobs in their order, files of a job or a source."""
    del desk
    plan = [row[3] for row in database.execute_sql(f"EXPLAIN QUERY PLAN {query}", values)]
    assert all("INDEX" in step or "PRIMARY KEY" in step or "ORDER BY" in step for step in plan)
    assert not any("state_next_at" in step for step in plan)
    if "CROSS" in query:
        assert not any("TEMP B-TREE" in step for step in plan)


def test_some_jobs_alone(desk: Desk) -> None:
    """A program may work on some jobs and let all others be."""
    queued(desk, 1)
    job = queued(desk, 1)
    program(desk)
    (task,) = renderqueue.claim(desk, "one", room_bytes=10**9, most=5, job_ids=[job.id])
    assert task.job == job.job
    assert renderqueue.anything_due(desk)
    assert not renderqueue.anything_due(desk, [job.id])
    assert renderqueue.anything_left([job.id])
    assert renderqueue.others_make([job.id], "two")
    assert not renderqueue.others_make([job.id], "one")


@pytest.mark.parametrize(
    ("hours", "moment", "opens"),
    [
        ("", "2026-11-02 03:00", True),
        ("07:00-22:00", "2026-11-02 06:59", False),
        ("07:00-22:00", "2026-11-02 07:00", True),
        ("07:00-22:00", "2026-11-02 22:00", False),
        ("22:00-06:00", "2026-11-02 23:00", True),
        ("22:00-06:00", "2026-11-02 06:00", False),
    ],
)
def test_hours(desk: Desk, turn: Turn, hours: str, moment: str, opens: bool) -> None:
    """Nothing is begun outside of them, but for what a person waits for."""
    queued(desk, 1)
    desk.settings = replace(desk.settings, render=replace(desk.settings.render, hours=hours))
    turn(moment)
    program(desk)
    assert renderqueue.anything_due(desk) is opens
    assert bool(claimed(desk)) is opens
    if not opens:
        assert renderqueue.claim(desk, "one", room_bytes=10**9, most=1, any_hour=True)


# Settling ----------------------------------------------------------------------------------------


def test_what_was_made(desk: Desk) -> None:
    """Is noted with all that is known of it; the last file ends the job and renders the line."""
    job = queued(desk, 2)
    program(desk)
    first, second = claimed(desk) + claimed(desk)
    assert renderqueue.settle(desk, "one", [made(first)]) == [made(first)]
    assert renderqueue.job(desk, job.job).state == "running"
    assert line_states(job.ref) == ["rendered", "open"]
    sheet = renderqueue.sheets(desk, job.job)[0]
    assert (sheet.state, sheet.bytes, sheet.width, sheet.dpi) == ("done", 10, 800, 100)
    assert (sheet.notes, sheet.took_ms) == ("a note", 5)
    assert renderqueue.recipes_of([sheet.id]) == {sheet.id: "{}"}
    renderqueue.settle(desk, "one", [made(second)])
    done = renderqueue.job(desk, job.job)
    assert (done.state, done.progress, done.settled_at) == ("done", 1.0, desk.now())
    assert line_states(job.ref) == ["rendered", "rendered"]
    assert renderqueue.workers(desk)[0].made == 2


def test_a_line_of_several_files(desk: Desk) -> None:
    """Is rendered when all of them are made, those it shares with other lines included."""
    job = queued(desk, 3)
    rows = list(Sheet.select().order_by(Sheet.position))
    first, second, third = (row.line_id for row in rows)
    Sheet.update(lines=f"{first},{second}").where(Sheet.position == 2).execute()
    Sheet.update(line=None).where(Sheet.position == 2).execute()
    program(desk)
    tasks = claimed(desk) + claimed(desk) + claimed(desk)
    renderqueue.settle(desk, "one", [made(task) for task in tasks[:2]])
    assert line_states(job.ref) == ["open"] * 3
    renderqueue.settle(desk, "one", [made(tasks[2])])
    assert line_states(job.ref) == ["rendered", "rendered", "open"]
    assert third is not None


@pytest.mark.parametrize(
    ("kind", "state", "of_job"), [(INPUT, "quarantined", "quarantined"), (PERSON, "failed", "failed")]
)  # fmt: skip
def test_what_cannot_be_tried_again(desk: Desk, kind: Kind, state: str, of_job: str) -> None:
    """Is put aside with reason and remedy; the rest of the job goes on."""
    job = queued(desk, 2)
    program(desk)
    renderqueue.settle(desk, "one", [wrong(claimed(desk)[0], kind)])
    assert states(job) == [state, "queued"]
    all_made(desk)
    found = renderqueue.job(desk, job.job)
    assert (found.state, found.done, found.failed) == (of_job, 1, 1)
    assert f"it was {kind}" in found.reason
    assert found.remedy == "do something"
    assert line_states(job.ref) == ["open", "rendered"]


def test_what_may_pass_by_itself(desk: Desk, turn: Turn) -> None:
    """Is tried again later, ever later, so many times; then it has failed."""
    job = queued(desk, 1)
    turn("2026-11-03 09:00")
    waited = []
    for tries in range(1, desk.settings.render.tries + 1):
        program(desk)
        (task,) = claimed(desk)
        assert task.attempt == tries
        renderqueue.settle(desk, "one", [wrong(task)])
        (sheet,) = renderqueue.sheets(desk, job.job)
        if sheet.state == "failed":
            break
        assert renderqueue.is_waiting(task)
        assert claimed(desk) == []
        assert renderqueue.job(desk, job.job).state == "queued"
        waited.append((sheet.next_at - desk.now()) // 1000)
        desk.clock = type(desk.clock)(sheet.next_at)
    assert waited == [5, 30, 120, 300]
    assert renderqueue.job(desk, job.job).state == "failed"


def test_hostile_reasons(desk: Desk) -> None:
    """Are data: nothing that steers a terminal is kept."""
    queued(desk, 1)
    program(desk)
    (task,) = claimed(desk)
    renderqueue.settle(
        desk, "one", [replace(wrong(task), result=Failed(INPUT, "[/]\x1b[2J" * 500, "\x1b]0;x"))]
    )
    (job,) = renderqueue.jobs(desk)
    assert "\x1b" not in job.reason + job.remedy
    assert len(job.reason) < 700


def test_late_answers_count_for_nothing(desk: Desk) -> None:
    """Of a claim that went back, or of somebody else, or told twice."""
    job = queued(desk, 1)
    program(desk)
    (before,) = claimed(desk)
    renderqueue.give_back(desk, "one", [before])
    program(desk, "two")
    (task,) = claimed(desk, "two")
    assert renderqueue.settle(desk, "one", [made(before)]) == []
    assert renderqueue.settle(desk, "one", [made(task)]) == []
    assert states(job) == ["running"]
    assert len(renderqueue.settle(desk, "two", [made(task)])) == 1
    assert renderqueue.settle(desk, "two", [made(task)]) == []
    assert renderqueue.settle(desk, "two", [wrong(task, PERSON)]) == []
    assert states(job) == ["done"]


# Places ------------------------------------------------------------------------------------------


def test_a_place_is_kept_for_one_file(desk: Desk) -> None:
    """While it is open; the next claim of the same file finds it again."""
    queued(desk, 2)
    program(desk)
    first, second = claimed(desk) + claimed(desk)
    assert renderqueue.reserve(desk, "one", first, "/out/a.jpg")
    assert renderqueue.reserve(desk, "one", first, "/out/a.jpg")
    assert not renderqueue.reserve(desk, "one", second, "/out/a.jpg")
    renderqueue.give_back(desk, "one", [first])
    assert not renderqueue.reserve(desk, "one", second, "/out/a.jpg")
    (again,) = claimed(desk)
    assert again.path == "/out/a.jpg"
    renderqueue.settle(desk, "one", [made(again)])
    assert renderqueue.reserve(desk, "one", second, "/out/a.jpg")


def test_a_lapsed_claim_keeps_no_place(desk: Desk) -> None:
    """Somebody else decides where the file is by then."""
    queued(desk, 1)
    program(desk)
    (task,) = claimed(desk)
    renderqueue.give_back(desk, "one", [task])
    with pytest.raises(Failed):
        renderqueue.reserve(desk, "one", task, "/out/a.jpg")
    assert Sheet.get().path == ""


# Coming and going --------------------------------------------------------------------------------


def test_a_program_that_stops_gives_back(desk: Desk) -> None:
    """What it had waits again, nothing counts against it, and it is off the list."""
    job = queued(desk, 2)
    program(desk)
    claimed(desk)
    renderqueue.leave(desk, "one")
    assert states(job) == ["queued", "queued"]
    assert renderqueue.job(desk, job.job).state == "queued"
    assert Sheet.select().where(Sheet.deaths > 0).count() == 0
    assert renderqueue.workers(desk) == []


def test_a_program_that_died(desk: Desk) -> None:
    """What it had goes back once its claims have lapsed, not before."""
    job = queued(desk, 2)
    program(desk)
    claimed(desk)
    program(desk, "two")
    assert renderqueue.recover(desk) == 0
    dead("one")
    assert not renderqueue.workers(desk)[-1].alive
    assert renderqueue.anything_to_do(desk)
    assert renderqueue.recover(desk) == 1
    assert states(job) == ["queued", "queued"]
    assert all_made(desk, "two") == 2


def test_a_file_over_which_programs_die(desk: Desk) -> None:
    """Is made alone after the first, and put aside after three; the others are not to blame."""
    job = queued(desk, 3)
    Sheet.update(source="same.jpg").execute()
    program(desk)
    assert len(claimed(desk, most=8)) == 3
    for _ in range(2):
        dead("one")
        renderqueue.recover(desk)
        program(desk)
        assert len(claimed(desk, most=8)) == 1
    dead("one")
    renderqueue.recover(desk)
    assert states(job) == ["quarantined", "queued", "queued"]
    program(desk)
    all_made(desk)
    found = renderqueue.job(desk, job.job)
    assert (found.state, found.done) == ("quarantined", 2)
    assert "programs ended" in found.reason
    renderqueue.retry(desk, [job.job])
    assert all_made(desk) == 1


def test_a_program_elsewhere(desk: Desk) -> None:
    """Counts by when it was last heard of: its machine's time is not ours."""
    program(desk)
    RenderWorker.update(host="elsewhere", boot="other", until_ms=0).execute()
    assert renderqueue.workers(desk)[0].alive
    RenderWorker.update(beat_at=desk.now() - renderworkers.FAR_LEASE_MS).execute()
    assert not renderqueue.workers(desk)[0].alive
    RenderWorker.update(host=renderworkers.socket.gethostname(), beat_at=desk.now()).execute()
    assert not renderqueue.workers(desk)[0].alive  # this machine has started anew


# How it gets on ----------------------------------------------------------------------------------


def test_progress(desk: Desk) -> None:
    """Files of the open jobs, over and to be made, how quickly, and how long it takes."""
    assert renderqueue.progress(desk) == renderqueue.Progress()
    job, held = queued(desk, 4), queued(desk, 1, held=True)
    program(desk)
    renderqueue.settle(desk, "one", [made(claimed(desk)[0]), wrong(claimed(desk)[0], INPUT)])
    claimed(desk)
    found = renderqueue.progress(desk)
    assert (found.done, found.total, found.waiting, found.running, found.held) == (2, 5, 2, 1, 1)
    assert found.per_minute
    assert found.seconds_left is not None
    assert renderqueue.job(desk, job.job).progress == 0.5
    assert renderqueue.job(desk, held.job).cause == renderqueue.HAND


def test_trouble_comes_first(desk: Desk, turn: Turn) -> None:
    """Then the open ones as they are taken, then the latest that is over."""
    one, two, three, four = (queued(desk, 1) for _ in range(4))
    program(desk)
    renderqueue.settle(desk, "one", [made(claimed(desk)[0])])
    turn("2026-11-02 10:05")
    program(desk)
    renderqueue.settle(desk, "one", [wrong(claimed(desk)[0], PERSON)])
    renderqueue.set_priority(desk, [four.job], 9)
    found = [face.job for face in renderqueue.jobs(desk)]
    assert found == [two.job, four.job, three.job, one.job]
    assert [face.job for face in renderqueue.jobs(desk, states=("done",))] == [one.job]
    card = cards.get(three.ref)
    assert [face.job for face in renderqueue.of_card(desk, card.id)] == [three.job]


# Again -------------------------------------------------------------------------------------------


def test_reprints(desk: Desk) -> None:
    """The same specs again, all or some, with a reason that says who pays."""
    reorderreasons.add(desk, "Spilled coffee", chargeable=True)
    job = queued(desk, 3)
    program(desk)
    all_made(desk)
    again = renderqueue.reprint(desk, Reprint(job.job, "spilled coffee", (2, 0, 2), 4))
    assert (again.total, again.again, again.chargeable) == (2, job.job, True)
    assert again.reprint_reason == "Spilled coffee"
    before, after = (renderqueue.sheets(desk, name) for name in (job.job, again.job))
    assert [(one.spec, one.copies) for one in after] == [(before[2].spec, 4), (before[0].spec, 4)]
    assert all_made(desk) == 2
    whole = renderqueue.reprint(desk, Reprint(job.job, "Spilled coffee"))
    assert whole.total == 3


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        (Reprint("J-1", "Damaged"), "J-1"),
        (Reprint("J-1001", "no such reason"), "no such reason"),
        (Reprint("J-1001", "Spilled", (7,)), "no file 8"),
        (Reprint("J-1001", "Spilled", (0,)), "no file 1 that was made"),
        (Reprint("J-1001", "Spilled"), "has made no file"),
        (Reprint("J-1001", "Spilled", copies=0), "copies"),
    ],
)
def test_reprints_that_are_refused(desk: Desk, wish: Reprint, told: str) -> None:
    """Nothing is queued then."""
    reorderreasons.add(desk, "Spilled")
    queued(desk, 1)
    with pytest.raises(Refused, match=told):
        renderqueue.reprint(desk, wish)
    assert Job.select().count() == 1


def test_transient_is_the_word(desk: Desk) -> None:
    """A file that waits to be tried again says why meanwhile."""
    job = queued(desk, 1)
    program(desk)
    renderqueue.settle(desk, "one", [wrong(claimed(desk)[0], TRANSIENT)])
    (sheet,) = renderqueue.sheets(desk, job.job)
    assert (sheet.state, sheet.failure, sheet.failures) == ("queued", "transient", 1)
    assert sheet.remedy == "do something"
