"""A quarter's script carried out by the program itself: each step is a command in this process.

The mail server and the SMS gateway are real and know nothing of the studio; what they took since
the last look is read from their logs and dated with the look.
"""

from __future__ import annotations

import io
import json
from collections import Counter
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tests.e2e import studios
from tests.e2e.quarter.plans import Kept, Said
from tests.e2e.quarter.script import HOLIDAYS, ZONE, Rule, Script, Step
from tests.e2e.quarter.servers import Servers
from tui.main import main

KINDS = {"session": "session", "order": "production", "invoice": "invoice"}
"""The script's kinds of record and the program's."""

MERGED = {"session": "session.ref", "order": "order.ref", "invoice": "invoice.ref"}

STATES = {
    "past": "past", "held": "held", "hushed": "held", "waiting": "pending", "written": "sending", "no address": "failed",
}  # fmt: skip
"""What the model calls what did not happen, and the ledger; all else is cancelled there."""


def iso(ms: int) -> str:
    """A moment as the command line takes it."""
    return datetime.fromtimestamp(ms / 1000, ZONE).isoformat()


@dataclass
class Studio:
    """A studio that goes through a script; ``said`` is what reached anybody."""

    folder: Path
    script: Script
    servers: Servers
    refs: dict[str, str] = field(default_factory=dict)
    said: Counter[Said] = field(default_factory=Counter)
    commands: int = 0

    # Commands

    def say(self, *words: str, at: int, statuses: tuple[int, ...] = (0,)) -> str:
        """Carry out a command at a moment; returns what it printed."""
        out, err = io.StringIO(), io.StringIO()
        line = ["--studio", str(self.folder), "--at", iso(at), *words]
        with redirect_stdout(out), redirect_stderr(err):
            found = main(line)
        assert found in statuses, (words, out.getvalue(), err.getvalue())
        self.commands += 1
        return out.getvalue()

    def ask(self, *words: str, at: int) -> Any:
        """Carry out a command and read its document."""
        return json.loads(self.say(*words, "--json", at=at))

    # Setting up

    def found(self, *, triggers: bool = True, **changes: object) -> None:
        """Make the studio with its holidays, clients and templates, before the script begins.

        With its ``triggers`` too, unless somebody makes them otherwise.
        """
        at = min(self.script.steps[0].ms, self.script.looks[0]) - 3_600_000
        studios.make(
            self.folder, at=iso(at)[:19], times=0, **{**self.servers.settings(), **changes}
        )
        for day in HOLIDAYS:
            self.say("holidays", "add", str(day), "closed", at=at)
        self._import_clients(at)
        for rule in self.script.rules:
            self._write_for(rule, at)
            if triggers:
                self.say("triggers", "add", rule.name, *words_of(rule), at=at)

    def _import_clients(self, at: int) -> None:
        head = "name,email,mobile,phone,address,city,do_not_market,do_not_call,sms_opt_out"
        lines = [head]
        for one in self.script.people:
            flags = ("yes" if flag else "no" for flag in (one.no_market, one.no_call, one.no_sms))
            town = "Springfield" if one.address else ""
            lines.append(
                ",".join([one.name, one.email, one.mobile, one.phone, one.address, town, *flags])
            )
        file = self.folder.parent / f"{self.folder.name} clients.csv"
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        self.say("import", "clients", str(file), at=at)

    def _write_for(self, rule: Rule, at: int) -> None:
        """Write a trigger's templates."""
        for channel in rule.action.split(" else "):
            if channel in ("email", "sms", "letter"):
                text = subject_of(rule)
                subject = () if channel == "sms" else ("--subject", text)
                words = (template(rule, channel), "--channel", channel, *subject, "--body", text)
                self.say("templates", "add", *words, at=at)

    # Going through it

    def go(self, since: int = 0, until: int | None = None) -> None:
        """Carry out what the script has from a moment on, up to another."""
        moments: list[tuple[int, int, Step | None]] = [(s.ms, 0, s) for s in self.script.steps]
        moments += [(look, 1, None) for look in self.script.looks]
        with studios.watched(self.folder):  # so that not every command tidies up as the last one
            for now, _, step in sorted(moments, key=lambda one: one[:2]):
                if since < now and (until is None or now <= until):
                    self._one(step, now)

    def _one(self, step: Step | None, now: int) -> None:
        if step is None:
            self.say("worker", "--once", at=now)
        else:
            self.do(step)
        self.note(now)

    def do(self, step: Step) -> None:
        """Carry out one step."""
        at, value = step.ms, dict(step.values)
        if step.verb == "approve":
            self.say("triggers", "approve", "--all", at=at, statuses=(0, 1))
        elif step.verb == "opt out":
            self.say("opt-outs", "add", self.script.people[int(value["client"])].mobile, at=at)
        elif step.verb == "hush":
            until = str(value["until"])
            self.say("triggers", "pause", self.refs[step.key], "--until", until, at=at)
        elif step.verb in ("book", "order", "invoice"):
            self.refs[step.key] = self._new(step)
        elif step.verb == "advance":
            self.say("advance", self.refs[step.key], "--to", str(value["to"]), at=at)
        elif step.verb == "pay":
            self.say("pay", self.refs[step.key], str(value["amount"]), at=at)
        else:
            name = {"move": "date", "deliver": "delivered"}[step.verb]
            self.say("set", self.refs[step.key], f"{name}={value['when']}", at=at)

    def _new(self, step: Step) -> str:
        value = dict(step.values)
        client = ("--client", self.script.people[int(value["client"])].name)
        if step.verb == "book":
            given = ("session", *client, "--type", "Portrait", "--at", str(value["when"]))
        elif step.verb == "order":
            rush = ("--priority", "rush") if value["rush"] else ()
            given = ("order", *client, "--type", "Print", *rush)
        else:
            line = f"description=Prints,qty=1,price={value['total']}"
            due = ("--payment-due", str(value["due"]))
            given = ("invoice", *client, *due, "--line", line)
        return self.say("new", *given, at=step.ms).strip()

    # What was foretold

    def rehearsed(self, at: int, days: int) -> Counter[tuple[str, str, int, str]]:
        """What a rehearsal says of the moments ahead: rule, record, moment and state."""
        found = self.ask("triggers", "rehearse", "--days", str(days), at=at)["firings"]
        keys = {ref: key for key, ref in self.refs.items()}
        told = (
            (
                one["trigger"],
                keys[one["ref"]],
                round(datetime.fromisoformat(one["moment"]).timestamp() * 1000),
                settled(one["state"]),
            )
            for one in found
        )
        return Counter(one for one in told if one[2] > at)

    def happened(self, since: int, until: int) -> Counter[tuple[str, str, int, str]]:
        """What the ledger says of the moments between two, in the same terms."""
        rows = studios.rows(
            self.folder,
            "SELECT trigger.name, card.kind, card.number, firing.moment, firing.state FROM firing "
            "JOIN trigger ON trigger.id = firing.trigger_id JOIN card ON card.id = firing.card_id "
            "WHERE firing.moment > ?1 AND firing.moment <= ?2 "
            "AND (settled_at IS NULL OR settled_at > ?1)",
            since,
            until,
        )
        return Counter(
            (rule, self._key(kind, number), moment, settled(state))
            for rule, kind, number, moment, state in rows
        )

    # What came of it

    def note(self, now: int) -> None:
        """Write down what the servers took since the last time."""
        day = datetime.fromtimestamp(now / 1000, ZONE).date()
        keys = {ref: key for key, ref in self.refs.items()}
        for channel, to, text in self.servers.fresh():
            rule, _, ref = text.partition(": ")
            self.said[Said(day, channel, rule, keys[ref], to)] += 1

    def inside(self) -> Counter[Said]:
        """The calls, tasks and letters that there are, by when they were made."""
        found: Counter[Said] = Counter()
        rows = studios.rows(
            self.folder,
            "SELECT errand.created_at, errand.kind, errand.subject, about.kind, about.number "
            "FROM card AS errand JOIN card AS about ON about.id = errand.about_id "
            "WHERE errand.kind IN ('task', 'call') UNION ALL "
            "SELECT message.created_at, channel, message.subject, card.kind, card.number FROM message "
            "JOIN card ON card.id = message.card_id WHERE channel = 'letter'",
        )
        for made, channel, subject, kind, number in rows:
            rule = subject.partition(": ")[0]
            found[Said(self._day(made), channel, rule, self._key(kind, number))] += 1
        return found

    def left_over(self) -> Counter[Kept]:
        """What the ledger says did not happen: its state for what the model calls by reason."""
        rows = studios.rows(
            self.folder,
            "SELECT trigger.name, card.kind, card.number, firing.state FROM firing "
            "JOIN trigger ON trigger.id = firing.trigger_id JOIN card ON card.id = firing.card_id "
            "WHERE firing.state <> 'done' AND NOT (firing.state = 'sending' AND EXISTS (SELECT 1 "
            "FROM message WHERE message.firing_id = firing.id AND message.channel = 'letter'))",
        )
        return Counter(
            Kept(rule, self._key(kind, number), state) for rule, kind, number, state in rows
        )

    def _day(self, ms: int) -> date:
        return datetime.fromtimestamp(ms / 1000, ZONE).date()

    def _key(self, kind: str, number: int) -> str:
        letter = {"session": "S", "invoice": "I", "production": "O"}[kind]
        return next(key for key, ref in self.refs.items() if ref == f"{letter}-{number}")


