"""Automatic orders and completion: once per record, by the ledger, silent or asked."""

from __future__ import annotations

from typing import Any

import pytest

from jobs import clock
from jobs.worker import claim_for
from store import (
    automations,
    cards,
    history,
    images,
    invoicelines,
    invoices,
    items,
    moves,
    occasions,
    ordering,
    orders,
    sessions,
    settling,
    triggers,
    views,
)
from store.automations import Rule
from store.boards import View
from store.desk import Desk
from store.errors import Refused
from store.moves import Move
from store.settling import clock_desk, plan_batches, settle_due
from store.tables import Card, Firing, Invoice, Trigger
from store.triggers import Spec
from tests.store.conftest import Turn
from tests.store.ordering_ground import furnish, invoice, line


@pytest.fixture(autouse=True)
def ground(desk: Desk) -> None:
    """A price list at three vendors."""
    furnish(desk)


def _tick(desk: Desk) -> None:
    """What the clock does, without its lease."""
    acting = clock_desk(desk)
    plan_batches(acting, None)
    while settle_due(acting, None).done:
        pass


def _orders() -> list[str]:
    query = Card.select().where(Card.kind == "production").order_by(Card.number)
    return [cards.ref(card) for card in query]


def _ledger() -> list[tuple[str, str]]:
    return [(row.state, row.reason) for row in Firing.select().order_by(Firing.id)]


def _rule(**given: Any) -> Rule:
    values = {"name": "Orders", "action": "orders", "when": "saved"} | given
    return Rule(**values)


# Making orders -----------------------------------------------------------------------------------


def test_when_an_invoice_is_first_saved(desk: Desk) -> None:
    """Those made from then on; those that are there already are left alone."""
    invoice(desk, line("P8X10"))
    automations.add(desk, _rule())
    _tick(desk)
    assert _orders() == []
    invoice(desk, line("P8X10"), line("ALBUM"))
    assert _ledger() == [("pending", "")]
    _tick(desk)
    assert (_orders(), _ledger()) == (["O-1001", "O-1002"], [("done", "made O-1001, O-1002")])
    _tick(desk)
    assert _orders() == ["O-1001", "O-1002"]


def test_an_invoice_saved_before_its_lines(desk: Desk) -> None:
    """It counts as saved when the first of them is there, and once."""
    automations.add(desk, _rule())
    ref = invoice(desk)
    _tick(desk)
    assert _ledger() == []
    invoicelines.add(desk, ref, line("P8X10"))
    invoicelines.add(desk, ref, line("ALBUM"))
    _tick(desk)
    assert (_orders(), len(_ledger())) == (["O-1001", "O-1002"], 1)


def test_at_the_first_payment(desk: Desk) -> None:
    """Once: later payments, and giving it back and paying again, do nothing more."""
    automations.add(desk, _rule(when="first payment"))
    ref = invoice(desk, line("P8X10"), line("ALBUM"))
    invoices.pay(desk, ref, 100)
    invoices.pay(desk, ref, -100)
    invoices.pay(desk, ref, 5000)
    _tick(desk)
    assert len(_ledger()) == 1
    assert _orders() == ["O-1001", "O-1002"]


@pytest.mark.parametrize(
    ("percent", "payments", "comes"),
    [
        (50, [4999], 0),
        (50, [4999, 1], 1),
        (50, [5000, 5000], 1),
        (100, [9999], 0),
        (100, [9999, 1], 1),
        (None, [10000], 1),
        (25, [20000], 1),
    ],
)
def test_at_a_paid_share(
    desk: Desk, percent: float | None, payments: list[int], comes: int
) -> None:
    """When a payment brings it there, not before and not again."""
    automations.add(desk, _rule(when="paid", percent=percent))
    ref = invoice(desk, line("P8X10"), line("ALBUM"))
    for cents in payments:
        invoices.pay(desk, ref, cents)
    assert len(_ledger()) == comes


