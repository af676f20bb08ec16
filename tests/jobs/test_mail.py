"""Every way a hand-over can end at a real server, and what the outbox is told of it."""

from __future__ import annotations

import asyncio
import hashlib
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from jobs import mail, mime
from jobs.mail.folder import FolderPost
from jobs.mail.server import MOST_MESSAGES, ServerPost
from store import mailing
from store.checks import Check
from store.envelopes import Envelope, File, Outcome
from store.mailsettings import Mailbox, MailSettings
from store.settings import Settings, StudioSettings
from tests.jobs.certificates import Authority
from tests.jobs.smtpserver import MailServer, serving
from tests.jobs.test_mime import envelope

Made = Callable[..., ServerPost]


def settings_for(place: Path, port: int, **other: Any) -> Settings:
    """Settings of a studio whose mail server is on this machine."""
    known: dict[str, Any] = {"host": "127.0.0.1", "port": port, "security": "none"}
    return Settings(
        place / "studio.toml",
        studio=StudioSettings(name="Larkin Studio", email="studio@larkin.example"),
        mail=MailSettings(**{**known, "timeout_seconds": 5.0, **other}),
        secrets={"mail_password": "env:SAFELIGHT_TEST_PASSWORD"},
    )


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A mail server that takes everything, until its moods are set."""
    with serving(slow_seconds=0.05) as server:
        yield server


@pytest.fixture
def post(server: MailServer, tmp_path: Path) -> ServerPost:
    """The post of a studio with that server; it waits for no answer longer than a moment."""
    return ServerPost(settings_for(tmp_path, server.port), answer_seconds=2.0)


async def sent(post: ServerPost, **other: Any) -> Outcome:
    """Send one message and close."""
    try:
        return await post.send(envelope(**other))
    finally:
        await post.close()


# What comes of a message -------------------------------------------------------------------------


async def test_a_message_arrives_as_it_was_built(server: MailServer, post: ServerPost) -> None:
    """To the byte, also lines that begin with a dot; the outcome proves it."""
    one = envelope(body=".\n..x\n.\n", files=(File("a.pdf", b"\r\n.\r\n" * 9),))
    outcome = await post.send(one)
    await post.close()
    made = mime.build(one, Mailbox("Larkin Studio", "studio@larkin.example"))
    (given,) = server.accepted
    assert given["content"] == made.data
    assert (given["from"], given["to"]) == ("studio@larkin.example", "ada@example.com")
    assert outcome == Outcome(
        one.id, "done", "250 2.0.0 Ok: queued as 1", remote_id="1",
        sha256=hashlib.sha256(given["content"]).hexdigest(),
        gateway=f"127.0.0.1:{server.port}", sender="studio@larkin.example",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("mood", "result", "words"),
    [
        ("slow", "done", "250 2.0.0"),
        ("MAIL 451", "temporary", "451 4.0.0 the mood is bad"),
        ("MAIL 550", "settings", "550 5.0.0"),
        ("MAIL 552", "permanent", "552 5.0.0"),
        ("MAIL drop", "temporary", "closed the connection"),
        ("RCPT 421", "temporary", "421 4.0.0"),
        ("RCPT 451", "temporary", "451 4.0.0"),
        ("RCPT 452", "temporary", "452 4.0.0"),
        ("RCPT 530", "settings", "530 5.0.0"),
        ("RCPT 550", "permanent", "550 5.0.0"),
        ("RCPT drop", "temporary", "closed the connection"),
        ("DATA 421", "temporary", "421 4.0.0"),
        ("DATA 451", "temporary", "451 4.0.0"),
        ("DATA 554", "permanent", "554 5.0.0"),
        ("DATA drop", "temporary", "closed the connection"),
        ("dot 421", "temporary", "421 4.0.0"),
        ("dot 451", "temporary", "451 4.0.0"),
        ("dot 554", "permanent", "554 5.0.0"),
        ("lost answer", "unknown", "connection was lost before the mail server had answered"),
        ("lost message", "unknown", "it may have arrived or not"),
        ("half answer", "unknown", "connection was lost before"),
        ("half line", "unknown", "did not answer after it had the message"),
        ("no answer", "unknown", "did not answer after it had the message"),
        ("nonsense", "unknown", "answer means nothing (Malformed SMTP response line: banana"),
    ],
)
async def test_every_answer_has_its_class(
    server: MailServer, post: ServerPost, mood: str, result: str, words: str
) -> None:
    """Certain until the message has left, and doubtful after unless the server says so itself."""
    server.moods.append(mood)
    outcome = await sent(post)
    assert outcome.result == result
    assert words in outcome.answer
    assert len(server.accepted) == (
        mood in ("slow", "lost answer", "half answer", "half line", "no answer", "nonsense")
    )


async def test_a_silent_server_is_waited_for_once(server: MailServer, tmp_path: Path) -> None:
    """While the message has not left it is only late."""
    server.moods.append("RCPT silent")
    post = ServerPost(settings_for(tmp_path, server.port, timeout_seconds=0.2))
    assert (await sent(post)).answer == "the mail server did not answer in time"


async def test_the_next_message_is_none_the_worse(server: MailServer, post: ServerPost) -> None:
    """After a refusal the same connection goes on."""
    server.moods.extend(["RCPT 550", "dot 451", "DATA 554", "ok"])
    results = [(await post.send(envelope())).result for _ in range(4)]
    await post.close()
    assert results == ["permanent", "temporary", "permanent", "done"]
    assert server.connections == 1


async def test_what_cannot_be_written_never_leaves(server: MailServer, post: ServerPost) -> None:
    """An address with more in it than an address is refused here."""
    outcome = await sent(post, to_address="ada@example.com>\r\nRCPT TO:<evil@example.com")
    assert (outcome.result, server.connections) == ("permanent", 0)
    assert "is no email address" in outcome.answer


async def test_addresses_of_other_alphabets(
    server: MailServer, post: ServerPost, tmp_path: Path
) -> None:
    """A server that takes them gets them; any other is not even asked."""
    assert (await sent(post, to_address="žofie@example.com")).result == "done"
    assert server.accepted[0]["to"] == "žofie@example.com"
    assert "žofie@example.com".encode() in server.accepted[0]["content"]
    with serving(utf8=False) as old:
        outcome = await sent(
            ServerPost(settings_for(tmp_path, old.port)), to_address="žofie@example.com"
        )
        assert (outcome.result, old.accepted) == ("permanent", [])
        assert "letters other than a to z" in outcome.answer


# Connections -------------------------------------------------------------------------------------


async def test_a_connection_is_used_again(server: MailServer, post: ServerPost) -> None:
    """For so many messages, and not after it has stood idle."""
    now = 0.0
    post.steady = lambda: now
    for _ in range(MOST_MESSAGES):
        await post.send(envelope())
    assert server.connections == 1
    await post.send(envelope())
    assert server.connections == 2
    now = 29.0
    await post.rest()
    await post.send(envelope())
    assert server.connections == 2
    now = 60.0
    await post.rest()
    assert post._idle == []
    await post.send(envelope())
    assert server.connections == 3
    await post.close()


async def test_a_restarted_server_costs_nothing(server: MailServer, post: ServerPost) -> None:
    """A connection that was closed meanwhile is replaced, whenever that is noticed."""
    await post.send(envelope())
    server.restart()
    assert (await post.send(envelope())).result == "done"
    await post.close()
    with serving(most=1) as strict:
        post.settings = settings_for(post.settings.folder, strict.port)
        assert [(await post.send(envelope())).result for _ in range(3)] == ["done"] * 3
        assert (strict.connections, len(strict.accepted)) == (3, 3)
        await post.close()


@pytest.mark.parametrize("mood", ["MAIL drop", "RCPT drop", "DATA drop", "DATA 421", "RCPT 421"])
async def test_a_lost_connection_is_replaced_once(
    server: MailServer, post: ServerPost, mood: str
) -> None:
    """The second loss in a row is told."""
    await post.send(envelope())
    server.moods.extend([mood, mood, "ok"])
    assert (await post.send(envelope())).result == "temporary"
    server.moods.clear()
    assert (await post.send(envelope())).result == "done"
    await post.close()
    assert len(server.accepted) == 2


@pytest.mark.parametrize("mood", ["lost answer", "lost message"])
async def test_a_message_that_left_is_not_tried_again(
    server: MailServer, post: ServerPost, mood: str
) -> None:
    """Not even on a connection that had been used before."""
    await post.send(envelope())
    server.moods.append(mood)
    assert (await sent(post)).result == "unknown"
    assert len(server.given) == 2


async def test_several_at_a_time(server: MailServer, post: ServerPost) -> None:
    """Each on a connection of its own."""
    server.moods.extend(["slow"] * 4)
    post.answer_seconds = 60
    outcomes = await asyncio.gather(*(post.send(envelope(id=number)) for number in range(4)))
    await post.close()
    assert [(one.id, one.result) for one in outcomes] == [(number, "done") for number in range(4)]
    assert server.connections == 4


@pytest.mark.parametrize(("mood", "result"), [("RCPT silent", "untried"), ("no answer", "unknown")])
async def test_stopping_in_the_middle(
    server: MailServer, post: ServerPost, mood: str, result: str
) -> None:
    """It is told whether the message had left already."""
    post.answer_seconds = 60
    server.moods.append(mood)
    task = asyncio.create_task(post.send(envelope()))
    await _until(lambda: not server.moods and (mood == "RCPT silent" or bool(server.given)))
    task.cancel()
    outcome = await task
    assert (outcome.result, outcome.answer) == (
        result, "the program ended before the mail server had answered",
    )  # fmt: skip


async def _until(true: Callable[[], bool]) -> None:
    for _ in range(500):
        if true():
            await asyncio.sleep(0.05)
            return
        await asyncio.sleep(0.01)
    raise AssertionError


# Encryption and login ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """An authority of the studio's own."""
    return Authority(tmp_path_factory.mktemp("authority"))


