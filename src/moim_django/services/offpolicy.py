"""Off-policy estimates: what lists earned, and what they would have earned without exploration.

A list without exploration is one in which no place was drawn. Its probability is the product of the propensities of its
places, each given the items above it. Weighting such lists by the inverse gives an estimate for all visits
(:mod:`moim.evaluation.offpolicy`).
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

import numpy as np

from moim_django.models import Impression, Interaction

KINDS = ("join", "like")


@dataclass(frozen=True, slots=True)
class Estimate:
    """Interactions of a kind per list, and the standard error of that, with lists taken as independent.

    Attributes
    ----------
    value
        Interactions per list.
    error
        One standard error.
    """

    value: float
    error: float


@dataclass(frozen=True, slots=True)
class Earned:
    """What the lists of one surface earned.

    Attributes
    ----------
    surface
        Where on the site.
    pages
        How many lists were shown.
    undrawn
        How many of them had no place drawn.
    estimates
        Kind -> name -> estimate. ``shown`` is what happened; ``ips``, ``snips`` and ``dr`` are estimates of lists
        without exploration, and missing if every list had a place drawn.
    """

    surface: str
    pages: int
    undrawn: int
    estimates: dict[str, dict[str, Estimate]]


def earned(*, since: datetime.datetime, surface: str | None = None, version: str | None = None) -> list[Earned]:
    """What lists of activities earned, by surface, and would have earned without exploration.

    Lists made without a version are left out. Repeated likes or joins of an activity from one list count once.

    Parameters
    ----------
    since
        Lists shown from then on.
    surface
        Only this surface.
    version
        Only lists of the version of this name.
    """
    rows = Impression.objects.filter(at__gte=since, target=Impression.Target.ACTIVITY, version__isnull=False)
    if surface is not None:
        rows = rows.filter(surface=surface)
    if version is not None:
        rows = rows.filter(version__name=version)
    chances: dict[str, dict[int, tuple[float, bool]]] = defaultdict(dict)
    places = rows.order_by("recommendation").values_list("recommendation", "surface", "propensity", "explored")
    for (page, where), placed in groupby(places.iterator(), key=itemgetter(0, 1)):
        _, _, propensities, drawn = zip(*placed, strict=True)
        chances[where][page] = float(np.prod(propensities)), any(drawn)
    got = _rewards(since)
    return [_earned(where, pages, got) for where, pages in sorted(chances.items())]


def _rewards(since: datetime.datetime) -> dict[str, dict[int, int]]:
    """Kind -> list -> how many activities."""
    rows = Interaction.objects.filter(kind__in=KINDS, recommendation__isnull=False, at__gte=since).order_by()
    found: dict[str, dict[int, int]] = {kind: defaultdict(int) for kind in KINDS}
    for kind, page, _ in rows.values_list("kind", "recommendation", "activity_id").distinct().iterator():
        found[kind][page or 0] += 1
    return found


def _earned(surface: str, pages: dict[int, tuple[float, bool]], got: dict[str, dict[int, int]]) -> Earned:
    from moim.evaluation import offpolicy

    propensity = np.array([chance for chance, _ in pages.values()])
    target = np.array([0.0 if drawn else 1.0 for _, drawn in pages.values()])
    always = np.ones(len(pages))
    estimates = {}
    for kind in KINDS:
        reward = np.array([float(got[kind].get(page, 0)) for page in pages])
        mean = np.full(len(pages), reward.mean())
        found = {"shown": offpolicy.ips(reward, always, always)}
        if target.any():
            found |= {
                "ips": offpolicy.ips(reward, propensity, target),
                "snips": offpolicy.snips(reward, propensity, target),
                "dr": offpolicy.doubly_robust(reward, propensity, target, mean, mean),
            }
        estimates[kind] = {name: Estimate(one.value, one.error) for name, one in found.items()}
    return Earned(surface, len(pages), int(target.sum()), estimates)
