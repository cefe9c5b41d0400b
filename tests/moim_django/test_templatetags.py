"""A template asks for a list."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone
from tests.moim_django.platform import DAY, Board

from moim_django.models import Impression

pytestmark = pytest.mark.django_db

TEMPLATE = """{% load moim %}{% recommended_activities 3 surface="sidebar" as page %}{% for item in page.items %}
{{ item.position }} {{ item.row.title }}{% endfor %}{% recommended_clubs 2 as clubs %}"""


def test_list_of_a_visitor(board: Board, rf: RequestFactory) -> None:
    for notice in board.notices.values():
        notice.closes = timezone.now() + DAY
    request = rf.get("/")
    request.user = AnonymousUser()
    lines = Template(TEMPLATE).render(Context({"request": request})).split("\n")[1:]
    assert lines == ["1 cooking evening 10", "2 cooking evening 9", "3 cooking evening 8"]
    assert list(Impression.objects.filter(surface="sidebar").values_list("position", flat=True)) == [1, 2, 3]
