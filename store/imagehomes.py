"""Which session a folder belongs to: by its path, a reference, a folder's name, or a number."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from store.desk import Desk
from store.directory import reference
from store.reading import tuples
from store.tables import Card, Session
from store.text import search_key

AT_ONCE = 400

_REFERENCE = re.compile(r"(?<![a-z0-9])s[-_ ]?(\d{1,12})(?!\d)", re.IGNORECASE)
_DATE = re.compile(r"(?<!\d)(?:19|20)\d\d([-_.]?)[01]\d\1[0-3]\d(?!\d)")
_NUMBER = re.compile(r"(?<!\d)0*(\d{1,12})(?!\d)")


@dataclass(frozen=True, slots=True)
class Home:
    """A session as folders name it."""

    session_id: int
    card_id: int
    number: int
    folder: str

    @property
    def ref(self) -> str:
        """The session's reference."""
        return reference("session", self.number)


@dataclass(slots=True)
class Homes:
    """The sessions that names of folders may mean."""

    by_number: dict[int, Home] = field(default_factory=dict)
    by_path: dict[str, list[Home]] = field(default_factory=dict)
    by_name: dict[str, list[Home]] = field(default_factory=dict)
    by_words: dict[str, list[Home]] = field(default_factory=dict)

    def of(self, top: Path, parts: Sequence[str]) -> tuple[int, list[Home]]:
        """How many of the folders lead to the session's own, and the sessions it may belong to.

        The surest way that finds any decides: the folder that the session names, its reference,
        the name of its folder, its number, its folder's name among other words.
        """
        names = [(depth, name) for depth, name in enumerate(parts, start=1)]
        ways: tuple[Callable[[int, str], Iterable[Home]], ...] = (
            lambda depth, _: self.by_path.get(str(top.joinpath(*parts[:depth])), ()),
            lambda _, name: self._numbered(_REFERENCE.findall(name)),
            lambda _, name: self.by_name.get(search_key(name), ()),
            lambda _, name: self._numbered(_NUMBER.findall(_DATE.sub(" ", name))),
            lambda _, name: self._containing(name),
        )
        for way in ways:
            found = {home.session_id: (depth, home)
                     for depth, name in reversed(names) for home in way(depth, name)}  # fmt: skip
            if found:
                return min(depth for depth, _ in found.values()), [h for _, h in found.values()]
        return 0, []

    def _numbered(self, digits: Iterable[str]) -> list[Home]:
        return [self.by_number[int(d)] for d in digits if int(d) in self.by_number]

    def _containing(self, name: str) -> Iterable[Home]:
        words = f" {_words(name)} "
        for own, homes in self.by_words.items():
            if f" {own} " in words:
                yield from homes


def read(desk: Desk, names: Iterable[str]) -> Homes:
    """Read the sessions that these names of folders may mean."""
    found = Homes()
    columns = (Session.id, Session.card, Card.number, Session.folder)
    numbers = sorted({int(digits) for name in names for digits in re.findall(r"\d{1,12}", name)})
    for start in range(0, len(numbers), AT_ONCE):
        batch = numbers[start : start + AT_ONCE]
        query = Session.select(*columns).join(Card).where(Card.number.in_(batch))
        found.by_number.update((row[2], Home(*row)) for row in tuples(query))
    pictures = os.path.realpath(desk.settings.pictures)
    for row in tuples(Session.select(*columns).join(Card).where(Session.folder != "")):
        home = Home(*row)
        # Not looked for on disk: a studio may have a hundred thousand of them.
        path = os.path.normpath(os.path.join(pictures, home.folder))  # noqa: PTH118 - texts
        found.by_path.setdefault(path, []).append(home)
        name = PurePath(home.folder.replace("\\", "/")).name
        words = _words(name)
        if words:
            found.by_name.setdefault(search_key(name), []).append(home)
            found.by_words.setdefault(words, []).append(home)
    return found


def _words(name: str) -> str:
    """A name with only its letters and digits, to be found among other words."""
    return " ".join(re.findall(r"\w+", search_key(name).replace("_", " ")))
