from __future__ import annotations

import gettext

import pytest

from moim.explain.reason import Reason
from moim.features.text_similarity import stands_in


@pytest.mark.parametrize(
    ("reason", "ko", "en"),
    [
        (Reason("near_home", {"km": 0.02}), "집에서 0.1 km", "0.1 km from home"),
        (Reason("near_home", {"km": 9.94}), "집에서 9.9 km", "9.9 km from home"),
        (Reason("near_home", {"km": 10.0}), "집에서 10 km", "10 km from home"),
        (Reason("near_home", {"km": 12.6}), "집에서 13 km", "13 km from home"),
        (Reason("closes_tomorrow"), "내일 모집 마감", "Closes tomorrow"),
        (Reason("keyword", {"word": "도자기"}), "키워드 '도자기'", "Matches your keyword “도자기”"),
        (Reason("keyword", {"word": "{club}"}), "키워드 '{club}'", "Matches your keyword “{club}”"),
    ],
)
def test_facts_are_shown_as_people_say_them(reason: Reason, ko: str, en: str) -> None:
    assert reason.sentence("ko") == ko
    assert reason.sentence("en") == en


@pytest.mark.parametrize(
    ("reason", "ko", "en"),
    [
        (Reason("company", {"count": 1}), "지난번 함께한 1명이 참여해요", "1 person you met before is going"),
        (Reason("company", {"count": 3}), "지난번 함께한 3명이 참여해요", "3 people you met before are going"),
        (Reason("friends_count", {"count": 1}), "틴친 1명이 참여해요", "1 of your friends is going"),
        (Reason("joins", {"count": 2}), "2명이 함께해요", "2 people are going"),
        (Reason("closes_in", {"days": 1}), "모집 마감 1일 전", "Closes in 1 day"),
        (Reason("closes_in", {"days": 3}), "모집 마감 3일 전", "Closes in 3 days"),
        (
            Reason("usual_size", {"seats": 16}),
            "평소 가던 규모예요 (정원 16명)",
            "The size you usually go for: 16 seats",
        ),
        (
            Reason("usual_size", {"seats": 1}),
            "평소 가던 규모예요 (정원 1명)",
            "The size you usually go for: 1 seat",
        ),
        (Reason("popular_club", {"count": 20}), "20명이 활동하는 모임", "20 members"),
    ],
)
def test_one_and_many_are_told_apart_where_a_language_does(reason: Reason, ko: str, en: str) -> None:
    assert reason.sentence("ko") == ko
    assert reason.sentence("en") == en


@pytest.mark.parametrize(
    ("weekday", "hour", "ko", "en"),
    [
        (0, 0, "월요일 새벽", "Monday small hours"),
        (1, 5, "화요일 새벽", "Tuesday small hours"),
        (2, 6, "수요일 오전", "Wednesday morning"),
        (3, 11, "목요일 오전", "Thursday morning"),
        (4, 12, "금요일 오후", "Friday afternoon"),
        (5, 17, "토요일 오후", "Saturday afternoon"),
        (6, 18, "일요일 저녁", "Sunday evening"),
        (6, 23, "일요일 저녁", "Sunday evening"),
    ],
)
def test_a_place_in_the_week_has_its_name(weekday: int, hour: int, ko: str, en: str) -> None:
    habit = Reason("habit", {"weekday": weekday, "hour": hour})
    assert habit.sentence("ko") == f"자주 가는 {ko}"
    assert habit.sentence("en") == f"On a {en}, as you often go"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("ko", "곧 시작해요"),
        ("ko-KR", "곧 시작해요"),
        ("ko_KR", "곧 시작해요"),
        ("en-us", "Starts soon"),
        ("sw", "Starts soon"),
        ("", "Starts soon"),
    ],
)
def test_an_unknown_language_is_answered_in_english(language: str, sentence: str) -> None:
    assert Reason("soon").sentence(language) == sentence


def test_a_reason_prints_its_sentence() -> None:
    reason = Reason("near_home", {"km": 1.234})
    assert str(reason) == f"{reason}" == "집에서 1.2 km"


class Own(gettext.NullTranslations):
    """A host's catalogue of two messages."""

    TEXTS = {"organiser": "'{club}'{club:이/가} 여는 활동", "soon": "곧이에요"}

    def pgettext(self, context: str, message: str) -> str:
        return self.TEXTS.get(message, message) if context == "reason" else message


@pytest.mark.parametrize(
    ("club", "sentence"), [("흙과 손", "'흙과 손'이 여는 활동"), ("러닝크루", "'러닝크루'가 여는 활동")]
)
def test_a_hosts_own_message_comes_first_with_the_particle_its_fact_needs(club: str, sentence: str) -> None:
    assert Reason("organiser", {"club": club}).sentence("ko", Own()) == sentence


def test_where_a_host_has_no_message_the_engines_is_shown() -> None:
    assert Reason("soon").sentence("ko", Own()) == "곧이에요"
    assert Reason("closes_today").sentence("ko", Own()) == "오늘 모집 마감"
    assert Reason("joins", {"count": 4}).sentence("en", Own()) == "4 people are going"


def test_a_code_without_any_message_is_shown_as_it_is() -> None:
    assert Reason("of_a_plugin", {"count": 2}).sentence("ko") == "of_a_plugin"


@pytest.mark.parametrize(
    ("word", "title", "shown"),
    [
        ("도자기", "도자기를 빚는 저녁", True),
        ("도자기", "처음 만나는 도자기", True),
        ("모으", "사람 모으기", False),
        ("러닝", "한강러닝", False),
        ("그", "그 여름", False),
        ("Python", "python night", True),
    ],
)
def test_only_words_a_reader_finds_in_the_title_are_told(word: str, title: str, shown: bool) -> None:
    assert stands_in(word, title) is shown
