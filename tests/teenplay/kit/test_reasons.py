"""Reasons are read in one language: names of the catalogue, too."""

from __future__ import annotations

from django.utils import translation

from moim.explain.reason import Reason
from teenplay.kit.reasons import sentences

REASONS = [
    Reason("interest", {"category": "문화·예술"}),
    Reason("same_region", {"region": "서울"}),
    Reason("member_of_club", {"club": "서울"}),
]


def test_names_of_categories_and_regions_are_translated_and_those_of_clubs_are_not() -> None:
    with translation.override("en"):
        assert sentences(REASONS) == [
            "In Culture & arts, which you chose",
            "In Seoul, your region",
            "From your club “서울”",
        ]
    with translation.override("ko"):
        assert sentences(REASONS)[:2] == ["관심 카테고리 '문화·예술'", "우리 동네 서울"]


def test_what_is_said_twice_is_said_once() -> None:
    with translation.override("ko"):
        assert len(sentences([REASONS[0], REASONS[0]])) == 1