def test_what_crosses_a_share() -> None:
    """From below to it or above; an invoice of nothing has no share."""
    assert occasions.crossed(0, 50, 100, 50)
    assert not occasions.crossed(50, 60, 100, 50)
    assert not occasions.crossed(60, 40, 100, 50)
    assert not occasions.crossed(0, 10, 0, 50)


def test_in_a_status(desk: Desk) -> None:
    """Entering it is enough, though the invoice goes on before the clock comes by."""
    automations.add(desk, _rule(when="status", status="Deposit Paid"))
    ref = invoice(desk, line("P8X10"))
    moves.advance(desk, [Move(ref, to="Deposit Paid")])
    moves.advance(desk, [Move(ref, to="In Production")])
    _tick(desk)
    assert _orders() == ["O-1001"]


def test_asked_first(desk: Desk) -> None:
    """It waits in the queue for somebody's yes."""
    automations.add(desk, _rule(ask=True))
    invoice(desk, line("P8X10"))
    _tick(desk)
    assert (_orders(), _ledger()) == ([], [("held", "this trigger waits for a person")])
    settling.process(desk, [Firing.get().id])
    assert (_orders(), _ledger()) == (["O-1001"], [("done", "made O-1001")])


def test_lines_in_error_wait_for_a_person(desk: Desk) -> None:
    """What can be is ordered; the rest is told in the queue, and ordered once it is settled."""
    automations.add(desk, _rule())
    ref = invoice(desk, line("P8X10"), line("MYSTERY"))
    _tick(desk)
    state, reason = _ledger()[0]
    assert (_orders(), state) == (["O-1001"], "held")
    assert reason.startswith("made O-1001; line 2 (MYSTERY): no vendor")
    invoicelines.change(desk, ref, 2, vendor_id=desk.directory.vendor_named("Bay Lab").id)
    settling.process(desk, [Firing.get().id])
    assert (_orders(), _ledger()) == (["O-1001", "O-1002"], [("done", "made O-1002")])


def test_in_a_batch(desk: Desk, turn: Turn) -> None:
    """At its times, for open invoices that match and have lines to order; missed ones collapse."""
    automations.add(desk, _rule(when="batch", times="07:00, 13:30", filter="rush"))
    invoice(desk, line("P8X10"), priority="rush")
    invoice(desk, line("P8X10"))
    _tick(desk)
    assert _orders() == []
    turn("2026-11-02 13:30")
    _tick(desk)
    assert _orders() == ["O-1001"]
    assert [cards.ref(row.card) for row in Firing.select()] == ["I-1001"]
    late = invoice(desk, line("P8X10"), priority="rush")
    now = turn("2026-11-05 20:00")
    _tick(desk)
    assert len(_ledger()) == 2
    assert [cards.ref(row.card) for row in Firing.select()][-1] == late
    assert Trigger.get().next_at == turn("2026-11-06 07:00") > now


def test_a_batch_for_a_saved_view(desk: Desk, turn: Turn) -> None:
    """The view as it is when the batch comes; one that is gone finds nothing, and the clock goes on."""
    views.save(desk, "Ready to order", View("invoices", "rush"))
    automations.add(desk, _rule(when="batch", times="07:00", filter="@Ready to order"))
    invoice(desk, line("P8X10"))
    views.save(desk, "Ready to order", View("invoices", "-rush"))
    turn("2026-11-03 07:00")
    _tick(desk)
    assert _orders() == ["O-1001"]
    views.delete(desk, "invoices", "Ready to order")
    invoice(desk, line("P8X10"))
    turn("2026-11-04 07:00")
    _tick(desk)
    assert _orders() == ["O-1001"]
    assert Trigger.get().next_at == turn("2026-11-05 07:00")


