"""All features together."""

from __future__ import annotations

from pathlib import Path

from tests.moim.features import contract

import moim.features
from moim.features import FEATURES
from moim.features.base import Feature

PRIORS = {
    "membership": (1.2, 0.4),
    "club_affinity": (0.5, 0.0),
    "club_aversion": (-0.4, 0.0),
    "similar_clubs": (0.5, 0.3),
    "club_size": (0.0, 0.0),
    "people_met": (0.4, 0.0),
    "share_met": (0.3, 0.0),
    "friends": (1.0, 0.5),
    "text_similarity": (1.5, 0.0),
    "keywords": (1.5, 1.0),
    "season": (1.0, 15.0),
    "topic": (0.7, 0.0),
    "own_text_model": (0.1, 0.1),
    "interest": (0.6, 1.2),
    "near_visited": (0.4, 0.0),
    "place_habit": (0.2, 0.0),
    "near_home": (0.4, 0.2),
    "same_region": (0.4, 0.3),
    "weekday": (0.3, 0.0),
    "hour": (0.2, 0.0),
    "lead_time": (0.2, 0.0),
    "time_conflict": (-1.0, 0.0),
    "joins": (0.1, 0.4),
    "turnout_deviation": (0.0, 0.0),
    "joins_per_day": (0.0, 0.0),
    "recent_joins": (0.1, 0.0),
    "hours_since_join": (-0.1, 0.0),
    "fill_rate": (0.0, 0.0),
    "seats": (0.0, 0.0),
    "seats_habit": (0.1, 0.0),
    "freshness": (0.25, 0.0),
    "just_opened": (0.1, 0.0),
    "newness_rank": (0.0, 0.0),
    "club_open_activities": (0.0, 0.0),
    "actions_since_created": (-0.1, 0.0),
    "new_since_last_action": (0.2, 0.0),
    "time_to_start": (0.0, 0.0),
    "time_to_start_squared": (0.0, 0.0),
    "time_to_deadline": (-0.05, 0.0),
    "imminent": (0.0, 0.0),
    "club_turnout": (0.2, 0.2),
    "series_turnout": (0.2, 0.0),
    "series_habit": (0.4, 0.0),
}
"""The order of the weights and their values before anything was learned: both are part of every stored version and of
a new platform's first day, and change on purpose only."""

IMPERSONAL = {
    "club_size", "joins", "turnout_deviation", "joins_per_day", "recent_joins", "hours_since_join", "fill_rate",
    "seats", "freshness", "just_opened", "newness_rank", "club_open_activities", "time_to_start",
    "time_to_start_squared", "time_to_deadline", "imminent", "club_turnout", "series_turnout",
}  # fmt: skip


def test_names_order_and_priors() -> None:
    assert [(f.name, (f.prior, f.prior_newcomer)) for f in FEATURES] == list(PRIORS.items())


def test_which_features_are_asked_once_for_all_members() -> None:
    assert {feature.name for feature in FEATURES if not feature.personal} == IMPERSONAL
    assert Feature.personal


def test_every_feature_has_a_file_and_a_test_file_of_its_name() -> None:
    (sources,) = map(Path, moim.features.__path__)
    tests = Path(contract.__file__).parent
    for feature in FEATURES:
        assert (sources / f"{feature.name}.py").exists()
        assert "FeatureContract" in (tests / f"test_{feature.name}.py").read_text(encoding="utf-8")
