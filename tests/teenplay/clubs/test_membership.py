"""Joining a club at once or by approval, leaving, being accepted, refused and forgiven."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.teenplay.world import DAY, NOW, make_club, make_member

from moim.members import MemberState
from teenplay.adapter import TeenplayAdapter
from teenplay.clubs import membership
from teenplay.clubs.membership import NotAllowedError, Standing
from teenplay.clubs.models import Club, ClubMember
from teenplay.exchange import dataset_export
from teenplay.members.models import Member

pytestmark = [pytest.mark.django_db, pytest.mark.database]

HTMX = {"HX-Request": "true"}
APPLIED, LEFT, MEMBER = ClubMember.Membership.APPLIED, ClubMember.Membership.LEFT, ClubMember.Membership.MEMBER


@pytest.fixture
def owner(noon: None, db: None) -> Member:
    return make_member("모임장")


@pytest.fixture
def club(owner: Member) -> Club:
    """One whose owner accepts each who applies."""
    club = make_club(member=owner, approval=True)
    ClubMember.objects.create(club=club, member=owner, status=MEMBER, created_date=NOW - 9 * DAY)
    return club


def status_of(member: Member) -> ClubMember.Membership:
    return ClubMember.Membership(ClubMember.objects.get(member=member).status)


def test_an_open_club_is_joined_at_once_and_left(signed_in: Client, member: Member) -> None:
    club = make_club()
    page = signed_in.post(f"/clubs/{club.pk}/join/", {"on": "1"}, headers=HTMX).content.decode()
    assert ("함께하는 모임" in page, status_of(member)) == (True, MEMBER)
    page = signed_in.post(f"/clubs/{club.pk}/join/", {"on": "0"}, headers=HTMX).content.decode()
    assert ("모임 들어가기" in page, status_of(member)) == (True, LEFT)


def test_an_applicant_waits_and_may_withdraw(signed_in: Client, member: Member, club: Club) -> None:
    assert "가입 신청하기" in signed_in.get(f"/clubs/{club.pk}/").content.decode()
    page = signed_in.post(f"/clubs/{club.pk}/join/", {"on": "1"}, headers=HTMX).content.decode()
    assert "신청했어요, 기다리는 중" in page
    assert status_of(member) == APPLIED
    assert "1명이 함께해요" in signed_in.get(f"/clubs/{club.pk}/").content.decode()  # the owner
    signed_in.post(f"/clubs/{club.pk}/join/", {"on": "0"})
    assert status_of(member) == LEFT


def test_only_members_count_for_the_recommender_and_the_export(member: Member, club: Club) -> None:
    membership.join(member_id=member.pk, club_id=club.pk, now=NOW)
    adapter = TeenplayAdapter()
    assert adapter.member(member.pk, MemberState())[0].clubs == frozenset()
    assert len(dataset_export.build(ids="platform").club_members) == 1  # the owner
    offered = adapter.confirm([str(club.pk)], member_id=member.pk, at=NOW, target="clubs", rows=True)
    assert offered == {}  # not again
    membership.accept(member_id=member.pk, club_id=club.pk, now=NOW + DAY)
    assert adapter.member(member.pk, MemberState())[0].clubs == {str(club.pk)}
    table = dataset_export.build(ids="platform").club_members
    assert list(table.text("member_id")) == [str(club.member_id), str(member.pk)]
    assert table.number("joined_at")[1] == (NOW + DAY).timestamp()  # not the day of the application


def test_a_refused_member_is_not_offered_the_club(member: Member, club: Club) -> None:
    membership.join(member_id=member.pk, club_id=club.pk, now=NOW)
    assert membership.refuse(member_id=member.pk, club_id=club.pk, now=NOW)
    offer = {"ids": [str(club.pk)], "member_id": member.pk, "at": NOW, "target": "clubs", "rows": True}
    assert TeenplayAdapter().confirm(**offer) == {}
    with pytest.raises(NotAllowedError):
        membership.join(member_id=member.pk, club_id=club.pk, now=NOW)
    assert membership.forgive(member_id=member.pk, club_id=club.pk, now=NOW)
    assert list(TeenplayAdapter().confirm(**offer)) == [str(club.pk)]
    assert membership.join(member_id=member.pk, club_id=club.pk, now=NOW) == APPLIED


def test_pressing_twice_is_pressing_once(member: Member, club: Club) -> None:
    who = {"member_id": member.pk, "club_id": club.pk}
    assert membership.join(**who, now=NOW) == membership.join(**who, now=NOW + DAY) == APPLIED
    assert ClubMember.objects.get(member=member).updated_date == NOW  # the place in the line is kept
    assert membership.accept(**who, now=NOW + DAY)
    assert not membership.accept(**who, now=NOW + 2 * DAY)
    assert membership.join(**who, now=NOW + 2 * DAY) == MEMBER
    assert ClubMember.objects.get(member=member).created_date == NOW + DAY
    assert membership.leave(**who, now=NOW + 3 * DAY) == MEMBER
    assert membership.leave(**who, now=NOW + 3 * DAY) is None
    assert not membership.refuse(**who, now=NOW + 3 * DAY)
    assert not membership.forgive(**who, now=NOW + 3 * DAY)


def test_coming_back_begins_a_new_membership(member: Member) -> None:
    club = make_club()
    ClubMember.objects.create(
        club=club, member=member, status=LEFT, created_date=NOW - 90 * DAY, made_up=["created_date"]
    )
    membership.join(member_id=member.pk, club_id=club.pk, now=NOW)
    row = ClubMember.objects.get()
    assert (row.status, row.created_date, row.made_up) == (MEMBER, NOW, [])


def test_an_owner_stays_in_their_club(client: Client, owner: Member, club: Club) -> None:
    client.force_login(owner, backend="teenplay.members.backends.MemberBackend")
    page = client.post(f"/clubs/{club.pk}/join/", {"on": "0"}, headers=HTMX).content.decode()
    assert "모임장은 모임에서 나갈 수 없어요." in page
    assert status_of(owner) == MEMBER
    assert client.post(f"/clubs/{club.pk}/members/{owner.pk}/", {"do": "refuse"}).status_code == 400
    assert status_of(owner) == MEMBER


def test_standing_is_one_query_and_none_for_a_visitor(
    owner: Member, member: Member, club: Club, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    membership.join(member_id=member.pk, club_id=club.pk, now=NOW)
    with django_assert_num_queries(0):
        assert membership.standing(club, None) == Standing()
    with django_assert_num_queries(1):
        applicant = membership.standing(club, member.pk)
    assert (applicant.member, applicant.applied, applicant.owner) == (False, True, False)
    ClubMember.objects.filter(member=owner).delete()  # an owner of loaded data may have no row
    of_owner = membership.standing(club, owner.pk)
    assert (of_owner.member, of_owner.applied, of_owner.owner) == (True, False, True)


def test_the_owner_decides(client: Client, owner: Member, club: Club) -> None:
    client.force_login(owner, backend="teenplay.members.backends.MemberBackend")
    first, second = make_member("먼저"), make_member("나중")
    for n, who in enumerate((first, second)):
        membership.join(member_id=who.pk, club_id=club.pk, now=NOW + n * DAY)
    assert "신청 2" in client.get(f"/clubs/{club.pk}/manage/").content.decode()
    page = client.get(f"/clubs/{club.pk}/members/")
    assert [row.member for row in page.context["applied"]] == [first, second]

    def decide(who: Member, do: str) -> str:
        return client.post(f"/clubs/{club.pk}/members/{who.pk}/", {"do": do}, headers=HTMX).content.decode()

    assert "받았어요." in decide(first, "accept")
    assert "그 사이에 신청을 취소했어요." in decide(first, "accept")
    assert "신청 허용" in decide(second, "refuse")
    assert "돌려보냈어요." in decide(first, "refuse")  # members, too
    assert (status_of(first), status_of(second)) == (LEFT, LEFT)
    assert "다시 신청할 수 있어요." in decide(second, "forgive")
    assert dict(ClubMember.objects.values_list("member__nickname", "refused")) == {
        "모임장": False, "먼저": True, "나중": False,
    }  # fmt: skip
    assert client.post(f"/clubs/{club.pk}/members/{first.pk}/", {"do": "x"}).status_code == 400


def test_members_page_asks_seven_queries(
    client: Client, owner: Member, club: Club, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(owner, backend="teenplay.members.backends.MemberBackend")
    for n in range(60):
        ClubMember.objects.create(club=club, member=make_member(f"m{n}"), status=(MEMBER, APPLIED, LEFT)[n % 3])
    with django_assert_num_queries(7):  # session, member, club; applicants, number of members, members, refused
        page = client.get(f"/clubs/{club.pk}/members/")
    assert (len(page.context["applied"]), page.context["page"].paginator.count) == (20, 21)


def test_only_the_owner_comes_to_the_members_page(client: Client, signed_in: Client, club: Club) -> None:
    assert signed_in.get(f"/clubs/{club.pk}/members/").status_code == 404
    assert signed_in.post(f"/clubs/{club.pk}/members/1/", {"do": "accept"}).status_code == 404
    client.logout()
    assert client.get(f"/clubs/{club.pk}/members/")["Location"].startswith("/sign-in/")
    assert client.get(f"/clubs/{club.pk}/join/").status_code == 405


def test_opening_the_club_takes_in_who_waits(client: Client, owner: Member, member: Member, club: Club) -> None:
    client.force_login(owner, backend="teenplay.members.backends.MemberBackend")
    membership.join(member_id=member.pk, club_id=club.pk, now=NOW)
    sent = {"name": club.name, "main_category": "3", "approval": "on"}
    client.post(f"/clubs/{club.pk}/edit/", sent)
    assert status_of(member) == APPLIED
    client.post(f"/clubs/{club.pk}/edit/", {**sent, "approval": ""})
    club.refresh_from_db()
    assert (club.approval, status_of(member)) == (False, MEMBER)


def test_a_visitor_who_signs_in_has_applied(client: Client, club: Club) -> None:
    Member.objects.create_user(nickname="새별", password="pw-teenplay-1")
    client.post(f"/clubs/{club.pk}/join/", {"on": "1", "next": f"/clubs/{club.pk}/"})
    done = client.post("/sign-in/", {"name": "새별", "password": "pw-teenplay-1", "next": f"/clubs/{club.pk}/"})
    assert done["Location"] == f"/clubs/{club.pk}/"
    assert ClubMember.objects.get(member__nickname="새별").status == APPLIED


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_make_one_row(noon: None) -> None:
    club, member = make_club(), make_member()

    def press(_: int) -> ClubMember.Membership:
        try:
            return membership.join(member_id=member.pk, club_id=club.pk, now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as presses:
        assert set(presses.map(press, range(8))) == {MEMBER}
    assert ClubMember.objects.count() == 1


def test_approval_is_asked_of_everybody_but_the_owner() -> None:
    owner, other = make_member("a"), make_member("b")
    club = make_club(member=owner, approval=True)
    assert membership.join(member_id=owner.pk, club_id=club.pk, now=NOW) == ClubMember.Membership.MEMBER
    assert membership.join(member_id=other.pk, club_id=club.pk, now=NOW) == ClubMember.Membership.APPLIED
