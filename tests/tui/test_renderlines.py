"""Lines of the render queue: what failed first, with reason and remedy; never wider than the room."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from store.jobfaces import JobFace, Progress, SheetFace, WorkerFace
from tests.tui.screens.conftest import HOSTILE
from tui.screens import renderlines
from tui.widgets.lines import Part
from tui.widgets.look import ASCII, Look
from tui.widgets.measure import painted

LOOK = Look()

JOB = JobFace(
    1, "J-12", "render", "O-1043", "Okafor, Ada", "running", "", 0.6, 12, 20, 0, 2, "larkin", "",
    "", 0, "8x10 lab", "", "joon", 0, None, "", "", False, 5,
)  # fmt: skip

SHEET = SheetFace(
    1, "J-12", 0, "8x10 · image 131", 3, "131", "8x10", 1, "done", "", "", "", "", "", 1, 0, 0,
    "/r", "a.jpg", "/r/a.jpg", 3, "ab", 2400, 3000, 300, 1 << 28, 1420, 1, "/s/a", "ab", 1, 1, "{}",
)  # fmt: skip

FAILED = replace(
    JOB, job="J-9", state="failed", done=0, failed=20, reason="there is no space left in /mnt/lab",
    remedy="make room there, then try again",
)  # fmt: skip


def text(parts: Any) -> str:
    """A line's words."""
    return "".join(words for words, _ in parts)


def texts(lines: Any) -> list[str]:
    """The words of some lines."""
    return [text(line.parts) for line in lines]


def test_what_failed_comes_first_with_reason_and_remedy() -> None:
    """Whatever the order of the queue; the cursor stops on jobs alone."""
    lines = renderlines.job_lines([JOB, FAILED], 80, LOOK)
    said = texts(lines)
    assert said[0].startswith(" Failed 1")
    assert "J-9" in said[1]
    assert "no space left" in said[2]
    assert "make room" in said[3]
    assert [line.key for line in lines if line.stop] == ["J-9", "J-12"]


def test_a_job_with_failed_files_is_trouble_while_the_rest_goes_on() -> None:
    """It stands at the top, and says that it still renders."""
    some = replace(JOB, failed=1, reason="the scan data is damaged")
    (group,) = renderlines.grouped([some])
    assert group.title == "Failed"
    line = renderlines.job_lines([some], 80, LOOK)[1]
    assert "rendering" in text(line.parts)
    assert renderlines.grouped([replace(some, state="cancelled")])[0].title == "Over"


@pytest.mark.parametrize(
    ("state", "shape"),
    [("failed", "■"), ("quarantined", "■"), ("held", "◇"), ("running", "›"), ("queued", "")],
)
def test_states_by_shape_and_word(state: str, shape: str) -> None:
    """Colour only helps; a rush has its shape and its number."""
    said = renderlines.state_words(replace(JOB, state=state), LOOK)
    assert shape in said
    assert ("rendering" if state == "running" else state) in said
    rush = renderlines.state_words(replace(JOB, state="queued", priority=7), LOOK)
    assert rush.startswith("▲7")


def test_shapes_without_unicode() -> None:
    """On a text console every line is ASCII but for the studio's own words."""
    look = Look(glyphs=ASCII)
    lines = renderlines.job_lines([JOB, FAILED, replace(JOB, state="held")], 80, look, {"J-12"})
    assert all(said.isascii() for said in texts(lines))


@given(st.floats(-1, 2), st.integers(1, 60))
def test_a_bar_is_full_only_at_one(share: float, width: int) -> None:
    """It has its width; what has begun shows, and what is not over never looks so."""
    bar = renderlines.bar(share, width, LOOK)
    assert len(bar) == width
    assert (bar == LOOK.glyphs.full * width) == (share >= 1 or (width == 1 and share > 0))
    assert (LOOK.glyphs.full in bar) == (share > 0)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(None, ""), (20, "under 1 min left"), (120, "2 min left"), (3599, "1 h 00 min left"),
     (5400, "1 h 30 min left")],
)  # fmt: skip
def test_time_left(seconds: int | None, words: str) -> None:
    """In round words; nothing where nothing can be said."""
    assert renderlines.left_words(seconds) == words


