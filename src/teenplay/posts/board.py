"""Who may read and write on a club's board, and a board as its pages show it."""

from __future__ import annotations

import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from teenplay.catalogue.models import Shown
from teenplay.clubs.membership import Standing
from teenplay.clubs.models import Club, ClubMember
from teenplay.posts.models import ClubPost, ClubPostReply

PER_PAGE = 10
NEWS = datetime.timedelta(days=14)
"""How long a post is news."""


def may_read(post: ClubPost, standing: Standing, member_id: int | None) -> bool:
    """Notices are for everybody, other posts for members; authors keep what they wrote before they left the club."""
    return post.pinned or standing.member or post.member_id == member_id


def may_remove(post: ClubPost, standing: Standing, member_id: int | None) -> bool:
    return standing.owner or post.member_id == member_id


def may_edit(post: ClubPost, standing: Standing, member_id: int | None) -> bool:
    return standing.member and post.member_id == member_id


def may_pin(post: ClubPost, standing: Standing) -> bool:
    """A notice is read by everybody, so that an owner makes one of their own words only; they may end any."""
    return standing.owner and (post.pinned or post.member_id == post.club.member_id)


def shown() -> QuerySet[ClubPost]:
    """Posts that neither they nor their club was taken away."""
    return ClubPost.objects.filter(status=Shown.SHOWN, club__status=Shown.SHOWN)


def page_of(club: Club, standing: Standing, member_id: int | None, number: str | None) -> Page[ClubPost]:
    """A page of what this person may read, notices first, then the newest; two queries."""
    posts = ClubPost.objects.filter(club=club, status=Shown.SHOWN)
    if not standing.member:
        posts = posts.filter(Q(pinned=True) | Q(member=member_id) if member_id else Q(pinned=True))
    return Paginator(_for_lines(posts).order_by("-pinned", "-created_date", "-pk"), PER_PAGE).get_page(number)


def news_for(member_id: int, now: datetime.datetime, *, most: int) -> list[ClubPost]:
    """The newest that others wrote in a member's clubs of late; one query."""
    inside = ClubMember.objects.filter(member=member_id, status=ClubMember.Membership.MEMBER)
    own = Q(club__in=inside.values("club")) | Q(club__member=member_id)
    posts = shown().filter(own, created_date__gt=now - NEWS).exclude(member=member_id)
    return list(_for_lines(posts).select_related("club").order_by("-created_date", "-pk")[:most])


def _for_lines(posts: QuerySet[ClubPost]) -> QuerySet[ClubPost]:
    """With author and ``reply_count``, as a line of a list shows them."""
    replies = ClubPostReply.objects.filter(post=OuterRef("pk"), status=Shown.SHOWN).order_by().values("post")
    count = Coalesce(Subquery(replies.annotate(n=Count("pk")).values("n")), 0)
    return posts.select_related("member").annotate(reply_count=count)
