"""What the database is asked: reads of boards, a tick of the clock, triggers that fire."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median

from jobs import clock
from store import boards, database, hub, lease, moves, settings, settling, studio
from store.boards import View
from store.demo.furnishing import Still
from store.desk import Desk
from store.lease import Claim
from store.moves import Move
from store.tables import database as tables
from tests.bench.figures import Figure
from tests.bench.studios import Studio, copied, discard

TICKS = "The clock"
READS = "Reads and moves"
MAKING = "Making a demo"

DUE = 1_000


@contextmanager
def open_desk(at: Studio) -> Iterator[Desk]:
    """A desk in a studio, at the moment it was made for."""
    config = settings.load(at.folder / settings.FILE)
    try:
        yield studio.open_desk(config, clock=Still(at.moment))
    finally:
        database.close()


def _milliseconds(work: Callable[[], object], times: int) -> float:
    spent = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        spent.append((time.perf_counter() - began) * 1000)
    return median(spent)


def making(at: Studio) -> list[Figure]:
    """What furnishing took, and how large it became."""
    value = f"{at.seconds:.0f} s"
    detail = f"peak {at.peak_mb:.0f} MB, database {at.database_mb:,.0f} MB"
    return [Figure(MAKING, f"furnished ({detail})", at.size, value)]


def ticks(at: Studio) -> list[Figure]:
    """A tick with nothing due."""
    with open_desk(at) as desk:
        claim = Claim(lease.WORKER, "bench", 60_000)
        done = clock.tick(desk, claim)
        while done.more:
            done = clock.tick(desk, claim)
        spent = _milliseconds(lambda: clock.tick(desk, claim), 100)
        if done.held is not None:
            lease.release(done.held)
    return [Figure(TICKS, "a tick with nothing due", at.size, f"{spent:.2f} ms", spent, 5.0, "ms")]


def firings(at: Studio) -> list[Figure]:
    """A thousand due firings, each with the task it makes, in a copy of the studio."""
    copy = copied(at)
    try:
        with open_desk(copy) as desk:
            _make_due(copy.moment)
            acting = settling.clock_desk(desk)
            held = lease.take(Claim(lease.WORKER, "bench", 600_000))
            began = time.perf_counter()
            done = 0
            while settling.anything_due(desk.now()):
                done += settling.settle_due(acting, held).done
            spent = time.perf_counter() - began
    finally:
        discard(copy)
    what = f"{done:,} due firings recorded"
    return [Figure(TICKS, what, at.size, f"{spent:.2f} s", spent, 1.0, "s")]


def _make_due(moment: int) -> None:
    """Let a trigger that makes tasks be due for a thousand cards, and nothing else be due."""
    tables.execute_sql("UPDATE firing SET state = 'past' WHERE moment <= ?", (moment,))
    tables.execute_sql("UPDATE card SET check_at = NULL WHERE check_at <= ?", (moment,))
    tables.execute_sql(
        "INSERT INTO firing (trigger_id, card_id, visit_id, occurrence, moment, state, reason, by) "
        "SELECT (SELECT min(id) FROM trigger WHERE action = 'task' AND filter = '' "
        "AND NOT by_hand), id, visit, 1, ?, 'pending', '', '' "
        "FROM card WHERE done = 0 AND kind = 'production' ORDER BY id LIMIT ?",
        (moment - 1000, DUE),
    )


def reads(at: Studio) -> list[Figure]:
    """Lanes, windows, the hub; a card moved and put back."""
    with open_desk(at) as desk:
        view, late = View("production"), View("production", "late")
        lanes = boards.lanes(desk, view)
        deep = max((lane for lane in lanes if not lane.capped), key=lambda lane: lane.count)
        found = [
            ("lanes of a board", lambda: boards.lanes(desk, view), 20),
            ("lanes of a filtered board", lambda: boards.lanes(desk, late), 20),
            ("the first window of a lane", lambda: boards.window(desk, view, deep.key, 0, 30), 20),
            ("the last window of a lane", lambda: boards.last_window(desk, view, deep.key, 30), 20),
            ("the hub", lambda: hub.read(desk), 5),
        ]
        figures = [
            Figure(READS, what, at.size, f"{_milliseconds(work, times):.1f} ms")
            for what, work, times in found
        ]
        first = boards.window(desk, view, deep.key, 0, 1)[0].ref
        spent = _milliseconds(_there_and_back(desk, first), 10)
    return [*figures, Figure(READS, "advancing a card, and back", at.size, f"{spent:.1f} ms")]


def _there_and_back(desk: Desk, ref: str) -> Callable[[], None]:
    def work() -> None:
        forward = moves.advance(desk, [Move(ref)])
        if forward.refused or moves.advance(desk, [Move(ref, back=True)]).refused:
            raise RuntimeError(f"{ref} could not be moved: {forward.refused}")

    return work
