"""MIME: a message as the bytes that go over the wire; values in, bytes out, the same every time.

Headers are written here and not by the standard library, whose folding takes long names apart into
several recipients. No text from outside can begin a header, end one, or add an address.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import quote

from store.envelopes import Envelope, File
from store.mailsettings import Mailbox, is_address
from store.text import safe

LONGEST_BODY = 2_000_000
"""Characters of a text; what is longer is cut."""

LINE = 76
"""How long lines of headers and of encoded texts get."""

_WORD_BYTES = 45  # of an encoded word, so that it stays within the 75 characters a word may have
_MEDIA_TYPE = re.compile(r"[A-Za-z0-9.+-]{1,60}/[A-Za-z0-9.+-]{1,60}")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9 ._+-]{1,50}")


class Unsendable(Exception):
    """The message can never be sent as it is; the text says why."""


@dataclass(frozen=True, slots=True)
class Mime:
    """A message ready for the wire, and between whom it goes."""

    data: bytes
    sender: str
    recipient: str

    @property
    def needs_utf8(self) -> bool:
        """Whether only a server that knows SMTPUTF8 can take it."""
        return not (self.sender.isascii() and self.recipient.isascii())

    @property
    def sha256(self) -> str:
        """What proves later which bytes were sent."""
        return hashlib.sha256(self.data).hexdigest()


def build(envelope: Envelope, sender: Mailbox, reply_to: Mailbox | None = None) -> Mime:
    """Write a message; Unsendable where an address is none."""
    recipient = on_the_wire(envelope.to_address)
    writer = on_the_wire(sender.address)
    sent = datetime.fromtimestamp(envelope.created_at / 1000, UTC)
    headers = [
        ("From", _mailbox(sender.name, writer)),
        ("To", _mailbox(envelope.to_name, recipient)),
        ("Subject", _text(envelope.subject)),
        ("Date", format_datetime(sent.replace(microsecond=0))),
        ("Message-ID", f"<{_token(envelope.message_id)}>"),
        ("Auto-Submitted", "auto-generated"),  # so that nobody's holiday notice answers it
        ("MIME-Version", "1.0"),
    ]
    if reply_to is not None:
        headers.insert(2, ("Reply-To", _mailbox(reply_to.name, on_the_wire(reply_to.address))))
    kind, body = _body(envelope)
    lines = [f"{name}: {value}" for name, value in (*headers, *kind)]
    return Mime("\r\n".join([*lines, "", ""]).encode() + body, writer, recipient)


# Addresses and headers ---------------------------------------------------------------------------


def on_the_wire(address: str) -> str:
    """An address as servers take it: the domain in ASCII; Unsendable where it is no address."""
    if not is_address(address):
        raise Unsendable(f"'{safe(address, 100)}' is no email address")
    local, _, domain = address.rpartition("@")
    if not domain.isascii():
        import idna  # large tables, which few messages need

        try:
            domain = idna.encode(domain, uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            raise Unsendable(f"'{safe(domain, 100)}' cannot be the name of a mail domain") from None
    return f"{local}@{domain}"


def _token(text: str) -> str:
    """What may stand between angle brackets."""
    return re.sub(r"[^!-;=?-~]", "", text)


def _mailbox(name: str, address: str) -> str:
    shown = " ".join(safe(name, 200).split())
    if not shown:
        return f"<{address}>"
    if shown.isascii() and len(shown) <= 60 and "=?" not in shown:
        escaped = re.sub(r'(["\\])', r"\\\1", shown)
        return _folded([f'"{escaped}"', f"<{address}>"])
    return _folded([*_encoded_words(shown), f"<{address}>"])


def _text(text: str) -> str:
    """A text as the value of a header."""
    words = safe(text, 500).split()
    joined = " ".join(words)
    if joined.isascii() and "=?" not in joined and all(len(word) <= 60 for word in words):
        return _folded(words)
    return _folded(_encoded_words(joined))


def _encoded_words(text: str) -> Iterator[str]:
    """Encoded words, none of which ends within a character."""
    piece = b""
    for letter in text:
        more = letter.encode()
        if len(piece) + len(more) > _WORD_BYTES:
            yield f"=?utf-8?B?{base64.b64encode(piece).decode()}?="
            piece = b""
        piece += more
    yield f"=?utf-8?B?{base64.b64encode(piece).decode()}?="


def _folded(words: Sequence[str] | Iterable[str], used: int = 12) -> str:
    """Words with spaces between them, the line broken before one that would be too long."""
    lines: list[str] = []
    line = ""
    for word in words:
        if line and used + len(line) + 1 + len(word) > LINE:
            lines.append(line)
            line, used = word, 1
        else:
            line = f"{line} {word}" if line else word
    return "\r\n ".join([*lines, line])


# Bodies ------------------------------------------------------------------------------------------

Part = tuple[list[tuple[str, str]], bytes]
"""The headers that say what a part is, and its bytes."""


def _body(envelope: Envelope) -> Part:
    """The text, with its other form and the files beside it where there are any."""
    boundary = _boundary(envelope)
    part = _text_part("plain", envelope.body)
    if envelope.html:
        part = _many("alternative", f"{boundary}a", [part, _text_part("html", envelope.html)])
    if envelope.files:
        part = _many("mixed", f"{boundary}m", [part, *map(_file_part, envelope.files)])
    return part


def _boundary(envelope: Envelope) -> str:
    """What stands between parts and in none of them: it follows from all that they hold."""
    digest = hashlib.sha256(envelope.message_id.encode("utf-8", "replace"))
    for text in (envelope.body, envelope.html):
        digest.update(text.encode("utf-8", "replace") + b"\0")
    for file in envelope.files:
        digest.update(file.name.encode("utf-8", "replace") + b"\0")
        digest.update(hashlib.sha256(file.data).digest())
    return f"=_{digest.hexdigest()[:40]}"


def _many(kind: str, boundary: str, parts: Sequence[Part]) -> Part:
    pieces = []
    for headers, data in parts:
        head = "".join(f"{name}: {value}\r\n" for name, value in headers)
        pieces.append(f"--{boundary}\r\n{head}\r\n".encode() + data)
    pieces.append(f"--{boundary}--\r\n".encode())
    return [("Content-Type", f'multipart/{kind};\r\n boundary="{boundary}"')], b"".join(pieces)


def _text_part(kind: str, text: str) -> Part:
    clean = safe(text, LONGEST_BODY, keep_newlines=True)
    lines = clean.rstrip("\n").split("\n")
    joined = "\r\n".join(lines) + "\r\n"
    if joined.isascii() and all(len(line) <= LINE for line in lines):
        encoding, data = "7bit", joined.encode("ascii")
    else:
        raw = joined.encode()
        quoted = binascii.b2a_qp(raw.replace(b"\r\n", b"\n"), istext=True).replace(b"\n", b"\r\n")
        packed = _base64(raw)
        encoding, data = min(
            ("quoted-printable", quoted), ("base64", packed), key=lambda one: len(one[1])
        )
    return [
        ("Content-Type", f"text/{kind}; charset=utf-8"),
        ("Content-Transfer-Encoding", encoding),
    ], data


def _file_part(file: File) -> Part:
    known = _MEDIA_TYPE.fullmatch(file.media_type)
    kind = file.media_type if known else "application/octet-stream"
    if kind.casefold().startswith(("text/", "message/", "multipart/")):
        kind = "application/octet-stream"  # programs would look into it
    return [
        ("Content-Type", kind),
        ("Content-Disposition", f"attachment;\r\n {_file_name(file.name)}"),
        ("Content-Transfer-Encoding", "base64"),
    ], _base64(file.data)


def _file_name(name: str) -> str:
    """A file's name as a parameter: plain ones as they are, others in pieces (RFC 2231)."""
    clean = safe(name, 120).strip().replace("/", "_").replace("\\", "_") or "file"
    if _PLAIN_NAME.fullmatch(clean):
        return f'filename="{clean}"'
    escaped = [quote(letter, safe="") for letter in clean]
    pieces, piece = [], ""
    for letter in escaped:
        if len(piece) + len(letter) > LINE - 20:
            pieces.append(piece)
            piece = ""
        piece += letter
    pieces.append(piece)
    if len(pieces) == 1:
        return f"filename*=utf-8''{piece}"
    first = f"filename*0*=utf-8''{pieces[0]}"
    rest = [f"filename*{place}*={text}" for place, text in enumerate(pieces[1:], 1)]
    return ";\r\n ".join([first, *rest])


def _base64(data: bytes) -> bytes:
    return base64.encodebytes(data).replace(b"\n", b"\r\n")
