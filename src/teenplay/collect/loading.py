"""Loading collected rows into the platform's tables: clubs and activities with the values their source has.

Missing values stay empty for ``teenplay complete``. A made-up value is overwritten, and no longer marked as made up, as
soon as the source has a value.
"""

from __future__ import annotations

import html
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from tqdm import tqdm

from teenplay.activities.models import Activity
from teenplay.catalogue.models import Region, Shown
from teenplay.clubs.models import Club
from teenplay.collect import contracts
from teenplay.collect.models import Breach, Collected
from teenplay.collect.sources import Source

BATCH = 500
NOBODY = frozenset({"기타", "미정", "없음", "해당없음", "개인"})
"""Values in a source's organiser column that name nobody."""


def load(sources: Mapping[str, Source], now: datetime, *, quiet: bool = False) -> Counter[str]:
    """Load usable rows that are decided and have changed; close activities that are gone; hide merged ones."""
    counts: Counter[str] = Counter()
    regions = dict(Region.objects.values_list("name", "id"))
    due = Q(loaded_at__isnull=True) | Q(changed_at__gt=F("loaded_at")) | Q(gone_at__gt=F("loaded_at"))
    undecided = ("", Collected.Decided.WAITING)
    rows = Collected.objects.usable().filter(due, source__in=sources)
    keys = list(rows.filter(Q(kind="club") | ~Q(decided__in=undecided)).order_by("pk").values_list("pk", flat=True))
    with tqdm(total=len(keys), desc="load", unit="row", disable=quiet) as progress:
        for at in range(0, len(keys), BATCH):
            batch = Collected.objects.filter(pk__in=keys[at : at + BATCH]).select_related("activity", "club")
            counts += _load(list(batch.order_by("pk")), sources, regions, now)
            progress.update(len(keys[at : at + BATCH]))
    counts["hidden as merged"] += _hide_merged(now)
    return +counts


@transaction.atomic
def _hide_merged(now: datetime) -> int:
    """Remove the activities of rows that have been merged into another. Rows taken apart are loaded again."""
    merged = Collected.objects.filter(merged_into__isnull=False, activity__isnull=False, loaded_at__isnull=False)
    keys = list(merged.values_list("activity", flat=True))
    merged.update(loaded_at=None)
    return Activity.objects.filter(pk__in=keys).update(status=Shown.REMOVED, updated_date=now)


@transaction.atomic
def _load(
    rows: list[Collected], sources: Mapping[str, Source], regions: Mapping[str, int], now: datetime
) -> Counter[str]:
    counts: Counter[str] = Counter()
    clubs = _organisers([row for row in rows if row.kind == "activity"], regions)
    wanted = {row.pk: _values(row, sources[row.source], clubs, regions) for row in rows}
    broken = _held_to_contract(rows, wanted)
    new = []
    for row in rows:
        if row.pk in broken:
            counts["quarantined at the table"] += 1
            continue
        target = row.activity if row.kind == "activity" else row.club
        if target is None:
            model: Any = Activity if row.kind == "activity" else Club
            target = model(source=row.source, source_id=row.source_id)
            _follow(target, wanted[row.pk])
            new.append((row, target))
            counts[f"{row.kind} added"] += 1
        elif _follow(target, wanted[row.pk] | ({"status": Shown.SHOWN} if row.loaded_at is None else {})):
            target.save()
            counts[f"{row.kind} closed" if row.gone_at else f"{row.kind} changed"] += 1
        row.loaded_at = now
    for row, target in new:
        target.save()
        setattr(row, row.kind, target)
    Collected.objects.bulk_update(rows, ["activity", "club", "loaded_at", "state"], batch_size=200)
    return counts


def _organisers(rows: list[Collected], regions: Mapping[str, int]) -> dict[tuple[str, str], Club]:
    """The clubs of the rows' organisers by source and name; missing ones are created."""
    found = defaultdict(list)
    for row in rows:
        name = str((row.cleaned or {})["organiser"]).strip()
        if len(name) >= 2 and name not in NOBODY:
            found[row.source, name].append(row)
    known = {
        (club.source or "", club.name): club
        for club in Club.objects.filter(source__in={source for source, _ in found}, source_id__startswith="organiser:")
    }
    for (source, name), named in found.items():
        if (source, name) not in known:
            category = Counter(row.category_id for row in named).most_common(1)[0][0]
            region = Counter((row.cleaned or {})["region"] for row in named).most_common(1)[0][0]
            known[source, name] = Club.objects.create(
                source=source,
                source_id=f"organiser:{name}"[:200],
                name=name,
                main_category_id=category,
                region_id=regions.get(str(region)),
                created_date=min(row.first_seen for row in named),
            )
    return known


