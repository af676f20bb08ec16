"""Due dates explained in words: which rule, which calendar, which days were skipped, what moved it.

Pure and always the same text for the same reason, in the studio's zone. Working a due date out is
in `duedates`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Literal

from store.calendar import WEEKDAYS, Calendar
from store.duedates import NO_DELIVERY_DATE, Step
from store.pauses import Cause

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKENDS_NAMED = 2
_HOLIDAYS_NAMED = 4
_CAUSES: dict[Cause, str] = {"client": "the client", "vendor": "the vendor", "us": "us"}

_Closed = tuple[date, str]
_Run = list[_Closed]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a step is due when it is; names and days are as stored, moments UTC milliseconds.

    `start_ms` is what was counted from: forward the completion of the step named `completed` (None:
    the card's creation), backward the promised delivery. `steps` are those whose durations were
    counted, in track order: forward they end with this step, backward they are the ones after it.
    `pauses` are business days and whose they were; `by` and `set_ms` belong to a date set by hand.
    """

    rule: Literal["forward", "backward", "by hand"]
    step: str
    due_ms: int | None
    studio: Calendar
    start_ms: int | None = None
    completed: str | None = None
    steps: tuple[Step, ...] = ()
    pauses: tuple[tuple[float, Cause], ...] = ()
    by: str | None = None
    set_ms: int | None = None
    flag: str | None = None


def explain(reason: Reason) -> str:
    """Return the sentences that explain a due date."""
    if reason.due_ms is None:
        return f"{reason.step} has no due date: the step has no duration of its own."
    due = reason.studio.local(reason.due_ms)
    sentences = [f"{reason.step} is due {_moment(due)}."]
    if reason.rule == "by hand":
        sentences += _by_hand(reason, due.date())
    elif reason.start_ms is None:
        sentences.append("What it was counted from is not known.")
    elif reason.rule == "backward":
        sentences += _backward(reason, reason.start_ms, due.year)
    else:
        sentences += _forward(reason, reason.start_ms, reason.due_ms, due.year)
    return " ".join(sentences)


def describe_days(days: float, count: str = "business") -> str:
    """Return a duration as words: "1 business day", "2.5 business days", "3 calendar days".

    Two decimals are enough for people: a hundredth of a day is minutes.
    """
    return f"{round(days, 2):g} {count} day{'' if days == 1 else 's'}"


def skipped(closed: Sequence[tuple[date, str]], year: int) -> str:
    """Return closed days and their reasons, oldest first, as one short list.

    Two weekends and four holidays are named at most, the rest counted; a year is shown where it is
    not the given one.
    """
    runs = _runs(closed)
    weekly = [run for run in runs if run[0][1] in WEEKDAYS]
    named = [run for run in runs if run[0][1] not in WEEKDAYS]
    weeks_over = weekly[_WEEKENDS_NAMED:] if len(weekly) > _WEEKENDS_NAMED + 1 else []
    named_over = named[_HOLIDAYS_NAMED:] if len(named) > _HOLIDAYS_NAMED + 1 else []
    shown = [run for run in runs if run not in weeks_over and run not in named_over]
    if len(shown) == 1 and not weeks_over:
        return _run_words(shown[0], year, " and ")
    words = [_run_words(run, year, ", ") for run in shown]
    if weeks_over:
        usual = all(day.weekday() >= 5 for run in weeks_over for day, _ in run)
        words.append(f"{len(weeks_over)} more {'weekends' if usual else 'weekly closings'}")
    if named_over:
        words.append(f"{len(named_over)} more holidays")
    return _listed(words)


def _by_hand(reason: Reason, day: date) -> list[str]:
    who = f" by {reason.by}" if reason.by else ""
    when = f" on {_moment(reason.studio.local(reason.set_ms))}" if reason.set_ms is not None else ""
    sentences = [f"Set by hand{who}{when}: recalculation leaves it alone."]
    closed = reason.studio.why_closed(day)
    if closed is not None:
        sentences.append(f"That day is closed: {closed}.")
    return sentences


def _forward(reason: Reason, start_ms: int, due_ms: int, year: int) -> list[str]:
    skips: dict[str, dict[date, str]] = {}
    at = start_ms
    for step in reason.steps:
        ends = step.calendar.add(at, step.days or 0.0)
        _note_closed(skips, step.calendar, at, ends)
        at = ends
    if reason.pauses and reason.steps:
        _note_closed(skips, reason.steps[-1].calendar, at, due_ms)
    when = _moment(reason.studio.local(start_ms))
    event = f"{reason.completed} was completed" if reason.completed else "it was created"
    counted = f"{_durations(reason.steps)}{_skipping(skips, year)}"
    sentences = [f"Counted forward from {when}, when {event}: {counted}."]
    if reason.flag == NO_DELIVERY_DATE:
        sentences.append("There is no delivery date to count back from.")
    for days, cause in reason.pauses:
        moved = describe_days(days)
        sentences.append(f"Moved {moved} later by a pause put down to {_CAUSES[cause]}.")
    return sentences


