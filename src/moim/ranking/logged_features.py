"""The features that items were ranked by, as bytes to be stored with their impressions.

An item has one row: what was known of the member (``experience``), and its features. Half precision is enough, because
a feature means no more than three digits, and every item shown has such a row.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from moim.data.arrays import Floats32
from moim.features import FEATURES

_FLOAT16 = np.dtype("<f2")
BYTES = (1 + len(FEATURES)) * _FLOAT16.itemsize
"""The length of one row."""


def encode(features: Floats32, experience: float) -> list[bytes]:
    """The rows of the items of a list.

    Parameters
    ----------
    features
        ``float32[s, n]``, a column for each item.
    experience
        What was known of the member.

    Returns
    -------
    list[bytes]
        ``n`` rows of :data:`BYTES` bytes.
    """
    rows = np.empty((features.shape[1], 1 + features.shape[0]), _FLOAT16)
    rows[:, 0], rows[:, 1:] = experience, features.T
    return [row.tobytes() for row in rows]


def decode(rows: Sequence[bytes]) -> tuple[Floats32, Floats32]:
    """The inverse of :func:`encode`, up to its rounding.

    Parameters
    ----------
    rows
        One for each item.

    Returns
    -------
    tuple[Floats32, Floats32]
        The features, ``float32[s, n]``, and what was known of the member at each item, ``float32[n]``.

    Raises
    ------
    ValueError
        A row is not the bytes of as many features as there are.
    """
    if any(len(row) != BYTES for row in rows):
        raise ValueError("not the bytes of an item's features")
    numbers = np.frombuffer(b"".join(rows), _FLOAT16).astype(np.float32).reshape(len(rows), 1 + len(FEATURES))
    return np.ascontiguousarray(numbers[:, 1:].T), numbers[:, 0]
