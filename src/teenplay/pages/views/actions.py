"""Actions of one click: each is a POST, answered with the fragment of the page that changed."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from moim_django import services
from teenplay.activities import participation
from teenplay.activities.cards import Card
from teenplay.activities.models import Activity, ActivityReply
from teenplay.activities.offers import shown_cards
from teenplay.activities.seat_status import seat_status
from teenplay.catalogue.models import Shown
from teenplay.clubs import membership
from teenplay.clubs.models import Club, ClubMember
from teenplay.kit.answers import answer, for_members
from teenplay.kit.pending import done_after_sign_in
from teenplay.members.viewer import MemberRequest
from teenplay.pages.followed import followed
from teenplay.pages.views.activity import thread_of
from teenplay.posts import board
from teenplay.replies import threads


@require_POST
@for_members
@done_after_sign_in
def like(request: MemberRequest, activity_id: int) -> HttpResponse:
    """``on=1`` likes, ``on=0`` takes the like back."""
    me, now = request.user.pk, timezone.now()
    on = request.POST.get("on") != "0"
    try:
        if on:
            participation.like(member_id=me, activity_id=activity_id, now=now, **followed(request)._asdict())
        else:
            participation.unlike(member_id=me, activity_id=activity_id, now=now)
    except Activity.DoesNotExist as error:
        raise Http404 from error
    said = _("좋아요! 다음 추천에 바로 반영할게요.") if on else ""
    return answer(request, "components/heart.html", {"card": _card(request, activity_id), "renew": on}, said)


@require_POST
@for_members
@done_after_sign_in
def hide(request: MemberRequest, activity_id: int) -> HttpResponse:
    """``on=1`` hides an activity for good; ``on=0`` undoes that and removes it from the log."""
    card = _card(request, activity_id)
    if request.POST.get("on") == "0":
        services.take_back(member_id=request.user.pk, activity_id=activity_id, kind="decline")
        return answer(request, "components/card.html", {"card": card, "member": True}, _("다시 보여 드릴게요."))
    services.record(
        member_id=request.user.pk,
        activity_id=activity_id,
        kind="decline",
        at=timezone.now(),
        surface="card",
        **followed(request)._asdict(),
    )
    return answer(
        request,
        "components/hidden_card.html",
        {"card": card},
        "" if request.htmx else _("숨겼어요. ‘내 활동’에서 되돌릴 수 있어요."),
    )


@require_POST
@for_members
@done_after_sign_in
def join(request: MemberRequest, activity_id: int) -> HttpResponse:
    """Take a seat, or a place on the waiting list."""
    card = _card(request, activity_id)
    credit = followed(request)._asdict()
    try:
        seat = participation.join(member_id=request.user.pk, activity_id=activity_id, now=timezone.now(), **credit)
    except participation.NotOpenError:
        return _seat(request, card, _("지금은 모집하고 있지 않아요."))
    said = _("참여 신청이 끝났어요. 그날 만나요!")
    if seat.waiting and card.activity.approval:
        said = _("신청했어요. 모임장이 확인하면 참여가 확정돼요.")
    elif seat.waiting:
        said = _("대기 %(n)d번째예요. 자리가 나면 자동으로 참여돼요.") % {"n": seat.waiting}
    elif overlap := seat_status(request.user, card.activity, card.now).overlap:
        said = _("참여 신청이 끝났어요. 같은 시간에 ‘%(title)s’에도 가기로 했어요.") % {"title": overlap.title}
    return _seat(request, card, said)


@require_POST
@for_members
@done_after_sign_in
def cancel(request: MemberRequest, activity_id: int) -> HttpResponse:
    """Give up the seat or the place on the waiting list."""
    card = _card(request, activity_id)
    changed = participation.cancel(member_id=request.user.pk, activity_id=activity_id, now=timezone.now())
    return _seat(request, card, _("참여를 취소했어요.") if changed else "")


@require_POST
@for_members
@done_after_sign_in
def join_club(request: MemberRequest, club_id: int) -> HttpResponse:
    """``on=1`` joins a club or applies to it; ``on=0`` leaves it or withdraws the application."""
    club = get_object_or_404(Club, pk=club_id, status=Shown.SHOWN)
    on = request.POST.get("on") != "0"
    act = membership.join if on else membership.leave
    try:
        outcome = act(member_id=request.user.pk, club_id=club_id, now=timezone.now())
    except membership.NotAllowedError:
        said = _("지금은 이 모임에 들어갈 수 없어요.") if on else _("모임장은 모임에서 나갈 수 없어요.")
    else:
        said = _club_words(outcome, on)
    standing = membership.standing(club, request.user.pk)
    context = {"club": club, "standing": standing}
    response = answer(request, "components/club_button.html", context, said)
    if request.htmx:  # the posts the member may read have changed, too
        page = board.page_of(club, standing, request.user.pk, None)
        context |= {"page": page, "now": timezone.now(), "swapped": True}
        response.write(render(request, "posts/board.html", context).content.decode())
    return response


def _club_words(outcome: ClubMember.Membership | None, on: bool) -> str:
    """The message about the new membership (``on``), or about the one that ended."""
    if outcome is None:
        return ""
    if outcome == ClubMember.Membership.APPLIED:
        return _("신청했어요. 모임장이 받으면 멤버가 돼요.") if on else _("신청을 취소했어요.")
    return _("모임에 들어왔어요. 새 활동이 생기면 먼저 보여 드릴게요.") if on else _("모임에서 나왔어요.")


@require_POST
@for_members
def reply(request: MemberRequest, activity_id: int) -> HttpResponse:
    """Write a reply under an activity."""
    activity = get_object_or_404(Activity.objects.shown(), pk=activity_id)
    return threads.write(request, activity.activityreply_set, lambda: thread_of(activity))


@require_POST
@for_members
def remove_reply(request: MemberRequest, reply_id: int) -> HttpResponse:
    """Remove the member's own reply."""
    written = get_object_or_404(ActivityReply, pk=reply_id, member=request.user)
    return threads.remove(request, written, lambda: thread_of(written.activity))


def _card(request: MemberRequest, activity_id: int) -> Card:
    activity = get_object_or_404(shown_cards(request.user.pk), pk=activity_id)
    return Card(activity, timezone.now(), shown_as=str(followed(request)))


def _seat(request: MemberRequest, card: Card, said: str) -> HttpResponse:
    """The new state of an activity: its card if the button was on a card, else the box at the end of its page."""
    card = _card(request, card.activity.pk)
    if request.htmx.target == f"card-{card.activity.pk}":
        return answer(request, "components/card.html", {"card": card, "member": True, "renew": True}, said)
    context = {
        "card": card,
        "activity": card.activity,
        "seat_status": seat_status(request.user, card.activity, card.now),
    }
    return answer(request, "components/seat_box.html", context, said)
