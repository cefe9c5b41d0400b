"""The types of arrays that the engine's rooms hand to one another."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
"""Times, counts, sums: what needs the full precision."""

Floats32 = NDArray[np.float32]
"""Features, scores, vectors of texts."""

Rows = NDArray[np.int32]
"""Rows of a world's table: of members, clubs or activities."""
