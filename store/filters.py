"""The filter language: reads a line of it, and says where and how it is wrong.

One language for boards, commands, triggers and saved views. Nothing is looked up here: whether a
status exists, and which cards a query finds, is known to ``store.matching``.
"""

from __future__ import annotations

import re

from store.dates import clip
from store.errors import nearest
from store.fields import FLAG_BY_WORD, JOINING, Custom, Field, Op, field_named, field_words
from store.operands import check_value, examples
from store.queries import (
    And,
    Compare,
    FilterError,
    Flag,
    Node,
    Not,
    Or,
    Query,
    Value,
    Word,
    unparse,
)

__all__ = [
    "And", "Compare", "FilterError", "Flag", "Node", "Not", "Or", "Query", "Value", "Word",
    "parse", "unparse",
]  # fmt: skip

MAX_LENGTH = 4000
MAX_DEPTH = 20
MAX_TERMS = 200

_COMPARED = re.compile(r"([^\W\d_][\w-]*)(\s*(?:<=|>=|!=|<|>|=)\s*|:)")
_OP = re.compile(r"<=|>=|!=|<|>|=|:")
_BLANK = re.compile(r"\s*")
_BARE = re.compile(r"[^\s()]+")
_VALUE = re.compile(r"[^\s(),]+")
_PHRASE = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_OPS: dict[str, Op] = {
    ":": "=", "=": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">=",
}  # fmt: skip
_STARTS = ("a word", "a field such as status:", "late", "(")


def parse(text: str, custom: Custom | None = None) -> Query:
    """Read a filter; FilterError says where it is wrong. ``custom`` are the studio's own fields."""
    if len(text) > MAX_LENGTH:
        raise FilterError(f"a filter has at most {MAX_LENGTH} characters", MAX_LENGTH)
    reader = _Reader(text, custom)
    return Query(None if reader.at_end() else reader.whole())


class _Reader:
    """Reads one text from left to right; ``at`` is the place reached."""

    def __init__(self, text: str, custom: Custom | None = None) -> None:
        self.text = text
        self.custom = custom
        self.at = 0
        self.terms = 0

    def whole(self) -> Node:
        node = self.either(0)
        if not self.at_end():
            raise FilterError('")" closes nothing', self.at)
        return node

    def at_end(self) -> bool:
        self.skip(_BLANK)
        return self.at >= len(self.text)

    def skip(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        if not found:
            return ""
        self.at = found.end()
        return found[0]

    def peek_joining(self) -> str:
        """The joining word that stands here, if one does."""
        found = None if self.at_end() else _BARE.match(self.text, self.at)
        word = found[0].casefold() if found else ""
        return word if word in JOINING else ""

    def either(self, depth: int) -> Node:
        items = [self.both(depth)]
        while self.peek_joining() == "or":
            self.skip(_BARE)
            items.append(self.both(depth, "or"))
        return items[0] if len(items) == 1 else Or(tuple(items))

    def both(self, depth: int, after: str = "") -> Node:
        items = [self.one(depth, after)]
        while not self.at_end() and self.text[self.at] != ")":
            joining = self.peek_joining()
            if joining == "or":
                break
            if joining == "and":
                self.skip(_BARE)
            items.append(self.one(depth, joining))
        return items[0] if len(items) == 1 else And(tuple(items))

    def one(self, depth: int, after: str) -> Node:
        """Read one term, with what excludes it, or a group in parentheses."""
        if depth > MAX_DEPTH:
            raise FilterError(f"nested more than {MAX_DEPTH} deep", self.at)
        ended, here = self.at_end(), self.at
        if ended or self.text[here] == ")":
            what = f'nothing follows "{after}"' if after else "nothing to search for"
            raise FilterError(what, here, _STARTS)
        if self.peek_joining() in ("and", "or"):
            word = self.skip(_BARE)
            raise FilterError(f'nothing stands before "{word}"', here, _STARTS)
        if self.peek_joining() == "not":
            return Not(self.one(depth + 1, self.skip(_BARE)))
        if self.text[here] == "-":
            self.at += 1
            if self.skip(_BLANK) or self.at_end():
                raise FilterError('nothing follows "-"', here, _STARTS)
            return Not(self.one(depth + 1, "-"))
        if self.text[here] == "(":
            return self.group(depth)
        return self.term()

    def group(self, depth: int) -> Node:
        opened = self.at
        self.at += 1
        node = None if self.at_end() else self.either(depth + 1)
        if node is None or self.at_end():
            raise FilterError('"(" is never closed', opened, [")"])
        self.at += 1
        return node

    def count(self) -> None:
        self.terms += 1
        if self.terms > MAX_TERMS:
            raise FilterError(f"a filter has at most {MAX_TERMS} terms", self.at)

    def term(self) -> Node:
        self.count()
        here = self.at
        if self.text[here] == '"':
            return Word(self.phrase(), here)
        if found := _COMPARED.match(self.text, here):
            return self.compare(found)
        if found := _OP.match(self.text, here):
            raise FilterError(f'no field stands before "{found[0]}"', here, self.words())
        word = self.skip(_BARE)
        flag = FLAG_BY_WORD.get(word.casefold())
        return Flag(flag, here) if flag else Word(word.rstrip("*") or word, here)

    def phrase(self) -> str:
        opened = self.at
        found = _PHRASE.match(self.text, self.at)
        if not found:
            raise FilterError("the quotation mark is never closed", opened, ['"'])
        phrase = _ESCAPED.sub(r"\1", found[1])
        if not phrase.strip():
            raise FilterError("nothing stands between the quotation marks", opened)
        self.at = found.end()
        return phrase

    def compare(self, found: re.Match[str]) -> Compare:
        here, written = found.start(), found[1]
        known = field_named(written, self.custom)
        if known is None:
            raise _no_field(written, here, self.words())
        op: Op = _OPS[found[2].strip()]
        op_at = found.end(1) + len(found[2]) - len(found[2].lstrip())
        if op not in known.ops:
            raise FilterError(
                f'{known.name} cannot be compared with "{found[2].strip()}"', op_at, [":", "!="]
            )
        self.at = found.end()
        values = [self.value(known)]
        while self.text.startswith(",", self.at):
            self.at += 1
            self.count()
            values.append(self.value(known))
        if len(values) > 1 and op not in ("=", "!="):
            raise FilterError(f'"{op}" takes one value', values[1].position, [])
        for value in values:
            check_value(known, op, value)
        return Compare(known.name, op, tuple(values), here)

    def words(self) -> list[str]:
        return field_words(self.custom)

    def value(self, known: Field) -> Value:
        here = self.at
        if self.text.startswith('"', here):
            return Value(self.phrase(), True, here)
        text = self.skip(_VALUE)
        if not text:
            raise FilterError(f"a value of {known.name} is missing", here, examples(known))
        return Value(text, False, here)


def _no_field(written: str, position: int, words: list[str]) -> FilterError:
    alike = nearest(written, words)
    rest = [word for word in words if word not in alike]
    return FilterError(f'no field "{clip(written)}"', position, alike + rest, len(alike))
