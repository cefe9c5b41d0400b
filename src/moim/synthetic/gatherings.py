"""Draws the clubs and their activities: owner, theme, place, time, seats and price."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moim.data.times import DAY
from moim.synthetic.lexicon import Lexicon, Theme
from moim.synthetic.people import People

SEOUL = 9 * 3600.0
"""Korean time is UTC plus nine hours all year."""

# Weight of each weekday (Monday first), and starting hours on weekdays and at weekends. Set by hand.
RHYTHMS: dict[str, tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]] = {
    "evening": ((1.0, 1.2, 1.2, 1.2, 0.8, 0.6, 0.5), (18.5, 19, 19.5, 20), (11, 14, 16, 17, 18)),
    "weekend": ((0.1, 0.1, 0.2, 0.2, 0.3, 2.0, 1.7), (18.5, 19, 19.5), (10, 11, 13, 14, 15, 16)),
    "morning": ((0.4, 0.5, 0.5, 0.5, 0.4, 1.6, 1.2), (6.5, 7, 7.5), (7, 8, 9, 9.5, 10)),
    "daytime": ((0.5, 0.5, 0.6, 0.5, 0.6, 1.5, 1.3), (13, 14, 15, 16), (11, 13, 14, 15)),
    "outing": ((0.03, 0.03, 0.05, 0.05, 0.1, 2.0, 1.7), (9, 10), (7, 8, 8.5, 9, 10)),
    "night": ((0.2, 0.3, 0.5, 0.6, 1.5, 1.6, 0.5), (19, 19.5, 20), (17, 18, 19)),
}


@dataclass(slots=True)
class Clubs:
    """The clubs as columns; one entry per club. Locations in degrees, times in seconds since 1970."""

    theme: NDArray[np.int64]
    district: NDArray[np.int64]
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    created_at: NDArray[np.float64]
    owner: NDArray[np.int64]
    """Row of the member who runs it."""
    popularity: NDArray[np.float64]
    """Relative rate of new activities and attraction of members, log-normal."""
    quality: NDArray[np.float32]
    """Quality of the host; standard normal."""
    weekday: NDArray[np.int64]
    """The weekday on which it usually meets, 0 = Monday."""

    def __len__(self) -> int:
        return len(self.theme)


@dataclass(slots=True)
class Activities:
    """The activities as columns, in order of creation. Times are seconds since 1970, UTC; prices are in won."""

    club: NDArray[np.int64]
    theme: NDArray[np.int64]
    venue: NDArray[np.int64]
    """Which of its club's usual venues, 0 to 2."""
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    created_at: NDArray[np.float64]
    recruit_start: NDArray[np.float64]
    recruit_end: NDArray[np.float64]
    start: NDArray[np.float64]
    end: NDArray[np.float64]
    seats: NDArray[np.int64]
    price: NDArray[np.int64]
    appeal: NDArray[np.float32]
    """Attractiveness not explained by club and theme; standard normal."""
    slot: NDArray[np.int64]
    """Part of the week it starts in, see :data:`moim.synthetic.people.SLOTS`."""
    in_season: NDArray[np.float32]
    """1 if it starts in one of its theme's popular months, else 0."""
    reach: NDArray[np.float32]
    """How much further than usual people travel for it."""
    log_size: NDArray[np.float32]
    """log(seats / 8)"""
    log_price: NDArray[np.float32]
    """log(1 + price / 10,000 won)"""

    def __len__(self) -> int:
        return len(self.club)

    def place(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float32]]:
        """Latitude and longitude (degrees) and reach of those rows."""
        return self.lat[rows], self.lon[rows], self.reach[rows]


