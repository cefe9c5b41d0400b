"""``moim synthesise DIR``: write a made-up world in the five-file form, and its hidden tastes beside it."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import NoReturn

import numpy as np
from tqdm import tqdm

from moim.data.dataset import write
from moim.data.times import format_time, parse_time
from moim.synthetic.world import Progress, Settings, SyntheticWorld, make_world

DEFAULTS = Settings()

HIDDEN = "hidden.npz"
MANIFEST = "manifest.json"


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser of ``moim``."""
    parser = subparsers.add_parser("synthesise", help="write a made-up world of gatherings", description=__doc__)
    parser.add_argument("folder", metavar="DIR", type=Path, help="where to write it")
    parser.add_argument("--members", type=int, default=DEFAULTS.members)
    parser.add_argument("--clubs", type=int, default=DEFAULTS.clubs)
    parser.add_argument("--activities", type=int, default=DEFAULTS.activities)
    parser.add_argument("--months", type=float, default=DEFAULTS.months, help="how long before its end it begins")
    parser.add_argument("--seed", type=int, default=7, help="the same seed and --until give the same bytes")
    parser.add_argument("--until", metavar="TIME", help="when it ends, ISO 8601 (UTC); now if not given")
    parser.set_defaults(func=synthesise)


def synthesise(args: argparse.Namespace) -> int:
    """Run the command; 2 if what it was asked for makes no sense."""
    try:
        settings = Settings(args.members, args.clubs, args.activities, args.months)
        # the command is where the clock is read; everything below takes the time as an argument
        until = parse_time(args.until) if args.until else float(int(time.time()))
    except ValueError as error:
        print(f"moim synthesise: {error}", file=sys.stderr)
        return 2
    with tqdm(total=100, unit="%", leave=False, bar_format="{desc:<8}{bar}{percentage:3.0f} %") as bar:
        world = make_world(settings, np.random.default_rng(args.seed), until, _on(bar))
    save(world, args.folder, {"seed": args.seed, "until": format_time(until)})
    for table in world.dataset.tables():
        print(f"{table.name:<13}{len(table):>8,}")
    return 0


def save(world: SyntheticWorld, folder: Path, origin: dict[str, int | str]) -> None:
    """Write the data set, the hidden tastes and a manifest that says what this is."""
    write(world.dataset, folder)
    world.hidden.write(folder / HIDDEN)
    manifest = {
        "synthetic": True,
        "about": "Made up by `moim synthesise`. No member, club or activity in it is real.",
        "hidden": f"{HIDDEN} holds what nobody could know; it is for measuring only and no model reads it.",
        **origin,
        "rows": {table.name: len(table) for table in world.dataset.tables()},
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8")


def _on(bar: tqdm[NoReturn]) -> Progress:
    def report(what: str, done: float) -> None:
        bar.set_description_str(what, refresh=False)
        bar.update(int(100 * done) - bar.n)

    return report
