"""The studio's settings: `studio.toml` found, read, checked and made into typed tables.

Every mistake in the file is collected and told at once, each with its line. How one value is read
is in `values`; what a secret reference stands for is in `secrets`; public holidays and key names
are checked by those who know them.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import time
from pathlib import Path
from types import MappingProxyType
from typing import Literal, TypeVar
from zoneinfo import ZoneInfo

from store import mailsettings, smssettings, values
from store.errors import NoStudio, Refused, did_you_mean
from store.mailsettings import MailSettings
from store.secrets import HOW, is_reference
from store.smssettings import SmsSettings
from store.text import safe
from store.tomlfile import TomlFile, read
from store.values import Holiday, Reader, reading

FILE = "studio.toml"
"""The name of the settings file in a studio's folder."""

VARIABLE = "SAFELIGHT_STUDIO"
"""The environment variable that names the studio."""

T = TypeVar("T")


def _key(reader: Reader, default: T) -> T:
    """Declare a key: how its value is read, and what holds when the file says nothing."""
    declared: T = field(default=default, metadata={"reader": reader})
    return declared


@dataclass(frozen=True)
class StudioSettings:
    """`[studio]`: who and where the studio is; `country` is empty without public holidays.

    `address`, `phone` and `email` head what is printed; `paper` is what it is printed on.
    """

    name: str = _key(values.text, "My studio")
    timezone: str = _key(values.timezone, "UTC")
    country: str = _key(reading(values.code, 2, "US or DE"), "")
    subdivision: str = _key(values.text, "")
    currency: str = _key(reading(values.code, 3, "USD or EUR"), "USD")
    address: str = _key(values.text, "")
    phone: str = _key(values.text, "")
    email: str = _key(values.text, "")
    paper: Literal["auto", "a4", "letter"] = _key(
        reading(values.one_of, ("auto", "a4", "letter")), "auto"
    )


@dataclass(frozen=True)
class CalendarSettings:
    """`[calendar]`: when the studio is open."""

    work_week: tuple[str, ...] = _key(values.work_week, values.WEEKDAYS[:5])
    opens: time = _key(values.time_of_day, time(9))
    closes: time = _key(values.time_of_day, time(18))
    holidays: tuple[Holiday, ...] = _key(values.holidays, ())


@dataclass(frozen=True)
class DueSettings:
    """`[due]`: how due dates are computed unless a track says otherwise."""

    method: Literal["forward", "backward"] = _key(
        reading(values.one_of, ("forward", "backward")), "forward"
    )
    count: Literal["business", "calendar"] = _key(
        reading(values.one_of, ("business", "calendar")), "business"
    )
    soon_days: float = _key(reading(values.number, 0, 365), 1.0)


@dataclass(frozen=True)
class ClockSettings:
    """`[clock]`: how long a silent holder keeps the clock, and how often it looks."""

    lease_seconds: float = _key(reading(values.number, 0.5, 3_600), 15.0)
    tick_seconds: float = _key(reading(values.number, 0.05, 3_600), 5.0)


@dataclass(frozen=True)
class TriggerSettings:
    """`[triggers]`: when messages of triggers wait for a person; no `brake` with 0."""

    brake: int = _key(reading(values.whole, 0, 100_000), 25)
    late_hours: float = _key(reading(values.number, 0.5, 8_760), 24.0)


@dataclass(frozen=True)
class RenderSettings:
    """`[render]`: how much is rendered at once, when, and what is too large to be tried.

    `workers` 0: one for each processor; `memory_mb` 0: half of the machine's memory for all of them
    together. `hours` is empty, or from-to as in "07:00-22:00"; outside it nothing begins.
    """

    workers: int = _key(reading(values.whole, 0, 64), 0)
    memory_mb: int = _key(reading(values.whole, 0, 10_000_000), 0)
    hours: str = _key(values.hours, "")
    in_boards: bool = _key(values.yes_or_no, True)
    most_megapixels: int = _key(reading(values.whole, 1, 4_000), 400)
    timeout_seconds: float = _key(reading(values.number, 1, 3_600), 120.0)
    tries: int = _key(reading(values.whole, 1, 100), 5)

    @property
    def most_pixels(self) -> int:
        """Pictures with more pixels are not opened."""
        return self.most_megapixels * 1_000_000


