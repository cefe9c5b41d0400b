"""The platform's answers to the recommender (:class:`moim_django.adapters.Adapter`)."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Concat

from moim.dataset import Dataset, split_list
from moim.taste import Profile
from moim_django.adapters import Changes, Target
from teenplay.activities.models import Activity
from teenplay.activities.offers import for_cards, offered_to
from teenplay.catalogue.models import Shown
from teenplay.clubs.models import Club, ClubMember
from teenplay.exchange import dataset_export
from teenplay.members.models import FavoriteCategory, Friend, Member


class TeenplayAdapter:
    """Members, clubs and activities of TeenPlay. Rows it confirms are ready to be drawn as cards."""

    def profile(self, member_id: int) -> Profile:
        """One query: a member's own row and what hangs on it, as facts of one shape."""
        me = Member.objects.filter(pk=member_id)
        words = Concat("keyword1", Value(";"), "keyword2", Value(";"), "keyword3", output_field=CharField())
        friends = Friend.objects.filter(state=Friend.State.FRIENDS)
        parts = (
            _facts(me, "home", x=Coalesce("latitude", Value(_UNKNOWN)), y=Coalesce("longitude", Value(_UNKNOWN))),
            _facts(me, "keywords", text=words),
            _facts(me.filter(region__isnull=False), "region", text=F("region__name")),
            _facts(
                FavoriteCategory.objects.filter(member=member_id, status=Shown.SHOWN),
                "interest",
                text=F("category__name"),
            ),
            _facts(
                ClubMember.objects.filter(member=member_id, status=ClubMember.Status.MEMBER), "club", id=F("club_id")
            ),
            _facts(friends.filter(sender=member_id), "friend", id=F("receiver_id")),
            _facts(friends.filter(receiver=member_id), "friend", id=F("sender_id")),
        )
        found: dict[str, list[tuple[int, str, float, float]]] = {}
        for what, *fact in parts[0].union(*parts[1:], all=True):
            found.setdefault(what, []).append(tuple(fact))
        lat, lon = next(((x, y) for _, _, x, y in found.get("home", ())), (_UNKNOWN, _UNKNOWN))
        texts = {what: [text for _, text, _, _ in facts] for what, facts in found.items()}
        ids = {what: frozenset(str(id) for id, _, _, _ in facts) for what, facts in found.items()}
        return Profile(
            member_id=str(member_id),
            interests=tuple(sorted(texts.get("interest", ()))),
            keywords=tuple(split_list("".join(texts.get("keywords", ())))),
            region="".join(texts.get("region", ())),
            lat=math.nan if lat == _UNKNOWN else lat,
            lon=math.nan if lon == _UNKNOWN else lon,
            clubs=ids.get("club", frozenset()),
            friends=ids.get("friend", frozenset()),
        )

    def confirm(
        self, ids: Sequence[str], *, member_id: int | None, at: datetime.datetime, target: Target
    ) -> Mapping[str, Any]:
        """One query. An activity comes whole, as :func:`teenplay.activities.offers.for_cards` has it."""
        if target == "clubs":
            return {str(club.pk): club for club in _clubs_for(member_id).filter(pk__in=ids)}
        activities = for_cards(offered_to(member_id, at), member_id).defer(None).filter(pk__in=ids)
        return {str(activity.pk): activity for activity in activities}

    def fallback(self, *, at: datetime.datetime, limit: int, target: Target) -> Sequence[str]:
        """The newest and the best attended in turn."""
        if target == "clubs":
            return [
                str(id) for id in _shown_clubs().order_by("-created_date", "-pk").values_list("pk", flat=True)[:limit]
            ]
        open_now = Activity.objects.open_at(at)
        newest = open_now.order_by("-created_date", "-pk").values_list("pk", flat=True)[:limit]
        joined = open_now.order_by("-joined_count", "-created_date", "-pk").values_list("pk", flat=True)[:limit]
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
"""Stands for a coordinate that is not known where a database wants a number."""


def _facts(rows: QuerySet[Any], what: str, **columns: Any) -> QuerySet[Any]:
    """Rows as (what, id, text, x, y), so that facts of several tables are one query."""
    given = {
        "fact_id": columns.get("id", Value(0)),
        "fact_text": columns.get("text", Value("")),
        "fact_x": columns.get("x", Value(_UNKNOWN)),
        "fact_y": columns.get("y", Value(_UNKNOWN)),
    }
    return rows.order_by().annotate(fact=Value(what), **given).values_list("fact", *given)


def _shown_clubs() -> QuerySet[Club]:
    return Club.objects.filter(status=Shown.SHOWN)


def _clubs_for(member_id: int | None) -> QuerySet[Club]:
    """The clubs that this member could join."""
    rows = _shown_clubs().select_related("main_category", "region")
    if member_id is None:
        return rows
    known = ClubMember.objects.filter(club=OuterRef("pk"), member=member_id).exclude(status=ClubMember.Status.LEFT)
    return rows.exclude(Q(member=member_id) | Exists(known))