def template(rule: Rule, channel: str) -> str:
    """What the template of a rule is called."""
    return f"{rule.name} by {channel}"


def subject_of(rule: Rule) -> str:
    """What everything that comes of a rule says: its name, and what it is about."""
    return f"{rule.name}: {{{{ {MERGED[rule.kind]} }}}}"


def words_of(rule: Rule) -> list[str]:
    """A rule as ``triggers add`` takes it, without its name."""
    channels = rule.action.split(" else ")
    words = ["--kind", KINDS[rule.kind], "--action", rule.action, "--on", rule.moment]
    words += ["--days", str(rule.days), "--hours", str(rule.hours), "--count", rule.count]
    if rule.status:
        words += ["--status", rule.status, *(["--track", "Print"] if rule.kind == "order" else [])]
    if rule.at_time:
        words += ["--time", rule.at_time]
    if rule.every_days:
        words += ["--every", str(rule.every_days), "--most", str(rule.most)]
    if {"task", "call"} & set(channels):
        words += ["--subject", subject_of(rule)]
        words += ["--department", "Front desk"]
    for option, channel in zip(("--template", "--else-template"), channels, strict=False):
        if channel not in ("task", "call"):
            words += [option, template(rule, channel)]
    words += ["--spare", "no-market"] if rule.spare_no_market else []
    words += ["--spare", "no-call"] if rule.spare_no_call else []
    words += ["--filter", "priority:rush"] if rule.only_rush else []
    return words


def settled(state: str) -> str:
    """A state of the ledger, where what is on its way counts as done."""
    return "done" if state == "sending" else state


def states_of(left: Counter[Kept]) -> Counter[Kept]:
    """What the model left over, in the ledger's words."""
    found: Counter[Kept] = Counter()
    for one, count in left.items():
        found[Kept(one.rule, one.key, STATES.get(one.why, "cancelled"))] += count
    return found
