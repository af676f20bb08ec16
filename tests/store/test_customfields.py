"""Fields of the studio's own: named so that nothing else is meant, set, shown, found, undone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import (
    boards,
    cards,
    completion,
    customfields,
    details,
    editables,
    edits,
    filters,
    history,
    invoices,
    orders,
    present,
    recordfields,
    sessions,
    tasks,
    views,
)
from store.boards import View
from store.desk import Desk
from store.errors import Refused
from store.fields import FIELD_BY_WORD, FLAG_BY_WORD, custom_key, custom_word
from store.filters import FilterError
from store.names import Names
from store.present import Text

At = Callable[[str], int]


@pytest.fixture
def fields(desk: Desk) -> None:
    """Three fields of invoices, one of orders, one of sessions, and a record of each."""
    customfields.add(desk, "invoice", "Album colour")
    customfields.add(desk, "invoice", "Delivery slot", sort="date")
    customfields.add(desk, "invoice", "Remarks", sort="note")
    customfields.add(desk, "order", "Album colour")
    customfields.add(desk, "session", "Assistant")
    sessions.new(desk, client="Ada", type="Wedding")
    for client in ("Ada", "Bo", "Cy"):
        invoices.new(desk, client=client)
    orders.new(desk, client="Ada", type="Print")


def found(desk: Desk, text: str, board: str = "invoices") -> list[int]:
    """The numbers of the cards that a filter finds."""
    ids = boards.listed_ids(desk, View(board, text, sort="number"))
    return [int(face.ref[2:]) for face in boards.faces(desk, ids)]


# The list -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "a field needs a name"),
        ("x" * 41, "more than 40 characters"),
        ("2nd album", "beginning with a letter"),
        ("Album's colour", "use letters, digits, blanks"),
        ("fix [/] now", "use letters, digits, blanks"),
        ("=cmd", "use letters, digits, blanks"),
        ("Status", "means something else in filters"),
        ("dept", "means something else in filters"),
        ("Late", "means something else in filters"),
        ("at vendor", "means something else in filters"),
        ("not", "means something else in filters"),
        ("None", "means something else in filters"),
        ("Payment due", "there is a field 'Payment due' already"),
        ("tracking-number", "there is a field 'tracking-number' already"),
        ("Entered by", "there is a field 'Entered by' already"),
        ("album_COLOUR", "there is already a field of invoices called 'Album colour'"),
    ],
)
def test_names_that_no_field_may_have(desk: Desk, fields: None, name: str, words: str) -> None:
    """Whatever a filter, `set` or `show` takes for something else is refused, with the reason."""
    with pytest.raises(Refused) as caught:
        customfields.add(desk, "invoice", name)
    assert words in str(caught.value)


def test_no_field_of_a_record_can_be_shadowed(desk: Desk) -> None:
    """Every word that filters know, every name that can be set, and every name that is shown."""
    for word in (*FIELD_BY_WORD, *FLAG_BY_WORD, *editables.words(), *recordfields.NAMES):
        assert customfields.name_problem((), "order", word.replace("_", " "))


def test_the_names_that_are_shown_are_all_known(desk: Desk, fields: None) -> None:
    """A new field of a record has to be listed, so that nobody's own field is called the same."""
    tasks.new(desk, subject="Ring", about="I-1001")
    edits.set_fields(desk, "I-1001", {"payment due": "+3d", "delivered": "+3d", "date": "today"})
    edits.set_fields(desk, "S-1001", {"date": "today", "photographer": "Joon", "folder": "x"})
    texts = dict.fromkeys(
        ("vendor number", "vendor invoice", "carrier", "tracking", "studio notes", "vendor notes"),
        "x",
    )
    edits.set_fields(desk, "O-1001", {**texts, "vendor amount": "3"})
    for ref in ("I-1001", "S-1001", "O-1001", "T-1001"):
        shown = {entry.name for entry in recordfields.of_card(cards.get(ref))}
        assert shown <= recordfields.NAMES


def test_a_date_and_a_text_are_never_called_the_same(desk: Desk, fields: None) -> None:
    """Filters have one field of a name, for all kinds that have it."""
    with pytest.raises(Refused, match="the invoice field Delivery slot is a date"):
        customfields.add(desk, "order", "delivery-slot")
    customfields.add(desk, "order", "delivery-slot", sort="date")
    with pytest.raises(Refused, match="the order field Album colour is a text"):
        customfields.change(desk, "invoice", "Album colour", sort="date")


def test_texts_become_dates_only_where_they_are(desk: Desk) -> None:
    """A value that is no day keeps its field a text."""
    customfields.add(desk, "session", "Ceremony")
    sessions.new(desk, client="Ada", type="Wedding")
    edits.set_fields(desk, "S-1001", {"ceremony": "in May"})
    with pytest.raises(Refused, match="such as 'in May', that are no dates"):
        customfields.change(desk, "session", "Ceremony", sort="date")
    edits.set_fields(desk, "S-1001", {"ceremony": "2027-05-01"})
    assert customfields.change(desk, "session", "Ceremony", sort="date").sort == "date"


