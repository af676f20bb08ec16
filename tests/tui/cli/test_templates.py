"""The commands of templates."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.cli.conftest import Run


def test_templates_by_commands_alone(run: Run, tmp_path: Path) -> None:
    """Added from a file, shown, changed, ordered, used no more, and used again."""
    body = tmp_path / "body.txt"
    body.write_text("\ufeffDear {{ client.name }},\r\n\r\n[/] =cmd", encoding="utf-8")
    made = run(
        "templates",
        "add",
        "Hi",
        "--channel",
        "email",
        "--subject",
        "Hello",
        "--body-file",
        body,
        "--json",
    ).json
    assert made["body"] == "Dear {{ client.name }},\n\n[/] =cmd"
    assert (made["channel"], made["active"]) == ("email", True)
    assert "Subject: Hello" in run("templates", "show", "Hi").out
    assert run("templates", "change", "hi", "--rename", "Ho").out == "Changed Ho.\n"
    run("templates", "reorder", "Ho", "--place", "1")
    listed = run("templates", "list", "--json").json["templates"]
    assert listed[0]["name"] == "Ho"
    run("templates", "deactivate", "Ho")
    assert run("templates", "show", "Ho", "--json").json["active"] is False
    run("templates", "activate", "Ho")


def test_fields_are_listed_with_the_studios_own(run: Run) -> None:
    """Every field with its words."""
    run("fields", "add", "session", "Second shooter")
    found = {
        row["field"]: row["words"] for row in run("templates", "fields", "--json").json["fields"]
    }
    assert found["session.custom.second_shooter"] == "Second shooter"
    assert "client.addressed" in found
    assert "client.addressed" in run("templates", "fields").out


def test_a_preview_is_of_a_real_record(run: Run) -> None:
    """Subject and body as they would go out."""
    run("new", "order", "--client", "Okafor, Ada", "--type", "Print")
    found = run("templates", "preview", "Order ready", "O-1001", "--json").json
    assert (found["ref"], found["subject"]) == ("O-1001", "Your order O-1001 is ready")
    assert found["body"].startswith("Dear Ada Okafor,")
    assert "Dear Ada Okafor" in run("templates", "preview", "Order ready", "O-1001").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("add", "X", "--body", "{{ client.nme }}"),
            "no field 'client.nme' (did you mean client.name",
        ),
        (("add", "X", "--body", "{% if client %}"), "line 1: '{% if … %}' is not closed"),
        (("add", "X", "--body-file", "/nowhere/x"), "No such file"),
        (("show", "Nothing"), "no template is called 'Nothing'"),
        (("preview", "Order ready", "O-9"), "O-9: there is no such record"),
        (("change", "Order ready"), "nothing to change was named"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(run: Run, words: tuple[str, ...], said: str) -> None:
    """With what to do, and no traceback."""
    errors = run("templates", *words, status=1).errors
    assert len(errors) == 1
    assert said in errors[0]


def test_a_file_that_is_no_text_is_refused(run: Run, tmp_path: Path) -> None:
    """Neither a picture nor a novel becomes a letter."""
    path = tmp_path / "x"
    path.write_bytes(b"\xff\xd8\xff")
    assert "is no text in UTF-8" in run("templates", "add", "X", "--body-file", path, status=1).err
    path.write_bytes(b"x" * 50_000)
    assert "too long" in run("templates", "add", "X", "--body-file", path, status=1).err


def test_html_comes_from_a_file_and_is_taken_away(run: Run, tmp_path: Path) -> None:
    """Beside the body, shown with it, and filled in with it."""
    page = tmp_path / "page.html"
    page.write_text("<p>Dear {{ client.name }}</p>\n", encoding="utf-8")
    words = ("--channel", "email", "--subject", "Hi", "--body", "Dear {{ client.name }}")
    made = run("templates", "add", "Hi", *words, "--html-file", page, "--json").json
    assert made["html"] == "<p>Dear {{ client.name }}</p>"
    assert "HTML:\n<p>Dear" in run("templates", "show", "Hi").out
    run("new", "order", "--client", "Okafor & <Sons>", "--type", "Print")
    found = run("templates", "preview", "Hi", "O-1001", "--json").json
    assert found["html"] == "<p>Dear Okafor &amp; &lt;Sons&gt;</p>"
    assert (found["characters"], found["parts"], found["encoding"]) == (None, None, None)
    assert "HTML:\n<p>Dear Okafor &amp;" in run("templates", "preview", "Hi", "O-1001").out
    assert run("templates", "change", "Hi", "--html", "", "--json").json["html"] == ""
    errors = run("templates", "add", "X", "--html-file", tmp_path / "none", status=1).errors
    assert errors[0].startswith("--html-file: ")


def test_an_sms_is_shown_with_its_length(run: Run) -> None:
    """About, as a template; exactly, for a record."""
    run("templates", "add", "Hi", "--channel", "sms", "--body", "Hi {{ client.first_name }}")
    shown = run("templates", "show", "Hi", "--json").json
    assert (shown["characters"], shown["parts"], shown["encoding"], shown["special"]) == (
        6, 1, "GSM-7", [],
    )  # fmt: skip
    said = run("templates", "show", "Hi").out
    assert "About 6 of 160 characters, 1 part, GSM-7, with examples in its fields" in said
    run("new", "order", "--client", "Nowak, Łucja", "--type", "Print")
    found = run("templates", "preview", "Hi", "O-1001", "--json").json
    assert (found["characters"], found["parts"], found["encoding"], found["special"]) == (
        8, 1, "UCS-2", ["Ł"],
    )  # fmt: skip
    said = run("templates", "preview", "Hi", "O-1001").out
    assert "8 of 70 characters, 1 part, UCS-2 because of Ł" in said
    other = run("templates", "show", "Order ready", "--json").json
    assert (other["characters"], other["special"]) == (None, None)
