"""What every feature must be; a feature's test class inherits it and names the feature."""

from __future__ import annotations

import math
from typing import ClassVar

import numpy as np
import pytest
from tests.moim.worlds import NOW, activity, small

from moim.data.times import DAY
from moim.data.world import Event, Floats32, World
from moim.features import Candidates, Feature, Member
from moim.features.context import FeatureContext
from moim.members import MemberState, Profile

EVENTS = [
    ("minji", "past", "join", 9 * DAY),
    ("jun", "past", "join", 8 * DAY),
    ("jun", "cup", "join", 3600.0),
    ("sora", "night", "join", 1800.0),
    ("minji", "morning", "view", 60.0),
]
PAST = activity(
    "past",
    "clay",
    "도자기 물레 체험 1회",
    lat=37.56,
    lon=126.97,
    created_at=NOW - 20 * DAY,
    recruit_start=NOW - 20 * DAY,
    recruit_end=NOW - 7 * DAY,
    activity_start=NOW - 7 * DAY,
    activity_end=NOW - 7 * DAY + 7200,
)


def prepared(
    events: list[tuple[str, str, str, float]] = EVENTS, **changes: object
) -> tuple[FeatureContext, dict[str, MemberState]]:
    """An index over the small world with something in its past, and the members' states."""
    dataset = small(events, activities=[PAST, *small().activities.rows()], **changes)  # type: ignore[arg-type]
    world = World.of(dataset)
    context = FeatureContext(world)
    context.fit(NOW)
    states: dict[str, MemberState] = {}
    for member, what, kind, ago in sorted(events, key=lambda e: -e[3]):
        states.setdefault(member, MemberState()).update(Event(member, what, kind, NOW - ago))  # type: ignore[arg-type]
    return context, states


class FeatureContract:
    """Inherit, set ``feature``, and add what is particular to it."""

    feature: ClassVar[type[Feature]]

    def scores(self, member_id: str = "minji", profile: Profile | None = None, season: str = "") -> dict[str, float]:
        """The feature's values by activity id, for a member as the world knows them or for a profile."""
        context, states = prepared()
        feature = self.feature()
        feature.fit(context, NOW)
        world = context.world
        candidates = Candidates(context, world.open_at(NOW), NOW, season)
        state = states.get(member_id, MemberState())
        if profile is None:
            member = Member.in_world(world, world.member_ids.get(member_id), state, NOW)
        else:
            member = Member.of(world, profile, state, NOW)
        values = feature.score(member, candidates)
        self.check(values, len(candidates))
        for position in range(len(candidates)):
            reason = feature.reason(member, candidates, position, float(values[position]))
            if reason is not None:
                for language in ("ko", "en"):
                    sentence = reason.sentence(language)
                    assert sentence != reason.code
                    assert "{" not in sentence
        names = [world.activity_ids.names[row] for row in candidates.rows]
        return dict(zip(names, values.tolist(), strict=True))

    @staticmethod
    def check(values: Floats32, n: int) -> None:
        assert values.dtype == np.float32
        assert values.shape == (n,)
        assert np.isfinite(values).all()

    @pytest.mark.parametrize("member_id", ["minji", "jun", "sora", "nobody"])
    def test_is_finite_for_everyone(self, member_id: str) -> None:
        self.scores(member_id)

    def test_says_the_same_of_everyone_where_it_is_not_personal(self) -> None:
        if not self.feature.personal:
            assert self.scores("minji") == self.scores("jun") == self.scores("nobody")

    def test_is_finite_for_a_profile_without_sense(self) -> None:
        self.scores(
            "nobody",
            Profile("nobody", ("없는 것",), ("",), "없는 곳", math.inf, math.nan, frozenset("x"), frozenset("y")),
        )

    def test_is_finite_in_a_world_without_texts_times_or_places(self) -> None:
        bare = [
            activity(i, "clay", "x", recruit_end=NOW + DAY, activity_start=NOW + DAY, activity_end=math.nan)
            for i in "ab"
        ]
        world = World.of(small(activities=bare))
        context = FeatureContext(world)
        context.fit(NOW)
        feature = self.feature()
        feature.fit(context, NOW)
        member = Member.in_world(world, -1, MemberState(), NOW)
        self.check(feature.score(member, Candidates(context, world.open_at(NOW), NOW)), 2)
        self.check(feature.score(member, Candidates(context, np.empty(0, np.int32), NOW)), 0)

    def test_knows_what_came_after_it_was_fitted(self) -> None:
        context, states = prepared()
        feature = self.feature()
        feature.fit(context, NOW)
        world = context.world
        world.put_club({"club_id": "new", "name": "새 모임"})
        world.put_activity(activity("new", "new", "처음 만나는 보드게임", category="새 것"))
        world.observe(Event("stranger", "new", "join", NOW))
        candidates = Candidates(context, world.open_at(NOW), NOW)
        assert world.activity_ids.names[candidates.rows[-1]] == "new"
        for member_id in ("minji", "stranger"):
            state = states.get(member_id, MemberState())
            member = Member.in_world(world, world.member_ids.get(member_id), state, NOW)
            self.check(feature.score(member, candidates), len(candidates))
