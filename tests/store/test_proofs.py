"""Proof orders: pictures and items of sessions, each ordered once, never a rejected one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import (
    automations,
    cards,
    history,
    imagechoices,
    images,
    items,
    moves,
    orders,
    pricelists,
    products,
    prooffiles,
    proofplans,
    proofs,
    renderprofiles,
    sessions,
    tracks,
    vendors,
)
from store.automations import Rule
from store.desk import Desk
from store.errors import Refused
from store.images import File
from store.moves import Move
from store.proofs import Choice
from store.tables import Card, Firing, LineImage, OrderLine

At = Callable[[str], int]
BOTH = ("S-1001", "S-1002")


@pytest.fixture
def shot(desk: Desk, at: At) -> Desk:
    """Two sessions with five and two pictures, items of every kind, profiles."""
    sessions.new(desk, client="Ada", promised_at=at("2026-12-01 18:00"))
    sessions.new(desk, client="Bo")
    images.add(desk, "S-1001", [File(f"{n}.jpg") for n in range(1, 6)])
    images.add(desk, "S-1002", [File(f"{n}.jpg") for n in range(1, 3)])
    imagechoices.rate(desk, "S-1001", ["2", "4"], 3)
    imagechoices.pick(desk, "S-1001", ["4"])
    imagechoices.reject(desk, "S-1001", ["5"])
    renderprofiles.change(desk, "Web proof", watermark="Larkin", long_side_px=900)
    renderprofiles.add(desk, "Lab final")
    items.add(desk, "P4X6", kind="print", width=4, height=6, cost_cents=20, vendor="Bay Lab",
              description="Proof 4×6", render_profile="Web proof")  # fmt: skip
    items.add(desk, "SHEET", kind="sheet", render_profile="Lab final")
    items.add(desk, "WEB", kind="electronic", vendor="Foliant")
    items.add(desk, "FRAME", kind="product")
    return desk


def numbers(line: OrderLine) -> list[str]:
    """The pictures on a line that has several, in their order."""
    rows = LineImage.select().where(LineImage.order_line == line.id).order_by(LineImage.position)
    return [row.image.number for row in rows]


def lines_of(ref: str) -> list[OrderLine]:
    """The lines of an order."""
    return orders.lines_of(orders.of_card(cards.get(ref)))


# What is ordered ----------------------------------------------------------------------------------


def test_without_items_it_is_electronic_proofs_in_house(shot: Desk, at: At) -> None:
    """One line with all pictures that are not rejected; the card begins its track, with a date."""
    made = proofs.order(shot, ["S-1001"], Choice()).made[0]
    card = cards.get("P-1001")
    assert (made.ref, made.vendor, made.type, made.lines, made.images) == (
        "P-1001",
        None,
        None,
        1,
        4,
    )
    assert (card.kind, card.vendor_id, card.lines) == ("preproduction", None, 1)
    assert card.client_id == cards.get("S-1001").client_id
    assert shot.directory.statuses[card.status_id].initial
    assert card.due_at is not None
    assert card.promised_at == at("2026-12-01 18:00")
    (line,) = lines_of("P-1001")
    assert (line.description, line.item_id, line.image_id) == ("Electronic proofs", None, None)
    assert numbers(line) == ["1", "2", "3", "4"]
    assert [cards.ref(c) for c in orders.sources_of(orders.of_card(card))] == ["S-1001"]
    assert orders.of_card(card).images == "all"


def test_items_by_kind_and_vendor(shot: Desk) -> None:
    """A print is a line per picture, sheets and files are one; each vendor has its order."""
    products.add(shot, "Bay Lab", "PRF-46", cost_cents=15, multiplier=2, items="P4X6")
    found = proofs.order(shot, ["S-1001"], Choice("rated", items=("P4X6", "sheet", "WEB", "web")))
    assert [(one.vendor, one.lines, one.images) for one in found.made] == [
        ("Bay Lab", 2, 2), (None, 1, 2), ("Foliant", 1, 2),
    ]  # fmt: skip
    first, second = lines_of(found.made[0].ref)
    assert [(line.pose, line.image.number) for line in (first, second)] == [("2", "2"), ("4", "4")]
    assert (first.vendor_code, first.quantity, first.cost_cents) == ("PRF-46", 2, 15)
    assert (first.size, first.description) == ("4x6", "Proof 4×6")
    assert first.render_profile.name == "Web proof"
    assert cards.get(found.made[0].ref).value_cents == 60
    (sheet,) = lines_of(found.made[1].ref)
    assert (numbers(sheet), sheet.render_profile_id) == (["2", "4"], None)


@pytest.mark.parametrize(
    ("choice", "found"),
    [
        (Choice("all"), "1234"), (Choice("rated"), "24"), (Choice("picked"), "4"),
        (Choice("1,3-9"), "134"), (Choice("all", min_rating=3), "24"), (Choice("03"), "3"),
        (Choice(""), "1234"), (Choice("1-4", min_rating=1), "24"),
    ],
)  # fmt: skip
def test_pictures_are_chosen(shot: Desk, choice: Choice, found: str) -> None:
    """All, rated, picked or by number, and by rating."""
    proofs.order(shot, ["S-1001"], choice)
    assert "".join(numbers(lines_of("P-1001")[0])) == found


@given(text=st.sampled_from(["all", "rated", "picked", "1-5", "5", "4,5"]),
       least=st.one_of(st.none(), st.integers(0, 5)), data=st.data())  # fmt: skip
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_rejected_picture_is_never_chosen(
    shot: Desk, text: str, least: int | None, data: st.DataObject
) -> None:
    """Whatever the choice, ratings, picks and rejections are."""
    rows = images.of_card(cards.get("S-1001"))
    for row in rows:
        row.rejected, row.picked = data.draw(st.booleans()), data.draw(st.booleans())
        row.rating = data.draw(st.integers(0, 5))
    found, problem = proofplans.choose(rows, text, least)
    assert not any(row.rejected for row in found)
    assert all(row.rating >= (least or 0) for row in found)
    assert found or problem


def test_what_is_wrong_is_told_and_the_rest_is_ordered(shot: Desk) -> None:
    """A session without pictures, a number that does not exist, a rejected one."""
    sessions.new(shot, client="Cy")
    found = proofs.order(shot, [*BOTH, "S-1003"], Choice("2,5"))
    assert [(one.session, one.reason) for one in found.errors] == [
        ("S-1001", "rejected, so left out: image 5"),
        ("S-1002", "it has no image 5"),
        ("S-1003", "it has no images; 'safelight import images' links some"),
    ]
    assert [one.sessions for one in found.made] == [("S-1001",)]
    none = proofs.order(shot, ["S-1002"], Choice("rated"))
    assert "no image is chosen by 'rated'" in none.errors[0].reason
    assert none.made == []


def test_a_cancelled_session_is_not_proofed(shot: Desk) -> None:
    """It is told."""
    moves.advance(shot, [Move("S-1001", to="Cancelled")])
    found = proofs.order(shot, ["S-1001"], Choice())
    assert (found.made, found.errors[0].reason) == ([], "the session is cancelled")


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        (Choice(items=("FRAME",)), "FRAME is a product; proofs are items of the kinds print"),
        (Choice(items=("P4X7",)), "no item is called 'P4X7'.*did you mean P4X6"),
        (Choice(vendor="Bay Labb"), "did you mean Bay Lab"),
        (Choice(type="Prnt"), "no preproduction type"),
        (Choice(profile="Lab final"), "is for finished work; .*there are Web proof"),
        (Choice(profile="Webproof"), "no render profile"),
        (Choice(min_rating=9), "rating is from 0 to 5"),
    ],
)
def test_names_that_cannot_be_used(shot: Desk, choice: Choice, words: str) -> None:
    """Are refused before anything is made."""
    with pytest.raises(Refused, match=words):
        proofs.order(shot, BOTH, choice)
    assert not Card.select().where(Card.kind == "preproduction").exists()


def test_proofs_are_made_from_sessions(shot: Desk) -> None:
    """From nothing else."""
    orders.new(shot, client="Ada", type="Print")
    with pytest.raises(Refused, match="O-1001 is no session"):
        proofs.order(shot, ["O-1001"], Choice())


def test_vendor_type_and_profile_may_be_said(shot: Desk) -> None:
    """They hold for all of it."""
    tracks.add_status(shot, "preproduction", "Rush", "In", days=1, initial=True)
    tracks.add_status(shot, "preproduction", "Rush", "Out", days=1, final=True)
    found = proofs.order(
        shot,
        ["S-1001"],
        Choice(items=("SHEET",), vendor="Bay Lab", type="rush", profile="web proof"),
    )
    assert (found.made[0].vendor, found.made[0].type) == ("Bay Lab", "Rush")
    assert lines_of("P-1001")[0].render_profile.name == "Web proof"


def test_an_inactive_vendor_is_told(shot: Desk) -> None:
    """Its lines are not ordered, the others are."""
    vendors.switch(shot, "Bay Lab", active=False)
    found = proofs.order(shot, ["S-1001"], Choice(items=("P4X6", "SHEET")))
    assert [(one.item, one.reason[:25]) for one in found.errors] == [
        ("P4X6", "its vendor Bay Lab is ina"),
    ]  # fmt: skip
    assert [one.lines for one in found.made] == [1]


def test_the_price_list_of_the_sessions_type_goes_first(shot: Desk) -> None:
    """An item of the same identifier on another list is another item."""
    pricelists.add(shot, "Schools")
    items.add(shot, "P4X6", price_list="Schools", kind="print", vendor="Foliant")
    pricelists.set_for_type(shot, "School", "Schools")
    sessions.new(shot, client="Cy", type="School")
    images.add(shot, "S-1003", [File("1.jpg")])
    found = proofs.order(shot, ["S-1003", "S-1002"], Choice(items=("P4X6",)))
    assert [one.vendor for one in found.made] == ["Foliant", "Bay Lab"]


# Together, again ----------------------------------------------------------------------------------


def test_each_session_has_its_order_or_all_have_one(shot: Desk) -> None:
    """Together, the order has the lines and sources of all; it is nobody's alone."""
    apart = proofs.order(shot, BOTH, Choice())
    assert [one.sessions for one in apart.made] == [("S-1001",), ("S-1002",)]
    found = proofs.order(shot, BOTH, Choice(items=("P4X6",), together=True))
    assert [(one.lines, one.images, one.sessions) for one in found.made] == [(6, 6, BOTH)]
    card = cards.get(found.made[0].ref)
    assert (card.client_id, card.subject) == (None, "Proofs of S-1001, S-1002")
    assert len(orders.sources_of(orders.of_card(card))) == 2