def test_fields_of_a_kind_have_an_order(desk: Desk, fields: None) -> None:
    """Of their own, apart from those of other kinds; it is the order in which they are shown."""
    customfields.reorder(desk, "invoice", "remarks", 1)
    assert [row.name for row in customfields.listed(desk, "invoices")] == [
        "Remarks", "Album colour", "Delivery slot",
    ]  # fmt: skip
    edits.set_fields(desk, "I-1001", {"album colour": "red", "remarks": "b"})
    assert list(customfields.values_of([cards.get("I-1001").id]).values()) == [
        {"Remarks": "b", "Album colour": "red"}
    ]


def test_only_some_records_have_fields(desk: Desk) -> None:
    """A kind without is refused by name."""
    with pytest.raises(Refused, match=r"'task' cannot .*; session, invoice, order can"):
        customfields.add(desk, "task", "Colour")


# Values -------------------------------------------------------------------------------------------


def test_values_are_set_by_name(desk: Desk, fields: None) -> None:
    """As it is written, in snake case or as filters write it; dates in any way that dates go."""
    given = {"Album colour": " red  [/]\x1b ", "delivery_slot": "fri", "remarks": "a\nb"}
    card = edits.set_fields(desk, "I-1001", given)
    assert customfields.values_of([card.id]) == {
        card.id: {"Album colour": "red [/]", "Delivery slot": "2026-11-06", "Remarks": "a\nb"}
    }
    before = card.version
    assert edits.set_fields(desk, "I-1001", {"album-colour": "blue"}).version == before + 1
    assert edits.set_fields(desk, "I-1001", {"ALBUM COLOUR": "blue"}).version == before + 1


def test_an_empty_value_takes_it_away(desk: Desk, fields: None) -> None:
    """So does none, for a date."""
    card = edits.set_fields(desk, "I-1001", {"album colour": "red", "delivery slot": "+3d"})
    edits.set_fields(desk, "I-1001", {"album colour": "", "delivery slot": "none"})
    assert customfields.values_of([card.id]) == {card.id: {}}


def test_what_is_no_date_is_refused(desk: Desk, fields: None) -> None:
    """And nothing else of the same command is written."""
    with pytest.raises(Refused, match='I-1001: "soonish" is not a date'):
        edits.set_fields(desk, "I-1001", {"album colour": "red", "delivery slot": "soonish"})
    assert list(customfields.values_of([cards.get("I-1001").id]).values()) == [{}]


def test_records_of_another_kind_have_no_such_field(desk: Desk, fields: None) -> None:
    """The nearest name is offered, the studio's own included."""
    with pytest.raises(Refused, match="a production has no field 'remarks'"):
        edits.set_fields(desk, "O-1001", {"remarks": "x"})
    with pytest.raises(Refused, match=r"'albumcolor' \(did you mean album_colour\?\)"):
        edits.set_fields(desk, "O-1001", {"albumcolor": "x"})


def test_values_are_shown_and_offered_for_change(desk: Desk, fields: None) -> None:
    """Under their own names; in the form of the record with what stands there."""
    edits.set_fields(desk, "I-1001", {"delivery slot": "2026-12-01"})
    shown = {e.name: (e.label, e.value) for e in details.detail(desk, "I-1001").fields}
    assert shown["delivery_slot"] == ("Delivery slot", "2026-12-01")
    assert present.by_ref(desk, "I-1001")[-3:] == [
        Text("album_colour", "Album colour", ""),
        Text("delivery_slot", "Delivery slot", "2026-12-01"),
        Text("remarks", "Remarks", "", prose=True),
    ]


def test_a_field_used_no_more_is_shown_but_not_set(desk: Desk, fields: None) -> None:
    """What is there stays."""
    edits.set_fields(desk, "I-1001", {"album colour": "red"})
    customfields.switch(desk, "invoice", "Album colour", active=False)
    assert "album_colour" in {e.name for e in details.detail(desk, "I-1001").fields}
    with pytest.raises(Refused, match="has no field 'album colour'"):
        edits.set_fields(desk, "I-1001", {"album colour": "blue"})


def test_values_are_in_the_log_and_undone(desk: Desk, fields: None) -> None:
    """Each change under the field's name, before and after, also when the value is gone."""
    for value in ("red", "blue", ""):
        edits.set_fields(desk, "I-1001", {"album colour": value})
    card = cards.get("I-1001")
    said = [(x.field, x.before, x.after) for x in history.log(desk, card_id=card.id)]
    assert [line for line in said if line[0] == "Album colour"] == [
        ("Album colour", "blue", None), ("Album colour", "red", "blue"), ("Album colour", None, "red"),
    ]  # fmt: skip
    history.undo(desk)
    assert customfields.values_of([card.id]) == {card.id: {"Album colour": "blue"}}
    history.undo(desk)
    history.undo(desk)
    assert customfields.values_of([card.id]) == {card.id: {}}
    history.redo(desk)
    assert customfields.values_of([card.id]) == {card.id: {"Album colour": "red"}}


