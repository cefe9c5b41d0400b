"""The pages of friends, and the actions on a friendship."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from teenplay.activities.cards import cards_from
from teenplay.activities.models import Activity
from teenplay.activities.offers import for_cards
from teenplay.friends import friendship
from teenplay.friends.models import Friend
from teenplay.kit.answers import for_members, next_page
from teenplay.members.models import Member
from teenplay.members.viewer import MemberRequest

LONGEST = 200
MET = 8
FOUND = 10


@require_safe
@for_members
def friends(request: MemberRequest) -> HttpResponse:
    """Requests, friends, pending requests and members met; ``?q=`` searches for a nickname."""
    me = request.user.pk
    query = request.GET.get("q", "").strip()[:100]
    found = Member.objects.filter(nickname__iexact=query, status=Member.AccountStatus.ACTIVE).exclude(pk=me)
    context = {
        "asking": friendship.asking(me)[:LONGEST],
        "friends": friendship.friends_of(me)[:LONGEST],
        "asked": friendship.asked_by(me)[:LONGEST],
        "met": friendship.met(me)[:MET],
        "query": query,
        "found": list(found.only("pk", "nickname")[:FOUND]) if query else [],
    }
    return render(request, "friends/friends.html", context)


@require_safe
@for_members
def friend(request: MemberRequest, member_id: int) -> HttpResponse:
    """The activities a friend has joined, if they show them. 404 for members who are not friends."""
    found = get_object_or_404(friendship.friends_of(request.user.pk), pk=member_id)
    now = timezone.now()
    cards = []
    if found.joins_shown:
        coming = Activity.objects.shown().joined_by(found).filter(start__gt=now).order_by("start")
        words = _("%(name)s님이 참여해요") % {"name": found.nickname}
        cards = cards_from(for_cards(coming, request.user.pk)[:24], now, lambda activity: words)
    return render(request, "friends/friend.html", {"friend": found, "cards": cards, "now": now})


@require_POST
@for_members
def change(request: MemberRequest, member_id: int) -> HttpResponse:
    """``do``: ask, accept, refuse or part."""
    which = {"member_id": request.user.pk, "other_id": member_id}
    now = timezone.now()
    do = request.POST.get("do")
    try:
        if do == "ask":
            friends_now = friendship.ask(**which, now=now) == Friend.Friendship.FRIENDS
            said = _("이제 친구예요!") if friends_now else _("친구 신청을 보냈어요.")
        elif do in ("accept", "refuse"):
            done = friendship.answer(**which, accept=do == "accept", now=now)
            said = (_("이제 친구예요!") if do == "accept" else _("신청을 지웠어요.")) if done else ""
        elif do == "part":
            said = _("정리했어요.") if friendship.part(**which) else ""
        else:
            return HttpResponseBadRequest()
    except friendship.NobodyError as error:
        raise Http404 from error
    if said:
        messages.info(request, said)
    return redirect(next_page(request, "/friends/"))


@require_POST
@for_members
def show(request: MemberRequest) -> HttpResponse:
    """``on=1``: friends see what the member joins; ``on=0``: they do not."""
    on = request.POST.get("on") != "0"
    request.user.joins_shown = on
    request.user.save(update_fields=["joins_shown"])
    messages.info(request, _("친구에게 참여하는 활동을 보여줘요.") if on else _("이제 친구에게 보이지 않아요."))
    return redirect("friends:friends")
