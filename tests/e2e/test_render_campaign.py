"""Programs that render, killed at random with their processes: every file whole, and made once."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import Image as Pixels

from render import recipes, running, verifying
from store import renderqueue
from tests.e2e import rendering, studios
from tests.e2e.rendering import Studio
from tests.e2e.starter import Program, Starter

KILLS = int(os.environ.get("SAFELIGHT_CHAOS_KILLS", "12"))

SEED = int(os.environ.get("SAFELIGHT_CHAOS_SEED", "20261101"))

KILLS_OF_ONE_QUEUE = 25
"""After so many there is a new queue: the old one runs dry."""

PROGRAMS = 3

PEACE_SECONDS = (0.1, 1.6)

CHILDREN = 0.45
"""How often it is a process of the crew that is killed, and not the program."""

BECAUSE = ("3 programs ended while they made it", "2 processes broke down over it")
"""Why a file may have been put aside: it was being made whenever something was killed."""


class Fight:
    """Programs that render one queue, some of them killed."""

    def __init__(self, starter: Starter, studio: Studio, chance: random.Random) -> None:
        """Stand ready."""
        self.starter, self.studio, self.chance = starter, studio, chance
        self.tally: Counter[str] = Counter()
        self.programs = [self.start(place) for place in range(PROGRAMS)]

    def start(self, place: int) -> Program:
        """Start a worker or, at the last place now and then, the boards."""
        where = ["--studio", self.studio.folder]
        if place < PROGRAMS - 1 or self.chance.random() < 0.5:
            return self.starter.start("worker", "--only", "render", "--jobs", "1", *where)
        return self.starter.start(*where, tty=(80, 24), TERM="xterm-256color")

    def kill(self) -> None:
        """After a moment kill a program, or a process of its crew."""
        time.sleep(self.chance.uniform(*PEACE_SECONDS))
        place = self.chance.randrange(PROGRAMS)
        victim = self.programs[place]
        crew = rendering.crew_of(victim.pid)
        if crew and self.chance.random() < CHILDREN:
            with suppress(ProcessLookupError):
                os.kill(self.chance.choice(crew), signal.SIGKILL)
            self.tally["processes"] += 1
            return
        assert victim.status is None, f"a program ended by itself: {victim.status}"
        victim.kill(signal.SIGKILL)
        victim.wait_end()
        self.tally["programs"] += 1
        self.tally["at work"] += bool(crew)
        self.programs[place] = self.start(place)

    def end(self) -> None:
        """Ask those that are left to end, and wait for it."""
        for program in self.programs:
            program.kill(signal.SIGTERM)
        for program in self.programs:
            program.wait_end()

    def finish(self) -> None:
        """Let a worker make what is left, also what was suspected because of the kills."""
        for _ in range(5):
            where = ["--studio", self.studio.folder]
            worker = self.starter.start("worker", "--once", "--only", "render", *where)
            assert worker.wait_end(120) == 0
            aside = rendering.failures(self.studio.folder)
            assert {reason for _, reason in aside} <= set(BECAUSE)
            assert rendering.parts(self.studio.out) == []
            if not aside:
                return
            self.tally["put aside"] += len(aside)
            assert self.starter.start("queue", "retry", self.studio.job, *where).wait_end(60) == 0
        pytest.fail("files were put aside again and again without a kill")


def check(studio: Studio) -> None:
    """Every file is whole, as recorded, made once, and proven; there are no others."""
    sheets = rendering.sheets(studio.folder)
    assert Counter(sheet.state for sheet in sheets) == {"done": studio.files}
    assert rendering.times_done(studio.folder) == {sheet.id: 1 for sheet in sheets}
    wanted = {sheet.path for sheet in sheets}
    recipes_too = {str(recipes.path_of(Path(path))) for path in wanted}
    assert {str(path) for path in studio.out.rglob("*") if path.is_file()} == wanted | recipes_too
    for sheet in sheets:
        file = Path(sheet.path)
        assert hashlib.sha256(file.read_bytes()).hexdigest() == sheet.sha256
        assert recipes.read(recipes.path_of(file).read_text()).sha256 == sheet.sha256
        with Pixels.open(file) as picture:
            picture.load()
            assert picture.size == (sheet.width, sheet.height)
    with studios.opened(studio.folder) as desk:
        verdicts = verifying.verify(desk, [studio.order])
        assert {verdict.result for verdict in verdicts} == {verifying.SAME}
        assert len(verdicts) == studio.files
        face = renderqueue.job(desk, studio.job)
        assert (face.state, face.done) == ("done", studio.files)
        assert running.run_due(desk).made == 0
    assert studios.problems(studio.folder) == []


def test_killed_at_random(starter: Starter, tmp_path: Path) -> None:
    """Whatever is killed and whenever: no half file, none lost, none made twice."""
    chance = random.Random(SEED)
    tally: Counter[str] = Counter()
    files = turns = 0
    while tally["programs"] + tally["processes"] < KILLS:
        studio = rendering.made(tmp_path / f"turn {turns}")
        fight = Fight(starter, studio, chance)
        left = KILLS - tally["programs"] - tally["processes"]
        for _ in range(min(left, KILLS_OF_ONE_QUEUE)):
            fight.kill()
            if not rendering.is_open(studio.folder):
                break
        fight.end()
        fight.finish()
        check(studio)
        tally += fight.tally
        files += studio.files
        turns += 1
    print(
        f"\n{tally['programs']} programs killed, {tally['at work']} of them at work, and "
        f"{tally['processes']} of their processes; {tally['put aside']} files put aside because "
        f"of it and made again; {files} files in {turns} queues, each whole, made once and proven; "
        f"seed {SEED}"
    )
    assert tally["at work"] + tally["processes"] > 0
