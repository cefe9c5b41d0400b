"""The site runs without the packages that only collecting needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ONLY_COLLECTING = ("scrapy", "twisted", "extruct", "feedparser", "pandera", "polars", "rapidfuzz", "playwright")

SITE = """
import sys
sys.modules.update(dict.fromkeys({names!r}))  # an import of any of them fails
import django
django.setup()
from django.contrib import admin
from django.core.management import call_command
from django.urls import get_resolver
assert get_resolver().url_patterns
assert any(model.__name__ == "Collected" for model in admin.site._registry)
call_command("collect", "--all")
"""


def test_the_site_starts_and_collecting_says_what_is_missing(tmp_path: Path) -> None:
    environment = {"DJANGO_SETTINGS_MODULE": "teenplay.settings", "TEENPLAY_HOME": str(tmp_path), "PATH": ""}
    script = SITE.format(names=ONLY_COLLECTING)
    told = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False)
    assert "collecting needs more packages: pip install 'teenplay[collect]'" in told.stderr
    assert "Error" in told.stderr.splitlines()[-1]
