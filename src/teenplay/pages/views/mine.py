"""The activities a member has joined, liked and hidden; and their profile."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from moim_django.models import Interaction
from teenplay.activities.cards import cards_from
from teenplay.activities.models import Activity, ActivityLike, ActivityMember
from teenplay.activities.offers import for_cards
from teenplay.kit.answers import for_members
from teenplay.members.viewer import MemberRequest
from teenplay.pages.forms import Profile

LONGEST = 48


@require_safe
@for_members
def mine(request: MemberRequest) -> HttpResponse:
    """The activities of a member; ``?show=`` is coming, waiting, liked, hidden or past."""
    now = timezone.now()
    member = request.user
    joined = Activity.objects.shown().joined_by(member)
    liked = ActivityLike.objects.filter(member=member, status=ActivityLike.LikeStatus.LIKED).values("activity")
    applied = ActivityMember.objects.filter(member=member, status=ActivityMember.Participation.APPLIED)
    waiting = applied.values("activity")
    hidden = Interaction.objects.filter(member_id=member.pk, kind="decline").values("activity_id")
    choices = {
        "coming": (_("참여 예정"), joined.filter(start__gt=now).order_by("start")),
        "waiting": (_("대기 중"), Activity.objects.shown().filter(pk__in=waiting).order_by("start")),
        "liked": (_("좋아요"), Activity.objects.shown().filter(pk__in=liked).order_by("-recruit_end")),
        "hidden": (_("숨긴 활동"), Activity.objects.shown().filter(pk__in=hidden).order_by("-pk")),
        "past": (_("지난 활동"), joined.filter(start__lte=now).order_by("-start")),
    }
    show = request.GET.get("show", "")
    show = show if show in choices else "coming"
    found = for_cards(choices[show][1], member.pk)[:LONGEST]
    context = {
        "choices": [(name, label) for name, (label, _activities) in choices.items()],
        "show": show,
        "cards": cards_from(found, now, lambda activity: ""),
        "now": now,
    }
    return render(request, "pages/mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def me(request: MemberRequest) -> HttpResponse:
    """The member's profile, with their favourite categories and keywords."""
    form = Profile(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("저장했어요. 홈의 추천이 바로 달라져요."))
        return redirect("pages:me")
    return render(request, "pages/me.html", {"form": form}, status=422 if form.errors else 200)
