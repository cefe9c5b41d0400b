"""``moim rank``: a list for every member, from all that a data set knows up to a time."""

from __future__ import annotations

import argparse
import csv
import math
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tqdm import tqdm

from moim.data.dataset import Dataset, DatasetError, Problem, read
from moim.data.times import parse_time
from moim.data.world import events_of
from moim.members import MemberState
from moim.recommender import Recommendation, Recommender

HEADER = ("member_id", "rank", "item_id", "score", "reason")
ID_COLUMNS = {"members": ("member_id",), "activities": ("activity_id", "item_id"), "clubs": ("club_id", "item_id")}


def register(subparsers: Any) -> None:
    """Add ``rank`` to the command line."""
    command = subparsers.add_parser("rank", help="write the best activities or clubs for every member")
    command.add_argument("dataset", metavar="DATASET", help="folder of the data set")
    command.add_argument("--at", required=True, metavar="TIME", help="ISO 8601, UTC; nothing later is used")
    command.add_argument("--k", type=int, default=20, help="how many for each member (20)")
    command.add_argument("--out", required=True, metavar="FILE", help="where to write the lists; - for standard output")
    command.add_argument("--target", choices=("activities", "clubs"), default="activities")
    command.add_argument("--members", metavar="FILE", help="only these members; unknown ones get a newcomer's list")
    command.add_argument("--candidates", metavar="FILE", help="rank only these")
    command.add_argument("--utc-offset", type=float, default=9.0, metavar="HOURS", help="local time of the members (9)")
    command.add_argument("--language", choices=("ko", "en"), default="ko", help="of the reasons")
    command.set_defaults(func=run)


def run(options: argparse.Namespace) -> int:
    """Rank and write."""
    try:
        at = parse_time(options.at)
    except ValueError:
        raise DatasetError([Problem("--at", 0, "", options.at, "not a time (ISO 8601, UTC)")]) from None
    if options.k < 1:
        raise DatasetError([Problem("--k", 0, "", str(options.k), "at least 1 is wanted")])
    dataset = read(options.dataset, implied_members=True)
    if dataset.implied:
        ids = {problem.value for problem in dataset.implied}
        print(f"{len(ids)} member(s) act but have no row: taken as known by nothing else", file=sys.stderr)
    members = read_ids(options.members, "members") if options.members else dataset.members.text("member_id")
    candidates = _candidates(options, dataset)
    with tqdm(total=100, desc="learning", file=sys.stderr, leave=False) as bar:
        recommender = Recommender.fit(
            dataset,
            at=at,
            utc_offset=options.utc_offset,
            progress=lambda stage, done: _show(bar, stage, done),
        )
    lists = recommender.rank_many(
        members, states_before(dataset, at), at=at, k=options.k, target=options.target, candidates=candidates
    )
    _write(options.out, tqdm(lists, total=len(members), desc="ranking", file=sys.stderr, leave=False), options.language)
    return 0


def states_before(dataset: Dataset, at: float) -> dict[str, MemberState]:
    """Members' states after the events before a time."""
    states: dict[str, MemberState] = {}
    for event in events_of(dataset):
        if event.at >= at:
            break
        states.setdefault(event.member_id, MemberState()).update(event)
    return states


def read_ids(path: str, kind: str) -> list[str]:
    """Ids of a file: its column of that name, or, where the first line holds none, the first cell of every line.

    Raises:
        DatasetError: the file cannot be read.
    """
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as stream:
            rows = [row for row in csv.reader(stream) if row]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DatasetError([Problem(path, 0, "", "", f"cannot be read ({error})")]) from error
    header = rows[0] if rows else []
    column = next((header.index(name) for name in ID_COLUMNS[kind] if name in header), None)
    cells = [row[column] for row in rows[1:] if column < len(row)] if column is not None else [row[0] for row in rows]
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
    if out == "-":
        csv.writer(sys.stdout, lineterminator="\n").writerows(_rows(lists, language))
        return
    path = Path(out)
    draft = path.with_name(f".{path.name}.part")
    try:
        with draft.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows(_rows(lists, language))
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _rows(lists: Iterable[tuple[str, list[Recommendation]]], language: Any) -> Iterator[tuple[object, ...]]:
    yield HEADER
    for member, recommendations in lists:
        for one in recommendations:
            reason = one.reasons[0].sentence(language) if one.reasons else ""
            yield member, one.rank, one.item_id, f"{one.score:.6g}", reason
