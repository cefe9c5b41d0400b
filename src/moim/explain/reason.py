"""A reason why an item is listed: a code and facts, and the sentence they make in a language.

A reason is made by the feature that computed the fact ("a club you are in", "1.2 km from home"), so it is true by
construction. No reason names another member who is not a friend.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from gettext import NullTranslations

from moim.explain.catalogues import DEFAULT_LANGUAGE, Messages
from moim.text.hangul import with_particle

COUNTS = ("count", "days", "seats")
"""The facts that decide between singular and plural."""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
TIMES_OF_DAY = ((6, "small hours"), (12, "morning"), (18, "afternoon"), (24, "evening"))
"""Hour until which a part of the day lasts, and its message."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an item is listed.

    Attributes
    ----------
    code
        Which message it is; every code has one in each catalogue of ``moim/locale``.
    facts
        What is filled into the message, by name.
    """

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def sentence(self, language: str = DEFAULT_LANGUAGE, own: NullTranslations | None = None) -> str:
        """The reason in words.

        Parameters
        ----------
        language
            A tag such as ``ko`` or ``en-US``; English where the engine does not have the language.
        own
            A host's own messages, which are preferred: context ``reason``, message id the code, facts as placeholders
            (``{club}``). ``{club:이/가}`` is the Korean particle that follows the fact, alone.

        Examples
        --------
        >>> Reason("near_home", {"km": 1.234}).sentence("ko")
        '집에서 1.2 km'
        >>> Reason("company", {"count": 1}).sentence("en")
        '1 person you met before is going'
        """
        messages = Messages(language, own)
        count = next((fact for name in COUNTS if isinstance(fact := self.facts.get(name), int)), None)
        template = messages.get("reason", self.code, count)
        return template.format_map({name: _Fact(_shown(name, fact, messages)) for name, fact in self.facts.items()})

    def __str__(self) -> str:
        """The sentence in the default language."""
        return self.sentence()


class _Fact(str):
    """A fact in a message: ``{club}`` is its text, ``{club:이/가}`` the particle that follows it."""

    __slots__ = ()

    def __format__(self, particles: str) -> str:
        return with_particle(self, particles)[len(self) :] if particles else str(self)


def _shown(name: str, fact: object, messages: Messages) -> str:
    if name == "km" and isinstance(fact, float):
        return f"{max(fact, 0.1):.1f}" if fact < 10 else f"{fact:.0f}"
    if name == "weekday" and isinstance(fact, int):
        return messages.get("weekday", WEEKDAYS[fact])
    if name == "hour" and isinstance(fact, int):
        return messages.get("time of day", next(part for until, part in TIMES_OF_DAY if fact < until))
    return str(fact)
