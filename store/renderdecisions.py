"""What people decide about render jobs: hold, release, try again, cancel, sooner or later."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from peewee import SQL, fn

from store import cards
from store.changes import Act
from store.desk import Desk
from store.errors import Refused
from store.jobfaces import HAND, OPEN_STATES, JobFace, reference, state_of
from store.jobreads import by_references, jobs
from store.rendering import assembling, specs
from store.rendering.assembling import Wanted
from store.rendering.sheets import sheet_of
from store.tables import Job, Sheet

AGAIN = ("failed", "quarantined", "cancelled")
"""States of files that can be tried again."""

TO_ENDS = ("first", "last")

SMALLEST_GAP = 1e-6
"""Places that are closer to each other are spread, so that there is always room between two."""


def hold(desk: Desk, references: Sequence[str]) -> list[JobFace]:
    """Keep jobs back; files that are being made are finished."""
    return _decide(desk, "hold", references, ("queued", "running"), _hold)


def _hold(desk: Desk, act: Act, row: Job) -> None:
    act.update(row, state="held", cause=HAND)


def release(desk: Desk, references: Sequence[str]) -> list[JobFace]:
    """Let held jobs go on."""
    return _decide(desk, "release", references, ("held",), _release)


def _release(desk: Desk, act: Act, row: Job) -> None:
    act.update(row, state=state_of(_states(row), "queued"), cause="")


def cancel(desk: Desk, references: Sequence[str]) -> list[JobFace]:
    """Take out what is still to be made; files that are being made are finished."""
    return _decide(desk, "cancel", references, (*OPEN_STATES, "failed", "quarantined"), _cancel)


def _cancel(desk: Desk, act: Act, row: Job) -> None:
    Sheet.update(state="cancelled", settled_at=act.at).where(
        Sheet.job == row.id, Sheet.state == "queued"
    ).execute()
    act.update(row, state="cancelled", cause="", settled_at=act.at)


def retry(desk: Desk, references: Sequence[str]) -> list[JobFace]:
    """Try what went wrong or was cancelled again, with pictures, crops and profiles as now."""
    return _decide(desk, "retry", references, (*AGAIN, "queued", "running"), _retry)


def _retry(desk: Desk, act: Act, row: Job) -> None:
    rows = list(
        Sheet.select()
        .where(
            Sheet.job == row.id,
            Sheet.state.in_(list(AGAIN)) | ((Sheet.state == "queued") & (Sheet.failures > 0)),
        )
        .order_by(Sheet.position)
    )
    anew = {} if row.again_id is not None else _anew(desk, row, rows)
    for sheet in rows:
        values: dict[str, object] = {
            "state": "queued", "failures": 0, "deaths": 0, "next_at": 0, "settled_at": None,
            "failure": "", "reason": "", "remedy": "",
        }  # fmt: skip
        one = anew.get(sheet.id)
        if one is not None:
            values |= _columns(one)
            if _is_same(sheet, one) and not _is_another_there(sheet):
                values["path"] = sheet.path  # what stands there is what was made of it
        elif not sheet.spec:
            continue  # still nothing that could be made of it
        elif row.again_id is None and row.card_id is not None:
            Sheet.update(**GONE, settled_at=act.at).where(Sheet.id == sheet.id).execute()
            continue
        elif _is_another_there(sheet):
            values["path"] = ""
        Sheet.update(**values).where(Sheet.id == sheet.id).execute()
    state = state_of(_states(row), "queued")
    act.update(row, state=state, cause="", reason="", remedy="", settled_at=None)
    from store.renderclaims import settle_jobs  # it follows decisions as well

    settle_jobs(act, [row.id])


GONE = {
    "state": "cancelled", "failure": "", "remedy": "",
    "reason": "nothing like it is on the record any more",
}  # fmt: skip
"""Columns of a file whose line or picture was taken away meanwhile."""


def _is_same(sheet: Sheet, one: Wanted) -> bool:
    """Tell whether what is worked out anew is the file that it was, in the same place."""
    return (sheet.spec_key, sheet.folder, sheet.name) == (one.spec.key, one.folder, one.name)


def _is_another_there(sheet: Sheet) -> bool:
    """Tell whether another file has taken the place that this one meant to have."""
    return bool(
        Sheet.select()
        .where(Sheet.path == sheet.path, Sheet.path != SQL("''"), Sheet.id != sheet.id)
        .exists()
    )


def _anew(desk: Desk, row: Job, rows: Sequence[Sheet]) -> dict[int, Wanted]:
    """Files worked out again: id of the one before to what it is now."""
    card = row.card
    if card is None:
        return {}
    profile, layout = row.profile, row.layout
    found = assembling.assemble(
        desk,
        cards.ref(card),
        profile=profile.name if profile is not None else None,
        layout=layout.name if layout is not None else None,
    )
    kept = {
        sheet.name
        for sheet in Sheet.select(Sheet.id, Sheet.name).where(Sheet.job == row.id)
        if sheet.id not in {one.id for one in rows}
    }
    waiting = [one for one in found.wanted if one.name not in kept]
    taken: dict[int, Wanted] = {}
    for alike in _LIKENESS:
        for sheet in rows:
            if sheet.id in taken:
                continue
            chosen = next((one for one in waiting if alike(sheet, one)), None)
            if chosen is not None:
                waiting.remove(chosen)
                taken[sheet.id] = chosen
    return taken


def _is_about(sheet: Sheet, one: Wanted) -> bool:
    """Tell whether two are of one line or, without lines, of one picture."""
    if sheet.line_id is not None or one.line_id is not None:
        return sheet.line_id == one.line_id
    return sheet.image_id == one.image_id


_LIKENESS: tuple[Callable[[Sheet, Wanted], bool], ...] = (
    lambda sheet, one: _is_about(sheet, one) and sheet.name == one.name,
    lambda sheet, one: _is_about(sheet, one) and sheet.image_id == one.image_id,
    _is_about,
)
"""How a file is found again among those that are worked out anew, the surest way first."""


def _columns(one: Wanted) -> dict[str, object]:
    first = one.spec.sources[one.spec.pictures[0].source]
    return {
        "label": f"line {one.line}: {one.label}" if one.line else one.label, "media": one.media,
        "spec": specs.to_json(one.spec), "spec_key": one.spec.key, "source": first.path,
        "memory_bytes": sheet_of(one.spec).memory_bytes, "folder": one.folder, "name": one.name,
        "if_exists": one.if_exists, "keeps_recipe": one.recipe, "copies": one.copies, "path": "",
        "image": one.image_id,
        "lines": ",".join(map(str, one.line_ids)) if len(one.line_ids) > 1 else "",
    }  # fmt: skip


def _states(row: Job) -> list[str]:
    return [sheet.state for sheet in Sheet.select(Sheet.state).where(Sheet.job == row.id)]


def _decide(
    desk: Desk,
    word: str,
    references: Sequence[str],
    states: Sequence[str],
    carry_out: Callable[[Desk, Act, Job], None],
) -> list[JobFace]:
    """Do something to jobs in these states: to all of them, or to none."""
    summary = f"{word} {', '.join(references[:5])}"
    with desk.action(f"{word} jobs", summary, undoable=False) as act:
        rows = by_references(references)
        wrong = [
            f"{reference(row.number)} is {row.state}; only jobs that are {_either(states)} can be "
            f"taken with '{word}'"
            for row in rows
            if row.state not in states
        ]
        if wrong:
            raise Refused(wrong)
        for row in rows:
            carry_out(desk, act, row)
    return jobs(desk, ids=[row.id for row in rows])


def _either(words: Sequence[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


# Sooner and later --------------------------------------------------------------------------------


def set_priority(desk: Desk, references: Sequence[str], priority: int) -> list[JobFace]:
    """Give jobs a priority; a higher one goes first."""
    if not -100 <= priority <= 100:
        raise Refused(f"a priority is from -100 to 100, not {priority}")

    def carry_out(desk: Desk, act: Act, row: Job) -> None:
        act.update(row, priority=priority)

    return _decide(desk, "priority", references, OPEN_STATES, carry_out)


def move(
    desk: Desk, references: Sequence[str], *, before: str | None = None, to: str = ""
) -> list[JobFace]:
    """Put open jobs before another, or ``first`` or ``last`` of all; they take its priority."""
    if (before is None) == (to not in TO_ENDS):
        raise Refused("say where to: before another job, first, or last")
    with desk.action("move jobs", f"move {', '.join(references[:5])}", undoable=False) as act:
        rows = _open(by_references(references))
        low, high, priority = _gap(rows, before, to)
        if high - low < SMALLEST_GAP:
            _spread(priority)
            low, high, priority = _gap(rows, before, to)
        for at, row in enumerate(rows, start=1):
            act.update(row, place=low + (high - low) * at / (len(rows) + 1), priority=priority)
    return jobs(desk, ids=[row.id for row in rows])


def _open(rows: Sequence[Job]) -> list[Job]:
    wrong = [
        f"{reference(row.number)} is {row.state}; only open jobs can be moved"
        for row in rows
        if row.state not in OPEN_STATES
    ]
    if wrong:
        raise Refused(wrong)
    return list(rows)


def _gap(rows: Sequence[Job], before: str | None, to: str) -> tuple[float, float, int]:
    """Between which places there is room, and the priority there."""
    mine = [row.id for row in rows]
    others = Job.select().where(Job.state.in_(list(OPEN_STATES)), Job.id.not_in(mine))
    if before is not None:
        (target,) = _open(by_references([before]))
        if target.id in mine:
            raise Refused(f"{before} cannot stand before itself")
        same = others.where(Job.priority == target.priority, Job.place < target.place)
        low = same.select(fn.max(Job.place)).scalar()
        return target.place - 1 if low is None else low, target.place, target.priority
    most = fn.max(Job.priority) if to == "first" else fn.min(Job.priority)
    priority = others.select(most).scalar()
    if priority is None:
        return 0.0, 1.0, rows[0].priority
    there = others.where(Job.priority == priority)
    if to == "first":
        place = float(there.select(fn.min(Job.place)).scalar())
        return place - 1, place, priority
    place = float(there.select(fn.max(Job.place)).scalar())
    return place, place + 1, priority


def _spread(priority: int) -> None:
    """Put whole numbers between open jobs again, in their order."""
    query = Job.select(Job.id).where(Job.state.in_(list(OPEN_STATES)), Job.priority == priority)
    for place, row in enumerate(list(query.order_by(Job.place, Job.id)), start=1):
        Job.update(place=float(place)).where(Job.id == row.id).execute()


def step(desk: Desk, references: Sequence[str], *, earlier: bool) -> list[JobFace]:
    """Put open jobs before the one that goes before them, or after the one that comes next."""
    with desk.action("move jobs", f"move {', '.join(references[:5])}", undoable=False) as act:
        rows = _open(by_references(references))
        mine = {row.id for row in rows}
        order = list(
            Job.select()
            .where(Job.state.in_(list(OPEN_STATES)))
            .order_by(Job.priority.desc(), Job.place, Job.id)
        )
        for row in order if earlier else reversed(order):
            if row.id not in mine:
                continue
            at = next(place for place, one in enumerate(order) if one.id == row.id)
            to = at - 1 if earlier else at + 1
            if not 0 <= to < len(order) or order[to].id in mine:
                continue
            order[at], order[to] = order[to], order[at]
            _swap(act, row, order[at])
    return jobs(desk, ids=sorted(mine))


def _swap(act: Act, one: Job, other: Job) -> None:
    """Exchange the turns of two jobs."""
    mine = (one.place, one.priority)
    if mine == (other.place, other.priority):
        act.update(one, place=other.place + (-0.5 if one.id > other.id else 0.5))
        return
    act.update(one, place=other.place, priority=other.priority)
    act.update(other, place=mine[0], priority=mine[1])
