"""The first steps of a new studio in the recommended order: each done or not, and what is next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from store import people, pricelists, products, renderprofiles, tracks, types
from store.desk import Desk
from store.tables import Trigger

NAMED = 6
"""How many entries are named in what a step says."""


@dataclass(frozen=True, slots=True)
class Step:
    """One of the first steps: its name, the list it is done in, what is there, what is next.

    ``kind`` says of which records the statuses are, where it is a list of statuses.
    """

    title: str
    list_name: str
    done: bool
    words: str
    todo: str = ""
    kind: str = ""


def steps(desk: Desk) -> list[Step]:
    """All steps; orders cannot be made before those up to the vendors are done."""
    lists = desk.directory
    problems = tracks.check_tracks(desk)
    order_types = [row.name for row in types.listed(desk, "production") if not row.inactive]
    labs = [row.name for row in lists.vendors.values() if not row.inactive]
    users = [row.login for row, _ in people.listed(desk) if not row.inactive]
    groups = [row.name for row in people.departments(desk) if not row.inactive]
    bought = len(products.listed(desk))
    profiles = [row.name for row in renderprofiles.listed() if not row.inactive]
    running = Trigger.select().where(Trigger.inactive == False).count()  # noqa: E712 - SQL
    return [
        _named("Order types", "types", order_types,
               "n adds what you order: prints, albums"),
        _statuses(desk, "Production statuses", "production", problems),
        _named("Vendors", "vendors", labs, "n adds a lab, or your own print room"),
        _counted("Vendor products", "products", bought, "product",
                 "n adds a vendor's code and cost of an item"),
        _named("Render profiles", "profiles", profiles, "n says how pictures become files"),
        _price_lists(),
        _statuses(desk, "Session statuses", "session", problems),
        _statuses(desk, "Invoice statuses", "invoice", problems),
        _statuses(desk, "Preproduction statuses", "preproduction", problems),
        _triggers(running, problems),
        Step("Users", "users", len(users) > 1, _few(users),
             "" if len(users) > 1 else "n adds whoever works here"),
        _named("Departments", "departments", groups, "n adds a group that work is given to"),
    ]  # fmt: skip


def _named(title: str, list_name: str, names: Sequence[str], todo: str) -> Step:
    return Step(title, list_name, bool(names), _few(names), "" if names else todo)


def _counted(title: str, list_name: str, count: int, words: str, todo: str) -> Step:
    said = f"{count:,} {words}{'' if count == 1 else 's'}" if count else ""
    return Step(title, list_name, bool(count), said, "" if count else todo)


def _triggers(running: int, problems: Sequence[str]) -> Step:
    """Done when some run and what they make can be made: tasks and calls move on tracks too."""
    said = f"{running:,} switched on" if running else ""
    for kind in ("task", "call"):
        if any(_is_of(one, kind) for one in problems):
            todo = f"{kind}s need a first and a last status: n"
            return Step("Triggers", "statuses", False, said, todo, kind)
    ready = Trigger.select().where(Trigger.inactive).exists()
    todo = "X switches one on that is ready" if ready else "n says what is to happen by itself"
    if running:
        todo = ""
    return Step("Triggers", "triggers", bool(running), said, todo)


def _is_of(problem: str, kind: str) -> bool:
    return problem.startswith(kind) or f" of {kind}:" in problem


def _price_lists() -> Step:
    """Done as soon as something can be sold."""
    counts = pricelists.counts()
    active = pricelists.listed(inactive=False)
    sold = sum(counts.get(row.id, 0) for row in active)
    if not active:
        return Step("Price lists", "pricelists", False, "", "n adds a list, then items go on it")
    words = _few([f"{row.name} ({counts.get(row.id, 0):,})" for row in active])
    todo = "" if sold else "n adds items to sell"
    return Step("Price lists", "pricelists" if sold else "items", bool(sold), words, todo)


def _statuses(desk: Desk, title: str, kind: str, problems: Sequence[str]) -> Step:
    """Done when records of a kind can be made: every track has its first and its last status."""
    wrong = [one for one in problems if _is_of(one, kind)]
    names = [
        status.name
        for track, rows in tracks.listed(desk, kind)
        if not track.inactive
        for status in rows
        if not status.inactive
    ]
    done = bool(names) and not wrong
    todo = "" if done else _to_mend(wrong) if names else "n adds one; a track is made with it"
    return Step(title, "statuses", done, _few(list(dict.fromkeys(names))), todo, kind)


def _to_mend(wrong: Sequence[str]) -> str:
    return wrong[0].partition("; add one with")[0]


def _few(names: Iterable[str]) -> str:
    every = list(names)
    more = f" and {len(every) - NAMED} more" if len(every) > NAMED else ""
    return ", ".join(every[:NAMED]) + more
