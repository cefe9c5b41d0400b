from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.moim.worlds import NOW, activity, small

from moim.data.events import Event
from moim.data.times import DAY
from moim.lists.eligibility import Confirm
from moim.lists.reranking import RerankSettings
from moim.members import MemberState, OwnTexts, Profile
from moim.ranking.choice_model import NAMES
from moim.ranking.lambdamart import LambdaMart
from moim.recommender import Query, Recommendation, Recommender
from moim.storage.artefact import read_artefact

MINJI = Profile("minji", interests=("취미",), keywords=("도자기",), lat=37.56, lon=126.97, clubs=frozenset({"clay"}))


@pytest.fixture
def recommender() -> Recommender:
    return Recommender.fit(small([("jun", "cup", "join", 3600.0), ("sora", "night", "join", 1800.0)]), at=NOW)


def ids(recommendations: list[Recommendation]) -> list[str]:
    return [one.item_id for one in recommendations]


def listed(
    recommender: Recommender,
    profile: Profile = MINJI,
    state: MemberState | None = None,
    confirm: Confirm | None = None,
    **more: Any,
) -> list[str]:
    return ids(recommender.recommend(Query(profile, state or MemberState(), at=NOW, **more), confirm=confirm))


def test_on_the_first_day_the_prior_ranks_sensibly(recommender: Recommender) -> None:
    given = recommender.recommend(Query(MINJI, MemberState(), at=NOW))
    assert {one.item_id for one in given[:2]} == {"bowl", "cup"}  # her club, her keyword, near her home
    assert [one.rank for one in given] == [1, 2, 3, 4]
    assert given == sorted(given, key=lambda one: -one.score)
    assert {one.sentence("ko") for one in given[0].reasons} == {"가입한 모임 '흙과 손'의 활동", "관심 카테고리 '취미'"}


def test_every_place_has_a_reason(recommender: Recommender) -> None:
    for profile in (MINJI, Profile(), Profile("nobody")):
        for one in recommender.recommend(Query(profile, MemberState(), at=NOW, season="한강 러닝")):
            assert one.reasons
            for language in ("ko", "en"):
                assert one.reasons[0].sentence(language)  # type: ignore[arg-type]


def test_an_unknown_member_gets_the_newcomers_list(recommender: Recommender) -> None:
    assert listed(recommender, Profile("nobody")) == listed(recommender, Profile())


def test_an_empty_platform_gives_an_empty_list() -> None:
    recommender = Recommender.fit(small(activities=[]), at=NOW)
    assert listed(recommender) == []


def test_what_was_joined_declined_or_excluded_is_never_given(recommender: Recommender) -> None:
    state = MemberState()
    state.update(Event("minji", "bowl", "decline", NOW))
    state.update(Event("minji", "morning", "join", NOW))
    assert set(listed(recommender, state=state, exclude=["cup"])) == {"night"}


def test_what_the_world_knows_was_joined_is_not_given_even_without_a_state(recommender: Recommender) -> None:
    assert "cup" not in listed(recommender, Profile("jun"))


def test_full_closed_and_taken_off_activities_disappear_at_once(recommender: Recommender) -> None:
    assert "night" in listed(recommender)
    recommender.observe(Event("jun", "night", "join", NOW))
    assert "night" not in listed(recommender)
    recommender.upsert_activity(activity("bowl", "clay", "그릇", recruit_end=NOW))
    recommender.upsert_activity(activity("cup", "clay", "컵", listed=False))
    assert listed(recommender) == ["morning"]


def test_a_brand_new_activity_of_a_brand_new_club_can_be_given(recommender: Recommender) -> None:
    recommender.upsert_club({"club_id": "new", "name": "처음"})
    recommender.upsert_activity(activity("fresh", "new", "도자기 물레 원데이", created_at=NOW - 60))
    assert "fresh" in listed(recommender)


