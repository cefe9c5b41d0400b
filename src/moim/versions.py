"""A recommender on disk, and back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moim.clubs.model import ClubRanker
from moim.index import Index
from moim.ranking import NAMES, OCCASIONS, ChoiceModel, Occasion
from moim.snapshot import freeze, thaw
from moim.store import StoreError, read_version, write_version
from moim.told import Told
from moim.topics.counts import SharedCounts
from moim.trees import Trees
from moim.world import World

if TYPE_CHECKING:
    from moim.recommender import Recommender

Parts = tuple[World, Index, dict[Occasion, ChoiceModel], ClubRanker, float, Trees | None]


def save(recommender: Recommender, folder: Path | str, about: Mapping[str, Any]) -> None:
    """Write a version into a folder that does not exist yet."""
    arrays, texts = freeze(recommender.world)
    for occasion, model in recommender.models.items():
        arrays |= {f"{occasion}.{name}": getattr(model, name) for name in ("weights", "newcomer", "squares")}
    club_arrays, texts["clubs_model"] = recommender.clubs.arrays()
    arrays |= {f"clubs_model.{name}": array for name, array in club_arrays.items()}
    texts["words"] = {str(row): words for row, words in recommender.index.texts.words.items()}
    topics = recommender.topics
    if topics is not None:
        arrays |= {"topics.documents": topics.documents, "topics.tokens": topics.tokens}
        texts["topics"] = {"classes": topics.classes, "vocabulary": topics.vocabulary, "alpha": topics.alpha}
    if recommender.trees is not None:
        texts["trees"] = recommender.trees.text
    own = {
        "kind": "recommender",
        "signals": list(NAMES),
        "fitted_at": recommender.fitted_at,
        "utc_offset": recommender.index.utc_offset,
        "rates": {occasion: model.rate for occasion, model in recommender.models.items()},
        "choices": {occasion: model.choices for occasion, model in recommender.models.items()},
    }
    write_version(folder, arrays, texts, {**about, **own})


def load(folder: Path | str) -> Parts:
    """The parts of a recommender.

    Raises:
        StoreError: it is damaged, or of other signals than this engine has.
    """
    stored = read_version(folder)
    about, arrays, texts = stored.about, stored.arrays, stored.texts
    try:
        if tuple(about["signals"]) != NAMES:
            raise StoreError(f"{Path(folder).name}: made for other signals; train again")
        world = thaw(arrays, texts)
        index = Index(world, utc_offset=about["utc_offset"])
        index.texts.words.update({int(row): words for row, words in texts["words"].items()})
        index.fit(about["fitted_at"])
        if "topics" in texts:
            names = texts["topics"]
            counts = arrays["topics.documents"], arrays["topics.tokens"]
            shared = SharedCounts(tuple(names["classes"]), tuple(names["vocabulary"]), *counts, names["alpha"])
            index.told = Told(world, shared)
        models = {
            occasion: ChoiceModel(
                arrays[f"{occasion}.weights"].copy(),
                arrays[f"{occasion}.newcomer"].copy(),
                arrays[f"{occasion}.squares"].copy(),
                about["rates"][occasion],
                about["choices"][occasion],
            )
            for occasion in OCCASIONS
        }
        part = "clubs_model."
        club_arrays = {name.removeprefix(part): array for name, array in arrays.items() if name.startswith(part)}
        clubs = ClubRanker.from_arrays(world, club_arrays, texts["clubs_model"])
    except (KeyError, IndexError) as error:
        raise StoreError(f"{Path(folder).name}: {error} is missing") from error
    trees = Trees(texts["trees"]) if "trees" in texts else None
    return world, index, models, clubs, about["fitted_at"], trees
