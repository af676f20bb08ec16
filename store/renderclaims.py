"""Claims: which files a program makes next, and what came of them.

A claim is one transaction that marks files as being made by one program; ``attempt`` counts them
and tells a late answer from the present one. What a program that has ended was making goes back.
What happens to a file is not history; what becomes of its job and its line is.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from peewee import SQL

from store import renderhours, renderworkers
from store.changes import Act
from store.database import explained
from store.desk import Desk
from store.jobfaces import SHEET_OPEN, reference, state_of
from store.reading import first_column, marks, tuples
from store.rendering.outcomes import INPUT, PERSON, TRANSIENT, Failed, Kind, Made
from store.rendering.tasks import Outcome, Task
from store.tables import Job, OrderLine, RenderWorker, Sheet, database
from store.text import safe

TRY_AGAIN_SECONDS = (5, 30, 120, 300, 900, 1800)
"""How long to wait after each failure that may pass by itself."""

MOST_DEATHS = 3
"""Programs that may end over a file before it is suspected."""

AFTER: dict[Kind, str] = {INPUT: "quarantined", PERSON: "failed", TRANSIENT: "failed"}
"""Failure to the state of a file that is not tried again."""


@contextmanager
def _writing(desk: Desk) -> Iterator[None]:
    desk.file.check()
    with explained(desk.file.path), database.atomic():
        yield


# Claiming ----------------------------------------------------------------------------------------


def is_open(desk: Desk) -> bool:
    """Tell whether files may be begun now, by the studio's hours."""
    return renderhours.is_open(desk.settings.render.hours, desk.now(), desk.zone)


def hurry(desk: Desk, job_ids: Sequence[int]) -> None:
    """Let files of jobs that were to be tried again later be tried now."""
    with _writing(desk):
        Sheet.update(next_at=0).where(
            Sheet.job.in_(list(job_ids)), Sheet.state == "queued", Sheet.next_at > 0
        ).execute()


def anything_due(desk: Desk, job_ids: Sequence[int] | None = None) -> bool:
    """Tell whether a file, of these jobs or of any, could be begun now."""
    return is_open(desk) and _next(desk.now(), job_ids) is not None


def anything_to_do(desk: Desk) -> bool:
    """Tell whether a file could be begun now, or was left by a program that has ended."""
    return anything_due(desk) or bool(_lost(desk.now()))


def anything_left(job_ids: Sequence[int]) -> bool:
    """Tell whether files of these jobs are still to be made or being made, now or later."""
    return bool(
        Sheet.select()
        .join(Job)
        .where(Sheet.job.in_(list(job_ids)), Sheet.state.in_(list(SHEET_OPEN)), Job.state != "held")
        .exists()
    )


def others_make(job_ids: Sequence[int] | None, owner: str) -> bool:
    """Tell whether another program is making files, of these jobs or of any."""
    query = Sheet.select().where(Sheet.state == "running", Sheet.owner != owner)
    if job_ids is not None:
        query = query.where(Sheet.job.in_(list(job_ids)))
    return bool(query.exists())


def _next(now: int, job_ids: Sequence[int] | None) -> Sheet | None:
    """The file that is to be made first.

    Jobs are gone through in their order until one has such a file: there may be thousands.
    """
    values: list[object] = [now]
    some = ""
    if job_ids is not None:
        some = f"AND j.id IN ({marks(job_ids)})"
        values += job_ids
    row = database.execute_sql(f"{_NEXT} {some} {_IN_ORDER}", values).fetchone()
    return None if row is None else Sheet.get_by_id(row[0])


_NEXT = """
SELECT s.id FROM job j CROSS JOIN sheet s ON s.job_id = j.id
WHERE j.settled_at IS NULL AND +j.state IN ('queued', 'running') AND +j.kind = 'render'
AND s.state = 'queued' AND +s.next_at <= ?
"""
"""What is marked by + is no way to find the rows: indexes on it lead through all of them."""

_IN_ORDER = "ORDER BY j.priority DESC, j.place, j.id, s.position LIMIT 1"


