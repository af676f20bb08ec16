"""What works and what does not, and every key there is."""

from __future__ import annotations

from store import checks
from store.checks import Check
from store.errors import Refused
from tui.cli.invocation import Invocation
from tui.cli.parsing import Parser


def declare_check(parser: Parser) -> None:
    """``check``: settings, database, folders, clock."""
    parser.add_argument("--full", action="store_true", help="read every page of the database")
    parser.set_defaults(run=check)


def declare_keys(parser: Parser) -> None:
    """``keys``: the keys of the boards."""
    parser.set_defaults(run=keys)


def check(call: Invocation) -> int:
    """Look at the whole studio; the status is 1 if anything is not well."""
    from store.desk import Clock

    file = call.studio_file
    try:
        at = call.at
    except Refused:
        at = None  # settings that cannot be read have no zone to read a moment in
    found = checks.run(file, Clock() if at is None else Clock.standing_at(at), full=call.args.full)
    found = _with_keys(call, found)
    found = [_asked(call, one) for one in found]
    ok = all(one.ok for one in found)
    call.out.document(
        {
            "ok": ok,
            "checks": [
                {
                    "check": one.check,
                    "ok": one.ok,
                    "detail": one.detail,
                    "remedy": one.remedy or None,
                }
                for one in found
            ],
        }
    )
    for one in found:
        call.out.line(f"{'ok  ' if one.ok else 'BAD '} {one.check}: {one.detail}")
        if one.remedy:
            call.out.line(f"     {one.remedy}")
    return 0 if ok else 1


def _asked(call: Invocation, found: Check) -> Check:
    """Ask mail server and gateway too: what they say nobody can see from here."""
    if found.check == "mail":
        from jobs import mail

        return mail.asked(call.settings, found)
    if found.check == "sms":
        from jobs.sms import checking

        return checking.asked(call.settings, found)
    return found


def _with_keys(call: Invocation, found: list[Check]) -> list[Check]:
    """Put the studio's own keys to the test: the boards would refuse to open with wrong ones."""
    if any(one.check == "settings" and not one.ok for one in found):
        return found
    from tui.keys import keymap

    try:
        keymap(call.settings.keys)
    except Refused as refusal:
        bad = [
            Check("keys", False, problem, "mend it under [keys]") for problem in refusal.problems
        ]
        return [one for one in found if one.check != "keys"] + bad
    return found


def keys(call: Invocation) -> int:
    """List every key; without a studio the usual ones."""
    from store.errors import NoStudio
    from tui.keys import keymap, rows

    try:
        own = call.settings.keys
    except NoStudio:
        own = {}
    found = rows(keymap(own))
    call.out.document(
        {
            "keys": [
                {
                    "command": row.id,
                    "keys": list(row.keys),
                    "words": row.words,
                    "help": row.help,
                    "group": row.group,
                    "shell": row.shell or None,
                }
                for row in found
            ]
        }
    )
    for group in dict.fromkeys(row.group for row in found):
        call.out.line(group)
        call.out.table(
            ("KEYS", "COMMAND", "WHAT IT DOES"),
            [(" ".join(row.keys), row.id, row.help) for row in found if row.group == group],
            "  ",
        )
    return 0
