"""Scripts of a quarter by chance: one seed gives one script, always the same."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.e2e.quarter.script import (
    APPROVED,
    CLOSED_FROM,
    FIRST,
    LOOKS,
    ZONE,
    Person,
    Script,
    Step,
    looks,
)

SEEDS = (4, 6, 10)
"""Seeds of scripts in which every trigger acts, and every reason not to occurs."""

ZONES = (
    ("212", ZONE),
    ("310", ZoneInfo("America/Los_Angeles")),
    ("312", ZoneInfo("America/Chicago")),
)
"""Where mobiles are: area codes and their zones."""


def script_of(
    seed: int, people: int = 24, sessions: int = 26, orders: int = 24, invoices: int = 20
) -> Script:
    """A script by chance; the same seed gives the same script."""
    dice = Dice(random.Random(seed))
    clients = tuple(dice.person(number) for number in range(people))
    for number in range(sessions):
        dice.session(f"session {number}", dice.random.randrange(people))
    for number in range(orders):
        dice.order(f"order {number}", dice.random.randrange(people))
    for number in range(invoices):
        dice.invoice(f"invoice {number}", dice.random.randrange(people))
    for number, client in enumerate(clients):
        if client.mobile and dice.often(0.15):
            dice.do(dice.at(dice.day()), "opt out", f"client {number}", client=number)
    dice.steps.append(Step(APPROVED, "approve", "all"))
    return Script(clients, tuple(dice.in_order()), looks())


@dataclass
class Dice:
    """Makes what happens to one record after another."""

    random: random.Random
    steps: list[Step] = field(default_factory=list)

    def in_order(self) -> Iterator[Step]:
        """The steps, none at the same moment as another, and none over the holidays."""
        last = datetime.combine(FIRST, time(0))
        for step in sorted(self.steps):
            at = max(step.at, last + timedelta(minutes=1))
            while at.time().replace(second=0) in LOOKS:
                at += timedelta(minutes=1)
            last = at
            if at.date() < CLOSED_FROM:
                yield Step(at, step.verb, step.key, step.values)

    def often(self, share: float) -> bool:
        """Tell by chance, yes so often."""
        return self.random.random() < share

    def person(self, number: int) -> Person:
        """A client who may lack anything."""
        area, zone = self.random.choice(ZONES)
        return Person(
            f"Client {number}",
            f"client{number}@example.com" if self.often(0.7) else "",
            f"+1{area}555{1000 + number}" if self.often(0.75) else "",
            f"+1{area}555{2000 + number}" if self.often(0.6) else "",
            f"{number} Main Street" if self.often(0.8) else "",
            zone,
            no_market=self.often(0.25),
            no_call=self.often(0.2),
            no_sms=self.often(0.2),
        )  # fmt: skip

    def day(self, first: int = 0, last: int = 78) -> date:
        """A day of the quarter."""
        return FIRST + timedelta(days=self.random.randint(first, last))

    def at(self, day: date, *, late: float = 0.15) -> datetime:
        """A time of that day at which people work; sometimes an early or a late one."""
        hour = self.random.choice((7, 20)) if self.often(late) else self.random.randint(9, 17)
        return datetime.combine(day, time(hour, self.random.randint(20, 55)))

    def do(self, at: datetime, verb: str, key: str, **values: str | int) -> None:
        """Note what somebody does."""
        self.steps.append(Step(at, verb, key, tuple(values.items())))

    def hush(self, key: str, after: datetime) -> None:
        """Perhaps somebody wants it quiet about a record for some days."""
        if self.often(0.15):
            at = self.at(after.date() + timedelta(days=self.random.randint(1, 8)))
            end = datetime.combine(at.date() + timedelta(days=self.random.randint(1, 9)), time(7))
            self.do(at, "hush", key, until=str(end))

    def session(self, key: str, client: int) -> None:
        """Booked, perhaps moved or called off, and worked on afterwards."""
        booked = self.at(self.day(0, 78))
        when = self._held(booked.date() + timedelta(days=self.random.randint(1, 24)))
        self.do(booked, "book", key, client=client, when=str(when))
        self.hush(key, booked)
        if self.often(0.3):
            moved = self._between(booked, when)
            if moved < when:
                when = self._held(moved.date() + timedelta(days=self.random.randint(2, 20)))
                self.do(moved, "move", key, when=str(when))
                booked = moved
        if self.often(0.15):
            self.do(self._between(booked, when), "advance", key, to="Cancelled")
            return
        at = when + timedelta(hours=2)
        for status, most in (
            ("Shot", 0), ("Culling", 2), ("Retouch", 3), ("Proofs", 4), ("Selling", 6),
        ):  # fmt: skip
            at = self._later(at, most)
            self.do(at, "advance", key, to=status)
            if status == "Proofs" and self.often(0.25):  # the client wants another look
                for again in ("Retouch", "Proofs"):
                    at = self._later(at, 2)
                    self.do(at, "advance", key, to=again)
            if self.often(0.05):
                break

    def _held(self, day: date) -> datetime:
        return datetime.combine(day, time(self.random.randint(10, 17), self.random.choice((0, 30))))

    def _between(self, first: datetime, last: datetime) -> datetime:
        days = max(1, (last - first).days)
        return self.at(first.date() + timedelta(days=self.random.randint(1, days)))

    def _later(self, at: datetime, most: int) -> datetime:
        """So many days later at most, at a time of its own; on the same day somewhat later."""
        days = self.random.randint(0, most)
        if days == 0:
            return at + timedelta(minutes=self.random.randint(3, 90))
        return self.at(at.date() + timedelta(days=days))

    def order(self, key: str, client: int) -> None:
        """Made, retouched, at the lab for some days, ready for some hours or days."""
        at = self.at(self.day())
        self.do(at, "order", key, client=client, rush=int(self.often(0.3)))
        self.hush(key, at)
        for status, most in (
            ("Retouch", 3), ("Sent to Lab", 2), ("QA", 9), ("Ready", 2), ("Delivered", 8),
        ):  # fmt: skip
            at = self._later(at, most)
            self.do(at, "advance", key, to=status)
            if status == "Ready" and self.often(0.2):  # a scratch is found, and mended
                for again in ("QA", "Ready"):
                    at = self._later(at, 2)
                    self.do(at, "advance", key, to=again)
            if self.often(0.05):
                break

    def invoice(self, key: str, client: int) -> None:
        """Made, paid in parts, late or never, and delivered or not."""
        at = self.at(self.day(0, 76))
        due = at.date() + timedelta(days=self.random.randint(2, 20))
        self.do(at, "invoice", key, client=client, total=300, due=str(due))
        self.hush(key, at)
        paid = self.random.choice((-2, 3, 9, 17, 30, None))
        if paid is not None:
            when = max(at + timedelta(minutes=9), self.at(due + timedelta(days=paid)))
            if self.often(0.3):
                self.do(self._between(at, when), "pay", key, amount=100)
                self.do(when + timedelta(days=1), "pay", key, amount=200)
            else:
                self.do(when, "pay", key, amount=300)
        if self.often(0.1):
            self.do(self._between(at, at + timedelta(days=12)), "advance", key, to="Cancelled")
        elif self.often(0.7):
            given = at + timedelta(days=self.random.randint(1, 25), minutes=7)
            when = given.replace(hour=1, minute=30) if self.often(0.2) else given
            self.do(given, "deliver", key, when=str(when))
