"""Secrets by reference: `env:NAME`, `file:PATH` or `keyring:SERVICE/NAME`, never the secret itself.

No message made here ever contains a secret, or a text that was given in the place of a reference.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path

from store.errors import Refused

HOW = "write env:NAME, file:PATH or keyring:SERVICE/NAME, and keep the secret itself elsewhere"
"""What to tell a person who wrote something else."""

_REFERENCE = re.compile(r"env:[A-Za-z_][A-Za-z0-9_]*|file:[^\x00-\x1f]+|keyring:[^/\s]+/\S+")
_LARGEST_BYTES = 16_384

_resolved: set[str] = set()


def is_reference(value: str) -> bool:
    """Tell whether a text has the form of a reference."""
    return _REFERENCE.fullmatch(value) is not None


def resolve(
    reference: str, folder: Path | None = None, environ: Mapping[str, str] | None = None
) -> str:
    """Return the secret a reference stands for.

    A relative file counts from `folder`. Raises `Refused` when the reference has no known form, or
    the secret is missing, empty, or open to everybody on the machine.
    """
    if not is_reference(reference):
        raise Refused(f"Secrets: this is not a reference; {HOW}")
    scheme, _, place = reference.partition(":")
    if scheme == "env":
        secret = _from_environment(place, os.environ if environ is None else environ)
    elif scheme == "file":
        secret = _from_file((folder or Path()) / os.path.expanduser(place))  # noqa: PTH111 - never raises
    else:
        secret = _from_keyring(*place.split("/", 1))
    if not secret:
        raise Refused(f"Secrets: {reference} is empty; put the secret there")
    _resolved.add(secret)
    return secret


def resolved() -> frozenset[str]:
    """Return every secret this program has read, so that the log can keep them out."""
    return frozenset(_resolved)


def _from_environment(name: str, environ: Mapping[str, str]) -> str:
    if name not in environ:
        raise Refused(f"Secrets: env:{name} is not set; set {name} before starting the program")
    return environ[name]


def _from_file(path: Path) -> str:
    try:
        # Without waiting: a pipe that nobody writes to would hold the program for ever.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise Refused(f"Secrets: file:{path} cannot be read: {error.strerror}") from None
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise Refused(f"Secrets: file:{path} is not a plain file; name one")
        if found.st_mode & (stat.S_IROTH | stat.S_IWOTH):
            raise Refused(
                f"Secrets: file:{path} is open to everybody on this machine; "
                f"run 'chmod 600 {path}', and change the secret if others may have seen it"
            )
        content = os.read(descriptor, _LARGEST_BYTES + 1)
    finally:
        os.close(descriptor)
    if len(content) > _LARGEST_BYTES:
        raise Refused(f"Secrets: file:{path} is too large to be a secret")
    try:
        return content.decode().rstrip("\r\n")
    except UnicodeDecodeError:
        raise Refused(f"Secrets: file:{path} is not UTF-8 text") from None


def _from_keyring(service: str, name: str) -> str:
    import keyring  # 100 ms and a desktop's services: only who uses it pays for it
    from keyring.errors import KeyringError

    where = f"keyring:{service}/{name}"
    try:
        secret = keyring.get_password(service, name)
    except KeyringError as error:
        raise Refused(
            f"Secrets: {where} cannot be read ({type(error).__name__}); "
            "unlock the keyring, or use env:NAME or file:PATH"
        ) from None
    if secret is None:
        raise Refused(f"Secrets: {where} is not there; run 'keyring set {service} {name}'")
    return secret
