"""A process of its own that records or trains until it is killed. Run by test_killed.py with the test's database."""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

import django
from django.conf import settings


def die(*args: Any, **kwargs: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def record() -> None:
    """Say the number of each interaction once it is kept."""
    from moim_django import services

    for number in range(10_000):
        row = services.record(member_id=1 + number % 3, activity_id=101 + number % 40, kind="view")
        print(row.pk, flush=True)


def record_and_die_inside() -> None:
    """Be killed when the interaction is in the table and the state is not."""
    from moim_django import services
    from moim_django.models import StoredState

    StoredState.save = die  # type: ignore[assignment,method-assign]
    services.record(member_id=1, activity_id=101, kind="like")


def train(stage: str) -> None:
    """Be killed when training comes to that stage; ``writing``: when the second of three files is on disk."""
    from moim_django import services

    if stage == "writing":
        synced: list[int] = []
        fsync = os.fsync

        def second_kills(descriptor: int) -> None:
            fsync(descriptor)
            synced.append(descriptor)
            if len(synced) == 2:
                die()

        os.fsync = second_kills  # type: ignore[assignment]

    def told(now: str, done: float) -> None:
        if now == stage:
            die()

    services.train(progress=told)


if __name__ == "__main__":
    what, model_dir, *more = sys.argv[1:]
    settings.MOIM = {"ADAPTER": "tests.moim_django.platform.Board", "MODEL_DIR": model_dir, "SYNC_SECONDS": 0}
    django.setup()
    {"record": record, "record_and_die_inside": record_and_die_inside, "train": train}[what](*more)
