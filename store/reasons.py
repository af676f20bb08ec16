"""Why a stored card is due when it is: the facts that ``explanations`` puts into words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from peewee import JOIN

from store import explanations, schedule
from store.desk import Desk
from store.duedates import NO_DELIVERY_DATE, Step, main_line
from store.explanations import Reason
from store.pauses import Cause
from store.schedule import DONE_STATES
from store.tables import Action, Card, Change, Status, User, Visit

CAUSES = ("client", "vendor", "us")


def why(desk: Desk, card: Card, visits: Sequence[Visit]) -> str:
    """The sentences that explain a card's due date; ``visits`` are all of its own, in order."""
    status = desk.directory.statuses[card.status_id]
    if status.state in DONE_STATES:
        return f"{status.name}: the work is over, nothing is due any more."
    return explanations.explain(_reason(desk, card, status, visits))


def _reason(desk: Desk, card: Card, status: Status, visits: Sequence[Visit]) -> Reason:
    studio = desk.calendar()
    if card.due_by_hand or card.due_at is None:
        by, at = _set_by(card) if card.due_by_hand else (None, None)
        return Reason("by hand", status.name, card.due_at, studio, by=by, set_ms=at)
    line = schedule.steps(desk, card.track_id, card.vendor_id)
    how, missing = schedule.method(desk, desk.directory.tracks[card.track_id], card.promised_at)
    main = main_line(line)
    place = next((at for at, step in enumerate(main) if step.id == status.id), None)
    if how == "backward" and card.promised_at is not None and place is not None:
        return Reason(
            "backward",
            status.name,
            card.due_at,
            studio,
            start_ms=card.promised_at,
            steps=tuple(main[place + 1 :]),
            pauses=tuple(_pauses(desk, visits)),
        )
    first, pauses = _counted_from(desk, visits)
    return Reason(
        "forward",
        status.name,
        card.due_at,
        studio,
        start_ms=first.basis_at,
        completed=_completed_before(desk, first, visits),
        steps=(_step(desk, card, status, line),),
        pauses=tuple(pauses),
        flag=NO_DELIVERY_DATE if missing else None,
    )


def _step(desk: Desk, card: Card, status: Status, line: Sequence[Step]) -> Step:
    """The step the card is in, which may be out of use by now."""
    for step in line:
        if step.id == status.id:
            return step
    calendar = desk.calendar(card.vendor_id if status.at_vendor else None)
    return Step(status.id, status.name, status.days, status.state, status.final, calendar)


def _completed_before(desk: Desk, first: Visit, visits: Sequence[Visit]) -> str | None:
    before = [visit for visit in visits if visit.number < first.number]
    return str(desk.directory.statuses[before[-1].status_id].name) if before else None


def _counted_from(desk: Desk, visits: Sequence[Visit]) -> tuple[Visit, list[tuple[float, Cause]]]:
    """The visit whose start the present due date goes back to, and the pauses since."""
    present = visits[-1]
    pauses: list[tuple[float, Cause]] = []
    while present.carried_due is not None:
        parked = [
            visit
            for visit in visits
            if visit.number < present.number
            and visit.status_id == present.status_id
            and visit.complete is False
        ]
        if not parked:
            break
        between = [v for v in visits if parked[-1].number < v.number < present.number]
        if parked[-1].left_at is not None:
            days = desk.calendar().business_days_between(parked[-1].left_at, present.entered_at)
            pauses.insert(0, (days, _cause(desk, between)))
        present = parked[-1]
    return present, [pause for pause in pauses if pause[0] > 0]


def _pauses(desk: Desk, visits: Sequence[Visit]) -> list[tuple[float, Cause]]:
    """The pauses that a promise does not wait for."""
    found: list[tuple[float, Cause]] = []
    for visit in visits:
        status = desk.directory.statuses[visit.status_id]
        if status.state in schedule.PAUSED_STATES and status.days is None and visit.left_at:
            days = desk.calendar().business_days_between(visit.entered_at, visit.left_at)
            if days > 0:
                found.append((days, _cause(desk, [visit])))
    return found


def _cause(desk: Desk, between: Sequence[Visit]) -> Cause:
    for visit in between:
        word = visit.cause or desk.directory.statuses[visit.status_id].cause
        if word in CAUSES:
            return cast("Cause", word)
    return "us"


def _set_by(card: Card) -> tuple[str | None, int | None]:
    """Who set the due date by hand, and when."""
    row = (
        Change.select(Change.id, Action.at, User.login)
        .join(Action)
        .join(User, JOIN.LEFT_OUTER)
        .where(
            Change.card == card.id,
            Change.table == "card",
            Change.after.contains('"due_by_hand":true'),
        )
        .order_by(Change.id.desc())
        .tuples()
        .first()
    )
    return (None, None) if row is None else (row[2], row[1])
