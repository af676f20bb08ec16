"""The commands of layouts: shown, brought in, written."""

from __future__ import annotations

from pathlib import Path

from tests.tui.cli.conftest import Run

TWOS = 'name = "Twos"\ndescription = "Two"\nsheet = [10, 8]\nacross = 2\n'


def test_a_layout_is_shown(run: Run) -> None:
    """In numbers, as a picture of lines, and with every place in JSON."""
    said = run("layouts", "show", "8 wallets")
    assert "8 of 2.5 × 3.5 in" in said.out
    assert said.out.count("1: 2.5×3.5") == 8
    assert max(map(len, said.out.splitlines())) <= 60
    shape = run("layouts", "show", "8 WALLETS", "--json").json
    assert (shape["kind"], shape["places"], len(shape["slots"])) == ("slots", 8, 8)
    assert shape["slots"][1] == {
        "x": 2.5, "y": 0.0, "width": 2.5, "height": 3.5, "turn": 0, "picture": None, "fit": "fill",
    }  # fmt: skip
    assert "did you mean" in run("layouts", "show", "8 walets", status=1).err


def test_every_shipped_layout_is_listed_and_shown(run: Run) -> None:
    """None is broken, and each has a picture."""
    rows = run("layouts", "list", "--json").json["layouts"]
    assert len(rows) == 11
    assert {row["kind"] for row in rows} == {"slots", "contact", "roll"}
    for row in rows:
        assert "┌" in run("layouts", "show", row["name"]).out


def test_a_file_is_brought_in_and_written(run: Run, tmp_path: Path) -> None:
    """Under its own name or another; what is written is the same layout again."""
    path = tmp_path / "twos.toml"
    path.write_text(TWOS, encoding="utf-8")
    made = run("layouts", "import", path, "--json").json
    assert (made["name"], made["description"], made["cell_width"]) == ("Twos", "Two", 5)
    assert run("layouts", "import", path, "--name", "Other").out == "Brought in Other.\n"
    out = tmp_path / "out.toml"
    run("layouts", "export", "Twos", "-o", out)
    assert run("layouts", "export", "Twos").out == out.read_text(encoding="utf-8")
    assert "is there already" in run("layouts", "export", "Twos", "-o", out, status=1).err
    run("layouts", "export", "Twos", "-o", out, "--force")
    other = tmp_path / "other.txt"
    other.write_text("mine", encoding="utf-8")
    said = run("layouts", "export", "Twos", "-o", other, "--force", status=1)
    assert "no layout; it is not replaced" in said.err
    assert run("layouts", "import", out, "--json").json["across"] == 2


def test_trying_brings_in_nothing(run: Run, tmp_path: Path) -> None:
    """It is answered as if, and is not there."""
    path = tmp_path / "twos.toml"
    path.write_text(TWOS, encoding="utf-8")
    run("layouts", "import", path, "--dry-run")
    run("layouts", "show", "Twos", status=1)
    run("layouts", "export", "4 4x5", "-o", tmp_path / "x.toml", "--dry-run")
    assert not (tmp_path / "x.toml").exists()


def test_a_printers_package(run: Run, tmp_path: Path) -> None:
    """Its pixels become inches and come out as the same pixels."""
    path = tmp_path / "Kiosk.kpg"
    path.write_text("Type: KPKG\nVersion: 1.0\n0, 0, 750, 1050\n750, 0, 750, 1050\n", "utf-8")
    made = run("layouts", "import", path, "--sheet", "10x8", "--json").json
    assert (made["name"], made["width"], made["places"], made["repeats"]) == ("Kiosk", 10, 2, True)
    out = tmp_path / "out.kpg"
    run("layouts", "export", "Kiosk", "-o", out)
    assert out.read_text("utf-8") == path.read_text("utf-8")
    assert "no size in inches" in run("layouts", "import", path, "--sheet", "x", status=1).err
    said = run("layouts", "export", "Roll 24 in", "-o", tmp_path / "r.kpg", status=1)
    assert "no fixed places" in said.err


def test_a_definition_from_a_file(run: Run, tmp_path: Path) -> None:
    """Added and changed with it, taken away again; mistakes name the file and the line."""
    path = tmp_path / "a.toml"
    path.write_text(TWOS, encoding="utf-8")
    made = run("layouts", "add", "Mine", "--file", path, "--json").json
    assert (made["across"], made["definition"]) == (2, TWOS)
    assert "by its definition" in run("layouts", "change", "Mine", "--across", "3", status=1).err
    assert run("layouts", "change", "Mine", "--file", "none", "--across", "3", "--json").json[
        "across"
    ] == 3  # fmt: skip
    path.write_text("sheet = [8, 10]\nacros = 2\n", encoding="utf-8")
    said = run("layouts", "change", "Mine", "--file", path, status=1)
    assert f"{path}:2: acros: means nothing here (did you mean across" in said.err
    path.write_bytes(b"\xff\xfe\x00")
    assert "UTF-8" in run("layouts", "import", path, status=1).err
    assert "No such file" in run("layouts", "import", tmp_path / "none.toml", status=1).err
