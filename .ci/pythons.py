"""Run the engine's and moim_django's tests on every other supported Python that this machine has.

``make test`` runs all tests on the virtual environment's own Python. What differs between versions shows in the two
packages below the platform, and without a browser or a server. Each version gets an environment of its own,
``.venv-3.12`` and so on, with what requirements/dev.txt locks. A version that is not here is named and passed over.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
SUPPORTED = ("3.11", "3.12", "3.13")
TESTS = ("tests/moim", "tests/moim_django", "src/moim", "src/moim_django")


def found(version: str) -> str | None:
    """A Python of that version: on the path, or one of pyenv's."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    candidates = [shutil.which(f"python{version}"), *sorted(map(str, pyenv.glob(f"{version}.*/bin/python")))]
    for one in filter(None, candidates):  # what pyenv puts on the path fails where that version is not switched on
        if subprocess.run([one, "-c", ""], capture_output=True).returncode == 0:
            return one
    return None


def environment(version: str, python: str) -> Path:
    """The Python of an environment with all locked packages; nothing is done where they are there already."""
    folder = ROOT / f".venv-{version}"
    inside = folder / "bin" / "python"
    if not inside.exists():
        subprocess.run([python, "-m", "venv", "--clear", "--without-pip", folder], check=True)
    install = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", inside]
    for name in ("build", "dev"):
        locked = ROOT / "requirements" / f"{name}.txt"
        subprocess.run([*install, "--require-hashes", "-r", locked], check=True)
    for name in ("moim", "moim-django", "teenplay"):
        package = ROOT / "packages" / name
        subprocess.run([*install, "--no-deps", "--no-build-isolation", "--editable", package], check=True)
    return inside


def main() -> int:
    failed = []
    own = f"{sys.version_info.major}.{sys.version_info.minor}"
    for version in SUPPORTED:
        if version == own:
            continue
        python = found(version)
        if python is None:
            print(f"Python {version}: SKIPPED, it is not on this machine", flush=True)
            continue
        print(f"Python {version}:", flush=True)
        command = [environment(version, python), "-m", "pytest", "-n", "2", "--dist", "worksteal", "-rs", *TESTS]
        if subprocess.run(command, cwd=ROOT).returncode:
            failed.append(version)
    if failed:
        print(f"Tests fail on Python {', '.join(failed)}")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
