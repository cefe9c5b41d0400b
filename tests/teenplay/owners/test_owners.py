"""Opening clubs and activities: text cleaned, pictures drawn anew, times in order, people chosen, figures counted."""

from __future__ import annotations

import datetime
import io
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django import DjangoAssertNumQueries, Settings
from tests.teenplay.world import DAY, NOW, make_activity, make_club, make_member

from moim.topics import SharedCounts, TopicClassifier
from moim_django.models import Impression, Interaction
from teenplay.activities import participation
from teenplay.activities.models import Activity, ActivityLike, ActivityMember
from teenplay.clubs.models import Club, ClubMember
from teenplay.kit import pictures
from teenplay.members.models import Member
from teenplay.owners import suggestion

pytestmark = [pytest.mark.django_db, pytest.mark.database]

HTMX = {"HX-Request": "true"}
SEOUL = datetime.timezone(datetime.timedelta(hours=9))


@pytest.fixture
def club(member: Member) -> Club:
    return make_club(member=member)


def local(moment: datetime.datetime) -> str:
    return moment.astimezone(SEOUL).strftime("%Y-%m-%dT%H:%M")


def written(**changes: object) -> dict[str, object]:
    return {
        "title": "노을 달리기", "intro": "천천히", "content": "<p>함께</p>", "category": "3",
        "recruit_start": local(NOW - DAY), "recruit_end": local(NOW + DAY),
        "start": local(NOW + 2 * DAY), "end": local(NOW + 2 * DAY + DAY / 12),
        "address_location": "서울 마포구", "capacity": "5", **changes,
    }  # fmt: skip


def photo(size: tuple[int, int] = (2000, 1000), kind: str = "JPEG", exif: bytes = b"") -> bytes:
    file = io.BytesIO()
    picture = Image.new("RGB", size, "red")
    picture.save(file, kind, **({"exif": exif} if exif else {}))
    return file.getvalue()


def test_club_is_opened_with_its_owner_in_it(signed_in: Client, member: Member) -> None:
    sent = {"name": "노을 모임", "main_category": "3", "more": ["3", "5"], "region": "1", "intro": "", "info": ""}
    answer = signed_in.post("/clubs/open/", sent)
    club = Club.objects.get()
    assert answer["Location"] == f"/clubs/{club.pk}/manage/"
    assert (club.name, club.member, club.main_category_id, club.region_id) == ("노을 모임", member, 3, 1)
    assert list(club.categories.values_list("pk", flat=True)) == [5]  # the main one is not a further one
    assert ClubMember.objects.get().status == ClubMember.Membership.MEMBER
    too_many = signed_in.post("/clubs/open/", sent | {"more": ["1", "2", "4", "5"]})
    assert (too_many.status_code, Club.objects.count()) == (422, 1)
    signed_in.post(f"/clubs/{club.pk}/edit/", sent | {"name": "새벽 모임", "more": []})
    club.refresh_from_db()
    assert club.name == "새벽 모임"
    assert list(club.clubcategory_set.values_list("status", flat=True)) == [0]


