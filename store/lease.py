"""Who runs the clock and who sends messages: one holder of each, by leases in the database.

The lease runs on the machine's time since it started, which neither a person nor summer time moves
and which goes on through sleep; a lease of another boot is void. Correctness never depends on the
lease, the ledger's unique rows see to that: it saves work and tells people where the clock runs.
"""

from __future__ import annotations

import os
import socket
import time
import uuid
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from store.desk import Desk
from store.errors import Refused
from store.tables import Lease, database

NAME = "clock"
MESSAGES = "messages"
"""Leases: of the clock, and of sending messages."""

WORKER = "worker"
BOARD = "board"
"""Roles: a board gives way to a worker that asks."""


@cache
def boot_id() -> str:
    """What tells one start of this machine from another."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return "unknown"


def boot_ms() -> int:
    """Milliseconds since this machine started, sleep included."""
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000


@dataclass(frozen=True, slots=True)
class Claim:
    """One program's wish to run the clock, or what else ``name`` says."""

    role: str
    label: str
    lease_ms: int
    name: str = NAME
    owner: str = field(default_factory=lambda: uuid.uuid4().hex)


@dataclass(frozen=True, slots=True)
class Held:
    """A lease that is held; ``fence`` tells this holding from every other."""

    owner: str
    fence: int
    name: str = NAME


@dataclass(frozen=True, slots=True)
class Holder:
    """Who runs the clock, as people see it; ``label`` is empty when nobody does."""

    label: str
    role: str
    owner: str
    ticked_at: int | None


def label_for(role: str, who: str) -> str:
    """How a program is named to the others."""
    return f"{role} of {who} on {socket.gethostname()} (process {os.getpid()})"


def take(claim: Claim) -> Held | None:
    """Take or renew the lease; null while somebody else has it.

    A worker that finds a board holding asks for it; the board lets go at its next beat.
    """
    now, boot = boot_ms(), boot_id()
    with database.atomic():
        row = Lease.get_or_none(Lease.name == claim.name) or Lease.create(name=claim.name)
        free = row.boot != boot or row.until_ms <= now or not row.owner
        mine = row.owner == claim.owner and row.boot == boot
        wanted = row.wanted_until_ms > now and row.boot == boot
        if mine and not free:
            if claim.role == BOARD and wanted:
                Lease.update(owner="", label="", until_ms=0).where(Lease.id == row.id).execute()
                return None
            Lease.update(until_ms=now + claim.lease_ms).where(Lease.id == row.id).execute()
            return Held(claim.owner, row.fence, claim.name)
        if free and not (claim.role == BOARD and wanted):
            fence = row.fence + 1
            Lease.update(
                owner=claim.owner,
                label=claim.label,
                role=claim.role,
                fence=fence,
                boot=boot,
                until_ms=now + claim.lease_ms,
                wanted_until_ms=0 if claim.role == WORKER else row.wanted_until_ms,
            ).where(Lease.id == row.id).execute()
            return Held(claim.owner, fence, claim.name)
        if claim.role == WORKER and row.role == BOARD:
            # Asked for anew at each try, so that a worker that dies keeps nobody waiting for long.
            Lease.update(wanted_until_ms=now + claim.lease_ms).where(Lease.id == row.id).execute()
        return None


def is_wanted(name: str) -> bool:
    """Tell whether a worker waits for a board to let go of a lease."""
    row = Lease.get_or_none(Lease.name == name)
    return row is not None and row.boot == boot_id() and row.wanted_until_ms > boot_ms()


def release(held: Held) -> None:
    """Let go of the lease, if it is still the same holding."""
    Lease.update(owner="", label="", until_ms=0).where(
        Lease.name == held.name, Lease.owner == held.owner, Lease.fence == held.fence
    ).execute()


def give_up(claim: Claim) -> None:
    """Let go of the lease, if this program has it."""
    Lease.update(owner="", label="", until_ms=0).where(
        Lease.name == claim.name, Lease.owner == claim.owner
    ).execute()


def require(held: Held) -> None:
    """Refuse to write for a holder whose lease has passed to another: called in the transaction."""
    sql = "SELECT owner, fence FROM lease WHERE name = ?"
    if database.execute_sql(sql, (held.name,)).fetchone() != (held.owner, held.fence):
        what = "clock has" if held.name == NAME else f"sending of {held.name} has"
        raise Lost(f"the {what} passed to another program; nothing was written")


class Lost(Refused):
    """The lease has passed to another program."""


def beat(held: Held, at: int) -> None:
    """Note that the holder has looked, in domain time."""
    Lease.update(ticked_at=at).where(
        Lease.name == held.name, Lease.owner == held.owner, Lease.fence == held.fence
    ).execute()


def holder(desk: Desk, name: str = NAME) -> Holder:
    """Who runs the clock now, or has another lease."""
    row = Lease.get_or_none(Lease.name == name)
    if row is None:
        return Holder("", "", "", None)
    if row.boot != boot_id() or row.until_ms <= boot_ms():
        return Holder("", "", "", row.ticked_at)
    return Holder(row.label, row.role, row.owner, row.ticked_at)
