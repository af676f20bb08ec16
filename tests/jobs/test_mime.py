"""What is built is read back as it was meant, whatever names, texts and files are made of."""

from __future__ import annotations

import email.utils
import re
from datetime import UTC, datetime
from email import message_from_bytes, message_from_string, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtplib.email import parse_address
from hypothesis import assume, example, given
from hypothesis import strategies as st

from jobs.mime import Mime, Unsendable, build, on_the_wire
from store.envelopes import Envelope, File
from store.mailsettings import Mailbox, is_address
from store.text import safe

STUDIO = Mailbox("Larkin Studio", "studio@larkin.example")
CREATED = 1_793_631_600_000


def envelope(**other: Any) -> Envelope:
    """A message about to be sent."""
    known: dict[str, Any] = {
        "id": 7, "number": 1001, "channel": "email", "to_name": "Ada Okafor",
        "to_address": "ada@example.com", "subject": "Your session", "body": "See you on Friday.\n",
        "html": "", "message_id": "0123abcd@larkin.example", "created_at": CREATED, "attempts": 1,
    }  # fmt: skip
    return Envelope(**{**known, **other})


def read(made: Mime) -> EmailMessage:
    """Parse what was built as a mail program does."""
    found = message_from_bytes(made.data, policy=policy.default)
    assert isinstance(found, EmailMessage)
    assert not found.defects
    return found


def mailbox_in(made: Mime, header: str) -> list[tuple[str, str]]:
    """Names and addresses of a header: taken apart first and decoded then, as it must be."""
    raw = message_from_string(made.data.decode(), policy=policy.compat32)[header]
    return [
        (str(make_header(decode_header(name))), address)
        for name, address in email.utils.getaddresses([re.sub(r"\r\n(?=\s)", "", raw)])
    ]


def test_a_plain_message_is_plain() -> None:
    """Nothing is encoded that need not be."""
    made = build(envelope(), STUDIO)
    assert made.data.decode("ascii").split("\r\n") == [
        'From: "Larkin Studio" <studio@larkin.example>',
        'To: "Ada Okafor" <ada@example.com>',
        "Subject: Your session",
        f"Date: {email.utils.format_datetime(datetime.fromtimestamp(CREATED / 1000, UTC))}",
        "Message-ID: <0123abcd@larkin.example>",
        "Auto-Submitted: auto-generated",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 7bit",
        "",
        "See you on Friday.",
        "",
    ]
    assert (made.sender, made.recipient, made.needs_utf8) == (
        "studio@larkin.example", "ada@example.com", False,
    )  # fmt: skip


def test_text_html_and_files() -> None:
    """The two forms of the text stand together, the files beside them."""
    files = (File("invoice.pdf", b"%PDF-1"), File("Ångström – “x”.pdf", bytes(range(256))))
    made = build(
        envelope(html="<p>Grüße</p>", files=files), STUDIO, Mailbox("", "re@larkin.example")
    )
    found = read(made)
    assert found.get_content_type() == "multipart/mixed"
    texts, first, second = found.iter_parts()
    assert [part.get_content_type() for part in texts.iter_parts()] == ["text/plain", "text/html"]
    assert found.get_body(("html",)).get_content().strip() == "<p>Grüße</p>"  # type: ignore[union-attr]  # it is there
    assert (first.get_filename(), first.get_content()) == ("invoice.pdf", b"%PDF-1")
    assert (second.get_filename(), second.get_content()) == (files[1].name, files[1].data)
    assert mailbox_in(made, "Reply-To") == [("", "re@larkin.example")]


@given(st.text(max_size=250), st.text(max_size=400))
@example("Jane, " * 20, "=?utf-8?B?eA==?=")
@example('Bob" <bob@evil.example>, "x', "a\r\nBcc: evil@example.com")
@example("é, " * 30, "x" * 300)
@example("=?utf-8?q?a=22_=3Cx=40y.example=3E?=", "\u0085\u2028Bcc: x")
def test_names_and_subjects_come_back(name: str, subject: str) -> None:
    """As they were but for controls and doubled spaces; there is one recipient, and no new header."""
    made = build(envelope(to_name=name, subject=subject), Mailbox(name, STUDIO.address))
    shown = " ".join(safe(name, 200).split())
    assert mailbox_in(made, "To") == [(shown, "ada@example.com")]
    assert mailbox_in(made, "From") == [(shown, STUDIO.address)]
    found = read(made)
    assert found["Subject"] == " ".join(safe(subject, 500).split())
    assert [key for key in found if key not in ("Content-Type", "Content-Transfer-Encoding")] == [
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version",
    ]  # fmt: skip