@dataclass(frozen=True)
class BoardSettings:
    """`[boards]`: how the screens look and how often they look for changes."""

    theme: str = _key(values.text, "auto")
    colours: str = _key(reading(values.one_of, ("auto", "truecolor", "256", "16", "none")), "auto")
    refresh_ms: int = _key(reading(values.whole, 50, 60_000), 250)
    detail: str = _key(reading(values.one_of, ("auto", "right", "below", "off")), "auto")


@dataclass(frozen=True)
class StoreSettings:
    """`[store]`: where the database lies (`url`, relative to the studio) and how long to wait."""

    url: Path = _key(values.database, Path("safelight.db"))
    busy_timeout_seconds: float = _key(reading(values.number, 0, 600), 8.0)


@dataclass(frozen=True)
class FolderSettings:
    """`[folders]`: where files are kept; relative paths count from the studio's folder."""

    pictures: Path = _key(values.folder, Path("pictures"))
    cache: Path = _key(values.folder, Path("cache"))
    logs: Path = _key(values.folder, Path("logs"))
    backups: Path = _key(values.folder, Path("backups"))


@dataclass(frozen=True)
class SessionFolderSettings:
    """`[session_folders]`: what the five folders of a session are called."""

    raw: str = _key(values.folder_name, "Raw")
    hires: str = _key(values.folder_name, "Hi-Res")
    previews: str = _key(values.folder_name, "Previews")
    retouched: str = _key(values.folder_name, "Retouched")
    rendered: str = _key(values.folder_name, "Rendered")


@dataclass(frozen=True)
class LogSettings:
    """`[log]`: what is logged, and how much of it is kept."""

    level: str = _key(reading(values.one_of, ("debug", "info", "warning", "error")), "info")
    max_bytes: int = _key(reading(values.whole, 10_000, 1_000_000_000), 2_000_000)
    backups: int = _key(reading(values.whole, 1, 1_000), 5)


@dataclass(frozen=True)
class Settings:
    """Everything a `studio.toml` says, with defaults for what it leaves out."""

    file: Path
    studio: StudioSettings = field(default_factory=StudioSettings)
    calendar: CalendarSettings = field(default_factory=CalendarSettings)
    due: DueSettings = field(default_factory=DueSettings)
    clock: ClockSettings = field(default_factory=ClockSettings)
    triggers: TriggerSettings = field(default_factory=TriggerSettings)
    render: RenderSettings = field(default_factory=RenderSettings)
    boards: BoardSettings = field(default_factory=BoardSettings)
    keys: Mapping[str, str] = field(default_factory=dict)
    store: StoreSettings = field(default_factory=StoreSettings)
    folders: FolderSettings = field(default_factory=FolderSettings)
    session_folders: SessionFolderSettings = field(default_factory=SessionFolderSettings)
    log: LogSettings = field(default_factory=LogSettings)
    mail: MailSettings = field(default_factory=MailSettings)
    sms: SmsSettings = field(default_factory=SmsSettings)
    secrets: Mapping[str, str] = field(default_factory=dict)
    source: TomlFile | None = field(default=None, repr=False, compare=False)

    @property
    def folder(self) -> Path:
        """The studio's folder."""
        return self.file.parent

    @property
    def zone(self) -> ZoneInfo:
        """The studio's time zone."""
        return ZoneInfo(self.studio.timezone)

    @property
    def database(self) -> Path:
        """The path of the database file."""
        return self.folder / self.store.url

    @property
    def pictures(self) -> Path:
        """The folder of the sessions' pictures."""
        return self.folder / self.folders.pictures

    @property
    def cache(self) -> Path:
        """The folder of what can be made again: thumbnails."""
        return self.folder / self.folders.cache

    @property
    def logs(self) -> Path:
        """The folder of the log."""
        return self.folder / self.folders.logs

    @property
    def backups(self) -> Path:
        """The folder of the database's copies."""
        return self.folder / self.folders.backups

    def place(self, key: str) -> str:
        """Return where a key such as `keys.cards.advance` is set, as `studio.toml:12`."""
        return self.source.place(key) if self.source else str(self.file)


