"""A reason printed by a template is a sentence in the reader's language."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.utils import translation
from tests.moim_django.platform import DAY, NOW, Board

from moim.explain.reason import Reason
from moim_django import services
from moim_django.reasons import LocalReason, language


@pytest.mark.parametrize(
    ("active", "shown"),
    [("ko", "집에서 1.2 km"), ("en", "1.2 km from home"), ("en-gb", "1.2 km from home"), ("de", "1.2 km from home")],
)
def test_a_template_prints_the_sentence_in_the_active_language(active: str, shown: str) -> None:
    reason = LocalReason("near_home", {"km": 1.2})
    with translation.override(active):
        assert Template("{{ reason }}").render(Context({"reason": reason})) == shown


def test_where_translation_is_off_the_sites_language_is_used(settings: object) -> None:
    settings.LANGUAGE_CODE = "en-us"  # type: ignore[attr-defined]
    with translation.override(None):
        assert language() == "en-us"
        assert str(LocalReason("soon")) == "Starts soon"
    assert str(Reason("soon")) == "곧 시작해요"


@pytest.mark.django_db
def test_the_reasons_of_a_list_print_in_the_active_language(board: Board) -> None:
    services.record(member_id=2, activity_id=101, kind="join", at=NOW - DAY)
    services.train(at=NOW)
    reason = services.recommend(member_id=1, at=NOW, k=1).items[0].reasons[0]
    with translation.override("en"):
        assert str(reason) == reason.sentence("en")
    with translation.override("ko"):
        assert str(reason) == reason.sentence("ko") != reason.sentence("en")
