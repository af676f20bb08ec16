"""Messages to hand over, and settings for the gateways."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from store import settings
from store.envelopes import Envelope
from store.settings import Settings
from tests.jobs.sms.gatewayserver import GatewayServer, serving

NUMBER = "+12125550100"

Write = Callable[..., Settings]
"""Writes a studio's settings with these keys under [sms], and reads them."""


@pytest.fixture
def server() -> Iterator[GatewayServer]:
    """A gateway on this machine."""
    with serving() as running:
        yield running


def envelope(body: str = "Your prints are ready.", **given: Any) -> Envelope:
    """A message as the outbox hands it out."""
    made = {
        "id": 7, "number": 1007, "channel": "sms", "to_name": "Ada", "to_address": NUMBER,
        "subject": "", "body": body, "html": "", "message_id": "0f3a@larkin.example",
        "created_at": 0, "attempts": 1, **given,
    }  # fmt: skip
    return Envelope(**made)


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """What writes the settings of a studio whose secret of SMS is in the environment."""
    monkeypatch.setenv("SAFELIGHT_SMS", "s3cr3t-token")

    def written(**keys: Any) -> Settings:
        file = tmp_path / settings.FILE
        lines = ['[studio]\ncountry = "US"\n[secrets]\nsms_token = "env:SAFELIGHT_SMS"\n[sms]']
        lines += [f"{name} = {settings._toml(value)}" for name, value in keys.items()]
        file.write_text("\n".join(lines), encoding="utf-8")
        return settings.load(file)

    return written
