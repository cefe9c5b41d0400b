"""LambdaMART (Burges 2010) on our own features: measures what trees gain over the linear choice model."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from moim.data.arrays import Floats, Floats32, Rows
from moim.data.events import Event
from moim.data.schema import KINDS
from moim.data.times import DAY
from moim.data.world import World
from moim.evaluation.baselines.content import tie_break
from moim.evaluation.moim_model import MoimActivities
from moim.features.context import FeatureContext

MIN_LISTS = 100
"""Lists needed for the first training; set by hand."""
GROWTH = 1.3
"""Factor by which the number of lists must grow before the next training; set by hand."""
RECENT = 90 * DAY
"""Members who joined in so many seconds before a cut are sampled for lists; set by hand."""
SAMPLED_MEMBERS = 300
"""Members sampled at each cut; set by hand."""
TREES = 100
"""Set by hand, like :data:`PARAMETERS`."""
PARAMETERS = {
    "objective": "lambdarank",
    "learning_rate": 0.08,
    "num_leaves": 15,
    "min_data_in_leaf": 20,
    "feature_fraction": 0.8,
    "lambda_l2": 1.0,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "seed": 0,
    "verbosity": -1,
}


class LambdaMartBaseline(MoimActivities):
    """Gradient-boosted trees from ``lightgbm`` over the features and the member's experience.

    In the prequential protocol, each join gives one training list: the activities open at that moment. In the rolling
    protocol, at each cut the lists of up to ``SAMPLED_MEMBERS`` recently active members are stored, and labelled at
    the next cut with what those members joined. The trees are retrained when the number of lists has grown by a factor
    of ``GROWTH``; before the first ``MIN_LISTS`` lists, the ranking is that of :func:`~.content.tie_break`.
    """

    name = "lambdamart"
    utilities = False

    def __init__(self) -> None:
        super().__init__()
        self._lists: list[tuple[Floats32, NDArray[np.bool_]]] = []
        self._unlabelled: list[tuple[int, Rows, Floats32]] = []
        self._trained_on = 0
        self._booster: Any = None
        self._last: tuple[tuple[int, float, int, bytes], Floats32] | None = None

    def start(self, world: World, at: float) -> None:
        """Label the lists stored at the last cut, retrain if due, and store the lists of this cut."""
        if getattr(self, "world", None) is not world:
            self.world, self.context = world, FeatureContext(world)
        self._read_log()
        self._refit(at)
        for member, candidates, rows in self._unlabelled:
            self._keep(rows, np.isin(candidates, list(world.joined[member])))
        self._train()
        self._unlabelled = [(member, *self._list(member, at)) for member in self._recent(at)]

    def score(self, member: int, candidates: Rows, at: float) -> Floats:
        """The sum of the trees' outputs; ``float64[n]``."""
        ties = tie_break(self.world, member, candidates)
        if self._booster is None:
            return ties
        return np.asarray(self._booster.predict(self._rows(member, candidates, at)), np.float64) + ties

    def before(self, event: Event) -> None:
        """Store the list of a join for training."""
        if event.at >= self._refit_at:
            self._refit(event.at)
            self._last = None
            self._train()
        if event.kind == "join":
            member = self.world.member(event.member_id)
            candidates, rows = self._list(member, event.at)
            self._keep(rows, candidates == self.world.activity_ids.get(event.activity_id))

    def _rows(self, member: int, candidates: Rows, at: float) -> Floats32:
        """``float32[n, features + 1]``; cached, because a join is learned from right after it was ranked."""
        asked = member, at, len(self.world.log), candidates.tobytes()
        if self._last is None or self._last[0] != asked:
            features, experience = self.feature_matrix(member, candidates, at)
            rows = np.vstack([features, np.full((1, len(candidates)), experience, np.float32)]).T
            self._last = asked, rows
        return self._last[1]

    def _list(self, member: int, at: float) -> tuple[Rows, Floats32]:
        open_ = self.world.open_at(at)
        candidates = open_[~np.isin(open_, list(self.world.joined[member]))]
        return candidates, self._rows(member, candidates, at)

    def _recent(self, at: float) -> list[int]:
        log = self.world.log
        recent = (log["kind"] == KINDS.index("join")) & (log["at"] >= at - RECENT)
        members = np.unique(log["member"][recent])
        drawn: list[int] = np.random.default_rng(len(members)).permutation(members)[:SAMPLED_MEMBERS].tolist()
        return drawn

    def _keep(self, rows: Floats32, chosen: NDArray[np.bool_]) -> None:
        if chosen.any() and not chosen.all():
            self._lists.append((rows, chosen))

    def _train(self) -> None:
        if len(self._lists) < max(MIN_LISTS, GROWTH * self._trained_on):
            return
        import lightgbm

        self._trained_on = len(self._lists)
        data = lightgbm.Dataset(
            np.concatenate([rows for rows, _ in self._lists]),
            np.concatenate([chosen for _, chosen in self._lists]).astype(np.int32),
            group=[len(chosen) for _, chosen in self._lists],
        )
        self._booster = lightgbm.train(PARAMETERS, data, TREES)
