"""Search finds what has all the words, however they are written, and nothing that is typed harms."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import clients, edits, moves, notes, orders, search, sessions, tasks
from store.desk import Desk
from store.errors import Refused
from store.moves import Move


@pytest.fixture
def studio(desk: Desk) -> Desk:
    """A few clients with a session, orders and notes."""
    clients.create(desk, "Þórsson, Eirik", email="eirik.t@example.com", phone="(415) 555-0155",
                   address="12 Ångström Str.", notes="Rings on Mondays; Łódź")  # fmt: skip
    clients.create(desk, "D’Angelo, Mia", mobile="+1 415.555.0199", city="Sausalito")
    sessions.new(desk, client="#1", type="Wedding", subject="Garden wedding")
    for client in ("#1", "#2", "#2"):
        orders.new(
            desk, client=client, type="Print", vendor="Bay Lab", vendor_number=f"BL7{client}"
        )
    edits.set_fields(desk, "O-1002", {"tracking": "1Z190794774", "vendor_invoice": "RE/2026-9"})
    notes.add(desk, ["O-1001", "O-1003"], "Größe prüfen, Œuvre №7: Сергей")
    return desk


def _refs(desk: Desk, text: str) -> list[str]:
    return [face.ref for face in search.search(desk, text).records]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("thorsson", [1]), ("ÞÓRS", [1]), ("eir th", [1]), ("th eir", [1]), ("example.com", [1]),
        ("eirik.t@ex", [1]), ("angstrom", [1]), ("Ångstr", [1]), ("lodz", [1]), ("Łódź", [1]),
        ("mondays rings", [1]), ("d'ang", [2]), ("D’Angelo", [2]), ("angelo", [2]), ("saus", [2]),
        ("5550155", [1]), ("0155", [1]), ("415 555", [2, 1]), ("4155550199", [2]), ("#2", [2]),
        ("+1 (415) 555-0199", [2]), ("mia 0199", [2]), ("ia", []), ("199555", []), ("eirik mia", []),
    ],
)  # fmt: skip
def test_clients(studio: Desk, text: str, numbers: list[int]) -> None:
    """By beginnings of all the words in any order, of names, addresses, notes; by phone digits."""
    assert [row.number for row in search.search(studio, text).clients] == numbers


@pytest.mark.parametrize(
    ("text", "refs"),
    [
        ("thorsson", ["O-1001", "S-1001"]), ("gard", ["S-1001"]), ("o-1002", ["O-1002"]),
        ("O1002", ["O-1002"]), ("1002", ["O-1002"]), ("1001", ["O-1001", "S-1001"]),
        ("bay lab angelo", ["O-1003", "O-1002"]), ("1z19", ["O-1002"]), ("re/2026", ["O-1002"]),
        ("bl7#1 thor", ["O-1001"]), ("s-1", ["S-1001"]), ("print", []),
    ],
)  # fmt: skip
def test_records(studio: Desk, text: str, refs: list[str]) -> None:
    """By client, subject, vendor, reference, and what the vendor and the carrier call them."""
    found = _refs(studio, text)
    assert sorted(found) == sorted(refs), text
    if "lab" in text:
        assert found == refs


def test_the_order(studio: Desk) -> None:
    """The very reference first, then what is open, the newest first, then what is finished."""
    for number in range(1004, 1007):
        orders.new(studio, client="#2", type="Print", subject="see O-1002")
        assert number
    moves.advance(studio, [Move("O-1006", to="Delivered"), Move("O-1002", to="Delivered")])
    assert _refs(studio, "o-1002") == ["O-1002", "O-1005", "O-1004", "O-1006"]


@pytest.mark.parametrize("text", ["grosse", "GRÖSSE prüf", "oeuvre", "Сергей", "сергей", "7"])
def test_notes(studio: Desk, text: str) -> None:
    """The newest first, with whose they are, when and by whom."""
    found = search.search(studio, text, ["notes"])
    assert [note.ref for note in found.notes] == ["O-1003", "O-1001"], text
    assert (found.notes[0].by, found.notes[0].at) == ("ana", studio.now())
    assert not found.clients
    assert not found.records


def test_there_is_more(desk: Desk) -> None:
    """At most so many of each, and of which there is more."""
    for number in range(4):
        tasks.new(desk, subject=f"paper {number}")
    found = search.search(desk, "paper", limit=3)
    assert ([face.ref for face in found.records], found.more) == (
        ["T-1004", "T-1003", "T-1002"], {"records"},
    )  # fmt: skip
    assert search.search(desk, "paper", limit=4).more == frozenset()


@pytest.mark.parametrize("text", ["", "  ", "…", "*", '"', "()", "\x00", "-", "👩‍👩‍👧"])
def test_nothing_to_look_for(desk: Desk, text: str) -> None:
    """Signs without a letter or a digit are no words."""
    with pytest.raises(Refused, match="say what to look for"):
        search.search(desk, text)


WORDS = st.one_of(
    st.text(max_size=30),
    st.lists(
        st.sampled_from(
            ['"', "*", "^", "NEAR(", "NEAR", "AND", "OR", "NOT", "words:", "-", "+", "(", ")", "{",
             "}", "\x00", "'", ";--", "o-1", "a", "d'angelo", "ß", "\u19b0x", "e\u0301", "0155",
             "%", "_", "\\", "🇳🇴", "ａｂｃ", "½"]
        ),
        max_size=15,
    ).map(" ".join),
)  # fmt: skip


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(WORDS)
def test_nothing_typed_is_syntax(studio: Desk, text: str) -> None:
    """Whatever it is: it is looked for, or there is nothing to look for."""
    try:
        search.search(studio, text)
    except Refused as refused:
        assert "say what to look for" in str(refused)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(st.sampled_from("abcdéèñöøßłØŁÆŒþÞžŽ'- .0123456789"), min_size=1, max_size=20))
def test_every_word_is_found_again(desk: Desk, text: str) -> None:
    """What is written in a note or a name is found by the same words, and by their beginnings."""
    words = text.split()
    if not search.expression(text) or len(words) > search.MOST_WORDS:
        return
    orders.new(desk, client=f"x{text}", type="Print", subject=text)
    ref = f"O-{1000 + orders.Order.select().count()}"
    notes.add(desk, ref, text)
    for asked in (text, text.upper(), " ".join(reversed(words))):
        found = search.search(desk, asked, limit=1000)
        assert ref in {note.ref for note in found.notes}, asked
        assert ref in {face.ref for face in found.records}, asked
