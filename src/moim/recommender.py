"""The one class a user of the engine meets.

>>> from moim.dataset import Dataset
>>> recommender = Recommender.fit(Dataset(), at=0.0)
>>> recommender.recommend(Profile(), MemberState(), at=0.0)
[]
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from moim.clubs.model import ClubRanker
from moim.dataset import Dataset
from moim.index import SEOUL_UTC_OFFSET, Index
from moim.learning import Learner, learn_choice
from moim.page import PageSettings, make_page
from moim.ranking import NAMES, OCCASIONS, ChoiceModel, Occasion, SignalSet
from moim.reasons import Reason
from moim.signals import Candidates, Member
from moim.signals.place import FAR_KM, kilometres
from moim.snapshot import freeze, thaw
from moim.store import StoreError, read_version, write_version
from moim.taste import MemberState, Profile
from moim.world import Event, Floats32, Rows, World

LEARNED_AGAINST = 50
"""How many of the open activities a join is learned against when it is not known which ones the member saw."""
POOL = 64
"""How many of the best are confirmed by the platform and made a page of."""
CANDIDATES_KEPT = 10.0
"""Seconds for which what is open, gathered once, serves further requests; any join or change ends it at once."""

Target = Literal["activities", "clubs"]
Bools = NDArray[np.bool_]
Progress = Callable[[str, float], None]
Confirm = Callable[[list[str]], Collection[str]]


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One place of a list: what stands there and why. ``rank`` counts from 1; scores compare within a list only."""

    item_id: str
    rank: int
    score: float
    propensity: float
    explored: bool
    reasons: tuple[Reason, ...]


