"""A card is drawn once and shown to many: what differs between them must differ."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.utils import translation
from tests.teenplay.world import DAY, NOW, make_activity, make_club, make_member

from teenplay.activities.cards import Card
from teenplay.activities.models import Activity, ActivityLike, ActivityMember
from teenplay.activities.offers import for_cards
from teenplay.clubs.models import Club
from teenplay.members.models import Member

pytestmark = pytest.mark.django_db


def card(member: Member | None = None) -> Card:
    return Card(for_cards(Activity.objects.all(), member and member.pk).get(), NOW, "도자기를 좋아해서", "7.1")


def drawn(card: Card, member: Member | None = None) -> str:
    template = Template("{% load cards %}{% card card %}")
    return str(template.render(Context({"card": card, "user": member or AnonymousUser()})))


@pytest.fixture(autouse=True)
def _one_activity() -> None:
    make_activity("물레 돌리기", club=make_club("흙과 물"), capacity=3)


def test_reason_and_what_it_is_credited_to_are_each_ones_own() -> None:
    first, second = drawn(card()), drawn(replace(card(), reason="<b>가까워서</b>", shown_as="8.2"))
    assert "도자기를 좋아해서" in first
    assert "?from=7.1" in first
    assert second == first.replace("도자기를 좋아해서", "&lt;b&gt;가까워서&lt;/b&gt;").replace("?from=7.1", "?from=8.2")


def test_without_a_reason_or_a_recommendation_neither_is_there() -> None:
    drawn(card())
    plain = drawn(replace(card(), reason="", shown_as=""))
    assert "spark" not in plain
    assert "from=" not in plain


def test_members_may_hide_and_visitors_not() -> None:
    member = make_member()
    assert "관심 없음" in drawn(card(), member)
    assert "관심 없음" not in drawn(card())


def test_what_has_changed_is_seen_at_once() -> None:
    member = make_member()
    before = drawn(card(member), member)
    assert "3자리 남음" in before
    ActivityLike.objects.create(activity=Activity.objects.get(), member=member)
    assert 'aria-pressed="true"' in drawn(card(member), member)
    ActivityMember.objects.create(activity=Activity.objects.get(), member=member, status=1)
    going = drawn(card(member), member)
    assert "1명 참여" in going
    assert ("참여 확정" in going, "참여하기" in going) == (True, False)
    assert ("참여 확정" in before, "참여하기" in before) == (False, True)
    Activity.objects.update(title="가마 열기")
    assert "가마 열기" in drawn(card(member), member)
    assert "내일 마감" in before
    assert "오늘 마감" in drawn(replace(card(member), now=NOW + DAY / 2), member)
    assert "<img" not in before
    Club.objects.update(profile="clubs/kiln.webp")
    assert "clubs/kiln.webp" in drawn(card(member), member)
    with translation.override("en"):
        assert "도자기를 좋아해서" in drawn(card(member), member)
        assert "내일" not in drawn(card(member), member)


def test_one_applies_where_the_owner_accepts_each() -> None:
    assert "참여하기" in drawn(card())
    Activity.objects.update(approval=True)
    assert "참여 신청하기" in drawn(card())


def test_nobody_is_asked_to_join_or_hide_what_they_run() -> None:
    owner = make_member()
    Club.objects.update(member=owner)
    own = drawn(card(owner), owner)
    assert "내가 연 활동" in own
    assert "활동 관리" in own
    assert "참여하기" not in own
    assert "관심 없음" not in own
    assert "참여하기" in drawn(card(make_member()), make_member())
