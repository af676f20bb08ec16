"""Boards agree with a plain sort over all cards, whatever the view, the place and the direction."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from store import boards, calls, edits, moves, orders, sessions, tasks, tracks
from store.boards import Anchor, View
from store.desk import Desk
from store.errors import Refused
from store.moves import Move
from store.tables import FAR, Card, Client, Status, database

HOUR = 3_600_000

Check = Callable[[Card], bool]


def _order(desk: Desk, type: str = "Print", **said: Any) -> Card:  # noqa: A002 - a word of orders
    return orders.new(desk, type=type, **{"client": "Ada", **said})


# Against brute force -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Crowd:
    """Random cards in memory, and what views of them must show."""

    desk: Desk
    cards: list[Card]
    clients: dict[int | None, str]

    def of(self, board: str) -> list[Card]:
        return [card for card in self.cards if card.kind in boards.BOARDS[board]]

    def key(self, sort: str) -> Callable[[Card], tuple[Any, ...]]:
        due = lambda card: (card.sort_at, card.id)  # noqa: E731 - one of several, side by side
        found: dict[str, Callable[[Card], tuple[Any, ...]]] = {
            "due": due,
            "entered": lambda card: (card.entered_at, card.id),
            "priority": lambda card: (-card.priority, *due(card)),
            "client": lambda card: (self.clients[card.client_id], *due(card)),
            "number": lambda card: (card.kind, card.number),
            "value": lambda card: (-card.value_cents, *due(card)),
        }
        return found[sort]

    def lane_of(self, group: str, card: Card) -> int | None:
        """The lane a card stands in; finished cards stand in lanes of statuses only."""
        if group == "status":
            return card.lane
        if card.done:
            return None
        status = self.desk.directory.statuses[card.status_id]
        return {
            "vendor": card.vendor_id or 0,
            "person": card.user_id or 0,
            "department": card.department_id or 0,
            "stage": boards.STAGES.index(status.stage),
        }[group]


FILTERS: dict[str, Callable[[Desk], Check]] = {
    "": lambda desk: lambda card: True,
    "rush": lambda desk: lambda card: card.priority == 3,
    "priority>=high": lambda desk: lambda card: card.priority >= 2,
    "late": lambda desk: (
        lambda card: not card.done and card.due_at is not None and card.due_at < desk.now()
    ),
    "unassigned": lambda desk: lambda card: card.user_id is None and card.department_id is None,
    'vendor:"Bay Lab"': lambda desk: (
        lambda card: card.vendor_id == desk.directory.vendor_named("Bay Lab").id
    ),
    "client:ada or -open": lambda desk: lambda card: card.client_id == 1 or card.done,
    "due:none": lambda desk: lambda card: card.due_at is None,
}


def _crowd(desk: Desk, seed: int, size: int) -> Crowd:
    chance = random.Random(seed)
    lists, now = desk.directory, desk.now()
    Card.delete().execute()
    kinds = ("production", "production", "production", "task", "call", "session")
    rows = []
    for number in range(size):
        kind = chance.choice(kinds)
        status: Status = chance.choice(
            [s for s in lists.statuses.values() if lists.tracks[s.track_id].kind == kind]
        )
        done = status.state in ("done", "cancelled")
        entered = now - chance.randint(0, 4) * HOUR
        due = None if done or chance.random() < 0.2 else now + chance.randint(-6, 20) * 4 * HOUR
        rows.append(
            {
                "kind": kind, "number": number + 1, "track_id": status.track_id,
                "status_id": status.id, "lane": status.lane, "done": done, "entered_at": entered,
                "created_at": entered, "due_at": due,
                "sort_at": 2 * FAR - entered if done else FAR if due is None else due,
                "client_id": chance.choice([None, 1, 2]), "priority": chance.randint(0, 3),
                "vendor_id": chance.choice([None, *lists.vendors]),
                "user_id": chance.choice([None, *lists.users]),
                "department_id": chance.choice([None, *lists.departments]),
                "value_cents": chance.randint(0, 3) * 100, "subject": f"s{number}",
            }
        )  # fmt: skip
    if rows:
        Card.insert_many(rows).execute()
    names: dict[int | None, str] = {row.id: row.search for row in Client.select()}
    return Crowd(desk, list(Card.select()), {**names, None: ""})


@pytest.fixture
def clients(desk: Desk) -> None:
    """Two clients, whose names do not sort as they were made."""
    Client.insert_many(
        [{"id": n, "number": n, "name": name, "search": name, "created_at": 0}
         for n, name in ((1, "ada"), (2, "aaron"))]
    ).execute()  # fmt: skip


CROWDS = hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
VIEWS = st.builds(
    View,
    board=st.sampled_from(["production", "tasks", "sessions"]),
    filter=st.sampled_from(list(FILTERS)),
    group=st.sampled_from(boards.GROUPS),
    sort=st.sampled_from(boards.SORTS),
)


def _expected(crowd: Crowd, view: View) -> dict[int, list[int]]:
    fits = FILTERS[view.filter](crowd.desk)
    found: dict[int, list[int]] = {}
    for card in sorted(crowd.of(view.board), key=crowd.key(view.sort)):
        lane = crowd.lane_of(view.group, card)
        if lane is not None and fits(card):
            found.setdefault(lane, []).append(card.id)
    return found


@CROWDS
@given(view=VIEWS, seed=st.integers(0, 10**6), size=st.integers(0, 60))
def test_lanes_count_what_is_there(
    desk: Desk, clients: None, view: View, seed: int, size: int
) -> None:
    """Every lane with its number, how many are late and how many due today."""
    crowd = _crowd(desk, seed, size)
    expected = _expected(crowd, view)
    lanes = boards.lanes(desk, view)
    by_id = {card.id: card for card in crowd.cards}
    assert {lane.key: lane.count for lane in lanes if lane.count} == {
        key: len(ids) for key, ids in expected.items()
    }
    midnight = desk.calendar().midnight_after(desk.now())
    for lane in lanes:
        dues = [by_id[i].due_at for i in expected.get(lane.key, []) if not by_id[i].done]
        assert lane.late == sum(due is not None and due < desk.now() for due in dues)
        assert lane.today == sum(due is not None and desk.now() <= due < midnight for due in dues)
        assert sum(track.count for track in lane.tracks) in (0, lane.count)
    assert boards.counted(desk, view, list(expected)) == {k: len(v) for k, v in expected.items()}


@CROWDS
@given(
    view=VIEWS, seed=st.integers(0, 10**6), size=st.integers(1, 60),
    start=st.integers(0, 40), length=st.integers(1, 20), known=st.integers(0, 59),
)  # fmt: skip
def test_windows_are_pieces_of_the_sorted_lane(
    desk: Desk, clients: None, view: View, seed: int, size: int, start: int, length: int, known: int
) -> None:
    """From the start, from a known card in either direction, from the end; and places match."""
    crowd = _crowd(desk, seed, size)
    for key, ids in _expected(crowd, view).items():
        index = known % len(ids)
        face = boards.face(desk, ids[index])
        assert face is not None
        anchor = Anchor(index, face.sort_at, face.id)
        wanted = ids[start : start + length]
        for given_anchor in (None, anchor):
            found = boards.window(desk, view, key, start, length, given_anchor)
            assert [one.id for one in found] == wanted
        assert [one.id for one in boards.last_window(desk, view, key, length)] == ids[-length:]
        assert boards.position(desk, view, key, face) == index
        assert boards.position(desk, view, key + 1000, face) is None


@CROWDS
@given(view=VIEWS, seed=st.integers(0, 10**6), size=st.integers(0, 60))
def test_one_list_of_everything(
    desk: Desk, clients: None, view: View, seed: int, size: int
) -> None:
    """All cards of a view in its order, or only the open ones, or only so many."""
    crowd = _crowd(desk, seed, size)
    fits = FILTERS[view.filter](desk)
    found = [c for c in sorted(crowd.of(view.board), key=crowd.key(view.sort)) if fits(c)]
    assert boards.listed_ids(desk, view) == [card.id for card in found]
    still = [card.id for card in found if not card.done]
    assert boards.listed_ids(desk, view, 7, only_open=True) == still[:7]


# Lanes -------------------------------------------------------------------------------------------


def test_lanes_stand_in_the_order_of_work(desk: Desk) -> None:
    """Like-named steps of several tracks share one, finished ones come last."""
    names = [lane.name for lane in boards.lanes(desk, View("production"))]
    assert names[0] == "Order Entered"
    assert set(names[-2:]) == {"Delivered", "Cancelled"}
    assert len(names) == len(set(names))
    assert names.index("Retouch") < names.index("QA") < names.index("Ready")


def test_finished_lanes_are_counted_so_far(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the cap it only says that there are more."""
    monkeypatch.setattr(boards, "CAP", 3)
    for number in range(5):
        _order(desk)
        moves.advance(desk, [Move(f"O-{1001 + number}", "Delivered" if number else "Cancelled")])
    lanes = {lane.name: lane for lane in boards.lanes(desk, View("production"))}
    assert (lanes["Delivered"].count, lanes["Delivered"].capped) == (3, True)
    assert (lanes["Cancelled"].count, lanes["Cancelled"].capped) == (1, False)
    assert boards.counted(desk, View("production"), [lanes["Delivered"].key]) == {
        lanes["Delivered"].key: 4
    }


