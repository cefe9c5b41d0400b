"""Compact encoding of sparse non-negative counts: differences of the sorted indices, then the counts, compressed.

Before compression, counts take one byte if all are integers up to 255, else eight; index differences take two bytes if
all are up to 65,535, else four.
"""

from __future__ import annotations

import math
import struct
import zlib

import numpy as np

Counts = dict[int, float]

_HEAD = struct.Struct("<BBddII")  # width of steps, width of counts, half-life, as of, how many of each


def pack(documents: Counts, tokens: Counts, half_life: float | None, as_of: float | None) -> bytes:
    """Encode two sparse vectors and two numbers without loss.

    Parameters
    ----------
    documents
        Index -> count, first vector.
    tokens
        Index -> count, second vector.
    half_life
        Seconds; ``None`` is written as 0.
    as_of
        Seconds since 1970; ``None`` is written as nan.
    """
    indices, values = [], []
    for counts in (documents, tokens):
        keys = np.fromiter(counts, np.int64, len(counts))
        order = np.argsort(keys)
        indices.append(np.diff(keys[order], prepend=0))
        values.append(np.fromiter(counts.values(), np.float64, len(counts))[order])
    steps, amounts = np.concatenate(indices), np.concatenate(values)
    narrow = bool(np.all(amounts == np.floor(amounts)) and np.all(amounts < 256))
    step_type = "<u2" if steps.max(initial=0) < 65_536 else "<u4"
    amount_type = "<u1" if narrow else "<f8"
    widths = int(step_type[2]), int(amount_type[2])
    time = math.nan if as_of is None else as_of
    head = _HEAD.pack(*widths, half_life or 0.0, time, len(documents), len(tokens))
    return zlib.compress(head + steps.astype(step_type).tobytes() + amounts.astype(amount_type).tobytes(), 6)


def unpack(data: bytes) -> tuple[Counts, Counts, float | None, float | None]:
    """Decode what :func:`pack` has encoded.

    Raises
    ------
    ValueError
        The bytes are damaged.
    """
    try:
        raw = zlib.decompress(data)
        step, amount, half_life, as_of, documents, tokens = _HEAD.unpack_from(raw)
        rows = documents + tokens
        if (step, amount) not in ((2, 1), (2, 8), (4, 1), (4, 8)) or math.isnan(half_life):
            raise ValueError("unknown widths")
        if len(raw) != _HEAD.size + rows * (step + amount):
            raise ValueError("not as long as it says")
        steps = np.frombuffer(raw, f"<u{step}", rows, _HEAD.size).astype(np.int64)
        amounts = np.frombuffer(raw, "<u1" if amount == 1 else "<f8", rows, _HEAD.size + rows * step)
    except (zlib.error, struct.error, ValueError) as error:
        raise ValueError("damaged counts") from error
    values = amounts.astype(np.float64).tolist()
    first = dict(zip(np.cumsum(steps[:documents]).tolist(), values[:documents], strict=True))
    second = dict(zip(np.cumsum(steps[documents:]).tolist(), values[documents:], strict=True))
    return first, second, half_life or None, None if math.isnan(as_of) else as_of
