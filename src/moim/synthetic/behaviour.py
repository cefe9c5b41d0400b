"""Simulates the members' visits and their consequences.

Time advances in steps of six hours. All visits of a step are computed together; the joins are then applied in order of
time while seats are free. The consequences of a join (cancelling, attending, making friends, entering the club) are put
into a queue and processed at their own time.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from moim.data.times import DAY
from moim.synthetic.gatherings import SEOUL, Activities, Clubs
from moim.synthetic.hidden import Ties
from moim.synthetic.people import People
from moim.synthetic.preferences import (
    ATTENTION,
    CARDS,
    JOIN_AT,
    LIKE_AT,
    VIEW_AT,
    Situation,
    attention,
    log_km,
    utility,
)

STEP = DAY / 4
"""Seconds between updates of the state; set by hand."""
LIKED, JOINED, GONE = 1, 2, 4  # bits of the status; GONE: declined or cancelled, not shown again

# Relative frequency of visits in each hour of the day, Korean time; set by hand.
HOURS = np.array([4, 2, 1, 0.5, 0.3, 0.4, 1, 2.5, 4, 3.5, 3, 3.5, 6, 5, 3.5, 3.5, 4, 5, 6.5, 7, 8, 9, 9, 7])

Interaction = tuple[float, int, int, str]
"""(at, member, activity, kind)"""


@dataclass(slots=True)
class Story:
    """Everything that happened in a simulation; times in seconds since 1970, members, clubs and activities as rows."""

    interactions: list[Interaction] = field(default_factory=list)
    memberships: list[tuple[float, int, int]] = field(default_factory=list)
    """(since, member, club)"""
    friendships: list[tuple[float, int, int, bool]] = field(default_factory=list)
    """(since, one, other, whether the friendship is listed on the site)"""
    joins: list[tuple[float, int, int]] = field(default_factory=list)
    """(at, member, activity)"""
    cancelled: dict[tuple[int, int], float] = field(default_factory=dict)
    """(member, activity) -> time of cancelling"""

    def ties(self) -> Ties:
        """The memberships, friendships and joins as arrays, which utility depends on."""
        return Ties(
            friends=np.array([row[1:3] for row in self.friendships], np.int64).reshape(-1, 2),
            friends_since=np.array([row[0] for row in self.friendships], np.float64),
            memberships=np.array([row[1:] for row in self.memberships], np.int64).reshape(-1, 2),
            memberships_since=np.array([row[0] for row in self.memberships], np.float64),
            joins=np.array([row[1:] for row in self.joins], np.int64).reshape(-1, 2),
            joins_since=np.array([row[0] for row in self.joins], np.float64),
            joins_until=np.array([self.cancelled.get(row[1:], np.inf) for row in self.joins], np.float64),
        )


def draw_visits(
    people: People, rng: np.random.Generator, start: float, until: float
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Draw all visits between ``start`` and ``until``, in order of time.

    Most new members also visit right after signing up; one member in three stops coming after some time.

    Returns
    -------
    tuple[NDArray[np.int64], NDArray[np.float64]]
        Rows of the members, ``int64[visits]``, and times, ``float64[visits]``, seconds since 1970.
    """
    since = np.maximum(people.joined_at, start)
    leaves = rng.random(len(people)) < 0.33
    last = np.where(leaves, np.minimum(until, since + rng.exponential(40 * DAY, len(people))), until)
    number = rng.poisson(people.visits_a_day * (last - since) / DAY)
    member = np.repeat(np.arange(len(people)), number)
    day = (since[member] + (last - since)[member] * rng.random(len(member)) + SEOUL) // DAY
    hour = rng.choice(24, len(member), p=HOURS / HOURS.sum()) + rng.random(len(member))
    at = np.floor(day * DAY - SEOUL + hour * 3600)
    new = np.flatnonzero((people.joined_at > start) & (rng.random(len(people)) < 0.85))
    member = np.concatenate([member, new])
    at = np.concatenate([at, np.floor(people.joined_at[new] + rng.uniform(60, 900, len(new)))])
    order = np.argsort(at, kind="stable")
    member, at = member[order], at[order]
    valid = (at > people.joined_at[member] + 30) & (at >= start) & (at < until - 1800)
    return member[valid], at[valid]


