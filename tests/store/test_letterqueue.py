"""Letters: marked before they are printed, settled after, and unknown when nobody told."""

from __future__ import annotations

import pytest

from store import clients, decisions, lease, letterqueue, messages, outbox, sessions, writing
from store.desk import Desk
from store.errors import Refused
from store.tables import Card, Firing, Message, Trigger, TriggerPause, Visit
from store.writing import Wish
from tests.store.conftest import Login, Turn


@pytest.fixture
def letters(desk: Desk) -> list[str]:
    """Two letters that wait."""
    found = []
    for name in ("Okafor, Ada", "Lindqvist, Bo"):
        clients.create(desk, name, address="1 High Street", city="Town")
        card = sessions.new(desk, client=name)
        wish = Wish("letter", subject="Hello", body=f"Dear {name}")
        found += writing.write(desk, [f"S-{card.number}"], wish)
    return found


def state(ref: str) -> tuple[str, str]:
    """What is with a letter, and why."""
    row = decisions.by_numbers([ref])[0]
    return row.state, row.reason


def test_a_letter_is_marked_before_it_is_printed(desk: Desk, letters: list[str]) -> None:
    """Nobody else can take it, and what came of it is kept."""
    assert letterqueue.waiting() == letters
    taken = letterqueue.take(desk, letters[0])
    assert taken.data.startswith(b"%PDF")
    assert taken.title == "Letter M-1001 Ada Okafor"
    assert state(letters[0]) == ("sending", "")
    assert letterqueue.waiting() == letters[1:]
    with pytest.raises(Refused, match="M-1001 is sending; only letters that are pending"):
        letterqueue.take(desk, letters[0])
    letterqueue.settle(desk, taken, "done", "printed on lab, job lab-7")
    whole = messages.in_full(letters[:1])[0]
    assert (whole.face.state, whole.answer, whole.by) == (
        "done",
        "printed on lab, job lab-7",
        "ana",
    )


def test_what_the_service_refuses_goes_on_waiting(desk: Desk, letters: list[str]) -> None:
    """With the reason, and it can be printed again."""
    taken = letterqueue.take(desk, letters[0])
    letterqueue.settle(desk, taken, "settings", "no such queue")
    assert state(letters[0]) == ("pending", "no such queue")
    again = letterqueue.take(desk, letters[0])
    assert (again.tries, state(letters[0])[1]) == (2, "")


def test_what_nobody_told_of_is_unknown(desk: Desk, letters: list[str], turn: Turn) -> None:
    """A program that ended in between leaves a doubt, and a person decides."""
    letterqueue.take(desk, letters[0])
    assert letterqueue.recover(desk) == 0
    turn("2026-11-02 10:04")
    assert letterqueue.recover(desk) == 1
    assert state(letters[0])[0] == "unknown"
    assert letterqueue.recover(desk) == 0
    decisions.resolve(desk, letters[:1], arrived=False)
    decisions.retry(desk, letters[:1])
    assert letterqueue.waiting() == letters


def test_no_sender_takes_it_for_its_own(desk: Desk, letters: list[str]) -> None:
    """A letter at the printer is not what a dead sender of emails has left behind."""
    taken = letterqueue.take(desk, letters[0])
    sender = lease.take(lease.Claim(lease.WORKER, "s", 60_000, lease.MESSAGES, owner="s"))
    assert sender is not None
    assert not outbox.anything_to_send(desk.now())
    assert outbox.recover(desk, sender) == 0
    assert state(letters[0])[0] == "sending"
    letterqueue.settle(desk, taken, "settings", "out of paper")
    assert state(letters[0])[0] == "pending"


def test_a_late_answer_settles_the_doubt(desk: Desk, letters: list[str], turn: Turn) -> None:
    """That it was printed is believed whenever it comes; that it was not, no more."""
    taken = letterqueue.take(desk, letters[0])
    other = letterqueue.take(desk, letters[1])
    turn("2026-11-02 10:04")
    letterqueue.recover(desk)
    letterqueue.settle(desk, other, "settings", "no such queue")
    assert state(letters[1])[0] == "unknown"
    letterqueue.settle(desk, taken, "done", "job 7")
    assert state(letters[0])[0] == "done"


