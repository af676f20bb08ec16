"""Pictures of a folder find their sessions; everything is linked or nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from store import cards, history, imagefolders, imagelinks, imageplans, images, sessions
from store.desk import Desk
from store.errors import Refused
from store.imagefacts import Facts
from store.imagelinks import Linked
from store.imageplans import Plan, Wish
from store.tables import Card, Image, Session, database

Put = Callable[..., None]
Bring = Callable[..., Linked]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """What writes small files by their paths in a folder."""

    def put(*paths: str) -> None:
        for path in paths:
            file = tmp_path / "in" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(path.encode())

    return put


def facts_of(plan: Plan) -> dict[str, Facts]:
    """What a reader would have read."""
    found = {}
    for path in plan.to_read:
        told = Path(path).stat()
        found[path] = Facts(
            60, 40, size_bytes=told.st_size, modified_at=told.st_mtime_ns // 10**6, sha256="ab" * 32
        )
    return found


@pytest.fixture
def bring(desk: Desk, tmp_path: Path) -> Bring:
    """What imports the folder, or one in it."""

    def bring(wish: Wish | None = None, below: str = "") -> Linked:
        scan = imagefolders.scan(tmp_path / "in" / below, desk.settings.session_folders)
        plan = imageplans.plan(desk, scan, wish or Wish())
        plan.check()
        return imagelinks.write(desk, plan, facts_of(plan))

    return bring


def numbers(ref: str) -> list[str]:
    """The numbers of a session's images."""
    return [row.number for row in images.of_card(cards.get(ref))]


# Which session ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "S-1001", "s1001 Okafor", "1001", "2026-11-02 Okafor 01001", "Okafor_1001", "Ada B.",
        "Album of Ada B. wedding", "2026-10-02/S-1001", "Okafor/1001",
    ],
)  # fmt: skip
def test_a_folder_belongs_to_the_session_it_names(
    desk: Desk, put: Put, bring: Bring, name: str
) -> None:
    """By reference, number or the folder that the session names; a date is no number."""
    sessions.new(desk, client="Ada", folder="Ada B.")
    sessions.new(desk, client="Bo", number=2026)
    put(f"{name}/40.jpg")
    linked = bring()
    assert [(one.ref, one.images, one.created) for one in linked.sessions] == [("S-1001", 1, 1)]


def test_two_sessions_of_one_name_are_told(desk: Desk, put: Put, bring: Bring) -> None:
    """Nothing is guessed, and nothing is linked."""
    for client in ("Ada", "Bo"):
        sessions.new(desk, client=client)
    put("1001 and 1002/40.jpg", "S-1001/1.jpg")
    with pytest.raises(Refused, match="1001 and 1002/40.jpg: its folder may belong to S-1001 or"):
        bring()
    assert not Image.select().exists()


def test_folders_of_no_session_are_passed_over(desk: Desk, put: Put, bring: Bring) -> None:
    """They are counted and named; a folder with nothing else is refused."""
    sessions.new(desk, client="Ada")
    put("Logos/a.jpg", "Logos/b.jpg")
    with pytest.raises(Refused, match="folder 'Logos' belongs to no session: 2 pictures"):
        bring()
    put("1001/40.jpg")
    linked = bring()
    assert linked.passed == [("in folders of no session", 2)]
    assert linked.notes == ["folder 'Logos' belongs to no session: 2 pictures"]


def test_the_folder_itself_may_be_a_sessions(desk: Desk, put: Put, bring: Bring) -> None:
    """Also one of its folders of a role; then the session's folder is the one above."""
    sessions.new(desk, client="Ada")
    put("S-1001/Hi-Res/40.jpg", "S-1001/Raw/40.cr3", "S-1001/Ceremony/41.jpg")
    bring(below="S-1001/Hi-Res")
    assert images.of_card(cards.get("S-1001"))[0].hires == "Hi-Res/40.jpg"
    bring(below="S-1001")
    found = images.of_card(cards.get("S-1001"))
    assert [(row.raw, row.hires) for row in found] == [
        ("Raw/40.cr3", "Hi-Res/40.jpg"), ("", "Ceremony/41.jpg"),
    ]  # fmt: skip


