"""Opening the boards, or showing them as text where there is no terminal to open them in."""

from __future__ import annotations

import sys

from tui.cli.invocation import Invocation


def open_boards(call: Invocation) -> int:
    """Open the boards; without a terminal the production board and the hub are printed."""
    from store.boards import board_named

    board = board_named(call.args.board) if call.args.board else None
    in_terminal = sys.stdin.isatty() and sys.stdout.isatty() and call.environ.get("TERM") != "dumb"
    if call.json or not in_terminal:
        return _as_text(call, board or "production")
    from tui.app import run  # Textual is heavy: only the boards need it
    from tui.ground import Start
    from tui.keys import keymap

    return run(
        Start(
            call.settings,
            acting_as=call.acting_as,
            at=call.at,
            read_only=call.args.read_only,
            board=board or "production",
        ),
        keymap(call.settings.keys),
    )


def _as_text(call: Invocation, board: str) -> int:
    from tui.cli import boards, overview

    args = call.args
    args.kind, args.filter, args.group, args.sort, args.as_of = board, "", "status", "due", None
    args.all, args.limit = False, boards.SHOWN
    status = boards.board(call)
    if status == 0 and not call.json:
        call.out.line()
        return overview.hub(call)
    return status
