"""A warm process of one peer: a line of JSON in, a line of JSON out.

Processor time is that of all threads and of the commands that were run; ``peak`` is the highest
memory so far in bytes, of this process and of the largest command.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from pathlib import Path

from tests.bench.pictures import peers
from tests.bench.pictures.peers import Peer


def named(name: str) -> Peer:
    """The peer of a name, with what it needs loaded."""
    if name == "ours":
        from tests.bench.pictures import ours

        return ours.peer
    if name == "vips":
        os.environ["VIPS_CONCURRENCY"] = "1"
        import pyvips

        pyvips.cache_set_max(0)
        return peers.vips
    if name == "naive":
        return peers.naive
    return peers.magick(peers.commands()[name])


def main() -> None:
    """Do what is asked for until the other side closes."""
    peer = named(sys.argv[1])
    for line in sys.stdin:
        asked = json.loads(line)
        before, began = _cpu(), time.perf_counter()
        peer(asked["job"], Path(asked["folder"]))
        done = {"cpu": _cpu() - before, "wall": time.perf_counter() - began, "peak": _peak()}
        sys.stdout.write(json.dumps(done) + "\n")
        sys.stdout.flush()


def _cpu() -> float:
    commands = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + commands.ru_utime + commands.ru_stime


def _peak() -> int:
    # Not ru_maxrss: that of a process begins with what its parent had.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    own = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    return 1024 * max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)


if __name__ == "__main__":
    main()
