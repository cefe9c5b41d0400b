"""Lists of clubs: what is left out of them, and their order."""

import numpy as np
import pytest

from moim.clubs import lists
from moim.clubs.lists import club_list, club_lists
from moim.clubs.training import train_club_ranker
from moim.features import Member
from moim.lists.query import Query
from moim.members import MemberState, Profile

from .worlds import POTTERY, RUNNING, crowds

AT = 1e9
COLD = ("도자기 손맛", "달리기 입문")


@pytest.fixture(scope="module")
def world():
    return crowds()


@pytest.fixture(scope="module")
def ranker(world):
    return train_club_ranker(world, at=AT)


def ids(found):
    return [one.item_id for one in found]


def own_clubs(world, name):
    return {world.club_ids.names[club] for club in world.member_clubs[world.member_ids.get(name)]}


def listed(ranker, world, member_id="p0", profile=None, **options):
    profile = profile or Profile(member_id, clubs=frozenset(own_clubs(world, member_id)))
    confirm = options.pop("confirm", None)
    return club_list(ranker, world, Query(profile, MemberState(), at=AT, **({"k": 20} | options)), confirm=confirm)


def test_a_list_has_all_clubs_but_those_the_member_is_in_best_first(world, ranker):
    found = listed(ranker, world)
    assert set(ids(found)) == {*POTTERY, *RUNNING, *COLD} - own_clubs(world, "p0")
    assert len(found) == 8
    scores = [one.score for one in found]
    assert scores == sorted(scores, reverse=True)
    assert [one.rank for one in found] == list(range(1, 9))
    assert {(one.propensity, one.explored) for one in found} == {(1.0, False)}
    assert found[0].item_id in POTTERY
    rows = np.array([world.club_ids.get(one.item_id) for one in found], np.int32)
    member = Member.in_world(world, world.member_ids.get("p0"), MemberState(), AT)
    assert scores == ranker.score_member(member, rows).tolist()
    assert [one.reasons for one in found] == ranker.reasons(member, rows)


def test_memberships_are_left_out_whether_the_profile_or_the_world_knows_them(world, ranker):
    """The platform says one club in the profile; the world has the member's others."""
    mine = own_clubs(world, "p0")
    other = next(name for name in POTTERY if name not in mine)
    found = listed(ranker, world, profile=Profile("p0", clubs=frozenset({other})))
    assert not {*mine, other} & set(ids(found))
    assert len(found) == 7


def test_what_is_excluded_is_left_out_and_candidates_are_all_there_is(world, ranker):
    assert RUNNING[0] not in ids(listed(ranker, world, exclude=[RUNNING[0], "nowhere"]))
    mine = next(iter(own_clubs(world, "p0")))
    found = listed(ranker, world, candidates=[RUNNING[1], COLD[0], "nowhere", mine])
    assert ids(found) == [COLD[0], RUNNING[1]]


def test_at_most_k_are_given_and_only_those_the_platform_confirms(world, ranker):
    whole = ids(listed(ranker, world))
    assert ids(listed(ranker, world, k=3)) == whole[:3]
    found = listed(ranker, world, k=3, confirm=lambda asked: [one for one in asked if one != whole[0]])
    assert ids(found)[:2] == whole[1:3]


def test_clubs_founded_later_are_not_listed():
    world = crowds()
    world.put_club({"club_id": "later", "name": "도자기 내일", "created_at": AT + 1})
    ranker = train_club_ranker(world, at=AT)
    assert "later" not in ids(listed(ranker, world))
    assert "later" not in ids(next(club_lists(ranker, world, ["p0"], at=AT, k=20))[1])
    assert "later" in ids(listed(ranker, world, candidates=["later"]))


def test_lists_for_many_are_those_of_each(world, ranker, monkeypatch):
    monkeypatch.setattr(lists, "MEMBERS_AT_ONCE", 2)
    members = ["p0", "r0", "nobody", "p1", "nobody else"]
    found = dict(club_lists(ranker, world, members, at=AT, k=4))
    assert list(found) == members
    for name in ("p0", "r0", "p1"):
        alone = listed(ranker, world, name, k=4)
        assert ids(found[name]) == ids(alone)
        assert not own_clubs(world, name) & set(ids(found[name]))
        assert [one.score for one in found[name]] == pytest.approx([one.score for one in alone], abs=1e-5)
        assert [one.rank for one in found[name]] == [1, 2, 3, 4]
        assert [one.reasons for one in found[name]] == [one.reasons[:1] for one in alone]
    assert found["nobody"] == found["nobody else"]
    assert ids(found["nobody"]) == ids(listed(ranker, world, profile=Profile(), k=4))


def test_lists_for_many_take_candidates(world, ranker):
    [(_, found)] = club_lists(ranker, world, ["p0"], at=AT, k=4, candidates=[RUNNING[1], COLD[0], "nowhere"])
    assert ids(found) == [COLD[0], RUNNING[1]]
