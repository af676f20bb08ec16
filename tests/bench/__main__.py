"""`python -m tests.bench`: measure speed and memory, and hold them against their targets.

Options: ``--million`` (or ``SAFELIGHT_BENCH_MILLION=1``) for the largest studio too, ``--sizes``,
``--rounds``, ``--only`` for a part, ``--write`` to write `docs/benchmarks.md`.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys

from store.database import engine
from tests.bench import evaluating, posting, profiled, screens, storage, studios, work
from tests.bench.figures import HEADS, Report, line, say
from tests.bench.pictures import measuring

PARTS = ("start", "keys", "silence", "store", "work", "messages", "pictures")
PAGE = studios.ROOT / "docs" / "benchmarks.md"


def main() -> int:
    """Measure, print, and write the page if asked to; a missed target is no failure."""
    wanted = _arguments()
    sizes = [studios.ready(orders) for orders in wanted.sizes]
    report = Report(_machine())
    say(report.machine)
    say(line(HEADS))
    if "start" in wanted.only:
        report.add(screens.starts(sizes, wanted.rounds))
    if "keys" in wanted.only:
        report.add(screens.once_each(screens.keys(sizes, max(3, wanted.rounds // 2))))
    if "silence" in wanted.only:
        report.add(screens.silence(sizes[0]))
    if "store" in wanted.only:
        for studio in sizes:
            report.add(storage.ticks(studio))
        report.add(storage.firings(sizes[0]))
        report.add(evaluating.evaluating(sizes[-1]))
        for studio in sizes:
            report.add(storage.reads(studio))
        for studio in sizes:
            report.add(storage.making(studio))
    if "work" in wanted.only:
        for studio in sizes:
            report.add(work.searches(studio))
        report.add(work.scans(sizes[-1]))
        report.add(work.splitting())
        report.add(work.imports())
    if "messages" in wanted.only:
        report.add(posting.sending())
    if "pictures" in wanted.only:
        report.add(measuring.figures(max(3, wanted.rounds - 2)))
    _explain(report, sizes[0])
    for title, text in report.profiles.items():
        say(f"\n{title}\n{text}\n")
    say(f"{len(report.missed)} targets missed")
    if wanted.write:
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(report.page(), encoding="utf-8")
        say("written to docs/benchmarks.md")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--million", action="store_true", help="a studio of 1,000,000 orders too")
    parser.add_argument("--sizes", help="numbers of orders, separated by commas")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--only", help=f"some of {', '.join(PARTS)}")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    wanted = parser.parse_args()
    million = wanted.million or os.environ.get("SAFELIGHT_BENCH_MILLION") == "1"
    given = [int(size) for size in wanted.sizes.split(",")] if wanted.sizes else [10_000, 100_000]
    wanted.sizes = sorted({*given, *([1_000_000] if million else [])})
    wanted.only = wanted.only.split(",") if wanted.only else list(PARTS)
    unknown = set(wanted.only) - set(PARTS)
    if unknown:
        parser.error(f"--only takes {', '.join(PARTS)}")
    return wanted


def _machine() -> str:
    name, version = engine()
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, {name} with SQLite {'.'.join(map(str, version))}"
    )


def _explain(report: Report, studio: studios.Studio) -> None:
    """Profile what missed its target."""
    missed = {(figure.group, figure.what) for figure in report.missed}
    if (screens.START, "board") in missed:
        report.profiles["the start of a board"] = profiled.start(studio.folder, studios.AT)
    for what, keys, times in (
        ("a cursor step", "jk", 30),
        ("a step that scrolls", "\x04\x15", 20),
        ("advancing a card", "Lu", 10),
    ):
        if (screens.CPU, what) in missed:
            words = f"{what} ({times} times, with its way back)"
            report.profiles[words] = profiled.keys(studio.folder, studios.AT, keys, times)


if __name__ == "__main__":
    sys.exit(main())
