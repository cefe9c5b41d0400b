"""Members' states from a data set."""

from __future__ import annotations

from tests.moim.worlds import NOW, small

from moim.members.replay import states_before


def test_states_know_what_happened_before_the_time_and_nothing_later() -> None:
    dataset = small([("jun", "cup", "join", 10.0), ("jun", "bowl", "view", 20.0), ("sora", "cup", "view", 9.0)])
    found = {
        ago: {member: list(state.traces) for member, state in states_before(dataset, NOW - ago).items()}
        for ago in (20.0, 19.5, 10.0, 9.0, 8.5)
    }
    assert found == {
        20.0: {},
        19.5: {"jun": ["bowl"]},
        10.0: {"jun": ["bowl"]},
        9.0: {"jun": ["bowl", "cup"]},
        8.5: {"jun": ["bowl", "cup"], "sora": ["cup"]},
    }
