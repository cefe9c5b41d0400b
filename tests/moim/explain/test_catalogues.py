"""The catalogues are complete, compiled, and of the codes that are used."""

from __future__ import annotations

import ast
import gettext
import re
import string
from pathlib import Path

import pytest

import moim
from moim.explain.catalogues import LOCALE
from moim.explain.reason import COUNTS, TIMES_OF_DAY, WEEKDAYS

LANGUAGES = ("en", "ko")
Message = tuple[str, str, int | None]
"""Context, message id, number of the plural form."""


def written(language: str) -> dict[Message, str]:
    """The messages of a ``moim.po``."""
    found: dict[Message, str] = {}
    for block in (LOCALE / language / "LC_MESSAGES/moim.po").read_text(encoding="utf-8").split("\n\n"):
        texts = {
            name: "".join(ast.literal_eval(line) for line in quoted.strip().split("\n"))
            for name, quoted in re.findall(r'^(msg\w+(?:\[\d\])?) ((?:".*"\n?)+)', block, re.MULTILINE)
        }
        for name, text in texts.items():
            if name.startswith("msgstr") and texts["msgid"]:
                form = re.search(r"\d", name)
                found[texts["msgctxt"], texts["msgid"], int(form[0]) if form else None] = text
    return found


def compiled(language: str) -> dict[Message, str]:
    """The messages of a ``moim.mo``."""
    with (LOCALE / language / "LC_MESSAGES/moim.mo").open("rb") as stream:
        catalogue = gettext.GNUTranslations(stream)._catalog  # type: ignore[attr-defined]
    found: dict[Message, str] = {}
    for key, text in catalogue.items():
        identifier, form = key if isinstance(key, tuple) else (key, None)
        if identifier:
            context, _, code = identifier.partition("\x04")
            found[context, code, form] = text
    return found


def used() -> set[str]:
    """The codes of all ``Reason("…")`` in the engine."""
    codes = set()
    for path in Path(moim.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Reason":
                assert isinstance(node.args[0], ast.Constant), f"{path}:{node.lineno}: the code is not written out"
                codes.add(node.args[0].value)
    return codes


def facts(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_of_the_written_one(language: str) -> None:
    """If not: ``msgfmt -o moim.mo moim.po``."""
    assert compiled(language) == written(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_that_is_used_has_a_message_and_no_other(language: str) -> None:
    assert len(used()) > 25
    assert {code for context, code, _ in written(language) if context == "reason"} == used()


@pytest.mark.parametrize("language", LANGUAGES)
def test_weekdays_and_times_of_day_have_a_message_and_no_message_is_empty(language: str) -> None:
    messages = written(language)
    assert {code for context, code, _ in messages if context == "weekday"} == set(WEEKDAYS)
    assert {code for context, code, _ in messages if context == "time of day"} == {part for _, part in TIMES_OF_DAY}
    assert [message for message, text in messages.items() if not text.strip()] == []


def test_all_languages_tell_the_same_facts_and_count_where_there_is_something_to_count() -> None:
    by_code: dict[tuple[str, str], list[set[str]]] = {}
    for language in LANGUAGES:
        for (context, code, form), text in written(language).items():
            by_code.setdefault((context, code), []).append(facts(text))
            assert (form is not None) == bool(facts(text) & set(COUNTS)), code
    assert [code for code, told in by_code.items() if any(one != told[0] for one in told)] == []
