"""Due dates: the moments the steps of a track are due, forward (A) or backward (B).

Pure: moments are UTC milliseconds. Counting days is in `calendar`, waiting in `pauses`, the reason
of a due date in words in `explanations`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from store.calendar import Calendar
from store.errors import Refused
from store.pauses import PAUSING

Method = Literal["A", "B"]
"""A counts forward from creation or completion, B backward from the promised delivery."""

NO_DELIVERY_DATE = "no delivery date"
"""The flag of a card that should be counted backward and has nothing to count from."""

_NONE: Mapping[int, int] = {}


@dataclass(frozen=True, slots=True)
class Step:
    """A status as due dates see it; steps are given in the order of their track.

    `days` is its duration in business days, None if it has none of its own; `calendar` is the
    vendor's when a vendor does the work.
    """

    id: int
    name: str
    days: float | None
    state: str
    final: bool
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class Projection:
    """Due moments by step id, the method that gave them, and a flag people should see."""

    dues: dict[int, int]
    method_used: Method
    flag: str | None = None


def main_line(steps: Sequence[Step]) -> list[Step]:
    """Return the steps a card passes if nothing goes wrong.

    Left out are blocked and cancelled steps, and waiting ones without a duration; the final step
    always belongs.
    """
    return [step for step in steps if step.final or _expected(step)]


def forward(
    steps: Sequence[Step], start_ms: int, fixed: Mapping[int, int] = _NONE
) -> dict[int, int]:
    """Return the due moments of the main line counted from the moment a card was created.

    `fixed` are due moments set by hand: they are kept, and what follows is counted from them.
    """
    return _onward(main_line(steps), start_ms, None, fixed)


def forward_from(
    steps: Sequence[Step],
    current_id: int,
    completed_ms: int,
    paused: float = 0.0,
    fixed: Mapping[int, int] = _NONE,
) -> dict[int, int]:
    """Return the due moments of the step a card has entered and of the main line after it.

    It is counted from when the step before was completed, `paused` business days later where the
    step was interrupted. A current step without a duration off the main line gets none.
    """
    at = _position(steps, current_id)
    current = steps[at]
    rest = main_line(steps[at + 1 :])
    if not _has_due(current, fixed):
        return _onward(rest, completed_ms, None, fixed)
    due = fixed.get(current.id)
    if due is None:
        due = current.calendar.shift(_after(current, completed_ms), paused)
    return {current.id: due, **_onward(rest, due, due, fixed)}


def following(
    steps: Sequence[Step], current_id: int, due_ms: int, fixed: Mapping[int, int] = _NONE
) -> dict[int, int]:
    """Return the due moments of the main line after a step whose own due moment is known."""
    rest = main_line(steps[_position(steps, current_id) + 1 :])
    return _onward(rest, due_ms, due_ms, fixed)


def backward(
    steps: Sequence[Step], promised_ms: int, fixed: Mapping[int, int] = _NONE
) -> dict[int, int]:
    """Return the due moments of the main line counted back from the promised delivery.

    The final step and the last one before it are due at the promise, or at closing time of the last
    open day before it. `fixed` are due moments set by hand, counted back from in their turn.
    """
    line = main_line(steps)
    dues: dict[int, int] = {}
    later: Step | None = None
    at = promised_ms
    for step in reversed(line):
        if later is not None and not later.final:
            # A promise before closing time: a step of the same day is not due after it.
            at = min(at, later.calendar.subtract(at, later.days or 0.0))
            if later.calendar != step.calendar:
                at = min(at, step.calendar.subtract(at, 0.0))
        at = fixed[step.id] if step.id in fixed else _landed(step.calendar, at)
        dues[step.id] = at
        later = step
    return {step.id: dues[step.id] for step in line}


def compute(
    method: Method,
    steps: Sequence[Step],
    current_id: int,
    entered_ms: int,
    promised_ms: int | None = None,
    *,
    paused: float = 0.0,
    parked: bool = False,
    fixed: Mapping[int, int] = _NONE,
) -> Projection:
    """Return the due moments of a card that entered its current step at that moment.

    Only these may be overwritten; steps not in the answer keep the due moment they have. `parked`
    says the step before was left incomplete: then forward gives the current step's alone, the rest
    moves when the card resumes. Backward gives the whole main line, so a card may be born overdue.
    """
    flag = NO_DELIVERY_DATE if method == "B" and promised_ms is None else None
    if method == "B" and promised_ms is not None:
        dues = backward(steps, promised_ms, fixed)
        current = steps[_position(steps, current_id)]
        if current.id not in dues and _has_due(current, fixed):
            dues[current.id] = fixed.get(current.id, _after(current, entered_ms))
        return Projection(dues, "B")
    dues = forward_from(steps, current_id, entered_ms, paused, fixed)
    if parked:
        dues = {step_id: due for step_id, due in dues.items() if step_id == current_id}
    return Projection(dues, "A", flag)


def _expected(step: Step) -> bool:
    if step.state == "waiting":
        return step.days is not None
    return step.state not in ("blocked", "cancelled")


def _has_due(step: Step, fixed: Mapping[int, int]) -> bool:
    return step.id in fixed or step.days is not None or step.state not in PAUSING


def _position(steps: Sequence[Step], step_id: int) -> int:
    for at, step in enumerate(steps):
        if step.id == step_id:
            return at
    raise Refused(f"Due dates: status {step_id} is not on this track; choose one of its statuses")


def _after(step: Step, start_ms: int) -> int:
    return step.calendar.add(start_ms, step.days or 0.0)


def _onward(
    line: Sequence[Step], start_ms: int, floor: int | None, fixed: Mapping[int, int]
) -> dict[int, int]:
    """Count from step to step, never earlier than the due moment before (`floor`)."""
    dues: dict[int, int] = {}
    at = start_ms
    for step in line:
        due = fixed.get(step.id)
        if due is None:
            due = _after(step, at)
            # The vendor before may close later in the day than the owner of this step.
            if floor is not None and due < floor:
                due = floor
        dues[step.id] = at = floor = due
    return dues


def _landed(calendar: Calendar, ms: int) -> int:
    """Return that moment on an open day, else closing time of the last open day before it."""
    day = calendar.local(ms).date()
    if calendar.is_open(day):
        return ms
    return calendar.moment(calendar.previous_open(day))
