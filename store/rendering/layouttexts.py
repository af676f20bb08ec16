"""Layouts written as TOML: read with the line of every mistake, and written back.

What the words mean, and which templates are sound, is in ``layoutdata``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from store import tomlfile
from store.errors import Refused, did_you_mean
from store.rendering import layoutdata
from store.rendering.layoutdata import FITS, KINDS, MARKS, MOST_CELLS, MOST_SLOTS, Template
from store.rendering.specs import Slot, Stamp
from store.text import safe
from store.tomlfile import TomlFile

LONGEST = 100_000
"""Characters of a definition."""

_EVERYWHERE = ("name", "description", "kind", "bleed", "background", "marks", "stamps")
_EVEN = ("sheet", "across", "down", "gap", "margin", "head", "foot", "fit", "turn", "caption")
KEYS: Mapping[str, tuple[str, ...]] = {
    "slots": (*_EVERYWHERE, "sheet", "repeats", "caption", "slots"),
    "grid": (*_EVERYWHERE, *_EVEN, "repeats"),
    "contact": (*_EVERYWHERE, *_EVEN),
    "roll": (*_EVERYWHERE, "width", "longest", "gap", "margin", "head", "foot"),
}
"""What each kind may say."""

SLOT_KEYS = ("x", "y", "width", "height", "turn", "picture", "fit", "across", "down", "gap")
STAMP_KEYS = ("x", "y", "height", "words")

CONTACT_CAPTION = Fraction(1, 4)
LONGEST_ROLL = Fraction(120)
"""What a contact sheet and a roll have where nothing is said: inches."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f\"\\]")


@dataclass(frozen=True, slots=True)
class Written:
    """A layout as a text has it; a name and a description may be missing."""

    template: Template
    name: str = ""
    description: str = ""


def read(text: str, name: str = "layout") -> Written:
    """Read a layout; `Refused` tells all that is wrong, each with ``name`` and its line."""
    if len(text) > LONGEST:
        raise Refused(f"{name}: has more than {LONGEST:,} characters; that is no layout")
    file = tomlfile.of(text, safe(name, 200))
    reading = _Reading(file)
    written = reading.whole()
    if not reading.problems:
        for key, problem in layoutdata.problems(written.template):
            reading.wrong(_TOML_NAMES.get((written.template.kind, key), key), problem)
    if reading.problems:
        raise Refused(reading.problems)
    return written


_TOML_NAMES: Mapping[tuple[str, str], str] = {
    **{(kind, side): "sheet" for kind in ("slots", "grid", "contact")
       for side in ("width", "height")},
    ("roll", "height"): "longest",
}  # fmt: skip


