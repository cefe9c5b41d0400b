import datetime
import os
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from teenplay.activities.models import Activity
from teenplay.clubs.models import Club
from teenplay.exchange import seoul
from teenplay.exchange.categories import apply
from teenplay.exchange.models import CategoryMapping

pytestmark = [pytest.mark.django_db, pytest.mark.database]

HEADER = (
    "category,district,title,date,place,org,target,fee,performers,program,theme,start,end,lat,lng,free,registered\n"
)
CONCERT = (
    "클래식,종로구,송년 음악회,2024-12-05~2024-12-06,세종대극장,세종문화회관,누구나,1만원,합창단,<b>합창</b> & 춤,기타,"
    "2024-12-05 00:00:00.0,2024-12-06 00:00:00.0,37.57,126.97,유료,2024-01-26\n"
)
LATE = (
    "전시/미술,,걷는 그림,x,마당,세종문화회관,,,,,,2024-05-03 00:00:00.0,2024-05-01 00:00:00.0,37.62010-0000-0000,"
    "127.0,무료,2024-05-04\n"
)
SEOUL = datetime.timezone(datetime.timedelta(hours=9))


@pytest.fixture
def events(tmp_path: Path) -> Path:
    path = tmp_path / "events.csv"
    path.write_text(HEADER + CONCERT + LATE + CONCERT, encoding="utf-8")
    return path


def day(year: int, month: int, day: int) -> datetime.datetime:
    return datetime.datetime(year, month, day, tzinfo=SEOUL)


def test_load_makes_organisers_clubs_and_events_activities(events: Path) -> None:
    outcome = seoul.load(events)
    club = Club.objects.get()
    assert (club.name, club.region.name, club.made_up) == ("세종문화회관", "서울", ["created_date"])
    concert, picture = Activity.objects.order_by("id")
    assert (concert.club, concert.title, concert.category.name) == (club, "송년 음악회", "문화·예술")
    assert concert.source_category == "클래식"
    assert concert.content == "<p>합창 &amp; 춤</p><p>출연: 합창단</p><p>대상: 누구나</p><p>이용료: 1만원</p>"
    assert concert.address_location == "서울 종로구 세종대극장"
    assert (concert.created_date, concert.recruit_start) == (day(2024, 1, 26),) * 2
    assert (concert.recruit_end, concert.start) == (day(2024, 12, 5),) * 2
    assert concert.end == day(2024, 12, 7) - datetime.timedelta(seconds=1)
    assert concert.source_extra["program"] == "<b>합창</b> & 춤"
    assert (picture.created_date, picture.made_up) == (day(2024, 5, 3), ["created_date", "activity_end"])
    assert (picture.latitude, picture.longitude, picture.address_location) == (None, None, "마당")
    assert outcome.notes == [
        "3 events read, 1 duplicates merged",
        "1 events end before they begin: taken to end the day they begin",
        "1 events were registered after they began: created the day they begin",
        "1 events without readable coordinates",
    ]


def test_load_twice_changes_nothing(events: Path) -> None:
    seoul.load(events)
    assert not any(seoul.load(events).added.values())


def test_shift_puts_the_day_most_recruit_on_today(events: Path) -> None:
    moment = day(2026, 5, 1).timestamp()
    outcome = seoul.load(events, shift_to=moment)
    concert = Activity.objects.get(title="송년 음악회")
    assert concert.recruit_start < day(2026, 5, 1) < concert.recruit_end
    assert outcome.notes[-1].startswith("all times moved by +")
    assert seoul.load(events, shift_to=moment + 90 * 86_400).notes[-1] == outcome.notes[-1] + ", as at the first load"


def test_an_operators_mapping_is_followed_and_reaches_what_is_there(events: Path) -> None:
    mapping = CategoryMapping.objects.get(source="seoul", name="클래식")
    seoul.load(events)
    mapping.category_id = 1
    mapping.save()
    assert apply(mapping) == 2  # the concert and, the first of its categories, the club
    assert Activity.objects.get(title="송년 음악회").category_id == 1


def test_bad_input_is_reported_whole_and_nothing_is_loaded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "events.csv"
    path.write_text(HEADER + CONCERT + CONCERT.replace("송년 음악회", "").replace("2024-01-26", "gestern"))
    with pytest.raises(CommandError) as caught:
        call_command("load", "seoul", str(path))
    assert caught.value.returncode == 2
    assert capsys.readouterr().err.splitlines() == [
        "events.csv:3: column title: the cell is empty",
        "events.csv:3: column registered: not a day (2024-05-19): 'gestern'",
    ]
    assert not Club.objects.exists()


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n"])
def test_a_file_of_something_else_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "events.csv"
    path.write_text(text)
    with pytest.raises(CommandError):
        call_command("load", "seoul", str(path))


@pytest.mark.data
def test_all_4996_real_events_are_loaded() -> None:
    folder = Path(os.environ.get("MOIM_DATA", "../shared/data"))
    path = folder / "seoul_culture_events" / "events_2024.csv.gz"
    if not path.is_file():
        pytest.skip(f"{path} is not there")
    outcome = seoul.load(path)
    assert (outcome.added["clubs"], outcome.added["activities"]) == (108, 4996)
    assert not Activity.objects.filter(category=None).exists()
