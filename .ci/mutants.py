"""Change one thing in the code at a time and see whether the tests notice: mutation testing, by cosmic-ray's operators.

    python .ci/mutants.py                 # what changed since main's last commit, or is not committed yet
    python .ci/mutants.py --since v0.2.0  # what changed since then
    python .ci/mutants.py --all           # everything that [tool.mutants] names (hours)
    python .ci/mutants.py src/moim/lists  # files or folders of it

Only lines that the target's own tests run are changed. A mutant runs in a fork of a process that has numpy, scipy and
Django loaded already, on a copy of src/: neither the tree nor another run is disturbed. ``--report FILE`` writes
the result as Markdown, survivors by line.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.pool import ThreadPool
from pathlib import Path

import pytest
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mutants"]
PRELOADED = ("numpy", "scipy.optimize", "scipy.sparse", "scipy.linalg", "django.test")
Span = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: the file below src/, which operator, its how-manieth place, and the line it touches."""

    file: str
    tests: tuple[str, ...]
    operator: str
    occurrence: int
    line: int


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a mutant; ``diff`` is the changed line as it was and as it became."""

    mutant: Mutant
    killed: bool
    diff: str = ""


def targets(paths: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Files to change and the tests that should notice, as [tool.mutants] pairs them."""
    for target in SETTINGS["targets"]:
        for pattern in target["files"]:
            for file in sorted(ROOT.glob(f"src/{pattern}")):
                name = str(file.relative_to(ROOT))
                if any(name == path.rstrip("/") or name.startswith(path.rstrip("/") + "/") for path in paths):
                    yield str(file.relative_to(ROOT / "src")), tuple(target["tests"])


def changed(since: str) -> list[str]:
    """Files that differ from a commit, those not committed yet included."""
    command = ["git", "diff", "--name-only", since, "--", "src"]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()


def mutants(file: str, tests: tuple[str, ...], covered: set[int]) -> Iterator[Mutant]:
    """All changes of a file on covered lines, but for what is unimportant."""
    source = (ROOT / "src" / file).read_text()
    ignored = list(unimportant(ast.parse(source)))
    nodes = list(ast_nodes(get_ast(source)))
    for name in SETTINGS["operators"]:
        operator = get_operator(f"core/{name}")()
        places = [place for node in nodes for place in operator.mutation_positions(node)]
        for occurrence, (start, end) in enumerate(places):
            if start[0] in covered and not any(a <= start and end <= b for a, b in ignored):
                yield Mutant(file, tests, name, occurrence, start[0])


def unimportant(tree: ast.AST) -> Iterator[Span]:
    """Where types are written, and the options of dataclasses: a change there changes no behaviour."""
    for node in ast.walk(tree):
        for decorator in getattr(node, "decorator_list", []):
            if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "dataclass":
                yield (decorator.lineno, decorator.col_offset), (decorator.end_lineno, decorator.end_col_offset)
        for name in ("annotation", "returns"):
            found = getattr(node, name, None)
            if found is not None:
                yield (found.lineno, found.col_offset), (found.end_lineno, found.end_col_offset)


def forked(source: Path, work: Callable[[], int], seconds: float) -> int | None:
    """Run something in a fork that sees the code in ``source``; its exit code, or None where it took too long."""
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        os.chdir(ROOT)
        os.environ["PYTHONPATH"] = str(source)
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        code = 70
        try:
            code = int(work())
        finally:
            os._exit(code)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.005)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def run_tests(source: Path, tests: Sequence[str], *more: str) -> int:
    """Run tests in this process on the code in ``source``."""
    options = [
        "-x",
        "-q",
        "-W",
        "ignore::pytest.PytestAssertRewriteWarning",
        "-p",
        "no:xdist",
        "-p",
        "no:cov",
        "--no-header",
        "-o",
        f"pythonpath={source} .",
    ]
    return int(pytest.main([*options, *more, *(str(ROOT / test) for test in tests)]))


