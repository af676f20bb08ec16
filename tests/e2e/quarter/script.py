"""The script of a quarter in a studio: its clients, its triggers, and who does what when.

Plain data, and chance with a seed. Nothing here knows the program; ``model`` says what must come
of a script, ``program`` carries it out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/New_York")

HOLIDAYS = (
    date(2026, 11, 26), date(2026, 11, 27), date(2026, 12, 24), date(2026, 12, 25),
    date(2026, 12, 28), date(2026, 12, 29), date(2026, 12, 30), date(2026, 12, 31),
    date(2027, 1, 1),
)  # fmt: skip
"""Days on which the studio is closed, besides weekends."""

FIRST, LAST = date(2026, 10, 5), date(2027, 1, 5)
"""The quarter: from a Monday to a Tuesday after the holidays."""

CLOSED_FROM = date(2026, 12, 24)
"""From here on nobody touches anything: what was rehearsed must happen."""

OFF = (datetime.fromisoformat("2026-11-13T18:00"), datetime.fromisoformat("2026-11-16T12:00"))
"""A weekend over which no program runs."""

APPROVED = datetime.fromisoformat("2026-11-16T17:30")
"""When somebody lets go out what was held because it was late."""

LOOKS = (time(8, 10), time(12, 10), time(21, 10))
"""When the clock is asked each day."""

NIGHT = datetime.fromisoformat("2026-11-01T01:10")
"""The clock is asked at this moment too, which comes twice."""


@dataclass(frozen=True)
class Person:
    """A client; what is empty there is not."""

    name: str
    email: str
    mobile: str
    phone: str
    address: str
    zone: ZoneInfo
    no_market: bool = False
    no_call: bool = False
    no_sms: bool = False


@dataclass(frozen=True)
class Rule:
    """A trigger: on entering a status, or (without one) at a distance from a date."""

    name: str
    kind: str
    action: str
    status: str = ""
    moment: str = "entering"
    days: int = 0
    hours: int = 0
    count: str = "calendar"
    at_time: str = ""
    every_days: int = 0
    most: int = 1
    spare_no_market: bool = False
    spare_no_call: bool = False
    only_rush: bool = False

    @property
    def is_outward(self) -> bool:
        """Whether it may write to somebody outside."""
        return any(word in ("email", "sms", "letter") for word in self.action.split())


USUAL = (
    Rule("reminder", "session", "email else call", moment="session", days=-7, at_time="10:00"),
    Rule("ready", "order", "sms else call", status="Ready"),
    Rule("lab late", "order", "task", status="Sent to Lab", days=3, count="business"),
    Rule(
        "payment due", "invoice", "email else letter", moment="payment due", days=1,
        at_time="11:00", every_days=7, most=3,
    ),
    Rule("proofs online", "session", "email else call", status="Proofs"),
    Rule("review", "invoice", "email", moment="delivered", days=7, spare_no_market=True),
    Rule(
        "tomorrow", "session", "sms else email", moment="session", days=-1, count="business",
        at_time="09:30", spare_no_call=True,
    ),
    Rule("rush at lab", "order", "call", status="Sent to Lab", hours=30, only_rush=True),
)  # fmt: skip
"""A studio's usual set of triggers, and two more."""


@dataclass(frozen=True, order=True)
class Step:
    """What somebody does at a moment of the studio's wall clock; ``key`` is such as "order 3"."""

    at: datetime
    verb: str
    key: str
    values: tuple[tuple[str, str | int], ...] = ()

    def __getitem__(self, name: str) -> str | int:
        return dict(self.values)[name]

    @property
    def ms(self) -> int:
        """The moment in milliseconds."""
        return milliseconds(self.at)


@dataclass(frozen=True)
class Script:
    """Clients, triggers and steps in order."""

    people: tuple[Person, ...]
    steps: tuple[Step, ...]
    looks: tuple[int, ...]
    rules: tuple[Rule, ...] = USUAL

    def after(self, ms: int) -> Script:
        """The same with nobody doing anything from a moment on."""
        return Script(
            self.people, tuple(s for s in self.steps if s.ms <= ms), self.looks, self.rules
        )


def milliseconds(wall: datetime) -> int:
    """A moment of the studio's wall clock; of one that comes twice the first."""
    return round(wall.replace(tzinfo=ZONE).timestamp() * 1000)


def looks() -> tuple[int, ...]:
    """When the clock is asked over the quarter, in milliseconds."""
    found = [milliseconds(NIGHT), _again(NIGHT)]
    for ordinal in range(FIRST.toordinal(), LAST.toordinal() + 1):
        for at in LOOKS:
            wall = datetime.combine(date.fromordinal(ordinal), at)
            if not OFF[0] <= wall < OFF[1]:
                found.append(milliseconds(wall))
    return tuple(sorted(found))


def _again(wall: datetime) -> int:
    """The second time that the wall clock shows a moment, if there is one."""
    return round(wall.replace(tzinfo=ZONE, fold=1).timestamp() * 1000)
