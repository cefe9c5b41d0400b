"""A few rows for tests, made one at a time and with everything that matters named."""

from __future__ import annotations

import datetime
from typing import Any

from teenplay.activities.models import Activity
from teenplay.clubs.models import Club
from teenplay.members.models import Member

NOW = datetime.datetime(2026, 5, 1, 3, tzinfo=datetime.UTC)
"""Noon in Seoul."""

DAY = datetime.timedelta(days=1)


def make_member(nickname: str = "하늘", **fields: Any) -> Member:
    return Member.objects.create(nickname=nickname, created_date=NOW - 30 * DAY, **fields)


def make_club(name: str = "한강 러닝 클럽", **fields: Any) -> Club:
    return Club.objects.create(name=name, created_date=NOW - 20 * DAY, **{"main_category_id": 3, **fields})


def make_activity(title: str = "한강 5km", **fields: Any) -> Activity:
    """Open from yesterday until tomorrow, beginning the day after."""
    fields = {
        "category_id": 3,
        "created_date": NOW - 2 * DAY,
        "recruit_start": NOW - DAY,
        "recruit_end": NOW + DAY,
        "start": NOW + 2 * DAY,
        "end": NOW + 2 * DAY,
        **fields,
    }
    fields.setdefault("club", None)
    return Activity.objects.create(title=title, **fields)
