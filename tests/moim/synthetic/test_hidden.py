from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from moim.data.dataset import Dataset
from moim.data.times import parse_time
from moim.synthetic import HiddenTastes
from moim.synthetic.gatherings import draw_activities, draw_clubs
from moim.synthetic.hidden import Ties
from moim.synthetic.lexicon import vocabulary
from moim.synthetic.people import draw_people
from moim.synthetic.world import simulate

UNTIL = parse_time("2026-11-23T07:00:00Z")


def test_reading_gives_what_was_written(hidden: HiddenTastes, tmp_path: Path) -> None:
    hidden.write(tmp_path / "again.npz")
    again = HiddenTastes.read(tmp_path / "again.npz")
    members, activities = hidden.member_ids[:20].tolist(), hidden.activity_ids[-30:].tolist()
    np.testing.assert_array_equal(hidden.utility(members, activities, UNTIL), again.utility(members, activities, UNTIL))


def test_another_schema_is_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "old.npz", schema=np.array(0))
    with pytest.raises(ValueError, match="schema 0, expected 1"):
        HiddenTastes.read(tmp_path / "old.npz")


def test_somebody_unknown_is_an_error(hidden: HiddenTastes) -> None:
    with pytest.raises(KeyError, match="nobody"):
        hidden.utility(["nobody"], ["a1"], UNTIL)


def test_ones_own_activities_are_worth_nothing_to_join(dataset: Dataset, hidden: HiddenTastes) -> None:
    owner = dict(zip(dataset.clubs.text("club_id"), dataset.clubs.extra["owner_id"], strict=True))
    host = owner[dataset.activities.text("club_id")[0]]
    assert np.isneginf(hidden.utility([host], ["a1"], UNTIL)).all()
    assert np.isneginf(hidden.expected([host], ["a1", "a2"], UNTIL)[0, 0])


def test_what_happens_later_changes_nothing(hidden: HiddenTastes) -> None:
    """Utility at a time depends on what was before it only: cutting off the future leaves it as it is."""
    at = UNTIL - 40 * 86400
    ties, members, activities = hidden.ties, hidden.member_ids.tolist(), hidden.activity_ids.tolist()
    before = hidden.utility(members, activities, at)
    friends, member, joined = ties.friends_since < at, ties.memberships_since < at, ties.joins_since < at
    known = Ties(
        ties.friends[friends],
        ties.friends_since[friends],
        ties.memberships[member],
        ties.memberships_since[member],
        ties.joins[joined],
        ties.joins_since[joined],
        np.where(ties.joins_until < at, ties.joins_until, np.inf)[joined],
    )
    assert min(friends.mean(), member.mean(), joined.mean()) < 1
    cut = replace(hidden, ties=known)
    np.testing.assert_array_equal(cut.utility(members, activities, at), before)
    assert not np.array_equal(hidden.utility(members, activities, UNTIL), before)


def test_the_oracle_rebuilds_the_very_state_the_members_acted_on() -> None:
    """The simulation keeps running sums; the oracle counts from the log. At the end both must agree."""
    rng, words, start = np.random.default_rng(3), vocabulary(), UNTIL - 60 * 86400
    people = draw_people(200, words, rng, start, UNTIL)
    clubs = draw_clubs(40, words, people, rng, start, UNTIL)
    activities = draw_activities(80, words, clubs, rng, start, UNTIL)
    simulation = simulate(people, clubs, activities, rng, start, UNTIL, lambda what, done: None)
    assert all(at >= UNTIL for at, *_ in simulation.queue)
    members, offers = np.arange(200), np.arange(80)
    ids = np.array([f"m{m}" for m in members]), np.array([f"a{a}" for a in offers])
    rebuilt = HiddenTastes(*ids, people, clubs, activities, simulation.story.ties()).situation(members, offers, UNTIL)
    kept = simulation.situation(members, offers)
    for name in ("club", "habit", "friends", "clash", "joins", "distance"):
        np.testing.assert_array_equal(getattr(rebuilt, name), getattr(kept, name), err_msg=name)
    assert rebuilt.friends.sum() > 0
    assert rebuilt.habit.sum() > 0
