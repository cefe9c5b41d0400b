"""The platform's truth of the moment, each answer in one query."""

from __future__ import annotations

import datetime
import math
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from moim.members import MemberState
from moim_django import services
from teenplay.activities import participation
from teenplay.activities.models import Activity
from teenplay.adapter import TeenplayAdapter
from teenplay.catalogue.models import Category, Region
from teenplay.clubs.models import Club, ClubMember
from teenplay.friends.models import Friend
from teenplay.members.models import FavoriteCategory, Member

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOW = timezone.now()
DAY = datetime.timedelta(days=1)


@pytest.fixture
def me() -> Member:
    return Member.objects.create_user(nickname="me", keyword1="도자기", keyword3="물레", latitude=37.5, longitude=127.0)


@pytest.fixture
def club() -> Club:
    return Club.objects.create(name="흙과 물", main_category_id=1, region_id=1, created_date=NOW - 60 * DAY)


def activity(club: Club, **columns: object) -> Activity:
    times = {
        "created_date": NOW - 20 * DAY,
        "updated_date": NOW - 20 * DAY,
        "recruit_start": NOW - 10 * DAY,
        "recruit_end": NOW + 10 * DAY,
        "start": NOW + 11 * DAY,
        "end": NOW + 12 * DAY,
    }
    return Activity.objects.create(club=club, title="물레 돌리기", category_id=1, **(times | columns))


def confirmed(member: Member | None, *rows: Activity) -> set[int]:
    ids = [str(row.pk) for row in rows]
    asked: dict[str, Any] = {"member_id": member.pk if member else None, "at": NOW, "target": "activities"}
    found = TeenplayAdapter().confirm(ids, **asked, rows=True)
    assert TeenplayAdapter().confirm(ids, **asked, rows=False).keys() == found.keys()
    return {row.pk for row in found.values()}


