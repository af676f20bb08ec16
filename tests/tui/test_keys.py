"""The list of commands and the keys a studio makes of it."""

from __future__ import annotations

import string
import subprocess
import sys

import pytest
from textual.keys import _character_to_key

from store.errors import Refused
from tui import keynames
from tui.keys import Typing, footer, keymap, rows
from tui.keytable import COMMANDS, PLACES


def test_the_usual_keys_do_not_clash() -> None:
    """The keys the program comes with are valid and unambiguous at every place."""
    keys = keymap({})
    assert [command.id for command in keys.commands] == [command.id for command in COMMANDS]


def test_every_command_has_words_help_and_a_key() -> None:
    """Help, palette and footer are made of the list, so nothing may be missing in it."""
    for row in rows(keymap()):
        assert row.words, row.id
        assert row.help.endswith("."), row.id
        assert row.keys, row.id
    assert len({command.id for command in COMMANDS}) == len(COMMANDS)


@pytest.mark.parametrize(
    ("key", "command"),
    [
        ("j", "down"),
        ("down", "down"),
        ("G", "last"),
        ("ctrl+d", "half_down"),
        ("4", "go_production"),
        ("space", "mark"),
        ("asterisk", "mark_all"),
        ("A", "step_back"),
        ("L", "straight_on"),
        ("slash", "filter"),
        ("comma", "sort"),
        ("colon", "command"),
        ("question_mark", "help"),
        ("ctrl+r", "redo"),
    ],
)
def test_keys_of_a_board(key: str, command: str) -> None:
    """The keys of a board do what the screens' design says, by the names Textual gives them."""
    found = keymap().command("board", (key,))
    assert found is not None
    assert found.id == command


def test_a_sequence_is_gathered() -> None:
    """`g g` goes to the first card; a key that does not continue a sequence counts for itself."""
    typing = Typing(keymap())
    assert typing.press("board", "g") is None
    assert typing.typed == ("g",)
    first = typing.press("board", "g")
    assert first is not None
    assert first.id == "first"
    typing.press("board", "g")
    other = typing.press("board", "j")
    assert other is not None
    assert other.id == "down"
    assert not typing.forget()


def test_letters_are_text_in_dialogs() -> None:
    """What works everywhere does not work in dialogs, where letters are typed."""
    keys = keymap()
    assert keys.command("dialog", ("q",)) is None
    assert keys.command("hub", ("q",)) is not None


def test_a_studio_changes_keys() -> None:
    """A setting replaces a command's keys; an empty one takes them away; a comma can be a key."""
    keys = keymap({"advance": "ctrl+a, f5", "step_back": "", "sort": ",", "first": "g  g"})
    assert [row.keys for row in rows(keys, "board") if row.id == "advance"] == [("ctrl+a", "f5")]
    assert keys.shown("step_back") == ""
    assert keys.shown("sort") == ","
    assert keys.command("board", ("a",)) is None
    assert keys.command("board", ("f5",)) is not None


def test_all_problems_are_told_at_once() -> None:
    """Unknown commands, impossible keys and clashes are named, each with what to do."""
    with pytest.raises(Refused) as refused:
        keymap({"advanse": "a", "owner": "d", "due": "hyper+x", "undo": "ctrl+i", "copy": "g"})
    told = "\n".join(refused.value.problems)
    assert "advanse: there is no such command (did you mean advance" in told
    assert "hyper is not one of ctrl, shift and alt" in told
    assert '"ctrl+i" reaches the program as tab' in told
    assert "first has g g and copy has g, which begin alike" in told
    assert len(refused.value.problems) == 4


def test_a_clash_names_both_commands() -> None:
    """A key given twice is told with both commands and the place."""
    with pytest.raises(Refused) as refused:
        keymap({"owner": "d"})
    (told,) = refused.value.problems
    assert told.startswith("studio.toml [keys]: owner and due both have the key d on a board;")


@pytest.mark.parametrize(
    "text",
    ["", "qq", "shift+a", "ctrl+1", "ctrl+c", "ctrl+shift", "+", "alt++", "a b c d", "f13", "é"],
)
def test_impossible_keys(text: str) -> None:
    """What terminals cannot send is not taken as a key, except the plus sign itself."""
    if text == "+":
        assert keynames.read(text) == ("plus",)
        return
    with pytest.raises(ValueError):  # noqa: PT011  # each has its own words
        keynames.read(text)


def test_signs_are_named_as_textual_names_them() -> None:
    """Every printable ASCII key is read to the name under which Textual reports it."""
    for symbol in string.printable.strip():
        assert keynames.read(symbol) == (_character_to_key(symbol),)
        assert keynames.shown(keynames.read(symbol)) == symbol


def test_names_people_use() -> None:
    """Common other names, any case and any order of modifiers are understood."""
    assert keynames.read("Esc") == ("escape",)
    assert keynames.read("PgUp") == ("pageup",)
    assert keynames.read("shift+ctrl+Left") == ("ctrl+shift+left",)
    assert keynames.shown(("escape",)) == "esc"


def test_the_footer_of_every_place() -> None:
    """Each place has a footer made of commands that work there and have a key."""
    keys = keymap({"owner": ""})
    for place in PLACES:
        shown = footer(keys, place)
        assert shown, place
        assert {row.id for row in shown} <= {row.id for row in rows(keys, place)}
    assert "owner" not in {row.id for row in footer(keys, "board")}


def test_keys_are_known_without_textual() -> None:
    """The command line lists and checks keys without loading the screens' library."""
    code = "import sys, tui.keys; tui.keys.keymap(); sys.exit('textual' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
