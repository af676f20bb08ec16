"""Advancing cards: every choice there is, what refuses, and all of it or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from store import (
    cards,
    edits,
    history,
    holds,
    moves,
    notes,
    orders,
    sessions,
    tasks,
    timers,
    tracks,
)
from store.desk import Desk
from store.errors import Refused
from store.intake import NewCard
from store.moves import Move
from store.reading import tuples
from store.tables import FAR, Card, Change, Status, Visit

At = Callable[[str], int]
Turn = Callable[[str], int]
Login = Callable[[str], Desk]


def _order(desk: Desk, type: str = "Print", **said: Any) -> Card:  # noqa: A002 - a word of orders
    return orders.new(desk, client="Ada", type=type, **said)


def _go(desk: Desk, ref: str, to: str | None = None, **how: Any) -> moves.Moved:
    done = moves.advance(desk, [Move(ref, to, **how)])
    assert not done.refused, done.refused
    return done.moved[0]


def _why_not(desk: Desk, *wanted: Move) -> str:
    done = moves.advance(desk, wanted)
    assert not done.moved
    return "; ".join(f"{one.ref}: {one.reason}" for one in done.refused)


def _visits(card: Card) -> list[Visit]:
    return list(Visit.select().where(Visit.card == card.id).order_by(Visit.number))


def _snapshot() -> list[tuple[Any, ...]]:
    return tuples(Card.select(Card.id, Card.status, Card.version, Card.due_at))


# Where to ----------------------------------------------------------------------------------------


def test_the_next_status_is_the_default(desk: Desk) -> None:
    """A card walks its main line past the places where cards wait."""
    _order(desk)
    walked = [_go(desk, "O-1001").to for _ in range(5)]
    assert walked == ["Retouch", "Sent to Lab", "QA", "Ready", "Delivered"]


def test_after_the_last_there_is_no_next(desk: Desk) -> None:
    """Neither from the end nor from where it was called off."""
    _order(desk)
    _go(desk, "O-1001", "Delivered")
    assert "last status" in _why_not(desk, Move("O-1001"))
    _order(desk)
    _go(desk, "O-1002", "Cancelled")
    assert "last status" in _why_not(desk, Move("O-1002"))


def test_any_status_of_its_track_may_be_named(desk: Desk) -> None:
    """Forwards, backwards, in any case; never one of another track."""
    _order(desk)
    assert _go(desk, "O-1001", "ready").to == "Ready"
    assert _go(desk, "O-1001", "RETOUCH").to == "Retouch"
    assert "no status of Print" in _why_not(desk, Move("O-1001", "Layout"))


def test_back_is_the_status_before(desk: Desk) -> None:
    """And before the first there is none."""
    _order(desk)
    _go(desk, "O-1001", "QA")
    assert _go(desk, "O-1001", back=True).to == "Sent to Lab"
    _go(desk, "O-1001", "Order Entered")
    assert "first status" in _why_not(desk, Move("O-1001", back=True))


def test_back_from_a_pause_is_where_it_came_from(desk: Desk) -> None:
    """Whether that step was completed or not, and also when it was called off."""
    _order(desk)
    _go(desk, "O-1001", "Retouch")
    _go(desk, "O-1001", "On Hold")
    assert _go(desk, "O-1001", back=True).to == "Retouch"
    _go(desk, "O-1001", "Cancelled")
    assert _go(desk, "O-1001", back=True).to == "Retouch"


def test_the_same_status_refuses(desk: Desk) -> None:
    """A move goes somewhere."""
    _order(desk)
    assert "already in Order Entered" in _why_not(desk, Move("O-1001", "Order Entered"))


def test_an_inactive_status_is_no_place(desk: Desk) -> None:
    """Named it refuses, by default it is passed over."""
    tracks.deactivate_status(desk, "production", "Print", "Retouch")
    _order(desk)
    assert "Retouch is inactive" in _why_not(desk, Move("O-1001", "Retouch"))
    assert _go(desk, "O-1001").to == "Sent to Lab"


def test_a_card_leaves_a_status_out_of_use(desk: Desk) -> None:
    """Where it stands does not bind it."""
    card = _order(desk)
    _go(desk, "O-1001")
    Status.update(inactive=True).where(Status.id == Card.get_by_id(card.id).status_id).execute()
    desk.forget_lists()
    assert _go(desk, "O-1001").to == "Sent to Lab"


def test_a_finished_card_can_be_opened_again(desk: Desk, at: At) -> None:
    """It is on the boards again, due as if it had just come."""
    card = _order(desk)
    _go(desk, "O-1001", "Delivered")
    moved = _go(desk, "O-1001", "QA")
    fresh = Card.get_by_id(card.id)
    assert (fresh.done, moved.due_at) == (False, at("2026-11-03 18:00"))
    assert fresh.sort_at == fresh.due_at


def test_finished_cards_sort_the_latest_first(desk: Desk, turn: Turn) -> None:
    """The lane of finished cards reads from the newest, without due dates."""
    made = [_order(desk) for _ in range(3)]
    for hour, card in zip((13, 11, 12), made, strict=True):
        turn(f"2026-11-02 {hour}:00")
        _go(desk, cards.ref(card), "Delivered" if hour != 12 else "Cancelled")
    ranked = Card.select().order_by(Card.sort_at)
    assert [card.number for card in ranked] == [1001, 1003, 1002]
    assert all(card.sort_at > FAR and card.due_at is None and card.done for card in ranked)


# What is kept ------------------------------------------------------------------------------------


def test_history_keeps_every_choice(desk: Desk, at: At) -> None:
    """When it was completed, by whom, with what note; the new stay begins where the old ended."""
    card = _order(desk)
    done_at = at("2026-11-02 09:15")
    _go(desk, "O-1001", completed_at=done_at, note="two\nlines", reason="asked for")
    left, stays = _visits(card)
    assert (left.completed_at, left.complete, left.note) == (done_at, True, "two\nlines")
    assert (left.reason, left.left_at, stays.entered_at) == ("asked for", desk.now(), desk.now())
    assert (stays.by_id, stays.left_at, stays.basis_at) == (desk.who.id, None, done_at)


def test_a_reason_stays_with_the_pause(desk: Desk) -> None:
    """It is read where the card waits."""
    card = _order(desk)
    _go(desk, "O-1001", "On Hold", reason="ill", not_complete=True)
    assert [(v.reason, v.cause) for v in _visits(card)] == [("ill", ""), ("ill", "us")]


def test_hostile_words_are_made_harmless(desk: Desk) -> None:
    """Nothing raw is stored."""
    card = _order(desk)
    _go(desk, "O-1001", note="a\x1b[31mb\u202e", reason="x\x9by")
    assert (_visits(card)[0].note, _visits(card)[0].reason) == ("a[31mb", "xy")


def test_versions_only_grow(desk: Desk) -> None:
    """Every move counts one up, undo and redo too."""
    card = _order(desk)
    seen = [card.version]
    for step in (
        lambda: _go(desk, "O-1001"),
        lambda: history.undo(desk),
        lambda: history.redo(desk),
        lambda: _go(desk, "O-1001", back=True),
    ):
        step()
        seen.append(Card.get_by_id(card.id).version)
    assert seen == sorted(set(seen))


# Due dates ---------------------------------------------------------------------------------------


def test_the_due_date_counts_from_completion(desk: Desk, at: At) -> None:
    """Three business days of retouching from last Friday, not from today."""
    _order(desk)
    moved = _go(desk, "O-1001", completed_at=at("2026-10-30 12:00"))
    assert moved.due_at == at("2026-11-04 18:00")


def test_the_future_is_not_completed_yet(desk: Desk, at: At) -> None:
    """A minute of difference between two clocks is forgiven."""
    _order(desk)
    later = Move("O-1001", completed_at=at("2026-11-02 10:02"))
    assert "future" in _why_not(desk, later)
    _go(desk, "O-1001", completed_at=desk.now() + 30_000)


def test_a_date_out_of_reach_is_refused(desk: Desk) -> None:
    """A typing mistake of centuries ends in words."""
    _order(desk)
    assert "1900" in _why_not(desk, Move("O-1001", completed_at=-(10**14)))


def test_a_due_date_by_hand_is_kept_for_its_step(desk: Desk, at: At) -> None:
    """The next step is computed again."""
    card = _order(desk)
    chosen = at("2026-11-20 12:00")
    assert _go(desk, "O-1001", due_at=chosen).due_at == chosen
    assert Card.get_by_id(card.id).due_by_hand
    assert _go(desk, "O-1001").due_at == at("2026-11-09 18:00")
    assert not Card.get_by_id(card.id).due_by_hand


def test_an_errands_due_date_by_hand_is_kept_for_good(desk: Desk, at: At) -> None:
    """A task is due when it was said, however far it has come."""
    chosen = at("2026-11-20 12:00")
    card = tasks.new(desk, subject="x", due_at=chosen)
    assert _go(desk, "T-1001").due_at == chosen
    _go(desk, "T-1001", "Done")
    fresh = Card.get_by_id(card.id)
    assert (fresh.due_at, fresh.due_by_hand) == (None, False)


def test_vendors_count_on_their_own_calendar(desk: Desk, at: At) -> None:
    """A lab that is closed on Fridays needs longer, the studio's steps do not."""
    _order(desk, vendor="Foliant")
    assert _go(desk, "O-1001", "Sent to Lab").due_at == at("2026-11-10 18:00")
    _order(desk, vendor="Bay Lab")
    assert _go(desk, "O-1002", "Sent to Lab").due_at == at("2026-11-09 18:00")
    assert _go(desk, "O-1001", "Ready").due_at == at("2026-11-05 18:00")


