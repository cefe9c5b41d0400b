"""moim-django in an environment of its own: the README's project, in Django's own admin."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.distributions.conftest import Environment, blocks

pytestmark = pytest.mark.xdist_group("distributions")

ADMIN = """
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from moim_django.models import ModelVersion

client = Client(headers={"host": "localhost"})
client.force_login(get_user_model().objects.create_superuser("operator", password="secret"))
models = "seasontheme", "modelversion", "interaction", "impression", "memberstate", "learnedweights"
pages = [reverse(f"admin:moim_django_{model}_changelist") for model in models]
pages.append(reverse("admin:moim_django_modelversion_change", args=[ModelVersion.objects.get().pk]))
for page in pages:
    print(client.get(page).status_code, page)
"""


@pytest.fixture(scope="module")
def project(install: Callable[..., Environment]) -> Environment:
    environment = install("moim-django")
    environment.run("django-admin", "startproject", "mysite", ".")
    board, settings = blocks("moim-django", "python")
    site = environment.work / "mysite"
    site.joinpath("board.py").write_text(board, "utf-8")
    with site.joinpath("settings.py").open("a", encoding="utf-8") as stream:
        stream.write(settings)
    return environment


def test_the_example_trains_and_lists_as_the_readme_says(project: Environment) -> None:
    (script,) = blocks("moim-django", "sh")
    printed = project.shell(script).stdout
    assert printed.endswith("1 pottery evening 5\n2 pottery evening 4\n3 pottery evening 3\n")

    # Of the same project: the pages of Django's own admin, which knows nothing of unfold.
    answers = project.run("python", "manage.py", "shell", "-c", ADMIN).stdout.splitlines()
    assert [line.split()[0] for line in answers if line.startswith(tuple("123456789"))] == ["200"] * 7
    assert not {"django-unfold", "kiwipiepy", "lightgbm", "scikit-learn", "psycopg"} & project.packages()


def test_nothing_is_imported_from_the_checkout(project: Environment) -> None:
    found = project.run("python", "-c", "import moim_django; print(moim_django.__file__)").stdout.strip()
    assert Path(found).is_relative_to(project.path)
