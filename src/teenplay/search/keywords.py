"""Keywords to choose from: words that are more frequent in the titles of some categories than in others."""

from __future__ import annotations

import datetime
import re
from collections import Counter, defaultdict
from collections.abc import Collection

from teenplay.activities.models import Activity

AT_LEAST = 2
"""A word must be in at least this many titles of a category: one title is no pattern."""

_WORD = re.compile(r"[가-힣]{2,}|[a-zA-Z]{3,}")  # "km" is no interest


def suggested(category_ids: Collection[int], now: datetime.datetime, *, k: int = 18) -> list[str]:
    """Keywords from the open activities of the categories (of all, when none is given), the most characteristic first.

    A word in ``n`` titles of a category and in ``m`` titles of all has the score ``n (n / m)²``, which is low for words
    that are in every title. Only content words of the search index count, without names of places.
    """
    rows = Activity.objects.recruiting_at(now).filter(category__isnull=False)
    everywhere: Counter[str] = Counter()
    within: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for category, title, place, content in rows.values_list("category", "title", "address_location", "search__words"):
        words = content_words(title, place, content)
        everywhere.update(words)
        within[category].update(words)
    telling: dict[str, float] = {}
    for category in category_ids or within:
        for word, count in within[category].items():
            if count >= AT_LEAST:
                telling[word] = max(telling.get(word, 0.0), count**3 / everywhere[word] ** 2)
    return sorted(telling, key=lambda word: (-telling[word], word))[:k]


def content_words(title: str, place: str, content: str | None) -> set[str]:
    """The words of a title that are content words of the search index (``content``), without those of the place."""
    return {word for word in _WORD.findall(title) if word not in place and f" {word} " in (content or "")}
