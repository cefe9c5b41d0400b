import csv
import gzip
import io

import pytest

from moim.cli.main import main

HEADER = ["id", "title", "place", "label"]
ROWS = [
    ["1", "한강 러닝 모임", "여의도", "운동"],
    ["2", "Morning run crew", "Park", "운동"],
    ["3", "수채화 그리기", "화실", "예술"],
    ["4", "Painting class", "Studio", "예술"],
    ["5", '쉼표, "따옴표"\n줄바꿈 연주회', "음악당", "음악"],
    ["6", "", "음악당", "음악"],
]


def write(path, rows, header=HEADER):
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "wt", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header, *rows])
    return str(path)


def read(text):
    return list(csv.DictReader(io.StringIO(text)))


def fit(path, model, text="title,place", *more):
    return main(["classify", "fit", path, "--text", text, "--label", "label", "--model", str(model), *more])


@pytest.fixture
def model(tmp_path):
    assert fit(write(tmp_path / "train.csv", ROWS), tmp_path / "model") == 0
    return tmp_path / "model"


@pytest.mark.parametrize("pipeline", ["calibrated-svm", "predecessor"])
@pytest.mark.parametrize("name", ["data.csv", "data.csv.gz"])
def test_fit_and_predict_give_a_row_for_a_row(tmp_path, name, pipeline):
    path = write(tmp_path / name, ROWS)
    assert fit(path, tmp_path / "model", "title,place", "--pipeline", pipeline) == 0
    assert main(["classify", "predict", str(tmp_path / "model"), path, "--out", str(tmp_path / "out.csv")]) == 0
    rows = read((tmp_path / "out.csv").read_text(encoding="utf-8"))
    assert list(rows[0]) == [
        *["id", "title", "place", "label_given"],
        *["label", "probability", "label_2", "probability_2", "label_3", "probability_3"],
    ]
    assert [[row["id"], row["title"], row["place"], row["label_given"]] for row in rows] == ROWS
    assert [row["label"] for row in rows] == [row[3] for row in ROWS]
    for row in rows:
        three = [float(row[name]) for name in ("probability", "probability_2", "probability_3")]
        assert three == sorted(three, reverse=True)
        assert sum(three) == pytest.approx(1, abs=3e-6)
        assert {row["label"], row["label_2"], row["label_3"]} == {"운동", "예술", "음악"}


def test_predict_to_standard_output_of_a_file_without_labels(model, tmp_path, capsys):
    path = write(tmp_path / "new.csv", [["야간 러닝", "강변", "x"], ["", "", ""]], ["title", "place", "더"])
    assert main(["classify", "predict", str(model), path, "--out", "-"]) == 0
    rows = read(capsys.readouterr().out)
    assert [row["더"] for row in rows] == ["x", ""]
    assert rows[0]["label"] == "운동"
    assert rows[1]["label"] in {"운동", "예술", "음악"}


def test_predict_writes_gzip_and_nothing_but_a_header_for_no_rows(model, tmp_path):
    path = write(tmp_path / "none.csv", [])
    assert main(["classify", "predict", str(model), path, "--out", str(tmp_path / "out.csv.gz")]) == 0
    with gzip.open(tmp_path / "out.csv.gz", "rt", encoding="utf-8") as stream:
        assert stream.read().count("\n") == 1


def test_a_single_text_column_with_blank_lines(tmp_path, capsys):
    (tmp_path / "train.csv").write_text("title,label\n러닝,a\n그림,b\n", encoding="utf-8")
    (tmp_path / "new.csv").write_text("title\n러닝\n\n그림\n", encoding="utf-8")
    assert fit(str(tmp_path / "train.csv"), tmp_path / "model", "title") == 0
    assert main(["classify", "predict", str(tmp_path / "model"), str(tmp_path / "new.csv"), "--out", "-"]) == 0
    rows = read(capsys.readouterr().out)
    assert [row["title"] for row in rows] == ["러닝", "", "그림"]
    assert (rows[0]["label"], rows[2]["label"]) == ("a", "b")
    assert (rows[0]["label_3"], rows[0]["probability_3"]) == ("", "")


def test_fitting_again_replaces_a_model_but_no_other_folder(model, tmp_path, capsys):
    path = str(tmp_path / "train.csv")
    before = (model / "manifest.json").read_bytes()
    assert fit(path, model, "title") == 0
    assert (model / "manifest.json").read_bytes() != before
    (tmp_path / "empty").mkdir()
    assert fit(path, tmp_path / "empty") == 0
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").write_text("keep")
    assert fit(path, tmp_path / "other") == 2
    assert "no model" in capsys.readouterr().err
    assert [entry.name for entry in (tmp_path / "other").iterdir()] == ["letter.txt"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("title,place\na,b\n", ["train.csv:1: column label: the column is missing"]),
        ("name,label\na,b\n", ["column title", "column place"]),
        ("title,place,label\na,b,x\nc,d,\ne,f,\n", ["train.csv:3: column label", "train.csv:4: column label"]),
        ("title,place,label\na,b,x\nc,d,x\n", ["column label: at least two different labels are needed, all are: 'x'"]),
        ("title,place,label\na,b\nc,d,x,y\n", ["train.csv:2: 2 cells", "train.csv:3: 4 cells"]),
        ("title,place,label\n", ["no row"]),
        ("", ["column title", "column place", "column label"]),
        ("title,title,place,label\na,b,c,d\n", ["column title: the column is duplicated"]),
        ("title,place,label\n,,x\n,,y\n", ["no text"]),
        ('title,place,label\n"a,b,x\n', ["train.csv:2: not a readable UTF-8 CSV file"]),
    ],
)
def test_bad_training_files_are_refused_with_every_place(tmp_path, capsys, content, expected):
    path = tmp_path / "train.csv"
    path.write_text(content, encoding="utf-8")
    assert fit(str(path), tmp_path / "model") == 2
    said = capsys.readouterr().err
    for place in expected:
        assert place in said
    assert not (tmp_path / "model").exists()


@pytest.mark.parametrize("name", ["missing.csv", "euc.csv", "broken.csv.gz"])
def test_unreadable_files_are_refused(model, tmp_path, capsys, name):
    (tmp_path / "euc.csv").write_bytes("title,place\n한강,서울\n".encode("euc-kr"))
    (tmp_path / "broken.csv.gz").write_bytes(gzip.compress(b"title,place\n" * 1000)[:-20])
    out = tmp_path / "out.csv"
    assert main(["classify", "predict", str(model), str(tmp_path / name), "--out", str(out)]) == 2
    assert f"{name}" in capsys.readouterr().err
    assert not out.exists()


def test_predicting_without_the_columns_of_the_model_is_refused(model, tmp_path, capsys):
    path = write(tmp_path / "new.csv", [["a"]], ["title"])
    assert main(["classify", "predict", str(model), path, "--out", "-"]) == 2
    assert "new.csv:1: column place" in capsys.readouterr().err


def test_predicting_with_no_model_is_refused(tmp_path, capsys):
    path = write(tmp_path / "new.csv", [])
    assert main(["classify", "predict", str(tmp_path), path, "--out", "-"]) == 2
    assert "manifest.json" in capsys.readouterr().err


def test_an_output_that_cannot_be_written_is_refused(model, tmp_path, capsys):
    path = write(tmp_path / "new.csv", ROWS)
    assert main(["classify", "predict", str(model), path, "--out", str(tmp_path / "no" / "out.csv")]) == 2
    assert "cannot be written" in capsys.readouterr().err
