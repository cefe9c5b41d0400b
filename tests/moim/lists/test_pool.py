"""Of four activities: rows 0 bowl and 1 cup of clay (category 0), 2 night and 3 morning of run (category 1)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests.moim.worlds import NOW, activity, small

from moim.data.times import DAY
from moim.data.world import World
from moim.features import Candidates, Member
from moim.features.context import FeatureContext
from moim.lists.pool import Pool, category_mix
from moim.members import MemberState, Profile, Trace

YEAR = 365 * DAY


def candidates_of(*events: Any, **changes: Any) -> Candidates:
    context = FeatureContext(World.of(small(list(events), **changes)))
    context.fit(NOW)
    return Candidates(context, np.arange(len(context.world.activities), dtype=np.int32), NOW)


def test_a_pool_has_the_figures_of_its_positions() -> None:
    candidates = candidates_of()
    candidates.world.put_activity(activity("plate", "clay", "접시"))
    pool = Pool.of(candidates, np.array([4.0, 3.0, 2.0, 1.0], np.float32), np.array([3, 0]))
    assert pool.scores.tolist() == [1.0, 4.0]
    assert pool.clubs.tolist() == [1, 0]
    assert pool.categories.tolist() == [1, 0]
    assert pool.held.tolist() == [2, 3]  # clay has held the plate, too
    assert pool.likeness.shape == (2, 2)


def test_likeness_is_that_of_the_words_at_least_that_of_club_or_category() -> None:
    """Four one-word texts with no word in common but "러닝"; club and category decide the rest."""
    rows = [
        activity("a", "clay", "도자기"),
        activity("b", "clay", "바느질", category="운동·액티비티"),  # the club of a
        activity("c", "run", "러닝"),  # the category of b
        activity("d", "run", "러닝", category="취미"),  # the category of a, the club and the words of c
    ]
    candidates = candidates_of(activities=rows)
    likeness = Pool.of(candidates, np.zeros(4, np.float32), np.arange(4)).likeness
    words = (candidates.words @ candidates.words.T).toarray()
    assert words[2, 3] == pytest.approx(1.0)
    assert 0.0 < words[0, 1] < 0.7  # the club's name
    assert words[0, 2] == words[0, 3] == words[1, 2] == words[1, 3] == 0.0
    expected = [
        [1.0, 0.7, 0.0, 0.3],
        [0.7, 1.0, 0.3, 0.0],
        [0.0, 0.3, 1.0, 1.0],
        [0.3, 0.0, 1.0, 1.0],
    ]
    np.testing.assert_allclose(likeness, expected, atol=1e-6)
    assert likeness.dtype == np.float32
    assert likeness.max() <= 1.0


def mix(candidates: Candidates, interests: tuple[str, ...] = (), **traces: Trace) -> list[float]:
    member = Member.of(candidates.world, Profile("", interests=interests), MemberState(dict(traces)), NOW)
    return category_mix(member, candidates).tolist()


def test_of_one_who_is_unknown_no_mix_is_wanted() -> None:
    assert mix(candidates_of()) == []


def test_an_interest_counts_as_one_activity() -> None:
    """Own (1, 0), everyone's (1/2, 1/2) with the weight of two: ((1, 0) + (1, 1)) / 3."""
    assert mix(candidates_of(), ("취미",)) == pytest.approx([2 / 3, 1 / 3])


def test_what_was_joined_a_year_ago_counts_half() -> None:
    """Own (0, 1/2): ((0, 1/2) + (1, 1)) / 2.5; with the interest (1, 1/2): ((1, 1/2) + (1, 1)) / 3.5."""
    night = Trace("join", int(NOW - YEAR))
    assert mix(candidates_of(), night=night) == pytest.approx([1 / 2.5, 1.5 / 2.5])
    assert mix(candidates_of(), ("취미",), night=night) == pytest.approx([2 / 3.5, 1.5 / 3.5])


def test_everyones_mix_is_that_of_all_joins() -> None:
    """Two joins of category 0, none of 1, one more for each: (3/4, 1/4). Own (0, 1): ((0, 1) + (1.5, 0.5)) / 3."""
    candidates = candidates_of(("jun", "cup", "join", 60.0), ("sora", "cup", "join", 50.0))
    assert mix(candidates, ("운동·액티비티",)) == pytest.approx([1.5 / 3, 1.5 / 3])


def test_a_category_that_came_after_the_candidates_were_gathered_counts_for_nothing() -> None:
    candidates = candidates_of()
    assert candidates.category_share.shape == (3,)
    candidates.world.put_club({"club_id": "new", "name": "처음", "category": "여행"})
    candidates.world.put_activity(activity("trip", "new", "여행"))
    assert mix(candidates, ("여행",), trip=Trace("join", int(NOW))) == []
    assert mix(candidates, ("여행", "취미")) == pytest.approx([2 / 3, 1 / 3])


def test_activities_without_a_category_count_for_none_of_them() -> None:
    """Their club has no category. Everyone's mix is still (1/2, 1/2), the own (1, 0): ((1, 0) + (1, 1)) / 3."""
    candidates = candidates_of()
    candidates.world.put_club({"club_id": "bare", "name": "무제"})
    candidates.world.put_activity(activity("plain", "bare", "모임"))
    assert candidates.category_share.tolist() == pytest.approx([1 / 3] * 3)
    assert mix(candidates, ("취미",), plain=Trace("join", int(NOW))) == pytest.approx([2 / 3, 1 / 3])
    assert mix(candidates, plain=Trace("join", int(NOW))) == []
