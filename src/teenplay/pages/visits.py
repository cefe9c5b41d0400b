"""The activities a visitor opened and the region they chose; kept in the session only."""

from __future__ import annotations

import datetime

from django.http import HttpRequest

from moim_django.services import Click

KEY = "opened"
NEAR = "near"
KEPT = 30


def remember(request: HttpRequest, activity_id: int, now: datetime.datetime) -> None:
    """Keep that the visitor opened an activity."""
    opened = [entry for entry in request.session.get(KEY, []) if entry[0] != activity_id]
    request.session[KEY] = [*opened, [activity_id, now.timestamp()]][-KEPT:]


def clicks(request: HttpRequest) -> list[Click]:
    """The activities the visitor opened, oldest first, as clicks for the recommender."""
    return [
        Click(int(activity), "view", datetime.datetime.fromtimestamp(at, datetime.UTC))
        for activity, at in request.session.get(KEY, [])
    ]


def stay_near(request: HttpRequest, region_id: int) -> None:
    """Keep the region a visitor has chosen."""
    request.session[NEAR] = region_id


def near(request: HttpRequest) -> int | None:
    """The region a visitor has chosen in this visit."""
    region_id: int | None = request.session.get(NEAR)
    return region_id
