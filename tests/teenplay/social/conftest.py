from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings
from tests.teenplay.social.provider import KEYS, FakeProvider, running

from teenplay.social.providers import PROVIDERS


@pytest.fixture
def fake(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeProvider]:
    """Keys for all three, who are all at one address of this machine."""
    app = {"client_id": KEYS["client_id"], "secret": KEYS["client_secret"]}
    settings.SOCIALACCOUNT_PROVIDERS = {provider.id: {"APP": app} for provider in PROVIDERS}
    with running() as server:
        for provider in PROVIDERS:
            for name, path in (("authorize", "authorise"), ("access_token", "token"), ("profile", "me")):
                url = f"{server.address}/{provider.id}/{path}"
                monkeypatch.setattr(provider.adapter, f"{name}_url", url, raising=False)
        yield server
