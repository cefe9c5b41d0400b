"""The bounded parser: what it takes, what it refuses, and that it never raises anything but ValueError."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moim.data import parsing
from moim.data.parsing import (
    parse_id,
    parse_integer,
    parse_list,
    parse_moment,
    parse_number,
    parse_text,
    parse_time,
    split_list,
)


@pytest.mark.parametrize(
    ("text", "value"), [("0", 0), ("-5", -5), ("+7", 7), (" 42\n", 42), ("007", 7), ("9223372036854775807", 2**63 - 1)]
)
def test_whole_numbers(text: str, value: int) -> None:
    assert parse_integer(text) == value


@pytest.mark.parametrize("text", ["", " ", "-", "1.0", "1e3", "1_000", "٣", "0x1f", "7" * 101, "1" + " " * 100])
def test_what_is_no_whole_number(text: str) -> None:
    with pytest.raises(ValueError, match=r"^not a whole number$"):
        parse_integer(text)


def test_whole_numbers_are_bounded_on_both_sides() -> None:
    assert [parse_integer(text, 1, 3) for text in ("1", "3")] == [1, 3]
    with pytest.raises(ValueError, match=r"^must be at least 1$"):
        parse_integer("0", 1, 3)
    with pytest.raises(ValueError, match=r"^must be at most 3$"):
        parse_integer("4", 1, 3)
    with pytest.raises(ValueError, match=r"^must be at most 9223372036854775807$"):
        parse_integer("9" * 30)
    with pytest.raises(ValueError, match=r"^must be at least -9223372036854775808$"):
        parse_integer("-9223372036854775809")
    assert parse_integer("9" * 100, high=10**100) == 10**100 - 1  # the longest that is read


@pytest.mark.parametrize(
    ("text", "value"), [("1", 1.0), ("-1.5", -1.5), (".5", 0.5), ("2.", 2.0), ("1e3", 1000.0), (" 37.5 ", 37.5)]
)
def test_numbers(text: str, value: float) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize("text", ["", "north", "1,5", "1_0", "٣", "1e", ".", "0x1p3", "1" * 101, "1e99999"])
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(ValueError, match=r"^not a number$"):
        parse_number(text)


@pytest.mark.parametrize("text", ["inf", "-Infinity", "NaN", "1e999", "-1e999"])
def test_numbers_are_finite(text: str) -> None:
    with pytest.raises(ValueError, match=r"^not a finite number$"):
        parse_number(text)


def test_numbers_are_bounded_on_both_sides() -> None:
    assert parse_number("0" * 99 + "7") == 7  # the longest that is read
    assert [parse_number(text, -14, 14) for text in ("-14", "14")] == [-14, 14]
    with pytest.raises(ValueError, match=r"^must be at least -14$"):
        parse_number("-14.5", -14, 14)
    with pytest.raises(ValueError, match=r"^must be at most 14$"):
        parse_number("99", -14, 14)


def test_times_are_in_utc_unless_they_name_an_offset() -> None:
    midnight = 1_704_067_200.0  # 2024-01-01T00:00:00Z: 54 years with 13 leap days after 1970, 19,723 days of 86,400 s
    assert midnight == 19_723 * 86_400
    for text in ("2024-01-01", "2024-01-01T00:00:00Z", "2024-01-01 09:00:00+09:00"):
        assert parse_time(text) == midnight
        assert parse_moment(text) == datetime(2024, 1, 1, tzinfo=UTC)
        assert parse_moment(text).tzinfo is UTC
    assert parse_moment("2024-01-01T00:00:00.000001").microsecond == 1


@pytest.mark.parametrize("parse", [parse_time, parse_moment])
@pytest.mark.parametrize("text", ["", "soon", "1990", "2024-13-01", "2024-01-01T25:00", "2" * 10_000])
def test_what_is_no_time(parse: Callable[[str], object], text: str) -> None:
    with pytest.raises(ValueError, match=r"^not a time \(ISO 8601, UTC\)$"):
        parse(text)


@pytest.mark.parametrize("parse", [parse_time, parse_moment])
def test_times_exist_in_every_time_zone(parse: Callable[[str], object]) -> None:
    for text in ("0001-01-01 00:00:00+14:00", "0001-01-01T23:59:59Z", "9999-12-31T00:00:01Z"):
        with pytest.raises(ValueError, match=r"^not a time from 0001-01-02T00:00:00Z to 9999-12-31T00:00:00Z$"):
            parse(text)
    parse("0001-01-02T00:00:00Z")
    parse("9999-12-31T00:00:00Z")


def test_times_have_the_limits_that_are_given() -> None:
    assert parse_time("1970-01-01T00:00:10Z", 10.0, 20.0) == 10.0
    assert parse_time("1970-01-01T00:00:20Z", 10.0, 20.0) == 20.0
    for text in ("1970-01-01T00:00:09Z", "1970-01-01T00:00:21Z"):
        with pytest.raises(ValueError, match=r"^not a time from 1970-01-01T00:00:10Z to 1970-01-01T00:00:20Z$"):
            parse_time(text, 10.0, 20.0)


def test_ids_are_kept_as_they_stand() -> None:
    assert [parse_id(text) for text in ("7", " a b ", "cafe\u0301", "1" * 255)] == [
        "7",
        " a b ",
        "cafe\u0301",
        "1" * 255,
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the id is empty"),
        ("1" * 256, "an id of 256 characters where 255 fit"),
        ("a\x00", "control character"),
        ("a\nb", "control character"),
        ("a\x9fb", "control character"),
        ("\ud800", "surrogate"),
    ],
)
def test_what_is_no_id(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse_id(text)


def test_text_is_composed_before_it_is_measured() -> None:
    assert parse_text("한글", 2) == "한글"
    assert parse_text("\u1112\u1161\u11ab\u1100\u1173\u11af", 2) == "한글"  # six jamo, two syllables
    assert parse_text("\u03b1\u0313\u0300\u0345", 1) == "\u1f82"  # four characters that become one
    assert parse_text("", 0) == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("abc", "3 characters where 2 fit"),
        ("a" * 5_000, "5,000 characters where 2 fit"),
        ("a\x00", "NUL"),
        ("\udc00", "surrogate"),
    ],
)
def test_text_that_is_refused(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse_text(text, 2)


def test_lists_leave_out_empty_parts_and_are_bounded() -> None:
    assert split_list(" running; ;pottery ") == parse_list(" running; ;pottery ", 2, 7) == ["running", "pottery"]
    assert parse_list("", 2, 7) == []
    with pytest.raises(ValueError, match=r"^3 parts where 2 fit$"):
        parse_list("a;b;c", 2, 7)
    with pytest.raises(ValueError, match=r"^8 characters where 7 fit$"):
        parse_list("pottery;swimming", 2, 7)
    longest = 2 * 4 * (7 + 2)  # two parts, each character of four that are composed, with a separator and a blank
    assert parse_list(";" * longest, 2, 7) == []
    with pytest.raises(ValueError, match=r"^73 characters where 2 parts of 7 fit$"):
        parse_list(";" * (longest + 1), 2, 7)


PARSERS: list[Callable[[str], object]] = [
    parse_integer,
    parse_number,
    parse_time,
    parse_moment,
    parse_id,
    lambda text: parse_text(text, 20),
    lambda text: parse_list(text, 3, 10),
]


@given(st.text() | st.from_regex(r"[-+0-9.eEinfaINFNA_:TZ ]{0,120}"))
def test_nothing_but_value_errors_is_raised(text: str) -> None:
    for parse in PARSERS:
        value: object = None
        with contextlib.suppress(ValueError):
            value = parse(text)
        assert not isinstance(value, float) or math.isfinite(value)


def test_everything_public_is_offered() -> None:
    assert {name for name in vars(parsing) if name.startswith(("parse_", "split_"))} == set(parsing.__all__)
