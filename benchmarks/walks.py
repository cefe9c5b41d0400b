"""How far a click and a list travel through the code: functions, files, and calls from one room to another.

    python -m benchmarks.walks                   # four walks as a table
    python -m benchmarks.walks --outline         # and what each calls, indented, with file and line
    python -m benchmarks.walks --rooms FILE      # and counted by the rooms that files move to

A small made-up world is loaded into SQLite in a temporary home and a model is trained on it. Each walk is repeated
until the process is warm and then traced once with ``sys.setprofile``. The clock moves only between requests and the
numbers of lists are seeded, so two runs give the same figures.

Counted are functions and methods of the three packages. Comprehensions and lambdas belong to the function that holds
them: when another function calls such a lambda, it calls that function. The caller of a function is the nearest one of
ours on the stack, whatever Django or numpy did in between; what Django itself calls has none. A room is a package and
the first folder in it (``moim/features``); files at a package's root are a room of their own. FILE has lines
``old.module -> new.module``: a tree from before a move is counted by the rooms its files move to.
"""

from __future__ import annotations

import argparse
import datetime
import io
import os
import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

PACKAGES = ("moim", "moim_django", "teenplay")
UNTIL = "2026-06-01T03:00:00Z"
"""The end of the made-up world, and the moment of the first request: noon in Seoul."""
STEP = datetime.timedelta(seconds=12)
"""From one request to the next: the candidates are gathered anew each time, as nothing gathered serves for longer than
ten seconds, and the rows that pages read anew once a minute fall due in no traced request."""
OPTIMIZED, GENERATOR = 0x1, 0x20
"""Flags of code objects: a function (not a module or the body of a class), a generator."""
RESUME, YIELD_VALUE = 151, 150


@dataclass(frozen=True, slots=True)
class Function:
    """A function or method of ours; ``file`` counts from the folder that holds the packages."""

    file: str
    name: str
    line: int = field(compare=False)

    @property
    def package(self) -> str:
        """The package that holds it."""
        return self.file.partition("/")[0]


@dataclass(slots=True)
class Walk:
    """What one request or call passes.

    ``first`` has each function, in the order of its first call, with the function that called it then; ``calls`` has
    how often a function called another. A function that Django or the benchmark calls has no caller (``None``).
    """

    name: str
    first: dict[Function, Function | None] = field(default_factory=dict)
    calls: Counter[tuple[Function | None, Function]] = field(default_factory=Counter)

    def crossings(self, where: Callable[[Function], str]) -> Counter[tuple[Function, Function]]:
        """Calls whose caller is in another place than the function called."""
        return Counter({(a, b): n for (a, b), n in self.calls.items() if a is not None and where(a) != where(b)})

    def figures(self, room: Callable[[Function], str]) -> tuple[int, ...]:
        """Functions, files, calls; edges and calls between packages, edges and calls between rooms."""
        packages = self.crossings(lambda function: function.package)
        rooms = self.crossings(room)
        files = {function.file for function in self.first}
        return (
            len(self.first),
            len(files),
            self.calls.total(),
            len(packages),
            packages.total(),
            len(rooms),
            rooms.total(),
        )

    def outline(self, room: Callable[[Function], str]) -> list[str]:
        """Each function once, below the one that called it first; an arrow where the call enters another room."""
        below: dict[Function | None, list[Function]] = {}
        for function, caller in self.first.items():
            below.setdefault(caller, []).append(function)
        times = Counter[Function]()
        for (_, function), n in self.calls.items():
            times[function] += n

        def lines(caller: Function | None, depth: int) -> Iterator[str]:
            for function in below.get(caller, []):
                entered = "" if caller and room(caller) == room(function) else f"→ {room(function)}: "
                often = f" ×{times[function]}" if times[function] > 1 else ""
                yield f"{'  ' * depth}{entered}{function.name}  {function.file}:{function.line}{often}"
                yield from lines(function, depth + 1)

        return list(lines(None, 0))

    def pairs(self, room: Callable[[Function], str]) -> list[tuple[str, str, int, int]]:
        """Pairs of rooms with the edges and calls between them, those with most edges first."""
        edges, calls = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
        for (caller, function), n in self.crossings(room).items():
            pair = room(caller), room(function)
            edges[pair] += 1
            calls[pair] += n
        return sorted(((*pair, edges[pair], calls[pair]) for pair in edges), key=lambda row: (-row[2], -row[3], row))