class Simulation:
    """The state of a simulation, as dense arrays of members by clubs, activities or days."""

    def __init__(self, people: People, clubs: Clubs, activities: Activities, rng: np.random.Generator) -> None:
        self.people, self.clubs, self.activities, self.rng = people, clubs, activities, rng
        self.story = Story()
        members, offers = len(people), len(activities)
        self.status = np.zeros((members, offers), np.uint8)
        self.friends_in = np.zeros((members, offers), np.int8)
        self.in_club = np.zeros((members, len(clubs)), np.bool_)
        self.habit = np.zeros((members, len(clubs)), np.int8)
        day = ((activities.start + SEOUL) // DAY).astype(np.int64)
        self.day = day - day.min()
        self.busy = np.zeros((members, int(self.day.max()) + 1), np.int8)
        self.joins = np.zeros(offers, np.int64)
        self.friends: list[set[int]] = [set() for _ in range(members)]
        self.queue: list[tuple[float, int, str, int, int]] = []
        self.queued = 0
        self.like_habit = rng.beta(1.2, 3.0, members)
        self.pickiness = rng.beta(0.5, 25.0, members)

    # ---- ties -------------------------------------------------------------------------------------------------

    def befriend(self, at: float, one: int, other: int, listed: bool) -> None:
        """Make two members friends from ``at`` on; ``listed`` if the data set shows the friendship."""
        if one == other or other in self.friends[one]:
            return
        self.friends[one].add(other)
        self.friends[other].add(one)
        self.friends_in[one] += self.status[other] & JOINED != 0
        self.friends_in[other] += self.status[one] & JOINED != 0
        self.story.friendships.append((at, one, other, listed))

    def enter_club(self, at: float, member: int, club: int) -> None:
        """Add a member to a club at ``at``, unless they own it or are in it already."""
        if not self.in_club[member, club] and self.clubs.owner[club] != member:
            self.in_club[member, club] = True
            self.story.memberships.append((at, member, club))

    # ---- scheduled consequences -----------------------------------------------------------------------------------

    def schedule(self, at: float, what: str, one: int, other: int) -> None:
        """Schedule the method ``_on_<what>`` to be called at ``at``."""
        heapq.heappush(self.queue, (at, self.queued, what, one, other))
        self.queued += 1

    def run_scheduled(self, until: float) -> None:
        """Call all scheduled methods due before ``until``, in order of time."""
        while self.queue and self.queue[0][0] < until:
            at, _, what, one, other = heapq.heappop(self.queue)
            getattr(self, f"_on_{what}")(at, one, other)

    def _on_club(self, at: float, member: int, club: int) -> None:
        self.enter_club(at, member, club)

    def _on_friends(self, at: float, one: int, other: int) -> None:
        self.befriend(at, one, other, listed=bool(self.rng.random() < 0.35))

    def _on_unlike(self, at: float, member: int, offer: int) -> None:
        self.status[member, offer] &= ~np.uint8(LIKED)
        self._record(at, member, offer, "unlike")

    def _on_cancel(self, at: float, member: int, offer: int) -> None:
        self.status[member, offer] = self.status[member, offer] & ~np.uint8(JOINED) | GONE
        self._take_part(member, offer, -1)
        self.story.cancelled[member, offer] = at
        self._record(at, member, offer, "cancel")

    def _on_end(self, at: float, offer: int, _: int) -> None:
        """The activity is over: draw who attended, who becomes friends, and who enters the club."""
        club = int(self.activities.club[offer])
        quality = float(self.clubs.quality[club])
        joined = np.flatnonzero(self.status[:, offer] & JOINED)
        came = joined[self.rng.random(len(joined)) < _sigmoid(2.2 + 0.5 * quality)]
        begins = float(self.activities.start[offer])
        for member in came.tolist():
            self._record(begins + float(self.rng.integers(-600, 900)), member, offer, "attend")
            if self.rng.random() < _sigmoid(-1.4 + 0.5 * quality):
                self.schedule(at + float(self.rng.uniform(600, 2 * DAY) // 1), "club", member, club)
        for one, other in zip(*np.triu_indices(len(came), 1), strict=True):
            if self.rng.random() < 0.5 / len(came):
                self.schedule(at + float(self.rng.uniform(60, DAY) // 1), "friends", int(came[one]), int(came[other]))

    # ---- visits -----------------------------------------------------------------------------------------------

    def visits(self, members: NDArray[np.int64], at: NDArray[np.float64]) -> None:
        """Simulate one visit of each of ``members`` (no duplicates) at times ``at`` (ascending, within one step)."""
        rng, activities = self.rng, self.activities
        offers = np.flatnonzero(
            (activities.recruit_start < at[-1]) & (activities.recruit_end > at[0]) & (self.joins < activities.seats)
        )
        if not len(offers):
            return
        now = self.situation(members, offers)
        wish = utility(self.people, self.clubs, activities, members, offers, at, now)
        status = self.status[np.ix_(members, offers)]
        pull = attention(self.people, activities, members, offers, at, now) + rng.gumbel(size=wish.shape)
        pull += ATTENTION["liked"] * (status & LIKED != 0)
        late = at[:, None] + 900 >= activities.recruit_end[offers]
        early = at[:, None] < activities.recruit_start[offers]
        pull[late | early | (status & (JOINED | GONE) != 0) | np.isneginf(wish)] = -np.inf
        rows = np.arange(len(members))[:, None]
        cards = np.argpartition(-pull, min(CARDS, len(offers)) - 1, axis=1)[:, :CARDS]
        cards = cards[rows, np.argsort(-pull[rows, cards], axis=1)]
        wish, shown = wish[rows, cards], np.isfinite(pull[rows, cards])
        places = np.arange(cards.shape[1])
        looked = shown & (rng.random(wish.shape) < np.exp(-places / self.people.patience[members, None]))
        opened = looked & (rng.random(wish.shape) < _sigmoid(wish - VIEW_AT))
        fond = self.like_habit[members, None] * 2 * _sigmoid(wish - LIKE_AT)
        liked = opened & (status[rows, cards] & LIKED == 0) & (rng.random(wish.shape) < fond)
        bored = self.pickiness[members, None] * _sigmoid(-wish - 1)
        declined = looked & ~opened & (status[rows, cards] & LIKED == 0) & (rng.random(wish.shape) < bored)
        choice = np.where(opened, wish + rng.gumbel(size=wish.shape), -np.inf)
        best = np.argmax(choice, axis=1)
        joins = choice[rows[:, 0], best] > JOIN_AT + rng.gumbel(size=len(members))
        seen_at = at[:, None] + 15 * (places + 1) + rng.integers(0, 15, wish.shape)
        act_at = seen_at + rng.integers(20, 120, wish.shape)
        offer = offers[cards]
        full_at = self._joins(members, offer[rows[:, 0], best], act_at[rows[:, 0], best], joins)
        done = {"view": (opened, seen_at), "like": (liked, act_at - 5), "decline": (declined, seen_at)}
        for kind, (mask, when) in done.items():
            row, place = np.nonzero(mask & (when < full_at[offer]))
            for member, chosen, moment in zip(
                members[row].tolist(), offer[row, place].tolist(), when[row, place].tolist(), strict=True
            ):
                self._record(moment, member, chosen, kind)
                if kind == "like":
                    self._like(moment, member, chosen)
                elif kind == "decline":
                    self.status[member, chosen] |= GONE

    def situation(self, members: NDArray[np.int64], offers: NDArray[np.int64]) -> Situation:
        """The current inputs of the utility for those members and activities."""
        club, activities = self.activities.club[offers], self.activities
        return Situation(
            club=self.in_club[np.ix_(members, club)],
            habit=self.habit[np.ix_(members, club)].astype(np.float32),
            friends=self.friends_in[np.ix_(members, offers)].astype(np.float32),
            clash=self.busy[np.ix_(members, self.day[offers])] > 0,
            joins=self.joins[offers].astype(np.float32),
            distance=log_km(self.people, members, *activities.place(offers)),
        )

    def _joins(
        self,
        members: NDArray[np.int64],
        offers: NDArray[np.int64],
        at: NDArray[np.float64],
        wanted: NDArray[np.bool_],
    ) -> NDArray[np.float64]:
        """Assign seats, first come, first served; return when each activity became full (inf: not in this step)."""
        full_at = np.full(len(self.activities), np.inf)
        index = np.flatnonzero(wanted)
        for row in index[np.argsort(at[index], kind="stable")].tolist():
            member, offer, moment = int(members[row]), int(offers[row]), float(at[row])
            if self.joins[offer] >= self.activities.seats[offer]:
                continue
            self.status[member, offer] |= JOINED
            self._take_part(member, offer, 1)
            self.story.joins.append((moment, member, offer))
            self._record(moment, member, offer, "join")
            if self.joins[offer] == self.activities.seats[offer]:
                full_at[offer] = moment
            quality = float(self.clubs.quality[self.activities.club[offer]])
            if self.rng.random() < _sigmoid(-2.5 - 0.4 * quality):
                last = float(self.activities.recruit_end[offer])
                self.schedule(np.floor(self.rng.uniform(moment + 600, last)), "cancel", member, offer)
        return full_at

    def _take_part(self, member: int, offer: int, change: int) -> None:
        """Add (``change`` 1) or remove (-1) a participant."""
        self.joins[offer] += change
        self.habit[member, self.activities.club[offer]] += change
        self.busy[member, self.day[offer]] += change
        if self.friends[member]:
            self.friends_in[sorted(self.friends[member]), offer] += change

    def _like(self, at: float, member: int, offer: int) -> None:
        self.status[member, offer] |= LIKED
        if self.rng.random() < 0.04:
            last = float(self.activities.recruit_end[offer])
            self.schedule(np.floor(self.rng.uniform(at + 300, last)), "unlike", member, offer)

    def _record(self, at: float, member: int, offer: int, kind: str) -> None:
        self.story.interactions.append((at, member, offer, kind))


def _sigmoid(x: NDArray[np.floating] | float) -> NDArray[np.float64]:
    return np.asarray(1 / (1 + np.exp(-np.asarray(x, np.float64))))
