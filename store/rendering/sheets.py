"""Sheets: where everything of one file stands, in whole pixels; worked out from its spec."""

from __future__ import annotations

from dataclasses import dataclass

from store.rendering import plans
from store.rendering.plans import Plan, Size
from store.rendering.specs import Look, Spec


@dataclass(frozen=True, slots=True)
class Placed:
    """A picture on a sheet: its plan, and where the upper left corner of its canvas stands.

    Equal plans are carried out once and pasted as often as they stand here.
    """

    plan: Plan
    at: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Words:
    """Words within a box of pixels (left, top, right, bottom), as high as it and no wider."""

    text: str
    box: tuple[int, int, int, int]
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file in pixels: its size, what stands on it, and the ends of its cut marks.

    ``media`` names the paper in inches, the short side first.
    """

    size: Size
    look: Look
    placed: tuple[Placed, ...]
    words: tuple[Words, ...] = ()
    marks: tuple[tuple[int, int, int, int], ...] = ()
    background: str = "#ffffff"
    media: str = ""

    @property
    def memory_bytes(self) -> int:
        """How much memory making it takes, within a tenth."""
        most = max(placed.plan.memory_bytes for placed in self.placed)
        alone = self.placed[0].plan.canvas == self.size
        return most if alone else most + 4 * self.size[0] * self.size[1]


STAMP_SHARE = 1 / 60
"""Height of the stamp on a picture without a layout, as a share of its short side."""


def sheet_of(spec: Spec) -> Sheet:
    """Work out the sheet of a spec; `plans.Unfit` where it cannot be made."""
    picture = spec.pictures[0]
    source = spec.sources[picture.source]
    plan = plans.sized(source, spec.look, picture, spec.width_in, spec.height_in)
    return Sheet(
        plan.canvas, spec.look, (Placed(plan),), _stamp(spec.stamp, plan.canvas), media=_media(spec)
    )


def _stamp(words: str, size: Size) -> tuple[Words, ...]:
    """The stamp in the lower left corner."""
    if not words:
        return ()
    high = max(8, round(min(size) * STAMP_SHARE))
    bottom = size[1] - high // 2
    return (Words(words, (high // 2, bottom - high, size[0] - high // 2, bottom)),)


def _media(spec: Spec) -> str:
    if spec.width_in is None or spec.height_in is None:
        return ""
    short, long = sorted((spec.width_in, spec.height_in))
    return f"{short:g}x{long:g}"
