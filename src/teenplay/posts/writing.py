"""Writing posts."""

from __future__ import annotations

import datetime

from django.db import transaction

from teenplay.catalogue.models import Shown
from teenplay.members.models import Member
from teenplay.posts.forms import PostForm
from teenplay.posts.models import ClubPost

AGAIN = datetime.timedelta(minutes=10)
"""The same post by the same member within this time is a double click."""


@transaction.atomic
def save_post(form: PostForm, now: datetime.datetime) -> ClubPost:
    """Save a post; a double click creates one post only, which is returned both times."""
    written: ClubPost = form.instance
    Member.objects.select_for_update().get(pk=written.member_id)  # the second of two clicks waits here
    if written.pk is None:
        same = ClubPost.objects.filter(club=written.club, member=written.member, status=Shown.SHOWN)
        same = same.filter(title=written.title, content=written.content, created_date__gt=now - AGAIN)
        if (there := same.first()) is not None:
            return there
        written.created_date = written.updated_date = now
    return form.save()
