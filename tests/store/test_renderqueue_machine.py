"""The render queue against a model: whatever programs and people do, each file is made once."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from peewee import SqliteDatabase

from store import renderqueue
from store.access import Person
from store.desk import Desk
from store.errors import Refused
from store.rendering.outcomes import INPUT, PERSON, TRANSIENT, Failed
from store.rendering.tasks import Outcome, Task
from store.settings import Settings
from store.tables import Job, RenderWorker, Sheet, User, database
from tests.store.conftest import FILE, MONDAY, StoppedClock
from tests.store.queue_ground import dead, made, program, queued, wrong

ROOM = 100
PROGRAMS = ("one", "two", "three")
OVER = ("done", "failed", "quarantined", "cancelled")


@dataclass
class Model:
    """What programs believe to have in hand, whether their claims still hold or not."""

    hands: dict[str, list[Task]] = field(default_factory=dict)
    done: dict[int, int] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)


class World:
    """Three programs and a person at one queue of two jobs."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.model = desk, Model()
        self.jobs = [queued(desk, 3), queued(desk, 2)]
        Sheet.update(memory_bytes=40).execute()
        Sheet.update(source="same.jpg").where(Sheet.position < 2).execute()
        self.total = Sheet.select().count()
        for name in PROGRAMS:
            self.model.hands[name] = []

    def step(self, what: str, who: int, how: int) -> None:
        """Let something happen, then see whether all that must be true is."""
        owner, job = PROGRAMS[who % 3], self.jobs[who % 2]
        hand = self.model.hands[owner]
        if what == "claim":
            self._claim(owner, how)
        elif what == "settle" and hand:
            self._settle(owner, hand.pop(how % len(hand)), how)
        elif what == "reserve" and hand:
            self._reserve(owner, hand[how % len(hand)], how)
        elif what == "give back" and hand:
            renderqueue.give_back(self.desk, owner, [hand[-1]])
        elif what == "leave":
            renderqueue.leave(self.desk, owner)
        elif what == "die":
            dead(owner)  # and may answer yet, as one that slept
        elif what == "recover":
            renderqueue.recover(self.desk)
        elif what == "wait":
            self.desk.clock = StoppedClock(self.desk.now() + 20_000 * (how + 1))
        else:
            self._decide(what, job.job, how)
        self.check()

    def _claim(self, owner: str, how: int) -> None:
        program(self.desk, owner)
        used = sum(
            row.memory_bytes
            for row in Sheet.select().where(Sheet.owner == owner, Sheet.state == "running")
        )
        before = {row.id: row.attempt for row in Sheet.select()}
        running = {row.id for row in Sheet.select().where(Sheet.state == "running")}
        found = renderqueue.claim(self.desk, owner, room_bytes=ROOM - used, most=how % 3 + 1)
        assert len(found) <= how % 3 + 1
        for task in found:
            assert task.sheet_id not in running
            assert task.attempt == before[task.sheet_id] + 1
            assert task.memory_bytes <= ROOM - used or (used == 0 and len(found) == 1)
            row = Job.get(Job.number == int(task.job[2:]))
            assert row.state == "running"
        self.model.hands[owner] += found

    def _settle(self, owner: str, task: Task, how: int) -> None:
        row = Sheet.get_by_id(task.sheet_id)
        counts = (row.state, row.owner, row.attempt) == ("running", owner, task.attempt)
        outcome: Outcome = (
            made(task) if how % 4 == 0 else wrong(task, (TRANSIENT, INPUT, PERSON)[how % 3])
        )
        told = renderqueue.settle(self.desk, owner, [outcome])
        assert told == ([outcome] if counts else [])
        if told and how % 4 == 0:
            self.model.done[task.sheet_id] = self.model.done.get(task.sheet_id, 0) + 1

    def _reserve(self, owner: str, task: Task, how: int) -> None:
        path = f"/out/{how % 3}.jpg"
        taken = renderqueue.is_reserved(path, task.sheet_id)
        try:
            got = renderqueue.reserve(self.desk, owner, task, path)
        except Failed:
            row = Sheet.get_by_id(task.sheet_id)
            assert (row.state, row.owner, row.attempt) != ("running", owner, task.attempt)
        else:
            assert got is not taken

    def _decide(self, what: str, job: str, how: int) -> None:
        decisions = {
            "hold": renderqueue.hold, "release": renderqueue.release,
            "cancel": renderqueue.cancel, "retry": renderqueue.retry,
        }  # fmt: skip
        try:
            if what in decisions:
                decisions[what](self.desk, [job])
            elif what == "priority":
                renderqueue.set_priority(self.desk, [job], how)
            elif what == "move":
                renderqueue.move(self.desk, [job], to=("first", "last")[how % 2])
        except Refused:
            return

    def check(self) -> None:
        """Nothing is lost, nothing is double, and jobs stand where their files are."""
        rows = list(Sheet.select())
        assert len(rows) == self.total
        for row in rows:
            assert (row.state == "running") == bool(row.owner)
            assert self.model.done.get(row.id, 0) == (row.state == "done")
            assert (row.settled_at is None) == (row.state not in OVER)
        places = [row.path for row in rows if row.path and row.state not in OVER]
        assert len(places) == len(set(places))
        for job in Job.select():
            states = {row.state for row in rows if row.job_id == job.id}
            if job.state in ("queued", "running"):
                assert states & {"queued", "running"}
                assert (job.state == "running") == ("running" in states)
            elif job.state == "held":
                assert states & {"queued", "running"}
            else:
                assert "queued" not in states
                assert job.state == "cancelled" or "running" not in states
            assert (job.settled_at is None) == (job.state in renderqueue.OPEN_STATES)

    def end(self) -> None:
        """When people let it go on and a program works, everything is over after a while."""
        for name in PROGRAMS:
            renderqueue.leave(self.desk, name)
        for job in self.jobs:
            for decide in (renderqueue.release, renderqueue.retry):
                try:
                    decide(self.desk, [job.job])
                except Refused:
                    continue
        for _ in range(3 * self.total):
            self.step("claim", 0, 2)
            while self.model.hands["one"]:
                self.step("settle", 0, 0)
        assert {row.state for row in Sheet.select()} == {"done"}
        assert {row.state for row in Job.select()} == {"done"}
        assert set(self.model.done.values()) == {1}