def test_an_answer_to_an_earlier_try_is_not_heard(desk: Desk, letters: list[str]) -> None:
    """Somebody has had it printed again meanwhile."""
    first = letterqueue.take(desk, letters[0])
    letterqueue.settle(desk, first, "settings", "out of paper")
    letterqueue.take(desk, letters[0])
    letterqueue.settle(desk, first, "done", "job 7")
    assert state(letters[0])[0] == "sending"


def test_a_doubtful_print_is_unknown_at_once(desk: Desk, letters: list[str]) -> None:
    """The service was handed it and said nothing."""
    letterqueue.settle(desk, letterqueue.take(desk, letters[0]), "unknown", "no answer")
    assert state(letters[0]) == ("unknown", "no answer")
    with pytest.raises(Refused, match="is unknown"):
        letterqueue.take(desk, letters[0])


def test_posted_by_hand(desk: Desk, letters: list[str]) -> None:
    """Printed elsewhere, or found on the printer: it is done, says who."""
    assert letterqueue.posted(desk, letters) == letters
    assert state(letters[1]) == ("done", "posted, says ana")
    with pytest.raises(Refused, match="is done; only letters"):
        letterqueue.posted(desk, letters)


def test_other_messages_are_not_printed(desk: Desk) -> None:
    """An email is no letter."""
    clients.create(desk, "Ada", email="a@example.com")
    sessions.new(desk, client="Ada")
    (ref,) = writing.write(desk, ["S-1001"], Wish("email", subject="x", body="x"))
    for tried in (
        lambda: letterqueue.take(desk, ref),
        lambda: letterqueue.posted(desk, [ref]),
    ):
        with pytest.raises(Refused, match="M-1001 is no letter: it goes by email"):
            tried()
    assert letterqueue.waiting() == []


def test_a_letter_without_a_page_fails(desk: Desk, letters: list[str]) -> None:
    """And says so, rather than waiting for ever."""
    row = decisions.by_numbers(letters[:1])[0]
    Message.update(number=9).where(Message.id == row.id).execute()
    with desk.action("x") as act:
        made = outbox.put(
            desk, act,
            [outbox.NewMessage("letter", "Ada", "1 High Street", "x", "x", key="none")],
        )  # fmt: skip
    ref = outbox.reference(Message.get_by_id(made[0]).number)
    with pytest.raises(Refused, match="has no page to print"):
        letterqueue.take(desk, ref)
    assert state(ref)[0] == "failed"


def test_what_is_paused_is_not_printed(desk: Desk, letters: list[str]) -> None:
    """The gates hold for letters too: it is held, and its firing follows."""
    card: Card = Card.get()
    row = decisions.by_numbers(letters[:1])[0]
    firing = _firing(desk, card)
    Message.update(firing=firing.id).where(Message.id == row.id).execute()
    TriggerPause.create(card=card.id, until_at=None, reason="moving house", by="ana", at=desk.now())
    with pytest.raises(Refused, match="M-1001 is not printed: .*paused"):
        letterqueue.take(desk, letters[0])
    assert state(letters[0])[0] == "held"
    assert Firing.get_by_id(firing.id).state == "held"


def test_the_firing_follows_its_letter(desk: Desk, letters: list[str]) -> None:
    """Sending while it is printed, done when it is."""
    card: Card = Card.get()
    firing = _firing(desk, card)
    row = decisions.by_numbers(letters[:1])[0]
    Message.update(firing=firing.id).where(Message.id == row.id).execute()
    taken = letterqueue.take(desk, letters[0])
    assert Firing.get_by_id(firing.id).state == "sending"
    letterqueue.settle(desk, taken, "done", "job 7")
    assert Firing.get_by_id(firing.id).state == "done"


def _firing(desk: Desk, card: Card) -> Firing:
    from store import triggers
    from store.triggers import Spec

    triggers.add(desk, Spec("T", "production", "Print", "Order Entered", "task", "x"))
    visit = Visit.get(Visit.card == card.id)
    made: Firing = Firing.create(
        trigger=Trigger.get(Trigger.name == "T").id,
        card=card.id,
        visit=visit.id,
        moment=desk.now(),
        state="sending",
    )
    return made


def test_a_viewer_prints_nothing(desk: Desk, letters: list[str], log_in: Login) -> None:
    """Looking is not printing."""
    with pytest.raises(Refused, match="vic is viewer"):
        letterqueue.take(log_in("vic"), letters[0])
    assert state(letters[0])[0] == "pending"
