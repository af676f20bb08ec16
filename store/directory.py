"""The studio's short lists by id and by name, kept in memory and read again when they change.

Statuses, tracks, types, users, departments, vendors and custom fields are few and needed for every
card; no rule stands here, only looking up, with the nearest names when a word is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from store.errors import Refused, did_you_mean
from store.tables import (
    Counter,
    CustomField,
    Department,
    Membership,
    Status,
    Track,
    Type,
    User,
    Vendor,
)
from store.text import safe, search_key

Named = TypeVar("Named", Department, Vendor, Type, Track, Status)

KINDS = ("session", "invoice", "preproduction", "production", "task", "call")
"""Every kind of tracked record."""

PREFIXES = {
    "session": "S",
    "invoice": "I",
    "preproduction": "P",
    "production": "O",
    "task": "T",
    "call": "C",
}
"""Kind to the letter its references begin with."""

MOST_DIGITS = 15
"""What a number may have, so that every database can hold it."""

KIND_OF_PREFIX = {letter: kind for kind, letter in PREFIXES.items()}

PLURALS = {
    "sessions": "session",
    "invoices": "invoice",
    "preproduction": "preproduction",
    "proofs": "preproduction",
    "production": "production",
    "orders": "production",
    "tasks": "task",
    "calls": "call",
}
"""Words for a kind on the command line, besides the kind itself."""


def kind_named(word: str) -> str:
    """Read a kind in singular or plural."""
    folded = word.casefold()
    if folded in KINDS:
        return folded
    if folded in PLURALS:
        return PLURALS[folded]
    choices = [*KINDS, *PLURALS]
    raise Refused(
        f"no kind of record is called '{safe(word, 40)}'{did_you_mean(word, choices)}; "
        f"kinds are {', '.join(PLURALS)}"
    )


def reference(kind: str, number: int) -> str:
    """Write a record's reference, such as ``O-1043``."""
    return f"{PREFIXES[kind]}-{number}"


def parse_reference(text: str) -> tuple[str, int]:
    """Read a reference into kind and number."""
    letter, dash, digits = text.strip().upper().partition("-")
    counted = digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS
    if dash and letter in KIND_OF_PREFIX and counted:
        return KIND_OF_PREFIX[letter], int(digits)
    raise Refused(
        f"'{safe(text, 40)}' is not a reference; references look like S-1001, I-1001, P-1001, "
        "O-1001, T-1001 or C-1001"
    )


@dataclass
class Directory:
    """The lists as they were read; ``stamp`` tells whether they have changed since."""

    stamp: int
    users: dict[int, User] = field(default_factory=dict)
    departments: dict[int, Department] = field(default_factory=dict)
    types: dict[int, Type] = field(default_factory=dict)
    tracks: dict[int, Track] = field(default_factory=dict)
    statuses: dict[int, Status] = field(default_factory=dict)
    vendors: dict[int, Vendor] = field(default_factory=dict)
    members: dict[int, set[int]] = field(default_factory=dict)
    custom_fields: dict[int, CustomField] = field(default_factory=dict)

    @cached_property
    def statuses_of_track(self) -> dict[int, list[Status]]:
        """Track id to its statuses in order, inactive ones included."""
        found: dict[int, list[Status]] = {track: [] for track in self.tracks}
        for status in sorted(self.statuses.values(), key=lambda row: (row.position, row.id)):
            found[status.track_id].append(status)
        return found

    @cached_property
    def lanes_of_kind(self) -> dict[str, dict[int, list[Status]]]:
        """Kind to lane to the statuses that share it, in the order lanes are shown."""
        found: dict[str, dict[int, list[Status]]] = {kind: {} for kind in KINDS}
        tracks = sorted(self.tracks.values(), key=lambda row: row.id)
        ranked = [
            (status.final or status.state in ("done", "cancelled"), index, track, status)
            for track in tracks
            for index, status in enumerate(self.statuses_of_track[track.id])
        ]
        for _, _, track, status in sorted(ranked, key=lambda entry: entry[:2]):
            found[track.kind].setdefault(status.lane, []).append(status)
        return found

    def track_for(self, kind: str, type_id: int | None) -> Track:
        """The track a record moves on: its type's own, or its kind's."""
        plain: list[Track] = []
        for track in self.tracks.values():
            if track.kind != kind or track.inactive:
                continue
            if track.type_id is not None and track.type_id == type_id:
                return track
            if track.type_id is None:
                plain.append(track)
        if plain:
            return min(plain, key=lambda row: row.id)
        named = f" of type {self.types[type_id].name}" if type_id in self.types else ""
        raise Refused(
            f"there is no track for {kind} records{named}; add one with "
            f"'safelight statuses add {kind} TRACK NAME --days D --initial'"
        )

    def user_named(self, word: str) -> User:
        """Find an active user by login or name."""
        found = [
            user
            for user in self.users.values()
            if search_key(word) in (search_key(user.login), search_key(user.name))
        ]
        if not found:
            logins = [user.login for user in self.users.values() if not user.inactive]
            raise Refused(f"no user is called '{safe(word, 80)}'{did_you_mean(word, logins)}")
        if found[0].inactive:
            raise Refused(f"user {found[0].login} is inactive; choose another")
        return found[0]

    def department_named(self, word: str) -> Department:
        """Find an active department by name."""
        return _named(self.departments.values(), word, "department")

    def vendor_named(self, word: str) -> Vendor:
        """Find an active vendor by name."""
        return _named(self.vendors.values(), word, "vendor")

    def type_named(self, kind: str, word: str) -> Type:
        """Find an active type of a kind by name."""
        return _named(
            [row for row in self.types.values() if row.kind == kind], word, f"{kind} type"
        )

    def track_named(self, kind: str, word: str) -> Track:
        """Find an active track of a kind by name."""
        return _named(
            [row for row in self.tracks.values() if row.kind == kind], word, f"{kind} track"
        )

    def status_named(self, track: Track, word: str) -> Status:
        """Find an active status of a track by name."""
        return _named(self.statuses_of_track[track.id], word, f"status of {track.name}")


def _named(rows: Iterable[Named], word: str, what: str) -> Named:
    rows = list(rows)
    wanted = search_key(word)
    for row in rows:
        if search_key(row.name) == wanted:
            if row.inactive:
                raise Refused(f"{what} {row.name} is inactive; choose another, or activate it")
            return row
    names = [row.name for row in rows if not row.inactive]
    hint = did_you_mean(word, names) or (f"; there are {', '.join(names[:12])}" if names else "")
    raise Refused(f"no {what} is called '{safe(word, 80)}'{hint}")


def stamp() -> int:
    """A number that grows whenever one of the lists changes."""
    row = Counter.get_or_none(Counter.kind == "directory")
    return 0 if row is None else int(row.next)


def read() -> Directory:
    """Read all the lists."""
    directory = Directory(stamp())
    directory.users = {row.id: row for row in User.select()}
    directory.departments = {row.id: row for row in Department.select()}
    directory.types = {row.id: row for row in Type.select().order_by(Type.position, Type.id)}
    directory.tracks = {row.id: row for row in Track.select()}
    directory.statuses = {row.id: row for row in Status.select()}
    directory.vendors = {row.id: row for row in Vendor.select()}
    for member in Membership.select():
        directory.members.setdefault(member.user_id, set()).add(member.department_id)
    directory.custom_fields = {row.id: row for row in CustomField.select()}
    return directory