def test_nothing_is_ordered_twice(shot: Desk) -> None:
    """A second time changes nothing and says where it is; only new pictures are ordered."""
    choice = Choice(items=("P4X6", "SHEET"))
    proofs.order(shot, ["S-1001"], choice)
    done = history.undoable(shot)[0].id
    found = proofs.order(shot, ["S-1001"], choice)
    assert (found.made, found.errors) == ([], [])
    assert [(one.item, one.reason) for one in found.present] == [
        ("P4X6", "is on P-1001"), ("SHEET", "is on P-1002"),
    ]  # fmt: skip
    assert history.undoable(shot)[0].id == done
    images.add(shot, "S-1001", [File("9.jpg")])
    more = proofs.order(shot, ["S-1001"], choice)
    assert [one.lines for one in more.made] == [1, 1]
    assert [line.pose for line in lines_of(more.made[0].ref)] == ["9"]


def test_again_orders_it_anew(shot: Desk) -> None:
    """If that is asked for; what was cancelled may be ordered without."""
    proofs.order(shot, ["S-1001"], Choice())
    assert len(proofs.order(shot, ["S-1001"], Choice(again=True)).made) == 1
    for ref in ("P-1001", "P-1002"):
        moves.advance(shot, [Move(ref, to="Cancelled")])
    assert len(proofs.order(shot, ["S-1001"], Choice()).made) == 1


