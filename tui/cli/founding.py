"""New studios: an empty one with a sample set-up, or a furnished one to try things in."""

from __future__ import annotations

import sys
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from store.desk import machine_ms
from tui.cli.invocation import Invocation, path_text
from tui.cli.parsing import Parser, whole


def declare_init(parser: Parser) -> None:
    """``init``: a new studio."""
    parser.add_argument("folder", metavar="DIR", type=Path)
    parser.add_argument("--name", metavar="NAME", help="the studio's name")
    parser.add_argument("--timezone", metavar="ZONE", help="such as Europe/Berlin")
    parser.add_argument("--country", metavar="CODE", help="closes on its public holidays")
    parser.add_argument("--subdivision", metavar="CODE", help="and on those of a state")
    parser.add_argument("--currency", metavar="CODE", help="such as USD or EUR")
    parser.add_argument("--method", choices=("forward", "backward"), help="how due dates count")
    parser.add_argument("--bare", action="store_true", help="without the sample set-up")
    parser.set_defaults(run=init)


def declare_demo(parser: Parser) -> None:
    """``demo``: a furnished studio."""
    parser.add_argument("folder", metavar="DIR", type=Path, nargs="?", default=Path("demo-studio"),
                        help="default: demo-studio")  # fmt: skip
    parser.add_argument("--orders", type=whole(), metavar="N", default=400, help="default: 400")
    parser.add_argument("--seed", type=whole(), metavar="S", default=1,
                        help="same seed and time, same studio")  # fmt: skip
    parser.add_argument("--no-open", action="store_true", help="do not open the boards")
    parser.set_defaults(run=demo)


def _settings(call: Invocation) -> dict[str, object]:
    args = call.args
    wanted = {
        "studio.name": args.name,
        "studio.timezone": args.timezone or _system_zone(),
        "studio.country": args.country,
        "studio.subdivision": args.subdivision,
        "studio.currency": args.currency,
        "due.method": args.method,
    }
    return {key: value for key, value in wanted.items() if value}


def _system_zone() -> str | None:
    """The machine's zone, where it says which."""
    try:
        path = str(Path("/etc/localtime").readlink())
    except OSError:
        return None
    name = path.partition("zoneinfo/")[2]
    return name if name in available_timezones() else None


def _clock_moment(call: Invocation, zone: str | None) -> int | None:
    if call.args.at is None:
        return None
    now = machine_ms()
    try:
        found = ZoneInfo(zone or "UTC")
    except (KeyError, ValueError, OSError):
        found = ZoneInfo("UTC")  # the settings say themselves what is wrong with it
    return call.read_moment("--at", call.args.at, found, now)


def init(call: Invocation) -> int:
    """Make a new studio."""
    from store import studio
    from store.desk import Clock

    folder: Path = call.args.folder
    if call.dry_run:
        if (folder / "studio.toml").exists():
            call.out.line(f"{path_text(folder)}: has settings, which would be used")
        call.result({"studio": path_text(folder)})
        call.out.line(f"A studio would be made in {path_text(folder)} (dry run).")
        return 0
    changes = _settings(call)
    at = _clock_moment(call, str(changes.get("studio.timezone", "UTC")))
    desk = studio.init(
        folder,
        changes,
        clock=Clock() if at is None else Clock.standing_at(at),
        furnish=not call.args.bare,
    )
    shape = {
        "studio": path_text(desk.settings.file),
        "database": path_text(desk.settings.database),
        "admin": desk.who.login,
    }
    call.result(shape)
    call.out.line(f"Made a studio in {path_text(folder)}; {desk.who.login} is its admin.")
    call.out.line(f"Its settings are in {path_text(desk.settings.file)}.")
    return 0


def demo(call: Invocation) -> int:
    """Furnish a demo studio, and open it."""
    from render.photographs import photograph
    from store import demo as demos
    from store.demo import catalogue

    folder: Path = call.args.folder
    if call.dry_run:
        call.result({"studio": path_text(folder), "orders": call.args.orders})
        call.out.line(
            f"A studio with {call.args.orders:,} orders would be made in {path_text(folder)} "
            "(dry run)."
        )
        return 0
    at = _clock_moment(call, str(catalogue.SETTINGS["studio.timezone"]))
    demos.furnish(
        folder,
        call.args.orders,
        call.args.seed,
        at,
        progress=None if call.json else _progress,
        photographer=photograph,
    )
    call.result({"studio": path_text(folder / "studio.toml"), "orders": call.args.orders})
    call.out.line(f"The demo studio is in {path_text(folder)}.")
    if call.args.no_open or call.json or not (sys.stdin.isatty() and sys.stdout.isatty()):
        call.out.line(f"Open it with: safelight --studio {path_text(folder)}")
        return 0
    return _open(call, folder)


def _progress(text: str) -> None:
    """Say what is being made, on the error stream: the answer stands alone on the other."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def _open(call: Invocation, folder: Path) -> int:
    from store import database
    from tui.cli.opening import open_boards

    database.close()
    call.args.studio, call.args.board = str(folder), None
    return open_boards(Invocation(call.args, call.out, environ=call.environ))
