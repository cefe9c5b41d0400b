"""Korean dates: phrases with their windows worked out by hand, and no text that raises."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teenplay.collect.dates import SEOUL, Schedule, Window, read_schedule

NOW = datetime(2024, 4, 17, 12, 0, tzinfo=SEOUL)
PHRASES = [
    line.split("\t")
    for line in (Path(__file__).parent / "korean_dates.tsv").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


def written(window: Window | None) -> str:
    """A window in the table's notation."""
    if window is None:
        return "-"
    days = " " + "".join("월화수목금토일"[day] for day in sorted(window.weekdays)) if window.weekdays else ""

    def moment(at: datetime | None, midnight: str) -> str:
        if at is None:
            return "?"
        clock = at.strftime("%H:%M:%S")
        return at.strftime("%y%m%d") + (
            "" if clock == midnight and not window.timed else f" {clock.removesuffix(':00')}"
        )

    start, end = moment(window.start, "00:00:00"), moment(window.end, "23:59:59")
    return (start if start == end else f"{start}..{end}") + days


def test_the_table_is_as_long_as_promised() -> None:
    assert len({phrase[0] for phrase in PHRASES}) >= 200


@pytest.mark.parametrize(("text", "activity", "recruit"), PHRASES, ids=[phrase[0] for phrase in PHRASES])
def test_phrase(text: str, activity: str, recruit: str) -> None:
    schedule = read_schedule(text.replace("\\n", "\n"), NOW)
    assert (written(schedule.activity), written(schedule.recruit)) == (activity, recruit)


@pytest.mark.parametrize(
    "text", ["상시", "상시모집", "수시 접수", "연중 운영", "기간 제한 없음", "소진시까지", "마감 시까지"]
)
def test_always_is_said(text: str) -> None:
    assert read_schedule(text, NOW).always


def test_the_moment_seen_from_may_be_in_any_zone() -> None:
    late_in_utc = datetime(2024, 4, 17, 16, 0, tzinfo=UTC)  # 01:00 on the 18th in Seoul
    assert written(read_schedule("내일", late_in_utc).activity) == "240419"


@given(st.text(max_size=200))
def test_no_text_raises(text: str) -> None:
    assert isinstance(read_schedule(text, NOW), Schedule)


PIECES = [
    "5월",
    "31일",
    "2월 30일",
    "~",
    "-",
    "부터",
    "까지",
    "매주",
    "토",
    "월~금",
    "(금)",
    "오후",
    "25시",
    "7시 반",
    "12:61",
    "D-999",
]
PIECES += [
    "마감",
    "모집",
    "일시:",
    "\n",
    "9999.99.99",
    "매월",
    "다섯째",
    "마지막 주",
    "일",
    "00:00",
    "자정",
    "밤 12시",
    "999일 후",
    "0/0",
]


@given(
    st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join),
    st.integers(946_782_000, 3_786_900_000),
)
def test_windows_never_end_before_they_start(text: str, now: int) -> None:
    schedule = read_schedule(text, datetime.fromtimestamp(now, SEOUL))
    for window in (schedule.activity, schedule.recruit):
        if window is not None:
            assert window.start is not None or window.end is not None
            if window.start is not None and window.end is not None:
                assert window.end - window.start >= timedelta(0)