def test_a_named_session_takes_all(desk: Desk, put: Put, bring: Bring, tmp_path: Path) -> None:
    """Whatever the folders are called; its folder is the one that was imported."""
    sessions.new(desk, client="Ada")
    sessions.new(desk, client="Bo")
    put("S-1001/40.jpg", "x/41.jpg")
    bring(Wish(session="S-1002"))
    assert numbers("S-1002") == ["40", "41"]
    session = sessions.of_card(cards.get("S-1002"))
    assert session.folder == str(tmp_path / "in")
    assert images.file_of(desk, session, "x/41.jpg").read_bytes() == b"x/41.jpg"


def test_a_folder_among_all_pictures_is_kept_relative(desk: Desk) -> None:
    """So that the studio can move."""
    sessions.new(desk, client="Ada")
    place = desk.settings.pictures / "2026" / "1001"
    place.mkdir(parents=True)
    (place / "40.jpg").write_bytes(b"x")
    scan = imagefolders.scan(desk.settings.pictures, desk.settings.session_folders)
    plan = imageplans.plan(desk, scan, Wish())
    imagelinks.write(desk, plan, facts_of(plan))
    assert Session.get().folder == "2026/1001"


def test_another_folder_than_the_sessions_is_refused(
    desk: Desk, put: Put, bring: Bring, tmp_path: Path
) -> None:
    """Recorded paths must go on meaning the same files."""
    (tmp_path / "own").mkdir()
    sessions.new(desk, client="Ada", folder=str(tmp_path / "own"))
    put("1001/40.jpg")
    with pytest.raises(Refused, match="S-1001: its pictures lie in .*own, not in .*1001"):
        bring()
    (tmp_path / "own").rmdir()
    bring()
    assert Session.get().folder == str(tmp_path / "in" / "1001")


def test_two_folders_of_one_session(desk: Desk, put: Put, bring: Bring) -> None:
    """Need one above them that the session names."""
    sessions.new(desk, client="Ada")
    put("1001 a/1.jpg", "1001 b/2.jpg")
    with pytest.raises(Refused, match="are all its own"):
        bring()


# Roles and numbers --------------------------------------------------------------------------------


def test_folders_give_roles(desk: Desk, put: Put, bring: Bring) -> None:
    """Raw, Hi-Res, Previews and Retouched do, Rendered is passed over; cameras' files are raw."""
    sessions.new(desk, client="Ada")
    put("1001/Raw/0040.CR3", "1001/HI-RES/a/40.jpg", "1001/Previews/40.jpg",
        "1001/Retouched/040.tif", "1001/Rendered/40.jpg", "1001/41.nef", "1001/41.jpg")  # fmt: skip
    linked = bring()
    first, second = images.of_card(cards.get("S-1001"))
    assert (first.raw, first.hires) == ("Raw/0040.CR3", "HI-RES/a/40.jpg")
    assert (first.preview, first.retouched) == ("Previews/40.jpg", "Retouched/040.tif")
    assert (second.raw, second.hires) == ("41.nef", "41.jpg")
    assert linked.passed == [("rendered", 1)]
    assert (linked.files, linked.images, linked.created) == (6, 2, 2)


def test_a_role_may_be_said(desk: Desk, put: Put, bring: Bring) -> None:
    """For files outside of the folders of roles."""
    sessions.new(desk, client="Ada")
    put("1001/40.jpg", "1001/Raw/40.dng")
    bring(Wish(role="preview"))
    row = images.of_card(cards.get("S-1001"))[0]
    assert (row.preview, row.raw, row.hires) == ("40.jpg", "Raw/40.dng", "")


