"""``moim synthesise DIR``: write a made-up world as a data set, and its hidden tastes beside it."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import NoReturn

import numpy as np
from tqdm import tqdm

from moim.cli.options import integer_option, number_option, option
from moim.data.dataset import write
from moim.data.parsing import LARGEST
from moim.data.times import format_time, parse_time
from moim.synthetic.world import Progress, Settings, SyntheticWorld, make_world

DEFAULTS = Settings()

HIDDEN = "hidden.npz"
MANIFEST = "manifest.json"

MOST_ROWS = 10_000_000
SHORTEST, LONGEST = 0.01, 1_200.0
"""Months."""
FIRST, LAST = parse_time("1900-01-01"), parse_time("2200-01-01")
"""When a made-up world may end: with the longest span before and the activities announced after, all times exist."""


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser of ``moim``."""
    parser = subparsers.add_parser("synthesise", help="write a made-up world of gatherings", description=__doc__)
    parser.add_argument("folder", metavar="DIR", type=Path, help="where to write it")
    parser.add_argument("--members", default=str(DEFAULTS.members), metavar="N")
    parser.add_argument("--clubs", default=str(DEFAULTS.clubs), metavar="N")
    parser.add_argument("--activities", default=str(DEFAULTS.activities), metavar="N")
    parser.add_argument("--months", default=str(DEFAULTS.months), help="how long before its end it begins")
    parser.add_argument("--seed", default="7", metavar="N", help="the same seed and --until give the same bytes")
    parser.add_argument("--until", metavar="TIME", help="when it ends, ISO 8601 (UTC); now if not given")
    parser.set_defaults(func=synthesise)


def synthesise(args: argparse.Namespace) -> int:
    """Make the world and write it.

    Raises
    ------
    DatasetError
        An option makes no sense, or the folder cannot be written.
    """
    settings = Settings(
        integer_option("--members", args.members, 1, MOST_ROWS),
        integer_option("--clubs", args.clubs, 1, MOST_ROWS),
        integer_option("--activities", args.activities, 1, MOST_ROWS),
        number_option("--months", args.months, SHORTEST, LONGEST),
    )
    seed = integer_option("--seed", args.seed, 0, LARGEST)
    # the command is where the clock is read; everything below takes the time as an argument
    until = option("--until", args.until, _until) if args.until else float(int(time.time()))
    with tqdm(total=100, unit="%", leave=False, bar_format="{desc:<8}{bar}{percentage:3.0f} %") as bar:
        world = make_world(settings, np.random.default_rng(seed), until, _on(bar))
    save(world, args.folder, {"seed": seed, "until": format_time(until)})
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


def _until(text: str) -> float:
    return parse_time(text, FIRST, LAST)


def _on(bar: tqdm[NoReturn]) -> Progress:
    def report(what: str, done: float) -> None:
        bar.set_description_str(what, refresh=False)
        bar.update(int(100 * done) - bar.n)

    return report