_TABLES: Mapping[str, type] = MappingProxyType(
    {
        "studio": StudioSettings,
        "calendar": CalendarSettings,
        "due": DueSettings,
        "clock": ClockSettings,
        "triggers": TriggerSettings,
        "render": RenderSettings,
        "boards": BoardSettings,
        "store": StoreSettings,
        "folders": FolderSettings,
        "session_folders": SessionFolderSettings,
        "log": LogSettings,
        "mail": MailSettings,
        "sms": SmsSettings,
    }
)
_FREE = ("keys", "secrets")


def find(start: Path, environ: Mapping[str, str], given: Path | str | None = None) -> Path:
    """Return the path of the `studio.toml` to use.

    Looks at what was given, else at `$SAFELIGHT_STUDIO`, else in `start` and the folders above it.
    Raises `NoStudio` when there is none.
    """
    start = Path(os.path.abspath(start))  # noqa: PTH100 - links stay as they are
    named = given or environ.get(VARIABLE)
    if named:
        path = start / named
        for candidate in (path / FILE, path):
            if os.path.isfile(candidate):  # noqa: PTH113 - this one never raises
                return candidate
        source = "--studio" if given else f"${VARIABLE}"
        where = f"in {safe(str(path), 500)} ({source})"
    else:
        for place in (start, *start.parents):
            if os.path.isfile(place / FILE):  # noqa: PTH113 - the same
                return place / FILE
        where = f"in {start} or above it"
    raise NoStudio(
        f"No studio {where}: there is no {FILE}; "
        "make one with 'safelight init DIR', or a furnished one with 'safelight demo DIR'"
    )


def load(path: Path) -> Settings:
    """Read a `studio.toml`; raises `Refused` with every mistake in it, one line each."""
    source = read(path)
    problems: list[str] = []
    tables: dict[str, object] = {}
    for name, content in source.data.items():
        if not isinstance(content, dict):
            problems.append(f"{source.place(name)}: {_astray(name, content)}")
        elif name in _FREE:
            tables[name] = MappingProxyType(_free(source, name, content, problems))
        elif name in _TABLES:
            tables[name] = _table(source, name, content, problems)
        else:
            hint = did_you_mean(name, (*_TABLES, *_FREE)) or "; remove it"
            problems.append(f"{source.place(name)}: there is no table [{safe(name, 60)}]{hint}")
    settings = Settings(file=path, source=source, **tables)  # type: ignore[arg-type] # by name
    problems.extend(_together(settings))
    if problems:
        raise Refused(problems)
    return settings


