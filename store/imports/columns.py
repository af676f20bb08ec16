"""Which column of a file holds which of our fields: by what it is called, or as a map file says.

The words themselves stand in ``fields``.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, get_args

from store.dates import Order
from store.errors import Refused, did_you_mean
from store.money import DecimalMark

IGNORE = "ignore"
"""What a map file says of a column that is not wanted."""

_WORDS = {
    "#": "no", "nº": "no", "n°": "no", "nr": "no", "num": "no", "number": "no", "nbr": "no",
    "numero": "no", "nummer": "no",
    "customer": "client", "cust": "client", "clients": "client", "kunde": "client",
    "cell": "mobile", "cellular": "mobile", "cellphone": "mobile", "mob": "mobile",
    "telephone": "phone", "tel": "phone", "ph": "phone", "fone": "phone",
    "addr": "address", "qty": "quantity", "quant": "quantity", "qnty": "quantity",
    "amt": "amount", "inv": "invoice", "desc": "description", "descr": "description",
    "sess": "session", "approximate": "approx", "est": "approx",
    "estimated": "approx", "pmt": "payment", "payments": "payment",
}  # fmt: skip
_TOKEN = re.compile(r"#|n[º°]|[^\W_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that can be read; `names` are what its column is called, the surest first."""

    name: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The fields of a kind of file; of each group in `needs` one column has to be there."""

    kind: str
    fields: tuple[Field, ...]
    needs: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Matched:
    """Field name to the place of its column, and the columns that hold nothing we know."""

    places: Mapping[str, int]
    columns: Sequence[str]
    ignored: Sequence[str]

    def column(self, field: str) -> str:
        """What the file calls the column of a field; the field's own name if it has none."""
        place = self.places.get(field)
        return field.replace("_", " ") if place is None else self.columns[place]


@dataclass(frozen=True, slots=True)
class Notation:
    """How a file writes dates and amounts, where a map file says so."""

    dates: Order | None = None
    decimal: DecimalMark | None = None


@lru_cache(maxsize=4096)
def key(name: str) -> str:
    """Return a column's name as names are compared: `Cust. #` and `Customer No` are the same."""
    spaced = unicodedata.normalize("NFKD", _CAMEL.sub(" ", name.replace("º", "°")))
    plain = "".join(letter for letter in spaced.casefold() if not unicodedata.combining(letter))
    return "".join(_WORDS.get(token, token) for token in _TOKEN.findall(plain))


def scorer(layout: Layout, renames: Mapping[str, str]) -> Callable[[Sequence[str]], int]:
    """Return what counts the cells of a row that are names of the layout's columns."""
    known = _known(layout)
    mapped = {_folded(name) for name in renames}

    def score(cells: Sequence[str]) -> int:
        found = {known.get(key(cell)) for cell in cells if len(cell) < 60}
        named = sum(_folded(cell) in mapped for cell in cells)
        return len(found - {None}) + 2 * named

    return score


def match(name: str, columns: Sequence[str], layout: Layout, renames: Mapping[str, str]) -> Matched:
    """Find each field's column; Refused if a needed one is missing or two could be the same.

    `name` is the file's, for messages; `renames` is their column to our field, and goes first.
    """
    candidates = _candidates(columns, layout)
    wanted = _renamed(name, columns, renames)
    for place, field in wanted.items():
        for places in candidates.values():
            places.pop(place, None)
        if field != IGNORE:
            candidates[field] = {place: -1}
    found = {field: _one(name, columns, ranks) for field, ranks in candidates.items() if ranks}
    _check_needs(name, columns, layout, found)
    known = {*found.values(), *wanted}
    ignored = [text or f"(column {at + 1})" for at, text in enumerate(columns) if at not in known]
    return Matched(found, columns, ignored)


def _known(layout: Layout) -> dict[str, str]:
    return {key(name): field.name for field in layout.fields for name in (field.name, *field.names)}


def _candidates(columns: Sequence[str], layout: Layout) -> dict[str, dict[int, int]]:
    """Field to the places of the columns that may be it, with how sure each is (least is best)."""
    ranks = {
        key(name): (field.name, rank)
        for field in layout.fields
        for rank, name in reversed(list(enumerate((field.name, *field.names))))
    }
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for place, column in enumerate(columns):
        known = ranks.get(key(column))
        if known:
            found[known[0]][place] = known[1]
    return found