def claim(
    desk: Desk,
    owner: str,
    *,
    room_bytes: int,
    most: int,
    job_ids: Sequence[int] | None = None,
    any_hour: bool = False,
) -> list[Task]:
    """Take the next file, and with it others of the same source, at most so many.

    Nothing that needs more memory than there is room for, unless the program makes nothing else:
    then one such file alone. ``any_hour`` is for what a person waits for.
    """
    if most < 1 or not (any_hour or is_open(desk)):
        return []
    while True:
        with _writing(desk):
            now = desk.now()
            first = _next(now, job_ids) if owner in renderworkers.alive(now) else None
            if first is None:
                return []
            if first.memory_bytes <= _machine_bytes():
                alone = first.memory_bytes > room_bytes
                if alone and _is_making(owner):
                    return []
                # What a program has ended over is made alone: the others are not to blame.
                alone = alone or first.deaths > 0
                others = [] if alone else _of_one_source(now, first, room_bytes, most, job_ids)
                return _taken(desk, owner, [first, *others])
        _refuse(desk, first)


def _refuse(desk: Desk, sheet: Sheet) -> None:
    """Give a file up that no program on this machine has the memory for."""
    with desk.action("render", "what is too large for this machine", undoable=False) as act:
        now = Sheet.get_by_id(sheet.id)
        if (now.state, now.attempt) == ("queued", sheet.attempt):
            _give_up(desk, now, PERSON, _too_large(now.memory_bytes), "choose a lower dpi")
            settle_jobs(act, [now.job_id])


def _of_one_source(
    now: int, first: Sheet, room_bytes: int, most: int, job_ids: Sequence[int] | None
) -> list[Sheet]:
    """Other files of a file's source: first those of its own job, then of others."""
    if not first.source:
        return []
    values: list[object] = [first.source, now, room_bytes, first.id]
    some = ""
    if job_ids is not None:
        some = f"AND j.id IN ({marks(job_ids)})"
        values += job_ids
    found = database.execute_sql(f"{_ALIKE} {some} {_OWN_FIRST}", [*values, first.job_id, most - 1])
    ids = [int(row[0]) for row in found.fetchall()]
    rows = {row.id: row for row in Sheet.select().where(Sheet.id.in_(ids))}
    return [rows[sheet_id] for sheet_id in ids]


_ALIKE = """
SELECT s.id FROM sheet s JOIN job j ON j.id = s.job_id
WHERE s.source = ? AND s.state = 'queued' AND +s.next_at <= ? AND +s.memory_bytes <= ?
AND s.id != ? AND +s.deaths = 0 AND +j.kind = 'render' AND +j.state IN ('queued', 'running')
"""

_OWN_FIRST = "ORDER BY s.job_id != ?, j.priority DESC, j.place, j.id, s.position LIMIT ?"


def _is_making(owner: str) -> bool:
    return bool(Sheet.select().where(Sheet.owner == owner, Sheet.state == "running").exists())


def _machine_bytes() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _too_large(wanted: int) -> str:
    return (
        f"it needs {wanted / 2**30:,.1f} GiB of memory, and this machine has "
        f"{_machine_bytes() / 2**30:,.1f}"
    )


def _taken(desk: Desk, owner: str, taken: Sequence[Sheet]) -> list[Task]:
    ids = [sheet.id for sheet in taken]
    Sheet.update(state="running", owner=owner, attempt=Sheet.attempt + 1).where(
        Sheet.id.in_(ids)
    ).execute()
    job_ids = sorted({sheet.job_id for sheet in taken})
    Job.update(state="running").where(Job.id.in_(job_ids), Job.state == "queued").execute()
    jobs = {row.id: row for row in Job.select().where(Job.id.in_(job_ids))}
    return [
        Task(
            sheet_id=sheet.id,
            attempt=sheet.attempt + 1,
            job=reference(jobs[sheet.job_id].number),
            label=sheet.label,
            spec=sheet.spec,
            source=sheet.source,
            memory_bytes=sheet.memory_bytes,
            folder=sheet.folder,
            name=sheet.name,
            if_exists=sheet.if_exists,
            path=sheet.path,
            recipe=sheet.keeps_recipe,
            most_pixels=desk.settings.render.most_pixels,
        )
        # The largest first: what is decoded for it is let go once, not again and again.
        for sheet in sorted(taken, key=lambda one: -one.memory_bytes)
    ]


def reserve(desk: Desk, owner: str, task: Task, path: str) -> bool:
    """Note where a file will be, before it is there; false where another is to be there.

    `Failed` where the claim has lapsed: then another program decides where it is.
    """
    with _writing(desk):
        if is_reserved(path, task.sheet_id):
            return False
        if not Sheet.update(path=path).where(*_still(owner, task)).execute():
            raise Failed(TRANSIENT, "another program makes it by now")
        return True


