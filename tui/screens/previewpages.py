"""Previews of files before and after they are made: numbers first, and what a picture needs.

Read on the store thread; the picture itself is made elsewhere, from thumbnails in the cache.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from store import renderqueue
from store.desk import Desk
from store.jobfaces import SheetFace
from store.rendering import assembling, plans, preflight, sheets, specs
from store.rendering.assembling import Lost, Wanted
from store.rendering.plans import ORIENTATIONS, Plan, Unfit
from store.rendering.preflight import Finding
from store.rendering.sheets import Sheet
from store.rendering.specs import Spec
from store.text import safe
from tui.screens.sections import Section

MIB = 1024 * 1024

SAME = 0.005
"""What differs by less is told as the same size."""

NO_THUMBNAIL = "No thumbnail yet: safelight thumbnails makes what is missing"


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that preflight says: how grave, and what."""

    severity: str
    words: str


@dataclass(frozen=True, slots=True)
class Preview:
    """One file: what is known of it, and where its thumbnails are, by the path of their source.

    ``sheet`` is null where nothing can be made of it; ``problem`` says why.
    """

    title: str
    where: str = ""
    spec: Spec | None = None
    sheet: Sheet | None = None
    problem: str = ""
    remedy: str = ""
    media: str = ""
    copies: int = 1
    folder: str = ""
    name: str = ""
    if_exists: str = ""
    recipe: str = ""
    made: SheetFace | None = None
    thumbnails: tuple[tuple[str, Path], ...] = ()
    told: tuple[Told, ...] = ()

    @property
    def is_single(self) -> bool:
        """Tell that one picture stands here alone: then its crop is what matters."""
        return self.sheet is not None and len(self.sheet.placed) == 1


# Reading -----------------------------------------------------------------------------------------


def of_line(
    desk: Desk,
    ref: str,
    line: int | None,
    profile: str | None = None,
    image_id: int | None = None,
) -> list[Preview]:
    """What would be made of a line of an order, or of all of it, with what preflight finds.

    With ``image_id`` only the files that show this picture.
    """
    lines = None if line is None else [line]
    found = assembling.assemble(desk, ref, profile=profile, lines=lines)
    told = preflight.check(desk, [ref], profile, lines=lines)
    made = [_of_wanted(desk, ref, one, _told_of(one, told))
            for one in found.wanted if image_id is None or image_id in one.image_ids]  # fmt: skip
    return [
        *made,
        *(_of_lost(ref, one) for one in found.failed if image_id in (None, one.image_id)),
    ]


def _told_of(one: Wanted, told: Sequence[Finding]) -> list[Told]:
    """What is found about a file: about its line, and the pictures that stand on it."""
    found = [
        Told(row.severity, words_of(row))
        for row in told
        if one.line in (0, row.line) and (not row.image or row.image_id in one.image_ids)
    ]
    return list(dict.fromkeys(found))


def words_of(finding: object) -> str:
    """A finding of preflight as words: what, and the numbers it is about."""
    from store.rendering import findings

    name = str(getattr(finding, "finding", ""))
    value, limit = getattr(finding, "value", ""), getattr(finding, "limit", "")
    said = findings.IN_WORDS.get(name, name)
    numbers = f"{value} (limit {limit})" if value and limit else f"{value or limit or ''}"
    return f"{said}: {numbers}" if numbers else said


def of_job(desk: Desk, job: str) -> list[Preview]:
    """The files of a job, made or not."""
    return [_of_sheet(desk, job, one) for one in renderqueue.sheets(desk, job)]


def _of_wanted(desk: Desk, ref: str, one: Wanted, told: Sequence[Told]) -> Preview:
    line = f"{ref} line {one.line}" if one.line else ref
    sheet, problem = _sheet_of(one.spec)
    return Preview(
        one.label, line, one.spec, sheet, problem, media=one.media, copies=one.copies,
        folder=one.folder, name=one.name, if_exists=one.if_exists, recipe=one.recipe,
        thumbnails=_thumbnails(desk, one.spec), told=tuple(told),
    )  # fmt: skip


def _of_lost(ref: str, one: Lost) -> Preview:
    where = f"{ref} line {one.line}" if one.line else ref
    return Preview(where, problem=one.reason, remedy=one.remedy)


def _of_sheet(desk: Desk, job: str, one: SheetFace) -> Preview:
    where = f"{job} file {one.position + 1}"
    try:
        spec = specs.from_json(one.spec)
    except (ValueError, KeyError, TypeError):
        problem = one.reason or "what was asked for cannot be read"
        return Preview(one.label, where, problem=problem, remedy=one.remedy, made=one)
    sheet, problem = _sheet_of(spec)
    return Preview(
        one.label, where, spec, sheet, one.reason if one.failure else problem, one.remedy,
        media=one.media, copies=one.copies, folder=one.folder, name=one.name, made=one,
        thumbnails=_thumbnails(desk, spec),
    )  # fmt: skip


def _sheet_of(spec: Spec) -> tuple[Sheet | None, str]:
    try:
        return sheets.sheet_of(spec), ""
    except Unfit as unfit:
        return None, str(unfit)


def _thumbnails(desk: Desk, spec: Spec) -> tuple[tuple[str, Path], ...]:
    from render import thumbnails

    found = []
    for source in spec.sources:
        try:
            path = thumbnails.path_of(desk.settings.cache, source.sha256)
        except ValueError:
            continue
        if path.exists():
            found.append((source.path, path))
    return tuple(found)


# In words ----------------------------------------------------------------------------------------


