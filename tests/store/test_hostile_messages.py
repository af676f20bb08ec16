"""Hostile names in messages: they are data in headings, texts, HTML and letters alike."""

from __future__ import annotations

import pytest

from store.desk import Desk
from store.tables import Client
from tests.store.composing_ground import (
    PHONE,
    client,
    file_of,
    fired,
    pdf_text,
    record,
    template,
    trigger,
)

HOSTILE = (
    "Ada\r\nBcc: evil@example.com",
    "[/] [@click=app.quit]x[/]",
    "\x1b[2J\x1b]0;x\x07Ada",
    "<script>alert(1)</script>",
    '"; DROP TABLE client; --',
    "{{ studio.name }}{% for x in y %}",
    "=HYPERLINK(1)",
    "../../etc/passwd",
    "a\u202eb\u0000c\ud800",
    "Ada & <b onmouseover='x'>Ben</b>, O'Hara",
)


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("channel", ["email", "sms", "letter"])
def test_hostile_names_are_data(desk: Desk, name: str, channel: str) -> None:
    """No line more in a heading, no tag in HTML, nothing that steers a terminal, and no traceback.

    They are written straight into the table, as if nothing had been made safe on the way in.
    """
    person = client(desk)
    card = record(desk, "session")
    broken = name.encode("utf-8", "ignore").decode()
    Client.update(name=broken).where(Client.id == person.id).execute()
    field = "{{ client.name }}"
    given = {"body": f"Dear {field}, bye"}
    if channel != "sms":
        given["subject"] = f"Hello {field}"
    if channel == "email":
        given["html"] = f'<p title="{field}">Dear {field}</p>'
    text = template(desk, channel, **given)
    message = fired(desk, trigger(desk, card, channel, template_id=text.id), card).messages[0]
    for line in (message.subject, message.to_name, message.to_address):
        assert line.isprintable()
    for whole in (message.body, message.html):
        assert not set(whole) & {"\x1b", "\x07", "\x00", "\u202e", "\r"}
    assert message.body.startswith("Dear ")
    assert message.body.endswith(", bye")
    assert message.html.count("<") == (2 if channel == "email" else 0)
    assert message.html.count('"') == (2 if channel == "email" else 0)
    if "{{" in name:
        assert "{{ studio.name }}" in message.body
    if channel == "letter":
        assert file_of(message)[0] == "S-1001-letter.pdf"
        assert pdf_text(file_of(message)[1])


def test_hostile_phones_do_not_reach_a_gateway(desk: Desk) -> None:
    """What is no number is missing; a call keeps it as text, in one line."""
    client(desk, mobile="+1 212 555 0100\r\nx", phone=PHONE)
    card = record(desk, "session")
    found = fired(desk, trigger(desk, card, "sms"), card)
    for words in found.words:
        assert "\r" not in words
        assert "\n" not in words
