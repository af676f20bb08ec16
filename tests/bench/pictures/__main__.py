"""`python -m tests.bench.pictures`: only the rendering; ``--quick`` in a minute."""

from __future__ import annotations

import argparse

from tests.bench.figures import HEADS, Report, line, say
from tests.bench.pictures import measuring


def main() -> int:
    """Measure and print; a missed target is no failure."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.pictures", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small photographs, few jobs")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--jobs", default="", help="some of the jobs, by name, with commas")
    wanted = parser.parse_args()
    report = Report("this machine")
    say(line(HEADS))
    only = [name.strip() for name in wanted.jobs.split(",") if name.strip()]
    report.add(measuring.figures(wanted.rounds, quick=wanted.quick, only=only))
    say(f"{len(report.missed)} targets missed")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
