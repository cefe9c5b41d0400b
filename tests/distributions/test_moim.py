"""moim in an environment of its own: eight packages at most, and the README's examples without any extra."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.distributions.conftest import VERSION, Environment, blocks, printed

WARNING = (
    "Korean words are split by a simple rule and lists are ranked by the linear weights alone; "
    'for better lists: pip install "moim[korean,train]"'
)


def without_score(line: str) -> list[str]:
    """A line of the lists; scores differ in their last digits from machine to machine."""
    cells = line.split(",")
    return cells[:3] + cells[4:]


@pytest.fixture(scope="module")
def alone(install: Callable[..., Environment]) -> Environment:
    return install("moim")


def test_these_packages_and_no_other(alone: Environment) -> None:
    assert alone.packages() == {"moim", "numpy", "scipy", "safetensors", "selectolax", "tqdm"}


def test_the_examples_rank_with_one_warning(alone: Environment) -> None:
    (script,), (code,) = blocks("moim", "sh"), blocks("moim", "python")
    said = alone.shell(script)
    lists = (alone.work / "lists.csv").read_text("utf-8").splitlines()
    shown = printed("moim").splitlines()
    assert list(map(without_score, lists[: len(shown)])) == list(map(without_score, shown))
    assert len(lists) == 1 + 100 * 3
    assert said.stderr.count(WARNING) == said.stderr.count("pip install") == 1

    said = alone.run("python", "-c", code)
    assert [line.split()[0] for line in said.stdout.splitlines()] == ["1", "2", "3"]
    assert said.stderr.count(WARNING) == said.stderr.count("pip install") == 1


def test_nothing_is_imported_from_the_checkout(alone: Environment) -> None:
    found = alone.run("python", "-c", "import moim; print(moim.__file__)").stdout.strip()
    assert Path(found).is_relative_to(alone.path)
    assert alone.run("moim", "--version").stdout == f"moim {VERSION}\n"