def _one(name: str, columns: Sequence[str], ranks: Mapping[int, int]) -> int:
    best = min(ranks.values())
    places = [place for place, rank in ranks.items() if rank == best]
    if len(places) == 1:
        return places[0]
    first, second = places[:2]
    if columns[first] == columns[second]:
        raise Refused(
            f"{name}: the column {columns[first]!r} is there twice (columns {first + 1} and "
            f"{second + 1}); rename or remove one of them"
        )
    raise Refused(
        f"{name}: the columns {columns[first]!r} and {columns[second]!r} mean the same; "
        f'say in a map file which to leave out: "{columns[second]}" = "{IGNORE}"'
    )


def _check_needs(
    name: str, columns: Sequence[str], layout: Layout, places: Mapping[str, int]
) -> None:
    missing = [group for group in layout.needs if not any(field in places for field in group)]
    if missing:
        wanted = "; ".join(" or ".join(field.replace("_", " ") for field in one) for one in missing)
        found = ", ".join(column or "(no name)" for column in columns) or "none"
        raise Refused(
            f"{name}: no column for {wanted} of {layout.kind}; the columns found are {found}; "
            "name them in a map file (--map)"
        )


# The map file -----------------------------------------------------------------------------------


def read_map(path: Path, layout: Layout) -> tuple[dict[str, str], Notation]:
    """Read a map file (TOML, `"Their column" = "our field"`): their column to our field.

    Lines for one kind only may stand under a heading such as `[clients]`; under `[notation]`,
    `dates` may be mdy, dmy or ymd and `decimal` a point or a comma. Refused names what is wrong
    with the file, or the nearest of our fields.
    """
    try:
        lines = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Refused(f"the map file {path} cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused(
            f"{path.name} is not a map file: {error}; write each line as "
            '"Their column" = "our field"'
        ) from None
    problems: list[str] = []
    chosen = {name: value for name, value in lines.items() if not isinstance(value, dict)}
    chosen |= _section(lines, layout.kind)
    renames = _named_fields(path.name, chosen, layout, problems)
    notation = _notation(path.name, _section(lines, "notation"), problems)
    if problems:
        raise Refused(problems)
    return renames, notation


def _section(lines: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = lines.get(name)
    return found if isinstance(found, dict) else {}


def _named_fields(
    name: str, chosen: Mapping[str, Any], layout: Layout, problems: list[str]
) -> dict[str, str]:
    known = _known(layout)
    names = [one.name for one in layout.fields]
    renames = {}
    for theirs, ours in chosen.items():
        field = IGNORE if ours in ("", IGNORE) else known.get(key(str(ours)))
        if field is None:
            hint = did_you_mean(str(ours), names) or f"; there are {', '.join(names)}"
            problems.append(f"{name}, {theirs}: {layout.kind} have no field {ours!r}{hint}")
        else:
            renames[theirs] = field
    return renames


def _notation(name: str, said: Mapping[str, Any], problems: list[str]) -> Notation:
    choices = {"dates": get_args(Order), "decimal": get_args(DecimalMark)}
    for word, value in said.items():
        if value not in choices.get(word, ()):
            known = "; ".join(f"{key} is one of {' '.join(ones)}" for key, ones in choices.items())
            problems.append(f"{name}, notation: {word} = {value!r} is not understood; {known}")
    return Notation(**said) if not problems else Notation()


def _renamed(name: str, columns: Sequence[str], renames: Mapping[str, str]) -> dict[int, str]:
    """Place of a column to what the map file says it is; Refused if it names columns not there."""
    places = {_folded(column): place for place, column in reversed(list(enumerate(columns)))}
    problems: list[str] = []
    wanted: dict[int, str] = {}
    for theirs, ours in renames.items():
        place = places.get(_folded(theirs))
        if place is None:
            hint = did_you_mean(theirs, columns) or f"; its columns are {', '.join(columns)}"
            problems.append(f"{name} has no column {theirs!r}, which the map file names{hint}")
        elif ours != IGNORE and ours in wanted.values():
            problems.append(f"the map file names two columns of {name} for {ours}: take one away")
        else:
            wanted[place] = ours
    if problems:
        raise Refused(problems)
    return wanted


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
