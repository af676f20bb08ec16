"""Secrets are read by reference, and never shown."""

from __future__ import annotations

import os
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend

from store.errors import Refused
from store.secrets import is_reference, resolve, resolved


class Ring(KeyringBackend):
    """A keyring with one secret."""

    priority = 1.0

    def get_password(self, service: str, username: str) -> str | None:
        """Return the secret of the one known pair."""
        return "from-the-ring" if (service, username) == ("safelight", "mail") else None

    def set_password(self, service: str, username: str, password: str) -> None:
        """Take nothing: the program never writes secrets."""
        raise AssertionError


@pytest.fixture
def secret_file(tmp_path: Path) -> Path:
    """Return a file that only its owner may read."""
    path = tmp_path / "secret"
    path.write_text("hunter2\n")
    path.chmod(0o600)
    return path


def test_from_the_environment() -> None:
    """An environment variable gives its value; resolved secrets are known to the log."""
    assert resolve("env:MAIL", environ={"MAIL": "opensesame"}) == "opensesame"
    assert "opensesame" in resolved()


def test_from_a_file(secret_file: Path) -> None:
    """A file gives its content without the last newline; relative ones count from the studio."""
    assert resolve(f"file:{secret_file}") == "hunter2"
    assert resolve("file:secret", secret_file.parent) == "hunter2"


def test_from_the_keyring() -> None:
    """A keyring entry is read by service and name, and a missing one says how to make it."""
    before = keyring.get_keyring()
    keyring.set_keyring(Ring())
    try:
        assert resolve("keyring:safelight/mail") == "from-the-ring"
        with pytest.raises(Refused, match="keyring set safelight sms"):
            resolve("keyring:safelight/sms")
    finally:
        keyring.set_keyring(before)


@pytest.mark.parametrize("mode", [0o604, 0o602, 0o644, 0o666])
def test_open_to_everybody(secret_file: Path, mode: int) -> None:
    """A file that others may read or write is refused, with the command that mends it."""
    secret_file.chmod(mode)
    with pytest.raises(Refused, match="chmod 600"):
        resolve(f"file:{secret_file}")


def test_files_that_are_none(tmp_path: Path) -> None:
    """A missing file, a folder and a pipe are refused at once."""
    os.mkfifo(tmp_path / "pipe", 0o600)
    for name in ("missing", "pipe", "."):
        with pytest.raises(Refused, match="file:"):
            resolve(f"file:{name}", tmp_path)


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfehunter2", b"hunter2" * 10_000])
def test_files_without_a_usable_secret(secret_file: Path, content: bytes) -> None:
    """Empty, undecodable and huge files are refused without showing what is in them."""
    secret_file.write_bytes(content)
    with pytest.raises(Refused) as caught:
        resolve(f"file:{secret_file}")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    "text", ["hunter2", "env:hunter2 x", "keyring:hunter2", "file:", "ENV:hunter2", "env:", ""]
)
def test_literal_secrets(text: str) -> None:
    """What is not a reference is refused and not repeated: it may be the secret itself."""
    assert not is_reference(text)
    with pytest.raises(Refused, match="not a reference") as caught:
        resolve(text)
    assert "hunter2" not in str(caught.value)


def test_missing_variable() -> None:
    """A variable that is not set, or empty, is named."""
    with pytest.raises(Refused, match="env:NOPE is not set"):
        resolve("env:NOPE", environ={})
    with pytest.raises(Refused, match="env:NOPE is empty"):
        resolve("env:NOPE", environ={"NOPE": ""})
