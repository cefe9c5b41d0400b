"""The types of arrays that the engine's rooms hand to one another, and values found by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T", bound=np.generic)

Floats = NDArray[np.float64]
"""Times, counts, sums: what needs the full precision."""

Floats32 = NDArray[np.float32]
"""Features, scores, vectors of texts."""

Rows = NDArray[np.int32]
"""Rows of a world's table: of members, clubs or activities."""


def by_name(values: NDArray[T], names: Sequence[str], wanted: Sequence[str], missing: float = 0.0) -> NDArray[T]:
    """Values whose last axis has a name for each entry, for other names or another order of them.

    Parameters
    ----------
    values
        ``[..., len(names)]``.
    names
        What the entries of the last axis are called.
    wanted
        The names wanted. Those not among ``names`` get ``missing``; those only among ``names`` are left out.
    missing
        The value of a name that is not there.

    Returns
    -------
    NDArray[T]
        An array of its own, ``[..., len(wanted)]``.

    Examples
    --------
    >>> by_name(np.array([1.0, 2.0, 3.0]), ("a", "b", "c"), ("c", "d", "a"), missing=-1.0).tolist()
    [3.0, -1.0, 1.0]
    """
    position = {name: number for number, name in enumerate(names)}
    found = np.full((*values.shape[:-1], len(wanted)), missing, values.dtype)
    known = [number for number, name in enumerate(wanted) if name in position]
    found[..., known] = values[..., [position[wanted[number]] for number in known]]
    return found
