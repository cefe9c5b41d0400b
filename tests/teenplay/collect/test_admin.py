"""The operators' pages of collecting."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from teenplay.catalogue.models import Category
from teenplay.collect.models import Breach, Collected
from teenplay.members.models import Member

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOW = datetime(2024, 4, 17, 3, 0, tzinfo=UTC)


@pytest.fixture
def operator(client: Client) -> Client:
    client.force_login(Member.objects.create_superuser("operator", "correct horse battery"))
    return client


def collected(number: int, **fields: object) -> Collected:
    return Collected.objects.create(
        source="board", source_id=str(number), kind="activity", raw={"title": f"모임 {number}"}, fingerprint="x",
        first_seen=NOW, changed_at=NOW, **fields,
    )  # fmt: skip


def test_the_list_shows_reasons_in_as_many_queries_for_one_row_as_for_ten(operator: Client) -> None:
    def look() -> str:
        return operator.get(reverse("admin:collect_collected_changelist")).content.decode()

    Breach.objects.create(row=collected(0, state="quarantine"), border="clean", column="title", reason="too short")
    assert "title too short" in look()
    with CaptureQueriesContext(connection) as one:
        look()
    for number in range(1, 11):
        Breach.objects.create(row=collected(number), border="clean", column="title", reason="too short")
    with CaptureQueriesContext(connection) as ten:
        look()
    assert len(ten) == len(one)


def test_a_category_chosen_by_a_person_is_a_persons_decision(operator: Client) -> None:
    row = collected(1, state="clean", decided="waiting", probability=0.4)
    address = reverse("admin:collect_collected_change", args=[row.pk])
    assert operator.get(address).status_code == 200
    hobby = Category.objects.get(name="취미")
    formset = {f"breaches-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL", "MIN_NUM", "MAX_NUM")}
    assert operator.post(address, {"category": hobby.pk, **formset}).status_code == 302
    row.refresh_from_db()
    assert (row.category, row.decided, row.probability) == (hobby, "person", None)


@pytest.mark.parametrize(
    ("action", "field", "value"), [("clean_again", "state", "new"), ("take_apart", "merged_into", None)]
)
def test_actions(operator: Client, action: str, field: str, value: object) -> None:
    kept = collected(1, state="clean")
    row = collected(2, state="clean", merged_into=kept, merge_score=0.9)
    address = reverse("admin:collect_collected_changelist")
    operator.post(address, {"action": action, "_selected_action": [row.pk]})
    row.refresh_from_db()
    assert getattr(row, field) == value


@pytest.mark.parametrize("name", ["crawl", "sourcestate"])
def test_other_lists_open(operator: Client, name: str) -> None:
    assert operator.get(reverse(f"admin:collect_{name}_changelist")).status_code == 200
