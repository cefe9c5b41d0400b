"""Vectors of what is written about clubs."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from moim.clubs.content import Content, by_relevance, compared, scaled
from moim.data.vocabulary import Vocabulary
from moim.data.world import World

from .worlds import crowds


def written(*clubs):
    world = World()
    for number, row in enumerate(clubs):
        world.put_club({"club_id": str(number)} | row)
    rows = np.arange(len(clubs), dtype=np.int32)
    return world, Content.fit(world, rows), rows


def test_vectors_have_length_one_and_meet_in_shared_words():
    world = crowds()
    rows = np.arange(10, dtype=np.int32)
    vectors = Content.fit(world, rows).vectors(world, rows)
    similar = (vectors @ vectors.T).toarray()
    assert similar.diagonal() == pytest.approx(np.ones(10), abs=1e-5)
    assert similar[0, 8] > 2 * similar[0, 9]  # the new pottery club; the new running club


def test_vectors_of_nothing_written_are_empty():
    world, content, rows = written({"name": " "})
    assert content.vectors(world, rows).nnz == 0


def test_entries_are_words_tags_words_of_the_name_category_and_pieces():
    _, content, _ = written({"name": "red", "intro": "<p>blue</p>", "tags": "Big Hat;x", "category": "art"})
    entries = set(content.vocabulary.names)
    assert {"wred", "wblue", "nred", "tbig hat", "tx", "cart"} <= entries
    assert "nblue" not in entries
    assert {"g red", "gred ", "g blu", "gblue", "glue "} <= entries
    assert {entry[0] for entry in entries} == set("wtncg")


def test_entries_are_weighted_by_how_few_of_the_known_clubs_have_them():
    world, _, _ = written({"name": "red"}, {"name": "red red"}, {"name": "blue"}, {"name": "blue"})
    content = Content.fit(world, np.array([0, 1, 2], np.int32))
    weight = dict(zip(content.vocabulary.names, content.weights.tolist(), strict=True))
    # ln((1 + 3) / (1 + clubs)) + 1, of the three known ones
    assert weight["wred"] == pytest.approx(np.log(4 / 3) + 1)
    assert weight["wblue"] == pytest.approx(np.log(4 / 2) + 1)


def test_fields_have_their_weights_and_repetition_counts_by_its_logarithm():
    """One club alone, whose idf is 1: words a (twice, of which once in the name) and b, the name a, pieces of both."""
    world, content, rows = written({"name": "aa", "intro": "aa bb"})
    vector = content.vectors(world, rows).toarray()[0]
    value = dict(zip(content.vocabulary.names, vector.tolist(), strict=True))
    twice = 1 + np.log(2)
    # of words: (1 + ln 2, 1), of length 1; of the name: one entry times 0.7; of pieces as of words
    assert value["waa"] / value["wbb"] == pytest.approx(twice)
    assert value["waa"] / value["naa"] == pytest.approx(twice / np.hypot(twice, 1) / 0.7)
    assert value["g aa "] == pytest.approx(value["waa"])
    assert value["g bb "] == pytest.approx(value["wbb"])
    assert value["waa"] == pytest.approx(twice / np.hypot(twice, 1) / np.sqrt(1 + 0.7**2 + 1))


def test_tags_and_category_have_their_weights():
    world, content, rows = written({"name": "", "tags": "one;two", "category": "art"})
    value = dict(zip(content.vocabulary.names, content.vectors(world, rows).toarray()[0].tolist(), strict=True))
    assert value["tone"] == pytest.approx(value["ttwo"])
    assert value["tone"] / value["cart"] == pytest.approx(0.5 / np.sqrt(2) / 0.3)


def test_keywords_are_taken_as_words_and_as_tags():
    _, content, _ = written({"name": "red hat", "tags": "Red Hat"})
    vectors = content.of_words([["Red Hat"], ["nothing known"], []])
    names = content.vocabulary.names
    assert {names[entry][0] for entry in vectors[[0]].indices} == set("wtg")
    assert "tred hat" in {names[entry] for entry in vectors[[0]].indices}
    assert not {names[entry] for entry in vectors[[1, 2]].indices} - {"g red"}


def test_relevance_is_how_similar_the_clubs_are_that_share_a_word():
    # Clubs 0 and 1 share word 0 and their members; clubs 0 and 2 share word 1 and nobody.
    vectors = csr_array(np.array([[1, 1], [1, 0], [0, 1]], np.float32))
    similarity = np.array([[1, 0.9, 0], [0.9, 1, 0], [0, 0, 1]], np.float32)
    mean = 1.8 / 9  # of all entries, the diagonal being 0
    word, other = by_relevance(vectors, similarity)
    assert word == pytest.approx(((1.8 / mean + 5) / (2 + 5)) ** 0.35)
    assert other == pytest.approx(((0.0 + 5) / (2 + 5)) ** 0.35)


def test_relevance_is_one_without_shared_members_and_has_a_lower_bound():
    vectors = csr_array(np.ones((2, 1), np.float32))
    assert by_relevance(vectors, np.eye(2, dtype=np.float32)).tolist() == [1.0]
    assert by_relevance(vectors[:0], np.zeros((0, 0), np.float32)).tolist() == [1.0]
    # predicted similarities can be below 0: clubs 0 and 1 here, against 0 and 2
    similarity = np.array([[1, -9, 25], [-9, 1, 0], [25, 0, 1]], np.float32)
    both = csr_array(np.array([[1, 0], [1, 0], [0, 1]], np.float32))
    assert by_relevance(both, similarity)[0] == pytest.approx(0.05**0.35)


def test_scaled_vectors_have_length_one_again():
    vectors = csr_array(np.array([[3, 4], [0, 2]], np.float32))
    out = scaled(vectors, np.array([4, 3], np.float32)).toarray()
    assert out == pytest.approx(np.array([[12, 12], [0, 6]]) / np.array([[np.sqrt(288)], [6]]))
    assert out.dtype == np.float32


def test_tags_are_compared_normalised_in_lower_case():
    assert compared("Big Hat") == compared("big hat") == "big hat"


def test_a_vocabulary_without_weights_for_it_knows_nothing():
    content = Content(Vocabulary(["wred"]), np.ones(1, np.float32), "simple")
    assert content.of_words([["blue"]]).nnz == 0
