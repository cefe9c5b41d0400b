"""Duplicates: a few pairs one can see, and precision and recall on re-listed events of the city."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from tests.teenplay.collect.relisted import entry, events, relist

from teenplay.collect.duplicates import DAY, EventRecord, Pair, find_duplicates, groups

SEOUL_EVENTS = (
    Path(os.environ.get("MOIM_DATA", Path(__file__).parents[4] / "shared/data"))
    / "seoul_culture_events"
    / "events_2024.csv.gz"
)
MAY_3 = 1_714_662_000.0  # 2024-05-03 00:00 in Seoul

# Rows (from 0) of the city's own list that a person read and found to be one event listed twice.
LISTED_TWICE_BY_THE_CITY = {
    (1581, 1582), (4258, 4260), (1081, 1082), (3210, 3211), (1229, 1247),
    (4691, 4707), (278, 282), (397, 398), (1556, 1560), (385, 386),
}  # fmt: skip


def listed(title: str, day: int = 0, place: str = "성수아트홀", organiser: str = "성동문화재단") -> EventRecord:
    return EventRecord(title, MAY_3 + day * DAY, MAY_3 + (day + 1) * DAY - 1, place, organiser)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (listed("[성동문화재단] 봄밤 재즈 콘서트"), listed("★봄밤재즈콘서트★ 관람객 모집", organiser="티켓나라")),
        (listed("도자기 원데이 클래스"), listed("[체험] 도자기 원데이클래스", day=1)),
        (listed("<한낮의 음악회>"), listed("한낮의 음악회 (무료)", place="")),
    ],
)
def test_one_event_listed_twice_is_found(one: EventRecord, other: EventRecord) -> None:
    assert [(pair.first, pair.second) for pair in find_duplicates([one, other])] == [(0, 1)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (listed("우리 동네 음악회 1회차"), listed("우리 동네 음악회 2회차", day=1)),
        (listed("강변 음악회 I"), listed("강변 음악회 II", day=1)),
        (listed("악기 교실 [통기타]"), listed("악기 교실 [바이올린]")),
        (listed("봄밤 재즈 콘서트"), listed("봄밤 재즈 콘서트", day=7)),
        (listed("봄밤 재즈 콘서트"), listed("어린이 발레 교실")),
    ],
)
def test_different_events_of_a_series_stay_apart(one: EventRecord, other: EventRecord) -> None:
    assert find_duplicates([one, other]) == []


def test_a_pair_kept_apart_by_a_person_is_never_given_again() -> None:
    twice = [listed("봄밤 재즈 콘서트"), listed("봄밤 재즈 콘서트")]
    assert len(find_duplicates(twice)) == 1
    assert find_duplicates(twice, apart={(1, 0)}) == []


def test_entries_without_a_date_meet_under_one_title() -> None:
    undated = EventRecord("한강 러닝 크루", place="여의도")
    assert [(pair.first, pair.second) for pair in find_duplicates([undated, undated, listed("다른 모임")])] == [(0, 1)]


def test_groups_join_through_a_third() -> None:
    assert groups([Pair(4, 7, 1.0), Pair(1, 2, 0.9), Pair(2, 4, 0.8)]) == [[1, 2, 4, 7]]
    assert groups([Pair(5, 6, 1.0), Pair(1, 9, 0.9)]) == [[1, 9], [5, 6]]
    assert groups([]) == []


@pytest.mark.data
@pytest.mark.skipif(not SEOUL_EVENTS.is_file(), reason=f"no {SEOUL_EVENTS.name}: set MOIM_DATA")
def test_precision_and_recall_on_relisted_events_of_the_city() -> None:
    """1,500 of 4,996 events are listed a second time; every pair found among all 6,496 entries counts."""
    listing = [entry(row) for row in events(SEOUL_EVENTS)]
    rng = random.Random(3)  # the weights were fitted on seed 1 and the bar chosen on seed 2
    chosen = rng.sample(range(len(listing)), 1_500)
    relisted = [relist(listing[position], rng) for position in chosen]
    original = dict(enumerate(chosen, len(listing)))
    twin = {second: first for first, second in LISTED_TWICE_BY_THE_CITY}

    def event(position: int) -> int:
        position = original.get(position, position)
        return twin.get(position, position)

    found = {(pair.first, pair.second) for pair in find_duplicates(listing + relisted)}
    right = {pair for pair in found if event(pair[0]) == event(pair[1])}
    wanted = {(position, copy) for copy, position in original.items()} | LISTED_TWICE_BY_THE_CITY
    precision, recall = len(right) / len(found), len(right & wanted) / len(wanted)
    assert precision >= 0.98, precision
    assert recall >= 0.95, recall
