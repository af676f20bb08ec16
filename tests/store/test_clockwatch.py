"""The clock watch: a clock that jumped is not believed until it is back, or somebody says so."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import clockwatch, gates, lease
from store.clockwatch import Doubt, Reading
from store.desk import Desk
from store.errors import Refused
from store.tables import Change, Setting

Login = Callable[[str], Desk]

SECOND, MINUTE, HOUR, DAY = 1_000, 60_000, 3_600_000, 86_400_000
START = Reading(1_790_000_000_000, 5_000_000, "first")


def _later(passed: int, jump: int = 0, boot_id: str = "first") -> Reading:
    """Both clocks some time later; the wall clock has jumped besides."""
    return Reading(START.wall + passed + jump, START.boot + passed, boot_id)


def _restarted(passed: int) -> Reading:
    """Both clocks some time later, with a restart in between."""
    return Reading(START.wall + passed, 20_000, "second")


@pytest.fixture
def show(monkeypatch: pytest.MonkeyPatch) -> Callable[[Reading], None]:
    """Sets what the machine's clocks show."""

    def show(reading: Reading) -> None:
        monkeypatch.setattr(clockwatch, "machine", lambda: reading)

    return show


def _silence(desk: Desk, now: Reading) -> str:
    return clockwatch.silence(clockwatch.stored(), now)


# Judging -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "jump"),
    [
        (_later(0), 0), (_later(90 * DAY), 0), (_later(5, 10 * MINUTE), 0),
        (_later(5, 10 * MINUTE + 1), 10 * MINUTE + 1), (_later(5, -HOUR), -HOUR),
        (_later(DAY, 300 * DAY), 300 * DAY), (_restarted(0), 0), (_restarted(90 * DAY), 0),
        (_restarted(-10 * MINUTE), 0), (_restarted(-HOUR), -HOUR),
    ],
)  # fmt: skip
def test_what_is_a_jump(now: Reading, jump: int) -> None:
    """More than ten minutes either way; after a restart only backwards: it may have been off."""
    assert clockwatch.judge(START, now) == jump


def test_a_clock_that_was_never_seen_is_believed() -> None:
    """There is nothing to compare it with."""
    assert clockwatch.judge(None, START) == 0


@given(st.integers(0, 400 * DAY), st.integers(-400 * DAY, 400 * DAY))
def test_a_steady_clock_never_jumps_and_a_far_jump_is_always_seen(passed: int, jump: int) -> None:
    """Whatever time goes by; sleep counts for both clocks."""
    found = clockwatch.judge(START, _later(passed, jump))
    assert found == (jump if abs(jump) > 10 * MINUTE else 0)


@pytest.mark.parametrize(
    ("now", "back"),
    [
        (_later(HOUR), True), (_later(HOUR, 2 * MINUTE), True), (_later(HOUR, -2 * MINUTE), True),
        (_later(HOUR, 3 * MINUTE), False), (_later(HOUR, DAY), False), (_restarted(HOUR), True),
        (_restarted(-HOUR), False), (_restarted(2 * DAY), False),
    ],
)  # fmt: skip
def test_when_a_clock_is_right_again(now: Reading, back: bool) -> None:
    """Near where it should be; after a restart it must not be where it had jumped to."""
    doubt = Doubt("it jumped", START.wall + DAY, "first")
    assert clockwatch.is_back(START, doubt, now) is back


def test_a_clock_that_went_back_and_is_later_again_is_right() -> None:
    """Also when the machine was started again meanwhile."""
    doubt = Doubt("it jumped", START.wall - DAY, "second")
    assert clockwatch.is_back(START, doubt, _restarted(90 * DAY))


# Watching ----------------------------------------------------------------------------------------


