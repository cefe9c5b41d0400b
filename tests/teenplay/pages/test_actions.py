"""Liking, hiding, joining, and what is learned from opening a page."""

import re

import pytest
from django.test import Client
from tests.teenplay.world import DAY, NOW, make_activity, make_club, make_member

from moim_django.models import Impression, Interaction
from teenplay.activities.models import Activity, ActivityLike, ActivityMember, ActivityReply
from teenplay.members.models import Member

pytestmark = [pytest.mark.django_db, pytest.mark.database]

HTMX = {"HX-Request": "true"}
ACTIONS = ("like", "hide", "join", "cancel")


@pytest.fixture
def activity(noon: None) -> Activity:
    return make_activity(club=make_club(), capacity=1)


def log() -> list[str]:
    return list(Interaction.objects.order_by("id").values_list("kind", flat=True))


@pytest.mark.parametrize("action", ACTIONS)
def test_actions_are_posts_with_a_token(member: Member, activity: Activity, action: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(member, backend="teenplay.members.backends.MemberBackend")
    assert client.get(f"/activities/{activity.pk}/{action}/").status_code == 405
    assert client.post(f"/activities/{activity.pk}/{action}/").status_code == 403
    assert log() == []


def test_like_answers_htmx_with_the_heart_and_a_toast(signed_in: Client, activity: Activity) -> None:
    answer = signed_in.post(f"/activities/{activity.pk}/like/", {"on": "1"}, headers=HTMX).content.decode()
    assert 'aria-pressed="true"' in answer
    assert 'hx-swap-oob="beforeend:#toasts"' in answer
    answer = signed_in.post(f"/activities/{activity.pk}/like/", {"on": "0"}, headers=HTMX).content.decode()
    assert 'aria-pressed="false"' in answer
    assert log() == ["like", "unlike"]


@pytest.mark.parametrize("on", ["1", "0"])
def test_what_cannot_be_seen_is_neither_liked_nor_unliked(signed_in: Client, activity: Activity, on: str) -> None:
    signed_in.post(f"/activities/{activity.pk}/like/", {"on": "1"})
    Activity.objects.filter(pk=activity.pk).update(status=0)
    other = make_activity(club=make_club())
    Activity.objects.filter(pk=other.pk).update(status=0)
    for hidden in (activity, other):
        assert signed_in.post(f"/activities/{hidden.pk}/like/", {"on": on}, headers=HTMX).status_code == 404
    assert signed_in.post(f"/activities/{other.pk + 1}/like/", {"on": on}, headers=HTMX).status_code == 404
    assert log() == ["like"]
    assert ActivityLike.objects.get().status == ActivityLike.LikeStatus.LIKED


def test_like_without_script_goes_back_to_the_page(signed_in: Client, activity: Activity) -> None:
    answer = signed_in.post(f"/activities/{activity.pk}/like/", {"on": "1", "next": "/?tab=newest"})
    assert (answer.status_code, answer["Location"]) == (302, "/?tab=newest")


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_next_leads_nowhere_else(signed_in: Client, activity: Activity, address: str) -> None:
    answer = signed_in.post(f"/activities/{activity.pk}/like/", {"on": "1", "next": address})
    assert answer["Location"] == "/"


def test_hide_takes_the_card_away_and_undo_brings_it_back(signed_in: Client, activity: Activity) -> None:
    hidden = signed_in.post(f"/activities/{activity.pk}/hide/", {"on": "1"}, headers=HTMX).content.decode()
    assert "되돌리기" in hidden
    assert activity.title not in signed_in.get("/?tab=newest").content.decode()
    assert activity.title in signed_in.get("/mine/?show=hidden").content.decode()
    signed_in.post(f"/activities/{activity.pk}/hide/", {"on": "0"}, headers=HTMX)
    assert log() == []
    assert activity.title in signed_in.get("/?tab=newest").content.decode()


def test_join_then_waiting_then_moving_up(signed_in: Client, member: Member, activity: Activity) -> None:
    other = Client()
    other.force_login(make_member("소연", username="소연"), backend="teenplay.members.backends.MemberBackend")
    assert "참여 확정!" in other.post(f"/activities/{activity.pk}/join/", headers=HTMX).content.decode()
    assert "대기 1번째" in signed_in.post(f"/activities/{activity.pk}/join/", headers=HTMX).content.decode()
    assert activity.title in signed_in.get("/mine/?show=waiting").content.decode()
    other.post(f"/activities/{activity.pk}/cancel/", headers=HTMX)
    assert ActivityMember.objects.get(member=member).status == ActivityMember.Participation.TAKING_PART
    assert activity.title in signed_in.get("/mine/").content.decode()
    assert "참여 확정!" in signed_in.get(f"/activities/{activity.pk}/").content.decode()


def test_join_after_recruiting_ended_says_so(signed_in: Client, activity: Activity) -> None:
    Activity.objects.update(recruit_end=NOW)
    answer = signed_in.post(f"/activities/{activity.pk}/join/", headers=HTMX).content.decode()
    assert "지금은 모집하고 있지 않아요." in answer
    assert ActivityMember.objects.count() == 0


def test_actions_on_what_is_not_there_are_not_found(signed_in: Client) -> None:
    for action in ACTIONS:
        assert signed_in.post(f"/activities/404/{action}/").status_code == 404


def test_opening_is_recorded_once_in_half_an_hour(
    signed_in: Client, member: Member, activity: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/activities/{activity.pk}/?from=812.3"
    signed_in.get(address)
    signed_in.get(address)
    view = Interaction.objects.get()
    assert (view.kind, view.member_id, view.activity_id) == ("view", member.pk, activity.pk)
    assert (view.recommendation, view.position) == (812, 3)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + DAY / 24)
    signed_in.get(address)
    assert log() == ["view", "view"]


@pytest.mark.parametrize("shown_as", ["", "812", "812.", ".3", "x.y", "9" * 30 + ".1", "1.99999", "-1.2"])
def test_opening_with_a_broken_credit_is_recorded_without(signed_in: Client, activity: Activity, shown_as: str) -> None:
    assert signed_in.get(f"/activities/{activity.pk}/", {"from": shown_as}).status_code == 200
    assert Interaction.objects.get().recommendation is None


def test_what_a_visitor_opens_stays_in_the_session(client: Client, activity: Activity) -> None:
    client.get(f"/activities/{activity.pk}/")
    assert Interaction.objects.count() == 0
    assert client.session["opened"] == [[activity.pk, NOW.timestamp()]]


def test_head_and_bots_that_only_look_teach_nothing(signed_in: Client, activity: Activity) -> None:
    signed_in.head(f"/activities/{activity.pk}/")
    assert log() == []


@pytest.mark.parametrize("htmx", [True, False])
def test_a_visitor_signs_in_and_the_action_is_done(client: Client, activity: Activity, htmx: bool) -> None:
    member = Member.objects.create_user(nickname="하늘", password="pw-teenplay-1")
    page = f"/activities/{activity.pk}/"
    asked = client.post(f"{page}join/", {"next": page}, headers=HTMX if htmx else {})
    address = asked["HX-Redirect"] if htmx else asked["Location"]
    assert address == f"/sign-in/?next=%2Factivities%2F{activity.pk}%2F"
    assert "하려던 일" in client.get(address).content.decode()
    assert client.session["asked_for"]["path"] == f"{page}join/"
    done = client.post("/sign-in/", {"name": "하늘", "password": "pw-teenplay-1", "next": page})
    assert done["Location"] == page
    assert "asked_for" not in client.session  # or signing in again would do it again
    assert ActivityMember.objects.get(member=member).status == ActivityMember.Participation.TAKING_PART


def test_likes_show_on_the_page_of_the_member(signed_in: Client, activity: Activity) -> None:
    signed_in.post(f"/activities/{activity.pk}/like/", {"on": "1"})
    assert ActivityLike.objects.get().status == ActivityLike.LikeStatus.LIKED
    assert activity.title in signed_in.get("/mine/?show=liked").content.decode()


def test_what_is_done_on_a_card_or_on_the_page_behind_it_is_credited_to_the_list(
    signed_in: Client, activity: Activity
) -> None:
    """By the very addresses in the pages, one after the other."""
    home = signed_in.get("/").content.decode()
    shown = Impression.objects.get()
    (like,) = set(re.findall(r'hx-post="(/activities/\d+/like/[^"]*)"', home))
    (opened,) = set(re.findall(r'class="card-title"><a href="([^"]*)"', home))
    again = signed_in.post(like, {"on": "1"}, headers=HTMX).content.decode()
    assert f'hx-post="{like}"' in again  # the heart that comes back knows it too
    signed_in.post(like, {"on": "0"}, headers=HTMX)
    page = signed_in.get(opened).content.decode()
    (join,) = set(re.findall(r'hx-post="(/activities/\d+/join/[^"]*)"', page))
    assert f'hx-post="{like}"' in page
    seat = signed_in.post(join, headers=HTMX).content.decode()
    assert f'hx-post="{like}"' in seat
    (hide,) = set(re.findall(r'hx-post="(/activities/\d+/hide/[^"]*)"', home))
    signed_in.post(hide, {"on": "1"}, headers=HTMX)

    credits = Interaction.objects.order_by("id").values_list("kind", "recommendation", "position")
    credited = (shown.recommendation, 1)
    assert list(credits) == [
        ("like", *credited),
        ("unlike", None, None),
        ("view", *credited),
        ("join", *credited),
        ("decline", *credited),
    ]


def test_what_a_visitor_asked_for_is_credited_after_signing_in(client: Client, activity: Activity) -> None:
    Member.objects.create_user(nickname="하늘", password="pw-teenplay-1")
    client.post(f"/activities/{activity.pk}/join/?from=812.3", {"next": "/"})
    client.post("/sign-in/", {"name": "하늘", "password": "pw-teenplay-1", "next": "/"})
    join = Interaction.objects.get(kind="join")
    assert (join.recommendation, join.position) == (812, 3)


def test_only_marked_views_are_carried_out_after_signing_in(client: Client, activity: Activity) -> None:
    Member.objects.create_user(nickname="하늘", password="pw-teenplay-1")
    client.post(f"/activities/{activity.pk}/replies/", {"content": "같이 가요", "next": "/"})
    assert "asked_for" not in client.session
    client.post("/sign-in/", {"name": "하늘", "password": "pw-teenplay-1", "next": "/"})
    assert not ActivityReply.objects.exists()


def test_what_is_done_without_a_list_is_credited_to_none(signed_in: Client, activity: Activity) -> None:
    page = signed_in.get(f"/activities/{activity.pk}/").content.decode()
    assert f'hx-post="/activities/{activity.pk}/join/"' in page
    signed_in.post(f"/activities/{activity.pk}/join/", headers=HTMX)
    assert set(Interaction.objects.values_list("recommendation", flat=True)) == {None}


def test_join_on_a_card_answers_with_the_card(signed_in: Client, member: Member) -> None:
    activity = make_activity("물레 돌리기", club=make_club(), capacity=2)
    headers = {
        "HX-Request": "true",
        "HX-Target": f"card-{activity.pk}",
        "HX-Current-URL": "http://testserver/?tab=popular",
    }
    answer = signed_in.post(f"/activities/{activity.pk}/join/", headers=headers).content.decode()
    assert f'<li class="card" id="card-{activity.pk}">' in answer
    assert "참여 확정" in answer
    assert "새 추천 보기" in answer  # on the main page a new list is one press away
    elsewhere = signed_in.post(
        f"/activities/{activity.pk}/like/", headers={**headers, "HX-Current-URL": "http://testserver/mine/"}
    )
    assert "새 추천 보기" not in elsewhere.content.decode()


def test_join_on_a_card_says_what_is_at_the_same_time(signed_in: Client, member: Member) -> None:
    end = NOW + 2 * DAY + DAY / 12
    first, second = (make_activity(title, club=make_club(), end=end) for title in ("한강 5km", "책 읽기"))
    for activity in (first, second):
        answer = signed_in.post(
            f"/activities/{activity.pk}/join/", headers={"HX-Request": "true", "HX-Target": f"card-{activity.pk}"}
        )
    assert "같은 시간에 ‘한강 5km’에도 가기로 했어요." in answer.content.decode()


def test_what_a_newcomer_asked_for_is_done_before_the_three_steps(client: Client, noon: None) -> None:
    activity = make_activity("물레 돌리기", club=make_club())
    client.post(f"/activities/{activity.pk}/join/", {"next": f"/activities/{activity.pk}/"})
    form = {"nickname": "새싹", "password": "pw-teenplay-1", "privacy_agree": "on", "next": "/clubs/"}
    answer = client.post("/sign-up/", form)
    assert answer["Location"] == f"/welcome/?next=%2Factivities%2F{activity.pk}%2F"
    assert ActivityMember.objects.filter(activity=activity, member__nickname="새싹", status=1).exists()
