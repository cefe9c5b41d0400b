"""Participants and applicants of an activity: the owner accepts or refuses them."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from teenplay.activities import participation
from teenplay.activities.models import Activity, ActivityMember
from teenplay.kit.answers import answer, for_members
from teenplay.members.viewer import MemberRequest
from teenplay.owners.figures import figures
from teenplay.owners.views.activities import owned_activity

Status = ActivityMember.Participation


@require_safe
@for_members
def people(request: MemberRequest, activity_id: int) -> HttpResponse:
    """Applicants in the order of application, participants, and the activity's statistics."""
    activity = owned_activity(request, activity_id)
    context = _context(activity) | {"figures": figures([activity.pk])[activity.pk], "now": timezone.now()}
    return render(request, "owners/people.html", context)


@require_POST
@for_members
def decide(request: MemberRequest, activity_id: int, member_id: int) -> HttpResponse:
    """``do=accept`` gives the applicant a seat, ``do=refuse`` takes seat or application away."""
    activity = owned_activity(request, activity_id)
    do = request.POST.get("do")
    now = timezone.now()
    if do == "accept":
        try:
            accepted = participation.accept(member_id=member_id, activity_id=activity_id, now=now)
            said = _("받았어요.") if accepted else _("그 사이에 신청을 취소했어요.")
        except participation.FullError:
            said = _("남은 자리가 없어요. 자리 수를 늘리거나 다른 사람을 먼저 정리해 주세요.")
    elif do == "refuse":
        participation.refuse(member_id=member_id, activity_id=activity_id, now=now)
        said = _("돌려보냈어요.")
    else:
        return HttpResponseBadRequest()
    return answer(request, "owners/lines.html", _context(activity), said)


def _context(activity: Activity) -> dict[str, object]:
    held = ActivityMember.objects.filter(activity=activity).exclude(status=Status.CANCELLED)
    rows = list(held.select_related("member").order_by("updated_date", "pk"))
    return {
        "activity": activity,
        "applied": [row for row in rows if row.status == Status.APPLIED],
        "going": [row for row in rows if row.status == Status.TAKING_PART],
    }
