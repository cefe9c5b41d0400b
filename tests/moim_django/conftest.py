"""The package under test serves a notice board: no table of TeenPlay is touched here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings
from tests.moim_django.platform import Board

from moim_django import adapters
from moim_django.serving import serving


@pytest.fixture(autouse=True)
def board(settings: Settings, tmp_path: Path) -> Iterator[Board]:
    """A fresh board, a fresh model folder and a process that has not served yet."""
    settings.CSRF_FAILURE_VIEW = "tests.moim_django.platform.refused"  # the platform's own page needs its addresses
    settings.MOIM = {
        "ADAPTER": "tests.moim_django.platform.Board",
        "MODEL_DIR": tmp_path / "models",
        "SYNC_SECONDS": 0,
    }
    adapters._adapter.cache_clear()
    serving.forget()
    yield adapters.adapter()  # type: ignore[misc]
    adapters._adapter.cache_clear()
    serving.forget()
