"""What other sites and search engines read of a page."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image
from pytest_django import DjangoAssertNumQueries, Settings
from tests.teenplay.world import DAY, NOW, make_activity, make_club

from teenplay.activities.models import Activity
from teenplay.clubs.models import Club
from teenplay.sharing import card, structured

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def structured_of(client: Client, activity: Activity) -> dict[str, object]:
    found: dict[str, object] = json.loads(SCRIPT.findall(client.get(f"/activities/{activity.pk}/").content.decode())[0])
    return found


def test_event_says_what_when_where(client: Client, noon: None) -> None:
    activity = make_activity(
        "노을 달리기", club=make_club(), start=NOW, end=NOW + DAY / 24, capacity=5, intro="천천히",
        address_location="서울 성동구", address_detail="뚝섬역",
    )  # fmt: skip
    event = structured_of(client, activity)
    assert (event["@type"], event["name"]) == ("Event", "노을 달리기")
    assert (event["startDate"], event["endDate"]) == ("2026-05-01T12:00:00+09:00", "2026-05-01T13:00:00+09:00")
    assert event["location"] == {"@type": "Place", "name": "뚝섬역", "address": "서울 성동구"}
    assert event["organizer"] == {"@type": "Organization", "name": "한강 러닝 클럽"}
    assert event["maximumAttendeeCapacity"] == 5
    assert event["url"] == f"http://testserver/activities/{activity.pk}/"


def test_no_text_leaves_its_script_or_attribute(client: Client, noon: None) -> None:
    attack = '</script><script>alert("1")</script><!--<script>&"\u2028'
    activity = make_activity(attack, intro=attack)
    assert structured_of(client, activity)["name"] == attack
    page = client.get(f"/activities/{activity.pk}/").content.decode()
    assert "<script>alert" not in page
    assert "<!--" not in page
    assert page.count("<script") == page.count("</script>")


@pytest.mark.parametrize("fields", [{"synthetic": True}, {"start": None}, {"made_up": ["activity_start"]}])
def test_what_is_made_up_is_no_event(client: Client, noon: None, fields: dict[str, object]) -> None:
    activity = make_activity(**fields)
    page = client.get(f"/activities/{activity.pk}/").content.decode()
    assert "ld+json" not in page
    assert ("noindex" in page) == ("synthetic" in fields)


def test_open_graph_names_the_card(client: Client, noon: None) -> None:
    activity = make_activity('따옴표 "있는" 제목')
    page = client.get(f"/activities/{activity.pk}/").content.decode()
    assert 'property="og:title" content="따옴표 &quot;있는&quot; 제목"' in page
    address = re.findall(r'property="og:image" content="http://testserver([^"]+)"', page)[0]
    answer = client.get(address)
    with Image.open(io.BytesIO(answer.content)) as picture:
        assert (picture.format, picture.size) == ("PNG", (1200, 630))
    club = make_club("모임 이름")
    assert 'property="og:title" content="모임 이름"' in client.get(f"/clubs/{club.pk}/").content.decode()


def test_card_with_a_picture_and_without_its_file(
    client: Client, noon: None, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    file = io.BytesIO()
    Image.new("RGB", (64, 48), (200, 10, 10)).save(file, "PNG")
    activity = make_activity()
    activity.banner.save("b.png", ContentFile(file.getvalue()))
    with Image.open(io.BytesIO(client.get(f"/activities/{activity.pk}/share.png").content)) as picture:
        assert picture.getpixel((1100, 300)) == (200, 10, 10)
    Activity.objects.filter(pk=activity.pk).update(banner="gone.png", updated_date=NOW + DAY)
    assert client.get(f"/activities/{activity.pk}/share.png").status_code == 200


def test_card_of_a_club_shows_its_picture(client: Client, noon: None, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    club = make_club("모임 이름", intro="천천히", region_id=1)
    page = client.get(f"/clubs/{club.pk}/").content.decode()
    address = re.findall(r'property="og:image" content="http://testserver([^"]+)"', page)[0]
    drawn = client.get(address)
    with Image.open(io.BytesIO(drawn.content)) as picture:
        assert (picture.format, picture.size) == ("PNG", (1200, 630))
    file = io.BytesIO()
    Image.new("RGB", (48, 48), (10, 10, 200)).save(file, "PNG")
    club.profile.save("p.png", ContentFile(file.getvalue()))
    Club.objects.filter(pk=club.pk).update(updated_date=NOW + DAY)
    with Image.open(io.BytesIO(client.get(f"/clubs/{club.pk}/share.png").content)) as picture:
        assert picture.getpixel((1100, 300)) == (10, 10, 200)
    Club.objects.update(status=0)
    assert client.get(f"/clubs/{club.pk}/share.png").status_code == 404


def test_words_of_a_card_fit() -> None:
    font = card._font("Bold", 64)
    lines = card._wrapped(
        "한강 노을 달리기 처음 오는 사람도 천천히 조용히 편하게 함께할 수 있는 자리", font, card.TEXT_WIDTH
    )
    assert len(lines) == card.LINES
    assert all(font.getlength(line) <= card.TEXT_WIDTH for line in lines)
    assert lines[-1].endswith("…")
    assert card._wrapped("가" * 99, font, card.TEXT_WIDTH)[0].endswith("…")
    assert card._cut("한강 노을 5km – 천천히 함께", font, int(font.getlength("한강 노을 5km – …"))) == "한강 노을 5km…"
    assert card._printable("달리기 🏃\u200d♀ 5km\n") == "달리기  5km"
    assert len(card._tints()) == 13


def test_event_of_script_is_nothing_for_nothing() -> None:
    assert structured.as_script({}) == ""


def test_sitemap_lists_real_and_shown_rows_only(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    club = make_club("진짜")
    make_club("예시", synthetic=True)
    real = make_activity("진짜", club=club)
    make_activity("예시", synthetic=True)
    make_activity("지운", status=0)
    sections = [
        e.text for e in ElementTree.fromstring(client.get("/sitemap.xml").content).iter() if e.tag.endswith("loc")
    ]
    assert sections == [f"http://testserver/sitemap-{name}.xml" for name in ("pages", "activities", "clubs")]
    with django_assert_num_queries(2):
        page = client.get("/sitemap-activities.xml")
    found = [e.text for e in ElementTree.fromstring(page.content).iter() if e.tag.endswith("loc")]
    assert found == [f"http://testserver/activities/{real.pk}/"]
    assert f"/clubs/{club.pk}/" in client.get("/sitemap-clubs.xml").content.decode()
    assert "Sitemap: http://testserver/sitemap.xml" in client.get("/robots.txt").content.decode()
