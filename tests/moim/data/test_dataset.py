from __future__ import annotations

import gzip
import math
from pathlib import Path

import numpy as np
import pytest
from tests.moim.worlds import small

from moim.data.dataset import Dataset, DatasetError, read, split_list, write
from moim.data.times import format_time, parse_time

MEMBERS = "member_id\nminji\njun\n"
CLUBS = "club_id,name\nclay,흙과 손\n"
CLUB_MEMBERS = "club_id,member_id\nclay,minji\n"
ACTIVITIES = (
    "activity_id,club_id,title,created_at,recruit_start,recruit_end,activity_start,capacity,lat\n"
    "bowl,clay,그릇,2026-05-01T00:00:00Z,2026-05-01T00:00:00Z,2026-05-02T00:00:00Z,2026-05-03T00:00:00Z,4,37.5\n"
)
INTERACTIONS = "member_id,activity_id,kind,at\nminji,bowl,join,2026-05-01T01:00:00Z\n"


def folder(tmp_path: Path, **files: str) -> Path:
    texts = {"members": MEMBERS, "clubs": CLUBS, "club_members": CLUB_MEMBERS} | files
    for name, text in texts.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def problems(path: Path) -> list[str]:
    with pytest.raises(DatasetError) as refused:
        read(path)
    return [str(problem) for problem in refused.value.problems]


def same(one: Dataset, other: Dataset) -> bool:
    return all(
        a.texts == b.texts
        and a.extra == b.extra
        and all(np.array_equal(a.numbers[k], b.numbers[k], equal_nan=True) for k in a.numbers)
        for a, b in zip(one.tables(), other.tables(), strict=True)
    )


def test_read_gives_columns_with_unknown_cells(tmp_path: Path) -> None:
    dataset = read(folder(tmp_path, activities=ACTIVITIES, interactions=INTERACTIONS))
    assert dataset.activities.text("title") == ["그릇"]
    assert dataset.activities.number("capacity").tolist() == [4.0]
    assert math.isnan(dataset.activities.number("activity_end")[0])
    assert dataset.interactions.number("at").tolist() == [parse_time("2026-05-01T01:00:00Z")]


def test_a_world_of_clubs_only_is_enough(tmp_path: Path) -> None:
    dataset = read(folder(tmp_path))
    assert [len(table) for table in dataset.tables()] == [2, 1, 0, 1, 0, 0]


@pytest.mark.parametrize("compress", [False, True])
def test_write_then_read_loses_nothing(tmp_path: Path, compress: bool) -> None:
    dataset = small([("minji", "bowl", "join", 10.5)])
    dataset.clubs.extra["colour"] = ["red", 'a, "b"\nc']
    write(dataset, tmp_path, compress=compress)
    assert same(read(tmp_path), dataset)


def test_same_data_gives_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write(small(), tmp_path / name, compress=True)
    read_bytes = [(tmp_path / name / "members.csv.gz").read_bytes() for name in ("one", "two")]
    assert read_bytes[0] == read_bytes[1]
    assert gzip.decompress(read_bytes[0]).startswith(b"member_id,")


def test_every_problem_is_named_with_its_place(tmp_path: Path) -> None:
    path = folder(
        tmp_path,
        members="member_id,lat,joined_at\nminji,99,yesterday\nminji,inf,\n",
        activities=ACTIVITIES + "bowl,nowhere,,x,2026-05-03T00:00:00Z,2026-05-02T00:00:00Z,2026-05-03T00:00:00Z,1.5,\n",
        interactions=INTERACTIONS + "ghost,bowl,dance,2026-05-01T01:00:00Z\n",
    )
    assert problems(path) == [
        "members.csv:2: column joined_at: not a time (ISO 8601, UTC): 'yesterday'",
        "members.csv:2: column lat: not a latitude (-90 to 90): '99'",
        "members.csv:3: column lat: not a finite number: 'inf'",
        "members.csv:3: column member_id: the id is already in line 2: 'minji'",
        "activities.csv:3: column club_id: no such row in clubs: 'nowhere'",
        "activities.csv:3: column title: the cell is empty",
        "activities.csv:3: column created_at: not a time (ISO 8601, UTC): 'x'",
        "activities.csv:3: column capacity: not a whole number from 0 on: '1.5'",
        "activities.csv:3: column activity_id: the id is already in line 2: 'bowl'",
        "activities.csv:3: column recruit_end: the window ends before it starts (recruit_start): "
        "'2026-05-02T00:00:00Z'",
        "interactions.csv:3: column member_id: no such row in members: 'ghost'",
        "interactions.csv:3: column kind: not one of view, like, unlike, join, cancel, decline, attend: 'dance'",
    ]


def test_lines_are_counted_through_cells_of_several_lines(tmp_path: Path) -> None:
    path = folder(tmp_path, clubs='club_id,name,lat\na,"one\ntwo",1\nb,three,north\n')
    assert "clubs.csv:4: column lat: not a number: 'north'" in problems(path)


def test_missing_files_and_columns_are_named(tmp_path: Path) -> None:
    path = folder(tmp_path, clubs="club_id\nclay\n")
    (path / "members.csv").unlink()
    named = problems(path)
    assert "members.csv: the file is missing (nor is there a .csv.gz)" in named
    assert "clubs.csv:1: column name: the required column is missing" in named


def test_a_broken_file_is_refused(tmp_path: Path) -> None:
    path = folder(tmp_path)
    (path / "members.csv").unlink()
    (path / "members.csv.gz").write_bytes(b"no gzip at all")
    assert any(line.startswith("members.csv.gz:") for line in problems(path))


def test_members_who_act_without_a_row_are_taken_only_where_asked(tmp_path: Path) -> None:
    path = folder(tmp_path, activities=ACTIVITIES, interactions=INTERACTIONS + "ghost,bowl,join,2026-05-01T02:00:00Z\n")
    assert problems(path) == ["interactions.csv:3: column member_id: no such row in members: 'ghost'"]
    dataset = read(path, implied_members=True)
    assert dataset.members.text("member_id") == ["minji", "jun", "ghost"]
    assert [problem.value for problem in dataset.implied] == ["ghost"]


def test_times_round_trip_to_the_microsecond() -> None:
    assert format_time(parse_time("2024-05-19T04:23:00.123456Z")) == "2024-05-19T04:23:00.123456Z"
    assert parse_time("2024-05-19T13:23:00+09:00") == parse_time("2024-05-19T04:23:00")
    assert format_time(math.nan) == ""


def test_split_list_leaves_out_empty_parts() -> None:
    assert split_list(" 러닝; ;도자기 ") == ["러닝", "도자기"]
