"""The studio's lists as the filter language sees them: which rows a word names.

Several rows may share a name, such as the statuses of several tracks; a word means all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from store.directory import Directory
from store.fields import ALL_OPS, Custom, Field, custom_key, custom_word
from store.tables import CustomField, Department, Track, Type, Vendor
from store.text import search_key


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the studio's lists, with the words it may be called by."""

    id: int
    names: tuple[str, ...]
    inactive: bool = False


@dataclass(frozen=True, slots=True)
class StatusEntry(Entry):
    """A status, with what flags and classes need to know of it."""

    state: str = "active"
    stage: str = ""
    at_vendor: bool = False


@dataclass(frozen=True, slots=True)
class Names:
    """The studio's lists as the filter language sees them."""

    statuses: tuple[StatusEntry, ...] = ()
    tracks: tuple[Entry, ...] = ()
    types: tuple[Entry, ...] = ()
    vendors: tuple[Entry, ...] = ()
    users: tuple[Entry, ...] = ()
    departments: tuple[Entry, ...] = ()
    custom: Custom = field(default_factory=dict)

    @classmethod
    def of(cls, lists: Directory) -> Names:
        """Take the names out of the studio's lists."""
        return cls(
            tuple(
                StatusEntry(row.id, (row.name,), row.inactive, row.state, row.stage, row.at_vendor)
                for row in lists.statuses.values()
            ),
            tuple(_entry(row) for row in lists.tracks.values()),
            tuple(_entry(row) for row in lists.types.values()),
            tuple(_entry(row) for row in lists.vendors.values()),
            tuple(
                Entry(row.id, (row.login, row.name), row.inactive) for row in lists.users.values()
            ),
            tuple(_entry(row) for row in lists.departments.values()),
            custom_of(lists.custom_fields.values()),
        )

    def entries(self, field: str) -> Sequence[Entry]:
        """The rows that the values of a field name; none for fields without a list."""
        lists: dict[str, Sequence[Entry]] = {
            "status": self.statuses,
            "track": self.tracks,
            "type": self.types,
            "vendor": self.vendors,
            "owner": self.users,
            "department": self.departments,
        }
        return lists.get(field, ())

    def ids(self, field: str, word: str, *, beginning: bool = False) -> set[int]:
        """The rows that are called by a word, or whose name begins with it."""
        wanted = search_key(word)
        return {
            entry.id
            for entry in self.entries(field)
            for name in map(search_key, entry.names)
            if name == wanted or (beginning and name.startswith(wanted))
        }

    def words(self, field: str) -> list[str]:
        """What may be written for a field, each once, active rows first."""
        rows = sorted(self.entries(field), key=lambda entry: entry.inactive)
        return list(dict.fromkeys(entry.names[0] for entry in rows))


def custom_of(rows: Iterable[CustomField]) -> Custom:
    """The studio's own fields as the language has them; like-named ones of several kinds are one.

    Fields that are used no more are found all the same, so that saved filters go on working.
    """
    found: dict[str, Field] = {}
    for row in sorted(rows, key=lambda row: (row.inactive, row.position, row.id)):
        key = custom_key(row.name)
        known = found.get(key)
        if known is not None:
            found[key] = replace(known, custom=(*known.custom, row.id))
        elif row.sort == "date":
            found[key] = Field(custom_word(row.name), "moment", (), ALL_OPS, True, (), (row.id,))
        else:
            found[key] = Field(custom_word(row.name), "text", optional=True, custom=(row.id,))
    return found


def _entry(row: Track | Type | Vendor | Department) -> Entry:
    return Entry(row.id, (row.name,), row.inactive)
