"""Making lists: recommended or similar items, each confirmed by the platform and logged as an impression."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from moim.data.events import Event
from moim.data.schema import Kind
from moim.explain.reason import Reason
from moim.lists.query import Query
from moim.members import MemberState, Profile
from moim_django.adapters import Adapter, Target, adapter
from moim_django.models import Impression, SeasonTheme
from moim_django.reasons import LocalReason
from moim_django.services.states import state_of
from moim_django.serving import Active, serving

if TYPE_CHECKING:
    from moim.lists.item_list import Recommendation
    from moim.ranking.choice_model import Scenario

POOL = 64
"""How many items of the platform's own order are confirmed while no version is active: as many as the engine confirms
(:data:`moim.recommender.POOL`)."""


@dataclass(frozen=True, slots=True)
class Click:
    """What a visitor did in this session; it is used for this list and not stored.

    Attributes
    ----------
    activity_id
        With which activity.
    kind
        What.
    at
        When, with a time zone.
    """

    activity_id: int
    kind: Kind
    at: datetime.datetime


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list.

    Attributes
    ----------
    id
        The platform's key of the activity or club.
    row
        What the platform's adapter returned for it; ``None`` if the adapter was not asked for rows.
    position
        From 1.
    score
        Comparable within one list only; 0 without a version.
    propensity
        The probability that this item was put here, given the items above it.
    explored
        Whether an exploration draw put it here.
    reasons
        Why it is listed, the most important first; none without a version.
    logged
        The features it was ranked by, as they are stored with the impression.
    """

    id: int
    row: Any
    position: int
    score: float = 0.0
    propensity: float = 1.0
    explored: bool = False
    reasons: tuple[Reason, ...] = ()
    logged: bytes | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ItemList:
    """A list as shown.

    Attributes
    ----------
    recommendation
        Its number, to which later clicks are credited.
    version
        The name of the version that ranked it; empty without one.
    items
        From the top.
    """

    recommendation: int
    version: str = ""
    items: Sequence[Item] = field(default=())


def recommend(
    *,
    member_id: int | None,
    at: datetime.datetime | None = None,
    k: int = 8,
    target: Target = "activities",
    surface: str = "",
    candidates: Sequence[int] | None = None,
    exclude: Collection[int] = (),
    eligible: Collection[int] | None = None,
    clicks: Sequence[Click] = (),
    scenario: Scenario = "visit",
    rows: bool = True,
    keep: bool = True,
) -> ItemList:
    """A list for a member, or for a visitor by the season's sentence and the clicks of the session.

    Every item is confirmed by the platform at this moment: open, with a seat, and not joined, owned or hidden by the
    member. Without an active version the list is the platform's own order (:meth:`Adapter.fallback`).

    Parameters
    ----------
    member_id
        For whom; ``None``: a visitor.
    at
        The moment it is for; now unless given.
    k
        The most items.
    target
        Activities or clubs.
    surface
        Where on the site; stored with the impressions, and decides how much is explored.
    candidates
        Rank only these.
    exclude
        Leave these out, for example what the page shows already.
    eligible
        All that may be shown, where the page has just read that itself; the platform is not asked again.
    clicks
        What a visitor did in this session, oldest first.
    scenario
        Somebody is here now (``visit``), or reads the list in the days to come (``list``, for example a mail; that may
        import lightgbm, which no web worker should).
    rows
        Whether items get the platform's rows.
    keep
        Whether to store the impressions; not for a list that nobody will see.
    """
    at = at or timezone.now()
    confirm = _Confirm(member_id, at, target, rows, None if eligible is None else {str(id) for id in eligible})
    left_out = {str(id) for id in exclude}
    wanted = None if candidates is None else [str(id) for id in candidates]
    number = secrets.randbits(63)
    active = serving.get()
    if active is None:
        ids = wanted if wanted is not None else confirm.platform.fallback(at=at, limit=POOL, target=target)
        ids = [id for id in ids if id not in left_out]
        allowed = confirm(ids)
        items = [Item(int(id), confirm.rows.get(id), rank) for rank, id in _numbered(ids, allowed, k)]
    else:
        profile, state = _member(confirm.platform, member_id)
        query = Query(
            profile,
            state,
            at=at.timestamp(),
            k=k,
            target=target,
            candidates=wanted,
            exclude=left_out,
            season="" if profile.member_id else season(at),
            events=[Event("", str(click.activity_id), click.kind, click.at.timestamp()) for click in clicks],
            scenario=scenario,
        )
        found = active.recommend(query, confirm, waits=eligible is None, surface=surface, seed=number)
        items = _items(found, confirm.rows)
    made = ItemList(number, active.name if active else "", items)
    if keep:
        _log_impressions(made, active, confirm, surface)
    return made


