"""What must come of a quarter's script, worked out day by day without the program.

Slow and plain on purpose: at every look it goes through everything that was ever planned. It knows
weekdays, dates and time zones, and nothing of the ledger, the outbox or the program's calendar.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time

from tests.e2e.quarter.plans import (
    CALLED_OFF,
    LATE_MS,
    OPEN,
    TRACKS,
    Kept,
    Plan,
    Record,
    Said,
    awake,
    moment,
    untrue,
    wall,
)
from tests.e2e.quarter.script import Script, Step, milliseconds


@dataclass
class Model:
    """Goes through a script; ``said`` and ``kept`` are what must be found afterwards."""

    script: Script
    said: Counter[Said] = field(default_factory=Counter)
    kept: Counter[Kept] = field(default_factory=Counter)
    plans: list[Plan] = field(default_factory=list)
    records: dict[str, Record] = field(default_factory=dict)
    opted_out: set[str] = field(default_factory=set)
    agreed: int = 0

    def run(self) -> Model:
        """Go through everything, in order."""
        moments: list[tuple[int, int, Step | None]] = [(s.ms, 0, s) for s in self.script.steps]
        moments += [(look, 1, None) for look in self.script.looks]
        for now, _, step in sorted(moments, key=lambda one: one[:2]):
            if step is None:
                self._look(now)
            else:
                self._do(step, now)
        return self

    # What people do

    def _do(self, step: Step, now: int) -> None:
        if step.verb == "approve":
            self._approve(now)
            return
        if step.verb == "opt out":
            self.opted_out.add(self.script.people[int(step["client"])].name)
            return
        if step.verb in ("book", "order", "invoice"):
            self._make(step, now)
            return
        record = self.records[step.key]
        if step.verb == "advance":
            self._enter(record, str(step["to"]), now)
        elif step.verb == "pay":
            record.paid += int(step["amount"])
        elif step.verb == "move":
            self._date(record, "session", step["when"], now)
        elif step.verb == "hush":
            record.hushed_until = milliseconds(datetime.fromisoformat(str(step["until"])))
        elif step.verb == "deliver":
            self._date(record, "delivered", step["when"], now)

    def _make(self, step: Step, now: int) -> None:
        kind = {"book": "session"}.get(step.verb, step.verb)
        person = self.script.people[int(step["client"])]
        record = self.records[step.key] = Record(step.key, kind, person, TRACKS[kind])
        given = dict(step.values)
        record.rush = bool(given.get("rush"))
        record.total = int(given.get("total", 0))
        self._entered(record, now)
        if kind == "session":
            self._date(record, "session", step["when"], now)
        elif kind == "invoice":
            due = datetime.combine(date.fromisoformat(str(step["due"])), time(18))
            self._date(record, "payment due", str(due), now)

    def _enter(self, record: Record, status: str, now: int) -> None:
        for plan in self.plans:
            if plan.record is record and plan.state in OPEN:
                if plan.rule.status:
                    self._end(plan, "left", now)
                elif status == CALLED_OFF:
                    self._end(plan, "called off", now)
        record.status, record.visit = status, record.visit + 1
        self._entered(record, now)

    def _entered(self, record: Record, now: int) -> None:
        for rule in self.script.rules:
            if (rule.kind, rule.status) == (record.kind, record.status):
                at = moment(rule, wall(now))
                self.plans.append(Plan(rule, record, record.visit, 0, at))

    def _date(self, record: Record, name: str, text: str | int, now: int) -> None:
        record.dates[name] = datetime.fromisoformat(str(text))
        for rule in self.script.rules:
            if (rule.kind, rule.moment) != (record.kind, name):
                continue
            at = moment(rule, record.dates[name])
            known = [p for p in self.plans if p.rule is rule and p.record is record]
            if known:
                self._move(known[-1], at, now)
            else:
                self.plans.append(Plan(rule, record, 0, 0, at, "waiting" if at > now else "past"))

    def _move(self, plan: Plan, at: int, now: int) -> None:
        """A date was moved: what has not happened moves along, and is due now if it had to be."""
        if at > now:
            if plan.state in (*OPEN, "past"):
                plan.at, plan.state = at, "waiting"
        elif plan.state in OPEN:
            ahead = milliseconds(plan.record.dates[plan.rule.moment]) > now
            plan.at, plan.state = (min(plan.at, now), plan.state) if ahead else (at, "past")

    # What the clock does

    def _look(self, now: int) -> None:
        for plan in sorted(self.plans, key=lambda one: one.at):
            if plan.state == "hushed" and plan.record.hushed_until <= now:
                plan.state, plan.excused = "waiting", True
            if plan.state == "written":
                self._hand_over(plan, now)
            elif plan.state == "waiting" and plan.at <= now:
                self._act(plan, now)

    def _hand_over(self, plan: Plan, now: int) -> None:
        """What was written before is sent, unless it is night or true no more."""
        why = untrue(plan, now)
        if why:
            self._end(plan, why, now)
        elif plan.record.hushed_until > now:
            return
        elif plan.channel == "sms" and self._wants_no_sms(plan):
            self._end(plan, "opted out", now)
        elif plan.channel != "sms" or awake(plan.record.person, now):
            self._send(plan, now)

    def _wants_no_sms(self, plan: Plan) -> bool:
        person = plan.record.person
        return person.no_sms or person.name in self.opted_out

    def _act(self, plan: Plan, now: int, *, agreed: bool = False) -> None:
        why = untrue(plan, now)
        if why:
            self._end(plan, why, now)
            return
        if not agreed and plan.record.hushed_until > now:
            plan.state = "hushed"
            return
        late = plan.rule.is_outward and not plan.excused and now - plan.at > LATE_MS
        if late and not agreed:
            plan.state = "held"
            return
        plan.channel = self._channel(plan)
        if plan.channel in ("email", "sms"):
            plan.state = "written"  # and handed over at a look, if it is true then
            if not agreed:
                self._hand_over(plan, now)
        elif plan.channel:
            self._send(plan, now)
        else:
            self._end(plan, "no address", now)
        self._again(plan, now)

    def _send(self, plan: Plan, now: int) -> None:
        person = plan.record.person
        to = {"sms": person.mobile, "email": person.email}.get(plan.channel, "")
        self.said[Said(wall(now).date(), plan.channel, plan.rule.name, plan.record.key, to)] += 1
        plan.state = "done"

    def _channel(self, plan: Plan) -> str:
        """How it reaches its recipient; empty where it cannot."""
        person = plan.record.person
        there = {
            "email": bool(person.email),
            "sms": bool(person.mobile) and not self._wants_no_sms(plan),
            "call": bool(person.mobile or person.phone) or plan.rule.action == "call",
            "letter": bool(person.address),
            "task": True,
        }
        for channel in plan.rule.action.split(" else "):
            if there[channel]:
                return channel
        return ""

    def _again(self, plan: Plan, now: int) -> None:
        """Plan what comes next; what should have come meanwhile came with this one."""
        rule = plan.rule
        if not rule.every_days:
            return
        base = plan.record.dates[rule.moment]
        for number in range(plan.number + 1, rule.most):
            at = moment(rule, base, number)
            if at > now:
                self.plans.append(Plan(rule, plan.record, 0, number, at))
                return
            self._note(plan, "collapsed")

    def _approve(self, now: int) -> None:
        """Let go what is held; where nothing at all can be made, a person is told and it stays."""
        held = sorted((one for one in self.plans if one.state == "held"), key=lambda one: one.at)
        true = [plan for plan in held if not untrue(plan, now)]
        if true and not any(self._channel(plan) for plan in true):
            return
        self.agreed += len(held)
        for plan in held:
            self._act(plan, now, agreed=True)

    def _end(self, plan: Plan, why: str, now: int) -> None:
        plan.state, plan.why, plan.ended = "gone", why, now
        self._note(plan, why)

    def _note(self, plan: Plan, why: str) -> None:
        self.kept[Kept(plan.rule.name, plan.record.key, why)] += 1

    def left_over(self) -> Counter[Kept]:
        """What came to nothing, and what is still held or has not come."""
        found = Counter(self.kept)
        for plan in self.plans:
            if plan.state in (*OPEN, "past"):
                found[Kept(plan.rule.name, plan.record.key, plan.state)] += 1
        return found

    def between(self, since: int, until: int) -> Counter[tuple[str, str, int, str]]:
        """What had its moment between two: rule, record, moment, and why nothing was made of it.

        What was written and then waited for the morning until it was true no more was made.
        """
        return Counter(
            (plan.rule.name, plan.record.key, plan.at, "" if plan.channel else plan.why)
            for plan in self.plans
            if since < plan.at <= until and (plan.ended is None or plan.ended > since)
        )
