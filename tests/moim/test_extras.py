from __future__ import annotations

import warnings

import pytest

from moim import extras


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """No optional package is there, and none was named yet."""
    monkeypatch.setattr(extras, "installed", lambda package: False)
    monkeypatch.setattr(extras, "_named", set())


def test_a_package_is_found_without_importing_it() -> None:
    assert extras.installed("kiwipiepy")
    assert not extras.installed("no_such_package")


def test_what_is_missing_is_named_with_its_extra(nothing_installed: None) -> None:
    with pytest.raises(extras.MissingExtraError, match=r'^drawing needs matplotlib: pip install "moim\[report\]"$'):
        extras.require("matplotlib", "drawing")


def test_each_package_is_warned_of_once(nothing_installed: None) -> None:
    with pytest.warns(extras.MissingExtraWarning, match=r'alone; for better lists: pip install "moim\[train\]"$'):
        extras.warn_once("lightgbm")
    with pytest.warns(extras.MissingExtraWarning, match=r'rule; for better lists: pip install "moim\[korean\]"$'):
        extras.warn_once("kiwipiepy", "lightgbm")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        extras.warn_once("kiwipiepy", "lightgbm")


def test_what_is_installed_is_not_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "_named", set())
    extras.warn_once("kiwipiepy", "lightgbm")  # a warning is an error here
    extras.require("matplotlib", "drawing")
