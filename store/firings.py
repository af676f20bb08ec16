"""The ledger of triggers: one row per trigger, visit and occurrence, whatever is running.

Rows are planned when a card enters a status, moved with its due date, and cancelled when it leaves;
those of dates of records are brought about in ``dated``. The clock settles what is due; the unique
row is what makes it happen once. When a moment comes is in ``moments``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from store import following, moments, when
from store.calendar import Calendar
from store.changes import Act
from store.desk import Desk
from store.envelopes import CHANNELS
from store.errors import Refused
from store.tables import Card, Firing, Trigger, Visit

MS_PER_HOUR = 3_600_000

RULES = ("orders", "proofs", "complete", "render")
"""Actions of automatic rules: once their moment has come, they hold wherever the card goes."""

OPEN_STATES = ("pending", "held")
"""States in which a firing can still be cancelled, skipped or processed."""

CALLED_OFF = (*OPEN_STATES, "sending")
"""States in which what is to happen, or has not gone out, is taken back when it is untrue."""

NOTHING: Mapping[int, Collection[int]] = {}

NO_DUE_DATE = "the due date was taken away"
MOVED = "the date was moved"


def is_outward(trigger: Trigger) -> bool:
    """Tell whether what a trigger does may reach people outside: it makes a message."""
    return any(word in CHANNELS for word in trigger.action.split())


def hangs_on_visit(trigger: Trigger) -> bool:
    """Tell whether a trigger is about a stay in a status, and not about a date of the record."""
    return trigger.moment in moments.VISITS


def moment_of(desk: Desk, trigger: Trigger, base: int | None, occurrence: int = 0) -> int | None:
    """When a trigger's moment comes for a date; null without one, or where no calendar counts."""
    return moment_on(desk.calendar(), trigger, base, occurrence)


def moment_on(
    calendar: Calendar, trigger: Trigger, base: int | None, occurrence: int = 0
) -> int | None:
    """The same on a calendar, for many at once."""
    if base is None:
        return None
    try:
        return moments.moment(calendar, base, trigger, occurrence)
    except Refused:
        return None


def base_of(trigger: Trigger, visit: Visit) -> int | None:
    """The date of a visit that a trigger hangs on."""
    return visit.entered_at if trigger.moment == "entering" else visit.due_at


def triggers_of(desk: Desk, status_ids: Iterable[int]) -> dict[int, list[Trigger]]:
    """Status id to the triggers that are switched on there, those of every status included."""
    names = desk.directory
    kinds: dict[str, list[int]] = {}
    for status_id in names.statuses.keys() & set(status_ids):
        kind = names.tracks[names.statuses[status_id].track_id].kind
        kinds.setdefault(kind, []).append(status_id)
    everywhere = (
        Trigger.status.is_null()
        & Trigger.kind.in_(list(kinds))
        & Trigger.moment.in_(list(moments.VISITS))
        & Trigger.action.not_in(list(RULES))
    )
    on = Trigger.inactive == False  # noqa: E712 - an expression of SQL
    query = Trigger.select().where(
        on, Trigger.status.in_([one for ids in kinds.values() for one in ids]) | everywhere
    )
    found: dict[int, list[Trigger]] = {}
    for trigger in query.order_by(Trigger.id):
        home = trigger.status_id
        for status_id in kinds.get(trigger.kind, ()) if home is None else (home,):
            found.setdefault(status_id, []).append(trigger)
    return found


def row_of(
    trigger: Trigger, card_id: int, visit_id: int, moment: int, occurrence: int = 0
) -> dict[str, Any]:
    """A row of the ledger that waits for its moment."""
    return {
        "trigger_id": trigger.id,
        "card_id": card_id,
        "visit_id": visit_id,
        "occurrence": occurrence,
        "moment": moment,
        "state": "pending",
        "reason": "",
    }


def planned_rows(
    desk: Desk, triggers: Iterable[Trigger], card: Card, visit: Visit
) -> list[dict[str, Any]]:
    """The ledger rows that a new visit brings."""
    return _rows(desk.calendar(), triggers, card, visit)


def _rows(
    calendar: Calendar, triggers: Iterable[Trigger], card: Card, visit: Visit
) -> list[dict[str, Any]]:
    rows = []
    for trigger in triggers:
        moment = moment_on(calendar, trigger, base_of(trigger, visit))
        if moment is not None:
            rows.append(row_of(trigger, card.id, visit.id, moment))
    return rows


def plan(
    desk: Desk,
    act: Act,
    pairs: Sequence[tuple[Card, Visit]],
    without: Mapping[int, Collection[int]] = NOTHING,
) -> None:
    """Write what the triggers of the statuses just entered will do.

    ``without`` has, by card id, the triggers that must not: those that brought the card about.
    """
    by_status = triggers_of(desk, (visit.status_id for _, visit in pairs))
    if not by_status:
        return
    calendar = desk.calendar()
    rows: list[dict[str, Any]] = []
    for card, visit in pairs:
        spared = without.get(card.id, ())
        armed = [t for t in by_status.get(visit.status_id, ()) if t.id not in spared]
        rows.extend(_rows(calendar, armed, card, visit))
    for row in rows:
        row["moment"] = max(row["moment"], act.at)  # what had passed on entering is due now
    act.insert_many(Firing, rows)


