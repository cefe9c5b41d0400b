from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import numpy as np
import pytest

from moim.data.dataset import Dataset
from moim.synthetic import writer
from moim.synthetic.grammar import Deck, PhraseBounds, SlotFiller, TextGenerator, fill, repeats_word
from moim.synthetic.lexicon import CATEGORIES, Theme, vocabulary
from moim.synthetic.writer import SessionFacts, Writer, clock, duration, part_of_day

SENTENCE = re.compile(r"(?<=[.!?])\s+")
WORDS = vocabulary()


def sentences(texts: list[str]) -> list[str]:
    return [sentence for text in texts for sentence in SENTENCE.split(text)]


def templates(table: Any) -> Iterator[str]:
    """Every sentence with a slot in a table of ``phrases.toml``."""
    if isinstance(table, str):
        if "{" in table:
            yield table
    else:
        for value in table.values() if isinstance(table, dict) else table if isinstance(table, list) else ():
            yield from templates(value)


def test_hardly_any_sentence_of_an_intro_stands_there_twice(dataset: Dataset) -> None:
    said = sentences(dataset.activities.text("intro") + dataset.clubs.text("intro"))
    assert 1 - len(set(said)) / len(said) < 0.02


def test_titles_and_names_of_clubs_differ(dataset: Dataset) -> None:
    for names in (dataset.activities.text("title"), dataset.clubs.text("name")):
        assert len(set(names)) > 0.9 * len(names)


def test_no_text_is_empty_or_has_a_slot_left_open(dataset: Dataset) -> None:
    table = dataset.activities
    texts = [*table.text("title"), *table.text("intro"), *table.text("content"), *table.text("place")]
    texts += [*dataset.clubs.text("name"), *dataset.clubs.text("intro"), *dataset.clubs.extra["info"]]
    assert not [text for text in texts if not text.strip() or re.search(r"[{}]|  |\bNone\b", text)]


def test_content_is_simple_html(dataset: Dataset) -> None:
    assert set(re.findall(r"</?(\w+)[^>]*>", " ".join(dataset.activities.text("content")))) <= {"p", "ul", "li"}


def test_a_place_lies_in_its_clubs_region(dataset: Dataset) -> None:
    region = dict(zip(dataset.clubs.text("club_id"), dataset.clubs.text("region"), strict=True))
    for club, place in zip(dataset.activities.text("club_id"), dataset.activities.text("place"), strict=True):
        assert place.startswith(region[club] + " ")


def test_every_template_can_be_filled_for_every_theme() -> None:
    """Slots and particles of all templates are known, whatever is drawn."""
    rng, begin = np.random.default_rng(0), datetime(2026, 10, 17, 14)  # noqa: DTZ001
    session = SessionFacts(begin, begin.replace(hour=16), 8, 5000, 0)
    facts = writer._facts(session) | {
        **dict.fromkeys(("area", "district", "region", "spot", "theme", "club", "name", "subject"), "서울"),
        **dict.fromkeys(("step1", "step2", "step3", "subject2"), "산책"),
        "number": "2",
        "nth": "두",
    }
    every = list(templates(WORDS.phrases["activity"])) + list(templates(WORDS.phrases["club"]))
    assert len(every) > 200
    for theme in WORDS.themes:
        slots = SlotFiller(
            {"joy": Deck(theme.joys, rng), "person": Deck(theme.people, rng), "bring": Deck(theme.brings, rng)}, facts
        )
        for template in every:
            assert "{" not in fill(template, slots)


def test_each_category_has_themes_and_each_theme_enough_to_say() -> None:
    assert {theme.category for theme in WORDS.themes} == set(CATEGORIES)
    assert len({theme.name for theme in WORDS.themes}) == len(WORDS.themes)
    for theme in WORDS.themes:
        assert min(len(theme.subjects), len(theme.steps)) >= 8, theme.name
        assert min(len(theme.joys), len(theme.people), len(theme.brings), len(theme.clubs)) >= 4, theme.name
        assert all(person.endswith("분") for person in theme.people), theme.name
        assert set(theme.venues) <= {*WORDS.venues, "outdoors"}, theme.name
        for phrases in (theme.subjects, theme.steps, theme.joys, theme.people):
            assert max(Counter(phrases).values()) == 1, theme.name


def at(hour: int, weekday: int, theme: Theme) -> str:
    """The texts of an afternoon or evening in October 2026; the 5th is a Monday."""
    start = datetime(2026, 10, 5 + weekday, hour)  # noqa: DTZ001
    write = Writer(WORDS, np.random.default_rng(hour))
    club = write.club(theme, WORDS.districts[0], weekday)
    text = write.activity(theme, club, SessionFacts(start, start.replace(hour=hour + 2), 8, 0, 0))
    return text.title


@pytest.mark.parametrize("hour", [7, 8, 9])
def test_nobody_runs_at_night_in_the_morning(hour: int) -> None:
    (running,) = [theme for theme in WORDS.themes if theme.name == "러닝"]
    assert not re.search("야간|퇴근|밤", at(hour, 5, running))


def test_occasions_leave_out_what_does_not_fit() -> None:
    bounds = PhraseBounds(
        [
            {"words": "밤", "hours": [18, 24]},
            {"words": "주말", "weekdays": [5, 6]},
            {"words": "겨울", "months": [12, 1]},
        ]
    )
    phrases = ["밤 산책", "주말 산책", "겨울 산책", "산책"]
    assert bounds.fitting(phrases, (10, 12), 2, 7) == ["산책"]
    assert bounds.fitting(phrases, (17, 19), 5, 1) == phrases
    assert bounds.fitting(phrases, (17, 19), 5) == phrases  # the month is not known
    assert bounds.fitting(["밤 산책"], (10, 12), 2, 7) == ["밤 산책"]  # better than nothing


def test_a_pen_does_not_repeat_itself_while_there_is_something_else_to_say() -> None:
    generator = TextGenerator(np.random.default_rng(0))
    deck = Deck(["산", "강", "들"], np.random.default_rng(0))
    written = [generator.write(["{x}에 가요.", "{x:은/는} 좋아요."], SlotFiller({"x": deck}, {})) for _ in range(4)]
    assert len(set(written)) == 4


def test_a_pen_minds_what_stands_before() -> None:
    slots = SlotFiller({}, {"x": "저녁에"})
    for seed in range(5):
        generator = TextGenerator(np.random.default_rng(seed))
        assert generator.write(["{x} 만나요.", "내일 봐요."], slots, after="저녁은 어때요?") == "내일 봐요."


def test_fill_gives_each_word_its_particle() -> None:
    assert fill("{x:을/를} {y:으로/로}", {"x": "도자기", "y": "물"}) == "도자기를 물로"


def test_stumbling_is_a_word_twice_in_one_sentence() -> None:
    assert repeats_word("천천히 걷고 천천히 쉬어요.")
    assert not repeats_word("천천히 걸어요. 천천히 쉬어요.")


def test_times_are_said_as_people_say_them() -> None:
    moments = [datetime(2026, 5, 1, hour, minute) for hour, minute in ((0, 0), (9, 15), (12, 0), (18, 30))]  # noqa: DTZ001
    assert [clock(moment) for moment in moments] == ["오전 12시", "오전 9시 15분", "낮 12시", "오후 6시 반"]
    assert [duration(minutes) for minutes in (60, 75, 150, 540)] == [
        "한 시간",
        "한 시간 남짓",
        "두 시간 반",
        "아홉 시간",
    ]
    assert [part_of_day(hour) for hour in (9, 11, 16.5, 17)] == ["아침", "오전", "낮", "저녁"]
