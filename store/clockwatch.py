"""The clock watch: whether the machine's clock can be believed, so that nothing goes out too early.

The wall clock is compared with the time since the machine started, which nobody can set. When they
part by more than a few minutes, or the clock is earlier than it was before a restart, nothing is
sent until the clock is back or a person trusts it. The domain time of ``--at`` is no concern here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from store import lease, when
from store.desk import Desk, machine_ms
from store.lease import Held
from store.lease import require as require_lease
from store.tables import Setting, database

SEEN, DOUBT = "clock", "clock_doubt"
"""Settings: when the clocks were compared last, and why the wall clock is in doubt."""

MOST_JUMP_MS = 10 * when.MINUTE_MS
"""How far the wall clock may part from the time since the start."""

BACK_WITHIN_MS = 2 * when.MINUTE_MS
"""How near a doubtful clock must come to where it should be to be believed again."""

WRITE_EVERY_MS = when.MINUTE_MS

_WRITE = "INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = ?"


@dataclass(frozen=True, slots=True)
class Reading:
    """Both clocks at one moment: the wall's, and the machine's since a start (``boot_id``)."""

    wall: int
    boot: int
    boot_id: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why the clock is not believed: what it showed when it jumped, and what it said before."""

    why: str
    wall: int
    boot_id: str


def machine() -> Reading:
    """Both clocks of this machine, now."""
    return Reading(machine_ms(), lease.boot_ms(), lease.boot_id())


def judge(seen: Reading | None, now: Reading) -> int:
    """How far the wall clock has jumped since it was seen, in milliseconds; 0 when it has not.

    After a restart of the machine only a clock that went backwards can be told.
    """
    if seen is None:
        return 0
    passed = now.boot - seen.boot if seen.boot_id == now.boot_id else 0
    jump = now.wall - seen.wall - passed
    if seen.boot_id != now.boot_id and jump > 0:
        return 0
    return jump if abs(jump) > MOST_JUMP_MS else 0


def is_back(seen: Reading | None, doubt: Doubt, now: Reading) -> bool:
    """Tell whether a clock that jumped is where it should be again."""
    if seen is None:
        return True
    if seen.boot_id == now.boot_id:
        return abs(now.wall - seen.wall - (now.boot - seen.boot)) <= BACK_WITHIN_MS
    # After a restart: not before it was last right, nor still beyond where it had jumped to.
    ahead = doubt.wall > seen.wall
    return now.wall >= seen.wall - BACK_WITHIN_MS and not (ahead and now.wall >= doubt.wall)


def silence(stored: Mapping[str, str], now: Reading | None = None) -> str:
    """Why the clock is in doubt, by what is stored and what it shows; empty when it is believed."""
    doubt, seen = _doubt(stored), _seen(stored)
    now = now or machine()
    if doubt is not None:
        return "" if is_back(seen, doubt, now) else doubt.why
    jump = judge(seen, now)
    return _why(jump) if jump else ""


def _why(jump: int) -> str:
    hours, minutes = divmod(round(abs(jump) / when.MINUTE_MS), 60)
    span = f"{hours} h {minutes} min" if hours < 48 else f"{timedelta(hours=hours).days} days"
    way = "ahead" if jump > 0 else "back"
    return (
        f"this machine's clock jumped {span} {way}; nothing is sent until it is right again, "
        "or somebody says 'safelight triggers trust-clock'"
    )


# What is stored ----------------------------------------------------------------------------------


def stored() -> dict[str, str]:
    """What the settings say of the clock."""
    sql = "SELECT key, value FROM setting WHERE key IN (?, ?)"
    return dict(database.execute_sql(sql, (SEEN, DOUBT)).fetchall())


def _seen(stored: Mapping[str, str]) -> Reading | None:
    found = _loaded(stored.get(SEEN))
    return Reading(found["wall"], found["boot"], found["boot_id"]) if found else None


def _doubt(stored: Mapping[str, str]) -> Doubt | None:
    found = _loaded(stored.get(DOUBT))
    return Doubt(found["why"], found["wall"], found["boot_id"]) if found else None


def _loaded(text: str | None) -> dict[str, Any] | None:
    return dict(json.loads(text)) if text else None


def look(desk: Desk, held: Held | None, now: Reading) -> None:
    """Compare the clocks and note what is new: at most once a minute that all is well."""
    settings = stored()
    seen, doubt = _seen(settings), _doubt(settings)
    if doubt is not None:
        if is_back(seen, doubt, now):
            _note_doubt(desk, held, None, "the machine's clock is right again")
            _see(now)
        return
    jump = judge(seen, now)
    if jump:
        found = Doubt(_why(jump), now.wall, now.boot_id)
        _note_doubt(desk, held, found, "the machine's clock jumped")
    elif seen is None or seen.boot_id != now.boot_id or now.boot - seen.boot >= WRITE_EVERY_MS:
        _see(now)


def trust(desk: Desk, now: Reading | None = None) -> str:
    """Believe the clock as it is; returns what was doubted, empty when nothing was."""
    now = now or machine()
    settings = stored()
    doubted = silence(settings, now)
    desk.who.require("work", "trusting the clock")
    if doubted or _doubt(settings) is not None:
        with desk.action("trust the clock", "trust the machine's clock", undoable=False) as act:
            row = Setting.get_or_none(Setting.key == DOUBT)
            if row is not None:
                act.update(row, value="")
            see = Setting.get_or_none(Setting.key == SEEN)
            if see is not None:
                act.update(see, value=json.dumps(asdict(now)))
    return doubted


def _see(now: Reading) -> None:
    # Not through the history: it would grow by a line a minute.
    text = json.dumps(asdict(now))
    database.execute_sql(_WRITE, (SEEN, text, text))


def _note_doubt(desk: Desk, held: Held | None, doubt: Doubt | None, summary: str) -> None:
    with desk.action("watch the clock", summary, undoable=False) as act:
        if held is not None:
            require_lease(held)
        value = json.dumps(asdict(doubt)) if doubt is not None else ""
        row = Setting.get_or_none(Setting.key == DOUBT)
        if row is None:
            act.insert(Setting, key=DOUBT, value=value)
        else:
            act.update(row, value=value)
