"""The jobs that every peer does alike, as data: plain values that go to them as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from tests.bench.pictures import photographs
from tests.bench.pictures.photographs import KINDS

FULL = (0.0, 0.0, 1.0, 1.0)
CROP = (0.02, 0.03, 0.94, 0.94)
"""What is cut off when somebody crops: shares of the upright picture."""


@dataclass(frozen=True, slots=True)
class Output:
    """One file: a print of so many pixels, a proof or a thumbnail bounded by its long side.

    ``across`` and ``down`` cells of the same picture, or of one picture each, make it a sheet.
    """

    kind: str
    width: int
    height: int
    dpi: int = 300
    sharpen: int = 80
    quality: int = 95
    across: int = 1
    down: int = 1
    crop: tuple[float, float, float, float] = CROP


@dataclass(frozen=True, slots=True)
class Job:
    """Outputs of photographs; ``targets`` are ratios of processor time by peer."""

    name: str
    photo: str
    outputs: tuple[Output, ...]
    pictures: int = 1
    targets: dict[str, float] = field(default_factory=dict)

    def as_values(self) -> dict[str, Any]:
        """The job with the files it is done with."""
        files = [photographs.photograph(KINDS[self.photo], n) for n in range(self.pictures)]
        kind = KINDS[self.photo]
        return {
            "name": self.name,
            "sources": [str(file) for file in files],
            "width": kind.width,
            "height": kind.height,
            "orientation": kind.orientation,
            "space": kind.space,
            "outputs": [asdict(output) for output in self.outputs],
        }


P5X7 = Output("print", 1500, 2100)
P8X10 = Output("print", 2400, 3000)
P16X20 = Output("print", 4800, 6000)
P30X40 = Output("print", 4500, 6000, dpi=150)
WALLETS = Output("wallets", 2400, 3000, across=2, down=4)
PROOF = Output("proof", 1024, 1024, dpi=72, sharpen=0, quality=85, crop=FULL)
THUMB = Output("thumb", 256, 256, dpi=72, sharpen=0, quality=80, crop=FULL)
CONTACT = Output("contact", 2400, 3000, sharpen=0, across=4, down=6, crop=FULL)

ENLARGED = {"naive": 0.74, "vips": 0.75, "gm": 0.40}

JOBS = (
    Job("5x7", "24", (P5X7,), targets={"naive": 0.68, "vips": 1.45, "gm": 0.42}),
    Job("8x10", "24", (P8X10,), targets={"naive": 0.68, "vips": 1.30, "gm": 0.40}),
    Job("8x10, 45 MP", "45", (P8X10,), targets={"naive": 0.68, "vips": 1.30, "gm": 0.40}),
    Job("16x20", "24", (P16X20,), targets=ENLARGED),
    Job("30x40 at 150", "24", (P30X40,), targets=ENLARGED),
    Job("8 wallets", "24", (WALLETS,), targets={"naive": 0.40, "vips": 1.15, "gm": 0.22}),
    Job("proof", "24", (PROOF,), targets={"naive": 0.25, "vips": 1.30, "gm": 0.20}),
    Job("contact 24", "24s", (CONTACT,), 24, {"naive": 0.22, "vips": 1.05}),
    Job("24 thumbnails", "24s", (THUMB,), 24, {"naive": 0.16, "vips": 0.95, "gm": 0.60}),
    Job("package of 5", "24", (P8X10, P5X7, WALLETS, PROOF, THUMB),
        targets={"naive": 0.37, "vips": 1.00}),
)  # fmt: skip

ELSEWHERE = {"im": 0.25, "sharp": 0.35}
"""What is expected of prints against the others."""

QUICK = (
    Job("5x7", "8", (P5X7,), targets={"naive": 0.85}),
    Job("8 wallets", "8", (WALLETS,), targets={"naive": 0.60}),
    Job("proof", "8", (PROOF,), targets={"naive": 0.50}),
)
"""A few jobs with small photographs: is anything badly off?"""
