"""What was measured, against what was wanted; printed as a table and written as a page."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value; ``judged`` is what is held against ``most`` (a ratio, or the value)."""

    group: str
    what: str
    orders: str
    value: str
    judged: float | None = None
    most: float | None = None
    unit: str = ""

    @property
    def verdict(self) -> str:
        """Whether the target was met; nothing where there is none."""
        if self.judged is None or self.most is None:
            return ""
        return "met" if self.judged <= self.most else "missed"

    def cells(self) -> tuple[str, ...]:
        """The figure as a row."""
        judged = "" if self.judged is None else _number(self.judged, self.unit)
        most = "" if self.most is None else f"≤ {_number(self.most, self.unit)}"
        return self.what, self.orders, self.value, judged, most, self.verdict


HEADS = ("measured", "orders", "value", "judged", "target", "")


@dataclass(slots=True)
class Report:
    """All figures of a run, what the machine is, and profiles of what was missed."""

    machine: str
    figures: list[Figure] = field(default_factory=list)
    profiles: dict[str, str] = field(default_factory=dict)

    def add(self, figures: Iterable[Figure]) -> None:
        """Take figures and print them at once: a run takes minutes."""
        for figure in figures:
            self.figures.append(figure)
            say(line(figure.cells()))

    @property
    def missed(self) -> list[Figure]:
        """The figures that are above their target."""
        return [figure for figure in self.figures if figure.verdict == "missed"]

    def page(self) -> str:
        """The run as Markdown."""
        parts = [INTRODUCTION, f"Measured on {self.machine}.", ""]
        for group in dict.fromkeys(figure.group for figure in self.figures):
            rows = [figure for figure in self.figures if figure.group == group]
            parts += [f"## {group}", "", *_markdown(rows), ""]
        parts += _missed_words(self.missed)
        for title, text in self.profiles.items():
            parts += [f"### Profile: {title}", "", "```", text.rstrip(), "```", ""]
        return "\n".join(parts).rstrip() + "\n"


INTRODUCTION = """# Benchmarks

`make bench` measures this program from outside, in a terminal of 120×40 with 256 colours, and
prints the tables below; `python -m tests.bench --million --write` includes the studio with a
million orders and writes this page. Studios are made by `safelight demo`, so the input is the same
every time.

Everything on a screen is held against an *empty Textual app* (header, footer, one label that a key
changes), started and driven in turn with the boards: the ratio of each round is taken, then the
median. Processor time is that of all threads until the program has been silent for 60 ms. Absolute
figures depend on the machine; the ratios decide.

Rendering is held against plain Pillow, and against libvips, GraphicsMagick, ImageMagick and sharp
where they are installed (`pip install .[bench]` brings libvips): warm processes do the same jobs
with the same painted photographs in turn. `python -m tests.bench.pictures` measures that alone,
with `--quick` in a minute. What a picture should be is computed in floating point.
"""


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _number(value: float, unit: str) -> str:
    if unit == "×":
        return f"{value:.2f}×"
    text = f"{value:,.0f}" if value >= 100 or value == round(value) else f"{value:.2f}"
    return f"{text} {unit}".rstrip()


WIDTHS = (46, 10, 16, 12, 12, 6)


def line(cells: Sequence[str]) -> str:
    """A row of the printed table."""
    first, *rest = (cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=True))
    return " ".join((first, *rest)).rstrip()


def _markdown(figures: Sequence[Figure]) -> list[str]:
    return [
        "| " + " | ".join(HEADS) + " |",
        "|---|--:|--:|--:|--:|---|",
        *("| " + " | ".join(figure.cells()) + " |" for figure in figures),
    ]


def _missed_words(missed: Sequence[Figure]) -> list[str]:
    if not missed:
        return ["Every target was met.", ""]
    listed = [
        f"- {figure.group.lower()}: {figure.what}, {figure.orders} orders: {figure.cells()[3]}"
        for figure in missed
    ]
    return ["## Missed targets", "", *listed, ""]