def similar(
    activity_id: int,
    *,
    member_id: int | None = None,
    at: datetime.datetime | None = None,
    k: int = 8,
    surface: str = "similar",
    rows: bool = True,
    keep: bool = True,
) -> ItemList:
    """Activities most like one that the member could join now; empty without a version, or if the version lacks it.

    Parameters
    ----------
    activity_id
        Like which activity.
    member_id
        For whom; ``None``: a visitor.
    at
        The moment it is for; now unless given.
    k
        The most items.
    surface
        Where on the site; stored with the impressions.
    rows
        Whether items get the platform's rows.
    keep
        Whether to store the impressions.
    """
    at = at or timezone.now()
    confirm = _Confirm(member_id, at, "activities", rows)
    active = serving.get()
    items: list[Item] = []
    if active is not None:
        with suppress(KeyError):
            items = _items(active.similar(str(activity_id), confirm, at=at.timestamp(), k=k), confirm.rows)
    made = ItemList(secrets.randbits(63), active.name if active else "", items)
    if keep:
        _log_impressions(made, active, confirm, surface)
    return made


def season(at: datetime.datetime) -> str:
    """The sentence that an operator has set for the day of ``at`` in the site's time zone; empty if there is none."""
    theme = SeasonTheme.objects.on(timezone.localdate(at))
    return theme.sentence if theme else ""


class _Confirm:
    """Asks the platform which items may be shown, and keeps the rows of its answer."""

    def __init__(
        self,
        member_id: int | None,
        at: datetime.datetime,
        target: Target,
        wants_rows: bool,
        eligible: Collection[str] | None = None,
    ) -> None:
        self.platform: Adapter = adapter()
        self.member_id, self.at, self.target = member_id, at, target
        self.wants_rows, self.eligible = wants_rows, eligible
        self.rows: dict[str, Any] = {}

    def __call__(self, ids: Sequence[str]) -> Collection[str]:
        if self.eligible is not None:
            return self.eligible
        allowed = self.platform.confirm(
            ids, member_id=self.member_id, at=self.at, target=self.target, rows=self.wants_rows
        )
        self.rows.update(allowed)
        return allowed.keys()


def _numbered(ids: Sequence[str], allowed: Collection[str], k: int) -> Iterable[tuple[int, str]]:
    return enumerate([id for id in ids if id in allowed][:k], 1)


def _items(found: Iterable[Recommendation], rows: dict[str, Any]) -> list[Item]:
    return [
        Item(
            int(one.item_id),
            rows.get(one.item_id),
            one.rank,
            one.score,
            one.propensity,
            one.explored,
            tuple(LocalReason(reason.code, reason.facts) for reason in one.reasons),
            one.logged,
        )
        for one in found
    ]


def _member(platform: Adapter, member_id: int | None) -> tuple[Profile, MemberState]:
    if member_id is None:
        return Profile(), MemberState()
    return platform.member(member_id, state_of(member_id))


def _log_impressions(made: ItemList, active: Active | None, confirm: _Confirm, surface: str) -> None:
    Impression.objects.bulk_create(
        Impression(
            recommendation=made.recommendation,
            member_id=confirm.member_id,
            target=Impression.Target.CLUB if confirm.target == "clubs" else Impression.Target.ACTIVITY,
            item_id=item.id,
            position=item.position,
            propensity=item.propensity,
            explored=item.explored,
            basis=item.logged,
            version_id=active.id if active else None,
            surface=surface,
            at=confirm.at,
        )
        for item in made.items
    )
