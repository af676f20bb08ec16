"""What is measured of rendering, as figures: cost against each peer, memory, quality, two at once."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from math import exp, log
from pathlib import Path
from statistics import mean, median
from typing import Any

from render import rendering
from render.decoding import Decoder
from store.rendering import sheets
from tests.bench.figures import Figure, say
from tests.bench.pictures import jobs, ours, photographs, quality, running
from tests.bench.pictures.jobs import Job
from tests.bench.pictures.running import OURS, TITLES, Cost

CPU = "Rendering: processor time"
MEMORY = "Rendering: memory"
LIKENESS = "Rendering: quality"

PRINTS = ("5x7", "8x10", "16x20", "proof")
"""Jobs whose files are held against the reference."""


def figures(rounds: int, *, quick: bool = False, only: Sequence[str] = ()) -> Iterator[Figure]:
    """Measure everything, one figure after the other."""
    table = [job for job in (jobs.QUICK if quick else jobs.JOBS) if not only or job.name in only]
    names = [OURS, *(["naive"] if quick else running.installed())]
    for kind in dict.fromkeys(job.photo for job in table):
        file = photographs.photograph(photographs.KINDS[kind])
        say(f"  photograph {kind}: pixels {photographs.checksum(file)}")
    say(f"  load {os.getloadavg()[0]:.1f}; {', '.join(names)}")
    yield from _costs(table, names, rounds)
    yield from _likenesses(table)
    if not quick and not only:
        yield from _memory(names)
        yield from _order(names, rounds)
        yield _two_at_once()


# Cost --------------------------------------------------------------------------------------------


def _costs(table: Sequence[Job], names: Sequence[str], rounds: int) -> Iterator[Figure]:
    ratios: list[float] = []
    with running.warm(names) as workers:
        for job in table:
            able = [name for name in names if not _unable(name, job)]
            costs = running.interleaved(
                job.as_values(), {name: workers[name] for name in able}, rounds
            )
            yield _own(job, costs[OURS])
            for name in able[1:]:
                share = running.ratio(costs[OURS], costs[name])
                if name == "vips":
                    ratios.append(share)
                yield Figure(
                    CPU, f"{job.name}, against {TITLES[name]}", "", _seconds(costs[name]),
                    share, _target(job, name), "×",
                )  # fmt: skip
    if ratios:
        together = exp(mean(log(share) for share in ratios))
        what = f"all {len(ratios)} jobs, against libvips (geometric mean)"
        yield Figure(CPU, what, "", "", together, 1.05, "×")


def _unable(name: str, job: Job) -> bool:
    """Whether a peer leaves a job out: the commands have no sheets of many pictures here."""
    kinds = {output.kind for output in job.outputs}
    several = len(job.outputs) > 1
    return name in ("gm", "im", "sharp") and ("contact" in kinds or several)


def _target(job: Job, name: str) -> float | None:
    return job.targets.get(name, jobs.ELSEWHERE.get(name) if job.outputs[0].sharpen else None)


def _own(job: Job, costs: Sequence[Cost]) -> Figure:
    return Figure(CPU, job.name, "", _seconds(costs))


def _seconds(costs: Sequence[Cost]) -> str:
    return f"{median(cost.cpu for cost in costs):.2f} s"


def _order(names: Sequence[str], rounds: int) -> Iterator[Figure]:
    """An order of 200 lines over 60 pictures, each decoded once, as so many files."""
    mixed = (jobs.P8X10, jobs.P5X7, jobs.WALLETS, jobs.P5X7)
    # A tenth of it: 20 files of 6 pictures; the shares are the same.
    values = Job("order", "24", mixed[:3], 6).as_values()
    extra = Job("order", "24", mixed[3:], 2).as_values()
    both = [name for name in (OURS, "vips", "naive") if name in names]
    with running.warm(both) as workers:
        first = running.interleaved(values, workers, max(2, rounds // 2))
        second = running.interleaved(extra, workers, max(2, rounds // 2))
    costs = {
        name: [Cost(a.cpu + b.cpu, a.wall + b.wall) for a, b in zip(
            first[name], second[name], strict=True)]
        for name in both
    }  # fmt: skip
    yield Figure(CPU, "a tenth of an order of 200 files", "", _seconds(costs[OURS]))
    for name in both[1:]:
        most = 1.0 if name == "vips" else None
        yield Figure(
            CPU, f"the same, against {TITLES[name]}", "", _seconds(costs[name]),
            running.ratio(costs[OURS], costs[name]), most, "×",
        )  # fmt: skip


def _two_at_once() -> Figure:
    """Files a second of two processes against one."""
    job = next(job for job in jobs.JOBS if job.name == "8x10").as_values()
    with running.folder() as one, running.folder() as two, running.warm([OURS]) as a:
        with running.warm([OURS]) as b:
            workers = (a[OURS], b[OURS])
            for worker, folder in zip(workers, (one, two), strict=True):
                worker.do(job, folder)
            alone, together = [], []
            for _ in range(4):
                began = time.perf_counter()
                workers[0].do(job, one)
                alone.append(time.perf_counter() - began)
                began = time.perf_counter()
                for worker, folder in zip(workers, (one, two), strict=True):
                    worker.begin(job, folder)
                for worker in workers:
                    worker.end()
                together.append(time.perf_counter() - began)
    # As a share, so that less is better: two files in less than 2/1.7 of the time of one.
    share = median(t / a for t, a in zip(together, alone, strict=True)) / 2
    return Figure(CPU, "the time of a file with two workers, of one", "", "", share, 1 / 1.7, "×")


# Memory ------------------------------------------------------------------------------------------


def _memory(names: Sequence[str]) -> Iterator[Figure]:
    for photo, most in (("24", 0.68), ("96", 0.45)):
        job = Job("8x10", photo, (jobs.P8X10,)).as_values()
        own = running.peak(OURS, job)
        planned = _planned(job)
        what = f"8x10 from {photo} megapixels"
        yield Figure(MEMORY, f"{what}, against its plan", "", _mib(own), own / planned, 1.1, "×")
        for name in ("naive", "vips"):
            if name in names:
                theirs = running.peak(name, job)
                limit = most if name == "naive" else None
                words = f"{what}, against {TITLES[name]}"
                yield Figure(MEMORY, words, "", _mib(theirs), own / theirs, limit, "×")


def _planned(job: Mapping[str, Any]) -> int:
    spec = ours.spec(job, job["outputs"][0], job["sources"])
    return sheets.sheet_of(spec).memory_bytes


def _mib(count: float) -> str:
    return f"{count / 2**20:,.0f} MiB"


# Quality -----------------------------------------------------------------------------------------


def _likenesses(table: Sequence[Job]) -> Iterator[Figure]:
    with running.folder() as folder:
        for job in table:
            if job.name in PRINTS:
                yield from _likeness(job, folder)


def _likeness(job: Job, folder: Path) -> Iterator[Figure]:
    values = job.as_values()
    output = values["outputs"][0]
    spec = ours.spec(values, output, values["sources"][:1], plain=True)
    rendering.make(spec, folder / "plain.png", Decoder())
    found = quality.likeness(folder / "plain.png", quality.reference(values, output))
    is_proof = job.name == "proof"
    floor = 45.0 if is_proof else 50.0
    name = f"{job.name} against the reference"
    # Judged upside down, so that less is better.
    psnr = f"{found.psnr:.1f} dB"
    yield Figure(LIKENESS, f"{name}: PSNR", "", psnr, floor / found.psnr, 1.0, "×")
    if is_proof:
        return
    yield Figure(LIKENESS, f"{name}: 1 - SSIM", "", f"{found.ssim:.5f}", 1 - found.ssim, 0.001)
    yield Figure(LIKENESS, f"{name}: ΔE2000, mean", "", f"{found.mean:.2f}", found.mean, 0.35)
    yield Figure(LIKENESS, f"{name}: ΔE2000, 99 of 100", "", f"{found.p99:.2f}", found.p99, 1.2)
