from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moim.data.dataset import KINDS
from moim.data.world import Event
from moim.members import OwnTexts
from moim.members.state import KEPT, MemberState

EVENTS = st.lists(
    st.builds(
        Event,
        st.just("minji"),
        st.integers(1, 30).map(str),
        st.sampled_from(KINDS),
        st.floats(1.7e9, 1.9e9, allow_nan=False),
    ),
    max_size=60,
)


def after(*kinds: str) -> str | None:
    state = MemberState()
    for second, kind in enumerate(kinds):
        state.learn(Event("minji", "bowl", kind, float(second)))  # type: ignore[arg-type]
    return state.traces["bowl"].standing if state.traces else None


@pytest.mark.parametrize(
    ("kinds", "standing"),
    [
        (["view"], "view"),
        (["view", "like"], "like"),
        (["like", "view"], "like"),
        (["like", "unlike"], "view"),
        (["unlike"], None),
        (["join", "like"], "join"),
        (["join", "cancel"], "cancel"),
        (["cancel"], None),
        (["join", "attend"], "attend"),
        (["like", "decline"], "decline"),
        (["decline", "view"], "decline"),
        (["decline", "join"], "join"),
        (["join", "cancel", "view"], "cancel"),
    ],
)
def test_the_strongest_standing_stays(kinds: list[str], standing: str | None) -> None:
    assert after(*kinds) == standing


@given(EVENTS)
def test_bytes_hold_all_of_a_state(events: list[Event]) -> None:
    state = MemberState.rebuild(events)
    again = MemberState.from_bytes(state.to_bytes())
    assert again == state
    assert again.to_bytes() == state.to_bytes()


@given(EVENTS)
def test_learning_on_from_stored_bytes_equals_a_rebuild(events: list[Event]) -> None:
    state = MemberState()
    for event in events:
        state = MemberState.from_bytes(state.to_bytes())
        state.learn(event)
    assert state.to_bytes() == MemberState.rebuild(events).to_bytes()


def test_a_few_dozen_activities_take_a_few_hundred_bytes() -> None:
    events = [Event("m", str(1000 + 37 * i), ("view", "like", "join")[i % 3], 1.75e9 + 9999 * i) for i in range(40)]
    assert len(MemberState.rebuild(events).to_bytes()) < 400


def test_the_oldest_views_go_first() -> None:
    state = MemberState()
    state.learn(Event("m", "joined", "join", 0.0))
    for number in range(KEPT + 5):
        state.learn(Event("m", str(number), "view", 10.0 + number))
    assert len(state.traces) == KEPT
    assert "joined" in state.traces
    assert "0" not in state.traces
    assert str(KEPT + 4) in state.traces


@pytest.mark.parametrize("data", [b"x", b"\x78\x9c", b"x\x9cK\xcc\x01\x00\x02e\x01\x07"])
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="not the bytes of a member's state"):
        MemberState.from_bytes(data)


@given(EVENTS)
def test_state_and_own_texts_from_stored_parts_equal_a_rebuild(events: list[Event]) -> None:
    state = MemberState(topics=OwnTexts(half_life=86_400.0))
    for event in events:
        state = MemberState.from_parts(*state.to_parts())
        state.learn(event)
    assert state.to_parts() == MemberState.rebuild(events, OwnTexts(half_life=86_400.0)).to_parts()


def test_views_and_likes_add_to_own_texts_and_nothing_else_does() -> None:
    events = [Event("m", "1", kind, 0.0) for kind in KINDS]
    assert MemberState.rebuild(events, OwnTexts()).topics == OwnTexts({"1": 2.0})  # one view, one like
    assert MemberState.rebuild(events).topics is None


def test_own_texts_that_are_missing_or_damaged_are_left_out_and_a_damaged_state_is_refused() -> None:
    state = MemberState.rebuild([Event("m", "1", "join", 5.0)], OwnTexts({"1": 2.0}))
    data, texts = state.to_parts()
    assert MemberState.from_parts(data, texts) == state
    for missing in (b"", texts[:-1]):
        assert MemberState.from_parts(data, missing) == MemberState.rebuild([Event("m", "1", "join", 5.0)])
    assert MemberState().to_parts() == (b"", b"")
    with pytest.raises(ValueError, match="not the bytes of a member's state"):
        MemberState.from_parts(b"x", texts)