def default_text(changes: Mapping[str, object] | None = None) -> str:
    """Return the commented default file, with other values for keys such as `studio.name`.

    A value may be a text, a number, true or false, or a list of these; `KeyError` for a key that
    the default does not show.
    """
    lines = Path(__file__).with_name("studio_default.toml").read_text("utf-8").splitlines()
    for key, value in (changes or {}).items():
        table, _, name = key.partition(".")
        shown = re.compile(rf"(?:# )?{re.escape(name)} = (?!\[$)[^#]*?(\s*#.*)?")
        inside = False
        for number, line in enumerate(lines):
            inside = line.startswith(f"[{table}]") or (inside and not line.startswith("["))
            found = shown.fullmatch(line) if inside else None
            if found:
                lines[number] = f"{name} = {_toml(value)}{found[1] or ''}"
                break
        else:
            raise KeyError(key)
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    """Write a value: TOML takes JSON's texts, numbers and lists, except for an unescaped DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _astray(name: str, value: object) -> str:
    """Say what is wrong with something that stands outside of every table."""
    if name in _TABLES or name in _FREE:
        return f"[{name}] must be a table, not {values.kind(value)}"
    owners = [table for table, made in _TABLES.items() if name in _names(made)]
    remedy = f"; it belongs in [{owners[0]}]" if owners else "; remove it"
    return f"{safe(name, 60)} stands outside of every table{remedy}"


def _names(made: type) -> list[str]:
    return [key.name for key in fields(made)]


def _table(
    source: TomlFile, table: str, content: Mapping[str, object], problems: list[str]
) -> object:
    made = _TABLES[table]
    readers: dict[str, Reader] = {key.name: key.metadata["reader"] for key in fields(made)}
    found: dict[str, object] = {}
    for key, value in content.items():
        place = source.place(f"{table}.{key}")
        if key not in readers:
            hint = did_you_mean(key, readers) or f"; it has {', '.join(readers)}"
            problems.append(f"{place}: [{table}] has no key {safe(key, 60)}{hint}")
            continue
        try:
            found[key] = readers[key](value)
        except ValueError as error:
            problems.append(f"{place}: [{table}] {key}{_shown(value)} {error}")
    return made(**found)


def _free(
    source: TomlFile, table: str, content: Mapping[str, object], problems: list[str]
) -> dict[str, str]:
    """Read a table whose keys are the studio's own; dotted keys may stand without quotes."""
    found: dict[str, str] = {}
    for key, value in _flat(content):
        place = f"{source.place(f'{table}.{key}')}: [{table}] {safe(key, 60)}"
        if table == "secrets" and not (isinstance(value, str) and is_reference(value)):
            problems.append(f"{place} is not a reference to a secret; {HOW}")
            continue
        try:
            found[key] = values.text(value)
        except ValueError as error:
            problems.append(f"{place} {error}")
    return found


def _flat(content: Mapping[str, object], before: str = "") -> Iterator[tuple[str, object]]:
    for key, value in content.items():
        if isinstance(value, dict) and value:
            yield from _flat(value, f"{before}{key}.")
        else:
            yield before + key, value


def _together(settings: Settings) -> Iterator[str]:
    """Find values that are right alone and wrong together."""
    calendar = settings.calendar
    if calendar.opens >= calendar.closes:
        yield (
            f"{settings.place('calendar.closes')}: [calendar] closes must be later in the day "
            f"than opens ({calendar.opens:%H:%M})"
        )
    if settings.studio.subdivision and not settings.studio.country:
        yield (
            f"{settings.place('studio.subdivision')}: [studio] subdivision needs a country; "
            'add one such as country = "US"'
        )
    yield from mailsettings.problems(settings.mail, settings.secrets, settings.place)
    yield from smssettings.problems(settings.sms, settings.secrets, settings.place)
    names: dict[str, str] = {}
    for key in _names(SessionFolderSettings):
        name = getattr(settings.session_folders, key)
        other = names.setdefault(name.casefold(), key)
        if other != key:
            yield (
                f"{settings.place(f'session_folders.{key}')}: [session_folders] {key} and {other} "
                f'are both "{safe(name)}"; give each a name of its own'
            )


def _shown(value: object) -> str:
    """Return a short value as part of a sentence; long or composed ones are left out."""
    if isinstance(value, str) and len(value) <= 60 and "@" not in value:
        return f' = "{safe(value)}"'
    if isinstance(value, bool):
        return f" = {str(value).lower()}"
    if isinstance(value, int | float) and abs(value) < 1e15:
        return f" = {value}"
    return ""
