"""Which clubs go together: counted where there are members, predicted where there are none."""

import numpy as np
import pytest

from moim.clubs.content import Content, by_relevance
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


def test_content_vectors_have_length_one_and_meet_in_shared_words():
    world = crowds()
    rows = np.arange(10, dtype=np.int32)
    vectors = Content.fit(world, rows).vectors(world, rows)
    alike = (vectors @ vectors.T).toarray()
    assert alike.diagonal() == pytest.approx(np.ones(10), abs=1e-5)
    assert alike[0, 8] > 2 * alike[0, 9]  # the new pottery club; the new running club


def test_content_of_nothing_written_is_empty():
    world = World()
    world.put_club({"club_id": "x", "name": " "})
    rows = np.array([0], np.int32)
    assert Content.fit(world, rows).vectors(world, rows).nnz == 0


def test_relevance_of_words_is_how_alike_the_clubs_are_that_share_them():
    from scipy.sparse import csr_array

    # Clubs 0 and 1 share word 0 and their members; clubs 0 and 2 share word 1 and nobody.
    vectors = csr_array(np.array([[1, 1], [1, 0], [0, 1]], np.float32))
    likeness = np.array([[1, 0.9, 0], [0.9, 1, 0], [0, 0, 1]], np.float32)
    mean = 1.8 / 9  # of all entries, the diagonal being 0
    word, other = by_relevance(vectors, likeness)
    assert word == pytest.approx(((1.8 / mean + 5) / (2 + 5)) ** 0.35)
    assert other == pytest.approx(((0.0 + 5) / (2 + 5)) ** 0.35)


def test_credibility_grows_with_members():
    world = crowds()
    similarity, _ = fitted(world)
    size = world.clubs["size"].astype(float)
    assert similarity.credibility == pytest.approx(size / (size + 20))
    assert similarity.credibility[8:] == pytest.approx([0.0, 0.0])


def test_company_of_a_warm_club_is_blended_from_its_record():
    world = crowds()
    similarity, _ = fitted(world)
    left_out, _ = fitted(world, cold=np.arange(8) == 1)
    both = len(world.club_members[0].keys() & world.club_members[1].keys())
    seen = both / np.sqrt(len(world.club_members[0]) * len(world.club_members[1]))
    credibility = similarity.credibility[1]
    assert similarity.cosine[0, 1] == pytest.approx(
        credibility * seen + (1 - credibility) * left_out.cosine[0, 1], abs=1e-5
    )


def test_left_one_out_equals_leaving_one_out():
    """Allen's formula against fitting without the club, the words weighed alike in both."""
    world = crowds()
    whole, content = fitted(world, cold=np.arange(8) == 3)
    rows = np.arange(len(world.clubs), dtype=np.int32)
    others = np.delete(SOURCES, 3)
    from moim.clubs.content import scaled

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


def test_chords_are_exact_for_near_places():
    places = np.array([unit_vector(37.5, 127.0), unit_vector(37.5 + 0.001, 127.0)], np.float32)
    assert chords(places, places) == pytest.approx(np.array([[0, 0.1112], [0.1112, 0]]), abs=2e-3)


def test_kilometres_are_guessed_by_region_where_places_are_not_known():
    world = World()
    for name, region in (("a", "서울"), ("b", "서울"), ("c", "부산"), ("d", "")):
        world.put_club({"club_id": name, "name": name, "region": region})
    rows = np.arange(4, dtype=np.int32)
    assert kilometres(world, rows[:1], rows).tolist() == [[5.0, 5.0, 30.0, 15.0]]