@pytest.mark.parametrize(
    ("rule", "count", "found"),
    [("whole", 0, "okafor0040a"), ("first", 6, "okafor"), ("last", 5, "40a"), ("from", 7, "40a")],
)
def test_rules_of_numbering(
    desk: Desk, put: Put, bring: Bring, rule: str, count: int, found: str
) -> None:
    """Each of the four."""
    sessions.new(desk, client="Ada")
    put("1001/okafor0040a.jpg")
    bring(Wish(rule=rule, count=count))
    assert numbers("S-1001") == [found]


def test_every_bad_file_is_named(desk: Desk, put: Put, bring: Bring) -> None:
    """Two files of one number and role with both names, names without a number; nothing is done."""
    sessions.new(desk, client="Ada")
    put("1001/Hi-Res/0040.jpg", "1001/Hi-Res/40.jpg", "1001/7.jpg")
    with pytest.raises(Refused) as caught:
        bring(Wish(rule="from", count=3))
    assert caught.value.problems == [
        "1001/7.jpg: its name gives no number by the rule 'from 3'",
        "1001/Hi-Res/40.jpg: its name gives no number by the rule 'from 3'",
    ]
    with pytest.raises(Refused, match="two hires files: Hi-Res/0040.jpg and Hi-Res/40.jpg"):
        bring()
    assert not Image.select().exists()
    assert Session.get().folder == ""


@pytest.mark.parametrize("name", ["a\\b.jpg", " x/40.jpg", "/".join(["x" * 240] * 5) + "/1.jpg"])
def test_names_that_cannot_be_kept(desk: Desk, put: Put, bring: Bring, name: str) -> None:
    """Are told, where they would not be found again."""
    sessions.new(desk, client="Ada")
    put(f"1001/{name}")
    with pytest.raises(Refused, match="rename it"):
        bring()


def test_names_in_other_writing_are_found_again(desk: Desk, put: Put, bring: Bring) -> None:
    """Accents apart from their letters and steering codes are not recorded, the file is found."""
    sessions.new(desk, client="Ada")
    put("1001/e\u0301te\u0301/40.jpg", "1001/\x1b[31mred/41.jpg")
    bring()
    session = sessions.of_card(cards.get("S-1001"))
    rows = images.listed(session)
    assert [row.hires for row in rows] == ["été/40.jpg", "[31mred/41.jpg"]
    for row in rows:
        assert images.file_of(desk, session, row.hires).is_file()
    assert bring().created == 0


# What is passed over ------------------------------------------------------------------------------


def test_what_is_passed_over(desk: Desk, put: Put, bring: Bring, tmp_path: Path) -> None:
    """Hidden files, other files, links that lead out, loops, pipes; a link inside is followed."""
    sessions.new(desk, client="Ada")
    put("1001/40.jpg", "1001/.hidden.jpg", "1001/._40.jpg", "1001/notes.txt", "1001/.trash/1.jpg")
    home = tmp_path / "in" / "1001"
    (tmp_path / "secret.jpg").write_bytes(b"secret")
    (home / "out.jpg").symlink_to(tmp_path / "secret.jpg")
    (home / "loop").symlink_to(home)
    (home / "dangling.jpg").symlink_to(tmp_path / "nothing.jpg")
    (home / "in.jpg").symlink_to(home / "40.jpg")
    os.mkfifo(home / "pipe.jpg")
    linked = bring()
    assert numbers("S-1001") == ["40", "in"]
    assert dict(linked.passed) == {"hidden": 3, "links that lead elsewhere": 3, "no pictures": 2}


def test_folders_that_are_none(desk: Desk, put: Put, bring: Bring, tmp_path: Path) -> None:
    """Missing, a file, or without pictures."""
    for below, words in (("none", "cannot be read"), ("a.jpg", "no folder"), ("e", "no pictures")):
        put("a.jpg", "e/x.txt")
        with pytest.raises(Refused, match=words):
            bring(below=below)


