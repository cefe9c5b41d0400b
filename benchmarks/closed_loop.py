"""A closed-loop simulation: members with hidden tastes react to our pages, and the engine learns from their reactions.

A synthetic world (:mod:`moim.synthetic`) is generated up to a day; from then on, members see our pages and nothing
else. A visiting member looks down the page as far as their patience goes, opens some of the activities, likes some of
those and joins at most one, by the generator's rules and hidden utility. The engine learns from each like and join as a
choice among the shown activities (:mod:`moim.ranking.online_update`), as in production.

All policies use the same random numbers: visits, how far down they look, and the noise in a member's preference for an
activity do not depend on what is shown. Differences between policies are therefore paired.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from moim.data.arrays import Floats, Floats32
from moim.data.events import Event
from moim.data.times import DAY
from moim.evaluation.exposure import gini
from moim.features import Candidates, Member
from moim.lists.activities import POOL
from moim.lists.eligibility import eligible
from moim.lists.pool import Pool, category_mix
from moim.lists.reranking import NEW_CLUB_HELD, RerankSettings, rerank
from moim.lists.scoring import best_first
from moim.members import MemberState
from moim.ranking import logged_features, online_update
from moim.ranking.choice_model import ChoiceModel
from moim.recommender import Recommender
from moim.synthetic import SyntheticWorld
from moim.synthetic.behaviour import draw_visits
from moim.synthetic.hidden import HiddenTastes, Ties
from moim.synthetic.preferences import JOIN_AT, LIKE_AT, VIEW_AT, utility

K = 8
"""Activities on a page, as in production."""
LIKES = 0.25
"""A member's tendency to like; about the mean of the generator's distribution."""
LATER = 20
"""Seconds from seeing a page to liking or joining; set by hand."""


@dataclass(frozen=True, slots=True)
class Policy:
    """How pages are made and learned from.

    ``explore`` and ``calibration`` are settings of the re-ranking; ``draw``, ``unsure`` and ``unseen`` change scores
    before it; ``learn``, ``rate`` and ``eta`` change the learning.
    """

    explore: float = 0.0
    calibration: float = RerankSettings().calibration
    draw: bool = False
    """Thompson sampling: each page uses weights drawn from a diagonal Gaussian around the learned ones."""
    unsure: float = 0.0
    """UCB: so many standard deviations of the score, from AdaGrad's diagonal, are added to it."""
    unseen: float = 0.0
    """UCB: the factor of the bonus sqrt(log(all impressions) / impressions of the club)."""
    learn: Literal["page", "cut", "nothing"] = "page"
    """Alternatives of a choice: the whole page, as in production; the page cut one below the chosen; no learning."""
    rate: float = online_update.LEARNING_RATE
    """Learning rate of the online updates."""
    eta: float = 0.0
    """Assume that position ``p`` is examined with probability ``p ** -eta``, see :class:`PositionBasedModel`."""


@dataclass(slots=True)
class PositionBasedModel(ChoiceModel):
    """A choice model whose alternatives are examined with probabilities ``looked``, ``float64[n]``.

    ``P(chosen) ~ exp(score) P(examined)``: the position-based model, in which the probability of examination is a power
    of the position (Joachims, Swaminathan and Schnabel 2017).
    """

    looked: Floats = field(default_factory=lambda: np.ones(1))

    def copy(self) -> PositionBasedModel:
        """A copy that can be changed independently."""
        parts = self.weights.copy(), self.newcomer.copy(), self.squares.copy()
        return PositionBasedModel(*parts, self.rate, self.choices, self.looked)

    def probabilities(self, features: Floats32, experience: float) -> Floats:
        """The probability of each alternative, ``float64[n]``."""
        odds = self.looked * ChoiceModel.probabilities(self, features, experience)
        chances: Floats = odds / odds.sum()
        return chances


