"""What every feature must be; a feature's test class inherits it and names the feature."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import numpy as np
import pytest
from tests.moim.worlds import NOW, activity, small

from moim.data.arrays import Floats32
from moim.data.events import Event
from moim.data.times import DAY
from moim.data.world import World
from moim.explain.reason import Reason
from moim.features import FEATURES, Candidates, Feature, Member
from moim.features.context import FeatureContext
from moim.members import MemberState, Profile

EVENTS = [
    ("minji", "past", "join", 9 * DAY),
    ("jun", "past", "join", 8 * DAY),
    ("jun", "cup", "join", 3600.0),
    ("sora", "night", "join", 1800.0),
    ("minji", "morning", "view", 60.0),
]


def near(value: float) -> Any:
    """A value of single precision."""
    return pytest.approx(value, abs=1e-5)


def held(identifier: str, club: str, title: str = "", *, days_ago: float = 7, **columns: Any) -> dict[str, Any]:
    """An activity that was held so many days ago, created thirteen days before."""
    start = NOW - days_ago * DAY
    times = {"created_at": start - 13 * DAY, "recruit_start": start - 13 * DAY, "recruit_end": start}
    return activity(identifier, club, title, **times, activity_start=start, activity_end=start + 7200) | columns


PAST = held("past", "clay", "도자기 물레 체험 1회", lat=37.56, lon=126.97)


def prepared(
    events: list[tuple[str, str, str, float]] = EVENTS,
    activities: list[dict[str, Any]] | None = None,
    *,
    words: dict[str, str] | None = None,
    **tables: list[dict[str, Any]],
) -> tuple[FeatureContext, dict[str, MemberState]]:
    """A context over the small world with something in its past, and the members' states.

    Args:
        events: member, activity, kind and seconds before now.
        activities: instead of the small world's and :data:`PAST`.
        words: tokens, with blanks between, that stand for the texts of these activities.
        tables: rows instead of the small world's.
    """
    if activities is None:
        activities = [PAST, *small().activities.rows()]
    dataset = small(events, activities=activities, **tables)
    world = World.of(dataset)
    context = FeatureContext(world)
    context.texts.words.update({world.activity_ids.get(one): cut.split() for one, cut in (words or {}).items()})
    context.fit(NOW)
    states: dict[str, MemberState] = {}
    for member, what, kind, ago in sorted(events, key=lambda e: -e[3]):
        states.setdefault(member, MemberState()).update(Event(member, what, kind, NOW - ago))  # type: ignore[arg-type]
    return context, states


class FeatureContract:
    """Inherit, set ``feature``, and add a test of its value, worked out by hand, and of its reason."""

    feature: ClassVar[type[Feature]]

    def answers(
        self,
        member_id: str = "minji",
        profile: Profile | None = None,
        season: str = "",
        at: float = NOW,
        among: list[str] | None = None,
        **world_changes: Any,
    ) -> dict[str, tuple[float, Reason | None]]:
        """The feature's value and reason by activity id, for all that are open, or for those of ``among``.

        The member is as ``profile`` says, or else as the world knows them; ``world_changes`` are those of
        :func:`prepared`.
        """
        context, states = prepared(**world_changes)
        feature = self.feature()
        feature.fit(context, at)
        world = context.world
        rows = (
            world.open_at(at) if among is None else np.array([world.activity_ids.get(one) for one in among], np.int32)
        )
        candidates = Candidates(context, rows, at, season)
        state = states.get(member_id, MemberState())
        if profile is None:
            member = Member.in_world(world, world.member_ids.get(member_id), state, at)
        else:
            member = Member.of(world, profile, state, at)
        values = feature.score(member, candidates)
        self.check(values, len(candidates))
        found: dict[str, tuple[float, Reason | None]] = {}
        for position, row in enumerate(candidates.rows.tolist()):
            value = float(values[position])
            reason = feature.reason(member, candidates, position, value)
            if reason is not None:
                for language in ("ko", "en"):
                    sentence = reason.sentence(language)
                    assert sentence != reason.code
                    assert "{" not in sentence
            found[world.activity_ids.names[row]] = value, reason
        return found

    def scores(self, *arguments: Any, **changes: Any) -> dict[str, float]:
        """The values of :meth:`answers`."""
        return {one: value for one, (value, _) in self.answers(*arguments, **changes).items()}

    def reasons(self, *arguments: Any, **changes: Any) -> dict[str, Reason]:
        """The reasons of :meth:`answers`, of those activities that have one."""
        return {one: why for one, (_, why) in self.answers(*arguments, **changes).items() if why is not None}

    @staticmethod
    def check(values: Floats32, n: int) -> None:
        assert values.dtype == np.float32
        assert values.shape == (n,)
        assert np.isfinite(values).all()

    @pytest.mark.parametrize("member_id", ["minji", "jun", "sora", "nobody"])
    def test_is_finite_for_everyone(self, member_id: str) -> None:
        self.scores(member_id)

    def test_is_the_same_for_everyone_unless_personal(self) -> None:
        if not self.feature.personal:
            assert self.scores("minji") == self.scores("jun") == self.scores("nobody")

    def test_is_registered_under_the_name_of_its_file(self) -> None:
        assert self.feature in FEATURES
        assert self.feature.__module__ == f"moim.features.{self.feature.name}"

    def test_is_finite_for_a_nonsensical_profile(self) -> None:
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

    def test_scores_what_came_after_it_was_fitted(self) -> None:
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
