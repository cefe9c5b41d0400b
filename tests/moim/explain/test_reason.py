from __future__ import annotations

import string

import pytest

from moim.explain.reason import SENTENCES, Reason
from moim.features.text_similarity import stands_in


@pytest.mark.parametrize("code", SENTENCES)
def test_both_languages_tell_the_same_facts(code: str) -> None:
    def facts(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    assert facts(SENTENCES[code]["ko"]) == facts(SENTENCES[code]["en"])


@pytest.mark.parametrize(
    ("reason", "ko", "en"),
    [
        (Reason("near_home", {"km": 0.02}), "집에서 0.1 km", "0.1 km from home"),
        (Reason("near_home", {"km": 12.6}), "집에서 13 km", "13 km from home"),
        (Reason("company", {"count": 3}), "지난번 함께한 3명이 참여해요", "3 people you met before are going"),
        (Reason("closes_tomorrow"), "내일 모집 마감", "Closes tomorrow"),
        (Reason("keyword", {"word": "도자기"}), "키워드 '도자기'", "Matches your keyword “도자기”"),
    ],
)
def test_facts_are_shown_as_people_say_them(reason: Reason, ko: str, en: str) -> None:
    assert reason.sentence("ko") == ko
    assert reason.sentence("en") == en


def test_a_place_in_the_week_has_its_name() -> None:
    habit = Reason("habit", {"weekday": 5, "hour": 19})
    assert "토요일 저녁" in habit.sentence("ko")
    assert "Saturday evening" in habit.sentence("en")


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
