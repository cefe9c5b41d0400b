"""What a visitor opened in this visit. Kept in the session only, forgotten with it."""

from __future__ import annotations

import datetime

from django.http import HttpRequest

from moim_django.services import Click

KEY = "opened"
KEPT = 30


def remember(request: HttpRequest, activity_id: int, now: datetime.datetime) -> None:
    """Note that the visitor opened an activity."""
    opened = [entry for entry in request.session.get(KEY, []) if entry[0] != activity_id]
    request.session[KEY] = [*opened, [activity_id, now.timestamp()]][-KEPT:]


def clicks(request: HttpRequest) -> list[Click]:
    """What the visitor opened, oldest first, as the recommender takes it."""
    return [
        Click(int(activity), "view", datetime.datetime.fromtimestamp(at, datetime.UTC))
        for activity, at in request.session.get(KEY, [])
    ]