def test_summer_time_ends_and_closing_time_stays(desk: Desk, turn: Turn, at: At) -> None:
    """A step across the night of the change is due at six by the wall clock."""
    turn("2026-10-30 10:00")
    _order(desk)
    assert _go(desk, "O-1001").due_at == at("2026-11-04 18:00")
    turn("2027-03-12 10:00")
    assert _go(desk, "O-1001", "QA").due_at == at("2027-03-15 18:00")


def test_a_finished_card_has_no_due_date(desk: Desk, at: At) -> None:
    """Also when one is given."""
    _order(desk)
    assert _go(desk, "O-1001", "Delivered", due_at=at("2026-12-01 18:00")).due_at is None


# Pauses ------------------------------------------------------------------------------------------


def test_a_paused_card_goes_back_to_its_step(desk: Desk, turn: Turn, at: At) -> None:
    """Forward, its due date moves by exactly the business time it waited."""
    _order(desk)
    assert _go(desk, "O-1001").due_at == at("2026-11-05 18:00")
    turn("2026-11-03 09:00")
    assert _go(desk, "O-1001", "Waiting on Client", not_complete=True).due_at is None
    turn("2026-11-06 09:00")
    moved = _go(desk, "O-1001")
    assert (moved.to, moved.due_at) == ("Retouch", at("2026-11-10 18:00"))


