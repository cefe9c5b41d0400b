"""Clubs for members: known ones, newcomers, new clubs, and worlds in which little is known."""

import os
from pathlib import Path

import numpy as np
import pytest

from moim.clubs.features import NAMES
from moim.clubs.model import ClubRanker
from moim.clubs.training import train_club_ranker
from moim.data.world import World
from moim.features import Member
from moim.members import MemberState, Profile

from .worlds import POTTERY, RUNNING, club, crowds

COLD = np.array([8, 9], np.int32)  # "도자기 손맛", "달리기 입문"
AT = 1e9


@pytest.fixture(scope="module")
def world():
    return crowds()


@pytest.fixture(scope="module")
def ranker(world):
    return train_club_ranker(world, at=AT)


def row(world, name):
    return world.member_ids.get(name)


def member_of(world, name):
    return Member.in_world(world, row(world, name), MemberState(), AT)


def test_cold_clubs_find_their_crowd(world, ranker):
    scores = ranker.score_many([row(world, "p0"), row(world, "r0")], COLD, AT)
    assert scores[0, 0] > scores[0, 1]
    assert scores[1, 1] > scores[1, 0]


def test_warm_clubs_of_ones_kind_come_before_those_of_the_other(world, ranker):
    every = np.arange(8, dtype=np.int32)
    scores = ranker.score_many([row(world, "p0")], every, AT)[0]
    assert scores[:4].min() > scores[4:].max()


def test_one_member_is_scored_as_among_many(world, ranker):
    every = np.arange(10, dtype=np.int32)
    many = ranker.score_many([row(world, "p0"), -1, row(world, "r1")], every, AT)
    assert ranker.score_member(member_of(world, "r1"), every) == pytest.approx(many[2], abs=1e-5)
    assert ranker.score_member(Member.of(world, Profile(), MemberState(), AT), every) == pytest.approx(
        many[1], abs=1e-5
    )


def test_a_score_does_not_depend_on_the_other_candidates(world, ranker):
    alone = ranker.score_many([row(world, "p0")], COLD[:1], AT)
    assert ranker.score_many([row(world, "p0")], np.arange(10, dtype=np.int32), AT)[0, 8] == pytest.approx(alone[0, 0])


def test_newcomers_get_the_larger_club_first():
    world = crowds()
    for number in range(30):
        world.put_membership(POTTERY[2], f"only{number}")
    scores = train_club_ranker(world, at=AT).score_many([-1], np.arange(8, dtype=np.int32), AT)
    assert np.argmax(scores[0]) == 2


@pytest.mark.parametrize(
    "profile",
    [
        Profile(interests=("도자기",)),
        Profile(keywords=("도자기",)),
        Profile(lat=37.5, lon=127.0),
    ],
)
def test_what_a_newcomer_told_counts_on_the_first_day(profile):
    world = World()
    club(world, "달리기 입문")
    club(world, "도자기 손맛")
    ranker = train_club_ranker(world, at=AT)
    scores = ranker.score_member(Member.of(world, profile, MemberState(), AT), np.array([0, 1], np.int32))
    assert scores[1] > scores[0]


def test_a_region_counts_on_the_first_day():
    world = World()
    club(world, "도자기 하나", region="부산")
    club(world, "도자기 하나 ", region="서울")
    ranker = train_club_ranker(world, at=AT)
    member = Member.of(world, Profile(region="서울"), MemberState(), AT)
    scores = ranker.score_member(member, np.array([0, 1], np.int32))
    assert scores[1] > scores[0]
    assert [reason.code for reason in ranker.reasons(member, np.array([1], np.int32))[0]] == ["same_region"]


def test_a_club_put_after_fitting_is_scored():
    world = crowds()
    ranker = train_club_ranker(world, at=AT)
    new = np.array([club(world, "주말 도자기 손맛"), club(world, "달리기 새벽 입문")], np.int32)
    scores = ranker.score_many([row(world, "p0")], new, AT)[0]
    assert scores[0] > scores[1]


def test_nothing_known_but_names_and_who_is_where():
    world = World()
    for name in "abc":
        world.put_club({"club_id": name, "name": name})
    for member, clubs in {"m": "ab", "n": "ab", "o": "ab", "p": "a", "q": "c", "r": "c"}.items():
        for name in clubs:
            world.put_membership(name, member)
    scores = train_club_ranker(world, at=AT).score_many([row(world, "p")], np.array([1, 2], np.int32), AT)[0]
    assert np.isfinite(scores).all()
    assert scores[0] > scores[1]


def test_bad_places_and_empty_names_are_borne():
    world = crowds()
    world.put_club({"club_id": "x", "name": "", "lat": float("inf"), "lon": float("nan")})
    scores = train_club_ranker(world, at=AT).score_many([row(world, "p0"), -1], np.array([10, 0], np.int32), AT)
    assert np.isfinite(scores).all()


