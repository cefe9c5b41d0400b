"""The engine's reasons in the language of the request."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import get_language

from moim.explain.reason import Reason


def language() -> str:
    """The language that is active in this thread; the site's own where translation is switched off."""
    return get_language() or settings.LANGUAGE_CODE


class LocalReason(Reason):
    """A reason that prints its sentence in the active language: ``{{ reason }}`` in a template."""

    __slots__ = ()

    def __str__(self) -> str:
        return self.sentence(language())
