"""Set-up: types, tracks and the statuses on them."""

from __future__ import annotations

import textwrap
from typing import Any

from store import cards, statuses, tracks, types
from store.directory import KINDS, kind_named
from store.errors import Refused
from store.tables import Status, Track, Type
from tui.cli import setup
from tui.cli.invocation import Invocation
from tui.cli.parsing import Parser, whole


def _kind(parser: Parser, *, optional: bool = False) -> None:
    parser.add_argument(
        "kind",
        metavar="KIND",
        nargs="?" if optional else None,
        help="session, invoice, preproduction, production, task or call",
    )


def declare_types(parser: Parser) -> None:
    """``types``: list, add, change, deactivate, activate, reorder."""
    _kind(parser.verb("list", "all types", list_types), optional=True)
    verb = parser.verb("add", "a new type", add_type)
    _kind(verb)
    verb.add_argument("name", metavar="NAME")
    verb.add_argument("--prints", action="store_true", help="its lines carry images")
    verb = parser.verb("change", "change a type", change_type)
    _kind(verb)
    verb.add_argument("name", metavar="NAME")
    verb.add_argument("--rename", metavar="NAME")
    setup.flag(verb, "prints", "its lines carry images")
    setup.number(verb, "position", whole(1), "its place, from 1")
    _switches(parser, switch_type, "name")
    verb = parser.verb("reorder", "put these first, in this order", reorder_types)
    _kind(verb)
    verb.add_argument("names", metavar="NAME", nargs="+")


def declare_tracks(parser: Parser) -> None:
    """``tracks``: list, change, deactivate, activate."""
    _kind(parser.verb("list", "all tracks with their statuses", list_tracks), optional=True)
    verb = parser.verb("change", "another name, or another way to count due dates", change_track)
    _kind(verb)
    verb.add_argument("track", metavar="TRACK")
    verb.add_argument("--rename", metavar="NAME")
    verb.add_argument("--method", choices=("forward", "backward", "default"))
    _switches(parser, switch_track, "track")


def _switches(parser: Parser, run: Any, *names: str) -> None:
    for word, active in (("deactivate", False), ("activate", True)):
        verb = parser.verb(word, "use again" if active else "use no more; what is there stays", run)
        _kind(verb)
        for name in names:
            verb.add_argument(name, metavar=name.upper())
        verb.set_defaults(active=active)


def declare_statuses(parser: Parser) -> None:
    """``statuses``: list, add, change, deactivate, activate, reorder."""
    verb = parser.verb("list", "the statuses of every track", list_statuses)
    _kind(verb, optional=True)
    verb.add_argument("track", metavar="TRACK", nargs="?")
    verb = parser.verb("add", "a new status; a new type and track are made with it", add_status)
    _of_track(verb)
    _properties(verb)
    verb = parser.verb("change", "change a status; due dates follow", change_status)
    _of_track(verb)
    setup.text(verb, "rename")
    _properties(verb)
    _switches(parser, switch_status, "track", "name")
    verb = parser.verb("reorder", "put these first, in this order", reorder_statuses)
    _kind(verb)
    verb.add_argument("track", metavar="TRACK")
    verb.add_argument("names", metavar="NAME", nargs="+")


def _of_track(parser: Parser) -> None:
    _kind(parser)
    parser.add_argument("track", metavar="TRACK", help="its type's name, or 'default'")
    parser.add_argument("name", metavar="NAME")


def _properties(parser: Parser) -> None:
    setup.number(parser, "days", float, "business days it takes; 'none' for no duration")
    setup.flag(parser, "initial", "where new records start")
    setup.flag(parser, "final", "where records end")
    setup.text(parser, "state", help=f"its class: {', '.join(statuses.STATES)}")
    setup.number(parser, "position", whole(1), "its place on the track, from 1")
    setup.named(parser, "user", help="who gets the work by default")
    setup.named(parser, "department", help="which department gets it")
    setup.text(parser, "colour", help=f"{', '.join(statuses.COLOURS)} or #rrggbb")
    setup.number(parser, "wip_limit", whole(), "how many cards may be in it")
    setup.flag(parser, "wip_hard", "the limit refuses, instead of warning")
    setup.text(parser, "stage", help=", ".join(statuses.STAGES))
    setup.flag(parser, "at_vendor", "the work is at the vendor, on the vendor's calendar")
    setup.text(parser, "cause", help="whom a pause is put down to: client, vendor or us")


