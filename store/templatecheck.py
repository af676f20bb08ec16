"""Checking templates against the fields there are: every wrong name is told with the nearest.

What a template may consist of at all is in ``templatewords``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jinja2 import nodes

from store.errors import did_you_mean
from store.templatewords import LOOP_FIELDS, parsed, structure
from store.text import safe

Tree = Mapping[str, "Leaf"]
"""Field to what is below it."""

Leaf = str | Tree | Sequence[Tree]
"""The words for a field, further fields, or (in a list of one) the fields of its rows."""

_LOOP: Tree = dict.fromkeys(LOOP_FIELDS, "of the loop")


def problems(text: str, tree: Tree) -> list[str]:
    """Say what is wrong with a text, each with its line; nothing for a good one."""
    found = structure(text)
    if not found:
        checker = _Checker(tree)
        checker.walk(parsed(text), {})
        found = checker.found
    return [f"line {line}: {words}" for line, words in dict.fromkeys(found)]


class _Checker:
    """Walks a syntax tree and notes every field that there is not."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self.found: list[tuple[int, str]] = []

    def walk(self, node: nodes.Node, scope: Mapping[str, Leaf]) -> None:
        """Check a node and what is below it; ``scope`` has the names that loops have given."""
        if isinstance(node, nodes.For):
            self._loop(node, scope)
            return
        if isinstance(node, nodes.Name | nodes.Getattr | nodes.Getitem):
            self._leaf(node, scope)
            return
        for child in node.iter_child_nodes():
            self.walk(child, scope)

    def _loop(self, node: nodes.For, scope: Mapping[str, Leaf]) -> None:
        rows = self._leaf(node.iter, scope) if isinstance(
            node.iter, nodes.Name | nodes.Getattr | nodes.Getitem
        ) else None  # fmt: skip
        inner = dict(scope)
        if not isinstance(node.target, nodes.Name):
            self._say(node, "a loop gives one name, as in {% for line in order.lines %}")
            return
        if not _is_rows(rows):
            if rows is not None or not isinstance(node.iter, nodes.Getattr | nodes.Getitem):
                self._say(node, f"'{_written(node.iter)}' is no list; {_lists(self._tree)} are")
            rows = None
        inner[node.target.name] = rows[0] if rows is not None else {}
        inner["loop"] = _LOOP
        parts = [*node.body, *([node.test] if node.test is not None else [])]
        for child in parts if rows is not None else []:
            self.walk(child, inner)
        for child in node.else_:
            self.walk(child, scope)

    def _leaf(self, node: nodes.Node, scope: Mapping[str, Leaf]) -> Any:
        """Find what a field stands for; null, and a note, where there is none."""
        if isinstance(node, nodes.Name):
            return self._below(node, {**self._tree, **scope}, node.name, "")
        if isinstance(node, nodes.Getattr):
            owner, name = node.node, node.attr
        elif (
            isinstance(node, nodes.Getitem)
            and isinstance(node.arg, nodes.Const)
            and isinstance(node.arg.value, str)
        ):
            owner, name = node.node, node.arg.value
        else:
            self._say(node, f"'{_written(node)}' is no field; write order.ref or order['ref']")
            return None
        if not isinstance(owner, nodes.Name | nodes.Getattr | nodes.Getitem):
            self._say(node, "only fields have fields")
            return None
        above = self._leaf(owner, scope)
        if above is None:
            return None
        if not isinstance(above, Mapping):
            kind = "a list" if _is_rows(above) else "a text"
            self._say(node, f"'{_written(owner)}' is {kind} and has no field '{safe(name, 40)}'")
            return None
        return self._below(node, above, name, f"{_written(owner)}.")

    def _below(self, node: nodes.Node, above: Tree, name: str, before: str) -> Any:
        if name in above:
            return above[name]
        whole = f"{before}{safe(name, 60)}"
        hint = did_you_mean(whole, [f"{before}{key}" for key in above])
        if not before:
            homes = [path for path in written(self._tree) if path.endswith(f".{name}")]
            hint = f" (did you mean {', '.join(homes[:4])}?)" if homes else hint
        some = f"; there are {', '.join(list(above)[:14])}" if above else "; there are none yet"
        self._say(node, f"there is no field '{whole}'{hint or some}")
        return None

    def _say(self, node: nodes.Node, words: str) -> None:
        self.found.append((node.lineno, words))


def _is_rows(leaf: Any) -> bool:
    return isinstance(leaf, list | tuple)


def _written(node: nodes.Node) -> str:
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return f"{_written(node.node)}.{node.attr}"
    if isinstance(node, nodes.Getitem):
        return f"{_written(node.node)}[…]"
    return "that"


def written(tree: Tree, before: str = "") -> dict[str, str]:
    """Return every field as templates write it, with its words; rows of lists as ``lines[].item``.

    Names that stand for records are left out: their fields are there.
    """
    found: dict[str, str] = {}
    for name, leaf in tree.items():
        path = f"{before}{name}"
        if isinstance(leaf, str):
            found[path] = leaf
        elif isinstance(leaf, Mapping):
            found.update(written(leaf, f"{path}."))
        else:
            found.update(written(leaf[0], f"{path}[]."))
    return found


def _lists(tree: Tree) -> str:
    names = [path.partition("[]")[0] for path in written(tree) if "[]" in path]
    return " and ".join(dict.fromkeys(names))
