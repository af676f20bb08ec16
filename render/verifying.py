"""Verifying: files are rendered again and compared, and where they differ it is said in what."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from render import making, recipes
from render.crew import Crew
from render.running import LOOK_SECONDS, MOST_OF_ONE_SOURCE, budget_of, processes_of
from store import cards, renderqueue
from store.desk import Desk
from store.errors import Refused
from store.jobfaces import SheetFace
from store.rendering import specs
from store.rendering.outcomes import INPUT, Failed, Made
from store.rendering.tasks import Outcome, Task
from store.text import safe

SAME, SAME_PIXELS, DIFFERENT = "same", "same_pixels", "different"
MISSING, DAMAGED, UNPROVABLE = "missing", "damaged", "unprovable"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found about one file.

    ``result`` is ``same`` (the same bytes), ``same_pixels``, ``different``, ``missing``,
    ``damaged`` (it is not what was written) or ``unprovable``; ``difference`` says what differs.
    """

    job: str
    ref: str
    line: int | None
    label: str
    path: str
    result: str
    difference: str = ""
    remedy: str = ""

    @property
    def proven(self) -> bool:
        """Whether rendering it again gives the same picture."""
        return self.result in (SAME, SAME_PIXELS)


def verify(
    desk: Desk, refs: Sequence[str], told: Callable[[Verdict], None] = lambda _: None
) -> list[Verdict]:
    """Render again what records or jobs (O-1001, J-12) made, and compare; writes nothing.

    Of a file that was made several times in its place, the last is looked at.
    """
    wanted = _files(desk, refs)
    refs_of = {job.job: job.ref for job in renderqueue.jobs(desk, limit=1_000_000)}
    by_id = {face.id: face for face in wanted}
    found: dict[int, Verdict] = {}

    def note(face: SheetFace, result: str, difference: str = "", remedy: str = "") -> None:
        verdict = Verdict(
            face.job, refs_of.get(face.job, ""), face.line, face.label, face.path, result,
            difference, remedy,
        )  # fmt: skip
        found[face.id] = verdict
        told(verdict)

    with tempfile.TemporaryDirectory(prefix="safelight-verify-") as folder:
        tasks = [
            _task(face, Path(folder), recipe, desk.settings.render.most_pixels)
            for face, recipe in _recipes(desk, wanted)
        ]
        for outcome in _again(desk, tasks):
            face = by_id[outcome.task.sheet_id]
            if isinstance(outcome.result, Failed):
                note(face, UNPROVABLE, outcome.result.reason, outcome.result.remedy)
            else:
                note(face, **json.loads(outcome.recipe))
    return [found[face.id] for face in wanted]


def _files(desk: Desk, refs: Sequence[str]) -> list[SheetFace]:
    """The files that were made of records, or by jobs; `Refused` where there are none."""
    job_ids: list[int] = []
    problems: list[str] = []
    for ref in dict.fromkeys(word.strip().upper() for word in refs):
        try:
            if ref.startswith("J-"):
                found = [row.id for row in renderqueue.by_references([ref])]
            else:
                card = cards.get(ref)
                found = [face.id for face in renderqueue.jobs(desk, card_ids=[card.id])]
        except Refused as refusal:
            problems += refusal.problems
            continue
        if not found:
            problems.append(f"{safe(ref, 40)} was never rendered; 'safelight render {ref}' does it")
        job_ids += found
    if problems:
        raise Refused(problems)
    made = [face for face in renderqueue.sheets_of(job_ids) if face.path]
    if not made:
        raise Refused("nothing of it was made yet; 'safelight queue' says how it gets on")
    last = {face.path: face.id for face in sorted(made, key=lambda face: face.settled_at or 0)}
    return [face for face in made if last[face.path] == face.id]


def _recipes(desk: Desk, faces: Sequence[SheetFace]) -> Iterator[tuple[SheetFace, str]]:
    kept = renderqueue.recipes_of([face.id for face in faces])
    for face in faces:
        yield face, kept.get(face.id, "")


def _task(face: SheetFace, folder: Path, recipe: str, most_pixels: int) -> Task:
    """What has to be made again, as it is given to the crew; ``path`` is the file as it is."""
    return Task(
        face.id, 1, face.job, face.label, face.spec, face.source, face.memory_bytes,
        folder=str(folder), name=f"{face.id}{Path(face.name).suffix}", path=face.path,
        about=json.dumps({"recipe": recipe, "sha256": face.sha256}), most_pixels=most_pixels,
    )  # fmt: skip


