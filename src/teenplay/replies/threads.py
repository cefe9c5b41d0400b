"""What members write under something, be it an activity or a post: shown, written and removed."""

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
"""The same words by the same member within this are a second press of the button."""


class Thread(NamedTuple):
    """What stands under something.

    Attributes:
        page: the address of what it stands under.
        write: the address where one more is posted.
        remove: the name of the view that removes one.
        keeper: whether the viewer may remove those of others.
    """

    replies: Sequence[Reply]
    page: str
    write: str
    remove: str
    now: datetime.datetime
    keeper: bool = False


def shown(replies: QuerySet[Any]) -> list[Any]:
    """The oldest first, with who wrote each; one query."""
    rows = replies.filter(status=Shown.SHOWN).select_related("member")
    return list(rows.order_by("created_date", "pk")[:LONGEST])


def write(request: MemberRequest, replies: RelatedManager[Any], thread: Callable[[], Thread]) -> HttpResponse:
    """Add what was sent to the ``replies`` of something."""
    form = ReplyForm(request.POST)
    if form.is_valid():
        _add(replies, request.user, form.cleaned_data["content"], timezone.now())
    said = "" if form.is_valid() else _("한 마디 적어 주세요.")
    return answer(request, "components/replies.html", {"thread": thread()}, said)


@transaction.atomic
def _add(replies: RelatedManager[Any], member: Member, content: str, now: datetime.datetime) -> None:
    Member.objects.select_for_update().get(pk=member.pk)  # two presses of one member queue up here
    same = replies.filter(member=member, content=content, status=Shown.SHOWN, created_date__gt=now - AGAIN)
    if not same.exists():
        replies.create(member=member, content=content, created_date=now, updated_date=now)


def remove(request: MemberRequest, written: Reply, thread: Callable[[], Thread]) -> HttpResponse:
    """Take someone's words away; who may has been checked."""
    written.status = Shown.REMOVED
    written.save(update_fields=["status"])
    return answer(request, "components/replies.html", {"thread": thread()}, _("댓글을 지웠어요."))