def test_foretelling_writes_nothing(shot: Desk) -> None:
    """It says the same as ordering would."""
    told = proofs.foretold(shot, BOTH, Choice(items=("P4X6",)))
    assert not Card.select().where(Card.kind == "preproduction").exists()
    made = proofs.order(shot, BOTH, Choice(items=("P4X6",)))
    assert [(one.vendor, one.lines) for one in told.made] == [
        (one.vendor, one.lines) for one in made.made
    ]


def test_undoing(shot: Desk) -> None:
    """Orders, lines and their pictures go, and come back."""
    proofs.order(shot, BOTH, Choice())
    history.undo(shot)
    assert not LineImage.select().exists()
    history.redo(shot)
    assert numbers(lines_of("P-1002")[0]) == ["1", "2"]


def test_by_a_trigger_inside_another_action(shot: Desk) -> None:
    """What is refused is refused before anything is written, so the action may go on."""
    with shot.action("other") as act:
        with pytest.raises(Refused):
            proofs.create(shot, act, [cards.get("S-1001")], Choice(items=("nothing",)))
        made = proofs.create(shot, act, [cards.get("S-1001")], Choice())
    assert [one.ref for one in made.made] == ["P-1001"]


# Completion ---------------------------------------------------------------------------------------


def test_sessions_whose_proofs_are_done(shot: Desk) -> None:
    """All orders final, cancelled ones apart, unless there are only those."""
    proofs.order(shot, BOTH, Choice(together=True))
    proofs.order(shot, ["S-1001"], Choice(items=("SHEET",)))
    rule = Rule("Sold next", "complete", "finished", kind="session", to="Selling")
    automations.add(shot, rule)
    moves.advance(shot, [Move("P-1001", to="Delivered")])
    assert _planned() == ["S-1002"]
    moves.advance(shot, [Move("P-1002", to="Cancelled")])
    assert _planned() == ["S-1002", "S-1001"]
    moves.advance(shot, [Move("P-1001", to="Cancelled")])
    assert _planned() == ["S-1002", "S-1001"]


