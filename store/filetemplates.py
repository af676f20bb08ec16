"""Templates of file and folder names, such as ``{order}_{line}_{image}``: which are allowed.

Only what can be said without a picture stands here: the fields there are, and what no file system
or lab takes in a name. Nothing is looked up.
"""

from __future__ import annotations

import re
from string import Formatter

from store.errors import did_you_mean
from store.text import safe

FIELDS = (
    "order", "line", "image", "item", "code", "description", "quantity", "copy", "size", "width",
    "height", "profile", "client", "session", "invoice", "vendor", "type", "date", "package",
    "page", "count",
)  # fmt: skip
"""What may stand between braces."""

FOLDER_ONLY = frozenset({"count"})
"""Fields of folders alone: how many files lie there is not known before all have a name."""

COUNTED = frozenset({"line", "quantity", "copy", "image", "page", "count"})
"""Fields that may be filled up with zeros, as in ``{line:03}``."""

LONGEST = 200

_ZEROS = re.compile(r"0[1-9]")
_NOT_IN_NAMES = re.compile(r'[\\:*?"<>|\x00-\x1f]')


def problem(text: str, *, folder: bool = False) -> str:
    """Say what is wrong with a template, or nothing; folders may lie inside each other."""
    template = text.strip()
    if not template:
        return "" if folder else "a file needs a name, such as {order}_{line}_{image}"
    if len(template) > LONGEST:
        return f"it has more than {LONGEST} characters"
    wrong = _fields_problem(template) or _path_problem(_literal(template), folder=folder)
    if wrong or folder:
        return wrong
    if _named(template) & FOLDER_ONLY:
        return "{count} says how many files lie in a folder; it is for the folder's template"
    if not _named(template) & {"image", "line", "copy", "page"}:
        return "every file would have the same name; use {image} or {line}"
    return ""


def stamp_problem(text: str) -> str:
    """Say what is wrong with the words stamped on a picture, or nothing."""
    wrong = _fields_problem(text)
    if not wrong and _named(text) & FOLDER_ONLY:
        return "{count} is for folders; it cannot be stamped on a picture"
    return wrong


def _named(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def _fields_problem(template: str) -> str:
    try:
        parts = list(Formatter().parse(template))
    except ValueError:
        return "a brace is not closed; fields look like {order}"
    for _, name, spec, conversion in parts:
        if name is None:
            continue
        if name not in FIELDS:
            hint = did_you_mean(name, FIELDS) or f"; there are {', '.join(FIELDS)}"
            return f"there is no field {{{safe(name, 40)}}}{hint}"
        if conversion or (spec and not (name in COUNTED and _ZEROS.fullmatch(spec))):
            return f"{{{name}}} takes nothing else between its braces" + (
                f", except zeros as in {{{name}:03}}" if name in COUNTED else ""
            )
    return ""


def _literal(template: str) -> str:
    """The template with a letter in the place of each field."""
    return "".join(
        text + ("x" if name is not None else "") for text, name, _, _ in Formatter().parse(template)
    )


def _path_problem(text: str, *, folder: bool) -> str:
    found = _NOT_IN_NAMES.search(text)
    if found:
        return f"'{safe(found[0])}' cannot stand in a name on every system"
    if text.startswith(("/", "~")):
        return "it begins at the root; it must stay below the session's folder"
    if "/" in text and not folder:
        return "'/' cannot stand in a file's name; folders have a template of their own"
    for part in text.split("/"):
        if part in ("", ".", ".."):
            return f"'{part or '//'}' would lead out of the folder; use plain names"
        if part != part.strip() or part.endswith("."):
            return f"'{part}' begins or ends with a blank or a point, which not every system keeps"
    return ""
