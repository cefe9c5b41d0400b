"""Whether the activity's text contains the member's keywords."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats32
from moim.explain.reason import Reason
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member


class Keywords(Feature):
    """Cosine, in [0, 1], of the activity's TF-IDF vector with that of the member's keywords. O(their occurrences)."""

    name = "keywords"
    prior, prior_newcomer = 1.5, 1.0

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        if not member.keywords:
            return np.zeros(len(candidates), np.float32)
        # The keywords are few: only the activities that contain them are looked at.
        by_word = candidates.by_word
        cosine = np.zeros(len(candidates), np.float32)
        for word, value in zip(*self.context.texts.asked(" ".join(member.keywords)), strict=True):
            if word < by_word.shape[1]:  # the vocabulary may have grown since the candidates were gathered
                part = slice(by_word.indptr[word], by_word.indptr[word + 1])
                cosine[by_word.indices[part]] += value * by_word.data[part]
        return cosine

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        text = " ".join(self.world.activity_texts[int(candidates.rows[position])])
        word = next((word for word in member.keywords if word and word in text), None)
        return Reason("keyword", {"word": word}) if word else None
