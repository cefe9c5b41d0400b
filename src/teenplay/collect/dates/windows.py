"""Combining tokens into time windows: which days and clock times belong together, and what they are for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from teenplay.collect.dates import calendar as cal
from teenplay.collect.dates.calendar import SEOUL
from teenplay.collect.dates.patterns import fold
from teenplay.collect.dates.scan import Scanner
from teenplay.collect.dates.tokens import Clock, Day, Mark, Moment, Part, Token, Week

_FAR = 30
_DAY = 24 * 60
_BREAK = re.compile(r"[\n|;■●▶※]|\)\s*/\s")
_ROLES = ("recruit", "activity", "close", "other")


@dataclass(frozen=True, slots=True)
class Window:
    """From ``start`` to ``end``, both in Asia/Seoul; ``None`` if the text does not say.

    ``timed``: a clock time was given. ``weekdays`` (0 is Monday): it repeats on these.
    """

    start: datetime | None
    end: datetime | None
    timed: bool = False
    weekdays: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Schedule:
    """When an activity takes place, when it recruits, and whether it recruits at any time."""

    activity: Window | None = None
    recruit: Window | None = None
    always: bool = False


@dataclass(slots=True)
class _Point:
    """A day and its clock times. ``ranged``: the first and last clock time are start and end.

    ``since`` and ``until``: it is a start or an end; ``closes``: a word says that it is the end ("까지", "마감").
    """

    day: Day
    clocks: list[Clock] = field(default_factory=list)
    part: Part | None = None
    ranged: bool = False
    since: bool = False
    until: bool = False
    closes: bool = False


@dataclass(slots=True)
class _Segment:
    """Tokens about one thing (the activity or recruiting), and the word that names it."""

    role: str = ""
    tokens: list[Token] = field(default_factory=list)

    @property
    def dated(self) -> bool:
        return any(not isinstance(token, Mark) for token in self.tokens)


def read_schedule(text: str, now: datetime) -> Schedule:
    """The time windows of a text relative to ``now`` (aware). Never raises, whatever the text."""
    text = fold(text)
    tokens = Scanner(now).tokens(text)
    today = now.astimezone(SEOUL)
    found: dict[str, tuple[tuple[bool, bool], Window]] = {}
    loose: list[_Point] = []
    for segment in _segments(text, tokens):
        if segment.role == "other":
            continue
        points, weekdays = _points(segment, today)
        if not points:
            loose += _clocks_alone(segment, today.date())
            continue
        window = _window(points, weekdays, segment.role)
        role = (
            "recruit" if segment.role in ("recruit", "close") or (not segment.role and not window.start) else "activity"
        )
        rank = (any(point.day.exact for point in points), bool(segment.role))
        if role not in found or rank > found[role][0]:
            found[role] = rank, window
    activity, recruit = (found[role][1] if role in found else None for role in ("activity", "recruit"))
    if activity is not None and not activity.timed and loose:
        activity = _timed(activity, loose[0])
    always = any(isinstance(token, Mark) and token.kind == "always" for token in tokens)
    return Schedule(activity, recruit, always)


def _segments(text: str, tokens: list[Token]) -> Iterable[_Segment]:
    """Split tokens where a new thing is named, at line breaks, and where there is much text in between."""
    segment, end = _Segment(), 0
    for token in tokens:
        gap = text[end : token.start]
        if segment.tokens and (len(gap) > _FAR or _BREAK.search(gap)):
            yield segment
            segment = _Segment()
        end = token.end
        if isinstance(token, Mark) and token.kind in (*_ROLES, "when"):
            named = "activity" if token.kind == "when" else token.kind
            if not segment.dated:
                if token.kind != "when" or not segment.role or len(gap) > 3:
                    segment.role = named
            elif len(gap) <= 4 and ":" not in text[end : end + 2] and (token.kind == "close" or not segment.role):
                segment.role = named
                if token.kind == "close":
                    segment.tokens.append(token)
                yield segment
                segment = _Segment()
            else:
                yield segment
                segment = _Segment(role=named)
        else:
            segment.tokens.append(token)
    yield segment


def _points(segment: _Segment, now: datetime) -> tuple[list[_Point], frozenset[int]]:
    """The days of a segment with their clock times, and the weekdays on which they repeat."""
    weekdays = frozenset(
        day for token in segment.tokens if isinstance(token, Week) and token.every for day in token.days
    )
    points: list[_Point] = []
    early: list[Clock] = []
    joined = False
    previous: Token | None = None
    for token in _with_a_day(segment.tokens, now):
        match token:
            case Mark(kind="to" | "from"):
                joined = True
                continue
            case Mark(kind="dash_mark"):
                joined = previous is not None and token.start - previous.end <= 1
                continue
            case Mark(kind="until" | "close"):
                if points:
                    points[-1].until = points[-1].closes = True
                continue
            case Mark():
                continue
            case Week():
                continue
            case Day() | Moment():
                if joined and points:
                    points[-1].since = True
                points.append(_point(token, until=token.deadline or joined))
            case Clock() if points:
                points[-1].ranged |= joined and bool(points[-1].clocks)
                points[-1].clocks.append(token)
            case Clock():
                early.append(token)
            case Part() if points and token.start - points[-1].day.end <= 3:
                points[-1].part = token
        joined, previous = False, token
    if points and joined:
        points[-1].since = True
    if points and early:
        points[0].clocks[:0] = early
        points[0].ranged |= len(early) > 1
    return _exact_only(points), weekdays


def _with_a_day(tokens: list[Token], now: datetime) -> list[Token]:
    """The tokens; weekdays without any date are replaced by the next such day."""
    week = next((token for token in tokens if isinstance(token, Week)), None)
    if week is None or any(isinstance(token, Day | Moment) for token in tokens):
        return tokens
    days = {day for token in tokens if isinstance(token, Week) for day in token.days}
    clock = next((token for token in tokens if isinstance(token, Clock)), None)
    gone = clock is not None and _dial([clock])[0] <= now.hour * 60 + now.minute
    first = cal.next_weekday(days, now.date() + timedelta(days=1) if gone else now.date())
    at = tokens.index(week)
    return [*tokens[:at], Day(week.start, week.end, first, first), *tokens[at + 1 :]]


def _point(token: Day | Moment, until: bool) -> _Point:
    if isinstance(token, Day):
        return _Point(token, until=until)
    day = Day(token.start, token.end, token.at.date(), token.at.date())
    return _Point(day, [Clock(token.start, token.end, token.at.hour * 60 + token.at.minute)], until=until)


def _told(point: _Point) -> bool:
    """Whether a time of day is given."""
    return bool(point.clocks or point.part)


def _exact_only(points: list[_Point]) -> list[_Point]:
    """Drop a month next to a day, unless the two form a range."""
    exact = [point for point in points if point.day.exact or point.since or point.until]
    return exact if any(point.day.exact for point in exact) else points


def _window(points: list[_Point], weekdays: frozenset[int], role: str) -> Window:
    first, last = points[0], max(points, key=lambda point: point.day.last)
    if len(points) == 1:
        since, until = first.since, first.until or (role == "close" and not first.ranged)
        if role == "recruit" and first.day.exact and not (until or first.ranged):
            since = True  # "신청 5월 1일 10시": when it opens
        if until and not since and not first.ranged:
            return Window(None, _end(first, closing=True), _told(first), weekdays)
        begin = cal.next_weekday(weekdays, first.day.first) if weekdays and since else first.day.first
        return Window(_at(begin, _opening(first)), None if since else _end(first), _told(first), weekdays)
    begin = min(cal.next_weekday(weekdays, first.day.first), last.day.last) if weekdays else first.day.first
    closing = (
        bool(first.clocks) or role in ("recruit", "close") or (last.until and len(last.clocks) == 1 and last.closes)
    )
    opens = first if first.clocks or first.part or (closing and not last.ranged) else last
    start = _at(begin, _opening(opens))
    return Window(start, _end(last, closing) or _at(last.day.last, _DAY), any(map(_told, points)), weekdays)


def _opening(point: _Point) -> int:
    """The minute of the day at which a point begins."""
    return _dial(point.clocks)[0] if point.clocks else point.part.first if point.part else 0


def _end(point: _Point, closing: bool = False) -> datetime | None:
    """The end of a point: its clock time if that is an end, the end of its day, or ``None``."""
    minutes = _dial(point.clocks)
    if not minutes:
        return _at(point.day.last, point.part.last if point.part else _DAY)
    if point.ranged or closing:
        return _at(point.day.last, minutes[-1])
    return None


def _at(day: date, minute: int) -> datetime:
    """A minute of a day; 24:00 becomes the last second, so that it stays on the day."""
    midnight = datetime.combine(day, time(), SEOUL)
    return midnight + timedelta(seconds=minute * 60 - (minute == _DAY))


def _dial(clocks: list[Clock]) -> list[int]:
    """The minutes of clock times in order, with twelve hours added where 오후 was left out."""
    minutes: list[int] = []
    for at, clock in enumerate(clocks):
        minute = clock.minute
        if minutes:
            if minute <= minutes[-1]:
                half = 12 * 60 if clock.open and minute + 12 * 60 > minutes[-1] else _DAY
                minute += half
        elif clock.open and 60 <= minute < 9 * 60:
            follower = clocks[at + 1] if at + 1 < len(clocks) else None
            early = (
                minute >= 7 * 60
                and follower is not None
                and (follower.minute < minute if follower.open else minute + 12 * 60 >= follower.minute)
            )
            minute += 0 if early else 12 * 60
        minutes.append(minute)
    return minutes


def _clocks_alone(segment: _Segment, today: date) -> list[_Point]:
    clocks = [token for token in segment.tokens if isinstance(token, Clock)]
    if not clocks:
        return []
    ranged = len(clocks) == 2 and any(
        isinstance(token, Mark) and token.kind in ("to", "dash_mark", "from") for token in segment.tokens
    )
    return [_Point(Day(0, 0, today, today), clocks, ranged=ranged)]


def _timed(window: Window, point: _Point) -> Window:
    """A window of whole days with the clock times of another line."""
    minutes = _dial(point.clocks)
    start, end = window.start, window.end
    if start is not None:
        start = _at(start.date(), minutes[0])
    if end is not None:
        single = start is not None and start.date() == end.date()
        end = _at(end.date(), minutes[-1]) if point.ranged else None if single else end
    return replace(window, start=start, end=end, timed=True)
