import dataclasses
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import Settings
from tests.teenplay.policy import directives

from teenplay.checks import check_config
from teenplay.config import Config
from teenplay.home import Home


def test_secret_key_is_made_once_for_its_owner_only_and_shared_by_all(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    keys: set[str] = set()
    threads = [threading.Thread(target=lambda: keys.add(home.secret_key())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 1
    assert len(keys.pop()) > 40
    assert stat.S_IMODE((tmp_path / "home" / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in home.root.iterdir()] == ["secret_key"]


def test_environment_decides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEENPLAY_HOME", str(tmp_path))
    monkeypatch.setenv("TEENPLAY_SECRET_KEY", "x" * 50)
    monkeypatch.setenv("TEENPLAY_HOSTS", "teenplay.example,www.teenplay.example")
    monkeypatch.setenv("TEENPLAY_HTTPS", "1")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    config = Config.from_environment()
    assert config.hosts == ("teenplay.example", "www.teenplay.example")
    assert (config.https, config.debug, config.secret_key) == (True, False, "x" * 50)
    assert config.database["NAME"] == str(tmp_path / "teenplay.sqlite3")
    assert config.database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert not (tmp_path / "secret_key").exists()
    assert config.social == {}
    monkeypatch.setenv("NAVER_CLIENT_ID", "ours")
    monkeypatch.setenv("NAVER_CLIENT_SECRET", "nobody's")
    assert Config.from_environment().social == {"naver": ("ours", "nobody's")}
    monkeypatch.setenv("DATABASE_URL", "mysql://root@127.0.0.1:3306/teenplay")
    assert Config.from_environment().database["OPTIONS"]["charset"] == "utf8mb4"


def changed(**fields: Any) -> Config:
    return dataclasses.replace(settings.TEENPLAY, **fields)


@pytest.mark.parametrize(
    ("fields", "id"),
    [
        ({"home": Home(Path(__file__) / "below" / "a" / "file")}, "teenplay.E001"),
        ({"database": {"ENGINE": "django.db.backends.oracle"}}, "teenplay.E002"),
        ({"secret_key": "short"}, "teenplay.E003"),
        ({"log_level": "LOUD"}, "teenplay.E004"),
        ({"origins": ("teenplay.example",)}, "teenplay.E005"),
        ({"social": {"kakao": ("id", "")}}, "teenplay.E006"),
        ({"debug": True, "hosts": ("teenplay.example",)}, "teenplay.W001"),
    ],
)
def test_each_setting_that_can_be_wrong_is_checked(settings: Settings, fields: dict[str, Any], id: str) -> None:
    settings.TEENPLAY = changed(**fields)
    assert [message.id for message in check_config()] == [id]


def test_settings_as_they_are_have_nothing_wrong() -> None:
    assert check_config() == []


@pytest.mark.django_db
def test_policy_allows_nothing_foreign_and_inline_scripts_only_in_the_admin(client: Client) -> None:
    site = {
        "default-src": "'self'",
        "img-src": "'self' data:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    inline = {"script-src": "'self' 'unsafe-inline' 'unsafe-eval'", "style-src": "'self' 'unsafe-inline'"}
    assert directives(client.get("/nowhere/at/all/")) == site
    assert directives(client.get("/admin/login/")) == site | inline
    assert directives(client.get("/administer/")) == site


def test_serve_says_that_there_is_no_database_yet(tmp_path: Path) -> None:
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    environment |= {"TEENPLAY_HOME": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", "teenplay", "serve"]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "There is no database yet: run `teenplay migrate`." in ended.stderr
