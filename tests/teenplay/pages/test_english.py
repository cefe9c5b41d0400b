"""English is complete: no page falls back to Korean."""

import ast
import gettext
import re
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation
from tests.teenplay.world import make_activity, make_club, make_member

import teenplay
from teenplay.activities.models import ActivityMember, ActivityReply
from teenplay.posts.models import ClubPost, ClubPostReply

HANGUL = re.compile(r"[ㄱ-ㅎㅏ-ㅣ가-힣]")
CATALOGUE = Path(teenplay.__file__).parent / "locale/en/LC_MESSAGES/django.po"


def entries() -> list[tuple[str, list[str]]]:
    """Message and translations of each entry of the catalogue."""
    found = []
    for block in CATALOGUE.read_text().split("\n\n"):
        texts: dict[str, str] = {}
        for name, quoted in re.findall(r'^(msg\w+(?:\[\d\])?) ((?:".*"\n?)+)', block, re.MULTILINE):
            texts[name] = "".join(ast.literal_eval(line) for line in quoted.strip().split("\n"))
        if texts.get("msgid"):
            found.append((texts["msgid"], [text for name, text in texts.items() if name.startswith("msgstr")]))
    return found


def test_every_korean_message_is_translated() -> None:
    korean = [(message, texts) for message, texts in entries() if HANGUL.search(message)]
    assert len(korean) > 150
    assert [message for message, texts in korean if not all(texts)] == []
    assert [message for message, texts in korean if HANGUL.search("".join(texts))] == []


def test_compiled_catalogue_is_of_this_text() -> None:
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    single = [(message, texts[0]) for message, texts in entries() if len(texts) == 1 and texts[0]]
    contexts = ("time of day", "date in this year", "date in another year", "of one activity")
    for message, text in single:
        known = {compiled.gettext(message), *(compiled.pgettext(context, message) for context in contexts)}
        assert text in known, message


@pytest.mark.django_db
@pytest.mark.database
@pytest.mark.parametrize("signed", [False, True])
def test_no_page_in_english_shows_korean(client: Client, noon: None, signed: bool) -> None:
    member = make_member("Sky", username="sky")
    activity = make_activity(
        "Running", club=make_club("Slow club", region_id=1, member=member), capacity=2, synthetic=True
    )
    ActivityMember.objects.create(activity=activity, member=make_member("Jun"), status=1)
    ActivityReply.objects.create(activity=activity, member=member, content="Hello")
    other = make_activity("Pottery", club=activity.club)
    closed = make_club("Quiet club", approval=True)
    post = ClubPost.objects.create(club=activity.club, member=member, title="Rain", content="Coats", pinned=True)
    ClubPostReply.objects.create(post=post, member=member, content="Yes")
    if signed:
        client.force_login(member, backend="teenplay.members.backends.MemberBackend")
    addresses = [
        *("/", "/?tab=popular", "/?tab=newest", "/activities/", "/activities/?q=running", "/activities/?q=zzqq"),
        *(f"/activities/{activity.pk}/", f"/activities/{other.pk}/why/", "/clubs/", "/clubs/?q=zzqq"),
        *(f"/clubs/{activity.club_id}/", f"/clubs/{closed.pk}/", f"/posts/{post.pk}/", "/sign-in/", "/sign-up/"),
    ]
    if signed:
        addresses += ["/me/", "/mine/", "/mine/?show=liked"]
        addresses += ["/welcome/", "/welcome/keywords/", "/welcome/region/"]
        addresses += ["/me/taste/", "/me/leave/", "/friends/?q=Jun", "/calendar/", "/digest/", "/clubs/open/"]
        addresses += [
            f"/clubs/{activity.club_id}/{page}/"
            for page in ("edit", "manage", "members", "activities/open", "posts/write")
        ]
        addresses += [f"/posts/{post.pk}/edit/"]
        addresses += [f"/activities/{activity.pk}/{page}/" for page in ("edit", "people")]
    for address in addresses:
        page = client.get(address, headers={"Accept-Language": "en"}).content.decode()
        page = page.replace('lang="ko">한국어', "")  # the way to the other language, in that language
        assert 'lang="en"' in page
        assert HANGUL.findall(page) == [], address
    translation.activate("ko")