def test_limits_are_told_by_track_and_lane(desk: Desk) -> None:
    """A lane has a limit of its own where each of its tracks has one."""
    lane = _lane(desk, "QA")
    assert (lane.limit, len(lane.tracks)) == (20 * len(lane.tracks), 4)
    tracks.change_status(desk, "production", "Print", "QA", wip_limit=None)
    assert _lane(desk, "QA").limit is None
    assert [track.limit for track in _lane(desk, "QA").tracks].count(None) == 1


def _lane(desk: Desk, name: str, board: str = "production") -> boards.Lane:
    return next(lane for lane in boards.lanes(desk, View(board)) if lane.name == name)


def test_only_some_lanes(desk: Desk) -> None:
    """After a move only what it touched is counted again."""
    _order(desk)
    wanted = [_lane(desk, "Order Entered").key, _lane(desk, "Ready").key]
    found = boards.lanes(desk, View("production"), wanted)
    assert [(lane.name, lane.count) for lane in found] == [("Order Entered", 1), ("Ready", 0)]
    assert boards.lanes(desk, View("production"), []) == []


def test_an_inactive_status_shows_while_cards_are_in_it(desk: Desk) -> None:
    """Nothing disappears from a board because a status is out of use."""
    card = _order(desk)
    tracks.deactivate_status(desk, "production", "Digital", "Upload")
    assert "Upload" not in [lane.name for lane in boards.lanes(desk, View("production"))]
    Status.update(inactive=True).where(Status.id == card.status_id).execute()
    desk.forget_lists()
    assert _lane(desk, "Order Entered").count == 1


