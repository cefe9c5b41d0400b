from __future__ import annotations

import math

import numpy as np
from tests.moim.features.contract import FeatureContract, near, prepared
from tests.moim.worlds import NOW

from moim.explain.reason import Reason
from moim.features import Candidates, Member
from moim.features.season import Season
from moim.members.state import MemberState

WORDS = {"past": "clay", "bowl": "clay", "cup": "clay tea", "night": "run", "morning": "run"}
CLAY, TEA = math.log(6 / (1 + 3)) + 1, math.log(6 / (1 + 1)) + 1
"""Inverse document frequencies: of five texts, three hold "clay", one "tea"."""


class TestSeason(FeatureContract):
    feature = Season

    def test_is_the_cosine_with_the_sentence(self) -> None:
        assert self.scores("nobody", season="Tea and clay", words=WORDS) == {
            "bowl": near(CLAY / math.hypot(CLAY, TEA)),
            "cup": near(1.0),
            "night": 0.0,
            "morning": 0.0,
        }

    def test_is_0_without_a_sentence(self) -> None:
        assert set(self.scores().values()) == {0.0}

    def test_reads_korean(self) -> None:
        scores = self.scores("nobody", season="밤에 한강 야간 산책")
        assert max(scores, key=scores.__getitem__) == "night"

    def test_is_the_reason_above_a_twentieth(self) -> None:
        context, _ = prepared()
        member = Member.in_world(context.world, -1, MemberState(), NOW)
        candidates = Candidates(context, np.array([0], np.int32), NOW, "봄")
        assert Season().reason(member, candidates, 0, 0.05) is None
        assert Season().reason(member, candidates, 0, 0.051) == Reason("season")
