"""What could stand at the cursor of a filter line: fields, flags and the studio's own names."""

from __future__ import annotations

import re

from store.fields import FLAGS, NONE, Field, field_named, field_words
from store.filters import MAX_LENGTH
from store.names import Names
from store.operands import examples
from store.text import search_key

_TERM = re.compile(r'(?:[^\s()"]|"(?:[^"\\]|\\.)*(?:"|$))*$')
_FIELD = re.compile(r"(-*)([^\W\d_][\w-]*)(<=|>=|!=|:|<|>|=)(.*)", re.DOTALL)
_LAST_VALUE = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*(?:"|$))*$')
_PLAIN = re.compile(r'[^\s(),"*][^\s(),]*')


def term_start(text: str, cursor: int) -> int:
    """Return where the term before the cursor begins; a completion replaces it from there."""
    found = _TERM.search(text[:cursor]) if cursor <= MAX_LENGTH else None
    return found.start() if found else cursor


def complete(text: str, cursor: int, names: Names) -> list[str]:
    """Return what the term before the cursor could become, the likeliest first."""
    term = text[term_start(text, cursor) : cursor]
    found = _FIELD.fullmatch(term)
    if found is None:
        bare = term.lstrip("-")
        minus = term[: len(term) - len(bare)]
        words = [f"{word}:" for word in field_words(names.custom)] + list(FLAGS)
        return [minus + word for word in words if word.startswith(bare.casefold())]
    minus, written, op, values = found.groups()
    known = field_named(written, names.custom)
    if known is None:
        return []
    last = _LAST_VALUE.search(values)
    kept = values[: last.start()] if last else values
    begun = search_key(values[len(kept) :].strip('"'))
    return [
        f"{minus}{written}{op}{kept}{_written(value)}"
        for value in _values(known, names)
        if search_key(value).startswith(begun)
    ]


def _values(known: Field, names: Names) -> list[str]:
    if known.kind != "name":
        return examples(known)
    special = {"owner": ["me"], "department": ["mine"]}.get(known.name, [])
    return special + names.words(known.name) + ([NONE] if known.optional else [])


def _written(value: str) -> str:
    if _PLAIN.fullmatch(value):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
