"""What a field may be compared with, as far as the studio's own lists do not matter."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC

from store import money, when
from store.dates import clip
from store.errors import nearest
from store.fields import KINDS, NONE, Field, Op, choice
from store.queries import FilterError, Value

_REFERENCE = re.compile(r"(?:([SIPOTC])-?)?(\d{1,15})", re.IGNORECASE | re.ASCII)
_REFERENCE_START = re.compile(r"(?:([SIPOTC])-?)?(\d{0,15})", re.IGNORECASE | re.ASCII)
_KIND_OF_LETTER = dict(zip("SIPOTC", KINDS, strict=True))


def check_value(known: Field, op: Op, value: Value) -> None:
    """Raise FilterError where a value cannot be one of the field's, whatever the studio's lists."""
    if not value.text.strip():
        raise FilterError(f"a value of {known.name} is missing", value.position, examples(known))
    if value.is_none and known.optional:
        if op not in ("=", "!="):
            raise FilterError(f'"{op}" needs a value, not none', value.position, examples(known))
        return
    problem = _CHECKS[known.kind](known, op, value) if known.kind in _CHECKS else ""
    if problem:
        alike = _alike(known, value.text)
        rest = [example for example in examples(known) if example not in alike]
        raise FilterError(problem, value.position, alike + rest, len(alike))


def _alike(known: Field, text: str) -> list[str]:
    if known.kind == "moment":
        signed = [f"+{text}"] if not _check_moment(known, "=", Value(f"+{text}")) else []
        return signed + nearest(text, when.WORDS)
    return nearest(text, known.choices)


def reference(text: str) -> tuple[str | None, int] | None:
    """Read ``O-1043``, ``o1043`` or ``1043`` as kind (None: any) and number, else None."""
    found = _REFERENCE.fullmatch(text)
    return (_kind_of(found[1]), int(found[2])) if found else None


def reference_start(text: str) -> tuple[str | None, str] | None:
    """Read the beginning of a reference as kind (None: any) and first digits, else None."""
    found = _REFERENCE_START.fullmatch(text)
    return (_kind_of(found[1]), found[2]) if found else None


def examples(known: Field) -> list[str]:
    """Return values that a field could be compared with."""
    by_kind = {
        "choice": list(known.choices),
        "moment": list(when.EXAMPLES),
        "number": ["3"],
        "money": ["200", "1234.50"],
        "ref": ["O-1043", "1043"],
    }
    return by_kind.get(known.kind, []) + ([NONE] if known.optional else [])


def _check_choice(known: Field, op: Op, value: Value) -> str:
    if value.prefix is not None and op in ("=", "!="):
        beginning = value.prefix.casefold()
        found = any(word.startswith(beginning) for word in known.choices)
    else:
        found = choice(known, value.text) is not None
    return "" if found else f'no {known.name} "{clip(value.text)}"'


def _check_moment(_known: Field, _op: Op, value: Value) -> str:
    try:
        when.span(value.text, 0, UTC)
    except ValueError as error:
        return str(error)
    return ""


def _check_number(_known: Field, _op: Op, value: Value) -> str:
    if re.fullmatch(r"\d{1,9}", value.text, re.ASCII):
        return ""
    return f'"{clip(value.text)}" is not a whole number'


def _check_money(_known: Field, _op: Op, value: Value) -> str:
    try:
        money.parse_money(value.text)
    except ValueError as error:
        return str(error)
    return ""


def _check_ref(_known: Field, op: Op, value: Value) -> str:
    if value.prefix is not None and op in ("=", "!=") and reference_start(value.prefix):
        return ""
    if found := reference(value.text):
        if op in ("=", "!=") or found[0] is None:
            return ""
        return f'"{op}" compares plain numbers, such as {found[1]}'
    return f'"{clip(value.text)}" is not a reference'


def _kind_of(letter: str | None) -> str | None:
    return _KIND_OF_LETTER[letter.upper()] if letter else None


_CHECKS: dict[str, Callable[[Field, Op, Value], str]] = {
    "choice": _check_choice,
    "moment": _check_moment,
    "number": _check_number,
    "money": _check_money,
    "ref": _check_ref,
}
