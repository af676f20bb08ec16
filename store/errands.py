"""Errands: what firings make (tasks, calls, messages), inside the action that settles them.

What is written and to whom is in ``composing``, what automatic rules do instead is in ``effects``,
whether there is still reason for any of it in ``grounds``. When firings are settled, and which, is
in ``settling``. What cannot be done is held or fails, and never keeps the others waiting.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from store import calls, echoes, effects, firings, grounds, outbox, tasks
from store.changes import Act
from store.desk import Desk
from store.errors import Refused
from store.grounds import HELD, no_longer_true
from store.tables import Card, Client, Firing, Row, Trigger
from store.text import safe

if TYPE_CHECKING:
    from store.composing import Composed, Composer

__all__ = ["Settled", "by_id", "fire", "no_longer_true"]

New = TypeVar("New", tasks.NewTask, calls.NewCall)
New_contra = TypeVar("New_contra", tasks.NewTask, calls.NewCall, contravariant=True)
Stored = TypeVar("Stored", bound=Row)

ROWS_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Settled:
    """How many firings were done (or are on their way), held, cancelled or failed in one step."""

    done: int = 0
    held: int = 0
    cancelled: int = 0
    failed: int = 0

    @property
    def total(self) -> int:
        """All that were dealt with."""
        return self.done + self.held + self.cancelled + self.failed

    def __add__(self, other: Settled) -> Settled:
        """Both together."""
        return Settled(
            self.done + other.done,
            self.held + other.held,
            self.cancelled + other.cancelled,
            self.failed + other.failed,
        )


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


def fire(
    desk: Desk,
    act: Act,
    rows: Sequence[Firing],
    *,
    by_person: bool,
    braked: frozenset[int] = frozenset(),
    papers: bool = True,
) -> Settled:
    """Do what firings say: make their errands and messages, or cancel what is no longer true.

    What triggers that are ``braked``, or wait for a person, would send is made and held. What
    cannot be made fails with its reason; where a person wanted it, and nothing can be, `Refused`.
    Without ``papers`` no letters and attachments are laid out, which takes long.
    """
    work = _Round(desk, act, rows, by_person=by_person, braked=braked, papers=papers)
    for row in rows:
        work.take(row)
    return work.done()


class _Round:
    """Firings of one step: each is looked at by itself, what they make is made together."""

    def __init__(
        self,
        desk: Desk,
        act: Act,
        rows: Sequence[Firing],
        *,
        by_person: bool,
        braked: frozenset[int],
        papers: bool,
    ) -> None:
        self._desk, self._act = desk, act
        self._by_person, self._braked, self._papers = by_person, braked, papers
        self._triggers = by_id(Trigger, [row.trigger_id for row in rows])
        self._cards = by_id(Card, [row.card_id for row in rows])
        self._conditions: grounds.Conditions = {}
        self._tasks: list[tuple[Firing, tasks.NewTask]] = []
        self._calls: list[tuple[Firing, calls.NewCall]] = []
        self._sent: list[tuple[Firing, Composed]] = []
        self._why: dict[int, str] = {}
        self._problems: list[str] = []
        self._settled = Settled()

    @cached_property
    def _composer(self) -> Composer:
        from store.composing import Composer  # templates are slow to load: only texts need them

        clients = by_id(Client, [card.client_id for card in self._cards.values() if card.client_id])
        return Composer(self._desk, self._triggers.values(), clients, papers=self._papers)

    # One firing

    def take(self, row: Firing) -> None:
        """Deal with a firing; what it makes is made at the end."""
        trigger, card = self._triggers[row.trigger_id], self._cards[row.card_id]
        if not self._by_person and not self._is_true(row, trigger, card):
            return
        if trigger.action in firings.RULES:
            if trigger.by_hand and not self._by_person:
                self._hold(row, "hand", HELD["hand"])
            else:
                self._act_on_rule(row, trigger)
            return
        try:
            if trigger.action == "task":
                self._take_task(row, trigger, card)
            else:
                self._take_message(row, trigger, card)
        except Refused as refusal:
            self._fail(row, "; ".join(refusal.problems))

    def _is_true(self, row: Firing, trigger: Trigger, card: Card) -> bool:
        try:
            why = no_longer_true(self._desk, trigger, card, row, self._conditions)
        except Refused as refusal:
            self._hold(row, "error", f"its condition cannot be read: {refusal}")
            return False
        if why:
            self._cancel(row, why)
        if why == grounds.NOT_MET and trigger.every_days > 0:
            # It may be met again when the next of the series comes.
            firings.plan_next(self._desk, self._act, trigger, row, card)
        return not why

    def _take_task(self, row: Firing, trigger: Trigger, card: Card) -> None:
        if trigger.by_hand and not self._by_person:
            self._hold(row, "hand", HELD["hand"])
            return
        new = tasks.NewTask(**self._errand(row, trigger, card))
        self._tasks.append((row, new))

    def _take_message(self, row: Firing, trigger: Trigger, card: Card) -> None:
        cause = self._cause(trigger)
        found = self._composer.compose(trigger, card, row, cause=cause)
        if found.messages:
            self._sent.append((row, found))
        elif found.call is None and found.unwanted:
            self._cancel(row, found.why)
        elif found.call is None:
            self._fail(row, found.why)
        elif cause == "hand":
            self._hold(row, cause, HELD[cause])
        else:
            said = self._errand(row, trigger, card)
            details = found.why or found.call.name
            new = calls.NewCall(**said, phone=found.call.address, details=details)
            self._calls.append((row, new))
            whys = filter(None, (found.why, self._why.get(row.id)))
            self._why[row.id] = "; ".join(whys)

    def _cause(self, trigger: Trigger) -> str:
        """Why what a trigger sends is held for a person; empty when it is not."""
        if self._by_person:
            return ""
        return "hand" if trigger.by_hand else "brake" if trigger.id in self._braked else ""

    def _errand(self, row: Firing, trigger: Trigger, card: Card) -> dict[str, Any]:
        """What a task or a call of a trigger has; `Refused` where its subject lacks a field."""
        named = trigger.user_id or trigger.department_id
        user = self._desk.directory.users.get((trigger.user_id if named else card.user_id) or 0)
        if user is not None and user.inactive:
            self._why[row.id] = f"it is nobody's: {user.name} does not work here any more"
            user = None
        return {
            "subject": self._subject(trigger, card),
            "about": card,
            "user_id": user.id if user is not None else None,
            "department_id": trigger.department_id,
            "due_at": self._desk.calendar().add(self._desk.now(), trigger.due_days),
            "firing": row.id,
        }

    def _subject(self, trigger: Trigger, card: Card) -> str:
        if trigger.subject and "{" not in trigger.subject:
            return str(trigger.subject)
        return self._composer.subject(trigger, self._composer.around(card))

    def _act_on_rule(self, row: Firing, trigger: Trigger) -> None:
        """Do what an automatic rule says; what is left of it waits for a person."""
        card: Card = Card.get_by_id(row.card_id)  # an effect before this one may have changed it
        try:
            effect = effects.take(self._desk, self._act, trigger, card, row.id)
        except Refused as refusal:
            if self._by_person:
                raise
            self._hold(row, "error", f"it cannot be done: {refusal}")
            return
        made = effect.made or row.made
        if effect.waits:
            self._act.update(row, made=made)
            self._hold(row, "error", effect.words)
        else:
            self._finish(row, "done", effect.words, made)

    # What becomes of it

    def _hold(self, row: Firing, cause: str, reason: str) -> None:
        """Leave a firing to a person; one that cannot be done must not keep the others waiting."""
        self._act.update(row, state="held", cause=cause, reason=safe(reason, 500))
        self._settled += Settled(held=1)

    def _cancel(self, row: Firing, reason: str) -> None:
        # Nobody decided what another date of the record may bring back.
        by = "" if reason in grounds.OF_DATES else self._desk.who.login
        self._act.update(
            row, state="cancelled", cause="", reason=safe(reason, 500), settled_at=self._act.at,
            by=by,
        )  # fmt: skip
        self._settled += Settled(cancelled=1)
        self._problems.append(f"firing {row.id}: {reason}")

    def _fail(self, row: Firing, reason: str) -> None:
        self._finish(row, "failed", reason, row.made)
        self._problems.append(f"firing {row.id}: {reason}")

    def _finish(self, row: Firing, state: str, reason: str, made: int | None) -> None:
        settled = None if state == "sending" else self._act.at
        self._act.update(
            row, state=state, cause="", reason=safe(reason, 500), made=made, settled_at=settled,
            by=self._desk.who.login,
        )  # fmt: skip
        self._settled += Settled(failed=1) if state == "failed" else Settled(done=1)
        trigger = self._triggers[row.trigger_id]
        if trigger.every_days > 0:
            firings.plan_next(self._desk, self._act, trigger, row, self._cards[row.card_id])

    # All together

    def done(self) -> Settled:
        """Make what was wanted, and tell how many there were of each."""
        self._make(self._tasks, tasks.make_many)
        self._make(self._calls, calls.make_many)
        outbox.put(
            self._desk, self._act, [one for _, found in self._sent for one in found.messages]
        )
        for row, found in self._sent:
            cause = found.messages[0].cause
            if cause:
                self._hold(row, cause, HELD[cause])
            else:
                self._finish(row, "sending", found.why, row.made)
        came_of_it = self._settled.done + self._settled.held
        if self._by_person and self._problems and not came_of_it:
            raise Refused(self._problems)
        return self._settled

    def _make(self, wanted: list[tuple[Firing, New]], make: Maker[New]) -> None:
        """Make the errands of firings and mark them done, or hold them all."""
        if not wanted:
            return
        try:
            made = make(self._desk, self._act, [new for _, new in wanted], fire=False)
        except Refused as refusal:
            if self._by_person:
                raise
            for row, _ in wanted:
                self._hold(row, "error", f"it cannot be done: {refusal}")
            return
        for (row, _), card_id in zip(wanted, made, strict=True):
            self._finish(row, "done", self._why.get(row.id, ""), card_id)
        firing_of = dict(zip(made, [row for row, _ in wanted], strict=True))
        echoes.answer(self._desk, self._act, firing_of)
