"""Whether the gateway of SMS can be reached: what ``check`` asks of the network."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from jobs.sms import gateway
from store.checks import Check
from store.settings import Settings
from store.text import safe


def asked(config: Settings, found: Check) -> Check:
    """The check of SMS with what the gateway says; as it was where that is not worth asking."""
    own = gateway(config) if found.ok else None
    if own is None:
        return found

    async def ask() -> str:
        try:
            return await own.check()
        finally:
            await own.close()

    wrong = asyncio.run(ask())
    if not wrong:
        return found
    remedy = "check the keys under [sms], the secret, and the connection"
    return replace(found, ok=False, detail=safe(f"{found.detail}: {wrong}", 2_000), remedy=remedy)
