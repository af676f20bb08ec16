"""Twilio: each answer means one thing for the message, and a doubtful one is never sent again."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jobs.sms import gateway, web
from jobs.sms.twilio import Twilio
from jobs.sms.web import Answer
from store.smsreports import NOTHING, Watched
from tests.jobs.sms.conftest import NUMBER, Write, envelope
from tests.jobs.sms.gatewayserver import GatewayServer

OURS = "+15005550006"

Make = Callable[..., Twilio]


@pytest.fixture
async def make(server: GatewayServer, write: Write) -> AsyncIterator[Make]:
    """What makes a gateway that speaks to the server."""
    made: list[Twilio] = []

    def build(seconds: float = 30, **keys: Any) -> Twilio:
        given = {"gateway": "twilio", "url": server.url, "account": "AC01", "secret": "sms_token",
                 "sender": OURS, **keys}  # fmt: skip
        config = write(**given)
        found = gateway(replace(config, sms=replace(config.sms, timeout_seconds=seconds)))
        assert isinstance(found, Twilio)
        made.append(found)
        return found

    yield build
    for one in made:
        await one.close()


async def test_a_message_is_taken(server: GatewayServer, make: Make) -> None:
    """With the name that the provider gave it; the secret is in the login alone."""
    server.secret = "s3cr3t-token"
    came = await make().send(envelope("Grüße, 日本 & = + 😀", to_address="212 555 0100"))
    (asked,) = server.accepted
    assert (came.result, came.remote_id, came.gateway) == ("done", asked["sid"], "twilio")
    assert (came.id, came.sender, came.answer) == (7, OURS, "HTTP 201: queued")
    assert asked["path"] == "/2010-04-01/Accounts/AC01/Messages.json"
    assert asked["fields"] == {"To": NUMBER, "From": OURS, "Body": "Grüße, 日本 & = + 😀"}
    assert b"s3cr3t" not in asked["content"]


async def test_a_service_may_choose_the_number(server: GatewayServer, make: Make) -> None:
    """It has a field of its own."""
    await make(sender="MG01").send(envelope())
    assert server.accepted[0]["fields"]["MessagingServiceSid"] == "MG01"
    assert "From" not in server.accepted[0]["fields"]


@pytest.mark.parametrize(
    ("mood", "result", "says"),
    [
        ("ok", "done", "queued"),
        ("refuse", "permanent", "HTTP 400: 21211 The 'To' number"),
        ("opted out", "permanent", "21610"),
        ("login", "settings", "HTTP 401: 20003 Authenticate"),
        ("redirect", "unknown", "HTTP 302"),
        ("limit", "temporary", "HTTP 429"),
        ("busy", "temporary", "HTTP 503"),
        ("error", "unknown", "HTTP 500: 20500 Internal server error"),
        ("error after", "unknown", "HTTP 500"),
        ("drop", "unknown", "the answer broke off"),
        ("drop before", "unknown", "it may have been taken"),
        ("garbage", "unknown", "HTTP 200: <html>[31mhello [/]</html>"),
        ("flood", "unknown", "the answer broke off"),
    ],
)
async def test_what_an_answer_means(
    server: GatewayServer, make: Make, mood: str, result: str, says: str
) -> None:
    """Refused, to be tried again, wrong settings, or in doubt: the words say why."""
    server.moods.append(mood)
    came = await make().send(envelope())
    assert came.result == result
    assert says in came.answer
    assert len(came.answer) < 400
    assert came.opted_out == (mood == "opted out")
    assert came.wait_seconds == (120 if mood in ("limit", "busy") else None)
    assert len(server.requests) == 1


async def test_a_busy_provider_that_names_no_time_is_in_doubt(
    server: GatewayServer, make: Make
) -> None:
    """Only with Retry-After it says that it took nothing."""
    server.retry_after = ""
    server.moods.extend(["busy", "limit"])
    assert (await make().send(envelope())).result == "unknown"
    assert (await make().send(envelope())).result == "temporary"


@pytest.mark.parametrize("mood", ["hang", "hang before"])
async def test_silence_is_in_doubt(server: GatewayServer, make: Make, mood: str) -> None:
    """After the request was written nobody knows; the time is bounded."""
    server.moods.append(mood)
    came = await make(seconds=1.5).send(envelope())
    assert (came.result, len(server.requests)) == ("unknown", 1)
    assert "no answer within 1.5 seconds" in came.answer


async def test_an_answer_in_drops_ends_too(server: GatewayServer, make: Make) -> None:
    """The time is for the whole of it, not for each byte."""
    server.moods.append("drip")
    came = await make(seconds=1.5).send(envelope())
    assert came.result == "unknown"


async def test_a_program_that_ends_says_what_it_knows(server: GatewayServer, make: Make) -> None:
    """Before the request nothing was sent, after it nobody knows."""
    twilio = make()
    early = asyncio.create_task(twilio.send(envelope()))
    await asyncio.sleep(0)
    early.cancel()
    assert (await early).result == "untried"
    assert server.requests == []
    server.moods.append("hang")
    late = asyncio.create_task(twilio.send(envelope()))
    while not server.requests:  # noqa: ASYNC110 - a thread makes them
        await asyncio.sleep(0.01)
    late.cancel()
    assert (await late).result == "unknown"


async def test_without_a_connection_nothing_was_sent(make: Make) -> None:
    """It is tried again by itself."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        came = await make(url=f"http://127.0.0.1:{closed.getsockname()[1]}").send(envelope())
    assert came.result == "temporary"
    assert came.answer.startswith("no connection")


