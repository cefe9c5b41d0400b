"""A stored version less what it knows of one member."""

from __future__ import annotations

import secrets
from pathlib import Path

import numpy as np

from moim.storage.artefact import read_version, write_version


def without_member(folder: Path | str, into: Path | str, member_id: str) -> bool:
    """Write a copy of a version in which a member is nobody.

    Their id becomes a random one, their interests, keywords, home, region, clubs and friends are taken out. What they
    joined stays in the log, as of someone unknown: how full an activity was is not theirs alone.

    Returns:
        Whether the version knew them; nothing is written where it did not.

    Raises:
        StoreError: the version cannot be read.
    """
    stored = read_version(folder)
    arrays, texts = {name: array.copy() for name, array in stored.arrays.items()}, stored.texts
    if member_id not in texts["member_ids"]:
        return False
    row = texts["member_ids"].index(member_id)
    texts["member_ids"][row] = f"gone-{secrets.token_hex(8)}"
    texts["interests"][row] = texts["keywords"][row] = []
    arrays["members.region"][row] = -1
    for axis in "xyz":
        arrays[f"members.{axis}"][row] = np.nan
    others = arrays["ties.member"] != row
    for column in ("club", "member", "since"):
        arrays[f"ties.{column}"] = arrays[f"ties.{column}"][others]
    arrays["friends"] = arrays["friends"][~(arrays["friends"] == row).any(axis=1)]
    write_version(into, arrays, texts, stored.about)
    return True