LOGIN = {"user": "studio", "password": "mail_password"}


@pytest.fixture
def secured(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Any]:
    """What starts a server with STARTTLS and a login, and a post that knows both."""
    monkeypatch.setenv("SAFELIGHT_TEST_PASSWORD", "wet collodion")

    @contextmanager
    def secured(
        *, certificate: str = "127.0.0.1", **other: Any
    ) -> Iterator[tuple[MailServer, ServerPost]]:
        known = {"security": "starttls", "ca_file": authority.file, **LOGIN}
        login = ("studio", "wet collodion")
        with serving(starttls=authority.server(certificate), login=login) as server:
            yield server, ServerPost(settings_for(tmp_path, server.port, **{**known, **other}))

    return secured


async def test_starttls_and_login(secured: Callable[..., Any]) -> None:
    """The usual way: encrypted, verified, logged in."""
    with secured() as (server, post):
        assert (await sent(post)).result == "done"
        assert (server.logins, len(server.accepted)) == (1, 1)
        assert await mail.look(post.settings) is None


async def test_tls_from_the_beginning(authority: Authority, tmp_path: Path) -> None:
    """The other way, on a port of its own."""
    with serving(tls=authority.server()) as server:
        known = settings_for(tmp_path, server.port, security="tls", ca_file=authority.file)
        assert (await sent(ServerPost(known))).result == "done"


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_nobody_vouches_for_the_server(
    authority: Authority, tmp_path: Path, security: str
) -> None:
    """A certificate of an unknown authority, or for another name, is no certificate."""
    for name, ca_file in (("127.0.0.1", None), ("mail.example.com", authority.file)):
        key = "starttls" if security == "starttls" else "tls"
        with serving(**{key: authority.server(name)}) as server:
            outcome = await sent(
                ServerPost(settings_for(tmp_path, server.port, security=security, ca_file=ca_file))
            )
            assert outcome.result == "settings"
            assert "cannot be trusted" in outcome.answer
            assert "ca_file" in outcome.answer
            assert server.given == []


