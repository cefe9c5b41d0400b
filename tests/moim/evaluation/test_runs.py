"""Intervals, stored runs, their comparison and the commands around them."""

import json
from pathlib import Path

import numpy as np
import pytest
from tests.moim.evaluation.worlds import Constant, small

from moim.cli.main import parser as command_line
from moim.data.dataset import write
from moim.data.problems import DatasetError
from moim.data.times import DAY
from moim.evaluation.calibration import Reliability
from moim.evaluation.compare import as_text, compare
from moim.evaluation.evaluate import evaluate
from moim.evaluation.intervals import interval, means_of_resamples, paired_difference
from moim.evaluation.protocols import prequential
from moim.evaluation.run import Run, by_history, by_time, summarise

SETTINGS = {"protocol": "prequential"}


def run_of(*models):
    dataset = small()
    return summarise(dataset, prequential(dataset, models, 0.0), SETTINGS, 1.0)


def call(*arguments):
    parser = command_line()
    options = parser.parse_args([str(argument) for argument in arguments])
    return options.func(options)


def test_resampling_keeps_a_member_whole():
    values = np.array([[1.0], [1.0], [1.0], [0.0]])

    means = means_of_resamples(values, np.array([0, 0, 0, 1]))

    # Two members are drawn: both the first (1), both the second (0), or one of each (3/4).
    assert set(np.unique(means).tolist()) == {0.0, 0.75, 1.0}
    assert np.mean(means == 0.75) == pytest.approx(0.5, abs=0.05)


def test_interval_of_the_normal_mean_has_the_textbook_width():
    values = np.random.default_rng(1).normal(size=(2_000, 1))

    found = interval(values.mean(), means_of_resamples(values, np.arange(2_000))[:, 0])

    assert found.high - found.low == pytest.approx(2 * 1.96 * values.std() / np.sqrt(2_000), rel=0.1)


def test_paired_difference_is_sure_where_one_is_better_everywhere():
    theirs = np.random.default_rng(2).random(100)

    found = paired_difference(theirs + 0.01, theirs, np.arange(100))

    assert found == pytest.approx((0.01, 0.01, 0.01))


def test_reliability_of_a_sure_right_choice():
    kept = Reliability()
    kept.add(np.array([50.0, 0.0]), np.array([True, False]))

    assert kept.error() == pytest.approx(0)
    assert kept.log_loss == pytest.approx(0)


def test_reliability_of_a_wrong_even_guess():
    kept = Reliability()
    for _ in range(4):
        kept.add(np.array([0.0, 0.0]), np.array([True, False]))

    # Half is said of each candidate, and half of the candidates are chosen.
    assert kept.error() == pytest.approx(0)
    assert kept.log_loss / kept.choices == pytest.approx(np.log(2))


def test_groups_by_history_and_time():
    assert list(by_history(np.array([0, 2, 4, 4, 30]))) == ["0", "2", "3-5", ">20"]
    spans = by_time(np.array([0.0, 1.0, 12.0]))
    assert [since for since, _ in spans] == [0.0, 1.0, 11.0]
    assert [len(inside) for _, inside in by_time(np.array([5.0, 5.0]))] == [2]


def test_run_is_read_as_it_was_written(tmp_path):
    run = run_of(Constant())

    run.write(tmp_path / "run")
    again = Run.read(tmp_path / "run")

    assert again.summary == json.loads(json.dumps(run.summary))
    assert again.values.tolist() == run.values.tolist()
    assert again.member_ids.tolist() == ["ann", "bob", "ann", "cat", "cat"]
    assert run.summary["models"]["constant"]["metrics"]["mrr@5"]["value"] == pytest.approx(17 / 30)
    assert {k: v for k, v in run.summary["models"]["constant"]["exposure"].items() if "share" in k} == {
        "closed_share": 0,
        "full_share": 0,
        "joined_share": 0,
    }


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"schema": 99}'])
def test_run_that_is_none_is_refused(tmp_path, content):
    (tmp_path / "run.json").write_text(content)

    with pytest.raises(ValueError, match=str(tmp_path.name)):
        Run.read(tmp_path)


