"""Email to SMS: an email to the number's address, with the text and nothing else."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from pathlib import Path

from jobs.sms import gateway
from jobs.sms.bymail import ByMail
from store.envelopes import File
from store.settings import Settings
from tests.jobs.sms.conftest import Write, envelope


def made(config: Settings, folder: Path | None) -> ByMail:
    """The gateway, with emails written into a folder."""
    config = replace(
        config,
        mail=replace(config.mail, folder=folder),
        studio=replace(config.studio, email="studio@larkin.example"),
    )
    found = gateway(config)
    assert isinstance(found, ByMail)
    return found


def written(folder: Path) -> email.message.EmailMessage:
    """The one email in the folder."""
    (path,) = folder.iterdir()
    found = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(found, email.message.EmailMessage)
    return found


async def test_an_sms_becomes_an_email(tmp_path: Path, write: Write) -> None:
    """To the number's digits, as plain text without a subject, a name or files."""
    folder = tmp_path / "mail"
    own = made(write(gateway="mail", mail_domain="{number}@sms.example"), folder)
    came = await own.send(envelope("Grüße\n[/]", subject="x", html="<p>", files=(File("a", b"b"),)))
    await own.close()
    found = written(folder)
    assert found["To"] == "12125550100@sms.example"
    assert (found["Subject"] or "") == ""
    assert found["Message-ID"] == "<0f3a@larkin.example>"
    assert found.get_content_type() == "text/plain"
    assert found.get_content().split() == ["Grüße", "[/]"]
    assert (came.id, came.result, came.gateway) == (7, "done", "mail")
    assert came.answer.startswith("12125550100@sms.example: ")


async def test_some_carriers_want_no_countrys_code(tmp_path: Path, write: Write) -> None:
    """The settings say so."""
    own = made(write(gateway="mail", mail_domain="x.{national}@sms.example"), tmp_path)
    assert own.address("+12125550100") == "x.2125550100@sms.example"


async def test_without_mail_there_is_no_sms(write: Write) -> None:
    """The settings of mail are what is to be mended."""
    own = made(write(gateway="mail", mail_domain="{number}@sms.example"), None)
    came = await own.send(envelope())
    assert (came.result, "[mail]" in came.answer) == ("settings", True)
    assert await own.check() == came.answer
    await own.rest()
    await own.close()
