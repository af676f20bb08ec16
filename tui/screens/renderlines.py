"""Jobs and files of the render queue as lines: pure functions of faces, a width and a look.

What went wrong comes first, each with its reason and what helps; a state is told by a word and a
shape, colour only helps.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len

from store.jobfaces import JobFace, Progress, SheetFace, WorkerFace
from tui.widgets.lines import Part
from tui.widgets.listing import GAP, Line
from tui.widgets.look import Look
from tui.widgets.measure import fit, padded, painted, wrapped

if TYPE_CHECKING:
    from tui.screens.renderpages import Page

FAILED = ("failed", "quarantined")
OVER = ("done", "cancelled")

BAR = 12
NARROW = 70
"""Cells from which a job's line has its bar, and its profile from `WIDE` on."""
WIDE = 100

MOST_LINES = 3
"""Lines that a reason takes at most."""

GIB = 1024**3


@dataclass(frozen=True, slots=True)
class Group:
    """Jobs that stand together under a title."""

    title: str
    jobs: tuple[JobFace, ...]


def troubled(job: JobFace) -> bool:
    """Whether somebody has to look at a job: it failed, or some of its files have so far."""
    return job.state in FAILED or (job.failed > 0 and job.state not in OVER)


def grouped(jobs: Iterable[JobFace]) -> list[Group]:
    """The jobs in the order in which they matter: trouble, at work, waiting, held, over."""
    titles: dict[str, list[JobFace]] = {
        "Failed": [], "Rendering": [], "Waiting": [], "Held": [], "Over": [],
    }  # fmt: skip
    places = {"running": "Rendering", "queued": "Waiting", "held": "Held"}
    for job in jobs:
        title = "Failed" if troubled(job) else places.get(job.state, "Over")
        titles[title].append(job)
    return [Group(title, tuple(found)) for title, found in titles.items() if found]


# Bars --------------------------------------------------------------------------------------------


def bar(share: float, width: int, look: Look) -> str:
    """A bar that is full at one; nothing but all fills it, and what has begun shows."""
    share = max(0.0, min(1.0, share))
    full = int(share * width)
    if share > 0 and not full:
        full = 1
    return look.glyphs.full * full + look.glyphs.empty * (width - full)


def made(job: JobFace) -> float:
    """The share of a job's files that were made: what failed leaves its bar open."""
    return job.done / job.total if job.total else 0.0


def left_words(seconds: int | None) -> str:
    """How long something takes yet, in round words."""
    if seconds is None:
        return ""
    if seconds < 60:
        return "under 1 min left"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min left"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min left"


def progress_parts(progress: Progress, width: int, look: Look) -> list[Part]:
    """The line of all open jobs together: a bar, how many files, how quickly, until when."""
    if not progress.total:
        return [(" Nothing waits to be rendered; r on a board or a record asks for it.", "plain")]
    share = progress.done / progress.total
    words = [f"{progress.done:,} of {progress.total:,} files"]
    if progress.running:
        words.append(f"{progress.running:,} at work")
    if progress.per_minute is not None:
        words.append(f"{progress.per_minute:,.0f} a minute")
    words.append(left_words(progress.seconds_left))
    said = f" {look.glyphs.dot} ".join(filter(None, words))
    room = max(5, min(30, width - cell_len(said) - 9))
    shown = f" {bar(share, room, look)} "
    return [(shown, "key"), (f"{share:4.0%} ", "strong"), (f" {said}", "plain")]