def test_how_it_gets_on() -> None:
    """Share, files, pace and time left in one line, at 80 columns as well."""
    progress = Progress(124, 200, 70, 4, 6, 2, 38.4, 120)
    said = text(renderlines.progress_parts(progress, 80, LOOK))
    for words in ("62%", "124 of 200 files", "4 at work", "38 a minute", "2 min left"):
        assert words in said
    assert cell_len(said) <= 80
    assert "r on a board" in text(renderlines.progress_parts(Progress(), 80, LOOK))


def test_who_works() -> None:
    """One program by its name, several by their number; hours and nobody are told."""
    worker = WorkerFace("o", "worker (larkin)", "larkin", True, 4, 3 << 30, 1 << 30, 9, "J-12",
                        4, 0, 0)  # fmt: skip
    assert "1.0 of 3.0 GB" in text(renderlines.worker_parts([worker], LOOK))
    assert "2 programs" in text(renderlines.worker_parts([worker, worker], LOOK))
    gone = replace(worker, alive=False)
    assert "No program renders" in text(renderlines.worker_parts([gone], LOOK))
    assert "Nobody" in text(renderlines.worker_parts([gone], LOOK, waiting=False))
    assert "Outside" in text(renderlines.worker_parts([worker], LOOK, "Outside of 07:00"))


def test_files_of_a_job() -> None:
    """What went wrong first with what helps; notes of what was made below it."""
    wrong = replace(SHEET, position=4, state="quarantined", reason="damaged", remedy="import it")
    noted = replace(SHEET, notes="no profile: sRGB was assumed")
    said = texts(renderlines.sheet_lines([noted, wrong], 80, LOOK))
    assert said[0].split()[1] == "5"
    assert (said[1].strip(), said[2].strip()) == ("damaged", "import it")
    assert "sRGB was assumed" in said[4]
    again = replace(SHEET, state="queued", failures=2, reason="the server went away")
    assert "again (2)" in texts(renderlines.sheet_lines([again], 80, LOOK))[0]


@given(st.lists(st.sampled_from(["done", "running", "queued", "failed"]), max_size=300),
       st.integers(10, 120))  # fmt: skip
def test_a_cell_for_each_file(states: list[str], width: int) -> None:
    """Or for several; what failed is never hidden by what was made."""
    sheets = [replace(SHEET, position=at, state=state) for at, state in enumerate(states)]
    said = text(renderlines.map_parts(sheets, width, LOOK))
    assert len(said) <= width
    assert ("!" in said) == ("failed" in states)


@given(st.integers(50, 200), st.sampled_from(HOSTILE), st.sampled_from(["failed", "held"]))
def test_hostile_words_stay_within_the_room(width: int, words: str, state: str) -> None:
    """Names, reasons and paths of any kind: no line is wider, nothing but text is in it."""
    job = replace(JOB, client=words, ref="O-1", state=state, failed=1, reason=words, remedy=words,
                  profile=words, layout=words)  # fmt: skip
    sheet = replace(SHEET, label=words, media=words, path=words, reason=words, state="failed")
    page = _page([job])
    lines: list[tuple[Part, ...]] = [
        *(one.parts for one in renderlines.job_lines([job], width, LOOK)),
        *(one.parts for one in renderlines.sheet_lines([sheet], width, LOOK)),
    ]
    for parts in lines:
        assert sum(cell_len(painted(part)) for part, _ in parts) <= width
    for parts in renderlines.pane_lines(page, 36, 20, LOOK):
        assert sum(cell_len(painted(part)) for part, _ in parts) <= 36


def _page(jobs: list[JobFace]) -> Any:
    from tui.screens.renderpages import Page

    return Page(jobs=tuple(jobs), progress=Progress(12, 20, 8, 2, 0, 1, 30.0, 90))


def test_beside_a_board() -> None:
    """Few lines: how it gets on, what failed with its reason, and that there is more."""
    said = [text(parts) for parts in renderlines.pane_lines(_page([JOB, FAILED]), 36, 20, LOOK)]
    assert "12/20" in said[0]
    assert any("no space left" in words for words in said)
    assert any("No program renders" in words for words in said)
    many = [replace(JOB, job=f"J-{at}") for at in range(30)]
    short = renderlines.pane_lines(_page(many), 36, 6, LOOK)
    assert len(short) == 6
    assert "more lines" in text(short[-1])
    idle = replace(_page([]), progress=Progress())
    assert "Nothing waits" in text(renderlines.pane_lines(idle, 36, 6, LOOK)[0])
