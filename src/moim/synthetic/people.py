"""Draws the members: home, tastes, free time and frequency of visits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moim.data.times import DAY
from moim.synthetic.lexicon import CATEGORIES, Lexicon

SLOTS = 21
"""Parts of a week: 7 weekdays (Monday first) times 3 parts of the day (until 12:00, until 17:00, evening)."""

# Share of members with each weekly routine, and how free (in units of utility) they are in the morning, afternoon and
# evening of weekdays, then of weekends. Set by hand.
LIVES = {
    "office": (0.38, (-1.6, -1.8, 0.6), (0.2, 0.7, 0.2)),
    "student": (0.30, (-0.9, 0.1, 0.5), (-0.5, 0.5, 0.4)),
    "shifts": (0.12, (0.4, 0.5, -0.4), (-0.2, -0.3, -0.2)),
    "early bird": (0.10, (0.9, 0.0, -0.7), (0.8, 0.3, -0.7)),
    "weekender": (0.10, (-1.5, -1.5, -0.9), (0.5, 0.9, 0.5)),
}


@dataclass(slots=True)
class People:
    """The members as columns; row m is member m.

    Locations are in degrees, times in seconds since 1970; traits without a stated unit are dimensionless.
    """

    district: NDArray[np.int64]
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    second_lat: NDArray[np.float64]
    """Place of work or study; equal to the home for members without one."""
    second_lon: NDArray[np.float64]
    joined_at: NDArray[np.float64]
    birth: NDArray[np.int64]
    taste: NDArray[np.float32]
    """[members, themes]: mean near 0, favourite themes 1 to 3."""
    free: NDArray[np.float32]
    """[members, SLOTS]: how free the member is, in units of utility."""
    shyness: NDArray[np.float32]
    thrift: NDArray[np.float32]
    horizon: NDArray[np.float32]
    """How many days ahead a member prefers to plan."""
    sociability: NDArray[np.float32]
    visits_a_day: NDArray[np.float64]
    """Mean number of visits per day."""
    patience: NDArray[np.float32]
    """How many cards of a page a member looks at, on average."""

    def __len__(self) -> int:
        return len(self.lat)


def draw_people(number: int, words: Lexicon, rng: np.random.Generator, start: float, until: float) -> People:
    """Draw ``number`` members: half signed up before ``start``, the others by ``until``, at a growing rate."""
    weight = np.array([district.weight for district in words.districts], np.float64)
    district = rng.choice(len(weight), number, p=weight / weight.sum())
    lat, lon = _around(words, district, 1.8, rng)
    second_lat, second_lon = _second_places(words, district, lat, lon, rng)
    early = rng.random(number) < 0.5
    joined_at = np.where(
        early,
        start - 400 * DAY * rng.random(number) ** 1.5,
        start + (until - 3600 - start) * rng.random(number) ** 0.8,
    )
    return People(
        district=district,
        lat=lat,
        lon=lon,
        second_lat=second_lat,
        second_lon=second_lon,
        joined_at=np.floor(joined_at),
        birth=_birth_years(number, rng, until),
        taste=_tastes(number, words, rng),
        free=_free_time(number, rng),
        shyness=rng.beta(2.0, 2.0, number).astype(np.float32),
        thrift=rng.gamma(2.0, 0.5, number).astype(np.float32),
        horizon=np.exp(rng.normal(np.log(6.0), 0.5, number)).astype(np.float32),
        sociability=rng.normal(0.0, 1.0, number).astype(np.float32),
        visits_a_day=np.exp(rng.normal(np.log(0.065), 1.15, number)).clip(0.002, 1.2),
        patience=rng.uniform(3.0, 11.0, number).astype(np.float32),
    )


def _birth_years(number: int, rng: np.random.Generator, until: float) -> NDArray[np.int64]:
    year = int(np.datetime64(int(until), "s").astype("datetime64[Y]").astype(int)) + 1970
    return year - np.round(rng.triangular(16, 24, 35, number)).astype(np.int64)


def _around(
    words: Lexicon, district: NDArray[np.int64], km: float, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Places about ``km`` from the centres of the districts, rounded to about 10 m."""
    centre = np.array([(d.lat, d.lon) for d in words.districts])[district]
    lat = centre[:, 0] + rng.normal(0.0, km / 111.0, len(district))
    lon = centre[:, 1] + rng.normal(0.0, km / 89.0, len(district))
    return lat.round(4), lon.round(4)


def _second_places(
    words: Lexicon,
    district: NDArray[np.int64],
    lat: NDArray[np.float64],
    lon: NDArray[np.float64],
    rng: np.random.Generator,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Places of work or study in the same region, for half of the members; the home for the others."""
    region = np.unique([d.region for d in words.districts], return_inverse=True)[1]
    elsewhere = np.array([rng.choice(np.flatnonzero(region == region[home])) for home in district])
    there = _around(words, elsewhere, 0.8, rng)
    has = rng.random(len(district)) < 0.5
    return np.where(has, there[0], lat), np.where(has, there[1], lon)


def _tastes(number: int, words: Lexicon, rng: np.random.Generator) -> NDArray[np.float32]:
    """Tastes: a preference per category, two to five favourite themes, and noise."""
    category = np.array([CATEGORIES.index(theme.category) for theme in words.themes])
    popularity = np.log([theme.popularity for theme in words.themes])
    leaning = rng.normal(0.0, 0.55, (number, len(CATEGORIES)))[:, category]
    taste = leaning + rng.normal(0.0, 0.25, (number, len(category))) + 0.3 * popularity
    appeal = 1.5 * leaning + popularity + rng.gumbel(size=taste.shape)
    order = np.argsort(-appeal, axis=1)
    loved = rng.integers(2, 6, number)
    for place in range(5):
        strength = rng.uniform(1.0, 2.2, number) * (0.92**place) * (loved > place)
        taste[np.arange(number), order[:, place]] += strength
    return (taste - 0.35).astype(np.float32)


def _free_time(number: int, rng: np.random.Generator) -> NDArray[np.float32]:
    shares = np.array([share for share, _, _ in LIVES.values()])
    weeks = np.array([np.r_[np.tile(weekday, 5), np.tile(weekend, 2)] for _, weekday, weekend in LIVES.values()])
    life = rng.choice(len(shares), number, p=shares)
    return (weeks[life] + rng.normal(0.0, 0.45, (number, SLOTS))).astype(np.float32)
