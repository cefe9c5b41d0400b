"""A crawl in a real process, killed with SIGKILL after its first page.

It has an SQLite database of its own, so it is not one of the tests that are run again for every database.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from tests.teenplay.collect.conftest import Home


def test_a_crawl_killed_between_two_pages_is_taken_up_where_it_was(home: Home, tmp_path: Path) -> None:
    home_folder = home.path.parent
    home.use("ppomppu")
    environment = {**os.environ, "TEENPLAY_HOME": str(home_folder), "DATABASE_URL": f"sqlite:///{tmp_path}/own.sqlite3"}
    command = [sys.executable, "-m", "teenplay"]
    subprocess.run([*command, "migrate", "-v0"], env=environment, check=True)
    source = home.path / "sources" / "ppomppu.toml"
    fast = source.read_text()
    source.write_text(fast.replace("delay = 0.0", "delay = 1.5"))
    child = subprocess.Popen([*command, "collect", "ppomppu", "-v0"], env=environment, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not _stored(tmp_path) and time.monotonic() < deadline:
        time.sleep(0.05)
    child.send_signal(signal.SIGKILL)
    child.wait()
    stored = _stored(tmp_path)
    assert 5 <= stored < 12
    source.write_text(fast)
    again = subprocess.run([*command, "collect", "ppomppu", "-v0"], env=environment, check=True, capture_output=True)
    assert "ppomppu: complete; 12 new\n" in again.stdout.decode()  # no row was met a second time
    assert _stored(tmp_path) == 12


def _stored(folder: Path) -> int:
    if not (folder / "own.sqlite3").exists():
        return 0
    with sqlite3.connect(folder / "own.sqlite3") as connection:
        try:
            return int(connection.execute("select count(*) from collect_collected").fetchone()[0])
        except sqlite3.OperationalError:
            return 0
