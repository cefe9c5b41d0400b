"""Pages at a fixed moment, and a member who is signed in."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone
from tests.teenplay.world import NOW, make_member

from teenplay.members.models import Member


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