def draw_clubs(
    number: int, words: Lexicon, people: People, rng: np.random.Generator, start: float, until: float
) -> Clubs:
    """Draw ``number`` clubs, most founded before ``start``, each owned by a nearby member who likes its theme.

    The owners' ``joined_at`` in ``people`` is moved back to before the founding where needed.
    """
    home = rng.choice(len(people), number)  # clubs are distributed like the members
    seaside = np.array([district.seaside for district in words.districts])[people.district[home]]
    theme = _club_themes(seaside, words, rng)
    created_at = start + (until - 5 * DAY - start) * rng.random(number) ** 1.3
    created_at = np.where(rng.random(number) < 0.7, start - 700 * DAY * rng.random(number) ** 1.4, created_at)
    clubs = Clubs(
        theme=theme,
        district=people.district[home],
        lat=(people.lat[home] + rng.normal(0.0, 0.008, number)).round(4),
        lon=(people.lon[home] + rng.normal(0.0, 0.010, number)).round(4),
        created_at=np.floor(created_at),
        owner=np.zeros(number, np.int64),
        popularity=np.exp(rng.normal(0.0, 0.8, number)),
        quality=rng.normal(0.0, 1.0, number).astype(np.float32),
        weekday=np.array([_weekday(words.themes[t], rng) for t in theme], np.int64),
    )
    clubs.owner[:] = _owners(clubs, people, rng)
    # a host cannot found a club before signing up
    np.minimum.at(people.joined_at, clubs.owner, clubs.created_at - 3600)
    return clubs


def _owners(clubs: Clubs, people: People, rng: np.random.Generator) -> NDArray[np.int64]:
    owners = np.empty(len(clubs), np.int64)
    for club in range(len(clubs)):
        near = np.flatnonzero(people.district == clubs.district[club])
        asked = rng.choice(near, min(len(near), 25), replace=False)
        keen = people.taste[asked, clubs.theme[club]] + 0.4 * people.sociability[asked] - people.shyness[asked]
        owners[club] = asked[np.argmax(keen)]
    return owners


def _club_themes(seaside: NDArray[np.bool_], words: Lexicon, rng: np.random.Generator) -> NDArray[np.int64]:
    liking = np.log([theme.popularity for theme in words.themes])
    appeal = liking + rng.gumbel(size=(len(seaside), len(liking)))
    needs_sea = np.array([theme.seaside for theme in words.themes], np.bool_)
    appeal[~seaside[:, None] & needs_sea] = -np.inf
    best: NDArray[np.int64] = np.argmax(appeal, axis=1)
    return best


def _weekday(theme: Theme, rng: np.random.Generator) -> int:
    weights = np.array(RHYTHMS[theme.when][0])
    return int(rng.choice(7, p=weights / weights.sum()))


