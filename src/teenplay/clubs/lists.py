"""Which clubs and members the pages list."""

from __future__ import annotations

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from teenplay.catalogue.models import Shown
from teenplay.clubs.models import Club, ClubMember
from teenplay.members.models import Member

Status = ClubMember.Membership


def shown() -> QuerySet[Club]:
    """Clubs that have not been taken away, with category and region."""
    return Club.objects.filter(status=Shown.SHOWN).select_related("main_category", "region")


def with_member_count(clubs: QuerySet[Club]) -> QuerySet[Club]:
    """``member_count``: how many members each club has.

    Counted club by club from an index: a join with a grouping took ten times as long.
    """
    inside = ClubMember.objects.filter(club=OuterRef("pk"), status=Status.MEMBER).order_by().values("club")
    return clubs.annotate(member_count=Coalesce(Subquery(inside.annotate(n=Count("pk")).values("n")), 0))


def clubs_of(member_id: int) -> QuerySet[Club]:
    """The clubs a member owns, is in or applies to, by name; ``held`` is the status of their membership, if any."""
    status = ClubMember.objects.filter(club=OuterRef("pk"), member=member_id).values("status")
    known = shown().annotate(held=Subquery(status))
    known = known.filter(Q(member=member_id) | Q(held__in=(Status.MEMBER, Status.APPLIED)))
    return known.order_by("name", "pk")


def longest_members(club: Club, *, most: int) -> list[Member]:
    """The members who have been in a club longest, at most so many."""
    inside = ClubMember.objects.filter(club=club, status=Status.MEMBER).select_related("member")
    return [row.member for row in inside.order_by("created_date", "pk")[:most]]
