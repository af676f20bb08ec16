"""The demo studio: deterministic, in every state, and as the studio's own rules would have it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from peewee import SqliteDatabase

from store import (
    automations,
    boards,
    cards,
    clients,
    dated,
    demo,
    firings,
    following,
    gates,
    identity,
    ordering,
    outbox,
    postroom,
    sampletriggers,
    schedule,
    settings,
    studio,
    tracks,
)
from store import database as databases
from store.boards import View
from store.demo import bulk, counter, post
from store.demo.furnishing import Still
from store.demo.names import buyer
from store.demo.stories import Shape
from store.desk import Desk
from store.errors import Refused
from store.reading import tuples
from store.tables import (
    ALL,
    Action,
    Baseline,
    Card,
    Change,
    Counter,
    Firing,
    Image,
    Invoice,
    InvoiceLine,
    Message,
    MessageFile,
    Order,
    OrderLine,
    Payment,
    Session,
    Timer,
    Trigger,
    Visit,
    database,
    is_open,
)

AT = round(
    datetime(2026, 11, 18, 14, 30, tzinfo=ZoneInfo("America/Los_Angeles")).timestamp() * 1000
)
ORDERS = 250


def rows_of(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table of a studio, but for where it is at home."""
    databases.connect(settings.load(folder / settings.FILE).database)
    found = {
        str(table._meta.table_name): tuples(table.select().order_by(table.id)) for table in ALL
    }
    databases.close()
    found["setting"] = [row for row in found["setting"] if row[1] != identity.KEY]
    return found


def camera(path: Path, seed: int, long_side: int) -> tuple[int, int]:
    """Stand in for whoever makes pictures."""
    path.write_bytes(f"{seed} {long_side}".encode())
    return long_side, long_side * 2 // 3


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demo studio."""
    home = tmp_path_factory.mktemp("demo") / "studio"
    demo.furnish(home, ORDERS, 3, AT, photographer=camera)
    return home


@pytest.fixture
def desk(folder: Path) -> Iterator[Desk]:
    """A desk in it, at the moment that it was made for."""
    yield studio.open_desk(settings.load(folder / settings.FILE), clock=Still(AT))
    databases.close()


def cards_with_visits() -> list[tuple[Card, list[Visit]]]:
    """Return all cards, each with its visits in order."""
    visits: dict[int, list[Visit]] = {}
    for visit in Visit.select().order_by(Visit.card, Visit.number):
        visits.setdefault(visit.card_id, []).append(visit)
    return [(card, visits[card.id]) for card in Card.select().order_by(Card.id)]


def test_same_seed_same_studio(folder: Path, tmp_path: Path) -> None:
    """The same seed and moment give the same rows in any folder; another seed gives others."""
    demo.furnish(tmp_path / "again", ORDERS, 3, AT, photographer=camera)
    demo.furnish(tmp_path / "other", ORDERS, 4, AT)
    assert rows_of(tmp_path / "again") == rows_of(folder)
    assert rows_of(tmp_path / "other")["card"] != rows_of(folder)["card"]


def test_as_many_orders_as_asked_for(desk: Desk) -> None:
    """Production and preproduction orders together are as many as were asked for."""
    kinds = ["production", "preproduction"]
    assert Order.select().count() == ORDERS
    assert Card.select().where(Card.kind.in_(kinds)).count() == ORDERS


def test_the_smallest(tmp_path: Path) -> None:
    """A demo of one order has one."""
    demo.furnish(tmp_path / "one", 1, 1, AT)
    assert len(rows_of(tmp_path / "one")["studio_order"]) == 1


def test_cards_stand_as_the_rules_say(desk: Desk) -> None:
    """What cards show of themselves is what the studio's own code computes for them."""
    for card, visits in cards_with_visits():
        status = desk.directory.statuses[card.status_id]
        now = visits[-1]
        done = status.state in schedule.DONE_STATES
        expected = schedule.card_columns(desk, now.due_at, card.entered_at, done=done)
        expected |= {
            "lane": status.lane,
            "done": done,
            "visit": now.id,
            "entered_at": now.entered_at,
            "user_id": now.user_id,
            "department_id": now.department_id,
            "version": len(visits),
            "track_id": desk.directory.track_for(card.kind, card.type_id).id,
        }
        assert {name: getattr(card, name) for name in expected} == expected, cards.ref(card)


