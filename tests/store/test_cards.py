"""Cards: found by reference, made with all that belongs to them, and never in a broken track."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import cards, directory, intake, orders, schedule, sessions, tasks
from store.changes import columns
from store.desk import Desk
from store.errors import Refused
from store.intake import NewCard
from store.tables import Baseline, Card, Client, Status, Track, Visit
from store.text import safe, search_key

At = Callable[[str], int]


def _open(desk: Desk, **values: Any) -> Card:
    with desk.action("make") as act:
        return cards.open_card(desk, act, "production", **values)


# Finding -----------------------------------------------------------------------------------------


def test_references_read_back(desk: Desk) -> None:
    """In the order given, each once, in any case."""
    orders.new(desk, client="Ada", type="Print")
    sessions.new(desk, client="Ada")
    found = cards.get_many(["s-1001", "O-1001", " S-1001 "])
    assert [cards.ref(card) for card in found] == ["S-1001", "O-1001"]
    assert cards.get("o-1001").kind == "production"


def test_all_that_is_missing_is_named(desk: Desk) -> None:
    """Not only the first."""
    tasks.new(desk, subject="x")
    with pytest.raises(Refused) as refused:
        cards.get_many(["T-1001", "T-9998", "O-9999"])
    assert [line.split(":")[0] for line in refused.value.problems] == ["T-9998", "O-9999"]


@given(st.sampled_from(directory.KINDS), st.integers(0, 10**15 - 1))
def test_every_reference_can_be_read(kind: str, number: int) -> None:
    """What is written is what is read."""
    assert directory.parse_reference(directory.reference(kind, number)) == (kind, number)


@given(st.text(max_size=20))
def test_anything_else_is_refused_in_words(text: str) -> None:
    """Never a traceback, never anything raw."""
    try:
        kind, number = directory.parse_reference(text)
    except Refused as refused:
        assert "references look like" in str(refused)
        assert safe(str(refused)) == str(refused)
    else:
        assert kind in directory.KINDS
        assert number >= 0


@pytest.mark.parametrize("text", ["X-1", "O1001", "O-", "O--1", "O-1.5", "O-²", "O-" + "9" * 16])
def test_what_is_no_reference(text: str) -> None:
    """Other digits and endless numbers too."""
    with pytest.raises(Refused, match="is not a reference"):
        directory.parse_reference(text)


# Making ------------------------------------------------------------------------------------------


def test_a_new_card_has_all_that_belongs_to_it(desk: Desk, at: At) -> None:
    """Its first status with its owner, a due date, a visit, a baseline, a search text."""
    client = Client.create(number=5, name="Zoë Ångström", search="x", created_at=0)
    kind = desk.directory.type_named("production", "Print").id
    card = _open(desk, client=client, type_id=kind, subject="Two prints", notes="Glossy")
    fresh, visit = Card.get_by_id(card.id), Visit.get()
    assert desk.directory.statuses[fresh.status_id].name == "Order Entered"
    assert desk.directory.departments[fresh.department_id or 0].name == "Front desk"
    assert (fresh.due_at, fresh.visit, fresh.version) == (at("2026-11-03 18:00"), visit.id, 1)
    assert (visit.number, visit.due_at, visit.basis_at) == (1, fresh.due_at, desk.now())
    assert len(schedule.read_baseline(card.id)) == 6
    assert "angstrom" in fresh.search
    assert "glossy" in fresh.search


def test_one_and_many_are_made_alike(desk: Desk) -> None:
    """The slow way and the fast way write the same rows."""
    kind = desk.directory.type_named("production", "Album").id
    client = Client.create(number=5, name="Ada", search="ada", created_at=0)
    one = _open(desk, client=client, type_id=kind, subject="x", notes="y", priority=2)
    with desk.action("make") as act:
        new = NewCard(client_id=client.id, type_id=kind, subject="x", notes="y", priority=2)
        (other,) = intake.open_cards(desk, act, "production", [new])
    differing = {"id", "number", "visit", "search"}
    rows = [columns(Card.get_by_id(card_id)) for card_id in (one.id, other)]
    first, second = ({k: v for k, v in row.items() if k not in differing} for row in rows)
    assert first == second
    visits = [columns(visit) for visit in Visit.select().order_by(Visit.id)]
    first, second = ({**visit, "id": 0, "card_id": 0} for visit in visits)
    assert first == second
    assert len({row.dues for row in Baseline.select()}) == 1


def test_a_due_date_that_is_given_is_by_hand(desk: Desk, at: At) -> None:
    """And so is an owner: the status's own does not come instead."""
    moment = at("2026-12-01 12:00")
    joon = desk.directory.user_named("joon").id
    kind = desk.directory.type_named("production", "Print").id
    card = _open(desk, type_id=kind, due_at=moment, user_id=joon)
    assert (card.due_at, card.due_by_hand, card.user_id, card.department_id) == (
        moment, True, joon, None,
    )  # fmt: skip


def test_a_card_may_begin_elsewhere(desk: Desk) -> None:
    """Imported ones begin where they are, also at the end."""
    track = desk.directory.track_named("production", "Print")
    end = desk.directory.status_named(track, "Delivered")
    card = _open(desk, status=end, type_id=track.type_id)
    assert (card.done, card.due_at, card.lane) == (True, None, end.lane)


def test_an_incomplete_track_takes_no_cards(desk: Desk) -> None:
    """What is missing is told with what mends it."""
    track = desk.directory.track_named("production", "Print")
    Status.update(initial=False, final=False).where(Status.track == track.id).execute()
    desk.forget_lists()
    with pytest.raises(Refused, match="exactly one initial status; it needs exactly one final"):
        orders.new(desk, client="Ada", type="Print")
    assert Card.select().count() == 0


def test_a_kind_without_a_track(desk: Desk) -> None:
    """How to make one is told."""
    Track.update(inactive=True).where(Track.kind == "task").execute()
    desk.forget_lists()
    with pytest.raises(Refused, match="no track for task records; add one with"):
        tasks.new(desk, subject="x")


# Words -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "number"), [("rush", 3), ("RUSH", 3), ("0", 0), ("2", 2), ("normal", 1)]
)
def test_priorities_by_name_or_number(word: str, number: int) -> None:
    """From low 0 to rush 3."""
    assert cards.priority_named(word) == number


@pytest.mark.parametrize("word", ["4", "urgent", "-1", "²", ""])
def test_what_is_no_priority(word: str) -> None:
    """The names are told."""
    with pytest.raises(Refused, match="low, normal, high, rush"):
        cards.priority_named(word)


def test_search_text_is_folded(desk: Desk) -> None:
    """Without accents, in one case, without gaps."""
    assert cards.search_text("O-1", None, "Žižek", 0, "Éva") == search_key("o-1 zizek eva")
