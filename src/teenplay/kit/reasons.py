"""The recommender's reasons in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.conf import settings
from django.utils.translation import get_language, gettext

from moim.explain.reason import Reason

NAMED = ("category", "region")
"""Facts that are names of categories or regions, which are translated."""


def sentences(reasons: Sequence[Reason]) -> list[str]:
    """Each reason as one sentence, the strongest first, without repetitions."""
    named = [replace(reason, facts=_named(reason.facts)) for reason in reasons]
    language = get_language() or settings.LANGUAGE_CODE
    return list(dict.fromkeys(reason.sentence(language) for reason in named))


def _named(facts: Mapping[str, object]) -> dict[str, object]:
    return {name: gettext(str(fact)) if name in NAMED and fact else fact for name, fact in facts.items()}
