"""Preflight: what is doubtful about files before any is made, in numbers.

Each rule looks at a file's plan and at what is recorded of its pictures; of the files themselves
only whether they are there, as large and as old as they were. How grave a finding is follows from
its name and from what the profile says of it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TypeAlias

from store import cards
from store.desk import Desk
from store.errors import Refused
from store.rendering import assembling, plans, sheets
from store.rendering.assembling import Lost, Wanted, Worked
from store.rendering.drafts import Draft, Shown
from store.rendering.findings import FINDINGS, SEVERITIES, Severity, read_severities
from store.rendering.gathering import Piece
from store.rendering.outcomes import Failed
from store.rendering.plans import Plan
from store.rendering.specs import Look, Picture, Source
from store.tables import Image, RenderProfile
from store.text import safe

Value: TypeAlias = str | int | float | None

PLAIN_MODES = ("RGB", "L", "RGBA", "LA", "P", "PA", "1", "I;16", "I;16B", "I;16L", "RGBX", "I", "F")
"""Colours that every lab takes once they are brought into its space."""

USUAL_PROFILES = (
    "srgb", "adobe rgb", "adobergb", "adobe (1998)", "display p3", "dci-p3", "prophoto", "romm",
    "rec. 2020", "rec2020", "gray", "grey", "dot gain", "compatible with adobe",
)  # fmt: skip
"""What usual profiles of photographs have in their names."""

CUT_OFF = 0.01
"""The share of a crop that may be cut off without a word."""

ENLARGED = 1.005
"""From how many times as large a picture counts as enlarged: below, it is only rounded."""

PROPORTIONS = 0.01
"""By how much proportions may differ and count as the same."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something doubtful about a line (0: the whole record), with the number and its bound.

    ``image`` is the number of the picture that it is about; empty: the line itself.
    """

    ref: str
    line: int
    severity: Severity
    finding: str
    value: Value = None
    limit: Value = None
    image: str = ""
    image_id: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule finds; ``severity`` is said where this case is graver than others."""

    finding: str
    value: Value = None
    limit: Value = None
    severity: Severity | None = None


def check(
    desk: Desk,
    refs: Sequence[str],
    profile: str | None = None,
    layout: str | None = None,
    lines: Sequence[int] | None = None,
) -> list[Finding]:
    """Look at all that would be rendered of records, by their own profiles or by this one."""
    found: list[Finding] = []
    for ref in dict.fromkeys(word.strip().upper() for word in refs):
        worked = assembling.work_out(desk, ref, profile=profile, layout=layout, lines=lines)
        found += _Checking(worked).findings()
    return found


def blocking(desk: Desk, ref: str) -> list[Finding]:
    """What has to be mended before an order is sent."""
    return [one for one in check(desk, [ref]) if one.severity == "error"]


def about(finding: Finding) -> str:
    """Say what a finding is about: a line, or a picture of a session."""
    if finding.line:
        return f"line {finding.line}"
    return f"image {finding.image}" if finding.image else "all of it"


class _Checking:
    """One record that is looked at: every file on disk, and every profile, once."""

    def __init__(self, worked: Worked) -> None:
        self._worked = worked
        self._ref = cards.ref(worked.found.card)
        self._zone = worked.choices.desk.zone
        self._severities: dict[int, Mapping[str, Severity]] = {}
        self._on_disk: dict[str, tuple[Found, ...]] = {}

    def findings(self) -> list[Finding]:
        """All that is found, by line, the gravest of each first."""
        found: dict[Finding, None] = {}
        for draft, wanted in self._worked.files:
            for line, image, one in self._of_file(draft, wanted):
                severity = self._severity(one, draft.profile)
                found[self._finding(line, severity, one, image)] = None
        for lost in self._worked.lost:
            found[self._of_lost(lost)] = None
        return sorted(found, key=lambda one: (one.line, SEVERITIES.index(one.severity)))

    def _finding(self, line: int, severity: Severity, one: Found, image: Image | None) -> Finding:
        number, image_id = (image.number, image.id) if image is not None else ("", None)
        return Finding(
            self._ref, line, severity, one.finding, one.value, one.limit, number, image_id
        )

    def _severity(self, one: Found, profile: RenderProfile | None) -> Severity:
        said: Mapping[str, Severity] = {}
        if profile is not None:
            if profile.id not in self._severities:
                self._severities[profile.id] = _read(profile)
            said = self._severities[profile.id]
        return said.get(one.finding) or one.severity or FINDINGS[one.finding]

    def _of_lost(self, lost: Lost) -> Finding:
        """What cannot be made, as grave as the profile of its line says."""
        piece = self._piece(lost)
        profile, images = None, piece.pictures if piece is not None else []
        if piece is not None:
            try:
                profile, _ = self._worked.choices.profile_of(piece)
            except Failed:
                profile = None  # that there is none is what was found
        image = next((one for one in images if one.id == lost.image_id), None)
        found = Found(lost.finding, lost.reason)
        return self._finding(lost.line, self._severity(found, profile), found, image)

    def _piece(self, lost: Lost) -> Piece | None:
        """What was lost: a line, or, in a session, the picture."""
        return next(
            (
                one
                for one in self._worked.found.pieces
                if one.line == lost.line
                and (one.line or lost.image_id in (None, *(row.id for row in one.pictures)))
            ),
            None,
        )

    def _of_file(self, draft: Draft, wanted: Wanted) -> Iterator[tuple[int, Image | None, Found]]:
        """What is doubtful about one file: the line, the picture, the finding."""
        choices = self._worked.choices
        if wanted.wished:
            for line in sorted({one.piece.line for one in draft.shown}):
                yield line, None, Found("long-name", wanted.wished, self._worked.rules.length)
        seen: set[tuple[int, int]] = set()
        for one in draft.shown:
            if (one.piece.line, one.image.id) in seen:
                continue
            seen.add((one.piece.line, one.image.id))
            if not choices.profile_of(one.piece)[1]:
                yield one.piece.line, None, Found("no-profile-of-its-own", draft.profile.name)
            for found in self._of_picture(one, draft.profile):
                yield one.piece.line, one.image, found
        for at, placed in zip(sheets.pictures_of(draft.spec), draft.sheet.placed, strict=True):
            shown, picture = draft.shown[at], draft.spec.pictures[at]
            for found in of_plan(placed.plan, draft.spec.look, picture, draft.profile.lowest_dpi):
                yield shown.piece.line, shown.image, found

    def _of_picture(self, shown: Shown, profile: RenderProfile) -> Iterator[Found]:
        source = self._worked.choices.source(shown.image)
        yield from of_source(source, shown.image, profile.unprofiled)
        if source.path not in self._on_disk:
            self._on_disk[source.path] = tuple(on_disk(source, self._zone))
        yield from self._on_disk[source.path]


