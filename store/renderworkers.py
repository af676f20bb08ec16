"""The programs that render: who they are, and whether what they have claimed still holds.

Of a program on this machine the time since it started decides, which nobody moves; of one on
another machine, when it was last heard of.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable

from store.database import explained
from store.desk import Desk
from store.jobfaces import WorkerFace
from store.lease import WORKER, boot_id, boot_ms
from store.tables import RenderWorker, Sheet, database
from store.text import safe

SHORTEST_LEASE_MS = 2_000
"""Claims hold at least so long without a beat: a busy machine may be late."""

FAR_LEASE_MS = 60_000
"""The same for programs on other machines, whose clocks may differ a little."""

FORGOTTEN_MS = 24 * 3_600_000
"""After how long a program that has died is no longer listed."""


def lease_ms(desk: Desk) -> int:
    """How long claims hold without a beat: a third longer than the lease of the clock."""
    return max(SHORTEST_LEASE_MS, round(desk.settings.clock.lease_seconds * 4000 / 3))


def join(
    desk: Desk, owner: str, label: str, processes: int, budget_bytes: int, role: str = WORKER
) -> None:
    """Let a program make claims, or let it go on after its claims had lapsed."""
    desk.who.require("work", "render")
    desk.file.check()
    now = desk.now()
    values = {
        "role": role, "label": safe(label, 200), "host": socket.gethostname(), "boot": boot_id(),
        "until_ms": boot_ms() + lease_ms(desk), "beat_at": now, "processes": processes,
        "budget_bytes": budget_bytes,
    }  # fmt: skip
    with explained(desk.file.path), database.atomic():
        known = RenderWorker.update(**values).where(RenderWorker.owner == owner).execute()
        if not known:
            RenderWorker.insert(owner=owner, started_at=now, **values).execute()


def beat(desk: Desk, owner: str, doing: str, used_bytes: int) -> bool:
    """Note that a program still works, and at what; false where it has to join anew."""
    with explained(desk.file.path), database.atomic():
        found = (
            RenderWorker.update(
                until_ms=boot_ms() + lease_ms(desk), boot=boot_id(), beat_at=desk.now(),
                doing=safe(doing, 200), used_bytes=used_bytes,
            )
            .where(RenderWorker.owner == owner)
            .execute()
        )  # fmt: skip
    return bool(found)


def is_alive(row: RenderWorker, now: int) -> bool:
    """Tell whether what a program has claimed still holds."""
    if row.boot == boot_id():
        return bool(row.until_ms > boot_ms())
    return bool(row.host != socket.gethostname() and row.beat_at + FAR_LEASE_MS > now)


def any_worker(now: int) -> bool:
    """Tell whether a program without a screen renders."""
    return any(is_alive(row, now) for row in rows() if row.role == WORKER)


def alive(now: int) -> set[str]:
    """The owners whose claims hold."""
    return {row.owner for row in RenderWorker.select() if is_alive(row, now)}


def forget(now: int, owners: Iterable[str] = ()) -> None:
    """Take programs that are gone off the list, inside an open transaction."""
    gone = [
        row.id
        for row in RenderWorker.select()
        if row.owner in set(owners) or (not is_alive(row, now) and row.beat_at + FORGOTTEN_MS < now)
    ]
    RenderWorker.delete().where(RenderWorker.id.in_(gone)).execute()


def workers(desk: Desk) -> list[WorkerFace]:
    """The programs that render, those at work first."""
    now = desk.now()
    busy = database.execute_sql(
        "SELECT owner, count(*) FROM sheet WHERE state = 'running' GROUP BY owner"
    ).fetchall()
    counts = {str(owner): int(count) for owner, count in busy}
    faces = [
        WorkerFace(
            row.owner, row.label, row.host, is_alive(row, now), row.processes, row.budget_bytes,
            row.used_bytes, row.made, row.doing, counts.get(row.owner, 0), row.beat_at,
            row.started_at,
        )
        for row in RenderWorker.select().order_by(RenderWorker.started_at, RenderWorker.id)
    ]  # fmt: skip
    return sorted(faces, key=lambda face: not face.alive)


def rows() -> list[RenderWorker]:
    """All programs that are listed."""
    return list(RenderWorker.select())


def held_by(owners: Iterable[str]) -> list[Sheet]:
    """The sheets that some programs are making."""
    return list(Sheet.select().where(Sheet.state == "running", Sheet.owner.in_(list(owners))))
