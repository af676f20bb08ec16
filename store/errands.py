"""Errands: the tasks and calls that firings make, inside the action that settles them.

What automatic rules do instead is in ``effects``.

When firings are settled, and which, is in ``settling``. One that cannot be done is held for a
person, so that it never keeps the others waiting.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from store import boards, calls, effects, firings, tasks, views
from store.changes import Act
from store.desk import Desk
from store.errors import Refused
from store.tables import Call, Card, Client, Firing, Row, Task, Trigger, Visit
from store.text import safe

New = TypeVar("New", tasks.NewTask, calls.NewCall)
New_contra = TypeVar("New_contra", tasks.NewTask, calls.NewCall, contravariant=True)
Stored = TypeVar("Stored", bound=Row)

KINDS = ("task", "call")
"""Kinds of record that are errands."""

ROWS_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Settled:
    """How many firings were done, held or cancelled in one step."""

    done: int = 0
    held: int = 0
    cancelled: int = 0

    @property
    def total(self) -> int:
        """All that were dealt with."""
        return self.done + self.held + self.cancelled


class Maker(Protocol[New_contra]):
    """Makes errands inside an open action; returns the ids of their cards in order."""

    def __call__(
        self, desk: Desk, act: Act, new_ones: Sequence[New_contra], *, fire: bool
    ) -> list[int]:
        """Make them; ``fire`` plans what triggers do about them."""
        ...


def by_id(table: type[Stored], ids: Iterable[int]) -> dict[int, Stored]:
    """Rows by id, read a few hundred at a time."""
    wanted = sorted(set(ids))
    found: dict[int, Stored] = {}
    for start in range(0, len(wanted), ROWS_AT_ONCE):
        rows = table.select().where(table.id.in_(wanted[start : start + ROWS_AT_ONCE]))
        found.update((row.id, row) for row in rows)
    return found


def fire(desk: Desk, act: Act, rows: Sequence[Firing], *, by_person: bool) -> Settled:
    """Do what firings say: make their errands, hold them, or cancel what is no longer true."""
    triggers = by_id(Trigger, [row.trigger_id for row in rows])
    about = by_id(Card, [row.card_id for row in rows])
    clients = by_id(Client, [card.client_id for card in about.values() if card.client_id])
    wanted_tasks: list[tuple[Firing, tasks.NewTask]] = []
    wanted_calls: list[tuple[Firing, calls.NewCall]] = []
    done = held = cancelled = 0
    for row in rows:
        trigger, card = triggers[row.trigger_id], about[row.card_id]
        try:
            problem = "" if by_person else _no_longer_true(desk, trigger, card, row)
        except Refused as refusal:
            _hold(act, row, f"its condition cannot be read: {refusal}")
            held += 1
            continue
        if problem:
            act.update(row, state="cancelled", reason=problem, settled_at=act.at, by=desk.who.login)
            cancelled += 1
        elif trigger.by_hand and not by_person:
            _hold(act, row, "this trigger waits for a person")
            held += 1
        elif trigger.action in firings.RULES:
            acted = _act_on_rule(desk, act, trigger, row, by_person=by_person)
            done, held = done + acted, held + (not acted)
        elif trigger.action == "task":
            wanted_tasks.append((row, _task(desk, trigger, card, row)))
        else:
            client = clients.get(card.client_id or 0)
            wanted_calls.append((row, _call(desk, trigger, card, client, row)))
    made, refused = _make(desk, act, wanted_tasks, tasks.make_many, by_person=by_person)
    more, also = _make(desk, act, wanted_calls, calls.make_many, by_person=by_person)
    return Settled(done + made + more, held + refused + also, cancelled)


def _act_on_rule(desk: Desk, act: Act, trigger: Trigger, row: Firing, *, by_person: bool) -> bool:
    """Do what an automatic rule says; tells whether nothing is left for a person to do."""
    card: Card = Card.get_by_id(row.card_id)  # an effect before this one may have changed it
    try:
        effect = effects.take(desk, act, trigger, card)
    except Refused as refusal:
        if by_person:
            raise
        _hold(act, row, f"it cannot be done: {refusal}")
        return False
    made = effect.made or row.made
    if effect.waits:
        act.update(row, state="held", reason=safe(effect.words, 500), made=made)
        return False
    act.update(
        row, state="done", reason=safe(effect.words, 500), made=made, settled_at=act.at,
        by=desk.who.login,
    )  # fmt: skip
    return True


def _make(
    desk: Desk,
    act: Act,
    wanted: list[tuple[Firing, New]],
    make: Maker[New],
    *,
    by_person: bool,
) -> tuple[int, int]:
    """Make the errands of firings and mark them done; returns how many, and how many are held."""
    try:
        made = make(desk, act, [new for _, new in wanted], fire=False)
    except Refused as refusal:
        if by_person:
            raise
        for row, _ in wanted:
            _hold(act, row, f"it cannot be done: {refusal}")
        return 0, len(wanted)
    for (row, _), card_id in zip(wanted, made, strict=True):
        act.update(row, state="done", reason="", made=card_id, settled_at=act.at, by=desk.who.login)
    _arm(desk, act, dict(zip(made, [row for row, _ in wanted], strict=True)))
    return len(made), 0


def _arm(desk: Desk, act: Act, made: dict[int, Firing]) -> None:
    """Plan what triggers do about the errands just made, but none that brought it about itself."""
    lists = desk.directory
    armed = firings.triggers_of(
        desk, [s.id for s in lists.statuses.values() if lists.tracks[s.track_id].kind in KINDS]
    )
    if not armed:
        return
    there = [card for card in by_id(Card, made).values() if card.status_id in armed]
    stays = by_id(Visit, [card.visit for card in there])
    causes = {card.id: _causes(made[card.id]) for card in there}
    firings.plan(desk, act, [(card, stays[card.visit]) for card in there], causes)


def _causes(firing: Firing) -> set[int]:
    """The triggers behind a firing: its own, and those that made what it is about."""
    found = {firing.trigger_id}
    card_id = firing.card_id
    while True:
        errand = Task.get_or_none(Task.card == card_id) or Call.get_or_none(Call.card == card_id)
        behind = Firing.get_or_none(Firing.id == errand.firing) if errand is not None else None
        if behind is None or behind.trigger_id in found:
            return found
        found.add(behind.trigger_id)
        card_id = behind.card_id


def _hold(act: Act, row: Firing, reason: str) -> None:
    """Leave a firing to a person; one that cannot be done must not keep the others waiting."""
    act.update(row, state="held", reason=safe(reason, 500))


def _no_longer_true(desk: Desk, trigger: Trigger, card: Card, row: Firing) -> str:
    if trigger.action not in firings.RULES and card.visit != row.visit_id:
        return "the card has left the status"
    if trigger.filter:
        text = views.meaning(desk, f"{card.kind}s", trigger.filter)
        condition = boards.compiled(desk, text)
        here = Card.id == card.id
        if condition is not None and not Card.select().where(here & condition).exists():
            return "the trigger's condition is not met"
    return ""


def _task(desk: Desk, trigger: Trigger, card: Card, firing: Firing) -> tasks.NewTask:
    return tasks.NewTask(
        subject=trigger.subject,
        about=card,
        user_id=trigger.user_id if trigger.user_id or trigger.department_id else card.user_id,
        department_id=trigger.department_id,
        due_at=desk.calendar().add(desk.now(), trigger.due_days),
        firing=firing.id,
    )


def _call(
    desk: Desk, trigger: Trigger, card: Card, client: Client | None, firing: Firing
) -> calls.NewCall:
    return calls.NewCall(
        subject=trigger.subject,
        about=card,
        user_id=trigger.user_id if trigger.user_id or trigger.department_id else card.user_id,
        department_id=trigger.department_id,
        due_at=desk.calendar().add(desk.now(), trigger.due_days),
        phone=calls.phone_of(client),
        firing=firing.id,
    )
