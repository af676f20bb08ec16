"""The studios that are measured: demos of several sizes, made once and kept for the next run."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from peewee import SqliteDatabase

from store import identity

ROOT = Path(__file__).parents[2]
AT = "2026-11-18T14:30"
SEED = 1

MAKE = """
import json, resource, sys, time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo
from store import demo
from store.demo.catalogue import SETTINGS
folder, orders, seed, at = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
zone = ZoneInfo(str(SETTINGS["studio.timezone"]))
moment = round(datetime.fromisoformat(at).replace(tzinfo=zone).timestamp() * 1000)
began = time.perf_counter()
demo.furnish(folder, orders, seed, moment, progress=lambda text: print(text, file=sys.stderr))
seconds = time.perf_counter() - began
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
facts = {"moment": moment, "seconds": seconds, "peak_mb": peak}
(folder / "bench.json").write_text(json.dumps(facts))
"""


@dataclass(frozen=True, slots=True)
class Studio:
    """A demo that is there: its moment in milliseconds, and what making it took."""

    folder: Path
    orders: int
    moment: int
    seconds: float
    peak_mb: float

    @property
    def size(self) -> str:
        """Its orders in words."""
        return f"{self.orders:,}"

    @property
    def database_mb(self) -> float:
        """How large its database is."""
        return (self.folder / "safelight.db").stat().st_size / 1e6


def place() -> Path:
    """Where studios are kept between runs: ``$SAFELIGHT_BENCH_DIR``, or a temporary folder."""
    given = os.environ.get("SAFELIGHT_BENCH_DIR")
    return Path(given) if given else Path(tempfile.gettempdir()) / "safelight-bench"


def ready(orders: int) -> Studio:
    """The studio of a size, made now unless it is there from the same sources."""
    folder = place() / f"{orders}-{SEED}-{_fingerprint()}"
    facts = folder / "bench.json"
    if not facts.exists():
        for older in folder.parent.glob(f"{orders}-{SEED}-*"):
            shutil.rmtree(older, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            [sys.executable, "-c", MAKE, str(folder), str(orders), str(SEED), AT],
            cwd=ROOT,
            check=True,
        )
    known = json.loads(facts.read_text())
    return Studio(folder, orders, known["moment"], known["seconds"], known["peak_mb"])


def copied(studio: Studio) -> Studio:
    """A copy to write into; ``discard`` it afterwards."""
    folder = studio.folder.with_name(f"copy-{os.getpid()}-{studio.folder.name}")
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(studio.folder, folder)
    handle = SqliteDatabase(str(folder / "safelight.db"))
    handle.execute_sql("DELETE FROM setting WHERE key = ?", (identity.KEY,))  # it may send mail
    handle.close()
    return Studio(folder, studio.orders, studio.moment, studio.seconds, studio.peak_mb)


def discard(studio: Studio) -> None:
    """Take a copy away."""
    shutil.rmtree(studio.folder, ignore_errors=True)


def _fingerprint() -> str:
    """What the studios' contents follow from; another source, another studio."""
    sources = [*sorted((ROOT / "store" / "demo").glob("*.py"))]
    for pattern in ("tables/*.py", "samples.py", "versions.py", "fulltext.py"):
        sources += sorted((ROOT / "store").glob(pattern))
    digest = hashlib.sha256()
    for source in sources:
        digest.update(source.read_bytes())
    return digest.hexdigest()[:10]
