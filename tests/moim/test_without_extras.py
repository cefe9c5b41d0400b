"""The engine where none of its extras is installed: it ranks by linear weights and simpler tokens, and says so once."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.moim.worlds import NOW, small

from moim.data.dataset import write
from moim.lists.query import Target
from moim.members import MemberState, Profile
from moim.ranking.lambdamart import LambdaMart
from moim.recommender import Query, Recommender
from moim.storage.artefact import read_manifest
from moim.topics import TopicClassifier

ROOT = Path(__file__).resolve().parents[2]
AT = "2026-05-04T03:00:00Z"  # worlds.NOW
EVENTS = [("jun", "cup", "join", 3600.0), ("sora", "night", "join", 1800.0)]
TARGETS: tuple[Target, ...] = ("activities", "clubs")
KEYWORD = Profile("someone", keywords=("도자기", "러닝크루는"))

BLOCKED = """
import sys

class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {names}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Blocker())
sys.path.insert(0, {root!r})
"""
OPTIONAL = ("kiwipiepy", "lightgbm", "sklearn", "threadpoolctl", "matplotlib", "implicit", "lightfm", "django")


def without(
    code: str, *arguments: object, names: tuple[str, ...] = OPTIONAL, returns: int = 0
) -> subprocess.CompletedProcess[str]:
    """Run Python code that cannot import these packages; it must end with this exit code."""
    command = [sys.executable, "-c", BLOCKED.format(names=names, root=str(ROOT)) + code, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == returns, done.stderr
    return done


def moim(*arguments: object, returns: int = 0) -> subprocess.CompletedProcess[str]:
    """Run the command ``moim`` without any optional package."""
    return without("from moim.cli.main import main; sys.exit(main(sys.argv[1:]))", *arguments, returns=returns)


def lists_of(recommender: Recommender) -> dict[str, list[tuple[str, float]]]:
    """What someone is given of whom only two keywords are known: ids and scores."""
    return {
        target: [
            (one.item_id, one.score)
            for one in recommender.recommend(Query(KEYWORD, MemberState(), at=NOW, target=target))
        ]
        for target in TARGETS
    }


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data") / "world"
    write(small(EVENTS), folder)
    return folder


def test_every_module_can_be_imported() -> None:
    code = """
import importlib, pkgutil, moim
found = [one.name for one in pkgutil.walk_packages(moim.__path__, "moim.", onerror=lambda name: sys.exit(name))]
for one in found:
    importlib.import_module(one)
print(len(found))
"""
    assert int(without(code).stdout) > 100


def test_fits_recommends_and_saves_with_one_warning(tmp_path: Path) -> None:
    code = """
import json, warnings
from tests.moim.test_without_extras import EVENTS, lists_of
from tests.moim.worlds import NOW, small
from moim.recommender import Recommender

with warnings.catch_warnings(record=True) as given:
    warnings.simplefilter("always")
    for _ in range(2):
        recommender = Recommender.fit(small(EVENTS), at=NOW)
    lists = lists_of(recommender)
