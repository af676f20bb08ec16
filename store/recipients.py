"""Recipients: whom what a trigger does goes to, and how each of them is reached.

Where somebody cannot be reached it says in words what is missing. What is said to them is in
``composing``; numbers and addresses that want nothing are in ``optouts``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from store import calls, cards, numbers, optouts, papervalues
from store.desk import Desk
from store.mailsettings import is_address
from store.surroundings import Around
from store.tables import Client, Department, Trigger, User, Vendor
from store.text import safe

CODE_LENGTH = 2
"""How long a country is where it is written as a code."""

NEEDED = {
    "email": "an email address",
    "sms": "a mobile number",
    "letter": "a postal address",
    "call": "a phone number",
}
"""What somebody must have to be reached through a channel."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who can be reached, and where; ``lines`` are below the name on a letter."""

    name: str
    address: str
    client_id: int | None = None
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lack:
    """Why somebody is not reached: who, and what they lack, or do not want (``unwanted``)."""

    who: str
    what: str
    unwanted: bool = False

    def __str__(self) -> str:
        """In a few words."""
        return f"{self.who} {self.what}"


@dataclass(frozen=True, slots=True)
class Reach:
    """Who is reached through a channel; where nobody is, why."""

    contacts: tuple[Contact, ...] = ()
    lack: Lack | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """A client, vendor, user or department as recipients see them."""

    name: str
    email: str = ""
    mobile: str = ""
    phone: str = ""
    lines: tuple[str, ...] = ()
    client: Client | None = None


def reach(desk: Desk, trigger: Trigger, near: Around, channel: str) -> Reach:
    """Find whom a trigger reaches through a channel: email, sms, letter or call."""
    found = _parties(desk, trigger, near, channel)
    if isinstance(found, Lack):
        return Reach(lack=found)
    contacts: dict[str, Contact] = {}
    lacks: list[Lack] = []
    for party in found:
        one = contact(desk, party, channel)
        if isinstance(one, Lack):
            lacks.append(one)
        else:
            contacts.setdefault(one.address.casefold(), one)
    if contacts:
        return Reach(tuple(contacts.values()))
    return Reach(lack=lacks[0] if len(lacks) == 1 else _all_lack(desk, trigger, channel))


def contact(desk: Desk, party: Party, channel: str) -> Contact | Lack:
    """How somebody is reached through a channel, or what is missing."""
    return _BY_CHANNEL[channel](desk, party)


def _all_lack(desk: Desk, trigger: Trigger, channel: str) -> Lack:
    """What nobody of a department has."""
    group = desk.directory.departments[trigger.department_id or 0]
    return Lack(f"nobody in {group.name}", f"has {NEEDED[channel]}")


# Who ---------------------------------------------------------------------------------------------


def _parties(desk: Desk, trigger: Trigger, near: Around, channel: str) -> Sequence[Party] | Lack:
    ref = cards.ref(near.card)
    if trigger.recipient == "client":
        return [of_client(near.client)] if near.client else Lack(ref, "has no client")
    if trigger.recipient == "vendor":
        return [of_vendor(near.vendor)] if near.vendor else Lack(ref, "has no vendor")
    if trigger.recipient == "owner":
        return _active(desk, near.card.user_id, Lack(ref, "has no owner"))
    if trigger.recipient == "user":
        return _active(desk, trigger.user_id, Lack(f"trigger {trigger.name}", "names no user"))
    return _group(desk, trigger, channel)


def _active(desk: Desk, user_id: int | None, otherwise: Lack) -> Sequence[Party] | Lack:
    user = desk.directory.users.get(user_id or 0)
    if user is None:
        return otherwise
    return Lack(user.name, "does not work here any more") if user.inactive else [of_user(user)]


def _group(desk: Desk, trigger: Trigger, channel: str) -> Sequence[Party] | Lack:
    """A department by its own address, else everybody who is in it."""
    group = desk.directory.departments.get(trigger.department_id or 0)
    if group is None:
        return Lack(f"trigger {trigger.name}", "names no department")
    if channel == "email" and is_address(group.email):
        return [Party(group.name, email=group.email)]
    return [of_user(user) for user in members(desk, group)] or Lack(
        f"department {group.name}", "has nobody in it"
    )


def members(desk: Desk, group: Department) -> list[User]:
    """Who is in a department and works here, by name."""
    lists = desk.directory
    within = [
        user
        for user in lists.users.values()
        if not user.inactive and group.id in lists.members.get(user.id, ())
    ]
    return sorted(within, key=lambda user: (user.name.casefold(), user.id))


def of_client(row: Client) -> Party:
    """A client; SMS go to the mobile number alone, calls to any."""
    town = " ".join(filter(None, (row.postcode, row.city)))
    return Party(
        papervalues.addressed(row.name),
        row.email,
        row.mobile,
        calls.phone_of(row),
        _lines(row.address, after=(town, row.country)),
        row,
    )


def of_vendor(row: Vendor) -> Party:
    """A vendor."""
    return Party(row.name, row.email, row.phone, row.phone, _lines(row.address, before=row.contact))


def of_user(row: User) -> Party:
    """A user; letters go to nobody who works here."""
    return Party(row.name, row.email, row.phone, row.phone)


def _lines(address: str, *, before: str = "", after: Sequence[str] = ()) -> tuple[str, ...]:
    """The lines of a postal address; none without a street, however much else is known."""
    if not address.strip():
        return ()
    lines = (before, *address.split("\n"), *after)
    return tuple(line.strip() for line in lines if line.strip())


# How ---------------------------------------------------------------------------------------------


def _by_email(desk: Desk, party: Party) -> Contact | Lack:
    address = party.email.strip()
    if not address:
        return Lack(party.name, "has no email address")
    if not is_address(address):
        return Lack(party.name, f"has no email address: '{safe(address, 60)}' is none")
    if optouts.is_out(desk.settings, "email", address):
        return Lack(party.name, "wants no email", unwanted=True)
    return Contact(party.name, address, _id_of(party))


def _by_sms(desk: Desk, party: Party) -> Contact | Lack:
    text = party.mobile.strip()
    if not text:
        return Lack(party.name, "has no mobile number")
    number = numbers.normalise(text, _country(desk, party))
    if number is None:
        return Lack(party.name, f"has no mobile number: '{safe(text, 60)}' is none")
    opted_out = party.client is not None and party.client.sms_opt_out
    if opted_out or optouts.is_out(desk.settings, "sms", number):
        return Lack(party.name, "wants no SMS", unwanted=True)
    return Contact(party.name, number, _id_of(party))


def _country(desk: Desk, party: Party) -> str:
    """The country whose numbers somebody writes without its code."""
    own = party.client.country.strip().upper() if party.client is not None else ""
    return own if len(own) == CODE_LENGTH and own.isalpha() else optouts.country_of(desk.settings)


def _by_letter(_: Desk, party: Party) -> Contact | Lack:
    if not party.lines:
        return Lack(party.name, "has no postal address")
    return Contact(party.name, ", ".join(party.lines), _id_of(party), party.lines)


def _by_call(_: Desk, party: Party) -> Contact | Lack:
    if not party.phone.strip():
        return Lack(party.name, "has no phone number")
    return Contact(party.name, party.phone.strip(), _id_of(party))


def _id_of(party: Party) -> int | None:
    return party.client.id if party.client is not None else None


_BY_CHANNEL: Mapping[str, Callable[[Desk, Party], Contact | Lack]] = {
    "email": _by_email,
    "sms": _by_sms,
    "letter": _by_letter,
    "call": _by_call,
}
