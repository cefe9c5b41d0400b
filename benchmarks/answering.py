"""A world that answers: members with hidden tastes look at the pages they are given, and the engine learns from them.

A made-up world (:mod:`moim.synthetic`) is lived through until a day; from then on, what members see are our pages and
nothing else. Who visits looks down the page as far as their patience goes, opens what pleases, likes some of it and
joins at most one, all by the generator's own rule and hidden utility. The engine takes each like and join as a choice
against what was shown (:mod:`moim.ranking.online_update`), as it does in service.

Chance is the same for every way of making pages: whether a visit comes, how far it looks, and how much a member likes
an activity on that day do not depend on what is shown, so that differences between ways are paired.
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
from moim.ranking import online_update
from moim.ranking.choice_model import ChoiceModel
from moim.ranking.logged_features import encode
from moim.recommender import Recommender
from moim.synthetic import SyntheticWorld
from moim.synthetic.behaviour import draw_visits
from moim.synthetic.hidden import HiddenTastes, Ties
from moim.synthetic.preferences import JOIN_AT, LIKE_AT, VIEW_AT, utility

K = 8
LIKES = 0.25
"""How often a member likes what pleases them; the generator's own mean."""
LATER = 20
"""Seconds from looking at a page to acting on it."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way of making pages: ``explore`` and ``calibration`` are the page's own, the others change scores before it."""

    explore: float = 0.0
    calibration: float = RerankSettings().calibration
    draw: bool = False
    """Thompson sampling: the weights of each page are drawn from the diagonal Gaussian around those learned."""
    unsure: float = 0.0
    """UCB: this many standard deviations of the score, by AdaGrad's diagonal, are added to it."""
    unseen: float = 0.0
    """UCB: this times sqrt(log(shown in all) / shown of the club) is added to the score."""
    learn: Literal["page", "cut", "nothing"] = "page"
    """What a choice was made from: all of the page, as in service; the page down to one below; nothing is learned."""
    rate: float = online_update.LEARNING_RATE
    """Of the steps."""
    eta: float = 0.0
    """As if the ``p``-th place were looked at with a chance of ``p ** -eta``: see :class:`Placed`."""


@dataclass(slots=True)
class Placed(ChoiceModel):
    """Learns as if the alternatives of a choice were looked at with the chances ``looked``, ``float64[n]``.

    ``P(chosen) ~ exp(score) P(looked at)``: the position-based model, whose chances Joachims, Swaminathan and Schnabel
    (2017) let fall by a power of the place.
    """

    looked: Floats = field(default_factory=lambda: np.ones(1))

    def copy(self) -> Placed:
        parts = self.weights.copy(), self.newcomer.copy(), self.squares.copy()
        return Placed(*parts, self.rate, self.choices, self.looked)

    def probabilities(self, features: Floats32, experience: float) -> Floats:
        odds = self.looked * ChoiceModel.probabilities(self, features, experience)
        chances: Floats = odds / odds.sum()
        return chances


@dataclass(slots=True)
class Outcome:
    """What came of a stretch."""

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


def live(
    world: SyntheticWorld,
    recommender: Recommender,
    states: dict[str, MemberState],
    start: float,
    days: int,
    way: Way,
    seed: int,
) -> Outcome:
    """Let the members visit for some days from ``start`` on, and see what comes of it."""
    return _Stretch(world, recommender, states, start, way, seed).run(days)


