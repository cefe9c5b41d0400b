"""Settings that are wrong are said to be, with what to do about it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from moim_django.checks import check_settings
from moim_django.conf import Moim


class HalfAnAdapter:
    """Answers for members only."""

    def member(self, member_id: int) -> None:
        return None


def found(settings: Settings, **changed: Any) -> list[str | None]:
    settings.MOIM = settings.MOIM | changed
    return [message.id for message in check_settings()]


def test_good_settings_pass(settings: Settings) -> None:
    assert found(settings) == []


def test_settings_are_read_as_they_are(settings: Settings) -> None:
    settings.MOIM = {"ADAPTER": "a.B", "MODEL_DIR": "models", "SYNC_SECONDS": 5, "EXPLORE": {"home": 0.1}}
    moim = Moim.from_settings()
    assert (moim.adapter, moim.model_dir, moim.sync_seconds, moim.api_key) == ("a.B", Path("models"), 5, "")
    assert moim.explore == {"home": 0.1}


@pytest.mark.parametrize(
    ("moim", "words"),
    [({}, "ADAPTER, MODEL_DIR is missing"), ({"ADAPTER": "a.B", "MODEL_DIR": "m", "SINC": 1}, "no such setting: SINC")],
)
def test_missing_and_unknown_settings_are_named(settings: Settings, moim: dict[str, Any], words: str) -> None:
    settings.MOIM = moim
    (message,) = check_settings()
    assert message.id == "moim.E001"
    assert words in message.msg


@pytest.mark.parametrize("path", ["nowhere.Adapter", "moim_django.adapters.Missing", "Adapter"])
def test_adapter_that_is_not_there(settings: Settings, path: str) -> None:
    assert found(settings, ADAPTER=path) == ["moim.E002"]


def test_adapter_that_lacks_answers(settings: Settings) -> None:
    settings.MOIM = settings.MOIM | {"ADAPTER": "tests.moim_django.test_checks.HalfAnAdapter"}
    (message,) = check_settings()
    assert message.id == "moim.E003"
    assert "confirm, fallback, changes, dataset, names" in message.msg


def test_model_dir_that_cannot_be_written_to(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert found(settings, MODEL_DIR=tmp_path / "file" / "models") == ["moim.E004"]


@pytest.mark.parametrize("changed", [{"SYNC_SECONDS": -1}, {"SYNC_SECONDS": float("nan")}])
def test_sync_seconds_out_of_range(settings: Settings, changed: dict[str, Any]) -> None:
    assert found(settings, **changed) == ["moim.E005"]


@pytest.mark.parametrize("explore", [{"home": 1.5}, {"home": -0.1}])
def test_exploration_that_is_no_probability(settings: Settings, explore: dict[str, float]) -> None:
    assert found(settings, EXPLORE=explore) == ["moim.E006"]


def test_learning_is_switched_on_or_off(settings: Settings) -> None:
    assert found(settings, LEARN_ONLINE=False) == []
    assert found(settings, LEARN_ONLINE="no") == ["moim.E007"]
