"""Recipients: whom a message goes to, by each channel, and what is said where nobody is reached."""

from __future__ import annotations

from typing import Any

import pytest

from store import people
from store.desk import Desk
from store.recipients import reach
from store.surroundings import Around
from store.tables import Card, Client, Department, OptOut, Trigger, User
from tests.store.composing_ground import ADDRESS, EMAIL, MOBILE, NUMBER, PHONE, client, lab, record

CHANNELS = ("email", "sms", "letter", "call")


def people_of(desk: Desk) -> None:
    """Joon and Mia with addresses, both in Retouch."""
    people.change_user(desk, "joon", email="joon@studio.example", phone="+1 212 555 0133")
    people.change_user(desk, "mia", email="mia@studio.example", phone="+1 212 555 0144")
    people.set_members(desk, "Retouch", ["joon", "mia"])


def trigger(desk: Desk, recipient: str, **given: Any) -> Trigger:
    """A trigger in memory that goes to somebody: user joon, department Retouch."""
    said = {
        "user_id": desk.directory.user_named("joon").id,
        "department_id": desk.directory.department_named("Retouch").id,
        **given,
    }
    return Trigger(name="t", action="email", recipient=recipient, since=0, **said)


def reached(desk: Desk, card: Card, recipient: str, channel: str, **given: Any) -> str:
    """Names and addresses, or what is in the way."""
    found = reach(desk, trigger(desk, recipient, **given), Around(desk, card), channel)
    if found.lack is not None:
        return str(found.lack)
    return "; ".join(f"{one.name} <{one.address}>" for one in found.contacts)


def order(desk: Desk, **given: Any) -> Card:
    """An order that joon has, of Ada, at Bay Lab, whom all can be reached."""
    client(desk, **given)
    lab(desk)
    people_of(desk)
    return record(desk, "production", user="joon")


EXPECTED = {
    "client": (
        f"Ada Okafor <{EMAIL}>", f"Ada Okafor <{NUMBER}>",
        "Ada Okafor <12 Main Street, 10001 New York>", f"Ada Okafor <{MOBILE}>",
    ),
    "owner": (
        "Joon Park <joon@studio.example>", "Joon Park <+12125550133>",
        "Joon Park has no postal address", "Joon Park <+1 212 555 0133>",
    ),
    "user": (
        "Joon Park <joon@studio.example>", "Joon Park <+12125550133>",
        "Joon Park has no postal address", "Joon Park <+1 212 555 0133>",
    ),
    "department": (
        "Joon Park <joon@studio.example>; Mia <mia@studio.example>",
        "Joon Park <+12125550133>; Mia <+12125550144>",
        "nobody in Retouch has a postal address",
        "Joon Park <+1 212 555 0133>; Mia <+1 212 555 0144>",
    ),
    "vendor": (
        "Bay Lab <orders@bay.example>", "Bay Lab <+12125550122>",
        "Bay Lab <Ms Bay, 1 Dock Road, Oakland>", "Bay Lab <+1 212 555 0122>",
    ),
}  # fmt: skip
"""Recipient to who is reached by email, SMS, letter and call."""


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("recipient", EXPECTED)
def test_each_recipient_by_each_channel(desk: Desk, recipient: str, channel: str) -> None:
    """One for each person, at the address that the channel needs."""
    expected = EXPECTED[recipient][CHANNELS.index(channel)]
    assert reached(desk, order(desk), recipient, channel) == expected


MISSING = {
    "client": ("Ada Okafor has no email address", "Ada Okafor has no mobile number",
               "Ada Okafor has no postal address", "Ada Okafor has no phone number"),
    "owner": ("O-1001 has no owner",) * 4,
    "user": ("Joon Park has no email address", "Joon Park has no mobile number",
             "Joon Park has no postal address", "Joon Park has no phone number"),
    "department": ("nobody in Retouch has an email address", "nobody in Retouch has a mobile number",
                   "nobody in Retouch has a postal address",
                   "nobody in Retouch has a phone number"),
    "vendor": ("Bay Lab has no email address", "Bay Lab has no mobile number",
               "Bay Lab has no postal address", "Bay Lab has no phone number"),
}  # fmt: skip


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("recipient", MISSING)
def test_what_is_missing_is_said_with_the_name(desk: Desk, recipient: str, channel: str) -> None:
    """So that somebody knows what to add."""
    client(desk, email="", mobile="", phone="", address="", city="", postcode="")
    people.set_members(desk, "Retouch", ["joon", "mia"])
    card = record(desk, "production")
    assert reached(desk, card, recipient, channel) == MISSING[recipient][CHANNELS.index(channel)]


@pytest.mark.parametrize("recipient", ["user", "department"])
def test_a_trigger_that_names_nobody_says_so(desk: Desk, recipient: str) -> None:
    """Whatever the channel."""
    client(desk)
    card = record(desk, "session")
    said = {f"{recipient}_id": None}
    assert reached(desk, card, recipient, "email", **said) == f"trigger t names no {recipient}"


@pytest.mark.parametrize("kind", ["session", "invoice"])
def test_sessions_and_invoices_have_no_vendor(desk: Desk, kind: str) -> None:
    """Only orders have, and what is about one."""
    client(desk)
    card = record(desk, kind)
    ref = f"{kind[0].upper()}-1001"
    assert reached(desk, card, "vendor", "email") == f"{ref} has no vendor"


