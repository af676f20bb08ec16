"""Command lines are read the same way wherever their options stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.cli.conftest import Run
from tui.cli import registry
from tui.cli.parsing import Usage, split
from tui.main import main


@pytest.mark.parametrize(
    ("words", "parted"),
    [
        ([], ([], None, [])),
        (["board"], ([], "board", [])),
        (["--studio", "x", "board", "tasks"], (["--studio", "x"], "board", ["tasks"])),
        (["--at=+3d", "--json", "hub"], (["--at=+3d", "--json"], "hub", [])),
        (["--board", "tasks"], (["--board", "tasks"], None, [])),
    ],
)
def test_the_command_is_found_behind_options(words: list[str], parted: tuple[object, ...]) -> None:
    """A value of an option before the command is not taken for the command."""
    assert split(words) == parted


@pytest.mark.parametrize(
    "words",
    [
        ["--json", "--dry-run", "--as", "ana", "--studio", "x", "advance", "O-1", "O-2"],
        ["advance", "O-1", "O-2", "--json", "--dry-run", "--as", "ana", "--studio", "x"],
        ["advance", "O-1", "--json", "--as=ana", "O-2", "--dry-run", "--studio=x"],
        ["--json", "advance", "--dry-run", "O-1", "O-2", "--studio", "x", "--as", "ana"],
    ],
)
def test_options_of_every_command_stand_anywhere(words: list[str]) -> None:
    """Before, behind and between: the same command line."""
    found = registry.read(words)
    assert (found.refs, found.json, found.dry_run) == (["O-1", "O-2"], True, True)
    assert (found.acting_as, found.studio, found.command) == ("ana", "x", "advance")


def test_options_stand_before_and_behind_a_second_word() -> None:
    """Two-word commands take the options of every command too."""
    for words in (["--json", "users", "list"], ["users", "--json", "list"]):
        assert registry.read(words).json
    assert registry.read(["users", "list", "--json"]).json


@pytest.mark.parametrize(
    ("words", "name", "value"),
    [
        (["board", "--filter", "-late"], "filter", "-late"),
        (["board", "--filter", "-vendor:x or -late"], "filter", "-vendor:x or -late"),
        (["advance", "O-1", "--due", "-3d"], "due", "-3d"),
        (["pay", "I-1001", "-20.00"], "amount", "-20.00"),
        (["advance", "O-1", "--note", "--not-complete"], None, None),
    ],
)
def test_values_that_begin_with_a_minus(words: list[str], name: str | None, value: str) -> None:
    """They belong to their option, unless they are options themselves."""
    if name is None:
        with pytest.raises(Usage, match="expected one argument"):
            registry.read(words)
    else:
        assert getattr(registry.read(words), name) == value


def test_the_shooting_and_the_clock_have_their_own_at() -> None:
    """Behind `new session` the option is the time of the shooting, before it is the clock."""
    found = registry.read(["--at", "+1d", "new", "session", "--client", "A", "--at", "fri"])
    assert (found.at, found.held) == ("+1d", "fri")
    assert registry.read(["new", "task", "--subject", "x", "--at", "fri"]).at == "fri"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["advnce"], "no command 'advnce' (did you mean advance"),
        (["board", "--jso"], "unrecognized arguments: --jso"),
        (["advance"], "the following arguments are required: REF"),
        (["users"], "the following arguments are required: VERB"),
        (["users", "ad"], "invalid choice: 'ad'"),
        (["board", "--limit", "x"], "--limit: 'x' is not a whole number"),
        (["board", "--limit", "0"], "numbers begin at 1"),
        (["log", "--limit", "-1"], "'-1' is not a whole number"),
        (["undo", "9" * 5000], "numbers go up to 1000000000000"),
        (["triggers", "skip", "9" * 20], "numbers go up to 1000000000000"),
        (["new", "task", "--number", "1000000000"], "numbers go up to 999999999"),
        (["vendors", "add", "X", "--number", "9" * 20], "numbers go up to 999999999"),
        (["board", "nosuch"], "no board is called 'nosuch'"),
        (["--board", "nosuch"], "no board is called 'nosuch'"),
        (["list", "nosuch"], "there is no list of 'nosuch'"),
        (["views", "save", "nosuch", "x"], "no board is called 'nosuch'"),
        (["import", "cats", "x"], "invalid choice: 'cats'"),
        (["who", ""], "say whom you look for"),
        (["--nonsense"], "unrecognized arguments: --nonsense"),
    ],
)
def test_wrong_usage_is_one_line_and_status_2(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """It says what is wrong and where help is; words are never guessed from their beginnings."""
    assert main(words) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert "--help" in error


def test_every_command_has_help(capsys: pytest.CaptureFixture[str]) -> None:
    """Each command's module is there and its help can be shown."""
    for name in registry.COMMANDS:
        assert main([name, "--help"]) == 0
        assert f"safelight {name}" in capsys.readouterr().out
        for verb in registry.parser_of(name).verbs:
            assert main([name, verb, "--help"]) == 0
            assert f"safelight {name} {verb}" in capsys.readouterr().out
    assert main(["--help"]) == 0
    listing = capsys.readouterr().out
    assert all(f"  {name} " in listing for name in registry.COMMANDS)


def test_no_studio_is_told_with_both_ways_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The one line names `init` and `demo`; the status is 2."""
    monkeypatch.delenv("SAFELIGHT_STUDIO", raising=False)
    monkeypatch.chdir(tmp_path)
    for words in (["board"], [], ["--studio", str(tmp_path / "none"), "hub", "--json"]):
        assert main(words) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err.count("\n") == 1
        assert "safelight init" in said.err
        assert "safelight demo" in said.err


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    """It needs no studio."""
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("safelight ")
    assert main(["--version", "--json"]) == 0
    assert '"version"' in capsys.readouterr().out


def test_at_says_what_it_cannot_read(run: Run) -> None:
    """A time that is none is refused, naming the option."""
    assert run("hub", at="noonish", status=1).errors[0].startswith("--at: ")


def test_a_client_number_is_never_a_name(run: Run) -> None:
    """However long, digits are looked up as a number."""
    for digits in ("99999", "9223372036854775808", "9" * 5000):
        answer = run("new", "task", "--client", f"#{digits}", "--subject", "x", status=1)
        assert "there is no client number 9" in answer.err
        assert len(answer.errors) == 1


def test_an_impossible_offset_is_told_in_plain_words(run: Run) -> None:
    """Nothing of the language the program is written in is shown."""
    answer = run("hub", at="2026-11-22T10:00+25:00", status=1)
    assert "is not a moment; check its day, its time and its offset" in answer.err
    assert "timedelta" not in answer.err
