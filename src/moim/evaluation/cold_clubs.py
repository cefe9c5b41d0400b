"""The protocol ``clubs``: rank clubs without known members (cold start).

For data without times of joining. The newest fifth of the clubs with members becomes cold: their memberships are
removed. For every member with at least one remaining and one removed membership, all cold clubs are ranked; those the
member really belongs to are relevant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from tqdm import tqdm

from moim.data.dataset import Dataset
from moim.data.world import World
from moim.evaluation.measurement import Measurement, Recorder
from moim.evaluation.model import ClubModel

COLD_SHARE = 0.2
"""Share of the clubs with members that becomes cold; set by hand."""
BATCH = 1024
"""Members scored at once; bounds memory."""


def hold_out(dataset: Dataset) -> tuple[World, list[str], dict[int, list[int]]]:
    """Build a world without the memberships of the newest clubs.

    Returns
    -------
    tuple[World, list[str], dict[int, list[int]]]
        The world, the ids of the cold clubs, and the removed memberships: row of the member -> rows of cold clubs.

    Raises
    ------
    ValueError
        No club has both members and a founding time.
    """
    populated = set(dataset.club_members.text("club_id"))
    ids, created = dataset.clubs.text("club_id"), dataset.clubs.number("created_at")
    dated = [row for row in np.argsort(created, kind="stable").tolist() if created[row] == created[row]]
    dated = [row for row in dated if ids[row] in populated]
    if not dated:
        raise ValueError("protocol clubs needs clubs with members and created_at")
    cold = [ids[row] for row in dated[len(dated) - max(round(COLD_SHARE * len(dated)), 1) :]]
    world = World.of(dataset, events=False)
    removed: dict[int, list[int]] = defaultdict(list)
    table, held_out = dataset.club_members, set(cold)
    for club, member, at in zip(
        table.text("club_id"), table.text("member_id"), table.number("joined_at").tolist(), strict=True
    ):
        if club in held_out:
            removed[world.member_ids.get(member)].append(world.club_ids.get(club))
        else:
            world.put_membership(club, member, at)
    return world, cold, removed


def cold_clubs(dataset: Dataset, models: Sequence[ClubModel], *, progress: bool = False) -> Measurement:
    """Rank the cold clubs for every member who belongs to one.

    Parameters
    ----------
    dataset
        Clubs with ``created_at`` and their members.
    models
        The models to measure.
    progress
        Show a progress bar on stderr.

    Raises
    ------
    ValueError
        There is nothing to rank, or a model returns ``nan``.
    """
    world, cold, removed = hold_out(dataset)
    candidates = np.array([world.club_ids.get(club) for club in cold], np.int32)
    at = float(np.nanmax(world.clubs["created"]))
    members = sorted(member for member in removed if world.member_clubs[member])
    if not members:
        raise ValueError("no member belongs to both a cold club and another one")
    recorder = Recorder([model.name for model in models], list(world.club_ids.names))
    position = {club: place for place, club in enumerate(candidates.tolist())}
    for model in models:
        with recorder.timing(model.name):
            model.start(world, at)
    batches = range(0, len(members), BATCH)
    for first in tqdm(batches, desc="clubs", unit="batch", mininterval=1, disable=not progress):
        batch = members[first : first + BATCH]
        relevant = np.zeros((len(batch), len(candidates)), np.bool_)
        for row, member in enumerate(batch):
            relevant[row, [position[club] for club in removed[member]]] = True
        scores = np.empty((len(batch), len(models), len(candidates)))
        for column, model in enumerate(models):
            with recorder.timing(model.name):
                scores[:, column] = model.score(batch, candidates, at)
        for row, member in enumerate(batch):
            history = len(world.member_clubs[member])
            recorder.query(at, world.member_ids.names[member], history, candidates, scores[row], relevant[row])
    recorder.notes["cold clubs"] = len(cold)
    return recorder.finish()
