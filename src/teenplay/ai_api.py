"""The endpoint that TeenPlay's front end calls: eight activities for the member who is signed in."""

from __future__ import annotations

from typing import Any

from django.db.models.fields.files import FieldFile
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from moim_django import services
from teenplay.activities.models import Activity

SIZE = 8


@require_safe
@never_cache
def activities(request: HttpRequest) -> JsonResponse:
    """``{"activities": [{every column of tbl_activity, "is_like", "like_count", "member_count"}]}``, in six queries.

    The queries read the session, the member, their profile, their state and the activities, and write the impressions.
    Once in ``SYNC_SECONDS`` a process also looks for changed rows and model versions.
    """
    member_id = request.user.pk if request.user.is_authenticated else None
    page = services.recommend(member_id=member_id, k=SIZE, surface="ai-activities")
    return JsonResponse({"activities": [_cells(item.row) for item in page.items]})


def _cells(activity: Activity) -> dict[str, Any]:
    cells: dict[str, Any] = {
        str(field.column): _plain(getattr(activity, field.attname)) for field in activity._meta.concrete_fields
    }
    return cells | {
        "is_like": activity.liked,  # type: ignore[attr-defined]
        "like_count": activity.like_count,  # type: ignore[attr-defined]
        "member_count": activity.joined_count,  # type: ignore[attr-defined]
    }


def _plain(value: Any) -> Any:
    return value.name if isinstance(value, FieldFile) else value
