"""Places as points on the unit sphere: a distance is a dot product."""

from __future__ import annotations

import math

EARTH_KM = 6371.0088
"""Mean radius of the Earth (IUGG, as in Moritz: Geodetic Reference System 1980)."""


def unit_vector(lat: float, lon: float) -> tuple[float, float, float]:
    """The point on the unit sphere of a latitude and longitude in degrees.

    Returns
    -------
    tuple[float, float, float]
        X (towards 0° N 0° E), y (towards 0° N 90° E), z (towards the north pole); three ``nan`` when either coordinate
        is not a finite number in range.

    Examples
    --------
    >>> unit_vector(90.0, 0.0)[2]
    1.0
    """
    if not (math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180):
        return math.nan, math.nan, math.nan
    phi, theta = math.radians(lat), math.radians(lon)
    return math.cos(phi) * math.cos(theta), math.cos(phi) * math.sin(theta), math.sin(phi)