def test_a_pause_over_a_weekend_counts_business_time(desk: Desk, turn: Turn, at: At) -> None:
    """Friday noon to Monday noon is one business day."""
    _order(desk)
    _go(desk, "O-1001")
    turn("2026-11-06 12:00")
    _go(desk, "O-1001", "On Hold", not_complete=True)
    turn("2026-11-09 12:00")
    assert _go(desk, "O-1001").due_at == at("2026-11-06 18:00")


def test_a_part_of_a_day_moves_by_that_part(desk: Desk, turn: Turn, at: At) -> None:
    """Three of nine hours on hold are three working hours more."""
    _order(desk)
    _go(desk, "O-1001")
    _go(desk, "O-1001", "On Hold", not_complete=True)
    turn("2026-11-02 13:00")
    assert _go(desk, "O-1001").due_at == at("2026-11-06 12:00")


def test_two_pauses_in_a_row_are_one(desk: Desk, turn: Turn, at: At) -> None:
    """Waiting, then held: it still goes back to its step, later by both."""
    _order(desk)
    _go(desk, "O-1001")
    _go(desk, "O-1001", "Waiting on Client", not_complete=True)
    turn("2026-11-03 10:00")
    _go(desk, "O-1001", "On Hold")
    turn("2026-11-04 10:00")
    moved = _go(desk, "O-1001")
    assert (moved.to, moved.due_at) == ("Retouch", at("2026-11-09 18:00"))


def test_a_second_pause_of_the_same_step_adds_up(desk: Desk, turn: Turn, at: At) -> None:
    """Every pause protects what comes after it."""
    _order(desk)
    _go(desk, "O-1001")
    for day in (3, 5):
        turn(f"2026-11-0{day - 1} 10:00")
        _go(desk, "O-1001", "On Hold", not_complete=True)
        turn(f"2026-11-0{day} 10:00")
        moved = _go(desk, "O-1001")
    assert (moved.to, moved.due_at) == ("Retouch", at("2026-11-09 18:00"))


