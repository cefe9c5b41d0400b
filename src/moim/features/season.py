"""How much the activity's text reads like the season's sentence."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats32
from moim.explain.reason import Reason
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member


class Season(Feature):
    """Cosine, in [0, 1], of the activity's TF-IDF vector with that of the season's sentence; 0 if there is none. O(n).

    Platforms give the sentence with each query; it says what people do at this time of the year.
    """

    name = "season"
    # Not refitted: the log does not say which sentence was in use. A sentence of five words and a title have a cosine
    # of .1 to .3, which must outweigh freshness for a member of whom nothing else is known.
    prior, prior_newcomer = 1.0, 15.0
    least_shown = 0.05
    """The cosine above which the season is given as a reason. Set by hand: half of what a matching title has."""

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        if not candidates.season:
            return np.zeros(len(candidates), np.float32)
        return candidates.season_similarity

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        return Reason("season") if value > self.least_shown else None
