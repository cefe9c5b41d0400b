"""A copy of everything; and leaving, after which nothing that names the member is in any table or file."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth import get_user
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from pytest_django import Settings
from tests.teenplay.world import DAY, NOW, make_activity, make_club, make_member

from moim.storage.artefact import read_artefact
from moim_django import services
from moim_django.models import ModelVersion
from moim_django.serving import serving
from teenplay.activities import participation
from teenplay.activities.models import ActivityMember, ActivityReply, Pay
from teenplay.clubs.models import Club, ClubMember
from teenplay.friends.models import Friend
from teenplay.members.models import FavoriteCategory, Member
from teenplay.posts.models import ClubPost, ClubPostReply
from teenplay.privacy.copy import columns_of
from teenplay.privacy.leaving import leave
from teenplay.search.models import RecentSearch

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SECRETS = ("비밀이름쥐", "mouse-secret@example.org", "010-9876-5432", "비밀동백로 77", "비밀키워드너구리")
WRITTEN = ("비밀글도토리", "비밀댓글다람쥐")
"""What the member wrote on a club's board."""


@pytest.fixture(autouse=True)
def _uploads(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "uploads"


@pytest.fixture
def me(noon: None, _uploads: None) -> Member:
    """A member with a row in every table that can hold one."""
    name, email, phone, address, keyword = SECRETS
    member = Member.objects.create_user(
        nickname=name, password="pw-teenplay-1", email=email, phone=phone, address=address, keyword1=keyword,
        region_id=1, latitude=37.55111, longitude=127.03111, birth=2001, created_date=NOW - 30 * DAY,
    )  # fmt: skip
    club, friend = make_club(), make_member("소연")
    ClubMember.objects.create(club=club, member=member, status=1)
    FavoriteCategory.objects.create(member=member, category_id=3)
    Friend.objects.create(sender=friend, receiver=member, state=Friend.Friendship.FRIENDS)
    RecentSearch.objects.create(member=member, keyword=f"{name} 검색")
    activity = make_activity(club=club, capacity=1)
    ActivityReply.objects.create(activity=activity, member=member, content=f"저는 {name}이에요")
    for who in (member, friend):
        participation.join(member_id=who.pk, activity_id=activity.pk, now=NOW)
    participation.like(member_id=member.pk, activity_id=activity.pk, now=NOW)
    services.recommend(member_id=member.pk, at=NOW)
    Pay.objects.create(member=member, price=0)
    photo = default_storage.save("club/post/a.webp", ContentFile(f"사진 {WRITTEN[0]}".encode()))
    post = ClubPost.objects.create(
        club=club, member=member, title=f"{WRITTEN[0]} 이야기", content=f"<p>{WRITTEN[0]}</p>", picture=photo
    )
    ClubPostReply.objects.create(post=post, member=friend, content="반가워요")
    theirs = ClubPost.objects.create(club=club, member=friend, title="친구의 글")
    ClubPostReply.objects.create(post=theirs, member=member, content=WRITTEN[1])
    return member


@pytest.fixture
def as_me(client: Client, me: Member) -> Client:
    client.force_login(me, backend="teenplay.members.backends.MemberBackend")
    return client


def test_copy_holds_every_row_that_names_the_member(as_me: Client, me: Member) -> None:
    answer = as_me.get("/me/copy/")
    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        files = {name: json.loads(archive.read(name)) for name in archive.namelist() if name.endswith(".json")}
        photo = archive.read(files["site_club_post.json"][0]["picture"])
    assert files["member.json"][0]["nickname"] == SECRETS[0]
    assert "password" not in files["member.json"][0]
    assert [row["keyword"] for row in files["recent_search.json"]] == [f"{SECRETS[0]} 검색"]
    assert len(files["friend.receiver.json"]) == 1
    assert [row["kind"] for row in files["moim_django_interaction.json"]] == ["join", "like"]
    assert files["learned.json"][0]["standing"] == "join"
    assert [row["content"] for row in files["site_club_post.json"]] == [f"<p>{WRITTEN[0]}</p>"]
    assert [row["content"] for row in files["site_club_post_reply.json"]] == [WRITTEN[1]]
    assert photo.decode() == f"사진 {WRITTEN[0]}"
    assert "한강 5km" in files["names.json"]["activities"].values()


def cells() -> str:
    """Every cell of every table."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += [str(cell) for row in cursor.fetchall() for cell in row]
    return "\n".join(found)


def test_after_leaving_no_table_names_the_member(as_me: Client, me: Member) -> None:
    before = cells()
    assert all(secret in before for secret in SECRETS + WRITTEN)
    refused = as_me.post("/me/leave/", {"proof": "wrong"})
    assert refused.status_code == 422
    assert as_me.post("/me/leave/", {"proof": "pw-teenplay-1"}).status_code == 302

    after = cells()
    assert [secret for secret in SECRETS + WRITTEN if secret in after] == []
    assert list(ClubPost.objects.values_list("title", flat=True)) == ["친구의 글"]
    for model in apps.get_models(include_auto_created=True):
        for column in columns_of(model):
            rows = model._default_manager.filter(**{column.attname: me.pk})
            assert rows.count() == (1 if model is Pay else 0), model
    left = Member.objects.get(pk=me.pk)
    assert (left.status, left.nickname, left.latitude, left.birth, left.is_active) == (0, "", None, None, False)
    assert not left.has_usable_password()
    assert not get_user(as_me).is_authenticated  # type: ignore[arg-type]


def test_leaving_gives_the_seat_to_who_waits(me: Member) -> None:
    leave(me.pk, NOW)
    assert [(row.member.nickname, row.status) for row in ActivityMember.objects.all()] == [("소연", 1)]


def test_leaving_without_a_password_asks_for_the_nickname(client: Client, member: Member) -> None:
    client.force_login(member, backend="teenplay.members.backends.MemberBackend")
    assert client.post("/me/leave/", {"proof": "땅"}).status_code == 422
    client.post("/me/leave/", {"proof": "하늘"})
    assert Member.objects.get(pk=member.pk).status == Member.AccountStatus.LEFT


def test_clubs_go_to_the_oldest_member_or_with_their_owner(me: Member) -> None:
    young, old = make_member("젊은"), make_member("오랜")
    shared, alone = make_club("함께", member=me), make_club("혼자", member=me)
    for member, days in ((me, 9), (young, 1), (old, 5)):
        ClubMember.objects.create(club=shared, member=member, status=1, created_date=NOW - days * DAY)
    make_activity("혼자 걷기", club=alone)
    leave(me.pk, NOW)
    assert list(Club.objects.filter(name__in=("함께", "혼자")).values_list("name", "member")) == [("함께", old.pk)]


@pytest.mark.django_db(transaction=True)
def test_after_leaving_no_file_of_the_service_names_the_member(me: Member, settings: Settings, tmp_path: Path) -> None:
    """The database's own file, its log, the model on disk, and the uploads."""
    settings.MOIM = {**settings.MOIM, "MODEL_DIR": tmp_path / "models", "SYNC_SECONDS": 0}
    serving.forget()
    picture = default_storage.save("activity/thumbnail/a.webp", ContentFile(SECRETS[0].encode()))
    alone = make_club("혼자", member=me)
    make_activity("혼자 걷기", club=alone, thumbnail=picture)
    gone = default_storage.save("club/post/b.webp", ContentFile(WRITTEN[1].encode()))
    ClubPost.objects.create(club=alone, member=make_member("떠난 사람"), title="혼자가 된 모임의 글", picture=gone)
    version = services.train(at=NOW)
    database = Path(str(connection.settings_dict["NAME"]))
    folders = [tmp_path, *([database.parent] if connection.vendor == "sqlite" else [])]

    def named() -> list[tuple[str, str]]:
        secrets = SECRETS + WRITTEN
        files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
        return [(secret, path.name) for path in files for secret in secrets if secret.encode() in path.read_bytes()]

    keyword = SECRETS[-1]
    assert {(keyword, "texts.json"), (WRITTEN[0], "a.webp"), (WRITTEN[1], "b.webp")} <= set(named())
    assert connection.vendor != "sqlite" or {secret for secret, _ in named()} == {*SECRETS, *WRITTEN}
    leave(me.pk, NOW)
    assert named() == []

    now = ModelVersion.objects.get(pk=version.pk)
    assert now.name != version.name
    stored = read_artefact(tmp_path / "models" / now.name)
    assert str(me.pk) not in stored.texts["member_ids"]
    assert [path.name for path in (tmp_path / "models").iterdir()] == [now.name]
    serving.forget()
    assert serving.get() is not None  # what is left can be served
    shutil.rmtree(tmp_path / "models")
