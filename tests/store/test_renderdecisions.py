"""What people decide about jobs of the render queue."""

from __future__ import annotations

from dataclasses import replace

import pytest

from store import cards, images, renderprofiles, renderqueue
from store.desk import Desk
from store.errors import Refused
from store.jobfaces import JobFace
from store.rendering.outcomes import INPUT, PERSON
from store.tables import Job, OrderLine, Sheet
from tests.store.conftest import Login
from tests.store.queue_ground import (
    all_made,
    claimed,
    dead,
    line_states,
    made,
    program,
    queued,
    states,
    wrong,
)
from tests.store.rendering_ground import change


def order_of(desk: Desk) -> list[str]:
    """Open jobs as they are taken."""
    return [job.job for job in renderqueue.jobs(desk, states=renderqueue.OPEN_STATES)]


# Hold and release --------------------------------------------------------------------------------


def test_holding(desk: Desk) -> None:
    """What is being made is finished; nothing else is begun until it is released."""
    job = queued(desk, 2)
    program(desk)
    (task,) = claimed(desk)
    (held,) = renderqueue.hold(desk, [job.job.lower()])
    assert (held.state, held.cause) == ("held", "hand")
    assert claimed(desk) == []
    renderqueue.settle(desk, "one", [made(task)])
    assert renderqueue.job(desk, job.job).state == "held"
    assert not renderqueue.anything_left([job.id])
    (freed,) = renderqueue.release(desk, [job.job])
    assert (freed.state, freed.cause) == ("queued", "")
    assert all_made(desk) == 1


def test_a_held_job_may_be_over(desk: Desk) -> None:
    """When its last file was being made as it was held."""
    job = queued(desk, 1)
    program(desk)
    (task,) = claimed(desk)
    renderqueue.hold(desk, [job.job])
    renderqueue.settle(desk, "one", [made(task)])
    done = renderqueue.job(desk, job.job)
    assert (done.state, done.cause, done.settled_at) == ("done", "", desk.now())


def test_releasing_what_is_being_made(desk: Desk) -> None:
    """It is at work still."""
    job = queued(desk, 1)
    program(desk)
    claimed(desk)
    renderqueue.hold(desk, [job.job])
    assert renderqueue.release(desk, [job.job])[0].state == "running"


def test_queued_to_be_held(desk: Desk) -> None:
    """It waits for a person from the beginning."""
    job = queued(desk, 1, held=True)
    program(desk)
    assert claimed(desk) == []
    renderqueue.release(desk, [job.job])
    assert len(claimed(desk)) == 1


# Cancel and retry --------------------------------------------------------------------------------


def test_cancelling(desk: Desk) -> None:
    """What waits is taken out; what is being made is finished, and its line counts."""
    job = queued(desk, 3)
    program(desk)
    (task,) = claimed(desk)
    (found,) = renderqueue.cancel(desk, [job.job])
    assert (found.state, found.settled_at) == ("cancelled", desk.now())
    assert states(job) == ["running", "cancelled", "cancelled"]
    renderqueue.settle(desk, "one", [made(task)])
    assert states(job) == ["done", "cancelled", "cancelled"]
    assert renderqueue.job(desk, job.job).state == "cancelled"
    assert line_states(job.ref) == ["rendered", "open", "open"]


@pytest.mark.parametrize("how", ["given back", "left", "died", "failed"])
def test_what_comes_back_of_a_cancelled_job(desk: Desk, how: str) -> None:
    """Is cancelled as well: it neither waits for ever nor keeps its place from others."""
    job = queued(desk, 2)
    program(desk)
    (task,) = claimed(desk)
    renderqueue.reserve(desk, "one", task, "/out/a.jpg")
    renderqueue.cancel(desk, [job.job])
    if how == "given back":
        renderqueue.give_back(desk, "one", [task])
    elif how == "left":
        renderqueue.leave(desk, "one")
    elif how == "died":
        dead("one")
        renderqueue.recover(desk)
    else:
        renderqueue.settle(desk, "one", [wrong(task)])
    assert states(job) == ["failed" if how == "failed" else "cancelled", "cancelled"]
    assert renderqueue.job(desk, job.job).state == "cancelled"
    assert not renderqueue.is_reserved("/out/a.jpg", 0)
    (again,) = renderqueue.put(desk, [job.ref], profile="Prints")
    assert again.total == 2


