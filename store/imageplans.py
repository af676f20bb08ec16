"""Which picture of a folder belongs to which session, as what, and which have to be read.

A file that has the size and the time that were recorded counts as read already. Recording what was
planned is in ``imagelinks``.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from store import cards, imagefolders, imagehomes, images, sessions
from store.desk import Desk
from store.errors import Refused, did_you_mean
from store.imagefacts import MEASURED, RAW_SUFFIXES, ROLES
from store.imagefolders import Found, Scan
from store.imagehomes import Home
from store.tables import Image
from store.text import safe

AT_ONCE = 400
NAMED = 12
"""Folders of no session that are named."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How to link: to one session, by which rule of numbering, as which role without a folder."""

    session: str | None = None
    rule: str = "whole"
    count: int = 0
    role: str | None = None


@dataclass(slots=True)
class Picture:
    """A file that belongs to a session; ``known`` says that it is recorded as it is."""

    home: Home
    path: str
    role: str
    number: str
    file: Found
    known: bool = False
    read: bool = False


@dataclass(slots=True)
class Plan:
    """What is to be recorded; with problems nothing may be."""

    wish: Wish
    pictures: list[Picture] = field(default_factory=list)
    folders: dict[int, str] = field(default_factory=dict)
    gone: dict[int, set[str]] = field(default_factory=dict)
    passed: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def to_read(self) -> list[str]:
        """The full paths of files that have to be read."""
        return [one.file.full for one in self.pictures if one.read]

    def check(self) -> None:
        """Refuse what cannot be linked, every file named."""
        if self.problems:
            raise Refused(self.problems)


# Planning ----------------------------------------------------------------------------------------


def plan(desk: Desk, scan: Scan, wish: Wish) -> Plan:
    """Say which picture belongs to which session as what; `Refused` where nothing can be linked."""
    images.check_rule(wish.rule, wish.count)
    if wish.role is not None and wish.role not in ROLES:
        hint = did_you_mean(wish.role, ROLES)
        raise Refused(f"'{safe(wish.role, 40)}' is none of {', '.join(ROLES)}{hint}")
    made = Plan(wish, passed=Counter(scan.passed), problems=list(scan.problems))
    with desk.reading():
        placed = _placed(desk, scan, wish, made)
        bases = _bases(desk, placed, made)
        for home, _, role, file in placed:
            base = bases.get(home.session_id)
            if base is not None:
                _take(made, home, base, role, scan.top.joinpath(*file.parts), file)
        _settle(desk, made, bases)
    if not made.pictures and not made.problems:
        raise Refused(_nothing(scan, made))
    return made


def _nothing(scan: Scan, made: Plan) -> list[str]:
    if made.notes:
        return [*made.notes, "nothing to link: name the session with --session S-1001"]
    return [f"there are no pictures in {safe(str(scan.top), 500)}"]


Placed = tuple[Home, Path, str, Found]


def _placed(desk: Desk, scan: Scan, wish: Wish, made: Plan) -> list[Placed]:
    """Every picture with its session, the session's folder, and its role."""
    roles = imagefolders.roles_of_folders(desk.settings.session_folders)
    finder = _Finder(desk, scan, wish, roles)
    placed: list[Placed] = []
    strays: Counter[str] = Counter()
    for file in scan.files:
        folders = file.parts[:-1]
        depth, home, problem = finder.home(folders)
        if problem:
            made.problems.append(f"{safe('/'.join(file.parts), 500)}: {problem}")
            continue
        if home is None:
            made.passed[imagefolders.NO_SESSION] += 1
            strays[folders[0] if folders else scan.top.name] += 1
            continue
        inside = [roles[n.casefold()] for n in folders[depth:] if n.casefold() in roles]
        if "" in inside:
            made.passed[imagefolders.RENDERED] += 1
            continue
        role = inside[0] if inside else wish.role or "hires"
        if Path(file.parts[-1]).suffix.casefold() in RAW_SUFFIXES and not (
            wish.role and not inside
        ):
            role = "raw"
        placed.append((home, scan.top.joinpath(*folders[:depth]), role, file))
    for name, count in sorted(strays.items())[:NAMED]:
        made.notes.append(f"folder '{safe(name, 200)}' belongs to no session: {count:,} pictures")
    if strays and len(strays) > NAMED:
        made.notes.append(f"and {len(strays) - NAMED:,} more folders belong to no session")
    return placed


class _Finder:
    """Knows the session of each folder.

    The name of the top counts only where no folder below it belongs to a session.
    """

    def __init__(self, desk: Desk, scan: Scan, wish: Wish, roles: Mapping[str, str]) -> None:
        self.fixed = _home_named(wish.session) if wish.session else None
        self.known: dict[tuple[str, ...], tuple[int, list[Home]]] = {}
        if self.fixed is not None:
            return
        folders = {file.parts[:-1] for file in scan.files}
        names = {name for parts in folders for name in parts}
        homes = imagehomes.read(desk, {*names, scan.top.name})
        for parts in folders:
            cut = next((at for at, n in enumerate(parts) if n.casefold() in roles), None)
            self.known[parts] = homes.of(scan.top, parts[:cut])
        if not any(found for _, found in self.known.values()):
            _, found = homes.of(scan.top.parent, (scan.top.name,))
            self.known = dict.fromkeys(folders, (0, found))

    def home(self, folders: tuple[str, ...]) -> tuple[int, Home | None, str]:
        """Depth of the session's folder below the top, the session, or what is wrong."""
        if self.fixed is not None:
            return 0, self.fixed, ""
        depth, found = self.known[folders]
        if len(found) > 1:
            refs = " or ".join(sorted(home.ref for home in found)[:4])
            return 0, None, f"its folder may belong to {refs}; name one with --session"
        return depth, found[0] if found else None, ""