def test_an_unreadable_file_is_recorded(desk: Desk, put: Put, tmp_path: Path) -> None:
    """With the reason; the rest goes on."""
    sessions.new(desk, client="Ada")
    put("1001/40.jpg", "1001/41.jpg")
    scan = imagefolders.scan(tmp_path / "in", desk.settings.session_folders)
    plan = imageplans.plan(desk, scan, Wish())
    first, second = plan.to_read
    linked = imagelinks.write(
        desk, plan, {first: Facts(problem="the file is empty"), second: Facts(6, 4)}
    )
    assert linked.unreadable == [("1001/40.jpg", "the file is empty")]
    assert [row.problem for row in images.of_card(cards.get("S-1001"))] == ["the file is empty", ""]


def test_a_doubtful_file_is_linked(desk: Desk, put: Put, tmp_path: Path) -> None:
    """And told, for a person to look at."""
    sessions.new(desk, client="Ada")
    put("1001/40.jpg")
    scan = imagefolders.scan(tmp_path / "in", desk.settings.session_folders)
    plan = imageplans.plan(desk, scan, Wish())
    facts = Facts(6, 4, doubt="its pixels may be damaged")
    linked = imagelinks.write(desk, plan, {plan.to_read[0]: facts})
    assert linked.doubtful == [("1001/40.jpg", "its pixels may be damaged")]
    row = images.of_card(cards.get("S-1001"))[0]
    assert (row.problem, row.doubt) == ("", "its pixels may be damaged")


def test_the_original_is_read_once(desk: Desk, put: Put, bring: Bring, tmp_path: Path) -> None:
    """A retouched file counts; of the hi-res one beside it only the size is wanted, once."""
    sessions.new(desk, client="Ada")
    put("1001/Hi-Res/40.jpg", "1001/Retouched/40.jpg")
    bring()
    row = images.of_card(cards.get("S-1001"))[0]
    assert (row.original_width, row.original_height) == (60, 40)
    scan = imagefolders.scan(tmp_path / "in", desk.settings.session_folders)
    assert imageplans.plan(desk, scan, Wish()).to_read == []
    row.original_width = None
    row.save()
    assert [Path(p).parent.name for p in imageplans.plan(desk, scan, Wish()).to_read] == ["Hi-Res"]


# Again --------------------------------------------------------------------------------------------


def test_a_second_time_changes_nothing_and_reads_nothing(
    desk: Desk, put: Put, bring: Bring, tmp_path: Path
) -> None:
    """Size and time decide; a file that changed is read anew."""
    sessions.new(desk, client="Ada")
    put("1001/Hi-Res/40.jpg", "1001/Previews/40.jpg", "1001/Raw/41.cr2")
    bring()
    version = cards.get("S-1001").version
    done = history.undoable(desk)[0].id
    scan = imagefolders.scan(tmp_path / "in", desk.settings.session_folders)
    plan = imageplans.plan(desk, scan, Wish())
    assert plan.to_read == []
    linked = imagelinks.write(desk, plan, {})
    assert (linked.created, linked.updated, linked.images) == (0, 0, 2)
    assert cards.get("S-1001").version == version
    assert history.undoable(desk)[0].id == done
    (tmp_path / "in/1001/Hi-Res/40.jpg").write_bytes(b"longer than before")
    assert bring().updated == 1


def test_only_the_file_that_counts_is_read(desk: Desk, put: Put, tmp_path: Path) -> None:
    """Hi-res, else retouched, preview, raw."""
    sessions.new(desk, client="Ada")
    put("1001/Hi-Res/40.jpg", "1001/Previews/40.jpg", "1001/Previews/41.jpg", "1001/Raw/41.cr2")
    scan = imagefolders.scan(tmp_path / "in", desk.settings.session_folders)
    plan = imageplans.plan(desk, scan, Wish())
    names = sorted(path.rpartition("1001/")[2] for path in plan.to_read)
    assert names == ["Hi-Res/40.jpg", "Previews/41.jpg"]


