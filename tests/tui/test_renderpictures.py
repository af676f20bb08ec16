"""Pictures of the render queue: lanes, files of a job, a preview, and the pane beside a board."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from textual.pilot import Pilot

from render import thumbnails
from store import database as databases
from store import demo, settings
from store import studio as studios
from store.desk import Clock
from store.lease import boot_id, boot_ms
from store.rendering import specs
from store.rendering.specs import Look, Picture, Source, Spec
from store.tables import Card, Job, RenderProfile, RenderWorker, Sheet
from tests.tui.test_pictures import AT, opened, settled

SIZES = [(80, 24), (160, 48)]
SHA = "ab" * 32
MINUTE = 60_000

STATES = (
    ("failed", "there is no space left in /mnt/lab/in", "make room there, then R tries again"),
    ("running", "", ""),
    ("queued", "", ""),
    ("held", "", ""),
)


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo studio with jobs in every state, and a program that renders."""
    folder = tmp_path_factory.mktemp("queue") / "demo"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(studios, "system_login", lambda: (os.getuid(), "robin"))
        patch.setattr(studios, "_known", lambda _: False)
        demo.furnish(folder, orders=30, seed=3, at=AT)
        config = settings.load(folder / settings.FILE)
        studios.open_desk(config, clock=Clock.starting_at(AT))
    Job.delete().execute()
    cards = list(
        Card.select().where(Card.kind == "production").order_by(Card.id).limit(len(STATES))
    )
    profile = RenderProfile.select().where(RenderProfile.final).order_by(RenderProfile.id).first()
    for at, (card, (state, reason, remedy)) in enumerate(zip(cards, STATES, strict=True)):
        job = Job.create(
            number=1001 + at, card=card, profile=profile, state=state, reason=reason,
            remedy=remedy, by="robin", created_at=AT, place=at, priority=2 if at == 2 else 0,
        )  # fmt: skip
        _files(job)
    RenderWorker.create(
        owner="w", label="worker on larkin (pid 7)", host="larkin", boot=boot_id(),
        until_ms=boot_ms() + 3_600_000, beat_at=AT, started_at=AT, processes=4,
        budget_bytes=3 << 30, used_bytes=1 << 30, made=40, doing="J-1002: 8x10 · image 14",
    )  # fmt: skip
    _thumbnail(thumbnails.path_of(config.cache, SHA))
    databases.close()
    return folder


def _files(job: Job) -> None:
    """Forty of a hundred files are made; of what failed, one says why."""
    source = Source("/pictures/S-1001/Hi-Res/P-0014.jpg", 6000, 4000, profile="Adobe RGB (1998)",
                    sha256=SHA)  # fmt: skip
    look = Look("Lab 8x10", sharpen=60)
    picture = Picture(crop=(0.1, 0.0, 0.75, 0.9))
    text = specs.to_json(Spec(look, (source,), (picture,), 10.0, 8.0, stamp="O-1001 14"))
    for position in range(50 if job.state in ("running", "queued") else 4):
        made = job.state == "running" and position < 40
        state = {"failed": "failed", "held": "queued"}.get(job.state, "queued")
        if job.state == "running":
            state = "done" if made else "running" if position < 44 else "queued"
        Sheet.create(
            job=job, position=position, label=f"line 1: 8x10 · image {14 + position}",
            media="8x10" if position % 3 else "5x7", spec=text, spec_key="k", state=state,
            folder="/rendered", name=f"P-{position:04}.jpg", copies=2,
            reason=job.reason, remedy=job.remedy, failure="transient" if job.reason else "",
            settled_at=AT - 8 * MINUTE + position * 1000 if made else None,
            path=f"/rendered/P-{position:04}.jpg" if made else "", took_ms=0,
            width=3000 if made else None, height=2400 if made else None, dpi=300 if made else None,
        )  # fmt: skip


def _thumbnail(path: Path) -> None:
    """A landscape: sky, sun and field."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made = Image.new("RGB", (480, 320), (120, 170, 220))
    made.paste((60, 120, 60), (0, 200, 480, 320))
    made.paste((250, 220, 90), (300, 40, 370, 110))
    made.save(path, "PNG")


@pytest.mark.parametrize("size", SIZES)
def test_the_render_queue(studio: Path, size: tuple[int, int], snap_compare: Any) -> None:
    """What failed with reason and remedy, then what is at work, waits and is held."""

    async def before(pilot: Pilot[Any]) -> None:
        await settled(pilot, "6", "j", "space")

    assert snap_compare(opened(studio), terminal_size=size, run_before=before)


@pytest.mark.parametrize("size", SIZES)
def test_the_files_of_a_job(studio: Path, size: tuple[int, int], snap_compare: Any) -> None:
    """A cell for each file, then the files."""

    async def before(pilot: Pilot[Any]) -> None:
        await settled(pilot, "6", "j", "enter")

    assert snap_compare(opened(studio), terminal_size=size, run_before=before)


@pytest.mark.parametrize("size", SIZES)
def test_a_preview(studio: Path, size: tuple[int, int], snap_compare: Any) -> None:
    """Numbers, and beside them what is kept of the picture."""

    async def before(pilot: Pilot[Any]) -> None:
        await settled(pilot, "6", "j", "v")

    assert snap_compare(opened(studio), terminal_size=size, run_before=before)


@pytest.mark.parametrize("size", SIZES)
def test_beside_a_board(studio: Path, size: tuple[int, int], snap_compare: Any) -> None:
    """The pane on the right, or below where it is narrow."""

    async def before(pilot: Pilot[Any]) -> None:
        await settled(pilot, "Q")

    assert snap_compare(opened(studio), terminal_size=size, run_before=before)


def test_papers(studio: Path, snap_compare: Any) -> None:
    """How much of each paper has to be loaded."""

    async def before(pilot: Pilot[Any]) -> None:
        await settled(pilot, "6", "tab", "tab")

    assert snap_compare(opened(studio), terminal_size=(80, 24), run_before=before)
