"""The studio's lists: looked up by name, whatever the case, with the nearest name when it is wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from store import directory, people, tracks, types, vendors
from store.desk import Desk
from store.directory import Directory
from store.errors import Refused

Look = Callable[[Directory], object]


@pytest.mark.parametrize(
    ("word", "kind"),
    [("Orders", "production"), ("proofs", "preproduction"), ("call", "call"), ("TASKS", "task")],
)
def test_kinds_have_several_words(word: str, kind: str) -> None:
    """Singular and plural."""
    assert directory.kind_named(word) == kind


def test_a_kind_that_there_is_not() -> None:
    """The nearest, and all there are."""
    with pytest.raises(Refused, match="did you mean sessions.*kinds are sessions, invoices"):
        directory.kind_named("sesions")


@pytest.mark.parametrize(
    "look",
    [
        lambda lists: lists.user_named("JOON PARK"),
        lambda lists: lists.user_named("joon"),
        lambda lists: lists.department_named("retouch"),
        lambda lists: lists.vendor_named("bay  lab"),
        lambda lists: lists.type_named("production", "canvas & FRAME"),
        lambda lists: lists.track_named("session", "sessions"),
        lambda lists: lists.status_named(lists.track_named("production", "Print"), "qa"),
    ],
)
def test_names_are_found_in_any_case(desk: Desk, look: Look) -> None:
    """Gaps and accents do not matter either."""
    assert look(desk.directory)


@pytest.mark.parametrize(
    ("look", "words"),
    [
        (lambda lists: lists.user_named("jon"), r"did you mean joon"),
        (lambda lists: lists.department_named("Retuch"), "did you mean Retouch"),
        (lambda lists: lists.vendor_named("x"), "no vendor is called 'x'; there are"),
        (lambda lists: lists.type_named("session", "Album"), "no session type"),
        (
            lambda lists: lists.status_named(lists.track_named("production", "Print"), "Layout"),
            "no status of Print is called",
        ),
        (lambda lists: lists.vendor_named("\x1b[31m" + "x" * 999), "no vendor is called '.31mx"),
    ],
)
def test_wrong_words_are_answered(desk: Desk, look: Look, words: str) -> None:
    """With the nearest right ones, and nothing raw."""
    with pytest.raises(Refused, match=words) as refused:
        look(desk.directory)
    assert len(str(refused.value)) < 400
    assert str(refused.value).isprintable()


def test_what_is_out_of_use_is_told_apart(desk: Desk) -> None:
    """It exists, and cannot be chosen."""
    people.switch_user(desk, "joon", active=False)
    vendors.switch(desk, "Bay Lab", active=False)
    tracks.deactivate_status(desk, "production", "Print", "QA")
    lists = desk.directory
    with pytest.raises(Refused, match="user joon is inactive; choose another"):
        lists.user_named("joon")
    with pytest.raises(Refused, match="vendor Bay Lab is inactive"):
        lists.vendor_named("Bay Lab")
    with pytest.raises(Refused, match="QA is inactive; choose another"):
        lists.status_named(lists.track_named("production", "Print"), "QA")


def test_statuses_stand_in_order(desk: Desk) -> None:
    """By position, inactive ones included."""
    track = desk.directory.track_named("production", "Digital")
    tracks.deactivate_status(desk, "production", "Digital", "Upload")
    names = [status.name for status in desk.directory.statuses_of_track[track.id]]
    assert names == [
        "Order Entered", "Retouch", "QA", "Upload", "Waiting on Client", "On Hold", "Delivered",
        "Cancelled",
    ]  # fmt: skip


def test_like_named_statuses_share_a_lane(desk: Desk) -> None:
    """Of one kind; another kind has its own."""
    lanes = desk.directory.lanes_of_kind
    names = {key: {status.name for status in group} for key, group in lanes["production"].items()}
    assert all(len(found) == 1 for found in names.values())
    shared = next(group for group in lanes["production"].values() if group[0].name == "Retouch")
    assert len(shared) == 4
    assert not set(lanes["production"]) & set(lanes["session"])


def test_a_record_moves_on_its_types_track_or_its_kinds(desk: Desk) -> None:
    """The type's own where there is one."""
    lists = desk.directory
    album = lists.type_named("production", "Album").id
    assert lists.track_for("production", album).name == "Album"
    wedding = lists.type_named("session", "Wedding").id
    assert lists.track_for("session", wedding).name == "Sessions"
    assert lists.track_for("session", None).name == "Sessions"
    with pytest.raises(Refused, match="no track for production records; add one"):
        lists.track_for("production", None)
    types.add(desk, "production", "Puzzle")
    puzzle = desk.directory.type_named("production", "Puzzle").id
    with pytest.raises(Refused, match="of type Puzzle"):
        desk.directory.track_for("production", puzzle)


def test_the_stamp_grows_with_every_change_of_a_list(desk: Desk) -> None:
    """And with nothing else."""
    before = directory.stamp()
    with desk.action("look"):
        pass
    assert directory.stamp() == before
    people.add_department(desk, "Moon")
    assert directory.stamp() > before


def test_members_of_departments(desk: Desk) -> None:
    """Who belongs where, by id."""
    lists = desk.directory
    assert lists.members[lists.user_named("joon").id] == {lists.department_named("Retouch").id}
