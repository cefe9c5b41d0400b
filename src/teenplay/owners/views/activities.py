"""Opening an activity and changing it, with a preview and suggested categories."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from teenplay.activities.models import Activity
from teenplay.catalogue.models import Shown
from teenplay.clubs.models import Club
from teenplay.kit.answers import for_members
from teenplay.members.viewer import MemberRequest
from teenplay.owners.forms import ActivityForm
from teenplay.owners.saving import save_activity
from teenplay.owners.suggestion import suggested
from teenplay.owners.views.clubs import owned


def owned_activity(request: MemberRequest, activity_id: int) -> Activity:
    """The activity, if it belongs to a club of the viewer; 404 otherwise."""
    shown = Activity.objects.shown().select_related("club")
    return get_object_or_404(shown, pk=activity_id, club__member=request.user)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def open_activity(request: MemberRequest, club_id: int) -> HttpResponse:
    club = owned(request, club_id)
    return _edited(request, Activity(club=club), _("활동을 열었어요!"))


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def edit_activity(request: MemberRequest, activity_id: int) -> HttpResponse:
    return _edited(request, owned_activity(request, activity_id), _("저장했어요."))


@require_POST
@for_members
def category(request: MemberRequest, club_id: int) -> HttpResponse:
    """Suggested categories for the text written so far."""
    return render(
        request, "owners/suggestions.html", {"suggestions": suggested(_draft(request, owned(request, club_id)))}
    )


def _edited(request: MemberRequest, activity: Activity, said: str) -> HttpResponse:
    """Show and save the form; ``preview`` in the POST only shows the result and saves nothing."""
    now = timezone.now()
    form = ActivityForm(request.POST or None, request.FILES or None, instance=activity, now=now)
    preview = None
    if request.method == "POST" and form.is_valid():
        if "preview" not in request.POST:
            save_activity(form, request.user, now)
            messages.success(request, said)
            return redirect("pages:activity", form.instance.pk)
        preview = form.instance
    context = {
        "form": form,
        "activity": activity,
        "club": activity.club,
        "preview": preview,
        "suggestions": suggested(_draft(request, activity.club)) if request.method == "POST" else [],
        "now": now,
    }
    return render(request, "owners/activity_form.html", context, status=422 if form.errors else 200)


def _draft(request: HttpRequest, club: Club | None) -> Activity:
    written = {name: request.POST.get(name, "")[:5000] for name in ("title", "intro", "content", "address_location")}
    return Activity(club=club, status=Shown.SHOWN, **written)
