"""The most probable categories of an activity, from its text.

They come from the newest classifier made by ``teenplay collect --train``; without one, from the word counts in the
active version of the recommender; without that, there are no suggestions.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from moim.storage.artefact import ArtefactError
from moim.text.cleaning import predecessor_text
from moim.topics import TopicClassifier
from moim_django.serving import serving
from teenplay.activities.models import Activity
from teenplay.catalogue.models import Category, Shown
from teenplay.collect.categories import of_activity

MOST = 3
LEAST = 0.05
"""Categories less probable than this are not suggested (a choice of the interface)."""


class Suggestion(NamedTuple):
    """A category and how probable it is."""

    category: Category
    probability: float

    @property
    def percent(self) -> int:
        return round(100 * self.probability)


def suggested(activity: Activity) -> list[Suggestion]:
    """The most probable categories of an activity, saved or not; the best first."""
    if not (activity.title or activity.content).strip():
        return []
    shown = Category.objects.filter(status=Shown.SHOWN)
    known = {str(category.pk): category for category in shown} | {category.name: category for category in shown}
    chances = sorted(_chances(activity), key=lambda chance: -chance[1])
    found = [Suggestion(known[name], chance) for name, chance in chances if name in known and chance >= LEAST]
    return found[:MOST]


def _chances(activity: Activity) -> Iterable[tuple[str, float]]:
    """Categories, by id or by name, with their probabilities."""
    classifier = _classifier(settings.TEENPLAY.home.root / "collect" / "classifier")
    if classifier is not None:
        row = classifier.predict_proba([[text] for text in of_activity(activity)])[0]
        return list(zip(classifier.classes, row.tolist(), strict=True))
    active = serving.get()
    counts = active.recommender.topics if active else None
    if counts is None:
        return []
    text = predecessor_text(activity.title, activity.content, activity.intro, activity.address_location)
    return list(zip(counts.classes, counts.predict_proba(text).tolist(), strict=True))


def _classifier(folder: Path) -> TopicClassifier | None:
    for path in sorted((path for path in folder.glob("*") if path.is_dir()), reverse=True):
        try:
            return _loaded(path)
        except (ArtefactError, OSError, KeyError):  # damaged, or still being written: use the one before it
            continue
    return None


@lru_cache(maxsize=1)
def _loaded(path: Path) -> TopicClassifier:
    return TopicClassifier.load(path)
