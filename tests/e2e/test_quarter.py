"""A quarter with a studio's usual triggers: what reached whom is what a model of it predicts."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from tests.e2e import studios
from tests.e2e.quarter import chance, script
from tests.e2e.quarter.model import Model
from tests.e2e.quarter.plans import Said
from tests.e2e.quarter.program import STATES, Studio, states_of
from tests.e2e.quarter.servers import Servers

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
DAYS = 12

MIDDLE = script.milliseconds(datetime.combine(date(2026, 10, 25), time(23)))
"""When what comes is rehearsed, and then people go on and change it."""

CLOSED = script.milliseconds(datetime.combine(script.CLOSED_FROM, time(0)))
"""When it is rehearsed again, and nobody touches anything until the end."""


@pytest.mark.parametrize("seed", chance.SEEDS)
def test_a_quarter(tmp_path: Path, seed: int) -> None:
    """Everybody gets what the model says, on the day it says and once; nobody gets anything else."""
    plan = chance.script_of(seed)
    model = Model(plan).run()
    with Servers(tmp_path / "servers") as servers:
        studio = Studio(tmp_path / "studio", plan, servers)
        studio.found()
        studio.go(until=MIDDLE)
        foretold = studio.rehearsed(MIDDLE, DAYS)
        studio.go(since=MIDDLE, until=CLOSED)
        promised = studio.rehearsed(CLOSED, DAYS)
        studio.go(since=CLOSED)
    there = studio.said + studio.inside()
    assert there == model.said, _differences(there, model.said)
    assert studio.left_over() == states_of(model.left_over())
    # Of what nobody touched, all that was rehearsed has happened; of the rest it was right as well.
    assert promised == studio.happened(CLOSED, CLOSED + DAYS * DAY_MS)
    untouched = Model(plan.after(MIDDLE)).run().between(MIDDLE, MIDDLE + DAYS * DAY_MS)
    assert foretold == Counter(
        (rule, key, moment, STATES.get(why, "cancelled") if why else "done")
        for rule, key, moment, why in untouched.elements()
    )
    assert promised
    assert foretold
    assert studios.problems(studio.folder) == []
    told = Counter(one.channel for one in there.elements())
    print(f"\nseed {seed}: {studio.commands} commands; {dict(told)}, each as the model says")


def _differences(there: Counter[Said], wanted: Counter[Said]) -> str:
    return f"too many {sorted((there - wanted).elements())}\nmissing {sorted((wanted - there).elements())}"


@pytest.mark.parametrize(("count", "braked"), [(25, 0), (26, 26)])
def test_the_brake(tmp_path: Path, count: int, braked: int) -> None:
    """More than twenty-five at once wait for a yes, all of them, and then go out once each."""
    people = tuple(
        script.Person(f"Client {n}", "", f"+1212555{1000 + n}", "", "", script.ZONE)
        for n in range(count)
    )
    noon = datetime.combine(script.FIRST, time(12))
    steps = tuple(
        script.Step(
            noon + timedelta(seconds=n), "order", f"order {n}", (("client", n), ("rush", 0))
        )
        for n in range(count)
    )
    rule = script.Rule("ready", "order", "sms", status="Ready")
    plan = script.Script(people, steps, script.looks(), (rule,))
    at = script.milliseconds(noon + timedelta(minutes=10))
    with Servers(tmp_path / "servers") as servers:
        studio = Studio(tmp_path / "studio", plan, servers)
        studio.found()
        for step in steps:
            studio.do(step)
        studio.say("advance", *studio.refs.values(), "--to", "Ready", at=at)
        studio.say("worker", "--once", at=at)
        assert len(servers.fresh()) == count - braked
        held = studio.ask("triggers", "queue", "--state", "held", at=at)["firings"]
        assert [one["cause"] for one in held] == ["brake"] * braked
        if braked:
            studio.say("triggers", "approve", "--all", at=at)
            studio.say("worker", "--once", at=at)
            told = sorted(to for _, to, _ in servers.fresh())
            assert told == sorted(one.mobile for one in people)
        studio.say("worker", "--once", at=at + HOUR_MS)
        assert servers.fresh() == []