class Tracer:
    """Records calls of functions in files below ``source`` whose first folder is one of ``packages``."""

    def __init__(self, source: Path, packages: Sequence[str] = PACKAGES) -> None:
        self.prefixes = tuple(f"{source / package}{os.sep}" for package in packages)
        self.source = source
        self._functions: dict[CodeType, tuple[Function, bool] | None] = {}

    @contextmanager
    def trace(self, name: str) -> Iterator[Walk]:
        """The walk is complete once the block has been left."""
        walk = Walk(name)

        def note(frame: FrameType, event: str, _: object) -> None:
            if event != "call" or (found := self._of(frame.f_code)) is None:
                return
            function, folded = found
            caller = self._caller(frame)
            if _resumed(frame) or (folded and caller == function):
                return
            walk.first.setdefault(function, caller)
            walk.calls[caller, function] += 1

        sys.setprofile(note)
        try:
            yield walk
        finally:
            sys.setprofile(None)

    def _of(self, code: CodeType) -> tuple[Function, bool] | None:
        """The function that code belongs to, and whether it is only a part of it; ``None``: not ours."""
        if code not in self._functions:
            self._functions[code] = self._read(code)
        return self._functions[code]

    def _read(self, code: CodeType) -> tuple[Function, bool] | None:
        if not code.co_flags & OPTIMIZED or not code.co_filename.startswith(self.prefixes):
            return None
        file = Path(code.co_filename).relative_to(self.source).as_posix()
        holder = re.sub(r"(\.<locals>\.<\w+>)+$", "", code.co_qualname)
        folded = holder != code.co_qualname
        return Function(file, holder.replace(".<locals>", ""), code.co_firstlineno), folded

    def _caller(self, frame: FrameType) -> Function | None:
        above = frame.f_back
        while above is not None:
            if found := self._of(above.f_code):
                return found[0]
            above = above.f_back
        return None


def _resumed(frame: FrameType) -> bool:
    """Whether a generator goes on after a ``yield``, which is no call."""
    if not frame.f_code.co_flags & GENERATOR or frame.f_lasti < 0:
        return False
    operation, argument = frame.f_code.co_code[frame.f_lasti : frame.f_lasti + 2]
    return operation == YIELD_VALUE or (operation == RESUME and argument & 3 != 0)


def room_of(moved: Mapping[str, str] = {}) -> Callable[[Function], str]:
    """The room of a function; ``moved`` has modules, or packages with all that is in them, and where they go."""

    def room(function: Function) -> str:
        parts = function.file.removesuffix(".py").split("/")
        for length in range(len(parts), 0, -1):
            if (target := moved.get(".".join(parts[:length]))) is not None:
                parts = [*target.split("."), *parts[length:]]
                break
        return "/".join(parts[:2] if len(parts) > 2 else parts[:1])

    return room


def read_rooms(path: Path) -> dict[str, str]:
    """The lines ``old.module -> new.module`` of a file."""
    pairs = (line.split("->") for line in path.read_text(encoding="utf-8").splitlines() if "->" in line)
    return {old.strip(): new.strip() for old, new in pairs}


class World:
    """A made-up platform in this process, at a time of its own."""

    def __init__(self, home: Path, members: int, clubs: int, activities: int) -> None:
        import django
        from django.utils import timezone

        os.environ.pop("DATABASE_URL", None)
        os.environ |= {"TEENPLAY_HOME": str(home), "DJANGO_SETTINGS_MODULE": "teenplay.settings"}
        self.now = datetime.datetime.fromisoformat(UNTIL)
        timezone.now = lambda: self.now  # before anything of ours can have imported it
        django.setup()
        self._load(home, [f"--members={members}", f"--clubs={clubs}", f"--activities={activities}", "--months=2"])

    @staticmethod
    def _load(home: Path, size: list[str]) -> None:
        import secrets
        from importlib.metadata import entry_points

        from django.conf import settings
        from django.core.management import call_command

        (moim,) = entry_points(group="console_scripts", name="moim")
        # Numbers of lists, which seed their exploration.
        secrets.randbits = random.Random(7).getrandbits  # type: ignore[assignment]
        settings.MOIM = settings.MOIM | {"SYNC_SECONDS": 1000}  # a walk follows no changes of other processes
        settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        settings.ALLOWED_HOSTS = ["testserver"]
        with redirect_stdout(io.StringIO()):
            if moim.load()(["synthesise", str(home / "world"), "--until", UNTIL, *size]):
                raise RuntimeError("no world was made")
            call_command("migrate", verbosity=0)
            call_command("load", "dataset", str(home / "world"), "--source", "demo")
            call_command("train")

    def active_members(self) -> list[int]:
        """Who did most, first."""
        from django.db.models import Count

        from moim_django.models import Interaction

        counted = Interaction.objects.values("member_id").annotate(n=Count("id")).order_by("-n", "member_id")
        return list(counted.values_list("member_id", flat=True))

    def signed_in(self, member_id: int) -> Any:
        """A browser of a member."""
        from django.contrib.auth import get_user_model
        from django.test import Client

        client = Client()
        client.force_login(
            get_user_model()._default_manager.get(pk=member_id), backend="teenplay.members.backends.MemberBackend"
        )
        return client


