"""What the documents show is run: Python blocks by one another's names, shell blocks one line at a time."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RUN = ("docs/engine.md", "docs/platform.md")
"""Documents whose blocks are run, each in an empty folder of its own; `docs/django.md` needs a project around it, which
`tests/distributions` makes."""


def blocks(document: str) -> list[tuple[str, str]]:
    """The fenced blocks of a document: language and text."""
    return BLOCK.findall((ROOT / document).read_text(encoding="utf-8"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder, in which a reader follows the documents from the first line to the last."""
    return tmp_path


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"TEENPLAY_HOME": str(folder / "var"), "PYTHONPATH": str(ROOT / "src")}
    environment.pop("DATABASE_URL", None)
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


@pytest.mark.parametrize("document", RUN)
def test_what_a_document_shows_can_be_done(document: str, folder: Path) -> None:
    done = 0
    python = ""
    for language, text in blocks(document):
        if language == "python":
            python += text
        elif language == "sh":
            for line in text.splitlines():
                program = Path(sys.executable).with_name(shlex.split(line)[0])
                result = run([str(program), *shlex.split(line)[1:]], folder)
                assert result.returncode == 0, f"{document}: {line}\n{result.stderr}"
                done += 1
    if python:
        result = run([sys.executable, "-c", python], folder)
        assert result.returncode == 0, f"{document}\n{result.stderr}"
        done += 1
    assert done


def test_every_link_between_documents_leads_somewhere() -> None:
    documents = [
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/**/*.md"),
        *ROOT.glob("benchmarks/*.md"),
        *ROOT.glob("packages/*/*.md"),
    ]
    lost = [
        f"{document.relative_to(ROOT)}: {target}"
        for document in documents
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", document.read_text(encoding="utf-8"))
        if not (document.parent / target).exists() and not (ROOT / "docs" / target).exists()
    ]
    assert not lost


def test_the_picture_of_the_rooms_is_that_of_the_code() -> None:
    result = subprocess.run(
        [sys.executable, ROOT / "docs" / "rooms.py", "--check"], cwd=ROOT, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stderr
