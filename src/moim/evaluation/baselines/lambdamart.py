"""LambdaMART (Burges 2010) on our own features: what trees would add to a linear choice."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from moim.data.arrays import Floats, Floats32, Rows
from moim.data.events import Event
from moim.data.schema import KINDS
from moim.data.times import DAY
from moim.data.world import World
from moim.evaluation.baselines.content import prior
from moim.evaluation.moim_model import MoimActivities
from moim.features.context import FeatureContext

AT_LEAST = 100
GROWTH = 1.3
RECENT = 90 * DAY
IMAGINED = 300
TREES = 100
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
    """Gradient-boosted trees from ``lightgbm`` over the features and how much is known of the member.

    Learning as it goes, each join among what was open is a list to learn from. At cuts, it keeps the lists that up to
    ``IMAGINED`` members of the last 90 days would have got, and learns at the next cut from what they joined of them.
    It is trained anew whenever it has a third more lists; before the first hundred it has only what breaks ties.
    """

    name = "lambdamart"
    utilities = False

    def __init__(self) -> None:
        super().__init__()
        self._lists: list[tuple[Floats32, NDArray[np.bool_]]] = []
        self._imagined: list[tuple[int, Rows, Floats32]] = []
        self._trained_on = 0
        self._booster: Any = None
        self._last: tuple[tuple[int, float, int, bytes], Floats32] | None = None

    def start(self, world: World, at: float) -> None:
        """Learn from the lists imagined last time, and imagine those of now."""
        if getattr(self, "world", None) is not world:
            self.world, self.context = world, FeatureContext(world)
        self._follow()
        self._refit(at)
        for member, candidates, rows in self._imagined:
            self._keep(rows, np.isin(candidates, list(world.joined[member])))
        self._train()
        self._imagined = [(member, *self._list(member, at)) for member in self._recent(at)]

    def score(self, member: int, candidates: Rows, at: float) -> Floats:
        """The trees' sums."""
        ties = prior(self.world, member, candidates)
        if self._booster is None:
            return ties
        return np.asarray(self._booster.predict(self._rows(member, candidates, at)), np.float64) + ties

    def before(self, event: Event) -> None:
        """A join is a list to learn from."""
        if event.at >= self._refit_at:
            self._refit(event.at)
            self._last = None
            self._train()
        if event.kind == "join":
            member = self.world.member(event.member_id)
            candidates, rows = self._list(member, event.at)
            self._keep(rows, candidates == self.world.activity_ids.get(event.activity_id))

    def _rows(self, member: int, candidates: Rows, at: float) -> Floats32:
        """``float32[n, features + 1]``; what was just ranked is what is learned from next."""
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
        drawn: list[int] = np.random.default_rng(len(members)).permutation(members)[:IMAGINED].tolist()
        return drawn

    def _keep(self, rows: Floats32, chosen: NDArray[np.bool_]) -> None:
        if chosen.any() and not chosen.all():
            self._lists.append((rows, chosen))

    def _train(self) -> None:
        if len(self._lists) < max(AT_LEAST, GROWTH * self._trained_on):
            return
        import lightgbm

        self._trained_on = len(self._lists)
        data = lightgbm.Dataset(
            np.concatenate([rows for rows, _ in self._lists]),
            np.concatenate([chosen for _, chosen in self._lists]).astype(np.int32),
            group=[len(chosen) for _, chosen in self._lists],
        )
        self._booster = lightgbm.train(PARAMETERS, data, TREES)
