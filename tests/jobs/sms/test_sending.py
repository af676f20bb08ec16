"""From the outbox through the sender to a gateway and back: what it logs is what the outbox says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from jobs.sending import Sending
from jobs.sms.web import MOST_BYTES
from store import gates, lease, optouts, outbox
from store.desk import Clock, Desk
from store.envelopes import NewMessage
from store.lease import Claim
from store.smssettings import SmsSettings
from store.tables import Message
from store.thread import directly
from tests.jobs.sms.gatewayserver import GatewayServer

NOON = round(datetime.fromisoformat("2026-11-02T12:00-05:00").timestamp() * 1000)

Send = Callable[..., Any]


@pytest.fixture
def texting(desk: Desk, server: GatewayServer, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk at noon in a studio that texts by the server, a request at a time."""
    monkeypatch.setattr(gates, "silence", lambda desk: "")
    sms = SmsSettings(gateway="twilio", url=server.url, account="AC1", secret="token",
                      sender="+15005550006", timeout_seconds=30)  # fmt: skip
    monkeypatch.setenv("SAFELIGHT_SMS", "s3cr3t-token")
    desk.settings = replace(desk.settings, sms=sms, secrets={"token": "env:SAFELIGHT_SMS"})
    desk.clock = Clock.standing_at(NOON)
    return desk


async def sent(desk: Desk, *numbers: str) -> list[Message]:
    """The messages to these numbers, after the sender has looked at them once."""
    with desk.action("test", undoable=False) as act:
        new = [NewMessage("sms", "", to, "", f"text {to}", to) for to in numbers]
        ids = outbox.put(desk, act, new)
    sending = Sending(desk, Claim("worker", "w", 60_000, lease.MESSAGES), directly)
    try:
        await sending.look()
    finally:
        await sending.stop()
    return [Message.get_by_id(one) for one in ids]


def number(place: int) -> str:
    """A number in New York."""
    return f"+1212555{place:04}"


async def test_every_mood_of_a_gateway(texting: Desk, server: GatewayServer) -> None:
    """Each message ends where it must, none is asked for twice, and the settled ones are right."""
    ends = {
        "ok": "done", "refuse": "failed", "opted out": "failed", "limit": "pending",
        "busy": "pending", "error": "unknown", "error after": "unknown", "drop": "unknown",
        "drop before": "unknown", "garbage": "unknown", "flood": "unknown",
    }  # fmt: skip
    server.moods.extend(ends)
    rows = await sent(texting, *(number(100 + place) for place in range(len(ends))))
    assert {mood: row.state for mood, row in zip(ends, rows, strict=True)} == ends
    assert len({one["body"] for one in server.posted}) == len(server.posted) == len(ends)
    taken = {one["body"] for one in server.accepted}
    said = {row.body for row in rows if row.state in ("done", "unknown")}
    assert taken <= said
    assert {row.body for row in rows if row.state == "done"} <= taken
    assert [row.address for row in optouts.listed()] == [number(102)]
    assert all(len(row.answer) < MOST_BYTES // 100 for row in rows)


async def test_nobody_who_opted_out_is_asked_for(texting: Desk, server: GatewayServer) -> None:
    """Nor who has just done so by the answer before."""
    optouts.add(texting, [number(100)])
    server.moods.append("opted out")
    rows = await sent(texting, number(100), number(101))
    rows += await sent(texting, number(101) + " ")
    assert [row.state for row in rows] == ["cancelled", "failed", "cancelled"]
    assert len(server.posted) == 1


async def test_wrong_settings_hurt_no_message(texting: Desk, server: GatewayServer) -> None:
    """All wait with the reason, and the gateway is not asked again and again."""
    server.secret = "another"
    rows = await sent(texting, *(number(100 + place) for place in range(5)))
    assert {row.state for row in rows} == {"pending"}
    assert [row.attempts for row in rows] == [0] * 5
    assert len(server.posted) == 1
    assert outbox.trouble("sms").startswith("HTTP 401")


async def test_deliveries_are_asked_for(texting: Desk, server: GatewayServer) -> None:
    """By the same program, after it has sent; and STOP is heard."""
    server.inbound = [{"sid": "SMin", "from": number(177), "to": "+15005550006", "body": "Stop",
                       "direction": "inbound"}]  # fmt: skip
    (row,) = await sent(texting, number(100))
    assert (row.delivery, row.checked_at) == ("queued", NOON)
    assert [one.address for one in optouts.listed()] == [number(177)]


async def test_an_sms_by_email(texting: Desk, tmp_path: Path) -> None:
    """The channel of SMS, through the studio's mail."""
    mail = replace(texting.settings.mail, folder=tmp_path / "mail")
    sms = SmsSettings(gateway="mail", mail_domain="{number}@sms.example")
    studio = replace(texting.settings.studio, email="a@b.example")
    texting.settings = replace(texting.settings, sms=sms, mail=mail, studio=studio)
    (row,) = await sent(texting, number(100))
    assert (row.state, row.gateway, row.channel) == ("done", "mail", "sms")
    assert len(list((tmp_path / "mail").iterdir())) == 1
