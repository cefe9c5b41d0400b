from __future__ import annotations

import pytest
from tests.moim.worlds import NOW, activity, small

from moim.data.events import Event
from moim.data.world import World
from moim.features import Candidates
from moim.features.context import FeatureContext
from moim.lists.retrieval import MAX_AGE, Retrieval


@pytest.fixture
def world() -> World:
    return World.of(small())


@pytest.fixture
def retrieval(world: World) -> Retrieval:
    return Retrieval(FeatureContext(world))


def ids(candidates: Candidates) -> list[str]:
    return [candidates.world.activity_ids.names[row] for row in candidates.rows]


def test_what_is_open_is_gathered_for_the_time_asked(retrieval: Retrieval) -> None:
    gathered = retrieval.open_at(NOW, "한강")
    assert ids(gathered) == ["bowl", "cup", "night", "morning"]
    assert (gathered.at, gathered.season) == (NOW, "한강")


@pytest.mark.parametrize(
    ("changes", "before", "then"),
    [
        ({"recruit_start": NOW}, False, True),  # the moment recruiting opens belongs to it
        ({"recruit_end": NOW}, True, False),  # the moment it closes does not
        ({"created_at": NOW}, False, True),
    ],
)
def test_windows_open_at_their_first_second_and_close_before_their_last(
    world: World, retrieval: Retrieval, changes: dict[str, float], before: bool, then: bool
) -> None:
    world.put_activity(activity("new", "clay", "도자기") | changes)
    assert ("new" in ids(retrieval.gather(NOW - 1))) is before
    assert ("new" in ids(retrieval.gather(NOW))) is then


def test_full_and_unlisted_activities_are_not_open(world: World, retrieval: Retrieval) -> None:
    world.observe(Event("jun", "night", "join", NOW - 2))
    assert "night" in ids(retrieval.gather(NOW))  # one of two seats
    world.observe(Event("sora", "night", "join", NOW - 1))
    world.put_activity(activity("cup", "clay", "컵", listed=False))
    assert ids(retrieval.gather(NOW)) == ["bowl", "morning"]


@pytest.mark.parametrize(("later", "kept"), [(0.0, True), (9.99, True), (MAX_AGE, False), (-0.01, False)])
def test_what_was_gathered_serves_later_requests_for_ten_seconds(
    retrieval: Retrieval, later: float, kept: bool
) -> None:
    assert MAX_AGE == 10.0
    first = retrieval.open_at(NOW)
    second = retrieval.open_at(NOW + later)
    assert (second is first) is kept
    assert second.at == (NOW if kept else NOW + later)


def test_the_ten_seconds_count_from_the_gathering_not_from_the_last_request(retrieval: Retrieval) -> None:
    first = retrieval.open_at(NOW)
    assert retrieval.open_at(NOW + 6) is first
    assert retrieval.open_at(NOW + 12) is not first


def test_what_was_gathered_later_never_serves_an_earlier_time(world: World, retrieval: Retrieval) -> None:
    world.put_activity(activity("soon", "clay", "도자기", recruit_start=NOW + 5))
    assert "soon" in ids(retrieval.open_at(NOW + 5))
    assert "soon" not in ids(retrieval.open_at(NOW))


def test_another_season_is_gathered_anew(retrieval: Retrieval) -> None:
    first = retrieval.open_at(NOW, "한강")
    assert retrieval.open_at(NOW, "단풍") is not first
    assert retrieval.open_at(NOW, "단풍").season == "단풍"


@pytest.mark.parametrize("what", ["join", "cancel", "row", "membership", "view"])
def test_a_change_of_the_world_ends_it_at_once_a_view_does_not(world: World, retrieval: Retrieval, what: str) -> None:
    world.observe(Event("sora", "cup", "join", NOW - 60))
    first = retrieval.open_at(NOW)
    match what:
        case "join" | "view":
            world.observe(Event("jun", "cup", what, NOW))  # type: ignore[arg-type]
        case "cancel":
            world.observe(Event("sora", "cup", "cancel", NOW))
        case "row":
            world.put_activity(activity("bowl", "clay", "그릇"))
        case "membership":
            world.put_membership("run", "jun", NOW)
    assert (retrieval.open_at(NOW + 1) is first) is (what == "view")


def test_gathering_anew_leaves_what_is_kept(retrieval: Retrieval) -> None:
    first = retrieval.open_at(NOW)
    assert retrieval.gather(NOW) is not first
    assert retrieval.open_at(NOW + 1) is first


def test_activities_can_be_asked_for_by_id_open_or_not(world: World, retrieval: Retrieval) -> None:
    world.put_activity(activity("over", "clay", "도자기", recruit_end=NOW - 1))
    asked = retrieval.with_ids(["over", "night", "nowhere", "bowl", "night"], NOW)
    assert ids(asked) == ["bowl", "night", "over"]  # by row, each once
    assert asked.at == NOW
