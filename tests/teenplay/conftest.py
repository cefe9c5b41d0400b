"""Pages at a fixed moment, and a member who is signed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings
from tests.teenplay.world import NOW, make_member

from moim_django import services
from moim_django.serving import serving
from teenplay.catalogue import rows
from teenplay.members.models import Member


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """As in a process that has just begun."""
    rows.forget()


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is NOW, for every view."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def member(noon: None, db: None) -> Member:
    return make_member("하늘", username="하늘")


@pytest.fixture
def signed_in(client: Client, member: Member) -> Client:
    client.force_login(member, backend="teenplay.members.backends.MemberBackend")
    return client


@pytest.fixture
def model_dir(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """A process that has not served yet, and looks what is new only when it begins to."""
    settings.MOIM = settings.MOIM | {"MODEL_DIR": tmp_path / "models", "SYNC_SECONDS": 1000}
    serving.forget()
    yield
    serving.forget()


@pytest.fixture
def train(model_dir: None, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Callable[[], None]:
    """Train, and let what follows the commit happen."""

    def trained() -> None:
        with django_capture_on_commit_callbacks(execute=True):
            services.train(at=timezone.now())

    return trained
