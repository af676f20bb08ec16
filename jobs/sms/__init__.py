"""SMS: one small interface, and the gateways that have it.

A gateway takes one message at a time and says what came of it; it never tries again by itself, and
never reads or writes the database. Which gateway a studio uses stands under ``[sms]``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from store import secrets
from store.desk import Desk
from store.envelopes import Envelope, Outcome
from store.optouts import country_of
from store.settings import Settings
from store.smsreports import Told, Watched


class Gateway(Protocol):
    """A way for SMS to leave the studio."""

    name: str

    async def send(self, envelope: Envelope) -> Outcome:
        """Hand one message over, at most once, and tell how that ended.

        Cancelled meanwhile, it returns whether the message may have left already.
        """

    async def poll(self, watched: Sequence[Watched], since: int) -> Told:
        """Ask what has become of messages, and what was answered since then.

        Nothing is written: ``jobs.sms.polling.poll`` asks and has the store keep it. Gateways that
        cannot tell say nothing at once. Whoever sends calls that every minute or so.
        """

    async def check(self) -> str:
        """Tell what is wrong, as far as can be known without a message; empty when nothing is."""

    async def rest(self) -> None:
        """Close what has not been used for a while."""

    async def close(self) -> None:
        """Let go of what is open; the gateway can still be used after."""


def gateway(place: Desk | Settings) -> Gateway | None:
    """The studio's gateway, null where none is set; `Refused` when its secret cannot be read."""
    settings = place.settings if isinstance(place, Desk) else place
    sms, folder, country = settings.sms, settings.folder, country_of(settings)
    if sms.gateway == "twilio":
        from jobs.sms.twilio import Twilio

        return Twilio(sms, country, _secret(settings))
    if sms.gateway == "http":
        from jobs.sms.template import Template

        return Template(sms, country, _secret(settings))
    if sms.gateway == "modem":
        from jobs.sms.modem import Modem

        return Modem(folder / sms.modem_config, country, sms.timeout_seconds)
    if sms.gateway == "mail":
        from jobs.sms.bymail import ByMail

        return ByMail(settings, country)
    if sms.gateway == "folder":
        from jobs.sms.folder import Folder

        return Folder(folder / sms.folder, country)
    return None


def _secret(settings: Settings) -> str:
    name = settings.sms.secret
    return secrets.resolve(settings.secrets[name], settings.folder) if name else ""
