"""How much the activity's text reads like those the member went to or looked at."""

from __future__ import annotations

import re
from typing import cast

import numpy as np

from moim.data.arrays import Floats32
from moim.data.times import DAY
from moim.explain.reason import Reason
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member

_PARTICLE = "(?:을|를|이|가|은|는|의|와|과|로|으로|에|에서|도)"


class TextSimilarity(Feature):
    """Cosine, in [-1, 1], of the activity's TF-IDF vector with the sum of those in the member's history, decayed.

    Activities the member declined are subtracted (Rocchio, 1971). O(words of the history + words of n).
    """

    name = "text_similarity"
    prior = 1.5
    half_life = 365 * DAY
    """Set by hand: twice that of a club, because what people like to do lasts longer than with whom. Half or twice as
    much changes nDCG@10 on Montana by less than .001 (benchmarks/constants.md)."""
    declined_weight = -0.4
    """Of the text of a declined activity, that of a joined one being 1. Set by hand."""
    least_share = 0.01
    """A word is shown as a reason only if it adds more than this to the cosine. Set by hand."""
    most_words = 12
    """So many of the words that add most are looked for in the title. Set by hand; it bounds the cost."""

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        if not len(member.history) and not len(member.declined):
            return np.zeros(len(candidates), np.float32)
        words = candidates.words
        # The vocabulary may have grown since the candidates were gathered.
        return cast(Floats32, words @ self._profile(member)[: words.shape[1]])

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        ids, values = self.context.texts.vector(int(candidates.rows[position]))
        shares = values * self._profile(member)[ids]
        names = self.context.texts.vocabulary.names
        top = [names[ids[i]] for i in np.argsort(-shares)[: self.most_words] if shares[i] > self.least_share]
        title, _, place, _ = self.world.activity_texts[int(candidates.rows[position])]
        shown = [name for name in top if stands_in(name, title) and name not in place][:2]
        return Reason("words", {"words": ", ".join(shown)}) if shown else None

    def _profile(self, member: Member) -> Floats32:
        """What the member reads like, ``float32[vocabulary]``, of length 1; all 0 if nothing is known."""
        liked = member.decayed(self.half_life)
        if not len(member.declined):
            return self.context.texts.sum(member.history, liked)
        rows = np.concatenate([member.history, member.declined])
        declined = self.declined_weight * np.exp2(-member.declined_age / self.half_life)
        return self.context.texts.sum(rows, np.concatenate([liked, declined]))


def stands_in(word: str, title: str) -> bool:
    """Whether a title contains the word by itself, followed by one Korean particle at most.

    Words of one letter never count: they would be found by accident.

    >>> stands_in("도자기", "도자기를 빚는 밤"), stands_in("자기", "도자기를 빚는 밤")
    (True, False)
    """
    if len(word) < 2:
        return False
    return bool(re.search(rf"(?<!\w){re.escape(word)}(?={_PARTICLE}?(?!\w))", title, re.IGNORECASE))
