"""The rows of a CSV file, read one by one within limits, so that a small packed file cannot fill the memory."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path

from moim.data.problems import DatasetError, Problem

LONGEST_ROW = 16 * 2**20
"""Bytes of one row. What a web form sends, and so what an export of it holds, comes to a few megabytes at most."""

MOST_ROWS = 50_000_000
MOST_BYTES = 4 * 2**30
"""Rows and unpacked bytes of one file. 50 million interactions take 2 to 3 GB; a data set is held in memory whole."""

_BLOCK = 64 * 1024


class _TooMuchError(ValueError):
    """A limit of this module is exceeded."""


class _Bytes(io.BufferedIOBase):
    """The unpacked bytes of a file, counted, so that no row and no file is longer than allowed."""

    name = ""  # which TextIOWrapper asks every stream for

    def __init__(self, stream: io.BytesIO | gzip.GzipFile | io.FileIO) -> None:
        self._stream = stream
        self.count = 0
        self.row_began = 0
        self.holds_nul = False

    def readable(self) -> bool:
        return True

    def read1(self, size: int = -1, /) -> bytes:
        """The next block, whatever size is asked for: text is decoded faster in larger blocks."""
        if self.count - self.row_began > LONGEST_ROW:
            raise _TooMuchError(f"a row of more than {LONGEST_ROW:,} bytes")
        if self.count > MOST_BYTES:
            raise _TooMuchError(f"more than {MOST_BYTES:,} bytes")
        block = self._stream.read(_BLOCK) or b""
        self.count += len(block)
        self.holds_nul = self.holds_nul or b"\x00" in block
        return block

    def close(self) -> None:
        self._stream.close()
        super().close()


def _opened(origin: Path | bytes) -> io.BytesIO | gzip.GzipFile | io.FileIO:
    if isinstance(origin, bytes):
        return io.BytesIO(origin)
    return gzip.GzipFile(origin, "rb") if origin.suffix == ".gz" else io.FileIO(origin)


class CsvRows:
    """A file whose rows are read one by one."""

    def __init__(self, name: str, origin: Path | bytes, strict: bool = True) -> None:
        self.name = name
        self.origin = origin
        self.strict = strict
        self.line = 1
        self.holds_nul = False

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """The line each row begins in, and its cells, none for a blank line.

        Raises
        ------
        DatasetError
            The file cannot be read, or not further.
        """
        csv.field_size_limit(LONGEST_ROW)  # of the whole process; csv's own 128 KiB is less than some rich text
        try:
            with _Bytes(_opened(self.origin)) as source:
                text = io.TextIOWrapper(source, encoding="utf-8-sig", newline="")
                reader = csv.reader(text, strict=self.strict)
                for number, row in enumerate(reader):
                    if number > MOST_ROWS:  # the header is number 0
                        raise _TooMuchError(f"more than {MOST_ROWS:,} rows")
                    yield self.line, row
                    source.row_began = source.count
                    self.line = reader.line_num + 1
                self.holds_nul = source.holds_nul
        except (csv.Error, UnicodeDecodeError, EOFError, OSError, zlib.error, _TooMuchError) as error:
            raise DatasetError([self._refusal(error)]) from error

    def _refusal(self, error: Exception) -> Problem:
        line, message = self.line, f"not a readable UTF-8 CSV file ({error})"
        if isinstance(error, OSError) and error.strerror:
            line, message = 0, f"cannot be read ({error.strerror})"
        elif isinstance(error, UnicodeDecodeError):
            line = self._line_of_bad_byte()
            message = f"not a readable UTF-8 CSV file (the byte 0x{error.object[error.start]:02x} is not UTF-8)"
        elif isinstance(error, _TooMuchError):
            message = f"larger than can be read: {error}"
        elif "field limit" in str(error):  # of the csv module, which has one class for all its errors
            message = f"larger than can be read: a cell of more than {LONGEST_ROW:,} characters"
        return Problem(self.name, line, "", "", message)

    def _line_of_bad_byte(self) -> int:
        """The line that cannot be decoded. Text is decoded in blocks, so the reader may be many lines behind."""
        decoder, line = codecs.getincrementaldecoder("utf-8")(), 1
        with _Bytes(_opened(self.origin)) as source:
            while block := source.read1():
                source.row_began = source.count
                try:
                    decoder.decode(block)
                except UnicodeDecodeError as error:
                    return line + error.object[: error.start].count(b"\n")
                line += block.count(b"\n")
        return line  # the file ends inside a character
