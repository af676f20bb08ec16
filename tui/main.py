"""The program's start: one command is carried out, or the boards are opened.

This is the one place where errors become lines for people and a status for scripts; a traceback
goes to the log, never to the screen.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import TextIO

from store.errors import NoStudio, Refused
from store.text import safe
from tui.cli.invocation import Invocation
from tui.cli.output import Gone, Output
from tui.cli.parsing import Help, Usage
from tui.cli.registry import read

DONE, FAILED, MISUSED, INTERRUPTED = 0, 1, 2, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Carry out one command line; returns its exit status."""
    words = list(sys.argv[1:] if argv is None else argv)
    _prepare(sys.stdout)
    _prepare(sys.stderr)
    call: Invocation | None = None
    try:
        args = read(words)
        call = Invocation(args, Output(sys.stdout, as_json=args.json))
        status = _run(call)
        call.out.flush()
        return status
    except Help as asked:
        sys.stdout.write(str(asked))
        return DONE
    except Usage as mistake:
        return _say([str(mistake)], MISUSED)
    except NoStudio as missing:
        return _say([str(missing)], MISUSED)
    except Refused as refusal:
        return _say(refusal.problems, FAILED)
    except KeyboardInterrupt:
        return INTERRUPTED
    except (Gone, BrokenPipeError):
        return _quiet()
    except Exception as error:  # noqa: BLE001 - the last place before the user: logged, then told
        return _say([_told(error, call)], FAILED)
    finally:
        _close()


def _run(call: Invocation) -> int:
    args: argparse.Namespace = call.args
    if getattr(args, "version", False) and args.command is None:
        call.out.line(f"safelight {version()}")
        call.out.document({"version": version()})
        return DONE
    if args.command is None:
        from tui.cli.opening import open_boards

        return open_boards(call)
    status: int = args.run(call)
    return status


def version() -> str:
    """The version of the installed program."""
    from importlib import metadata

    try:
        return metadata.version("safelight")
    except metadata.PackageNotFoundError:
        return "not installed"


def _prepare(stream: TextIO) -> None:
    """Write UTF-8 whatever the locale says; what it cannot say is replaced, never refused."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="replace")


def _say(problems: Sequence[str], status: int) -> int:
    """Write problems to standard error, one line each."""
    try:
        for problem in problems:
            sys.stderr.write(safe(problem, 2_000) + "\n")
        sys.stderr.flush()
    except BrokenPipeError:
        return _quiet()
    return status


def _quiet() -> int:
    """Whoever read our output has gone: nothing to say, and nowhere to say it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return DONE


def _told(error: Exception, call: Invocation | None) -> str:
    """One line about an error nobody foresaw; its traceback goes to the log."""
    from store import database

    place = _logged(error, call)
    if isinstance(error, database.FAULTS):
        return database.explain(error, None)
    return (
        f"an unforeseen error ({type(error).__name__}): nothing more was done; "
        f"{f'the details are in {place}' if place else 'there is no log to keep the details in'}"
    )


def _logged(error: Exception, call: Invocation | None) -> str:
    """Write the traceback to the studio's log; returns its path, or nothing without one."""
    import logging

    from store import logs

    try:
        config = call.settings if call is not None else None
        if config is None:
            return ""
        handler = logs.start(
            config.logs, config.log.level, config.log.max_bytes, config.log.backups
        )
    except (NoStudio, Refused, OSError):
        return ""
    logging.getLogger("safelight").error("a command failed", exc_info=error)
    logs.stop(handler)
    return str(config.logs / logs.FILE)


def _close() -> None:
    database = sys.modules.get("store.database")
    if database is not None:
        database.close()


if __name__ == "__main__":
    sys.exit(main())
