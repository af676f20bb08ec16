"""Reading rows without making objects of them."""

from __future__ import annotations

from typing import Any


def tuples(query: Any) -> list[tuple[Any, ...]]:
    """The rows of a query as plain tuples."""
    return list(query.tuples())


def first_column(query: Any) -> list[Any]:
    """The first column of a query's rows."""
    return [row[0] for row in query.tuples()]