def test_a_pause_after_a_completed_step_goes_on_behind_it(desk: Desk) -> None:
    """Quality was checked, the client was waited for: next it is ready."""
    _order(desk)
    _go(desk, "O-1001", "QA")
    _go(desk, "O-1001", "Waiting on Client")
    assert _go(desk, "O-1001").to == "Ready"


def test_a_parked_card_may_go_elsewhere(desk: Desk, turn: Turn, at: At) -> None:
    """Then its step there counts from now."""
    _order(desk)
    _go(desk, "O-1001", "On Hold", not_complete=True)
    turn("2026-11-04 10:00")
    assert _go(desk, "O-1001", "QA").due_at == at("2026-11-05 18:00")


def test_what_is_waited_for_goes_overdue(desk: Desk, turn: Turn) -> None:
    """A pause with a duration of its own hides nothing."""
    card = _order(desk)
    _go(desk, "O-1001", "Sent to Lab")
    turn("2026-11-30 10:00")
    assert (Card.get_by_id(card.id).due_at or 0) < desk.now()


def test_backward_the_promise_stays(desk: Desk, turn: Turn, at: At) -> None:
    """A pause eats the slack, not the date."""
    tracks.change_track(desk, "production", "Print", method="backward")
    _order(desk, promised_at=at("2026-11-30 18:00"))
    before = _go(desk, "O-1001").due_at
    _go(desk, "O-1001", "On Hold", not_complete=True)
    turn("2026-11-05 10:00")
    assert _go(desk, "O-1001").due_at == before == at("2026-11-17 18:00")


# Owners ------------------------------------------------------------------------------------------


def test_the_status_brings_its_owner(desk: Desk) -> None:
    """Retouching belongs to that department; where a status says nothing the owner stays."""
    card = _order(desk, user="ana")
    _go(desk, "O-1001")
    fresh = Card.get_by_id(card.id)
    assert (fresh.user_id, _department(desk, fresh)) == (None, "Retouch")
    _go(desk, "O-1001", "Sent to Lab")
    assert _department(desk, Card.get_by_id(card.id)) == "Retouch"


def _department(desk: Desk, card: Card) -> str:
    return desk.directory.departments[card.department_id or 0].name


def test_the_owner_may_be_chosen(desk: Desk) -> None:
    """Somebody, some department, or nobody at all; the visit knows it too."""
    card = _order(desk)
    _go(desk, "O-1001", user="joon", department=None)
    fresh, stay = Card.get_by_id(card.id), _visits(card)[-1]
    assert fresh.user_id == stay.user_id == desk.directory.user_named("joon").id
    assert fresh.department_id is stay.department_id is None
    _go(desk, "O-1001", user=None, department="Print room")
    fresh = Card.get_by_id(card.id)
    assert (fresh.user_id, _department(desk, fresh)) == (None, "Print room")
    assert "no user is called" in _why_not(desk, Move("O-1001", user="jon"))


# Several at once ---------------------------------------------------------------------------------


def _mixed(desk: Desk) -> list[str]:
    _order(desk), _order(desk, "Album"), _order(desk, "Digital")
    sessions.new(desk, client="Ada")
    tasks.new(desk, subject="x")
    return ["O-1001", "O-1002", "O-1003", "S-1001", "T-1001"]


def test_types_may_be_mixed(desk: Desk) -> None:
    """Each goes to its own track's next status, in one action."""
    refs = _mixed(desk)
    done = moves.advance(desk, [Move(ref) for ref in refs])
    assert [one.to for one in done.moved] == ["Retouch", "Layout", "Retouch", "Shot", "In Progress"]
    assert len(history.undo(desk).refs) == 5
    assert {card.version for card in Card.select()} == {3}


def test_the_plan_says_how_many_go_where(desk: Desk) -> None:
    """Before anything moves, the largest group first."""
    refs = [*_mixed(desk), cards.ref(_order(desk))]
    before = _snapshot()
    planned = moves.plan(desk, [Move(ref) for ref in refs])
    assert planned.groups(desk)[0] == ("Print", "Order Entered", "Retouch", 2)
    assert sum(count for *_, count in planned.groups(desk)) == 6
    assert _snapshot() == before


