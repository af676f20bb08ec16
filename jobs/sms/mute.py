"""What gateways share that cannot tell what became of a message."""

from __future__ import annotations

from collections.abc import Sequence

from store.smsreports import NOTHING, Told, Watched


class Mute:
    """A gateway that is not asked after what it took."""

    async def poll(self, watched: Sequence[Watched], since: int) -> Told:  # noqa: ARG002 - as all have it
        """Say nothing."""
        return NOTHING

    async def check(self) -> str:
        """Find nothing wrong."""
        return ""

    async def rest(self) -> None:
        """Nothing is open between messages."""

    async def close(self) -> None:
        """Nothing is open between messages."""