def measure(world: World, tracer: Tracer) -> list[Walk]:
    """The four walks, each traced after at least two like it.

    Raises
    ------
    RuntimeError
        A request was refused, or left no trace in the log or in the weights.
    """
    from moim_django import services

    member = world.active_members()[0]
    client = world.signed_in(member)

    def page() -> tuple[Walk, str]:
        world.now += STEP
        with tracer.trace("the main page of a member") as walk:
            response = client.get("/")
        if response.status_code != 200:
            raise RuntimeError(f"the main page: {response.status_code}")
        return walk, response.content.decode()

    def like(activity: int, address: str) -> Walk:
        world.now += STEP
        before = learned()
        with tracer.trace("a like on a recommended card") as walk:
            response = client.post(address, {"on": "1"}, headers={"hx-request": "true"})
        if response.status_code != 200 or not _logged(member, activity) or learned() != before + 1:
            raise RuntimeError(f"a like: {response.status_code}, {learned() - before} learned")
        return walk

    def listed() -> tuple[Walk, services.ItemList]:
        world.now += STEP
        with tracer.trace("services.recommend") as walk:
            found = services.recommend(member_id=member)
        return walk, found

    def recorded(shown: services.ItemList, item: services.Item) -> Walk:
        world.now += STEP
        before = learned()
        with tracer.trace("services.record") as walk:
            services.record(
                member_id=member,
                activity_id=item.id,
                kind="like",
                recommendation=shown.recommendation,
                position=item.position,
            )
        if not _logged(member, item.id) or learned() != before + 1:
            raise RuntimeError(f"a recorded like: {learned() - before} learned")
        return walk

    page()
    cards = hearts(member, page()[1])[:3]
    likes = [like(*card) for card in cards]
    pages = [page()[0] for _ in range(3)]
    lists = [listed() for _ in range(3)]
    shown = lists[-1][1]
    new = [item for item in shown.items if not _logged(member, item.id)]
    records = [recorded(shown, item) for item in new[:2]]
    return [likes[2], pages[2], lists[2][0], records[1]]


def learned() -> int:
    """How many choices the weights of the version that serves have learned from since it was trained."""
    from moim_django.models import LearnedWeights

    return sum(LearnedWeights.objects.values_list("choices", flat=True))


def hearts(member_id: int, html: str) -> list[tuple[int, str]]:
    """Activities of a page that the member has done nothing with, and the addresses their hearts are sent to."""
    addresses = re.findall(r'hx-post="(/activities/(\d+)/like/\?from=[^"]+)"', html)
    return [(int(activity), address) for address, activity in addresses if not _logged(member_id, int(activity))]


def _logged(member_id: int, activity_id: int) -> bool:
    """Whether the member has done anything with the activity."""
    from moim_django.models import Interaction

    return bool(Interaction.objects.filter(member_id=member_id, activity_id=activity_id).exists())


HEADER = (
    "| walk | functions | files | calls | package edges | package calls | room edges | room calls |\n"
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
)


def report(walks: Sequence[Walk], rooms: Mapping[str, Callable[[Function], str]], *, outline: bool) -> str:
    """A table for each way of counting rooms; by the last of them, pairs of rooms and what calls what."""
    lines = ["# Walks", ""]
    for title, room in rooms.items():
        lines += [title, "", HEADER]
        lines += [f"| {walk.name} | {' | '.join(map(str, walk.figures(room)))} |" for walk in walks]
        lines.append("")
    for walk in walks if outline else ():
        lines += [f"## {walk.name}", "", "| from | to | edges | calls |", "| --- | --- | ---: | ---: |"]
        lines += [f"| {a} | {b} | {edges} | {calls} |" for a, b, edges, calls in walk.pairs(room)]
        lines += ["", "```", *walk.outline(room), "```", ""]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure in a home of its own and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--outline", action="store_true", help="print what each walk calls, and pairs of rooms")
    parser.add_argument("--rooms", type=Path, metavar="FILE", help="count files by the modules they move to")
    parser.add_argument("--members", type=int, default=300)
    parser.add_argument("--clubs", type=int, default=60)
    parser.add_argument("--activities", type=int, default=240)
    options = parser.parse_args(arguments)
    rooms = {"Rooms are folders.": room_of()}
    if options.rooms:
        rooms["Rooms are those that files move to."] = room_of(read_rooms(options.rooms))
    import moim

    tracer = Tracer(Path(moim.__file__).parents[1])
    with tempfile.TemporaryDirectory() as home:
        world = World(Path(home), options.members, options.clubs, options.activities)
        walks = measure(world, tracer)
    print(report(walks, rooms, outline=options.outline))


if __name__ == "__main__":
    main()
