"""[mail]: read, held together, and said in words; nothing goes out in clear text by mistake."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import mailing
from store.errors import Refused
from store.mailsettings import Mailbox, is_address, mailbox
from store.settings import FILE, Settings, load


def read(folder: Path, text: str, more: str = "") -> Settings:
    """The settings of a studio with this under [mail]."""
    file = folder / FILE
    file.write_text(f"[mail]\n{text}\n{more}", encoding="utf-8")
    return load(file)


SECRET = '[secrets]\nmail_password = "env:SAFELIGHT_TEST_PASSWORD"'


def test_everything_is_typed(tmp_path: Path) -> None:
    """Paths, mailboxes and numbers arrive as what they are."""
    mail = read(
        tmp_path,
        """
        host = "smtp.example.com"
        security = "tls"
        ca_file = "ca.pem"
        user = "studio"
        password = "mail_password"
        sender = "Larkin Studio <studio@larkin.example>"
        reply_to = "office@larkin.example"
        connections = 2
        per_minute = 30
        timeout_seconds = 20
        """,
        SECRET,
    ).mail
    assert (mail.host, mail.at_port, mail.ca_file) == ("smtp.example.com", 465, Path("ca.pem"))
    assert mail.sender == Mailbox("Larkin Studio", "studio@larkin.example")
    assert str(mail.sender) == "Larkin Studio <studio@larkin.example>"
    assert mail.reply_to == Mailbox("", "office@larkin.example")
    assert (mail.connections, mail.per_minute, mail.timeout_seconds) == (2, 30, 20.0)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('host = "smtp.example.com:587"', "the name of a machine"),
        ('host = "smtp example"', "the name of a machine"),
        ('security = "ssl"', "must be one of starttls, tls, none"),
        ('host = "smtp.example.com"\nsecurity = "none"', "readable for everybody on the way"),
        ('host = "10.0.0.5"\nsecurity = "none"', "readable for everybody on the way"),
        ('user = "studio"', "user needs password"),
        ('password = "mail_password"', "password needs user"),
        ('user = "a"\npassword = "mail_pasword"', "did you mean mail_password?"),
        ('sender = "Larkin Studio"', "must be an address such as"),
        ('sender = "a@b.example, c@d.example"', "must be an address such as"),
        ('reply_to = "Larkin <a@b.example> x"', "must be an address such as"),
        ("port = 70000", "between 0 and 65535"),
        ("connections = 0", "between 1 and 20"),
        ('hots = "x"', "did you mean host?"),
    ],
)
def test_mistakes_are_told(tmp_path: Path, text: str, says: str) -> None:
    """With the line and the remedy."""
    with pytest.raises(Refused) as caught:
        read(tmp_path, text, SECRET)
    assert any(says in problem and "studio.toml:" in problem for problem in caught.value.problems)


def test_a_password_is_never_repeated(tmp_path: Path) -> None:
    """Who wrote it in the wrong place finds it in no message."""
    with pytest.raises(Refused) as caught:
        read(tmp_path, 'user = "studio"\npassword = "wet collodion"', SECRET)
    assert "names no secret" in str(caught.value)
    assert "collodion" not in str(caught.value)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.3.2.1", "::1"])
def test_this_machine_needs_no_encryption(tmp_path: Path, host: str) -> None:
    """What does not leave it cannot be read on the way."""
    assert read(tmp_path, f'host = "{host}"\nsecurity = "none"').mail.at_port == 25


def test_whom_mail_is_from(tmp_path: Path) -> None:
    """What [mail] says, else the studio; a name is added where there is none."""
    studio = '[studio]\nname = "Larkin Studio"\nemail = "studio@larkin.example"'
    assert mailing.sender(read(tmp_path, "", studio)) == Mailbox(
        "Larkin Studio", "studio@larkin.example"
    )
    given = read(tmp_path, 'sender = "post@larkin.example"', studio)
    assert mailing.sender(given) == Mailbox("Larkin Studio", "post@larkin.example")
    assert mailing.domain(given) == "larkin.example"
    nobody = read(tmp_path, 'host = "smtp.example.com"', '[studio]\nemail = "no address"')
    assert mailing.sender(nobody) is None
    assert mailing.domain(nobody) == "safelight.invalid"
    assert mailing.gap(nobody) == mailing.NO_SENDER
    with pytest.raises(Refused, match="whom mail is from"):
        mailing.said(nobody)
    umlaut = read(tmp_path, 'sender = "a@straße.example"')
    assert mailing.domain(umlaut) == "safelight.invalid"


def test_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a server emails wait; with one nothing is missing but perhaps the secret."""
    studio = '[studio]\nemail = "studio@larkin.example"\n'
    assert mailing.gap(read(tmp_path, "", studio)) == mailing.NO_SERVER
    assert mailing.said(read(tmp_path, "", studio)) == "no mail server is set: emails wait"
    folder = read(tmp_path, 'folder = "mail"', studio)
    assert mailing.gap(folder) == ""
    assert mailing.said(folder) == f"files in {tmp_path / 'mail'}: nothing is sent"
    (tmp_path / "mail").write_text("a file")
    with pytest.raises(Refused, match="cannot be written"):
        mailing.said(folder)
    host = 'host = "smtp.example.com"\nuser = "studio"\npassword = "mail_password"'
    known = read(tmp_path, host, studio + SECRET)
    assert mailing.gap(known) == ""
    with pytest.raises(Refused, match="SAFELIGHT_TEST_PASSWORD is not set"):
        mailing.said(known)
    monkeypatch.setenv("SAFELIGHT_TEST_PASSWORD", "wet collodion")
    assert mailing.password(known) == "wet collodion"
    assert mailing.said(known) == (
        "by smtp.example.com:587, encrypted by STARTTLS, logging in as studio, "
        "from My studio <studio@larkin.example>"
    )


@given(st.text(max_size=80))
def test_a_mailbox_is_read_or_refused(text: str) -> None:
    """Never with another error; what is read has an address."""
    try:
        found = mailbox(text)
    except ValueError:
        return
    assert is_address(found.address)
    assert "\n" not in found.name
