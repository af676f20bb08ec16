"""Pictures are rated, rejected, picked and cropped by number, and all of it can be undone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import cards, history, imagechoices, images, sessions
from store.desk import Desk
from store.errors import Refused
from store.images import File
from store.tables import Image


@pytest.fixture
def shot(desk: Desk) -> Desk:
    """A session with the images 1 to 12, A and 3-4."""
    sessions.new(desk, client="Ada")
    names = [*(f"{at}.jpg" for at in range(1, 13)), "A.jpg", "3-4.jpg"]
    images.add(desk, "S-1001", [File(name) for name in names])
    return desk


def rows() -> dict[str, Image]:
    """The images by number."""
    return {row.number: row for row in images.of_card(cards.get("S-1001"))}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["7"], ["7"]), (["007"], ["7"]), (["1,5-7", "a"], ["1", "5", "6", "7", "A"]),
        (["3-4"], ["3-4"]), (["11-99"], ["11", "12"]), (["12", "2"], ["2", "12"]),
    ],
)  # fmt: skip
def test_numbers_name_pictures(shot: Desk, words: list[str], found: list[str]) -> None:
    """Numbers, ranges, several at once; a number that looks like a range is that number."""
    listed = images.of_card(cards.get("S-1001"))
    assert [row.number for row in imagechoices.named(listed, words)] == found


def test_numbers_that_do_not_exist(shot: Desk) -> None:
    """Are refused, and then nothing is changed."""
    with pytest.raises(Refused, match="no image '99'"):
        imagechoices.rate(shot, "S-1001", ["1", "99"], 5)
    with pytest.raises(Refused, match="no image '50-60'"):
        imagechoices.reject(shot, "S-1001", ["50-60"])
    assert not rows()["1"].rating


def test_rating_and_undoing(shot: Desk) -> None:
    """From 0 to 5; undo gives the rating before back."""
    imagechoices.rate(shot, "S-1001", ["1-3"], 2)
    imagechoices.rate(shot, "S-1001", ["2"], 5)
    history.undo(shot)
    assert [rows()[n].rating for n in ("1", "2", "3", "4")] == [2, 2, 2, 0]
    for wrong in (-1, 6):
        with pytest.raises(Refused, match="rating is from 0 to 5"):
            imagechoices.rate(shot, "S-1001", ["1"], wrong)


def test_rejecting_and_picking_exclude_each_other(shot: Desk) -> None:
    """A rejected picture is not picked; a picked one is not rejected."""
    imagechoices.pick(shot, "S-1001", ["1", "2"])
    imagechoices.reject(shot, "S-1001", ["2", "3"])
    found = rows()
    assert [(found[n].picked, found[n].rejected) for n in ("1", "2", "3")] == [
        (True, False), (False, True), (False, True),
    ]  # fmt: skip
    with pytest.raises(Refused, match="image 2 is rejected; accept it first"):
        imagechoices.pick(shot, "S-1001", ["1", "2"])
    imagechoices.accept(shot, "S-1001", ["2"])
    imagechoices.pick(shot, "S-1001", ["2"])
    imagechoices.accept(shot, "S-1001", ["3"])
    imagechoices.unpick(shot, "S-1001", ["1"])
    assert [(rows()[n].picked, rows()[n].rejected) for n in ("1", "2", "3")] == [
        (False, False), (True, False), (False, False),
    ]  # fmt: skip


def test_crop_rotation_and_note(shot: Desk) -> None:
    """A crop is kept in shares; a note is text and harmless."""
    given = {"crop": "10%, 0, 80%, 1", "rotation": 90, "retouch_note": "fix [/]\x1b[31m now"}
    imagechoices.set_fields(shot, "S-1001", ["1"], given)
    row = rows()["1"]
    assert (row.crop, row.rotation, row.retouch_note) == ("0.1,0,0.8,1", 90, "fix [/][31m now")
    imagechoices.set_fields(shot, "S-1001", ["1"], {"crop": "none"})
    assert rows()["1"].crop == ""
    with pytest.raises(Refused, match="0, 90, 180, 270"):
        imagechoices.set_fields(shot, "S-1001", ["1"], {"rotation": 45})
    with pytest.raises(Refused, match="nothing to change"):
        imagechoices.set_fields(shot, "S-1001", ["1"], {})


@pytest.mark.parametrize(
    "crop",
    ["1", "a,b,c,d", "0,0,0,1", "0.5,0,0.6,1", "-0.1,0,1,1", "0,nan,1,1", "0,0,inf,1", "0,0,1,1,1"],
)
def test_crops_outside_the_picture(crop: str) -> None:
    """Are refused."""
    with pytest.raises(Refused, match="crop"):
        imagechoices.clean_crop(crop)


@given(st.text(max_size=40))
def test_any_text_as_a_crop(text: str) -> None:
    """Is four shares that lie in the picture, or refused; doing it twice changes nothing."""
    try:
        clean = imagechoices.clean_crop(text)
    except Refused:
        return
    assert imagechoices.clean_crop(clean) == clean


def test_a_session_without_images(desk: Desk) -> None:
    """Is told how to get some."""
    sessions.new(desk, client="Ada")
    with pytest.raises(Refused, match="import images"):
        imagechoices.rate(desk, "S-1001", ["all"], 1)
