"""Searching activities: by words in any inflection, without spaces, by first consonants, on the wrong keyboard layout.

The index has one entry per activity: its content words (Kiwi's morphemes), its text without spaces, and the first
consonants of that text. A query matches if all its words are in the entry, or if it is part of the text without spaces.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import reduce
from itertools import islice
from operator import add, and_, or_

from django.db import transaction
from django.db.models import Case, F, IntegerField, Q, Value, When
from django.utils import timezone

from moim.text.cleaning import html_to_text, normalise
from moim.text.hangul import from_keyboard, initials, jamo
from moim.text.tokens import tokens, tokens_many
from teenplay.activities.models import Activity, ActivityQuerySet
from teenplay.search.models import SearchEntry

LONGEST = 60
"""Only this many characters of a query are used."""
AT_ONCE = 50
"""A search indexes at most this many new or changed activities; ``teenplay index_search`` indexes all."""

_ONLY_INITIALS = re.compile(r"[ㄱ-ㅎ]{2,}")
_LONE_LETTERS = re.compile(r"[ㄱ-ㅎㅏ-ㅣ]")
_LATIN = re.compile(r"[a-zA-Z]")


def matching(activities: ActivityQuerySet, query: str, *, all_words: bool = True) -> ActivityQuerySet:
    """The activities that match a query, with their ``relevance``.

    Parameters
    ----------
    query
        As typed; an empty one matches nothing.
    all_words
        Whether all words have to match, or any one of them.
    """
    readings = _readings(query)
    if not readings:
        return activities.none().annotate(relevance=Value(0))
    condition = reduce(or_, (_condition(reading, all_words) for reading in readings))
    condition |= Q(search__isnull=True, title__icontains=normalise(query))  # loaded but not indexed yet
    return activities.filter(condition).annotate(relevance=reduce(add, map(_relevance, readings)))


def suggestions(activities: ActivityQuerySet, query: str, *, k: int = 6) -> list[str]:
    """Titles that begin with or contain the typed text, even if its last syllable is unfinished."""
    typed = [_compact(reading) for reading in _readings(query)]
    if not typed:
        return []
    condition = Q()
    for text in typed:
        condition |= Q(search__letters__contains=jamo(text))
        if _ONLY_INITIALS.fullmatch(text):
            condition |= Q(search__initials__contains=f" {text}")
    titles = activities.filter(condition).order_by("-pk").values_list("title", flat=True)[: 4 * k]
    starts = jamo(typed[0])
    return sorted(dict.fromkeys(titles), key=lambda title: not jamo(_compact(title)).startswith(starts))[:k]


def refresh(*, limit: int | None = None, progress: Callable[[Iterable[int]], Iterable[int]] = iter) -> int:
    """Index new and changed activities, at most ``limit``; returns how many."""
    outdated = Q(search__isnull=True) | Q(search__indexed_date__lt=F("updated_date"))
    ids = list(Activity.objects.filter(outdated).order_by("-pk").values_list("pk", flat=True)[:limit])
    for batch in _batches(progress(ids)):
        activities = list(Activity.objects.filter(pk__in=batch).select_related("club", "category"))
        entries = list(_entries(activities))
        with transaction.atomic():
            SearchEntry.objects.filter(pk__in=batch).delete()
            SearchEntry.objects.bulk_create(entries, ignore_conflicts=True)  # another request may index the same rows
    return len(ids)


def _readings(query: str) -> list[str]:
    """The query, and its reading on the other keyboard layout where that is plausible."""
    query = normalise(query[:LONGEST]).lower()
    if not _compact(query):
        return []
    readings = [query]
    lone = _LONE_LETTERS.search(query) and not _ONLY_INITIALS.fullmatch(_compact(query))
    if lone or (_LATIN.search(query) and not re.search("[가-힣]", query)):
        readings.append(from_keyboard(query).lower())
    return readings


def _condition(reading: str, all_words: bool) -> Q:
    piece = _compact(reading)
    condition = Q(search__compact__contains=piece)
    if _ONLY_INITIALS.fullmatch(piece):
        return condition | Q(search__initials__contains=f" {piece}")
    words = _words(reading)
    if words:
        condition |= reduce(and_ if all_words else or_, (Q(search__words__contains=f" {word} ") for word in words))
    return condition


def _relevance(reading: str) -> Case:
    """2 if the title contains the query, 1 if title, club or place do, else 0."""
    piece = _compact(reading)
    return Case(
        When(search__letters__contains=jamo(piece), then=Value(2)),
        When(search__compact__contains=piece, then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )


def _words(text: str) -> list[str]:
    return list(dict.fromkeys(map(_stem, tokens(text))))


def _stem(word: str) -> str:
    """달리기 and 달려요 match: a noun in -기 is reduced to the stem of its verb."""
    return word[:-1] if len(word) > 2 and word.endswith("기") else word


def _compact(text: str) -> str:
    return re.sub(r"[^0-9a-z가-힣ㄱ-ㅎㅏ-ㅣ]", "", normalise(text).lower())


def _initials(text: str) -> str:
    """The first consonants of the text, from each of its words on."""
    words = [_compact(word) for word in text.split()]
    return "".join(f" {initials(''.join(words[start:]))[:30]}" for start in range(len(words)))


def _entries(activities: Sequence[Activity]) -> Iterator[SearchEntry]:
    texts = [_text(activity) for activity in activities]
    now = timezone.now()
    for activity, words in zip(activities, tokens_many(texts), strict=True):
        club = activity.club.name if activity.club else ""
        title, compact = _compact(activity.title), _compact(f"{activity.title} {club} {activity.address_location}")
        yield SearchEntry(
            activity=activity,
            words=f" {' '.join(dict.fromkeys(map(_stem, words)))} ",
            compact=compact[:1000],
            letters=jamo(title),
            initials=_initials(f"{activity.title} {club} {activity.address_location}"),
            indexed_date=max(now, activity.updated_date),
        )


def _text(activity: Activity) -> str:
    parts = [activity.title, activity.intro, html_to_text(activity.content), activity.address_location, activity.tags]
    parts += [activity.club.name if activity.club else "", activity.category.name if activity.category else ""]
    return " . ".join(filter(None, parts))


def _batches(ids: Iterable[int], size: int = 500) -> Iterator[list[int]]:
    rest = iter(ids)
    while batch := list(islice(rest, size)):
        yield batch