def test_groups_without_anybody_come_last(desk: Desk) -> None:
    """People by name, then the cards that are nobody's."""
    _order(desk, user="joon"), _order(desk, user="ana"), _order(desk)
    edits.set_fields(desk, "O-1003", {"owner": "none", "department": "none"})
    names = [lane.name for lane in boards.lanes(desk, View("production", group="person"))]
    assert names == ["ana", "joon", "Nobody"]
    assert [lane.name for lane in boards.lanes(desk, View("production", group="vendor"))] == [
        "No vendor"
    ]


def test_tasks_and_calls_share_a_board(desk: Desk) -> None:
    """Each with its own lanes."""
    tasks.new(desk, subject="x")
    calls.new(desk, subject="y", client="Ada")
    lanes = [lane.name for lane in boards.lanes(desk, View("tasks")) if lane.count]
    assert lanes == ["To Do", "To Call"]


# Faces -------------------------------------------------------------------------------------------


def test_a_face_has_what_a_card_shows(desk: Desk, at: Callable[[str], int]) -> None:
    """Names instead of numbers, in the order asked for."""
    sessions.new(desk, client="Zoë", type="Wedding")
    card = _order(desk, vendor="Bay Lab", user="joon", priority="rush")
    found = boards.faces(desk, [card.id, 1, 999])
    assert [face.ref for face in found] == ["O-1001", "S-1001"]
    face = found[0]
    assert (face.client, face.vendor, face.user, face.type, face.track, face.status) == (
        "Ada", "Bay Lab", "joon", "Print", "Print", "Order Entered",
    )  # fmt: skip
    assert (face.priority, face.due_at, face.state) == (3, at("2026-11-03 18:00"), "todo")
    assert (face.overdue(desk.now()), face.overdue(at("2026-11-04 09:00"))) == (False, True)
    assert boards.face(desk, 999) is None
    assert boards.faces(desk, []) == []


# Words -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "board"),
    [
        ("Production", "production"), ("order", "production"), ("proofs", "preproduction"),
        ("calls", "calls"), ("call", "tasks"), ("session", "sessions"), ("INVOICES", "invoices"),
    ],
)  # fmt: skip
def test_boards_have_several_names(word: str, board: str) -> None:
    """Singular and plural, as people say it."""
    assert boards.board_named(word) == board


def test_a_board_that_there_is_not() -> None:
    """The nearest name is offered."""
    with pytest.raises(Refused, match="did you mean production"):
        boards.board_named("prodction")


def test_a_wrong_filter_is_refused_with_its_place(desk: Desk) -> None:
    """Before anything is read."""
    with pytest.raises(Refused, match="no vendor is called"):
        boards.lanes(desk, View("production", "vendor:moon"))


# Plans -------------------------------------------------------------------------------------------


def _plans(run: Callable[[], object]) -> Iterator[str]:
    seen: list[tuple[str, Any]] = []
    original = database.obj.execute_sql

    def spy(sql: str, params: Any = None, *rest: Any) -> Any:
        seen.append((sql, params))
        return original(sql, params, *rest)

    database.obj.execute_sql = spy
    try:
        run()
    finally:
        del database.obj.execute_sql
    assert len(seen) > 5
    for sql, params in seen:
        if sql.startswith("SELECT"):
            for row in original("EXPLAIN QUERY PLAN " + sql, params or ()).fetchall():
                yield row[3]


def test_reading_a_board_scans_and_sorts_nothing(desk: Desk) -> None:
    """Lanes and windows by due date come from indexes alone."""
    _order(desk)
    key = _lane(desk, "Order Entered").key

    def read() -> None:
        desk.directory
        boards.lanes(desk, View("production"))
        boards.window(desk, View("production"), key, 0, 50)
        boards.window(desk, View("production"), key, 40, 50, Anchor(40, 5, 5))
        boards.window(desk, View("production"), key, 10, 20, Anchor(40, 5, 5))
        boards.last_window(desk, View("production"), key, 50)

    bad = [line for line in _plans(read) if "SCAN card" in line and "INDEX" not in line]
    assert bad == []
    assert [line for line in _plans(read) if "B-TREE FOR ORDER" in line] == []