class _Stretch:
    def __init__(
        self,
        world: SyntheticWorld,
        recommender: Recommender,
        states: dict[str, MemberState],
        start: float,
        way: Way,
        seed: int,
    ) -> None:
        self.recommender, self.states, self.start, self.way, self.seed = recommender, states, start, way, seed
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
        """The hidden utility of everything for those who visit that day."""
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
                self._befall()

    def _happen(self, member: str, page: list[tuple[str, bytes]], spot: int, kind: str, at: float) -> None:
        state = self.states.setdefault(member, MemberState())
        chosen = page[spot][0]
        event = Event(member, chosen, kind, at)  # type: ignore[arg-type]
        if kind != "view" and self.way.learn != "nothing":
            gone = {one for one, trace in state.traces.items() if trace.standing in ("join", "attend", "decline")}
            end = spot + 2 if self.way.learn == "cut" else len(page)
            choice = online_update.choice_from_impression(page[:end], chosen, event.kind, gone - {chosen})
            if choice is not None:
                models = self.recommender.models
                model = models["visit"]
                if self.way.eta:
                    place = np.array([p for p, (one, _) in enumerate(page, 1) if one == chosen or one not in gone])
                    parts = model.weights, model.newcomer, model.squares, model.rate, model.choices
                    model = Placed(*parts, place**-self.way.eta)
                models["visit"] = online_update.updated(model, self.trained, choice, self.way.rate)
        state.update(event)
        self.recommender.world.observe(event)  # visits overlap, so times run back

    def _befall(self) -> None:
        """Who goes where changes what others want."""
        member, offer, at = self.joins[-1]
        ties = self.hidden.ties
        self.hidden.ties = replace(
            ties,
            joins=np.vstack([ties.joins, [[member, offer]]]),
            joins_since=np.append(ties.joins_since, at),
            joins_until=np.append(ties.joins_until, np.inf),
        )

    def _page(self, name: str, at: float) -> list[tuple[str, bytes]]:
        engine, way = self.recommender, self.way
        gathered = engine.lists.retrieval.open_at(at)
        member = Member.in_world(
            engine.world, engine.world.member_ids.get(name), self.states.get(name, MemberState()), at
        )
        matrix = engine.features.matrix(member, gathered)
        scores = self._scores(engine.models["visit"], matrix, member.experience, gathered)
        order = best_first(scores, eligible(engine.world, gathered.rows, member))[:POOL]
        settings, mix = RerankSettings(explore=way.explore, calibration=way.calibration), category_mix(member, gathered)
        placed = rerank(Pool.of(gathered, scores, order), K, settings, self.rng, mix)
        rows = [int(order[one.position]) for one in placed]
        for row in rows:
            club = int(gathered.club[row])
            self.out.clubs[club] += 1
            self.out.places += 1
            self.out.of_new += engine.world.clubs["held"][club] <= NEW_CLUB_HELD
            self.out.first_ones += engine.world.clubs["held"][club] == 1
        names = engine.world.activity_ids.names
        logged = encode(matrix[:, rows], member.experience)
        return [(names[gathered.rows[row]], data) for row, data in zip(rows, logged, strict=True)]

    def _scores(self, model: ChoiceModel, matrix: Floats32, experience: float, gathered: Candidates) -> Floats32:
        way, n = self.way, len(model.weights)
        if way.draw:
            noise = self.rng.normal(size=2 * n) / np.sqrt(model.squares)
            model = ChoiceModel(model.weights + noise[:n], model.newcomer + noise[n:], model.squares)
        scores = model.score(matrix, experience)
        if way.unsure and len(gathered):
            off = (matrix - matrix.mean(axis=1, keepdims=True)).astype(np.float64) ** 2
            variance = (1 / model.squares[:n] + 1 / model.squares[n:] / (1 + experience) ** 2) @ off
            scores = (scores + way.unsure * np.sqrt(variance)).astype(np.float32)
        if way.unseen:
            shown = np.array([self.out.clubs[club] for club in gathered.club.tolist()], np.float64)
            scores = (scores + way.unseen * np.sqrt(np.log(2.0 + self.out.places) / (1.0 + shown))).astype(np.float32)
        return scores

    def _is_new(self, identifier: str) -> bool:
        world = self.recommender.world
        club = world.activities["club"][world.activity_ids.get(identifier)]
        return bool(world.clubs["held"][club] <= NEW_CLUB_HELD)

    def _finish(self, at: float) -> None:
        """How good the ranking has become, and how unevenly clubs were shown."""
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
    """The same people and activities, with what had happened by then: the rest is for our pages to bring about."""
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
    """Mean of the paired differences over seeds, and half the width of its 95 % interval (Student's t)."""
    from scipy.stats import t

    off = np.array(other) - np.array(base)
    half: Floats = t.ppf(0.975, len(off) - 1) * off.std(ddof=1) / np.sqrt(len(off))
    return float(off.mean()), float(half)
