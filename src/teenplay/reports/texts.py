"""Classification of activities by their text, measured: trained on the older four fifths, tested on the newest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from moim.text.cleaning import html_to_text, predecessor_text
from moim.topics import Evaluation, SharedCounts, TopicClassifier, evaluate
from teenplay.activities.models import Activity

Label = Literal["category", "source_category"]
Progress = Callable[[str, float], None]

ENOUGH = 50
"""With fewer rows nothing is measured."""


@dataclass(frozen=True, slots=True)
class TextReport:
    """What was measured.

    Attributes
    ----------
    categories
        How many activities each category has, most first.
    trained, tested
        Rows.
    pipelines
        The figures by the name of the pipeline; empty where there was too little to measure.
    note
        Why nothing was measured.
    """

    categories: dict[str, int]
    trained: int = 0
    tested: int = 0
    pipelines: dict[str, Evaluation] | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Row:
    label: str
    title: str
    intro: str
    content: str
    place: str
    club: str


def measure(label: Label = "category", progress: Progress | None = None) -> TextReport:
    """Measure the classifier and the predecessor's on the platform's activities.

    Activities of a series repeat, so the split is by creation date and not at random. Activities whose category was
    made up are left out.

    Parameters
    ----------
    label
        The platform's category, or the one the source gave.
    progress
        Called with the stage and the part done, 0 to 1.
    """
    tell = progress or (lambda stage, done: None)
    rows = _rows(label)
    categories = dict(Counter(row.label for row in rows).most_common())
    cut = len(rows) * 4 // 5
    train, test = rows[:cut], rows[cut:]
    if len(rows) < ENOUGH or len({row.label for row in train}) < 2:
        return TextReport(categories, note=f"{len(rows):,} activities with a {label} are too few to measure")
    return TextReport(
        categories, len(train), len(test), {"topics": _topics(train, test, tell), "predecessor": _old(train, test)}
    )


def _rows(label: Label) -> list[_Row]:
    """Activities whose label was not made up, the oldest first."""
    rows = Activity.objects.order_by("created_date", "id").select_related("club", "category")
    found = []
    for row in rows.iterator(chunk_size=2_000):
        name = row.source_category if label == "source_category" else row.category and row.category.name
        if name and "category_id" not in row.made_up:
            club = row.club.name if row.club else ""
            found.append(_Row(name, row.title, row.intro, row.content, row.address_location, club))
    return found


def _topics(train: Sequence[_Row], test: Sequence[_Row], tell: Progress) -> Evaluation:
    classifier = TopicClassifier.fit(
        _columns(train), [row.label for row in train], lambda stage, done: tell(stage, 0.8 * done)
    )
    tell("testing", 0.8)
    probabilities = classifier.predict_proba(_columns(test))
    answers = [classifier.classes[place] for place in probabilities.argmax(axis=1)]
    tell("done", 1.0)
    return evaluate([row.label for row in test], answers, probabilities.max(axis=1).tolist())


def _columns(rows: Sequence[_Row]) -> list[list[str]]:
    """The title first; beside it the texts, the place and the club."""
    texts = [f"{row.intro} {html_to_text(row.content)}" for row in rows]
    return [[row.title for row in rows], texts, [row.place for row in rows], [row.club for row in rows]]


def _old(train: Sequence[_Row], test: Sequence[_Row]) -> Evaluation:
    shared = SharedCounts.fit([_old_text(row) for row in train], [row.label for row in train])
    probabilities = [shared.predict_proba(_old_text(row)) for row in test]
    answers = [shared.classes[int(one.argmax())] for one in probabilities]
    return evaluate([row.label for row in test], answers, [float(one.max()) for one in probabilities])


def _old_text(row: _Row) -> str:
    return predecessor_text(row.title, row.content, row.intro, row.place)
