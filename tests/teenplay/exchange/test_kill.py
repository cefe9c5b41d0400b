"""A load that is killed leaves nothing of itself, and the next one finds the database in order."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from moim.data.dataset import Dataset, write
from moim.data.table import Table

MEMBERS, ACTIVITIES, INTERACTIONS = 300, 100, 60_000


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    """Large enough that inserting takes a while."""
    rng = np.random.default_rng(7)
    members = [f"m{n}" for n in range(MEMBERS)]
    activities = [f"a{n}" for n in range(ACTIVITIES)]
    at = np.full(ACTIVITIES, 1.75e9)
    dataset = Dataset(
        members=Table.of("members", {"member_id": members}),
        clubs=Table.of("clubs", {"club_id": ["c"], "name": ["한강 러닝"]}),
        activities=Table.of(
            "activities",
            {"activity_id": activities, "club_id": ["c"] * ACTIVITIES, "title": activities}
            | dict.fromkeys(("created_at", "recruit_start", "recruit_end", "activity_start"), at),
        ),
        interactions=Table.of(
            "interactions",
            {
                "member_id": [members[n] for n in rng.integers(MEMBERS, size=INTERACTIONS)],
                "activity_id": [activities[n] for n in rng.integers(ACTIVITIES, size=INTERACTIONS)],
                "kind": ["view"] * INTERACTIONS,
                "at": 1.75e9 + np.arange(INTERACTIONS),
            },
        ),
    )
    write(dataset, tmp_path / "catalogue")
    return tmp_path / "catalogue"


def test_kill_9_in_the_middle_of_a_load_leaves_nothing_of_it(catalogue: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    environment |= {"TEENPLAY_HOME": str(home), "PYTHONPATH": os.pathsep.join(sys.path)}

    def teenplay(*arguments: str) -> list[str]:
        return [sys.executable, "-m", "teenplay", *arguments]

    subprocess.run(teenplay("migrate", "--verbosity", "0"), env=environment, check=True)
    log = home / "teenplay.sqlite3-wal"
    before = log.stat().st_size if log.exists() else 0
    process = subprocess.Popen(
        teenplay("load", "dataset", str(catalogue)),
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    # The write-ahead log grows by megabytes before the transaction is committed: kill it while it does.
    deadline = time.monotonic() + 60
    while not (log.exists() and log.stat().st_size > before + 1_000_000):
        assert process.poll() is None, "the load ended before it could be killed"
        assert time.monotonic() < deadline
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL

    assert counts(home) == (0, 0, 0)
    subprocess.run(teenplay("load", "dataset", str(catalogue)), env=environment, check=True, stdout=subprocess.DEVNULL)
    assert counts(home) == (MEMBERS, ACTIVITIES, INTERACTIONS)


def counts(home: Path) -> tuple[int, ...]:
    with sqlite3.connect(home / "teenplay.sqlite3") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        tables = ("tbl_member", "tbl_activity", "moim_django_interaction")
        found = tuple(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables)
    connection.close()
    return found
