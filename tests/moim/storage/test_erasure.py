"""A version less one member: who they were is gone, what they did stays, as of nobody."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from tests.moim.worlds import NOW, activity, small

from moim.data.times import DAY
from moim.members import MemberState, Profile
from moim.recommender import Query, Recommender
from moim.storage.erasure import without_member


def saved(folder: Path) -> Path:
    """Ann and Bob are friends, in one club, and joined its only activity; Ann told us more about herself."""
    dataset = small(
        [("ann", "cup", "join", 3600.0), ("bob", "cup", "join", 3600.0)],
        members=[
            {
                "member_id": "ann",
                "interests": "취미",
                "keywords": "secret",
                "lat": 37.5,
                "lon": 127.0,
                "region": "서울",
            },
            {"member_id": "bob", "lat": 37.6, "lon": 127.1},
        ],
        clubs=[{"club_id": "clay", "name": "흙과 손", "category": "취미", "region": "서울"}],
        activities=[activity("cup", "clay", "도자기 컵 만들기")],
        club_members=[{"club_id": "clay", "member_id": who, "joined_at": NOW - DAY} for who in ("ann", "bob")],
        friends=[{"member_id": "ann", "friend_id": "bob"}],
    )
    Recommender.fit(dataset, at=NOW).save(folder / "v1")
    return folder / "v1"


def test_who_they_were_is_gone_and_what_they_did_stays(tmp_path: Path) -> None:
    version = saved(tmp_path)
    assert without_member(version, tmp_path / "v2", "ann")
    for file in (tmp_path / "v2").iterdir():
        content = file.read_bytes()
        assert b'"ann"' not in content
        assert b"secret" not in content
    world = Recommender.load(tmp_path / "v2").world
    nobody, bob = range(2)
    assert world.member_ids.get("bob") == bob
    assert (world.interests[nobody], world.keywords[nobody]) == ((), ())
    assert world.members["region"][nobody] == -1
    assert np.isnan([world.members[axis][nobody] for axis in "xyz"]).all()
    assert not np.isnan(world.members["x"][bob])
    assert (world.friends, list(world.club_members[0])) == ([set(), set()], [bob])
    assert set(world.participants[0]) == {nobody, bob}


def test_lists_of_others_are_made_as_before(tmp_path: Path) -> None:
    version = saved(tmp_path)
    without_member(version, tmp_path / "v2", "ann")
    lists = [
        [item.item_id for item in Recommender.load(path).recommend(Query(Profile("cid"), MemberState(), at=NOW))]
        for path in (version, tmp_path / "v2")
    ]
    assert lists == [["cup"], ["cup"]]


def test_an_unknown_member_leaves_everything_as_it_is(tmp_path: Path) -> None:
    version = saved(tmp_path)
    assert not without_member(version, tmp_path / "v2", "cid")
    assert not (tmp_path / "v2").exists()