class Recommender:
    """Recommends activities and clubs to members and visitors, and learns from what they do.

    It never asks for the time: every method that needs it takes ``at``, seconds since 1970 UTC.
    """

    def __init__(
        self, world: World, index: Index, models: Mapping[Occasion, ChoiceModel], clubs: ClubRanker, at: float
    ):
        self.world = world
        self.index = index
        self.models = dict(models)
        self.clubs = clubs
        self.fitted_at = at
        self.signals = SignalSet(index, at)
        self._gathered: tuple[tuple[int, str], Candidates] | None = None
        self._lock = threading.Lock()

    # --- training ---------------------------------------------------------------------------------------------------

    @classmethod
    def fit(
        cls, dataset: Dataset, *, at: float, utc_offset: float = SEOUL_UTC_OFFSET, progress: Progress | None = None
    ) -> Recommender:
        """Learn from all that is known before ``at``, and from nothing else.

        ``progress`` is told of each stage: its name, and how much of all is done, in [0, 1].
        """
        tell = progress or (lambda stage, done: None)
        tell("reading", 0.0)
        world = World.of(dataset, until=at)
        index = Index(world, utc_offset=utc_offset)
        tell("words", 0.1)
        index.fit(at)
        learner = Learner(world, index)
        learner.advance(at, at, lambda done: tell("choices", 0.2 + 0.6 * done))
        tell("clubs", 0.8)
        clubs = ClubRanker.fit(world, at=at)
        tell("done", 1.0)
        return cls(world, index, {"visit": learner.visit, "list": learner.list}, clubs, at)

    # --- what happens -----------------------------------------------------------------------------------------------

    def upsert_member(self, row: Mapping[str, Any]) -> None:
        """A new member, or one who has changed. Keys are the data set's columns."""
        with self._lock:
            self.world.put_member(row)

    def upsert_club(self, row: Mapping[str, Any]) -> None:
        """A new club, or one that has changed."""
        with self._lock:
            self.world.put_club(row)

    def upsert_activity(self, row: Mapping[str, Any]) -> None:
        """A new activity, or one that has changed; ``listed=False`` takes it out of every list.

        Raises:
            KeyError: its club is not known.
        """
        with self._lock:
            self.world.put_activity(row)

    def observe(self, event: Event) -> None:
        """Something happened, to whomever: who goes where, how full it is. To be told of each event once.

        Raises:
            KeyError: the activity is not known. ValueError: a time before the last one known, or no kind we know.
        """
        with self._lock:
            self.world.observe(event)

    def learn(self, state: MemberState, event: Event, shown: Sequence[str] = ()) -> None:
        """Take an event into its member's state, and a join or a like into the weights of the signals.

        To be called before :meth:`observe`. ``shown`` are the activities the member saw, from the top: the alternatives
        are then those down to one below what was chosen (who clicks has looked that far), else up to 50 of the open.
        """
        if event.kind in ("join", "like"):
            with self._lock:
                learn_choice(self.models["visit"], self.signals, self.index, state, event, shown, LEARNED_AGAINST)
        state.learn(event)

    def rebuild(self, events: Iterable[Event]) -> MemberState:
        """The state after those events: equal to learning them one by one."""
        return MemberState.rebuild(events)

    # --- lists ------------------------------------------------------------------------------------------------------

    def recommend(
        self,
        profile: Profile,
        state: MemberState,
        *,
        at: float,
        k: int = 8,
        target: Target = "activities",
        candidates: Sequence[str] | None = None,
        exclude: Collection[str] = (),
        confirm: Confirm | None = None,
        season: str = "",
        events: Sequence[Event] = (),
        occasion: Occasion = "visit",
        page: PageSettings | None = None,
        seed: int | None = None,
    ) -> list[Recommendation]:
        """The best ``k`` for a member, an unknown one and a visitor included.

        Args:
            profile: what the platform knows of them.
            state: what they did.
            at: the time of asking; only what is open then is given.
            k: how many.
            target: activities or clubs.
            candidates: ids to choose from instead of all; those not open are left out all the same.
            exclude: ids never to give, besides what the member joined or declined.
            confirm: asked with the best ids for those that may be shown: the platform's truth of this moment.
            season: a sentence in whose favour the list leans.
            events: what a visitor did in this visit; nothing of it is kept.
            occasion: someone is here now, or a list is made for later.
            page: how the page is made; without it the bare ranking is given.
            seed: for exploration.
        """
        if events:
            state = MemberState(dict(state.traces))
            for event in events:
                state.learn(event)
        if target == "clubs":
            return self._recommend_clubs(profile, state, at, k, candidates, exclude, confirm)
        with self._lock:
            gathered = self._open(at, season)
        member = Member.of(self.world, profile, state, at)
        matrix = self.signals.matrix(member, gathered)
        weights = self.models[occasion].effective(member.experience)
        scores = weights @ matrix
        allowed = self._allowed(gathered.rows, member, candidates, exclude)
        order = _best_first(scores, allowed)
        names = self.world.activity_ids.names
        pool = _confirmed([int(p) for p in order], lambda p: names[gathered.rows[p]], confirm, max(POOL, k))
        placed = self._page(gathered, scores, pool, k, page, seed)
        return [
            Recommendation(
                names[gathered.rows[position]],
                rank,
                float(scores[position]),
                propensity,
                explored,
                self.signals.reasons(member, gathered, matrix, weights, position, explored=explored),
            )
            for rank, (position, propensity, explored) in enumerate(placed, 1)
        ]

    def similar(
        self, activity_id: str, *, at: float, k: int = 6, confirm: Confirm | None = None, exclude: Collection[str] = ()
    ) -> list[Recommendation]:
        """Open activities most like one, open or not: by words, category, place and the people who go.

        Raises:
            KeyError: the activity is not known.
        """
        row = self.world.activity_ids.get(activity_id)
        if row < 0:
            raise KeyError(f"unknown activity {activity_id}")
        with self._lock:
            gathered = self._open(at, "")
        scores = likeness_to(self.index, row, gathered)
        allowed = ~self._among(gathered.rows, [activity_id, *exclude])
        names = self.world.activity_ids.names
        order = _best_first(scores, allowed)
        pool = _confirmed([int(p) for p in order], lambda p: names[gathered.rows[p]], confirm, k)
        reasons = (Reason("similar_activity"),)
        return [
            Recommendation(names[gathered.rows[position]], rank, float(scores[position]), 1.0, False, reasons)
            for rank, position in enumerate(pool[:k], 1)
        ]

    def weights(self) -> dict[Occasion, dict[str, tuple[float, float]]]:
        """The weights of the signals by occasion and name: for everyone, and more for newcomers."""
        return {occasion: model.named() for occasion, model in self.models.items()}

    # --- storing ----------------------------------------------------------------------------------------------------

    def save(self, folder: Path | str, about: Mapping[str, Any] | None = None) -> None:
        """Write a version: all that :meth:`load` needs to go on from here.

        Raises:
            FileExistsError: the folder is there already.
        """
        arrays, texts = freeze(self.world)
        for occasion, model in self.models.items():
            arrays |= {f"{occasion}.{name}": getattr(model, name) for name in ("weights", "newcomer", "squares")}
        club_arrays, club_texts = self.clubs.arrays()
        arrays |= {f"clubs_model.{name}": array for name, array in club_arrays.items()}
        texts |= {
            "clubs_model": club_texts,
            "words": {str(row): words for row, words in self.index.texts.words.items()},
        }
        own = {
            "signals": list(NAMES),
            "fitted_at": self.fitted_at,
            "utc_offset": self.index.utc_offset,
            "rates": {occasion: model.rate for occasion, model in self.models.items()},
            "choices": {occasion: model.choices for occasion, model in self.models.items()},
        }
        write_version(folder, arrays, texts, {**(about or {}), **own})

    @classmethod
    def load(cls, folder: Path | str) -> Recommender:
        """Read a version.

        Raises:
            StoreError: it is damaged, or of other signals than this engine has.
        """
        stored = read_version(folder)
        about, arrays = stored.about, stored.arrays
        try:
            if tuple(about["signals"]) != NAMES:
                raise StoreError(f"{Path(folder).name}: made for other signals; train again")
            world = thaw(arrays, stored.texts)
            index = Index(world, utc_offset=about["utc_offset"])
            index.texts.words.update({int(row): words for row, words in stored.texts["words"].items()})
            index.fit(about["fitted_at"])
            models: dict[Occasion, ChoiceModel] = {
                occasion: ChoiceModel(
                    arrays[f"{occasion}.weights"].copy(),
                    arrays[f"{occasion}.newcomer"].copy(),
                    arrays[f"{occasion}.squares"].copy(),
                    about["rates"][occasion],
                    about["choices"][occasion],
                )
                for occasion in OCCASIONS
            }
            club_arrays = {k.removeprefix("clubs_model."): v for k, v in arrays.items() if k.startswith("clubs_model.")}
            clubs = ClubRanker.from_arrays(club_arrays, stored.texts["clubs_model"])
        except (KeyError, IndexError) as error:
            raise StoreError(f"{Path(folder).name}: {error} is missing") from error
        return cls(world, index, models, clubs, about["fitted_at"])

    # --- inside -----------------------------------------------------------------------------------------------------

    def _open(self, at: float, season: str) -> Candidates:
        """What is open, gathered; what was gathered a moment ago serves again while nothing has changed."""
        key = (self.world.version, season)
        if self._gathered and self._gathered[0] == key and 0 <= at - self._gathered[1].at < CANDIDATES_KEPT:
            return self._gathered[1]
        gathered = Candidates(self.index, self.world.open_at(at), at, season)
        self._gathered = key, gathered
        return gathered

    def _among(self, rows: Rows, ids: Iterable[str]) -> Bools:
        """Which of the activities have one of these ids."""
        listed = np.zeros(len(self.world.activities) + 1, np.bool_)
        listed[[self.world.activity_ids.get(identifier) for identifier in ids] or [-1]] = True
        listed[-1] = False  # where unknown ids fell
        return listed[rows]

    def _allowed(self, rows: Rows, member: Member, candidates: Sequence[str] | None, exclude: Collection[str]) -> Bools:
        """Which may be given: asked for, not excluded, not joined, not declined."""
        allowed = np.ones(len(rows), np.bool_) if candidates is None else self._among(rows, candidates)
        gone = np.zeros(len(self.world.activities), np.bool_)
        gone[member.joined] = True
        gone[member.refused] = True
        if member.row >= 0:
            gone[list(self.world.joined[member.row])] = True
            gone[list(self.world.declined[member.row])] = True
        allowed &= ~gone[rows]
        if exclude:
            allowed &= ~self._among(rows, exclude)
        return allowed

    def _page(
        self,
        gathered: Candidates,
        scores: Floats32,
        pool: list[int],
        k: int,
        settings: PageSettings | None,
        seed: int | None,
    ) -> list[tuple[int, float, bool]]:
        """Positions among the candidates, with propensity and whether they were drawn."""
        if settings is None or not pool:
            return [(position, 1.0, False) for position in pool[:k]]
        at = np.array(pool, np.intp)
        clubs = gathered.club[at]
        words = gathered.words[at]
        alike = np.clip((words @ words.T).toarray(), 0.0, 1.0)
        alike = np.maximum(alike, 0.3 * (gathered.category[at][:, None] == gathered.category[at]))
        alike = np.maximum(alike, 0.7 * (clubs[:, None] == clubs)).astype(np.float32)
        placed = make_page(
            scores[at], clubs, alike, self.world.clubs["held"][clubs], k, settings, np.random.default_rng(seed)
        )
        return [(pool[one.position], one.propensity, one.explored) for one in placed]

    def _recommend_clubs(
        self,
        profile: Profile,
        state: MemberState,
        at: float,
        k: int,
        candidates: Sequence[str] | None,
        exclude: Collection[str],
        confirm: Confirm | None,
    ) -> list[Recommendation]:
        world = self.world
        rows = world.clubs_at(at)
        member = Member.of(world, profile, state, at)
        mine = set(member.clubs) | {world.club_ids.get(identifier) for identifier in exclude}
        if member.row >= 0:
            mine |= set(world.member_clubs[member.row])
        if candidates is not None:
            rows = np.intersect1d(rows, np.array([world.club_ids.get(c) for c in candidates], np.int32))
        rows = rows[~np.isin(rows, list(mine))].astype(np.int32)
        scores = self.clubs.score_member(member, rows, at=at)
        names = world.club_ids.names
        order = _best_first(scores, np.ones(len(rows), np.bool_))
        pool = _confirmed([int(p) for p in order], lambda p: names[rows[p]], confirm, k)
        return [
            Recommendation(
                names[rows[position]],
                rank,
                float(scores[position]),
                1.0,
                False,
                self.clubs.reasons(member, int(rows[position]), at=at),
            )
            for rank, position in enumerate(pool[:k], 1)
        ]


