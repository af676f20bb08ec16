"""What the model of a quarter reckons with: records, plans, and when and whether they act."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from tests.e2e.quarter.script import HOLIDAYS, ZONE, Person, Rule, milliseconds

HOUR_MS = 3_600_000

LATE_MS = 24 * HOUR_MS
"""What may reach somebody outside and comes later than this waits for a person."""

QUIET = (time(20), time(9))
"""No SMS from the first to the second, where the number is."""

OPEN = ("waiting", "held", "written", "hushed")
"""States of a plan that can still be taken back."""

CALLED_OFF = "Cancelled"
TRACKS = {"session": "Booked", "order": "Order Entered", "invoice": "Opened"}
"""What records are first in."""


@dataclass(frozen=True, order=True)
class Said:
    """Something that reached somebody: ``to`` is an address or number, empty for calls and tasks."""

    day: date
    channel: str
    rule: str
    key: str
    to: str = ""


@dataclass(frozen=True, order=True)
class Kept:
    """Something that was held for a person, or came to nothing, and why."""

    rule: str
    key: str
    why: str


@dataclass
class Plan:
    """That a rule will act for a stay or a record; ``number`` counts what comes again."""

    rule: Rule
    record: Record
    visit: int
    number: int
    at: int
    state: str = "waiting"
    why: str = ""
    ended: int | None = None
    channel: str = ""
    excused: bool = False


@dataclass
class Record:
    """A session, order or invoice as the script has made it so far."""

    key: str
    kind: str
    person: Person
    status: str
    rush: bool = False
    hushed_until: int = 0
    visit: int = 0
    dates: dict[str, datetime] = field(default_factory=dict)
    total: int = 0
    paid: int = 0


def wall(ms: int) -> datetime:
    """What the studio's wall clock shows at a moment."""
    return datetime.fromtimestamp(ms / 1000, ZONE).replace(tzinfo=None)


def moment(rule: Rule, base: datetime, number: int = 0) -> int:
    """When a rule acts whose date is this, for the first time or a later one."""
    day = days_on(base.date(), rule.days, rule.count) + timedelta(days=number * rule.every_days)
    at = time.fromisoformat(rule.at_time) if rule.at_time else base.time()
    return milliseconds(datetime.combine(day, at)) + rule.hours * HOUR_MS


def days_on(day: date, days: int, count: str) -> date:
    """The day so many days on, or back, one after the other."""
    step, left = (1 if days > 0 else -1), abs(days)
    while left:
        day += timedelta(days=step)
        if count == "calendar" or (day.weekday() < 5 and day not in HOLIDAYS):
            left -= 1
    return day


def untrue(plan: Plan, now: int) -> str:
    """Why there is no reason for it any more; empty while there is."""
    rule, record = plan.rule, plan.record
    if rule.days < 0 and milliseconds(record.dates[rule.moment]) < now:
        return "the date is over"
    if rule.status and record.visit != plan.visit:
        return "left"
    if rule.moment == "payment due" and record.paid >= record.total:
        return "paid"
    if rule.only_rush and not record.rush:
        return "filter"
    if (rule.spare_no_market and record.person.no_market) or (
        rule.spare_no_call and record.person.no_call
    ):
        return "spared"
    return ""


def awake(person: Person, now: int) -> bool:
    """Whether an SMS may come to somebody, where they are."""
    local = datetime.fromtimestamp(now / 1000, person.zone).time()
    return QUIET[1] <= local < QUIET[0]
