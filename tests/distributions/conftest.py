"""The three wheels, built once, and empty environments to install them into."""

from __future__ import annotations

import fcntl
import json
import os
import re
import subprocess
import sys
import textwrap
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ROOT / "packages"
VERSION = (ROOT / "VERSION").read_text().strip()
DISTRIBUTIONS = {"moim": "moim", "moim-django": "moim_django", "teenplay": "teenplay"}
"""Distribution to the package it brings."""

UV = str(Path(sys.executable).with_name("uv"))


@dataclass(frozen=True)
class Built:
    """A distribution as it would be published."""

    wheel: Path
    sdist: Path

    @property
    def metadata(self) -> str:
        with zipfile.ZipFile(self.wheel) as archive:
            return archive.read(next(n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))).decode()


@dataclass(frozen=True)
class Environment:
    """A virtual environment and a folder to work in. Nothing of the checkout is visible from there."""

    path: Path
    work: Path

    @property
    def variables(self) -> dict[str, str]:
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "DJANGO", "TEENPLAY"))
        }
        return kept | {"PATH": f"{self.path / 'bin'}:{os.environ['PATH']}", "VIRTUAL_ENV": str(self.path)}

    def run(self, *command: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        """Run a command of the environment; it must end with this exit code."""
        return _run(command, self.work, self.variables, code)

    def shell(self, script: str) -> subprocess.CompletedProcess[str]:
        """Run lines as one types them; the first that fails ends it."""
        return self.run("sh", "-ec", script)

    def packages(self) -> set[str]:
        listed = _run([UV, "pip", "list", "--format", "json", "--python", str(self.path)], self.work, os.environ)
        return {row["name"] for row in json.loads(listed.stdout)}


def blocks(distribution: str, language: str) -> list[str]:
    """The code blocks of a README in this language, in order."""
    text = (PACKAGES / distribution / "README.md").read_text("utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def printed(distribution: str) -> str:
    """What a README says its example prints: the first indented lines below a code block."""
    text = (PACKAGES / distribution / "README.md").read_text("utf-8").rpartition("```sh")[2]
    indented = re.search(r"^    \S.*\n(?:    .*\n)*", text.partition("```\n")[2], re.MULTILINE)
    assert indented is not None
    return textwrap.dedent(indented[0])


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Built]:
    """Each distribution: an sdist from the checkout, and the wheel from that sdist."""
    if not Path(UV).is_file():
        pytest.skip("uv, which builds and installs the wheels, is not beside this Python")
    # With several test processes one builds and the others wait, as builds write into the same folders of the checkout.
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with (shared / "distributions.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return {name: _built(name, shared / "distributions" / name) for name in DISTRIBUTIONS}


@pytest.fixture(scope="session")
def install(built: Mapping[str, Built], tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Environment]:
    """``install("moim-django", "postgres")``: a fresh environment with it, what it needs of ours from our wheels."""
    wheels = [argument for one in built.values() for argument in ("--find-links", str(one.wheel.parent))]
    # what is locked is installed: no newer version that nobody has tested, and what made this environment is cached
    locked = ["--constraint", str(ROOT / "requirements" / "dev.txt")]

    def installed(name: str, *extras: str) -> Environment:
        path = tmp_path_factory.mktemp("environment")
        work = tmp_path_factory.mktemp("work")
        _run([UV, "venv", "--quiet", "--python", sys.executable, str(path)], work, os.environ)
        into = [UV, "pip", "install", "--quiet", "--python", str(path), *wheels, *locked]
        reach = subprocess.run([*into, "--dry-run", "numpy"], cwd=work, capture_output=True, text=True, check=False)
        if reach.returncode:
            pytest.skip(f"no package index can be reached: {reach.stderr.strip().splitlines()[-1]}")
        wheel = f"{name}[{','.join(extras)}] @ {built[name].wheel.as_uri()}"
        _run([*into, wheel], work, os.environ)
        return Environment(path, work)

    return installed


def _built(name: str, out: Path) -> Built:
    if not any(out.glob("*.whl")):
        out.mkdir(parents=True, exist_ok=True)
        build = [UV, "build", "--no-build-isolation", "--python", sys.executable, "--out-dir", str(out)]
        _run([*build, str(PACKAGES / name)], out, os.environ)
    return Built(next(out.glob("*.whl")), next(out.glob("*.tar.gz")))


def _run(
    command: Sequence[str], folder: Path, variables: Mapping[str, str], code: int = 0
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == code, f"{' '.join(command)}: exit code {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done
