"""Reasons for clubs: facts, in the order of the terms."""

import numpy as np
import pytest

from moim.clubs.content import Content
from moim.clubs.reasons import ClubReasons
from moim.clubs.similarity import ClubSimilarity
from moim.data.world import World
from moim.features import Member
from moim.features.co_occurrence import memberships
from moim.members import MemberState, Profile

AT = 1e9


def small():
    """Clubs a and b of twenty members each, three of whom are in both; c, of nobody, is written like b."""
    world = World()
    near, far = {"lat": 37.5, "lon": 127.0}, {"lat": 37.6, "lon": 127.0}
    world.put_club({"club_id": "a", "name": "Clay", "tags": "art;Red Hat", "category": "art", "region": "서울"} | near)
    world.put_club(
        {"club_id": "b", "name": "Run", "tags": "art;red hat;run", "category": "sport", "region": "서울"} | far
    )
    world.put_club({"club_id": "c", "name": "Run fast", "category": "sport", "region": "부산"})
    for number in range(20):
        world.put_membership("a", f"a{number}")
        world.put_membership("b", f"a{number}" if number < 3 else f"b{number}")
    return world


def explained(club, terms, most=9, own=(0,), world=None, **told):
    world = world or small()
    rows = np.arange(3, dtype=np.int32)
    content = Content.fit(world, rows)
    members = memberships(world, AT).astype(np.float32)
    similarity = ClubSimilarity.fit(world, content.vectors(world, rows), members, np.array([0, 1], np.int32))
    member = Member.of(world, Profile(**told), MemberState(), AT)
    reasons = ClubReasons(world, content, similarity, member, np.array(own, np.int32), rows)
    return [(reason.code, dict(reason.facts)) for reason in reasons.reasons(club, terms, most)]


def test_a_similar_club_of_the_members_is_named_when_three_are_in_both():
    assert explained(1, {"cosine": 1.0}) == [("similar_club", {"club": "Clay"})]
    assert explained(1, {"log_lift": 1.0}) == [("similar_club", {"club": "Clay"})]
    two = small()
    two.drop_membership("b", "a0")
    assert explained(1, {"cosine": 1.0}, world=two) == []


def test_no_club_is_similar_to_itself_or_to_none():
    assert explained(0, {"cosine": 1.0}) == []
    assert explained(1, {"cosine": 1.0}, own=()) == []
    assert explained(2, {"cosine": 1.0}) == []  # nobody is in c


def test_of_the_members_clubs_the_most_similar_is_named():
    world = small()
    for number in range(17):
        world.put_membership("c", f"b{number + 3}")
    for number in range(3):
        world.put_membership("c", f"a{number + 3}")
    assert explained(2, {"cosine": 1.0}, own=(0, 1), world=world) == [("similar_club", {"club": "Run"})]
    assert explained(1, {"cosine": 1.0}, own=(0, 1), world=world) == [("similar_club", {"club": "Clay"})]


def test_shared_tags_are_named_as_the_club_writes_them():
    [(code, facts)] = explained(1, {"text": 1.0})
    assert code == "shared_tags"
    assert set(facts["words"].split(", ")) == {"art", "red hat"}
    [(_, facts)] = explained(0, {"text": 1.0}, own=(1,))
    assert set(facts["words"].split(", ")) == {"art", "Red Hat"}


def test_without_shared_tags_shared_words_are_named_two_at_most():
    assert explained(2, {"text": 1.0}, own=(1,)) == [("shared_tags", {"words": "run"})]
    assert explained(2, {"text": 1.0}, own=(0,)) == []
    world = small()
    words = "one two three"
    world.put_club({"club_id": "b", "name": words})
    world.put_club({"club_id": "c", "name": words})
    [(_, facts)] = explained(2, {"text": 1.0}, own=(1,), world=world)
    assert len(facts["words"].split(", ")) == 2
    assert set(facts["words"].split(", ")) < set(words.split())


def test_a_club_within_ten_kilometres_of_the_members_is_near():
    world = small()
    # a tenth of a degree is 11.12 km, 0.08 degrees are 8.90 km
    assert explained(1, {"near": 1.0}, world=world) == []
    world.put_club({"club_id": "b", "name": "Run", "lat": 37.58, "lon": 127.0})
    [(code, facts)] = explained(1, {"near": 1.0}, world=world)
    assert code == "near_clubs"
    assert facts["km"] == pytest.approx(8.896, abs=0.01)
    assert explained(2, {"near": 1.0}) == []  # its place is not known
    assert explained(1, {"near": 1.0}, own=()) == []
    [(_, facts)] = explained(1, {"near": 1.0}, own=(0, 1), world=world)
    assert facts["km"] == pytest.approx(0.0, abs=1e-3)  # the nearest of them, here the club itself


def test_a_club_of_twenty_members_is_popular():
    world = small()
    assert explained(1, {"size": 1.0}, world=world) == [("popular_club", {"count": 20})]
    world.drop_membership("b", "b19")
    assert explained(1, {"size": 1.0}, world=world) == []


def test_what_the_member_told_is_said_where_it_is_so():
    assert explained(0, {"interest": 1.0}, interests=("art",)) == [("interest", {"category": "art"})]
    assert explained(1, {"interest": 1.0}, interests=("art",)) == []
    assert explained(0, {"region": 1.0}, region="서울") == [("same_region", {"region": "서울"})]
    assert explained(2, {"region": 1.0}, region="서울") == []
    assert explained(0, {"region": 1.0}) == []
    world = small()
    world.put_club({"club_id": "c", "name": "Run fast"})
    assert explained(2, {"region": 1.0}, world=world) == []  # neither is known: that is not the same


def test_the_first_keyword_all_of_whose_words_are_written_is_said():
    assert explained(0, {"keyword": 1.0}, keywords=("blue hat", "red hat", "clay")) == [
        ("keyword", {"word": "red hat"})
    ]
    assert explained(0, {"keyword": 1.0}, keywords=("blue", "")) == []
    # all that is written of a club, and no word less
    assert explained(2, {"keyword": 1.0}, keywords=("run fast",)) == [("keyword", {"word": "run fast"})]


def test_a_club_within_ten_kilometres_of_home_is_near_home():
    [(code, facts)] = explained(0, {"home": 1.0}, lat=37.51, lon=127.0)
    assert code == "near_home"
    assert facts["km"] == pytest.approx(1.112, abs=0.01)
    assert explained(1, {"home": 1.0}, lat=37.5, lon=127.0) == []  # 11.12 km
    assert explained(2, {"home": 1.0}, lat=37.5, lon=127.0) == []
    assert explained(0, {"home": 1.0}) == []


def test_larger_terms_come_first_and_terms_not_above_zero_say_nothing():
    told = {"interests": ("art",), "region": "서울"}
    terms = {"interest": 0.2, "region": 0.5, "size": 0.3}
    assert [code for code, _ in explained(0, terms, **told)] == ["same_region", "popular_club", "interest"]
    assert [code for code, _ in explained(0, terms, most=2, **told)] == ["same_region", "popular_club"]
    assert explained(0, {"interest": 0.0, "region": -0.5}, **told) == []


def test_one_fact_is_told_once():
    codes = [code for code, _ in explained(1, {"cosine": 0.5, "log_lift": 0.4, "size": 0.1})]
    assert codes == ["similar_club", "popular_club"]