@dataclass(slots=True)
class Outcome:
    """Results of one simulation.

    Attributes
    ----------
    joins
        Number of joins.
    likes
        Number of likes.
    pages
        Number of visits.
    of_new
        Shown positions of clubs that have held at most ``NEW_CLUB_HELD`` activities.
    first_ones
        Shown positions of a club's first activity.
    joins_of_new
        Joins in such new clubs.
    places
        Number of shown positions.
    clubs
        Impressions of each club, by row.
    uneven
        Gini coefficient of the impressions over all clubs.
    ndcg
        NDCG@10 of the ranking at the end, with the true rates of joining as gains.
    moved
        Largest change of a weight.
    """

    joins: int = 0
    likes: int = 0
    pages: int = 0
    of_new: int = 0
    first_ones: int = 0
    joins_of_new: int = 0
    places: int = 0
    clubs: Counter[int] = field(default_factory=Counter)
    uneven: float = 0.0
    ndcg: float = 0.0
    moved: float = 0.0


def simulate(
    world: SyntheticWorld,
    recommender: Recommender,
    states: dict[str, MemberState],
    start: float,
    days: int,
    policy: Policy,
    seed: int,
) -> Outcome:
    """Simulate visits for some days from ``start`` (seconds since 1970) on.

    Parameters
    ----------
    world
        The synthetic world.
    recommender
        Fitted at ``start``; its weights and world are changed.
    states
        The member states at ``start``; changed.
    start
        When the simulation begins.
    days
        Its length.
    policy
        How pages are made.
    seed
        Of the random numbers, which are the same for all policies.
    """
    return _Simulation(world, recommender, states, start, policy, seed).run(days)