def cancel_for_visits(act: Act, visit_ids: list[int], reason: str) -> None:
    """Take back what has not happened for visits that ended; automatic rules hold on.

    So do dates of the record: they are true wherever it is.
    """
    bound = Trigger.select(Trigger.id).where(
        Trigger.moment.in_(list(moments.VISITS)), Trigger.action.not_in(list(RULES))
    )
    rows = Firing.select().where(
        Firing.visit.in_(visit_ids), Firing.state.in_(list(CALLED_OFF)), Firing.trigger.in_(bound)
    )
    following.call_off(act, list(rows), reason)


# Moving ------------------------------------------------------------------------------------------


def latest(rows: Iterable[Firing]) -> dict[tuple[int, int], Firing]:
    """Of the rows of triggers and visits the last occurrence of each."""
    found: dict[tuple[int, int], Firing] = {}
    for row in sorted(rows, key=lambda one: int(one.occurrence)):
        found[row.trigger_id, row.visit_id] = row
    return found


def can_move(row: Firing) -> bool:
    """Tell whether a firing has not happened: it is open, or all it wrote can be taken back."""
    if row.state != "sending":
        return row.state in OPEN_STATES
    return all(one.state in following.UNSENT for one in following.of_firings([row.id]))


def move(act: Act, row: Firing, moment: int) -> None:
    """Bring a firing to another moment; what was written for the old one is written anew."""
    if row.moment == moment:
        return
    if row.state == "pending":
        act.update(row, moment=moment)
        return
    following.cancel_of_firings(act, [row.id], MOVED)
    revive(act, row, moment)


def revive(act: Act, row: Firing, moment: int) -> None:
    """Let a firing wait for its moment again."""
    act.update(row, state="pending", cause="", reason="", moment=moment, settled_at=None)


def move_with_due(desk: Desk, act: Act, card: Card) -> None:
    """Move firings that hang on a card's due date to where it is now."""
    visit = Visit.get_by_id(card.visit)
    by_status = triggers_of(desk, [card.status_id])
    hanging = [t for t in by_status.get(card.status_id, ()) if t.moment == "due"]
    if not hanging:
        return
    rows = latest(Firing.select().where(Firing.visit == visit.id))
    fresh = []
    for trigger in hanging:
        row = rows.get((trigger.id, visit.id))
        occurrence = row.occurrence if row else 0
        moment = moment_of(desk, trigger, visit.due_at, occurrence)
        if row is not None:
            _follow_due(act, row, moment, visit.due_at)
        elif moment is not None and (moment > act.at or visit.entered_at >= trigger.since):
            fresh.append(row_of(trigger, card.id, visit.id, max(moment, act.at)))
    act.insert_many(Firing, fresh)


def _follow_due(act: Act, row: Firing, moment: int | None, due_at: int | None) -> None:
    """Bring a firing to where the due date says, which may be nowhere."""
    from store import grounds  # which asks for moments itself

    if moment is None or due_at is None:
        if can_move(row):
            following.call_off(act, [row], NO_DUE_DATE)
        return
    ahead = moment > act.at
    if row.state in OPEN_STATES or (ahead and can_move(row)):
        move(act, row, moment if ahead else min(row.moment, act.at))
    elif row.state == "past":
        if ahead:
            revive(act, row, moment)
    elif row.state == "cancelled" and (
        row.reason == NO_DUE_DATE or (row.reason == grounds.DATE_PASSED and due_at > act.at)
    ):
        revive(act, row, max(moment, act.at))


# Coming again ------------------------------------------------------------------------------------


def plan_next(desk: Desk, act: Act, trigger: Trigger, firing: Firing, card: Card) -> int | None:
    """Plan the next occurrence of a firing that was just settled; returns its row's id.

    Those whose moment has passed by now collapse into the one that was settled, each with a row
    that says so. None comes after the last one, once the card has left, or without a date.
    """
    if not trigger.every_days or trigger.inactive or firing.occurrence + 1 >= trigger.most:
        return None
    if hangs_on_visit(trigger) and card.visit != firing.visit_id:
        return None
    later = Firing.select().where(
        Firing.trigger == trigger.id,
        Firing.visit == firing.visit_id,
        Firing.occurrence > firing.occurrence,
    )
    if later.exists():
        return None
    rows = _occurrences(desk, act, trigger, firing, _base_now(desk, trigger, firing))
    ids = act.insert_many(Firing, rows)
    return ids[-1] if rows and rows[-1]["state"] == "pending" else None


def _base_now(desk: Desk, trigger: Trigger, firing: Firing) -> int | None:
    from store import dated  # what dates records have stands on the ledger

    if hangs_on_visit(trigger):
        return base_of(trigger, Visit.get_by_id(firing.visit_id))
    return dated.date_of(desk, trigger, firing.card_id)


def _occurrences(
    desk: Desk, act: Act, trigger: Trigger, firing: Firing, base: int | None
) -> list[dict[str, Any]]:
    """The occurrences after one, up to the first that lies ahead."""
    told = f"collapsed into the one of {when.day(firing.moment, desk.zone)}"
    calendar = desk.calendar()
    rows = []
    for occurrence in range(firing.occurrence + 1, trigger.most):
        moment = moment_on(calendar, trigger, base, occurrence)
        if moment is None:
            break
        row = row_of(trigger, firing.card_id, firing.visit_id, moment, occurrence)
        row |= {"settled_at": None, "by": ""}
        rows.append(row)
        if moment > act.at:
            break
        row |= {
            "state": "cancelled", "reason": told, "settled_at": act.at, "by": desk.who.login,
        }  # fmt: skip
    return rows
