"""Generates Korean titles, introductions and descriptions from a theme's phrases and sentence templates."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np

from moim.synthetic.grammar import Deck, PhraseBounds, SlotFiller, TextGenerator
from moim.synthetic.lexicon import District, Lexicon, Theme

VOICES = ("warm", "plain", "lively")
"""Styles of writing; each club has one."""
WEEKDAYS = "월화수목금토일"
LENGTHS = ("", "한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉")
# Typical hours of each rhythm, for the texts of clubs; set by hand.
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
"""Up to so many seats a text may call the group small; set by hand."""
SERIES_SHARE = 0.4
"""Share of activities that repeat an earlier subject of the club, if there is one; set by hand."""


@dataclass(slots=True)
class ClubText:
    """The texts of a club, and what its activities' texts need: voice, areas, and how often each subject was held."""

    name: str
    intro: str
    info: str
    voice: str
    district: District
    areas: tuple[str, ...]
    held: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class ActivityText:
    """The texts of an activity; ``content`` is HTML, ``place`` names region, district and venue."""

    title: str
    intro: str
    content: str
    place: str


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """Time, size, price (won) and place of an activity.

    ``start`` and ``end`` are Korean time; ``venue`` is the index of one of the club's areas.
    """

    start: datetime
    end: datetime
    seats: int
    price: int
    venue: int

    @property
    def hours(self) -> tuple[float, float]:
        """Start and end in hours of the day; an end after midnight is above 24."""
        begin = self.start.hour + self.start.minute / 60
        return begin, begin + (self.end - self.start).total_seconds() / 3600


