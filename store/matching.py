"""Which cards a query finds: compiles a read filter to a condition in SQL. The only evaluation.

Names are compared without regard to case and accents; what the studio's lists do not know is
refused with its place in the query and the nearest names.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from peewee import Expression

from store import conditions, when
from store.dates import clip
from store.errors import nearest
from store.fields import NONE, PRIORITIES, Field, choice, field_named
from store.money import parse_money
from store.names import Names, StatusEntry
from store.operands import reference, reference_start
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
)
from store.tables import Card

__all__ = ["Names", "compile"]

ME, MY_DEPARTMENTS = "me", "mine"


def compile(  # noqa: A001 - what it does, called as matching.compile
    query: Query,
    names: Names,
    now: int,
    me: int | None,
    my_departments: Collection[int] = (),
    *,
    table: type[Card] = Card,
    zone: str = "UTC",
    soon_ms: int = when.DAY_MS,
) -> Expression | None:
    """Return the condition that cards of the table must meet, None where every card does.

    ``now`` is in UTC milliseconds, ``soon_ms`` how long before its due date a card counts as due
    soon. FilterError where a value names nothing in the studio, or `me` is nobody.
    """
    if query.root is None:
        return None
    return _Compiler(names, now, me, tuple(my_departments), table, ZoneInfo(zone), soon_ms).node(
        query.root
    )


@dataclass(frozen=True, slots=True)
class _Compiler:
    names: Names
    now: int
    me: int | None
    my_departments: tuple[int, ...]
    table: type[Card]
    zone: ZoneInfo
    soon_ms: int

    def node(self, node: Node) -> Expression:
        match node:
            case And(items):
                return conditions.joined(operator.and_, [self.node(item) for item in items])
            case Or(items):
                return conditions.joined(operator.or_, [self.node(item) for item in items])
            case Not(item):
                return conditions.negated(self.node(item))
            case Flag():
                return self.flag(node)
            case Compare(op="!="):
                return conditions.negated(self.any_of(node))
            case Compare():
                return self.any_of(node)
            case Word(text):
                return conditions.word(self.table, text)

    def flag(self, flag: Flag) -> Expression:
        table, now = self.table, self.now
        match flag.name:
            case "late":
                found = (table.done == False) & (table.due_at < now)  # noqa: E712 - SQL
            case "soon":
                found = (table.done == False) & table.due_at.between(now, now + self.soon_ms)  # noqa: E712 - SQL
            case "today":
                found = self.moment(table.due_at, "=", "today")
            case "open":
                found = table.done == False  # noqa: E712 - SQL
            case "unassigned":
                found = table.user.is_null() & table.department.is_null()
            case "mine":
                found = table.user == self.myself(flag.position)
            case "rush":
                found = table.priority == PRIORITIES.index("rush")
            case "handset":
                found = table.due_by_hand == True  # noqa: E712 - SQL
            case "mydepartment":
                self.myself(flag.position)
                found = table.department.in_(self.my_departments)
            case name if name in conditions.BUYING:
                found = conditions.BUYING[name](table)
            case "atvendor":
                found = self.in_statuses(lambda entry: entry.at_vendor)
            case "paused":
                found = self.in_statuses(lambda entry: entry.state in ("waiting", "blocked"))
            case state:
                found = self.in_statuses(lambda entry: entry.state == state)
        return found

    def any_of(self, compare: Compare) -> Expression:
        """Any of the values; those of a list of names become one membership."""
        known = field_named(compare.field, self.names.custom)
        if known is None:
            raise FilterError(f'no field "{clip(compare.field)}"', compare.position)
        if known.kind == "name":
            return self.named(known, compare.values)
        found = [self.one(known, compare.op, value) for value in compare.values]
        return conditions.joined(operator.or_, found)

    def one(self, known: Field, op: str, value: Value) -> Expression:
        table = self.table
        op = "=" if op == "!=" else op
        if known.custom:
            return self.custom(known, op, value)
        if known.optional and value.is_none:
            if known.name == "stage":
                return self.in_statuses(lambda entry: not entry.stage)
            return conditions.without(table, known.name)
        match known.kind:
            case "moment":
                column = getattr(table, f"{known.name}_at")
                return self.moment(column, op, value.text, value.position)
            case "number":
                return conditions.ORDERINGS[op](table.lines, int(value.text))
            case "money":
                return conditions.ORDERINGS[op](table.value_cents, parse_money(value.text))
            case "client":
                return conditions.client(
                    table, value.text if value.prefix is None else value.prefix
                )
            case "ref":
                return self.ref(known, op, value)
            case "choice":
                return self.choice(known, op, value)
            case _:
                return conditions.text(table, known.name, value.text.rstrip("*") or value.text)

    def moment(self, column: Any, op: str, text: str, position: int = 0) -> Expression:
        try:
            span = when.span(text, self.now, self.zone)
        except ValueError as error:
            raise FilterError(str(error), position) from None
        if op == "=":
            return conditions.within(column, span.start, span.end)
        if op in ("<", ">="):
            return conditions.ORDERINGS[op](column, span.lower)
        return conditions.ORDERINGS["<" if op == "<=" else ">="](column, span.upper)

    def custom(self, known: Field, op: str, value: Value) -> Expression:
        """A field of the studio's own: text within it, or its day compared."""
        table = self.table
        if value.is_none:
            return conditions.negated(conditions.has_value(table, known.custom))
        if known.kind != "moment":
            wanted = value.text.rstrip("*") or value.text
            return conditions.has_text(table, known.custom, wanted)
        try:
            span = when.span(value.text, self.now, self.zone)
        except ValueError as error:
            raise FilterError(str(error), value.position) from None
        return conditions.has_day(table, known.custom, op, *days_of(span, self.zone))

    def ref(self, known: Field, op: str, value: Value) -> Expression:
        start = reference_start(value.prefix) if value.prefix is not None else None
        if start:
            matcher = conditions.numbered_from(*start)
        else:
            kind, number = reference(value.text) or (None, -1)
            matcher = conditions.numbered(kind, number, conditions.ORDERINGS[op])
        return matcher(self.table) if known.name == "ref" else conditions.about(self.table, matcher)

    def choice(self, known: Field, op: str, value: Value) -> Expression:
        table = self.table
        word = choice(known, value.text)
        if known.name == "priority" and op != "=":
            return conditions.ORDERINGS[op](table.priority, PRIORITIES.index(word or "normal"))
        words = [word] if word else _beginning(known.choices, value)
        match known.name:
            case "kind":
                return table.kind.in_(words)
            case "priority":
                return table.priority.in_([PRIORITIES.index(word) for word in words])
            case "mark":
                return table.mark.in_(words)
            case "stage":
                return self.in_statuses(lambda entry: entry.stage in words)
            case _:
                return self.in_statuses(lambda entry: entry.state in words)

    def named(self, known: Field, values: Sequence[Value]) -> Expression:
        column = conditions.column(self.table, known.name)
        ids: set[int] = set()
        for value in values:
            if not (known.optional and value.is_none):
                ids.update(self.ids_named(known, value))
        found: Expression = column.in_(sorted(ids))
        if known.optional and any(value.is_none for value in values):
            found |= column.is_null()
        return found

    def ids_named(self, known: Field, value: Value) -> Collection[int]:
        word = "" if value.literal else value.text.casefold()
        if known.name == "owner" and word == ME:
            return [self.myself(value.position)]
        if known.name == "department" and word == MY_DEPARTMENTS:
            self.myself(value.position)
            return self.my_departments
        if value.prefix is None:
            ids = self.names.ids(known.name, value.text)
        else:
            ids = self.names.ids(known.name, value.prefix, beginning=True)
        if not ids and value.prefix != "":
            raise _unknown(known, value, self.names.words(known.name))
        return ids

    def in_statuses(self, wanted: Callable[[StatusEntry], bool]) -> Expression:
        return self.table.status.in_([entry.id for entry in self.names.statuses if wanted(entry)])

    def myself(self, position: int) -> int:
        if self.me is None:
            raise FilterError("this means you, and nobody is known to be asking", position)
        return self.me


def days_of(span: when.Span, zone: ZoneInfo) -> tuple[str, str, str]:
    """The days, as ISO texts, that a moment means where only days are kept.

    The day itself, the day after it, and the day that others lie before: that is the day itself,
    except for the last day of a week or month, which belongs to what lies before.
    """
    day = when.local_day(span.start, zone)
    after = day + timedelta(days=1)
    bound = after if span.lower == span.end else day
    return day.isoformat(), after.isoformat(), bound.isoformat()


def _beginning(choices: Sequence[str], value: Value) -> list[str]:
    start = (value.prefix or "").casefold()
    return [word for word in choices if word.startswith(start)]


def _unknown(known: Field, value: Value, words: list[str]) -> FilterError:
    special = {"owner": [ME], "department": [MY_DEPARTMENTS]}.get(known.name, [])
    if known.optional:
        special = [*special, NONE]
    alike = nearest(value.prefix or value.text, words + special)
    rest = [word for word in words + special if word not in alike]
    begins = "begins with" if value.prefix is not None else "is called"
    called = clip(value.prefix or value.text)
    message = f'no {known.name} {begins} "{called}"'
    return FilterError(message, value.position, alike + rest, len(alike))
