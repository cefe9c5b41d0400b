"""The page of an activity: warnings, comments, rich text, likeness, reasons."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.teenplay.world import DAY, NOW, make_activity, make_club, make_member

from teenplay.activities.models import Activity, ActivityMember, ActivityReply
from teenplay.members.models import Member
from teenplay.pages.guessing import TRIES

pytestmark = [pytest.mark.django_db, pytest.mark.database]

HTMX = {"HX-Request": "true"}
HOUR = DAY / 24


@pytest.fixture
def activity(noon: None) -> Activity:
    return make_activity(club=make_club(), start=NOW + 2 * DAY, end=NOW + 2 * DAY + 2 * HOUR)


@pytest.mark.parametrize(
    ("begins", "ends", "warned"),
    [(-3, -1, False), (-2, 0, False), (-2, 1, True), (1, 3, True), (-1, 5, True), (2, 4, False)],
)
def test_joining_at_the_same_time_is_warned_of(
    signed_in: Client, member: Member, activity: Activity, begins: int, ends: int, warned: bool
) -> None:
    other = make_activity("선약", start=activity.start + begins * HOUR, end=activity.start + ends * HOUR)
    ActivityMember.objects.create(activity=other, member=member, status=ActivityMember.Participation.TAKING_PART)
    page = signed_in.get(f"/activities/{activity.pk}/").content.decode()
    assert ("같은 시간에 ‘선약’에 참여하기로 했어요." in page) == warned


def test_a_place_on_a_waiting_list_is_no_reason_to_warn(signed_in: Client, member: Member, activity: Activity) -> None:
    other = make_activity("선약", start=activity.start, end=activity.end)
    ActivityMember.objects.create(activity=other, member=member, status=ActivityMember.Participation.APPLIED)
    assert signed_in.get(f"/activities/{activity.pk}/").context["seat_status"].overlap is None
    assert signed_in.get(f"/activities/{activity.pk}/").context["seat_status"].overlap is None


def test_rich_text_is_cleaned_on_its_way_out(client: Client, activity: Activity) -> None:
    Activity.objects.update(
        content='<p onclick="x()">좋아요<script>x()</script><img src=//evil.example/a.png></p>'
        '<iframe src="//evil.example"></iframe><a href="javascript:x()">가기</a><style>p{}</style><b>굵게</b>'
    )
    page = client.get(f"/activities/{activity.pk}/").content.decode()
    body = page.split('class="rich">')[1].split("</div>")[0]
    assert body == '<p>좋아요</p><a rel="noopener noreferrer">가기</a><b>굵게</b>'


def test_comments_are_written_shown_and_removed_by_their_author(signed_in: Client, activity: Activity) -> None:
    address = f"/activities/{activity.pk}/replies/"
    assert "혼자 가도" in signed_in.post(address, {"content": "혼자 가도 되나요?"}, headers=HTMX).content.decode()
    signed_in.post(address, {"content": "   "}, headers=HTMX)
    signed_in.post(address, {"content": "길" * 501}, headers=HTMX)
    mine = ActivityReply.objects.get()
    theirs = ActivityReply.objects.create(activity=activity, member=make_member("소연"), content="네!")
    assert signed_in.post(f"/replies/{theirs.pk}/remove/").status_code == 404
    signed_in.post(f"/replies/{mine.pk}/remove/", headers=HTMX)
    page = signed_in.get(f"/activities/{activity.pk}/")
    assert [reply.content for reply in page.context["thread"].replies] == ["네!"]


def test_similar_without_a_model_are_of_the_category_and_other_clubs(client: Client, activity: Activity) -> None:
    alike = make_activity("다른 러닝", club=make_club("다른 모임"))
    make_activity("같은 모임", club=activity.club)
    make_activity("책 읽기", category_id=11)
    make_activity("끝난 러닝", club=make_club("끝난 모임"), recruit_end=NOW)
    page = client.get(f"/activities/{activity.pk}/")
    assert [card.activity for card in page.context["similar"]] == [alike]
    assert [card.activity.title for card in page.context["others"]] == ["같은 모임"]


def test_why_answers_htmx_with_a_piece_and_others_with_a_page(client: Client, activity: Activity) -> None:
    piece = client.get(f"/activities/{activity.pk}/why/", headers=HTMX).content.decode()
    page = client.get(f"/activities/{activity.pk}/why/").content.decode()
    assert "왜 추천했나요" in piece
    assert "<html" not in piece
    assert "<html" in page


def test_activity_page_asks_the_same_whatever_is_on_it(
    signed_in: Client, activity: Activity, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(8):
        member = make_member(str(n))
        ActivityMember.objects.create(activity=activity, member=member, status=1)
        ActivityReply.objects.create(activity=activity, member=member, content="네!")
        make_activity(str(n), club=activity.club)
        make_activity(str(n), club=make_club(str(n)))
    signed_in.get(f"/activities/{activity.pk}/")
    with django_assert_max_num_queries(19):
        signed_in.get(f"/activities/{activity.pk}/")


@pytest.mark.parametrize("page", ["/activities/404/", "/activities/404/why/", "/clubs/404/"])
def test_what_is_not_there_is_not_found(client: Client, page: str) -> None:
    assert client.get(page).status_code == 404


def test_a_removed_activity_is_not_found(client: Client, activity: Activity) -> None:
    Activity.objects.update(status=0)
    assert client.get(f"/activities/{activity.pk}/").status_code == 404


def test_passwords_cannot_be_tried_without_end(client: Client) -> None:
    Member.objects.create_user(nickname="추측", password="pw-teenplay-1")
    for _ in range(TRIES):
        client.post("/sign-in/", {"name": "추측", "password": "nope"})
    answer = client.post("/sign-in/", {"name": "추측", "password": "pw-teenplay-1"})
    assert "15분 뒤" in answer.context["form"].non_field_errors()[0]
    assert client.post("/sign-in/", {"name": "다른", "password": "nope"}).context["form"].non_field_errors() == [
        "닉네임이나 비밀번호가 맞지 않아요. 다시 확인해 주세요."
    ]


def test_a_visitor_chooses_where_near_is(client: Client, noon: None) -> None:
    make_activity("서울 산책", club=make_club("서울 모임", region_id=1))
    busan = make_activity("부산 산책", club=make_club("부산 모임", region_id=4))
    for n in range(14):  # what the picks and the other rows show
        make_activity(f"산책 {n}", club=make_club(f"{n}", region_id=1), recruit_end=NOW + DAY / 2)
    assert client.post("/near/", {"region": "4"})["Location"] == "/#near-heading"
    client.post("/near/", {"region": "nonsense"})
    client.post("/near/", {"region": "999"})
    near = client.get("/?tab=newest").context["near"]
    assert near == 4
    shelf, cards = client.get("/?tab=popular").context["shelves"][-1]
    assert shelf.query == "?region=4"
    assert {card.activity.pk for card in cards} <= {busan.pk}
