"""The phone answer: whoever is meant is found by what the caller says, with all that is theirs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from peewee import PeeweeException

from store import clients, invoices, moves, notes, orders, outbox, phone, tasks
from store.desk import Desk
from store.errors import Refused
from store.moves import Move
from store.orders import NewLine
from store.outbox import NewMessage
from store.tables import Message, database

Turn = Callable[[str], int]


@pytest.fixture
def studio(desk: Desk) -> Desk:
    """Ada with an invoice and two orders, Bo with one, and the Smiths."""
    clients.create(desk, "Okafor, Ada", phone="(415) 555-0155", email="ada@example.com")
    clients.create(desk, "Łuczak, Bo", mobile="+49 (0)30 123456", notes="Rings on Mondays")
    clients.create(desk, "Smith, Ann")
    clients.create(desk, "Smith, Ben")
    invoices.new(
        desk, client="#1", lines=[invoices.NewLine(description="Album", price_cents=12_500)]
    )
    invoices.pay(desk, "I-1001", 8_000)
    lines = [NewLine(description="Print", quantity=3), NewLine(description="Frame", quantity=2)]
    orders.new(desk, client="#1", type="Print", vendor="Bay Lab", vendor_number="CW-77",
               lines=lines)  # fmt: skip
    orders.new(desk, client="#2", type="Print")
    return desk


def _names(text: str) -> list[str]:
    return [match.client.name.split(",")[0] for match in phone.find(text).all]


@pytest.mark.parametrize(
    "text",
    ["okafor", "ADA", "oka a", "1", "#1", "I-1001", "i1001", "o1001", "5550155", "0155", "ada@ex",
     "415 555 0155", "+1 (415) 555-0155"[3:], "55501", "CW-77", "cw-7"],
)  # fmt: skip
def test_the_client_is_found(studio: Desk, text: str) -> None:
    """By beginnings of the name, any number of theirs, and what the lab calls the order."""
    assert _names(text) == ["Okafor"], text
    del studio


@pytest.mark.parametrize("text", ["luczak", "Łucz", "030 1234", "30123456", "0049 30 123456",
                                  "mondays", "glossy", "+49 30 12 34 56"])  # fmt: skip
def test_however_it_is_written(studio: Desk, text: str) -> None:
    """Accents, country codes and separators do not matter; notes count as well."""
    notes.add(studio, "O-1002", "Glossy, please")
    assert _names(text) == ["Łuczak"], text


def test_what_it_was_found_by(studio: Desk) -> None:
    """A number that several have finds all of them, each with what of theirs has it."""
    found = {m.client.name: (m.because, m.open) for m in phone.find("1001").all}
    assert found == {"Okafor, Ada": (("O-1001", "I-1001"), 2)}
    notes.add(studio, "O-1002", "zebra")
    assert phone.find("zebra").all[0].because == ("a note on O-1002",)
    assert phone.find("CW-77").all[0].because == ("O-1001",)


def test_several_clients(studio: Desk) -> None:
    """The newest first; too many are refused where all would be told."""
    assert _names("smith") == ["Smith", "Smith"]
    assert [match.client.number for match in phone.find("smith").all] == [4, 3]
    for _ in range(20):
        clients.create(studio, "Smith, Cy")
    found = phone.find("smith")
    assert (len(found.all), found.more) == (20, True)
    with pytest.raises(Refused, match="more than 20 clients match 'smith'; give more"):
        phone.who(studio, "smith")


def test_nobody(studio: Desk) -> None:
    """Told with what to try; a reference that is none is told as such."""
    for text in ("zzz", "…", "()", "\x00", "'\"*^"):
        with pytest.raises(Refused, match="nobody is found by .*; try the beginning"):
            phone.find(text)
    with pytest.raises(Refused, match="O-99: there is no such record"):
        phone.find("O-99")
    tasks.new(studio, subject="Order paper")
    with pytest.raises(Refused, match="nobody is found by 'T-1001'"):
        phone.find("T-1001")


def test_what_is_theirs(studio: Desk) -> None:
    """Where each record is, what comes next and when it is likely ready, what it still lacks."""
    (answer,) = phone.who(studio, "okafor")
    by_ref = {one.face.ref: one for one in answer.open}
    assert set(by_ref) == {"I-1001", "O-1001"}
    order, invoice = by_ref["O-1001"], by_ref["I-1001"]
    assert (order.face.status, order.next_status) == ("Order Entered", "Retouch")
    assert order.ready_at is not None
    assert order.ready_at > studio.now()
    assert (order.pieces, order.outstanding, order.total_cents) == (5, 5, None)
    assert (invoice.total_cents, invoice.paid_cents, invoice.open_cents) == (12_500, 8_000, 4_500)
    assert phone.lacking(order, "USD") == "5 of 5 to come"
    assert phone.lacking(invoice, "USD") == "$45.00 of $125.00 unpaid"


def test_what_is_finished(studio: Desk, turn: Turn) -> None:
    """The last one first, with what is still to be paid."""
    orders.new(studio, client="#1", type="Print")
    for hour, ref in (("11", "O-1003"), ("12", "I-1001")):
        turn(f"2026-11-02 {hour}:00")
        moves.advance(studio, [Move(ref, to="Delivered")])
    (answer,) = phone.who(studio, "okafor")
    assert [one.face.ref for one in answer.open] == ["O-1001"]
    assert [one.face.ref for one in answer.finished] == ["I-1001", "O-1003"]
    assert answer.finished[0].open_cents == 4_500
    assert answer.finished[0].next_status is None


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a" * 10_000, id="long"),
        pytest.param("1" * 400, id="digits"),
        pytest.param("O-" + "9" * 15, id="reference"),
        "OR AND NOT",
        '"*"',
    ],
)
def test_hostile_words(studio: Desk, text: str) -> None:
    """Whatever is typed is looked for, or refused in words."""
    try:
        phone.find(text)
    except Refused as refused:
        assert "nobody" in str(refused) or "no such record" in str(refused)
    except PeeweeException as error:  # pragma: no cover
        pytest.fail(f"{text[:20]!r}: {error}")
    del studio


def test_the_last_messages_to_a_client(studio: Desk, turn: Turn) -> None:
    """The newest first, in every state, whoever they were about; an SMS by its text."""
    told = [
        NewMessage("email", "Ada", "ada@example.com", f"s{n}", "b", f"{n}", client_id=1)
        for n in range(phone.MESSAGES_SHOWN)
    ]
    told.append(NewMessage("sms", "Bo", "+4930123456", "", "not Ada's", "bo", client_id=2))
    long = "Your order\n" + "x" * 200
    told.append(NewMessage("sms", "Ada", "+14155550155", "", long, "sms", client_id=1,
                           state="failed"))  # fmt: skip
    with studio.action("test", "test") as act:
        ids = outbox.put(studio, act, told)
        made = act.at
        later = turn("2026-11-03 09:00")
        act.update(Message.get_by_id(ids[4]), state="done", settled_at=later)
    (answer,) = phone.who(studio, "okafor")
    assert [one.subject for one in answer.said[1:]] == ["s4", "s3", "s2", "s1"]
    assert answer.said[0].subject.startswith("Your order x")
    assert len(answer.said[0].subject) == 80
    assert [one.state for one in answer.said[:3]] == ["failed", "done", "pending"]
    assert [one.at for one in answer.said[:3]] == [made, later, made]
    assert answer.said[0].ref == "M-1007"


def test_messages_of_a_client_are_found_by_an_index(studio: Desk) -> None:
    """A studio that has sent a million looks at five."""
    plan = database.execute_sql(
        "EXPLAIN QUERY PLAN SELECT * FROM message WHERE client_id = 1 ORDER BY id DESC LIMIT 5"
    ).fetchall()
    assert "USING INDEX message_client" in str(plan)
    assert "TEMP B-TREE" not in str(plan)
    del studio
