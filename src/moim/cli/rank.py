"""``moim rank``: a list for every member, from all that a data set knows up to a time."""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from tqdm import tqdm

from moim.cli.options import integer_option, number_option, time_option
from moim.data import csvfile
from moim.data.dataset import Dataset, read
from moim.data.problems import DatasetError, Problem
from moim.data.times import format_time
from moim.members.replay import states_before
from moim.recommender import Recommendation, Recommender

HEADER = ("member_id", "rank", "item_id", "score", "reason")
ID_COLUMNS = {"members": ("member_id",), "activities": ("activity_id", "item_id"), "clubs": ("club_id", "item_id")}

MOST_ITEMS = 10_000
"""The longest list for a member. Lists are held in memory until they are written."""

FURTHEST_OFFSET = 14.0
"""Hours: no place on Earth keeps a time further from UTC."""


def register(subparsers: Any) -> None:
    """Add ``rank`` to the command line."""
    command = subparsers.add_parser("rank", help="write the best activities or clubs for every member")
    command.add_argument("dataset", metavar="DATASET", help="folder of the data set")
    command.add_argument("--at", required=True, metavar="TIME", help="ISO 8601, UTC; nothing later is used")
    command.add_argument("--k", default="20", metavar="N", help="how many for each member (20)")
    command.add_argument("--out", required=True, metavar="FILE", help="where to write the lists; - for standard output")
    command.add_argument("--target", choices=("activities", "clubs"), default="activities")
    command.add_argument("--members", metavar="FILE", help="only these members; unknown ones get a newcomer's list")
    command.add_argument("--candidates", metavar="FILE", help="rank only these")
    command.add_argument("--utc-offset", default="9", metavar="HOURS", help="local time of the members (9)")
    command.add_argument("--language", choices=("ko", "en"), default="ko", help="of the reasons")
    command.set_defaults(func=run)


def run(options: argparse.Namespace) -> int:
    """Rank and write."""
    at = time_option("--at", options.at)
    k = integer_option("--k", options.k, 1, MOST_ITEMS)
    utc_offset = number_option("--utc-offset", options.utc_offset, -FURTHEST_OFFSET, FURTHEST_OFFSET)
    csvfile.refuse_unwritable(options.out)
    dataset = read(options.dataset, implied_members=True)
    if dataset.implied:
        ids = {problem.value for problem in dataset.implied}
        print(f"{len(ids)} member(s) act but have no row: nothing else is known about them", file=sys.stderr)
    _refuse_before_everything(dataset, options.target, at, options.at)
    members = read_ids(options.members, "members") if options.members else dataset.members.text("member_id")
    candidates = _candidates(options, dataset)
    with tqdm(total=100, desc="learning", file=sys.stderr, leave=False) as bar:
        recommender = Recommender.fit(
            dataset,
            at=at,
            utc_offset=utc_offset,
            progress=lambda stage, done: _show(bar, stage, done),
        )
    lists = recommender.rank_many(
        members, states_before(dataset, at), at=at, k=k, target=options.target, candidates=candidates
    )
    _write(options.out, tqdm(lists, total=len(members), desc="ranking", file=sys.stderr, leave=False), options.language)
    return 0


def _refuse_before_everything(dataset: Dataset, target: str, at: float, given: str) -> None:
    """A time before the first activity or club was made leaves nothing to rank: most likely it is a slip."""
    table = dataset.clubs if target == "clubs" else dataset.activities
    created = table.number("created_at")
    if len(created) and (created > at).all():
        message = f"none of the {target} exists yet, the first is of {format_time(float(created.min()))}"
        raise DatasetError([Problem("--at", 0, "", given, message)])


def read_ids(path: str, kind: str) -> list[str]:
    """Ids of a file: its column of that name, or, where the first line holds none, the first cell of every line.

    Raises
    ------
    DatasetError
        The file cannot be read.
    """
    cells = csvfile.read_first_cells(path, ID_COLUMNS[kind])
    return list(dict.fromkeys(cell.strip() for cell in cells if cell.strip()))


def _candidates(options: argparse.Namespace, dataset: Dataset) -> list[str] | None:
    if not options.candidates:
        return None
    table, key = (dataset.clubs, "club_id") if options.target == "clubs" else (dataset.activities, "activity_id")
    known = set(table.text(key))
    ids = read_ids(options.candidates, options.target)
    problems = [Problem(options.candidates, 0, key, i, f"no such row in {table.name}") for i in ids if i not in known]
    if problems:
        raise DatasetError(problems)
    return ids


def _show(bar: tqdm[Any], stage: str, done: float) -> None:
    bar.set_description(stage)
    bar.update(math.floor(100 * done) - bar.n)


def _write(out: str, lists: Iterable[tuple[str, list[Recommendation]]], language: Any) -> None:
    with csvfile.writing(out) as writer:
        writer.writerows(_rows(lists, language))


def _rows(lists: Iterable[tuple[str, list[Recommendation]]], language: Any) -> Iterator[tuple[object, ...]]:
    yield HEADER
    for member, recommendations in lists:
        for one in recommendations:
            reason = one.reasons[0].sentence(language) if one.reasons else ""
            yield member, one.rank, one.item_id, f"{one.score:.6g}", reason