def test_a_batch_tries_again_what_was_in_error(desk: Desk, turn: Turn) -> None:
    """It waits once in the queue, and is ordered by the next batch after it was settled."""
    automations.add(desk, _rule(when="batch", times="07:00"))
    invoice(desk, line("MYSTERY"))
    for day in ("03", "04"):
        turn(f"2026-11-{day} 07:01")
        _tick(desk)
        assert [state for state, _ in _ledger()] == ["held"]
    items.change(desk, "MYSTERY", vendor="Bay Lab")
    turn("2026-11-05 07:01")
    _tick(desk)
    assert (_orders(), _ledger()) == (["O-1001"], [("done", "made O-1001")])


def test_the_clock_itself(desk: Desk, turn: Turn) -> None:
    """A tick plans and settles under its lease."""
    automations.add(desk, _rule(when="batch", times="07:00"))
    invoice(desk, line("P8X10"))
    turn("2026-11-03 07:00")
    assert settling.anything_due(desk.now())
    clock.tick(desk, claim_for(desk, "worker"))
    clock.tick(desk, claim_for(desk, "worker"))
    assert _orders() == ["O-1001"]


def test_one_vendor(desk: Desk) -> None:
    """A rule may be for one vendor's lines."""
    automations.add(desk, _rule(vendor="Foliant"))
    invoice(desk, line("P8X10"), line("ALBUM"))
    _tick(desk)
    assert [Card.get(Card.kind == "production").vendor_id] == [
        desk.directory.vendor_named("Foliant").id
    ]


def test_undoing_what_was_asked(desk: Desk) -> None:
    """Orders that a person let a rule make are taken back like any; the firing is open again."""
    automations.add(desk, _rule(ask=True))
    invoice(desk, line("P8X10"))
    _tick(desk)
    settling.process(desk, [Firing.get().id])
    history.undo(desk)
    assert (_orders(), _ledger()[0][0]) == ([], "held")


# Completion --------------------------------------------------------------------------------------


def _complete(**given: Any) -> Rule:
    values = {"name": "Done", "action": "complete", "when": "finished"} | given
    return Rule(**values)


def _finish(desk: Desk, *refs: str, to: str = "Delivered") -> None:
    moves.advance(desk, [Move(ref, to=to) for ref in refs])
    _tick(desk)


def test_an_invoice_completes_itself(desk: Desk) -> None:
    """When the last of its orders is final: status, delivered date and a task, each by its switch."""
    automations.add(desk, _complete(to="Delivered", delivered=True, tell="joon"))
    ref = invoice(desk, line("P8X10"), line("ALBUM"))
    ordering.create(desk, [ref])
    _finish(desk, "O-1001")
    assert Invoice.get().delivered_at is None
    _finish(desk, "O-1002")
    card = cards.get(ref)
    assert desk.directory.statuses[card.status_id].name == "Delivered"
    assert Invoice.get().delivered_at == desk.now()
    task = Card.get(Card.kind == "task")
    assert (task.subject, task.user_id, task.about_id) == (
        "I-1001 is complete: all its orders are final",
        desk.directory.user_named("joon").id, card.id,
    )  # fmt: skip
    _tick(desk)
    assert Card.select().where(Card.kind == "task").count() == 1


def test_an_order_that_goes_back_and_forth(desk: Desk) -> None:
    """What is complete is not completed again, and nobody is told twice."""
    automations.add(desk, _complete(to="Delivered", delivered=True, tell="joon"))
    ordering.create(desk, [invoice(desk, line("P8X10"))])
    for status in ("Delivered", "QA", "Delivered", "QA", "Delivered"):
        _finish(desk, "O-1001", to=status)
    assert Card.select().where(Card.kind == "task").count() == 1


def test_undo_names_what_a_rule_did_meanwhile(desk: Desk) -> None:
    """The order goes back; the invoice stays complete, and that is said."""
    automations.add(desk, _complete(to="Delivered"))
    ordering.create(desk, [invoice(desk, line("P8X10"))])
    _finish(desk, "O-1001")
    found = history.undo(desk)
    assert found.refs == ("O-1001",)
    assert found.cannot == (
        "the rule Done has acted on I-1001 meanwhile (moved to Delivered); take that back by hand",
    )


