"""The settings file is found, read into typed tables, and every mistake in it is told."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import NoStudio, Refused
from store.settings import FILE, VARIABLE, Settings, default_text, find, load
from store.tomlfile import read

ROOT = Path(__file__).parents[2]
Write = Callable[[str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes a `studio.toml` and returns its path."""

    def written(content: str | bytes) -> Path:
        path = tmp_path / FILE
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return written


def problems(path: Path) -> list[str]:
    """Return what is wrong with a file, without the folder it lies in."""
    with pytest.raises(Refused) as caught:
        load(path)
    return [line.replace(f"{path.parent}/", "") for line in caught.value.problems]


def test_the_default_file_says_the_defaults(write: Write) -> None:
    """The shipped file, as it is and with nothing in it, gives the same settings."""
    path = write(default_text())
    assert load(path) == Settings(path)
    assert load(write("")) == Settings(path)


def test_the_example_at_the_root_is_the_shipped_one() -> None:
    """There is one default file, seen at the root and shipped with the package."""
    assert (ROOT / FILE).read_text("utf-8") == default_text()


def test_every_commented_example_is_right(write: Write) -> None:
    """Taking the comment mark from every example gives a file without mistakes."""
    lines = default_text().splitlines()
    bare = [
        line.replace("# ", "", 1) if line.lstrip().startswith("# ") and " = " in line else line
        for line in lines
    ]
    settings = load(write("\n".join(bare)))
    assert (settings.studio.country, settings.studio.subdivision) == ("US", "NY")
    assert settings.calendar.holidays[0].date == date(2026, 12, 24)
    assert settings.secrets == {"mail_password": "env:SAFELIGHT_MAIL_PASSWORD"}


def test_values_are_typed(write: Write) -> None:
    """Times, dates, zones and paths arrive as what they are."""
    settings = load(
        write(
            """
            [studio]
            name = "Larkin Studio"
            timezone = "Europe/Berlin"
            country = "de"
            [calendar]
            work_week = ["sat", "mon"]
            opens = 08:30:00
            closes = "20:15"
            holidays = [{ date = 2026-12-24, name = "Eve" }, { date = "2027-01-02" }]
            [due]
            method = "backward"
            soon_days = 0.5
            [keys]
            cards.advance = "a,ctrl+n"
            "cards.back" = "A"
            [store]
            url = "sqlite:////srv/larkin.db"
            [folders]
            pictures = "/srv/pictures"
            """
        )
    )
    assert settings.zone.key == "Europe/Berlin"
    assert settings.studio.country == "DE"
    assert settings.calendar.work_week == ("mon", "sat")
    assert (settings.calendar.opens, settings.calendar.closes) == (time(8, 30), time(20, 15))
    assert [day.name for day in settings.calendar.holidays] == ["Eve", "holiday"]
    assert (settings.due.method, settings.due.soon_days) == ("backward", 0.5)
    assert settings.keys == {"cards.advance": "a,ctrl+n", "cards.back": "A"}
    assert settings.database == Path("/srv/larkin.db")
    assert settings.pictures == Path("/srv/pictures")
    assert settings.logs == settings.folder / "logs"
    assert settings.backups == settings.folder / "backups"


def test_places_are_known(write: Write) -> None:
    """Whoever finds a fault later can still name file and line."""
    path = write('[keys]\n\ncards.advance = "a"\n"cards.back" = "b"\n')
    settings = load(path)
    assert settings.place("keys.cards.advance") == f"{path}:3"
    assert settings.place("keys.cards.back") == f"{path}:4"
    assert settings.place("keys.other") == f"{path}:1"
    assert settings.place("due.method") == str(path)
    assert Settings(path).place("due.method") == str(path)