def covered_lines(source: Path, tests: Sequence[str]) -> tuple[dict[str, set[int]], float]:
    """Which lines of which files the tests run, and how long they take; they must pass."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder, "coverage")

        def measure() -> int:
            from coverage import Coverage

            coverage = Coverage(data_file=str(data), source=[str(source)])
            coverage.start()
            code = run_tests(source, tests)
            coverage.stop()
            coverage.json_report(outfile=str(data) + ".json")
            return code

        begin = time.monotonic()
        code = forked(source, measure, 1200)
        took = time.monotonic() - begin
        if code != 0:
            raise SystemExit(f"the tests {' '.join(tests)} do not pass as they are (exit code {code})")
        found = json.loads(Path(str(data) + ".json").read_text())["files"]
    lines = {}
    for name, about in found.items():
        lines[str((ROOT / name).resolve().relative_to(source.resolve()))] = set(about["executed_lines"])
    return lines, took


def tried(mutant: Mutant, source: Path, seconds: float) -> Result:
    """Make the change in a copy of the code, run the tests, take it back."""
    path = source / mutant.file
    before = path.read_text()
    after = mutate_code(before, get_operator(f"core/{mutant.operator}")(), mutant.occurrence)
    if after is None or after == before:
        return Result(mutant, killed=True)
    path.write_text(after)
    try:
        code = forked(source, lambda: run_tests(source, mutant.tests), seconds)
    finally:
        path.write_text(before)
    old, new = before.splitlines()[mutant.line - 1].strip(), after.splitlines()[mutant.line - 1].strip()
    return Result(mutant, code != 0, f"{old}  ->  {new}")


def table(results: Sequence[Result]) -> str:
    """The result as Markdown."""
    lines = ["| file | mutants | killed | |", "| --- | ---: | ---: | ---: |"]
    for file in sorted({result.mutant.file for result in results}):
        mine = [result for result in results if result.mutant.file == file]
        killed = sum(result.killed for result in mine)
        lines.append(f"| `{file}` | {len(mine)} | {killed} | {killed / len(mine):.0%} |")
    killed = sum(result.killed for result in results)
    lines += [f"| all | {len(results)} | {killed} | {killed / max(len(results), 1):.1%} |", ""]
    alive = [result for result in results if not result.killed]
    lines += [f"- `{one.mutant.file}:{one.mutant.line}` `{one.diff.replace('`', ' ')}`" for one in alive]
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("paths", nargs="*", help="files or folders; what changed since --since when none is given")
    parser.add_argument("--since", default="HEAD~1", help="a commit (HEAD~1)")
    parser.add_argument("--all", action="store_true", help="everything that pyproject.toml names")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--report", type=Path, help="write the result there as Markdown")
    options = parser.parse_args()
    paths = ["src"] if options.all else options.paths or changed(options.since)
    wanted = list(targets(paths))
    for name in PRELOADED:
        importlib.import_module(name)
    results: list[Result] = []
    with tempfile.TemporaryDirectory() as folder:
        copies = [
            shutil.copytree(ROOT / "src", Path(folder, str(number), "src")) for number in range(options.processes)
        ]
        work: list[tuple[Mutant, float]] = []
        for tests in dict.fromkeys(tests for _, tests in wanted):
            lines, took = covered_lines(copies[0], tests)
            for file in (file for file, of in wanted if of == tests):
                work += [(mutant, 3 * took + 10) for mutant in mutants(file, tests, lines.get(file, set()))]
        free = list(copies)

        def one(job: tuple[Mutant, float]) -> Result:
            source = free.pop()
            try:
                return tried(job[0], source, job[1])
            finally:
                free.append(source)

        with ThreadPool(options.processes) as pool:
            for number, result in enumerate(pool.imap(one, work), 1):
                results.append(result)
                if not result.killed:
                    print(f"survived {result.mutant.file}:{result.mutant.line}  {result.diff}", flush=True)
                elif number % 50 == 0:
                    print(f"{number} of {len(work)}", file=sys.stderr, flush=True)
    text = table(results)
    print(text)
    if options.report:
        options.report.write_text(text + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
