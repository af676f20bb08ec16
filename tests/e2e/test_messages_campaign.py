"""Four programs that send, killed at random, against servers that fail: counted at the servers."""

from __future__ import annotations

import os
import time
from pathlib import Path

from tests.e2e import campaign
from tests.e2e.campaigner import Campaign
from tests.e2e.quarter.servers import Servers
from tests.e2e.starter import Starter

KILLS = int(os.environ.get("SAFELIGHT_CHAOS_KILLS", "50"))
"""How many programs are killed; `make chaos` asks for more."""

SEED = int(os.environ.get("SAFELIGHT_CHAOS_SEED", "20261101"))

FAULTS = 0.25
"""How many of the messages the servers spoil."""

CARDS = 60


def test_killed_senders(starter: Starter, tmp_path: Path) -> None:
    """Nothing is missing and nothing doubled by itself; all that is doubtful is marked unknown."""
    folder = tmp_path / "studio"
    began = time.monotonic()
    with Servers(tmp_path / "servers", faults=FAULTS, seed=SEED) as servers:
        campaign.furnish(folder, servers, CARDS)
        fought = Campaign(starter, folder, SEED)
        with fought.at_work():
            fought.fight(KILLS)
        fought.finish()
        found = campaign.count(folder, servers)
    tally = fought.tally
    print(
        f"\n{tally['kills']} programs killed in {time.monotonic() - began:.0f} s, "
        f"{tally['senders']} of them sending, {tally['stops']} put to sleep; "
        f"{tally['moves']} orders moved meanwhile; seed {SEED}\n{found.words()}"
    )
    assert tally["refused"] == tally["unread"] == 0
    assert tally["senders"] >= KILLS // 2
    assert found.doubtful > 0
    for channel in campaign.CHANNELS:
        assert found.states[channel, "done"] > KILLS // 6
        assert found.states[channel, "cancelled"] > 0