class Writer:
    """Writes the texts of one world, avoiding repeated sentences as far as possible."""

    def __init__(self, words: Lexicon, rng: np.random.Generator) -> None:
        self._words, self._rng = words, rng
        self._generator = TextGenerator(rng)
        self._bounds = PhraseBounds(words.phrases["bounds"])

    def club(self, theme: Theme, district: District, weekday: int) -> ClubText:
        """Write the texts of a club that usually meets on ``weekday`` (0 = Monday)."""
        generator, grammar, hours = self._generator, self._words.phrases["club"], USUAL_HOURS[theme.when]
        voice = generator.one(VOICES)
        areas = Deck(district.areas, self._rng)
        area = areas.draw()
        steps = self._plan(theme.steps, hours, weekday)
        decks = self._decks(theme, hours, weekday) | {
            "name": Deck(self._bounds.fitting(theme.clubs, hours, weekday), self._rng),
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
        slots = SlotFiller(decks, fixed)
        name = generator.write(grammar["names"], slots)
        fixed |= {"name": name, "club": name}
        intro = grammar["intro"][voice]
        first = generator.write(intro["first"], slots)
        second = generator.write(intro["second"], slots, after=first)
        info = generator.write(grammar["info"]["sentences"], slots)
        return ClubText(name, f"{first} {second}", info, voice, district, (area, areas.draw(), areas.draw()))

    def activity(self, theme: Theme, club: ClubText, facts: SessionFacts) -> ActivityText:
        """Write the texts of an activity; some repeat a subject the club has held before (:data:`SERIES_SHARE`)."""
        generator, grammar = self._generator, self._words.phrases["activity"]
        weekday, month = facts.start.weekday(), facts.start.month
        subjects = self._bounds.fitting(theme.subjects, facts.hours, weekday, month)
        again = [subject for subject in subjects if club.held[subject]]
        series = bool(again) and self._rng.random() < SERIES_SHARE
        subject = generator.one(again if series else subjects)
        club.held[subject] += 1
        area, spot = self._venue(theme, club, facts, subject)
        steps = self._plan(theme.steps, facts.hours, weekday, month)
        decks = self._decks(theme, facts.hours, weekday, month)
        fixed = _facts(facts) | {
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

        slots = SlotFiller(decks, fixed)

        def _write(templates: Sequence[str], after: str = "") -> str:
            return generator.write(self._sized(templates, facts.seats), slots, after)

        title = _write(grammar["series"] if series else grammar["titles"])
        first = _write(grammar["intro"][club.voice]["first"])
        second = _write(grammar["intro"][club.voice]["second"], after=first)
        content = self._story(grammar["content"], club.voice, steps, _write)
        place = f"{club.district.region} {club.district.name} {spot}"
        return ActivityText(title, f"{first} {second}", content, place)

    def _story(
        self, grammar: Mapping[str, Any], voice: str, steps: Sequence[str], write: Callable[[Sequence[str]], str]
    ) -> str:
        """The description of an activity in HTML; the plain voice lists the steps."""
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
        """The first step, two steps in the middle that are not breaks, and the last step."""

        def fit(phrases: Sequence[str]) -> list[str]:
            return self._bounds.fitting(phrases, hours, weekday, month)

        pause, generator = re.compile(self._words.phrases["activity"]["pauses"]), self._generator
        middle = [step for step in fit(steps[2:-2]) if not pause.search(step)] or list(steps[2:-2])
        return [generator.one(fit(steps[:2])), *generator.choose(middle, 2), generator.one(fit(steps[-2:]))]

    def _decks(
        self, theme: Theme, hours: tuple[float, float], weekday: int, month: int | None = None
    ) -> dict[str, Deck]:
        phrases = {"joy": theme.joys, "person": theme.people, "bring": theme.brings, "subject": theme.subjects}
        return {
            slot: Deck(self._bounds.fitting(options, hours, weekday, month), self._rng)
            for slot, options in phrases.items()
        }

    def _venue(self, theme: Theme, club: ClubText, facts: SessionFacts, subject: str) -> tuple[str, str]:
        """The area and the venue; the same club, kind of room and venue index always give the same one."""
        area = club.areas[facts.venue]
        number = sum(map(ord, club.name)) + facts.venue
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
        """Drop the templates that mention a small group if there are many seats."""
        few = re.compile(self._words.phrases["activity"]["few_seats_only"])
        return templates if seats <= FEW_SEATS else [text for text in templates if not few.search(text)]


def _facts(facts: SessionFacts) -> dict[str, str]:
    start = facts.start
    minutes = int((facts.end - start).total_seconds()) // 60
    return {
        "day": f"{WEEKDAYS[start.weekday()]}요일",
        "dow": WEEKDAYS[start.weekday()],
        "date": f"{start.month}월 {start.day}일",
        "month": str(start.month),
        "part": part_of_day(facts.hours[0]),
        "clock": clock(start),
        "endclock": clock(facts.end),
        "duration": duration(minutes),
        "seats": str(facts.seats),
        "price": f"{facts.price:,}원" if facts.price else "무료",
    }


def part_of_day(hour: float) -> str:
    """The part of the day: 아침, 오전, 낮 or 저녁 (each ends in a consonant, as the templates expect).

    >>> part_of_day(7.5), part_of_day(11), part_of_day(14), part_of_day(19)
    ('아침', '오전', '낮', '저녁')
    """
    return "아침" if hour < 9.5 else "오전" if hour < 12 else "낮" if hour < 17 else "저녁"


def clock(moment: datetime) -> str:
    """A time of day in spoken Korean.

    >>> clock(datetime(2026, 5, 1, 18, 30)), clock(datetime(2026, 5, 1, 12)), clock(datetime(2026, 5, 1, 9, 15))
    ('오후 6시 반', '낮 12시', '오전 9시 15분')
    """
    half = "오전" if moment.hour < 12 else "낮" if moment.hour == 12 else "오후"
    minutes = {0: "", 30: " 반"}.get(moment.minute, f" {moment.minute}분")
    return f"{half} {moment.hour % 12 or 12}시{minutes}"


def duration(minutes: int) -> str:
    """A duration in spoken Korean.

    >>> duration(60), duration(75), duration(150)
    ('한 시간', '한 시간 남짓', '두 시간 반')
    """
    hours, rest = divmod(minutes, 60)
    return f"{LENGTHS[hours]} 시간{' 반' if rest == 30 else ' 남짓' if rest else ''}"
