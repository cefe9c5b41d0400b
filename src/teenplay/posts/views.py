"""The page of a post; writing, editing, pinning and removing posts and comments."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from teenplay.catalogue.models import Shown
from teenplay.clubs.membership import Standing, standing
from teenplay.clubs.models import Club
from teenplay.kit import pictures
from teenplay.kit.answers import for_members
from teenplay.members.viewer import MemberRequest
from teenplay.posts import board
from teenplay.posts.forms import PostForm
from teenplay.posts.models import ClubPost, ClubPostReply
from teenplay.posts.writing import save_post
from teenplay.replies import threads


@require_safe
def post(request: HttpRequest, post_id: int) -> HttpResponse:
    """The page of a post. A visitor who may not read it is asked to sign in, a member is sent to the club."""
    found, place = _found(post_id, request.user.pk)
    if not board.may_read(found, place, request.user.pk):
        return _closed(request, found)
    context = {
        "post": found,
        "club": found.club,
        "standing": place,
        "may_edit": board.may_edit(found, place, request.user.pk),
        "may_pin": board.may_pin(found, place),
        "may_remove": board.may_remove(found, place, request.user.pk),
        "thread": _thread(found, place) if place.member else None,
        "now": timezone.now(),
    }
    return render(request, "posts/post.html", context)


@for_members
def _closed(request: MemberRequest, found: ClubPost) -> HttpResponse:
    messages.info(request, _("멤버만 읽을 수 있는 글이에요."))
    return redirect("pages:club", found.club_id)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def write(request: MemberRequest, club_id: int) -> HttpResponse:
    """A new post."""
    club = get_object_or_404(Club, pk=club_id, status=Shown.SHOWN)
    place = standing(club, request.user.pk)
    if not place.member:
        messages.info(request, _("모임 멤버가 되면 글을 쓸 수 있어요."))
        return redirect("pages:club", club.pk)
    return _edited(request, ClubPost(club=club, member=request.user), place)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def edit(request: MemberRequest, post_id: int) -> HttpResponse:
    found, place = _found(post_id, request.user.pk)
    if not board.may_edit(found, place, request.user.pk):
        raise Http404
    return _edited(request, found, place)


def _edited(request: MemberRequest, written: ClubPost, place: Standing) -> HttpResponse:
    form = PostForm(request.POST or None, request.FILES or None, instance=written, notices=place.owner)
    if request.method == "POST" and form.is_valid():
        return redirect("posts:post", save_post(form, timezone.now()).pk)
    context = {"form": form, "post": written, "club": written.club}
    return render(request, "posts/post_form.html", context, status=422 if form.errors else 200)


@require_POST
@for_members
def pin(request: MemberRequest, post_id: int) -> HttpResponse:
    """``on=1`` pins a post as a notice, ``on=0`` unpins it."""
    found, place = _found(post_id, request.user.pk)
    if not board.may_pin(found, place):
        raise Http404
    on = request.POST.get("on") != "0"
    ClubPost.objects.filter(pk=found.pk).update(pinned=on, updated_date=timezone.now())
    messages.info(request, _("공지로 올렸어요.") if on else _("공지에서 내렸어요."))
    return redirect("posts:post", found.pk)


@require_POST
@for_members
def remove(request: MemberRequest, post_id: int) -> HttpResponse:
    """Remove a post, by its author or the club's owner; its picture is deleted."""
    found, place = _found(post_id, request.user.pk)
    if not board.may_remove(found, place, request.user.pk):
        raise Http404
    with transaction.atomic():
        pictures.remove(found.picture)
        found.status = Shown.REMOVED
        found.save(update_fields=["status", "picture"])
    messages.info(request, _("글을 지웠어요."))
    return redirect("pages:club", found.club_id)


@require_POST
@for_members
def reply(request: MemberRequest, post_id: int) -> HttpResponse:
    """Write a comment under a post."""
    found, place = _found(post_id, request.user.pk)
    if not place.member:
        raise Http404
    return threads.write(request, found.clubpostreply_set, lambda: _thread(found, place))


@require_POST
@for_members
def remove_reply(request: MemberRequest, reply_id: int) -> HttpResponse:
    """Remove a comment: the author their own, the owner any."""
    written = get_object_or_404(ClubPostReply, pk=reply_id, status=Shown.SHOWN)
    found, place = _found(written.post_id, request.user.pk)
    if not (place.owner or written.member_id == request.user.pk):
        raise Http404
    return threads.remove(request, written, lambda: _thread(found, place))


def _found(post_id: int, member_id: int | None) -> tuple[ClubPost, Standing]:
    """A post that is shown, and this person's role in its club."""
    rows = board.shown().select_related("club", "member")
    found = get_object_or_404(rows, pk=post_id)
    return found, standing(found.club, member_id)


def _thread(found: ClubPost, place: Standing) -> threads.Thread:
    return threads.Thread(
        replies=threads.shown(found.clubpostreply_set.all()),
        page=reverse("posts:post", args=[found.pk]),
        write=reverse("posts:reply", args=[found.pk]),
        remove="posts:remove_reply",
        now=timezone.now(),
        keeper=place.owner,
    )
