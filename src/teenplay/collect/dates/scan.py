"""Scanning a text into tokens: days, times of day, weekdays and marks."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import get_args

from teenplay.collect.dates import calendar as cal
from teenplay.collect.dates.calendar import SEOUL, WEEKDAYS
from teenplay.collect.dates.patterns import PATTERNS
from teenplay.collect.dates.tokens import Clock, Day, Mark, MarkKind, Moment, Part, Token, Week

_SCANNER = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in PATTERNS.items()))
_ONE = {kind: re.compile(pattern) for kind, pattern in PATTERNS.items()}


class Scanner:
    """Scans one text; ``today`` and the date read last resolve what is left out."""

    def __init__(self, now: datetime) -> None:
        self.now = now.astimezone(SEOUL)
        self.today = self.now.date()
        self.previous: Day | None = None

    def tokens(self, text: str) -> list[Token]:
        """The tokens of a text that went through :func:`fold`."""
        found: list[Token] = []
        for match in _SCANNER.finditer(text):
            kind = str(match.lastgroup)
            groups = _ONE[kind].match(text, match.start())
            token = self._read(kind, groups, match) if groups else None
            if token is None:
                continue
            found.append(token)
            if isinstance(token, Day):
                self.previous = token
        return found

    def _read(self, kind: str, groups: re.Match[str], match: re.Match[str]) -> Token | None:
        if kind in _MARKS:
            return Mark(match.start(), match.end(), _MARKS[kind])
        try:
            return _READERS[kind](self, groups)
        except (ValueError, OverflowError):  # no such day: 31 April, year 0, a millennium ahead
            return None

    # --- days -------------------------------------------------------------------------------------------------------

    def _day(self, match: re.Match[str], first: date | None, last: date | None = None, **more: object) -> Day | None:
        if first is None:
            return None
        return Day(match.start(), match.end(), first, last or first, **more)  # type: ignore[arg-type]

    def _year(self, digits: str | None, word: str | None) -> int | None:
        if digits:
            return cal.full_year(digits.strip("'"), self.today)
        return self.today.year + {"내년": 1, "작년": -1}.get(word, 0) if word else None

    def _dated(
        self, match: re.Match[str], year: int | None, month: str, number: str, weekday: int | None
    ) -> Day | None:
        if year is not None:
            return self._day(match, cal.day(year, int(month), int(number)))
        near = self.previous
        if near is not None and 0 <= match.start() - near.end <= 12 and near.first.year != self.today.year:
            follower = cal.day(near.last.year, int(month), int(number))
            if follower is not None and follower < near.first:
                follower = cal.day(near.last.year + 1, int(month), int(number))
            return self._day(match, follower)
        return self._day(match, cal.nearest(int(month), int(number), self.today, weekday))

    def iso(self, match: re.Match[str]) -> Moment:
        zone = match[3].upper().replace("Z", "+00:00")
        at = datetime.fromisoformat(f"{match[1]}T{match[2]}{zone}")
        return Moment(match.start(), match.end(), at.astimezone(SEOUL))

    def ymd(self, match: re.Match[str]) -> Day | None:
        year = cal.full_year(match[1].strip("'"), self.today)
        return self._dated(match, year, match[2], match[3], None) if year else None

    def month_day(self, match: re.Match[str]) -> Day | None:
        return self._dated(match, self._year(match[1], match[2]), match[3], match[4], _weekday(match, 5))

    def short(self, match: re.Match[str]) -> Day | None:
        return self._dated(match, None, match[1], match[2], _weekday(match, len(match.groups()) - 2))

    def month_week(self, match: re.Match[str]) -> Day | None:
        first = self._month(match)
        span = cal.nth_week(first, _ORDINALS[match[4]], _weekday(match, 5)) if first else None
        return self._day(match, *span, exact=span[0] == span[1]) if span else None

    def _month(self, match: re.Match[str]) -> date | None:
        year = self._year(match[1], match[2])
        if not 1 <= int(match[3]) <= 12:
            return None
        return cal.nearest_month(int(match[3]), self.today) if year is None else date(year, int(match[3]), 1)

    def month_part(self, match: re.Match[str]) -> Day | None:
        first = self._month(match)
        return self._day(match, *_part_of_month(first, match[4]), exact=False) if first else None

    def month_bare(self, match: re.Match[str]) -> Day | None:
        if not 1 <= int(match[1]) <= 12:
            return None
        first = cal.nearest_month(int(match[1]), self.today)
        return self._day(match, first, cal.month_end(first), exact=False)

    def rel_month(self, match: re.Match[str]) -> Day | None:
        word = match[1].replace(" ", "")
        every = word in ("매월", "매달")
        months = {"다음달": 1, "담달": 1, "내달": 1, "지난달": -1}.get(word, 0)
        for first in (cal.add_months(self.today, months + shift) for shift in range(3 if every else 1)):
            for begin, end, exact in sorted(_days_of_month(match, first)):
                if not every or end >= self.today:
                    return self._day(match, begin, end, exact=exact)
        return None

    def dday(self, match: re.Match[str]) -> Day | None:
        ahead = 0 if match[1] == "day" else int(match[1])
        return self._day(match, self.today + timedelta(days=ahead), deadline=True)

    def left(self, match: re.Match[str]) -> Day | Moment | None:
        if match[2] == "시간":
            return Moment(match.start(), match.end(), self.now + timedelta(hours=int(match[1])), deadline=True)
        return self._day(match, self.today + timedelta(days=int(match[1])), deadline=True)

    def after(self, match: re.Match[str]) -> Day | Moment | None:
        number, unit = match[1], match[2]
        if number in ("일", "보름"):  # "일주일 뒤", "보름 뒤"
            if (number == "일") != (unit in ("주일", "주")):
                return None
            return self._day(match, self.today + timedelta(days=7 if number == "일" else 15))
        if unit is None:
            return None
        count = int(number) if number.isdigit() else _ORDINALS[number]
        if unit == "시간":
            return Moment(match.start(), match.end(), self.now + timedelta(hours=count))
        if unit in ("달", "개월"):
            month = cal.add_months(self.today, count)
            return self._day(match, min(cal.month_end(month), month + timedelta(days=self.today.day - 1)))
        return self._day(match, self.today + timedelta(days=count * (1 if unit == "일" else 7)))

    def rel_day(self, match: re.Match[str]) -> Day | None:
        return self._day(match, self.today + timedelta(days=_AWAY[match[1].replace(" ", "")]))

    def holiday(self, match: re.Match[str]) -> Day | None:
        month, number = cal.HOLIDAYS[match[1].replace(" ", "")]
        return self._dated(match, None, str(month), str(number), None)

    def day(self, match: re.Match[str]) -> Day | None:
        return self._number(match, _weekday(match, 2))

    def next(self, match: re.Match[str]) -> Day | None:
        near = self.previous
        if near is None or not near.exact or match.start() - near.end > 3:
            return None
        return self._number(match, _weekday(match, 2))

    def _number(self, match: re.Match[str], weekday: int | None) -> Day | None:
        """A day given only by its number: of the month named last, else of the next month that has it."""
        near, number = self.previous, int(match[1])
        if near is not None and match.start() - near.end <= 20:
            months = [near.last.replace(day=1), cal.add_months(near.last, 1)]
            days = [one for month in months if (one := cal.day(month.year, month.month, number)) and one >= near.first]
        else:
            months = [cal.add_months(self.today, shift) for shift in range(3)]
            days = [one for month in months if (one := cal.day(month.year, month.month, number)) and one >= self.today]
            days = [one for one in days if one.weekday() == weekday] or days
        return self._day(match, days[0] if days else None)

    # --- weekdays ---------------------------------------------------------------------------------------------------

    def week(self, match: re.Match[str]) -> Week | Day | None:
        word = match[1].replace(" ", "")
        days = frozenset({5, 6}) if match[3] else _weekdays(match[2] or "")
        if word in ("매주", "격주"):
            return Week(match.start(), match.end(), days, True) if days else None
        monday = cal.week_start(self.today, _WEEKS[word])
        if not days:
            return self._day(match, monday, monday + timedelta(days=6), exact=False)
        first, last = monday + timedelta(days=min(days)), monday + timedelta(days=max(days))
        return self._day(match, first, last, exact=len(days) == 1)

    def daily(self, match: re.Match[str]) -> Week:
        days = frozenset(range(7)) if match[0] in ("매일", "연중무휴") else _weekdays(match[0])
        return Week(match.start(), match.end(), days, True)

    def weekday(self, match: re.Match[str]) -> Week | None:
        run = match[2]
        if run and (list(run) != sorted(set(run), key="월화수목금토일".find) or run == "금일"):
            return None
        days = _weekdays(match[1] or run)
        return Week(match.start(), match.end(), days, len(days) > 1) if days else None

    # --- times of day -----------------------------------------------------------------------------------------------

    def clock(self, match: re.Match[str]) -> Clock | None:
        if match[0].startswith("00:00:00"):  # written by a database for a day without a time
            return None
        half = match[1] or (match[4] and match[4] + "m")
        return _clock(match, half, match[2], int(match[3]), exact=len(match[2]) == 2)

    def hour(self, match: re.Match[str]) -> Clock | None:
        return _clock(match, match[1], match[2], 30 if match[4] else int(match[3] or 0))

    def hour_word(self, match: re.Match[str]) -> Clock | None:
        return _clock(match, match[1], str(_HOURS[match[2]]), 30 if match[4] else int(match[3] or 0))

    def hour_en(self, match: re.Match[str]) -> Clock | None:
        return _clock(match, match[2] + "m", match[1], 0)

    def hour_h(self, match: re.Match[str]) -> Clock | None:
        return _clock(match, None, match[1], 0, exact=True)

    def hour_bare(self, match: re.Match[str]) -> Clock | None:
        return _clock(match, match[1], match[2], 0)

    def noon(self, match: re.Match[str]) -> Clock:
        return Clock(match.start(), match.end(), 12 * 60 if match[0] == "정오" else 24 * 60)

    def part(self, match: re.Match[str]) -> Part:
        return Part(match.start(), match.end(), *_PARTS[match[1]])


def _weekday(match: re.Match[str], group: int) -> int | None:
    """The weekday next to a date: the first matched group from ``group`` on."""
    letter = next((found for found in match.groups()[group - 1 :] if found), None)
    return WEEKDAYS.get(letter) if letter else None


def _weekdays(words: str) -> frozenset[int]:
    if "평일" in words:
        return frozenset(range(5))
    if "주말" in words:
        return frozenset({5, 6})
    letters = [WEEKDAYS[one] for one in words.replace("요일", "") if one in WEEKDAYS]
    if re.search("[~-]", words) and len(letters) == 2:
        first, last = letters
        return frozenset((first + shift) % 7 for shift in range((last - first) % 7 + 1))
    return frozenset(letters)


def _part_of_month(first: date, word: str | None) -> tuple[date, date]:
    if word in ("초", "초순"):
        return first, first.replace(day=10)
    if word == "중순":
        return first.replace(day=11), first.replace(day=20)
    if word in ("말", "하순"):
        return first.replace(day=21), cal.month_end(first)
    return first, cal.month_end(first)


def _days_of_month(match: re.Match[str], first: date) -> list[tuple[date, date, bool]]:
    """The first and last day a match of ``rel_month`` means, and whether it is an exact day."""
    part, ordinals, weekday, number = match[2], match[3], match[6], match[7]
    if number:
        one = cal.day(first.year, first.month, int(number))
        return [(one, one, True)] if one else []
    if ordinals:
        nths = [_ORDINALS[word] for word in re.findall("첫|둘|두|셋|세|넷|네|다섯|마지막|[1-5]", ordinals)]
        spans = (cal.nth_week(first, nth, WEEKDAYS[weekday]) for nth in nths)
        return [(*span, True) for span in spans if span]
    return [(*_part_of_month(first, part), False)]


def _clock(match: re.Match[str], half: str | None, digits: str, minute: int, exact: bool = False) -> Clock | None:
    hour = int(digits)
    if hour > 24 or minute > 59:
        return None
    half = half.replace(".", "") if half else ""
    if half in ("오후", "저녁", "pm", "낮", "점심") and hour < 12 and not (half in ("낮", "점심") and hour >= 9):
        hour += 12
    elif half == "밤" and hour < 12:
        hour += 12 if hour >= 6 else 24
    elif half in ("오전", "새벽", "아침", "am") and hour == 12:
        hour = 0
    elif half == "밤" and hour == 12:
        hour = 24
    return Clock(match.start(), match.end(), hour * 60 + minute, open=not half and not exact and hour <= 12)


_ORDINALS = {"첫": 1, "한": 1, "둘": 2, "두": 2, "셋": 3, "세": 3, "넷": 4, "네": 4, "다섯": 5, "마지막": -1}
_ORDINALS |= {str(number): number for number in range(1, 6)}
_TWELVE = ("한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열", "열한", "열두")
_HOURS = {word: hour for hour, word in enumerate(_TWELVE, 1)}
_AWAY = {"어제": -1, "오늘": 0, "금일": 0, "내일": 1, "명일": 1, "모레": 2, "내일모레": 2, "글피": 3}
_WEEKS = {"지난주": -1, "이번주": 0, "금주": 0, "다음주": 1, "차주": 1, "담주": 1, "다다음주": 2}
_PARTS = {
    "새벽": (0, 6 * 60),
    "아침": (6 * 60, 9 * 60),
    "오전": (9 * 60, 12 * 60),
    "점심": (12 * 60, 14 * 60),
    "낮": (12 * 60, 18 * 60),
    "오후": (12 * 60, 18 * 60),
    "저녁": (18 * 60, 21 * 60),
    "밤": (21 * 60, 24 * 60),
}
_MARKS: dict[str, MarkKind] = {kind: kind for kind in get_args(MarkKind)}
_READERS: dict[str, Callable[[Scanner, re.Match[str]], Token | None]] = {
    kind: getattr(Scanner, {"compact": "ymd", "slash": "short", "dot": "short", "dash": "short"}.get(kind, kind))
    for kind in PATTERNS
    if kind not in _MARKS
}
