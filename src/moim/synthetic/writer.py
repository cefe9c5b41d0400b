"""Titles, intros and stories in Korean: a theme's phrases, and the sentences its hosts write around them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np

from moim.synthetic.grammar import Deck, Hand, Occasions, Pen
from moim.synthetic.lexicon import District, Lexicon, Theme

VOICES = ("warm", "plain", "lively")
WEEKDAYS = "월화수목금토일"
LENGTHS = ("", "한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉")
USUAL_HOURS = {
    "morning": (7.0, 10.0),
    "daytime": (13.0, 16.0),
    "weekend": (11.0, 16.0),
    "outing": (8.0, 13.0),
    "evening": (19.0, 21.0),
    "night": (19.0, 22.0),
}
ORDINALS = ("", "첫", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열", "열한", "열두", "열세", "열네")
FEW_SEATS = 12
SERIES_SHARE = 0.4


@dataclass(slots=True)
class ClubText:
    """A club in words: how its host talks, which of its district's areas it keeps to, what it has done so far."""

    name: str
    intro: str
    info: str
    voice: str
    district: District
    areas: tuple[str, ...]
    held: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class ActivityText:
    """An activity in words; ``content`` is HTML, ``place`` goes from the region down to the room."""

    title: str
    intro: str
    content: str
    place: str


@dataclass(frozen=True, slots=True)
class Occasion:
    """When, where and for how many; ``start`` and ``end`` are Korean time, ``venue`` numbers the club's places."""

    start: datetime
    end: datetime
    seats: int
    price: int
    venue: int

    @property
    def hours(self) -> tuple[float, float]:
        """The hours of the day from beginning to end; after midnight goes on from 24."""
        begin = self.start.hour + self.start.minute / 60
        return begin, begin + (self.end - self.start).total_seconds() / 3600


class Writer:
    """Writes the texts of one world; no sentence of an intro or a story is written twice if it can be helped."""

    def __init__(self, words: Lexicon, rng: np.random.Generator) -> None:
        self._words, self._rng = words, rng
        self._pen = Pen(rng)
        self._occasions = Occasions(words.phrases["bounds"])

    def club(self, theme: Theme, district: District, weekday: int) -> ClubText:
        """The texts of a club that usually meets on ``weekday`` (0 = Monday)."""
        pen, grammar, hours = self._pen, self._words.phrases["club"], USUAL_HOURS[theme.when]
        voice = pen.one(VOICES)
        areas = Deck(district.areas, self._rng)
        area = areas.draw()
        steps = self._plan(theme.steps, hours, weekday)
        decks = self._decks(theme, hours, weekday) | {
            "name": Deck(self._occasions.fitting(theme.clubs, hours, weekday), self._rng),
        }
        fixed = {
            "area": area,
            "district": district.name,
            "region": district.region,
            "theme": theme.name,
            "day": f"{WEEKDAYS[weekday]}요일",
            "dow": WEEKDAYS[weekday],
            "part": part_of_day(hours[0]),
            "step1": steps[0],
            "step3": steps[-1],
        }
        hand = Hand(decks, fixed)
        name = pen.write(grammar["names"], hand)
        fixed |= {"name": name, "club": name}
        intro = grammar["intro"][voice]
        first = pen.write(intro["first"], hand)
        second = pen.write(intro["second"], hand, after=first)
        info = pen.write(grammar["info"]["sentences"], hand)
        return ClubText(name, f"{first} {second}", info, voice, district, (area, areas.draw(), areas.draw()))

    def activity(self, theme: Theme, club: ClubText, occasion: Occasion) -> ActivityText:
        """The texts of an activity; two in five take up something the club has held before."""
        pen, grammar = self._pen, self._words.phrases["activity"]
        weekday, month = occasion.start.weekday(), occasion.start.month
        subjects = self._occasions.fitting(theme.subjects, occasion.hours, weekday, month)
        again = [subject for subject in subjects if club.held[subject]]
        series = bool(again) and self._rng.random() < SERIES_SHARE
        subject = pen.one(again if series else subjects)
        club.held[subject] += 1
        area, spot = self._venue(theme, club, occasion, subject)
        steps = self._plan(theme.steps, occasion.hours, weekday, month)
        decks = self._decks(theme, occasion.hours, weekday, month)
        fixed = _facts(occasion) | {
            "subject": subject,
            "number": str(club.held[subject]),
            "nth": ORDINALS[min(club.held[subject], len(ORDINALS) - 1)],
            "club": club.name,
            "theme": theme.name,
            "area": area,
            "district": club.district.name,
            "spot": spot,
            "step1": steps[0],
            "step2": steps[1],
            "step3": steps[-1],
        }

        hand = Hand(decks, fixed)

        def write(templates: Sequence[str], after: str = "") -> str:
            return pen.write(self._sized(templates, occasion.seats), hand, after)

        title = write(grammar["series"] if series else grammar["titles"])
        first = write(grammar["intro"][club.voice]["first"])
        second = write(grammar["intro"][club.voice]["second"], after=first)
        content = self._story(grammar["content"], club.voice, steps, write)
        place = f"{club.district.region} {club.district.name} {spot}"
        return ActivityText(title, f"{first} {second}", content, place)

    def _story(
        self, grammar: Mapping[str, Any], voice: str, steps: Sequence[str], write: Callable[[Sequence[str]], str]
    ) -> str:
        """The page of an activity, in HTML; the plain voice makes a list of what happens."""
        if voice == "plain":
            program = "<ul>" + "".join(f"<li>{step}</li>" for step in steps) + "</ul>"
        else:
            program = f"<p>{write(grammar['program'])}</p>"
        middle = ["practical", "welcome"] if self._rng.random() < 0.3 else ["joy", "practical", "welcome"]
        if self._rng.random() < 0.5:
            middle[-2:] = middle[:-3:-1]
        paragraphs = [f"<p>{write(grammar[part])}</p>" for part in middle]
        opening, closing = (f"<p>{write(grammar[part][voice])}</p>" for part in ("opening", "closing"))
        return "".join((opening, program, *paragraphs, closing))

    def _plan(
        self, steps: Sequence[str], hours: tuple[float, float], weekday: int, month: int | None = None
    ) -> list[str]:
        """How it begins, two things in the middle that are no mere pauses, how it ends."""

        def fit(phrases: Sequence[str]) -> list[str]:
            return self._occasions.fitting(phrases, hours, weekday, month)

        pause = re.compile(self._words.phrases["activity"]["pauses"])
        middle = [step for step in fit(steps[2:-2]) if not pause.search(step)] or list(steps[2:-2])
        return [self._pen.one(fit(steps[:2])), *self._pen.choose(middle, 2), self._pen.one(fit(steps[-2:]))]

    def _decks(
        self, theme: Theme, hours: tuple[float, float], weekday: int, month: int | None = None
    ) -> dict[str, Deck]:
        phrases = {"joy": theme.joys, "person": theme.people, "bring": theme.brings, "subject": theme.subjects}
        return {
            slot: Deck(self._occasions.fitting(options, hours, weekday, month), self._rng)
            for slot, options in phrases.items()
        }

    def _venue(self, theme: Theme, club: ClubText, occasion: Occasion, subject: str) -> tuple[str, str]:
        """The area and the place to meet: always the same for a club, its subject's kind of room and its number."""
        area = club.areas[occasion.venue]
        number = sum(map(ord, club.name)) + occasion.venue
        rooms = (room["kind"] for room in self._words.phrases["rooms"] if re.search(room["words"], subject))
        kind = next((room for room in rooms if room in theme.venues), theme.venues[number % len(theme.venues)])
        if kind != "outdoors":
            names = self._words.venues[kind]
            return area, f"{area} {names[number % len(names)]}"
        spots = club.district.outdoors
        if theme.seaside:
            spots = tuple(spot for spot in spots if "해" in spot) or spots
        return area, spots[number % len(spots)]

    def _sized(self, templates: Sequence[str], seats: int) -> Sequence[str]:
        """Without those that speak of few seats where there are many."""
        few = re.compile(self._words.phrases["activity"]["few_seats_only"])
        return templates if seats <= FEW_SEATS else [text for text in templates if not few.search(text)]


