"""Rendering from the boards: a form that says beforehand which files there will be, then the queue.

The same store command serves ``safelight render``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from store import layouts, renderprofiles, renderqueue
from store.boards import Face
from store.desk import Desk
from store.errors import Refused
from store.jobfaces import JobFace
from store.rendering import assembling, preflight
from tui.jobwork import numbers
from tui.messagework import may_work, some
from tui.orderwork import chosen, spoken
from tui.screens.filling import said, whole, yes
from tui.widgets.form import Field, Form

if TYPE_CHECKING:
    from tui.screens.place import Place

KINDS = ("production", "preproduction", "session")

SHOWN = 14
"""Lines of a preview."""

WORKED_OUT = 30
"""Records whose files are worked out for the preview; of the others it is said how many."""

NOTHING = "Orders and sessions are rendered; go to one of these"


@dataclass(frozen=True, slots=True)
class Wish:
    """What the form asks for; ``lines`` are numbers of lines, none: all."""

    profile: str | None = None
    layout: str | None = None
    lines: tuple[int, ...] = ()
    held: bool = False
    priority: int = 0


async def render(screen: Place, faces: Sequence[Face]) -> None:
    """Render the chosen orders and sessions: say what that comes to, then queue it."""
    found = chosen(screen, faces, KINDS, NOTHING)
    if found and may_work(screen, "Rendering"):
        screen.program.begin(_render(screen, [face.ref for face in found]), "dialog")


async def _render(screen: Place, refs: list[str]) -> None:
    program = screen.program
    asked = await program.ask(_asked, refs)
    if asked is None:
        return
    profiles, templates, lines = asked

    def changed(values: Mapping[str, str]) -> None:
        async def again() -> None:
            words = await program.ask(preview, refs, dict(values))
            if words is not None and form.is_attached:
                form.set_lines(words)

        program.begin(again(), "render preview")

    fields = fields_of(refs, profiles, templates)
    named = refs[0] if len(refs) == 1 else f"{len(refs)} records"
    form = Form(f"Render {named}", fields, lines, keys=program.ground.keys, changed=changed)
    values = await program.answer_to(form)
    if values is None:
        return
    jobs = await program.ask(put, refs, values)
    await program.own_news()
    if jobs is not None:
        program.tell(told(jobs))


def fields_of(
    refs: Sequence[str], profiles: tuple[str, ...], templates: tuple[str, ...]
) -> list[Field]:
    """What can be said: profile, layout, lines of one record, whether it waits, and how urgent."""
    fields = [
        Field("profile", "Profile", "", "empty: each line's own", profiles),
        Field("layout", "Layout", "", "empty: each line's own", templates),
    ]
    if len(refs) == 1 and not refs[0].startswith("S-"):
        fields.append(Field("lines", "Lines", "", "numbers such as 1, 3-5; empty: all"))
    return [
        *fields,
        Field("held", "Hold it", "no", "yes: it waits to be released", ("no", "yes")),
        Field("priority", "Priority", "0", "a higher one goes first"),
    ]


def told(jobs: Sequence[JobFace]) -> str:
    """What was queued, in a line."""
    files = sum(job.total for job in jobs)
    failed = sum(job.failed for job in jobs)
    if not jobs:
        return "Nothing new to render: all of it is in the queue already"
    names = jobs[0].job if len(jobs) == 1 else f"{len(jobs)} jobs"
    wrong = f", {failed:,} of them cannot be made" if failed else ""
    return f"{names}: {some(files, 'file')} in the queue{wrong}; 6 shows it"


# On the store thread -----------------------------------------------------------------------------


def _asked(desk: Desk, refs: list[str]) -> tuple[tuple[str, ...], tuple[str, ...], list[str]]:
    profiles = tuple(row.name for row in renderprofiles.listed() if not row.inactive)
    templates = tuple(row.name for row in layouts.listed() if not row.inactive)
    return profiles, templates, preview(desk, refs, {})


def wish_of(values: Mapping[str, str]) -> Wish:
    """Read what stands in the form."""
    lines = tuple(at + 1 for at in numbers(values.get("lines", "")))
    return Wish(
        said(values.get("profile", "")),
        said(values.get("layout", "")),
        lines,
        yes(values.get("held", ""), "hold it"),
        whole(values.get("priority", ""), "priority") or 0,
    )


def put(desk: Desk, refs: Sequence[str], values: Mapping[str, str]) -> list[JobFace]:
    """Queue what the form asks for."""
    wish = wish_of(values)
    return renderqueue.put(
        desk, list(refs), profile=wish.profile, layout=wish.layout, lines=wish.lines or None,
        priority=wish.priority, held=wish.held,
    )  # fmt: skip


def preview(desk: Desk, refs: Sequence[str], values: Mapping[str, str]) -> list[str]:
    """What would be rendered, in lines: files, papers, what cannot be made, what preflight says."""
    try:
        return _preview(desk, refs, wish_of(values))
    except Refused as refused:
        return [f"cannot: {spoken(problem)}" for problem in refused.problems]


def _preview(desk: Desk, refs: Sequence[str], wish: Wish) -> list[str]:
    files: Counter[str] = Counter()
    papers: Counter[str] = Counter()
    wrong: list[str] = []
    some_refs = list(refs[:WORKED_OUT])
    for ref in some_refs:
        found = assembling.assemble(
            desk, ref, profile=wish.profile, layout=wish.layout, lines=wish.lines or None
        )
        for one in found.wanted:
            layout = one.spec.layout.name if one.spec.layout is not None else ""
            files[" on ".join(filter(None, (one.spec.look.name, layout)))] += 1
            if one.media:
                papers[one.media] += one.copies
        wrong += [
            f"cannot be made: {ref}{f' line {one.line}' if one.line else ''}: {spoken(one.reason)}"
            for one in found.failed
        ]
    more = len(refs) - len(some_refs)
    total = sum(files.values())
    lines = [f"{some(total, 'file')}" + (f" of the first {WORKED_OUT} records" if more else "")]
    if not total and not wrong:
        lines = ["Nothing to render: there are no lines with pictures"]
    lines += [f"  {count:,} × {name}" for name, count in files.most_common(6)]
    if papers:
        shown = ", ".join(f"{name} × {count:,}" for name, count in papers.most_common(6))
        lines.append(f"paper: {shown}")
    lines += [*wrong, *_findings(desk, some_refs, wish)]
    if len(lines) > SHOWN:
        lines = [*lines[:SHOWN], f"and {len(lines) - SHOWN} more; the preflight list has them all"]
    return lines


def _findings(desk: Desk, refs: Sequence[str], wish: Wish) -> list[str]:
    """What preflight finds: errors and warnings by line, notes by their number."""
    from tui.screens.previewpages import words_of

    found = preflight.check(desk, refs, wish.profile, wish.layout, wish.lines or None)
    graver = [one for one in found if one.severity != "note"]
    graver.sort(key=lambda one: one.severity != "error")
    lines = [f"{one.severity}: {one.ref} {preflight.about(one)}: {words_of(one)}" for one in graver]
    notes = len(found) - len(graver)
    return [*lines, *([some(notes, "note")] if notes else [])]
