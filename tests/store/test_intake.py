"""New records get a card, a first visit and what hangs on them, alone or by the thousand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from store import cards, clients, history, intake, schedule, triggers
from store.desk import Desk
from store.errors import Refused
from store.intake import NewCard
from store.tables import Baseline, Card, Firing, Visit
from store.triggers import Spec

At = Callable[[str], int]


def _open(desk: Desk, kind: str, new: list[NewCard], **options: Any) -> list[Card]:
    with desk.action("take in") as act:
        ids = intake.open_cards(desk, act, kind, new, **options)
    return [Card.get_by_id(card_id) for card_id in ids]


def test_a_card_starts_in_its_tracks_first_status(desk: Desk, at: At) -> None:
    """With the status' owner, its due date and its lane."""
    card = _open(desk, "session", [NewCard()])[0]
    status = desk.directory.statuses[card.status_id]
    assert (status.name, card.lane, card.due_at) == ("Booked", status.lane, None)
    assert desk.directory.departments[card.department_id or 0].name == "Front desk"


def test_it_is_the_same_as_a_card_opened_alone(desk: Desk, at: At) -> None:
    """The bulk way and the single way give the same rows."""
    print_type = desk.directory.type_named("production", "Print").id
    with desk.action("one") as act:
        client = clients.find_or_create(act, "Ada")
        alone = cards.open_card(
            desk, act, "production", client=client, type_id=print_type, subject="a"
        )
    new = NewCard(client_id=client.id, type_id=print_type, subject="a")
    together = _open(desk, "production", [new])[0]
    same = [
        name
        for name in Card._meta.fields
        if name not in ("id", "number", "visit", "search")
        and getattr(alone, name) != getattr(together, name)
    ]
    assert same == []
    visits = [Visit.get_by_id(card.visit) for card in (alone, together)]
    assert visits[0].due_at == visits[1].due_at == at("2026-11-03 18:00")
    assert schedule.read_baseline(alone.id) == schedule.read_baseline(together.id)


def test_each_card_points_to_its_own_visit(desk: Desk) -> None:
    """Ids given beforehand are those that the rows get."""
    made = _open(desk, "session", [NewCard(subject=str(n)) for n in range(900)])
    for card in made[::100]:
        visit = Visit.get_by_id(card.visit)
        assert (visit.card_id, visit.number) == (card.id, 1)
    assert Baseline.select().count() == 900


def test_numbers_given_are_kept(desk: Desk) -> None:
    """New ones continue above the highest."""
    made = _open(desk, "invoice", [NewCard(number=2001), NewCard(), NewCard(number=1999)])
    assert [card.number for card in made] == [2001, 2002, 1999]


def test_numbers_that_cannot_be_are_refused_together(desk: Desk) -> None:
    """Taken, doubled and impossible ones are all named."""
    _open(desk, "invoice", [NewCard(number=2001)])
    with pytest.raises(Refused) as caught:
        _open(desk, "invoice", [NewCard(number=n) for n in (2001, 5, 5, -3)])
    assert caught.value.problems == [
        "-3 cannot be the number of a invoice; use one from 1 upwards",
        "I-5 is given twice",
        "I-2001 exists already",
    ]


def test_a_due_date_given_counts_as_set_by_hand(desk: Desk, at: At) -> None:
    """Recalculation leaves it alone."""
    card = _open(desk, "task", [NewCard(due_at=at("2026-11-07 12:00"))])[0]
    assert (card.due_at, card.due_by_hand) == (at("2026-11-07 12:00"), True)


def test_triggers_are_planned(desk: Desk) -> None:
    """Unless the records are old ones that are only written down."""
    triggers.add(
        desk, Spec("Welcome", "session", "Sessions", "Booked", "task", "Send the welcome letter")
    )
    _open(desk, "session", [NewCard()], fire=False)
    assert Firing.select().count() == 0
    made = _open(desk, "session", [NewCard(), NewCard()])
    assert [row.visit_id for row in Firing.select()] == [card.visit for card in made]


def test_a_status_and_a_time_may_be_given(desk: Desk, at: At) -> None:
    """Imports and the demo write down what was before."""
    track = desk.directory.track_named("session", "Sessions")
    status = desk.directory.status_named(track, "Archived")
    card = _open(desk, "session", [NewCard(status=status, created_at=at("2026-01-05 09:00"))])[0]
    assert (card.done, card.entered_at) == (True, at("2026-01-05 09:00"))


def test_what_was_taken_in_can_be_undone(desk: Desk) -> None:
    """Cards, visits and baselines go together."""
    _open(desk, "session", [NewCard() for _ in range(500)])
    history.undo(desk)
    assert [table.select().count() for table in (Card, Visit, Baseline)] == [0, 0, 0]


def test_texts_are_made_safe(desk: Desk) -> None:
    """No raw escape sequence is ever stored."""
    card = _open(desk, "task", [NewCard(subject="a\x1b]0;x\x07b", notes="c\x9bd\ne")])[0]
    assert (card.subject, card.notes) == ("a]0;xb", "cd\ne")
