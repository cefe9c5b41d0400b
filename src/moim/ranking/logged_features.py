"""The features an item was ranked by, as they are logged with the impression."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from moim.data.arrays import Floats32
from moim.features import FEATURES

_FLOAT16 = np.dtype("<f2")


@dataclass(frozen=True, slots=True, eq=False)
class LoggedFeatures:
    """What an item's score was made of.

    Attributes:
        features: ``float32[s]``, in the order of ``FEATURES``.
        experience: what was known of the member.
    """

    features: Floats32
    experience: float

    def to_bytes(self) -> bytes:
        """Experience and features in half precision: three digits suffice, and every item shown has such a row."""
        return np.concatenate([[self.experience], self.features]).astype(_FLOAT16).tobytes()

    @classmethod
    def from_bytes(cls, data: bytes) -> LoggedFeatures:
        """The inverse of :meth:`to_bytes`, up to its rounding.

        Raises:
            ValueError: these are not the bytes of as many features as there are.
        """
        if len(data) != (1 + len(FEATURES)) * _FLOAT16.itemsize:
            raise ValueError("not the bytes of an item's features")
        numbers = np.frombuffer(data, _FLOAT16).astype(np.float32)
        return cls(numbers[1:], float(numbers[0]))