def test_a_field_with_values_is_not_undone(desk: Desk) -> None:
    """Undoing it would lose them: who set one is told."""
    customfields.add(desk, "session", "Assistant")
    action = history.undoable(desk)[0].id
    sessions.new(desk, client="Ada", type="Wedding")
    edits.set_fields(desk, "S-1001", {"assistant": "Mia"})
    with pytest.raises(Refused, match="S-1001: ana changed it"):
        history.undo(desk, action)


# Finding ------------------------------------------------------------------------------------------


def test_texts_are_found(desk: Desk, fields: None) -> None:
    """Whatever their case, in part, by any of several, turned round, and where there is none."""
    edits.set_fields(desk, "I-1001", {"album colour": "Dark red"})
    edits.set_fields(desk, "I-1002", {"album colour": "100% blue_ish"})
    assert found(desk, "album-colour:red") == [1001]
    assert found(desk, "Album_Colour=RED,blue") == [1001, 1002]
    assert found(desk, 'album-colour:"100% b"') == [1002]
    assert found(desk, "album-colour:%") == [1002]
    assert found(desk, "album-colour!=red") == [1002, 1003]
    assert found(desk, "-album-colour:red client:ada") == []
    assert found(desk, "album-colour:none or album-colour:dark*") == [1001, 1003]
    assert found(desk, 'album-colour:"none"') == []


def test_like_named_fields_of_kinds_are_found_together(desk: Desk, fields: None) -> None:
    """One word for all of them, each on its board."""
    edits.set_fields(desk, "I-1001", {"album colour": "red"})
    edits.set_fields(desk, "O-1001", {"album colour": "red"})
    assert found(desk, "album-colour:red") == [1001]
    assert found(desk, "album-colour:red", "production") == [1001]


def test_days_are_compared_as_days(desk: Desk, fields: None) -> None:
    """With all comparisons; the end of a week belongs to it. Today is Monday 2 November."""
    for number, day in ((1, "2026-11-02"), (2, "2026-11-05"), (3, "2026-11-08")):
        edits.set_fields(desk, f"I-100{number}", {"delivery slot": day})
    cases = {
        "=today": [1001], ":+3d": [1002], "<+3d": [1001], "<=+3d": [1001, 1002], ">+3d": [1003],
        ">=+3d": [1002, 1003], "<eow": [1001, 1002, 1003], ">eow": [], "!=today": [1002, 1003],
        ":thu": [1002], ":2026-11-08,today": [1001, 1003], '<"2026-11-05 12:00"': [1001],
    }  # fmt: skip
    for condition, numbers in cases.items():
        assert found(desk, f"delivery-slot{condition}") == numbers, condition
    assert found(desk, "delivery-slot:none") == []


def test_mistakes_are_told_with_their_place(desk: Desk, fields: None) -> None:
    """And with the nearest names, the studio's own included."""
    with pytest.raises(FilterError) as caught:
        boards.compiled(desk, "late albumcolour:red")
    assert (caught.value.position, caught.value.expected[0]) == (5, "album-colour")
    with pytest.raises(FilterError, match="is not a date"):
        boards.compiled(desk, "delivery-slot:red")
    with pytest.raises(FilterError, match='album-colour cannot be compared with "<"'):
        boards.compiled(desk, "album-colour<red")


def test_another_studio_knows_nothing_of_it(desk: Desk) -> None:
    """Words are the studio's: without the field they are refused."""
    with pytest.raises(FilterError, match='no field "album-colour"'):
        boards.compiled(desk, "album-colour:red")


def test_words_are_completed(desk: Desk, fields: None) -> None:
    """The name as filters write it, and what may follow it."""
    names = Names.of(desk.directory)
    assert completion.complete("alb", 3, names) == ["album-colour:"]
    assert completion.complete("album_colour:", 13, names) == ["album_colour:none"]
    assert "delivery-slot:today" in completion.complete("delivery-slot:", 14, names)


def test_saved_views_and_the_past_know_the_fields(desk: Desk, fields: None) -> None:
    """A saved filter goes on working after its field is used no more; an earlier board takes it."""
    edits.set_fields(desk, "I-1001", {"album colour": "red"})
    views.save(desk, "Red", View("invoices", "album-colour:red"))
    customfields.switch(desk, "invoice", "Album colour", active=False)
    view = views.opened(views.named(desk, "invoices", "Red"))
    assert found(desk, view.filter) == [1001]
    past = View("invoices", view.filter, at=desk.now())
    assert [lane.count for lane in boards.lanes(desk, past) if lane.count] == [1]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(min_size=1, max_size=20))
def test_every_name_that_passes_can_be_filtered_by(desk: Desk, name: str) -> None:
    """And set, by the word that the list shows."""
    if customfields.name_problem((), "order", name):
        return
    with desk.rehearsal():
        row = customfields.add(desk, "order", name)
        word = custom_word(row.name)
        assert custom_key(word) == custom_key(row.name)
        query = filters.parse(f"{word}:x", Names.of(desk.directory).custom)
        assert filters.parse(filters.unparse(query), Names.of(desk.directory).custom) == query
        for written in (row.name, word, editables.custom_name(row)):
            assert editables.named(desk, "production", written).label == row.name
