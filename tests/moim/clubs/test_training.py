"""What the ranking of clubs is trained on, and what is kept from it."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from moim.clubs import training
from moim.clubs.choice_weights import prior_weights
from moim.clubs.content import Content
from moim.clubs.features import NAMES
from moim.clubs.similarity import ClubSimilarity
from moim.clubs.training import newer_half, train_club_ranker
from moim.data.events import Event
from moim.data.world import World

from .worlds import POTTERY, club, crowds

AT = 1e9
EVERY = np.arange(10, dtype=np.int32)


def founded(*times):
    world = World()
    for number, at in enumerate(times):
        club(world, str(number), created_at=at)
    return world, np.arange(len(times), dtype=np.int32)


def test_the_newer_half_are_those_founded_last_and_at_times_not_known():
    world, rows = founded(30.0, 10.0, float("nan"), 20.0)
    assert newer_half(world, rows, np.random.default_rng(0)).tolist() == [True, False, True, False]
    world, rows = founded(1.0, 2.0, 3.0)
    assert newer_half(world, rows, np.random.default_rng(0)).tolist() == [False, True, True]
    assert newer_half(world, rows[:2], np.random.default_rng(0)).tolist() == [False, True]


def test_of_clubs_founded_at_one_time_the_lot_decides():
    world, rows = founded(*[5.0] * 6)
    drawn = {tuple(newer_half(world, rows, np.random.default_rng(seed)).tolist()) for seed in range(20)}
    assert len(drawn) > 5
    assert {sum(newer) for newer in drawn} == {3}


def test_sources_are_the_largest_clubs_with_members_in_order_of_rows(monkeypatch):
    members = csr_array(np.array([[1, 0, 1, 1], [1, 0, 0, 1], [0, 0, 0, 1]], np.float32))
    visible = np.array([0, 1, 2, 3], np.int32)
    assert training._sources(members, visible).tolist() == [0, 2, 3]
    assert training._sources(members, visible[:3]).tolist() == [0, 2]
    monkeypatch.setattr(training, "MAX_SOURCES", 2)
    assert training._sources(members, visible).tolist() == [0, 3]


def test_members_are_those_who_were_in_a_club_or_went_to_its_activities_before_the_time():
    world = World()
    for name in "ab":
        club(world, name)
    world.put_membership("a", "m", AT - 1)
    world.put_membership("b", "m", AT)
    world.put_membership("a", "n")
    world.put_activity({"activity_id": "x", "club_id": "b", "title": "x"})
    world.observe(Event("n", "x", "join", AT - 1))
    world.observe(Event("m", "x", "join", AT))
    assert training._memberships(world, AT).toarray().tolist() == [[1, 0], [1, 1]]


def test_members_left_out_are_not_counted():
    members = csr_array(np.array([[1, 1], [0, 1], [1, 0]], np.float32))
    assert training._without(members, np.array([0, 2])).toarray().tolist() == [[0, 0], [0, 1], [0, 0]]
    assert members.nnz == 4


def spied(monkeypatch, world, **limits):
    """Train, and return what the similarities were fitted to and what the weights were."""
    fits, choices = [], []
    fit, weights = ClubSimilarity.fit, training.fit_choice_weights

    def fitted(world, words, members, sources, cold=None):
        fits.append((members.toarray(), cold))
        return fit(world, words, members, sources, cold)

    def chosen(data, prior):
        choices.append(data)
        return weights(data, prior)

    monkeypatch.setattr(ClubSimilarity, "fit", fitted)
    monkeypatch.setattr(training, "fit_choice_weights", chosen)
    for name, value in limits.items():
        monkeypatch.setattr(training, name, value)
    ranker = train_club_ranker(world, at=AT)
    return ranker, fits, choices


def test_weights_are_fitted_to_members_who_are_not_counted_and_clubs_as_if_new(monkeypatch):
    world = crowds()
    _, [(counted, cold), (everyone, none)], [alone, with_clubs] = spied(monkeypatch, world)
    assert counted.sum(axis=1).astype(bool).sum() == 40  # half of the 80 are left out
    assert everyone.sum() == 160
    assert none is None
    assert cold.tolist() == [False] * 4 + [True] * 4  # the running clubs were founded later
    assert alone.credibility[4:].tolist() == [0.0] * 4
    assert (alone.credibility[:4] > 0).all()
    assert len(alone.chosen) == len(with_clubs.chosen) == 40


def test_a_choice_excludes_the_members_other_clubs_and_never_the_chosen_one(monkeypatch):
    _, _, [alone, with_clubs] = spied(monkeypatch, crowds())
    for data in (alone, with_clubs):
        assert (data.excluded.sum(axis=1) == 1).all()  # everyone is in two clubs: one is chosen, one is no alternative
        assert not data.excluded[np.arange(len(data.chosen)), data.chosen].any()
        # the other club is of the same kind as the chosen one
        other = np.argmax(data.excluded, axis=1)
        assert ((other < 4) == (data.chosen < 4)).all()


def test_the_chosen_club_is_taken_out_of_those_the_member_is_in(monkeypatch):
    """With both clubs as sources of the score the chosen one would be like itself: cosine 1, text 1."""
    _, _, [alone, with_clubs] = spied(monkeypatch, crowds())
    text = with_clubs.features[:, :, NAMES.index("text")]
    rows = np.arange(len(with_clubs.chosen))
    assert text[rows, with_clubs.chosen].max() < np.log(0.02 + 1) - 0.01
    # the member's other club is excluded, and is as similar to itself as can be
    assert text[with_clubs.excluded] == pytest.approx(np.log(1.02), abs=1e-4)
    assert not alone.features[:, :, NAMES.index("text")].any()


def test_few_members_and_clubs_are_sampled_of_many(monkeypatch):
    _, [(counted, _), _], [alone, _] = spied(monkeypatch, crowds(), MAX_TRAINING_MEMBERS=7, MAX_ALTERNATIVES=5)
    assert counted.sum(axis=1).astype(bool).sum() == 73
    assert alone.features.shape[1] == 5
    assert 1 <= len(alone.chosen) <= 7


def test_the_weights_have_a_set_for_members_of_no_club_and_one_for_members_of_some(monkeypatch):
    ranker, _, choices = spied(monkeypatch, crowds())
    fitted = [training.fit_choice_weights(data, prior_weights()) for data in choices[:2]]
    assert np.array_equal(ranker.weights, np.stack(fitted))


def test_without_members_the_weights_are_the_prior():
    world = crowds(members=0)
    ranker = train_club_ranker(world, at=AT)
    assert np.array_equal(ranker.weights, np.stack([prior_weights()] * 2))


def test_members_of_one_club_teach_nothing_about_members_of_some():
    world = World()
    for name in ("도자기 하나", "달리기 둘"):
        club(world, name)
    for number in range(20):
        world.put_membership("도자기 하나" if number % 4 else "달리기 둘", f"m{number}")
    weights = train_club_ranker(world, at=AT).weights
    assert not np.array_equal(weights[0], prior_weights())
    assert np.array_equal(weights[1], prior_weights())


def test_what_comes_at_the_time_or_later_changes_nothing():
    """Memberships, joins and clubs from ``AT`` on."""
    world, poisoned = crowds(), crowds()
    for number in range(20):
        poisoned.put_membership(POTTERY[0], f"r{number}", AT)
    ranker, other = (train_club_ranker(w, at=AT) for w in (world, poisoned))
    members = [world.member_ids.get(name) for name in ("p0", "r0")]
    assert np.array_equal(ranker.score_many(members, EVERY, AT), other.score_many(members, EVERY, AT))
    before = crowds()
    for number in range(20):
        before.put_membership(POTTERY[0], f"r{number}", AT - 1)
    assert not np.array_equal(ranker.weights, train_club_ranker(before, at=AT).weights)


def test_clubs_founded_later_are_no_sources_and_do_not_count_as_documents(monkeypatch):
    world = crowds()
    club(world, "도자기 내일", created_at=AT + 1)
    world.put_membership("도자기 내일", "p0", AT - 5)
    known = []
    fit = Content.fit
    monkeypatch.setattr(Content, "fit", lambda world, rows, by: known.append(rows.tolist()) or fit(world, rows, by))
    ranker = train_club_ranker(world, at=AT)
    assert ranker.similarity.sources.tolist() == list(range(8))
    assert known == [list(range(10))]


def test_a_seed_decides_what_is_drawn():
    one, again, other = (train_club_ranker(crowds(), at=AT, seed=seed).weights for seed in (1, 1, 2))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)


def test_progress_is_told_by_stage():
    told = []
    train_club_ranker(crowds(), at=AT, progress=lambda *stage: told.append(stage))
    assert told == [("words", 0.0), ("choices", 0.2), ("clubs", 0.8), ("done", 1.0)]