def files_below(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.mark.django_db(transaction=True)
def test_club_pictures_are_drawn_anew_shown_replaced_and_removed(
    signed_in: Client, club: Club, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    make_activity(club=club)

    def change(**sent: object) -> int:
        about = {"name": "노을 모임", "main_category": "3"}
        answer = signed_in.post(f"/clubs/{club.pk}/edit/", about | sent)
        club.refresh_from_db()
        return answer.status_code

    assert change(profile_picture=SimpleUploadedFile("a.jpg", b"no picture")) == 422
    assert files_below(tmp_path) == []
    uploads = {name: SimpleUploadedFile("a.php", photo()) for name in ("profile_picture", "banner_picture")}
    assert change(**uploads) == 302
    profile, banner = club.profile.name, club.banner.name
    sizes = {}
    for name in (profile, banner):
        with Image.open(tmp_path / name) as picture:
            sizes[name] = (picture.format, picture.size)
    assert sizes == {profile: ("WEBP", (400, 400)), banner: ("WEBP", (1600, 600))}
    assert banner in signed_in.get(f"/clubs/{club.pk}/").content.decode()
    for address in (f"/clubs/{club.pk}/", "/clubs/", "/activities/"):
        assert f'<img src="/uploads/{profile}"' in signed_in.get(address).content.decode(), address

    change()
    assert (club.profile.name, club.banner.name) == (profile, banner)  # not sent: kept
    change(profile_picture=SimpleUploadedFile("b.png", photo(kind="PNG")), no_profile="on")
    assert club.profile.name not in ("", profile)  # a new picture wins over the box
    assert files_below(tmp_path) == sorted([club.profile.name, banner])
    change(no_profile="on", no_banner="on")
    assert (club.profile.name, club.banner.name, files_below(tmp_path)) == ("", "", [])
    assert "<img" not in signed_in.get(f"/clubs/{club.pk}/").content.decode()


def test_activity_is_opened_with_times_of_seoul(signed_in: Client, club: Club) -> None:
    answer = signed_in.post(f"/clubs/{club.pk}/activities/open/", written())
    activity = Activity.objects.get()
    assert answer["Location"] == f"/activities/{activity.pk}/"
    assert (activity.created_date, activity.recruit_start, activity.recruit_end) == (NOW, NOW, NOW + DAY)
    assert (activity.start, activity.capacity, activity.club) == (NOW + 2 * DAY, 5, club)
    assert activity.pay is not None  # opening one needs a payment
    assert activity in Activity.objects.open_at(NOW)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"end": local(NOW + DAY)}, "end"),
        ({"start": local(NOW)}, "start"),
        ({"recruit_start": local(NOW + 3 * DAY / 2)}, "recruit_end"),
        ({"recruit_end": local(NOW - DAY / 2)}, "recruit_end"),
        ({"start": ""}, "start"),
        ({"capacity": "0"}, "capacity"),
        ({"title": " "}, "title"),
        ({"category": "99"}, "category"),
    ],
)
def test_what_cannot_be_is_refused_by_the_field(
    signed_in: Client, club: Club, changes: dict[str, object], field: str
) -> None:
    answer = signed_in.post(f"/clubs/{club.pk}/activities/open/", written(**changes))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Activity.objects.exists()


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<style>body{display:none}</style>",
        '<iframe src="https://evil.example"></iframe>',
        '<p onclick="alert(1)" style="position:fixed">x</p>',
        '<a href="javascript:alert(1)">x</a>',
        '<a href="data:text/html,x">x</a>',
        '<img src=x onerror="alert(1)">',
        "<svg/onload=alert(1)>",
        "<math><mtext><script>alert(1)</script>",
        "<form action=//evil.example><input name=password>",
    ],
)
def test_nothing_that_runs_or_reaches_out_survives(signed_in: Client, club: Club, attack: str) -> None:
    signed_in.post(f"/clubs/{club.pk}/activities/open/", written(content=f"<p><b>안녕</b></p>{attack}"))
    kept = Activity.objects.get().content
    assert kept.startswith("<p><b>안녕</b></p>")
    for bad in ("script", "style", "iframe", "onclick", "onerror", "onload", "javascript:", "data:", "evil", "<form"):
        assert bad not in kept.replace("alert(1)", "")


def test_plain_text_becomes_paragraphs(signed_in: Client, club: Club) -> None:
    signed_in.post(f"/clubs/{club.pk}/activities/open/", written(content="첫 줄\n둘째 줄\n\n다음 & 문단"))
    assert Activity.objects.get().content == "<p>첫 줄<br>둘째 줄</p>\n\n<p>다음 &amp; 문단</p>"


def test_preview_shows_and_keeps_nothing(signed_in: Client, club: Club) -> None:
    page = signed_in.post(f"/clubs/{club.pk}/activities/open/", written(preview="1")).content.decode()
    assert "미리 보기 · 아직" in page
    assert "노을 달리기" in page
    assert page.count('class="cover ') == 1
    assert not Activity.objects.exists()


def test_what_is_missing_is_named_at_the_top_in_plain_words(signed_in: Client, club: Club) -> None:
    page = signed_in.post(f"/clubs/{club.pk}/activities/open/", written(title="", category="")).content.decode()
    assert (
        '<a class="link" href="#id_title">활동 이름</a> <a class="link" href="#id_category">카테고리</a></span>'
        in " ".join(page.split())
    )
    assert page.count("꼭 채워 주세요.") == 2