def test_the_platforms_truth_decides_last(recommender: Recommender) -> None:
    asked: list[list[str]] = []

    def confirm(ids: list[str]) -> Collection[str]:
        asked.append(ids)
        return {i for i in ids if i != "bowl"}

    assert "bowl" not in listed(recommender, confirm=confirm)
    assert len(asked) == 1
    assert set(asked[0]) == {"bowl", "cup", "night", "morning"}


def test_only_candidates_asked_for_are_given(recommender: Recommender) -> None:
    assert listed(recommender, candidates=["night", "nowhere"]) == ["night"]


def test_the_next_list_shows_what_was_just_learned(recommender: Recommender) -> None:
    jun, state = Profile("visitor"), MemberState()
    before = {one.item_id: one.score for one in recommender.recommend(Query(jun, state, at=NOW))}
    recommender.learn(state, Event("visitor", "night", "like", NOW))
    after = {one.item_id: one.score for one in recommender.recommend(Query(jun, state, at=NOW))}
    gain = {item: after[item] - before[item] for item in before}
    assert gain["morning"] > max(gain["bowl"], gain["cup"])  # more running


def test_a_visitors_clicks_count_without_being_kept(recommender: Recommender) -> None:
    state = MemberState()
    clicks = [Event("", "night", "view", NOW - 5)]
    one = recommender.recommend(Query(Profile(), state, at=NOW, events=clicks))
    other = recommender.recommend(Query(Profile(), state, at=NOW))
    assert ids(one) != ids(other) or [o.score for o in one] != [o.score for o in other]
    assert state == MemberState()


def test_the_season_leads_a_visitor(recommender: Recommender) -> None:
    assert listed(recommender, Profile(), season="한강 야간 러닝")[0] == "night"


def test_a_page_holds_what_it_says_with_propensities(recommender: Recommender) -> None:
    page = RerankSettings(explore=0.5)
    one = recommender.recommend(Query(MINJI, MemberState(), at=NOW), rerank=page, seed=3)
    other = recommender.recommend(Query(MINJI, MemberState(), at=NOW), rerank=page, seed=3)
    assert one == other
    assert one != recommender.recommend(Query(MINJI, MemberState(), at=NOW), rerank=page, seed=4)
    assert all(0 < item.propensity < 1 for item in one[:3])
    assert len(set(ids(one))) == 4


def test_similar_are_open_and_not_itself(recommender: Recommender) -> None:
    assert ids(recommender.similar("bowl", at=NOW))[0] == "cup"
    assert "bowl" not in ids(recommender.similar("bowl", at=NOW))
    with pytest.raises(KeyError, match="unknown activity"):
        recommender.similar("nowhere", at=NOW)


def test_clubs_can_be_given(recommender: Recommender) -> None:
    given = recommender.recommend(Query(MINJI, MemberState(), at=NOW, target="clubs"))
    assert ids(given) == ["run"]  # she is in the other


def test_the_future_changes_nothing() -> None:
    past = [("jun", "cup", "join", 3600.0), ("minji", "bowl", "view", 1800.0)]
    poison = [("sora", "night", "join", -10.0), ("minji", "night", "join", -20.0), ("jun", "cup", "cancel", 0.0)]
    hidden = activity("hidden", "run", "도자기 도자기 도자기", created_at=NOW + 1, recruit_start=NOW + 1)
    clean = small(past)
    poisoned = small(past + poison, activities=[*clean.activities.rows(), hidden])
    lists = []
    for dataset in (clean, poisoned):
        recommender = Recommender.fit(dataset, at=NOW)
        lists.append([(o.item_id, o.score) for o in recommender.recommend(Query(MINJI, MemberState(), at=NOW))])
    assert lists[0] == lists[1]


