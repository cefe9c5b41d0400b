import datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from tests.teenplay.exchange.copies import contents, empty_database

from moim.data.dataset import read
from moim_django.models import Interaction, StoredState
from teenplay.activities.models import Activity, ActivityLike, ActivityMember
from teenplay.clubs.models import Club, ClubMember
from teenplay.exchange import dataset_export, dataset_load
from teenplay.exchange.models import CategoryMapping
from teenplay.friends.models import Friend
from teenplay.members.models import Member

pytestmark = [pytest.mark.django_db, pytest.mark.database]

MARCH_4 = datetime.datetime(2025, 3, 4, 10, tzinfo=datetime.UTC).timestamp()


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC)


def test_load_fills_the_platforms_columns(catalogue: Path) -> None:
    dataset_load.load(catalogue)
    m1, m2, m3 = Member.objects.order_by("id")
    assert (m1.nickname, m1.region.name, m1.keywords, m1.synthetic) == ("하늘", "서울", ("러닝", "산"), True)
    assert [category.name for category in m1.favorite_categories.order_by("id")] == ["취미", "재테크"]
    assert m1.source_extra == {"shoe_size": "250"}
    assert m2.source_extra == {"region": "Montana", "interests": "birds", "keywords": "d"}
    assert (m2.created_date, m2.made_up) == (at("2025-01-01"), ["created_date"])
    assert m3.created_date == at("2025-01-03T00:00:00.250000")
    assert not m1.has_usable_password()
    c1, c2 = Club.objects.order_by("id")
    assert (c1.main_category_id, c1.source_category, c1.tags) == (3, None, "러닝;저녁")
    assert (c1.member, c1.info, m1.birth, m2.birth) == (m3, "천천히", 1999, None)
    assert (c2.main_category_id, c2.source_category, c2.region_id) == (13, "nature", None)
    a1, a2 = Activity.objects.order_by("id")
    assert (a1.club, a1.intro, a1.capacity, a1.end) == (c1, "천천히\n뛰어요", 1, at("2025-03-02T02:00:00"))
    assert (a2.end, a2.capacity, a2.latitude) == (None, None, None)


def test_load_leaves_likes_seats_and_ties_as_the_interactions_do(catalogue: Path) -> None:
    outcome = dataset_load.load(catalogue)
    like = ActivityLike.objects.get()
    assert (like.status, like.created_date, like.updated_date) == (0, at("2025-02-02T00:01:00"), at("2025-02-03"))
    seats = ActivityMember.objects.order_by("id").values_list("member__nickname", "status", "updated_date")
    assert list(seats) == [("하늘", 1, at("2025-02-02T00:02:00")), ("", 0, at("2025-02-05"))]
    assert list(ClubMember.objects.order_by("id").values_list("made_up", flat=True)) == [[], ["created_date"]]
    assert Friend.objects.filter(state=Friend.Friendship.FRIENDS).count() == 2
    assert Interaction.objects.count() == outcome.added["interactions"] == 9
    assert set(StoredState.objects.values_list("count", flat=True)) == {4, 1}


def test_load_enters_an_unknown_category_for_operators_to_map(catalogue: Path) -> None:
    outcome = dataset_load.load(catalogue)
    mapping = CategoryMapping.objects.get(source="dataset")
    assert (mapping.name, mapping.category.name) == ("nature", "기타")
    assert outcome.notes == ["categories not known yet, taken as 기타 until an operator maps them: nature"]


def test_load_twice_changes_nothing(catalogue: Path, tmp_path: Path) -> None:
    dataset_load.load(catalogue, shift_to=MARCH_4)
    dataset_export.export(tmp_path / "first")
    outcome = dataset_load.load(catalogue, shift_to=MARCH_4 + 40 * 86_400)
    dataset_export.export(tmp_path / "second")
    assert not any(outcome.added.values())
    assert outcome.notes == ["all times moved by +21 days, as at the first load"]
    assert contents(tmp_path / "first") == contents(tmp_path / "second")


