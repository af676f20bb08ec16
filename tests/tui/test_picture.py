"""Real pixels: asked for once with the program stepping aside, sent whole, taken away afterwards."""

from __future__ import annotations

import base64
import fcntl
import io
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time

import pytest
from PIL import Image
from textual.app import App, ComposeResult

from tui.widgets import picture

PROGRAM = """
import sys
from textual.app import App
from render.previews import Raster
from tui import strips
from tui.widgets import picture

strips.install()

class Shown(App):
    AUTO_FOCUS = None
    async def on_mount(self):
        self.set_timer(0.1, self.asked)
    async def asked(self):
        kind = picture.ask(self)
        if kind:
            shown = picture.Picture(kind)
            await self.mount(shown)
            self.call_after_refresh(shown.show, Raster(4, 2, bytes([255, 0, 0] * 8)))
        self.set_timer(0.5, lambda: self.exit(kind))

print("ANSWER", Shown().run())
"""

ANSWERS = {
    "sixel": {b"\x1b[c": b"\x1b[?62;4;22c"},
    "kitty": {b"\x1b[c": b"\x1b[?62;22c", b"\x1b_Gi=": b"\x1b_Gi=%d;OK\x1b\\"},
    "": {b"\x1b[c": b"\x1b[?62;22c"},
}
"""What terminals say when they are asked what they can."""


def run(kind: str) -> str:
    """Run a program with a picture in a terminal of a kind; returns all that was sent to it."""
    main, side = pty.openpty()
    fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 480, 800))
    environ = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    for name in ("TMUX", "STY", "NO_COLOR", "TEXTUAL"):
        environ.pop(name, None)
    started = subprocess.Popen(  # our own program
        [sys.executable, "-c", PROGRAM], stdin=side, stdout=side, stderr=side, env=environ
    )
    os.close(side)
    sent, until = b"", time.monotonic() + 30
    told: set[bytes] = set()
    try:
        while time.monotonic() < until:
            ready, _, _ = select.select([main], [], [], 0.2)
            try:
                piece = os.read(main, 65536) if ready else b""
            except OSError:
                break
            sent += piece
            for asked, answer in ANSWERS[kind].items():
                if asked in sent and asked not in told:
                    told.add(asked)
                    number = re.search(rb"\x1b_Gi=(\d+)", sent)
                    os.write(
                        main, answer % int(number[1]) if b"%d" in answer and number else answer
                    )
            if not piece and started.poll() is not None:
                break
    finally:
        started.kill()
        started.wait()
        os.close(main)
    return sent.decode("utf-8", "replace")


@pytest.mark.parametrize("kind", list(ANSWERS))
def test_a_terminal_is_asked_and_gets_what_it_can(kind: str) -> None:
    """Sixel or kitty's protocol, through the filter for control characters; otherwise nothing."""
    sent = run(kind)
    assert f"ANSWER {kind}" in sent
    at = sent.rfind("\x1b[?1049h")
    painted = sent[at:]
    assert ("\x1bP" in painted) == (kind == "sixel")
    assert ("\x1b_Ga=T,f=100" in painted) == (kind == "kitty")
    assert ("\x1b_Ga=d" in painted) == (kind == "kitty")


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"TERM": "xterm-kitty"}, ""),
        ({"TERM": "xterm-256color", "TMUX": "/tmp/x,1,0"}, "half cells"),
        ({"TERM": "screen-256color"}, "half cells"),
        ({"TERM": "linux"}, "no pictures"),
        ({}, "no pictures"),
    ],
)
def test_some_need_not_be_asked(environ: dict[str, str], words: str) -> None:
    """Inside tmux half cells are shown, on a text console letters."""
    assert words in picture.cannot(environ)
    assert bool(picture.cannot(environ)) == bool(words)


def test_kitty_takes_pieces() -> None:
    """A picture comes back whole from its pieces, and only the last says that it is the last."""
    noise = Image.frombytes("RGB", (64, 64), os.urandom(64 * 64 * 3))
    code = picture._kitty(noise, 10, 5)
    found = re.findall(r"\x1b_G([^;]*);([^\x1b]*)\x1b\\", code)
    assert len(found) > 1
    assert [f"m={int(at + 1 < len(found))}" in keys for at, (keys, _) in enumerate(found)]
    assert "c=10,r=5" in found[0][0]
    content = base64.b64decode("".join(piece for _, piece in found))
    with Image.open(io.BytesIO(content)) as back:
        assert back.tobytes() == noise.tobytes()


async def test_where_the_program_cannot_step_aside() -> None:
    """It is not asked, and half cells stay."""

    class Bare(App[None]):
        def compose(self) -> ComposeResult:
            yield from ()

    app = Bare()
    async with app.run_test():
        assert picture.ask(app) == ""
