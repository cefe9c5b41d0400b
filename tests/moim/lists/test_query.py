from __future__ import annotations

from tests.moim.worlds import NOW, small

from moim.data.events import Event
from moim.data.world import World
from moim.lists.query import Query
from moim.members import MemberState, OwnTexts, Profile, Trace

WORLD = World.of(small())


def test_who_asks_is_resolved_by_profile_and_state_at_the_time_of_asking() -> None:
    state = MemberState({"night": Trace("join", int(NOW) - 60)})
    member = Query(Profile("minji", clubs=frozenset({"run"})), state, at=NOW).member(WORLD)
    assert (member.row, member.clubs) == (WORLD.member_ids.get("minji"), frozenset({1}))
    assert (member.joined.tolist(), member.joined_age.tolist()) == ([2], [60.0])


def test_events_of_the_session_are_applied_to_a_copy_in_their_order() -> None:
    own = OwnTexts({"bowl": 1.0})
    state = MemberState({"night": Trace("view", int(NOW) - 60)}, own)
    events = [
        Event("", "cup", "like", NOW - 3),
        Event("", "cup", "unlike", NOW - 2),
        Event("", "night", "like", NOW - 1),
    ]
    member = Query(Profile(), state, at=NOW, events=events).member(WORLD)
    assert member.history.tolist() == [1, 2]  # cup, then night
    assert member.evidence.tolist() == [0.15, 0.5]  # a view and a like
    assert member.text_model is own
    assert state == MemberState({"night": Trace("view", int(NOW) - 60)}, own)


def test_unless_stated_eight_activities_are_asked_for_by_someone_who_is_here_now() -> None:
    plain = Query(Profile(), MemberState(), at=NOW)
    assert (plain.k, plain.target, plain.season, plain.scenario) == (8, "activities", "", "visit")
    assert (plain.candidates, plain.exclude, plain.events) == (None, (), ())
