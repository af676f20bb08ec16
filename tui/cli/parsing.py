"""How command lines are read: the options of every command, and errors that say what to do."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import Any, NoReturn, TypeVar

from store.errors import Refused
from store.text import safe

UNSET: Any = argparse.SUPPRESS

HIGHEST = 10**12
"""The highest whole number that any option takes."""

HIGHEST_NUMBER = 999_999_999
"""The highest number of a record, a vendor or a client."""

T = TypeVar("T")


class Usage(Exception):
    """A command line that cannot be understood; its text is one line."""


class Help(Usage):
    """Somebody asked for help; its text is the help."""


class Parser(argparse.ArgumentParser):
    """A parser that raises `Usage` instead of ending the program."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Words are never guessed from their beginnings: scripts must not change their meaning."""
        kwargs.setdefault("allow_abbrev", False)
        kwargs.setdefault("conflict_handler", "resolve")
        kwargs.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        super().__init__(*args, **kwargs)
        self._verbs: Any = None

    def print_help(self, file: Any = None) -> NoReturn:
        """Hand the help to whoever reads the command line: a screen has no standard output."""
        del file
        raise Help(self.format_help())

    def error(self, message: str) -> NoReturn:
        """Say what is wrong in one line."""
        raise Usage(f"{self.prog}: {message}; see '{self.prog} --help'")

    def verb(self, name: str, words: str, run: Callable[..., int]) -> Parser:
        """Add a second word, such as ``add`` in ``users add``."""
        if self._verbs is None:
            self._verbs = self.add_subparsers(
                dest="verb", required=True, metavar="VERB", parser_class=Parser
            )
        made: Parser = self._verbs.add_parser(
            name, help=words, description=sentence(words), parents=[everywhere()]
        )
        made.set_defaults(run=run)
        return made

    def alone(self, run: Callable[..., int]) -> None:
        """Let the command be given without a second word; call it when all verbs are there."""
        if self._verbs is not None:
            self._verbs.required = False
        self.set_defaults(run=run)

    @property
    def verbs(self) -> dict[str, Parser]:
        """The second words, each with its parser."""
        return {} if self._verbs is None else dict(self._verbs.choices)

    def read(self, words: Sequence[str], known: argparse.Namespace) -> argparse.Namespace:
        """Read the words after the command; options and the rest may come in any order."""
        if self._verbs is None:
            return self.parse_intermixed_args(self._glued(words), known)
        verb = next((word for word in words if word in self._verbs.choices), None)
        if verb is None:
            return self.parse_args(self._glued(words), known)
        parser: Parser = self._verbs.choices[verb]
        rest = list(words)
        rest.remove(verb)
        known.verb = verb
        return parser.parse_intermixed_args(parser._glued(rest), known)

    def _glued(self, words: Sequence[str]) -> list[str]:
        """Bind values that begin with a minus to their option, as in ``--due -3d``."""
        takes_value = {
            word
            for action in self._actions
            if action.option_strings and action.nargs is None and action.const is None
            for word in action.option_strings
        }
        found: list[str] = []
        for word in words:
            previous = found[-1] if found else ""
            bare = word.partition("=")[0]
            if previous in takes_value and word == "--":
                raise Usage(f"{self.prog}: {previous} needs a value, not '--'")
            if (
                previous in takes_value
                and word[:1] == "-"
                and bare not in self._option_string_actions
            ):
                found[-1] = f"{previous}={word}"
            else:
                found.append(word)
        return found


def whole(low: int = 0, high: int = HIGHEST) -> Callable[[str], int]:
    """A reader of whole numbers between bounds; wrong usage otherwise."""

    def read(word: str) -> int:
        digits = word.strip()
        if not (digits.isascii() and digits.isdigit()):
            raise argparse.ArgumentTypeError(f"'{safe(word, 40)}' is not a whole number")
        digits = digits.lstrip("0") or "0"
        if len(digits) > len(str(high)) or int(digits) > high:
            raise argparse.ArgumentTypeError(f"numbers go up to {high}")
        if int(digits) < low:
            raise argparse.ArgumentTypeError(f"numbers begin at {low}")
        return int(digits)

    return read


def known(read: Callable[[str], T]) -> Callable[[str], T]:
    """A reader whose refusal of a word is wrong usage."""

    def reading(word: str) -> T:
        try:
            return read(word)
        except Refused as refusal:
            raise argparse.ArgumentTypeError(str(refusal)) from None

    return reading


def sentence(words: str) -> str:
    """A short description as a sentence."""
    return f"{words[:1].upper()}{words[1:]}."


def everywhere(*, own_defaults: bool = False) -> Parser:
    """The options that every command takes, before or after it."""
    parser = Parser(add_help=False, prog="safelight")
    none = None if own_defaults else UNSET
    off = False if own_defaults else UNSET
    group = parser.add_argument_group("options of every command")
    group.add_argument(
        "--studio", metavar="PATH", default=none, help="a studio.toml, or the folder it is in"
    )
    group.add_argument(
        "--as", dest="acting_as", metavar="USER", default=none, help="act as this user"
    )
    group.add_argument(
        "--at", metavar="TIME", default=none, help="act as if it were this time (ISO 8601)"
    )
    group.add_argument(
        "--json", action="store_true", default=off, help="answer with one JSON document"
    )
    group.add_argument(
        "--dry-run", action="store_true", default=off, help="say what would happen, write nothing"
    )
    group.add_argument(
        "--read-only", action="store_true", default=off, help="look only: nothing can be changed"
    )
    return parser


def split(words: Sequence[str]) -> tuple[list[str], str | None, list[str]]:
    """Part a command line into the options before the command, the command, and the rest."""
    skip = False
    for place, word in enumerate(words):
        if skip:
            skip = False
        elif word in ("--studio", "--as", "--at", "--board"):
            skip = True
        elif not word.startswith("-"):
            return list(words[:place]), word, list(words[place + 1 :])
    return list(words), None, []