def _home_named(reference: str) -> Home:
    card = cards.get(reference)
    session = sessions.of_card(card)
    return Home(session.id, card.id, card.number, session.folder)


def _bases(desk: Desk, placed: Iterable[Placed], made: Plan) -> dict[int, Path]:
    """The folder that the paths of each session's pictures count from."""
    found: dict[int, tuple[Home, set[Path]]] = {}
    for home, place, _, _ in placed:
        found.setdefault(home.session_id, (home, set()))[1].add(place)
    bases: dict[int, Path] = {}
    for session_id, (home, places) in found.items():
        present = images.on_disk(desk.settings.pictures / home.folder) if home.folder else None
        real = Path(os.path.realpath(present)) if present is not None else None
        if real is not None and all(place.is_relative_to(real) for place in places):
            bases[session_id] = real
            continue
        free = present is None or (
            not present.is_dir() and not Image.select().where(Image.session == session_id).exists()
        )
        if not free:
            made.problems.append(
                f"{home.ref}: its pictures lie in {safe(str(present), 500)}, not in "
                f"{safe(str(min(places)), 500)}; change that first with "
                f"'safelight set {home.ref} folder=…'"
            )
        elif len(places) > 1:
            names = " and ".join(safe(str(place), 300) for place in sorted(places)[:3])
            made.problems.append(
                f"{home.ref}: {names} are all its own; put them into one folder, or set the "
                f"session's folder to the one above them"
            )
        else:
            bases[session_id] = places.pop()
            made.folders[session_id] = _folder_text(desk, bases[session_id])
    return bases


def _folder_text(desk: Desk, place: Path) -> str:
    pictures = Path(os.path.realpath(desk.settings.pictures))
    inside = place.is_relative_to(pictures) and place != pictures
    return safe(str(place.relative_to(pictures) if inside else place), 1_000)


def _take(made: Plan, home: Home, base: Path, role: str, at: Path, file: Found) -> None:
    shown = safe("/".join(file.parts), 500)
    path = at.relative_to(base).as_posix()
    if "\\" in path or path != path.strip() or len(path) > images.LONGEST_PATH:
        made.problems.append(
            f"{shown}: its name has a backslash, begins with a blank, or is too long; rename it"
        )
        return
    try:
        number = images.number_of(file.parts[-1], made.wish.rule, made.wish.count)
    except Refused:
        made.problems.append(f"{shown}: its name gives no number by the rule '{_rule(made.wish)}'")
        return
    made.pictures.append(Picture(home, images.clean_path(path), role, number, file))


def _rule(wish: Wish) -> str:
    return wish.rule if wish.rule == "whole" else f"{wish.rule} {wish.count}"


# What is known already ---------------------------------------------------------------------------


def _settle(desk: Desk, made: Plan, bases: Mapping[int, Path]) -> None:
    """Find files for the same place, and which files have to be read."""
    known = {(row.session_id, row.number): row for row in _images(list(bases))}
    numbers = {
        (row.session_id, path): row.number
        for row in known.values()
        for path in (row.raw, row.hires, row.retouched, row.preview)
        if path
    }
    places: dict[tuple[int, str], dict[str, Picture]] = {}
    for one in made.pictures:
        number = numbers.get((one.home.session_id, one.path), one.number)
        if number != one.number:
            made.problems.append(
                f"{one.home.ref}: {one.path} is image {number}, and would be image {one.number} "
                "by this rule; import it with the rule that it was linked with"
            )
        there = places.setdefault((one.home.session_id, one.number), {})
        other = there.setdefault(one.role, one)
        if other is not one:
            made.problems.append(
                f"{one.home.ref}: image {one.number} has two {one.role} files: "
                f"{other.path} and {one.path}"
            )
    for key, files in places.items():
        row = known.get(key)
        for role, one in files.items():
            before = getattr(row, role) if row is not None else ""
            one.known = before == one.path
            if before and not one.known:
                _replace(made, bases[key[0]], one, before)
        measured = next((r for r in MEASURED if r in files or (row and getattr(row, r))), "")
        if measured in files:
            one = files[measured]
            same = row is not None and one.known and _same(row, one.file)
            one.read, one.known = not same, same
        if measured == "retouched" and "hires" in files:
            _original(files["hires"], row)


def _original(one: Picture, row: Image | None) -> None:
    """Have the hi-res file of a retouched picture read, unless its size is known."""
    known = row is not None and one.known
    if row is None or not known or (row.original_width is None and bool(row.retouched)):
        one.read, one.known = True, False


def _replace(made: Plan, base: Path, one: Picture, before: str) -> None:
    """Let a file take the place of one that is gone; of one that is there it cannot."""
    if images.on_disk(base / before).exists():
        made.problems.append(
            f"{one.home.ref}: image {one.number} has the {one.role} file {before} already; "
            f"{one.path} is another"
        )
    else:
        made.gone.setdefault(one.home.session_id, set()).add(before)


def _same(row: Image, file: Found) -> bool:
    return bool(row.sha256) and (row.size_bytes, row.modified_at) == (
        file.size_bytes, file.modified_at,
    )  # fmt: skip


def _images(session_ids: Sequence[int]) -> Iterable[Image]:
    for start in range(0, len(session_ids), AT_ONCE):
        yield from Image.select().where(Image.session.in_(session_ids[start : start + AT_ONCE]))