# Types -------------------------------------------------------------------------------------------


def _type(row: Type) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "name": row.name,
        "prints": row.prints,
        "position": row.position,
        "active": not row.inactive,
    }


def list_types(call: Invocation) -> int:
    """List types."""
    kind = kind_named(call.args.kind) if call.args.kind else None
    rows = [_type(row) for row in types.listed(call.desk, kind)]
    rows.sort(key=lambda row: KINDS.index(row["kind"]))
    return setup.listing(call, "types", rows, ("kind", "name", "prints", "position", "active"))


def add_type(call: Invocation) -> int:
    """Add a type."""
    args = call.args
    with call.changing():
        row = types.add(call.desk, kind_named(args.kind), args.name, prints=args.prints)
        return setup.answer(call, _type(row), f"Added {row.kind} type {row.name}.")


def change_type(call: Invocation) -> int:
    """Change a type."""
    args = call.args
    found = setup.given(call) if args.rename else setup.required(call)
    with call.changing():
        kind = kind_named(args.kind)
        row = types.change(call.desk, kind, args.name, new_name=args.rename, **found)
        return setup.answer(call, _type(row), f"Changed {row.kind} type {row.name}.")


def switch_type(call: Invocation) -> int:
    """Make a type inactive or active."""
    args = call.args
    with call.changing():
        row = types.switch(call.desk, kind_named(args.kind), args.name, active=args.active)
        word = "active" if args.active else "inactive"
        return setup.answer(call, _type(row), f"{row.kind} type {row.name} is {word} now.")


def reorder_types(call: Invocation) -> int:
    """Put types in order."""
    with call.changing():
        kind = kind_named(call.args.kind)
        for place, name in enumerate(dict.fromkeys(call.args.names), start=1):
            types.change(call.desk, kind, name, position=place)
        rows = [_type(row) for row in types.listed(call.desk, kind)]
        rows.sort(key=lambda row: row["position"])
        words = f"{kind}: {', '.join(row['name'] for row in rows)}"
        return setup.answer(call, {"types": rows}, words)


# Tracks ------------------------------------------------------------------------------------------


def _track(call: Invocation, row: Track, steps: list[Status]) -> dict[str, Any]:
    of_type = call.desk.directory.types.get(row.type_id) if row.type_id is not None else None
    return {
        "kind": row.kind,
        "track": row.name,
        "type": of_type.name if of_type else None,
        "method": row.method or "default",
        "statuses": [step.name for step in steps if not step.inactive],
        "problems": cards.track_problems(steps),
        "active": not row.inactive,
    }


def list_tracks(call: Invocation) -> int:
    """List tracks."""
    found = tracks.listed(call.desk, call.args.kind)
    rows = [_track(call, row, steps) for row, steps in found]
    call.out.document({"tracks": rows})
    for row in rows:
        method = "" if row["method"] == "default" else f", counted {row['method']}"
        call.out.line(
            f"{row['track']} ({row['kind']}{method}{'' if row['active'] else ', inactive'})"
        )
        for line in textwrap.wrap(" > ".join(row["statuses"]), call.out.width - 2):
            call.out.line(f"  {line}")
        for problem in row["problems"]:
            call.out.line(f"  It cannot take records: {problem}.")
    return 0


def change_track(call: Invocation) -> int:
    """Change a track."""
    args = call.args
    found: dict[str, Any] = {}
    if args.rename:
        found["name"] = args.rename
    if args.method:
        found["method"] = None if args.method == "default" else args.method
    if not found:
        raise Refused("nothing to change was named; give --rename or --method")
    with call.changing():
        row = tracks.change_track(call.desk, args.kind, args.track, **found)
        return _answer_track(call, row, f"Changed {row.kind} track {row.name}.")


