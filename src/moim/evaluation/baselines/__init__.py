"""The models everything is measured against, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from moim.evaluation import moim_clubs, moim_model
from moim.evaluation.baselines import category, clubs, collaborative, content, hybrid, lambdamart, people, simple
from moim.evaluation.model import ClubModel, Model
from moim.extras import install_command, installed

M = TypeVar("M")

ASKED_FOR = ("lightfm",)
"""Models that are measured when they are named: they take as long as several others."""

NEEDS: Mapping[str, str] = {"als": "implicit", "bpr": "implicit", "lightfm": "lightfm", "lambdamart": "lightgbm"}
"""Packages without which a model is left out."""


def activity_models() -> dict[str, Callable[[], Model]]:
    """Name -> a new model. Those made by one call share the texts they cut and the past they look back on."""
    texts = content.Texts()
    pasts = collaborative.Pasts(texts)
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
        "item_knn": lambda: collaborative.ItemKnn(pasts),
        "ease": lambda: collaborative.Ease(pasts),
        "als": lambda: collaborative.Als(pasts),
        "bpr": lambda: collaborative.Bpr(pasts),
        "lightfm": lambda: hybrid.LightFm(texts),
        "lambdamart": lambdamart.LambdaMartBaseline,
    }


def club_models() -> dict[str, Callable[[], ClubModel]]:
    """Name -> a new model."""
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
    """The wanted models (when none is named all but :data:`ASKED_FOR`), and why some are left out.

    Raises:
        ValueError: a name is not known, or given twice.
    """
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise ValueError(f"no such model: {', '.join(unknown)} (there are {', '.join(known)})")
    if len(set(wanted)) < len(wanted):
        raise ValueError("a model is named twice")
    names = list(wanted) or [name for name in known if name not in ASKED_FOR]
    skipped = {
        name: f"needs {NEEDS[name]}, {install_command(NEEDS[name])}"
        for name in names
        if name in NEEDS and not installed(NEEDS[name])
    }
    return [known[name]() for name in names if name not in skipped], skipped