def test_compare_says_which_is_better_and_where():
    up, down = run_of(Constant("m")), run_of(Constant("m", -1.0))

    (comparison,) = compare(up, down, "mrr@5")

    by_group = {verdict.group: verdict for verdict in comparison.verdicts}
    # Upside down the relevant ones stand second of two becomes first, and so on: 1, 2/4, ... worked out per query.
    assert by_group["all"].a == pytest.approx((1 / 2 + 1 / 2 + 1 + 1 / 3 + 1 / 2) / 5)
    assert by_group["all"].b == pytest.approx((1 + 1 / 2 + 1 / 2 + 1 + 1) / 5)
    assert by_group["history 0"].queries == 3
    assert by_group["all"].better in ("B", "-")
    assert "history 0" in as_text(comparison)


def test_compare_run_with_itself_finds_no_difference():
    run = run_of(Constant("m"))

    (comparison,) = compare(run, run)

    assert {verdict.better for verdict in comparison.verdicts} == {"-"}
    assert comparison.verdicts[0].difference == (0, 0, 0)


def test_compare_refuses_runs_that_share_nothing():
    with pytest.raises(ValueError, match="no model is in both"):
        compare(run_of(Constant("a")), run_of(Constant("b")))
    with pytest.raises(ValueError, match="no such metric"):
        compare(run_of(Constant("a")), run_of(Constant("a")), "auc")


def test_evaluate_says_when_nobody_has_enough_candidates(tmp_path, capsys):
    write(small(), tmp_path / "data")

    # Three activities, where a cut asks for five candidates.
    assert call("evaluate", tmp_path / "data", "--protocol", "rolling", "--out", tmp_path / "out") == 2
    assert "no query to measure" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_evaluate_writes_numbers_and_report(tmp_path, capsys):
    write(small(), tmp_path / "data")
    out = tmp_path / "out"
    arguments = ["evaluate", tmp_path / "data", "--protocol", "prequential", "--models", "random,popular", "--out", out]

    assert call(*arguments) == 0
    assert sorted(path.name for path in out.iterdir()) == ["queries.npz", "report.html", "run.json"]
    page = (out / "report.html").read_text()
    assert "<svg" in page
    assert "random ranks best" in page
    assert str(tmp_path) not in page
    assert "popular" in capsys.readouterr().out
    assert call("compare", out, out, "--metric", "recall@5") == 0
    assert "random, recall@5" in capsys.readouterr().out


def test_evaluate_begins_after_a_quarter_of_the_joins(tmp_path):
    run = evaluate(small(), "prequential", names=["random"])

    assert run.summary["settings"]["from"] == "1970-01-04T00:00:00Z"  # the second of five joins
    assert run.at.min() == 3 * DAY


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--from", "yesterday", "--from: not a time"),
        ("--every", "a month", "--every: not a span"),
        ("--every", "0d", "--every: must be at least 1"),
    ],
)
def test_evaluate_refuses_bad_options(tmp_path, option, value, message):
    write(small(), tmp_path / "data")

    with pytest.raises(DatasetError, match=message):
        call("evaluate", tmp_path / "data", "--protocol", "rolling", "--out", tmp_path / "out", option, value)


def test_evaluate_refuses_unknown_models_and_worlds_without_activities(tmp_path, capsys):
    write(small(), tmp_path / "data")
    write(small(activities={}, interactions={}), tmp_path / "clubs")
    options = ["--protocol", "prequential", "--out", tmp_path / "out"]

    assert call("evaluate", tmp_path / "data", *options, "--models", "random,wishful") == 2
    assert "no such model: wishful" in capsys.readouterr().err
    assert call("evaluate", tmp_path / "clubs", *options) == 2
    assert "use the protocol clubs" in capsys.readouterr().err


def test_compare_refuses_what_is_no_run(tmp_path, capsys):
    assert call("compare", tmp_path, Path("nowhere")) == 2
    assert "not a stored run" in capsys.readouterr().err
