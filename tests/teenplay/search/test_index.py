import pytest
from tests.teenplay.world import make_activity, make_club

from teenplay.activities.models import Activity
from teenplay.search import index
from teenplay.search.models import SearchEntry

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def activities() -> dict[str, Activity]:
    rows = {
        "pots": make_activity("도자기 원데이 클래스", address_location="서울 성수동"),
        "run": make_activity("한강에서 천천히 달려요", club=make_club("느린 러닝 모임")),
        "read": make_activity("주말 책방", intro="도자기 접시에 담은 빵과 함께 책을 읽어요"),
        "talk": make_activity("English small talk", category_id=10),
    }
    index.refresh()
    return rows


def found(query: str, **how: bool) -> list[str]:
    rows = index.matching(Activity.objects.all(), query, **how).order_by("-relevance", "pk")
    return [row.title for row in rows]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("도자기", ["도자기 원데이 클래스", "주말 책방"]),  # the title first, then the text
        ("러닝", ["한강에서 천천히 달려요"]),  # the club's name
        ("한강러닝", ["한강에서 천천히 달려요"]),  # two words without a blank
        ("한강 러닝", ["한강에서 천천히 달려요"]),
        ("달리기", ["한강에서 천천히 달려요"]),  # another form of the word
        ("도자기원데이", ["도자기 원데이 클래스"]),  # without blanks
        ("ㄷㅈㄱ", ["도자기 원데이 클래스"]),
        ("ehwkrl", ["도자기 원데이 클래스", "주말 책방"]),  # typed on the other layout
        ("ㄷㅜ히ㅑ노", ["English small talk"]),
        ("talks", ["English small talk"]),
        ("성수", ["도자기 원데이 클래스"]),
        ("100%", []),
        ("  ", []),
        ("!!!", []),
    ],
)
def test_matching(activities: dict[str, Activity], query: str, titles: list[str]) -> None:
    assert found(query) == titles


def test_matching_any_word_when_not_all_are_there(activities: dict[str, Activity]) -> None:
    assert found("도자기 스쿠버다이빙") == []
    assert found("도자기 스쿠버다이빙", all_words=False) == ["도자기 원데이 클래스", "주말 책방"]


def test_matching_finds_what_is_not_prepared_yet() -> None:
    make_activity("클라이밍 입문")
    assert SearchEntry.objects.count() == 0
    assert found("클라이밍") == ["클라이밍 입문"]


def test_refresh_follows_changes_and_does_nothing_twice(activities: dict[str, Activity]) -> None:
    assert index.refresh() == 0
    activities["pots"].title = "목공 원데이 클래스"
    activities["pots"].save()
    assert index.refresh() == 1
    assert found("목공") == ["목공 원데이 클래스"]
    assert found("도자기") == ["주말 책방"]


def test_suggestions_understand_half_a_syllable(activities: dict[str, Activity]) -> None:
    assert index.suggestions(Activity.objects.all(), "도자ㄱ") == ["도자기 원데이 클래스"]
    assert index.suggestions(Activity.objects.all(), "ㅈㅁㅊ") == ["주말 책방"]
    assert index.suggestions(Activity.objects.all(), "") == []
