"""The vocabulary of synthetic worlds (regions, places, themes, phrases), read once from the TOML files in ``data/``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

CATEGORIES = (
    "취미",
    "문화·예술",
    "운동·액티비티",
    "푸드·드링크",
    "여행·동행",
    "성장·자기개발",
    "동네·또래",
    "연애·소개팅",
    "재테크",
    "외국어",
    "스터디",
    "지역축제",
    "기타",
)
"""The platform's thirteen categories, in the order of their ids."""


@dataclass(frozen=True, slots=True)
class District:
    """A 구 or 시: its centre (degrees), relative number of members, neighbourhoods and outdoor places."""

    region: str
    name: str
    lat: float
    lon: float
    weight: float
    areas: tuple[str, ...]
    outdoors: tuple[str, ...]
    seaside: bool = False


@dataclass(frozen=True, slots=True)
class Theme:
    """An interest within a category (러닝 in 운동·액티비티), and the phrases a host of it would use.

    All phrases are noun phrases, so templates can add the particle they need. ``subjects`` name a session (5km 첫
    완주), ``steps`` are its parts in order of time, ``joys`` are what participants gain, ``people`` say whom it suits
    (…분), ``brings`` what to bring, and ``clubs`` are names of clubs. ``prices`` are in won, ``seats`` the least and
    most, ``minutes`` possible durations.
    """

    category: str
    name: str
    tags: tuple[str, ...]
    when: str
    """The weekly rhythm: a key of :data:`moim.synthetic.gatherings.RHYTHMS`."""
    venues: tuple[str, ...]
    prices: tuple[int, ...]
    seats: tuple[int, int]
    minutes: tuple[int, ...]
    subjects: tuple[str, ...]
    steps: tuple[str, ...]
    joys: tuple[str, ...]
    people: tuple[str, ...]
    brings: tuple[str, ...]
    clubs: tuple[str, ...]
    popularity: float = 1.0
    months: tuple[int, ...] = ()
    """Months (1 to 12) in which it is more popular; empty if it has no season."""
    reach: float = 1.0
    """How much further than usual people travel for it."""
    seaside: bool = False
    """Only in districts by the sea."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The contents of ``data/``."""

    districts: tuple[District, ...]
    themes: tuple[Theme, ...]
    venues: Mapping[str, tuple[str, ...]]
    phrases: Mapping[str, Any]

    @property
    def regions(self) -> tuple[str, ...]:
        """The fifteen regions in the platform's order."""
        return tuple(dict.fromkeys(district.region for district in self.districts))


@cache
def vocabulary() -> Lexicon:
    """Read the vocabulary shipped with the package; the result is cached."""
    data = files(__package__) / "data"
    districts = tuple(
        District(
            region,
            name,
            lat=row["at"][0],
            lon=row["at"][1],
            weight=row["weight"],
            areas=tuple(row["areas"].split()),
            outdoors=tuple(row["outdoors"].split(", ")),
            seaside=row.get("seaside", False),
        )
        for region, rows in _toml(data / "regions.toml").items()
        for name, row in rows.items()
    )
    themes = [
        Theme(category=table["category"], **{key: _frozen(value) for key, value in row.items()})
        for table in map(_toml, sorted((data / "themes").iterdir(), key=str))
        for row in table["theme"]
    ]
    venues = {kind: tuple(names) for kind, names in _toml(data / "venues.toml").items()}
    return Lexicon(districts, tuple(themes), venues, _toml(data / "phrases.toml"))


def _toml(path: Any) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