def is_reserved(path: str, sheet_id: int) -> bool:
    """Tell whether another file that is still to be made is to stand there."""
    return bool(
        Sheet.select()
        .where(
            Sheet.path == path,
            Sheet.path != SQL("''"),  # as the index has it
            Sheet.id != sheet_id,
            Sheet.state.in_(list(SHEET_OPEN)),
        )
        .exists()
    )


def _still(owner: str, task: Task) -> tuple[Any, ...]:
    return (
        Sheet.id == task.sheet_id, Sheet.owner == owner, Sheet.attempt == task.attempt,
        Sheet.state == "running",
    )  # fmt: skip


# Settling ----------------------------------------------------------------------------------------


def settle(desk: Desk, owner: str, outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Note what came of files; returns those that counted: late answers do not."""
    counted = []
    names = sorted({outcome.task.job for outcome in outcomes})
    with desk.action("render", f"render {', '.join(names)}", undoable=False) as act:
        jobs: set[int] = set()
        for outcome in outcomes:
            sheet = Sheet.get_or_none(*_still(owner, outcome.task))
            if sheet is None:
                continue
            counted.append(outcome)
            jobs.add(sheet.job_id)
            if isinstance(outcome.result, Made):
                _note_made(desk, sheet, outcome.result, outcome.recipe)
            else:
                _note_failed(desk, sheet, outcome.result)
        made = sum(isinstance(outcome.result, Made) for outcome in counted)
        if made:
            RenderWorker.update(made=RenderWorker.made + made).where(
                RenderWorker.owner == owner
            ).execute()
        settle_jobs(act, jobs)
    return counted


def is_waiting(task: Task) -> bool:
    """Tell whether a file is to be tried again."""
    return bool(Sheet.select().where(Sheet.id == task.sheet_id, Sheet.state == "queued").exists())


def _note_made(desk: Desk, sheet: Sheet, made: Made, recipe: str) -> None:
    Sheet.update(
        state="done", owner="", failure="", reason="", remedy="", path=made.path,
        bytes=made.bytes, sha256=made.sha256, width=made.width, height=made.height, dpi=made.dpi,
        notes=safe("\n".join(made.notes), 2_000, keep_newlines=True), recipe=recipe,
        took_ms=made.took_ms, settled_at=desk.now(),
    ).where(Sheet.id == sheet.id).execute()  # fmt: skip


def _note_failed(desk: Desk, sheet: Sheet, failed: Failed) -> None:
    tries = sheet.failures + 1
    if failed.kind == TRANSIENT and tries < desk.settings.render.tries and not _is_over(sheet):
        wait = TRY_AGAIN_SECONDS[min(tries, len(TRY_AGAIN_SECONDS)) - 1]
        Sheet.update(
            state="queued", owner="", failure=failed.kind, failures=tries,
            reason=safe(failed.reason, 500), remedy=safe(failed.remedy, 500),
            next_at=desk.now() + 1000 * wait,
        ).where(Sheet.id == sheet.id).execute()  # fmt: skip
        return
    sheet.failures = tries
    _give_up(desk, sheet, failed.kind, failed.reason, failed.remedy)


def _is_over(sheet: Sheet) -> bool:
    """Tell whether a file's job was cancelled while the file was being made."""
    return bool(Job.select().where(Job.id == sheet.job_id, Job.state == "cancelled").exists())


def _give_up(desk: Desk, sheet: Sheet, kind: Kind, reason: str, remedy: str) -> None:
    Sheet.update(
        state=AFTER[kind], owner="", failure=kind, failures=sheet.failures,
        reason=safe(reason, 500), remedy=safe(remedy, 500), settled_at=desk.now(),
    ).where(Sheet.id == sheet.id).execute()  # fmt: skip


def settle_jobs(act: Act, job_ids: Iterable[int]) -> None:
    """Bring jobs to where their files are, inside an open action, and lines that are all made."""
    for row in list(Job.select().where(Job.id.in_(sorted(job_ids)))):
        state = state_of(
            first_column(Sheet.select(Sheet.state).where(Sheet.job == row.id).distinct()), row.state
        )
        _mark_lines(act, row.id)
        if state in ("queued", "running"):
            # Not history: it goes back and forth while programs come and go.
            Job.update(state=state).where(Job.id == row.id).execute()
            continue
        wrong = (
            Sheet.select(Sheet.label, Sheet.reason, Sheet.remedy)
            .where(Sheet.job == row.id, Sheet.state.in_(list(AFTER.values())))
            .order_by(Sheet.position)
            .first()
        )
        act.update(
            row,
            state=state,
            cause=row.cause if state == "held" else "",
            reason=f"{wrong.label}: {wrong.reason}" if wrong is not None else "",
            remedy=wrong.remedy if wrong is not None else "",
            settled_at=None if state == "held" else row.settled_at or act.at,
        )


def _mark_lines(act: Act, job_id: int) -> None:
    """Open lines of which a job has made every file are rendered."""
    of_job = Sheet.select(Sheet.line).where(Sheet.job == job_id)
    undone = of_job.where(Sheet.state != "done")
    on_done: set[int] = set()
    on_undone: set[int] = set()
    shared = Sheet.select(Sheet.state, Sheet.lines).where(Sheet.job == job_id, Sheet.lines != "")
    for state, lines in tuples(shared.distinct()):
        ids = {int(word) for word in lines.split(",")}
        (on_done if state == "done" else on_undone).update(ids)
    done = OrderLine.id.in_(of_job) | OrderLine.id.in_(sorted(on_done))
    query = OrderLine.select().where(
        done,
        OrderLine.state == "open",
        OrderLine.id.not_in(undone.where(Sheet.line.is_null(False))),
        OrderLine.id.not_in(sorted(on_undone)),
    )
    for line in list(query):
        act.update(line, state="rendered")


# Coming and going --------------------------------------------------------------------------------


def give_back(desk: Desk, owner: str, tasks: Sequence[Task]) -> None:
    """Let files go that were claimed and are not made: somebody stopped the program."""
    if not tasks:
        return
    with _writing(desk):
        had = {
            task.sheet_id for task in tasks if Sheet.select().where(*_still(owner, task)).exists()
        }
        _queue_again(desk, had)


def leave(desk: Desk, owner: str) -> None:
    """Take a program off the list; whatever it still had goes back."""
    with _writing(desk):
        had = first_column(
            Sheet.select(Sheet.id).where(Sheet.owner == owner, Sheet.state == "running")
        )
        _queue_again(desk, had)
        renderworkers.forget(desk.now(), [owner])


def recover(desk: Desk) -> int:
    """Let go what programs that have ended were making; returns how many files that is.

    A file over which several programs have ended is suspected, and put aside.
    """
    now = desk.now()
    if not _lost(now):
        return 0
    with desk.action("render", "what a program that ended was making", undoable=False) as act:
        lost = _lost(now)
        for sheet in lost:
            sheet.deaths += 1
            if sheet.deaths >= MOST_DEATHS:
                reason = f"{MOST_DEATHS} programs ended while they made it"
                _give_up(desk, sheet, INPUT, reason, "look at its picture, then try again")
            else:
                _queue_again(desk, [sheet.id])
            Sheet.update(deaths=sheet.deaths).where(Sheet.id == sheet.id).execute()
        renderworkers.forget(now)
        settle_jobs(act, {sheet.job_id for sheet in lost})
    return len(lost)


def put_aside() -> list[tuple[int, str]]:
    """Files that nobody makes any more since programs ended over them: ids and their places."""
    query = Sheet.select(Sheet.id, Sheet.path).where(
        Sheet.state.in_(["quarantined", "cancelled"]), Sheet.deaths > 0, Sheet.path != SQL("''")
    )
    return [(int(number), str(path)) for number, path in tuples(query)]


def _lost(now: int) -> list[Sheet]:
    running = list(Sheet.select().where(Sheet.state == "running"))
    if not running:
        return []
    alive = renderworkers.alive(now)
    return [sheet for sheet in running if sheet.owner not in alive]


def _queue_again(desk: Desk, sheet_ids: Iterable[int]) -> None:
    """Let files wait again, and jobs of which nothing is made any more; not cancelled ones."""
    ids = sorted(sheet_ids)
    for start in range(0, len(ids), 400):
        some = ids[start : start + 400]
        job_ids = first_column(Sheet.select(Sheet.job).where(Sheet.id.in_(some)).distinct())
        over = Job.select(Job.id).where(Job.id.in_(job_ids), Job.state == "cancelled")
        Sheet.update(state="cancelled", owner="", settled_at=desk.now()).where(
            Sheet.id.in_(some), Sheet.job.in_(over)
        ).execute()
        Sheet.update(state="queued", owner="").where(
            Sheet.id.in_(some), Sheet.state == "running"
        ).execute()
        busy = Sheet.select(Sheet.job).where(Sheet.job.in_(job_ids), Sheet.state == "running")
        Job.update(state="queued").where(
            Job.id.in_(job_ids), Job.id.not_in(busy), Job.state == "running"
        ).execute()