def test_due_dates_follow_the_rules(desk: Desk) -> None:
    """Every visit is due when its step's rule says, unless the date was set by hand."""
    for card, visits in cards_with_visits():
        for visit in visits:
            status = desk.directory.statuses[visit.status_id]
            due = schedule.due_of(desk, card, status, visit.basis_at, visit.carried_due)
            by_hand = card.due_by_hand and visit.left_at is None
            assert by_hand or visit.due_at == due, cards.ref(card)


def test_baselines(desk: Desk) -> None:
    """The first projection is kept as it would have been."""
    kept = {row.card_id: row.dues for row in Baseline.select()}
    for card in Card.select().where(Card.kind.not_in(["task", "call"])):
        dues = {int(key): due for key, due in json.loads(kept.get(card.id, "{}")).items()}
        assert dues == schedule.baseline(desk, card), cards.ref(card)


def test_search_texts(desk: Desk) -> None:
    """Cards are found by the words that the studio's own code would have written."""
    known = clients.by_ids(row.client_id for row in Card.select(Card.client))
    for card in Card.select():
        name = known[card.client_id].name if card.client_id else ""
        assert card.search == cards.refreshed_search(desk, card, name)


def test_visits_are_one_story(desk: Desk) -> None:
    """A card's visits follow each other without gaps, and none begins later than now."""
    for card, visits in cards_with_visits():
        assert [visit.number for visit in visits] == list(range(1, len(visits) + 1))
        assert card.created_at == visits[0].entered_at == visits[0].basis_at
        assert [v.left_at for v in visits[:-1]] == [v.entered_at for v in visits[1:]]
        assert all(v.entered_at <= (v.completed_at or v.left_at or AT) for v in visits)
        assert visits[-1].left_at is None
        assert visits[-1].entered_at <= AT


