"""The language of templates: fields in double braces, conditions and short loops; nothing else.

A text is checked before it is filled in: every part of its syntax tree is one of a few that cannot
run for long, grow without bounds or reach beyond the fields. Whether the fields exist is known to
``templatecheck``. No tables and no records here. Plain texts and HTML are read alike; in HTML all
that is filled in is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import jinja2
from jinja2 import StrictUndefined, TemplateSyntaxError, UndefinedError, nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from store.errors import Refused, did_you_mean
from store.text import safe

MOST_CHARACTERS = 100_000
"""How long a text may become when it is filled in."""

DEEPEST_LOOPS = 2
DEEPEST_NESTING = 40
MOST_ROWS = 500
"""How many rows of a list a loop goes through."""

LONGEST_GLUE = 20

_BLOCK_LINE = re.compile(r"^[ \t]*((?:\{%(?:(?!%\}).)*%\}[ \t]*)+)\n", re.MULTILINE)

LOOP_FIELDS = ("index", "first", "last", "length")
"""What a loop says of itself, as in ``loop.last``."""


class Later:
    """A value that is only read when a template asks for it."""

    def __init__(self, read: Callable[[], Any]) -> None:
        """Take what reads it."""
        self.read = read


class Fields(Mapping[str, Any]):
    """The fields of a record that are handed to templates; nothing can be changed in it."""

    def __init__(self, name: str, values: Mapping[str, Any]) -> None:
        """Take the name that messages use, and the values."""
        self._name = name
        self._values = dict(values)

    def __getitem__(self, key: str) -> Any:
        value = self._values[key]
        if isinstance(value, Later):
            value = self._values[key] = value.read()
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __str__(self) -> str:
        return str(self._values.get("ref") or self._values.get("name") or self._name)


# Filling in --------------------------------------------------------------------------------------


def _joined(rows: Any, glue: str = ", ") -> str:
    texts = [str(row) for row in rows] if isinstance(rows, list | tuple) else [str(rows)]
    return str(glue)[:LONGEST_GLUE].join(texts[:MOST_ROWS])


def _default(value: Any, other: str = "") -> Any:
    return other if isinstance(value, Undefined) or value in (None, "") else value


FILTERS: Mapping[str, Callable[..., Any]] = {
    "upper": lambda value: str(value).upper(),
    "lower": lambda value: str(value).lower(),
    "capitalize": lambda value: str(value).capitalize(),
    "title": lambda value: str(value).title(),
    "trim": lambda value: str(value).strip(),
    "length": lambda value: len(value) if isinstance(value, list | tuple | str | Mapping) else 0,
    "first": lambda value: value[0] if isinstance(value, list | tuple) and value else "",
    "last": lambda value: value[-1] if isinstance(value, list | tuple) and value else "",
    "join": _joined,
    "default": _default,
}
"""What may be done with a value, after an upright stroke."""


def _on_plain(work: Callable[..., Any]) -> Callable[..., Any]:
    """A filter for HTML: it works on the text itself; what comes of it is escaped after."""

    def filtered(value: Any, *more: Any) -> Any:
        return work(value.unescape() if isinstance(value, Markup) else value, *more)

    return filtered


class _Environment(ImmutableSandboxedEnvironment):
    """Jinja without anything but our fields."""

    def __init__(self, *, html: bool = False) -> None:
        super().__init__(undefined=StrictUndefined, cache_size=100, autoescape=html)
        self.globals = {}
        self.filters = {name: _on_plain(work) if html else work for name, work in FILTERS.items()}
        self.tests = {}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Look a field up; objects of Python have none."""
        if isinstance(obj, Fields) and attribute in obj:
            return obj[attribute]
        if attribute in LOOP_FIELDS and type(obj).__name__ == "LoopContext":
            return getattr(obj, attribute)
        return self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Look a field up by a name in brackets."""
        return self.getattr(obj, str(argument))

    def is_safe_callable(self, obj: Any) -> bool:  # noqa: ARG002 - whatever it is
        """Tell that nothing can be called."""
        return False


ENVIRONMENT = _Environment()
"""What reads templates."""

HTML_ENVIRONMENT = _Environment(html=True)
"""What reads templates of HTML: values are escaped."""

CACHED = 256
"""How many texts are kept as they were read."""


def parsed(text: str) -> nodes.Template:
    """Return the syntax tree of a text; raises what Jinja raises."""
    return ENVIRONMENT.parse(_laid(text))


def _laid(text: str) -> str:
    """Return the text so that a line of nothing but conditions and loops leaves no line behind.

    Its end becomes part of a comment: the lines keep their numbers.
    """
    return _BLOCK_LINE.sub("\\1{#\n#}", text)


@lru_cache(maxsize=CACHED)
def _compiled(text: str, *, html: bool) -> jinja2.Template:
    """A text that is ready to be filled in; `Refused` when it is no good one."""
    wrong = [problem for _, problem in structure(text)]
    if wrong:
        raise Refused(wrong)
    return (HTML_ENVIRONMENT if html else ENVIRONMENT).from_string(_laid(text))


@lru_cache(maxsize=CACHED)
def named_in(text: str) -> frozenset[str]:
    """The records that a good text speaks of, such as ``client``; names of its loops as well."""
    if "{" not in text:
        return frozenset()
    try:
        return frozenset(node.name for node in parsed(text).find_all(nodes.Name))
    except (TemplateSyntaxError, RecursionError, ValueError):
        return frozenset()


def fill(text: str, values: Mapping[str, Any], *, html: bool = False) -> str:
    """Return the text with the values in it; `Refused` where one is missing.

    The result is plain text whatever the values are: they are never read as a template, and in
    HTML never as markup.
    """
    template = _compiled(text, html=html)
    parts: list[str] = []
    size = 0
    try:
        for part in template.generate(**values):
            parts.append(part)
            size += len(part)
            if size > MOST_CHARACTERS:
                raise Refused(f"it becomes longer than {MOST_CHARACTERS:,} characters")
    except UndefinedError as error:
        raise Refused(_missing(error, text, values)) from None
    except (SecurityError, TypeError, ValueError, RecursionError) as error:
        raise Refused(f"it cannot be filled in: {safe(str(error), 200)}") from None
    whole = safe("".join(parts), MOST_CHARACTERS, keep_newlines=True).strip()
    return re.sub(r"\n{3,}", "\n\n", whole)


def _missing(error: UndefinedError, text: str, values: Mapping[str, Any]) -> str:
    """Say which record the text speaks of where there is none."""
    words = safe(str(error.message or ""), 200)
    if not words.startswith("'None' has no attribute"):
        return f"a field is missing: {words}"
    named = named_in(text)
    absent = [name for name in values if values[name] is None and name in named] or ["a field"]
    return (
        f"it speaks of {' and '.join(absent)}, which is not there; choose another record, or "
        f"write {{% if {absent[0]} %}} … {{% endif %}} around it"
    )


# What is allowed ---------------------------------------------------------------------------------

_ALLOWED: tuple[type[nodes.Node], ...] = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Getitem,
    nodes.Const, nodes.If, nodes.For, nodes.Filter, nodes.Compare, nodes.Operand, nodes.And,
    nodes.Or, nodes.Not, nodes.CondExpr, nodes.Concat,
)  # fmt: skip

_WORDS: Mapping[str, str] = {
    "Call": "nothing can be called",
    "Include": "other templates cannot be included",
    "Import": "nothing can be imported",
    "FromImport": "nothing can be imported",
    "Extends": "other templates cannot be extended",
    "Macro": "there are no macros",
    "Assign": "nothing can be assigned; write the field itself",
    "AssignBlock": "nothing can be assigned; write the field itself",
    "Test": "'is' is not known; compare with == or write {% if field %}",
}
"""Part of the language that is refused to why."""


def structure(text: str) -> list[tuple[int, str]]:
    """Problems that need no knowledge of fields: syntax, and parts that are not allowed."""
    try:
        root = parsed(text)
        return list(_refused(root, 0, 0))
    except TemplateSyntaxError as error:
        return [(error.lineno, _syntax(str(error.message or "it cannot be read")))]
    except (RecursionError, ValueError):
        return [(1, "it is nested too deeply, or has too long a number")]


def _syntax(words: str) -> str:
    """What Jinja says of a text that it cannot read, in our words where they are known."""
    unclosed = re.search(r"needs to be closed is '(\w+)'", words)
    if unclosed:
        name = unclosed[1]
        return f"'{{% {name} … %}}' is not closed; end it with {{% end{name} %}}"
    return safe(words.rstrip("."), 200)


def _refused(node: nodes.Node, loops: int, depth: int) -> Iterator[tuple[int, str]]:
    name = type(node).__name__
    if not isinstance(node, _ALLOWED):
        yield node.lineno, _WORDS.get(name, f"'{name.lower()}' is not known in templates")
        return
    if depth > DEEPEST_NESTING:
        yield node.lineno, "it is nested too deeply"
        return
    if isinstance(node, nodes.For):
        loops += 1
        if loops > DEEPEST_LOOPS or node.recursive:
            yield node.lineno, f"loops can stand {DEEPEST_LOOPS} deep at most"
            return
    if isinstance(node, nodes.Filter) and node.name not in FILTERS:
        hint = did_you_mean(node.name, FILTERS) or f"; there are {', '.join(FILTERS)}"
        yield node.lineno, f"nothing is called '|{safe(node.name, 40)}'{hint}"
    for child in node.iter_child_nodes():
        yield from _refused(child, loops, depth + 1)