def sections(shown: Preview) -> list[Section]:
    """The numbers of a file, what is wrong with it first."""
    wrong = [(words, "late") for words in (shown.problem, shown.remedy) if words]
    wrong += [
        (f"{one.severity}: {one.words}", "late" if one.severity == "error" else "plain")
        for one in shown.told
    ]
    found = [
        Section("", words=((f"{shown.title}  {shown.where}".strip(), "strong"),)),
        Section("", words=tuple(wrong)),
    ]
    if shown.spec is not None and shown.sheet is not None:
        found += [
            Section("Print", pairs=tuple(_print(shown.spec, shown.sheet, shown.copies))),
            Section("Picture", pairs=tuple(_picture(shown.sheet.placed[0].plan, shown.spec))),
            Section("Colour", pairs=tuple(_colour(shown.spec))),
            Section("File", pairs=tuple(_file(shown, shown.spec))),
            Section("", empty=_grey(shown, shown.spec)),
        ]
    return found


def _grey(shown: Preview, spec: Spec) -> str:
    """That some pictures of a sheet can only be shown as grey areas; nothing where all can be."""
    paths = {source.path for source in spec.sources}
    missing = len(paths - {path for path, _ in shown.thumbnails})
    if not missing or missing == len(paths):
        return ""
    return f"{missing} of {len(paths)} pictures have no thumbnail and are shown grey"


def _print(spec: Spec, sheet: Sheet, copies: int) -> Iterator[tuple[str, str]]:
    width, height = sheet.size
    dpi = spec.look.dpi
    yield "Size", f"{width:,} × {height:,} px · {width / dpi:.4g} × {height / dpi:.4g} in"
    yield "Resolution", f"{dpi} dpi"
    effective = effective_dpi(sheet)
    scale = effective / dpi
    words = f"enlarged {1 / scale:.3g}×" if scale < 1 else f"reduced to {1 / scale:.0%}"
    if abs(scale - 1) < SAME:
        words = "pixel for pixel"
    yield "Effective", f"{effective:,.0f} dpi, {words}"
    if len(sheet.placed) > 1:
        yield "Pictures", f"{len(sheet.placed)} on the sheet"
    if sheet.media:
        yield "Paper", sheet.media
    if copies > 1:
        yield "Copies", f"{copies:,}"
    border, bleed = spec.look.border_mm, spec.look.bleed_mm
    if border or bleed:
        yield "Edges", ", ".join(
            f"{name} {value:g} mm" for name, value in (("border", border), ("bleed", bleed))
            if value
        )  # fmt: skip
    if spec.stamp:
        yield "Stamp", spec.stamp
    if spec.look.watermark:
        yield "Watermark", spec.look.watermark
    yield "Memory", f"{sheet.memory_bytes / MIB:,.0f} MB to make it"


def effective_dpi(sheet: Sheet) -> float:
    """How many pixels of its source each inch of the print shows, of the picture with fewest."""
    return min(placed.plan.source_per_print for placed in sheet.placed) * sheet.look.dpi


def _picture(plan: Plan, spec: Spec) -> Iterator[tuple[str, str]]:
    source = plan.source
    width, height = plans.upright_size(source)
    left, top, right, bottom = plans.upright_shares(plan)
    yield "Source", safe(source.path, 300)
    yield "Its size", f"{width:,} × {height:,} px {source.file_format}, {source.colour_mode}"
    cut = 1 - (right - left) * (bottom - top)
    if cut < 0.0005:
        yield "Crop", "none: the whole picture is shown"
    else:
        yield (
            "Crop",
            (
                f"{left:.1%} from the left, {top:.1%} from above, {right - left:.1%} × "
                f"{bottom - top:.1%}; {cut:.1%} is cut off"
            ),
        )
        across = f"{round(left * width):,}–{round(right * width):,}"
        down = f"{round(top * height):,}–{round(bottom * height):,}"
        yield "In pixels", f"across {across}, down {down}"
    if turned := _turned(plan):
        yield "Turned", turned
    picture = spec.pictures[0]
    if picture.caption:
        yield "Caption", picture.caption
    if plan.shrink > 1:
        yield "Decoded", f"at 1/{plan.shrink} of its size"


def _turned(plan: Plan) -> str:
    if plan.turning == ORIENTATIONS.get(plan.source.orientation, ORIENTATIONS[1]):
        return "" if plan.source.orientation == 1 else "as its orientation says"
    return "to lie as the paper does, or as a person said"


def _colour(spec: Spec) -> Iterator[tuple[str, str]]:
    look = spec.look
    yield "From", spec.sources[0].profile or "no profile in the source"
    black = ", black point kept" if look.black_point else ""
    yield "To", f"{safe(look.colour_space, 200)} ({look.intent}{black})"
    if look.tone != "none":
        yield "Tone", look.tone
    if look.sharpen:
        yield "Sharpened", f"{look.sharpen} %"


def _file(shown: Preview, spec: Spec) -> Iterator[tuple[str, str]]:
    look = spec.look
    yield "Profile", f"{look.name} (state {look.version})"
    if spec.layout is not None:
        yield "Layout", spec.layout.name
    quality = f" quality {look.quality}" if look.file_format == "JPEG" else ""
    packed = f" {look.compression}" if look.file_format == "TIFF" else ""
    yield "Format", f"{look.file_format}{quality}{packed}"
    made = shown.made
    if made is not None and made.path:
        yield "Lies at", made.path
        yield "Its bytes", f"{made.bytes or 0:,}, SHA-256 {made.sha256[:16]}…"
        if made.took_ms is not None:
            yield "Took", f"{made.took_ms / 1000:.2f} s"
        if made.notes:
            yield "Notes", made.notes
    else:
        yield "Folder", shown.folder
        yield "Name", shown.name
        if shown.if_exists:
            yield "If it exists", shown.if_exists
    if shown.recipe:
        yield "Recipe", shown.recipe
