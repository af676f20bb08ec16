"""Triggers on dates of records: their firings follow wherever those dates go.

``follow`` is called by every action that changed such a date, so that none can be forgotten. They
hang on the card's first visit, which it has for ever, and are taken back when it is called off.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from store import firings, following, moments, occasions, recorddates
from store.changes import Act
from store.desk import Desk
from store.reading import first_column, tuples
from store.recorddates import COLUMNS, Found, parted
from store.tables import Card, Firing, Trigger
from store.tables import database as tables
from store.when import DAY_MS

ORDERS = ("preproduction", "production")

WORDS = tuple(COLUMNS)
"""Moments that are dates of records."""

NO_DATE = "the date was taken away"
CALLED_OFF = "the record was called off"
TOO_LATE = "its moment had passed when the date was set"

GRACE_MS = DAY_MS
"""How long after it happened something may be noted and still set triggers off."""


def armed(words: Iterable[str] = WORDS) -> list[Trigger]:
    """The triggers on dates of records that are switched on."""
    query = Trigger.select().where(
        Trigger.status.is_null(),
        Trigger.inactive == False,  # noqa: E712 - an expression of SQL
        Trigger.moment.in_(list(words)),
        Trigger.action.not_in(list(firings.RULES)),
    )
    return list(query.order_by(Trigger.id))


def any_armed() -> bool:
    """Tell whether there is any; asked by every action that changes a date."""
    marks = ", ".join("?" * len(WORDS))
    sql = (
        "SELECT EXISTS (SELECT 1 FROM trigger WHERE status_id IS NULL AND inactive = 0 "
        f"AND moment IN ({marks}))"
    )
    return bool(tables.execute_sql(sql, WORDS).fetchone()[0])


def date_of(desk: Desk, trigger: Trigger, card_id: int) -> int | None:
    """The date that a trigger hangs on for a card; null without one, or when it is called off."""
    card = Card.get_or_none(Card.id == card_id)
    if card is None or card.status_id in recorddates.statuses(desk, "cancelled"):
        return None
    return recorddates.dates(desk, trigger.kind, trigger.moment, [card_id])[card_id]


# Following ---------------------------------------------------------------------------------------


def follow(
    desk: Desk, act: Act, changed: Mapping[str, Collection[int]], *, restoring: bool = False
) -> None:
    """Bring firings to where the dates of records now say: column to the cards it changed of.

    ``restoring`` is what undo does: what comes back is as it was, and nothing is noted as passed.
    """
    if not any_armed():
        return
    triggers = armed()
    touched = _touched(triggers, changed)
    by_kind: dict[str, list[Trigger]] = {}
    for trigger in triggers:
        by_kind.setdefault(trigger.kind, []).append(trigger)
    for part in parted(card_id for ids in touched.values() for card_id in ids):
        for kind, hanging in by_kind.items():
            cards = _statuses_of(part, kind)
            if cards:
                _Following(desk, act, cards, restoring=restoring).all(hanging, touched)


def _touched(
    triggers: Sequence[Trigger], changed: Mapping[str, Collection[int]]
) -> dict[str, set[int]]:
    """Column to cards, those of orders included of whose session it is."""
    touched = {column: set(ids) for column, ids in changed.items()}
    if any(one.moment == "session" and one.kind in ORDERS for one in triggers):
        behind = [touched.get(column, ()) for column in recorddates.BEHIND]
        orders = recorddates.orders_behind(card_id for ids in behind for card_id in ids)
        touched.setdefault("held_at", set()).update(orders)
    return touched


def _statuses_of(card_ids: Sequence[int], kind: str) -> dict[int, int]:
    """Card id to the status it is in, of the cards of a kind."""
    query = Card.select(Card.id, Card.status).where(Card.id.in_(list(card_ids)), Card.kind == kind)
    return dict(tuples(query))


class _Following:
    """Brings the firings of cards of a kind, given with their statuses, to where they belong."""

    def __init__(self, desk: Desk, act: Act, cards: Mapping[int, int], *, restoring: bool) -> None:
        self.desk = desk
        self.calendar = desk.calendar()
        self.off = recorddates.statuses(desk, "cancelled")
        self.act = act
        self.visits = occasions.first_visits(list(cards))
        self.cards = {card_id: cards[card_id] for card_id in self.visits}
        self.restoring = restoring
        self.fresh: list[dict[str, Any]] = []

    def all(self, triggers: Sequence[Trigger], touched: Mapping[str, Collection[int]]) -> None:
        """Follow for all triggers of the kind; what only ended may have been called off."""
        ended = touched.get("done", ())
        for trigger in triggers:
            moved = {
                card_id
                for column in COLUMNS[trigger.moment]
                for card_id in touched.get(column, ())
                if card_id in self.cards
            }
            about = moved | {card_id for card_id in ended if card_id in self.cards}
            if about:
                dates = recorddates.dates(self.desk, trigger.kind, trigger.moment, about)
                self.one(trigger, dates, moved)
        self.act.insert_many(Firing, self.fresh)

    def one(self, trigger: Trigger, dates: Found, moved: Collection[int]) -> None:
        """Follow for a trigger of the kind; those whose date ``moved`` may be planned anew."""
        about = sorted(self.visits.keys() & dates.keys())
        rows = firings.latest(
            Firing.select().where(
                Firing.trigger == trigger.id, Firing.visit.in_([self.visits[id_] for id_ in about])
            )
        )
        for card_id in about:
            off = self.cards[card_id] in self.off
            date = None if off else dates[card_id]
            row = rows.get((trigger.id, self.visits[card_id]))
            if row is not None:
                self._bring(trigger, row, date, gone=CALLED_OFF if off else NO_DATE)
            elif card_id in moved:
                self._first(trigger, card_id, date)

    def _first(self, trigger: Trigger, card_id: int, date: int | None) -> None:
        """Plan what was not planned yet; what had passed is only noted."""
        moment = firings.moment_on(self.calendar, trigger, date)
        now = self.act.at
        if moment is None or (moment <= now and self.restoring):
            return
        row = firings.row_of(trigger, card_id, self.visits[card_id], max(moment, now))
        if moment <= now and not _just_happened(trigger, moment, now):
            row |= {"state": "past", "reason": TOO_LATE, "moment": moment}
        self.fresh.append(row)

    def _bring(self, trigger: Trigger, row: Firing, date: int | None, *, gone: str) -> None:
        """Bring the last firing of a card to where its date says, or take it back."""
        moment = firings.moment_on(self.calendar, trigger, date, row.occurrence)
        if moment is None or date is None:
            if firings.can_move(row):
                following.call_off(self.act, [row], gone)
        elif moment > self.act.at:
            if firings.can_move(row):
                firings.move(self.act, row, moment)
            elif row.state == "past" or _was_called_off(row):
                firings.revive(self.act, row, moment)
        elif not self.restoring:
            self._has_passed(trigger, row, moment, date)

    def _has_passed(self, trigger: Trigger, row: Firing, moment: int, date: int) -> None:
        """The date came so near that the moment is over: it is due now, or it never was."""
        now = self.act.at
        waits = row.state in firings.OPEN_STATES
        gone = row.state == "cancelled" and row.reason in (NO_DATE, CALLED_OFF)
        if not (gone or (waits and row.moment != moment)):
            return
        if date > now or _just_happened(trigger, moment, now):
            if not waits:
                firings.revive(self.act, row, now)
            elif row.moment > now:
                firings.move(self.act, row, now)
            return
        following.cancel_of_firings(self.act, [row.id], TOO_LATE)
        self.act.update(
            row, state="past", cause="", reason=TOO_LATE, moment=moment, settled_at=None
        )


def _just_happened(trigger: Trigger, moment: int, now: int) -> bool:
    return trigger.moment in moments.EVENTS and now - moment < GRACE_MS


def _was_called_off(row: Firing) -> bool:
    """Tell whether nobody decided that it shall not be: the trigger or the date was away."""
    from store import grounds  # which asks for dates itself

    return row.state == "cancelled" and (not row.by or row.reason in grounds.OF_DATES)


# Present records ---------------------------------------------------------------------------------


def plan_present(desk: Desk, act: Act, trigger: Trigger) -> None:
    """Plan a trigger that was saved just now for records whose moment is ahead; no others."""
    since = moments.earliest_date(desk.calendar(), act.at, trigger)
    ahead = recorddates.between(desk, trigger.kind, trigger.moment, since)
    cancelled = Firing.select(Firing.card).where(
        Firing.trigger == trigger.id, Firing.state == "cancelled", Firing.by == ""
    )
    for part in parted(set(first_column(cancelled)) - ahead.keys()):
        bring = _Following(desk, act, _statuses_of(part, trigger.kind), restoring=True)
        bring.all([trigger], dict.fromkeys(COLUMNS[trigger.moment], part))
    for part in parted(ahead):
        here = {card_id: ahead[card_id].status_id for card_id in part}
        bring = _Following(desk, act, here, restoring=True)
        bring.one(trigger, {card_id: ahead[card_id].date for card_id in part}, part)
        act.insert_many(Firing, bring.fresh)


def dates_between(desk: Desk, trigger: Trigger, low: int, high: int) -> Found:
    """Cards that have a date of a trigger's between two moments, with the date."""
    found = recorddates.between(desk, trigger.kind, trigger.moment, low, high)
    return {card_id: one.date for card_id, one in found.items()}
