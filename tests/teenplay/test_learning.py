"""A stretch of a made-up world is lived through once more, by way of the site's own services, and the weights learn."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytest_django import Settings

from moim.data.times import parse_time
from moim.ranking.online_update import MAX_SHIFT
from moim.synthetic import Settings as WorldSettings
from moim.synthetic import make_world
from moim_django import services
from moim_django.models import Impression, Interaction, LearnedWeights
from moim_django.serving import Serving, serving
from teenplay.exchange import dataset_load

pytestmark = [pytest.mark.django_db, pytest.mark.database]

UNTIL = parse_time("2026-06-01T00:00:00Z")
STRETCH = datetime.timedelta(days=12)
Capture = Callable[..., AbstractContextManager[Any]]


@pytest.fixture
def stretch(settings: Settings, tmp_path: Path) -> Iterator[list[Interaction]]:
    """The last days of a small world, taken out of the log of a site that was trained on what came before."""
    settings.MOIM = settings.MOIM | {"MODEL_DIR": tmp_path, "SYNC_SECONDS": 0}
    world = make_world(WorldSettings(150, 30, 120, 2.0), np.random.default_rng(7), UNTIL)
    dataset_load.save(world.dataset, source="demo")
    cut = datetime.datetime.fromtimestamp(UNTIL, datetime.UTC) - STRETCH
    rows = list(Interaction.objects.filter(at__gte=cut).order_by("at", "id"))
    Interaction.objects.filter(at__gte=cut).delete()
    services.rebuild_states()
    services.train(at=cut)
    serving.expire()
    yield rows
    serving.forget()


def test_a_stretch_of_the_demo_world_teaches_and_nothing_runs_away(
    stretch: list[Interaction], django_capture_on_commit_callbacks: Capture
) -> None:
    one, other = Serving(), Serving()
    credited = taught = 0
    for row in stretch:
        recommendation = position = None
        if row.kind in ("join", "like"):
            page = services.recommend(member_id=row.member_id, at=row.at, k=8, surface="home")
            position = next((item.position for item in page.items if item.id == row.activity_id), None)
            recommendation = page.recommendation if position else None
            credited += bool(position)
            taught += 1
        with django_capture_on_commit_callbacks(execute=True):
            services.record(
                member_id=row.member_id,
                activity_id=row.activity_id,
                kind=row.kind,  # type: ignore[arg-type]
                at=row.at,
                recommendation=recommendation,
                position=position,
            )
        if recommendation:
            one.get()
    first, second = one.get(), other.get()
    assert first is not None
    assert second is not None
    now, then = first.recommender.models["visit"], first.trained

    assert credited > 10  # real impressions are among what it learned from
    assert 0.8 * taught < LearnedWeights.objects.get().choices <= taught
    for part in ("weights", "newcomer", "squares"):
        np.testing.assert_array_equal(getattr(now, part), getattr(second.recommender.models["visit"], part))
        assert np.isfinite(getattr(now, part)).all()
    moved = np.abs(np.concatenate([now.weights - then.weights, now.newcomer - then.newcomer]))
    assert 0 < moved.max() < MAX_SHIFT / 2  # the guard is never needed by what members really do

    member, at = stretch[-1].member_id, stretch[-1].at
    after = [item.id for item in services.recommend(member_id=member, at=at, k=8).items]
    LearnedWeights.objects.all().delete()
    assert [item.id for item in services.recommend(member_id=member, at=at, k=8).items] != after
    assert Impression.objects.filter(basis__isnull=True).count() == 0
