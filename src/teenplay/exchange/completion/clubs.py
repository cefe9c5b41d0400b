"""Completing a club that has only a name: category, region, owner, texts, dates and further categories."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict

import numpy as np
from django.db.models import Min

from teenplay.activities.models import Activity
from teenplay.catalogue.models import Category, Region, Shown
from teenplay.catalogue.places import read_place
from teenplay.clubs.models import Club, ClubCategory
from teenplay.exchange.completion.draws import DAY, generator, make_up
from teenplay.exchange.completion.sentences import intro_and_info
from teenplay.members.models import Member


class ClubCompleter:
    """Completes clubs; ``lacking`` counts what was impossible because there are no members."""

    def __init__(self, seed: int, now: datetime.datetime) -> None:
        self.seed = seed
        self.now = now
        self.lacking: Counter[str] = Counter()
        self.categories = {category.pk: category for category in Category.objects.filter(status=Shown.SHOWN)}
        self.regions = {region.name: region for region in Region.objects.filter(status=Shown.SHOWN)}
        active = Member.objects.filter(status=Member.AccountStatus.ACTIVE).order_by("id")
        self.members = list(active.values_list("id", flat=True))
        self.further = Counter(ClubCategory.objects.values_list("club_id", flat=True))
        self.held = _usual_categories()
        first = Activity.objects.filter(club__isnull=False).values_list("club_id").annotate(first=Min("created_date"))
        self.first: dict[int, datetime.datetime] = dict(first)

    def complete(self, club: Club) -> bool:
        """Fill empty columns; returns whether there were any."""
        rng = generator(self.seed, club)
        before = len(club.made_up)
        if club.member_id is None and self._find_owner(rng, club) and "created_date" in club.made_up:
            self._date(rng, club)
        if club.main_category_id is None:
            make_up(club, "main_category", self._category(rng, club))
        if club.region_id is None:
            make_up(club, "region", self._region(rng, club))
        self._texts(rng, club)
        changed = len(club.made_up) > before
        if changed:
            club.save()
        return self._further_categories(rng, club) or changed

    def _find_owner(self, rng: np.random.Generator, club: Club) -> bool:
        if not self.members:
            self.lacking["clubs without an owner: there are no members yet"] += 1
            return False
        make_up(club, "member_id", self.members[rng.integers(len(self.members))])
        return True

    def _date(self, rng: np.random.Generator, club: Club) -> None:
        """A day up to a year before the club's first known date."""
        first = min(self.first.get(club.pk, self.now), self.now)
        club.created_date = first - float(rng.uniform(1, 365)) * DAY

    def _category(self, rng: np.random.Generator, club: Club) -> Category:
        """The most frequent category of its activities, else the one in its name, else a random one (not 기타)."""
        if club.pk in self.held:
            return self.categories[self.held[club.pk]]
        named = [c for c in self.categories.values() if any(word in club.name for word in c.name.split("·"))]
        choices = named or [c for c in self.categories.values() if c.name != "기타"]
        return choices[rng.integers(len(choices))]

    def _region(self, rng: np.random.Generator, club: Club) -> Region:
        """The region named in its name or texts, else a random one."""
        named = read_place(club.name, club.intro, club.info).region
        return self.regions.get(named) or list(self.regions.values())[rng.integers(len(self.regions))]

    def _texts(self, rng: np.random.Generator, club: Club) -> None:
        if club.intro and club.info:
            return
        topic, region = club.main_category, club.region
        intro, info = intro_and_info(
            rng, name=club.name, topic=topic.name if topic else "", region=region.name if region else ""
        )
        if not club.intro:
            make_up(club, "intro", intro)
        if not club.info:
            make_up(club, "info", info)

    def _further_categories(self, rng: np.random.Generator, club: Club) -> bool:
        """One to three further categories, never the main one. ``tbl_club_category`` marks them as made up."""
        if self.further[club.pk]:
            return False
        others = [pk for pk in self.categories if pk != club.main_category_id]
        chosen = rng.choice(others, size=rng.integers(1, 4), replace=False)
        ClubCategory.objects.bulk_create(
            ClubCategory(club=club, category_id=int(pk), created_date=self.now, updated_date=self.now) for pk in chosen
        )
        Club.objects.filter(pk=club.pk).update(made_up=[*club.made_up, "tbl_club_category"])
        return True


def _usual_categories() -> dict[int, int]:
    """The most frequent category of a club's activities, without made-up ones."""
    counts: dict[int, Counter[int]] = defaultdict(Counter)
    rows = Activity.objects.filter(club__isnull=False, category__isnull=False).order_by("id")
    for club, category, made_up in rows.values_list("club_id", "category_id", "made_up"):
        if "category_id" not in made_up:
            counts[club][category] += 1
    return {club: count.most_common(1)[0][0] for club, count in counts.items()}
