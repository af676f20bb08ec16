"""An SMS goes out by day where it is read, not too often, and never to who wants none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import clients, gates, optouts, outbox, quiethours, smsrules, when
from store.desk import Desk
from store.envelopes import NewMessage
from store.settings import Settings
from store.smsrules import SPREAD_SECONDS, spread_ms
from store.tables import Message, database
from store.verdicts import Verdict
from tests.store.conftest import Turn

NEW_YORK, LOS_ANGELES, BERLIN = "+12125550100", "+13105550100", "+4915123456789"

Put = Callable[..., Message]


@pytest.fixture
def american(desk: Desk) -> Desk:
    """The desk in a studio that has a country."""
    desk.settings = replace(desk.settings, studio=replace(desk.settings.studio, country="US"))
    return desk


def with_sms(desk: Desk, **keys: Any) -> None:
    """Change the settings of SMS."""
    desk.settings = replace(desk.settings, sms=replace(desk.settings.sms, **keys))


@pytest.fixture
def put(american: Desk) -> Put:
    """What puts an SMS into the outbox, in a state."""

    def put(to: str = NEW_YORK, state: str = "pending", **given: Any) -> Message:
        with american.action("test", undoable=False) as act:
            key = f"{Message.select().count()}"
            new = NewMessage("sms", "Ada", to, "", "Ready.", key, **given)
            (message_id,) = outbox.put(american, act, [new])
            row: Message = Message.get_by_id(message_id)
            settled = act.at if state in ("done", "unknown", "failed", "cancelled") else None
            act.update(row, state=state, settled_at=settled)
        return row

    return put


def asked(desk: Desk, row: Message) -> Verdict | None:
    """What the gates say of a message now."""
    with desk.action("test", undoable=False) as act:
        return gates.verdict(desk, act, row)


def waits(desk: Desk, row: Message) -> tuple[str, str]:
    """Until when a message waits in New York, without its place in the spread; and why."""
    found = asked(desk, row)
    assert found is not None
    assert found.state == "pending"
    assert found.until is not None
    until = found.until - spread_ms(desk.settings.sms, row.number)
    return when.day_and_clock(until, desk.zone), found.cause


def test_by_day_it_goes(american: Desk, put: Put) -> None:
    """Ten in the morning on both sides of the ocean is day."""
    assert asked(american, put(NEW_YORK)) is None
    assert asked(american, put(BERLIN)) is None


@pytest.mark.parametrize(
    ("at", "to", "until"),
    [
        ("2026-11-02 21:00", NEW_YORK, "Tue 3 Nov 09:00"),
        ("2026-11-03 08:59", NEW_YORK, "Tue 3 Nov 09:00"),
        ("2026-11-02 10:00", LOS_ANGELES, "Mon 2 Nov 12:00"),
        ("2026-11-02 21:00", LOS_ANGELES, None),
        ("2026-11-02 15:00", BERLIN, "Tue 3 Nov 03:00"),
        ("2026-11-03 04:00", BERLIN, None),
        ("2026-10-31 20:00", NEW_YORK, "Sun 1 Nov 09:00"),
        ("2027-03-13 23:00", NEW_YORK, "Sun 14 Mar 09:00"),
        ("2027-03-13 23:00", LOS_ANGELES, "Sun 14 Mar 12:00"),
        ("2027-03-20 20:30", BERLIN, "Sun 21 Mar 04:00"),  # only New York has summer time yet
    ],
)
def test_at_night_it_waits(
    american: Desk, put: Put, turn: Turn, at: str, to: str, until: str | None
) -> None:
    """For nine in the morning where the number is, whatever time the studio has."""
    turn(at)
    row = put(to)
    if until is None:
        assert asked(american, row) is None
    else:
        assert waits(american, row) == (until, "quiet")


def test_the_reason_names_the_time_there(american: Desk, put: Put, turn: Turn) -> None:
    """People wonder why a message waits by day."""
    turn("2026-11-02 10:00")
    found = asked(american, put(LOS_ANGELES))
    assert found is not None
    assert found.reason == "quiet hours: it is 07:00 there (America/Los_Angeles)"


def test_without_quiet_hours_it_goes_at_any_time(american: Desk, put: Put, turn: Turn) -> None:
    """A studio may want it so."""
    with_sms(american, quiet=None)
    turn("2026-11-03 03:00")
    assert asked(american, put()) is None


def test_the_morning_is_spread(american: Desk, put: Put, turn: Turn) -> None:
    """Not all at nine, each at a place of its own that it keeps, and when it comes it goes."""
    turn("2026-11-02 23:00")
    rows = [put(f"+1212555{number:04}") for number in range(100, 120)]
    verdicts = [asked(american, row) for row in rows]
    moments = [one.until for one in verdicts if one is not None and one.until is not None]
    assert len(set(moments)) == 20
    assert max(moments) - min(moments) < SPREAD_SECONDS * 1000
    assert [asked(american, row) for row in rows] == verdicts
    american.clock = american.clock.standing_at(moments[0])
    assert asked(american, rows[0]) is None


def test_the_spread_stays_in_a_short_window(american: Desk) -> None:
    """Five minutes a day have no room for ten."""
    with_sms(american, quiet=(time(9, 5), time(9)))
    assert max(spread_ms(american.settings.sms, number) for number in range(2_000)) < 150_000
    with_sms(american, quiet=(time(9, 0), time(8, 59)))
    assert max(spread_ms(american.settings.sms, number) for number in range(2_000)) < 60_000


@given(
    st.tuples(st.times(), st.times()).filter(lambda pair: pair[0].minute != pair[1].minute),
    st.integers(0, 86_400_000),
    st.integers(0, 100_000),
)
def test_the_spread_never_ends_in_the_next_night(
    studio_settings: Settings, quiet: tuple[time, time], at: int, number: int
) -> None:
    """Whatever the hours: when its place comes, a message may go."""
    quiet = (quiet[0].replace(second=0, microsecond=0), quiet[1].replace(second=0, microsecond=0))
    sms = replace(studio_settings.sms, quiet=quiet)
    zone = ZoneInfo("UTC")
    until = quiethours.opens(at, quiet, [zone]) + spread_ms(sms, number)
    if quiethours.is_quiet(at, quiet, zone):
        assert not quiethours.is_quiet(until, quiet, zone)


# Opting out --------------------------------------------------------------------------------------


def test_who_opted_out_gets_none(american: Desk, put: Put) -> None:
    """However the number is written; another number is another matter."""
    optouts.add(american, [NEW_YORK])
    found = asked(american, put("(212) 555-0100"))
    assert found == Verdict("cancelled", "opt-out", "the recipient wants no SMS")
    assert asked(american, put("+12125550101")) is None


def test_a_clients_mark_counts(american: Desk, put: Put) -> None:
    """Without the number being on the list."""
    ada = clients.create(american, "Ada", sms_opt_out=True)
    bob = clients.create(american, "Bob")
    assert asked(american, put(client_id=ada.id)) is not None
    assert asked(american, put(client_id=bob.id)) is None


def test_opting_out_comes_before_the_night(american: Desk, put: Put, turn: Turn) -> None:
    """It is cancelled now, not in the morning."""
    optouts.add(american, [NEW_YORK])
    turn("2026-11-02 23:00")
    found = asked(american, put())
    assert found is not None
    assert found.state == "cancelled"


def test_an_email_opt_out_is_kept_too(american: Desk) -> None:
    """By the same list."""
    optouts.add(american, ["ada@example.com"], "email")
    with american.action("test", undoable=False) as act:
        new = [NewMessage("email", "Ada", to, "x", "x", to) for to in ("Ada@Example.com", "b@c.de")]
        rows = [Message.get_by_id(one) for one in outbox.put(american, act, new)]
    found = asked(american, rows[0])
    assert found == Verdict("cancelled", "opt-out", "the recipient wants no email")
    assert asked(american, rows[1]) is None


@pytest.mark.parametrize("to", ["", "none", "555", "ada@example.com", "\x1b[31m[/]"])
def test_what_is_no_number_fails(american: Desk, put: Put, to: str) -> None:
    """Before anybody is asked to send it."""
    found = asked(american, put(to))
    assert found is not None
    assert (found.state, found.until) == ("failed", None)
    assert "no phone number" in found.reason


# Caps --------------------------------------------------------------------------------------------


def test_a_number_gets_so_many_a_day(american: Desk, put: Put) -> None:
    """Those that went, may have gone or are going count; others do not."""
    put(NEW_YORK, "done")
    put(NEW_YORK, "unknown")
    put(NEW_YORK, "failed")
    put(NEW_YORK, "cancelled")
    put(NEW_YORK)
    put(BERLIN, "done")
    row = put(NEW_YORK)
    assert asked(american, row) is None
    put(NEW_YORK, "sending")
    assert waits(american, row) == ("Tue 3 Nov 09:00", "cap")
    assert asked(american, put(BERLIN)) is None


def test_tomorrow_it_goes(american: Desk, put: Put, turn: Turn) -> None:
    """A day is one on the wall where the number is."""
    for _ in range(3):
        put(LOS_ANGELES, "done")
    row = put(LOS_ANGELES)
    turn("2026-11-02 13:00")
    assert waits(american, row) == ("Tue 3 Nov 12:00", "cap")
    turn("2026-11-03 01:00")  # still Monday evening in Los Angeles, and quiet there
    assert waits(american, row) == ("Tue 3 Nov 12:00", "quiet")
    turn("2026-11-03 12:30")
    assert asked(american, row) is None


def test_the_night_with_an_hour_more(american: Desk, put: Put, turn: Turn) -> None:
    """The day that follows begins when the wall says so."""
    turn("2026-10-31 19:00")
    for _ in range(3):
        put(NEW_YORK, "done")
    row = put(NEW_YORK)
    assert waits(american, row) == ("Sun 1 Nov 09:00", "cap")


def test_all_together_are_so_many_a_day(american: Desk, put: Put, turn: Turn) -> None:
    """Of the studio's day, whoever gets them."""
    with_sms(american, daily=3)
    put(BERLIN, "done")
    put(NEW_YORK, "sending")
    row = put("+12125550155")
    assert asked(american, row) is None
    put("+12125550166", "done")
    found = asked(american, row)
    assert found is not None
    assert found.reason == "3 SMS went out today, as many as [sms] daily allows"
    assert waits(american, row) == ("Tue 3 Nov 09:00", "cap")
    turn("2026-11-03 09:30")
    assert asked(american, row) is None


def test_zero_is_no_cap(american: Desk, put: Put) -> None:
    """A studio may want it so."""
    with_sms(american, daily=0, per_number=0)
    for _ in range(5):
        put(NEW_YORK, "done")
    assert asked(american, put(NEW_YORK)) is None


def test_counting_reads_no_whole_table(american: Desk) -> None:
    """A studio keeps its messages for years."""
    for sql in (smsrules._SETTLED + smsrules._TO, smsrules._SENDING + smsrules._TO):
        plan = database.execute_sql(f"EXPLAIN QUERY PLAN {sql}", (1,) * sql.count("?")).fetchall()
        assert all("USING INDEX" in row[3] for row in plan), plan