@pytest.mark.parametrize(
    ("switch", "delivered", "status", "tasks"),
    [
        ({"to": "Ready"}, False, "Ready", 0),
        ({"delivered": True}, True, "Opened", 0),
        ({"tell_department": "Front desk"}, False, "Opened", 1),
    ],
)
def test_each_switch_alone(
    desk: Desk, switch: dict[str, Any], delivered: bool, status: str, tasks: int
) -> None:
    """One on does not bring the others."""
    automations.add(desk, _complete(**switch))
    ref = invoice(desk, line("P8X10"))
    ordering.create(desk, [ref])
    _finish(desk, "O-1001")
    card = cards.get(ref)
    assert (Invoice.get().delivered_at is not None) is delivered
    assert desk.directory.statuses[card.status_id].name == status
    assert Card.select().where(Card.kind == "task").count() == tasks


def test_cancelled_orders_do_not_keep_it(desk: Desk) -> None:
    """What was on them has to be settled first, then they count as not needed."""
    automations.add(desk, _complete(delivered=True))
    one = invoice(desk, line("P8X10"), line("ALBUM"))
    two = invoice(desk, line("P8X10"))
    ordering.create(desk, [one, two])
    _finish(desk, "O-1002", "O-1003", to="Cancelled")
    assert _ledger() == []
    _finish(desk, "O-1001")
    assert [cards.ref(row.card) for row in Firing.select()] == [one]
    state, reason = _ledger()[0]
    assert state == "held"
    assert reason.startswith("not completed: line 2 (ALBUM): it is on O-1002, which is cancelled")
    orders.remove_line(desk, "O-1002", 1)
    invoicelines.settle(desk, one, [2], "not wanted any more")
    settling.process(desk, [Firing.get().id])
    assert _ledger()[0][0] == "done"


def test_lines_without_an_order_keep_it(desk: Desk) -> None:
    """An invoice with something left to order is not complete: a person is told why."""
    automations.add(desk, _complete(delivered=True))
    ref = invoice(desk, line("P8X10"), line("MYSTERY"))
    ordering.create(desk, [ref])
    _finish(desk, "O-1001")
    state, reason = _ledger()[0]
    assert (state, Invoice.get().delivered_at) == ("held", None)
    assert reason.startswith("not completed: line 2 (MYSTERY): no vendor")
    invoicelines.settle(desk, ref, [2], "not wanted")
    settling.process(desk, [Firing.get().id])
    assert Invoice.get().delivered_at is not None


# Sessions ----------------------------------------------------------------------------------------


def test_proofs_of_a_session(desk: Desk) -> None:
    """Made in a status, without what is rejected; when they are final the session goes on."""
    proofing = Rule("Proofs", "proofs", "status", status="Proofs", images="all")
    automations.add(desk, proofing)
    automations.add(desk, _complete(kind="session", to="Selling"))
    sessions.new(desk, client="Okafor, Ada", type="Portrait")
    images.add(desk, "S-1001", [images.File(f"Hi-Res/00{n}.jpg") for n in (14, 15)])
    moves.advance(desk, [Move("S-1001", to="Proofs")])
    _tick(desk)
    made = Card.get(Card.kind == "preproduction")
    assert (_ledger(), made.lines) == ([("done", "made P-1001")], 1)
    moves.advance(desk, [Move("P-1001", to="Delivered")])
    _tick(desk)
    card = cards.get("S-1001")
    assert desk.directory.statuses[card.status_id].name == "Selling"
    assert desk.directory.statuses[cards.get("P-1001").status_id].name == "Delivered"