def _again(desk: Desk, tasks: Sequence[Task]) -> Iterator[Outcome]:
    """Have all files made again, those of one source together."""
    settings = desk.settings.render
    crew = Crew(check, processes_of(settings), budget_of(settings), settings.timeout_seconds)
    waiting = [
        batch[start : start + MOST_OF_ONE_SOURCE]
        for batch in (
            list(group)
            for _, group in groupby(
                sorted(tasks, key=lambda task: task.source), key=lambda task: task.source
            )
        )
        for start in range(0, len(batch), MOST_OF_ONE_SOURCE)
    ]
    try:
        while waiting or crew.in_hand:
            while waiting and crew.free and _fits(crew, waiting[0]):
                crew.give(waiting.pop(0))
            yield from crew.collect(LOOK_SECONDS)
    finally:
        crew.stop()


def _fits(crew: Crew, batch: Sequence[Task]) -> bool:
    most = max(task.memory_bytes for task in batch)
    return most <= crew.room_bytes or not crew.in_hand


# In the processes --------------------------------------------------------------------------------


def check(task: Task) -> Outcome:
    """Hold one file against what is made of its recipe now; the verdict stands as the recipe."""
    try:
        verdict, made = _checked(task)
    except Failed as failed:
        return Outcome(task, failed)
    except OSError as error:
        return Outcome(task, Failed(INPUT, safe(str(error), 300), "look at that file"))
    return Outcome(task, made, json.dumps(verdict))


def _checked(task: Task) -> tuple[Mapping[str, str], Made]:
    about = json.loads(task.about)
    file = Path(task.path)
    nothing = Made(task.path, 0, "", 0, 0, 0)
    if not file.is_file():
        return _said(MISSING, "it is not there any more", "render it again"), nothing
    sha256 = _sha256(file)
    if sha256 != about["sha256"]:
        why = "its bytes are not those that were written"
        return _said(DAMAGED, why, "render it again"), nothing
    try:
        recipe = recipes.read(about["recipe"])
    except (ValueError, KeyError, TypeError):
        return _said(UNPROVABLE, "it has no recipe: it was there before, or was left"), nothing
    if specs.from_json(task.spec).key != recipe.spec.key:
        return _said(UNPROVABLE, "its recipe is of another file"), nothing
    for source in recipe.spec.sources:
        if source.sha256 and _sha256(Path(source.path)) != source.sha256:
            why = f"{safe(source.path, 300)} is not the picture that it was made of"
            return _said(UNPROVABLE, why, "put the picture back, or render it anew"), nothing
    made = _made_again(task, about["recipe"])
    if made.sha256 == sha256:
        return _said(SAME), made
    return _compared(file, Path(made.path), recipe.versions, made), made


def _sha256(file: Path) -> str:
    try:
        with file.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError as error:
        reason = f"{safe(str(file), 300)} cannot be read: {error.strerror}"
        raise Failed(INPUT, reason, "put it back, then verify again") from None


def _made_again(task: Task, kept: str) -> Made:
    """Render the file elsewhere, with what was kept inside the first one."""
    from render import rendering

    spec = specs.from_json(task.spec)
    inside = ""
    if recipes.is_inside(Path(task.path)):
        inside = recipes.inside(spec, json.loads(kept)["versions"])
    target = Path(task.folder) / task.name
    return rendering.make(spec, target, making.decoder(task.most_pixels), inside=inside)


def _compared(
    before: Path, after: Path, versions: Mapping[str, str], made: Made
) -> Mapping[str, str]:
    """Name what differs between two files whose bytes do."""
    from render import comparing

    changed = [
        f"{name} {versions.get(name, 'none')} then, {version} now"
        for name, version in made.versions.items()
        if versions.get(name) != version
    ]
    pixels = comparing.difference(before, after)
    because = f" ({'; '.join(changed)})" if changed else ""
    if not pixels:
        return _said(SAME_PIXELS, f"the same pixels, written otherwise{because}")
    return _said(DIFFERENT, f"{pixels}{because}", "look at both before it is printed again")


def _said(result: str, difference: str = "", remedy: str = "") -> dict[str, Any]:
    return {"result": result, "difference": difference, "remedy": remedy}
