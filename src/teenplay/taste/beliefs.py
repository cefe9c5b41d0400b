"""What the recommender infers about a member, in words: what they told us, and what follows from their clicks.

The weight of a belief is the sum of :data:`moim.members.state.EVIDENCE` over the member's traces with that facet,
divided by the largest such sum of the same kind: 1 is the strongest belief, below 0 is what they seem not to want.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from moim.members import EVIDENCE, MemberState
from moim_django import services
from teenplay.catalogue.models import Category, Shown
from teenplay.clubs.models import Club, ClubMember
from teenplay.members.models import FavoriteCategory, Member
from teenplay.taste.facets import PAUSED, Facet, facets_of
from teenplay.taste.models import FacetKind, Level, TasteMute

LONGEST = 12
"""At most this many beliefs of a kind are shown, the strongest first."""
WORD_TIMES = 2
"""A word becomes a belief when it is in the titles of this many activities."""

PARTS_OF_WEEK = {
    "weekday-morning": gettext_noop("평일 오전"),
    "weekday-afternoon": gettext_noop("평일 낮"),
    "weekday-evening": gettext_noop("평일 저녁"),
    "weekend-morning": gettext_noop("주말 오전"),
    "weekend-afternoon": gettext_noop("주말 낮"),
    "weekend-evening": gettext_noop("주말 저녁"),
}
DEEDS = {"join": "join", "attend": "join", "like": "like", "view": "view", "cancel": "view", "decline": "decline"}


@dataclass(frozen=True, slots=True)
class Belief:
    """One belief. ``told``: the member said so; ``deeds``: how often they joined, liked, viewed and declined."""

    facet: Facet
    label: str
    weight: float
    told: bool
    deeds: Counter[str]
    level: Level

    @property
    def percent(self) -> int:
        return round(100 * abs(self.weight))

    @property
    def unwanted(self) -> bool:
        return self.weight < 0


def turned_down(member_id: int) -> dict[Facet, Level]:
    """The facets the member has turned down, and to what level."""
    rows = TasteMute.objects.filter(member=member_id).values_list("kind", "value", "level")
    return {Facet(kind, value): Level(level) for kind, value, level in rows}


def beliefs(member: Member) -> tuple[dict[FacetKind, list[Belief]], bool]:
    """All beliefs by kind, the strongest first; and whether personalisation is paused. Six queries."""
    levels = turned_down(member.pk)
    told = _told(member)
    sums, deeds = _learned(services.state_of(member.pk))
    facets = {facet for facet in {*told, *sums, *levels} if facet != PAUSED}
    labels = _labels(facets)
    top = {kind: max((sums[f] for f in facets if f.kind == kind), default=0.0) for kind in FacetKind}
    found: defaultdict[FacetKind, list[Belief]] = defaultdict(list)
    for facet in facets & labels.keys():
        weight = sums[facet] / top[FacetKind(facet.kind)] if top[FacetKind(facet.kind)] > 0 else min(sums[facet], 0.0)
        level = levels.get(facet, Level.ALL)
        one = Belief(facet, labels[facet], max(-1.0, weight), facet in told, deeds[facet], level)
        found[FacetKind(facet.kind)].append(one)
    kinds = [kind for kind in FacetKind if found[kind]]
    return {kind: sorted(found[kind], key=_firmest)[:LONGEST] for kind in kinds}, PAUSED in levels


def _firmest(belief: Belief) -> tuple[bool, bool, float, str]:
    return belief.level == Level.ALL, not belief.told, -belief.weight, belief.label


def _told(member: Member) -> set[Facet]:
    chosen = FavoriteCategory.objects.filter(member=member, status=Shown.SHOWN).values_list("category", flat=True)
    inside = ClubMember.objects.filter(member=member, status=ClubMember.Membership.MEMBER)
    joined = inside.values_list("club", flat=True)
    told = {Facet(FacetKind.CATEGORY, str(id)) for id in chosen} | {Facet(FacetKind.CLUB, str(id)) for id in joined}
    told |= {Facet(FacetKind.WORD, word) for word in member.keywords}
    if member.region:
        told.add(Facet(FacetKind.PLACE, member.region.name))
    return told


def _learned(state: MemberState) -> tuple[Counter[Facet], defaultdict[Facet, Counter[str]]]:
    """The evidence and the deeds of each facet."""
    sums: Counter[Facet] = Counter()
    deeds: defaultdict[Facet, Counter[str]] = defaultdict(Counter)
    for activity_id, facets in facets_of(state.traces).items():
        standing = state.traces[activity_id].standing
        for facet in facets:
            sums[facet] += EVIDENCE[standing]  # type: ignore[assignment]
            deeds[facet][DEEDS[standing]] += 1
    for facet in [facet for facet in sums if facet.kind == FacetKind.WORD and deeds[facet].total() < WORD_TIMES]:
        del sums[facet], deeds[facet]
    return sums, deeds


def _labels(facets: set[Facet]) -> dict[Facet, str]:
    """The label of each facet; clubs and categories that no longer exist have none."""
    clubs = {facet.value for facet in facets if facet.kind == FacetKind.CLUB}
    names = {
        Facet(FacetKind.CLUB, str(id)): name for id, name in Club.objects.filter(pk__in=clubs).values_list("pk", "name")
    }
    names |= {Facet(FacetKind.CATEGORY, str(id)): _(name) for id, name in Category.objects.values_list("pk", "name")}
    names |= {Facet(FacetKind.TIME, value): _(label) for value, label in PARTS_OF_WEEK.items()}
    names |= {facet: facet.value for facet in facets if facet.kind in (FacetKind.WORD, FacetKind.PLACE)}
    return names
