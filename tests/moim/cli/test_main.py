"""What all commands share: exit codes, options that make no sense, outputs that cannot be written."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.moim.worlds import small

from moim.cli.evaluate import parse_span
from moim.cli.main import main
from moim.data.dataset import write


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("world")
    write(small([("jun", "cup", "join", 3600.0)]), folder)
    return folder


EVALUATE = ["evaluate", "WORLD", "--protocol", "rolling", "--out", "x"]
RANK = {"--at": "2026-05-04T03:00:00Z", "--out": "-"}


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--utc-offset", "99", "--utc-offset: must be at most 14.0: '99'"),
        ("--utc-offset", "-14.5", "--utc-offset: must be at least -14.0: '-14.5'"),
        ("--utc-offset", "nan", "--utc-offset: not a finite number: 'nan'"),
        ("--at", "1990", "--at: not a time (ISO 8601, UTC): '1990'"),
        (
            "--at",
            "0001-01-01 00:00:00+14:00",
            "--at: not a time from 0001-01-02T00:00:00Z to 9999-12-31T00:00:00Z: '0001-01-01 00:00:00+14:00'",
        ),
        (  # the fixture's activities are made two days before its now, 2026-05-04T03:00:00Z
            "--at",
            "1990-01-01",
            "--at: none of the activities exists yet, the first is of 2026-05-02T03:00:00Z: '1990-01-01'",
        ),
        ("--k", "0", "--k: must be at least 1: '0'"),
        ("--k", "10001", "--k: must be at most 10000: '10001'"),
        ("--k", "9" * 30, f"--k: must be at most 10000: '{'9' * 30}'"),
        ("--k", "ten", "--k: not a whole number: 'ten'"),
        ("--out", "/nonexistent/x.csv", "/nonexistent/x.csv: cannot be written (there is no folder /nonexistent)"),
    ],
)
def test_rank_refuses_options_without_sense(
    world: Path, capsys: pytest.CaptureFixture[str], option: str, value: str, said: str
) -> None:
    options = [f"{name}={text}" for name, text in (RANK | {option: value}).items()]
    assert main(["rank", str(world), *options]) == 2
    output = capsys.readouterr()
    assert output.err == f"{said}\n1 problem(s): nothing was read or written\n"
    assert output.out == ""


def test_a_world_without_any_activity_can_be_ranked_at_any_time(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(small(activities=[]), tmp_path)
    assert main(["rank", str(tmp_path), "--at", "1990-01-01", "--out", "-"]) == 0
    assert capsys.readouterr().out == "member_id,rank,item_id,score,reason\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["evaluate", "WORLD", "--protocol", "rolling", "--out", "x", "--every", "0d"], "--every: must be at least 1"),
        (
            ["evaluate", "WORLD", "--protocol", "rolling", "--out", "x", "--every", "9999999d"],
            "--every: must be at most",
        ),
        (["evaluate", "WORLD", "--protocol", "rolling", "--out", "x", "--from", "soon"], "--from: not a time"),
        (["synthesise", "x", "--members", "0"], "--members: must be at least 1"),
        (["synthesise", "x", "--months", "inf"], "--months: not a finite number"),
        (["synthesise", "x", "--seed", "-1"], "--seed: must be at least 0"),
        (["synthesise", "x", "--until", "9999-01-01"], "--until: not a time from 1900"),
    ],
)
def test_other_commands_refuse_options_without_sense(
    world: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert main([str(world) if argument == "WORLD" else argument for argument in arguments]) == 2
    assert capsys.readouterr().err.startswith(said)
    assert not Path("x").exists()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    sizes = ("--members", "3", "--clubs", "2", "--activities", "2", "--months", "1", "--until", "2026-05-01")
    assert main(["synthesise", str(tmp_path / "file" / "world"), *sizes]) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_spans_are_hours_days_and_weeks() -> None:
    assert [parse_span(text) for text in ("12h", "30d", "4w")] == [12 * 3600, 30 * 86400, 28 * 86400]
    for text in ("", "d", "1.5d", "-1d", "1m", "1d ", "00000000001d"):
        with pytest.raises(ValueError, match="not a span such as 12h, 30d or 4w"):
            parse_span(text)


def test_the_package_is_a_command() -> None:
    ran = subprocess.run([sys.executable, "-m", "moim", "--version"], capture_output=True, text=True, check=True)
    assert ran.stdout.startswith("moim ")