def test_every_mistake_is_told_at_once(write: Write) -> None:
    """Each mistake has its line, and wrong words the nearest right ones."""
    path = write(
        "[studioo]\n[studio]\ntimezone = 'Berlin'\n[due]\nmetod = 'x'\nmethod = 'foward'\n"
    )
    table, zone, key, value = problems(path)
    assert table == "studio.toml:1: there is no table [studioo] (did you mean studio?)"
    assert zone.startswith('studio.toml:3: [studio] timezone = "Berlin" is not a time zone')
    assert zone.endswith("(did you mean Europe/Berlin?)")
    assert key == "studio.toml:5: [due] has no key metod (did you mean method?)"
    assert value.startswith('studio.toml:6: [due] method = "foward" must be one of forward,')
    assert value.endswith("(did you mean forward?)")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("[calendar]\nopens = '25:00'", "time of day"),
        ("[calendar]\nopens = '19:00'", "closes must be later"),
        ("[calendar]\nwork_week = []", "list of weekdays"),
        ("[calendar]\nwork_week = ['monday']", "did you mean mon?"),
        ("[calendar]\nwork_week = [1]", "none of mon, tue"),
        ("[calendar]\nholidays = 'never'", "must be a list"),
        ("[calendar]\nholidays = [{ date = '2026-13-01' }]", "not a day"),
        ("[calendar]\nholidays = [{ date = 2026-12-01T10:00:00 }]", "not a day"),
        ("[calendar]\nholidays = [{ date = 2026-12-01, nam = 'x' }]", "has an entry"),
        ("[calendar]\nholidays = [{ date = 2026-12-01, name = '' }]", "whose name must not be"),
        ("[studio]\nname = ''", "must not be empty"),
        ('[studio]\nname = "a\\u001b[31m"', "plain text"),
        ('[studio]\nname = "a\\u202eb"', "plain text"),
        (f"[studio]\nname = '{'x' * 201}'", "too long"),
        ("[studio]\nname = 5", "a text in quotes"),
        ("[studio]\ntimezone = 'Mars/Olympus'", "use a name such as"),
        ("[studio]\ntimezone = '/etc/passwd'", "not a time zone"),
        ("[studio]\ntimezone = 'Europe'", "not a time zone"),
        ("[studio]\ncountry = 'Germany'", "code of 2 letters"),
        ("[studio]\nsubdivision = 'NY'", "needs a country"),
        ("[studio]\ncurrency = '€'", "code of 3 letters"),
        ("[clock]\nlease_seconds = '15'", "without quotes"),
        ("[clock]\nlease_seconds = nan", "between"),
        ("[clock]\ntick_seconds = inf", "between"),
        ("[clock]\ntick_seconds = true", "not true or false"),
        ("[boards]\nrefresh_ms = 1", "between 50 and 60000"),
        ("[boards]\nrefresh_ms = 250.5", "a whole number"),
        ("[boards]\ncolours = 'truecolour'", "did you mean truecolor?"),
        ("[keys]\ncards.advance = 3", "[keys] cards.advance must be a text"),
        ("[keys]\ncards = {}", "[keys] cards must be a text"),
        ("[store]\nurl = 'safelight.db'", "sqlite:///FILE"),
        ("[store]\nurl = 'postgresql://host/db'", "sqlite:///FILE"),
        ("[store]\nurl = 'sqlite:///'", "sqlite:///FILE"),
        ("[store]\nurl = 'sqlite://[x/y'", "must be an address"),
        ("[folders]\nlogs = '~nobody-of-this-name/x'", "home folder"),
        ("timezone = 'UTC'", "it belongs in [studio]"),
        ("colour = 1", "stands outside of every table; remove it"),
        ("studio = 1", "[studio] must be a table, not a number"),
        ("[[due]]\nmethod = 'forward'", "[due] must be a table, not a list"),
    ],
)
def test_wrong_values(write: Write, line: str, says: str) -> None:
    """A wrong value is one line that says what is right instead."""
    (problem,) = problems(write(line + "\n"))
    assert says in problem
    assert "\x1b" not in problem
    assert "\u202e" not in problem


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"[studio\n", "studio.toml:1: not valid TOML in column 8"),
        (b"[studio", "not valid TOML"),
        (b"a = 1\na = 2\n", "not valid TOML"),
        (b"\xff\xfe[\x00", "studio.toml:1: not UTF-8"),
        (b"[studio]\nname = 'M\xfcller'\n", "studio.toml:2: not UTF-8"),
        (b"x = " + b"[" * 100_000, "nested too deeply"),
        (b"x = " + b"9" * 5_000, "too many digits"),
        (b"#" * 1_000_001, "too large"),
    ],
)
def test_files_that_are_no_settings(write: Write, content: bytes, says: str) -> None:
    """Whatever is in the file, the answer is one clear line."""
    (problem,) = problems(write(content))
    assert says in problem


