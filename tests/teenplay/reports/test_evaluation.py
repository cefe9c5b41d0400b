import json
from pathlib import Path

import pytest
from django.core.management import call_command
from tests.teenplay.world import DAY, NOW, make_activity

from teenplay.reports import pictures, texts

pytestmark = pytest.mark.django_db

WORDS = {3: "러닝 한강 달리기", 4: "커피 시음 카페", 11: "독서 모임 책"}


@pytest.fixture
def _activities() -> None:
    """Sixty, of three categories in turn, that a single word gives away; six more whose category was made up."""
    for number in range(60):
        category = list(WORDS)[number % 3]
        title = f"{WORDS[category]} {number}회"
        make_activity(
            title, category_id=category, source_category=f"c{category}", created_date=NOW - (60 - number) * DAY
        )
    for number in range(6):
        make_activity("러닝 한강 달리기", category_id=13, made_up=["category_id"], created_date=NOW - number * DAY)


@pytest.mark.usefixtures("_activities")
def test_measures_on_the_newest_fifth_and_leaves_made_up_categories_out() -> None:
    report = texts.measure()
    assert (report.trained, report.tested) == (48, 12)
    assert report.categories == {"운동·액티비티": 20, "푸드·드링크": 20, "스터디": 20}
    assert report.pipelines is not None
    assert report.pipelines["topics"].accuracy == report.pipelines["predecessor"].accuracy == 1.0
    assert texts.measure("source_category").categories == {"c3": 20, "c4": 20, "c11": 20}


@pytest.mark.usefixtures("_activities")
def test_writes_figures_pictures_and_a_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("evaluate", out=tmp_path)
    figures = json.loads((tmp_path / "figures.json").read_text())
    assert figures["recommender"] is None
    assert figures["texts"]["pipelines"]["topics"]["accuracy"] == 1.0
    assert sum(map(sum, figures["texts"]["pipelines"]["topics"]["confusion"])) == 12
    for name in ("confusion.png", "confusion_normalised.png", "categories.png"):
        assert (tmp_path / name).read_bytes().startswith(b"\x89PNG")
    page = (tmp_path / "report.html").read_text()
    assert "No model yet" in page
    assert "운동·액티비티" in page
    assert "text to category, topics: accuracy 1.0000" in capsys.readouterr().out


def test_too_little_to_measure_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_activity()
    call_command("evaluate", out=tmp_path)
    assert "1 activities with a category are too few to measure" in capsys.readouterr().out
    assert not (tmp_path / "confusion.png").exists()


def test_pictures_hold_no_letters_their_font_lacks() -> None:
    assert pictures.shown(["취미", "클래식", "art"], None) == ["Hobby", "#2", "#3"]
    assert pictures.shown(["취미"], "NanumGothic") == ["취미"]
    assert pictures.shown(["art"], None) == ["art"]
