"""A club's board: who reads and writes, notices, pictures, comments, and what is taken away."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone
from PIL import Image
from pytest_django import DjangoAssertNumQueries, Settings
from tests.teenplay.world import DAY, NOW, make_club, make_member

from teenplay.catalogue.models import Shown
from teenplay.clubs.models import Club, ClubMember
from teenplay.members.models import Member
from teenplay.posts.models import ClubPost, ClubPostReply
from teenplay.replies import threads

pytestmark = [pytest.mark.django_db, pytest.mark.database]

HTMX = {"HX-Request": "true"}
BACKEND = "teenplay.members.backends.MemberBackend"


@pytest.fixture
def owner(noon: None, db: None) -> Member:
    return make_member("모임장")


@pytest.fixture
def club(owner: Member) -> Club:
    club = make_club(member=owner)
    ClubMember.objects.create(club=club, member=owner, status=ClubMember.Membership.MEMBER)
    return club


@pytest.fixture
def inside(club: Club, member: Member) -> ClubMember:
    """The member who is signed in is in the club."""
    return ClubMember.objects.create(club=club, member=member, status=ClubMember.Membership.MEMBER)


def as_(member: Member) -> Client:
    client = Client()
    client.force_login(member, backend=BACKEND)
    return client


def make_post(club: Club, member: Member, title: str = "안녕하세요", **fields: object) -> ClubPost:
    fields = {"content": "<p>반가워요</p>", "created_date": NOW, **fields}
    return ClubPost.objects.create(club=club, member=member, title=title, **fields)


def titles(client: Client, club: Club, query: str = "") -> list[str]:
    return [post.title for post in client.get(f"/clubs/{club.pk}/{query}").context["page"]]


def photo() -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (800, 700), "red").save(file, "PNG")
    return SimpleUploadedFile("a.html", file.getvalue())


def test_a_member_writes_and_the_newest_is_on_top(signed_in: Client, club: Club, inside: ClubMember) -> None:
    make_post(club, club.member, "어제 글", created_date=NOW - DAY)
    sent = {"title": "오늘 글", "content": "첫 줄\n둘째 줄"}
    answer = signed_in.post(f"/clubs/{club.pk}/posts/write/", sent)
    post = ClubPost.objects.get(title="오늘 글")
    assert answer["Location"] == f"/posts/{post.pk}/"
    assert (post.content, post.created_date, post.pinned) == ("<p>첫 줄<br>둘째 줄</p>", NOW, False)
    assert titles(signed_in, club) == ["오늘 글", "어제 글"]
    assert "첫 줄<br>둘째 줄" in signed_in.get(f"/posts/{post.pk}/").content.decode()


@pytest.mark.parametrize(
    ("attack", "kept"),
    [
        ('<p onclick="x()">안녕</p><script>x()</script>', "<p>안녕</p>"),
        ('<p>안녕</p><img src="//evil.example/x.png" onerror="x()">', "<p>안녕</p>"),
        ('<a href="javascript:x()">안녕</a>', '<a rel="noopener noreferrer">안녕</a>'),
    ],
)
def test_what_runs_does_not_survive(signed_in: Client, club: Club, inside: ClubMember, attack: str, kept: str) -> None:
    signed_in.post(f"/clubs/{club.pk}/posts/write/", {"title": "<b>제목</b>", "content": attack})
    post = ClubPost.objects.get()
    assert post.content == kept
    ClubPost.objects.update(content=attack)  # whatever way it came in, it is cleaned on its way out
    for address in (f"/posts/{post.pk}/", f"/clubs/{club.pk}/"):
        page = signed_in.get(address).content.decode()
        assert "x()" not in page
        assert "&lt;b&gt;제목" in page


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"title": " ", "content": "글"}, "title"),
        ({"title": "제목", "content": "<p><br></p>"}, "content"),
        ({"title": "가" * 101, "content": "글"}, "title"),
        ({"title": "제목", "picture_sent": SimpleUploadedFile("a.png", b"<svg>")}, "picture_sent"),
    ],
)
def test_what_cannot_be_is_refused_by_the_field(
    signed_in: Client, club: Club, inside: ClubMember, sent: dict[str, object], field: str
) -> None:
    answer = signed_in.post(f"/clubs/{club.pk}/posts/write/", sent)
    assert (answer.status_code, field in answer.context["form"].errors) == (422, True)
    assert not ClubPost.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_picture_is_kept_shown_changed_and_removed(
    signed_in: Client, club: Club, inside: ClubMember, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    signed_in.post(f"/clubs/{club.pk}/posts/write/", {"title": "사진", "content": "", "picture_sent": photo()})
    post = ClubPost.objects.get()
    with Image.open(tmp_path / post.picture.name) as picture:
        assert (picture.format, picture.size) == ("WEBP", (800, 600))
    for address in (f"/posts/{post.pk}/", f"/clubs/{club.pk}/"):
        assert f'src="/uploads/{post.picture.name}"' in signed_in.get(address).content.decode()

    def files() -> list[str]:
        return [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.webp")]

    edit = f"/posts/{post.pk}/edit/"
    assert signed_in.post(edit, {"title": "사진", "content": "", "no_picture": "on"}).status_code == 422
    signed_in.post(edit, {"title": "새 사진", "content": "", "picture_sent": photo()})
    post.refresh_from_db()
    assert (post.title, files()) == ("새 사진", [post.picture.name])
    signed_in.post(edit, {"title": "사진 없이", "content": "글", "no_picture": "on"})
    assert files() == []
    signed_in.post(edit, {"title": "사진", "content": "글", "picture_sent": photo()})
    signed_in.post(f"/posts/{post.pk}/remove/")
    post.refresh_from_db()
    assert (post.status, post.picture.name, files()) == (Shown.REMOVED, "", [])


def test_the_same_post_pressed_twice_is_one(signed_in: Client, club: Club, inside: ClubMember) -> None:
    sent = {"title": "제목", "content": "글"}
    first, second = (signed_in.post(f"/clubs/{club.pk}/posts/write/", sent)["Location"] for _ in range(2))
    assert first == second
    ClubPost.objects.update(created_date=NOW - DAY)
    assert signed_in.post(f"/clubs/{club.pk}/posts/write/", sent)["Location"] != first  # next day it is meant


@pytest.mark.django_db(transaction=True)
def test_presses_at_once_make_one_post_and_one_comment(noon: None) -> None:
    club, member = make_club(), make_member()
    ClubMember.objects.create(club=club, member=member, status=ClubMember.Membership.MEMBER)
    post = make_post(club, member)

    def press(n: int) -> int:
        try:
            client = as_(member)
            if n % 2:
                return client.post(f"/posts/{post.pk}/replies/", {"content": "네!"}, headers=HTMX).status_code
            return client.post(f"/clubs/{club.pk}/posts/write/", {"title": "새 글", "content": "글"}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as presses:
        assert list(presses.map(press, range(8))) == [302, 200] * 4
    assert ClubPost.objects.filter(title="새 글").count() == 1
    assert ClubPostReply.objects.count() == 1


def test_notices_are_for_everybody_and_other_posts_for_members(
    client: Client, club: Club, member: Member, owner: Member
) -> None:
    notice = make_post(club, owner, "공지예요", pinned=True, created_date=NOW - 9 * DAY)
    post = make_post(club, owner, "멤버끼리")
    ClubMember.objects.create(club=club, member=member, status=ClubMember.Membership.APPLIED)
    stranger, applicant = as_(make_member("남")), as_(member)
    assert titles(as_(owner), club) == ["공지예요", "멤버끼리"]  # pinned first, though older
    for who in (client, stranger, applicant):
        assert titles(who, club) == ["공지예요"]
        assert "멤버끼리" not in who.get(f"/clubs/{club.pk}/").content.decode()
        assert who.get(f"/posts/{notice.pk}/").status_code == 200
    assert client.get(f"/posts/{post.pk}/")["Location"] == f"/sign-in/?next=%2Fposts%2F{post.pk}%2F"
    for who in (stranger, applicant):
        assert who.get(f"/posts/{post.pk}/")["Location"] == f"/clubs/{club.pk}/"
        assert who.post(f"/posts/{notice.pk}/replies/", {"content": "x"}).status_code == 404
        assert who.get(f"/clubs/{club.pk}/posts/write/")["Location"] == f"/clubs/{club.pk}/"
        assert who.post(f"/clubs/{club.pk}/posts/write/", {"title": "x", "content": "x"}).status_code == 302
    assert (ClubPost.objects.count(), ClubPostReply.objects.count()) == (2, 0)


def test_comments_under_a_notice_are_for_members(client: Client, club: Club, owner: Member) -> None:
    notice = make_post(club, owner, pinned=True)
    ClubPostReply.objects.create(post=notice, member=owner, content="멤버끼리의 말")
    assert "멤버끼리의 말" in as_(owner).get(f"/posts/{notice.pk}/").content.decode()
    page = client.get(f"/posts/{notice.pk}/").content.decode()
    assert "멤버끼리의 말" not in page
    assert "댓글은 모임 멤버끼리 나눠요." in page


def test_who_has_left_the_club_keeps_what_they_wrote(
    signed_in: Client, club: Club, inside: ClubMember, member: Member, owner: Member
) -> None:
    mine, theirs = make_post(club, member, "내 글"), make_post(club, owner, "남의 글")
    signed_in.post(f"/clubs/{club.pk}/join/", {"on": "0"})
    assert titles(signed_in, club) == ["내 글"]
    assert signed_in.get(f"/posts/{theirs.pk}/").status_code == 302
    assert signed_in.get(f"/posts/{mine.pk}/edit/").status_code == 404
    assert signed_in.post(f"/posts/{mine.pk}/remove/").status_code == 302
    assert titles(signed_in, club) == []


def test_an_owner_pins_their_own_posts_only(
    signed_in: Client, club: Club, inside: ClubMember, member: Member, owner: Member
) -> None:
    own, other = make_post(club, owner), make_post(club, member)
    boss = as_(owner)
    boss.post(f"/posts/{own.pk}/pin/", {"on": "1"})
    assert boss.post(f"/posts/{other.pk}/pin/", {"on": "1"}).status_code == 404  # their words were for members
    assert signed_in.post(f"/posts/{own.pk}/pin/", {"on": "0"}).status_code == 404
    assert list(ClubPost.objects.filter(pinned=True)) == [own]
    boss.post(f"/posts/{own.pk}/pin/", {"on": "0"})
    assert not ClubPost.objects.filter(pinned=True).exists()
    sent = {"title": "공지", "content": "글", "pinned": "on"}
    boss.post(f"/clubs/{club.pk}/posts/write/", sent)
    signed_in.post(f"/clubs/{club.pk}/posts/write/", sent | {"title": "공지 아님"})
    assert [post.title for post in ClubPost.objects.filter(pinned=True)] == ["공지"]


def test_author_and_owner_take_away_and_nobody_else(
    signed_in: Client, club: Club, inside: ClubMember, member: Member, owner: Member
) -> None:
    mine, theirs = make_post(club, member, "내 글"), make_post(club, owner, "남의 글")
    words = [ClubPostReply.objects.create(post=theirs, member=who, content="말") for who in (member, owner)]
    assert signed_in.post(f"/posts/{theirs.pk}/remove/").status_code == 404
    assert signed_in.post(f"/posts/{theirs.pk}/edit/", {"title": "x", "content": "x"}).status_code == 404
    assert signed_in.post(f"/posts/replies/{words[1].pk}/remove/").status_code == 404
    boss = as_(owner)
    assert boss.post(f"/posts/{mine.pk}/edit/", {"title": "x", "content": "x"}).status_code == 404
    boss.post(f"/posts/replies/{words[0].pk}/remove/", headers=HTMX)
    boss.post(f"/posts/{mine.pk}/remove/")
    assert list(ClubPost.objects.filter(status=Shown.SHOWN)) == [theirs]
    assert list(ClubPostReply.objects.filter(status=Shown.SHOWN)) == [words[1]]
    assert boss.get(f"/posts/{mine.pk}/").status_code == 404
    assert boss.post(f"/posts/{mine.pk}/remove/").status_code == 404
    assert boss.get(f"/posts/{theirs.pk}/remove/").status_code == 405


def test_comments_are_written_once_and_removed(
    signed_in: Client, club: Club, inside: ClubMember, owner: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = make_post(club, owner)
    address = f"/posts/{post.pk}/replies/"
    for _ in range(2):
        page = signed_in.post(address, {"content": "<b>네!</b>"}, headers=HTMX).content.decode()
    assert page.count("&lt;b&gt;네!") == 1
    assert "한 마디 적어 주세요." in signed_in.post(address, {"content": " "}, headers=HTMX).content.decode()
    later = NOW + 2 * threads.AGAIN
    monkeypatch.setattr(timezone, "now", lambda: later)
    signed_in.post(address, {"content": "<b>네!</b>"}, headers=HTMX)
    assert ClubPostReply.objects.count() == 2  # a while later it is meant
    assert "댓글 2" in signed_in.get(f"/clubs/{club.pk}/").content.decode()
    own = ClubPostReply.objects.first()
    assert own is not None
    page = signed_in.post(f"/posts/replies/{own.pk}/remove/", headers=HTMX).content.decode()
    assert page.count("&lt;b&gt;네!") == 1


def test_joining_brings_the_board(signed_in: Client, club: Club, owner: Member) -> None:
    make_post(club, owner, "멤버끼리")
    page = signed_in.post(f"/clubs/{club.pk}/join/", {"on": "1"}, headers=HTMX).content.decode()
    assert 'hx-swap-oob="true"' in page
    assert "멤버끼리" in page
    page = signed_in.post(f"/clubs/{club.pk}/join/", {"on": "0"}, headers=HTMX).content.decode()
    assert "멤버끼리" not in page


def test_a_club_taken_away_takes_its_board_with_it(client: Client, club: Club, owner: Member) -> None:
    post = make_post(club, owner, pinned=True)
    assert client.get(f"/posts/{post.pk}/").status_code == 200
    Club.objects.update(status=Shown.REMOVED)
    assert client.get(f"/posts/{post.pk}/").status_code == 404
    assert as_(owner).get(f"/clubs/{club.pk}/posts/write/").status_code == 404


def test_the_board_goes_over_pages_in_nine_queries(
    signed_in: Client, club: Club, inside: ClubMember, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(12):
        post = make_post(club, make_member(f"m{n}"), f"글 {n:02}", created_date=NOW - n * DAY)
        ClubPostReply.objects.create(post=post, member=inside.member, content="말")
    with django_assert_num_queries(9):  # session, member, club, standing, faces; number, posts; what comes, what was
        first = titles(signed_in, club)
    assert first == [f"글 {n:02}" for n in range(10)]
    assert titles(signed_in, club, "?page=2") == ["글 10", "글 11"]


def test_a_post_asks_five_queries(
    signed_in: Client, club: Club, inside: ClubMember, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    post = make_post(club, club.member)
    for n in range(3):
        ClubPostReply.objects.create(post=post, member=make_member(f"m{n}"), content=str(n))
    with django_assert_num_queries(5):  # session, member, post, standing, comments
        page = signed_in.get(f"/posts/{post.pk}/")
    assert [reply.content for reply in page.context["thread"].replies] == ["0", "1", "2"]
