"""Advancing cards: what would happen, what refuses, and the move itself, all or nothing.

The rules are pure functions of statuses and visits; ``advance`` applies them inside one
transaction, and ``plan`` says beforehand what it would do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from peewee import JOIN, fn

from store import asides, cards, firings, occasions, schedule, timers
from store.asides import Aside
from store.changes import Act
from store.desk import Desk
from store.errors import Refused
from store.history import CLOCK_SOURCE
from store.reading import tuples
from store.tables import Action, Card, Change, Order, Status, User, Visit, is_open
from store.text import safe

ERRANDS = ("task", "call")
"""Kinds whose due date, once set by hand, holds for the whole record and not for one status."""

ORDERS = ("production", "preproduction")

DAY_MS = 86_400_000

UNSET = "\x00unset"
"""Stands for "not said", where nothing and null both mean something."""


@dataclass(frozen=True, slots=True)
class Move:
    """One card to advance, and everything that may be chosen about it.

    ``to`` is a status of the card's own track (default: its next one); ``user`` and ``department``
    are a login and a name, null for nobody; ``due_at`` null means computed.
    """

    ref: str
    to: str | None = None
    expect_version: int | None = None
    completed_at: int | None = None
    not_complete: bool = False
    due_at: int | None = None
    user: str | None = UNSET
    department: str | None = UNSET
    note: str = ""
    reason: str = ""
    back: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """A card that was moved."""

    ref: str
    origin: str
    to: str
    due_at: int | None
    version: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """A card that cannot be moved, and why."""

    ref: str
    reason: str


@dataclass(frozen=True, slots=True)
class Advanced:
    """The outcome: if anything was refused, nothing was moved."""

    moved: tuple[Moved, ...] = ()
    refused: tuple[Refusal, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(slots=True)
class Planned:
    """One card with where it would go."""

    move: Move
    card: Card
    visit: Visit
    origin: Status
    target: Status
    user_id: int | None
    department_id: int | None
    due_at: int | None
    carried_due: int | None
    basis_at: int
    completed_at: int | None
    due_by_hand: bool


@dataclass(slots=True)
class Plan:
    """What an advance would do, before it does."""

    steps: list[Planned] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def groups(self, desk: Desk) -> list[tuple[str, str, str, int]]:
        """Track, from, to and how many cards, the largest group first."""
        counted = Counter(
            (desk.directory.tracks[step.card.track_id].name, step.origin.name, step.target.name)
            for step in self.steps
        )
        return [(*key, count) for key, count in counted.most_common()]


def next_status(
    statuses: Sequence[Status], current: Status, aside: Aside | None, *, back: bool = False
) -> Status | None:
    """The status a card goes to by default: the next of the main line, or where it was parked.

    ``statuses`` are the track's in order; ``aside`` is where a card came from that is paused or
    called off. What was called off goes on only where somebody says.
    """
    line = [status for status in statuses if not status.inactive and asides.on_line(status)]
    called_off = current.state in schedule.DONE_STATES and not back
    if aside is not None and not asides.on_line(current) and not called_off:
        if (back or not aside.complete) and any(step.id == aside.origin.id for step in line):
            return aside.origin
        current = aside.origin
    key = (current.position, current.id)
    if back:
        earlier = [status for status in line if (status.position, status.id) < key]
        return earlier[-1] if earlier else None
    later = [status for status in line if (status.position, status.id) > key]
    return later[0] if later else None


def wip_refusals(
    arriving: Counter[int],
    leaving: Counter[int],
    present: dict[int, int],
    limits: dict[int, Status],
) -> dict[int, str]:
    """Status id to why its work-in-progress limit is passed; the caller reads ``wip_hard``."""
    found = {}
    for status_id, count in arriving.items():
        status = limits.get(status_id)
        if status is None or status.wip_limit is None:
            continue
        after = present.get(status_id, 0) + count - leaving.get(status_id, 0)
        if after > status.wip_limit and count > leaving.get(status_id, 0):
            found[status_id] = (
                f"WIP limit of {status.name} is {status.wip_limit}, it would hold {after}"
            )
    return found


def plan(desk: Desk, moves: Sequence[Move], at: int | None = None) -> Plan:
    """Say what an advance would do, what it would refuse and what it would warn of."""
    now = desk.now() if at is None else at
    result = Plan()
    known: list[tuple[Move, Card]] = []
    seen: set[int] = set()
    for move in moves:
        try:
            card = cards.get(move.ref)
        except Refused as refusal:
            why = str(refusal).removeprefix(f"{move.ref.strip().upper()}: ")
            result.refused.append(Refusal(safe(move.ref, 40), why))
            continue
        if card.id not in seen:
            seen.add(card.id)
            known.append((move, card))
    visits = _visits([card.visit for _, card in known])
    for move, card in known:
        try:
            result.steps.append(_planned(desk, move, card, visits[card.visit], now))
        except Refused as refusal:
            result.refused.append(Refusal(cards.ref(card), str(refusal)))
    result.warnings.extend(_completed_early(result.steps))
    _check_limits(result)
    return result


def _completed_early(steps: Sequence[Planned]) -> list[str]:
    """Steps said to have been completed before the card was in them: a slip, or entered late."""
    return [
        f"{cards.ref(step.card)}: {step.origin.name} is said to be completed before it began"
        for step in steps
        if step.completed_at is not None and step.completed_at < step.visit.entered_at - DAY_MS
    ]


def advance(desk: Desk, moves: Sequence[Move]) -> Advanced:
    """Move cards: all of them, or none with the reasons; of one named twice the first counts."""
    with desk.action("advance", _summary(moves)) as act:
        return advance_in(desk, act, moves)


def advance_in(desk: Desk, act: Act, wanted: Sequence[Move]) -> Advanced:
    """The same as part of an action that does more."""
    planned = plan(desk, wanted, act.at)
    if planned.refused:
        return Advanced((), tuple(planned.refused), tuple(planned.warnings))
    moved, stopped = _apply(desk, act, planned.steps)
    return Advanced(tuple(moved), (), (*planned.warnings, *stopped))


def _summary(moves: Sequence[Move]) -> str:
    first = safe(moves[0].ref, 40) if moves else ""
    where = f" to {safe(moves[0].to, 80)}" if moves and moves[0].to else ""
    return f"advance {first}{where}" if len(moves) == 1 else f"advance {len(moves)} cards{where}"


def _visits(ids: Sequence[int]) -> dict[int, Visit]:
    found: dict[int, Visit] = {}
    for start in range(0, len(ids), 500):
        found.update(
            (v.id, v) for v in Visit.select().where(Visit.id.in_(ids[start : start + 500]))
        )
    return found


def _planned(desk: Desk, move: Move, card: Card, visit: Visit, now: int) -> Planned:
    if move.expect_version is not None and move.expect_version != card.version:
        raise Refused(who_changed(desk, card))
    statuses = desk.directory.statuses_of_track[card.track_id]
    origin = desk.directory.statuses[card.status_id]
    paused = origin.state in schedule.PAUSED_STATES
    before = asides.of_card(desk, card, visit) if paused or not asides.on_line(origin) else None
    if move.to is not None:
        target = desk.directory.status_named(desk.directory.tracks[card.track_id], move.to)
    else:
        found = next_status(statuses, origin, before, back=move.back)
        if found is None:
            edge = "first" if move.back else "last"
            raise Refused(
                f"{origin.name} is the {edge} status of its track; name another with --to"
            )
        target = found
    if target.id == origin.id:
        raise Refused(f"it is already in {origin.name}")
    if move.completed_at is not None and move.completed_at > now + 60_000:
        raise Refused("the completed date lies in the future; give when it was really completed")
    completed = None if move.not_complete else (move.completed_at or now)
    basis = completed if completed is not None else now
    carried = _carried(desk, card, target, before if paused else None, visit, now)
    user_id, department_id = _owners(desk, move, card, target)
    due = move.due_at
    kept = card.kind in ERRANDS and card.due_by_hand
    if target.state in schedule.DONE_STATES:
        due = None
    elif due is None:
        due = card.due_at if kept else schedule.due_of(desk, card, target, basis, carried)
    by_hand = due is not None and (kept or move.due_at is not None)
    return Planned(
        move, card, visit, origin, target, user_id, department_id, due, carried, basis, completed,
        by_hand,
    )  # fmt: skip


def _carried(
    desk: Desk, card: Card, target: Status, aside: Aside | None, visit: Visit, now: int
) -> int | None:
    """The due moment a step goes on with when the card returns to it from a pause."""
    if aside is None or aside.origin.id != target.id:
        return None
    calendar = desk.calendar(card.vendor_id if target.at_vendor else None)
    return asides.due_again(calendar, aside, visit, now)


def _owners(desk: Desk, move: Move, card: Card, target: Status) -> tuple[int | None, int | None]:
    user_id, department_id = card.user_id, card.department_id
    if target.user_id is not None or target.department_id is not None:
        user_id, department_id = target.user_id, target.department_id
    if move.user != UNSET:
        user_id = desk.directory.user_named(move.user).id if move.user else None
    if move.department != UNSET:
        named = desk.directory.department_named(move.department) if move.department else None
        department_id = named.id if named else None
    return user_id, department_id


def _check_limits(result: Plan) -> None:
    arriving = Counter(step.target.id for step in result.steps)
    leaving = Counter(step.origin.id for step in result.steps)
    limited = {s.target.id: s.target for s in result.steps if s.target.wip_limit is not None}
    present = {
        status_id: Card.select().where(
            Card.kind == next(s.card.kind for s in result.steps if s.target.id == status_id),
            Card.status == status_id,
            is_open(),
        ).count()
        for status_id in limited
    }  # fmt: skip
    for status_id, words in wip_refusals(arriving, leaving, present, limited).items():
        if limited[status_id].wip_hard:
            over = [step for step in result.steps if step.target.id == status_id]
            result.refused.extend(Refusal(cards.ref(step.card), words) for step in over)
        else:
            result.warnings.append(words)


def _apply(desk: Desk, act: Act, steps: list[Planned]) -> tuple[list[Moved], list[str]]:
    left = [step.visit.id for step in steps]
    for start in range(0, len(left), 500):
        firings.cancel_for_visits(
            act, left[start : start + 500], "the card left the status before it was due"
        )
    stopped = timers.stop_for_visits(act, left)
    last = _last_numbers([step.card.id for step in steps])
    moved, entered = [], []
    for step in steps:
        entered.append((step.card, _write(desk, act, step, last[step.card.id] + 1)))
        moved.append(
            Moved(
                cards.ref(step.card),
                step.origin.name,
                step.target.name,
                step.card.due_at,
                step.card.version,
            )
        )
    firings.plan(desk, act, entered)
    _note_completion(desk, act, steps)
    occasions.finished(desk, act, [card for card, _ in entered])
    return moved, stopped


def _note_completion(desk: Desk, act: Act, steps: Sequence[Planned]) -> None:
    """Note on orders who completed them."""
    ended = [s.card.id for s in steps if s.target.final and s.card.kind in ORDERS]
    for start in range(0, len(ended), 500):
        for order in Order.select().where(Order.card.in_(ended[start : start + 500])):
            act.update(order, completed_by_id=desk.who.id)


def _last_numbers(card_ids: Sequence[int]) -> dict[int, int]:
    """Card id to its highest visit number, which a move taken back may have left behind."""
    found: dict[int, int] = {}
    for start in range(0, len(card_ids), 500):
        query = (
            Visit.select(Visit.card, fn.max(Visit.number))
            .where(Visit.card.in_(card_ids[start : start + 500]))
            .group_by(Visit.card)
        )
        found.update(tuples(query))
    return found


def _write(desk: Desk, act: Act, step: Planned, number: int) -> Visit:
    card, visit, target, now = step.card, step.visit, step.target, act.at
    act.update(
        visit,
        left_at=now,
        completed_at=step.completed_at,
        complete=not step.move.not_complete,
        # Why it was held stays said when it is let go without a word.
        reason=safe(step.move.reason, 500) or visit.reason,
        note=safe(step.move.note, keep_newlines=True),
    )
    done = target.state in schedule.DONE_STATES
    columns = schedule.card_columns(desk, step.due_at, now, done=done)
    fresh = act.insert_row(
        Visit(
            card_id=card.id,
            number=number,
            status_id=target.id,
            entered_at=now,
            basis_at=step.basis_at,
            carried_due=step.carried_due,
            due_at=columns["due_at"],
            user_id=step.user_id,
            department_id=step.department_id,
            by_id=desk.who.id,
            cause=target.cause if target.state in schedule.PAUSED_STATES else "",
            reason=safe(step.move.reason, 500) if target.state in schedule.PAUSED_STATES else "",
        )
    )
    act.update(
        card,
        status_id=target.id,
        lane=target.lane,
        visit=fresh.id,
        done=done,
        entered_at=now,
        due_by_hand=step.due_by_hand,
        user_id=step.user_id,
        department_id=step.department_id,
        version=card.version + 1,
        **columns,
    )
    return fresh


def who_changed(desk: Desk, card: Card) -> str:
    """Say who changed a card last, when and where it is now, to somebody who saw it before."""
    last = (
        Change.select(Action.at, User.login, Action.source)
        .join(Action)
        .join(User, JOIN.LEFT_OUTER)
        .where(Change.card == card.id, Change.table == "card", Action.source != CLOCK_SOURCE)
        .order_by(Change.id.desc())
        .limit(1)
        .tuples()
        .first()
    )
    status = desk.directory.statuses[card.status_id].name
    if last is None:
        return f"it was changed meanwhile; it is now in {status}"
    at, login, source = last
    when = desk.calendar().local(at).strftime("%H:%M on %d %b")
    return f"{login or source} changed it at {when}; it is now in {status}; look again and repeat"


def without_versions(moves: Sequence[Move]) -> list[Move]:
    """The same moves whatever version the cards have."""
    return [replace(move, expect_version=None) for move in moves]