def test_an_empty_world_and_no_candidates_give_nothing():
    ranker = train_club_ranker(World(), at=AT)
    assert ranker.score_many([-1], np.zeros(0, np.int32), AT).shape == (1, 0)
    assert ranker.reasons(Member.of(World(), Profile(), MemberState(), AT), np.zeros(0, np.int32)) == []


def test_what_comes_later_changes_nothing():
    world, poisoned = crowds(), crowds()
    for number in range(20):
        poisoned.put_membership(POTTERY[0], f"r{number}", AT + 1)
    every = np.arange(10, dtype=np.int32)
    members = [row(world, "p0"), row(world, "r0")]
    assert np.array_equal(
        train_club_ranker(world, at=AT).score_many(members, every, AT),
        train_club_ranker(poisoned, at=AT).score_many(members, every, AT),
    )


def test_a_seed_decides_what_is_drawn(world, ranker):
    again = train_club_ranker(world, at=AT)
    assert np.array_equal(ranker.weights, again.weights)


def test_storing_changes_nothing(world, ranker):
    arrays, texts = ranker.arrays()
    read = ClubRanker.from_arrays(world, arrays, texts, "kiwi")
    every = np.arange(10, dtype=np.int32)
    members = [row(world, "p0"), -1]
    assert np.array_equal(read.score_many(members, every, AT), ranker.score_many(members, every, AT))


def test_weights_of_a_release_with_other_features_are_found_by_name(world, ranker):
    arrays, texts = ranker.arrays()
    texts["features"] = [*reversed(NAMES[1:]), "given up"]
    arrays["weights"] = np.concatenate([ranker.weights[..., :0:-1], np.full((2, 2, 1), 7.0, np.float32)], axis=-1)
    again = ClubRanker.from_arrays(world, arrays, texts, ranker.content.tokenizer)
    assert again.weights.dtype == np.float32
    assert again.weights[..., 1:].tolist() == ranker.weights[..., 1:].tolist()
    assert again.weights[..., 0].tolist() == [[0.0, 0.0], [0.0, 0.0]]


def test_reasons_are_facts(world, ranker):
    new, old = ranker.reasons(member_of(world, "p0"), np.array([8, 0], np.int32), most=9)
    facts = {reason.code: reason.facts for reason in new}
    assert "similar_club" not in facts  # nobody is in the new club yet, so nobody can like both
    assert "도자기" in facts["shared_tags"]["words"]
    assert facts["near_clubs"]["km"] == pytest.approx(0.0, abs=1e-3)
    mine = {world.club_texts[club][0] for club in world.member_clubs[row(world, "p0")]}
    similar = next(reason.facts["club"] for reason in old if reason.code == "similar_club")
    assert similar in mine


def test_a_newcomers_reasons_are_what_they_told(world, ranker):
    profile = Profile(interests=("도자기",), keywords=("도자기",), lat=37.5, lon=127.0)
    member = Member.of(world, profile, MemberState(), AT)
    codes = {reason.code for reason in ranker.reasons(member, COLD[:1], most=9)[0]}
    assert {"interest", "keyword", "near_home"} <= codes


PHOENIX = Path(os.environ.get("MOIM_DATA", "../shared/data")) / "meetup_phoenix_clubs"


@pytest.mark.data
@pytest.mark.skipif(not PHOENIX.is_dir(), reason="the shared data (MOIM_DATA) is not there")
def test_cold_clubs_of_phoenix():
    from moim.data.dataset import read
    from moim.evaluation.baselines.clubs import ClubTfIdf
    from moim.evaluation.cold_clubs import cold_clubs
    from moim.evaluation.moim_clubs import MoimClubs

    found = cold_clubs(read(PHOENIX), [ClubTfIdf(), MoimClubs()])
    recall, ndcg = (found.column("moim", metric).mean() for metric in ("recall@20", "ndcg@20"))
    assert recall > 0.62 > 0.60 > found.column("tfidf", "recall@20").mean()
    assert ndcg > 0.335 > 0.32 > found.column("tfidf", "ndcg@20").mean()


def test_words_shown_of_simple_tokens_are_words_and_no_pieces_of_them():
    world = crowds()
    for name in (*POTTERY, *RUNNING, "도자기 손맛"):
        club(world, name, tags="")
    ranker = train_club_ranker(world, at=AT, tokenizer="simple")
    (reasons,) = ranker.reasons(member_of(world, "p0"), COLD[:1], most=9)
    # Shared with her clubs are 도자기 and its pairs 도자 and 자기.
    assert {reason.code: reason.facts for reason in reasons}["shared_tags"] == {"words": "도자기"}