class _Simulation:
    def __init__(
        self,
        world: SyntheticWorld,
        recommender: Recommender,
        states: dict[str, MemberState],
        start: float,
        policy: Policy,
        seed: int,
    ) -> None:
        self.recommender, self.states, self.start, self.policy, self.seed = recommender, states, start, policy, seed
        self.hidden = _as_of(world.hidden, start)
        self.trained = recommender.models["visit"]
        self.rng = np.random.default_rng([seed, 1])
        self.out = Outcome()
        self.joins: list[tuple[int, int, float]] = []
        known = {name: row for row, name in enumerate(self.hidden.activity_ids.tolist())}
        self.true_row = [known[name] for name in recommender.world.activity_ids.names]

    def run(self, days: int) -> Outcome:
        people = self.hidden.people
        until = float(people.joined_at.max()) + DAY  # later visits are cut off below
        visitor, at = draw_visits(people, np.random.default_rng([self.seed, 2]), self.start, until)
        edges = np.searchsorted(at, self.start + DAY * np.arange(days + 1))
        number = 0
        for day in range(days):
            rows = np.arange(edges[day], edges[day + 1])
            who = np.unique(visitor[rows])
            if len(who):
                wish = self._wishes(who, float(at[rows[0]]))
                place = {member: row for row, member in enumerate(who.tolist())}
                for row in rows.tolist():
                    member = int(visitor[row])
                    self._visit(number, member, float(at[row]), wish[place[member]])
                    number += 1
        self._finish(self.start + days * DAY)
        return self.out

    def _wishes(self, who: NDArray[np.int64], at: float) -> Floats32:
        """The hidden utility of all activities for the members who visit that day."""
        offers = np.arange(len(self.hidden.activities))
        h = self.hidden
        return utility(h.people, h.clubs, h.activities, who, offers, at, h.situation(who, offers, at))

    def _visit(self, number: int, member: int, at: float, wish: Floats32) -> None:
        chance = np.random.default_rng([self.seed, 3, number])
        looks, opens, fond = chance.random(K), chance.random(len(wish)), chance.random(len(wish))
        taste, nothing = chance.gumbel(size=len(wish)), float(chance.gumbel())
        name = str(self.hidden.member_ids[member])
        page = self._page(name, at)
        self.out.pages += 1
        seen = looks[: len(page)] < np.exp(-np.arange(len(page)) / self.hidden.people.patience[member])
        true = [self.true_row[self.recommender.world.activity_ids.get(identifier)] for identifier, _ in page]
        opened = [
            spot for spot, row in enumerate(true) if seen[spot] and opens[row] < _sigmoid(float(wish[row]) - VIEW_AT)
        ]
        for spot in opened:
            self._happen(name, page, spot, "view", at + spot)
        for spot in opened:
            if fond[true[spot]] < LIKES * 2 * _sigmoid(float(wish[true[spot]]) - LIKE_AT):
                self._happen(name, page, spot, "like", at + LATER)
                self.out.likes += 1
        if opened:
            best = max(opened, key=lambda spot: wish[true[spot]] + taste[true[spot]])
            if wish[true[best]] + taste[true[best]] > JOIN_AT + nothing:
                self._happen(name, page, best, "join", at + LATER)
                self.joins.append((member, true[best], at + LATER))
                self.out.joins += 1
                self.out.joins_of_new += self._is_new(page[best][0])
                self._add_join()

    def _happen(self, member: str, page: list[tuple[str, bytes]], spot: int, kind: str, at: float) -> None:
        state = self.states.setdefault(member, MemberState())
        chosen = page[spot][0]
        event = Event(member, chosen, kind, at)  # type: ignore[arg-type]
        if kind != "view" and self.policy.learn != "nothing":
            gone = {one for one, trace in state.traces.items() if trace.standing in ("join", "attend", "decline")}
            end = spot + 2 if self.policy.learn == "cut" else len(page)
            choice = online_update.choice_from_impression(page[:end], chosen, event.kind, gone - {chosen})
            if choice is not None:
                models = self.recommender.models
                model = models["visit"]
                if self.policy.eta:
                    place = np.array([p for p, (one, _) in enumerate(page, 1) if one == chosen or one not in gone])
                    parts = model.weights, model.newcomer, model.squares, model.rate, model.choices
                    model = PositionBasedModel(*parts, place**-self.policy.eta)
                models["visit"] = online_update.updated(model, self.trained, choice, self.policy.rate)
        state.update(event)
        self.recommender.world.observe(event)  # visits overlap, so times are not ascending

    def _add_join(self) -> None:
        """Add the last join to the ground truth, since it changes the utility for other members."""
        member, offer, at = self.joins[-1]
        ties = self.hidden.ties
        self.hidden.ties = replace(
            ties,
            joins=np.vstack([ties.joins, [[member, offer]]]),
            joins_since=np.append(ties.joins_since, at),
            joins_until=np.append(ties.joins_until, np.inf),
        )

    def _page(self, name: str, at: float) -> list[tuple[str, bytes]]:
        engine, policy = self.recommender, self.policy
        gathered = engine.lists.retrieval.open_at(at)
        member = Member.in_world(
            engine.world, engine.world.member_ids.get(name), self.states.get(name, MemberState()), at
        )
        matrix = engine.features.matrix(member, gathered)
        scores = self._scores(engine.models["visit"], matrix, member.experience, gathered)
        order = best_first(scores, eligible(engine.world, gathered.rows, member))[:POOL]
        settings, mix = (
            RerankSettings(explore=policy.explore, calibration=policy.calibration),
            category_mix(member, gathered),
        )
        placed = rerank(Pool.of(gathered, scores, order), K, settings, self.rng, mix)
        rows = [int(order[one.position]) for one in placed]
        for row in rows:
            club = int(gathered.club[row])
            self.out.clubs[club] += 1
            self.out.places += 1
            self.out.of_new += engine.world.clubs["held"][club] <= NEW_CLUB_HELD
            self.out.first_ones += engine.world.clubs["held"][club] == 1
        names = engine.world.activity_ids.names
        logged = logged_features.encode(matrix[:, rows], member.experience)
        return [(names[gathered.rows[row]], data) for row, data in zip(rows, logged, strict=True)]

    def _scores(self, model: ChoiceModel, matrix: Floats32, experience: float, gathered: Candidates) -> Floats32:
        policy, n = self.policy, len(model.weights)
        if policy.draw:
            noise = self.rng.normal(size=2 * n) / np.sqrt(model.squares)
            model = ChoiceModel(model.weights + noise[:n], model.newcomer + noise[n:], model.squares)
        scores = model.score(matrix, experience)
        if policy.unsure and len(gathered):
            off = (matrix - matrix.mean(axis=1, keepdims=True)).astype(np.float64) ** 2
            variance = (1 / model.squares[:n] + 1 / model.squares[n:] / (1 + experience) ** 2) @ off
            scores = (scores + policy.unsure * np.sqrt(variance)).astype(np.float32)
        if policy.unseen:
            shown = np.array([self.out.clubs[club] for club in gathered.club.tolist()], np.float64)
            scores = (scores + policy.unseen * np.sqrt(np.log(2.0 + self.out.places) / (1.0 + shown))).astype(
                np.float32
            )
        return scores

    def _is_new(self, identifier: str) -> bool:
        world = self.recommender.world
        club = world.activities["club"][world.activity_ids.get(identifier)]
        return bool(world.clubs["held"][club] <= NEW_CLUB_HELD)

    def _finish(self, at: float) -> None:
        """Compute nDCG of the final ranking and the Gini coefficient of the clubs' impressions."""
        engine = self.recommender
        shown = np.array([self.out.clubs.get(club, 0) for club in range(len(engine.world.clubs))], np.float64)
        self.out.uneven = gini(shown)
        gathered = Candidates(engine.context, engine.world.open_at(at), at)
        names = [engine.world.activity_ids.names[row] for row in gathered.rows.tolist()]
        members = self.hidden.member_ids.tolist()
        rates = np.exp(self.hidden.expected(members, names, at).astype(np.float64))
        discount = 1 / np.log2(np.arange(2, 12))
        found = []
        for row, name in enumerate(members):
            state = self.states.get(name, MemberState())
            member = Member.in_world(engine.world, engine.world.member_ids.get(name), state, at)
            free = eligible(engine.world, gathered.rows, member)
            scores = engine.models["visit"].score(engine.features.matrix(member, gathered), member.experience)
            best = best_first(scores, free)[:10]
            ideal = np.sort(rates[row, free])[::-1][:10]
            if len(ideal) and ideal[0] > 0:
                found.append(float(rates[row, best] @ discount[: len(best)] / (ideal @ discount[: len(ideal)])))
        self.out.ndcg = float(np.mean(found))
        self.out.moved = float(np.abs(engine.models["visit"].weights - self.trained.weights).max())


