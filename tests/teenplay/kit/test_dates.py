import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from teenplay.kit.dates import Deadline, ago, date_and_time, days_until, deadline, span

SEOUL = ZoneInfo("Asia/Seoul")


def at(day: int, hour: int = 0, minute: int = 0, month: int = 5, year: int = 2026) -> datetime.datetime:
    return datetime.datetime(year, month, day, hour, minute, tzinfo=SEOUL).astimezone(datetime.UTC)


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (at(10, 12), "D-3"),
        (at(10, 23, 59), "D-3"),
        (at(11), "D-2"),
        (at(12), "내일 마감"),
        (at(12, 23, 59), "내일 마감"),
        (at(13), "오늘 마감"),
        (at(13, 17, 59), "오늘 마감"),
        (at(13, 18), "마감"),
    ],
)
def test_deadline_counts_midnights_in_seoul(now: datetime.datetime, words: str) -> None:
    closing = deadline(at(13, 18), now)
    assert closing is not None
    assert closing.text == words


def test_deadline_at_midnight_belongs_to_the_day_before() -> None:
    assert deadline(at(14), at(13, 9)) == Deadline("오늘 마감", True)
    assert deadline(at(14), at(12, 9)) == Deadline("내일 마감", True)


def test_deadline_is_soon_for_three_days() -> None:
    assert [deadline(at(20, 12), at(day)) for day in (16, 17)] == [Deadline("D-4", False), Deadline("D-3", True)]
    assert deadline(None, at(1)) is None


def test_days_are_of_seoul_although_utc_has_another_date() -> None:
    # 08:30 in Seoul on the 2nd is 23:30 UTC on the 1st
    assert days_until(at(2, 8, 30), at(1, 23)) == 1


def test_date_and_time_says_what_people_say() -> None:
    assert date_and_time(at(1, 19), at(1, 9)) == "오늘 오후 7:00"
    assert date_and_time(at(2, 7, 5), at(1, 23, 59)) == "내일 오전 7:05"
    assert date_and_time(at(9, 14), at(1)) == "5월 9일 (토) 오후 2:00"
    assert date_and_time(at(3, 14, month=1, year=2027), at(1)) == "2027년 1월 3일 (일) 오후 2:00"


def test_date_and_time_in_english() -> None:
    with translation.override("en"):
        assert date_and_time(at(9, 14), at(1)) == "May 9 (Sat) 2:00 PM"


def test_span_says_a_day_once() -> None:
    assert span(at(9, 14), at(9, 16, 30), at(1)) == "5월 9일 (토) 오후 2:00–오후 4:30"
    assert span(at(9, 14), at(10, 11), at(1)) == "5월 9일 (토) 오후 2:00 – 5월 10일 (일) 오전 11:00"
    assert span(at(9, 14), None, at(1)) == "5월 9일 (토) 오후 2:00"
    assert span(None, None, at(1)) == ""


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, "방금"), (59, "방금"), (60, "1분 전"), (3599, "59분 전"), (3600, "1시간 전"), (86399, "23시간 전"),
        (86400, "1일 전"), (7 * 86400 - 1, "6일 전"), (7 * 86400, "4월 24일 (금)"), (-5, "방금"),
    ],
)  # fmt: skip
def test_how_long_ago(seconds: int, expected: str) -> None:
    now = datetime.datetime(2026, 5, 1, 3, tzinfo=datetime.UTC)
    assert ago(now - datetime.timedelta(seconds=seconds), now) == expected