async def test_a_line_that_is_not_safe_is_not_used(server: GatewayServer, make: Make) -> None:
    """Who does not speak TLS gets no message and no secret, and the settings are to be mended."""
    came = await make(url=server.url.replace("http://", "https://")).send(envelope())
    assert (came.result, server.requests) == ("settings", [])
    assert "not safe" in came.answer


async def test_secrets_are_in_no_answer_and_no_log(
    server: GatewayServer, make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    """Not even when the provider repeats them."""
    caplog.set_level(logging.DEBUG)
    server.secret = "another"
    came = await make().send(envelope())
    assert came.result == "settings"
    found = web.Answer(500, 'token "s3cr3t-token" is wrong\n\x1b[31m')
    assert found.words == 'HTTP 500: token "***" is wrong [31m'
    assert "s3cr3t" not in caplog.text + came.answer
    assert "AC01" not in caplog.text


async def test_a_wrong_account_or_sender_is_not_the_messages_fault(
    server: GatewayServer, make: Make
) -> None:
    """The channel rests until the settings are mended."""
    server.answers["refuse"] = (21606, 400, "The From number is not yours", {})
    server.usual = "refuse"
    assert (await make().send(envelope())).result == "settings"
    server.answers["refuse"] = (20404, 404, "The requested resource was not found", {})
    assert (await make().send(envelope())).result == "settings"


async def test_full_queues_empty_in_time(server: GatewayServer, make: Make) -> None:
    """The provider says so by a code, and for how long not."""
    server.answers["refuse"] = (21611, 400, "queue is full", {})
    server.moods.append("refuse")
    came = await make().send(envelope())
    assert (came.result, came.wait_seconds) == ("temporary", 3_600)


# What came of it ---------------------------------------------------------------------------------


async def test_what_became_of_messages(server: GatewayServer, make: Make) -> None:
    """Asked one by one; an error has its code, one that is gone is lost."""
    twilio = make()
    sent = [(await twilio.send(envelope(str(number)))).remote_id for number in range(3)]
    server.statuses[sent[0]]["status"] = "delivered"
    server.statuses[sent[1]] = {"status": "undelivered", "error_code": 30003,
                                "error_message": "Unreachable [/]"}  # fmt: skip
    server.statuses[sent[2]] = {"status": "failed", "error_code": "21610"}
    watched = [Watched(number, sid) for number, sid in enumerate([*sent, "SM../../x"])]
    told = await twilio.poll(watched, 0)
    assert [(one.id, one.words, one.opted_out) for one in told.deliveries] == [
        (0, "delivered", False),
        (1, "undelivered: 30003 Unreachable [/]", False),
        (2, "failed: 21610", True),
        (3, "lost: the provider knows it no more", False),
    ]
    assert told.trouble == ""


async def test_a_provider_in_trouble_is_left_alone(server: GatewayServer, make: Make) -> None:
    """What it told before stands; the rest is asked next time."""
    twilio = make()
    sent = [(await twilio.send(envelope(str(number)))).remote_id for number in range(3)]
    server.moods.extend(["ok", "busy"])
    told = await twilio.poll([Watched(n, sid) for n, sid in enumerate(sent)], 0)
    assert [one.id for one in told.deliveries] == [0]
    assert told.trouble.startswith("HTTP 503")
    assert len([one for one in server.requests if "asked" in one]) == 2


async def test_what_people_answer_is_heard(server: GatewayServer, make: Make) -> None:
    """To our number, page by page, with whom it is from and when."""
    server.inbound = [
        {"sid": f"SM{number}", "from": NUMBER, "to": OURS, "body": "STOP", "direction": "inbound",
         "date_sent": "Mon, 02 Nov 2026 15:00:00 +0000"}
        for number in range(150)
    ] + [{"sid": "SMx", "from": OURS, "to": OURS, "body": "x", "direction": "outbound-api"}]  # fmt: skip
    told = await make().poll([], 1_793_631_600_000)
    assert len(told.heard) == 150
    assert told.heard[0].number == NUMBER
    assert told.heard[0].at == 1_793_631_600_000
    first, second = (one["asked"] for one in server.requests)
    assert (first["To"], first["DateSent>"], second["Page"]) == (OURS, "2026-11-02", "1")


@pytest.mark.parametrize("sender", ["MG01", "Larkin"])
async def test_nobody_can_answer_a_name(server: GatewayServer, make: Make, sender: str) -> None:
    """Nothing is asked then."""
    assert await make(sender=sender).poll([], 0) == NOTHING
    assert server.requests == []


async def test_hostile_answers_are_data(server: GatewayServer, make: Make) -> None:
    """Odd types, no dates, controls: read as far as they can be."""
    server.inbound = [
        {"sid": 5, "from": None, "to": OURS, "body": "\x1b[31mSTOP", "direction": "inbound",
         "date_sent": "never"},
        {"sid": "SM1", "from": ["x"], "to": OURS, "body": {"a": 1}, "direction": "inbound"},
    ]  # fmt: skip
    told = await make().poll([], 0)
    assert [one.text for one in told.heard] == ["[31mSTOP", ""]
    assert told.heard[0].at > 0


@pytest.mark.parametrize(
    "code", ["9" * 5_000, "٣" * 20, True, -1, 1.5, "²", None],
    ids=["long", "arabic", "truth", "below", "part", "power", "none"],
)  # fmt: skip
async def test_a_code_that_is_none_is_no_code(make: Make, code: object) -> None:
    """However long a number it is written as."""
    answer = Answer(400, json.dumps({"code": code, "message": "no"}))
    came = make()._came(envelope(), answer)
    assert (came.result, came.answer) == ("permanent", "HTTP 400: no")


async def test_the_next_page_is_never_elsewhere(make: Make) -> None:
    """The login would go there with it."""
    twilio = make()
    for path in ("https://evil.example/2010-04-01/Accounts/AC01/x", "//evil.example/x", "/x",
                 "/2010-04-01/Accounts/AC010/x", "", "//[", "http://[::1"):  # fmt: skip
        assert twilio._next(path) == ""
    assert twilio._next("/2010-04-01/Accounts/AC01/Messages.json?Page=1").startswith("http://127")


# Waiting -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30", 30.0), (" 1.5 ", 1.5), ("-5", 0.0), ("99999999", 86_400.0), ("", None), ("soon", None),
        ("nan", None), ("inf", None), ("Mon, 02 Nov 2026 15:01:00 GMT", 60.0),
        ("Mon, 02 Nov 2026 15:01:00 +99999999999999", None), ("9" * 500, None),
        ("Mon, 02 Nov 2026 14:01:00 GMT", 0.0),
    ],
)  # fmt: skip
def test_how_long_to_wait(text: str, seconds: float | None) -> None:
    """In seconds, or until a moment by the provider's own clock; a day at most."""
    import httpx

    date = "Mon, 02 Nov 2026 15:00:00 GMT"
    assert web._retry_after(httpx.Headers({"retry-after": text, "date": date})) == seconds