@dataclass
class _Reading:
    """One text being read; problems are collected."""

    file: TomlFile
    problems: list[str] = field(default_factory=list)

    def wrong(self, key: str, problem: str) -> None:
        """Note a mistake at the line its key stands on, or that of the table around it."""
        parts = key.split(".")
        known = (".".join(parts[:many]) for many in range(len(parts), 0, -1))
        line = next((self.file.lines[one] for one in known if one in self.file.lines), None)
        place = f"{self.file.path}:{line}" if line else str(self.file.path)
        said = f"{place}: {safe(parts[-1], 40)}: {problem}"
        if said not in self.problems:
            self.problems.append(said)

    # Values

    def size(self, table: Mapping[str, Any], key: str, usual: Fraction | None, at: str) -> Fraction:
        """A size in inches; without a usual one it must be there."""
        if key not in table:
            if usual is None:
                self.wrong(f"{at}{key}", "is missing; sizes are inches")
            return usual or Fraction(0)
        try:
            return layoutdata.inches(table[key])
        except ValueError as error:
            self.wrong(f"{at}{key}", str(error))
            return usual or Fraction(0)

    def whole_number(
        self, table: Mapping[str, Any], key: str, low: int, high: int, usual: int, at: str
    ) -> int:
        """A whole number between bounds."""
        value = table.get(key, usual)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.wrong(f"{at}{key}", f"must be a whole number from {low} to {high}")
            return usual
        return value

    def word(
        self, table: Mapping[str, Any], key: str, words: tuple[str, ...], usual: str, at: str
    ) -> str:
        """One of several words."""
        value = table.get(key, usual)
        if value not in words:
            hint = did_you_mean(str(value), words)
            self.wrong(
                f"{at}{key}",
                f"'{safe(str(value), 40)}' is none of {', '.join(map(str, words))}{hint}",
            )
            return usual
        return str(value)

    def turn(self, table: Mapping[str, Any], at: str) -> int:
        """Degrees clockwise."""
        value = table.get("turn", 0)
        if isinstance(value, bool) or value not in (0, 90, 180, 270):
            self.wrong(f"{at}turn", "must be 0, 90, 180 or 270 degrees clockwise")
            return 0
        return int(value)

    def text(self, table: Mapping[str, Any], key: str, usual: str, at: str, most: int) -> str:
        """Text of one line."""
        value = table.get(key, usual)
        if not isinstance(value, str) or len(value) > most:
            self.wrong(f"{at}{key}", f"must be text of at most {most} characters, in quotes")
            return usual
        return safe(value.strip(), most)

    def flag(self, table: Mapping[str, Any], key: str) -> bool:
        """Yes or no."""
        value = table.get(key, False)
        if not isinstance(value, bool):
            self.wrong(key, "must be true or false")
        return value is True

    def tables(self, key: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """The tables of one name, each with where it stands."""
        value = self.file.data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.wrong(key, f"must be tables, each beginning with [[{key}]]")
            return
        for number, table in enumerate(value[: MOST_SLOTS + 1], 1):
            yield f"{key}.{number}.", table

    def unknown(self, table: Mapping[str, Any], keys: tuple[str, ...], at: str = "") -> None:
        """Note words that mean nothing here."""
        for key in table:
            if key not in keys:
                hint = did_you_mean(key, keys) or f"; there are {', '.join(keys)}"
                self.wrong(f"{at}{key}", f"means nothing here{hint}")

    # The whole

    def whole(self) -> Written:
        """All of it."""
        data = self.file.data
        usual = "roll" if "longest" in data else "slots" if "slots" in data else "grid"
        kind = self.word(data, "kind", KINDS, usual, "")
        self.unknown(data, KEYS[kind])
        name = self.text(data, "name", "", "", 80)
        description = self.text(data, "description", "", "", 200)
        width, height = self._sheet(kind)
        caption = CONTACT_CAPTION if kind == "contact" else Fraction(0)
        template = Template(
            name, kind, width, height,
            repeats=self.flag(data, "repeats"),
            bleed=self.size(data, "bleed", Fraction(0), ""),
            background=self.text(data, "background", "#ffffff", "", 20),
            marks=self.word(data, "marks", MARKS, "none", ""),
            caption_height=self.size(data, "caption", caption, ""),
            stamps=tuple(self._stamps()),
        )  # fmt: skip
        return Written(self._placed(template), name, description)

    def _placed(self, template: Template) -> Template:
        """The template with its places."""
        data, kind = self.file.data, template.kind
        if kind == "slots":
            return replace(template, slots=tuple(self._slots()))
        even = replace(
            template,
            across=self.whole_number(data, "across", 1, MOST_CELLS, 1, ""),
            down=self.whole_number(data, "down", 1, MOST_CELLS, 1, ""),
            gap=self.size(data, "gap", Fraction(0), ""),
            margin=self.size(data, "margin", Fraction(0), ""),
            head=self.size(data, "head", Fraction(0), ""),
            foot=self.size(data, "foot", Fraction(0), ""),
        )  # fmt: skip
        if kind == "roll":
            return even
        fit = self.word(data, "fit", FITS, "fit" if kind == "contact" else "fill", "")
        return layoutdata.grid(even, fit=fit, turn=self.turn(data, ""))

    def _sheet(self, kind: str) -> tuple[Fraction, Fraction]:
        data = self.file.data
        if kind == "roll":
            return self.size(data, "width", None, ""), self.size(data, "longest", LONGEST_ROLL, "")
        sides = data.get("sheet")
        if not isinstance(sides, list) or len(sides) != 2:
            self.wrong("sheet", "must be the width and the height in inches, such as [8, 10]")
            return Fraction(1), Fraction(1)
        found = dict(zip(("width", "height"), sides, strict=True))
        try:
            return layoutdata.inches(found["width"]), layoutdata.inches(found["height"])
        except ValueError as error:
            self.wrong("sheet", str(error))
            return Fraction(1), Fraction(1)

    def _slots(self) -> Iterator[Slot]:
        for at, table in self.tables("slots"):
            self.unknown(table, SLOT_KEYS, at)
            x, y, width, height = (
                self.size(table, key, None, at) for key in ("x", "y", "width", "height")
            )
            gap = self.size(table, "gap", Fraction(0), at)
            across = self.whole_number(table, "across", 1, MOST_CELLS, 1, at)
            down = self.whole_number(table, "down", 1, MOST_CELLS, 1, at)
            number = self.whole_number(table, "picture", 0, MOST_SLOTS, 0, at)
            slot = Slot(
                x, y, width, height, self.turn(table, at), number - 1 if number else None,
                self.word(table, "fit", FITS, "fill", at),
            )  # fmt: skip
            for row in range(down):
                for column in range(across):
                    yield replace(slot, x=x + column * (width + gap), y=y + row * (height + gap))

    def _stamps(self) -> Iterator[Stamp]:
        for at, table in self.tables("stamps"):
            self.unknown(table, STAMP_KEYS, at)
            x, y, height = (self.size(table, key, None, at) for key in ("x", "y", "height"))
            yield Stamp(x, y, height, self.text(table, "words", "", at, 200))


# Written back ------------------------------------------------------------------------------------


def text_of(template: Template, description: str = "") -> str:
    """The layout as text; read again it is the same."""
    lines = [f"name = {_quoted(template.name)}"] if template.name else []
    if description:
        lines.append(f"description = {_quoted(description)}")
    lines.append(f'kind = "{template.kind}"')
    if template.rolls:
        lines += [f"width = {_size(template.width)}", f"longest = {_size(template.height)}"]
    else:
        lines.append(f"sheet = [{_size(template.width)}, {_size(template.height)}]")
    if template.kind in ("grid", "contact"):
        lines += [f"across = {template.across}", f"down = {template.down}"]
    lines += _sizes(template)
    if template.repeats:
        lines.append("repeats = true")
    if template.slots and template.kind in ("grid", "contact"):
        lines.append(f'fit = "{template.slots[0].fit}"')
        lines += [f"turn = {template.slots[0].turn}"] * bool(template.slots[0].turn)
    lines += [f'background = "{template.background}"', f'marks = "{template.marks}"']
    if template.kind == "slots":
        for slot in template.slots:
            lines += ["", *_slot_lines(slot)]
    for stamp in template.stamps:
        lines += [
            "", "[[stamps]]",
            *(f"{key} = {_size(getattr(stamp, key))}" for key in ("x", "y", "height")),
            f"words = {_quoted(stamp.words)}",
        ]  # fmt: skip
    return "\n".join([*lines, ""])


def _sizes(template: Template) -> Iterator[str]:
    if template.kind != "slots":
        for key in ("gap", "margin", "head", "foot"):
            if getattr(template, key):
                yield f"{key} = {_size(getattr(template, key))}"
    if template.bleed:
        yield f"bleed = {_size(template.bleed)}"
    if template.caption_height or template.kind == "contact":
        yield f"caption = {_size(template.caption_height)}"


def _slot_lines(slot: Slot) -> Iterator[str]:
    yield "[[slots]]"
    for key in ("x", "y", "width", "height"):
        yield f"{key} = {_size(getattr(slot, key))}"
    if slot.turn:
        yield f"turn = {slot.turn}"
    if slot.picture is not None:
        yield f"picture = {slot.picture + 1}"
    if slot.fit != "fill":
        yield f'fit = "{slot.fit}"'


def _size(size: Fraction) -> str:
    """A size as TOML: a number where a short one is exact, else a fraction in quotes."""
    if size.denominator == 1:
        return str(size.numerator)
    short = f"{float(size):.6f}".rstrip("0")
    return short if Fraction(short) == size else f'"{size}"'


def _quoted(text: str) -> str:
    return '"' + _CONTROL.sub(lambda found: f"{chr(92)}u{ord(found[0]):04x}", text) + '"'
