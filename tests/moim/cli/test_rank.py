from __future__ import annotations

import csv
from pathlib import Path

import pytest
from tests.moim.worlds import small

from moim.cli.main import main
from moim.data.dataset import write

AT = "2026-05-04T03:00:00Z"  # worlds.NOW


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    dataset = small(
        [("jun", "cup", "join", 3600.0), ("sora", "night", "join", 1800.0), ("minji", "night", "join", -60.0)]
    )
    write(dataset, tmp_path / "world")
    return tmp_path / "world"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def rank(folder: Path, *more: str, out: str = "lists.csv") -> tuple[int, list[dict[str, str]]]:
    path = folder.parent / out
    code = main(["rank", str(folder), "--at", AT, "--out", str(path), *more])
    return code, rows(path) if path.exists() else []


def test_writes_a_list_for_every_member(folder: Path) -> None:
    code, lists = rank(folder)
    assert code == 0
    assert list(lists[0]) == ["member_id", "rank", "item_id", "score", "reason"]
    by_member = {m: [r["item_id"] for r in lists if r["member_id"] == m] for m in ("minji", "jun", "sora")}
    assert {m: set(items) for m, items in by_member.items()} == {
        "minji": {"bowl", "cup", "night", "morning"},  # what she joins a minute later is not known yet
        "jun": {"bowl", "night", "morning"},
        "sora": {"bowl", "cup", "morning"},
    }
    assert [r["rank"] for r in lists if r["member_id"] == "minji"] == ["1", "2", "3", "4"]
    assert all(r["reason"] for r in lists)


def test_k_bounds_each_list(folder: Path) -> None:
    assert [r["member_id"] for r in rank(folder, "--k", "1")[1]] == ["minji", "jun", "sora"]


def test_the_same_call_gives_the_same_bytes(folder: Path) -> None:
    rank(folder, out="one.csv")
    rank(folder, out="two.csv")
    assert (folder.parent / "one.csv").read_bytes() == (folder.parent / "two.csv").read_bytes()


def test_members_of_a_file_unknown_ones_included(folder: Path) -> None:
    names = folder.parent / "members.csv"
    names.write_text("member_id\nnobody\nminji\n")
    lists = rank(folder, "--members", str(names))[1]
    assert {r["member_id"] for r in lists} == {"nobody", "minji"}


def test_candidates_of_a_file_without_a_header(folder: Path) -> None:
    wanted = folder.parent / "wanted.txt"
    wanted.write_text("cup\nmorning\n")
    lists = rank(folder, "--candidates", str(wanted))[1]
    assert {r["item_id"] for r in lists} == {"cup", "morning"}
    assert {r["item_id"] for r in lists if r["member_id"] == "jun"} == {"morning"}


def test_clubs_can_be_ranked(folder: Path) -> None:
    lists = rank(folder, "--target", "clubs")[1]
    assert {r["item_id"] for r in lists if r["member_id"] == "minji"} == {"run"}
    assert {r["item_id"] for r in lists if r["member_id"] == "jun"} == {"run", "clay"}


def test_a_world_of_clubs_only_can_be_ranked(tmp_path: Path) -> None:
    write(small(activities=[], members=[{"member_id": "minji"}, {"member_id": "jun"}]), tmp_path / "world")
    code, lists = rank(tmp_path / "world", "--target", "clubs")
    assert code == 0
    assert {r["item_id"] for r in lists if r["member_id"] == "jun"} == {"run", "clay"}
    assert rank(tmp_path / "world") == (0, [])


def test_unknown_candidates_are_refused_with_their_place(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wanted = folder.parent / "wanted.txt"
    wanted.write_text("cup\nnowhere\n")
    assert rank(folder, "--candidates", str(wanted)) == (2, [])
    assert "wanted.txt" in (said := capsys.readouterr().err)
    assert "no such row in activities: 'nowhere'" in said


@pytest.mark.parametrize(
    ("more", "said"),
    [(("--at", "soon"), "not a time"), (("--k", "0"), "at least 1"), (("--members", "missing.csv"), "cannot be read")],
)
def test_calls_without_sense_are_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, str], said: str
) -> None:
    assert rank(folder, *more)[0] == 2
    assert said in capsys.readouterr().err


def test_bad_input_is_refused_whole(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (folder / "interactions.csv").open("a", encoding="utf-8") as stream:
        stream.write("minji,nowhere,join,2026-05-01T00:00:00Z\nminji,cup,dance,never\n")
    assert rank(folder) == (2, [])
    said = capsys.readouterr().err
    for problem in ("activity_id: no such row in activities: 'nowhere'", "kind: not one of", "at: not a time"):
        assert problem in said