def _answer_track(call: Invocation, row: Track, words: str) -> int:
    names = call.desk.directory
    shape = _track(call, names.tracks[row.id], names.statuses_of_track[row.id])
    return setup.answer(call, shape, words)


def switch_track(call: Invocation) -> int:
    """Make a track inactive or active."""
    args = call.args
    with call.changing():
        row = tracks.switch_track(call.desk, args.kind, args.track, active=args.active)
        word = "active" if args.active else "inactive"
        return _answer_track(call, row, f"{row.kind} track {row.name} is {word} now.")


# Statuses ----------------------------------------------------------------------------------------


def _status(call: Invocation, row: Status) -> dict[str, Any]:
    names = call.desk.directory
    track = names.tracks[row.track_id]
    user = names.users.get(row.user_id) if row.user_id is not None else None
    department = names.departments.get(row.department_id) if row.department_id is not None else None
    return {
        "kind": track.kind,
        "track": track.name,
        "position": row.position,
        "status": row.name,
        "days": row.days,
        "state": row.state,
        "initial": row.initial,
        "final": row.final,
        "user": user.login if user else None,
        "department": department.name if department else None,
        "wip_limit": row.wip_limit,
        "wip_hard": row.wip_hard,
        "stage": row.stage or None,
        "at_vendor": row.at_vendor,
        "cause": row.cause or None,
        "colour": row.colour or None,
        "active": not row.inactive,
    }


def list_statuses(call: Invocation) -> int:
    """List statuses."""
    found = tracks.listed(call.desk, call.args.kind)
    if call.args.track:
        wanted = call.desk.directory.track_named(kind_named(call.args.kind), call.args.track)
        found = [(row, steps) for row, steps in found if row.id == wanted.id]
    rows = [_status(call, step) for _, steps in found for step in steps]
    columns = (
        "kind", "track", "status", "days", "state", "user", "department", "wip_limit", "active",
    )  # fmt: skip
    return setup.listing(call, "statuses", rows, columns)


def add_status(call: Invocation) -> int:
    """Add a status."""
    args = call.args
    with call.changing():
        row = tracks.add_status(call.desk, args.kind, args.track, args.name, **setup.given(call))
        return _answer_status(call, row.id, "Added")


def change_status(call: Invocation) -> int:
    """Change a status."""
    args = call.args
    found = setup.required(call)
    if "rename" in found:
        found["name"] = found.pop("rename")
    with call.changing():
        row = tracks.change_status(call.desk, args.kind, args.track, args.name, **found)
        return _answer_status(call, row.id, "Changed")


def _answer_status(call: Invocation, status_id: int, word: str) -> int:
    row = call.desk.directory.statuses[status_id]
    shape = _status(call, row)
    problems = cards.track_problems(call.desk.directory.statuses_of_track[row.track_id])
    call.result({**shape, "problems": problems})
    call.out.line(f"{word} {row.name} of {shape['track']} ({shape['kind']}).")
    for problem in problems:
        call.out.line(f"The track cannot take records yet: {problem}.")
    return 0


def switch_status(call: Invocation) -> int:
    """Make a status inactive or active."""
    args = call.args
    act = tracks.activate_status if args.active else tracks.deactivate_status
    with call.changing():
        act(call.desk, args.kind, args.track, args.name)
        word = "active" if args.active else "inactive"
        shape = {"kind": kind_named(args.kind), "track": args.track, "status": args.name,
                 "active": args.active}  # fmt: skip
        return setup.answer(call, shape, f"{args.name} of {args.track} is {word} now.")


def reorder_statuses(call: Invocation) -> int:
    """Put statuses in order."""
    args = call.args
    with call.changing():
        found = tracks.reorder(call.desk, args.kind, args.track, args.names)
        rows = [_status(call, row) for row in found]
        words = f"{args.track}: {', '.join(row['status'] for row in rows)}"
        return setup.answer(call, {"statuses": rows}, words)
