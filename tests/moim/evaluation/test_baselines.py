"""What every baseline promises: it ranks sensibly with nothing known, and knows nothing of the future."""

import numpy as np
import pytest
from tests.moim.evaluation.worlds import days, small

from moim.data.dataset import Dataset
from moim.data.table import Table
from moim.data.times import DAY
from moim.evaluation.baselines import activity_models, choose, club_models
from moim.evaluation.baselines.base import lexicographic
from moim.evaluation.baselines.category import FourPlusTwo
from moim.evaluation.baselines.collaborative import JoinHistory
from moim.evaluation.baselines.content import Texts
from moim.evaluation.cold_clubs import cold_clubs
from moim.evaluation.protocols import prequential
from moim.evaluation.timeline import Timeline, add_relation

ACTIVITY_MODELS = sorted(activity_models())
CLUB_MODELS = sorted(club_models())
CUT = 20 * DAY


def lively(seed=3, poisoned=False):
    """Twelve members, four clubs, sixty activities over forty days; poisoned: garbage in all of day 20 and later."""
    rng = np.random.default_rng(seed)
    words = ["run", "river", "clay", "bowl", "chess", "tea", "night", "hill", "song", "code"]
    created = np.sort(rng.integers(0, 40 * 24, 60)) * 3600.0
    length = rng.integers(2, 9, 60) * DAY
    titles = [" ".join(rng.choice(words, 3)) for _ in range(60)]
    clubs = rng.integers(0, 4, 60)
    joins = []
    for at in np.sort(rng.uniform(0, 40, 400)) * DAY:
        open_ = np.flatnonzero((created <= at) & (at < created + length))
        if len(open_):
            joins.append((f"m{rng.integers(0, 12)}", int(rng.choice(open_)), float(at)))
    entered = rng.uniform(0, 40, 20) * DAY
    entered_clubs = ["wxyz"[i] for i in rng.integers(0, 4, 20)]
    entrants = rng.permutation(24)[:20] % 12
    categories = [["sports", "craft", ""][i] for i in rng.integers(0, 3, 60)]
    places = rng.uniform(37.0, 38.0, (60, 2))
    if poisoned:
        late = created >= CUT
        titles = [("요가 yoga zzz" if hidden else title) for title, hidden in zip(titles, late, strict=True)]
        categories = ["poison" if hidden else c for c, hidden in zip(categories, late, strict=True)]
        clubs = np.where(late, (clubs + 1) % 4, clubs)
        places = np.where(late[:, None], 10.0, places)
        length = np.where(late, 99 * DAY, length)
        joins = [(("m1", 0, at) if at >= CUT else (member, row, at)) for member, row, at in joins]
        entered_clubs = ["z" if at >= CUT else club for club, at in zip(entered_clubs, entered, strict=True)]
    return Dataset(
        members=Table.of(
            "members",
            {
                "member_id": [f"m{i}" for i in range(12)],
                "interests": ["sports", "craft", "", "run;tea"] * 3,
                "keywords": ["tea", "", "clay", ""] * 3,
            },
        ),
        clubs=Table.of("clubs", {"club_id": list("wxyz"), "name": ["Walkers", "Xylophones", "Yarn", "Zen"]}),
        activities=Table.of(
            "activities",
            {
                "activity_id": [f"a{i}" for i in range(60)],
                "club_id": ["wxyz"[i] for i in clubs],
                "title": titles,
                "category": categories,
                "lat": places[:, 0],
                "lon": places[:, 1] + 90,
                "created_at": created,
                "recruit_start": created,
                "recruit_end": created + length,
                "activity_start": created + length + DAY,
            },
        ),
        club_members=Table.of(
            "club_members",
            {"club_id": entered_clubs, "member_id": [f"m{i}" for i in entrants], "joined_at": entered},
        ),
        interactions=Table.of(
            "interactions",
            {
                "member_id": [member for member, _, _ in joins],
                "activity_id": [f"a{row}" for _, row, _ in joins],
                "kind": ["join"] * len(joins),
                "at": [at for _, _, at in joins],
            },
        ),
    )


def scores_at_the_cut(dataset, name, learning):
    """Every member's scores of what is open at the cut: (activity, score) pairs."""
    timeline = Timeline(dataset)
    world = timeline.world
    model = activity_models()[name]()
    if learning:
        model.start(world, 0.0)
        for moment in timeline.moments():
            if moment.at >= CUT:
                break
            for event in moment.events:
                model.before(event)
                world.observe(event)
                model.after(event)
            for entry in moment.relations:
                add_relation(world, entry)
    else:
        timeline.advance(CUT)
        model.start(world, CUT)
    open_ = world.open_at(CUT)
    return open_.tolist(), np.stack([model.score(member, open_, CUT) for member in range(12)])


