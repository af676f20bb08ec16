"""What `check` says of SMS: seen from here, and asked of the gateway without sending anything."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from jobs.sms import checking
from store import checks
from store.checks import Check
from store.desk import Clock
from store.settings import Settings
from tests.jobs.sms.conftest import Write
from tests.jobs.sms.gatewayserver import GatewayServer

TWILIO = {"gateway": "twilio", "account": "AC01", "secret": "sms_token", "sender": "+15005550006"}
HTTP = {"gateway": "http", "body": "to={to}&text={text}"}


def checked(config: Settings) -> Check:
    """The line of SMS."""
    (found,) = [one for one in checks.run(config.file, Clock()) if one.check == "sms"]
    return checking.asked(config, found)


def test_without_a_gateway_all_is_well(write: Write) -> None:
    """It only says that nothing goes out."""
    assert checked(write()) == Check("sms", True, "no gateway is set: no SMS goes out")


def test_what_is_set_is_said(server: GatewayServer, write: Write) -> None:
    """By which way, whose numbers, which hours, how many; the account is asked for."""
    server.secret = "s3cr3t-token"
    found = checked(write(**TWILIO, url=server.url))
    assert found.ok
    assert found.detail == (
        "by twilio from +15005550006; numbers of US; quiet 20:00-09:00; 3 a day to a number, "
        "200 in all"
    )
    (asked,) = server.requests
    assert asked["path"] == "/2010-04-01/Accounts/AC01.json"


def test_a_wrong_secret_is_found(server: GatewayServer, write: Write) -> None:
    """Before a message is."""
    server.secret = "another"
    found = checked(write(**TWILIO, url=server.url))
    assert not found.ok
    assert "HTTP 401" in found.detail
    assert "s3cr3t" not in found.detail


def test_a_missing_secret_is_found(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is asked then."""
    config = write(**TWILIO, url="https://nobody.invalid")
    monkeypatch.delenv("SAFELIGHT_SMS")
    found = checked(config)
    assert (found.ok, "env:SAFELIGHT_SMS is not set" in found.detail) == (False, True)


def test_a_gateway_of_ones_own_is_only_reached(server: GatewayServer, write: Write) -> None:
    """A request might be a message."""
    assert checked(write(**HTTP, url=f"{server.url}/send")).ok
    assert server.requests == []
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        found = checked(write(**HTTP, url=f"http://127.0.0.1:{closed.getsockname()[1]}/"))
    assert (found.ok, "no connection" in found.detail) == (False, True)
    unsafe = checked(write(**HTTP, url=server.url.replace("http:", "https:"), timeout_seconds=5))
    assert not unsafe.ok


def test_a_folder_must_be_one(tmp_path: Path, write: Write) -> None:
    """It is made when it is needed, where that can be."""
    assert checked(write(gateway="folder", folder="sms")).ok
    (tmp_path / "file").write_text("")
    assert not checked(write(gateway="folder", folder="file/sms")).ok


def test_a_modem_needs_its_configuration(write: Write) -> None:
    """And gammu."""
    found = checked(write(gateway="modem", modem_config="there-is-none"))
    assert (found.ok, found.remedy) == (False, "mend it under [sms]")


def test_email_to_sms_needs_mail(write: Write) -> None:
    """The studio's mail server carries it."""
    found = checked(write(gateway="mail", mail_domain="{number}@sms.example"))
    assert (found.ok, "[mail]" in found.detail) == (False, True)
