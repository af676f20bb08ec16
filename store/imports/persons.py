"""Who is already a client: by number, email address, name and phone.

Found so are the clients that a file brings again, and those that its sessions and invoices name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from store.errors import did_you_mean
from store.imports.cells import Cells
from store.imports.values import email, phone_key, record_number
from store.tables import Client
from store.text import search_key

COLUMNS = (
    "name", "email", "phone", "mobile", "work_phone", "address", "city", "postcode", "country",
    "do_not_market", "do_not_call", "sms_opt_out", "notes",
)  # fmt: skip
"""What a file can say about a client."""

_PHONES = ("phone", "mobile", "work_phone")
_CHOICES = 2_000


@dataclass(slots=True, eq=False)
class Person:
    """A client here (`id`), or one further up in the same file (`line`)."""

    id: int
    number: int | None
    line: int
    name_key: str
    email_key: str
    values: dict[str, Any]

    @classmethod
    def of(cls, number: int | None, found: dict[str, Any], line: int = 0, id: int = 0) -> Person:  # noqa: A002 - as the column
        """Take the columns of a client and what it is recognised by."""
        return cls(id, number, line, search_key(found["name"]), found["email"].casefold(), found)

    def phone_keys(self) -> set[str]:
        """The phone numbers, however they are written."""
        return {phone_key(self.values[one]) for one in _PHONES if self.values[one]}

    def same(self, other: Person) -> bool:
        """Tell whether two clients with one number can be one: name, email or phone agree."""
        return (
            self.name_key == other.name_key
            or bool(self.email_key and self.email_key == other.email_key)
            or not self.phone_keys().isdisjoint(other.phone_keys())
        )

    def bare(self) -> bool:
        """Tell whether only a name and perhaps an address are known."""
        return not self.email_key and not any(self.values[one] for one in _PHONES)


@dataclass(slots=True)
class Persons:
    """All clients by what they are recognised by."""

    by_id: dict[int, Person] = field(default_factory=dict)
    by_number: dict[int, Person] = field(default_factory=dict)
    by_email: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    by_name: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def read(cls) -> Persons:
        """Read all the clients there are."""
        known = cls()
        query = Client.select(Client.id, Client.number, *(getattr(Client, one) for one in COLUMNS))
        for id_, number, *found in query.tuples().iterator():
            known.add(Person.of(number, dict(zip(COLUMNS, found, strict=True)), id=id_))
        return known

    def add(self, person: Person) -> None:
        """Know one more."""
        if person.id:
            self.by_id[person.id] = person
        if person.number is not None:
            self.by_number[person.number] = person
        if person.email_key:
            self.by_email[person.email_key].append(person)
        self.by_name[person.name_key].append(person)

    def find(self, person: Person) -> Person | None:
        """Return the client that this is again, if any: by number, email, or name and phone."""
        if person.number is not None and person.number in self.by_number:
            return self.by_number[person.number]
        mailed = self.by_email.get(person.email_key)
        if mailed and (possible := _possible(person, mailed)):
            return min(possible, key=lambda one: one.name_key != person.name_key)
        named = self.by_name.get(person.name_key)
        if named and (possible := _possible(person, named)):
            return _like(person, possible)
        return None


def _possible(person: Person, known: Sequence[Person]) -> list[Person]:
    """Those who can be meant: two numbers in one program are two clients there.

    A couple may share an address.
    """
    return [
        one
        for one in known
        if person.number is None
        or one.number is None
        or (not one.line and one.name_key == person.name_key)
    ]


def _like(person: Person, named: Sequence[Person]) -> Person | None:
    """Whoever has a phone number in common, or of whom no more is known than of this one."""
    phones = person.phone_keys()
    for one in named:
        if not phones.isdisjoint(one.phone_keys()):
            return one
    if person.bare():
        return next((one for one in named if _says_nothing_else(person, one)), None)
    return None


def _says_nothing_else(person: Person, known: Person) -> bool:
    return all(value in ("", False, known.values[one]) for one, value in person.values.items())


def client_of(cells: Cells, known: Persons) -> Person | None:
    """Return the client that a session or invoice names; what is wrong is noted in the row."""
    number = cells.read("client_number", record_number, None)
    name = cells.text("client", name=True)
    if number is not None:
        found = known.by_number.get(number)
        if found is None:
            cells.fault("client_number", f"no client has the number {number}; import clients first")
        elif name and not _alike(name, found):
            cells.fault(
                "client", f"'{name}' is not client {number}, who is {found.values['name']} here"
            )
        return found
    address = cells.read("email", email, "")
    mailed = known.by_email.get(address.casefold(), []) if address else []
    if len(mailed) == 1 and (not name or _alike(name, mailed[0])):
        return mailed[0]
    return _named(cells, name, known) if name else None


def _alike(name: str, person: Person) -> bool:
    """Whether at least one word is the same: other programs write names in other ways."""
    said = set(search_key(name).replace(",", " ").replace(".", " ").split())
    return not said.isdisjoint(person.name_key.replace(",", " ").replace(".", " ").split())


def _named(cells: Cells, name: str, known: Persons) -> Person | None:
    turned = " ".join(reversed([part.strip() for part in name.split(",", 1)]))
    found = known.by_name.get(search_key(name)) or known.by_name.get(search_key(turned)) or []
    if len(found) == 1:
        return found[0]
    if found:
        numbers = ", ".join(str(person.number) for person in found)
        cells.fault("client", f"several clients are called '{name}' ({numbers}); say the number")
    else:
        names = [person.values["name"] for person, *_ in list(known.by_name.values())[:_CHOICES]]
        hint = did_you_mean(name, names)
        cells.fault("client", f"no client is called '{name}'{hint}; import clients first")
    return None