def test_a_task_goes_to_whom_its_order_is_of(desk: Desk) -> None:
    """Client and vendor of what it is about."""
    client(desk)
    lab(desk)
    card = record(desk, "task")
    assert reached(desk, card, "client", "email") == f"Ada Okafor <{EMAIL}>"
    assert reached(desk, card, "vendor", "email") == "Bay Lab <orders@bay.example>"


def test_a_record_without_a_client_reaches_none(desk: Desk) -> None:
    """Named by its reference."""
    from store import tasks

    card = tasks.new(desk, subject="Tidy up")
    assert reached(desk, card, "client", "sms") == "T-1001 has no client"


# Departments --------------------------------------------------------------------------------------


def test_a_department_with_an_address_gets_one_email(desk: Desk) -> None:
    """By its own address; an SMS still goes to everybody in it."""
    card = order(desk)
    Department.update(email="retouch@studio.example").where(Department.name == "Retouch").execute()
    desk.forget_lists()
    assert reached(desk, card, "department", "email") == "Retouch <retouch@studio.example>"
    assert reached(desk, card, "department", "sms").count("<") == 2


def test_only_those_who_work_here_and_can_be_reached(desk: Desk) -> None:
    """Inactive ones are left out, others are not kept waiting, one address is written to once."""
    card = order(desk)
    User.update(inactive=True).where(User.login == "mia").execute()
    people.add_user(desk, "pia", name="Pia", departments=["Retouch"])
    people.add_user(desk, "zoe", email="JOON@studio.example", departments=["Retouch"])
    assert reached(desk, card, "department", "email") == "Joon Park <joon@studio.example>"


def test_an_empty_department_says_so(desk: Desk) -> None:
    """Nobody is in it."""
    client(desk)
    people.set_members(desk, "Retouch", [])
    said = reached(desk, record(desk, "session"), "department", "sms")
    assert said == "department Retouch has nobody in it"


def test_who_left_is_not_written_to(desk: Desk) -> None:
    """An owner or a user who is inactive."""
    card = order(desk)
    User.update(inactive=True).where(User.login == "joon").execute()
    desk.forget_lists()
    for recipient in ("owner", "user"):
        found = reach(desk, trigger_of(recipient, card.user_id), Around(desk, card), "email")
        assert str(found.lack) == "Joon Park does not work here any more"


def trigger_of(recipient: str, user_id: int | None) -> Trigger:
    """A trigger in memory, for a user who need not work here any more."""
    return Trigger(name="t", action="email", recipient=recipient, user_id=user_id, since=0)


# Addresses ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "ada", "ada@", "@example.com", "a b@example.com", "Ada <ada@example.com>",
        "a@example.com, b@example.com", "a@example.com\r\nBcc: x@example.com", "a@b@", '"a"@b.com',
    ],
)  # fmt: skip
def test_an_address_that_is_none_is_missing(desk: Desk, address: str) -> None:
    """However it came into the table: nothing but one plain address is written to."""
    client(desk, email=address)
    said = reached(desk, record(desk, "session"), "client", "email")
    assert said.startswith("Ada Okafor has no email address: '")
    assert "\r" not in said
    assert "\n" not in said


@pytest.mark.parametrize("number", ["12345", "call me", "+1 212 555 0100 ext. 5", "212 555 0100"])
def test_a_number_that_is_none_is_missing(desk: Desk, number: str) -> None:
    """The studio has no country: a number without its code cannot be told from others."""
    client(desk, mobile=number)
    said = reached(desk, record(desk, "session"), "client", "sms")
    assert said == f"Ada Okafor has no mobile number: '{number}' is none"


def test_numbers_are_of_the_clients_country(desk: Desk) -> None:
    """Where it is a code of two letters."""
    client(desk, mobile="0151 23456789", country="DE")
    assert reached(desk, record(desk, "session"), "client", "sms") == "Ada Okafor <+4915123456789>"


def test_an_sms_goes_to_the_mobile_number_alone(desk: Desk) -> None:
    """A landline rings, and reads nothing."""
    client(desk, mobile="", phone=PHONE)
    card = record(desk, "session")
    assert reached(desk, card, "client", "sms") == "Ada Okafor has no mobile number"
    assert reached(desk, card, "client", "call") == f"Ada Okafor <{PHONE}>"


def test_a_letter_needs_a_street(desk: Desk) -> None:
    """A town alone is no address."""
    client(desk, **{**ADDRESS, "address": "  "})
    assert reached(desk, record(desk, "session"), "client", "letter").endswith("no postal address")


# Opting out ---------------------------------------------------------------------------------------


def test_who_wants_no_sms_gets_none(desk: Desk) -> None:
    """By the client's own mark, or by the number on the list, however it was written."""
    client(desk)
    card = record(desk, "session")
    Client.update(sms_opt_out=True).execute()
    found = reach(desk, trigger(desk, "client"), Around(desk, card), "sms")
    assert found.lack is not None
    assert (str(found.lack), found.lack.unwanted) == ("Ada Okafor wants no SMS", True)
    Client.update(sms_opt_out=False).execute()
    OptOut.create(channel="sms", address=NUMBER, at=0)
    assert reached(desk, card, "client", "sms") == "Ada Okafor wants no SMS"
    assert reached(desk, card, "client", "email") == f"Ada Okafor <{EMAIL}>"


def test_who_wants_no_email_gets_none(desk: Desk) -> None:
    """In whatever case the address is on the list."""
    client(desk, email="Ada@Example.com")
    OptOut.create(channel="email", address="ada@example.com", at=0)
    assert reached(desk, record(desk, "session"), "client", "email") == "Ada Okafor wants no email"