def _as_of(hidden: HiddenTastes, start: float) -> HiddenTastes:
    """The same ground truth without the friendships, memberships and joins from ``start`` on."""
    t = hidden.ties
    friends, members, joins = t.friends_since < start, t.memberships_since < start, t.joins_since < start
    ties = Ties(
        t.friends[friends],
        t.friends_since[friends],
        t.memberships[members],
        t.memberships_since[members],
        t.joins[joins],
        t.joins_since[joins],
        np.where(t.joins_until[joins] < start, t.joins_until[joins], np.inf),
    )
    return replace(hidden, ties=ties)


def _sigmoid(x: float) -> float:
    return float(1 / (1 + np.exp(-x)))


Metric = Callable[[Outcome], float]
"""A metric of the outcome of a simulation."""
METRICS: dict[str, Metric] = {
    "joins in 100 visits": lambda out: 100 * out.joins / out.pages,
    "likes in 100 visits": lambda out: 100 * out.likes / out.pages,
    "nDCG@10 at the end": lambda out: out.ndcg,
    "shown of new clubs": lambda out: out.of_new / out.places,
    "shown of first activities": lambda out: out.first_ones / out.places,
    "joins that went to new clubs": lambda out: out.joins_of_new / max(out.joins, 1),
    "Gini over clubs": lambda out: out.uneven,
}


def differences(base: list[float], other: list[float]) -> tuple[float, float]:
    """Mean of the paired differences ``other - base``, and half the width of its 95 % interval (Student's t)."""
    from scipy.stats import t

    off = np.array(other) - np.array(base)
    half: Floats = t.ppf(0.975, len(off) - 1) * off.std(ddof=1) / np.sqrt(len(off))
    return float(off.mean()), float(half)