def _backward(reason: Reason, promised_ms: int, year: int) -> list[str]:
    steps = [step for step in reason.steps if not step.final]
    last = steps[-1].calendar if steps else reason.studio
    promised = last.local(promised_ms).date()
    closed = last.why_closed(promised)
    at = promised_ms if closed is None else last.moment(last.previous_open(promised))
    skips: dict[str, dict[date, str]] = {}
    for step in reversed(steps):
        begins = step.calendar.subtract(at, step.days or 0.0)
        _note_closed(skips, step.calendar, begins, at)
        at = begins
    delivery = f"the delivery date {_moment(reason.studio.local(promised_ms))}"
    if steps:
        counted = f"{_durations(steps)}{_skipping(skips, year)}"
        sentences = [f"Counted back from {delivery}: {counted}."]
    else:
        sentences = [f"It is due with {delivery}."]
    if closed is not None:
        sentences.append(f"The delivery day is closed ({closed}): the last open day before counts.")
    for days, cause in reason.pauses:
        lost = f"a pause put down to {_CAUSES[cause]} cost {describe_days(days)} of slack"
        sentences.append(f"The promise stays; {lost}.")
    return sentences


def _durations(steps: Sequence[Step]) -> str:
    """Return "Retouch 3 + QA 1 business days on the studio's calendar" for the steps counted."""
    parts: list[str] = []
    for calendar, group in _by_calendar(steps):
        if len(steps) == 1:
            days = group[0].days or 0.0
            counted = describe_days(days, calendar.count) if days else "the same day"
        else:
            *before, last = group
            summed = "".join(f"{step.name} {step.days or 0:g} + " for step in before)
            counted = f"{summed}{last.name} {describe_days(last.days or 0, calendar.count)}"
        parts.append(f"{counted} on {_owner(calendar.name)} calendar")
    return _listed(parts) or "no duration"


def _by_calendar(steps: Sequence[Step]) -> list[tuple[Calendar, list[Step]]]:
    groups: list[tuple[Calendar, list[Step]]] = []
    for step in steps:
        if groups and groups[-1][0] == step.calendar:
            groups[-1][1].append(step)
        else:
            groups.append((step.calendar, [step]))
    return groups


def _note_closed(
    skips: dict[str, dict[date, str]], calendar: Calendar, start_ms: int, end_ms: int
) -> None:
    """Add the closed days between two moments, their own days included, to that calendar's."""
    first, last = calendar.local(start_ms).toordinal(), calendar.local(end_ms).toordinal()
    for ordinal in range(first, last + 1):
        day = date.fromordinal(ordinal)
        why = calendar.why_closed(day)
        if why is not None:
            skips.setdefault(calendar.name, {})[day] = why


def _skipping(skips: dict[str, dict[date, str]], year: int) -> str:
    lists = {name: skipped(sorted(closed.items()), year) for name, closed in skips.items()}
    if not lists:
        return ""
    if len(lists) == 1:
        return f", skipping {next(iter(lists.values()))}"
    each = (f"on {_owner(name)} calendar {days}" for name, days in lists.items())
    return f", skipping {'; '.join(each)}"


def _runs(closed: Iterable[_Closed]) -> list[_Run]:
    """Group neighbouring days that are closed for the same reason, or by the work week."""
    runs: list[_Run] = []
    for day, why in closed:
        if runs:
            last_day, last_why = runs[-1][-1]
            alike = why == last_why or (why in WEEKDAYS and last_why in WEEKDAYS)
            if alike and day.toordinal() == last_day.toordinal() + 1:
                runs[-1].append((day, why))
                continue
        runs.append([(day, why)])
    return runs


def _run_words(run: _Run, year: int, join: str) -> str:
    days = [day for day, _ in run]
    why = run[0][1]
    if why not in WEEKDAYS:
        span = " to ".join(_day(day, year) for day in sorted({days[0], days[-1]}))
        return f"{why} ({span})"
    short = [
        f"{WEEKDAYS[day.weekday()][:3]} {day.day}" if day.month == after.month else _day(day, year)
        for day, after in pairwise(days)
    ]
    return join.join([*short, _day(days[-1], year)])


def _day(day: date, year: int) -> str:
    words = f"{WEEKDAYS[day.weekday()][:3]} {day.day} {_MONTHS[day.month - 1]}"
    return words if day.year == year else f"{words} {day.year}"


def _moment(wall: datetime) -> str:
    return f"{_day(wall.date(), 0)}, {wall:%H:%M}"


def _owner(name: str) -> str:
    return "the studio's" if name == "studio" else f"{name}'s"


def _listed(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
