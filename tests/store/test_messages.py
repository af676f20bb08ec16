"""Messages as they are looked at: lists, one in full, those of a firing."""

from __future__ import annotations

import pytest

from store import clients, messages, outbox, sessions, writing
from store.desk import Desk
from store.errors import Refused
from store.outbox import File, NewMessage
from store.tables import Card, Message
from store.writing import Wish


@pytest.fixture
def three(desk: Desk) -> list[str]:
    """An email, an SMS and a letter about a session."""
    clients.create(desk, "Ada", email="a@example.com", mobile="+12125550100", address="1 High St")
    sessions.new(desk, client="Ada")
    wishes = (
        Wish("email", subject="s", body="b"), Wish("sms", body="b"), Wish("letter", body="b"),
    )  # fmt: skip
    return [writing.write(desk, ["S-1001"], wish)[0] for wish in wishes]


def test_a_list_is_by_state_channel_and_card(desk: Desk, three: list[str]) -> None:
    """The newest first."""
    assert [one.ref for one in messages.listed()] == three[::-1]
    assert [one.ref for one in messages.listed(channels=("sms",))] == [three[1]]
    Message.update(state="failed").where(Message.channel == "email").execute()
    assert [one.ref for one in messages.listed(states=("failed",))] == [three[0]]
    card: Card = Card.get()
    assert len(messages.listed(card_id=card.id)) == 3
    assert messages.listed(card_id=card.id + 1) == []
    assert len(messages.listed(limit=2)) == 2


def test_whom_a_message_is_for(desk: Desk, three: list[str]) -> None:
    """Name and address; of letters the name."""
    shown = {one.channel: one.to for one in messages.listed()}
    assert shown == {"email": "Ada <a@example.com>", "sms": "Ada <+12125550100>", "letter": "Ada"}


def test_a_message_without_record_or_name(desk: Desk) -> None:
    """A test of the settings is about nothing."""
    with desk.action("x") as act:
        outbox.put(desk, act, [NewMessage("email", "", "a@x.com", "s", "b", key="k",
                                          files=(File("a.pdf", b"12345"),))])  # fmt: skip
    (face,) = messages.listed()
    assert (face.about, face.trigger, face.to) == (None, None, "a@x.com")
    (whole,) = messages.in_full([face.ref.lower()])
    assert [(file.name, file.size) for file in whole.files] == [("a.pdf", 5)]


def test_an_unknown_message_is_refused(desk: Desk, three: list[str]) -> None:
    """References look like M-1001."""
    with pytest.raises(Refused, match="no message is called 'O-1'"):
        messages.in_full([three[0], "O-1"])


def test_messages_of_firings(desk: Desk, three: list[str]) -> None:
    """Only those that a firing made."""
    assert messages.of_firing(1) == []
    assert messages.of_firings([1, 2]) == {}
