"""A TOML file read with the lines its tables and keys stand on, and its mistakes put in words.

What the tables mean is not known here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from store.errors import Refused
from store.text import safe

_LARGEST_BYTES = 1_000_000
_NAME = r"""(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')"""
_HEADER = re.compile(r"\[\[?([^\[\]]+)\]\]?\s*(?:#.*)?")
_KEY = re.compile(rf"({_NAME}(?:\s*\.\s*{_NAME})*)\s*=")


@dataclass(frozen=True)
class TomlFile:
    """What a file says, and on which line it says it; ``slots.2`` is the second of [[slots]]."""

    path: Path
    data: Mapping[str, object] = field(default_factory=dict, repr=False, compare=False)
    lines: Mapping[str, int] = field(default_factory=dict, repr=False, compare=False)

    def place(self, key: str) -> str:
        """Return where a key such as `studio.name` stands, as `studio.toml:3`."""
        line = self.lines.get(key) or self.lines.get(key.partition(".")[0])
        return f"{self.path}:{line}" if line else str(self.path)


def read(path: Path) -> TomlFile:
    """Read a file; raises `Refused` when it cannot be read or is not TOML."""
    source = _text_of(path)
    return TomlFile(path, _parsed(path, source), _lines_of(source))


def of(source: str, name: str) -> TomlFile:
    """Read text that stands in no file; mistakes are told with this name in the file's place."""
    return TomlFile(Path(name), _parsed(Path(name), source), _lines_of(source))


def _text_of(path: Path) -> str:
    try:
        with path.open("rb") as handle:
            content = handle.read(_LARGEST_BYTES + 1)
    except FileNotFoundError:
        raise Refused(f"{path}: not there; make a studio with 'safelight init DIR'") from None
    except OSError as error:
        raise Refused(f"{path}: cannot be read: {error.strerror}; check its rights") from None
    if len(content) > _LARGEST_BYTES:
        raise Refused(f"{path}: too large for a settings file; was it overwritten?")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Refused(f"{path}:{line}: not UTF-8 text; save the file as UTF-8") from None


def _parsed(path: Path, source: str) -> dict[str, object]:
    try:
        return tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"^(.*) \(at line (\d+), column (\d+)\)$", str(error), re.DOTALL)
        what = safe(found[1] if found else str(error), 200)
        line = f":{found[2]}" if found else ""
        column = f" in column {found[3]}" if found else ""
        raise Refused(
            f"{path}{line}: not valid TOML{column}: {what}; texts stand in quotes, tables in [ ]"
        ) from None
    except RecursionError:
        raise Refused(f"{path}: lists or tables are nested too deeply; remove them") from None
    except ValueError:
        raise Refused(f"{path}: a number in it has too many digits; correct it") from None


def _lines_of(source: str) -> dict[str, int]:
    lines: dict[str, int] = {}
    table = ""
    many: dict[str, int] = {}
    for number, line in enumerate(map(str.strip, source.split("\n")), 1):
        header, assigned = _HEADER.fullmatch(line), _KEY.match(line)
        if header:
            table = _bare(header[1])
            lines.setdefault(table, number)
            if line.startswith("[["):
                # One of several of the same name: the third is told from the first.
                many[table] = many.get(table, 0) + 1
                table = f"{table}.{many[table]}"
                lines.setdefault(table, number)
        elif assigned:
            name = f"{table}.{_bare(assigned[1])}".lstrip(".")
            lines.setdefault(name, number)
            lines.setdefault(name.partition(".")[0], number)
    return lines


def _bare(name: str) -> str:
    return ".".join(part.strip(" \t\"'") for part in name.split("."))
