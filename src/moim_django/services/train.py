"""Training a version and measuring it."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Callable
from itertools import islice

from django.db.models import Max, Min
from django.utils import timezone

from moim_django.adapters import adapter
from moim_django.conf import Moim
from moim_django.models import Impression, Interaction, ModelVersion
from moim_django.services.activate import activate
from moim_django.services.online_update import CHOICE_KINDS
from moim_django.serving import OVERLAP, checksum, serving

BATCH = 500
"""Clicks whose lists are read with one query."""

Progress = Callable[[str, float], None]
"""Called with the name of the stage and how much of all is done, from 0 to 1."""


def train(*, at: datetime.datetime | None = None, progress: Progress | None = None) -> ModelVersion:
    """Fit a version to all that the platform knows, save it, and activate it unless it ranks worse than the active one.

    Joins and likes that are credited to a list are learned against the items of that list. The first version is
    activated without being measured. A version is registered once all of it is on disk, so a process killed at any
    moment leaves the active version active.

    Args:
        at: train on what was known at this moment; now unless given.
        progress: called at each stage.

    Returns:
        The version; its ``reason`` says why it was not activated.
    """
    from moim.recommender import Recommender
    from moim_django.measuring import Verdict, judge

    at = at or timezone.now()
    tell = progress or (lambda stage, done: None)
    known_before = at - OVERLAP  # an interaction of the last minute may not be committed yet
    position = _log_position(known_before)
    dataset = adapter().dataset()
    dataset.interactions = dataset.interactions.take(dataset.interactions.number("at") < known_before.timestamp())
    shown = shown_lists(known_before)
    recommender = Recommender.fit(
        dataset, at=at.timestamp(), shown=shown, progress=lambda stage, done: tell(stage, 0.6 * done)
    )
    name = f"{at:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
    recommender.save(Moim.from_settings().model_dir / name)
    tell("measuring", 0.6)
    active = serving.get()
    verdict = Verdict({})
    if active:
        verdict = judge(dataset, at=at.timestamp(), trained=recommender, serving=active.recommender, shown=shown)
    version = ModelVersion.objects.create(
        name=name,
        checksum=checksum(name),
        trained_at=at,
        log_position=position,
        metrics=verdict.metrics,
        reason=verdict.reason,
    )
    tell("done", 1.0)
    return version if verdict.reason else activate(version.id)


def shown_lists(before: datetime.datetime) -> dict[tuple[str, str, float], tuple[str, ...]]:
    """The lists from which members joined or liked something before a moment.

    Returns:
        (member, activity, seconds since 1970 UTC) -> ids of the list from the top, as
        :meth:`moim.recommender.Recommender.fit` takes them. Lists of another member, and those that lack the activity,
        are left out.
    """
    credited = Interaction.objects.filter(kind__in=CHOICE_KINDS, recommendation__isnull=False, at__lt=before).order_by()
    names: dict[int, str] = {}  # one string for each activity, however often it was shown
    found = {}
    clicks = credited.values_list("recommendation", "member_id", "activity_id", "at").iterator(chunk_size=BATCH)
    while batch := list(islice(clicks, BATCH)):
        lists: dict[tuple[int | None, int | None], list[int]] = {}
        rows = Impression.objects.filter(
            recommendation__in={list_id for list_id, *_ in batch}, target=Impression.Target.ACTIVITY
        ).order_by("recommendation", "position")
        for list_id, whose, item in rows.values_list("recommendation", "member_id", "item_id"):
            lists.setdefault((list_id, whose), []).append(item)
        for clicked, member_id, chosen, at in batch:
            items = lists.get((clicked, member_id)) or lists.get((clicked, None), [])
            if chosen in items:
                ids = tuple(names.setdefault(item, str(item)) for item in items)
                found[str(member_id), str(chosen), at.timestamp()] = ids
    return found


def _log_position(known_before: datetime.datetime) -> int:
    """The largest id up to which all interactions are older than that."""
    young = Interaction.objects.filter(at__gte=known_before).aggregate(first=Min("id"))["first"]
    if young is not None:
        return int(young) - 1
    return Interaction.objects.aggregate(last=Max("id"))["last"] or 0
