"""The category of a collected row: the source's own by the operators' table, else the classifier's if that is
confident.

The threshold is measured: the lowest probability above which the classifier is right nine times in ten on the newest
fifth of the labelled activities. Rows below it wait for a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

import numpy as np
from django.db import transaction

from moim.storage.artefact import ArtefactError, read_artefact
from moim.text.cleaning import html_to_text
from moim.topics import TopicClassifier
from teenplay.activities.models import Activity
from teenplay.catalogue.models import Category
from teenplay.collect.models import Collected
from teenplay.collect.sources import Source
from teenplay.exchange.models import CategoryMapping

RIGHT = 0.9
FEWEST = 200
"""With fewer labelled activities no classifier is fitted, because its threshold could not be measured."""

ANY = "*"
"""In the operators' table: all categories of the source without a row of their own."""

_HEAD = 500  # characters: the beginning of a text says what it is about
Texts = tuple[str, str, str]


def seed_mappings(sources: Iterable[Source]) -> None:
    """Add the mappings of the sources' files to the operators' table, unless it has a row for them."""
    own = dict(Category.objects.values_list("name", "id"))
    known = set(CategoryMapping.objects.values_list("source", "name"))
    CategoryMapping.objects.bulk_create(
        CategoryMapping(source=source.name, name=name, category_id=own[category])
        for source in sources
        for name, category in source.categories.items()
        if (source.name, name) not in known
    )


@transaction.atomic
def decide(folder: Path) -> Counter[str]:
    """Decide the category of every clean row that a person has not decided; returns counts by way of decision.

    Parameters
    ----------
    folder
        The folder of classifiers (see :func:`fit`). Without one, rows not in the table wait for a person.
    """
    own = dict(Category.objects.values_list("name", "id"))
    mapped = {(one.source, one.name): one.category_id for one in CategoryMapping.objects.all()}
    rows = list(
        Collected.objects.present()
        .filter(state=Collected.CleaningState.CLEAN, kind="activity")
        .exclude(decided=Collected.Decided.PERSON)
        .only("source", "cleaned", "category", "decided", "probability")
    )
    changed, silent = [], []
    for row in rows:
        name = (row.cleaned or {})["source_category"]
        category = mapped.get((row.source, name)) or own.get(name) or mapped.get((row.source, ANY))
        if category is None:
            silent.append(row)
        elif _set(row, category, Collected.Decided.SOURCE, None):
            changed.append(row)
    changed += _classify(silent, folder)
    Collected.objects.bulk_update(changed, ["category", "decided", "probability"], batch_size=500)
    return Counter(str(row.decided) for row in rows)


def _classify(rows: list[Collected], folder: Path) -> list[Collected]:
    """Decide rows by the newest readable classifier; returns the rows that changed."""
    found = _newest(folder)
    if found is None or not rows:
        return [row for row in rows if _set(row, None, Collected.Decided.WAITING, None)]
    classifier, bar = found
    texts = [_of_row(row.cleaned or {}) for row in rows]
    probabilities = classifier.predict_proba(list(zip(*texts, strict=True)))
    changed = []
    for row, chances in zip(rows, probabilities, strict=True):
        best = int(np.argmax(chances))
        sure = float(chances[best])
        decided = Collected.Decided.CLASSIFIER if sure >= bar else Collected.Decided.WAITING
        if _set(row, int(classifier.classes[best]), decided, sure):
            changed.append(row)
    return changed


def _set(row: Collected, category: int | None, decided: str, probability: float | None) -> bool:
    before = (row.category_id, row.decided, row.probability)
    row.category_id, row.decided, row.probability = category, decided, probability
    return before != (category, decided, probability)


def fit(folder: Path, now: datetime) -> float | None:
    """Fit a classifier to the activities whose category was not made up; returns its threshold, or ``None`` if there
    are too few."""
    known = Activity.objects.filter(category__isnull=False, synthetic=False).order_by("created_date", "pk")
    rows = [one for one in known.select_related("club") if "category" not in one.made_up]
    labels = [str(row.category_id) for row in rows]
    if len(rows) < FEWEST or len(set(labels)) < 2:
        return None
    columns = list(zip(*map(of_activity, rows), strict=True))
    bar = _bar(columns, labels)
    name = f"{now:%Y%m%dT%H%M%S}"
    TopicClassifier.fit(columns, labels).save(folder / name, {"bar": bar})
    return bar


def _bar(columns: list[tuple[str, ...]], labels: list[str]) -> float:
    """The threshold at which a classifier of the older four fifths is right often enough on the newest fifth."""
    cut = len(labels) * 4 // 5
    if len(set(labels[:cut])) < 2:
        return 1.0
    older = TopicClassifier.fit([column[:cut] for column in columns], labels[:cut])
    chances = older.predict_proba([column[cut:] for column in columns])
    right = np.array(older.classes)[chances.argmax(axis=1)] == np.array(labels[cut:])
    return lowest_bar(chances.max(axis=1), right)


def lowest_bar(sure: np.ndarray, right: np.ndarray) -> float:
    """The lowest probability at which the wanted share of all answers that are at least as probable is right; else 1.

    >>> lowest_bar(np.array([0.9, 0.8, 0.7, 0.6]), np.array([True, True, False, True]))
    0.8
    """
    order = np.argsort(-sure, kind="stable")
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(share >= RIGHT)
    return float(sure[order[enough[-1]]]) if len(enough) else 1.0


def _newest(folder: Path) -> tuple[TopicClassifier, float] | None:
    for path in sorted((path for path in folder.glob("*") if path.is_dir()), reverse=True):
        try:
            return TopicClassifier.load(path), float(read_artefact(path).about["bar"])
        except (ArtefactError, OSError, KeyError):  # damaged, or killed while it was written: use the one before it
            continue
    return None


def _of_row(cleaned: Mapping[str, object]) -> Texts:
    about = f"{cleaned['intro']} {str(cleaned['content'])[:_HEAD]}"
    return str(cleaned["title"]), about, f"{cleaned['place']} {cleaned['organiser']}"


def of_activity(row: Activity) -> Texts:
    """The text of an activity for the classifier: title, description, place and organiser."""
    about = f"{row.intro} {html_to_text(row.content)[:_HEAD]}"
    return row.title, about, f"{row.address_location} {row.club.name if row.club else ''}"