def _values(
    row: Collected, source: Source, clubs: Mapping[tuple[str, str], Club], regions: Mapping[str, int]
) -> dict[str, Any]:
    """The row's values by the platform's field names."""
    cleaned: dict[str, Any] = row.cleaned or {}
    place = {name: cleaned[name] for name in ("latitude", "longitude", "tags", "source_category")}
    if row.kind == "club":
        about = {"name": cleaned["title"], "intro": cleaned["intro"], "region_id": regions.get(cleaned["region"])}
        return {**place, **about, "main_category_id": row.category_id, "created_date": row.first_seen}
    club = clubs.get((row.source, str(cleaned["organiser"]).strip()))
    recruit_start, recruit_end = row.moment("recruit_start"), row.moment("recruit_end")
    created = row.moment("posted") or row.first_seen
    if row.gone_at is not None:
        recruit_end = min(recruit_end or row.gone_at, row.gone_at)
    return {
        **place,
        "title": cleaned["title"],
        "intro": cleaned["intro"],
        "content": _content(cleaned, source),
        "category_id": row.category_id,
        "club_id": club.pk if club else None,
        "address_location": _address(cleaned),
        "start": row.moment("activity_start"),
        "end": row.moment("activity_end"),
        "recruit_start": recruit_start,
        "recruit_end": max(filter(None, (recruit_end, recruit_start))) if recruit_end else None,
        "capacity": cleaned["capacity"],
        "created_date": min(filter(None, (created, recruit_start, recruit_end))),
        "source_extra": {"url": row.url, "price": [cleaned["price_low"], cleaned["price_high"]]},
    }


def _follow(target: Activity | Club, values: Mapping[str, Any]) -> bool:
    """Set the values the source has; returns whether anything changed."""
    changed = False
    for name, value in values.items():
        if value in (None, "") or getattr(target, name) == value:
            continue
        if target.pk and name == "created_date":  # seeing a row again does not change its creation date
            continue
        setattr(target, name, value)
        target.made_up = [column for column in target.made_up if column != name.removesuffix("_id")]
        changed = True
    return changed


def _held_to_contract(rows: list[Collected], wanted: Mapping[int, dict[str, Any]]) -> set[int]:
    """Quarantine rows that violate the contract of the table."""
    broken = set()
    for kind, contract in contracts.TABLE.items():
        chosen = [row for row in rows if row.kind == kind]
        for at, reasons in contracts.breaches(contract, [wanted[row.pk] for row in chosen]).items():
            chosen[at].state = Collected.CleaningState.QUARANTINED
            broken.add(chosen[at].pk)
            Breach.objects.bulk_create(
                Breach(row=chosen[at], border="table", column=one.column, value=one.value, reason=one.reason)
                for one in reasons
            )
    return broken


def _address(cleaned: Mapping[str, Any]) -> str:
    place, region, district = cleaned["place"], cleaned["region"], cleaned["district"]
    head = " ".join(part for part in (region, district) if part and part not in place)
    return f"{head} {place}".strip()[:255]


def _content(cleaned: Mapping[str, Any], source: Source) -> str:
    """The content as paragraphs, with the price and the attribution that open data requires."""
    paragraphs = [html.escape(line, quote=False) for line in cleaned["content"].split("\n") if line]
    low, high = cleaned["price_low"], cleaned["price_high"]
    if low is not None:
        price = f"{low:,}원" if low == high else f"{low:,}~{high:,}원"
        paragraphs.append("참가비: " + ("무료" if high == 0 else price))
    name = html.escape(source.title)
    url = html.escape(cleaned["url"])
    paragraphs.append(f'출처: <a href="{url}">{name}</a>' if url.startswith("http") else f"출처: {name}")
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
