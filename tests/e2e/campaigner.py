"""Programs at work on one studio, some of them killed or put to sleep, and somebody who moves orders."""

from __future__ import annotations

import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pysqlite3.dbapi2 import OperationalError

from tests.e2e import campaign, studios
from tests.e2e.starter import Program, Starter

LONGEST_PEACE_SECONDS = 0.5
"""Who sends is killed at a random moment up to so long after it was seen to."""

SENDERS = 0.8
"""How often it is whoever sends that is killed, and not just anybody."""

STOPPED = 0.1
"""How often a program is put to sleep instead."""

MOVED_AT_ONCE = 4

REFUSED = 1
"""The status of a program that could not begin, or of a command that was not carried out."""

SOON_SECONDS = 5.0


class Campaign:
    """Four programs on one studio, and somebody who moves orders."""

    def __init__(self, starter: Starter, folder: Path, seed: int, kept: Path | None = None) -> None:
        """Stand ready; what boards send to their terminals is ``kept``, else beside the studio."""
        self.starter, self.folder = starter, folder
        self.kept = kept or folder.parent
        self.chance = random.Random(seed)
        self.programs: list[Program] = []
        self.tally: Counter[str] = Counter()
        self.started = [0.0] * 4
        self.over = threading.Event()

    def start(self, place: int) -> Program:
        """Start a worker or the boards, with a clock that stands anywhere."""
        words = ["--studio", self.folder, "--at", campaign.jumped(self.chance)]
        self.started[place] = time.monotonic()
        if self.chance.random() < 0.5:
            return self.starter.start("worker", *words)
        kept = self.kept / f"board {place}"
        return self.starter.start(*words, tty=(80, 24), keep=kept, TERM="xterm-256color")

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Four programs, and orders that move meanwhile."""
        self.programs = [self.start(place) for place in range(4)]
        seed = self.chance.random()
        mover = threading.Thread(target=self._move_all_the_time, args=(random.Random(seed),))
        mover.start()
        try:
            yield
        finally:
            self.over.set()
            mover.join()
            for program in self.programs:
                program.kill(signal.SIGTERM)
            for program in self.programs:
                program.wait_end()

    def fight(self, kills: int) -> None:
        """Kill one program after another, and start another in its place."""
        while self.tally["kills"] < kills:
            ended = [program.status for program in self.programs if program.status is not None]
            assert ended == [], "a program ended by itself"
            if self.chance.random() < STOPPED:
                self._stop_for_long()
            else:
                self.kill()

    def kill(self) -> None:
        """Kill who sends, more often than not, and else anybody."""
        sender = self._waited_for() if self.chance.random() < SENDERS else None
        place = sender if sender is not None else self.chance.randrange(4)
        if sender is not None:
            time.sleep(self.chance.uniform(0, LONGEST_PEACE_SECONDS))
        victim = self.programs[place]
        if victim.status is not None:
            return
        victim.kill(signal.SIGKILL)
        assert victim.wait_end() in (-signal.SIGKILL, REFUSED)
        self.tally["kills"] += 1
        self.tally["senders"] += sender is not None
        self.programs[place] = self.start(place)

    def start_again(self) -> None:
        """Start those again that were refused as soon as they began; none ends later by itself."""
        for place, program in enumerate(self.programs):
            if program.status is not None:
                assert program.status == REFUSED
                assert time.monotonic() - self.started[place] < SOON_SECONDS
                self.tally["not started"] += 1
                self.programs[place] = self.start(place)

    def _waited_for(self) -> int | None:
        """Who sends, or soon does: whoever is killed leaves the lease to run out."""
        until = time.monotonic() + 3 * campaign.CLOCK["clock.lease_seconds"]
        while time.monotonic() < until:
            sender = self._sender()
            if sender is not None:
                return sender
            time.sleep(0.02)
        return None

    def _stop_for_long(self) -> None:
        """Have who sends sleep for longer than the lease: another takes over meanwhile."""
        sender = self._waited_for()
        if sender is None:
            return
        program = self.programs[sender]
        program.kill(signal.SIGSTOP)
        time.sleep(campaign.CLOCK["clock.lease_seconds"] + 0.3)
        program.kill(signal.SIGCONT)
        self.tally["stops"] += 1

    def _sender(self) -> int | None:
        try:
            label = studios.rows(self.folder, "SELECT label FROM lease WHERE name = 'messages'")
        except OperationalError:
            return None
        for place, program in enumerate(self.programs):
            if label and f"(process {program.pid})" in label[0][0]:
                return place
        return None

    def _move_all_the_time(self, chance: random.Random) -> None:
        """Orders become ready, and some are ready no more before anybody was told."""
        while not self.over.wait(0.05):
            try:
                there = campaign.ready(self.folder, there=True)
                waiting = campaign.ready(self.folder, there=False)
            except OperationalError:  # where the disk is full even reading may want room
                self.tally["unread"] += 1
                continue
            if waiting and (len(there) < 10 or chance.random() < 0.6):
                refs, to = chance.sample(waiting, min(MOVED_AT_ONCE, len(waiting))), "Ready"
            else:
                refs, to = chance.sample(there, min(MOVED_AT_ONCE, len(there))), "QA"
            words = ["--studio", self.folder, "--at", campaign.jumped(chance)]
            done = self.starter.start("advance", *refs, "--to", to, *words).wait_end()
            self.tally["moves" if done == 0 else "refused"] += len(refs)

    def finish(self) -> None:
        """Let a worker do what is left, also what waits to be tried again."""
        for hours in campaign.LATER_HOURS:
            words = ["--studio", self.folder, "--at", campaign.at(hours)]
            assert self.starter.start("worker", "--once", *words).wait_end(120) == 0
