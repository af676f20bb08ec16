"""Clients are found by their exact name or number, never by a guess."""

from __future__ import annotations

import pytest

from store import clients, history, sessions
from store.desk import Desk
from store.errors import Refused
from store.tables import Card, Client


def test_numbers_count_up(desk: Desk) -> None:
    """A number given is kept, new ones continue above it."""
    assert clients.create(desk, "Ada Okafor").number == 1
    assert clients.create(desk, "Bo", number=900).number == 900
    assert clients.create(desk, "Cy").number == 901
    with pytest.raises(Refused, match="belongs to Bo"):
        clients.create(desk, "Di", number=900)


def test_names_are_found_without_case_and_accents(desk: Desk) -> None:
    """Exactly the name, however it is typed."""
    made = clients.create(desk, "Zoë  Müller")
    assert made.name == "Zoë Müller"
    assert clients.named("zoe muller").id == made.id
    with pytest.raises(Refused, match="did you mean Zoë Müller"):
        clients.named("Zoe Mulle")


def test_an_ambiguous_name_is_refused_with_the_numbers(desk: Desk) -> None:
    """The number tells them apart."""
    clients.create(desk, "Ada Okafor", email="ada@example.com")
    clients.create(desk, "ADA OKAFOR", city="Lagos")
    with pytest.raises(Refused, match=r"#1 ada@example.com; #2 Lagos; give the number"):
        sessions.new(desk, client="Ada Okafor")
    assert sessions.new(desk, client="#2").client_id == clients.get(2).id


def test_an_unknown_client_is_made_by_name(desk: Desk) -> None:
    """Once: the second session finds the first one's client."""
    sessions.new(desk, client="Ada Okafor")
    sessions.new(desk, client="ada okafor")
    assert [row.name for row in Client.select()] == ["Ada Okafor"]


def test_an_unknown_number_is_refused(desk: Desk) -> None:
    """Digits never make a client."""
    with pytest.raises(Refused, match="no client number 77"):
        sessions.new(desk, client="77")


def test_a_renamed_client_is_found_by_the_new_name(desk: Desk) -> None:
    """The search text of all its cards follows, and comes back with undo."""
    made = sessions.new(desk, client="Ada Okafor")
    clients.change(desk, 1, name="Ada Lindqvist", mobile="555 0100")
    assert "lindqvist" in Card.get_by_id(made.id).search
    history.undo(desk)
    assert "okafor" in Card.get_by_id(made.id).search


def test_wrong_properties_are_refused_together(desk: Desk) -> None:
    """Every reason is told."""
    with pytest.raises(Refused) as caught:
        clients.create(desk, "Ada", email="ada", mobil="1")
    assert len(caught.value.problems) == 2


def test_what_could_steer_a_terminal_is_not_stored(desk: Desk) -> None:
    """Names and remarks are made safe on their way in."""
    made = clients.create(desk, "A\x1b[31mda\u202e", notes="one\n\x07two")
    assert (made.name, made.notes) == ("A[31mda", "one\ntwo")


def test_many_are_added_at_once(desk: Desk) -> None:
    """With numbers of their own or without, all noted as one action."""
    with desk.action("import") as act:
        rows = [{"name": f"Client {n}", "number": n if n % 2 else None} for n in range(1, 1001)]
        made = clients.make_many(act, rows)
    assert len({row.number for row in made}) == 1000
    history.undo(desk)
    assert Client.select().count() == 0


def test_numbers_given_twice_are_refused(desk: Desk) -> None:
    """All such problems are told at once."""
    with pytest.raises(Refused, match="given twice"), desk.action("import") as act:
        clients.make_many(act, [{"name": "A", "number": 5}, {"name": "B", "number": 5}])
