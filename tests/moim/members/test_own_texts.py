"""A member's own texts by reference: what is kept, and as which bytes."""

from __future__ import annotations

import math
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moim.members import OwnTexts
from moim.topics import MemberCounts, SharedCounts

clicks = st.lists(st.tuples(st.text(max_size=4), st.floats(0, 1e9)), max_size=20)


def own_texts(told: list[tuple[str, float]], half_life: float | None = None) -> OwnTexts:
    own = OwnTexts(half_life=half_life)
    for activity_id, at in told:
        own.add(activity_id, at)
    return own


def test_each_time_told_counts_one() -> None:
    assert own_texts([("a", 0.0), ("b", 5.0), ("a", 9.0)]).weights == {"a": 2.0, "b": 1.0}


def test_half_life_halves_what_is_older() -> None:
    own = own_texts([("a", 0.0), ("b", 100.0)], half_life=100.0)
    assert own.weights == {"a": 0.5, "b": 1.0}
    own.add("b", 0.0)  # told late: weighs as little as if it had been told in time
    assert own.weights == {"a": 0.5, "b": 1.5}
    assert own.as_of == 100.0


def test_two_equal_texts_are_equal_though_made_apart() -> None:
    assert OwnTexts() == OwnTexts()
    assert OwnTexts().as_of is None
    untimed = own_texts([("a", 5.0)])  # nothing is forgotten, so no time is kept
    assert OwnTexts.from_bytes(untimed.to_bytes()) == untimed
    assert own_texts([("a", 5.0)], half_life=10.0) != own_texts([("a", 6.0)], half_life=10.0)


def test_without_a_time_nothing_fades() -> None:
    own = own_texts([("a", 5.0), ("b", math.nan)], half_life=10.0)
    own.add("c")
    assert own == OwnTexts({"a": 1.0, "b": 1.0, "c": 1.0}, 10.0, 5.0)


def test_bytes_of_before_are_read() -> None:
    """What 0.1 wrote for two members: one who forgets nothing, and one with a half-life."""
    assert OwnTexts.from_bytes(zlib.compress(b'[null,null,["a"],[2]]')) == OwnTexts({"a": 2.0})
    assert OwnTexts.from_bytes(zlib.compress(b'[9.5,7.0,["a"],[0.5]]')) == OwnTexts({"a": 0.5}, 9.5, 7.0)


@settings(max_examples=60, deadline=None)
@given(clicks, st.sampled_from([None, 86_400.0, 0.1]))
def test_bytes_there_and_back_keep_every_bit(told: list[tuple[str, float]], half_life: float | None) -> None:
    own = own_texts(told, half_life)
    assert OwnTexts.from_bytes(own.to_bytes()) == own


def test_forty_activities_take_some_hundred_bytes() -> None:
    told = [(str(7919 * number % 100_000), 1e6 * number) for number in range(40)]
    assert len(own_texts(told).to_bytes()) < 250
    assert len(own_texts(told, half_life=1e7).to_bytes()) < 600


def test_damaged_bytes_and_those_of_another_form_are_refused() -> None:
    data = own_texts([("a", 0.0)]).to_bytes()
    shared = SharedCounts.fit(["한강 러닝"], ["3"])
    older = MemberCounts()
    shared.learn(older, "러닝", "3")
    for broken in (b"", data[:-1], data[:5] + b"\x00" + data[6:], shared.to_bytes(older)):
        with pytest.raises(ValueError, match="not the bytes of a member's own texts"):
            OwnTexts.from_bytes(broken)
    endless = OwnTexts({"a": 1e999})
    with pytest.raises(ValueError, match="negative or not finite"):
        OwnTexts.from_bytes(endless.to_bytes())
