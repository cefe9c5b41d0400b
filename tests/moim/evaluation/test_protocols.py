"""Which queries a protocol asks, worked out by hand, and that nothing asked about T knows of T or later."""

import math

import numpy as np
import pytest
from tests.moim.evaluation.worlds import Constant, days, small

from moim.data.times import DAY
from moim.evaluation.protocols import default_from, prequential, rolling


def test_prequential_asks_at_every_join_and_learns_after():
    model = Constant()

    measured = prequential(small(), [model], 0.0)

    assert [told for told in model.told if told[0] == "score"] == [
        # ann's join of a1 on day 1: a2 was created that day too, and is open; a3 is not there yet.
        ("score", "ann", [0, 1], 1.0),
        ("score", "bob", [0, 1, 2], 3.0),
        ("score", "ann", [1, 2], 5.0),  # bob has given back the only seat of a2; ann is in a1
        ("score", "cat", [0, 1, 2], 6.0),
        ("score", "cat", [1, 2], 7.0),
    ]
    assert model.told[0] == ("start", DAY)
    assert [told[1:] for told in model.told if told[0] == "before"][:2] == [("ann", 0), ("bob", 1)]
    assert [told[1:] for told in model.told if told[0] == "after"][:2] == [("ann", 1), ("bob", 2)]
    assert measured.history.tolist() == [0, 0, 1, 0, 1]
    assert measured.column("constant", "mrr@5").tolist() == pytest.approx([1 / 2, 1 / 2, 1, 1 / 3, 1 / 2])


def test_prequential_measures_from_the_time_given_but_learns_from_the_beginning():
    model = Constant()

    measured = prequential(small(), [model], 6 * DAY)

    assert measured.member_ids == ["cat", "cat"]
    assert sum(told[0] == "after" for told in model.told) == 6


def test_prequential_counts_joins_it_cannot_measure():
    late = small(
        interactions={
            "member_id": ["ann", "bob", "cat"],
            "activity_id": ["a1", "a1", "a3"],
            "kind": ["join"] * 3,
            "at": days(0.5, 11, 9),
        }
    )

    measured = prequential(late, [Constant()], 0.0)

    assert measured.member_ids == ["cat"]
    assert measured.notes == {"joins of activities that were not open": 1, "joins with a single candidate": 1}


def test_prequential_two_joins_at_one_moment_are_one_query():
    both = small(
        interactions={"member_id": ["ann"] * 2, "activity_id": ["a1", "a2"], "kind": ["join"] * 2, "at": days(3, 3)}
    )

    measured = prequential(both, [Constant()], 0.0)

    assert (len(measured), measured.relevant.tolist(), measured.candidates.tolist()) == (1, [2], [3])


def test_rolling_asks_at_cuts_for_what_is_joined_until_the_next():
    model = Constant()

    measured = rolling(small(), [model], 2.5 * DAY, 2 * DAY, min_candidates=2)

    assert [told for told in model.told if told[0] != "before"] == [
        ("start", 2.5 * DAY),
        ("score", "bob", [0, 1, 2], 2.5),  # joins a2 on day 3
        ("start", 4.5 * DAY),
        ("score", "ann", [1, 2], 4.5),  # joins a3 on day 5
        ("score", "cat", [0, 1, 2], 4.5),  # joins a1 on day 6
        ("start", 6.5 * DAY),
        ("score", "cat", [1, 2], 6.5),  # joins a2 on day 7; a1 is joined by now
    ]
    assert measured.relevant.tolist() == [1, 1, 1, 1]
    assert measured.notes == {"cuts": 3}


def test_rolling_asks_at_every_cut_for_what_is_joined_ever_after():
    model = Constant()

    measured = rolling(small(), [model], 2.5 * DAY, 2 * DAY, within=math.inf, min_candidates=2)

    assert [told for told in model.told if told[0] != "before"] == [
        ("start", 2.5 * DAY),
        ("score", "ann", [1, 2], 2.5),  # joins a3 later
        ("score", "bob", [0, 1, 2], 2.5),  # joins a2 later
        ("score", "cat", [0, 1, 2], 2.5),  # joins a1 and a2 later
        ("start", 4.5 * DAY),
        ("score", "ann", [1, 2], 4.5),
        ("score", "cat", [0, 1, 2], 4.5),
        ("start", 6.5 * DAY),
        ("score", "cat", [1, 2], 6.5),  # a1 is joined by now
    ]
    assert measured.relevant.tolist() == [1, 1, 2, 1, 2, 1]
    assert measured.notes == {"cuts": 3}


def test_rolling_leaves_out_short_lists_and_members_not_known_yet():
    dataset = small(members={"member_id": ["ann", "bob", "cat"], "joined_at": [math.nan, DAY, 4 * DAY]})

    measured = rolling(dataset, [Constant()], 2.5 * DAY, 100 * DAY, min_candidates=3)

    assert measured.member_ids == ["bob"]  # ann has two candidates, cat is not known before day 4


def test_rolling_does_not_ask_for_what_was_declined():
    dataset = small(
        interactions={
            "member_id": ["ann", "ann", "ann"],
            "activity_id": ["a1", "a1", "a2"],
            "kind": ["decline", "join", "join"],
            "at": days(2, 5, 6),
        }
    )

    measured = rolling(dataset, [Constant()], 3 * DAY, 100 * DAY, min_candidates=1)

    assert (measured.candidates.tolist(), measured.relevant.tolist()) == ([2], [1])


def test_memberships_of_the_moment_are_not_known_at_it():
    seen = []

    class Watching(Constant):
        def score(self, member, candidates, at):
            seen.append((self.world.member_ids.names[member], len(self.world.member_clubs[member]), at / DAY))
            return super().score(member, candidates, at)

    prequential(small(), [Watching()], 0.0)

    # ann enters c1 on day 5, when she also joins a3; cat has always been in c2.
    assert seen == [("ann", 0, 1), ("bob", 0, 3), ("ann", 0, 5), ("cat", 1, 6), ("cat", 1, 7)]


def test_protocols_refuse_a_world_without_joins():
    nobody = small(interactions={"member_id": ["ann"], "activity_id": ["a1"], "kind": ["view"], "at": [DAY]})

    for call in (
        lambda: prequential(nobody, [Constant()], 0.0),
        lambda: rolling(nobody, [Constant()], 0.0, DAY),
        lambda: default_from(nobody),
    ):
        with pytest.raises(ValueError, match="nobody joins an activity"):
            call()


def test_protocols_refuse_nan_scores_by_name():
    class Broken(Constant):
        def score(self, member, candidates, at):
            return np.full(len(candidates), np.nan)

    with pytest.raises(ValueError, match="broken returned nan"):
        prequential(small(), [Constant(), Broken("broken")], 0.0)