def test_a_session_without_pictures(desk: Desk) -> None:
    """Nothing is made of nothing: a person is told."""
    automations.add(desk, Rule("Proofs", "proofs", "status", status="Proofs"))
    sessions.new(desk, client="Okafor, Ada", type="Portrait")
    moves.advance(desk, [Move("S-1001", to="Proofs")])
    _tick(desk)
    assert _ledger()[0][0] == "held"
    assert Card.select().where(Card.kind == "preproduction").count() == 0


# Rules that cannot be ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (_rule(action="order"), "no action is called 'order' .*did you mean orders"),
        (_rule(when="payed"), "cannot happen at 'payed' .*did you mean paid"),
        (_rule(when="status"), "which status"),
        (_rule(when="status", status="Nowhere"), "'Nowhere'"),
        (_rule(when="paid", percent=0.0001 - 1), "more than 0 and at most 100"),
        (_rule(when="paid", percent=0), "more than 0 and at most 100"),
        (_rule(when="batch"), "needs times of day"),
        (_rule(when="batch", times="7 o'clock"), "are no times of day"),
        (_rule(filter="vendr:x"), 'no field "vendr"'),
        (_rule(filter="@nowhere"), "no saved view of invoices is called 'nowhere'"),
        (_rule(vendor="Nobody"), "no vendor is called 'Nobody'"),
        (_rule(name=" "), "needs a name"),
        (_rule(kind="session"), "orders is for invoice, not for session"),
        (_complete(), "completing does nothing"),
        (_complete(to="Nowhere"), "'Nowhere'"),
        (_complete(kind="session", delivered=True), "a session has no delivered date"),
        (_rule(action="proofs", when="saved"), "proofs cannot happen at 'saved'"),
        (
            _rule(action="proofs", when="status", status="Proofs", images="ratd"),
            "'ratd' chooses no pictures .*did you mean rated",
        ),
        (
            _rule(action="proofs", when="status", status="Proofs", items="P8X1"),
            "no item is called 'P8X1'.*did you mean P8X10",
        ),
    ],
)
def test_what_is_no_rule(desk: Desk, rule: Rule, words: str) -> None:
    """Refused with what could stand there."""
    with pytest.raises(Refused, match=words):
        automations.add(desk, rule)
    assert Trigger.select().count() == 0


def test_changing_and_switching(desk: Desk, turn: Turn) -> None:
    """What was pending because of it is cancelled; off, it plans nothing."""
    automations.add(desk, _rule())
    invoice(desk, line("P8X10"))
    automations.change(desk, "Orders", _rule(name="At seven", when="batch", times="07:00"))
    assert _ledger() == [("cancelled", "the rule was changed")]
    assert Trigger.get().next_at == turn("2026-11-03 07:00")
    automations.switch(desk, "At seven", on=False)
    assert Trigger.get().next_at is None
    _tick(desk)
    assert _orders() == []
    automations.switch(desk, "At seven", on=True)
    assert [rule.name for _, rule in automations.listed(desk)] == ["At seven"]
    with pytest.raises(Refused, match="did you mean At seven"):
        automations.named("At seve")


def test_rules_and_triggers_are_apart(desk: Desk) -> None:
    """Each list shows its own; a name stands for one of them only."""
    automations.add(desk, _rule())
    spec = Spec("Orders", "invoice", "Invoices", "Opened", "task", "Ring them")
    with pytest.raises(Refused, match="called 'Orders' already"):
        triggers.add(desk, spec)
    assert triggers.listed(desk) == []
    with pytest.raises(Refused, match="no trigger is called 'Orders'"):
        triggers.named("Orders")


def test_a_rule_reads_as_it_was_written(desk: Desk) -> None:
    """What is stored gives the same rule again, in words too."""
    wanted = _complete(to="Delivered", delivered=True, tell="joon", ask=True, kind="invoice")
    row = automations.add(desk, wanted)
    assert automations.rule_of(desk, row) == wanted
    assert automations.when_words(wanted) == "all orders final"
    assert automations.does_words(wanted) == (
        "moves it to Delivered, sets the delivered date, tells joon"
    )
