"""Region, district and coordinates of the places that a text names."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

KOREA = (33.0, 39.0, 124.5, 132.0)
"""South and north latitude, west and east longitude of a box around South Korea."""


@dataclass(frozen=True, slots=True)
class Place:
    """A region (one of fifteen, or ""), a district of it (or "") and coordinates in degrees (or None)."""

    region: str = ""
    district: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class _Gazetteer:
    regions: dict[str, str]  # as written -> region
    centres: dict[str, tuple[float, float]]
    districts: dict[tuple[str, str], Place]  # region and name -> place
    alone: dict[str, Place]  # names that mean one place without their region
    pattern: re.Pattern[str]


_SHORT = r"(?=[^가-힣a-zA-Z]|$|[시군도구읍면]|에서|에|의|점|역|권)"


@cache
def _gazetteer() -> _Gazetteer:
    data = tomllib.loads(files("teenplay.catalogue").joinpath("data/places.toml").read_text("utf-8"))
    regions = {name: region for region, names in data["names"].items() for name in names}
    centres = {region: (latitude, longitude) for region, (latitude, longitude) in data["centres"].items()}
    districts, alone = {}, {}
    for region in data["names"]:
        for name, (latitude, longitude) in data.get(region, {}).items():
            districts[region, name] = Place(region, name, latitude, longitude)
    for (_, name), place in districts.items():
        if len(name) > 2 or not name.endswith("구"):
            alone[name] = place
    for name, (region, district, latitude, longitude) in data["spots"].items():
        alone[name] = Place(region, district, latitude, longitude)
    spots = sorted(
        (name for name in alone if name in data["spots"] or name.endswith(("구", "군"))), key=len, reverse=True
    )
    towns = sorted((name for name in alone if name not in spots), key=len, reverse=True)
    local = sorted({name for _, name in districts if name not in alone}, key=len, reverse=True)
    written = sorted(regions, key=len, reverse=True)
    pattern = re.compile(
        rf"(?P<spot>{'|'.join(spots)})"
        rf"|(?<![가-힣])(?P<region>{'|'.join(written)}){_SHORT}"
        rf"|(?<![가-힣])(?P<town>{'|'.join(towns)}){_SHORT}"
        rf"|(?<![가-힣])(?P<local>{'|'.join([*local, '중구', '동구', '서구', '남구', '북구'])})(?![가-힣])"
    )
    return _Gazetteer(regions, centres, districts, alone, pattern)


def read_place(*texts: str) -> Place:
    """The place named by the first of the texts that names any; give the address first, then place, title, content.

    >>> read_place("부산 해운대구 우동").district
    '해운대구'
    """
    for text in texts:
        place = _in(text) if text else None
        if place is not None:
            return place
    return Place()


def _in(text: str) -> Place | None:
    """The most exact place of a text; a region in the text decides between places of the same name."""
    known = _gazetteer()
    region, found, local = "", None, ""
    for match in known.pattern.finditer(text):
        kind, name = match.lastgroup, match[0]
        if kind == "region":
            region = region or known.regions[name]
        elif kind == "local":
            local = local or name
        elif found is None or (region and found.region != region):
            found = known.alone[name]
    if found is not None and region in ("", found.region):
        return found
    if region and local:
        return known.districts.get((region, local)) or Place(region, local, *_centre(known, region))
    if region:
        return Place(region, "", *_centre(known, region))
    return None


def _centre(known: _Gazetteer, region: str) -> tuple[float | None, float | None]:
    return known.centres.get(region, (None, None))


def coordinates(latitude: str, longitude: str) -> tuple[float, float] | None:
    """A source's coordinates, swapped where it mixes up the two; ``None`` where they are not in the country."""
    try:
        first, second = float(latitude), float(longitude)
    except ValueError:
        return None
    south, north, west, east = KOREA
    for here, there in ((first, second), (second, first)):
        if south <= here <= north and west <= there <= east:
            return here, there
    return None


def region_at(latitude: float, longitude: float) -> str:
    """The region of the nearest district centre, for places of which only coordinates are known."""
    nearest = min(
        _gazetteer().districts.values(),
        key=lambda place: ((place.latitude or 0) - latitude) ** 2 + (((place.longitude or 0) - longitude) * 0.8) ** 2,
    )
    return nearest.region
