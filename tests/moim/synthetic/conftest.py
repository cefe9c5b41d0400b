from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from moim.cli.synthesise import save
from moim.data.dataset import Dataset, read
from moim.data.times import parse_time
from moim.synthetic import HiddenTastes, Settings, make_world

UNTIL = parse_time("2026-11-23T07:00:00Z")
SMALL = Settings(members=300, clubs=60, activities=120)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small world, written down."""
    path = tmp_path_factory.mktemp("world")
    save(make_world(SMALL, np.random.default_rng(7), UNTIL), path, {"seed": 7})
    return path


@pytest.fixture(scope="session")
def dataset(folder: Path) -> Dataset:
    """The small world as anybody may read it."""
    return read(folder)


@pytest.fixture(scope="session")
def hidden(folder: Path) -> HiddenTastes:
    """What only its maker knows."""
    return HiddenTastes.read(folder / "hidden.npz")
