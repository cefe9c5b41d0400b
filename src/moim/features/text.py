"""Features from words: what the member went to and looked at, the keywords they gave, the sentence of the season."""

from __future__ import annotations

import re
from typing import cast

import numpy as np

from moim.data.times import DAY
from moim.data.world import Floats32
from moim.explain.reason import Reason
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member

_PARTICLE = "(?:을|를|이|가|은|는|의|와|과|로|으로|에|에서|도)"

REFUSED_WEIGHT = -0.4
"""How much what was declined counts against its words, what was joined counting 1."""


class Words(Feature):
    """Cosine of the candidate's words with those of the member's past, half-life a year. O(words of past + of n)."""

    name = "words"
    prior = 1.5
    half_life = 365 * DAY

    def _profile(self, member: Member) -> Floats32:
        liked = member.decayed(self.half_life)
        if not len(member.refused):
            return self.context.texts.sum(member.past, liked)
        rows = np.concatenate([member.past, member.refused])
        faded = REFUSED_WEIGHT * np.exp2(-member.refused_age / self.half_life)
        return self.context.texts.sum(rows, np.concatenate([liked, faded]))

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        if not len(member.past) and not len(member.refused):
            return np.zeros(len(candidates), np.float32)
        words = candidates.words
        profile = self._profile(member)
        return cast(Floats32, words @ _padded(profile, words.shape[1]))

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        ids, values = self.context.texts.vector(int(candidates.rows[position]))
        if not len(ids) or not len(member.past):
            return None
        shares = values * self._profile(member)[ids]
        names = self.context.texts.vocabulary.names
        top = [names[ids[i]] for i in np.argsort(-shares)[:12] if shares[i] > 0.01]
        title, _, place, _ = self.world.activity_texts[int(candidates.rows[position])]
        shown = [name for name in top if stands_in(name, title) and name not in place][:2]
        return Reason("words", {"words": ", ".join(shown)}) if shown else None


class Keywords(Feature):
    """Cosine of the candidate's words with the member's own keywords. O(words of n)."""

    name = "keywords"
    prior, prior_newcomer = 1.5, 1.0

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        if not member.keywords:
            return np.zeros(len(candidates), np.float32)
        # Few words are asked for: only where they stand is looked at.
        by_word = candidates.by_word
        found = np.zeros(len(candidates), np.float32)
        for word, value in zip(*self.context.texts.asked(" ".join(member.keywords)), strict=True):
            if word < by_word.shape[1]:  # the vocabulary may have grown since the candidates were gathered
                part = slice(by_word.indptr[word], by_word.indptr[word + 1])
                found[by_word.indices[part]] += value * by_word.data[part]
        return found

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        text = " ".join(self.world.activity_texts[int(candidates.rows[position])])
        word = next((word for word in member.keywords if word and word in text), None)
        return Reason("keyword", {"word": word}) if word else None


class Season(Feature):
    """Cosine of the candidate's words with the season's sentence; 0 when there is none. O(words of n)."""

    name = "season"
    # Set, not learned: the past does not tell which sentence stood there. A sentence of five words and a title have a
    # cosine of .1 to .3, which must outweigh newness for someone of whom nothing else is known.
    prior, prior_newcomer = 1.0, 15.0

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        if not candidates.season:
            return np.zeros(len(candidates), np.float32)
        return candidates.in_season

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        return Reason("season") if value > 0.05 else None


def stands_in(word: str, title: str) -> bool:
    """Whether a title shows the word by itself, with at most a particle: then a reader finds it there, too."""
    if len(word) < 2:
        return False
    return bool(re.search(rf"(?<!\w){re.escape(word)}(?={_PARTICLE}?(?!\w))", title, re.IGNORECASE))


def _padded(vector: Floats32, size: int) -> Floats32:
    """The vector cut or filled with 0 to a size: the vocabulary may have grown since the candidates were gathered."""
    return vector if len(vector) == size else np.resize(np.append(vector, np.zeros(size, np.float32)), size)