@given(st.text(max_size=3_000), st.text(max_size=300))
@example("." + "\n.\n..\nFrom me\n" + "long " * 400, "\r")
@example("  trailing \t\n\n\n", "x" * 1_200)
def test_texts_come_back(body: str, html: str) -> None:
    """With all their lines, however long; the lines on the wire are short and end in CR LF."""
    made = build(envelope(body=body, html=html), STUDIO)
    found = read(made)
    plain = found.get_body(("plain",))
    assert plain is not None
    wanted = safe(body, keep_newlines=True).rstrip("\n")
    assert plain.get_content().replace("\r\n", "\n").rstrip("\n") == wanted
    assert made.data.endswith(b"\r\n")
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)|\0", made.data)
    assert max(map(len, made.data.split(b"\r\n"))) <= 78
    made.data.decode("ascii")


@given(st.text(min_size=1, max_size=140), st.binary(max_size=500), st.text(max_size=80))
@example("../../etc/passwd", b"", "text/html")
@example('a"; filename="b.exe', b"", "a/b\r\nX: y")
def test_files_come_back(name: str, data: bytes, media_type: str) -> None:
    """Under a name that is no path; programs that show mail do not look into them."""
    found = read(build(envelope(files=(File(name, data, media_type),)), STUDIO))
    (part,) = found.iter_attachments()
    clean = safe(name, 120).strip().replace("/", "_").replace("\\", "_") or "file"
    assert (part.get_filename(), part.get_content()) == (clean, data)
    assert not part.get_content_type().startswith(("text/", "multipart/", "message/"))
    assert part["X"] is None


@given(
    st.builds(
        envelope,
        to_name=st.text(max_size=40),
        body=st.text(max_size=200),
        html=st.text(max_size=200),
        files=st.lists(st.builds(File, st.text(max_size=20), st.binary(max_size=50))).map(tuple),
    )
)
def test_the_same_row_gives_the_same_bytes(one: Envelope) -> None:
    """So that a digest proves later what was sent; another text gives another."""
    made = build(one, STUDIO)
    assert build(one, STUDIO).data == made.data
    assert build(one, STUDIO).sha256 == made.sha256
    other = Envelope(
        **{**{name: getattr(one, name) for name in one.__slots__}, "message_id": "x@y"}
    )
    assert build(other, STUDIO).sha256 != made.sha256


@pytest.mark.parametrize(
    "address",
    [
        "", "ada", "ada@", "@example.com", "a@b@c.example", "a b@example.com", "a@exa mple.com",
        "ada@example.com\r\nRCPT TO:<evil@example.com>", "ada@example.com>", "<ada@example.com>",
        "Ada <ada@example.com>", "a@b.example, c@d.example", '"a b"@example.com', "a\x00@b.example",
        "a@b..example", "ada@-\ud800.example", "ada@example.com ", "\x1b[31m@example.com",
        "a\u202e@b.example", "x" * 65 + "@example.com", "a@xn--\u00fc.example", "(c)a@b.example",
    ],
)  # fmt: skip
def test_what_is_no_address_is_never_sent(address: str) -> None:
    """Whatever it tries to add."""
    with pytest.raises(Unsendable):
        build(envelope(to_address=address), STUDIO)


@given(st.emails() | st.from_regex(r"[^@\s]{1,20}@[^@\s]{1,10}\.[a-z]{2}", fullmatch=True))
def test_an_address_is_what_the_server_is_told(address: str) -> None:
    """The library that talks to the server makes nothing else of it."""
    try:
        wired = on_the_wire(address)
    except Unsendable:
        assume(False)
    assert parse_address(wired) == wired
    assert wired.rpartition("@")[0] == address.rpartition("@")[0]
    assert not re.search(r"[\s<>,;\x00-\x1f]", wired)
    assert mailbox_in(build(envelope(to_address=address), STUDIO), "To") == [("Ada Okafor", wired)]


def test_other_alphabets() -> None:
    """Domains have a form in ASCII; a name before the at has none, and needs a server for it."""
    made = build(envelope(to_address="ada@straße.example"), STUDIO)
    assert (made.recipient, made.needs_utf8) == ("ada@xn--strae-oqa.example", False)
    made = build(envelope(to_address="žofie@example.com"), STUDIO)
    assert (made.recipient, made.needs_utf8) == ("žofie@example.com", True)
    assert "žofie@example.com" in made.data.decode()


@given(st.text(max_size=60))
def test_addresses_have_no_second_reading(text: str) -> None:
    """What counts as an address is one for the standard library too, and the whole of it."""
    if is_address(text) and text.isascii():
        assert email.utils.parseaddr(text) == ("", text)
