"""A modem: what gammu says decides, and who was stopped may have sent."""

from __future__ import annotations

import asyncio
import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.sms import gateway
from jobs.sms.modem import Modem, arguments, read
from tests.jobs.sms.conftest import NUMBER, Write, envelope

LONG = "Grüße aus der Dunkelkammer! " * 12


@pytest.fixture
def dummy(tmp_path: Path) -> Path:
    """The configuration of gammu's dummy device, which takes everything; skips without gammu."""
    if shutil.which("gammu") is None:
        if os.environ.get("SAFELIGHT_REQUIRE_SERVERS") == "1":
            pytest.fail("gammu is not installed, and SAFELIGHT_REQUIRE_SERVERS=1 says it must be")
        pytest.skip("gammu is not installed")
    (tmp_path / "device/sms/3").mkdir(parents=True)
    config = tmp_path / "gammurc"
    config.write_text(f"[gammu]\nmodel = dummy\nconnection = none\ndevice = {tmp_path}/device\n")
    return config


def stand_in(folder: Path, script: str) -> tuple[Modem, Path]:
    """A modem whose program is a script, and the file it writes its words into."""
    program, said = folder / "gammu", folder / "words"
    program.write_text(
        f'#!/bin/sh\nfor word in "$@"; do printf "%s\\0" "$word"; done > {said}\n{script}\n'
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    config = folder / "rc"
    config.write_text("")
    return Modem(config, "US", 5, str(program)), said


# With gammu itself -------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["Ready.", "-text evil --help", "日本語 😀", "a\nb", "$(id) `id`"])
async def test_gammu_takes_a_message(dummy: Path, text: str) -> None:
    """Whatever it begins with; the network's reference comes back."""
    came = await Modem(dummy, "US", 20).send(envelope(text, to_address="212 555 0100"))
    assert (came.result, came.remote_id, came.gateway) == ("done", "255", "modem")


async def test_a_long_message_goes_in_parts(dummy: Path) -> None:
    """Each has its reference."""
    came = await Modem(dummy, "US", 20).send(envelope(LONG))
    assert (came.result, came.remote_id) == ("done", "255,255,255")


@pytest.mark.parametrize(
    "text", ["Ready.", "-text evil", "日本語 😀 €", "a\nb \\n \\ {to}", LONG.strip()]
)
def test_the_text_arrives_whole(dummy: Path, text: str) -> None:
    """The same words given to the device's memory are read back as they were."""
    words = arguments(dummy, NUMBER, text)
    words[2:5] = ["savesms", "TEXT", "-folder", "3"]
    subprocess.run(["gammu", *words], check=True, capture_output=True, env=_env())
    done = subprocess.run(
        ["gammu", "-c", dummy, "geteachsms"], check=True, capture_output=True, env=_env()
    )
    assert text.rpartition("\n")[2] in done.stdout.decode()


def test_without_the_device_the_settings_are_wrong(dummy: Path) -> None:
    """Nothing was handed over."""
    dummy.write_text("[gammu]\ndevice = /dev/there-is-none\nconnection = at\n")
    came = asyncio.run(Modem(dummy, "US", 20).send(envelope()))
    assert came.result == "settings"
    assert "doesn't exist" in came.answer


def _env() -> dict[str, str]:
    return {**os.environ, "LC_ALL": "C.UTF-8"}


# What its words mean -----------------------------------------------------------------------------

ONE = "If you want break, press Ctrl+C...\nSending SMS 1/1"
OK = "..OK, message reference=17\n"


@pytest.mark.parametrize(
    ("status", "said", "result", "remote_id"),
    [
        (0, ONE + OK, "done", "17"),
        (0, f"Sending SMS 1/2{OK}Sending SMS 2/2{OK}", "done", "17,17"),
        (0, "", "temporary", ""),
        (0, ONE, "unknown", ""),
        (0, f"Sending SMS 1/2{OK}", "unknown", "17"),
        (1, f"Sending SMS 1/2{OK}Sending SMS 2/2..error 38, message reference=-1", "unknown", "17"),
        (127, ONE + "..error 38, message reference=-1", "temporary", ""),
        (127, ONE + "..error 42, message reference=-1", "temporary", ""),
        (127, ONE + "..error 21, message reference=-1", "permanent", ""),
        (127, ONE + "..error 500, message reference=-1", "unknown", ""),
        (127, ONE + "..error 332, message reference=-1", "unknown", ""),
        (114, ONE, "unknown", ""),
        (104, "Error opening device, it doesn't exist.", "settings", ""),
        (106, "Error opening device, you don't have permissions.", "settings", ""),
        (123, "Security error. Maybe no PIN?", "settings", ""),
        (103, "Error opening device, it is locked.", "temporary", ""),
        (114, "No response in specified timeout.", "temporary", ""),
        (-9, ONE, "unknown", ""),
        (-11, "", "unknown", ""),
    ],
)
def test_what_an_exit_means(status: int, said: str, result: str, remote_id: str) -> None:
    """Before the first part nothing was sent; after it only a clear no is one."""
    assert read(status, said)[0::2] == (result, remote_id)


@given(st.integers(-64, 255), st.text(max_size=300))
def test_any_words_are_read(status: int, said: str) -> None:
    """Nothing raises, and what is shown can steer no terminal."""
    result, words, _ = read(status, said + "\x1b[31m")
    assert result in ("done", "temporary", "permanent", "settings", "unknown")
    assert "\x1b" not in words


# With a program in its place ---------------------------------------------------------------------


async def test_no_shell_reads_the_words(tmp_path: Path) -> None:
    """Every word arrives as it was given."""
    text = "$(touch x) `id` ; rm * -c evil \"'\n[/]"
    modem, said = stand_in(tmp_path, f"echo 'Sending SMS 1/1{OK.strip()}'")
    assert (await modem.send(envelope(text + "\0"))).result == "done"
    words = said.read_bytes().decode().split("\0")[:-1]
    assert words == ["-c", str(tmp_path / "rc"), "sendsms", "TEXT", NUMBER, "-autolen",
                     str(len(text)), "-textutf8", text]  # fmt: skip


async def test_who_takes_too_long_is_stopped(tmp_path: Path) -> None:
    """It may have been sent; the program does not go on."""
    modem, _ = stand_in(tmp_path, f"echo $$ > {tmp_path}/pid; exec sleep 60")
    modem._seconds = 1.5
    came = await modem.send(envelope())
    assert (came.result, came.remote_id) == ("unknown", "")
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


async def test_a_program_that_is_killed_is_in_doubt(tmp_path: Path) -> None:
    """Somebody else may do it."""
    modem, _ = stand_in(tmp_path, "kill -9 $$")
    assert (await modem.send(envelope())).result == "unknown"


async def test_without_program_or_configuration(tmp_path: Path, write: Write) -> None:
    """The settings are wrong, and the words say what is missing."""
    modem, _ = stand_in(tmp_path, "exit 0")
    modem._program = "there-is-no-gammu"
    came = await modem.send(envelope())
    assert (came.result, "not installed" in came.answer) == ("settings", True)
    found = gateway(write(gateway="modem", modem_config="there-is-none"))
    assert found is not None
    if shutil.which("gammu"):
        came = await found.send(envelope())
        assert (came.result, "modem_config" in came.answer) == ("settings", True)


async def test_a_program_that_ends_takes_gammu_along(tmp_path: Path) -> None:
    """What was begun may have been sent."""
    modem, said = stand_in(tmp_path, "exec sleep 60")
    task = asyncio.create_task(modem.send(envelope()))
    while not said.exists():  # noqa: ASYNC110 - another program makes it
        await asyncio.sleep(0.01)
    task.cancel()
    came = await task
    assert (came.result, "the program ended" in came.answer) == ("unknown", True)


async def test_the_modem_is_asked_who_it_is(tmp_path: Path, dummy: Path) -> None:
    """By `check`: it answers, or says why not."""
    assert await Modem(dummy, "US", 20).check() == ""
    modem, _ = stand_in(tmp_path, "echo 'Security error. Maybe no PIN?'; exit 123")
    assert "no PIN" in await modem.check()
    modem._program = "there-is-no-gammu"
    assert "not installed" in await modem.check()