def test_trying_again(desk: Desk) -> None:
    """Only what went wrong, as it is now: its picture, its crop, its profile."""
    job = queued(desk, 2)
    program(desk)
    first, second = claimed(desk) + claimed(desk)
    renderqueue.settle(desk, "one", [wrong(first, PERSON), made(second)])
    renderprofiles.change(desk, "Prints", dpi=50)
    (found,) = renderqueue.retry(desk, [job.job])
    assert (found.state, found.reason, found.settled_at) == ("queued", "", None)
    assert states(job) == ["queued", "done"]
    one, other = renderqueue.sheets(desk, job.job)
    assert (one.failures, one.failure, one.reason) == (0, "", "")
    assert one.spec != other.spec
    assert '"dpi":50' in one.spec.replace(" ", "")
    assert all_made(desk) == 1
    assert renderqueue.job(desk, job.job).state == "done"


def test_trying_again_what_had_no_picture(desk: Desk) -> None:
    """It is made once one is chosen, and stays failed until then."""
    job = queued(desk, 2)
    row = OrderLine.get(OrderLine.line == 1)
    image = row.image_id
    change(desk, row, image_id=None)
    renderqueue.cancel(desk, [job.job])
    (lost,) = renderqueue.put(desk, [job.ref], profile="Prints", lines=[1])
    assert renderqueue.retry(desk, [lost.job])[0].state == "failed"
    change(desk, OrderLine.get(OrderLine.line == 1), image_id=image)
    assert renderqueue.retry(desk, [lost.job])[0].state == "queued"
    program(desk)
    assert all_made(desk) == 1


def test_trying_again_at_once(desk: Desk) -> None:
    """What waits to be tried again later need not wait."""
    job = queued(desk, 1)
    program(desk)
    renderqueue.settle(desk, "one", [wrong(claimed(desk)[0])])
    assert claimed(desk) == []
    renderqueue.retry(desk, [job.job])
    assert all_made(desk) == 1


def test_a_place_that_another_file_has_taken(desk: Desk) -> None:
    """Is not taken back by trying again: what lies there is somebody else's."""
    job, other = queued(desk, 1), queued(desk, 1)
    program(desk)
    first, second = claimed(desk) + claimed(desk)
    renderqueue.reserve(desk, "one", first, "/out/a.jpg")
    renderqueue.settle(desk, "one", [wrong(first, INPUT)])
    assert renderqueue.reserve(desk, "one", second, "/out/a.jpg")
    renderqueue.settle(desk, "one", [made(replace(second, path="/out/a.jpg"))])
    change(desk, Job.get_by_id(job.id), again_id=other.id)  # a reprint keeps its specs
    renderqueue.retry(desk, [job.job])
    assert claimed(desk)[0].path == ""


def test_a_cancelled_job_comes_back(desk: Desk) -> None:
    """All that was taken out, and nothing that was made."""
    job = queued(desk, 3)
    program(desk)
    renderqueue.settle(desk, "one", [made(claimed(desk)[0])])
    renderqueue.cancel(desk, [job.job])
    renderqueue.retry(desk, [job.job])
    assert states(job) == ["done", "queued", "queued"]
    assert all_made(desk) == 2


# Sooner and later --------------------------------------------------------------------------------


def five(desk: Desk) -> list[str]:
    """Five jobs in the order they were asked for."""
    return [queued(desk, 1).job for _ in range(5)]


def test_priorities(desk: Desk) -> None:
    """A higher one goes first; among equals what was asked for first."""
    a, b, c, d, e = five(desk)
    renderqueue.set_priority(desk, [d, b], 7)
    renderqueue.set_priority(desk, [a], -7)
    assert order_of(desk) == [b, d, c, e, a]


def test_moving(desk: Desk) -> None:
    """Before a job, first and last; several keep the order they are named in."""
    a, b, c, d, e = five(desk)
    renderqueue.move(desk, [e, c], before=b)
    assert order_of(desk) == [a, e, c, b, d]
    renderqueue.move(desk, [d], to="first")
    assert order_of(desk) == [d, a, e, c, b]
    renderqueue.move(desk, [d, a], to="last")
    assert order_of(desk) == [e, c, b, d, a]
    renderqueue.set_priority(desk, [c], 5)
    renderqueue.move(desk, [a], before=c)
    assert order_of(desk) == [a, c, e, b, d]
    assert renderqueue.job(desk, a).priority == 5


