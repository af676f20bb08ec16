"""Sending: due emails out of the outbox, against a bare loop with the same messages."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import aiosmtplib

from jobs import mime, worker
from jobs.mime import Mime
from jobs.sending import Sending
from store import database, lease, mailing, outbox, studio
from store.desk import Clock, Desk, copy_for
from store.envelopes import Envelope, NewMessage
from store.tables import Message
from store.thread import StoreThread
from tests.bench.figures import Figure
from tests.bench.studios import ROOT

GROUP = "Messages"

EMAILS, AT_ONCE = 5_000, 500
"""Emails in the outbox, and how many of them are sent between two rounds of the bare loop."""

BODY = "Hello Ada,\n\nyour pictures are ready for you.\n\nYours,\nLarkin Studio\n" * 3
SLICE_MS = 1_000


@contextmanager
def _server() -> Iterator[int]:
    """A mail server in a process of its own; gives its port."""
    words = [sys.executable, "tests/jobs/smtpserver.py"]
    process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.communicate()


def sending() -> list[Figure]:
    """Slices of the outbox and of the bare loop in turn: other programs slow down both alike."""
    folder = Path(tempfile.mkdtemp(prefix="safelight-bench-"))
    try:
        with _server() as port:
            desk = studio.init(
                folder / "studio",
                {
                    "studio.email": "studio@larkin.example",
                    "mail.host": "127.0.0.1",
                    "mail.port": port,
                    "mail.security": "none",
                },
            )
            return _rounds(desk, port)
    finally:
        database.close()
        shutil.rmtree(folder, ignore_errors=True)


def _rounds(desk: Desk, port: int) -> list[Figure]:
    made = _fill(desk)
    bare, ours = [], []
    for place in range(0, EMAILS, AT_ONCE):
        bare.append(asyncio.run(_barely(made[place : place + AT_ONCE], port)))
        ours.append(asyncio.run(_send(desk, desk.now() + place // AT_ONCE * SLICE_MS)))
    states = {state for (state,) in Message.select(Message.state).distinct().tuples()}
    if states != {"done"}:
        raise RuntimeError(f"not everything was sent: {states}")
    ratio = median(ours[one] / bare[one] for one in range(len(ours)))
    what = f"{EMAILS:,} due emails to a server of this machine"
    against = f"over {desk.settings.mail.connections} connections, against a bare loop over one"
    return [
        Figure(GROUP, what, "", f"{EMAILS / sum(ours):,.0f} a second"),
        Figure(GROUP, against, "", f"{EMAILS / sum(bare):,.0f} a second", ratio, 2.0, "×"),
    ]


def _fill(desk: Desk) -> list[Mime]:
    """Put emails into the outbox, due slice after slice; as they will be on the wire."""
    with desk.action("bench", "emails") as act:
        outbox.put(
            desk,
            act,
            [
                NewMessage(
                    "email", f"Client {one}", f"client{one}@example.com", "Your pictures", BODY,
                    f"bench{one}",
                )
                for one in range(EMAILS)
            ],
        )  # fmt: skip
        desk.clock = Clock.standing_at(act.at)
    rows = list(Message.select().order_by(Message.id))
    for place, row in enumerate(rows):
        due = desk.now() + place // AT_ONCE * SLICE_MS
        Message.update(next_at=due).where(Message.id == row.id).execute()
    sender = mailing.sender(desk.settings)
    if sender is None:
        raise RuntimeError(mailing.NO_SENDER)
    return [mime.build(_envelope(row), sender) for row in rows]


def _envelope(row: Message) -> Envelope:
    return Envelope(
        row.id, row.number, row.channel, row.to_name, row.to_address, row.subject, row.body,
        row.html, row.message_id, row.created_at, row.attempts,
    )  # fmt: skip


async def _barely(made: list[Mime], port: int) -> float:
    """Seconds of the messages one after another over one connection, and nothing else."""
    smtp = aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False)
    await smtp.connect()
    began = time.perf_counter()
    for one in made:
        await smtp.sendmail(one.sender, [one.recipient], one.data)
    spent = time.perf_counter() - began
    await smtp.quit()
    return spent


async def _send(desk: Desk, now: int) -> float:
    """Seconds of what is due by then, as a worker sends it."""
    at = copy_for(desk, Clock.standing_at(now))
    thread = StoreThread("sending")
    sender = Sending(at, worker.claim_for(at, lease.WORKER, lease.MESSAGES), thread.run)
    began = time.perf_counter()
    sent = await sender.look()
    spent = time.perf_counter() - began
    await sender.stop()
    thread.close(database.close)
    if sent.done != AT_ONCE:
        raise RuntimeError(f"{sent.done} messages went out instead of {AT_ONCE}")
    return spent
