"""Deleting recent searches."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from teenplay.kit.answers import answer, for_members
from teenplay.members.viewer import MemberRequest
from teenplay.search.models import RecentSearch
from teenplay.search.recent import searches_of


@require_POST
@for_members
def forget(request: MemberRequest, search_id: int) -> HttpResponse:
    """Delete one of the member's own searches; the row is deleted, not only hidden."""
    RecentSearch.objects.filter(pk=search_id, member=request.user).delete()
    context = {"searches": searches_of(request.user), "changed": True}
    return answer(request, "components/recent_searches.html", context, _("검색어를 지웠어요."))