@given(st.binary(max_size=300))
def test_any_bytes_are_answered(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    """No content makes reading fail in any other way than by a refusal."""
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_bytes(content)
    with contextlib.suppress(Refused):
        load(path)


def test_a_byte_order_mark_is_skipped(write: Write) -> None:
    """A file saved by an editor that marks its encoding is read."""
    assert load(write(b"\xef\xbb\xbf[due]\r\nsoon_days = 2\r\n")).due.soon_days == 2


def test_unreadable_files(tmp_path: Path) -> None:
    """A missing file and a folder in its place are named."""
    with pytest.raises(Refused, match="safelight init"):
        load(tmp_path / FILE)
    with pytest.raises(Refused, match="cannot be read"):
        load(tmp_path)


def test_secrets_are_never_written_here(write: Write) -> None:
    """A literal secret is refused wherever it stands, and not repeated."""
    told = problems(
        write(
            '[secrets]\nmail = "hunter2"\nnumber = 5\n'
            '[store]\npassword = "hunter2"\nurl = "sqlite://me:hunter2@host/x"\n'
        )
    )
    assert len(told) == 4
    assert "hunter2" not in "".join(told)
    assert "env:NAME, file:PATH or keyring:SERVICE/NAME" in told[0]


def test_lines_inside_texts_do_not_confuse(write: Write) -> None:
    """Headers and keys that are only mentioned in comments and lists are not taken for real."""
    path = write('# [due]\n# method = "x"\n[calendar]\nholidays = [\n]\n[due]\nmethod = "x"\n')
    assert read(path).lines == {
        "calendar": 3,
        "calendar.holidays": 4,
        "due": 6,
        "due.method": 7,
    }


def test_a_new_file_with_other_values(write: Write) -> None:
    """The default can be written with a studio's own name, zone and country."""
    changes = {
        "studio.name": 'Lärkin "& Sons" \\ 👩‍👧',
        "studio.country": "DE",
        "calendar.work_week": ["mon", "tue"],
        "clock.lease_seconds": 1,
        "store.url": "sqlite:///other.db",
    }
    settings = load(write(default_text(changes)))
    assert settings.studio.name == changes["studio.name"]
    assert settings.studio.country == "DE"
    assert settings.calendar.work_week == ("mon", "tue")
    assert settings.clock.lease_seconds == 1
    assert settings.database.name == "other.db"
    assert default_text(changes).count("\n") == default_text().count("\n")


@pytest.mark.parametrize("key", ["studio.nam", "due.name", "calendar.holidays", "studios.name"])
def test_only_shown_keys_can_be_changed(key: str) -> None:
    """A key that the default does not show on one line is a mistake of the program."""
    with pytest.raises(KeyError):
        default_text({key: "x"})


def test_the_studio_is_found(tmp_path: Path) -> None:
    """What was given wins over the environment, that over the folder and the folders above."""
    for name in ("here", "there", "given"):
        (tmp_path / name / "deep").mkdir(parents=True)
        (tmp_path / name / FILE).touch()
    here, there, given = (tmp_path / name / FILE for name in ("here", "there", "given"))
    deep = tmp_path / "here" / "deep"
    assert find(deep, {}) == here
    assert find(deep, {VARIABLE: ""}) == here
    assert find(deep, {VARIABLE: str(there.parent)}) == there
    assert find(deep, {VARIABLE: "../../there"}).samefile(there)
    assert find(deep, {VARIABLE: str(there)}, given) == given
    assert find(deep, {}, str(given.parent)) == given


@pytest.mark.parametrize("given", [None, "missing", ".", "\0"])
def test_no_studio(tmp_path: Path, given: str | None) -> None:
    """Without a studio the answer names both ways to get one."""
    with pytest.raises(NoStudio) as caught:
        find(tmp_path, {}, given)
    assert "safelight init" in str(caught.value)
    assert "safelight demo" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_named_studio_is_not_looked_for_elsewhere(tmp_path: Path) -> None:
    """A wrong path never falls back on a studio that happens to be near."""
    (tmp_path / FILE).touch()
    with pytest.raises(NoStudio, match=VARIABLE):
        find(tmp_path, {VARIABLE: str(tmp_path / "missing")})


def test_reading_settings_is_light() -> None:
    """Nothing heavy is imported for the settings: every command pays for them."""
    program = "import store.settings, sys; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert not {"holidays", "keyring", "peewee", "textual", "asyncio"} & set(loaded)


def test_names_of_a_sessions_folders(write: Write) -> None:
    """They are names, not paths, and no two are alike; the cache is a folder like the others."""
    found = load(write('[session_folders]\nraw = "RAW"\n[folders]\ncache = "/var/cache/x"'))
    assert (found.session_folders.raw, found.session_folders.hires) == ("RAW", "Hi-Res")
    assert found.cache == Path("/var/cache/x")
    assert problems(write('[session_folders]\nraw = "../Raw"\npreviews = "hi-res"')) == [
        'studio.toml:2: [session_folders] raw = "../Raw" must be the name of a folder such as '
        '"Hi-Res", not a path',
        'studio.toml:3: [session_folders] previews and hires are both "hi-res"; give each a name '
        "of its own",
    ]
