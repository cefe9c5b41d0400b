"""The recommender's reasons in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import get_language

from moim.reasons import Reason


def sentences(reasons: Sequence[Reason]) -> list[str]:
    """Each reason as one line, the weightiest first, none twice."""
    language = "en" if (get_language() or "ko").startswith("en") else "ko"
    return list(dict.fromkeys(reason.sentence(language) for reason in reasons))
