"""A version: the parts of a recommender, written to disk and read back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from moim.clubs.model import ClubRanker
from moim.data.arrays import by_name
from moim.data.world import World
from moim.data.world_arrays import from_arrays, to_arrays
from moim.features.context import FeatureContext
from moim.ranking.choice_model import INITIAL_SQUARE, NAMES, SCENARIOS, ChoiceModel, Scenario
from moim.ranking.lambdamart import LambdaMart
from moim.storage.artefact import ArtefactError, check_packages, read_artefact, write_artefact
from moim.topics.activity_counts import ActivityTokenCounts
from moim.topics.counts import SharedCounts


@dataclass(slots=True)
class Parts:
    """What a recommender is made of: all that a version holds.

    Attributes
    ----------
    world
        Members, clubs, activities and the log.
    context
        What the features share about that world.
    models
        The weights of the features, by scenario.
    clubs
        The ranking of clubs.
    fitted_at
        Nothing that happened at or after this time was learned from; seconds since 1970 UTC.
    trees
        Added to the score in lists made for later; None where training found them not worth it.
    """

    world: World
    context: FeatureContext
    models: dict[Scenario, ChoiceModel]
    clubs: ClubRanker
    fitted_at: float
    trees: LambdaMart | None = None


def save(parts: Parts, folder: Path | str, about: Mapping[str, Any]) -> None:
    """Write a version into a folder that does not exist yet.

    Parameters
    ----------
    parts
        What to write.
    folder
        Where to.
    about
        More for the manifest, besides what reading the version needs.

    Raises
    ------
    FileExistsError
        The folder exists.
    """
    arrays, texts = to_arrays(parts.world)
    for scenario, model in parts.models.items():
        arrays |= {f"{scenario}.{name}": getattr(model, name) for name in ("weights", "newcomer", "squares")}
    club_arrays, texts["clubs_model"] = parts.clubs.arrays()
    arrays |= {f"clubs_model.{name}": array for name, array in club_arrays.items()}
    texts["words"] = {str(row): words for row, words in parts.context.texts.words.items()}
    topics = parts.context.token_counts.shared if parts.context.token_counts else None
    if topics is not None:
        arrays |= {"topics.documents": topics.documents, "topics.tokens": topics.tokens}
        texts["topics"] = {"classes": topics.classes, "vocabulary": topics.vocabulary, "alpha": topics.alpha}
    if parts.trees is not None:
        texts["trees"] = parts.trees.text
    own = {
        "kind": "recommender",
        "features": list(NAMES),
        "fitted_at": parts.fitted_at,
        "utc_offset": parts.context.utc_offset,
        "tokenizer": parts.context.texts.tokenizer,
        "rates": {scenario: model.rate for scenario, model in parts.models.items()},
        "choices": {scenario: model.choices for scenario, model in parts.models.items()},
    }
    write_artefact(folder, arrays, texts, {**about, **own})


def load(folder: Path | str) -> Parts:
    """Read the parts of a version.

    A version of a release with other features serves on until a new one is trained: weights are found by the names of
    their features, a feature it did not have counts nothing, and its trees are left out.

    Raises
    ------
    ArtefactError
        It is damaged, or needs a package that is not installed.
    """
    stored = read_artefact(folder)
    about, arrays, texts = stored.about, stored.arrays, stored.texts
    try:
        features = tuple(about["features"])
        with_trees = "trees" in texts and features == NAMES
        tokenizer = about["tokenizer"]
        # Another tokenizer would look for other words than the version knows; without its trees, lists would differ.
        needed = {"kiwipiepy": tokenizer == "kiwi", "lightgbm": with_trees}
        check_packages(folder, *(package for package, wanted in needed.items() if wanted))
        world = from_arrays(arrays, texts)
        context = FeatureContext(world, utc_offset=about["utc_offset"], tokenizer=tokenizer)
        context.texts.words.update({int(row): words for row, words in texts["words"].items()})
        context.fit(about["fitted_at"])
        if "topics" in texts:
            names = texts["topics"]
            counts = arrays["topics.documents"], arrays["topics.tokens"]
            shared = SharedCounts(tuple(names["classes"]), tuple(names["vocabulary"]), *counts, names["alpha"])
            context.token_counts = ActivityTokenCounts(world, shared)
        models = {
            scenario: ChoiceModel(
                by_name(arrays[f"{scenario}.weights"], features, NAMES),
                by_name(arrays[f"{scenario}.newcomer"], features, NAMES),
                by_name(arrays[f"{scenario}.squares"].reshape(2, -1), features, NAMES, INITIAL_SQUARE).ravel(),
                about["rates"][scenario],
                about["choices"][scenario],
            )
            for scenario in SCENARIOS
        }
        part = "clubs_model."
        club_arrays = {name.removeprefix(part): array for name, array in arrays.items() if name.startswith(part)}
        clubs = ClubRanker.from_arrays(world, club_arrays, texts["clubs_model"], tokenizer)
    except (KeyError, IndexError) as error:
        raise ArtefactError(f"{Path(folder).name}: {error} is missing") from error
    trees = LambdaMart(texts["trees"]) if with_trees else None
    return Parts(world, context, models, clubs, about["fitted_at"], trees)