def test_a_jump_silences_the_studio_and_coming_back_frees_it(desk: Desk) -> None:
    """It is in the log, by words that say which way and how far."""
    clockwatch.look(desk, None, START)
    wrong = _later(MINUTE, 3 * HOUR)
    clockwatch.look(desk, None, wrong)
    assert "clock jumped 3 h 0 min ahead; nothing is sent until" in _silence(desk, wrong)
    clockwatch.look(desk, None, _later(HOUR, 3 * HOUR))
    assert _silence(desk, _later(HOUR, 3 * HOUR))
    right = _later(2 * HOUR)
    clockwatch.look(desk, None, right)
    assert _silence(desk, right) == ""
    assert Setting.get(Setting.key == clockwatch.DOUBT).value == ""
    assert Change.select().where(Change.table == "setting").count() == 2


def test_it_is_noticed_before_the_clock_ticks(desk: Desk) -> None:
    """Whoever sends looks at the clocks too, and need not wait for a tick."""
    clockwatch.look(desk, None, START)
    assert "300 days back" in _silence(desk, _later(SECOND, -300 * DAY))
    assert _silence(desk, _later(SECOND)) == ""


def test_that_all_is_well_is_noted_once_a_minute(desk: Desk) -> None:
    """And never in the history, which would grow without end."""
    for second in range(0, 180, 5):
        clockwatch.look(desk, None, _later(second * SECOND))
    seen = clockwatch._seen(clockwatch.stored())
    assert seen == _later(120 * SECOND)
    assert not Change.select().where(Change.table == "setting").exists()


def test_a_clock_that_drifts_slowly_is_followed(desk: Desk) -> None:
    """A minute an hour is set right by the machine itself, not by a person."""
    for hour in range(48):
        clockwatch.look(desk, None, _later(hour * HOUR, hour * MINUTE))
    assert _silence(desk, _later(48 * HOUR, 48 * MINUTE)) == ""


def test_a_restart_begins_anew(desk: Desk) -> None:
    """The time since the start has nothing to do with the one before."""
    clockwatch.look(desk, None, START)
    clockwatch.look(desk, None, _restarted(HOUR))
    assert _silence(desk, Reading(START.wall + 2 * HOUR, 20_000 + HOUR, "second")) == ""
    assert _silence(desk, Reading(START.wall + 9 * HOUR, 20_000 + HOUR, "second"))


def test_only_who_runs_the_clock_notes_a_doubt(desk: Desk) -> None:
    """A program that lost the lease may have slept through it all."""
    clockwatch.look(desk, None, START)
    with pytest.raises(lease.Lost):
        clockwatch.look(desk, lease.Held("me", 1), _later(5, DAY))


# Trusting ----------------------------------------------------------------------------------------


def test_a_person_may_trust_the_clock(desk: Desk) -> None:
    """From then on it is right as it is."""
    clockwatch.look(desk, None, START)
    wrong = _later(MINUTE, 3 * HOUR)
    clockwatch.look(desk, None, wrong)
    assert "jumped" in clockwatch.trust(desk, wrong)
    assert _silence(desk, _later(2 * MINUTE, 3 * HOUR)) == ""
    assert "2 h 59 min back" in _silence(desk, _later(3 * MINUTE, MINUTE))
    assert clockwatch.trust(desk, _later(3 * MINUTE, 3 * HOUR)) == ""


def test_also_before_the_clock_has_ticked(desk: Desk) -> None:
    """The doubt need not be noted yet."""
    clockwatch.look(desk, None, START)
    assert clockwatch.trust(desk, _later(MINUTE, 3 * HOUR))
    assert _silence(desk, _later(2 * MINUTE, 3 * HOUR)) == ""


def test_who_may_only_look_trusts_nothing(desk: Desk, log_in: Login) -> None:
    """It lets messages out."""
    with pytest.raises(Refused, match="vic is viewer"):
        clockwatch.trust(log_in("vic"), START)


def test_domain_time_has_no_part_in_it(desk: Desk, show: Callable[[Reading], None]) -> None:
    """A studio that is looked at in another year is not silent for that."""
    show(START)
    clockwatch.look(desk, None, clockwatch.machine())
    show(_later(MINUTE))
    assert gates.silence(desk) == ""
    show(_later(MINUTE, DAY))
    assert "24 h 0 min ahead" in gates.silence(desk)
