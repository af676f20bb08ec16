"""Polling: what gateways tell later about messages, and what people answered, is kept.

No gateway can reach into a studio: it is asked, while a program that sends is open.
"""

from __future__ import annotations

import logging

from jobs.sms import Gateway
from store import gates, smsreports
from store.desk import Desk
from store.settling import clock_desk
from store.smsreports import Watched
from store.thread import Run, directly

log = logging.getLogger(__name__)

POLL_SECONDS = 60.0
"""How often it is worth asking."""


async def poll(desk: Desk, gateway: Gateway, run: Run = directly) -> int:
    """Ask once and keep what was told; returns how much news there was.

    A studio that may be a copy asks nothing: the answers belong to the other one.
    """
    asked = await run(_asked, desk, gateway.name)
    if asked is None:
        return 0
    told = await gateway.poll(*asked)
    if told.trouble:
        log.info("SMS reports: %s", told.trouble)
    return await run(smsreports.note, clock_desk(desk), told)


def _asked(desk: Desk, gateway: str) -> tuple[list[Watched], int] | None:
    """What to ask about, and since when; null where nothing is asked."""
    if gates.silence(desk):
        return None
    now = desk.now()
    return smsreports.watched(now, gateway), smsreports.heard_since(now)
