"""What the member's own text model says of the activity's category."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats32
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member


class OwnTextModel(Feature):
    """log(probability of the category x number of categories), by the member's naive Bayes. O(the member's texts + n).

    The predecessor's model, shared counts plus the member's own (:mod:`moim.topics.activity_counts`), asked as the
    predecessor asked it: with the names of the chosen categories and the keywords. 0 if nothing is known of the
    member, and for activities without a category.
    """

    name = "own_text_model"
    prior, prior_newcomer = 0.1, 0.1
    floor = 1e-3
    """Probabilities below count as this one: naive Bayes is far too sure of itself. Set by hand."""

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        counts = self.context.token_counts
        asked = " ".join((*member.interest_names, *member.keywords))
        if counts is None or not (asked or member.text_model):
            return np.zeros(len(candidates), np.float32)
        probability = counts.predict_proba(asked, member.text_model)
        log_ratio = np.zeros(len(self.world.categories) + 1, np.float32)
        log_ratio[counts.categories] = np.log(np.maximum(probability, self.floor) * len(probability))
        log_ratio[-1] = 0.0  # also written by a class that is no category of this world
        return log_ratio[candidates.category]
