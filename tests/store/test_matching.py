"""Which cards a filter finds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from peewee import SqliteDatabase

from store import matching
from store.directory import Directory
from store.filters import MAX_DEPTH, MAX_TERMS, FilterError, parse
from store.names import Names
from store.tables import (
    ALL,
    FAR,
    Card,
    Client,
    Department,
    Note,
    Session,
    Status,
    Track,
    Type,
    User,
    Vendor,
)
from store.text import search_key
from store.when import DAY_MS, HOUR_MS

ZONE = "Europe/Berlin"
NOW = round(datetime(2026, 11, 24, 9, 41, tzinfo=ZoneInfo(ZONE)).timestamp() * 1000)
ANA, BO = 1, 2
LAB, ROOM = 1, 2


@pytest.fixture(scope="module")
def names() -> Iterator[Names]:
    """A small studio in memory; cards are called by their numbers."""
    memory = SqliteDatabase(":memory:")
    with memory.bind_ctx(ALL):
        memory.create_tables(ALL)
        furnish()
        lists = Directory(0)
        lists.users = {row.id: row for row in User.select()}
        lists.departments = {row.id: row for row in Department.select()}
        lists.types = {row.id: row for row in Type.select()}
        lists.tracks = {row.id: row for row in Track.select()}
        lists.statuses = {row.id: row for row in Status.select()}
        lists.vendors = {row.id: row for row in Vendor.select()}
        yield Names.of(lists)
        memory.close()


def furnish() -> None:
    """Two tracks that share a status name, and seven cards."""
    User.create(login="ana", name="Ana Lima")
    User.create(login="bo", name="Bo Ångström")
    Department.create(name="Retouch room")
    for number, name in ((LAB, "Bay Lab"), (ROOM, "Möller & Söhne")):
        Vendor.create(number=number, name=name)
    for kind, name in (("production", "Print"), ("production", "Album"), ("session", "Wedding")):
        kind_type = Type.create(kind=kind, name=name)
        Track.create(kind=kind, name=name, type=kind_type)
    for track, name, state, at_vendor in (
        (1, "Printing", "active", False),
        (1, "Sent to Lab", "waiting", True),
        (1, "Done", "done", False),
        (2, "Printing", "active", False),
        (2, "On Hold", "blocked", False),
        (3, "Shot", "todo", False),
    ):
        stage = "capture" if name == "Shot" else ""
        Status.create(track=track, name=name, state=state, at_vendor=at_vendor, stage=stage,
                      position=0)  # fmt: skip
    for number, name in ((1, "José García"), (2, "100% Wool_Co"), (43, "Smith, Ada")):
        Client.create(number=number, name=name, search=search_key(name), created_at=0)
    card(1, status=1, due=NOW - DAY_MS, client=1, vendor=LAB, user=ANA, priority=3, value=25_000)
    card(2, status=2, due=NOW + 2 * HOUR_MS, client=2, vendor=ROOM, user=BO, notes="Glänzend 5_x")
    card(3, status=3, done=True, client=3, vendor=LAB, promised=NOW + DAY_MS)
    card(1043, status=4, due=NOW + 5 * DAY_MS, client=3, department=1, lines=4, by_hand=True)
    card(5, status=5, due=None, client=None, priority=0, subject="Frame ½ <b>")
    card(6, "session", status=6, due=NOW + 20 * DAY_MS, client=1, created=NOW - 40 * DAY_MS)
    card(7, "task", status=6, due=NOW + DAY_MS, client=None, about=1, user=ANA, mark="soon")
    Note.create(card=4, at=NOW, text="ÄRGER with the frame")
    Session.create(card=6, photographer="Joon")


def card(
    number: int,
    kind: str = "production",
    *,
    status: int,
    client: int | None,
    due: int | None = None,
    done: bool = False,
    value: int = 1000,
    by_hand: bool = False,
    promised: int | None = None,
    created: int = NOW - DAY_MS,
    notes: str = "",
    **more: object,
) -> None:
    """One card, entered an hour ago."""
    row = Status.get_by_id(status)
    name = Client.get_by_id(client).name if client else ""
    Card.create(
        kind=kind, number=number, status=status, track=row.track_id, type=row.track_id, lane=status,
        client=client, due_at=due, sort_at=due or FAR, done=done, value_cents=value,
        due_by_hand=by_hand, promised_at=promised, entered_at=NOW - HOUR_MS, created_at=created,
        notes=notes, search=search_key(f"X-{number} {name} {notes} {more.get('subject', '')}"),
        **more,
    )  # fmt: skip


def found(text: str, names: Names, me: int | None = ANA) -> set[int]:
    """The numbers of the cards that a filter finds."""
    condition = matching.compile(parse(text), names, NOW, me, {1}, zone=ZONE)
    query = Card.select(Card.number)
    return {row.number for row in (query if condition is None else query.where(condition))}


ALL_CARDS = {1, 2, 3, 1043, 5, 6, 7}


@pytest.mark.parametrize(
    ("text", "numbers"),
    (
        ("", ALL_CARDS),
        ("late", {1}),
        ("soon", {2, 7}),
        ("today", {2}),
        ("waiting", {2}),
        ("blocked", {5}),
        ("paused", {2, 5}),
        ("open", ALL_CARDS - {3}),
        ("done", {3}),
        ("cancelled", set()),
        ("unassigned", {3, 5, 6}),
        ("mine", {1, 7}),
        ("rush", {1}),
        ("atvendor", {2}),
        ("handset", {1043}),
        ("-late", ALL_CARDS - {1}),
        ("status:printing", {1, 1043}),
        ("status:Printing,done", {1, 3, 1043}),
        ("status:Pr*", {1, 1043}),
        ("status!=Printing", ALL_CARDS - {1, 1043}),
        ('vendor:"moller & sohne"', {2}),
        ('vendor:"bay lab"', {1, 3}),
        ('-vendor:"Bay Lab"', {2, 1043, 5, 6, 7}),
        ('vendor!="Bay Lab",none', {2}),
        ("vendor:none", {1043, 5, 6, 7}),
        ("-vendor:none", {1, 2, 3}),
        ("vendor:*", {1, 2, 3}),
        ("owner:me", {1, 7}),
        ("owner:ana,bo", {1, 2, 7}),
        ('owner:"Bo Angstrom"', {2}),
        ("owner:none -done", {1043, 5, 6}),
        ("dept:mine", {1043}),
        ("type:print", {1, 2, 3}),
        ("track:wedding", {6, 7}),
        ("kind:session,task", {6, 7}),
        ("kind:orders", {1, 2, 3, 1043, 5}),
        ("state:w*", {2}),
        ("stage:capture", {6, 7}),
        ("stage:none", ALL_CARDS - {6, 7}),
        ("priority:low", {5}),
        ("priority>=high", {1}),
        ("priority<normal", {5}),
        ("mark:soon", {7}),
        ("due<+3d", {1, 2, 7}),
        ("due<today", {1}),
        ("due<=today", {1, 2}),
        ("due:today", {2}),
        ("due=2026-11-29", {1043}),
        ("due:tomorrow,yesterday", {1, 7}),
        ("due>eow", {6}),
        ("due<=sun", {1, 2, 7, 1043}),
        ("due<sun", {1, 2, 7}),
        ("due:none", {3, 5}),
        ("due!=none", ALL_CARDS - {3, 5}),
        ("-due<+3d", {3, 5, 6, 1043}),
        ("promised<+3d", {3}),
        ("created<-30d", {6}),
        ("entered>=-2h", ALL_CARDS),
        ('due<="2026-11-24 11:41"', {1, 2}),
        ("value>200", {1}),
        ("value:10.00", ALL_CARDS - {1}),
        ("lines>=3", {1043}),
        ("number>1000", {1043}),
        ("ref:O-1043", {1043}),
        ("ref:1043,o-2", {2, 1043}),
        ("ref:S-1043", set()),
        ("ref:O-10*", {1043}),
        ("about:O-1", {7}),
        ("about:none", ALL_CARDS - {7}),
        ("-about:O-1", ALL_CARDS - {7}),
        ("client:garcia", {1, 6}),
        ("client:GARCÍA", {1, 6}),
        ("client:43", {3, 1043}),
        ("client:none", {5, 7}),
        ("client:%", {2}),
        ("note:glänzend", {2}),
        ("note:ärger", {1043}),
        ("note:none", {1, 3, 5, 6, 7}),
        ("subject:frame", {5}),
        ("photographer:joon", {6}),
        ("photographer:none", ALL_CARDS - {6}),
        ("jose", {1, 6}),
        ("garcia jose", {1, 6}),
        ('"garcia jose"', set()),
        ("smith -done", {1043}),
        ("100%", {2}),
        ("_", {2}),
        ("\\", set()),
        ("O-1043", {1043}),
        ("1043", {1043}),
        ("½", {5}),
        ("late or due:none", {1, 3, 5}),
        ("(late or blocked) -rush", {5}),
        ("-(late or blocked)", ALL_CARDS - {1, 5}),
        ("--late", {1}),
    ),
)  # fmt: skip
def test_finding(names: Names, text: str, numbers: set[int]) -> None:
    """Each construct finds exactly the cards it says."""
    assert found(text, names) == numbers


@pytest.mark.parametrize(
    ("text", "position", "message", "first"),
    (
        ("late status:Prnting", 12, 'no status is called "Prnting"', "Printing"),
        ("status:Done,Prnting", 12, 'no status is called "Prnting"', "Printing"),
        ("vendor:bay", 7, 'no vendor is called "bay"', "Bay Lab"),
        ("vendor:Zz*", 7, 'no vendor begins with "Zz"', "Bay Lab"),
        ('owner:"me"', 6, 'no owner is called "me"', "me"),
        ("status:none", 7, 'no status is called "none"', None),
    ),
)
def test_unknown_names(
    names: Names, text: str, position: int, message: str, first: str | None
) -> None:
    """A name the studio does not have is refused with its place and the nearest names."""
    with pytest.raises(FilterError) as caught:
        found(text, names)
    assert caught.value.position == position
    assert caught.value.message == message
    if first:
        assert caught.value.expected[0] == first


@pytest.mark.parametrize("text", ("mine", "owner:me", "department:mine"))
def test_nobody_is_not_me(names: Names, text: str) -> None:
    """Where nobody asks, `me` is refused rather than finding nothing in silence."""
    with pytest.raises(FilterError, match="means you"):
        found(text, names, me=None)


TERMS = st.sampled_from(
    ["late", "soon", "mine", "vendor:none", 'vendor:"Bay Lab"', "owner:ana", "due<+3d", "due:none",
     "promised<+9d", "client:garcia", "about:O-1", "note:x", "value>200", "jose", "stage:none"]
)  # fmt: skip
QUERIES = st.recursive(
    TERMS,
    lambda inner: (
        inner.map("-({})".format)
        | st.tuples(inner, inner).map("({0[0]} {0[1]})".format)
        | st.tuples(inner, inner).map("({0[0]} or {0[1]})".format)
    ),
    max_leaves=6,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(left=QUERIES, right=QUERIES)
def test_joining_is_set_algebra(names: Names, left: str, right: str) -> None:
    """Excluding, and, or are complement, intersection and union, missing values included."""
    first, second = found(left, names), found(right, names)
    assert found(f"-({left})", names) == ALL_CARDS - first
    assert found(f"({left}) ({right})", names) == first & second
    assert found(f"({left}) or ({right})", names) == first | second


@settings(deadline=None)
@given(st.text(min_size=1, max_size=30).filter(str.strip))
def test_any_phrase_can_be_searched(names: Names, text: str) -> None:
    """Whatever is between quotation marks, the database takes it."""
    quoted = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    for query in (quoted, f"note:{quoted}", f"client:{quoted}"):
        assert found(query, names) <= ALL_CARDS


def test_the_largest_filter_is_taken_by_the_database(names: Names) -> None:
    """A filter with as many terms as are allowed still runs."""
    assert found(" or ".join(["-zzz"] * MAX_TERMS), names) == ALL_CARDS
    nested = "a"
    for _ in range(MAX_DEPTH // 2):
        nested = f"-(b c d e {nested} or f g h i)"
    assert found(nested, names) <= ALL_CARDS
