"""Clients: finding them by name or number, and keeping what is known of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from store import lists, searching
from store.changes import Act
from store.desk import Desk
from store.errors import Refused, nearest
from store.tables import Card, Client
from store.text import safe, search_key

SHOWN = 12
"""How many clients a refusal lists."""

NAME_LENGTH = 200

MOST_DIGITS = 15
"""More than any client's number has; what is longer does not fit the database."""


PROPERTIES: Mapping[str, lists.Reader] = {
    "email": lists.email("email"),
    "phone": lists.text("phone", 60),
    "mobile": lists.text("mobile", 60),
    "work_phone": lists.text("work_phone", 60),
    "address": lists.text("address", 500),
    "city": lists.text("city"),
    "postcode": lists.text("postcode", 40),
    "country": lists.text("country"),
    "do_not_market": lists.flag("do_not_market"),
    "do_not_call": lists.flag("do_not_call"),
    "sms_opt_out": lists.flag("sms_opt_out"),
    "notes": lists.prose("notes"),
}
"""Property to how it is read."""


# Finding -----------------------------------------------------------------------------------------


def get(number: int) -> Client:
    """Find a client by number."""
    found: Client | None = Client.get_or_none(Client.number == number)
    if found is None:
        raise Refused(f"there is no client number {number}; check the number")
    return found


def matching(name: str) -> list[Client]:
    """The clients of exactly this name, whatever its case and accents, oldest first."""
    query = Client.select().where(Client.search == search_key(name)).order_by(Client.id)
    return list(query)


def named(word: str) -> Client:
    """Find the one client of a name, or of a number written as digits or ``#12``."""
    found = _by_word(word)
    if found is None:
        hint = _nearest(word)
        raise Refused(f"no client is called '{safe(word, 80)}'{hint}")
    return found


def find_or_create(act: Act, word: str) -> Client:
    """Find a client by name or number, or make one of that name."""
    found = _by_word(word)
    return found if found is not None else make_many(act, [{"name": word}])[0]


def _by_word(word: str) -> Client | None:
    digits = word.strip().removeprefix("#")
    if digits.isascii() and digits.isdigit():
        if len(digits.lstrip("0")) > MOST_DIGITS:
            raise Refused(f"there is no client number {safe(digits, 40)}; check the number")
        return get(int(digits))
    found = matching(word)
    if len(found) > 1:
        shown = "; ".join(
            f"#{row.number} {', '.join(filter(None, (row.email, row.mobile, row.city)))}".strip()
            for row in found[:SHOWN]
        )
        more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
        raise Refused(
            f"{len(found)} clients are called '{found[0].name}': {shown}{more}; "
            "give the number instead of the name"
        )
    return found[0] if found else None


def _nearest(word: str) -> str:
    key = search_key(word)
    if not key:
        return ""
    begun = Client.select(Client.name).where(Client.search.startswith(key[:2])).limit(500)
    found = nearest(word, [row.name for row in begun])
    return f" (did you mean {' or '.join(found)}?)" if found else ""


# Keeping -----------------------------------------------------------------------------------------


def create(desk: Desk, name: str, *, number: int | None = None, **given: Any) -> Client:
    """Add a client; ``given`` are properties. Two clients may have the same name."""
    with desk.action("add client", f"add client {safe(name, 80)}") as act:
        columns = lists.read(desk, given, PROPERTIES, "client")
        return make_many(act, [{"name": name, "number": number, **columns}])[0]


def make_many(act: Act, rows: Sequence[Mapping[str, Any]]) -> list[Client]:
    """Add many clients inside an open action: rows of name, number (or null) and columns."""
    wanted = [row["number"] for row in rows if row.get("number") is not None]
    _refuse_taken(wanted)
    if wanted:
        act.keep_number("client", max(wanted))
    fresh = iter(act.numbers("client", len(rows) - len(wanted)))
    ready = []
    for row in rows:
        name = lists.clean_name(str(row["name"]), "client", NAME_LENGTH)
        number = row.get("number")
        ready.append(
            {
                "created_at": act.at,
                **row,
                "name": name,
                "search": search_key(name),
                "number": next(fresh) if number is None else number,
            }
        )
    ids = act.insert_many(Client, ready)
    return [Client(id=row_id, **row) for row_id, row in zip(ids, ready, strict=True)]


def _refuse_taken(numbers: Sequence[int]) -> None:
    seen: set[int] = set()
    problems = []
    for number in numbers:
        if not 0 < number <= 10**12:
            problems.append(f"{number} cannot be a client's number; use one from 1 upwards")
        elif number in seen:
            problems.append(f"client number {number} is given twice")
        seen.add(number)
    for start in range(0, len(numbers), 500):
        batch = list(numbers[start : start + 500])
        there = Client.select().where(Client.number.in_(batch))
        problems.extend(
            f"client number {row.number} belongs to {row.name} already" for row in there
        )
    if problems:
        raise Refused(problems)


def change(desk: Desk, number: int, *, name: str | None = None, **given: Any) -> Client:
    """Change a client; its records are found by the new name afterwards."""
    with desk.action("change client", f"change client {number}") as act:
        row = get(number)
        columns = lists.read(desk, given, PROPERTIES, "client")
        if name is not None:
            columns["name"] = lists.clean_name(name, "client", NAME_LENGTH)
            columns["search"] = search_key(columns["name"])
        update(desk, act, row, columns)
    return row


def update(desk: Desk, act: Act, row: Client, columns: Mapping[str, Any]) -> None:
    """Write columns of a client inside an open action; a new name reaches its cards."""
    before = act.update(row, **columns)
    if "name" in before:
        searching.refresh(desk, act, Card.client == row.id)


def by_ids(ids: Iterable[int | None]) -> dict[int, Client]:
    """Clients by id, read a few hundred at a time."""
    wanted = list({row_id for row_id in ids if row_id is not None})
    found: dict[int, Client] = {}
    for start in range(0, len(wanted), 500):
        batch = wanted[start : start + 500]
        found.update((row.id, row) for row in Client.select().where(Client.id.in_(batch)))
    return found
