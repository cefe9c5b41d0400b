"""How similar clubs are: counted where there are members, predicted where there are none."""

import numpy as np
import pytest

from moim.clubs.content import Content, scaled
from moim.clubs.similarity import ClubSimilarity, chords, kilometres
from moim.data.geo import unit_vector
from moim.data.world import World
from moim.features.co_occurrence import memberships

from .worlds import club, crowds

SOURCES = np.arange(8, dtype=np.int32)


def fitted(world, cold=None, sources=SOURCES):
    rows = np.arange(len(world.clubs), dtype=np.int32)
    content = Content.fit(world, rows)
    words = content.vectors(world, rows)
    return ClubSimilarity.fit(world, words, memberships(world, 1e9).astype(np.float32), sources, cold), content


def test_credibility_grows_with_members():
    world = crowds()
    similarity, _ = fitted(world)
    size = world.clubs["size"].astype(float)
    assert similarity.credibility == pytest.approx(size / (size + 20))
    assert similarity.credibility[8:] == pytest.approx([0.0, 0.0])


def test_the_cosine_of_a_club_is_counted_as_far_as_it_is_credible():
    world = crowds()
    similarity, _ = fitted(world)
    left_out, _ = fitted(world, cold=np.arange(8) == 1)
    both = len(world.club_members[0].keys() & world.club_members[1].keys())
    seen = both / np.sqrt(len(world.club_members[0]) * len(world.club_members[1]))
    credibility = similarity.credibility[1]
    assert similarity.cosine[0, 1] == pytest.approx(
        credibility * seen + (1 - credibility) * left_out.cosine[0, 1], abs=1e-5
    )


def test_a_cold_club_is_predicted_as_if_the_fit_had_left_it_out():
    """Allen's formula against fitting without the club, the words weighed alike in both."""
    world = crowds()
    whole, content = fitted(world, cold=np.arange(8) == 3)
    rows = np.arange(len(world.clubs), dtype=np.int32)
    others = np.delete(SOURCES, 3)
    words = scaled(content.vectors(world, rows), whole.relevance)
    near = np.exp(-kilometres(world, rows, rows) / 15.0)
    kernel = (words @ words.T).toarray() * (0.5 + near)
    inverse = np.linalg.inv(kernel[np.ix_(others, others)] + np.eye(7))
    members = memberships(world, 1e9).toarray()[:, :8]
    gram = members.T @ members
    company = gram / np.sqrt(np.outer(gram.diagonal(), gram.diagonal()))
    assert whole.cosine[:, 3] == pytest.approx(company[:, others] @ inverse @ kernel[others, 3], abs=1e-4)


def test_cold_clubs_are_predicted_from_their_kind():
    similarity, _ = fitted(crowds())
    pottery, running = similarity.cosine[:4, 8], similarity.cosine[4:, 8]
    assert pottery.min() > 3 * np.abs(running).max()


def test_extend_predicts_what_fitting_would_for_a_club_put_later():
    world = crowds(cold=("도자기 손맛",))
    later, content = fitted(world)
    club(world, "도자기 물레 손맛")
    later.extend(world, content)
    assert later.cosine.shape == (8, 10)
    assert later.cosine[:4, 9].min() > 3 * np.abs(later.cosine[4:, 9]).max()
    assert later.credibility[9] == 0.0


def three():
    """Clubs a, b, c, and d without members, which is called like a. Nothing else is known of them, and their names
    share no piece of a word.

    Of four members: a has 1, 2, 3; b has 2, 3; c has 4.
    """
    world = World()
    for club_id, name in zip("abcd", ("도자기", "달리기", "독서회", "도자기"), strict=True):
        world.put_club({"club_id": club_id, "name": name})
    for club_id, members in {"a": "123", "b": "23", "c": "4"}.items():
        for member in members:
            world.put_membership(club_id, member)
    return fitted(world, sources=np.arange(3, dtype=np.int32))[0]


SHARED = np.array([[3, 2, 0], [2, 2, 0], [0, 0, 1]])
SIZE = np.array([3, 2, 1])
CREDIBILITY = SIZE / (SIZE + 20)
COSINE = np.array([[1, 2 / np.sqrt(6), 0], [2 / np.sqrt(6), 1, 0], [0, 0, 1]])
LIFT = np.log((SHARED + 0.5) / (np.outer(SIZE, SIZE) / 4 + 0.5))
"""For example of a and b: 2 members are shared, 3 * 2 / 4 = 1.5 are expected by chance: log(2.5 / 2)."""
KERNEL = 0.5 + np.exp(-15 / 15)
"""Of two clubs of one name whose places are not known, which are taken to be 15 km apart."""


