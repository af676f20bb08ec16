"""A print service of a test's own: a real CUPS with one queue that keeps what it is given."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

SERVER = "/usr/sbin/cupsd"
QUEUE = "lab"

SETTINGS = """
Listen {folder}/s
DefaultAuthType None
Browsing Off
WebInterface No
LogLevel warn
MaxLogSize 0
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  JobPrivateAccess all
  JobPrivateValues none
  SubscriptionPrivateAccess all
  SubscriptionPrivateValues none
  <Limit All>
    Order deny,allow
  </Limit>
</Policy>
"""

FILES = """
ServerRoot {folder}/root
ServerBin {folder}/bin
RequestRoot {folder}/spool
CacheDir {folder}/cache
StateDir {folder}/run
TempDir {folder}/spool
AccessLog {folder}/log/access
ErrorLog {folder}/log/error
PageLog {folder}/log/page
Sandboxing Relaxed
SystemGroup root
"""

PRINTER = """
<Printer {queue}>
DeviceURI keep:{folder}/out
State Idle
Accepting Yes
Shared No
</Printer>
"""

BACKEND = """#!/bin/sh
# Given: job, user, title, copies, options, file. What came is kept as it came.
[ $# -eq 0 ] && exit 0
to=${DEVICE_URI#keep:}
if [ -n "$6" ]; then cat "$6"; else cat; fi > "$to/$1.part"
printf '%s' "$3" > "$to/$1.title"
mv "$to/$1.part" "$to/$1.pdf"
"""


class Service:
    """A running print service."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.address = str(folder / "s")

    def printed(self, job: str, within_seconds: float = 20) -> tuple[str, bytes]:
        """The title and the content of a job, as they came out."""
        path = self.folder / "out" / f"{job.rpartition('-')[2]}.pdf"
        until = time.monotonic() + within_seconds
        while not path.exists():
            assert time.monotonic() < until, (self.folder / "log/error").read_text()[-2_000:]
            time.sleep(0.05)
        return path.with_suffix(".title").read_text(), path.read_bytes()


def require() -> None:
    """Skip without a print service, or fail where a build machine must have it."""
    if Path(SERVER).exists() and shutil.which("lp") and shutil.which("lpstat"):
        return
    if os.environ.get("SAFELIGHT_REQUIRE_SERVERS") == "1":
        pytest.fail("CUPS is not installed, and SAFELIGHT_REQUIRE_SERVERS=1 says it must be")
    pytest.skip("CUPS is not installed")


@contextmanager
def running(folder: Path) -> Iterator[Service]:
    """Start a service whose files are all in one folder, and end it."""
    require()
    for name in ("root/ppd", "bin/backend", "bin/filter", "spool", "cache", "run", "log", "out"):
        (folder / name).mkdir(parents=True)
    (folder / "bin/daemon").symlink_to("/usr/lib/cups/daemon")
    backend = folder / "bin/backend/keep"
    backend.write_text(BACKEND)
    backend.chmod(0o700)  # so it runs as the service itself does
    (folder / "cupsd.conf").write_text(SETTINGS.format(folder=folder))
    (folder / "cups-files.conf").write_text(FILES.format(folder=folder))
    (folder / "root/printers.conf").write_text(PRINTER.format(folder=folder, queue=QUEUE))
    words = [SERVER, "-f", "-c", folder / "cupsd.conf", "-s", folder / "cups-files.conf"]
    with (
        (folder / "said").open("wb") as said,
        subprocess.Popen(words, stdout=said, stderr=said) as server,
    ):
        try:
            _wait(folder, server)
            yield Service(folder)
        finally:
            server.terminate()


def _wait(folder: Path, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 20
    asked = {**os.environ, "CUPS_SERVER": str(folder / "s"), "LC_ALL": "C"}
    while True:
        done = subprocess.run(
            ["lpstat", "-r"], env=asked, capture_output=True, text=True, check=False
        )
        if "not running" not in done.stdout and done.returncode == 0:
            return
        assert server.poll() is None, (folder / "said").read_text()
        assert time.monotonic() < until, (folder / "said").read_text()
        time.sleep(0.05)
