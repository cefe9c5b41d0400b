"""The messages of reasons, as gettext catalogues in ``moim/locale``.

A message id is a code (``near_home``), not a sentence; the context says what kind of message it is. After a change to a
``moim.po``, ``msgfmt -o moim.mo moim.po`` compiles it.
"""

from __future__ import annotations

import gettext
from functools import lru_cache
from pathlib import Path

LOCALE = Path(__file__).parents[1] / "locale"
DEFAULT_LANGUAGE = "ko"


class Messages:
    """The messages of a language; those of a host come first.

    Parameters
    ----------
    language
        A tag such as ``ko`` or ``en-US``; English where the engine does not have the language.
    own
        A host's own messages.
    """

    __slots__ = ("_sources",)

    def __init__(self, language: str, own: gettext.NullTranslations | None = None) -> None:
        shipped = _catalogue(language)
        self._sources = (shipped,) if own is None else (own, shipped)

    def get(self, context: str, code: str, count: int | None = None) -> str:
        """The message of a code; the code itself where there is none, as gettext does it.

        ``count`` chooses between the forms of a message that has a plural.
        """
        for source in self._sources:
            found = source.pgettext(context, code) if count is None else source.npgettext(context, code, code, count)
            if found != code:
                return found
        return code


@lru_cache(maxsize=64)
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("moim", LOCALE, [language.replace("-", "_"), "en"])
