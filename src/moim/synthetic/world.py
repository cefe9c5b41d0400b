"""Makes a synthetic world: draw its parts, simulate the members, return the data set and the ground truth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from moim.data.dataset import Dataset
from moim.data.times import DAY
from moim.synthetic.behaviour import STEP, Simulation, draw_visits
from moim.synthetic.gatherings import Activities, Clubs, draw_activities, draw_clubs
from moim.synthetic.hidden import HiddenTastes
from moim.synthetic.lexicon import vocabulary
from moim.synthetic.network import draw_friends, draw_memberships
from moim.synthetic.people import People, draw_people
from moim.synthetic.tables import make_dataset

MONTH = 365.25 / 12 * DAY

Progress = Callable[[str, float], None]
"""Called with the name of the stage and the share of the work done, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Size of a world.

    Attributes
    ----------
    members
        Number of members.
    clubs
        Number of clubs.
    activities
        Number of activities.
    months
        Length of the simulation.

    Raises
    ------
    ValueError
        A number is below 1, or ``months`` is not positive.
    """

    members: int = 10_000
    clubs: int = 1_700
    activities: int = 3_000
    months: float = 5.0

    def __post_init__(self) -> None:
        if min(self.members, self.clubs, self.activities) < 1 or not self.months > 0:
            raise ValueError("a world needs at least one member, one club, one activity and some time")


@dataclass(frozen=True, slots=True)
class SyntheticWorld:
    """A synthetic world: the observable data set and the hidden ground truth."""

    dataset: Dataset
    hidden: HiddenTastes


def make_world(
    settings: Settings, rng: np.random.Generator, until: float, progress: Progress | None = None
) -> SyntheticWorld:
    """Make a world that ends at ``until``; no interaction or creation in it is later.

    The same settings, time and state of ``rng`` give the same world. Activities may start after ``until``.

    Parameters
    ----------
    settings
        Size of the world.
    rng
        Random generator.
    until
        End of the simulation, seconds since 1970, UTC.
    progress
        Called with the stage and the share done.
    """
    report = progress or (lambda what, done: None)
    words = vocabulary()
    start = until - settings.months * MONTH
    report("people", 0.0)
    people = draw_people(settings.members, words, rng, start, until)
    clubs = draw_clubs(settings.clubs, words, people, rng, start, until)
    activities = draw_activities(settings.activities, words, clubs, rng, start, until)
    simulation = simulate(people, clubs, activities, rng, start, until, report)
    report("texts", 0.85)
    dataset = make_dataset(people, clubs, activities, simulation.story, words, rng)
    report("texts", 1.0)
    hidden = HiddenTastes(
        np.array(dataset.members.text("member_id")),
        np.array(dataset.activities.text("activity_id")),
        people,
        clubs,
        activities,
        simulation.story.ties(),
    )
    return SyntheticWorld(dataset, hidden)


def simulate(
    people: People,
    clubs: Clubs,
    activities: Activities,
    rng: np.random.Generator,
    start: float,
    until: float,
    report: Progress,
) -> Simulation:
    """Simulate the members from ``start`` to ``until`` (seconds since 1970)."""
    simulation = Simulation(people, clubs, activities, rng)
    member, club, since = draw_memberships(people, clubs, rng, until)
    for one, other in zip(*draw_friends(people, member, club, rng), strict=True):
        met = max(people.joined_at[one], people.joined_at[other]) + float(rng.uniform(60, 20 * DAY) // 1)
        simulation.befriend(min(met, until - 1), int(one), int(other), listed=bool(rng.random() < 0.85))
    for row in range(len(member)):
        simulation.schedule(float(since[row]), "club", int(member[row]), int(club[row]))
    for offer, end in enumerate(activities.end.tolist()):
        simulation.schedule(end, "end", offer, 0)
    visitor, at = draw_visits(people, rng, start, until)
    steps = np.arange(start, until, STEP)
    edges = np.searchsorted(at, np.append(steps, until))
    for number, step in enumerate(steps):
        simulation.run_scheduled(step)
        rows = np.arange(edges[number], edges[number + 1])
        rows = rows[np.sort(np.unique(visitor[rows], return_index=True)[1])]  # one visit a step
        if len(rows):
            simulation.visits(visitor[rows], at[rows])
        report("life", 0.1 + 0.75 * (number + 1) / len(steps))
    simulation.run_scheduled(until)
    return simulation