def test_nothing_is_broken(desk: Desk) -> None:
    """The database is whole, its settings are safe again, and no track is incomplete."""
    assert database.execute_sql("PRAGMA foreign_key_check").fetchall() == []
    assert database.execute_sql("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert database.execute_sql("PRAGMA journal_mode").fetchone() == ("wal",)
    assert tracks.check_tracks(desk) == []


def test_every_state(desk: Desk) -> None:
    """Orders are late and on time, due today, waiting, on hold, at vendors, rush, nobody's."""
    for query in (
        "late", "-late", "due:today", "state:waiting", "state:blocked", "priority:rush",
        "owner:none", 'status:"Sent to Lab"', 'status:"Sent to Lab" late', "owner:me",
    ):  # fmt: skip
        assert boards.listed_ids(desk, View("production", f"{query} -state:done")), query
    for board in boards.BOARDS:
        assert sum(lane.count for lane in boards.lanes(desk, View(board))) > 10, board


def test_a_third_is_open() -> None:
    """A small studio has full boards, a large one a believable share of open orders."""
    assert Shape.of(400).recent > 10 * Shape.of(1_000_000).recent / 2
    assert Shape.of(400).age(0.999) < 1
    assert Shape.of(400).age(0.0) > 200


def test_finished_and_open(desk: Desk) -> None:
    """Some orders were finished today and some long ago, and about a third is open."""
    done = Card.select().where(Card.kind == "production", Card.done)
    entered = sorted(card.entered_at for card in done)
    assert entered[0] < AT - 200 * 86_400_000
    assert entered[-1] > AT - 3 * 86_400_000
    assert 0.2 < Card.select().where(Card.kind == "production", is_open()).count() / ORDERS < 0.5


def test_firings_are_planned(desk: Desk) -> None:
    """Each open card has exactly the firings its status plans; few of what has passed happened."""
    armed = firings.triggers_of(desk, [row.status_id for row in Trigger.select() if row.status_id])
    hanging = [row.id for row in dated.armed()]
    expected = set()
    for card, visits in cards_with_visits():
        for row in firings.planned_rows(desk, armed.get(card.status_id, ()), card, visits[-1]):
            state = "past" if row["moment"] <= AT else "pending"
            expected.add((row["trigger_id"], row["visit_id"], row["moment"], state))
    found = {
        (f.trigger_id, f.visit_id, f.moment, "pending" if f.state == "pending" else "past")
        for f in Firing.select()
        if f.trigger_id not in hanging
    }
    assert found == expected
    assert {state for *_, state in found} == {"past", "pending"}


def test_firings_of_dates_are_planned(desk: Desk) -> None:
    """What hangs on dates of records is what saving the triggers now would have planned."""

    def pending() -> set[tuple[int, int, int]]:
        rows = Firing.select().where(
            Firing.trigger.in_([row.id for row in dated.armed()]),
            Firing.state == "pending",
            Firing.occurrence == 0,
        )
        return {(row.trigger_id, row.visit_id, row.moment) for row in rows}

    found = pending()
    assert len({trigger for trigger, *_ in found}) == len(dated.armed())
    with desk.rehearsal(), desk.action("test", "test") as act:
        Firing.delete().where(Firing.state == "pending").execute()
        for trigger in dated.armed():
            dated.plan_present(desk, act, trigger)
        assert pending() == found


def test_messages_in_every_state(desk: Desk, folder: Path) -> None:
    """Through every channel, with what came of them; nothing has left the studio's folder."""
    rows = list(Message.select())
    assert {row.state for row in rows} == set(outbox.STATES) - {"sending", "cancelled"}
    assert {row.channel for row in rows} == set(outbox.CHANNELS)
    assert {row.cause for row in rows if row.state == "held"} == {"brake"}
    assert {row.cause for row in rows if row.state == "pending"} == {"", "retry"}
    assert [row.channel for row in rows if row.state == "pending"].count("letter") >= 1
    assert all(row.reason for row in rows if row.state in ("failed", "unknown", "held"))
    assert all((row.settled_at is None) == (row.state in ("pending", "held")) for row in rows)
    assert all(row.created_at <= (row.settled_at or AT) <= AT for row in rows)
    assert MessageFile.select().where(MessageFile.name.contains("letter")).exists()
    assert not (folder / "outbox").exists()
    config = desk.settings
    assert (config.mail.host, str(config.mail.folder)) == ("", "outbox/mail")
    assert (config.sms.gateway, str(config.sms.folder)) == ("folder", "outbox/sms")
    assert not gates.silence(desk)


def test_firings_are_where_their_messages_are(desk: Desk) -> None:
    """What asks for a person is said so; what was made can be sent when the demo is opened."""
    for row in Message.select(Message, Firing).join(Firing):
        state = following.state_of_all([one.state for one in following.of_firings([row.firing])])
        assert row.firing.state == state
    room = postroom.read(desk)
    assert min(room.due, room.later, room.held, room.failed, room.unknown, room.letters) > 0
    triggers_now = [row for row in Trigger.select() if not row.inactive]
    assert {spec.name for spec in sampletriggers.specs()} <= {row.name for row in triggers_now}


def test_a_large_demo_says_no_more(desk: Desk) -> None:
    """Messages are few, however many orders there are."""
    said = len([row for row in Trigger.select() if firings.is_outward(row)])
    assert Message.select().count() <= post.FEW * said + sum(post.MANY.values())


def test_money_adds_up(desk: Desk) -> None:
    """Totals of invoices are those of their lines, and what was paid is the sum of the payments."""
    for invoice in Invoice.select():
        lines = list(InvoiceLine.select().where(InvoiceLine.invoice == invoice.id))
        paid = [row.amount_cents for row in Payment.select().where(Payment.invoice == invoice.id)]
        card = Card.get_by_id(invoice.card_id)
        total = sum(line.quantity * line.price_cents for line in lines)
        assert (invoice.total_cents, invoice.paid_cents) == (total, sum(paid))
        assert (card.value_cents, card.lines) == (total, len(lines))


def test_order_lines(desk: Desk) -> None:
    """Orders hold their lines, each invoice line is ordered once, and values are their costs."""
    ordered = [row.invoice_line_id for row in OrderLine.select() if row.invoice_line_id]
    assert len(ordered) == len(set(ordered))
    for order in Order.select():
        lines = list(OrderLine.select().where(OrderLine.order == order.id))
        card = Card.get_by_id(order.card_id)
        assert card.lines == len(lines) > 0
        assert card.value_cents == sum(line.quantity * line.cost_cents for line in lines)


def test_numbers_go_on(desk: Desk) -> None:
    """Records made later get numbers above those of the demo."""
    following = {row.kind: row.next for row in Counter.select()}
    for card in Card.select():
        assert card.number < following[card.kind]


def test_timers_lie_within_their_visits(desk: Desk) -> None:
    """Minutes are booked inside a stay; a few timers run, one for a person."""
    visits = {visit.id: visit for visit in Visit.select()}
    for timer in Timer.select():
        visit = visits[timer.visit_id]
        assert visit.card_id == timer.card_id
        assert visit.entered_at <= timer.started_at <= (timer.stopped_at or AT)
        assert (timer.stopped_at or AT) <= (visit.left_at or AT)
    running = [timer.user_id for timer in Timer.select().where(Timer.stopped_at.is_null())]
    assert len(running) == len(set(running)) > 0


def test_photographs(desk: Desk, folder: Path) -> None:
    """Pictures lie in their session's folders and are recorded with size and checksum."""
    images = list(Image.select(Image, Session).join(Session))
    assert images
    for image in images:
        home = desk.settings.pictures / image.session.folder
        assert (home / image.hires).is_file()
        assert (home / image.preview).is_file()
        assert (image.width, image.height, len(image.sha256)) == (1200, 800, 64)
    assert InvoiceLine.select().where(InvoiceLine.image.is_null(False)).count() > 0


def test_nothing_to_undo(desk: Desk) -> None:
    """What the demo set up is nobody's to undo; only the counter's and triggers' was just made."""
    assert not Action.select().where(Action.undoable).exists()
    changed = {row.card for row in Change.select().where(Change.table == "card")}
    fresh = Card.select().where(Card.id.in_(changed))
    made = [row.kind for row in fresh]
    assert made.count("invoice") == len(counter.BASKETS)
    assert set(made) <= {"invoice", "call"}
    assert all(row.before is None for row in Change.select().where(Change.table == "card"))


def test_the_counter(desk: Desk) -> None:
    """Invoices wait to be ordered: some lines can be, some lack a vendor or a picture."""
    numbers = sorted(row.number for row in Card.select().where(Card.kind == "invoice"))[-3:]
    with desk.rehearsal():
        found = ordering.create(desk, [f"I-{number}" for number in numbers])
    assert found.made
    words = " ".join(one.reason for one in found.errors)
    assert "no vendor" in words
    assert "a print without a pose" in words
    assert [rule.name for _, rule in automations.listed(desk)] == sorted(
        rule.name for rule in counter.RULES
    )


def test_refusals(folder: Path, tmp_path: Path) -> None:
    """A studio that is there stays as it is; numbers that cannot be are refused."""
    before = rows_of(folder)["card"]
    with pytest.raises(Refused, match="already"):
        demo.furnish(folder, 5, 1, AT)
    assert rows_of(folder)["card"] == before
    with pytest.raises(Refused, match="orders cannot be made"):
        demo.furnish(tmp_path / "none", 0)


def test_nothing_is_left_of_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A demo that cannot be finished leaves no half studio behind."""

    def fail() -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(bulk, "set_counters", fail)
    with pytest.raises(Refused, match="disk is full"):
        demo.furnish(tmp_path / "half", 5, 1, AT)
    assert list((tmp_path / "half").iterdir()) == []


def test_clients_are_many() -> None:
    """The first hundreds of clients have names of their own, all of them fit to be searched."""
    made = [buyer(index, 7) for index in range(640)]
    assert len({one.name for one in made}) == 640
    assert all(one.email.isascii() and " " not in one.email for one in made)


@pytest.mark.parametrize("board", list(boards.BOARDS))
def test_board_reads_use_indexes(desk: Desk, board: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading a board's lanes and windows scans no table and sorts nothing."""
    asked: list[tuple[str, tuple[object, ...]]] = []
    execute = SqliteDatabase.execute_sql

    def watched(self: SqliteDatabase, sql: str, params: tuple[object, ...] | None = None) -> object:
        if sql.startswith("SELECT"):
            asked.append((sql, tuple(params or ())))
        return execute(self, sql, params)

    desk.calendar()  # the lists and closed days are read once, before the board
    monkeypatch.setattr(SqliteDatabase, "execute_sql", watched)
    view = View(board)
    lanes = boards.lanes(desk, view)
    for lane in lanes:
        boards.window(desk, view, lane.key, 0, 30)
        boards.last_window(desk, view, lane.key, 30)
    monkeypatch.undo()
    plans = [
        (sql, str(step[3]))
        for sql, params in asked
        for step in database.execute_sql(f"EXPLAIN QUERY PLAN {sql}", params).fetchall()
    ]
    assert len(plans) > len(lanes)
    # Two kinds on one board are counted together: statuses are grouped, cards never sorted.
    grouped = "USE TEMP B-TREE FOR GROUP BY" if board == "tasks" else ""
    slow = [
        (sql, step)
        for sql, step in plans
        if step != grouped and (step.startswith("SCAN") or "TEMP B-TREE" in step)
    ]
    assert slow == []