def test_shift_moves_every_time_by_the_same_whole_days(catalogue: Path) -> None:
    # The last interaction, 10 February 12:00, becomes the last one that is no later than 4 March 10:00: 3 March 12:00.
    dataset_load.load(catalogue, shift_to=MARCH_4)
    assert Interaction.objects.latest("at").at == at("2025-03-03T12:00:00")
    assert Activity.objects.earliest("id").recruit_end == at("2025-03-22")
    assert Member.objects.get(nickname="하늘").created_date == at("2025-01-22")


def test_export_says_what_the_files_said(catalogue: Path, tmp_path: Path) -> None:
    dataset_load.load(catalogue)
    dataset_export.export(tmp_path / "out")
    given, written = read(catalogue), read(tmp_path / "out")
    for before, after in zip(given.tables(), written.tables(), strict=True):
        assert len(before) == len(after)
        for column, cells in before.texts.items():
            if (before.name, column) != ("clubs", "category") and (before.name, column) != ("activities", "category"):
                assert after.text(column) == cells, (before.name, column)
        for column, numbers in before.numbers.items():
            assert str(after.number(column).tolist()) == str(numbers.tolist()), (before.name, column)
    assert written.activities.text("category") == ["운동·액티비티", "기타"]
    assert written.activities.extra["source_category"] == ["", "nature"]
    assert written.members.extra["shoe_size"] == ["250", "", ""]


def test_export_loaded_elsewhere_and_exported_again_is_the_same_to_the_byte(catalogue: Path, tmp_path: Path) -> None:
    dataset_load.load(catalogue)
    dataset_export.export(tmp_path / "first")
    empty_database()
    dataset_load.load(tmp_path / "first")
    dataset_export.export(tmp_path / "second")
    assert contents(tmp_path / "first") == contents(tmp_path / "second")
    assert len(contents(tmp_path / "first")) == 6


def test_made_up_cells_are_not_known_in_an_export(catalogue: Path, tmp_path: Path) -> None:
    dataset_load.load(catalogue)
    Club.objects.filter(source_id="c2").update(intro="지어낸 소개", made_up=["club_intro", "club_main_category_id"])
    dataset_export.export(tmp_path / "out")
    clubs = read(tmp_path / "out").clubs
    assert clubs.text("intro") == ["같이 뛰어요", ""]
    assert clubs.text("category") == ["운동·액티비티", ""]
    assert clubs.extra["made_up"] == ["", "club_intro;club_main_category_id"]


def test_bad_input_is_reported_whole_with_exit_code_2_and_nothing_is_loaded(
    catalogue: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (catalogue / "interactions.csv").open("a") as file:
        file.write("m9,a1,view,2025-02-02T00:00:00Z\nm1,a1,stare,yesterday\n")
    with pytest.raises(CommandError, match="3 problems; nothing was loaded") as caught:
        call_command("load", "dataset", str(catalogue))
    assert caught.value.returncode == 2
    assert capsys.readouterr().err.splitlines() == [
        "interactions.csv:11: column member_id: no such row in members: 'm9'",
        "interactions.csv:12: column at: not a time (ISO 8601, UTC): 'yesterday'",
        "interactions.csv:12: column kind: not one of view, like, unlike, join, cancel, decline, attend: 'stare'",
    ]
    assert not Member.objects.exists()


def test_what_does_not_fit_a_column_is_reported_by_its_line(
    catalogue: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = catalogue / "activities.csv"
    path.write_text(path.read_text().replace("Owls", "부" * 256))
    with pytest.raises(CommandError, match="1 problem; nothing was loaded"):
        call_command("load", "dataset", str(catalogue))
    assert capsys.readouterr().err.startswith("activities.csv:4: column title: 256 characters where 255 fit: '부부")
    assert not Club.objects.exists()
