"""The automatic rule that renders: on entering a status, once for each stay."""

from __future__ import annotations

import pytest

from store import automations, cards, moves, renderprofiles, renderqueue
from store.automations import Rule
from store.desk import Desk
from store.errors import Refused
from store.moves import Move
from store.settling import clock_desk, settle_due
from tests.store.rendering_ground import line, order, pictures, session


def _step(desk: Desk, ref: str) -> tuple[str, str]:
    """The second step of an order's track, and the track."""
    card = cards.get(ref)
    track = desk.directory.tracks[card.track_id]
    steps = [s for s in desk.directory.statuses.values() if s.track_id == track.id]
    other = next(s for s in steps if s.id != card.status_id and s.state == "active")
    return other.name, track.name


def test_entering_the_status_queues_the_order_once(desk: Desk) -> None:
    """The job names its firing, and settling again makes no second one."""
    renderprofiles.add(desk, "Prints", dpi=72)
    ref = order(desk, line(pictures(session(desk, 1))[0]))
    status, track = _step(desk, ref)
    automations.add(desk, Rule(
        "Render", "render", "status", "production", status=status, track=track, profile="Prints",
    ))  # fmt: skip
    moves.advance(desk, [Move(ref, to=status)])
    for _ in range(2):
        settle_due(clock_desk(desk), None)
    (job,) = renderqueue.jobs(desk)
    assert (job.ref, job.total, job.profile, job.by) == (ref, 1, "Prints", "clock")


def test_a_rule_is_read_back_as_it_was_written(desk: Desk) -> None:
    """Its profile is kept, and it says what it does."""
    renderprofiles.add(desk, "Prints", dpi=72)
    ref = order(desk, line(pictures(session(desk, 1))[0]))
    status, track = _step(desk, ref)
    rule = Rule("R", "render", "status", "production", status=status, track=track,
                profile="Prints")  # fmt: skip
    assert automations.rule_of(desk, automations.add(desk, rule)) == rule
    assert automations.does_words(rule) == "renders it with Prints"


def test_sessions_take_no_final_profile(desk: Desk) -> None:
    """It is refused while the rule is written, not when it acts."""
    renderprofiles.add(desk, "Prints", final=True)
    with pytest.raises(Refused, match="proof profiles only"):
        automations.add(desk, Rule(
            "R", "render", "status", "session", status="Shot", profile="Prints",
        ))  # fmt: skip