def _planned() -> list[str]:
    return [cards.ref(row.card) for row in Firing.select().order_by(Firing.id)]


# Files --------------------------------------------------------------------------------------------


def test_files_to_be_made(shot: Desk) -> None:
    """Electronic lines only; the profile gives size and words; the retouched file goes first."""
    images.add(shot, "S-1002", [File("Retouched/1.jpg", "retouched")])
    proofs.order(
        shot, ["S-1002"], Choice(profile="Web proof", items=("WEB", "P4X6"), vendor="Bay Lab")
    )
    wanted = prooffiles.wanted(shot, ["P-1001"])
    found = [(p.session, p.number, p.path.rpartition("pictures/")[2]) for p in wanted.proofs]
    assert found == [("S-1002", "1", "Retouched/1.jpg"), ("S-1002", "2", "2.jpg")]
    assert {(p.long_side, p.watermark) for p in wanted.proofs} == {(900, "Larkin")}


def test_a_picture_rejected_since_is_left_out(shot: Desk) -> None:
    """It must not go out."""
    proofs.order(shot, ["S-1002"], Choice())
    imagechoices.reject(shot, "S-1002", ["1"])
    wanted = prooffiles.wanted(shot, ["P-1001"])
    assert [p.number for p in wanted.proofs] == ["2"]
    assert wanted.left_out == ["P-1001 line 1: image 1 was rejected since"]


def test_orders_without_files(shot: Desk) -> None:
    """Are named, all of them."""
    proofs.order(shot, ["S-1002"], Choice(items=("P4X6",)))
    with pytest.raises(Refused) as caught:
        prooffiles.wanted(shot, ["P-1001", "S-1001"])
    assert caught.value.problems == [
        "P-1001: it has no electronic proofs",
        "S-1001: that is no proof order; name one such as P-1001",
    ]


def test_noting_lines_rendered(shot: Desk) -> None:
    """Once, and it can be undone; a received line stays received."""
    proofs.order(shot, ["S-1002"], Choice())
    (line,) = lines_of("P-1001")
    assert prooffiles.note_rendered(shot, [line.id]) == 1
    assert prooffiles.note_rendered(shot, [line.id]) == 0
    assert lines_of("P-1001")[0].state == "rendered"
    history.undo(shot)
    assert lines_of("P-1001")[0].state == "open"
    with shot.action("receive") as act:
        act.update(lines_of("P-1001")[0], state="received")
    assert prooffiles.note_rendered(shot, [line.id]) == 0


def test_many_sessions_at_once(desk: Desk) -> None:
    """In bulk: every session its order, every picture on it once."""
    for _ in range(60):
        sessions.new(desk, client="Ada")
    with desk.action("images") as act:
        for card in Card.select().where(Card.kind == "session"):
            images.make_many(act, sessions.of_card(card), [File(f"{n}.jpg") for n in range(10)])
    refs = [f"S-{1001 + at}" for at in range(60)]
    assert len(proofs.order(desk, refs, Choice()).made) == 60
    assert LineImage.select().count() == 600
    assert proofs.order(desk, refs, Choice()).made == []
