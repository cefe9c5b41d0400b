"""Sparse non-negative counts as few bytes: differences of the sorted indices as variable-length integers (LEB128)."""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Iterator

_WHOLE, _FRACTIONS = 0, 1

Counts = dict[int, float]


def pack(documents: Counts, tokens: Counts, half_life: float | None, as_of: float) -> bytes:
    """Two sparse vectors and two numbers as bytes. Counts keep every bit; whole ones take a byte or two."""
    whole = all(count.is_integer() for counts in (documents, tokens) for count in counts.values())
    head = struct.pack("<Bdd", _WHOLE if whole else _FRACTIONS, half_life or 0.0, as_of)
    body = bytearray()
    for counts in (documents, tokens):
        _write(body, len(counts))
        previous = 0
        for index, count in sorted(counts.items()):
            _write(body, index - previous)
            previous = index
            if whole:
                _write(body, int(count))
            else:
                body += struct.pack("<d", count)
    return zlib.compress(head + body, 9)


def unpack(data: bytes) -> tuple[Counts, Counts, float | None, float]:
    """What :func:`pack` was given.

    Raises:
        ValueError: the bytes are damaged.
    """
    try:
        raw = zlib.decompress(data)
        form, half_life, as_of = struct.unpack_from("<Bdd", raw)
        body = iter(raw[struct.calcsize("<Bdd") :])
        documents, tokens = _counts(body, form), _counts(body, form)
    except (zlib.error, struct.error, StopIteration) as error:
        raise ValueError("damaged counts") from error
    if next(body, None) is not None or math.isnan(half_life):
        raise ValueError("damaged counts")
    return documents, tokens, half_life or None, as_of


def _counts(body: Iterator[int], form: int) -> Counts:
    counts: Counts = {}
    index = 0
    for _ in range(_read(body)):
        index += _read(body)
        counts[index] = (
            float(_read(body)) if form == _WHOLE else struct.unpack("<d", bytes(next(body) for _ in range(8)))[0]
        )
    return counts


def _write(body: bytearray, number: int) -> None:
    while number > 0x7F:
        body.append(number & 0x7F | 0x80)
        number >>= 7
    body.append(number)


def _read(body: Iterator[int]) -> int:
    number = shift = 0
    while (byte := next(body)) > 0x7F:
        number |= (byte & 0x7F) << shift
        shift += 7
    return number | byte << shift
