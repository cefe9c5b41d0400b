"""A process in which some members click on lists they saw. Run by test_weights.py with the test's database."""

from __future__ import annotations

import hashlib
import json
import sys

import django
from django.conf import settings


def main() -> None:
    """Read what was clicked, say "ready", click at a line, say so, and at another tell with which weights it serves."""
    from moim.ranking.online_update import to_bytes
    from moim_django import services
    from moim_django.serving import serving

    clicks = json.loads(sys.stdin.readline())
    serving.get()
    print("ready", flush=True)
    sys.stdin.readline()
    for member_id, activity_id, recommendation, position in clicks:
        services.record(
            member_id=member_id,
            activity_id=activity_id,
            kind="join",
            recommendation=recommendation,
            position=position,
        )
    print("done", flush=True)
    sys.stdin.readline()
    active = serving.get()
    assert active is not None
    model = active.recommender.models["visit"]
    print(model.choices - active.trained.choices, hashlib.sha256(to_bytes(model)).hexdigest(), flush=True)


if __name__ == "__main__":
    settings.MOIM = {"ADAPTER": "tests.moim_django.platform.Board", "MODEL_DIR": sys.argv[1], "SYNC_SECONDS": 0}
    django.setup()
    main()
