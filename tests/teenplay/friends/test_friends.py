"""Friends: asked, accepted, refused; what they join is seen by friends only, and only if they allow it."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.teenplay.world import NOW, make_activity, make_club, make_member

from moim.members import MemberState
from teenplay.activities.models import ActivityMember
from teenplay.adapter import TeenplayAdapter
from teenplay.friends import friendship
from teenplay.friends.friendship import NobodyError, State
from teenplay.friends.models import Friend
from teenplay.members.models import Member

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def ask(member: Member, other: Member) -> State:
    return friendship.ask(member_id=member.pk, other_id=other.pk, now=NOW)


def answer(member: Member, other: Member, accept: bool) -> bool:
    return friendship.answer(member_id=member.pk, other_id=other.pk, accept=accept, now=NOW)


@pytest.fixture
def pair() -> tuple[Member, Member]:
    return make_member("하나"), make_member("두리")


def test_ask_then_accept(pair: tuple[Member, Member]) -> None:
    one, two = pair
    assert ask(one, two) == ask(one, two) == State.ASKED
    assert list(friendship.asking(two.pk)) == [one]
    assert list(friendship.asked_by(one.pk)) == [two]
    assert not answer(one, two, accept=True)  # nobody accepts for the other
    assert answer(two, one, accept=True)
    assert list(friendship.friends_of(one.pk)) == [two]
    assert list(friendship.friends_of(two.pk)) == [one]
    assert not friendship.asking(two.pk).exists()
    assert TeenplayAdapter().member(one.pk, MemberState())[0].friends == {str(two.pk)}


def test_asking_who_asks_is_accepting(pair: tuple[Member, Member]) -> None:
    one, two = pair
    ask(one, two)
    assert ask(two, one) == State.FRIENDS
    assert Friend.objects.count() == 1


def test_refused_is_not_said_and_not_asked_again_but_may_be_repented(pair: tuple[Member, Member]) -> None:
    one, two = pair
    ask(one, two)
    assert answer(two, one, accept=False)
    assert ask(one, two) == State.ASKED
    assert not friendship.asking(two.pk).exists()
    assert list(friendship.asked_by(one.pk)) == [two]
    assert not friendship.part(member_id=one.pk, other_id=two.pk)
    assert ask(two, one) == State.FRIENDS


def test_part_and_ask_anew(pair: tuple[Member, Member]) -> None:
    one, two = pair
    ask(one, two)
    assert not friendship.part(member_id=two.pk, other_id=one.pk)  # only who asked takes it back
    answer(two, one, accept=True)
    assert friendship.part(member_id=two.pk, other_id=one.pk)
    assert not Friend.objects.exists()


def test_nobody_to_ask(pair: tuple[Member, Member]) -> None:
    one, _ = pair
    left = make_member("떠난", status=Member.AccountStatus.LEFT)
    for other_id in (one.pk, left.pk, 10**9):
        with pytest.raises(NobodyError):
            friendship.ask(member_id=one.pk, other_id=other_id, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_each_other_at_once_are_friends_in_one_row() -> None:
    one, two = make_member("하나"), make_member("두리")
    start = threading.Barrier(2)

    def press(member: Member, other: Member) -> None:
        start.wait()
        try:
            ask(member, other)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=who) for who in ((one, two), (two, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(Friend.objects.values_list("state", flat=True)) == [State.FRIENDS]


def test_activity_page_names_friends_who_join_if_they_allow_it(
    signed_in: Client, member: Member, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    activity = make_activity(club=make_club())
    friend, shy, stranger = make_member("소연"), make_member("수줍", joins_shown=False), make_member("모르는")
    for who in (friend, shy, stranger):
        ActivityMember.objects.create(activity=activity, member=who, status=1)
    for who in (friend, shy):
        ask(who, member)
        answer(member, who, accept=True)
    with django_assert_num_queries(1):
        assert friendship.joining(activity, member.pk) == [friend]
    with django_assert_num_queries(0):
        assert friendship.joining(activity, None) == []
    page = signed_in.get(f"/activities/{activity.pk}/").content.decode()
    assert "<strong>소연</strong>님이 함께해요" in page
    assert "수줍" not in page
    assert TeenplayAdapter().member(member.pk, MemberState())[0].friends == {str(friend.pk)}
    assert activity.title in signed_in.get(f"/friends/{friend.pk}/").content.decode()
    hidden = signed_in.get(f"/friends/{shy.pk}/").content.decode()
    assert "보여주지 않는 친구예요" in hidden
    assert activity.title not in hidden
    assert signed_in.get(f"/friends/{stranger.pk}/").status_code == 404


def test_page_lists_everybody_in_six_queries(
    signed_in: Client, member: Member, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    activity = make_activity()
    names = ("물어본", "친구", "물은", "만난")
    asking, friend, asked, met = (make_member(name) for name in names)
    ask(asking, member)
    ask(member, friend)
    answer(friend, member, accept=True)
    ask(member, asked)
    for who in (member, met, friend):
        ActivityMember.objects.create(activity=activity, member=who, status=1)
    with django_assert_num_queries(6):  # session, member, four lists
        page = signed_in.get("/friends/")
    assert {name: [one.nickname for one in page.context[name]] for name in ("asking", "friends", "asked", "met")} == {
        "asking": ["물어본"], "friends": ["친구"], "asked": ["물은"], "met": ["만난"],
    }  # fmt: skip
    assert [one.pk for one in signed_in.get("/friends/?q=만난").context["found"]] == [met.pk]


def test_buttons_post_and_come_back(signed_in: Client, member: Member) -> None:
    other = make_member("소연")
    assert signed_in.get(f"/friends/{other.pk}/change/").status_code == 405
    assert signed_in.post(f"/friends/{other.pk}/change/", {"do": "ask"})["Location"] == "/friends/"
    assert ask(other, member) == State.FRIENDS
    signed_in.post(f"/friends/{other.pk}/change/", {"do": "part"})
    assert not Friend.objects.exists()
    assert signed_in.post(f"/friends/{other.pk}/change/", {"do": "x"}).status_code == 400
    assert signed_in.post(f"/friends/{member.pk}/change/", {"do": "ask"}).status_code == 404
    signed_in.post("/friends/show/", {"on": "0"})
    member.refresh_from_db()
    assert not member.joins_shown