def _read(profile: RenderProfile) -> Mapping[str, Severity]:
    try:
        return read_severities(profile.severities)
    except Refused:
        return {}  # an older or newer program knows other findings


# Rules -------------------------------------------------------------------------------------------


def of_plan(plan: Plan, look: Look, picture: Picture, lowest_dpi: int) -> Iterator[Found]:
    """What the numbers of one picture on a file say: too few pixels, enlarged, cut off."""
    dpi = round(look.dpi * plan.source_per_print)
    if look.final and dpi < lowest_dpi:
        yield Found("low-dpi", dpi, lowest_dpi)
    times = 1 / plan.source_per_print
    if times >= ENLARGED:
        yield Found("upscaling", f"{times:.2f}x", "1x")
    if look.fit == "crop":
        lost = cut_off(plan, picture)
        if lost > CUT_OFF:
            yield Found("crop-proportions", f"{lost:.0%} cut off", f"{CUT_OFF:.0%}")


def cut_off(plan: Plan, picture: Picture) -> float:
    """The share of a picture's crop, or of all of it, that its plan leaves out."""
    width, height = plans.upright_size(plan.source)
    across, down = (1.0, 1.0) if picture.crop is None else picture.crop[2:]
    wanted = across * width * down * height
    left, top, right, bottom = plan.box
    return max(0.0, 1 - (right - left) * (bottom - top) / wanted)


def of_source(source: Source, image: Image, unprofiled: str = "assume") -> Iterator[Found]:
    """What is recorded of a picture's file."""
    if image.doubt:
        yield Found("damaged", safe(image.doubt, 200))
    if source.colour_mode not in PLAIN_MODES:
        yield Found("colour-mode", source.colour_mode, "RGB")
    if not source.profile:
        refused = unprofiled == "refuse"  # unless EXIF names its colours, as rendering will see
        yield Found("no-profile", None, unprofiled, "warning" if refused else None)
    elif not any(word in source.profile.casefold() for word in USUAL_PROFILES):
        yield Found("odd-profile", safe(source.profile, 120))
    yield from _retouched(source, image)


def _retouched(source: Source, image: Image) -> Iterator[Found]:
    """Whether somebody cropped in the editor: then the crop chosen before fits no more."""
    if not image.retouched or not image.original_width or not image.original_height:
        return
    width, height = plans.upright_size(source)
    now, then = width / height, image.original_width / image.original_height
    if abs(now - then) > PROPORTIONS * then:
        yield Found("retouched-proportions", f"{now:.3f}", f"{then:.3f}")


def on_disk(source: Source, zone: tzinfo) -> Iterator[Found]:
    """Whether a file is there, may be read, and is as it was when it was imported."""
    try:
        told = os.stat(source.path)  # noqa: PTH116 - a text
    except (OSError, ValueError):
        yield Found("missing", safe(source.path, 300))
        return
    if not os.access(source.path, os.R_OK):
        yield Found("unreadable", "this user may not read it")
    modified_at = told.st_mtime_ns // 1_000_000
    if source.size_bytes is not None and told.st_size != source.size_bytes:
        yield Found("stale", told.st_size, source.size_bytes)
    elif source.modified_at is not None and modified_at != source.modified_at:
        # Only reading all of it can tell whether it differs; rendering does that.
        yield Found("touched", _moment(modified_at, zone), _moment(source.modified_at, zone))


def _moment(at: int, zone: tzinfo) -> str:
    return datetime.fromtimestamp(at / 1000, zone).isoformat(" ", "seconds")
