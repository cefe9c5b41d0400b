"""moim-django in an environment of its own: the README's project, in Django's own admin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.distributions.conftest import Environment, blocks, printed

PAGES = """
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from moim_django.models import ModelVersion

client = Client(headers={"host": "localhost"})
client.force_login(get_user_model().objects.create_superuser("operator", password="secret"))
models = "seasontheme", "modelversion", "interaction", "impression", "storedstate", "learnedweights"
pages = [reverse(f"admin:moim_django_{model}_changelist") for model in models]
pages.append(reverse("admin:moim_django_modelversion_change", args=[ModelVersion.objects.get().pk]))
for page in pages:
    print(client.get(page).status_code, page)
"""


@dataclass(frozen=True)
class Project:
    environment: Environment
    said: str


@pytest.fixture(scope="module")
def project(install: Callable[..., Environment]) -> Project:
    """The README's project after the README's commands, and what those printed."""
    environment = install("moim-django")
    environment.run("django-admin", "startproject", "mysite", ".")
    board, settings = blocks("moim-django", "python")
    site = environment.work / "mysite"
    site.joinpath("board.py").write_text(board, "utf-8")
    with site.joinpath("settings.py").open("a", encoding="utf-8") as stream:
        stream.write(settings)
    (script,) = blocks("moim-django", "sh")
    return Project(environment, environment.shell(script).stdout)


def test_the_example_trains_and_lists_as_the_readme_says(project: Project) -> None:
    assert project.said.endswith(printed("moim-django"))


def test_operators_pages_open_in_djangos_own_admin(project: Project) -> None:
    answers = project.environment.run("python", "manage.py", "shell", "-v", "0", "-c", PAGES).stdout.splitlines()
    assert [line.split()[0] for line in answers] == ["200"] * 7


def test_no_extra_is_installed_and_nothing_is_imported_from_the_checkout(project: Project) -> None:
    installed = project.environment.packages()
    assert {"moim", "moim-django", "django", "django-ninja"} < installed
    assert not {"django-unfold", "kiwipiepy", "lightgbm", "scikit-learn", "matplotlib", "psycopg"} & installed
    found = project.environment.run("python", "-c", "import moim_django; print(moim_django.__file__)").stdout.strip()
    assert Path(found).is_relative_to(project.environment.path)
