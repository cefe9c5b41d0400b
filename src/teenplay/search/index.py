"""Finding activities the way people type: words in any form, without blanks, first consonants, wrong keyboard.

An entry per activity holds its content words (Kiwi's morphemes), its text without blanks, and the first consonants of
that. A query matches when all its words are there, or when it is a piece of the text without blanks.
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

from moim.text.hangul import from_keyboard, initials, jamo
from moim.text.tokens import html_to_text, normalise, tokens, tokens_many
from teenplay.activities.models import Activity, ActivityQuerySet
from teenplay.search.models import SearchEntry

LONGEST = 60
"""Characters of a query that are looked at."""
AT_ONCE = 50
"""Activities brought up to date within one search; a catalogue just loaded is for ``teenplay index_search``."""

_ONLY_INITIALS = re.compile(r"[ㄱ-ㅎ]{2,}")
_LONE_LETTERS = re.compile(r"[ㄱ-ㅎㅏ-ㅣ]")
_LATIN = re.compile(r"[a-zA-Z]")


def matching(activities: ActivityQuerySet, query: str, *, all_words: bool = True) -> ActivityQuerySet:
    """The activities that match a query, with their ``relevance``.

    Args:
        query: as typed; an empty one matches nothing.
        all_words: every word has to be there; else any one will do.
    """
    readings = _readings(query)
    if not readings:
        return activities.none().annotate(relevance=Value(0))
    condition = reduce(or_, (_condition(reading, all_words) for reading in readings))
    condition |= Q(search__isnull=True, title__icontains=normalise(query))  # just loaded, not prepared yet
    return activities.filter(condition).annotate(relevance=reduce(add, map(_relevance, readings)))


def suggestions(activities: ActivityQuerySet, query: str, *, k: int = 6) -> list[str]:
    """Titles that begin with, or hold, what has been typed so far, even when its last syllable is not finished."""
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
    """Bring entries of new and changed activities up to date; how many were. ``limit``: no more than so many."""
    outdated = Q(search__isnull=True) | Q(search__indexed_date__lt=F("updated_date"))
    ids = list(Activity.objects.filter(outdated).order_by("-pk").values_list("pk", flat=True)[:limit])
    for batch in _batches(progress(ids)):
        activities = list(Activity.objects.filter(pk__in=batch).select_related("club", "category"))
        entries = list(_entries(activities))
        with transaction.atomic():
            SearchEntry.objects.filter(pk__in=batch).delete()
            SearchEntry.objects.bulk_create(entries, ignore_conflicts=True)  # another request may do the same now
    return len(ids)


def _readings(query: str) -> list[str]:
    """The query, and what it says on the other keyboard layout where that may be meant."""
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
    """2 where the title itself holds the query, 1 where title, club or place do."""
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
    """달리기 and 달려요 are one: a noun in -기 stands for the verb it was made from."""
    return word[:-1] if len(word) > 2 and word.endswith("기") else word


def _compact(text: str) -> str:
    return re.sub(r"[^0-9a-z가-힣ㄱ-ㅎㅏ-ㅣ]", "", normalise(text).lower())


def _initials(text: str) -> str:
    """What one may type for the text in first consonants, beginning at any of its words."""
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
