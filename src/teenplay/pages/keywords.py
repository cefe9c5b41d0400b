"""Words to choose from: what the titles of some categories speak of more than others do."""

from __future__ import annotations

import datetime
import math
from collections import Counter
from collections.abc import Collection

from teenplay.activities.models import Activity

AT_LEAST = 2
"""In how many titles a word has to be."""


def suggested(category_ids: Collection[int], now: datetime.datetime, *, k: int = 18) -> list[str]:
    """Keywords from the open activities of the categories (of all, when none is given), the most telling first.

    A word counts by the number of activities whose title or club it names, times the logarithm of how rare it is among
    all (tf-idf); names of places are left out.
    """
    rows = Activity.objects.recruiting_at(now).values_list(
        "category", "address_location", "search__words", "search__compact"
    )
    everywhere: Counter[str] = Counter()
    here: Counter[str] = Counter()
    number = 0
    for category, place, words, title in rows:
        if words is None:
            continue
        number += 1
        named = {word for word in words.split() if len(word) > 1 and word in title and word not in place}
        everywhere.update(named)
        if not category_ids or category in category_ids:
            here.update(named)
    telling = {
        word: count * math.log((1 + number) / everywhere[word])
        for word, count in here.items()
        if count >= AT_LEAST and not word.isdecimal()
    }
    return sorted(telling, key=lambda word: (-telling[word], word))[:k]
