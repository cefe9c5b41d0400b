from __future__ import annotations

import pytest

from moim.features.turnout import series_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Code Night, March 3rd", "Code Night - April 7th"),
        ("한강 러닝 3회", "한강 러닝 12회차"),
        ("[5월] 독서 모임", "독서 모임 (6월)"),
        ("Tuesday Tango", "tango, Thursday"),
    ],
)
def test_dates_and_numbers_do_not_part_a_series(one: str, other: str) -> None:
    assert series_key(one) == series_key(other)


@pytest.mark.parametrize(("one", "other"), [("한강 러닝", "한강 산책"), ("Go night", "Rust night")])
def test_other_titles_are_other_series(one: str, other: str) -> None:
    assert series_key(one) != series_key(other)
