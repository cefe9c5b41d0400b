"""Erasing a member from a stored version."""

from __future__ import annotations

import secrets
from pathlib import Path

import numpy as np

from moim.storage.artefact import read_artefact, write_artefact


def without_member(folder: Path | str, into: Path | str, member_id: str) -> bool:
    """Write a copy of a version that does not identify a member any more.

    Their id is replaced by a random one; their interests, keywords, home, region, clubs and friends are removed. What
    they joined stays in the log under the random id, because how full an activity was concerns the others too.

    Parameters
    ----------
    folder
        The version.
    into
        Where the copy goes; must not exist yet.
    member_id
        The member.

    Returns
    -------
    bool
        Whether the version knew the member; if not, nothing is written.

    Raises
    ------
    ArtefactError
        The version cannot be read.
    FileExistsError
        ``into`` exists.
    """
    stored = read_artefact(folder)
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
    write_artefact(into, arrays, texts, stored.about)
    return True