@pytest.mark.parametrize(
    "wrong",
    [
        Move("O-9999"),
        Move("nonsense"),
        Move("O-1002", "Nowhere"),
        Move("O-1002", expect_version=7),
        Move("O-1002", "Order Entered"),
        Move("O-1002", user="nobody-here"),
        Move("O-1002", department="Moon"),
    ],
)
def test_all_of_them_or_none(desk: Desk, wrong: Move) -> None:
    """One that cannot move keeps all where they are, and is named with its reason."""
    _mixed(desk)
    before = (_snapshot(), Change.select().count(), Visit.select().count())
    done = moves.advance(desk, [Move("O-1001"), wrong, Move("S-1001")])
    assert [one.ref for one in done.refused] == [wrong.ref]
    assert done.refused[0].reason
    assert (_snapshot(), Change.select().count(), Visit.select().count()) == before


def test_every_reason_is_told_at_once(desk: Desk) -> None:
    """Nobody has to try again for the second."""
    _mixed(desk)
    done = moves.advance(desk, [Move("O-9998"), Move("O-1001", "Moon"), Move("O-9999")])
    assert {one.ref for one in done.refused} == {"O-9998", "O-1001", "O-9999"}


@pytest.mark.parametrize("again", ["O-1001", "o-1001", " O-1001 ", "O-01001"])
def test_a_card_named_twice_moves_once(desk: Desk, again: str) -> None:
    """However its reference is written."""
    _order(desk)
    assert len(moves.advance(desk, [Move("O-1001"), Move(again)]).moved) == 1


def test_nothing_to_move_is_nothing(desk: Desk) -> None:
    """No action is noted."""
    before = Change.select().count()
    assert moves.advance(desk, []) == moves.Advanced()
    assert Change.select().count() == before


def test_five_hundred_at_once(desk: Desk) -> None:
    """More than a statement's values, in one action."""
    refs = [cards.ref(_order(desk)) for _ in range(3)]
    with desk.action("new") as act:
        ready = [orders.NewOrder(NewCard(client_id=1)) for _ in range(600)]
        for one in ready:
            one.card.type_id = desk.directory.type_named("production", "Print").id
        ids = orders.make_many(desk, act, "production", ready)
    refs += [cards.ref(card) for card in Card.select().where(Card.id.in_(ids))]
    done = moves.advance(desk, [Move(ref, "Sent to Lab") for ref in refs])
    assert len(done.moved) == 603


# Against somebody else ---------------------------------------------------------------------------


def test_the_loser_is_told_who_when_and_where_to(desk: Desk, log_in: Login, turn: Turn) -> None:
    """Nothing of the winner's is overwritten."""
    card = _order(desk)
    turn("2026-11-02 10:42")
    joon = log_in("joon")
    joon.clock = desk.clock
    _go(joon, "O-1001", "QA", expect_version=card.version)
    reason = _why_not(desk, Move("O-1001", expect_version=card.version))
    assert reason.startswith("O-1001: joon changed it at 10:42 on 02 Nov; it is now in QA")


def test_the_clock_is_nobody(desk: Desk, log_in: Login, turn: Turn) -> None:
    """A mark set meanwhile changes no version and is not what the loser is told of."""
    from store import settling

    card = _order(desk)
    _go(log_in("joon"), "O-1001", "QA")
    turn("2026-11-20 10:00")
    assert settling.mark_due(settling.clock_desk(desk), None) == 1
    assert "joon changed it" in _why_not(desk, Move("O-1001", expect_version=card.version))
    assert Card.get_by_id(card.id).version == card.version + 1


def test_a_change_of_a_field_counts_too(desk: Desk, log_in: Login) -> None:
    """What was seen is not what is there."""
    card = _order(desk)
    edits.set_fields(log_in("joon"), "O-1001", {"priority": "rush"})
    reason = _why_not(desk, Move("O-1001", expect_version=card.version))
    assert "joon changed it" in reason
    assert "Order Entered" in reason


def test_a_note_is_no_conflict(desk: Desk, log_in: Login) -> None:
    """Writing beside a card does not stop its move."""
    card = _order(desk)
    notes.add(log_in("joon"), "O-1001", "hello")
    _go(desk, "O-1001", expect_version=card.version)


def test_versions_may_be_left_out(desk: Desk) -> None:
    """Whoever names none moves what is there."""
    _order(desk)
    _go(desk, "O-1001")
    _go(desk, "O-1001", expect_version=Card.get().version)


def test_a_viewer_moves_nothing(desk: Desk, log_in: Login) -> None:
    """Roles are asked before anything is read."""
    _order(desk)
    with pytest.raises(Refused, match="vic is viewer"):
        moves.advance(log_in("vic"), [Move("O-1001")])


# Limits ------------------------------------------------------------------------------------------