def _facts(occasion: Occasion) -> dict[str, str]:
    start = occasion.start
    minutes = int((occasion.end - start).total_seconds()) // 60
    return {
        "day": f"{WEEKDAYS[start.weekday()]}요일",
        "dow": WEEKDAYS[start.weekday()],
        "date": f"{start.month}월 {start.day}일",
        "month": str(start.month),
        "part": part_of_day(occasion.hours[0]),
        "clock": clock(start),
        "endclock": clock(occasion.end),
        "duration": duration(minutes),
        "seats": str(occasion.seats),
        "price": f"{occasion.price:,}원" if occasion.price else "무료",
    }


def part_of_day(hour: float) -> str:
    """아침, 오전, 낮 or 저녁 (each ends in a consonant, as the templates expect).

    >>> part_of_day(7.5), part_of_day(11), part_of_day(14), part_of_day(19)
    ('아침', '오전', '낮', '저녁')
    """
    return "아침" if hour < 9.5 else "오전" if hour < 12 else "낮" if hour < 17 else "저녁"


def clock(moment: datetime) -> str:
    """The time of day as one says it.

    >>> clock(datetime(2026, 5, 1, 18, 30)), clock(datetime(2026, 5, 1, 12)), clock(datetime(2026, 5, 1, 9, 15))
    ('오후 6시 반', '낮 12시', '오전 9시 15분')
    """
    half = "오전" if moment.hour < 12 else "낮" if moment.hour == 12 else "오후"
    minutes = {0: "", 30: " 반"}.get(moment.minute, f" {moment.minute}분")
    return f"{half} {moment.hour % 12 or 12}시{minutes}"


def duration(minutes: int) -> str:
    """A length of time as one says it.

    >>> duration(60), duration(75), duration(150)
    ('한 시간', '한 시간 남짓', '두 시간 반')
    """
    hours, rest = divmod(minutes, 60)
    return f"{LENGTHS[hours]} 시간{' 반' if rest == 30 else ' 남짓' if rest else ''}"
