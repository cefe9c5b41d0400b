from __future__ import annotations

from pathlib import Path

import pytest

from moim.cli.main import main
from moim.data.dataset import read


def run(*arguments: str) -> int:
    return main(["synthesise", *arguments])


def test_synthesise_writes_a_readable_world(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sizes = ("--members", "30", "--clubs", "8", "--activities", "12", "--months", "2")
    assert run(str(tmp_path), *sizes, "--until", "2026-05-01T00:00:00Z") == 0
    assert len(read(tmp_path).members) == 30
    assert (tmp_path / "hidden.npz").is_file()
    assert "members            30" in capsys.readouterr().out


def test_synthesise_refuses_a_time_it_cannot_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(str(tmp_path / "new"), "--until", "yesterday") == 2
    assert "yesterday" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_synthesise_refuses_an_empty_world(tmp_path: Path) -> None:
    assert run(str(tmp_path / "new"), "--members", "0") == 2
