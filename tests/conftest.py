"""What every test may need."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connections
from django.db.models.signals import post_migrate
from django.test import override_settings
from pytest_django import Settings


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite is tested as a file, as it is used: in memory, threads and processes could not meet in it."""
    settings = connections["default"].settings_dict
    if settings["ENGINE"].endswith("sqlite3"):
        settings["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session", autouse=True)
def _nothing_collected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No static files were collected: the folder that ``teenplay serve`` fills is there and empty, no name hashed.

    For the whole session: the live server of the browser tests is there before any one test.
    """
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    storages = {**settings.STORAGES, "staticfiles": plain}
    with override_settings(STATIC_ROOT=tmp_path_factory.mktemp("empty"), STORAGES=storages):
        yield


@pytest.fixture(autouse=True)
def _fast_passwords(settings: Settings) -> None:
    """Deriving a password's key is slow on purpose; no test is about that."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session", autouse=True)
def _rows_of_migrations_come_back() -> None:
    """Tests with threads empty the database afterwards; the rows that migrations made are then put back."""
    rows = [
        ("catalogue", "Region", import_module("teenplay.catalogue.migrations.0002_rows")),
        ("exchange", "CategoryMapping", import_module("teenplay.exchange.migrations.0002_seoul_categories")),
    ]

    def put_back(using: str, **_: object) -> None:
        for app, model, migration in rows:
            if not apps.get_model(app, model).objects.exists():
                with connections[using].schema_editor() as editor:
                    migration.insert(apps, editor)

    # Django's own rows (permissions) come back by the same feature.
    post_migrate.connect(put_back, sender=apps.get_app_config("catalogue"), weak=False)
