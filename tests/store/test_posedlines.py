"""Lines of orders and their pictures: the pose finds the image, or it is said that there is none."""

from __future__ import annotations

import pytest

from store import cards, orders
from store.desk import Desk
from store.errors import Refused
from store.orders import NewLine
from tests.store import rendering_ground as ground


def test_an_added_line_shows_its_pose(desk: Desk) -> None:
    """In the sessions whose pictures the order shows already."""
    pictures = ground.pictures(ground.session(desk))
    ref = ground.order(desk, ground.line(pictures[0]))
    (added,) = orders.add_line(desk, ref, NewLine(description="Print", size="5x7", pose="002"))
    assert added.image_id == pictures[1].id


def test_a_changed_pose_shows_another(desk: Desk) -> None:
    """And one that there is not is refused with those there are; the line stays as it was."""
    pictures = ground.pictures(ground.session(desk))
    ref = ground.order(desk, ground.line(pictures[0]))
    assert orders.change_line(desk, ref, 1, pose="3").image_id == pictures[2].id
    with pytest.raises(Refused, match="has the number '99'"):
        orders.change_line(desk, ref, 1, pose="99")
    assert orders.lines_of(orders.of_card(cards.get(ref)))[0].image_id == pictures[2].id


def test_words_where_there_are_no_pictures(desk: Desk) -> None:
    """A pose of an order without sessions is what somebody wrote."""
    ref = ground.order(desk, NewLine(description="Print", size="5x7"))
    assert orders.change_line(desk, ref, 1, pose="kissing").pose == "kissing"
