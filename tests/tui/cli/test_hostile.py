"""Names that would break a screen pass through every command, and nothing raw comes out."""

from __future__ import annotations

import pytest

from tests.tui.cli.conftest import Answer, Run

NAMES = (
    "fix [/] now",
    "[@click=app.bell]x[/]",
    "a\x1b]0;owned\x07b\x1b[2Jc",
    "\x9b31mred\x9bm",
    "left\u202eright\u2066x",
    "👩‍👩‍👧‍👦 family 🇩🇪",
    "日本語 名前 " * 3,
    "quote ' \" \\ ; DROP TABLE card; --",
    "%s {0} {client} $HOME `id`",
    "new\nline\r\nand\ttab",
    "\ud800 half",
    "x" * 10_000,
)


def clean(found: Answer) -> Answer:
    """Nothing in the output steers a terminal."""
    for letter in found.out + found.err:
        assert letter == "\n" or ord(letter) >= 32, repr(letter)
        assert not 0x7F <= ord(letter) < 0xA0, repr(letter)
        assert letter not in "\u202e\u2066\u2069\u061c", repr(letter)
    return found


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_hostile_text_in_every_field(run: Run, name: str) -> None:
    """It is stored harmless, shown in every view, found again, exported, and taken back."""
    short = name[:60]
    made = run(
        "new", "order", "--client", name[:190], "--type", "Print", "--subject", name, "--notes",
        name, "--vendor-number", name, "--studio-notes", name, "--vendor-notes", name, "--line",
        f'"description={name.replace(chr(34), "")}",note=x',
    )  # fmt: skip
    ref = clean(made).out.strip()
    task = run("new", "task", "--subject", name, "--details", name, "--about", ref).out.strip()
    clean(run("note", ref, name))
    clean(run("advance", ref, "--note", name, "--reason", name))
    clean(run("hold", ref, "--reason", name))
    clean(run("set", ref, f"subject={name}", f"carrier={name}", f"notes={name}"))
    clean(run("views", "save", "production", short, "--own"))
    clean(run("departments", "add", short.strip() or "x"))
    clean(run("vendors", "add", short, "--notes", name, "--address", name))
    clean(run("triggers", "add", short, "--kind", "task", "--status", "To Do", "--subject", name))
    for words in (
        ("show", ref), ("show", task), ("board", "--all"), ("list", "orders"), ("list", "clients"),
        ("hub",), ("who", ref), ("search", ref), ("log",), ("undo", "--list"), ("vendors", "list"),
        ("departments", "list"), ("views", "list"), ("triggers", "list"), ("triggers", "queue"),
        ("board", "tasks"), ("check",),
    ):  # fmt: skip
        text = clean(run(*words))
        assert "Traceback" not in text.err
        document = clean(run(*words, "--json"))
        assert isinstance(document.json, dict)
    clean(run("undo"))


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_hostile_words_on_the_command_line(run: Run, name: str) -> None:
    """Refusals repeat what was typed, harmlessly and in lines that are not endless."""
    for words in (
        ("show", name), ("board", name), ("list", name), ("board", "--filter", name),
        ("advance", name), ("advance", "O-1", "--to", name), ("set", "O-1", f"{name}=x"),
        ("new", "order", "--client", "A", "--type", name), ("users", "add", name),
        ("--as", name, "hub"), ("call", "C-1", "--result", name), ("timer", "start", name),
        ("triggers", "off", name), ("views", "delete", "tasks", name), ("items", "add", name),
        ("statuses", "add", name, "T", "N"), ("holidays", "add", name),
    ):  # fmt: skip
        from tui.main import main

        status = main([*words])
        assert status in (0, 1, 2)


def test_refusals_are_harmless(run: Run) -> None:
    """A hostile word in a refusal comes back without its teeth."""
    for name in NAMES:
        found = clean(run("show", name, status=1))
        assert all(len(line) <= 2_100 for line in found.errors)
        clean(run("board", name, status=2))