async def test_a_wrong_password_is_tried_once(
    secured: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many messages wait: servers lock out who tries too often; it stands in no answer."""
    monkeypatch.setenv("SAFELIGHT_TEST_PASSWORD", "dry plate")
    with secured() as (server, post):
        outcomes = await asyncio.gather(*(post.send(envelope()) for _ in range(4)))
        await post.close()
        assert {one.result for one in outcomes} == {"settings"}
        assert "535" in outcomes[0].answer
        assert "check user and password under [mail]" in outcomes[0].answer
        assert not any("dry plate" in one.answer for one in outcomes)
        assert server.connections == 1
        words, remedy = await mail.look(post.settings) or ("", "")
        assert "535" in words
        assert remedy == "mend it under [mail]"


async def test_a_missing_secret_is_trouble_with_the_settings(
    secured: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Said before anything is sent anywhere."""
    monkeypatch.delenv("SAFELIGHT_TEST_PASSWORD")
    with secured() as (server, post):
        outcome = await sent(post)
        assert (outcome.result, server.connections) == ("settings", 0)
        assert "env:SAFELIGHT_TEST_PASSWORD is not set" in outcome.answer


async def test_a_server_that_wants_a_login_gets_none(secured: Callable[..., Any]) -> None:
    """That is the settings' fault, not the message's."""
    with secured(user="", password="") as (_, post):
        assert (await sent(post)).result == "settings"


async def test_a_server_without_what_the_settings_want(server: MailServer, tmp_path: Path) -> None:
    """Nothing goes out in clear text because a server cannot do otherwise."""
    outcome = await sent(ServerPost(settings_for(tmp_path, server.port, security="starttls")))
    assert outcome.result == "settings"
    assert "offers no STARTTLS" in outcome.answer
    outcome = await sent(ServerPost(settings_for(tmp_path, server.port, security="tls")))
    assert outcome.result == "settings"
    assert "by TLS; check port and security" in outcome.answer
    assert server.given == []


async def test_an_authority_that_cannot_be_read(server: MailServer, tmp_path: Path) -> None:
    """It is named."""
    for content, words in ((None, "No such file"), ("hello", "holds no certificate")):
        if content:
            (tmp_path / "ca.pem").write_text(content)
        outcome = await sent(
            ServerPost(settings_for(tmp_path, server.port, security="tls", ca_file=Path("ca.pem")))
        )
        assert (outcome.result, server.connections) == ("settings", 0)
        assert words in outcome.answer


# Where there is no server ------------------------------------------------------------------------


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


async def test_nobody_listens(tmp_path: Path) -> None:
    """It is tried again later; a look says so with a remedy."""
    post = ServerPost(settings_for(tmp_path, free_port()))
    outcome = await sent(post)
    assert outcome.result == "temporary"
    assert "cannot be reached: Connect" in outcome.answer
    assert await mail.look(post.settings) == (outcome.answer, "check the network, or wait")


@pytest.mark.parametrize(
    ("greeting", "result", "words"),
    [
        (b"", "temporary", "does not answer"),
        (b"421 4.3.2 go away\r\n", "temporary", "421 4.3.2 go away"),
        (b"554 5.7.1 you are on a list\r\n", "settings", "554 5.7.1 you are on a list"),
        (b"HTTP/1.1 400 Bad Request\r\n", "temporary", "Malformed"),
        (b"220-half", "temporary", "does not answer"),
    ],
)
async def test_strange_greetings(tmp_path: Path, greeting: bytes, result: str, words: str) -> None:
    """Whatever answers there is no reason to lose a message."""
    over = asyncio.Event()

    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(greeting)
        await over.wait()
        writer.close()

    async with await asyncio.start_server(greet, "127.0.0.1", 0) as listening:
        port = listening.sockets[0].getsockname()[1]
        outcome = await sent(ServerPost(settings_for(tmp_path, port, timeout_seconds=0.2)))
        over.set()
        await asyncio.sleep(0.01)
    assert outcome.result == result
    assert words in outcome.answer


# What the settings say ---------------------------------------------------------------------------


async def test_a_studio_without_mail(tmp_path: Path) -> None:
    """There is no post; without a sender there is none either."""
    assert mail.post(settings_for(tmp_path, 25, host="")) is None
    nobody = Settings(tmp_path / "studio.toml", mail=MailSettings(host="localhost"))
    assert mail.post(nobody) is None
    assert isinstance(mail.post(settings_for(tmp_path, 25)), ServerPost)


async def test_a_folder_instead_of_a_server(tmp_path: Path) -> None:
    """Every message is a file under its number, whole, and the same when it is written again."""
    post = mail.post(settings_for(tmp_path, 25, folder=Path("mail")))
    assert isinstance(post, FolderPost)
    one: Envelope = envelope(subject="Grüße")
    outcome = await post.send(one)
    assert (outcome.result, outcome.remote_id) == ("done", "M-1001.eml")
    (path,) = (tmp_path / "mail").iterdir()
    assert (
        path.read_bytes() == mime.build(one, Mailbox("Larkin Studio", "studio@larkin.example")).data
    )
    assert outcome.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert await post.send(one) == outcome
    assert (await post.send(envelope(to_address="x"))).result == "permanent"


async def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """That is trouble with the settings."""
    (tmp_path / "mail").write_text("a file")
    post = mail.post(settings_for(tmp_path, 25, folder=Path("mail")))
    assert post is not None
    outcome = await post.send(envelope())
    assert outcome.result == "settings"
    assert "mail" in outcome.answer


def test_what_check_says(server: MailServer, tmp_path: Path) -> None:
    """How mail goes out, and whether the server says so too; nothing is sent."""
    there = settings_for(tmp_path, server.port)
    found = Check("mail", True, mailing.said(there))
    assert mail.asked(there, found).detail == (
        f"by 127.0.0.1:{server.port}, not encrypted, "
        "from Larkin Studio <studio@larkin.example>; it answers"
    )
    assert server.given == []
    nowhere = settings_for(tmp_path, free_port())
    answer = mail.asked(nowhere, found)
    assert (answer.ok, answer.remedy) == (False, "check the network, or wait")
    for settings in (
        settings_for(tmp_path, 25, host=""),
        settings_for(tmp_path, 25, folder=tmp_path / "mail"),
    ):
        said = Check("mail", True, mailing.said(settings))
        assert mail.asked(settings, said) == said
