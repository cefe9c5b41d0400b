from __future__ import annotations

import gzip
import math
from pathlib import Path

import numpy as np
import pytest
from tests.moim.worlds import small

from moim.data.dataset import Dataset, read, write
from moim.data.parsing import split_list
from moim.data.problems import DatasetError
from moim.data.table import Table
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


def test_ids_and_numbers_are_bounded(tmp_path: Path) -> None:
    path = folder(
        tmp_path,
        members=f"member_id,joined_at,lon\n{'1' * 30},,-180.5\n{'1' * 256},0001-01-01 00:00:00+14:00,180\na\tb,,\n",
        activities=ACTIVITIES.replace(",4,37.5", ",2147483648,-90"),
        club_members="club_id,member_id\n",
    )
    assert problems(path) == [
        "members.csv:3: column joined_at: not a time from 0001-01-02T00:00:00Z to 9999-12-31T00:00:00Z: "
        "'0001-01-01 00:00:00+14:00'",
        "members.csv:2: column lon: not a longitude (-180 to 180): '-180.5'",
        f"members.csv:3: column member_id: an id of 256 characters where 255 fit: '{'1' * 57}...'",
        "members.csv:4: column member_id: an id with a control character (a tab, a line break, NUL): 'a\\tb'",
        "activities.csv:2: column capacity: must be at most 2147483647: '2147483648'",
    ]


def test_capacities_may_be_written_with_a_point_but_are_whole_and_not_negative(tmp_path: Path) -> None:
    for written in ("4.0", "0"):
        read_again = read(folder(tmp_path, activities=ACTIVITIES.replace(",4,", f",{written},")))
        assert read_again.activities.number("capacity").tolist() == [float(written)]
    assert problems(folder(tmp_path, activities=ACTIVITIES.replace(",4,", ",-1,"))) == [
        "activities.csv:2: column capacity: not a whole number from 0 on: '-1'"
    ]


def test_places_reach_to_the_poles_and_the_date_line(tmp_path: Path) -> None:
    rows = "a,90,180\nb,-90,-180\nc,90.5,0\nd,0,180.5\n"
    assert problems(folder(tmp_path, members="member_id,lat,lon\n" + rows, club_members="club_id,member_id\n")) == [
        "members.csv:4: column lat: not a latitude (-90 to 90): '90.5'",
        "members.csv:5: column lon: not a longitude (-180 to 180): '180.5'",
    ]


def test_windows_may_be_of_one_moment(tmp_path: Path) -> None:
    same_end = ACTIVITIES.replace("2026-05-02T00:00:00Z", "2026-05-01T00:00:00Z")
    assert len(read(folder(tmp_path, activities=same_end)).activities) == 1


def test_other_columns_are_kept(tmp_path: Path) -> None:
    dataset = read(folder(tmp_path, clubs="club_id,name,colour\nclay,흙과 손,red\n"))
    assert dataset.clubs.extra == {"colour": ["red"]}


def test_writing_replaces_what_was_there(tmp_path: Path) -> None:
    write(small([("jun", "cup", "view", 1.0)]), tmp_path, compress=True)
    write(small(), tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        f"{name}.csv" for name in ("activities", "club_members", "clubs", "members")
    ]


def test_a_table_is_made_of_columns_of_one_length() -> None:
    with pytest.raises(ValueError, match=r"members: columns of different lengths: \[1, 2\]"):
        Table.of("members", {"member_id": ["a"], "region": ["b", "c"]})
    with pytest.raises(ValueError, match="clubs: column name is missing"):
        Table.of("clubs", {"club_id": ["clay"]})
    table = Table.of("clubs", {"club_id": ["clay", "run"], "name": ["흙", "길"], "colour": ["red", "blue"]})
    assert (len(table), table.text("intro"), table.extra) == (2, ["", ""], {"colour": ["red", "blue"]})
    assert np.isnan(table.number("lat")).all()
    assert [row["name"] for row in table.rows()] == ["흙", "길"]
    assert table.take(np.array([False, True])).text("name") == ["길"]
    taken = table.take(np.array([1, 0]))
    assert (taken.text("club_id"), taken.extra, len(taken.number("lat"))) == (
        ["run", "clay"],
        {"colour": ["blue", "red"]},
        2,
    )


def test_lines_are_counted_through_cells_of_several_lines(tmp_path: Path) -> None:
    path = folder(tmp_path, clubs='club_id,name,lat\na,"one\ntwo",1\nb,three,north\n')
    assert "clubs.csv:4: column lat: not a number: 'north'" in problems(path)


def test_missing_files_and_columns_are_named(tmp_path: Path) -> None:
    path = folder(tmp_path, clubs="club_id\nclay\n")
    (path / "members.csv").unlink()
    named = problems(path)
    assert "members.csv: the file is missing (nor is there a .csv.gz)" in named
    assert "clubs.csv:1: column name: the required column is missing" in named


def test_a_file_that_cannot_be_read_is_not_said_to_lack_columns(tmp_path: Path) -> None:
    path = folder(tmp_path, club_members="club_id,member_id\n")
    (path / "members.csv").unlink()
    (path / "members.csv.gz").write_bytes(b"no gzip at all")
    assert problems(path) == ["members.csv.gz:1: not a readable UTF-8 CSV file (Not a gzipped file (b'no'))"]
    (path / "members.csv.gz").unlink()
    (path / "members.csv").write_bytes(b"")
    (path / "clubs.csv").write_text("club_id\nclay\nrun,x\n")
    assert problems(path) == [
        "members.csv:1: column member_id: the required column is missing",
        "clubs.csv:3: 2 cells where the header has 1",
        "clubs.csv:1: column name: the required column is missing",
    ]


def test_times_without_a_zone_are_remarked_upon_once_a_column(tmp_path: Path) -> None:
    path = folder(
        tmp_path,
        members="member_id,joined_at\nminji,2026-05-01T00:00:00+09:00\njun,2026-05-01\na,\nb,2026-05-01T00:00:00\n",
        club_members="club_id,member_id,joined_at\nclay,minji,2026-05-01T00:00:00Z\n",
    )
    assert [str(remark) for remark in read(path).remarks] == [
        "members.csv:3: column joined_at: 2 time(s) without a zone, taken as UTC, the first: '2026-05-01'"
    ]


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