def test_there_is_always_room_between_two(desk: Desk) -> None:
    """However often a job is put between the same."""
    a, b, c, d, e = five(desk)
    for _ in range(60):
        renderqueue.move(desk, [d], before=b)
        renderqueue.move(desk, [e], before=b)
        assert order_of(desk) == [a, d, e, b, c]
        renderqueue.move(desk, [d], before=b)
        assert order_of(desk) == [a, e, d, b, c]


def test_stepping(desk: Desk) -> None:
    """One earlier or one later; those at the end stay there."""
    a, b, c, d, e = five(desk)
    renderqueue.step(desk, [c], earlier=True)
    assert order_of(desk) == [a, c, b, d, e]
    renderqueue.step(desk, [a, d], earlier=False)
    assert order_of(desk) == [c, a, b, e, d]
    renderqueue.step(desk, [c, e], earlier=True)
    assert order_of(desk) == [c, a, e, b, d]
    renderqueue.set_priority(desk, [a], 9)
    renderqueue.step(desk, [a], earlier=False)
    assert order_of(desk) == [c, a, e, b, d]


def test_moves_that_are_refused(desk: Desk) -> None:
    """Before itself, nowhere, to two places, or of what is over."""
    a, b, *_ = five(desk)
    for said in ({"before": a}, {}, {"before": b, "to": "first"}, {"to": "up"}, {"before": "J-1"}):
        with pytest.raises(Refused):
            renderqueue.move(desk, [a], **said)
    renderqueue.cancel(desk, [b])
    with pytest.raises(Refused, match="cancelled"):
        renderqueue.move(desk, [a], before=b)
    with pytest.raises(Refused, match="cancelled"):
        renderqueue.step(desk, [b], earlier=True)
    with pytest.raises(Refused, match="-100 to 100"):
        renderqueue.set_priority(desk, [a], 200)


# All or nothing ----------------------------------------------------------------------------------


def test_all_or_none(desk: Desk) -> None:
    """Where one job cannot be decided about, none is; each is named with what it is."""
    one, other = queued(desk, 1), queued(desk, 1, held=True)
    with pytest.raises(Refused, match=f"{other.job} is held"):
        renderqueue.hold(desk, [one.job, other.job])
    with pytest.raises(Refused, match="J-77"):
        renderqueue.cancel(desk, [one.job, "J-77"])
    assert [job.state for job in renderqueue.jobs(desk)] == ["queued", "held"]
    for decide in (renderqueue.release, renderqueue.retry, renderqueue.cancel):
        with pytest.raises(Refused):
            decide(desk, ["[/]\x1b[2J"])


def test_a_viewer_decides_nothing(desk: Desk, log_in: Login) -> None:
    """Nothing changes."""
    job = queued(desk, 1)
    vic = log_in("vic")
    for decide in (renderqueue.hold, renderqueue.cancel, renderqueue.retry):
        with pytest.raises(Refused):
            decide(vic, [job.job])
    with pytest.raises(Refused):
        renderqueue.move(vic, [job.job], to="first")
    with pytest.raises(Refused):
        renderqueue.join(vic, "v", "v", 1, 1)
    assert renderqueue.job(desk, job.job).state == "queued"


def test_what_is_decided_is_history(desk: Desk) -> None:
    """Who held, moved and cancelled it can be read."""
    from store import history

    job = queued(desk, 1)
    renderqueue.hold(desk, [job.job])
    renderqueue.cancel(desk, [job.job])
    found = [line.action for line in history.log(desk)]
    assert {"render", "hold jobs", "cancel jobs"} <= set(found)


# What jobs are about goes away -------------------------------------------------------------------


def test_lines_and_pictures_may_go(desk: Desk) -> None:
    """A line can be taken from its order, whatever was rendered of it; the job remembers."""
    from store import orders

    job: JobFace = queued(desk, 2)
    with pytest.raises(Refused, match=f"queue cancel {job.job}"):
        orders.remove_line(desk, job.ref, 1)
    program(desk)
    all_made(desk)
    orders.remove_line(desk, job.ref, 1)
    assert [one.line for one in renderqueue.sheets(desk, job.job)] == [None, 2]
    assert Sheet.select().count() == 2
    assert images.of_card(cards.get("S-1001"))
