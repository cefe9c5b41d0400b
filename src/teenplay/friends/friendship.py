"""Friendships. A pair of members has one row, whoever asked.

A function that changes a pair locks both members' rows first, the lower id first: two members who ask each other at the
same time become friends and do not get two rows.
"""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from teenplay.activities.models import Activity, ActivityMember
from teenplay.friends.models import Friend
from teenplay.members.models import Member

State = Friend.Friendship
TAKING_PART = ActivityMember.Participation.TAKING_PART


class NobodyError(Exception):
    """There is no such member, or they have left."""


@transaction.atomic
def ask(*, member_id: int, other_id: int, now: datetime.datetime) -> Friend.Friendship:
    """Ask someone to be friends; returns the state of the pair.

    Asking a member who has already asked you accepts their request. A member who was refused may ask again, but the
    other is not notified a second time. A member who refused can still ask and become friends.

    Raises
    ------
    NobodyError
        There is no such member, they have left, or it is oneself.
    """
    pair = _locked(member_id, other_id)
    if pair is None:
        Friend.objects.create(
            sender_id=member_id, receiver_id=other_id, state=State.ASKED, created_date=now, updated_date=now
        )
        return State.ASKED
    if pair.sender_id == member_id:
        return State(pair.state) if pair.state != State.REFUSED else State.ASKED
    _set(pair, State.FRIENDS, now)
    return State.FRIENDS


@transaction.atomic
def answer(*, member_id: int, other_id: int, accept: bool, now: datetime.datetime) -> bool:
    """Accept or refuse a request; ``False`` when it has been withdrawn.

    Raises
    ------
    NobodyError
        There is no such member.
    """
    pair = _locked(member_id, other_id)
    if pair is None or pair.receiver_id != member_id or pair.state != State.ASKED:
        return False
    _set(pair, State.FRIENDS if accept else State.REFUSED, now)
    return True


@transaction.atomic
def part(*, member_id: int, other_id: int) -> bool:
    """End a friendship or withdraw a request; ``False`` when there was neither.

    Raises
    ------
    NobodyError
        There is no such member.
    """
    pair = _locked(member_id, other_id)
    if pair is None or pair.state == State.REFUSED or (pair.state == State.ASKED and pair.sender_id != member_id):
        return False
    pair.delete()
    return True


def friends_of(member_id: int) -> QuerySet[Member]:
    """A member's friends, by name."""
    pairs = Friend.objects.filter(state=State.FRIENDS)
    asked, was_asked = pairs.filter(sender=member_id), pairs.filter(receiver=member_id)
    # A union is looked up by its two indexes; an "or" over two joins reads every member.
    both = asked.values("receiver").union(was_asked.values("sender"))
    return _active().filter(pk__in=both).order_by("nickname", "pk")


def asking(member_id: int) -> QuerySet[Member]:
    """Members who wait for this member's answer, the oldest request first."""
    asked = _active().filter(friends_asked__receiver=member_id, friends_asked__state=State.ASKED)
    return asked.order_by("friends_asked__updated_date", "pk")


def asked_by(member_id: int) -> QuerySet[Member]:
    """Members whose answer this member waits for. A refusal is not shown: it looks like no answer."""
    unanswered = (State.ASKED, State.REFUSED)
    return (
        _active()
        .filter(friends_asked_by__sender=member_id, friends_asked_by__state__in=unanswered)
        .order_by("nickname", "pk")
    )


def met(member_id: int) -> QuerySet[Member]:
    """Members who took part in the same activities and are not friends yet, the most frequent first (``times``)."""
    mine = ActivityMember.objects.filter(member=member_id, status=TAKING_PART).values("activity")
    known = Friend.objects.filter(Q(sender=member_id) | Q(receiver=member_id))
    others = _active().filter(activitymember__activity__in=mine, activitymember__status=TAKING_PART)
    others = others.exclude(pk=member_id)
    others = others.exclude(pk__in=known.values("sender")).exclude(pk__in=known.values("receiver"))
    return others.annotate(times=Count("activitymember__activity", distinct=True)).order_by("-times", "pk")


def joining(activity: Activity, member_id: int | None) -> list[Member]:
    """The member's friends who take part and show what they join; one query, none for a visitor."""
    if member_id is None:
        return []
    going = ActivityMember.objects.filter(activity=activity, status=TAKING_PART).values("member")
    return list(friends_of(member_id).filter(joins_shown=True, pk__in=going)[:20])


def _active() -> QuerySet[Member]:
    return Member.objects.filter(status=Member.AccountStatus.ACTIVE).only("pk", "nickname", "joins_shown")


def _locked(member_id: int, other_id: int) -> Friend | None:
    """The row of the pair, if there is one; locked until the transaction ends."""
    both = list(Member.objects.select_for_update().filter(pk__in=(member_id, other_id)).order_by("pk"))
    if len(both) < 2 or any(member.status != Member.AccountStatus.ACTIVE for member in both):
        raise NobodyError
    pair = Q(sender=member_id, receiver=other_id) | Q(sender=other_id, receiver=member_id)
    # Loaded data may have a row in each direction; the higher state counts.
    return Friend.objects.filter(pair).order_by("-state", "pk").first()


def _set(pair: Friend, state: Friend.Friendship, now: datetime.datetime) -> None:
    Friend.objects.filter(pk=pair.pk).update(state=state, updated_date=now)
