"""The keys as a studio has them: the usual ones, changed by its settings, and checked.

The commands themselves are listed in ``tui.keytable``. No Textual here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations, product

from store.errors import Refused, did_you_mean
from tui import keynames
from tui.keynames import Strokes
from tui.keytable import COMMANDS, FOOTER, PLACE_WORDS, PLACES, Command


@dataclass(frozen=True, slots=True)
class Row:
    """A command as help and lists show it, its keys already as people read them."""

    id: str
    keys: tuple[str, ...]
    words: str
    help: str
    group: str
    shell: str

    @property
    def key(self) -> str:
        """The first key, or nothing if the studio took them all away."""
        return self.keys[0] if self.keys else ""


@dataclass(frozen=True)
class Keymap:
    """All commands with the keys they have in this studio; made by `keymap`."""

    commands: tuple[Command, ...]
    strokes: Mapping[str, tuple[Strokes, ...]]
    _places: dict[str, dict[Strokes, Command]] = field(init=False, repr=False, compare=False)
    _begun: dict[str, set[Strokes]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        places: dict[str, dict[Strokes, Command]] = {place: {} for place in PLACES}
        begun: dict[str, set[Strokes]] = {place: set() for place in PLACES}
        for command in self.commands:
            for place in PLACES:
                if command.works(place):
                    for strokes in self.strokes[command.id]:
                        places[place][strokes] = command
                        begun[place].update(strokes[:end] for end in range(1, len(strokes)))
        object.__setattr__(self, "_places", places)
        object.__setattr__(self, "_begun", begun)

    def command(self, where: str, typed: Strokes) -> Command | None:
        """Return what these keys, pressed after each other, ask for at this place."""
        return self._places[where].get(typed)

    def begins(self, where: str, typed: Strokes) -> bool:
        """Return whether a longer sequence starts with these keys at this place."""
        return typed in self._begun[where]

    def shown(self, command_id: str) -> str:
        """Return the first key of a command as people read it, or nothing if it has none."""
        strokes = self.strokes[command_id]
        return keynames.shown(strokes[0]) if strokes else ""


class Typing:
    """Gathers pressed keys until they make a command, such as ``g g``."""

    def __init__(self, keys: Keymap) -> None:
        self._keys = keys
        self.typed: Strokes = ()

    def press(self, where: str, key: str) -> Command | None:
        """Return the command that this key completes, or nothing: unknown, or more is to come.

        `typed` is not empty while a sequence is begun. A key that does not continue it starts anew.
        """
        for typed in ((*self.typed, key), (key,)):
            if command := self._keys.command(where, typed):
                self.typed = ()
                return command
            if self._keys.begins(where, typed):
                self.typed = typed
                return None
        self.typed = ()
        return None

    def forget(self) -> bool:
        """Drop a begun sequence; return whether there was one."""
        had, self.typed = bool(self.typed), ()
        return had


def keymap(overrides: Mapping[str, str] | None = None) -> Keymap:
    """Return the keys with a studio's own in place: `id = "key, key"`; no text takes them away.

    Refused with every problem at once: unknown commands, impossible keys, keys given twice.
    """
    problems: list[str] = []
    strokes = {command.id: _read_all(command.keys, command.id, []) for command in COMMANDS}
    for command_id, text in (overrides or {}).items():
        if command_id in strokes:
            strokes[command_id] = _read_all(_parted(text), command_id, problems)
        else:
            hint = did_you_mean(command_id, strokes)
            problems.append(
                f"studio.toml [keys] {command_id}: there is no such command{hint}; "
                "`safelight keys` lists them"
            )
    problems += _clashes(strokes)
    if problems:
        raise Refused(problems)
    changed = tuple(
        replace(command, keys=tuple(map(keynames.shown, strokes[command.id])))
        for command in COMMANDS
    )
    return Keymap(changed, strokes)


def rows(keys: Keymap, where: str | None = None) -> list[Row]:
    """Return the commands that work at a place, or all of them, in the order of help."""
    return [
        Row(command.id, command.keys, command.words, command.help, command.group, command.shell)
        for command in keys.commands
        if where is None or command.works(where)
    ]


def footer(keys: Keymap, where: str) -> list[Row]:
    """Return what the footer shows at a place, the most wanted first, without help itself."""
    by_id = {row.id: row for row in rows(keys, where)}
    return [by_id[name] for name in FOOTER[where] if name in by_id and by_id[name].keys]


def _parted(text: str) -> list[str]:
    """Part a list of keys at its commas; a comma standing alone is the key, as is `comma`."""
    text = text.strip()
    if text in ("", ","):
        return [text] if text else []
    return [part.strip() for part in text.split(",")]


def _read_all(texts: Iterable[str], command_id: str, problems: list[str]) -> tuple[Strokes, ...]:
    found: dict[Strokes, None] = {}
    for text in texts:
        try:
            found[keynames.read(text)] = None
        except ValueError as error:
            problems.append(f"studio.toml [keys] {command_id}: {error}")
    return tuple(found)


def _clashes(strokes: Mapping[str, tuple[Strokes, ...]]) -> list[str]:
    problems: list[str] = []
    for one, other in combinations(COMMANDS, 2):
        places = [place for place in PLACES if one.works(place) and other.works(place)]
        if not places:
            continue
        problems += [
            _clash(one, first, other, second, places[0])
            for first, second in product(strokes[one.id], strokes[other.id])
            if _hides(first, second)
        ]
    return problems


def _hides(first: Strokes, second: Strokes) -> bool:
    length = min(len(first), len(second))
    return first[:length] == second[:length]


def _clash(one: Command, first: Strokes, other: Command, second: Strokes, place: str) -> str:
    if first == second:
        what = f"{one.id} and {other.id} both have the key {keynames.shown(first)}"
    else:
        what = (
            f"{one.id} has {keynames.shown(first)} and {other.id} has {keynames.shown(second)}, "
            "which begin alike"
        )
    return f"studio.toml [keys]: {what} {PLACE_WORDS[place]}; give one of them another key"
