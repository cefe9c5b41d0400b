"""The one reader and writer of CSV: what it takes, where it says the problems are, and its limits."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from moim.data import csvfile, csvrows
from moim.data.csvfile import CsvFile
from moim.data.problems import DatasetError, Problem


def read(path: Path, content: bytes, **options: bool | list[str]) -> tuple[CsvFile, list[str]]:
    path.write_bytes(content)
    problems: list[Problem] = []
    file = csvfile.read(path, problems, **options)  # type: ignore[arg-type]
    return file, [str(problem) for problem in problems]


def test_cells_by_column_with_their_lines(tmp_path: Path) -> None:
    file, problems = read(tmp_path / "a.csv", '\ufeff id ,name\r\n1,"one\ntwo"\r\n\r\n2,"a ""b"", c"\r\n'.encode())
    assert problems == []
    assert (file.name, file.header, len(file)) == ("a.csv", ["id", "name"], 2)
    assert file.column("name") == ["one\ntwo", 'a "b", c']
    assert list(file.lines) == [2, 5]  # the cell of two lines and the blank line count
    assert list(file.rows()) == [("1", "one\ntwo"), ("2", 'a "b", c')]
    assert list(file.records())[1] == {"id": "2", "name": 'a "b", c'}


def test_more_rows_than_are_turned_into_columns_at_once(tmp_path: Path) -> None:
    numbers = [str(number) for number in range(10_000)]
    file, problems = read(tmp_path / "a.csv", "\n".join(["n", *numbers]).encode())
    assert problems == []
    assert file.columns == [numbers]
    assert list(file.lines) == list(range(2, 10_002))


def test_rows_of_another_length_are_left_out_and_reported(tmp_path: Path) -> None:
    file, problems = read(tmp_path / "a.csv", b"a,b\n1\n2,3\n4,5,6\n")
    assert list(file.rows()) == [("2", "3")]
    assert problems == ["a.csv:2: 1 cell where the header has 2", "a.csv:4: 3 cells where the header has 2"]


def test_after_many_problems_the_rest_is_left_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csvfile, "MOST_PROBLEMS", 2)
    file, problems = read(tmp_path / "a.csv", b"a,b\n0,0\n1\n1\n1\n2,3\n")
    assert problems[2:] == ["a.csv:4: too many problems, the rest was not read"]
    assert list(file.rows()) == [("0", "0")]


def test_a_blank_line_is_a_cell_only_where_asked(tmp_path: Path) -> None:
    assert read(tmp_path / "a.csv", b"a\n1\n\n2\n")[0].column("a") == ["1", "2"]
    assert read(tmp_path / "a.csv", b"a\n1\n\n2\n", blank=True)[0].column("a") == ["1", "", "2"]
    assert read(tmp_path / "a.csv", b"a,b\n1,2\n\n", blank=True)[1] == []


def test_an_empty_file_has_no_header(tmp_path: Path) -> None:
    for content in (b"", b"\n1,2\n"):
        file, problems = read(tmp_path / "a.csv", content)
        assert (file.header, len(file), list(file.rows()), problems) == ([], 0, [], [])


def test_columns_that_are_used_may_not_be_duplicated(tmp_path: Path) -> None:
    content = b"a,b,a,b\n1,2,3,4\n"
    duplicated = [f"a.csv:1: column {name}: the column is duplicated" for name in ("a", "b")]
    assert read(tmp_path / "a.csv", content)[1] == duplicated
    assert read(tmp_path / "a.csv", content, used=["b"])[1] == duplicated[1:]


def test_a_long_cell_is_read(tmp_path: Path) -> None:
    long = "가" * 200_000  # csv's own limit is 131,072
    file, problems = read(tmp_path / "a.csv", f"a\n{long}\n".encode())
    assert problems == []
    assert file.column("a") == [long]


def test_a_nul_character_has_its_place(tmp_path: Path) -> None:
    assert read(tmp_path / "a.csv", b"a,b\n1,2\n3,4\x00\n")[1] == [
        "a.csv:3: column b: holds a NUL character: '4\\x00'",
    ]


def test_a_byte_that_is_not_utf_8_has_its_line(tmp_path: Path) -> None:
    content = b"a,b\n" + b"x,y\n" * 50_000 + "한,강\n".encode("euc-kr") + b"x,y\n" * 50_000
    assert read(tmp_path / "a.csv", content)[1] == [
        "a.csv:50002: not a readable UTF-8 CSV file (the byte 0xc7 is not UTF-8)",
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'a,b\n1,2\n"3,4\n', "a.csv:3: not a readable UTF-8 CSV file (unexpected end of data)"),
        (b'a,b\n"1"2,3\n', "a.csv:2: not a readable UTF-8 CSV file (',' expected after '\"')"),
    ],
)
def test_quotes_that_do_not_end_are_reported(tmp_path: Path, content: bytes, said: str) -> None:
    assert read(tmp_path / "a.csv", content)[1] == [said]


def test_packed_files(tmp_path: Path) -> None:
    packed = gzip.compress(b"a\n1\n")
    assert read(tmp_path / "a.csv.gz", packed)[0].column("a") == ["1"]
    for content in (packed[:-4], b"not packed", packed[:-8] + b"12345678"):
        assert read(tmp_path / "a.csv.gz", content)[1][0].startswith("a.csv.gz:1: not a readable UTF-8 CSV file (")


def test_a_missing_file(tmp_path: Path) -> None:
    problems: list[Problem] = []
    assert len(csvfile.read(tmp_path / "a.csv", problems)) == 0
    assert [str(problem) for problem in problems] == ["a.csv: cannot be read (No such file or directory)"]


class TestLimits:
    @pytest.mark.parametrize("name", ["a.csv", "a.csv.gz"])
    def test_an_endless_line(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
        monkeypatch.setattr(csvrows, "LONGEST_ROW", 300_000)
        content = b"a,b\n1,2\n" + b"x," * 500_000
        _, problems = read(tmp_path / name, gzip.compress(content) if name.endswith("gz") else content)
        assert problems == [f"{name}:3: larger than can be read: a row of more than 300,000 bytes"]

    def test_rows_of_16_mebibytes_are_read_and_longer_ones_are_not(self, tmp_path: Path) -> None:
        assert read(tmp_path / "a.csv", b"a\n" + b"x" * (16 * 2**20 - 100) + b"\n")[1] == []
        problems = read(tmp_path / "a.csv", b"a\n" + b"x" * (17 * 2**20) + b"\n")[1]
        assert problems == ["a.csv:2: larger than can be read: a row of more than 16,777,216 bytes"]

    def test_long_files_of_short_rows_are_read(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(csvrows, "LONGEST_ROW", 300_000)
        file, problems = read(tmp_path / "a.csv", b"a,b\n" + b"1,2\n" * 200_000)
        assert (len(file), problems) == (200_000, [])

    def test_a_quote_that_swallows_the_rest(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(csvrows, "LONGEST_ROW", 1_000)
        _, problems = read(tmp_path / "a.csv", b'a,b\n1,2\n"' + b"x\n" * 1_000 + b'",3\n')
        assert problems == ["a.csv:3: larger than can be read: a cell of more than 1,000 characters"]

    def test_unpacked_bytes(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(csvrows, "MOST_BYTES", 300_000)
        _, problems = read(tmp_path / "a.csv.gz", gzip.compress(b"a,b\n" + b"1,2\n" * 200_000))
        assert problems[0].endswith("larger than can be read: more than 300,000 bytes")

    def test_rows(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(csvrows, "MOST_ROWS", 3)
        assert read(tmp_path / "a.csv", b"a\n1\n2\n3\n")[1] == []
        assert read(tmp_path / "a.csv", b"a\n1\n2\n3\n4\n")[1] == [
            "a.csv:5: larger than can be read: more than 3 rows",
        ]


def test_content_in_memory_may_have_quotes_in_its_cells() -> None:
    problems: list[Problem] = []
    file = csvfile.parse(b'a,b\n"1"x,2\n3\n', "page", problems, strict=False)
    assert list(file.records()) == [{"a": "1x", "b": "2"}]
    assert [str(problem) for problem in problems] == ["page:3: 1 cell where the header has 2"]
    csvfile.parse(b'a,b\n"1"x,2\n', "page", problems)
    assert problems[1].line == 2


def test_the_first_cells_of_rows(tmp_path: Path) -> None:
    path = tmp_path / "ids.csv"
    path.write_text("name,member_id\nx,1\n\ny\nz,2,3\n", encoding="utf-8")
    assert csvfile.read_first_cells(path, ("member_id", "id")) == ["1", "2"]
    assert csvfile.read_first_cells(path, ("club_id",)) == ["name", "x", "y", "z"]
    path.write_text("", encoding="utf-8")
    assert csvfile.read_first_cells(path, ("club_id",)) == []


def test_find_prefers_the_plain_file(tmp_path: Path) -> None:
    assert csvfile.find(tmp_path, "a") is None
    (tmp_path / "a.csv.gz").touch()
    assert csvfile.find(tmp_path, "a") == tmp_path / "a.csv.gz"
    (tmp_path / "a.csv").touch()
    assert csvfile.find(tmp_path, "a") == tmp_path / "a.csv"


class TestWriting:
    def test_what_is_written_is_read_again(self, tmp_path: Path) -> None:
        rows = [("1", 'a, "b"\nc'), ("", "한강")]
        for name in ("deep/er/a.csv", "a.csv.gz"):
            assert csvfile.write(tmp_path / name, ["id", "name"], iter(rows)) == 2
            assert list(csvfile.read(tmp_path / name, []).rows()) == rows
        assert (tmp_path / "deep/er/a.csv").read_bytes() == 'id,name\n1,"a, ""b""\nc"\n,한강\n'.encode()

    def test_packed_bytes_hang_on_the_rows_only(self, tmp_path: Path) -> None:
        for folder in ("one", "two"):
            csvfile.write(tmp_path / folder / "a.csv.gz", ["a"], [["1"]])
        one, two = ((tmp_path / folder / "a.csv.gz").read_bytes() for folder in ("one", "two"))
        assert one == two
        assert one[4:8] == b"\0\0\0\0"  # the time in the header of the format, RFC 1952

    def test_a_failure_leaves_what_was_there(self, tmp_path: Path) -> None:
        path = tmp_path / "a.csv"
        path.write_text("old")
        rows = ([1 // number] for number in (1, 0))
        with pytest.raises(ZeroDivisionError):
            csvfile.write(path, ["new"], rows)
        assert path.read_text() == "old"
        assert list(tmp_path.iterdir()) == [path]

    def test_a_link_is_followed(self, tmp_path: Path) -> None:
        (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
        csvfile.write(tmp_path / "link.csv", ["a"], [])
        assert (tmp_path / "link.csv").is_symlink()
        assert (tmp_path / "real.csv").read_text() == "a\n"

    def test_what_is_no_file_is_written_to_directly(self, tmp_path: Path) -> None:
        pipe = tmp_path / "pipe"
        os.mkfifo(pipe)
        reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        csvfile.write(pipe, ["a"], [["1"]])
        assert os.read(reader, 100) == b"a\n1\n"
        os.close(reader)
        assert pipe.is_fifo()

    def test_standard_output(self, capsys: pytest.CaptureFixture[str]) -> None:
        with csvfile.writing("-") as writer:
            writer.writerow(["a", 1])
        assert capsys.readouterr().out == "a,1\n"

    def test_what_cannot_be_written_is_said(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        for out, reason in (
            (tmp_path / "no" / "a.csv", f"there is no folder {tmp_path / 'no'}"),
            (tmp_path, "it is a folder"),
            (tmp_path / ("x" * 300), "File name too long"),
        ):
            with pytest.raises(DatasetError, match="cannot be written") as refused, csvfile.writing(out):
                pass
            assert str(refused.value) == f"{out}: cannot be written ({reason})"
        with pytest.raises(DatasetError, match="cannot be written"):
            csvfile.write(tmp_path / "file" / "a.csv", ["a"], [])

    def test_a_full_disk_is_said(self) -> None:
        with pytest.raises(DatasetError, match=r"/dev/full: cannot be written \(No space left on device\)"):
            csvfile.write("/dev/full", ["a"], [["x" * 100_000]])
