"""Lists for a page: recommended, similar; each confirmed by the database, each kept as impressions."""

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
from moim.lists.reranking import RerankSettings
from moim.members import MemberState as EngineState
from moim.members import Profile
from moim_django.adapters import Adapter, Target, adapter
from moim_django.conf import Moim
from moim_django.models import Impression, SeasonTheme
from moim_django.reasons import LocalReason
from moim_django.services.log import state_of
from moim_django.serving import Active, serving

if TYPE_CHECKING:
    from moim.ranking.choice_model import Scenario
    from moim.ranking.logged_features import LoggedFeatures
    from moim.recommender import Recommendation

POOL = 64
"""How many of a platform's own first ones are asked about when no version is active."""


@dataclass(frozen=True, slots=True)
class Click:
    """What a visitor did in this session. Nothing of it is stored here."""

    activity_id: int
    kind: Kind
    at: datetime.datetime


@dataclass(frozen=True, slots=True)
class Item:
    """One place of a list: ``row`` is what the platform's adapter gave when it confirmed the item, if it was asked."""

    id: int
    row: Any
    position: int
    score: float = 0.0
    propensity: float = 1.0
    explored: bool = False
    reasons: tuple[Reason, ...] = ()
    basis: LoggedFeatures | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Page:
    """A list as shown. A click on it is credited to ``recommendation``; ``version`` is empty without a model."""

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
    offered: Collection[int] | None = None,
    clicks: Sequence[Click] = (),
    scenario: Scenario = "visit",
    rows: bool = True,
    keep: bool = True,
) -> Page:
    """A list for a member, or for a visitor (``None``) by the season's sentence and the session's clicks.

    Without a model it is the platform's newest and best attended. Every item was open, with a seat, and neither joined,
    owned nor hidden by the member when the list was made.

    Args:
        at: the moment it is for; now when not given.
        k: how many items, at most.
        surface: where on the site; kept with the impressions.
        candidates: rank only these.
        exclude: leave these out (what the page shows already).
        offered: all that may be shown, where the page has read that itself a moment ago: it is not asked again.
        clicks: a visitor's, oldest first.
        scenario: somebody is here now (``visit``), or reads it in the days to come (``list``: a mail). Lists may be
            ranked with lightgbm, so a web worker wants none.
        rows: give each item its row; a page that reads its rows itself saves that.
        keep: store the impressions (a list that nobody will see does not want it).
    """
    at = at or timezone.now()
    shown = _Confirmed(member_id, at, target, rows, None if offered is None else {str(id) for id in offered})
    left_out = {str(id) for id in exclude}
    wanted = None if candidates is None else [str(id) for id in candidates]
    number = secrets.randbits(63)
    active = serving.get()
    if active is None:
        ids = wanted if wanted is not None else shown.platform.fallback(at=at, limit=POOL, target=target)
        ids = [id for id in ids if id not in left_out]
        allowed = shown(ids)
        items = shown.items([(id, {}) for id in ids if id in allowed][:k])
    else:
        profile, own = _member(shown.platform, member_id)
        sentence = "" if profile.member_id else season(at)
        with active.engine() as recommender:
            query = Query(
                profile,
                own,
                at=at.timestamp(),
                k=k,
                target=target,
                candidates=wanted,
                exclude=left_out,
                season=sentence,
                scenario=scenario,
                events=[Event("", str(click.activity_id), click.kind, click.at.timestamp()) for click in clicks],
            )
            rerank = RerankSettings(explore=Moim.from_settings().explore.get(surface, 0.0))
            found = recommender.recommend(query, confirm=active.unlocked(shown), rerank=rerank, seed=number)
        items = shown.items((one.item_id, _figures(one)) for one in found)
    page = Page(number, active.name if active else "", items)
    if keep:
        _keep(page, active, shown, surface)
    return page


def similar(
    activity_id: int,
    *,
    member_id: int | None = None,
    at: datetime.datetime | None = None,
    k: int = 8,
    surface: str = "similar",
    rows: bool = True,
    keep: bool = True,
) -> Page:
    """Activities like this one that the member could join now. Empty without a model, or when it is not known."""
    at = at or timezone.now()
    shown = _Confirmed(member_id, at, "activities", rows)
    active = serving.get()
    items: list[Item] = []
    if active is not None:
        with active.engine() as recommender, suppress(KeyError):
            found = recommender.similar(str(activity_id), at=at.timestamp(), k=k, confirm=active.unlocked(shown))
            items = shown.items((one.item_id, _figures(one)) for one in found)
    page = Page(secrets.randbits(63), active.name if active else "", items)
    if keep:
        _keep(page, active, shown, surface)
    return page


def season(at: datetime.datetime) -> str:
    """The sentence that an operator has set for the day, in the site's time zone; empty when there is none."""
    theme = SeasonTheme.objects.on(timezone.localdate(at))
    return theme.sentence if theme else ""


class _Confirmed:
    """Asks the platform which items may be shown, and keeps the rows it answers with.

    ``offered``: what the platform has answered already.
    """

    def __init__(
        self,
        member_id: int | None,
        at: datetime.datetime,
        target: Target,
        rows: bool,
        offered: Collection[str] | None = None,
    ) -> None:
        self.platform: Adapter = adapter()
        self.member_id, self.at, self.target = member_id, at, target
        self.wanted, self.offered = rows, offered
        self.rows: dict[str, Any] = {}

    def __call__(self, ids: Sequence[str]) -> Collection[str]:
        if self.offered is not None:
            return self.offered
        allowed = self.platform.confirm(ids, member_id=self.member_id, at=self.at, target=self.target, rows=self.wanted)
        self.rows.update(allowed)
        return allowed.keys()

    def items(self, found: Iterable[tuple[str, dict[str, Any]]]) -> list[Item]:
        return [Item(int(id), self.rows.get(id), position, **more) for position, (id, more) in enumerate(found, 1)]


def _figures(one: Recommendation) -> dict[str, Any]:
    return {
        "score": one.score,
        "propensity": one.propensity,
        "explored": one.explored,
        "reasons": tuple(LocalReason(reason.code, reason.facts) for reason in one.reasons),
        "basis": one.basis,
    }


def _member(platform: Adapter, member_id: int | None) -> tuple[Profile, EngineState]:
    if member_id is None:
        return Profile(), EngineState()
    return platform.permitted(platform.profile(member_id), state_of(member_id))


def _keep(page: Page, active: Active | None, shown: _Confirmed, surface: str) -> None:
    Impression.objects.bulk_create(
        Impression(
            recommendation=page.recommendation,
            member_id=shown.member_id,
            target=Impression.Target.CLUB if shown.target == "clubs" else Impression.Target.ACTIVITY,
            item_id=item.id,
            position=item.position,
            propensity=item.propensity,
            explored=item.explored,
            basis=item.basis.to_bytes() if item.basis else None,
            version_id=active.id if active else None,
            surface=surface,
            at=shown.at,
        )
        for item in page.items
    )
