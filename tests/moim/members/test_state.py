from __future__ import annotations

import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moim.data.events import Event
from moim.data.schema import KINDS
from moim.members import EVIDENCE, MemberState, OwnTexts, Trace
from moim.members.state import KEPT

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

# A row is what the member did before, a column the event that follows; "." where nothing changes.
TABLE = """
          view   like   unlike  join   attend  cancel  decline
nothing   view   like   .       join   attend  .       decline
view      view   like   .       join   attend  .       decline
like      .      like   view    join   attend  .       decline
join      .      .      .       join   attend  cancel  decline
attend    .      .      .       .      attend  cancel  decline
cancel    .      like   .       join   attend  .       decline
decline   .      like   .       join   attend  .       decline
"""
HEADER, *ROWS = (line.split() for line in TABLE.strip().splitlines())


def event(kind: str, at: float, activity_id: str = "bowl") -> Event:
    return Event("minji", activity_id, kind, at)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "kind", "after"),
    [(row[0], kind, after) for row in ROWS for kind, after in zip(HEADER, row[1:], strict=True)],
)
def test_each_kind_of_event_after_each_standing(before: str, kind: str, after: str) -> None:
    traces = {} if before == "nothing" else {"bowl": Trace(before, 10)}  # type: ignore[arg-type]
    state = MemberState(traces)
    state.update(event(kind, 20.9))
    if after == ".":  # the time stays, too
        assert state.traces == ({} if before == "nothing" else {"bowl": Trace(before, 10)})  # type: ignore[arg-type]
    else:
        assert state.traces == {"bowl": Trace(after, 20)}  # type: ignore[arg-type]


def test_the_table_is_of_all_kinds_and_standings() -> None:
    assert sorted(HEADER) == sorted(KINDS)
    assert {row[0] for row in ROWS} == {"nothing", *EVIDENCE}


def test_an_unknown_kind_is_refused_and_changes_nothing() -> None:
    state = MemberState({"bowl": Trace("view", 10)})
    for activity_id in ("bowl", "cup"):
        with pytest.raises(ValueError, match="unknown kind of event 'buy'"):
            state.update(event("buy", 20.0, activity_id))
    assert state == MemberState({"bowl": Trace("view", 10)})


def test_traces_are_in_the_order_of_their_last_change() -> None:
    state = MemberState.rebuild(
        [event("view", 1.0, "a"), event("view", 2.0, "b"), event("like", 3.0, "a"), event("unlike", 4.0, "b")]
    )
    assert list(state.traces) == ["b", "a"]


def test_evidence_is_told_in_joins() -> None:
    assert EVIDENCE == {"view": 0.15, "like": 0.5, "join": 1.0, "attend": 1.2, "cancel": 0.2, "decline": -0.5}


@given(EVENTS)
def test_bytes_hold_all_of_a_state(events: list[Event]) -> None:
    state = MemberState.rebuild(events)
    again = MemberState.from_bytes(state.to_bytes())
    assert again == state
    assert list(again.traces) == list(state.traces)
    assert again.to_bytes() == state.to_bytes()


def test_bytes_are_ids_standings_and_steps_of_time() -> None:
    state = MemberState(
        {
            "v": Trace("view", 100),
            "c": Trace("cancel", 90),
            "l": Trace("like", 130),
            "d": Trace("decline", 131),
            "j": Trace("join", 200),
            "관": Trace("attend", 200),
        },
        OwnTexts({"v": 1.0}),
    )
    told = zlib.decompress(state.to_bytes()).decode()
    assert told == '[["v","c","l","d","j","관"],"vcldja",[100,-10,40,1,69,0]]'
    assert MemberState.from_bytes(state.to_bytes()) == MemberState(state.traces)  # the texts have their own bytes


def test_an_empty_state_takes_no_bytes() -> None:
    assert MemberState().to_bytes() == b""
    assert MemberState.from_bytes(b"") == MemberState()


@given(EVENTS)
def test_going_on_from_stored_bytes_equals_a_rebuild(events: list[Event]) -> None:
    state = MemberState()
    for one in events:
        state = MemberState.from_bytes(state.to_bytes())
        state.update(one)
    assert state.to_bytes() == MemberState.rebuild(events).to_bytes()


def test_a_few_dozen_activities_take_a_few_hundred_bytes() -> None:
    kinds = ("view", "like", "join")
    events = [event(kinds[i % 3], 1.75e9 + 9999 * i, str(1000 + 37 * i)) for i in range(40)]
    assert len(MemberState.rebuild(events).to_bytes()) < 400


def full(*first: tuple[str, str]) -> MemberState:
    """A state of as many traces as are kept: those given at seconds 0, 1, …, then views from second 100 on."""
    state = MemberState()
    for second, (activity_id, kind) in enumerate(first):
        state.update(event(kind, float(second), activity_id))
    for number in range(KEPT - len(first)):
        state.update(event("view", 100.0 + number, f"view {number}"))
    return state


def test_two_hundred_are_kept() -> None:
    state = full()
    assert KEPT == len(state.traces) == 200
    assert "view 0" in state.traces
    state.update(event("view", 50.0, "view 7"))  # nothing new: nothing goes
    assert len(state.traces) == 200
    assert "view 0" in state.traces


def test_the_oldest_view_goes_first_whatever_is_older() -> None:
    state = full(("canceled", "join"), ("liked", "like"))
    state.update(event("cancel", 2.0, "canceled"))
    state.update(event("view", 999.0, "new"))
    assert len(state.traces) == 200
    assert {"canceled", "liked", "view 1", "new"} <= state.traces.keys()
    assert "view 0" not in state.traces


def test_by_time_and_not_by_order_of_arrival() -> None:
    state = full()
    state.update(event("view", 99.0, "late"))  # older than all others, although it came last
    assert "late" not in state.traces
    assert "view 0" in state.traces


def test_where_none_is_a_view_the_oldest_goes() -> None:
    state = MemberState()
    for number in range(KEPT):
        state.update(event("join" if number % 2 else "decline", float(number), str(number)))
    state.update(event("like", 900.0, "new"))
    assert len(state.traces) == 200
    assert "0" not in state.traces
    assert {"1", "new"} <= state.traces.keys()


def packed(content: object) -> bytes:
    return zlib.compress(json.dumps(content).encode())


@pytest.mark.parametrize(
    "data",
    [
        b"x",
        b"\x78\x9c",
        b"x\x9cK\xcc\x01\x00\x02e\x01\x07",
        zlib.compress(b"\xff\xfe"),
        packed([["a"], "v"]),
        packed([["a", "b"], "v", [1]]),
        packed([["a"], "x", [1]]),
        packed([["a"], "v", ["soon"]]),
        packed([[["a"]], "v", [1]]),
        packed(7),
        MemberState({"bowl": Trace("view", 1)}).to_bytes()[:-3],
    ],
)
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="not the bytes of a member's state"):
        MemberState.from_bytes(data)


@given(EVENTS)
def test_state_and_own_texts_from_stored_parts_equal_a_rebuild(events: list[Event]) -> None:
    state = MemberState(topics=OwnTexts(half_life=86_400.0))
    for event in events:
        state = MemberState.from_parts(*state.to_parts())
        state.update(event)
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
