"""Fields are set by name, several at once, all or nothing, and never over somebody's change."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from store import calls, edits, history, invoices, moves, orders, sessions, tasks, tracks
from store.desk import Desk
from store.errors import Refused
from store.moves import Move
from store.tables import Card, Firing, Visit
from store.triggers import Spec
from store.triggers import add as add_trigger

At = Callable[[str], int]
Login = Callable[[str], Desk]


def _order(desk: Desk) -> Card:
    return orders.new(desk, client="Ada", type="Print", vendor="Bay Lab")


def test_several_fields_are_set_at_once(desk: Desk, at: At) -> None:
    """Of the card, its visit and its record, with one new version."""
    made = _order(desk)
    card = edits.set_fields(
        desk,
        "O-1001",
        {"owner": "joon", "dept": "Retouch", "priority": "rush", "tracking": "1Z99", "note": "red"},
    )
    assert (card.user_id, card.priority) == (desk.directory.user_named("joon").id, 3)
    assert card.version == made.version + 1
    assert Visit.get_by_id(card.visit).user_id == card.user_id
    assert orders.of_card(card).tracking == "1Z99"
    assert "red" in Card.get_by_id(card.id).search


def test_setting_what_is_there_changes_nothing(desk: Desk) -> None:
    """No action, no new version."""
    made = _order(desk)
    edits.set_fields(desk, "O-1001", {"priority": "normal", "carrier": ""})
    assert Card.get_by_id(made.id).version == made.version
    assert history.undoable(desk)[0].name == "new order"


def test_a_due_date_set_by_hand_stays(desk: Desk, at: At) -> None:
    """Until it is given back to the computation."""
    _order(desk)
    card = edits.set_fields(desk, "O-1001", {"due": "2026-11-06"})
    assert (card.due_at, card.due_by_hand) == (at("2026-11-06 18:00"), True)
    tracks.change_status(desk, "production", "Print", "Order Entered", days=9)
    assert Card.get_by_id(card.id).due_at == at("2026-11-06 18:00")
    card = edits.set_fields(desk, "O-1001", {"due": "auto"})
    assert (card.due_at, card.due_by_hand) == (at("2026-11-13 18:00"), False)
    card = edits.set_fields(desk, "O-1001", {"due": "none"})
    assert (card.due_at, card.due_by_hand) == (None, True)


def test_a_finished_card_has_no_due_date(desk: Desk) -> None:
    """Setting one is refused."""
    _order(desk)
    moves.advance(desk, [Move("O-1001", "Delivered")])
    with pytest.raises(Refused, match="O-1001: it is finished"):
        edits.set_fields(desk, "O-1001", {"due": "+3d"})


def test_every_problem_is_told_and_nothing_written(desk: Desk) -> None:
    """One line each, with the reference."""
    made = _order(desk)
    with pytest.raises(Refused) as caught:
        edits.set_fields(
            desk, "O-1001", {"owner": "jon", "du": "+3d", "due": "soonish", "priority": "high"}
        )
    first, second, third = caught.value.problems
    assert first == "O-1001: no user is called 'jon' (did you mean joon?)"
    assert "no field 'du' (did you mean due" in second
    assert '"soonish" is not a date' in third
    assert Card.get_by_id(made.id).priority == 1


def test_somebody_elses_change_is_not_overwritten(desk: Desk, log_in: Login) -> None:
    """The loser is told who, when and where it is now."""
    made = _order(desk)
    edits.set_fields(log_in("joon"), "O-1001", {"owner": "mia"})
    with pytest.raises(Refused, match="O-1001: joon changed it at 10:00 on 02 Nov"):
        edits.set_fields(desk, "o-1001", {"owner": "ana"}, expect_version=made.version)


def test_many_records_are_set_in_one_action(desk: Desk) -> None:
    """Of different kinds; undone together."""
    _order(desk)
    sessions.new(desk, client="Ada")
    edits.set_many(desk, ["O-1001", "S-1001"], {"owner": "me", "priority": "high"})
    assert {card.priority for card in Card.select()} == {2}
    history.undo(desk)
    assert {card.priority for card in Card.select()} == {1}


def test_many_records_are_all_set_or_none(desk: Desk) -> None:
    """A field that one kind does not have stops all."""
    made = _order(desk)
    sessions.new(desk, client="Ada")
    with pytest.raises(Refused, match="S-1001: a session has no field 'vendor'"):
        edits.set_many(desk, ["O-1001", "S-1001"], {"vendor": "Foliant"})
    assert Card.get(Card.kind == "production").vendor_id == made.vendor_id


def test_nobody_is_an_owner_too(desk: Desk) -> None:
    """`none` takes a value away."""
    _order(desk)
    edits.set_fields(desk, "O-1001", {"owner": "joon"})
    card = edits.set_fields(desk, "O-1001", {"owner": "none", "vendor": "none", "dept": "none"})
    assert (card.user_id, card.vendor_id, card.department_id) == (None, None, None)


def test_a_type_brings_its_track(desk: Desk, at: At) -> None:
    """While the card is in its first status; triggers follow."""
    add_trigger(desk, Spec("a", "production", "Print", "Order Entered", "task", "x", "due"))
    add_trigger(desk, Spec("b", "production", "Album", "Order Entered", "task", "x", "due"))
    made = _order(desk)
    card = edits.set_fields(desk, "O-1001", {"type": "Album"})
    lists = desk.directory
    assert lists.tracks[card.track_id].name == "Album"
    assert lists.statuses[card.status_id].track_id == card.track_id
    assert Visit.get_by_id(card.visit).status_id == card.status_id != made.status_id
    states = [row.state for row in Firing.select().order_by(Firing.trigger)]
    assert states == ["cancelled", "pending"]


def test_a_type_with_another_track_is_refused_later_on(desk: Desk) -> None:
    """Its new track would not know where it is."""
    _order(desk)
    moves.advance(desk, [Move("O-1001")])
    with pytest.raises(Refused, match="cannot change in Retouch"):
        edits.set_fields(desk, "O-1001", {"type": "Album"})


def test_a_type_on_the_same_track_can_always_change(desk: Desk) -> None:
    """Sessions of all types share one."""
    sessions.new(desk, client="Ada", type="Wedding")
    moves.advance(desk, [Move("S-1001")])
    card = edits.set_fields(desk, "S-1001", {"type": "Portrait"})
    assert desk.directory.types[card.type_id or 0].name == "Portrait"
    assert edits.set_fields(desk, "S-1001", {"type": "none"}).type_id is None


def test_a_vendors_calendar_follows(desk: Desk, at: At) -> None:
    """Another lab, another work week, another due date."""
    _order(desk)
    moves.advance(desk, [Move("O-1001", "Sent to Lab")])
    card = edits.set_fields(desk, "O-1001", {"vendor": "Foliant"})
    assert card.due_at == at("2026-11-10 18:00")


def test_a_promise_reschedules_backward_tracks(desk: Desk, at: At) -> None:
    """The due date is counted from it."""
    tracks.change_track(desk, "production", "Print", method="backward")
    _order(desk)
    card = edits.set_fields(desk, "O-1001", {"promised": "2026-11-30"})
    assert card.due_at == at("2026-11-12 18:00")


def test_each_kind_has_fields_of_its_own(desk: Desk, at: At) -> None:
    """Sessions, invoices, orders, tasks and calls."""
    card = sessions.new(desk, client="Ada")
    edits.set_fields(desk, "S-1001", {"date": "2026-11-14 14:00", "photographer": "Joon"})
    assert sessions.of_card(card).held_at == at("2026-11-14 14:00")
    card = invoices.new(desk, client="Ada")
    edits.set_fields(
        desk, "I-1001", {"date": "2026-10-30", "payment-due": "eom", "session": "S-1001"}
    )
    row = invoices.of_card(card)
    assert (row.invoiced_on, row.payment_due_at) == ("2026-10-30", at("2026-11-30 18:00"))
    card = _order(desk)
    edits.set_fields(desk, "O-1001", {"vendor_amount": "$1,234.50"})
    assert orders.of_card(card).vendor_amount_cents == 123450
    card = tasks.new(desk, subject="x")
    edits.set_fields(desk, "T-1001", {"start": "tomorrow", "subject": "y"})
    assert tasks.of_card(card).start_at == at("2026-11-03 09:00")
    card = calls.new(desk, subject="x", client="Ada")
    edits.set_fields(desk, "C-1001", {"phone": "555", "client": "none"})
    assert calls.of_card(card).phone == "555"


@pytest.mark.parametrize(
    ("reference", "field", "text", "words"),
    [
        ("S-1001", "client", "none", "needs a client"),
        ("S-1001", "client", "Adda", "did you mean Ada"),
        ("T-1001", "subject", " ", "needs a subject"),
        ("T-1001", "promised", "eom", "no field 'promised'"),
        ("S-1001", "priority", "urgent", "is no priority"),
        ("S-1001", "type", "Weding", "did you mean Wedding"),
    ],
)
def test_what_cannot_be_is_refused(
    desk: Desk, reference: str, field: str, text: str, words: str
) -> None:
    """With the nearest right word where there is one."""
    sessions.new(desk, client="Ada")
    tasks.new(desk, subject="x")
    with pytest.raises(Refused, match=words):
        edits.set_fields(desk, reference, {field: text})


def test_nothing_to_set_is_refused(desk: Desk) -> None:
    """How to write it is told."""
    _order(desk)
    with pytest.raises(Refused, match="FIELD=VALUE"):
        edits.set_fields(desk, "O-1001", {})


def test_another_client_is_found_by_its_name(desk: Desk) -> None:
    """The search text follows the client."""
    _order(desk)
    sessions.new(desk, client="Bo Lindqvist")
    card = edits.set_fields(desk, "O-1001", {"client": "bo lindqvist"})
    assert "lindqvist" in Card.get_by_id(card.id).search