@pytest.mark.parametrize("learning", [False, True], ids=["fitted", "learning"])
@pytest.mark.parametrize("name", ACTIVITY_MODELS)
def test_scores_at_a_time_stay_the_same_whatever_the_future_is(name, learning):
    open_, scores = scores_at_the_cut(lively(), name, learning)
    open_poisoned, poisoned = scores_at_the_cut(lively(poisoned=True), name, learning)

    assert len(open_) > 5
    assert open_ == open_poisoned
    assert scores.tolist() == poisoned.tolist()


@pytest.mark.parametrize("name", ACTIVITY_MODELS)
def test_model_ranks_where_nothing_has_happened_yet(name):
    world = Timeline(small()).world
    model = activity_models()[name]()
    model.start(world, 3 * DAY)

    scores = model.score(0, np.array([0, 1, 2], np.int32), 3 * DAY)

    assert scores.shape == (3,)
    assert np.isfinite(scores).all()


@pytest.mark.parametrize("name", ACTIVITY_MODELS)
def test_second_run_gives_the_same_values(name):
    one, two = (prequential(lively(), [activity_models()[name]()], 10 * DAY) for _ in range(2))

    assert one.values.tolist() == two.values.tolist()


@pytest.mark.parametrize("name", CLUB_MODELS)
def test_club_model_ranks_cold_clubs(name):
    dataset = Dataset(
        members=Table.of("members", {"member_id": ["m1", "m2", "m3"]}),
        clubs=Table.of(
            "clubs",
            {
                "club_id": list("abcdefghij"),
                "name": [*["hiking club", "chess club"] * 4, "hiking friends", "chess friends"],
                "category": [*["out", "in"] * 5],
                "created_at": days(*range(10)),
                "lat": [*[37.0, 38.0] * 5],
                "lon": [127.0] * 10,
            },
        ),
        club_members=Table.of(
            "club_members",
            {"club_id": list("acegbdfh") + list("ij"), "member_id": [*["m1"] * 4, *["m2"] * 4, "m1", "m2"]},
        ),
    )

    measured = cold_clubs(dataset, [club_models()[name]()])

    assert measured.member_ids == ["m1", "m2"]  # m3 is nowhere
    assert measured.candidates.tolist() == [2, 2]
    expected = {"random": [0.75, 0.75], "newest": [0.5, 1.0]}.get(name, [1.0, 1.0])
    assert measured.column(name, "mrr@5").tolist() == pytest.approx(expected)


def test_by_orders_by_the_first_key_then_the_next():
    assert lexicographic(np.array([1, 0, 1, 1]), np.array([2, 9, 3, 2])).tolist() == [1, 0, 2, 1]


def test_own_clubs_come_before_the_most_joined():
    timeline = Timeline(small())
    timeline.advance(6.5 * DAY)
    models, _ = choose(activity_models(), ["own_clubs", "popular"])
    for model in models:
        model.start(timeline.world, 6.5 * DAY)
    own, popular = (model.score(2, np.array([1, 2], np.int32), 6.5 * DAY) for model in models)

    # cat is in c2 (a3, one participant); a2 of c1 has none.
    assert own.tolist() == [0, 1]
    assert popular.tolist() == [0, 1]


def test_four_plus_two_ties_all_but_the_four_newest_of_the_last_category():
    timeline = Timeline(small())
    timeline.advance(4.5 * DAY)
    model = FourPlusTwo()
    model.start(timeline.world, 4.5 * DAY)

    assert model.score(0, np.array([1, 2], np.int32), 4.5 * DAY).tolist() == [4, 0]  # ann was with c1 last
    assert model.score(2, np.array([1, 2], np.int32), 4.5 * DAY).tolist() == [0, 0]  # of cat nothing is known


def test_a_new_activity_gets_the_scores_of_similar_ones():
    timeline = Timeline(small())
    timeline.advance(2 * DAY)  # only ann's join of a1 has happened
    history = JoinHistory(timeline.world, Texts(), 2 * DAY)

    scores = history.candidate_scores(np.array([3.0], np.float32), np.array([0, 1, 2], np.int32), 2 * DAY)

    # a1 itself has one join: 1 / (1 + 5) of its own score; a2 is like it, a3 shares no word with it.
    assert scores.tolist() == pytest.approx([3 / 6, 3, 0])


def test_choose_names_what_is_unknown():
    with pytest.raises(ValueError, match="no such model: nonsense"):
        choose(activity_models(), ["random", "nonsense"])
    with pytest.raises(ValueError, match="named twice"):
        choose(activity_models(), ["random", "random"])


def test_choose_says_which_package_is_missing(monkeypatch):
    monkeypatch.setattr("moim.evaluation.baselines.installed", lambda package: False)

    models, skipped = choose(activity_models(), ["random", "als"])

    assert [model.name for model in models] == ["random"]
    assert skipped == {"als": 'needs implicit, pip install "moim[peers]"'}
