"""An order of prints in the render queue, and what programs that render tell of its files."""

from __future__ import annotations

from store import cards, renderprofiles, renderqueue
from store.desk import Desk
from store.jobfaces import JobFace
from store.rendering.outcomes import TRANSIENT, Failed, Kind, Made
from store.rendering.tasks import Outcome, Task
from store.tables import Order, OrderLine, RenderProfile, RenderWorker, Sheet
from tests.store.rendering_ground import line, order, pictures, session

ROOM = 10**12


def files_to_make(desk: Desk, prints: int = 3) -> str:
    """An order of prints, each of a picture of its own; returns its reference."""
    if not RenderProfile.select().where(RenderProfile.name == "Prints").exists():
        renderprofiles.add(
            desk, "Prints", destination="out", dpi=100, folder_template="{order}",
            file_template="{line:02}_{image}",
        )  # fmt: skip
    return order(desk, *(line(one) for one in pictures(session(desk, prints))))


def queued(desk: Desk, prints: int = 3, **said: object) -> JobFace:
    """A job of an order of prints."""
    (job,) = renderqueue.put(desk, [files_to_make(desk, prints)], profile="Prints", **said)  # type: ignore[arg-type]  # whatever a test says
    return job


def program(desk: Desk, name: str = "one") -> str:
    """A program that renders; returns its owner."""
    renderqueue.join(desk, name, f"program {name}", 2, ROOM)
    return name


def claimed(desk: Desk, owner: str = "one", most: int = 1, room: int = ROOM) -> list[Task]:
    """What a program takes next."""
    return renderqueue.claim(desk, owner, room_bytes=room, most=most)


def dead(owner: str) -> None:
    """A program ended without a word, so long ago that what it claimed holds no more."""
    RenderWorker.update(until_ms=0).where(RenderWorker.owner == owner).execute()


def made(task: Task) -> Outcome:
    """A file that is whole."""
    path = task.path or f"{task.folder}/{task.name}"
    return Outcome(task, Made(path, 10, "ab" * 32, 800, 1000, 100, ("a note",), {}, 5), "{}")


def wrong(task: Task, kind: Kind = TRANSIENT) -> Outcome:
    """A file that failed."""
    return Outcome(task, Failed(kind, f"it was {kind}", "do something"))


def states(job: JobFace | str) -> list[str]:
    """How the files of a job stand, in its order."""
    word = job if isinstance(job, str) else job.job
    (row,) = renderqueue.by_references([word])
    query = Sheet.select(Sheet.state).where(Sheet.job == row.id).order_by(Sheet.position)
    return [one.state for one in query]


def all_made(desk: Desk, owner: str = "one") -> int:
    """Make all that can be claimed; returns how many files that is."""
    count = 0
    while tasks := claimed(desk, owner, 8):
        renderqueue.settle(desk, owner, [made(task) for task in tasks])
        count += len(tasks)
    return count


def line_states(ref: str) -> list[str]:
    """How the lines of an order stand."""
    card = cards.get(ref)
    query = OrderLine.select().join(Order).where(Order.card == card.id).order_by(OrderLine.line)
    return [row.state for row in query]
