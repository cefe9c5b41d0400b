"""The same event listed twice: pairs that lie close in time are compared by title, place and organiser.

Blocking: two entries meet only if they start, or end, within a day of each other; entries without a date meet those of
the same bare title. Scoring: a logistic score over what :func:`_compare` measures, its weights fitted on events of the
city of Seoul re-listed with other spacing, decoration, days and organisers (``tests/teenplay/collect/relisted.py``).
Two titles whose numbers differ on both sides ("1회차" and "2회차") are different events whatever else is alike.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq
from scipy.sparse import csr_matrix

from moim.data.times import DAY
from moim.text.tfidf import idf
from teenplay.collect.text import bare_title, plain

SAME = 0.75
"""The score from which on two entries count as one event: precision before recall, as a merge hides a row."""

WORTH_COMPARING = 0.35  # cosine of titles under which no pair was the same event

_NUMBER = re.compile(r"\d+|(?<![a-z])(?:iii|ii|iv|vi|v|i)(?![a-z])")
_SMALL_TALK = re.compile(
    r"\((?:무료|유료|마감임박|선착순|서울|온라인)\)|(?:참여자|참가자|수강생|신청자|관람객)\s?모집|모집\s?안내|개최\s?안내|안내$|개최$"
    r"|모집\s?중|선착순|앵콜|마감\s?임박|절찬"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What duplicates are told by. Times are seconds since 1970 UTC, coordinates degrees; nan or "" is not known."""

    title: str
    start: float = math.nan
    end: float = math.nan
    place: str = ""
    organiser: str = ""
    latitude: float = math.nan
    longitude: float = math.nan


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entries by their positions, the first the lower, and how sure it is that they are one event (0 to 1)."""

    first: int
    second: int
    score: float


@dataclass(frozen=True, slots=True)
class _Title:
    """A title without its bracketed heads, as letters and digits only; those heads; the numbers in it."""

    key: str
    heads: str
    numbers: frozenset[str]


def find_duplicates(entries: Sequence[Entry], apart: Collection[tuple[int, int]] = ()) -> list[Pair]:
    """All pairs that score :data:`SAME` or more, the surest first; pairs in ``apart`` (positions) are never given."""
    titles = [_title(entry.title) for entry in entries]
    vectors = _vectors([title.key for title in titles])
    pairs = []
    for first, second, cosine in _candidates(entries, titles, vectors):
        if (first, second) in apart or (second, first) in apart or _numbers_differ(titles[first], titles[second]):
            continue
        score = _score(_compare(entries[first], entries[second], titles[first], titles[second], cosine))
        if score >= SAME:
            pairs.append(Pair(first, second, score))
    return sorted(pairs, key=lambda pair: (-pair.score, pair.first, pair.second))


def groups(pairs: Iterable[Pair]) -> list[list[int]]:
    """Positions that are one event, each group in ascending order: what pairs join, directly or through a third."""
    leader: dict[int, int] = {}

    def find(position: int) -> int:
        while leader.setdefault(position, position) != position:
            leader[position] = leader[leader[position]]
            position = leader[position]
        return position

    for pair in pairs:
        first, second = find(pair.first), find(pair.second)
        leader[max(first, second)] = min(first, second)
    members = defaultdict(list)
    for position in sorted(leader):
        members[find(position)].append(position)
    return list(members.values())


def _title(title: str) -> _Title:
    bare = bare_title(title)
    heads = " ".join(re.findall(r"\w+", plain(title).partition(bare)[0]))
    text = _SMALL_TALK.sub(" ", unicodedata.normalize("NFKC", bare).lower())
    return _Title("".join(sign for sign in text if sign.isalnum()), heads, frozenset(_NUMBER.findall(text)))


def _numbers_differ(one: _Title, other: _Title) -> bool:
    return bool(one.numbers - other.numbers) and bool(other.numbers - one.numbers)


def _vectors(keys: Sequence[str]) -> csr_matrix:
    """Titles as unit vectors of character pairs, rare pairs counting more: what a series shares counts little."""
    grams: dict[str, int] = {}
    rows, columns = [], []
    for row, key in enumerate(keys):
        for gram in {key[at : at + 2] for at in range(len(key) - 1)} or {key}:
            rows.append(row)
            columns.append(grams.setdefault(gram, len(grams)))
    counts = np.bincount(columns, minlength=len(grams))
    weights = idf(counts, len(keys))
    data = weights[columns]
    norms = np.sqrt(np.bincount(rows, weights=data**2, minlength=len(keys)))
    return csr_matrix((data / norms[rows], (rows, columns)), shape=(len(keys), len(grams)))


def _candidates(
    entries: Sequence[Entry], titles: Sequence[_Title], vectors: csr_matrix
) -> Iterator[tuple[int, int, float]]:
    """Pairs worth comparing, each once, with the cosine of their titles."""
    seen: set[tuple[int, int]] = set()
    for block, near in _blocks(entries, titles):
        cosines = (vectors[block] @ vectors[near].T).tocoo()
        close = cosines.data >= WORTH_COMPARING
        for row, column, cosine in zip(cosines.row[close], cosines.col[close], cosines.data[close], strict=True):
            pair = (block[row], near[column]) if block[row] < near[column] else (near[column], block[row])
            if pair[0] != pair[1] and pair not in seen:
                seen.add(pair)
                yield *pair, float(cosine)


def _blocks(entries: Sequence[Entry], titles: Sequence[_Title]) -> Iterator[tuple[list[int], list[int]]]:
    """Positions, and those they are compared with: of the same day and of the next."""
    for when in ("start", "end"):
        days = defaultdict(list)
        for position, entry in enumerate(entries):
            moment = getattr(entry, when)
            if not math.isnan(moment):
                days[int(moment // DAY)].append(position)
        for day, block in days.items():
            yield block, block + days.get(day + 1, [])
    alike = defaultdict(list)
    undated = {position for position, entry in enumerate(entries) if math.isnan(entry.start) and math.isnan(entry.end)}
    for position, title in enumerate(titles):
        alike[title.key].append(position)
    for block in alike.values():
        if len(block) > 1 and undated.intersection(block):
            yield block, block


def _compare(one: Entry, other: Entry, first: _Title, second: _Title, cosine: float) -> tuple[float, ...]:
    """How alike two entries are; every measure is from 0 to 1, and 0.5 where one of them does not say."""
    return (
        1.0,
        cosine,
        fuzz.ratio(first.key, second.key) / 100,
        fuzz.partial_ratio(first.key, second.key) / 100,
        _replaced(first.key, second.key),
        _days(one.start, other.start),
        _days(one.end, other.end),
        _alike(one.place, other.place),
        _alike(one.organiser, other.organiser),
        _near(one, other),
        _alike(first.heads, second.heads),
        float(first.numbers == second.numbers),
    )


def _replaced(one: str, other: str) -> float:
    """What stands in each title and not in the other ("통기타" for "바이올린"): 0 for nothing, 1 for five letters."""
    shared = LCSseq.similarity(one, other)
    return min(5, len(one) - shared, len(other) - shared) / 5


def _days(one: float, other: float) -> float:
    """1 for the same moment, less by half a day apart, 0 from three days on."""
    apart = abs(one - other) / DAY
    return 0.5 if math.isnan(apart) else max(0.0, 1 - apart / 3)


def _alike(one: str, other: str) -> float:
    return fuzz.token_set_ratio(one.lower(), other.lower()) / 100 if one and other else 0.5


def _near(one: Entry, other: Entry) -> float:
    """1 at the same spot, 0.5 at about a kilometre, towards 0 beyond."""
    north, east = (one.latitude - other.latitude) * 111.0, (one.longitude - other.longitude) * 88.0
    kilometres = math.hypot(north, east)
    return 0.5 if math.isnan(kilometres) else 1 / (1 + kilometres)


WEIGHTS = (-6.83, 6.73, 2.11, -2.84, -5.72, 2.09, 1.45, 2.42, -0.61, -0.49, -0.6, 0.2)
"""One for each measure of :func:`_compare`. The same organiser counts a little against: a series shares it, too."""


def _score(measures: Sequence[float]) -> float:
    total = sum(weight * measure for weight, measure in zip(WEIGHTS, measures, strict=True))
    return 1 / (1 + math.exp(-total))