def test_a_saved_version_keeps_its_trees(recommender: Recommender, tmp_path: Path) -> None:
    recommender.lists.scorer.trees = LambdaMart("tree\nversion=v4\n")
    recommender.save(tmp_path / "v1")

    again = Recommender.load(tmp_path / "v1")
    assert again.lists.scorer.trees is not None
    assert again.lists.scorer.trees.text == "tree\nversion=v4\n"


def test_a_saved_version_gives_the_same_lists(recommender: Recommender, tmp_path: Path) -> None:
    recommender.save(tmp_path / "v1", {"note": "first"})
    again = Recommender.load(tmp_path / "v1")
    for target in ("activities", "clubs"):
        one, other = (r.recommend(Query(MINJI, MemberState(), at=NOW, target=target)) for r in (recommender, again))  # type: ignore[arg-type]
        assert one == other
    assert again.weights() == recommender.weights()
    again.observe(Event("minji", "bowl", "join", NOW))
    assert "bowl" not in listed(again)


def test_a_version_of_a_release_with_other_features_serves_by_those_both_have(
    recommender: Recommender, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The release that wrote it had a feature less and one more, in another order."""
    mine = NAMES[1:]
    theirs = [*reversed(mine), "given up"]
    model = recommender.models["visit"]
    order = [NAMES.index(name) for name in reversed(mine)]
    with monkeypatch.context() as release:
        release.setattr("moim.checkpoint.NAMES", tuple(theirs))
        other = replace(
            model,
            weights=np.append(model.weights[order], 7.0),
            newcomer=np.append(model.newcomer[order], 7.0),
            squares=np.concatenate([np.append(part[order], 7.0) for part in np.split(model.squares, 2)]),
        )
        release.setattr(recommender, "models", {"visit": other, "list": other})
        recommender.save(tmp_path / "v1")
    again = Recommender.load(tmp_path / "v1").models["visit"]
    assert again.weights.tolist() == [0.0, *model.weights[1:]]
    assert again.newcomer.tolist() == [0.0, *model.newcomer[1:]]
    assert again.squares.tolist() == [0.01, *model.squares[1 : len(NAMES)], 0.01, *model.squares[len(NAMES) + 1 :]]


def test_trees_of_other_features_are_left_out(
    recommender: Recommender, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recommender.lists.scorer, "trees", LambdaMart("tree\nversion=v4\n"))
    recommender.save(tmp_path / "same")
    monkeypatch.setattr("moim.checkpoint.NAMES", tuple(reversed(NAMES)))
    recommender.save(tmp_path / "other")
    monkeypatch.undo()
    assert Recommender.load(tmp_path / "same").lists.scorer.trees is not None
    assert Recommender.load(tmp_path / "other").lists.scorer.trees is None


def test_what_was_opened_leans_the_list_to_its_category(recommender: Recommender) -> None:
    jun = Profile("visitor", keywords=("한강",))
    before = {one.item_id: one.score for one in recommender.recommend(Query(jun, MemberState(), at=NOW))}
    state = MemberState(topics=OwnTexts({"bowl": 3.0}))  # a pottery class, opened three times
    after = {one.item_id: one.score for one in recommender.recommend(Query(jun, state, at=NOW))}
    gain = {item: after[item] - before[item] for item in before}
    assert min(gain["bowl"], gain["cup"]) > 0 > max(gain["night"], gain["morning"])


def test_rank_many_gives_unknown_members_a_newcomers_list(recommender: Recommender) -> None:
    lists = dict(recommender.rank_many(["minji", "nobody"], {}, at=NOW, k=2))
    assert [len(given) for given in lists.values()] == [2, 2]
    assert {one.item_id for one in lists["minji"]} == {"bowl", "cup"}
    assert [len(one.reasons) for one in lists["minji"]] == [1, 1]
    assert len(recommender.recommend(Query(MINJI, MemberState(), at=NOW))[0].reasons) == 2
    assert [[reason.code for reason in one.reasons] for one in lists["minji"]] == [["interest"], ["interest"]]


def test_a_member_who_is_added_is_known_from_then_on(recommender: Recommender) -> None:
    recommender.upsert_member({"member_id": "bora", "interests": "취미", "keywords": "물레;컵"})
    row = recommender.world.member_ids.get("bora")
    assert recommender.world.interests[row] == ("취미",)
    assert recommender.world.keywords[row] == ("물레", "컵")


def test_similar_are_six_confirmed_and_not_excluded_unless_stated(recommender: Recommender) -> None:
    for number in range(8):
        recommender.upsert_activity(activity(f"more{number}", "clay", "도자기"))
    assert len(recommender.similar("bowl", at=NOW)) == 6
    assert "cup" not in ids(recommender.similar("bowl", at=NOW, k=20, exclude=["cup"]))
    assert ids(recommender.similar("bowl", at=NOW, confirm=lambda best: {"night"} & {*best}, k=11)) == ["night"]


def test_all_share_a_text_model_where_activities_have_categories(recommender: Recommender) -> None:
    assert recommender.topics is not None
    assert set(recommender.topics.classes) == {"취미", "운동·액티비티"}
    assert Recommender.fit(small(activities=[]), at=NOW).topics is None


def test_what_was_shown_is_what_training_learns_from() -> None:
    """Jun saw only the cup and the bowl: of these two he chose, not of all four."""
    past = [("jun", "cup", "join", 3600.0), ("sora", "night", "join", 1800.0)]
    shown = {("jun", "cup", NOW - 3600.0): ["bowl", "cup"]}
    told, untold = (Recommender.fit(small(past), at=NOW, shown=given).weights() for given in (shown, None))
    assert told["visit"] != untold["visit"]
    assert told["list"] == untold["list"]


def test_a_note_is_kept_with_a_version(recommender: Recommender, tmp_path: Path) -> None:
    recommender.save(tmp_path / "v1", {"note": "first"})
    assert read_artefact(tmp_path / "v1").about["note"] == "first"


def test_clubs_for_many_leave_out_those_one_is_in(recommender: Recommender) -> None:
    lists = dict(recommender.rank_many(["minji", "nobody"], {}, at=NOW, k=5, target="clubs"))
    assert ids(lists["minji"]) == ["run"]
    assert set(ids(lists["nobody"])) == {"run", "clay"}
    only = dict(recommender.rank_many(["nobody"], {}, at=NOW, k=5, target="clubs", candidates=["clay"]))
    assert ids(only["nobody"]) == ["clay"]


def test_candidates_for_many_need_not_be_open(recommender: Recommender) -> None:
    recommender.upsert_activity(activity("cup", "clay", "컵", recruit_end=NOW - 1))
    lists = dict(recommender.rank_many(["minji"], {}, at=NOW, k=5, candidates=["cup", "night"]))
    assert set(ids(lists["minji"])) == {"cup", "night"}


def test_clubs_are_chosen_from_candidates_without_the_excluded_and_confirmed(recommender: Recommender) -> None:
    asked = Query(Profile(), MemberState(), at=NOW, target="clubs", candidates=["run", "clay"], exclude=["clay"])
    assert ids(recommender.recommend(asked)) == ["run"]
    assert ids(recommender.recommend(asked, confirm=lambda best: [])) == []


@pytest.mark.parametrize(
    ("event", "error"),
    [
        (Event("jun", "bowl", "join", NOW - 1800.5), ValueError),  # half a second before the last one
        (Event("jun", "bowl", "join", float("nan")), ValueError),
        (Event("jun", "bowl", "join", float("inf")), ValueError),
        (Event("new", "bowl", "buy", NOW), ValueError),  # type: ignore[arg-type]
        (Event("new", "nowhere", "join", NOW), KeyError),
    ],
)
def test_an_event_that_cannot_be_is_refused_and_nothing_is_changed(
    recommender: Recommender, event: Event, error: type[Exception]
) -> None:
    world = recommender.world
    before = world.version, len(world.log), len(world.members), world.activities["going"].tolist()
    with pytest.raises(error):
        recommender.observe(event)
    assert (world.version, len(world.log), len(world.members), world.activities["going"].tolist()) == before


def test_events_of_one_moment_are_all_taken(recommender: Recommender) -> None:
    for member in ("jun", "sora"):
        recommender.observe(Event(member, "bowl", "join", NOW - 1800.0))  # the moment of the last one
    assert recommender.world.activities["going"][recommender.world.activity_ids.get("bowl")] == 2
    recommender.observe(Event("minji", "bowl", "join", NOW))
    with pytest.raises(ValueError, match="last event"):
        recommender.observe(Event("jun", "morning", "join", NOW - 900.0))  # after all but the last
    empty = Recommender.fit(small(), at=NOW)
    empty.observe(Event("jun", "bowl", "join", 0.0))  # the first of all may be at any time
    assert len(empty.world.log) == 1


def test_an_unknown_kind_teaches_nothing(recommender: Recommender) -> None:
    state, before = MemberState(), recommender.weights()
    with pytest.raises(ValueError, match="unknown kind"):
        recommender.learn(state, Event("minji", "bowl", "buy", NOW))  # type: ignore[arg-type]
    assert state == MemberState()
    assert recommender.weights() == before


@pytest.mark.parametrize(("kind", "moves"), [("join", True), ("like", True), ("view", False), ("decline", False)])
def test_only_joins_and_likes_move_the_weights_of_a_visit(recommender: Recommender, kind: str, moves: bool) -> None:
    before = recommender.weights()
    recommender.learn(MemberState(), Event("minji", "bowl", kind, NOW))  # type: ignore[arg-type]
    assert (recommender.weights()["visit"] != before["visit"]) is moves
    assert recommender.weights()["list"] == before["list"]


def test_what_was_shown_is_what_a_choice_is_made_from(recommender: Recommender) -> None:
    event, state = Event("minji", "bowl", "join", NOW), MemberState()
    assert recommender.choice(state, event, ["bowl", "night", "cup"]).features.shape[1] == 3  # type: ignore[union-attr]
    assert recommender.choice(state, event).features.shape[1] == 4  # type: ignore[union-attr]
    assert recommender.choice(state, event, ["bowl"]) is None  # nothing else to choose
    told = Profile("minji", interests=("운동·액티비티",))
    plain, known = recommender.choice(state, event), recommender.choice(state, event, profile=told)
    row = NAMES.index("interest")
    assert plain is not None
    assert known is not None
    assert plain.features[row].tolist() != known.features[row].tolist()


def test_training_tells_how_far_it_is() -> None:
    told: list[tuple[str, float]] = []
    Recommender.fit(
        small([("jun", "cup", "join", 3600.0)]), at=NOW, progress=lambda stage, done: told.append((stage, done))
    )
    assert list(dict.fromkeys(stage for stage, _ in told)) == ["reading", "words", "choices", "clubs", "done"]
    assert [done for _, done in told] == sorted(done for _, done in told)
    assert (told[0], told[-1]) == (("reading", 0.0), ("done", 1.0))
    assert all(0.2 <= done <= 0.8 for stage, done in told if stage == "choices")


def test_local_time_is_by_the_offset_given(tmp_path: Path) -> None:
    berlin = Recommender.fit(small(), at=NOW, utc_offset=2.0)
    assert berlin.context.utc_offset == 2.0
    berlin.save(tmp_path / "v1")
    assert Recommender.load(tmp_path / "v1").context.utc_offset == 2.0


def test_learning_needs_no_open_alternatives() -> None:
    recommender = Recommender.fit(small(), at=NOW + 10 * DAY)
    state = MemberState()
    recommender.learn(state, Event("minji", "bowl", "join", NOW + 10 * DAY))
    assert state.traces["bowl"].standing == "join"
