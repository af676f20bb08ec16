"""The reference of all commands, made from their parsers, as ``docs/cli.md`` has it.

``python -m tui.cli.manual FILE`` writes it between the two marks of that file.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from tui.cli.parsing import Parser, everywhere
from tui.cli.registry import COMMANDS, parser_of

BEGIN = "<!-- commands: written by python -m tui.cli.manual -->"
END = "<!-- end of commands -->"


def reference() -> str:
    """Every command with its arguments and options, as Markdown."""
    lines: list[str] = []
    group = ""
    for name, entry in COMMANDS.items():
        if entry.group != group:
            group = entry.group
            lines += [f"### {group}", ""]
        parser = parser_of(name)
        lines += [f"#### `safelight {name}`", "", f"{parser.description}", ""]
        lines += _body(parser) if not parser.verbs else []
        for verb, second in parser.verbs.items():
            lines += [f"`safelight {name} {verb}{_arguments(second)}`: {second.description}", ""]
            lines += _options(second)
    return "\n".join(lines).rstrip() + "\n"


def _body(parser: Parser) -> list[str]:
    return [f"`{parser.prog}{_arguments(parser)}`", "", *_options(parser)]


def _own(parser: Parser) -> Iterator[argparse.Action]:
    shared = {word for action in _actions(everywhere()) for word in action.option_strings}
    for action in _actions(parser):
        common = set(action.option_strings) <= shared and action.option_strings
        own_at = "--at" in action.option_strings and action.dest != "at"
        if own_at or not (common or isinstance(action, argparse._HelpAction)):  # noqa: SLF001 - it has no public name
            yield action


def _actions(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    return list(parser._actions)  # noqa: SLF001 - argparse shows its actions nowhere else


def _arguments(parser: Parser) -> str:
    """The arguments that are not options, as the usage has them."""
    found = ""
    for action in _own(parser):
        if not action.option_strings:
            name = str(action.metavar or action.dest)
            many = "..." if action.nargs in ("+", "*") and "..." not in name else ""
            found += f" [{name}{many}]" if action.nargs in ("?", "*") else f" {name}{many}"
    needed = (a for a in _own(parser) if a.option_strings and a.required)
    return found + "".join(f" {a.option_strings[-1]} {a.metavar}" for a in needed)


def _options(parser: Parser) -> list[str]:
    rows = []
    for action in _own(parser):
        name = ", ".join(action.option_strings) or str(action.metavar or action.dest)
        if action.option_strings and action.nargs != 0:
            shown = action.metavar or "|".join(map(str, action.choices or ()))
            name = f"{name} {shown}"
        if action.help or action.option_strings:
            rows.append(f"- `{name}`{f': {action.help}' if action.help else ''}")
    return [*rows, ""] if rows else []


def written_into(text: str) -> str:
    """The text of ``docs/cli.md`` with the reference as it is now."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the marks {BEGIN} and {END} are missing")
    return f"{before}{BEGIN}\n\n{reference()}\n{END}{after}"


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.write_text(written_into(target.read_text(encoding="utf-8")), encoding="utf-8")
