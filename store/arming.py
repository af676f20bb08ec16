"""Arming triggers: what one that was saved or switched on plans for the records there are.

Only from now on: what matched already, and whose moment has passed, is left alone, so that a new
trigger never floods.
"""

from __future__ import annotations

from collections.abc import Sequence

from store import dated, firings, following, moments
from store.changes import Act
from store.desk import Desk
from store.reading import first_column
from store.schedule import DONE_STATES
from store.tables import FAR, Card, Firing, Status, Trigger, Visit
from store.when import DAY_MS

BATCH = 500

PASSED = "it had passed when the trigger was saved"


def cancel_open(
    act: Act, trigger: Trigger, reason: str, states: Sequence[str] = firings.OPEN_STATES
) -> None:
    """Cancel what is still to come because of a trigger or rule."""
    query = Firing.select().where(Firing.trigger == trigger.id, Firing.state.in_(list(states)))
    following.call_off(act, list(query), reason)


def plan_for_present(desk: Desk, act: Act, trigger: Trigger) -> None:
    """Plan for the records there are; of one status what has passed is noted as past."""
    if not firings.hangs_on_visit(trigger):
        dated.plan_present(desk, act, trigger)
        return
    for status in statuses_of(desk, trigger):
        ids = _present(desk, trigger, status, act.at)
        for start in range(0, len(ids), BATCH):
            there = list(Card.select().where(Card.id.in_(ids[start : start + BATCH])))
            stays = {v.id: v for v in Visit.select().where(Visit.id.in_([c.visit for c in there]))}
            _plan_batch(desk, act, trigger, [(card, stays[card.visit]) for card in there])


def statuses_of(desk: Desk, trigger: Trigger) -> list[Status]:
    """The statuses that a trigger is about: its own, or all of its kind of record."""
    names = desk.directory
    if trigger.status_id is not None:
        return [names.statuses[trigger.status_id]]
    return [
        status
        for status in names.statuses.values()
        if names.tracks[status.track_id].kind == trigger.kind
    ]


def _present(desk: Desk, trigger: Trigger, status: Status, now: int) -> list[int]:
    """Ids of the cards in a status; of finished ones, which are many, only the latest.

    Those left out have passed their moment, and nothing will ever ask for them again. The same goes
    for all whose moment has passed where a trigger is about every status.
    """
    query = Card.select(Card.id).where(Card.lane == status.lane, Card.status == status.id)
    since = moments.earliest_date(desk.calendar(), now, trigger)
    if status.state in DONE_STATES:
        query = query.where(Card.sort_at <= 2 * FAR - since + DAY_MS)
    elif trigger.status_id is None:
        date = Card.entered_at if trigger.moment == "entering" else Card.due_at
        query = query.where(date >= since)
    ids: list[int] = first_column(query.order_by(Card.id))
    return ids


def _plan_batch(desk: Desk, act: Act, trigger: Trigger, pairs: list[tuple[Card, Visit]]) -> None:
    visits = [visit.id for _, visit in pairs]
    there = firings.latest(
        Firing.select().where(Firing.trigger == trigger.id, Firing.visit.in_(visits))
    )
    calendar = desk.calendar()
    fresh = []
    for card, visit in pairs:
        known = there.get((trigger.id, visit.id))
        occurrence = known.occurrence if known is not None else 0
        moment = firings.moment_on(calendar, trigger, firings.base_of(trigger, visit), occurrence)
        if moment is None:
            continue
        passed = moment <= act.at
        state, reason = ("past", PASSED) if passed else ("pending", "")
        if known is None and not (passed and trigger.status_id is None):
            row = firings.row_of(trigger, card.id, visit.id, moment)
            fresh.append(row | {"state": state, "reason": reason})
        elif known is not None and known.state == "cancelled" and not known.by:
            # Cancelled with the trigger or for want of a date, and not because somebody said.
            act.update(known, state=state, cause="", reason=reason, moment=moment, settled_at=None)
    act.insert_many(Firing, fresh)
