"""Reasons to order something again, and whether somebody pays for it then."""

from __future__ import annotations

from collections.abc import Mapping

from store import lists
from store.namedlists import NamedList
from store.tables import ReorderReason

PROPERTIES: Mapping[str, lists.Reader] = {"chargeable": lists.flag("chargeable")}
"""Property to how it is read."""

KEPT = NamedList(ReorderReason, "reorder reason", PROPERTIES)
"""The list itself."""

add, change, switch = KEPT.add, KEPT.change, KEPT.switch
listed, named, reorder = KEPT.listed, KEPT.named, KEPT.reorder
