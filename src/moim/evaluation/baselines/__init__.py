"""The registry of models an evaluation can measure: our own and the baselines, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from moim.evaluation import moim_clubs, moim_model
from moim.evaluation.baselines import category, clubs, collaborative, content, hybrid, lambdamart, people, simple
from moim.evaluation.model import ClubModel, Model
from moim.extras import install_command, installed

M = TypeVar("M")

ONLY_BY_NAME = ("lightfm",)
"""Models measured only when named explicitly, because they are slow."""

NEEDS: Mapping[str, str] = {"als": "implicit", "bpr": "implicit", "lightfm": "lightfm", "lambdamart": "lightgbm"}
"""The optional package each model needs; without it the model is skipped."""


def activity_models() -> dict[str, Callable[[], Model]]:
    """Factories of the activity models, by name.

    Models made from one returned mapping share the tokenised texts and the join matrix, so each is built only once.

    Returns
    -------
    dict[str, Callable[[], Model]]
        Name -> a function that makes a new model.
    """
    texts = content.Texts()
    histories = collaborative.SharedJoinHistory(texts)
    return {
        "moim": moim_model.MoimActivities,
        "random": simple.Random,
        "newest": simple.Newest,
        "soonest": simple.SoonestDeadline,
        "popular": simple.MostJoined,
        "own_clubs": simple.OwnClubs,
        "predecessor": category.Predecessor,
        "four_plus_two": category.FourPlusTwo,
        "tfidf": lambda: content.TfIdf(texts),
        "coattendance": people.CoAttendance,
        "item_knn": lambda: collaborative.ItemKnn(histories),
        "ease": lambda: collaborative.Ease(histories),
        "als": lambda: collaborative.Als(histories),
        "bpr": lambda: collaborative.Bpr(histories),
        "lightfm": lambda: hybrid.LightFm(texts),
        "lambdamart": lambdamart.LambdaMartBaseline,
    }


def club_models() -> dict[str, Callable[[], ClubModel]]:
    """Factories of the club models, by name.

    Returns
    -------
    dict[str, Callable[[], ClubModel]]
        Name -> a function that makes a new model.
    """
    return {
        "moim": moim_clubs.MoimClubs,
        "random": clubs.ClubRandom,
        "newest": clubs.ClubNewest,
        "nearest": clubs.Nearest,
        "category": clubs.SameCategory,
        "tfidf": clubs.ClubTfIdf,
        "item_knn": clubs.ClubItemKnn,
    }


def choose(known: Mapping[str, Callable[[], M]], wanted: Sequence[str]) -> tuple[list[M], dict[str, str]]:
    """Make the models to measure.

    Parameters
    ----------
    known
        Factories by name, see :func:`activity_models` and :func:`club_models`.
    wanted
        Names of models; when empty, all but those of :data:`ONLY_BY_NAME`.

    Returns
    -------
    tuple[list[M], dict[str, str]]
        The models, and for each skipped name the reason.

    Raises
    ------
    ValueError
        A name is unknown or given twice.
    """
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise ValueError(f"no such model: {', '.join(unknown)} (there are {', '.join(known)})")
    if len(set(wanted)) < len(wanted):
        raise ValueError("a model is named twice")
    names = list(wanted) or [name for name in known if name not in ONLY_BY_NAME]
    skipped = {
        name: f"needs {NEEDS[name]}, {install_command(NEEDS[name])}"
        for name in names
        if name in NEEDS and not installed(NEEDS[name])
    }
    return [known[name]() for name in names if name not in skipped], skipped
