"""What people decide about jobs of the queue: each says beforehand what will happen.

The same commands serve ``safelight queue``. No screen is known here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from store import renderqueue, reorderreasons
from store.desk import Desk
from store.jobfaces import JobFace, Reprint
from store.text import safe
from tui.messagework import either, may_work, some
from tui.screens.filling import fill, whole
from tui.widgets.dialog import Ask, Confirm
from tui.widgets.form import Field

if TYPE_CHECKING:
    from tui.screens.place import Place

Command = Callable[[Desk, Sequence[str]], object]
"""A store command on jobs by their references."""

SHOWN = 8
"""How many jobs a dialog names."""

FAILED = ("failed", "quarantined")
HOLDABLE = ("queued", "running")
OPEN = ("queued", "running", "held")
PRINTED = ("done", "failed", "quarantined", "cancelled", "running", "queued", "held")


def named(jobs: Sequence[JobFace]) -> list[str]:
    """Jobs as lines of a dialog, the first of many."""
    lines = [
        f"{one.job}: {one.ref} {safe(one.client, 60)}".rstrip() + f", {one.done} of {one.total}"
        for one in jobs[:SHOWN]
    ]
    more = len(jobs) - len(lines)
    return [*lines, *([f"and {more:,} more"] if more else [])]


def within(
    screen: Place, jobs: Sequence[JobFace], states: Sequence[str], *, broken: bool = False
) -> list[JobFace]:
    """The chosen jobs in these states, with ``broken`` those with failed files as well.

    Says so where there are none.
    """
    found = [one for one in jobs if one.state in states or (broken and one.failed)]
    if not found:
        screen.program.tell(f"Choose jobs that are {either(tuple(states))}")
    return found


def hold(screen: Place, jobs: Sequence[JobFace]) -> None:
    """Hold the chosen jobs, or let held ones go on where all of them are held."""
    if jobs and all(one.state == "held" for one in jobs):
        release(screen, jobs)
        return
    why = "Files that are being made are finished; nothing else of them is begun until released."
    _decide(screen, "Hold", within(screen, jobs, HOLDABLE), why, renderqueue.hold)


def release(screen: Place, jobs: Sequence[JobFace]) -> None:
    """Let held jobs go on."""
    why = "They go on where they were."
    _decide(screen, "Release", within(screen, jobs, ("held",)), why, renderqueue.release)


def retry(screen: Place, jobs: Sequence[JobFace]) -> None:
    """Try again what has failed."""
    why = "Only what failed is made again, with pictures, crops and profiles as they are now."
    found = within(screen, jobs, (*FAILED, "cancelled"), broken=True)
    _decide(screen, "Try again:", found, why, renderqueue.retry)


def cancel(screen: Place, jobs: Sequence[JobFace]) -> None:
    """Take jobs out of the queue."""
    why = "What was made stays, and what is being made is finished. R brings the rest back."
    found = within(screen, jobs, (*OPEN, *FAILED))
    _decide(screen, "Cancel", found, why, renderqueue.cancel)


def _decide(screen: Place, word: str, found: Sequence[JobFace], why: str, command: Command) -> None:
    if not found or not may_work(screen, "Deciding"):
        return
    program = screen.program
    what = some(len(found), "job")
    yes = word.lower().removesuffix(":")
    dialog = Confirm(f"{word} {what}?", [*named(found), why], yes=yes, keys=program.ground.keys)

    async def confirmed() -> None:
        if not await program.answer_to(dialog):
            return
        done = await program.ask(command, [one.job for one in found])
        if done is not None:
            program.tell(f"{word.removesuffix(':')}: {what}")
        await program.own_news()

    program.begin(confirmed(), "dialog")


# Order and priority -------------------------------------------------------------------------------


async def move(screen: Place, jobs: Sequence[JobFace], *, earlier: bool) -> None:
    """Put a job before the one above it, or after the one below: at once, as it is seen at once."""
    found = within(screen, jobs, OPEN)
    if not found or not may_work(screen, "Moving"):
        return
    await screen.program.ask(renderqueue.step, [one.job for one in found], earlier=earlier)
    await screen.program.own_news()


def priority(screen: Place, jobs: Sequence[JobFace]) -> None:
    """Ask for the priority of jobs: a higher one goes first."""
    found = within(screen, jobs, OPEN)
    if not found or not may_work(screen, "Deciding"):
        return
    program = screen.program

    def check(text: str) -> str | None:
        try:
            return None if -100 <= int(text) <= 100 else "between -100 and 100"
        except ValueError:
            return "a whole number; 0 is usual, a higher one goes first"

    dialog = Ask(
        f"Priority of {some(len(found), 'job')}", named(found), text=str(found[0].priority),
        hint="0 is usual, a higher one goes first", check=check, keys=program.ground.keys,
    )  # fmt: skip

    async def asked() -> None:
        answer = await program.answer_to(dialog)
        if answer is None:
            return
        refs = [one.job for one in found]
        await program.ask(renderqueue.set_priority, refs, int(answer))
        await program.own_news()

    program.begin(asked(), "dialog")


# Reprints ----------------------------------------------------------------------------------------


def reprint(screen: Place, job: JobFace | None, positions: Sequence[int] = ()) -> None:
    """Ask why files of a job are wanted again, and queue them; who pays follows from the reason."""
    if job is None or not may_work(screen, "Reprinting"):
        return
    screen.program.begin(_reprint(screen, job, tuple(positions)), "dialog")


async def _reprint(screen: Place, job: JobFace, positions: tuple[int, ...]) -> None:
    reasons = await screen.program.ask(_reasons)
    if reasons is None:
        return
    which = ", ".join(str(position + 1) for position in positions) or "all"
    fields = [
        Field("files", "Files", which, "numbers such as 1, 4; all"),
        Field("reason", "Reason", reasons[0] if len(reasons) == 1 else "",
              "why; it says who pays", tuple(reasons)),
        Field("copies", "Copies", "", "empty: as many as at first"),
    ]  # fmt: skip
    lines = (
        f"{job.ref} {safe(job.client, 60)}: {job.total} files, made from the same sources, crop "
        "and profile as then; a source that has changed since is told, not rendered.",
    )

    def save(desk: Desk, values: dict[str, str]) -> str:
        files = numbers(values["files"])
        copies = whole(values["copies"], "copies")
        wanted = Reprint(job.job, values["reason"].strip(), files, copies)
        return str(renderqueue.reprint(desk, wanted).job)

    made = await fill(screen, f"Print files of {job.job} again", fields, save, lines)
    if made is not None:
        screen.program.tell(f"{made} is queued: it prints files of {job.job} again")


def numbers(text: str) -> tuple[int, ...]:
    """Read numbers of files such as ``1, 4-6`` as positions; all: none at all."""
    from store.errors import Refused

    word = text.strip().casefold()
    if word in ("", "all", "-"):
        return ()
    found: list[int] = []
    for part in word.replace(",", " ").split():
        first, dash, last = part.partition("-")
        if not first.isdecimal() or (dash and not last.isdecimal()):
            raise Refused(f"files: '{part[:20]}' is no number of a file; write such as 1, 4-6")
        begin, end = int(first), int(last) if dash else int(first)
        if not 1 <= begin <= end <= begin + 10_000:
            raise Refused(f"files: there is nothing from {begin} to {end}")
        found.extend(range(begin - 1, end))
    return tuple(dict.fromkeys(found))


def _reasons(desk: Desk) -> list[str]:
    del desk
    return [row.name for row in reorderreasons.listed()]