def likeness_to(index: Index, row: int, candidates: Candidates) -> Floats32:
    """How alike candidates are to one activity, ``float32[n]``: words, then category, club, place and people."""
    world = index.world
    index.texts.advance(candidates.at)
    words = candidates.words
    scores = (words @ index.texts.sum([row], [1.0])[: words.shape[1]]).astype(np.float32)
    a = world.activities
    scores += 0.25 * (candidates.category == a["category"][row])
    scores += 0.15 * (candidates.club == a["club"][row])
    here = np.array([a["x"][row], a["y"][row], a["z"][row]], np.float32)
    if not np.isnan(here[0]):
        km = np.where(candidates.placed, kilometres(candidates.xyz @ here), np.float32(FAR_KM))
        scores -= 0.08 * np.log1p(km)
    where, who = candidates.attendance
    if len(who) and world.participants[row]:
        shared = np.bincount(where, np.isin(who, list(world.participants[row])), len(candidates))
        scores += 0.15 * np.log1p(shared).astype(np.float32)
    return scores


def _best_first(scores: Floats32, allowed: Bools) -> NDArray[np.intp]:
    """Positions of the allowed by falling score; equal scores in an order that no file decides."""
    positions = np.flatnonzero(allowed)
    lots = np.random.default_rng(len(positions)).random(len(positions))
    return positions[np.lexsort((lots, -scores[positions]))]


def _confirmed(order: list[int], name: Callable[[int], str], confirm: Confirm | None, wanted: int) -> list[int]:
    """The first ``wanted`` of the order that the platform lets through, asked for in as few questions as it takes."""
    if confirm is None:
        return order[:wanted]
    kept: list[int] = []
    for start in range(0, len(order), wanted):
        part = order[start : start + wanted]
        allowed = confirm([name(position) for position in part])
        kept.extend(position for position in part if name(position) in allowed)
        if len(kept) * 2 >= wanted or len(part) < wanted:
            break
    return kept[:wanted]