def worker_parts(
    workers: Sequence[WorkerFace], look: Look, closed: str = "", *, waiting: bool = True
) -> list[Part]:
    """The line of who works: programs, files at once, memory; or why nothing is begun."""
    if closed:
        return [(f" {closed}", "late")]
    alive = [one for one in workers if one.alive]
    if not alive and not waiting:
        return [(" Nobody is at work: there is nothing to do.", "plain")]
    if not alive:
        return [(" No program renders. Start one: safelight worker --only render", "late")]
    at_once = sum(one.processes for one in alive)
    used = sum(one.used_bytes for one in alive)
    budget = sum(one.budget_bytes for one in alive)
    who = alive[0].label.split(" (", maxsplit=1)[0] if len(alive) == 1 else f"{len(alive)} programs"
    words = [f"{at_once:,} at once"]
    if budget:
        words.append(f"{used / GIB:.1f} of {budget / GIB:.1f} GB")
    doing = next((one.doing for one in alive if one.doing), "")
    said = f" {look.glyphs.dot} ".join([*words, *([doing] if doing else [])])
    return [(f" {who}", "strong"), (f"  {said}", "plain")]


# Jobs --------------------------------------------------------------------------------------------


def job_lines(
    jobs: Iterable[JobFace], width: int, look: Look, marked: Collection[str] = ()
) -> list[Line]:
    """All jobs in their groups."""
    lines: list[Line] = []
    for group in grouped(jobs):
        if lines:
            lines.append(GAP)
        lines.append(_title(group, width, look))
        for job in group.jobs:
            lines.append(job_line(job, width, look, marked=job.job in marked))
            lines += reason_lines(job.reason, job.remedy, width, trouble=troubled(job))
    return lines


def _title(group: Group, width: int, look: Look) -> Line:
    words = f" {group.title} {len(group.jobs):,} "
    rule = look.glyphs.line * max(0, min(width, 60) - cell_len(words) - 1)
    trouble = group.title == "Failed"
    return Line(((words, "late" if trouble else "head"), (rule, "muted")), stop=False)


def job_line(job: JobFace, width: int, look: Look, *, marked: bool = False) -> Line:
    """A job in one line: mark, reference, whom it is for, bar, files, state."""
    mark = look.glyphs.mark if marked else look.glyphs.late if troubled(job) else " "
    state = state_words(job, look)
    counts = f"{job.done:,}/{job.total:,}"
    profile = painted(job.layout or job.profile) if width >= WIDE else ""
    with_bar = width >= NARROW
    fixed = 2 + 7 + 8 + 10 + 14 + (BAR + 2 if with_bar else 0) + (18 if profile else 0)
    who = painted(job.client or job.by)
    parts: list[Part] = [
        (f"{mark} ", "late" if troubled(job) and not marked else "key"),
        (padded(job.job, 6) + " ", "strong"),
        (padded(painted(job.ref), 7) + " ", "plain"),
        (padded(fit(who, max(4, width - fixed), look.glyphs.ellipsis), max(4, width - fixed)),
         "plain"),
    ]  # fmt: skip
    if profile:
        parts.append(("  " + padded(fit(profile, 16, look.glyphs.ellipsis), 16), "muted"))
    if with_bar:
        looks = "late" if job.state in FAILED else "key"
        parts.append(("  " + bar(made(job), BAR, look), looks))
    parts.append((f" {counts:>9}", "plain"))
    parts.append((f" {state}", _look_of(job)))
    return Line(tuple(parts), job.job)


def state_words(job: JobFace, look: Look) -> str:
    """The state of a job by a shape and a word, and what hurries it."""
    glyphs = look.glyphs
    rush = f"{glyphs.rush}{job.priority} " if job.priority > 0 else ""
    match job.state:
        case "failed" | "quarantined":
            return f"{glyphs.blocked} {job.state}"
        case "held":
            return f"{rush}{glyphs.waiting} held"
        case "running":
            return f"{rush}{glyphs.right} rendering"
        case _:
            return f"{rush}{job.state}"


def _look_of(job: JobFace) -> str:
    if troubled(job):
        return "late"
    return {"done": "good", "cancelled": "muted", "running": "strong"}.get(job.state, "plain")


def reason_lines(reason: str, remedy: str, width: int, *, trouble: bool = True) -> Iterator[Line]:
    """Why something is as it is, and what helps, below its line; the cursor passes over it."""
    indent = "         "
    room = max(20, width - len(indent) - 1)
    for words, look in ((reason, "late" if trouble else "muted"), (remedy, "plain")):
        if words:
            found = wrapped(painted(words), room)
            for text in found[:MOST_LINES]:
                yield Line(((indent + text, look),), stop=False)


