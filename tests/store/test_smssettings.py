"""[sms] says what a gateway needs; what is missing or wrong is told with its line and remedy."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import time
from pathlib import Path

import pytest

from store import settings
from store.errors import Refused
from store.optouts import country_of
from store.settings import Settings
from store.smssettings import Success

Write = Callable[[str], Settings]

HEAD = '[studio]\ncountry = "US"\n[secrets]\nsms_token = "env:X"\n[sms]\n'
TWILIO = 'gateway = "twilio"\naccount = "AC1"\nsecret = "sms_token"\nsender = "+15005550006"\n'
HTTP = 'gateway = "http"\nurl = "https://sms.example/send"\n'


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """What reads settings with these lines under [sms]."""

    def written(lines: str) -> Settings:
        file = tmp_path / settings.FILE
        file.write_text(HEAD + lines, encoding="utf-8")
        return settings.load(file)

    return written


def wrong(write: Write, lines: str) -> list[str]:
    """What is wrong with these lines, from the line's number on."""
    with pytest.raises(Refused) as caught:
        write(lines)
    return [one.partition("studio.toml:")[2] for one in caught.value.problems]


def test_nothing_is_sent_unless_it_is_said(write: Write) -> None:
    """And at night nothing, three a day to a number, two hundred in all."""
    sms = write("").sms
    assert (sms.gateway, sms.quiet) == ("none", (time(20), time(9)))
    assert (sms.per_number, sms.daily, sms.timeout_seconds) == (3, 200, 30)


