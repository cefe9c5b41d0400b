"""The members' profiles at sign-up: noisy and partly missing observations of their tastes."""

from __future__ import annotations

import numpy as np

from moim.synthetic.lexicon import CATEGORIES, Lexicon
from moim.synthetic.people import People


def member_columns(
    people: People, ids: list[str], words: Lexicon, rng: np.random.Generator
) -> dict[str, list[str] | list[float]]:
    """The columns of ``members.csv``, by name.

    Interests are one to three categories and keywords one to three tags of themes, both drawn from the taste with
    noise. One member in eight has no interest, one in three no keyword, and one in four no location besides the region.
    """
    number = len(people)
    category = np.array([CATEGORIES.index(theme.category) for theme in words.themes])
    by_category = np.stack([people.taste[:, category == c].max(axis=1) for c in range(len(CATEGORIES))], axis=1)
    wanted = np.argsort(-(by_category + rng.gumbel(0.0, 0.35, by_category.shape)), axis=1)
    how_many = np.where(rng.random(number) < 0.125, 0, rng.integers(1, 4, number))
    themes = np.argsort(-(people.taste + rng.gumbel(0.0, 0.35, people.taste.shape)), axis=1)
    how_many_keywords = np.where(rng.random(number) < 0.33, 0, rng.integers(1, 4, number))
    keywords = [
        [str(rng.choice(words.themes[t].tags)) for t in themes[m, : how_many_keywords[m]]] for m in range(number)
    ]
    nowhere = rng.random(number) < 0.25
    return {
        "member_id": ids,
        "joined_at": people.joined_at.tolist(),
        "region": [words.districts[d].region for d in people.district],
        "lat": np.where(nowhere, np.nan, people.lat.round(3)).tolist(),
        "lon": np.where(nowhere, np.nan, people.lon.round(3)).tolist(),
        "interests": [";".join(CATEGORIES[c] for c in wanted[m, : how_many[m]]) for m in range(number)],
        "keywords": [";".join(dict.fromkeys(row)) for row in keywords],
        "nickname": _nicknames(number, words, rng),
        "birth_year": people.birth.astype(str).tolist(),
        "district": [words.districts[d].name for d in people.district],
        "synthetic": ["1"] * number,
    }


def _nicknames(number: int, words: Lexicon, rng: np.random.Generator) -> list[str]:
    """Distinct nicknames: a manner, a being and sometimes a number."""
    manners, beings = words.phrases["nickname"]["manners"], words.phrases["nickname"]["beings"]
    taken: set[str] = set()
    names: list[str] = []
    while len(names) < number:
        name = str(rng.choice(manners)) + str(rng.choice(beings))
        if name in taken or rng.random() < 0.15:
            name += str(rng.integers(1, 1000))
        if name not in taken:
            taken.add(name)
            names.append(name)
    return names
