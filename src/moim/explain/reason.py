"""Terms of a score -> sentences a member understands, in Korean and English.

A reason names a fact the platform can show ("a club you are in", "1.2 km from home"); it is made by the feature that
computed the fact, so it is true by construction. No reason names another member who is not a friend.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Language = Literal["ko", "en"]


@dataclass(frozen=True, slots=True)
class Reason:
    """A kind of reason and the facts in it."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def sentence(self, language: Language = "ko") -> str:
        """The reason in words.

        >>> Reason("near_home", {"km": 1.234}).sentence("ko")
        '집에서 1.2 km'
        """
        facts = {name: _shown(name, fact, language) for name, fact in self.facts.items()}
        return SENTENCES[self.code][language].format_map(facts)


def _shown(name: str, fact: object, language: Language) -> str:
    if name == "km" and isinstance(fact, float):
        return f"{max(fact, 0.1):.1f}" if fact < 10 else f"{fact:.0f}"
    if name == "weekday" and isinstance(fact, int):
        return (WEEKDAYS if language == "ko" else WEEKDAYS_EN)[fact]
    if name == "hour" and isinstance(fact, int):
        return next(ko if language == "ko" else en for until, ko, en in DAYPARTS if fact < until)
    return str(fact)


WEEKDAYS = ("월", "화", "수", "목", "금", "토", "일")
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAYPARTS = ((6, "새벽", "small hours"), (12, "오전", "morning"), (18, "오후", "afternoon"), (24, "저녁", "evening"))

SENTENCES: dict[str, dict[Language, str]] = {
    "member_of_club": {"ko": "가입한 모임 '{club}'의 활동", "en": "From your club “{club}”"},
    "club_joined_before": {"ko": "전에 함께한 '{club}'의 활동", "en": "By “{club}”, whom you joined before"},
    "similar_club": {"ko": "'{club}' 멤버들이 많이 찾는 모임", "en": "Liked by members of “{club}”"},
    "company": {"ko": "지난번 함께한 {count}명이 참여해요", "en": "{count} people you met before are going"},
    "friends_count": {"ko": "틴친 {count}명이 참여해요", "en": "{count} of your friends are going"},
    "series": {"ko": "지난번에 참여한 활동이 다시 열려요", "en": "An activity you joined is back"},
    "words": {"ko": "관심 있게 본 '{words}'", "en": "Like what you looked at: {words}"},
    "topic": {"ko": "자주 찾는 '{category}'", "en": "You often look for {category}"},
    "interest": {"ko": "관심 카테고리 '{category}'", "en": "In {category}, which you chose"},
    "keyword": {"ko": "키워드 '{word}'", "en": "Matches your keyword “{word}”"},
    "kindred": {"ko": "관심사가 비슷한 사람들이 찾는 모임", "en": "People with your interests go here"},
    "near_home": {"ko": "집에서 {km} km", "en": "{km} km from home"},
    "near_clubs": {"ko": "내 모임에서 {km} km", "en": "{km} km from a club of yours"},
    "near_past": {"ko": "자주 가는 곳에서 {km} km", "en": "{km} km from where you often go"},
    "place_habit": {"ko": "자주 가는 동네예요", "en": "Around where you often go"},
    "same_region": {"ko": "우리 동네 {region}", "en": "In {region}, your region"},
    "habit": {"ko": "자주 가는 {weekday}요일 {hour}", "en": "On a {weekday} {hour}, as you often go"},
    "joins": {"ko": "{count}명이 함께해요", "en": "{count} people are going"},
    "usual_size": {"ko": "평소 가던 규모예요 (정원 {seats}명)", "en": "The size you usually go for: {seats} seats"},
    "pace": {"ko": "지금 빠르게 모이고 있어요", "en": "Filling up fast"},
    "new": {"ko": "새로 열린 활동", "en": "Newly opened"},
    "unseen": {"ko": "다녀간 뒤에 새로 열렸어요", "en": "Opened since your last visit"},
    "soon": {"ko": "곧 시작해요", "en": "Starts soon"},
    "closes_today": {"ko": "오늘 모집 마감", "en": "Last day to join"},
    "closes_tomorrow": {"ko": "내일 모집 마감", "en": "Closes tomorrow"},
    "closes_in": {"ko": "모집 마감 {days}일 전", "en": "Closes in {days} days"},
    "organiser": {"ko": "꾸준히 사랑받는 모임 '{club}'", "en": "By “{club}”, whose activities are well attended"},
    "season": {"ko": "지금 이 계절에 어울려요", "en": "Right for the season"},
    "similar_activity": {"ko": "보고 있는 활동과 비슷해요", "en": "Like the one you are looking at"},
    "open": {"ko": "지금 모집하고 있어요", "en": "Open now"},
    "explored": {"ko": "새로운 발견", "en": "Something new for you"},
    "popular_club": {"ko": "{count}명이 활동하는 모임", "en": "{count} members"},
    "shared_tags": {"ko": "관심 주제 '{words}'", "en": "About {words}, like your clubs"},
}