# Files of a job -----------------------------------------------------------------------------------


def map_parts(sheets: Sequence[SheetFace], width: int, look: Look) -> list[Part]:
    """A cell for each file of a job, or for several: made, at work, waiting, gone wrong."""
    count = len(sheets)
    cells = max(1, min(count, width - 2))
    parts: list[Part] = [(" ", "plain")]
    for cell in range(cells):
        some = sheets[cell * count // cells : max(cell * count // cells + 1,
                                                  (cell + 1) * count // cells)]  # fmt: skip
        states = {one.state for one in some}
        if states & set(FAILED):
            parts.append(("!", "late"))
        elif "running" in states:
            parts.append((look.glyphs.right, "strong"))
        elif states <= {"done", "cancelled"}:
            parts.append((look.glyphs.full, "key"))
        else:
            parts.append((look.glyphs.empty, "plain"))
    return parts


def sheet_lines(
    sheets: Iterable[SheetFace], width: int, look: Look, marked: Collection[int] = ()
) -> list[Line]:
    """The files of a job: what went wrong first, what is at work, then in their order."""
    ordered = sorted(
        sheets, key=lambda one: (one.state not in FAILED, one.state != "running", one.position)
    )
    lines: list[Line] = []
    for one in ordered:
        lines.append(sheet_line(one, width, look, marked=one.position in marked))
        again = one.reason if one.state in SHEET_TOLD else ""
        lines += reason_lines(again, one.remedy if again else "", width,
                              trouble=one.state in FAILED)  # fmt: skip
        if one.notes and one.state == "done":
            lines += reason_lines(one.notes, "", width, trouble=False)
    return lines


SHEET_TOLD = ("failed", "quarantined", "queued", "running")
"""States in which the reason of a file's last failure still matters."""


def sheet_line(sheet: SheetFace, width: int, look: Look, *, marked: bool = False) -> Line:
    """A file in one line: mark, number, what it shows, paper, pixels, state, and where it lies."""
    wrong = sheet.state in FAILED
    mark = look.glyphs.mark if marked else look.glyphs.late if wrong else " "
    size = f"{sheet.width}×{sheet.height}" if sheet.width and sheet.height else ""
    state = _sheet_state(sheet, look)
    took = f"{sheet.took_ms / 1000:.1f} s" if sheet.took_ms and width >= WIDE else ""
    room = width - 2 - 5 - 11 - 15 - (12 if width >= NARROW else 0) - (8 if width >= WIDE else 0)
    across = max(8, room // 2 if width >= WIDE else room)
    copies = f" ×{sheet.copies}" if sheet.copies > 1 else ""
    label = fit(painted(sheet.label), across - 1 - len(copies), look.glyphs.ellipsis) + copies
    parts: list[Part] = [
        (f"{mark} ", "late" if wrong and not marked else "key"),
        (f"{sheet.position + 1:>3}  ", "muted"),
        (padded(label, across), "plain"),
        (padded(painted(sheet.media), 10) + " ", "plain"),
    ]
    if width >= NARROW:
        parts.append((padded(size, 11) + " ", "muted"))
    if width >= WIDE:
        parts.append((f"{took:>7} ", "muted"))
    parts.append((padded(state, 14) + " ", "late" if wrong else "plain"))
    if width >= WIDE:
        where = painted(sheet.path.rsplit("/", maxsplit=1)[-1] or sheet.name)
        parts.append((fit(where, room - across, look.glyphs.ellipsis), "muted"))
    return Line(tuple(parts), sheet.position)


def _sheet_state(sheet: SheetFace, look: Look) -> str:
    glyphs = look.glyphs
    match sheet.state:
        case "failed" | "quarantined":
            return f"{glyphs.blocked} {sheet.state}"
        case "running":
            return f"{glyphs.right} rendering"
        case "queued" if sheet.failures:
            return f"{glyphs.waiting} again ({sheet.failures})"
        case _:
            return sheet.state


def job_parts(job: JobFace, width: int, look: Look) -> list[Part]:
    """The line of one job above its files: a bar, how many, with which profile, who asked."""
    count = f"{job.done:,} of {job.total:,} files"
    failed = f", {job.failed:,} failed" if job.failed else ""
    words = [job.profile and f"profile {job.profile}", job.layout and f"layout {job.layout}",
             job.by and f"by {job.by}", job.again and f"again of {job.again}",
             job.reprint_reason, "chargeable" if job.chargeable else ""]  # fmt: skip
    said = f" {look.glyphs.dot} ".join(filter(None, words))
    room = max(6, min(30, width - 60))
    return [
        (f" {bar(made(job), room, look)} ", "key"),
        (f"{count}", "strong"),
        (failed, "late"),
        (f"  {said}", "plain"),
    ]


# Beside a board ----------------------------------------------------------------------------------


def pane_lines(page: Page, room: int, height: int, look: Look) -> list[tuple[Part, ...]]:
    """The queue in few and narrow lines: how it gets on, then jobs, what failed first."""
    progress = page.progress
    lines: list[tuple[Part, ...]] = []
    if not progress.total and not page.jobs:
        return [(("Nothing waits to be rendered.", "muted"),)]
    if progress.total:
        lines += _pace(progress, room, look)
    if page.closed:
        lines.append(((fit(page.closed, room, look.glyphs.ellipsis), "late"),))
    elif progress.waiting and not any(one.alive for one in page.workers):
        lines.append((("No program renders.", "late"),))
    for group in grouped(page.jobs):
        for job in group.jobs:
            lines += _narrow(job, room, look)
    if len(lines) > height > 0:
        more = len(lines) - height + 1
        lines = [*lines[: height - 1], ((f"and {more:,} more lines; 6 has them", "muted"),)]
    return lines


def _pace(progress: Progress, room: int, look: Look) -> list[tuple[Part, ...]]:
    """How it gets on in one line where that is wide enough, else in two."""
    count = f" {progress.done:,}/{progress.total:,}"
    pace = "" if progress.per_minute is None else f"{progress.per_minute:,.0f} a minute"
    words = f" {look.glyphs.dot} ".join(filter(None, (pace, left_words(progress.seconds_left))))
    beside = f"  {words}" if words and room >= BESIDE else ""
    across = max(4, room - len(count) - cell_len(beside))
    first: tuple[Part, ...] = (
        (bar(progress.done / progress.total, across, look), "key"),
        (count, "strong"),
        (beside, "plain"),
    )
    below = [] if beside or not words else [((fit(words, room, look.glyphs.ellipsis), "plain"),)]
    return [first, *below]


BESIDE = 56
"""Cells from which the pane says in one line what else takes two."""


def _narrow(job: JobFace, room: int, look: Look) -> list[tuple[Part, ...]]:
    count = f"{job.done:,}/{job.total:,}"
    who = painted(job.ref or job.client or job.by)
    state = state_words(job, look)
    reason = painted(job.reason) if troubled(job) else ""
    wide = room >= BESIDE
    across = 9 if wide else max(3, room - 7 - len(count) - cell_len(state) - 2)
    head: list[Part] = [
        (padded(job.job, 6) + " ", "strong"),
        (padded(fit(who, across, look.glyphs.ellipsis), across), "plain"),
        (f" {count:>9}" if wide else f" {count}", "plain"),
        (f" {state}", _look_of(job)),
    ]
    if wide and reason:
        left = room - sum(cell_len(words) for words, _ in head) - 2
        head.append(("  " + fit(reason, max(0, left), look.glyphs.ellipsis), "late"))
    if wide or not reason:
        return [tuple(head)]
    return [tuple(head), *(((f"  {text}", "late"),) for text in wrapped(reason, room - 2)[:2])]