def draw_activities(
    number: int, words: Lexicon, clubs: Clubs, rng: np.random.Generator, start: float, until: float
) -> Activities:
    """Draw ``number`` activities created from ``start`` to ``until`` at a growing rate, mostly by popular clubs."""
    made = np.sort(_daytime(start + (until - start) * rng.random(number) ** 0.8, until, rng))
    club = _hosts(made, words, clubs, rng)
    theme = _themes(club, words, clubs, rng)
    venue = rng.choice(3, number, p=[0.65, 0.25, 0.10])
    spot = rng.normal(0.0, 1.0, (len(clubs), 3, 2))[club, venue]  # the venues of a club are fixed
    times = np.array([_times(made[i], words.themes[theme[i]], int(clubs.weekday[club[i]]), rng) for i in range(number)])
    seats = np.array([_seats(words.themes[t], rng) for t in theme], np.int64)
    price = np.array([rng.choice(words.themes[t].prices) for t in theme], np.int64)
    local = ((times[:, 2] + SEOUL) // DAY).astype(np.int64)
    hour = (times[:, 2] + SEOUL) % DAY / 3600
    weekday = (local + 3) % 7  # 1970-01-01 was a Thursday
    month = (local.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12) + 1
    return Activities(
        club=club,
        theme=theme,
        venue=venue,
        lat=(clubs.lat[club] + 0.009 * spot[:, 0]).round(4),
        lon=(clubs.lon[club] + 0.011 * spot[:, 1]).round(4),
        created_at=made,
        recruit_start=times[:, 0],
        recruit_end=times[:, 1],
        start=times[:, 2],
        end=times[:, 3],
        seats=seats,
        price=price,
        appeal=rng.normal(0.0, 1.0, number).astype(np.float32),
        slot=weekday * 3 + (hour >= 12) + (hour >= 17),
        in_season=np.array([m in words.themes[t].months for t, m in zip(theme, month, strict=True)], np.float32),
        reach=np.array([words.themes[t].reach for t in theme], np.float32),
        log_size=np.log(seats / 8).astype(np.float32),
        log_price=np.log1p(price / 10_000).astype(np.float32),
    )


def _daytime(when: NDArray[np.float64], until: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """Move times to between 9:00 and 24:00 Korean time on the same day, but before ``until``."""
    midnight = (when + SEOUL) // DAY * DAY - SEOUL
    moved = np.floor(midnight + rng.triangular(9, 20, 24, len(when)) * 3600)
    return np.where(moved < until - 3600, moved, np.floor(until - 3600 - rng.random(len(when)) * DAY))


def _hosts(made: NDArray[np.float64], words: Lexicon, clubs: Clubs, rng: np.random.Generator) -> NDArray[np.int64]:
    """The club of each activity: already founded, with more weight on popular, well-run and seasonal clubs."""
    months = np.array([[m in theme.months for m in range(1, 13)] for theme in words.themes], np.float64)
    drive = clubs.popularity * np.exp(0.35 * clubs.quality)
    club = np.empty(len(made), np.int64)
    for row, when in enumerate(made):
        month = int(np.datetime64(int(when), "s").astype("datetime64[M]").astype(int)) % 12
        weight = drive * (1 + 0.8 * months[clubs.theme, month]) * (clubs.created_at < when)
        club[row] = rng.choice(len(drive), p=weight / weight.sum())
    return club


def _themes(club: NDArray[np.int64], words: Lexicon, clubs: Clubs, rng: np.random.Generator) -> NDArray[np.int64]:
    """The club's own theme, or for one activity in eight another theme of the same category."""
    theme = clubs.theme[club].copy()
    for row in np.flatnonzero(rng.random(len(club)) < 0.12):
        category = words.themes[theme[row]].category
        theme[row] = rng.choice(
            [t for t, other in enumerate(words.themes) if other.category == category and not other.seaside]
        )
    return theme


def _times(made: float, theme: Theme, usual: int, rng: np.random.Generator) -> tuple[float, float, float, float]:
    """Start and end of recruiting, start and end of the activity: mostly on the usual weekday, 2 to 5 weeks ahead."""
    recruit_start = made
    if rng.random() < 0.25:  # announced earlier; recruiting starts at 10:00 on a later day
        recruit_start = (made + SEOUL) // DAY * DAY - SEOUL + rng.integers(1, 4) * DAY + 10 * 3600
    day = (recruit_start + SEOUL) // DAY + np.clip(np.round(np.exp(rng.normal(np.log(20.0), 0.45))), 5, 60)
    weekday = usual if rng.random() < 0.7 else _weekday(theme, rng)
    day += (weekday - (day + 3)) % 7
    hours = RHYTHMS[theme.when][2 if weekday >= 5 else 1]
    start = day * DAY - SEOUL + rng.choice(hours) * 3600
    end = start + rng.choice(theme.minutes) * 60
    last_day = day - rng.choice([1, 1, 2, 3, 4])
    recruit_end = last_day * DAY - SEOUL + rng.choice([18, 21, 22, 23.5]) * 3600
    return recruit_start, recruit_end, start, end


def _seats(theme: Theme, rng: np.random.Generator) -> int:
    fewest, most = theme.seats
    seats = int(np.round(fewest + (most - fewest) * rng.beta(2.0, 2.0)))
    return seats if seats < 10 else seats // 2 * 2