def _limit(desk: Desk, count: int | None, *, hard: bool, track: str = "Print") -> None:
    tracks.change_status(desk, "production", track, "Retouch", wip_limit=count, wip_hard=hard)


def test_a_hard_limit_refuses(desk: Desk) -> None:
    """All that would go there, with the numbers."""
    _limit(desk, 2, hard=True)
    for _ in range(3):
        _order(desk)
    reason = _why_not(desk, *(Move(f"O-100{n}") for n in (1, 2, 3)))
    assert reason.count("WIP limit of Retouch is 2, it would hold 3") == 3
    moves.advance(desk, [Move("O-1001"), Move("O-1002")])
    assert "would hold 3" in _why_not(desk, Move("O-1003"))


def test_a_soft_limit_warns(desk: Desk) -> None:
    """The move is made."""
    _limit(desk, 1, hard=False)
    _order(desk), _order(desk)
    done = moves.advance(desk, [Move("O-1001"), Move("O-1002")])
    assert (len(done.moved), done.warnings) == (
        2, ("WIP limit of Retouch is 1, it would hold 2",),
    )  # fmt: skip


def test_limits_count_per_track(desk: Desk) -> None:
    """A lane that several tracks share has room for each."""
    _limit(desk, 1, hard=True)
    _limit(desk, 1, hard=True, track="Digital")
    _order(desk), _order(desk, "Digital")
    assert len(moves.advance(desk, [Move("O-1001"), Move("O-1002")]).moved) == 2


def test_those_leaving_make_room(desk: Desk) -> None:
    """One out and one in is no more than before."""
    _limit(desk, 1, hard=True)
    _order(desk), _order(desk)
    _go(desk, "O-1001")
    assert len(moves.advance(desk, [Move("O-1001"), Move("O-1002")]).moved) == 2


def test_finished_and_other_cards_take_no_room(desk: Desk) -> None:
    """Only open cards in that status count."""
    _limit(desk, 1, hard=True)
    _order(desk), _order(desk)
    _go(desk, "O-1001")
    _go(desk, "O-1001", "Delivered")
    _go(desk, "O-1002")


@pytest.mark.parametrize(
    ("arriving", "leaving", "present", "refused"),
    [(1, 0, 4, False), (1, 0, 5, True), (2, 1, 5, True), (1, 1, 9, False), (1, 2, 7, False)],
)
def test_the_rule_of_limits(arriving: int, leaving: int, present: int, refused: bool) -> None:
    """Above the limit more than leave may not come; a status already too full may empty."""
    status = Status(id=7, name="QA", wip_limit=5)
    found = moves.wip_refusals(
        Counter({7: arriving}), Counter({7: leaving}), {7: present}, {7: status}
    )
    assert bool(found) is refused


# Timers ------------------------------------------------------------------------------------------


def test_a_move_stops_timers(desk: Desk, log_in: Login, turn: Turn) -> None:
    """Of everybody, with a word to whoever moves; the minutes stay with the step."""
    card = _order(desk)
    _order(desk)
    joon = log_in("joon")
    for ref in ("O-1001", "O-1002"):
        timers.start(joon, ref)
    turn("2026-11-02 10:30")
    done = moves.advance(desk, [Move("O-1001")])
    assert done.warnings == ("the timer of Joon Park was stopped at 30 minutes",)
    booked = timers.listed(desk, "O-1001")
    assert [(row.status, row.minutes, row.stopped_at) for row in booked] == [
        ("Order Entered", 30.0, desk.now())
    ]
    assert timers.listed(desk, "O-1002")[0].stopped_at is None
    assert timers.minutes_by_visit(card.id, desk.now()) == {_visits(card)[0].id: 30.0}


# Part of more ------------------------------------------------------------------------------------


def test_holding_is_a_move(desk: Desk) -> None:
    """A held card advanced again goes back to where it was."""
    _order(desk, "Album")
    _go(desk, "O-1001", "Layout")
    holds.hold(desk, "O-1001", "asked")
    assert _go(desk, "O-1001").to == "Layout"


def test_why_it_was_held_stays_said(desk: Desk) -> None:
    """Letting a card go without a word keeps the reason it was held for."""
    card = _order(desk)
    moves.advance(desk, [Move(cards.ref(card), "On Hold", not_complete=True, reason="no paper")])
    moves.advance(desk, [Move(cards.ref(card))])
    held = Visit.get(Visit.card == card.id, Visit.number == 2)
    assert held.reason == "no paper"
