"""Draw docs/rooms.svg: the rooms of the three packages and who imports whom, read from the code by grimp.

    python docs/rooms.py            # draw it anew
    python docs/rooms.py --check    # exit code 1 where the picture is not that of the code any more

A room is a folder of a package, or a file beside them. It stands above all rooms it imports: every arrow points down.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from html import escape
from pathlib import Path

import grimp

PICTURE = Path(__file__).with_name("rooms.svg")
PACKAGES = ("moim", "moim_django", "teenplay")
LEFT_OUT = ("migrations", "management", "__main__", "py.typed")
WIDTH, HEIGHT, GAP_X, GAP_Y, MARGIN = 122, 34, 18, 40, 28
STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #1f2328; text-anchor: middle }
  .title { font-weight: 600; text-anchor: start }
  rect { fill: #fff; stroke: #8c959f; rx: 6 }
  .paper { stroke: none }
  .file { stroke-dasharray: 4 3 }
  path { fill: none; stroke: #57606a; stroke-opacity: .35 }
"""

Edges = dict[str, set[str]]


def rooms(graph: grimp.ImportGraph, package: str) -> tuple[dict[str, int], Edges]:
    """The rooms of a package with their number of files, and for each those it imports."""
    sizes: dict[str, int] = defaultdict(int)
    imports: Edges = defaultdict(set)
    modules = [name for name in graph.modules if name.startswith(package + ".")]
    for name in modules:
        if not any(part in LEFT_OUT for part in name.split(".")):
            sizes[name.split(".")[1]] += 1
    for name in modules:
        room = name.split(".")[1]
        for other in graph.find_modules_directly_imported_by(name):
            if other.startswith(package + "."):
                there = other.split(".")[1]
                if there != room and room in sizes and there in sizes:
                    imports[room].add(there)
    return dict(sizes), imports


def levels(sizes: dict[str, int], imports: Edges) -> dict[str, int]:
    """How many rooms lie below each on the longest way down; 0 for those that import none.

    Raises
    ------
    ValueError
        Some rooms import each other in a circle.
    """
    found: dict[str, int] = {}

    def level(room: str, way: tuple[str, ...]) -> int:
        if room in way:
            raise ValueError("a circle of imports: " + " -> ".join((*way, room)))
        if room not in found:
            found[room] = 1 + max((level(other, (*way, room)) for other in imports[room]), default=-1)
        return found[room]

    for room in sorted(sizes):
        level(room, ())
    return found


def needless(imports: Edges, room: str, other: str) -> bool:
    """Whether an arrow says what two others say already: only the shortest steps are drawn."""
    return any(other in reachable(imports, between) for between in imports[room] if between != other)


def reachable(imports: Edges, room: str) -> set[str]:
    """All rooms below one."""
    below: set[str] = set()
    ahead = [room]
    while ahead:
        for other in imports[ahead.pop()] - below:
            below.add(other)
            ahead.append(other)
    return below


def draw() -> str:
    """The picture as SVG."""
    graph = grimp.build_graph(*PACKAGES)
    parts: list[str] = []
    x = MARGIN
    bottom = 0
    for package in PACKAGES:
        sizes, imports = rooms(graph, package)
        level = levels(sizes, imports)
        rows: dict[int, list[str]] = defaultdict(list)
        for room in sorted(sizes):
            rows[level[room]].append(room)
        wide = max(len(row) for row in rows.values())
        wide = min(wide, 4)
        place: dict[str, tuple[float, float]] = {}
        y = MARGIN + 34
        for number in sorted(rows, reverse=True):
            row = rows[number]
            for first in range(0, len(row), wide):
                part = row[first : first + wide]
                start = x + (wide - len(part)) * (WIDTH + GAP_X) / 2
                for position, room in enumerate(part):
                    place[room] = start + position * (WIDTH + GAP_X), y
                y += HEIGHT + (GAP_Y if first + wide >= len(row) else 12)
        parts.append(f'<text class="title" x="{x}" y="{MARGIN + 8}">{package}</text>')
        for room in sorted(imports):
            for other in sorted(imports[room]):
                if not needless(imports, room, other):
                    (x1, y1), (x2, y2) = place[room], place[other]
                    x1, x2, y1 = x1 + WIDTH / 2, x2 + WIDTH / 2, y1 + HEIGHT
                    middle = (y1 + y2) / 2
                    parts.append(f'<path d="M{x1:g} {y1:g} C{x1:g} {middle:g} {x2:g} {middle:g} {x2:g} {y2:g}"/>')
        for room in sorted(sizes):
            left, top = place[room]
            single = f"{package}.{room}" in graph.modules and not graph.find_children(f"{package}.{room}")
            shape = ' class="file"' if single else ""
            parts.append(f'<rect{shape} x="{left:g}" y="{top:g}" width="{WIDTH}" height="{HEIGHT}"/>')
            label = room + ".py" if single else room + "/"
            parts.append(f'<text x="{left + WIDTH / 2:g}" y="{top + 21:g}">{escape(label)}</text>')
        x += wide * (WIDTH + GAP_X) + 2 * MARGIN
        bottom = max(bottom, y)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {x - MARGIN:g} {bottom:g}" role="img">'
    title = "<title>The rooms of moim, moim_django and teenplay; every arrow is an import and points down</title>"
    paper = f'<rect class="paper" width="{x - MARGIN:g}" height="{bottom:g}"/>'
    return "\n".join([head, title, f"<style>{STYLE}</style>", paper, *parts, "</svg>"]) + "\n"


def main() -> int:
    drawn = draw()
    if "--check" in sys.argv[1:]:
        if PICTURE.read_text() != drawn:
            print("docs/rooms.svg is not that of the code; python docs/rooms.py draws it anew", file=sys.stderr)
            return 1
        return 0
    PICTURE.write_text(drawn)
    return 0


if __name__ == "__main__":
    sys.exit(main())