@pytest.mark.parametrize(
    ("status", "waits", "result"),
    [
        (301, None, "settings"), (302, None, "unknown"), (303, None, "unknown"),
        (307, None, "settings"), (308, None, "settings"), (400, None, "permanent"), (401, None, "settings"),
        (403, 5.0, "settings"), (404, None, "permanent"), (405, None, "settings"),
        (408, None, "temporary"), (413, None, "permanent"), (429, None, "temporary"),
        (500, 5.0, "unknown"), (502, None, "unknown"), (503, None, "unknown"),
        (503, 5.0, "temporary"), (504, None, "unknown"), (200, None, "unknown"),
    ],
)  # fmt: skip
def test_what_a_status_means(status: int, waits: float | None, result: str) -> None:
    """Of an answer that is no success."""
    assert web.meaning(web.Answer(status, "", retry_after=waits)) == result


def test_the_secret_is_needed(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who starts without it is told which is missing."""
    found = write(gateway="twilio", account="AC01", secret="sms_token", sender=OURS)
    monkeypatch.delenv("SAFELIGHT_SMS")
    with pytest.raises(Exception, match="env:SAFELIGHT_SMS is not set"):
        gateway(found)


def test_no_gateway_is_none(write: Write, tmp_path: Path) -> None:
    """Unless one is set, there is none."""
    assert gateway(write()) is None
    assert replace(write(), file=tmp_path / "x").sms.gateway == "none"