def test_clubs_without_a_word_in_common_are_as_similar_as_is_counted_and_credible():
    """The kernel is diagonal: without its own members, nothing is predicted of a club."""
    similarity = three()
    assert LIFT[0, 1] == pytest.approx(np.log(2.5 / 2))
    assert similarity.cosine[:, :3] == pytest.approx(COSINE * CREDIBILITY, abs=1e-5)
    mean = (LIFT[0, 1] + LIFT[0, 2] + LIFT[1, 2]) / 3
    off = LIFT - mean
    np.fill_diagonal(off, np.median(off.diagonal()))
    assert similarity.log_lift_mean == pytest.approx(mean, abs=1e-6)
    assert similarity.log_lift[:, :3] == pytest.approx(off * CREDIBILITY, abs=1e-5)
    assert similarity.credibility == pytest.approx([*CREDIBILITY, 0.0])


def test_a_club_without_members_is_predicted_from_one_of_the_same_name():
    """Ridge regression on one example: what is counted for a, times kernel / (kernel + 1)."""
    similarity = three()
    assert similarity.text[:, 3] == pytest.approx([1.0, 0.0, 0.0], abs=1e-6)
    assert similarity.cosine[:, 3] == pytest.approx(COSINE[:, 0] * KERNEL / (KERNEL + 1), abs=1e-5)


def test_sizes_are_mixed_and_predicted_around_their_mean():
    similarity = three()
    mean = np.log1p(SIZE).mean()
    assert similarity.size_mean == pytest.approx(mean)
    above = np.log1p(SIZE) - mean
    assert similarity.log_size[:3] == pytest.approx(mean + above * CREDIBILITY, abs=1e-5)
    assert similarity.log_size[3] == pytest.approx(mean + above[0] * KERNEL / (KERNEL + 1), abs=1e-5)


def test_without_sources_nothing_is_similar_and_all_clubs_are_of_one_size():
    world = crowds(members=0)
    similarity, _ = fitted(world, sources=np.zeros(0, np.int32))
    assert similarity.cosine.shape == similarity.log_lift.shape == (0, 10)
    assert similarity.log_size.tolist() == similarity.credibility.tolist() == [0.0] * 10


def test_a_cold_club_has_no_credibility():
    world = crowds()
    similarity, _ = fitted(world, cold=np.arange(8) == 3)
    assert similarity.credibility[3] == 0.0
    assert similarity.credibility[2] > 0.0


def test_clubs_added_later_are_predicted_like_clubs_without_members_at_the_fit():
    whole, content = fitted(crowds())
    world = crowds(cold=())
    words = content.vectors(world, SOURCES)
    later = ClubSimilarity.fit(world, words, memberships(world, 1e9).astype(np.float32), SOURCES)
    club(world, "도자기 손맛")
    club(world, "달리기 입문")
    later.extend(world, content)
    for name in ("cosine", "log_lift", "text", "log_size", "credibility"):
        assert getattr(later, name) == pytest.approx(getattr(whole, name), abs=1e-5)
    assert later.text.shape == later.log_lift.shape == (8, 10)
    assert later.vectors.shape[0] == 10
    before = later.cosine
    later.extend(world, content)
    assert later.cosine is before


def test_chords_are_exact_for_near_places():
    places = np.array([unit_vector(37.5, 127.0), unit_vector(37.5 + 0.001, 127.0)], np.float32)
    assert chords(places, places) == pytest.approx(np.array([[0, 0.1112], [0.1112, 0]]), abs=2e-3)


def test_kilometres_are_guessed_by_region_where_places_are_not_known():
    world = World()
    for name, region in (("a", "서울"), ("b", "서울"), ("c", "부산"), ("d", "")):
        world.put_club({"club_id": name, "name": name, "region": region})
    world.put_club({"club_id": "e", "name": "e", "region": "서울", "lat": 37.5, "lon": 127.0})
    world.put_club({"club_id": "f", "name": "f", "region": "부산", "lat": 37.51, "lon": 127.0})
    rows = np.arange(6, dtype=np.int32)
    assert kilometres(world, rows[:1], rows).tolist() == [[5.0, 5.0, 30.0, 15.0, 5.0, 30.0]]
    assert kilometres(world, rows[3:4], rows).tolist() == [[15.0] * 6]
    # where both places are known the regions do not matter: a hundredth of a degree is 1.112 km
    assert kilometres(world, rows[4:5], rows)[0] == pytest.approx([5.0, 5.0, 30.0, 15.0, 0.0, 1.112], abs=2e-3)
