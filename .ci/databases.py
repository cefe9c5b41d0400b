"""Run the database tests on PostgreSQL and on MariaDB, both at once.

A server is named by POSTGRES_URL or MARIADB_URL, or started in a temporary folder when its programs are installed, or
found on its usual port, or installed with apt-get where that is allowed. Where none of this is possible, that is said
and the tests of that database are not run.

A server that is started here keeps its files in memory where there is room and never waits for a disk: no test cuts
the power, and creating and emptying tables takes a tenth of the time.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

TESTS = ("-p", "no:xdist", "-m", "database", "-rs", "--create-db", "--ignore=tests/moim", "--ignore=tests/e2e")
ROOM = 1 << 30
"""Bytes that must be free in memory for a server's files; MariaDB begins with 114 MB."""


class UnavailableError(Exception):
    """There is no such server here; the text says why."""


@dataclass(frozen=True)
class Server:
    name: str
    variable: str
    usual: str
    package: str
    program: str
    start: Callable[[Path, int], list[list[str]]]
    url: str


def program(name: str) -> str | None:
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin") or next(map(str, versions), None)


def start_postgres(folder: Path, port: int) -> list[list[str]]:
    """PostgreSQL refuses to run as root, so root runs it as nobody."""
    as_user = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.geteuid() == 0 else []
    if as_user:
        shutil.chown(folder, "nobody", "nogroup")
    data = str(folder / "data")
    init = [*as_user, str(program("initdb")), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
    listen = ["-p", str(port), "-k", str(folder), "-h", "127.0.0.1"]
    careless = ["-F", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
    return [[*init, "--no-sync"], [*as_user, str(program("postgres")), "-D", data, *listen, *careless]]


def start_mariadb(folder: Path, port: int) -> list[list[str]]:
    user = ["--user=root"] if os.geteuid() == 0 else []
    data = f"--datadir={folder / 'data'}"
    init = [
        str(program("mariadb-install-db")),
        "--no-defaults",
        "--auth-root-authentication-method=normal",
        data,
        *user,
    ]
    listen = [f"--port={port}", f"--socket={folder / 'socket'}", "--bind-address=127.0.0.1", "--skip-log-bin"]
    careless = ["--innodb-flush-method=nosync", "--innodb-flush-log-at-trx-commit=0", "--skip-innodb-doublewrite"]
    return [init, [str(program("mariadbd")), "--no-defaults", data, *listen, *careless, *user]]


SERVERS = (
    Server(
        "PostgreSQL",
        "POSTGRES_URL",
        "postgres://postgres@127.0.0.1:5432/teenplay",
        "postgresql",
        "postgres",
        start_postgres,
        "postgres://postgres@127.0.0.1:{port}/teenplay",
    ),
    Server(
        "MariaDB",
        "MARIADB_URL",
        "mysql://root@127.0.0.1:3306/teenplay",
        "mariadb-server",
        "mariadbd",
        start_mariadb,
        "mysql://root@127.0.0.1:{port}/teenplay",
    ),
)


@contextlib.contextmanager
def running(server: Server) -> Iterator[str]:
    """The address of a server one may create databases on."""
    if given := os.environ.get(server.variable):
        yield given
        return
    if program(server.program) is None and answers(urlsplit(server.usual).port or 0):
        yield server.usual
        return
    if program(server.program) is None:
        install(server.package)
    if program(server.program) is None:
        raise UnavailableError(f"{server.package} is not installed and cannot be")
    with tempfile.TemporaryDirectory(dir=memory()) as name, started(server, Path(name)) as url:
        yield url


@contextlib.contextmanager
def started(server: Server, folder: Path) -> Iterator[str]:
    """A server of our own whose files are in that folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    initialise, serve = server.start(folder, port)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    if subprocess.run(initialise, **quiet).returncode:
        raise UnavailableError(f"{initialise[0]} failed")
    process = subprocess.Popen(serve, **quiet)
    try:
        for _ in range(300):
            if answers(port):
                break
            time.sleep(0.1)
        else:
            raise UnavailableError(f"{server.program} did not start")
        yield server.url.format(port=port)
    finally:
        process.terminate()
        process.wait()


def memory() -> str | None:
    """A folder in memory with a gigabyte to spare; ``None`` is the usual temporary folder."""
    shared = "/dev/shm"
    roomy = os.access(shared, os.W_OK) and shutil.disk_usage(shared).free > ROOM
    return shared if roomy else None


def answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def install(package: str) -> None:
    """Best effort: needs root and a Debian."""
    if os.geteuid() or not shutil.which("apt-get"):
        return
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-q"], ["apt-get", "install", "-qy", "--no-install-recommends", package]):
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)


def tested(server: Server) -> tuple[bool, str]:
    """Whether the tests pass there (or cannot be run), and what is to be said about it."""
    try:
        with running(server) as url:
            done = subprocess.run(
                [sys.executable, "-m", "pytest", *TESTS],
                env=os.environ | {"DATABASE_URL": url},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            return not done.returncode, f"{server.name}:\n{done.stdout}"
    except UnavailableError as reason:
        return True, f"{server.name}: SKIPPED, {reason}"


def main() -> int:
    """One process for each server: two cores have then enough to do, and each test file is imported only twice."""
    passed = True
    with ThreadPoolExecutor(len(SERVERS)) as pool:
        for good, told in pool.map(tested, SERVERS):
            print(told, flush=True)
            passed &= good
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
