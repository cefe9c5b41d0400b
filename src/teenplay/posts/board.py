"""Permissions on a club's board, and the lists of posts that pages show."""

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
"""Posts younger than this are news."""


def may_read(post: ClubPost, standing: Standing, member_id: int | None) -> bool:
    """Everybody may read notices, members all posts; authors may read their own posts after leaving the club."""
    return post.pinned or standing.member or post.member_id == member_id


def may_remove(post: ClubPost, standing: Standing, member_id: int | None) -> bool:
    return standing.owner or post.member_id == member_id


def may_edit(post: ClubPost, standing: Standing, member_id: int | None) -> bool:
    return standing.member and post.member_id == member_id


def may_pin(post: ClubPost, standing: Standing) -> bool:
    """Owners may pin their own posts only, because everybody can read a pinned post; they may unpin any."""
    return standing.owner and (post.pinned or post.member_id == post.club.member_id)


def shown() -> QuerySet[ClubPost]:
    """Posts that have not been removed and whose club has not been removed."""
    return ClubPost.objects.filter(status=Shown.SHOWN, club__status=Shown.SHOWN)


def page_of(club: Club, standing: Standing, member_id: int | None, number: str | None) -> Page[ClubPost]:
    """A page of the posts this person may read, notices first, then the newest; two queries."""
    posts = ClubPost.objects.filter(club=club, status=Shown.SHOWN)
    if not standing.member:
        posts = posts.filter(Q(pinned=True) | Q(member=member_id) if member_id else Q(pinned=True))
    return Paginator(_for_lines(posts).order_by("-pinned", "-created_date", "-pk"), PER_PAGE).get_page(number)


def news_for(member_id: int, now: datetime.datetime, *, most: int) -> list[ClubPost]:
    """The newest recent posts of others in a member's clubs; one query."""
    inside = ClubMember.objects.filter(member=member_id, status=ClubMember.Membership.MEMBER)
    own = Q(club__in=inside.values("club")) | Q(club__member=member_id)
    posts = shown().filter(own, created_date__gt=now - NEWS).exclude(member=member_id)
    return list(_for_lines(posts).select_related("club").order_by("-created_date", "-pk")[:most])


def _for_lines(posts: QuerySet[ClubPost]) -> QuerySet[ClubPost]:
    """Posts with author and ``reply_count``, which a line of a list shows."""
    replies = ClubPostReply.objects.filter(post=OuterRef("pk"), status=Shown.SHOWN).order_by().values("post")
    count = Coalesce(Subquery(replies.annotate(n=Count("pk")).values("n")), 0)
    return posts.select_related("member").annotate(reply_count=count)
