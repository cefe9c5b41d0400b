import datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from tests.teenplay.exchange.copies import contents, empty_database

from moim_django.models import Interaction
from teenplay.activities.models import Activity, ActivityLike, ActivityMember, Festival, Pay
from teenplay.catalogue.models import Category
from teenplay.clubs.models import Club
from teenplay.exchange import dataset_load, teenplay_form
from teenplay.members.models import Member
from teenplay.posts.models import ClubPost, ClubPostReply

pytestmark = [pytest.mark.django_db, pytest.mark.database]

DATES = "2024-05-01 00:00:00.000000,2024-05-02 00:00:00.000000"
FILES = {
    "tbl_member.csv": f"""\
id,member_email,member_nickname,member_phone,member_address,member_gender,member_birth,member_marketing_agree,\
member_privacy_agree,status,member_type,member_keyword1,member_keyword2,member_keyword3,\
member_recommended_activity_model,member_recommended_club_model,created_date,updated_date
1,a@example.org,하늘,,서울 마포구,2,1999.0,0,1,1,kakao,러닝,,,activity_recommender/1.pkl,,{DATES}
7,a@example.org,바다,,,0,NULL,1,1,-1,google,,,,,,{DATES}
""",
    "tbl_pay.csv": f"id,member_id,price,receipt_id,status,created_date,updated_date\n5,1,2000,r-1,1,{DATES}\n",
    "tbl_club.csv": f"""\
id,club_name,club_intro,club_info,member_id,club_profile_path,club_banner_path,club_main_category_id,club_region_id,\
status,created_date,updated_date
3,한강 러닝,"같이, 뛰어요",,1,club/profile/2024/05/x.png,,3,1,1,{DATES}
""",
    "tbl_activity.csv": f"""\
id,club_id,activity_title,activity_content,activity_intro,recruit_start,recruit_end,category_id,\
activity_address_location,activity_address_detail,thumbnail_path,banner_path,activity_start,activity_end,festival_id,\
pay_id,status,created_date,updated_date
11,3,5km,<p>좋아요</p>,가볍게,2024-05-01 00:00:00,2024-05-10 00:00:00+09:00,3,서울 마포구,,,,2024-05-11 01:02:03.5,\
2024-05-11 03:00:00,,5,1,{DATES}
""",
    "tbl_activity_like.csv": f"""\
id,activity_id,member_id,status,created_date,updated_date
1,11,1,1,{DATES}
2,11,7,0,{DATES}
""",
    "tbl_activity_member.csv": f"""\
id,activity_id,member_id,status,created_date,updated_date
1,11,1,-1,2024-05-01 00:00:00,2024-05-01 00:00:00
2,11,7,1,{DATES}
3,11,1,1,{DATES}
""",
}


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    folder = tmp_path / "exports"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def utc(*parts: int) -> datetime.datetime:
    return datetime.datetime(*parts, tzinfo=datetime.UTC)  # type: ignore[misc, arg-type]


def test_load_keeps_ids_dates_and_accounts_that_share_an_address(exports: Path) -> None:
    teenplay_form.load(exports)
    first, second = Member.objects.order_by("id")
    assert (first.pk, first.type, first.birth, first.gender, first.email) == (1, "kakao", 1999, 2, second.email)
    assert (second.pk, second.birth, second.is_active, second.marketing_agree) == (7, None, False, True)
    assert first.activity_model == "activity_recommender/1.pkl"
    assert (first.created_date, first.updated_date) == (utc(2024, 5, 1), utc(2024, 5, 2))
    activity = Activity.objects.get()
    assert (activity.pk, activity.pay_id, activity.festival_id) == (11, 5, None)
    assert activity.recruit_end == utc(2024, 5, 9, 15)
    assert activity.start == utc(2024, 5, 11, 1, 2, 3, 500_000)


def test_load_begins_the_log_from_likes_and_participations_and_merges_pairs(exports: Path) -> None:
    outcome = teenplay_form.load(exports)
    made, changed = utc(2024, 5, 1), utc(2024, 5, 2)
    assert set(Interaction.objects.values_list("member_id", "kind", "at")) == {
        (1, "join", made),
        (7, "join", made),
        (1, "like", made),
        (7, "like", made),
        (7, "unlike", changed),
    }
    assert ActivityMember.objects.get(member_id=1).pk == 3
    assert outcome.notes == [
        "tbl_activity_member: 1 rows with the same activity_id and member_id as a later one left out"
    ]


def test_rows_made_after_a_load_get_ids_of_their_own(exports: Path) -> None:
    teenplay_form.load(exports)
    assert Club.objects.create(name="새 모임").pk > 3
    assert Category.objects.create(name="열넷째").pk > 13