def test_a_file_that_moved_takes_its_place_anew(
    desk: Desk, put: Put, bring: Bring, tmp_path: Path
) -> None:
    """While the one before is there, another is refused."""
    sessions.new(desk, client="Ada")
    put("1001/a/40.jpg")
    bring()
    put("1001/b/40.jpg")
    with pytest.raises(Refused, match="two hires files"):
        bring()
    (tmp_path / "in/1001/a/40.jpg").unlink()
    assert bring().updated == 1
    assert images.of_card(cards.get("S-1001"))[0].hires == "b/40.jpg"


def test_another_rule_makes_no_second_pictures(desk: Desk, put: Put, bring: Bring) -> None:
    """A file that is recorded under a number is not linked under another."""
    sessions.new(desk, client="Ada")
    put("1001/IMG_0040.jpg")
    bring(Wish(rule="last", count=4))
    with pytest.raises(Refused, match="IMG_0040.jpg is image 40, and would be image IMG_0040"):
        bring()


def test_it_is_one_action_and_can_be_undone(desk: Desk, put: Put, bring: Bring) -> None:
    """Pictures and the session's folder go."""
    sessions.new(desk, client="Ada")
    put("1001/40.jpg")
    bring()
    history.undo(desk)
    assert not Image.select().exists()
    assert Session.get().folder == ""
    bring()
    assert numbers("S-1001") == ["40"]


def test_nothing_half_is_written(
    desk: Desk, put: Put, bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Broken off in the middle of writing, nothing of it is there."""
    for client in ("Ada", "Bo"):
        sessions.new(desk, client=client)
    put("1001/40.jpg", "1002/40.jpg")
    real, calls = images.make_many, []

    def breaking(*args: object, **kwargs: object) -> object:
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*args, **kwargs)  # type: ignore[arg-type] # passed on as they came

    monkeypatch.setattr(images, "make_many", breaking)
    with pytest.raises(KeyboardInterrupt):
        bring()
    assert not Image.select().exists()
    assert Card.get().version == 1


def test_a_folder_changed_meanwhile(desk: Desk, put: Put, tmp_path: Path) -> None:
    """Between looking and writing: refused."""
    sessions.new(desk, client="Ada")
    put("1001/40.jpg")
    scan = imagefolders.scan(tmp_path / "in", desk.settings.session_folders)
    plan = imageplans.plan(desk, scan, Wish())
    with desk.action("set") as act:
        act.update(Session.get(), folder="elsewhere")
    with pytest.raises(Refused, match="changed meanwhile"):
        imagelinks.write(desk, plan, facts_of(plan))


def test_two_thousand_files(desk: Desk, put: Put, bring: Bring) -> None:
    """Planning and writing take few statements, whatever the number of files."""
    for _ in range(4):
        sessions.new(desk, client="Ada")
    put(*(f"{1001 + at % 4}/Hi-Res/{at:05}.jpg" for at in range(2000)))
    asked: list[str] = []
    handle = database.obj
    real = handle.execute_sql

    def counting(sql: str, *args: object, **kwargs: object) -> object:
        asked.append(sql)
        return real(sql, *args, **kwargs)

    handle.execute_sql = counting
    try:
        linked = bring()
    finally:
        handle.execute_sql = real
    assert (linked.created, len(linked.sessions)) == (2000, 4)
    assert len(asked) < 120


def test_who_may_only_look_is_refused(
    desk: Desk, put: Put, tmp_path: Path, log_in: Callable[[str], Desk]
) -> None:
    """Nothing is written."""
    sessions.new(desk, client="Ada")
    put("1001/40.jpg")
    scan = imagefolders.scan(tmp_path / "in", desk.settings.session_folders)
    plan = imageplans.plan(desk, scan, Wish())
    with pytest.raises(Refused, match="vic is viewer"):
        imagelinks.write(log_in("vic"), plan, facts_of(plan))