def test_profile_is_what_the_member_said_and_has(
    me: Member, club: Club, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    friend, asked, stranger = (Member.objects.create_user(nickname=name) for name in ("friend", "asked", "stranger"))
    me.region = Region.objects.get(pk=1)
    me.save()
    FavoriteCategory.objects.create(member=me, category_id=3)
    FavoriteCategory.objects.create(member=me, category_id=1)
    FavoriteCategory.objects.create(member=me, category_id=2, status=0)
    FavoriteCategory.objects.create(member=stranger, category_id=5)
    ClubMember.objects.create(club=club, member=me, status=ClubMember.Membership.MEMBER)
    other = Club.objects.create(name="left")
    ClubMember.objects.create(club=other, member=me, status=ClubMember.Membership.LEFT)
    Friend.objects.create(sender=friend, receiver=me, state=Friend.Friendship.FRIENDS)
    Friend.objects.create(sender=me, receiver=asked, state=Friend.Friendship.ASKED)

    with django_assert_num_queries(1):
        profile = TeenplayAdapter().member(me.pk, MemberState())[0]

    assert profile.member_id == str(me.pk)
    names = Category.objects.filter(pk__in=(1, 3)).values_list("name", flat=True)
    assert set(profile.interests) == set(names)
    assert profile.keywords == ("도자기", "물레")
    assert profile.region == "서울"
    assert (profile.lat, profile.lon) == (37.5, 127.0)
    assert profile.clubs == {str(club.pk)}
    assert profile.friends == {str(friend.pk)}


def test_profile_of_somebody_unknown_is_empty() -> None:
    profile = TeenplayAdapter().member(999, MemberState())[0]
    assert (profile.member_id, profile.interests, profile.keywords, profile.clubs) == ("999", (), (), frozenset())
    assert math.isnan(profile.lat)


def test_confirm_gives_rows_ready_for_cards_in_one_query(
    me: Member, club: Club, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    liked, other = activity(club, capacity=3), activity(club)
    guest = Member.objects.create_user(nickname="guest")
    participation.like(member_id=me.pk, activity_id=liked.pk, now=NOW)
    participation.join(member_id=guest.pk, activity_id=liked.pk, now=NOW)

    with django_assert_num_queries(1):
        rows = TeenplayAdapter().confirm(
            [str(liked.pk), str(other.pk), "999"], member_id=me.pk, at=NOW, target="activities", rows=True
        )
        first = rows[str(liked.pk)]
        assert (first.club.name, first.category_id, first.club.region_id) == ("흙과 물", 1, 1)
    assert set(rows) == {str(liked.pk), str(other.pk)}
    assert (first.joined_count, first.like_count, first.liked) == (1, 1, True)
    assert (rows[str(other.pk)].joined_count, rows[str(other.pk)].liked) == (0, False)


def test_confirm_leaves_out_what_is_closed_full_or_gone(me: Member, club: Club) -> None:
    good = activity(club)
    gone_club = Club.objects.create(name="gone", status=0)
    full = activity(club, capacity=1)
    guest = Member.objects.create_user(nickname="guest")
    participation.join(member_id=guest.pk, activity_id=full.pk, now=NOW)
    bad = [
        full,
        activity(club, recruit_end=NOW),
        activity(club, recruit_start=NOW + DAY),
        activity(club, created_date=NOW + DAY, updated_date=NOW + DAY),
        activity(club, status=0),
        activity(gone_club),
    ]
    assert confirmed(me, good, *bad) == {good.pk}
    assert confirmed(None, good, *bad) == {good.pk}


def test_confirm_leaves_out_what_the_member_joined_waits_for_owns_or_hid(me: Member, club: Club) -> None:
    own_club = Club.objects.create(name="mine", member=me)
    joined, waiting, hidden, cancelled = (activity(club, capacity=1) for _ in range(4))
    owned = activity(own_club)
    guest = Member.objects.create_user(nickname="guest")
    participation.join(member_id=me.pk, activity_id=joined.pk, now=NOW)
    participation.join(member_id=guest.pk, activity_id=waiting.pk, now=NOW)
    assert participation.join(member_id=me.pk, activity_id=waiting.pk, now=NOW).waiting == 1
    Activity.objects.update(capacity=5)
    participation.join(member_id=me.pk, activity_id=cancelled.pk, now=NOW)
    participation.cancel(member_id=me.pk, activity_id=cancelled.pk, now=NOW)
    services.record(member_id=me.pk, activity_id=hidden.pk, kind="decline")

    rows = (joined, waiting, hidden, cancelled, owned)
    assert confirmed(me, *rows) == {cancelled.pk}
    assert confirmed(guest, *rows) == {joined.pk, hidden.pk, cancelled.pk, owned.pk}
    assert confirmed(None, *rows) == {row.pk for row in rows}

    services.take_back(member_id=me.pk, activity_id=hidden.pk, kind="decline")
    assert confirmed(me, *rows) == {hidden.pk, cancelled.pk}


def test_confirm_clubs_leaves_out_own_joined_and_gone_ones(
    me: Member, club: Club, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    mine = Club.objects.create(name="mine", member=me)
    gone = Club.objects.create(name="gone", status=0)
    joined, left = Club.objects.create(name="joined"), Club.objects.create(name="left")
    ClubMember.objects.create(club=joined, member=me, status=ClubMember.Membership.MEMBER)
    ClubMember.objects.create(club=left, member=me, status=ClubMember.Membership.LEFT)
    ids = [str(row.pk) for row in (club, mine, gone, joined, left)]

    with django_assert_num_queries(1):
        found = TeenplayAdapter().confirm(ids, member_id=me.pk, at=NOW, target="clubs", rows=True)
    assert {row.pk for row in found.values()} == {club.pk, left.pk}


def test_fallback_takes_the_newest_and_the_best_attended_in_turn(club: Club) -> None:
    old, older, new, newer = (activity(club, created_date=NOW - days * DAY) for days in (18, 19, 16, 15))
    for number in range(2):
        guest = Member.objects.create_user(nickname=f"guest{number}")
        participation.join(member_id=guest.pk, activity_id=older.pk, now=NOW)
    participation.join(member_id=guest.pk, activity_id=old.pk, now=NOW)

    order = TeenplayAdapter().fallback(at=NOW, limit=4, target="activities")
    assert order == [str(row.pk) for row in (newer, older, new, old)]


def test_changes_are_rows_since_the_moment_removed_ones_not_listed(club: Club) -> None:
    activity(club, pk=club.pk + 1)
    fresh = activity(club, pk=club.pk, created_date=NOW, updated_date=NOW, capacity=5)
    removed = activity(club, pk=club.pk + 2, updated_date=NOW, status=0)
    activity(club, pk=club.pk + 3, updated_date=NOW, recruit_end=None)  # the engine's form needs it

    changes = TeenplayAdapter().changes(NOW - DAY)

    assert changes.until == max(NOW, club.updated_date)
    listed = {row["activity_id"]: (row["listed"], row["capacity"]) for row in changes.activities}
    assert listed[str(fresh.pk)] == (True, 5.0)
    assert listed[str(removed.pk)][0] is False
    assert set(listed) == {str(fresh.pk), str(removed.pk)}
    assert [row["club_id"] for row in changes.clubs] == [str(club.pk)]


def test_dataset_names_rows_by_the_platforms_keys(me: Member, club: Club) -> None:
    row = activity(club)
    services.record(member_id=me.pk, activity_id=row.pk, kind="view")
    dataset = TeenplayAdapter().dataset()
    assert dataset.activities.text("activity_id") == [str(row.pk)]
    assert dataset.interactions.text("member_id") == [str(me.pk)]
    assert TeenplayAdapter().names([str(row.pk)], target="activities") == {str(row.pk): "물레 돌리기"}
    assert TeenplayAdapter().names([str(club.pk)], target="clubs") == {str(club.pk): "흙과 물"}
