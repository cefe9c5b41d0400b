"""The features of clubs, each worked out by hand over three clubs."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from moim.clubs.content import Content
from moim.clubs.features import NAMES, club_features
from moim.clubs.query_batch import QueryBatch
from moim.clubs.similarity import ClubSimilarity
from moim.data.geo import unit_vector
from moim.data.vocabulary import Vocabulary
from moim.data.world import World

NOWHERE = [np.nan] * 3


@pytest.fixture
def world():
    """Clubs 0 and 1, of 32 members and of one; club 2, the candidate. Regions: 서울, 부산, 서울; no places."""
    world = World()
    for number, (region, category) in enumerate((("서울", "art"), ("부산", "run"), ("서울", "run"))):
        world.put_club({"club_id": str(number), "name": "", "region": region, "category": category})
    return world


def similarity(credibility=0.0):
    """Words: club 2 is of two words in equal parts."""
    half = np.sqrt(0.5)
    return ClubSimilarity(
        sources=np.array([0, 1], np.int32),
        cosine=np.array([[1, 0.2, 0.4], [0.2, 1, 0.1]], np.float32),
        log_lift=np.array([[1, 0.5, 0.6], [0.5, 1, -0.3]], np.float32),
        text=np.array([[1, 0, 0.7], [0, 1, -0.2]], np.float32),
        log_size=np.log1p(np.array([32, 1, 7], np.float32)),
        credibility=np.full(3, credibility, np.float32),
        cosine_dual=np.zeros((2, 2), np.float32),
        log_lift_dual=np.zeros((2, 2), np.float32),
        size_dual=np.zeros(2, np.float32),
        log_lift_mean=0.0,
        size_mean=0.0,
        vectors=csr_array(np.array([[1, 0], [0, 1], [half, half]], np.float32)),
        relevance=np.ones(2, np.float32),
    )


CONTENT = Content(Vocabulary(["wred", "wblue"]), np.ones(2, np.float32), "simple")


def query(*clubs, interests=(), keywords=(), region=-1, home=None):
    sources = csr_array(np.array([[club in clubs for club in (0, 1)]], np.float32))
    return QueryBatch(
        sources,
        [frozenset(interests)],
        [tuple(keywords)],
        np.array([region], np.int16),
        np.array([NOWHERE if home is None else home]),
    )


def values(world, queries, candidates=(2,)):
    rows = np.array(candidates, np.int32)
    return {name: v.tolist() for name, v in club_features(world, CONTENT, similarity(), queries, rows)}


def test_of_a_stranger_only_the_size_is_known(world):
    assert values(world, query(), (0, 2)) == {"size": [pytest.approx([np.log(33), np.log(8)])]}


def test_the_clubs_of_a_member_are_weighted_by_their_size(world):
    """Weights 32 ** -0.2 = 1/2 and 1: means are (1/2 of the first + the second) / 1.5; sums are twice that."""
    found = values(world, query(0, 1))
    assert found["cosine"] == [pytest.approx([np.log(0.02 + 2 * (0.4 / 2 + 0.1) / 1.5)])]
    assert found["text"] == [pytest.approx([np.log(0.02 + 2 * (0.7 / 2 - 0.2) / 1.5)])]
    assert found["log_lift"] == [pytest.approx([(0.6 / 2 - 0.3) / 1.5], abs=1e-6)]
    # club 0 is in the same region (5 km), club 1 in another (30 km)
    assert found["near"] == [pytest.approx([-(np.log(6) / 2 + np.log(31)) / 1.5])]


def test_one_club_counts_whole_whatever_its_size(world):
    found = values(world, query(0))
    assert found["cosine"] == [pytest.approx([np.log(0.42)])]
    assert found["near"] == [pytest.approx([-np.log(6)])]


def test_a_similarity_below_zero_counts_as_none(world):
    assert values(world, query(1))["text"] == [pytest.approx([np.log(0.02)])]


def test_an_interest_is_a_category_the_member_told(world):
    art, run = world.categories.get("art"), world.categories.get("run")
    assert values(world, query(interests=[art]), (0, 1, 2))["interest"] == [[1.0, 0.0, 0.0]]
    assert values(world, query(interests=[art, run]), (0, 1, 2))["interest"] == [[1.0, 1.0, 1.0]]
    assert "interest" not in values(world, query())
    world.put_club({"club_id": "3", "name": ""})  # its category is not known
    three = similarity()
    three.log_size = np.zeros(4, np.float32)
    rows = np.array([3], np.int32)
    [interest] = [v for n, v in club_features(world, CONTENT, three, query(interests=[run]), rows) if n == "interest"]
    assert interest.tolist() == [[0.0]]


def test_a_keyword_is_compared_by_its_cosine(world):
    found = values(world, query(keywords=["red"]), (0, 1, 2))["keyword"]
    assert found == [pytest.approx([1.0, 0.0, np.sqrt(0.5)])]


def test_the_region_is_the_same_or_not_and_not_known_is_not_the_same(world):
    seoul = world.regions.get("서울")
    assert values(world, query(region=seoul), (0, 1, 2))["region"] == [[1.0, 0.0, 1.0]]
    assert "region" not in values(world, query(region=-1))


def test_home_is_minus_the_logarithm_of_kilometres(world):
    world.put_club({"club_id": "2", "name": "", "lat": 37.51, "lon": 127.0})
    found = values(world, query(home=unit_vector(37.5, 127.0)), (0, 1, 2))["home"]
    # a hundredth of a degree is 1.112 km; where the place of the club is not known 15 km are assumed
    assert found == [pytest.approx([-np.log(16), -np.log(16), -np.log(1 + 1.112)], abs=1e-3)]
    assert "home" not in values(world, query())


def test_what_one_member_told_is_not_said_of_another(world):
    art, seoul = world.categories.get("art"), world.regions.get("서울")
    one, other = query(0, interests=[art], keywords=["red"], region=seoul, home=unit_vector(37.5, 127.0)), query(1)
    both = QueryBatch(
        csr_array(np.array([[1, 0], [0, 1]], np.float32)),
        [*one.interests, *other.interests],
        [*one.keywords, *other.keywords],
        np.concatenate([one.region, other.region]),
        np.concatenate([one.home, other.home]),
    )
    found = values(world, both, (0, 2))
    for name in ("interest", "keyword", "region", "home"):
        assert found[name][0] == pytest.approx(values(world, one, (0, 2))[name][0])
    assert found["interest"][1] == found["keyword"][1] == found["region"][1] == [0.0, 0.0]
    assert found["home"][1] == [0.0, 0.0]  # no distance is assumed from a home that is not known
    assert found["cosine"][1] == pytest.approx(values(world, other, (0, 2))["cosine"][0])
    assert set(found) == set(NAMES)