@pytest.mark.parametrize(
    "lines",
    [
        TWILIO,
        TWILIO + 'url = "http://127.0.0.1:8080"\nquiet = ""\n',
        HTTP + 'body = \'{"to": "{to}", "text": "{text}"}\'\n',
        HTTP + 'body = \'{"to": {digits}, "text": "{text}"}\'\n',
        HTTP + 'body = "to={to}&text={text}&key={key}"\n',
        'gateway = "http"\nurl = "http://phone.lan:8080/send?to={to}&text={text}"\nmethod = "GET"\n',
        'gateway = "http"\nurl = "https://a.example/{account}/{to}"\naccount = "x"\nbody = "{text}"\n'
        'headers = ["Content-Type: text/plain", "X-Key: {secret}"]\nsecret = "sms_token"\n',
        'gateway = "modem"\nmodem_config = "gammurc"\n',
        'gateway = "mail"\nmail_domain = "{number}@sms.example"\n[mail]\nhost = "127.0.0.1"\n'
        'security = "none"\nsender = "a@b.example"\n',
        'gateway = "folder"\nfolder = "sms"\n',
    ],
)
def test_every_gateway_can_be_set(write: Write, lines: str) -> None:
    """With what it needs and no more."""
    assert write(lines).sms.gateway != "none"


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ('gateway = "twillio"', '6: .*"twillio" must be one of .* mean twilio'),
        ('gateway = "modem"', '6: .*needs modem_config; add modem_config = "gammurc"'),
        ('gateway = "mail"', "6: .*needs mail_domain; add"),
        ('gateway = "folder"', '6: .*needs folder; add folder = "sms"'),
        ('gateway = "http"', "6: .*needs url; add url"),
        (TWILIO.replace("sms_token", "sms_tokn"), '8: .*no "sms_tokn" under .* mean sms_token'),
        (HTTP, "7: .*neither url nor body has {to}"),
        (HTTP + 'body = "to={to}"', "8: .*has {text}"),
        (HTTP + 'body = "{to} {text} {kye}"', "8: .*{kye}, which is nothing .did you mean key"),
        (HTTP + 'body = "{to} {text} {secret}"', "5: .*{secret} is used but secret says nothing"),
        (HTTP + 'body = "{to} {text} {sender}"', "{sender} is used but sender says nothing"),
        (HTTP + 'body = "{to}{text}"\nheaders = ["A: {basic}"]\nsecret="sms_token"', "{account} is"),
        (HTTP + 'body = "{to}"\nheaders = ["X: {text}"]', "9: .*headers have {text}"),
        (HTTP + 'body = "{to} {text}"\nmethod = "GET"', "8: .*a GET has no body"),
        (HTTP + 'body = "{\\"to\\": {to}, {text}}"', "8: .*body is no JSON"),
        (HTTP + 'body = "{to} {text}"\nheaders = ["Content-Type: application/json"]', "no JSON"),
        ('headers = ["X"]', '6: .*not "Name: value"'),
        ('headers = ["X Y: z"]', '6: .*not "Name: value"'),
        ('headers = ["X: a\\r\\nY: b"]', "6: .*control characters"),
        ('headers = ["Content-Length: 5"]', "6: .*written by the program itself"),
        ('headers = "X: y"', "6: .*must be a list"),
        ('url = "sms.example"', "6: .*must be an address"),
        ('url = "ftp://sms.example"', "6: .*must be an address"),
        ('url = "https://[x"', "6: .*must be an address"),
        ('url = "https://a:b@sms.example"', "6: .*must not carry a password"),
        ('url = "http://sms.example"', "6: .*must begin with https"),
        ('url = "http://8.8.8.8/x"', "6: .*must begin with https"),
        ('quiet = "20-9"', "6: .*two times of day"),
        ('quiet = "25:00-09:00"', "6: .*must be a time of day"),
        ('quiet = "09:00-09:00"', "6: .*begins when it ends"),
        ("per_number = -1", "6: .*between 0"),
        ('success = "ok"', "6: .*must be statuses"),
        ("body = 5", "6: .*must be a text"),
        ('body = "a\\u001b[31m"', "6: .*control characters"),
        (f'body = "{"x" * 4_001}"', "6: .*too long"),
        ('mail_domain = "sms.example"', "6: .*must be such as"),
        ('mail_domain = "{digits}@sms.example"', "6: .*must be such as"),
        ('mail_domain = "{number}@{number}"', "6: .*must be such as"),
        ('mail_domain = "{number}, x@sms.example"', "6: .*one plain address"),
        ('method = "DELETE"', "6: .*must be one of POST, PUT, GET"),
        ('country = "USA"', "6: .*2 letters"),
        ("timeout_seconds = 0", "6: .*between 1"),
        ('gatway = "none"', "6: .*no key gatway .did you mean gateway"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(write: Write, lines: str, says: str) -> None:
    """In its line, with what to write instead."""
    assert any(re.search(says, one) for one in wrong(write, lines)), wrong(write, lines)


def test_all_that_is_missing_is_told_at_once(write: Write) -> None:
    """One line each."""
    found = wrong(write, 'gateway = "twilio"')
    assert len(found) == 3
    for key in ("account", "secret", "sender"):
        assert any(f"needs {key}" in one for one in found)


def test_what_is_not_used_is_not_asked_for(write: Write) -> None:
    """Another gateway's keys may stay while it is tried without."""
    assert write('secret = "nothing"\nbody = "{what}"\n').sms.secret == "nothing"


def test_where_numbers_belong(write: Write) -> None:
    """The country of SMS, else the studio's."""
    assert country_of(write("")) == "US"
    assert country_of(write('country = "de"')) == "DE"


@pytest.mark.parametrize(
    ("text", "statuses", "words"),
    [
        ("2xx", ("2xx",), ""), ("200,202", ("200", "202"), ""), ("200 OK", ("200",), "OK"),
        ('2xx "status": "queued"', ("2xx",), '"status": "queued"'),
    ],
)  # fmt: skip
def test_success(write: Write, text: str, statuses: tuple[str, ...], words: str) -> None:
    """Statuses, then words of the answer."""
    found = write(f"success = '{text}'").sms.success
    assert found == Success(statuses, words)
    assert found.has_status(200)
    assert not found.has_status(500)


@pytest.mark.parametrize(
    ("lines", "content_type"),
    [
        ("body = '{\"a\": 1}'", "application/json"),
        ("body = ' [1]'", "application/json"),
        ('body = "a={to}"', "application/x-www-form-urlencoded"),
        ('body = "{to}"', "application/x-www-form-urlencoded"),
        ("body = '{\"a\": 1}'\nheaders = ['content-type: text/plain']", "text/plain"),
    ],
)
def test_what_a_body_is_written_in(write: Write, lines: str, content_type: str) -> None:
    """What the headers say, else what it looks like."""
    assert write(lines).sms.content_type == content_type
