"""How alike open activities are to one activity: by words, category, club, place and the people who go."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats32
from moim.features import Candidates
from moim.features.place import log_kilometres

SAME_CATEGORY = 0.25
SAME_CLUB = 0.15
PER_LOG_KM = 0.08
PER_LOG_PERSON = 0.15
"""What each term is worth beside the cosine of the words, in [0, 1]. All four were set by hand: no data set says which
activity a reader of another one wanted to see."""


def similarity(row: int, candidates: Candidates) -> Floats32:
    """How alike the candidates are to the activity of a row, ``float32[n]``; higher is more alike.

    ``cos(words) + 0.25 [same category] + 0.15 [same club] - 0.08 log(1 + km) + 0.15 log(1 + people who go to both)``;
    the distance counts only where the activity has a place.
    """
    context = candidates.context
    world = context.world
    words = candidates.words
    scores = (words @ context.texts.sum([row], [1.0])[: words.shape[1]]).astype(np.float32)
    a = world.activities
    scores += SAME_CATEGORY * (candidates.category == a["category"][row])
    scores += SAME_CLUB * (candidates.club == a["club"][row])
    here = np.array([a["x"][row], a["y"][row], a["z"][row]])
    if not np.isnan(here[0]):
        scores -= PER_LOG_KM * log_kilometres(candidates, candidates.square_chords(here[None])[0])
    _, shared = candidates.goes_to(np.array([*world.participants[row]], np.intp))
    scores += PER_LOG_PERSON * np.log1p(np.bincount(shared, minlength=len(candidates))).astype(np.float32)
    return scores