WHAT = (
    "claim", "claim", "claim", "settle", "settle", "settle", "reserve", "reserve", "give back",
    "leave", "die", "recover", "wait", "hold", "release", "cancel", "retry", "priority", "move",
)  # fmt: skip


@settings(
    max_examples=60, deadline=None, phases=(Phase.explicit, Phase.generate, Phase.shrink),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(
    st.lists(
        st.tuples(st.sampled_from(WHAT), st.integers(0, 5), st.integers(0, 11)), max_size=30
    )
)  # fmt: skip
def test_each_file_is_made_once(
    furnished: SqliteDatabase, studio_settings: Settings, steps: list[tuple[str, int, int]]
) -> None:
    """Whoever dies, sleeps, answers late or changes their mind; and in the end all is made."""
    handle = SqliteDatabase(":memory:", pragmas={"foreign_keys": 1}, lock_type="IMMEDIATE")
    database.initialize(handle)
    handle.connect()
    furnished.connection().backup(handle.connection())
    ana = User.get(User.login == "ana")
    who = Person(ana.id, "ana", "Ana", "admin")
    desk = Desk(FILE, studio_settings, who, source="test", clock=StoppedClock(MONDAY))
    world = World(desk)
    try:
        for what, who_acts, how in steps:
            world.step(what, who_acts, how)
        world.end()
        assert RenderWorker.select().count() <= len(PROGRAMS)
    finally:
        handle.close()
