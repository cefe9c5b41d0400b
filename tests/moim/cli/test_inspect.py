"""``moim inspect`` of data sets, made-up worlds, versions and text models."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.moim.worlds import NOW, small

from moim.cli.main import main
from moim.data.dataset import write
from moim.recommender import Recommender
from moim.storage.artefact import write_artefact


def inspect(folder: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    assert main(["inspect", str(folder)]) == 0
    return capsys.readouterr().out.splitlines()


def test_a_data_set(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(
        small([("jun", "cup", "join", 3600.0), ("jun", "cup", "view", 7200.0), ("ghost", "cup", "view", 60.0)]),
        tmp_path,
    )
    said = inspect(tmp_path, capsys)
    assert said[4:8] == [
        # NOW is 2026-05-04T03:00:00Z: two hours and one minute before it
        "interactions           3 rows   at 2026-05-04T01:00:00Z to 2026-05-04T02:59:00Z",
        "friends                0 rows",
        "  join                 1",
        "  view                 2",
    ]
    assert said[8:] == ["1 member(s) act but have no row in members"]


def test_times_without_a_zone_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(small(), tmp_path)
    path = tmp_path / "interactions.csv"
    path.write_text(
        "member_id,activity_id,kind,at\njun,cup,view,2026-05-04T01:00:00Z\njun,cup,view,2026-05-04T01:00:00\n"
        "jun,cup,view,2026-05-04\njun,cup,view,2026-05-04T10:00:00+09:00\n"
    )
    assert inspect(tmp_path, capsys)[-1] == (
        "interactions.csv:3: column at: 2 time(s) without a zone, taken as UTC, the first: '2026-05-04T01:00:00'"
    )


def test_a_made_up_world(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sizes = ("--members", "30", "--clubs", "8", "--activities", "12", "--months", "2", "--until", "2026-05-01")
    assert main(["synthesise", str(tmp_path), *sizes]) == 0
    assert (tmp_path / "manifest.json").is_file()
    capsys.readouterr()
    assert inspect(tmp_path, capsys)[0].startswith("members               30 rows")


def test_a_version(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Recommender.fit(small([("jun", "cup", "join", 3600.0)]), at=NOW).save(tmp_path / "v1")
    said = inspect(tmp_path / "v1", capsys)
    assert "kind         recommender" in said
    assert "weights, visit: feature, everyone, newcomers more" in said


def test_another_artefact(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_artefact(tmp_path / "v1", {}, {}, {"kind": "topics", "rows": 7})
    assert inspect(tmp_path / "v1", capsys) == ["kind         topics", "rows         7"]


def test_what_is_neither(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "manifest.json").write_text("{}")
    assert main(["inspect", str(tmp_path)]) == 2
    assert "manifest.json is damaged" in capsys.readouterr().err
    assert main(["inspect", str(tmp_path / "no")]) == 2
    assert "there is no such folder" in capsys.readouterr().err