def test_export_loaded_elsewhere_and_exported_again_is_the_same_to_the_byte(exports: Path, tmp_path: Path) -> None:
    teenplay_form.load(exports)
    Festival.objects.create(title="벚꽃 축제", start=datetime.date(2024, 4, 1))
    Activity.objects.update(latitude=37.5, made_up=["activity_intro"], source_extra={"b": 1, "a": "가"})
    Category.objects.filter(pk=13).update(updated_date=utc(2027, 1, 1))
    post = ClubPost.objects.create(
        club_id=3, member_id=7, title="비 오는 날", content="<p>첫 줄\n둘째</p>", pinned=True
    )
    ClubPostReply.objects.create(post=post, member_id=1, content="네, 알겠어요")
    teenplay_form.export(tmp_path / "first")
    empty_database()
    teenplay_form.load(tmp_path / "first")
    teenplay_form.export(tmp_path / "second")
    assert ClubPostReply.objects.get().post.title == "비 오는 날"
    first = contents(tmp_path / "first")
    assert first == contents(tmp_path / "second")
    assert b"5km" in first["tbl_activity.csv"]


def test_what_the_five_file_form_brought_survives_the_tables(catalogue: Path, tmp_path: Path) -> None:
    dataset_load.load(catalogue)
    teenplay_form.export(tmp_path / "first")
    empty_database()
    teenplay_form.load(tmp_path / "first")
    teenplay_form.export(tmp_path / "second")
    assert contents(tmp_path / "first") == contents(tmp_path / "second")
    assert not any(dataset_load.load(catalogue).added.values())


def test_export_writes_no_credentials(exports: Path, tmp_path: Path) -> None:
    teenplay_form.load(exports)
    member = Member.objects.create_user(nickname="운영자", password="sesame-street-7", is_staff=True)
    teenplay_form.export(tmp_path / "out")
    text = b"".join(path.read_bytes() for path in (tmp_path / "out").rglob("*.csv")).decode()
    assert member.password not in text
    assert "is_staff" not in text


def test_load_twice_changes_nothing(exports: Path) -> None:
    teenplay_form.load(exports)
    again = teenplay_form.load(exports)
    assert not any(again.added.values())
    assert again.present["tbl_activity"] == 1


def test_load_never_overwrites_another_row_of_the_same_id(exports: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Club.objects.create(pk=3, name="우리 모임")
    with pytest.raises(CommandError) as caught:
        call_command("load", "teenplay", str(exports))
    assert caught.value.returncode == 2
    message = "column club_name: another row with id 3 is in the database ('우리 모임' there): '한강 러닝'"
    assert capsys.readouterr().err.splitlines() == [f"tbl_club.csv:2: {message}"]
    assert Club.objects.get().name == "우리 모임"
    assert not Member.objects.exists()


def test_pay_id_is_kept_aside_when_payments_were_not_exported(exports: Path) -> None:
    (exports / "tbl_pay.csv").unlink()
    outcome = teenplay_form.load(exports)
    assert not Pay.objects.exists()
    activity = Activity.objects.get()
    assert (activity.pay_id, activity.source_extra) == (None, {"pay_id": 5})
    assert "tbl_activity: pay_id of 1 rows left empty: there is no tbl_pay.csv" in outcome.notes


def test_everything_wrong_is_reported_by_place_and_nothing_is_loaded(
    exports: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (exports / "tbl_activity_like.csv").write_text(
        "id,activity_id,member_id,status,created_date,updated_date\n"
        f"1,11,1,2,{DATES}\n"
        f"1,99,7,1,{DATES}\n"
        f"x,11,7,1,soon,\n"
        "4,11\n"
        f"{'9' * 30},11,7,-1,{DATES}\n"
        f"5,11,1,1,0001-01-01 00:00:00+14:00,\n"
    )
    with pytest.raises(CommandError) as caught:
        call_command("load", "teenplay", str(exports))
    assert caught.value.returncode == 2
    assert capsys.readouterr().err.splitlines() == [
        "tbl_activity_like.csv:2: column status: not one of 0, 1: '2'",
        "tbl_activity_like.csv:3: column id: the id is duplicated: '1'",
        "tbl_activity_like.csv:3: column activity_id: no such row in tbl_activity: '99'",
        "tbl_activity_like.csv:4: column id: not a whole number: 'x'",
        "tbl_activity_like.csv:4: column created_date: not a time (2024-05-19 04:23:00, UTC): 'soon'",
        "tbl_activity_like.csv:5: 2 cells where the header has 6",
        f"tbl_activity_like.csv:6: column id: must be at most 9223372036854775807: '{'9' * 30}'",
        "tbl_activity_like.csv:6: column status: not one of 0, 1: '-1'",
        "tbl_activity_like.csv:7: column created_date: not a time (2024-05-19 04:23:00, UTC): "
        "'0001-01-01 00:00:00+14:00'",
    ]
    assert not Member.objects.exists()
    assert not ActivityLike.objects.exists()


def test_a_folder_without_tables_and_a_missing_column_are_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CommandError):
        call_command("load", "teenplay", str(tmp_path))
    assert "there is no tbl_*.csv in this folder" in capsys.readouterr().err
    (tmp_path / "tbl_club.csv").write_text("id,created_date\n1,2024-05-01 00:00:00\n")
    with pytest.raises(CommandError):
        call_command("load", "teenplay", str(tmp_path))
    assert capsys.readouterr().err.splitlines() == ["tbl_club.csv:1: column club_name: the required column is missing"]