recommender.save(sys.argv[1])
print(json.dumps({"lists": lists, "warnings": [str(one.message) for one in given]}))
"""
    said = json.loads(without(code, tmp_path / "version").stdout)

    assert said["warnings"] == [
        "Korean words are split by a simple rule and lists are ranked by the linear weights alone; "
        'for better lists: pip install "moim[korean,train]"'
    ]
    assert {name for name, _ in said["lists"]["activities"][:2]} == {"bowl", "cup"}  # a keyword finds 도자기 in both
    assert said["lists"]["clubs"][0][0] == "run"  # 러닝크루는 holds the pairs 러닝, 닝크 and 크루 of 러닝크루
    assert read_manifest(tmp_path / "version")["about"]["tokenizer"] == "simple"

    # The same version where Kiwi is installed: it goes on with the words it knows.
    served = Recommender.load(tmp_path / "version")
    assert (served.context.texts.tokenizer, served.clubs.content.tokenizer) == ("simple", "simple")
    again = lists_of(served)
    for target, list in said["lists"].items():
        assert again[target] == [(name, pytest.approx(score)) for name, score in list]


def test_a_version_made_with_kiwi_is_refused(tmp_path: Path) -> None:
    Recommender.fit(small(EVENTS), at=NOW).save(tmp_path / "version")
    said = moim("inspect", tmp_path / "version", returns=2)
    assert said.stderr == 'version: made with kiwipiepy: pip install "moim[korean]", or train anew\n'


def test_a_version_with_trees_is_refused(tmp_path: Path) -> None:
    recommender = Recommender.fit(small(EVENTS), at=NOW)
    recommender.lists.scorer.trees = LambdaMart("tree")
    recommender.context.texts.tokenizer = "simple"
    recommender.save(tmp_path / "version")
    said = moim("inspect", tmp_path / "version", returns=2)
    assert said.stderr == 'version: made with lightgbm: pip install "moim[train]", or train anew\n'


def test_rank_writes_a_list_for_everyone_and_names_the_extras_in_one_line(dataset: Path, tmp_path: Path) -> None:
    said = moim("rank", dataset, "--at", AT, "--k", 1, "--out", tmp_path / "lists.csv")
    lists = (tmp_path / "lists.csv").read_text("utf-8").splitlines()
    assert [line.split(",")[0] for line in lists] == ["member_id", "minji", "jun", "sora"]
    assert [line for line in said.stderr.splitlines() if "pip install" in line] == [
        "Korean words are split by a simple rule and lists are ranked by the linear weights alone; "
        'for better lists: pip install "moim[korean,train]"'
    ]


def test_evaluate_measures_and_leaves_out_the_report(dataset: Path, tmp_path: Path) -> None:
    arguments = "evaluate", dataset, "--protocol", "prequential", "--models", "random,lambdamart"
    said = moim(*arguments, "--from", "2026-05-04T02:00:00Z", "--out", tmp_path / "run")
    assert said.stderr.splitlines()[0] == (
        'report.html is left out: its pictures need matplotlib, pip install "moim[report]"'
    )
    assert 'lambdamart left out: needs lightgbm, pip install "moim[train]"' in said.stdout
    assert sorted(path.name for path in (tmp_path / "run").iterdir()) == ["queries.npz", "run.json"]


def test_classify_learns_nothing_and_says_why(tmp_path: Path) -> None:
    rows = tmp_path / "rows.csv"
    rows.write_text("title,label\n한강 러닝,운동\n그림 수업,취미\n", "utf-8")
    arguments = "classify", "fit", rows, "--text", "title", "--label", "label", "--model", tmp_path / "model"
    said = moim(*arguments, returns=2)
    assert said.stderr == 'training a text classifier needs sklearn: pip install "moim[train]"\n'
    assert not (tmp_path / "model").exists()


def test_classify_labels_with_a_model_of_simple_words_and_refuses_one_of_kiwi(tmp_path: Path) -> None:
    rows = tmp_path / "rows.csv"
    rows.write_text("title,label\n한강에서 러닝,운동\n그림 수업,취미\n", "utf-8")
    main = "from moim.cli.main import main; sys.exit(main(sys.argv[1:]))"
    fit = "classify", "fit", rows, "--text", "title", "--label", "label", "--model", tmp_path / "simple"
    without(main, *fit, names=("kiwipiepy",))
    TopicClassifier.fit([["한강에서 러닝", "그림 수업"]], ["운동", "취미"]).save(tmp_path / "kiwi")

    moim("classify", "predict", tmp_path / "simple", rows, "--out", tmp_path / "answers.csv")
    answers = (tmp_path / "answers.csv").read_text("utf-8").splitlines()[1:]
    assert [line.split(",")[2] for line in answers] == ["운동", "취미"]
    said = moim("classify", "predict", tmp_path / "kiwi", rows, "--out", tmp_path / "none.csv", returns=2)
    assert said.stderr == 'kiwi: made with kiwipiepy: pip install "moim[korean]", or train anew\n'
