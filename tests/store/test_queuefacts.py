"""What the queue says beside its rows: counts, and what a firing would do now."""

from __future__ import annotations

import pytest

from store import (
    clients,
    details,
    hushes,
    messages,
    orders,
    queuefacts,
    settling,
    templates,
    triggers,
)
from store.desk import Desk
from store.tables import Card, Change, Firing, Message
from store.triggers import Spec
from tests.store.conftest import Login


@pytest.fixture
def mailing(desk: Desk) -> Desk:
    """A trigger that writes about new orders, and one such order."""
    clients.create(desk, "Ada", email="ada@example.com")
    templates.add(desk, "Ready", channel="email", subject="{{ order.ref }}", body="Come by.")
    triggers.add(desk, Spec("Mail", "production", "Print", "Order Entered", action="email",
                            template="Ready"))  # fmt: skip
    orders.new(desk, client="Ada", type="Print")
    return desk


def only() -> int:
    """The one firing."""
    return int(Firing.get().id)


def test_a_message_is_foreseen_as_it_would_be(mailing: Desk, log_in: Login) -> None:
    """By whoever may look, and nothing is left of it."""
    before = Change.select().count()
    found = queuefacts.foreseen(log_in("vic"), only())
    assert found is not None
    assert (found.would, found.problem) == (True, "")
    assert [(one.face.subject, one.body) for one in found.messages] == [("O-1001", "Come by.")]
    assert not Message.select().exists()
    assert Firing.get().state == "pending"
    assert Change.select().count() == before


def test_what_was_sent_is_shown_as_it_is(mailing: Desk) -> None:
    """Not as it would be now."""
    settling.process(mailing, [only()])
    templates.change(mailing, "Ready", body="Something else")
    found = queuefacts.foreseen(mailing, only())
    assert found is not None
    assert not found.would
    assert [one.body for one in found.messages] == ["Come by."]
    assert messages.of_firings([only()]) == {only(): ["M-1001"]}
    assert queuefacts.counts(mailing.now())["sending"] == 1


def test_why_nothing_would_happen(mailing: Desk) -> None:
    """Nobody can be reached: that is said instead of a message."""
    clients.change(mailing, 1, email="")
    found = queuefacts.foreseen(mailing, only())
    assert found is not None
    assert found.messages == ()
    assert "has no email address" in found.problem


def test_a_task_is_foreseen(desk: Desk) -> None:
    """With its subject and whom it is for."""
    triggers.add(desk, Spec("Chase", "production", "Print", "Order Entered", "task", "Chase it",
                            user="joon"))  # fmt: skip
    orders.new(desk, client="Ada", type="Print")
    found = queuefacts.foreseen(desk, only())
    assert found is not None
    assert found.errand is not None
    assert (found.errand.subject, found.errand.user) == ("Chase it", "joon")
    assert not Card.select().where(Card.kind == "task").exists()


def test_an_unknown_firing_is_nothing(desk: Desk) -> None:
    """It may have gone with its order meanwhile."""
    assert queuefacts.foreseen(desk, 99) is None


def test_counts(mailing: Desk) -> None:
    """Of what waits, by state."""
    assert queuefacts.counts(mailing.now()) == {
        "due": 1, "held": 0, "sending": 0, "failed": 0, "unknown": 0,
    }  # fmt: skip
    assert queuefacts.counts(mailing.now() - 1)["due"] == 0
    Firing.update(state="unknown").execute()
    assert queuefacts.counts(mailing.now())["unknown"] == 1


def test_a_record_tells_of_its_messages_and_pauses(mailing: Desk) -> None:
    """As the details of it do."""
    settling.process(mailing, [only()])
    hushes.pause(mailing, ["O-1001"], None, "on holiday")
    found = details.detail(mailing, "O-1001")
    assert [one.ref for one in found.messages] == ["M-1001"]
    assert found.paused == "reminders about O-1001 are paused: on holiday"
