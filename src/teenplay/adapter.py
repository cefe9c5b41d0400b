"""The platform's answers to the recommender (:class:`moim_django.adapters.Adapter`)."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Concat

from moim.data.dataset import Dataset
from moim.members import MemberState, Profile
from moim_django.adapters import Changes, Target
from teenplay.activities.models import Activity
from teenplay.activities.offers import for_cards, offered_to
from teenplay.catalogue.models import Shown
from teenplay.clubs.models import Club, ClubMember
from teenplay.exchange import dataset_export
from teenplay.friends.models import Friend
from teenplay.members.models import FavoriteCategory, Member
from teenplay.taste.facets import PAUSED, Facet, permitted
from teenplay.taste.models import FacetKind, Level, TasteMute

MEMBER = ClubMember.Membership.MEMBER


class TeenplayAdapter:
    """Members, clubs and activities of TeenPlay. Rows it confirms are ready to be drawn as cards."""

    def member(self, member_id: int, state: MemberState) -> tuple[Profile, MemberState]:
        """One query, and one more for a member who has turned something down."""
        profile, turned_down = self._profile(member_id)
        return profile, permitted(state, turned_down)

    def _profile(self, member_id: int) -> tuple[Profile, Mapping[Facet, Level]]:
        """The profile without what the member has turned down, and what that is.

        One query: a member's own row and the rows that refer to it, as facts of one shape. The profile is empty while
        personalisation is paused.
        """
        me = Member.objects.filter(pk=member_id)
        keywords = Concat("keyword1", Value(";"), "keyword2", Value(";"), "keyword3", output_field=CharField())
        friends = Friend.objects.filter(state=Friend.Friendship.FRIENDS)
        parts = (
            _facts(me, "home", x=Coalesce("latitude", Value(_UNKNOWN)), y=Coalesce("longitude", Value(_UNKNOWN))),
            _facts(me, "keywords", text=keywords),
            _facts(me.filter(region__isnull=False), "region", text=F("region__name")),
            _facts(
                FavoriteCategory.objects.filter(member=member_id, status=Shown.SHOWN),
                "interest",
                id=F("category_id"),
                text=F("category__name"),
            ),
            _facts(ClubMember.objects.filter(member=member_id, status=MEMBER), "club", id=F("club_id")),
            _facts(friends.filter(sender=member_id, receiver__joins_shown=True), "friend", id=F("receiver_id")),
            _facts(friends.filter(receiver=member_id, sender__joins_shown=True), "friend", id=F("sender_id")),
            _facts(
                TasteMute.objects.filter(member=member_id),
                "turned down",
                id=F("level"),
                text=Concat("kind", Value("="), "value", output_field=CharField()),
            ),
        )
        found: dict[str, list[tuple[int, str, float, float]]] = {}
        for what, *fact in parts[0].union(*parts[1:], all=True):
            found.setdefault(what, []).append(tuple(fact))
        wishes = [(text.partition("="), Level(level)) for level, text, _, _ in found.get("turned down", ())]
        turned_down = {Facet(kind, value): level for (kind, _, value), level in wishes}
        if PAUSED in turned_down:
            return Profile(), turned_down

        def kept(what: str, kind: FacetKind) -> list[tuple[int, str, float, float]]:
            """Facts without those turned down; a fact is identified by its id, or by its text if it has none."""
            facts = found.get(what, [])
            return [fact for fact in facts if Facet(kind, str(fact[0] or fact[1])) not in turned_down]

        region = "".join(text for _, text, _, _ in kept("region", FacetKind.PLACE))
        at_home = found.get("home", []) if region or "region" not in found else []
        lat, lon = next(((x, y) for _, _, x, y in at_home), (_UNKNOWN, _UNKNOWN))
        words = [word.strip() for _, text, _, _ in found.get("keywords", ()) for word in text.split(";")]
        profile = Profile(
            member_id=str(member_id),
            interests=tuple(sorted(text for _, text, _, _ in kept("interest", FacetKind.CATEGORY))),
            keywords=tuple(word for word in words if word and Facet(FacetKind.WORD, word) not in turned_down),
            region=region,
            lat=math.nan if lat == _UNKNOWN else lat,
            lon=math.nan if lon == _UNKNOWN else lon,
            clubs=frozenset(str(id) for id, _, _, _ in kept("club", FacetKind.CLUB)),
            friends=frozenset(str(id) for id, _, _, _ in found.get("friend", [])),
        )
        return profile, turned_down

    def confirm(
        self, ids: Sequence[str], *, member_id: int | None, at: datetime.datetime, target: Target, rows: bool
    ) -> Mapping[str, Any]:
        """One query. Activities carry what :func:`teenplay.activities.offers.for_cards` adds."""
        if target == "clubs":
            return {str(club.pk): club for club in _clubs_for(member_id).filter(pk__in=ids)}
        if not rows:
            open_now = offered_to(member_id, at).filter(pk__in=ids)
            return dict.fromkeys(map(str, open_now.values_list("pk", flat=True)))
        activities = for_cards(offered_to(member_id, at), member_id).defer(None).filter(pk__in=ids)
        return {str(activity.pk): activity for activity in activities}

    def fallback(self, *, at: datetime.datetime, limit: int, target: Target) -> Sequence[str]:
        """The newest activities and the best attended ones, alternating."""
        if target == "clubs":
            return [
                str(id) for id in _shown_clubs().order_by("-created_date", "-pk").values_list("pk", flat=True)[:limit]
            ]
        open_now = Activity.objects.open_at(at)
        newest = open_now.order_by("-created_date", "-pk").values_list("pk", flat=True)[:limit]
        attended = open_now.order_by(F("joined_count").desc(), "-created_date", "-pk")
        joined = attended.values_list("pk", flat=True)[:limit]
        in_turn = (str(id) for pair in zip(newest, joined, strict=True) for id in pair)
        return list(dict.fromkeys(in_turn))[:limit]

    def changes(self, since: datetime.datetime) -> Changes:
        clubs, activities, until = dataset_export.changed(since)
        return Changes(until=until, clubs=clubs, activities=activities)

    def dataset(self) -> Dataset:
        return dataset_export.build(ids="platform")

    def names(self, ids: Iterable[str], *, target: Target) -> Mapping[str, str]:
        rows: QuerySet[Any] = (
            Club.objects.filter(pk__in=ids).values_list("pk", "name")
            if target == "clubs"
            else Activity.objects.filter(pk__in=ids).values_list("pk", "title")
        )
        return {str(id): name for id, name in rows}


_UNKNOWN = 999.0
"""An unknown coordinate, where the database needs a number."""


def _facts(rows: QuerySet[Any], what: str, **columns: Any) -> QuerySet[Any]:
    """Rows as (what, id, text, x, y), so that facts of several tables are one query."""
    given = {
        "fact_id": columns.get("id", Value(0)),
        "fact_text": columns.get("text", Value("")),
        "fact_x": columns.get("x", Value(_UNKNOWN)),
        "fact_y": columns.get("y", Value(_UNKNOWN)),
    }
    facts: QuerySet[Any] = rows.order_by().annotate(fact=Value(what), **given).values_list("fact", *given)
    return facts


def _shown_clubs() -> QuerySet[Club]:
    return Club.objects.filter(status=Shown.SHOWN)


def _clubs_for(member_id: int | None) -> QuerySet[Club]:
    """The clubs that this member could join."""
    rows = _shown_clubs().select_related("main_category", "region")
    if member_id is None:
        return rows
    known = ClubMember.objects.filter(club=OuterRef("pk"), member=member_id)
    known = known.exclude(status=ClubMember.Membership.LEFT, refused=False)
    return rows.exclude(Q(member=member_id) | Exists(known))