def test_owner_is_led_to_the_people_and_not_asked_to_join(signed_in: Client, club: Club) -> None:
    activity = make_activity("노을 5km", club=club)
    page = signed_in.get(f"/activities/{activity.pk}/").content.decode()
    assert f'href="/activities/{activity.pk}/people/"' in page
    join = f'formaction="/activities/{activity.pk}/join/"'
    assert join not in page
    assert join in Client().get(f"/activities/{activity.pk}/").content.decode()


def test_picture_is_drawn_anew_and_served(signed_in: Client, club: Club, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    upload = SimpleUploadedFile("../../evil.php", photo(exif=exif.tobytes()), "text/html")
    signed_in.post(f"/clubs/{club.pk}/activities/open/", written(picture=upload))
    activity = Activity.objects.get()
    kept = (tmp_path / activity.thumbnail.name).read_bytes()
    with Image.open(io.BytesIO(kept)) as picture:
        assert (picture.format, picture.size) == ("WEBP", (800, 600))
    assert b"secret place" not in kept
    assert "evil" not in activity.thumbnail.name
    answer = signed_in.get(f"/uploads/{activity.thumbnail.name}")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert b"".join(answer.streaming_content) == kept  # type: ignore[attr-defined]
    assert f'src="/uploads/{activity.thumbnail.name}"' in signed_in.get("/activities/").content.decode()
    assert signed_in.get("/uploads/../secret_key").status_code == 404
    (tmp_path / "page.html").write_text("x")
    assert signed_in.get("/uploads/page.html").status_code == 404


@pytest.mark.parametrize(
    "content",
    [b"", b"<svg onload=alert(1)>", b"GIF89a<script>", photo()[:300], photo((8000, 7000), "PNG"), b"x" * 11 * 2**20],
    ids=["empty", "svg", "half a gif", "half a photo", "56 megapixels", "11 MB"],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(ValidationError):
        pictures.read(SimpleUploadedFile("a.jpg", content))


def test_sideways_photos_are_turned_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = pictures.read(SimpleUploadedFile("a.jpg", photo((40, 20), exif=exif.tobytes())))
    assert turned.size == (20, 40)


def test_edit_keeps_what_is_not_changed_and_moves_the_line_up(signed_in: Client, club: Club) -> None:
    activity = make_activity(club=club, capacity=1, pay=None)
    first, second = make_member("a"), make_member("b")
    for who in (first, second):
        participation.join(member_id=who.pk, activity_id=activity.pk, now=NOW)
    assert signed_in.post(f"/activities/{activity.pk}/edit/", written(capacity="2")).status_code == 302
    assert ActivityMember.objects.filter(status=1).count() == 2
    activity.refresh_from_db()
    assert (activity.title, activity.created_date) == ("노을 달리기", NOW - 2 * DAY)
    assert signed_in.post(f"/activities/{activity.pk}/edit/", written(capacity="1")).status_code == 422


def test_owner_accepts_and_refuses(signed_in: Client, club: Club) -> None:
    activity = make_activity(club=club, capacity=1, approval=True)
    first, second, third = (make_member(name) for name in "abc")
    for who in (first, second, third):
        participation.join(member_id=who.pk, activity_id=activity.pk, now=NOW)
    assert not ActivityMember.objects.filter(status=1).exists()  # nobody is in by themselves

    def decide(who: Member, do: str) -> str:
        answer = signed_in.post(f"/activities/{activity.pk}/people/{who.pk}/", {"do": do}, headers=HTMX)
        return answer.content.decode()

    assert "받았어요." in decide(second, "accept")
    assert "남은 자리가 없어요" in decide(first, "accept")
    decide(first, "refuse")
    decide(second, "refuse")
    states = dict(ActivityMember.objects.values_list("member__nickname", "status"))
    assert states == {"a": 0, "b": 0, "c": -1}
    with pytest.raises(participation.NotOpenError):
        participation.join(member_id=first.pk, activity_id=activity.pk, now=NOW)
    assert signed_in.post(f"/activities/{activity.pk}/people/{third.pk}/", {"do": "x"}).status_code == 400


def test_manage_counts_and_asks_ten_queries(
    signed_in: Client, club: Club, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    activities = [make_activity(f"활동 {n}", club=club) for n in range(3)]
    other = make_activity("남의 활동")
    one = activities[0].pk
    for n, item in enumerate((one, one, one, other.pk)):
        Impression.objects.create(recommendation=n, item_id=item, position=1, propensity=1, at=NOW)
    Impression.objects.create(recommendation=9, item_id=one, position=1, propensity=1, at=NOW, target=1)  # a club
    for who in (1, 1, 2):
        Interaction.objects.create(member_id=who, activity_id=one, kind="view", at=NOW)
    ActivityLike.objects.create(activity_id=one, member=make_member("a"))
    ActivityMember.objects.create(activity_id=one, member=make_member("b"), status=1)
    ActivityMember.objects.create(activity_id=one, member=make_member("c"), status=-1)
    with django_assert_num_queries(10):  # session, member, club; applicants; number and rows; four counts
        page = signed_in.get(f"/clubs/{club.pk}/manage/")
    received = {activity.pk: figures for activity, figures in page.context["rows"]}[one]
    assert (received.shown, received.opened, received.liked, received.joined, received.waiting) == (3, 2, 1, 1, 1)


def test_people_page_asks_eight_queries(
    signed_in: Client, club: Club, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    activity = make_activity(club=club)
    for n in range(5):
        participation.join(member_id=make_member(f"m{n}").pk, activity_id=activity.pk, now=NOW)
    with django_assert_num_queries(8):  # session, member, activity, people; four counts
        page = signed_in.get(f"/activities/{activity.pk}/people/").content.decode()
    assert page.count("돌려보내기</button>") == 5


def test_only_the_owner_comes_here(client: Client, club: Club) -> None:
    activity = make_activity(club=club)
    addresses = [
        *(f"/clubs/{club.pk}/{what}/" for what in ("edit", "manage", "activities/open")),
        *(f"/activities/{activity.pk}/{what}/" for what in ("edit", "people")),
    ]
    for address in addresses:
        assert client.get(address)["Location"].startswith("/sign-in/")
    client.force_login(make_member("남"), backend="teenplay.members.backends.MemberBackend")
    for address in addresses:
        assert client.get(address).status_code == 404
    assert client.post(f"/activities/{activity.pk}/people/1/", {"do": "refuse"}).status_code == 404
    assert "모임 관리" not in client.get(f"/clubs/{club.pk}/").content.decode()


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> None:
    """Shared counts of two categories serve; there is no classifier."""
    learned = SharedCounts.fit(
        ["한강 러닝 달리기", "달리기 훈련", "책 읽기 독서"], ["운동·액티비티", "운동·액티비티", "스터디"]
    )
    active = SimpleNamespace(recommender=SimpleNamespace(topics=learned))
    monkeypatch.setattr(suggestion.serving, "get", lambda: active)
    home = SimpleNamespace(root=tmp_path)
    settings.TEENPLAY = SimpleNamespace(home=home)


def test_categories_are_suggested_by_the_counts(counts: None, signed_in: Client, club: Club) -> None:
    page = signed_in.post(f"/clubs/{club.pk}/activities/category/", {"title": "한강 달리기"}).content.decode()
    assert page.index("운동·액티비티") < page.index("스터디")
    # by hand, alpha 1, 6 words of two letters: running (2/3)(2/11)(3/11), studying (1/3)(1/8)(1/8): 0.864
    assert ">86%<" in page
    assert "운동" not in signed_in.post(f"/clubs/{club.pk}/activities/category/", {"title": " "}).content.decode()


def test_a_classifier_goes_before_the_counts(counts: None, tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    texts = [("러닝 달리기 한강", "독서 책 읽기")[n % 2] + f" {rng.integers(99)}" for n in range(40)]
    columns = [texts, texts, texts]
    TopicClassifier.fit(columns, ["11" if n % 2 else "3" for n in range(40)]).save(tmp_path / "collect/classifier/1")
    (tmp_path / "collect/classifier/2").mkdir()  # being written
    best = suggestion.suggested(Activity(title="독서 책 읽기", intro="독서 책 읽기", address_location="독서"))[0]
    assert (best.category.pk, best.category.name) == (11, "스터디")
    assert best.probability > 0.5
