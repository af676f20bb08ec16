"""The documentation of the commands says what the commands do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.tui.cli.conftest import Run
from tui.cli import manual
from tui.cli.registry import COMMANDS

DOCS = Path(__file__).parents[3] / "docs" / "cli.md"


@pytest.fixture(scope="module")
def text() -> str:
    """The page."""
    return DOCS.read_text(encoding="utf-8")


def test_the_reference_is_what_the_parsers_say(text: str) -> None:
    """Written by `python -m tui.cli.manual docs/cli.md`, and not changed since."""
    assert manual.written_into(text) == text


def test_every_command_is_there(text: str) -> None:
    """With a heading of its own."""
    for name in COMMANDS:
        assert f"#### `safelight {name}`" in text


def keys(value: Any) -> Iterator[str]:
    """Every key of a document."""
    if isinstance(value, dict):
        for key, entry in value.items():
            yield key
            if key != "fields":
                yield from keys(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from keys(entry)


def test_every_key_of_json_is_documented(run: Run, text: str, tmp_path: Path) -> None:
    """What commands answer has no key that the page does not name."""
    known = set(re.findall(r"`([a-z_]+)`", text.partition("## Examples")[0]))
    order = run("new", "order", "--client", "A", "--type", "Print", "--line", "description=x")
    ref = order.out.strip()
    task = run("new", "task", "--subject", "x", "--about", ref).out.strip()
    call = run("new", "call", "--subject", "x", "--about", ref).out.strip()
    invoice = run("new", "invoice", "--client", "A", "--line", "description=x,price=9").out.strip()
    run("note", ref, "text")
    run("triggers", "add", "T", "--kind", "production", "--track", "Print", "--status", "Retouch",
        "--subject", "x")  # fmt: skip
    run("advance", ref)
    run("timer", "start", ref)
    run("views", "save", "tasks", "V")
    run("holidays", "add", "2026-12-24")
    for words in (
        ("board",), ("list", "tasks"), ("list", "clients"), ("show", ref), ("hub",), ("who", "a"),
        ("search", "a"), ("set", ref, "priority=high"), ("pay", invoice, "1"),
        ("call", call, "--result", "busy"),
        ("note", ref, "x"), ("timer", "list", ref), ("timer", "stop", ref), ("reschedule",),
        ("hold", ref, "--reason", "x"), ("done", task), ("undo",), ("redo",), ("undo", "--list"),
        ("log",), ("triggers", "list"), ("triggers", "queue", "--all"), ("views", "list"),
        ("triggers", "rehearse"), ("worker", "--once"), ("users", "list"), ("departments", "list"),
        ("vendors", "list"), ("holidays", "list"), ("types", "list"), ("tracks", "list"),
        ("statuses", "list"), ("items", "list"), ("lists",),
            ("lists", "steps"), ("lists", "show", "vendors"), ("profiles", "list"),
            ("layouts", "list"), ("printers", "list"), ("reasons", "list"), ("fields", "list"),
            ("keys",), ("check",), ("opt-outs", "add", "+12125550100"), ("opt-outs", "list"),
        ("backup", str(tmp_path / "copy.db")), ("restore", str(tmp_path / "copy.db")),
        ("adopt",), ("triggers", "pause", ref), ("triggers", "paused"),
        ("triggers", "resume", ref), ("triggers", "trust-clock"), ("messages", "list"),
        ("list", "messages"), ("init", str(tmp_path / "new")),
    ):  # fmt: skip
        unknown = set(keys(run(*words, "--json").json)) - known
        assert not unknown, words
