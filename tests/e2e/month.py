"""A simulated month with triggers, and what must come of it, worked out without the program.

The model knows weekdays and dates and nothing of the ledger: it is told which card stood where and
when, and says which tasks and calls must exist, each once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from store import orders, triggers
from store.triggers import Spec
from tests.e2e import studios
from tests.e2e.studios import ZONE, moment

DAYS = (
    "2026-10-26", "2026-10-28", "2026-10-30", "2026-11-02", "2026-11-04",
    "2026-11-06", "2026-11-11", "2026-11-16", "2026-11-20", "2026-11-25",
)  # fmt: skip
"""The days of the steps: working days over a month in which the clocks are set back."""

STEPS = tuple(f"{day} 10:00" for day in DAYS)

MARGIN_MS = 10 * 60_000
"""How long a step's programs may run; all moments lie further than this from a step, or on it."""


@dataclass(frozen=True)
class Rule:
    """A trigger, as the model sees it."""

    track: str
    status: str
    action: str
    moment: str
    days: int
    count: str = "business"
    only_rush: bool = False
    by_hand: bool = False
    hours: int = 0

    @property
    def name(self) -> str:
        """What the trigger is called, and what its tasks and calls are about."""
        extra = ("rush " if self.only_rush else "") + ("by hand " if self.by_hand else "")
        return f"{extra}{self.action} {self.track} {self.status} {self.moment} {self.days}d"


RULES = (
    Rule("Print", "Order Entered", "task", "entering", 0),
    Rule("Print", "Order Entered", "call", "due", 1, "calendar"),
    Rule("Print", "Retouch", "task", "due", -1),
    Rule("Print", "Retouch", "call", "entering", 2),
    Rule("Print", "Sent to Lab", "task", "due", 2),
    Rule("Print", "Retouch", "task", "entering", 1, only_rush=True),
    Rule("Album", "Order Entered", "call", "entering", 3, "calendar"),
    Rule("Album", "Layout", "task", "due", 0),
    Rule("Album", "Layout", "call", "due", -3, hours=-2),
    Rule("Album", "Retouch", "task", "entering", 0),
    Rule("Digital", "Order Entered", "task", "due", 3, by_hand=True),
    Rule("Digital", "Order Entered", "task", "due", 1),
)


def furnish(folder: Path, cards: int, **changes: object) -> None:
    """Make a studio with the triggers, and with orders made just before the first step."""
    before = f"{DAYS[0]} 09:30"
    studios.make(folder, at=before, times=0, **changes)
    with studios.opened(folder, before) as desk:
        for rule in RULES:
            triggers.add(desk, _spec(rule))
        for number in range(cards):
            kind = ("Print", "Album", "Digital")[number % 3]
            rush = "rush" if number % 4 == 0 else "normal"
            orders.new(desk, client=f"Client {number % 17}", type=kind, priority=rush)


def _spec(rule: Rule) -> Spec:
    return Spec(
        rule.name, "production", rule.track, rule.status, rule.action, rule.name, rule.moment,
        offset_days=rule.days, offset_hours=rule.hours, count=rule.count,
        filter="priority:rush" if rule.only_rush else "", by_hand=rule.by_hand,
    )  # fmt: skip


def next_to_move(folder: Path, step: int, every: int) -> list[str]:
    """What people move on in a step: every so many of the open orders, by reference."""
    rows = studios.rows(
        folder, "SELECT number FROM card WHERE kind = 'production' AND done = 0 ORDER BY number"
    )
    return [f"O-{number}" for place, (number,) in enumerate(rows) if (place + step) % every == 0]


# The model ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stay:
    """That an order stood in a status, from the studio's own record of it."""

    ref: int
    track: str
    status: str
    entered: int
    left: int | None
    due: int | None
    rush: bool


def stays(folder: Path) -> list[Stay]:
    """All stays of production orders."""
    found = studios.rows(
        folder,
        "SELECT card.number, track.name, status.name, visit.entered_at, visit.left_at, "
        "visit.due_at, card.priority = 3 FROM visit JOIN card ON card.id = visit.card_id "
        "JOIN status ON status.id = visit.status_id JOIN track ON track.id = status.track_id "
        "WHERE card.kind = 'production'",
    )
    return [Stay(*row) for row in found]


def expected(found: Sequence[Stay], steps: Sequence[str] = STEPS) -> Counter[tuple[str, str, int]]:
    """The tasks and calls that must exist: action, subject and the order's number, how often."""
    made: Counter[tuple[str, str, int]] = Counter()
    looks = [moment(step) for step in steps]
    for stay in found:
        for rule in RULES:
            if (rule.track, rule.status) == (stay.track, stay.status) and _acts(rule, stay, looks):
                made[rule.action, rule.name, stay.ref] += 1
    return made


def _acts(rule: Rule, stay: Stay, looks: Sequence[int]) -> bool:
    if rule.by_hand or (rule.only_rush and not stay.rush):
        return False
    when = _moment(rule, stay)
    if when is None:
        return False
    for look in looks:
        there = stay.entered <= look + MARGIN_MS and (stay.left is None or stay.left >= look)
        if there and when <= look + MARGIN_MS:
            return True
    return False


def _moment(rule: Rule, stay: Stay) -> int | None:
    base = stay.entered if rule.moment == "entering" else stay.due
    if base is None:
        return None
    local = datetime.fromtimestamp(base / 1000, ZONE)
    day = _days_on(local.date(), rule.days, rule.count)
    there = datetime.combine(day, local.time(), ZONE) + timedelta(hours=rule.hours)
    return round(there.timestamp() * 1000)


def _days_on(day: date, days: int, count: str) -> date:
    step = 1 if days > 0 else -1
    left = abs(days)
    while left:
        day += timedelta(days=step)
        if count == "calendar" or day.weekday() < 5:
            left -= 1
    return day


# What came of it ---------------------------------------------------------------------------------


def made(folder: Path) -> Counter[tuple[str, str, int]]:
    """The tasks and calls that exist, in the same terms."""
    found = studios.rows(
        folder,
        "SELECT errand.kind, errand.subject, card.number FROM card AS errand "
        "JOIN card ON card.id = errand.about_id WHERE errand.kind IN ('task', 'call')",
    )
    return Counter(found)


def unsettled(folder: Path, step: str) -> int:
    """How many moments have come that nothing has been done about."""
    until = moment(step) + MARGIN_MS
    return int(
        studios.rows(
            folder,
            "SELECT (SELECT count(*) FROM firing WHERE state = 'pending' AND moment <= ?1) + "
            "(SELECT count(*) FROM card WHERE check_at <= ?1)",
            until,
        )[0][0]
    )


def check(folder: Path, steps: Sequence[str] = STEPS) -> int:
    """Compare what exists with what must; returns how many tasks and calls there are."""
    wanted, there = expected(stays(folder), steps), made(folder)
    assert there == wanted, f"too many {there - wanted}, missing {wanted - there}"
    assert set(there.values()) == {1}
    assert {subject for _, subject, _ in there} == {rule.name for rule in RULES if not rule.by_hand}
    doubled = studios.rows(
        folder,
        "SELECT trigger_id, visit_id, occurrence FROM firing GROUP BY 1, 2, 3 HAVING count(*) > 1",
    )
    assert doubled == []
    assert studios.problems(folder) == []
    return sum(there.values())
