"""Threads of replies under an activity or a post: reading, writing and removing them."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from teenplay.catalogue.models import Shown
from teenplay.kit.answers import answer
from teenplay.members.models import Member
from teenplay.members.viewer import MemberRequest
from teenplay.replies.forms import ReplyForm
from teenplay.replies.models import Reply

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

LONGEST = 100
AGAIN = datetime.timedelta(minutes=1)
"""The same text by the same member within this time is a double click."""


class Thread(NamedTuple):
    """The replies under an activity or a post.

    Attributes
    ----------
    page
        The address of the activity or post.
    write
        The address to which a new reply is posted.
    remove
        The name of the view that removes a reply.
    keeper
        Whether the viewer may remove the replies of others.
    """

    replies: Sequence[Reply]
    page: str
    write: str
    remove: str
    now: datetime.datetime
    keeper: bool = False


def shown(replies: QuerySet[Any]) -> list[Any]:
    """The replies with their authors, the oldest first; one query."""
    rows = replies.filter(status=Shown.SHOWN).select_related("member")
    return list(rows.order_by("created_date", "pk")[:LONGEST])


def write(request: MemberRequest, replies: RelatedManager[Any], thread: Callable[[], Thread]) -> HttpResponse:
    """Add the reply in the request to ``replies``."""
    form = ReplyForm(request.POST)
    if form.is_valid():
        _add(replies, request.user, form.cleaned_data["content"], timezone.now())
    said = "" if form.is_valid() else _("한 마디 적어 주세요.")
    return answer(request, "components/replies.html", {"thread": thread()}, said)


@transaction.atomic
def _add(replies: RelatedManager[Any], member: Member, content: str, now: datetime.datetime) -> None:
    Member.objects.select_for_update().get(pk=member.pk)  # the second of two clicks waits here
    same = replies.filter(member=member, content=content, status=Shown.SHOWN, created_date__gt=now - AGAIN)
    if not same.exists():
        replies.create(member=member, content=content, created_date=now, updated_date=now)


def remove(request: MemberRequest, written: Reply, thread: Callable[[], Thread]) -> HttpResponse:
    """Remove a reply; the caller has checked the permission."""
    written.status = Shown.REMOVED
    written.save(update_fields=["status"])
    return answer(request, "components/replies.html", {"thread": thread()}, _("댓글을 지웠어요."))
