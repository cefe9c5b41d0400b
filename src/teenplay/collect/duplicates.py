"""Record linkage: finds events that are listed twice, by comparing title, time, place and organiser.

Blocking: two records are compared only if they start or end within a day of each other; a record without a date is
compared with records of the same bare title. Scoring: a logistic regression over the measures of :func:`_compare`.
Two titles that each have a number the other lacks ("1회차", "2회차") are different events, however similar otherwise.

Where the constants come from: 4,996 events of the city of Seoul, of which 1,500 were listed a second time with other
spacing, decoration, days and organisers (``tests/teenplay/collect/relisted.py``). The weights were fitted with that
script's seed 1, the thresholds chosen with seed 2, and the test measures precision and recall with seed 3.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from moim.data.times import DAY
from moim.text.tfidf import idf
from teenplay.collect.text import bare_title, plain

SAME = 0.75
"""Records with at least this score are one event. Precision and recall at 0.7: 0.980 and 0.994; at 0.75: 0.985 and
0.992; at 0.8: 0.989 and 0.987 (seed 2). Precision comes first, because a merge hides a row."""

WORTH_COMPARING = 0.35
"""The least cosine of two titles that are compared. 99.9 % of the duplicates of seed 2 have 0.50 or more."""

_NUMBER = re.compile(r"\d+|(?<![a-z])(?:iii|ii|iv|vi|v|i)(?![a-z])")
_SMALL_TALK = re.compile(
    r"\((?:무료|유료|마감임박|선착순|서울|온라인)\)|(?:참여자|참가자|수강생|신청자|관람객)\s?모집|모집\s?안내|개최\s?안내|안내$|개최$"
    r"|모집\s?중|선착순|앵콜|마감\s?임박|절찬"
)


@dataclass(frozen=True, slots=True)
class EventRecord:
    """The fields that are compared. Times are seconds since 1970 UTC, coordinates degrees; nan or "" means unknown."""

    title: str
    start: float = math.nan
    end: float = math.nan
    place: str = ""
    organiser: str = ""
    latitude: float = math.nan
    longitude: float = math.nan


@dataclass(frozen=True, slots=True)
class Pair:
    """The positions of two records, the lower one first, and the probability that they are one event."""

    first: int
    second: int
    score: float


@dataclass(frozen=True, slots=True)
class _Title:
    """A title: its letters and digits without bracketed heads (``key``), those heads, and the numbers in it."""

    key: str
    heads: str
    numbers: frozenset[str]


def find_duplicates(entries: Sequence[EventRecord], apart: Collection[tuple[int, int]] = ()) -> list[Pair]:
    """All pairs with a score of at least :data:`SAME`, the highest first, except those in ``apart`` (positions)."""
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


def groups(pairs: Sequence[Pair]) -> list[list[int]]:
    """The connected components of the pairs: positions that are one event, each group in ascending order."""
    if not pairs:
        return []
    ends = np.array([(pair.first, pair.second) for pair in pairs])
    positions, edges = np.unique(ends, return_inverse=True)
    first, second = edges.reshape(ends.shape).T
    joined = csr_matrix((np.ones(len(pairs)), (first, second)), shape=(len(positions), len(positions)))
    count, group = connected_components(joined, directed=False)
    return [positions[group == number].tolist() for number in range(count)]


def _title(title: str) -> _Title:
    bare = bare_title(title)
    heads = " ".join(re.findall(r"\w+", plain(title).partition(bare)[0]))
    text = _SMALL_TALK.sub(" ", unicodedata.normalize("NFKC", bare).lower())
    return _Title("".join(sign for sign in text if sign.isalnum()), heads, frozenset(_NUMBER.findall(text)))


def _numbers_differ(one: _Title, other: _Title) -> bool:
    return bool(one.numbers - other.numbers) and bool(other.numbers - one.numbers)


def _vectors(keys: Sequence[str]) -> csr_matrix:
    """Titles as unit TF-IDF vectors of character bigrams, so that text shared by a whole series counts little."""
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
    entries: Sequence[EventRecord], titles: Sequence[_Title], vectors: csr_matrix
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


def _blocks(entries: Sequence[EventRecord], titles: Sequence[_Title]) -> Iterator[tuple[list[int], list[int]]]:
    """Blocks: positions of one day, and the positions they are compared with, of the same day and the next."""
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


def _compare(one: EventRecord, other: EventRecord, first: _Title, second: _Title, cosine: float) -> tuple[float, ...]:
    """The similarity measures of two records, each from 0 to 1, and 0.5 if one record lacks the field."""
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
    """How much of each title was replaced in the other ("통기타" by "바이올린"): from 0 to 1, for five letters or more.

    The cap of five letters is part of the measure that :data:`WEIGHTS` was fitted with.
    """
    shared = LCSseq.similarity(one, other)
    return min(5, len(one) - shared, len(other) - shared) / 5


def _days(one: float, other: float) -> float:
    """1 for the same time, falling linearly to 0 at three days apart (re-listed days differ by one)."""
    apart = abs(one - other) / DAY
    return 0.5 if math.isnan(apart) else max(0.0, 1 - apart / 3)


def _alike(one: str, other: str) -> float:
    return fuzz.token_set_ratio(one.lower(), other.lower()) / 100 if one and other else 0.5


def _near(one: EventRecord, other: EventRecord) -> float:
    """``1 / (1 + kilometres)``: 1 at the same place, 0.5 at one kilometre.

    A degree of latitude has 111 km; one of longitude 111 km * cos(37.6°) = 88 km at the latitude of Seoul.
    """
    north, east = (one.latitude - other.latitude) * 111.0, (one.longitude - other.longitude) * 88.0
    kilometres = math.hypot(north, east)
    return 0.5 if math.isnan(kilometres) else 1 / (1 + kilometres)


WEIGHTS = (-6.83, 6.73, 2.11, -2.84, -5.72, 2.09, 1.45, 2.42, -0.61, -0.49, -0.6, 0.2)
"""The coefficients of the measures of :func:`_compare`, fitted as the module's text says. That of the organiser is
slightly negative, because all events of a series have the same organiser."""


def _score(measures: Sequence[float]) -> float:
    total = sum(weight * measure for weight, measure in zip(WEIGHTS, measures, strict=True))
    return 1 / (1 + math.exp(-total))
