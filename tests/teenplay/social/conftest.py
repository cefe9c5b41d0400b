from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings
from tests.teenplay.social.provider import FakeProvider, vouching


@pytest.fixture
def fake(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeProvider]:
    with vouching(settings, monkeypatch) as server:
        yield server
