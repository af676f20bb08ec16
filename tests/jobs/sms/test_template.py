"""A gateway of one's own: what is sent is what the settings say, whatever stands in a message."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.sms import gateway
from jobs.sms.template import _NOT_IN_XML, Template, at_path, escape_for, filled
from jobs.sms.web import Answer
from tests.jobs.sms.conftest import NUMBER, Write, envelope
from tests.jobs.sms.gatewayserver import GatewayServer

HOSTILE = 'a "b" {secret} {to}\n\\ & = + % < > \' 日本 😀 [/] \x1b[31m'

Make = Callable[..., Template]


@pytest.fixture
async def make(server: GatewayServer, write: Write) -> AsyncIterator[Make]:
    """What makes a gateway that speaks to the server."""
    made: list[Template] = []

    def build(**keys: Any) -> Template:
        usual = {"url": f"{server.url}/send",
                 "body": '{"to": "{to}", "text": "{text}", "key": "{key}"}'}  # fmt: skip
        given = {"gateway": "http", "secret": "sms_token", **usual, **keys}
        found = gateway(write(**{key: value for key, value in given.items() if value is not None}))
        assert isinstance(found, Template)
        made.append(found)
        return found

    yield build
    for one in made:
        await one.close()


async def test_json(server: GatewayServer, make: Make) -> None:
    """Any text arrives as it is, with the key that every try has, and nothing is filled in twice."""
    own = make(headers=["Authorization: Bearer {secret}"], id_path="message.id")
    came = await own.send(envelope(HOSTILE))
    (asked,) = server.accepted
    assert asked["fields"] == {"to": NUMBER, "text": HOSTILE, "key": "0f3a"}
    assert asked["headers"]["Authorization"] == "Bearer s3cr3t-token"
    assert asked["headers"]["Content-Type"] == "application/json"
    assert (came.result, came.remote_id, came.gateway) == ("done", asked["sid"], "http")


async def test_a_form(server: GatewayServer, make: Make) -> None:
    """Each value stays one value."""
    body = "to={digits}&text={text}&key={key}&from={sender}&apikey={secret}"
    await make(body=body, sender="Lar&kin").send(envelope(HOSTILE))
    (asked,) = server.accepted
    assert asked["headers"]["Content-Type"] == "application/x-www-form-urlencoded"
    assert asked["fields"] == {"to": NUMBER[1:], "text": HOSTILE, "key": "0f3a", "from": "Lar&kin",
                               "apikey": "s3cr3t-token"}  # fmt: skip


async def test_an_address_alone(server: GatewayServer, make: Make) -> None:
    """All of it in the URL, by GET."""
    url = f"{server.url}/send?to={{to}}&text={{text}}&key={{key}}&t={{secret}}"
    came = await make(url=url, body=None, method="GET").send(envelope(HOSTILE))
    (asked,) = server.accepted
    assert came.result == "done"
    assert parse_qs(urlsplit(asked["path"]).query)["text"] == [HOSTILE]
    assert (asked["to"], asked["content"]) == (NUMBER, b"")


async def test_a_put_with_a_login(server: GatewayServer, make: Make) -> None:
    """A password as HTTP has it is written by {basic}."""
    server.secret = "s3cr3t-token"
    own = make(method="PUT", account="larkin", headers=["Authorization: Basic {basic}"])
    assert (await own.send(envelope())).result == "done"


@pytest.mark.parametrize(
    ("mood", "result"),
    [
        ("ok", "done"), ("refuse", "permanent"), ("login", "settings"), ("redirect", "unknown"),
        ("limit", "temporary"), ("busy", "temporary"), ("error", "unknown"), ("drop", "unknown"),
        ("error after", "unknown"), ("drop before", "unknown"), ("flood", "unknown"),
        ("garbage", "permanent"),
    ],
)  # fmt: skip
async def test_what_an_answer_means(
    server: GatewayServer, make: Make, mood: str, result: str
) -> None:
    """With a status and a word that success must have."""
    server.moods.append(mood)
    came = await make(success="200 queued").send(envelope())
    assert (came.result, len(server.requests)) == (result, 1)
    assert came.wait_seconds == (120 if result == "temporary" else None)


@pytest.mark.parametrize(
    ("success", "answer", "result"),
    [
        ("2xx", Answer(204, ""), "done"),
        ("200,202", Answer(202, ""), "done"),
        ("200,202", Answer(201, "OK"), "unknown"),
        ("200 OK", Answer(200, "OK id=7"), "done"),
        ("200 OK", Answer(200, "ERR 114"), "permanent"),
        ("200 OK", Answer(200, " \n"), "unknown"),
        ("200 OK", Answer(200, "OK", whole=False), "unknown"),
        ("302", Answer(302, ""), "done"),
        ("2xx", Answer(302, ""), "unknown"),
        ("2xx", Answer(308, ""), "settings"),
    ],
)
async def test_the_test_of_success(make: Make, success: str, answer: Answer, result: str) -> None:
    """Other words than the wanted ones are a no; no words at all say nothing."""
    assert make(success=success)._came(envelope(), answer).result == result


async def test_a_secret_in_an_answer_is_hidden(make: Make) -> None:
    """Some gateways repeat what they were asked."""
    own = make(url="https://sms.example/x?k={secret}")
    came = own._came(envelope(), Answer(400, "bad key s3cr3t-token in ?k=s3cr3t-token"))
    assert "s3cr3t" not in came.answer


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        ("id", '{"id": "x1"}', "x1"), ("id", '{"id": 17}', "17"), ("", '{"id": 17}', ""),
        ("messages.0.id", '{"messages": [{"id": "a"}, {"id": "b"}]}', "a"),
        ("messages.9.id", '{"messages": []}', ""), ("a.b", '{"a": "x"}', ""), ("a", "no json", ""),
        ("a", '{"a": {"b": 1}}', ""), ("0", "[5]", "5"), ("a", '{"a": null}', ""),
        ("id", '{"id": "\\u001b[31mx"}', "[31mx"), ("id", "[" * 100_000, ""),
    ],
)  # fmt: skip
def test_where_the_name_stands(path: str, text: str, found: str) -> None:
    """Keys and places in lists, with dots between; what is not there is empty."""
    assert at_path(Answer(200, text), path) == found


TEXTS = st.text(st.characters(codec="utf-8"), max_size=60)


@given(TEXTS, TEXTS)
def test_no_value_becomes_part_of_the_body(text: str, other: str) -> None:
    """In JSON and in a form it is read back as it was."""
    values = {"text": text, "key": other}
    body = filled('{"a": "{text}", "b": "{key}"}', values, escape_for("application/json"))
    assert json.loads(body) == {"a": text, "b": other}
    form = filled("a={text}&b={key}", values, escape_for("application/x-www-form-urlencoded"))
    found = parse_qs(form, keep_blank_values=True, separator="&")
    assert found == {"a": [text], "b": [other]}


@given(TEXTS)
def test_nor_part_of_xml(text: str) -> None:
    """Nor in the two ways XML has for values; what it cannot say at all is left out."""
    body = filled('<m a="{text}">{text}</m>', {"text": text}, escape_for("text/xml; charset=utf-8"))
    found = ET.fromstring(body)  # noqa: S314 - written here
    kept = _NOT_IN_XML.sub("", text)
    assert (found.text or "") == kept
    assert found.get("a") == kept


async def test_a_header_is_one_line(server: GatewayServer, make: Make) -> None:
    """Controls in a value cannot begin another header."""
    own = make(headers=["X-Key: {key}"])
    await own.send(envelope(message_id="a\r\nX-Evil: 1@x"))
    headers = server.accepted[0]["headers"]
    assert (headers["X-Key"], "X-Evil" in headers) == ("aX-Evil: 1", False)
